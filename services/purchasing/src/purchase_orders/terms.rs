//! What a buyer enters, checked: supplier, warehouse and products exist and belong together.

use super::order::{OrderLine, total};
use super::order_refused::{LineFault, OrderRefused};
use crate::product::{HIGHEST_PRICE, Product};
use crate::status::CatalogueStatus;
use crate::store;
use crate::supplier::Supplier;
use chassis::{App, Checks, DbError, Problem, Text, Tx};
use chrono::{Datelike, NaiveDate};
use contracts::{Currency, Money, ProductId, Quantity, SupplierId, WarehouseId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The most lines of a purchase order, and of a receipt.
pub const MOST_LINES: usize = 500;
/// The longest note, in characters.
pub const NOTE_LENGTH: usize = 2_000;

/// A product that is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = NewPurchaseOrderLine)]
pub struct NewLine {
    /// The product, one of the supplier's.
    pub product_id: ProductId,
    /// Base units.
    #[schema(minimum = 1, maximum = 1_000_000, example = 240)]
    pub quantity: i64,
    /// For one base unit, without tax, in the company's currency.
    pub unit_cost: Money,
}

/// Checks lines by themselves.
pub fn check_lines(c: &mut Checks, lines: &[NewLine]) {
    let none = Text::new("Add at least one product.", "Agregue al menos un producto.");
    c.check("/lines", !lines.is_empty(), "no_lines", none);
    let many = Text::new(
        format!("A purchase order has at most {MOST_LINES} lines; split it."),
        format!("Una orden de compra tiene máximo {MOST_LINES} líneas; divídala."),
    );
    c.check("/lines", lines.len() <= MOST_LINES, "too_many_lines", many);
    let mut seen = BTreeSet::new();
    for (i, line) in lines.iter().take(MOST_LINES).enumerate() {
        c.range(format!("/lines/{i}/quantity"), line.quantity, 1..=Quantity::MAX);
        c.money(format!("/lines/{i}/unit_cost"), &line.unit_cost);
        c.range(format!("/lines/{i}/unit_cost/amount"), line.unit_cost.amount, 0..=HIGHEST_PRICE);
        let twice = Text::new(
            "This product is in the order already; put the quantities together.",
            "Este producto ya está en la orden; sume las cantidades.",
        );
        c.check(format!("/lines/{i}/product_id"), seen.insert(line.product_id), "duplicate_product", twice);
    }
}

/// A day of this age of the world: databases and calendars end somewhere.
pub fn check_day(c: &mut Checks, pointer: impl Into<String>, day: Option<NaiveDate>) {
    let text = Text::new("Give a day from 2000 to 9998.", "Indique un día entre 2000 y 9998.");
    c.check(pointer, day.is_none_or(|day| (2000..=9998).contains(&day.year())), "bad_day", text);
}

/// Costs of another currency cannot be added.
///
/// # Errors
/// 422 at each of them.
pub fn check_currency(lines: &[NewLine], currency: Currency) -> Result<(), Problem> {
    let mut checks = Checks::default();
    for (i, line) in lines.iter().enumerate() {
        checks.currency(format!("/lines/{i}/unit_cost"), &line.unit_cost, currency);
    }
    checks.into_result()
}

/// A note without blanks around it; an empty one is none.
#[must_use]
pub fn tidied(note: Option<&str>) -> Option<String> {
    note.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned)
}

/// Inventory's message about a warehouse that was entered a moment ago may still be on its way: it gets a second to arrive.
/// (No transaction is open while waiting.)
///
/// # Errors
/// When the database does not answer.
pub async fn wait_for_warehouse(app: &App, id: WarehouseId) -> Result<(), DbError> {
    for _ in 0..20 {
        if store::purchase_orders::knows_warehouse(app.db(), id).await? {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// The supplier, who takes part.
///
/// # Errors
/// Where there is none, or it is archived.
pub async fn supplier(tx: &Tx, id: SupplierId) -> Result<Supplier, Problem> {
    let supplier = store::supplier(tx, id).await?.ok_or(OrderRefused::UnknownSupplier)?;
    match supplier.status {
        CatalogueStatus::Active => Ok(supplier),
        CatalogueStatus::Archived => Err(OrderRefused::SupplierArchived.into()),
    }
}

/// A warehouse that there is.
///
/// # Errors
/// Where there is none.
pub async fn must_know_warehouse(tx: &Tx, id: WarehouseId) -> Result<(), Problem> {
    match store::purchase_orders::knows_warehouse(tx, id).await? {
        true => Ok(()),
        false => Err(OrderRefused::UnknownWarehouse.into()),
    }
}

/// Products by id.
///
/// # Errors
/// When the database does not answer.
pub async fn products(tx: &Tx, ids: impl Iterator<Item = ProductId>) -> Result<BTreeMap<ProductId, Product>, DbError> {
    let ids: Vec<ProductId> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    let products = store::products(tx, &ids, tx.now()).await?;
    Ok(products.into_iter().map(|product| (product.id, product)).collect())
}

/// Lines of an order to a supplier; products that are in it already need not be active any more.
///
/// # Errors
/// At each line that cannot be ordered, or where the sum is too large.
pub async fn lines(
    tx: &Tx,
    of: SupplierId,
    asked: &[NewLine],
    in_it: &BTreeSet<ProductId>,
) -> Result<Vec<OrderLine>, Problem> {
    let products = products(tx, asked.iter().map(|line| line.product_id)).await?;
    let mut faults = Vec::new();
    let mut lines = Vec::with_capacity(asked.len());
    for (number, line) in asked.iter().enumerate() {
        let fault = match products.get(&line.product_id) {
            None => Some(LineFault::UnknownProduct),
            Some(_) if in_it.contains(&line.product_id) => None,
            Some(product) if product.details.supplier_id != of => Some(LineFault::OfAnotherSupplier),
            Some(product) if !product.status.is_active() => Some(LineFault::Archived),
            Some(_) => None,
        };
        faults.extend(fault.map(|fault| (number, fault)));
        if let Some(product) = products.get(&line.product_id) {
            lines.push(OrderLine {
                product_id: line.product_id,
                sku: product.details.sku.clone(),
                name: product.details.name.clone(),
                unit: product.details.unit.clone(),
                quantity: line.quantity,
                unit_cost: line.unit_cost,
                promise: None,
                received: 0,
                damaged: 0,
            });
        }
    }
    if !faults.is_empty() {
        return Err(OrderRefused::Lines(faults).into());
    }
    total(&lines).map_err(|_| OrderRefused::TooLarge)?;
    Ok(lines)
}
