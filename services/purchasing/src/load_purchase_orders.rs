//! Write purchase orders that are under way, for the demonstration company (`storeflow demo`). Nobody is told of them: they
//! were sent before.

use crate::purchase_orders::order::{OrderLine, OrderStatus, Promise, PurchaseOrder};
use crate::purchase_orders::serial_number;
use crate::store::purchase_orders as store;
use chassis::{DbError, Tx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use contracts::{Money, ProductId, PurchaseOrderId, SupplierId, UserId, WarehouseId};

/// How far a purchase order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurchaseOrderStage {
    /// Not sent.
    Draft,
    /// Sent, and not confirmed.
    Sent,
    /// Confirmed as ordered.
    Confirmed,
    /// Confirmed, but for half of its first line.
    ConfirmedShort,
}

/// A line of a purchase order that is under way.
#[derive(Clone, Debug)]
pub struct LoadedPurchaseOrderLine {
    /// What.
    pub product_id: ProductId,
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// What it is counted in.
    pub unit: String,
    /// Base units.
    pub quantity: i64,
    /// For one base unit, without tax.
    pub unit_cost: Money,
}

/// A purchase order that is under way.
#[derive(Clone, Debug)]
pub struct LoadedPurchaseOrder {
    /// Always the same for the same company.
    pub id: PurchaseOrderId,
    /// How far it is.
    pub stage: PurchaseOrderStage,
    /// Who delivers.
    pub supplier_id: SupplierId,
    /// Where to.
    pub warehouse_id: WarehouseId,
    /// When.
    pub expected_on: NaiveDate,
    /// What; each product once.
    pub lines: Vec<LoadedPurchaseOrderLine>,
    /// Who wrote it, and that person's name.
    pub written_by: (UserId, String),
    /// When.
    pub created_at: DateTime<Utc>,
}

impl LoadedPurchaseOrder {
    fn order(self, number: String) -> PurchaseOrder {
        let (status, sent, confirmed) = match self.stage {
            PurchaseOrderStage::Draft => (OrderStatus::Draft, false, false),
            PurchaseOrderStage::Sent => (OrderStatus::Sent, true, false),
            PurchaseOrderStage::Confirmed | PurchaseOrderStage::ConfirmedShort => (OrderStatus::Confirmed, true, true),
        };
        let line = |(at, line): (usize, LoadedPurchaseOrderLine)| {
            let short = self.stage == PurchaseOrderStage::ConfirmedShort && at == 0;
            let quantity = if short { line.quantity / 2 } else { line.quantity };
            OrderLine {
                product_id: line.product_id,
                sku: line.sku,
                name: line.name,
                unit: line.unit,
                quantity: line.quantity,
                unit_cost: line.unit_cost,
                promise: confirmed.then_some(Promise { quantity, on: self.expected_on }),
                received: 0,
                damaged: 0,
            }
        };
        let sent_at = sent.then(|| self.created_at + TimeDelta::hours(1));
        let confirmed_at = confirmed.then(|| self.created_at + TimeDelta::hours(5));
        PurchaseOrder {
            id: self.id,
            number,
            version: 1 + i64::from(sent) + i64::from(confirmed),
            status,
            supplier_id: self.supplier_id,
            warehouse_id: self.warehouse_id,
            expected_on: self.expected_on,
            lines: self.lines.into_iter().enumerate().map(line).collect(),
            note: None,
            created_by: self.written_by.0,
            created_by_name: self.written_by.1,
            created_at: self.created_at,
            updated_at: confirmed_at.or(sent_at).unwrap_or(self.created_at),
            sent_at,
            confirmed_at,
            closed_at: None,
        }
    }
}

/// Writes them.
///
/// # Errors
/// [`DbError`]; of those that were loaded before it breaks a unique index.
pub async fn load_purchase_orders(tx: &Tx, orders: Vec<LoadedPurchaseOrder>) -> Result<(), DbError> {
    for order in orders {
        let number = serial_number(store::take_serial(tx).await?);
        store::insert(tx, &order.order(number)).await?;
    }
    Ok(())
}
