//! What `storeflow reconcile` looks at and changes.

use crate::order::OrderStatus;
use chassis::db::{MOST_PARAMETERS, numbered};
use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::sales::ReservedLine;
use contracts::{OrderId, ProductId, WarehouseId};
use sea_orm::{FromQueryResult, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// Where an order stands, as far as the others have to agree with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The order.
    pub id: OrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// Somebody has asked for it to be cancelled and got no answer.
    pub cancel_requested: bool,
    /// A backorder of which the saga has not been told.
    pub untold: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    status: String,
    waits_since: Option<DateTime<Utc>>,
    cancel_requested_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "SELECT id, status, waits_since, cancel_requested_at FROM orders";

impl Row {
    fn read(self) -> Result<Standing, DbError> {
        let status = OrderStatus::named(&self.status).ok_or_else(|| super::wrong("status"))?;
        Ok(Standing {
            id: OrderId(self.id),
            status,
            cancel_requested: self.cancel_requested_at.is_some(),
            untold: status == OrderStatus::Backordered && self.waits_since.is_none(),
        })
    }
}

/// Where orders stand; those that are not there are left out.
///
/// # Errors
/// [`DbError`].
pub async fn standings(db: &impl Sql, orders: &[OrderId]) -> Result<HashMap<OrderId, Standing>, DbError> {
    let mut found = HashMap::with_capacity(orders.len());
    for some in orders.chunks(MOST_PARAMETERS) {
        let sql = format!("{COLUMNS} WHERE id IN ({})", numbered(1, some.len()));
        for row in db.all::<Row>(&sql, some.iter().map(|id| Value::from(id.0)).collect()).await? {
            found.insert(OrderId(row.id), row.read()?);
        }
    }
    Ok(found)
}

/// What these orders were confirmed with, of those that are confirmed or scheduled: the warehouse, and what of each line.
///
/// # Errors
/// [`DbError`].
pub async fn promises(
    db: &impl Sql,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, (WarehouseId, Vec<ReservedLine>)>, DbError> {
    #[derive(FromQueryResult)]
    struct Line {
        order_id: Uuid,
        warehouse_id: Uuid,
        product_id: Uuid,
        reserved: i64,
    }
    let mut found: HashMap<OrderId, (WarehouseId, Vec<ReservedLine>)> = HashMap::new();
    for some in orders.chunks(MOST_PARAMETERS) {
        let sql = format!(
            "SELECT l.order_id, o.warehouse_id, l.product_id, l.reserved FROM orders o \
             JOIN order_lines l ON l.order_id = o.id WHERE o.id IN ({}) AND o.status IN ('confirmed', 'scheduled') \
             AND o.warehouse_id IS NOT NULL ORDER BY l.order_id, l.line",
            numbered(1, some.len())
        );
        for row in db.all::<Line>(&sql, some.iter().map(|id| Value::from(id.0)).collect()).await? {
            let lines = found.entry(OrderId(row.order_id)).or_insert((WarehouseId(row.warehouse_id), Vec::new()));
            lines.1.push(ReservedLine { product_id: ProductId(row.product_id), reserved: row.reserved });
        }
    }
    Ok(found)
}

/// The next orders after one, by id, that have neither ended nor left the warehouse.
///
/// # Errors
/// [`DbError`].
pub async fn living_after(db: &impl Sql, after: OrderId, most: usize) -> Result<Vec<Standing>, DbError> {
    let sql = format!(
        "{COLUMNS} WHERE id > $1 AND status IN ('submitted', 'confirmed', 'scheduled', 'backordered') \
         ORDER BY id LIMIT {most}"
    );
    db.all::<Row>(&sql, sql_values![after.0]).await?.into_iter().map(Row::read).collect()
}

/// From now on no serial up to this one is given to an order.
///
/// # Errors
/// [`DbError`].
pub async fn pass_serial(tx: &Tx, serial: i64) -> Result<(), DbError> {
    let sql = "UPDATE counter SET value = $1 WHERE name = 'order_number' AND value <= $2";
    tx.exec(sql, sql_values![serial + 1, serial]).await.map(|_| ())
}

/// Notes from which order a backorder was split off; whether it is that one's or was nobody's.
///
/// # Errors
/// [`DbError`].
pub async fn adopt_child(tx: &Tx, child: OrderId, parent: OrderId) -> Result<bool, DbError> {
    let sql = "UPDATE orders SET parent_id = $1 WHERE id = $2 AND (parent_id IS NULL OR parent_id = $3) \
               AND waits_since IS NOT NULL";
    Ok(tx.exec(sql, sql_values![parent.0, child.0, parent.0]).await? == 1)
}
