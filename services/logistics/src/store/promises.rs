//! What `storeflow reconcile` looks at: which orders have a delivery.

use chassis::db::{MOST_PARAMETERS, numbered};
use chassis::{DbError, Sql, sql_values};
use chrono::NaiveDate;
use contracts::{DeliveryId, OrderId};
use sea_orm::{FromQueryResult, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// What an order was answered here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The order.
    pub order_id: OrderId,
    /// Its delivery, or what is kept instead of one.
    pub delivery_id: DeliveryId,
    /// The day; none where it was refused, or cancelled before it was asked for.
    pub on: Option<NaiveDate>,
    /// It has a day and is not on its way: it can be cancelled.
    pub scheduled: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    order_id: Uuid,
    status: String,
    on_day: Option<NaiveDate>,
}

const COLUMNS: &str = "SELECT id, order_id, status, on_day FROM delivery";

impl From<Row> for Booking {
    fn from(row: Row) -> Self {
        let scheduled = row.status == "scheduled";
        Self { order_id: OrderId(row.order_id), delivery_id: DeliveryId(row.id), on: row.on_day, scheduled }
    }
}

/// What these orders were answered; those of which nothing was heard are left out.
///
/// # Errors
/// [`DbError`].
pub async fn bookings(db: &impl Sql, orders: &[OrderId]) -> Result<HashMap<OrderId, Booking>, DbError> {
    let mut found = HashMap::with_capacity(orders.len());
    for some in orders.chunks(MOST_PARAMETERS) {
        let sql = format!("{COLUMNS} WHERE order_id IN ({})", numbered(1, some.len()));
        let rows: Vec<Row> = db.all(&sql, some.iter().map(|id| Value::from(id.0)).collect()).await?;
        found.extend(rows.into_iter().map(Booking::from).map(|booking| (booking.order_id, booking)));
    }
    Ok(found)
}

/// The next orders after one, by id, whose delivery is scheduled.
///
/// # Errors
/// [`DbError`].
pub async fn scheduled_after(db: &impl Sql, after: OrderId, most: usize) -> Result<Vec<Booking>, DbError> {
    let sql = format!("{COLUMNS} WHERE order_id > $1 AND status = 'scheduled' ORDER BY order_id LIMIT {most}");
    Ok(db.all::<Row>(&sql, sql_values![after.0]).await?.into_iter().map(Booking::from).collect())
}
