//! Telling of purchase orders: the supplier by mail, screens by hints, later readers by the audit log.

use super::order::PurchaseOrder;
use super::scope::{Scope, audience};
use super::view::{Line, Whole};
use crate::store;
use crate::supplier::Supplier;
use chassis::{Caller, Lang, Problem, Reply, Sql, Tx};
use contracts::PurchaseOrderId;
use contracts::identity::{AboutPurchaseOrder, Letter, SendMail};
use serde_json::Value;
use uuid::Uuid;

/// What purchase orders are called in hints.
pub const PURCHASE_ORDERS: &str = "purchase-orders";

/// Writes to the supplier, in the language of whoever does something with the order.
pub fn write_to(
    tx: &Tx,
    supplier: &Supplier,
    order: &PurchaseOrder,
    lang: Lang,
    letter: fn(AboutPurchaseOrder) -> Letter,
) {
    let about = AboutPurchaseOrder {
        id: order.id,
        number: order.number.clone(),
        expected_on: order.expected_on,
        products: u32::try_from(order.lines.len()).unwrap_or(u32::MAX),
    };
    tx.publish(&SendMail {
        id: Uuid::now_v7(),
        address: supplier.details.email.clone(),
        name: supplier.details.legal_name.clone(),
        lang: lang.tag().to_owned(),
        letter: letter(about),
    });
}

/// Tells that something was done with a purchase order.
pub fn done(tx: &Tx, order: &PurchaseOrder, what: &'static str, detail: Value) {
    tx.hint(PURCHASE_ORDERS, order.id.0, order.version, &audience(order));
    tx.audit(order.id.0, what, detail);
}

/// A purchase order to do something with, which nobody else changes until the transaction ends.
///
/// # Errors
/// 404 where the caller sees none.
pub async fn to_change(tx: &Tx, who: &Caller, id: PurchaseOrderId) -> Result<PurchaseOrder, Problem> {
    let order = store::purchase_orders::lock(tx, id).await?;
    order.filter(|order| Scope::of(&who.principal).holds(order)).ok_or_else(Problem::not_found)
}

/// A purchase order as people see it.
///
/// # Errors
/// 404 where there is none.
pub async fn whole(sql: &impl Sql, order: PurchaseOrder, today: chrono::NaiveDate) -> Result<Whole, Problem> {
    let row = store::purchase_orders::summary(sql, order.id).await?.ok_or_else(Problem::not_found)?;
    let receipts = store::purchase_orders::receipts(sql, order.id).await?;
    let lines = order.lines.iter().map(|line| Line::of(&order, line)).collect();
    Ok(Whole { summary: row.on(today), lines, receipts })
}

/// The answer that shows a purchase order as it is now.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(tx: &Tx, order: PurchaseOrder) -> Result<Reply, Problem> {
    let version = order.version;
    let today = tx.company().local_date(tx.now());
    Ok(Reply::ok(&whole(tx, order, today).await?).etag(version))
}
