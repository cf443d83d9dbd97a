//! Up to where others have been told of orders.

use chassis::{Db, DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// An order, as far as it decides whether it is told of.
#[derive(Debug, FromQueryResult)]
pub struct Candidate {
    /// The order.
    pub id: Uuid,
    /// When its row was last written.
    pub changed_at: DateTime<Utc>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    parent_id: Option<Uuid>,
    delivery_id: Option<Uuid>,
}

impl Candidate {
    /// Whether others are told: it was confirmed once, it is not what was missing from another, and it is not too old.
    #[must_use]
    pub fn matters(&self, since: DateTime<Utc>) -> bool {
        self.delivery_id.is_some() && self.parent_id.is_none() && self.created_at >= since
    }
}

/// A place among orders: an instant, and the order's id.
pub type Place = (DateTime<Utc>, Uuid);

/// Up to where others have been told.
///
/// # Errors
/// [`DbError`].
pub async fn cursor(db: &Db) -> Result<Option<Place>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        changed_at: DateTime<Utc>,
        order_id: Uuid,
    }
    let row: Option<Row> = db.one("SELECT changed_at, order_id FROM told WHERE id = 1", vec![]).await?;
    Ok(row.map(|row| (row.changed_at, row.order_id)))
}

/// Before the first change of an order that was accepted since then.
///
/// # Errors
/// [`DbError`].
pub async fn first(db: &Db, since: DateTime<Utc>) -> Result<Place, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        changed_at: Option<DateTime<Utc>>,
    }
    let sql = "SELECT MIN(changed_at) AS changed_at FROM orders WHERE created_at >= $1";
    let row: Option<Row> = db.one(sql, sql_values![since]).await?;
    Ok((row.and_then(|row| row.changed_at).unwrap_or(since), Uuid::nil()))
}

/// The next changes after a place, up to an instant.
///
/// # Errors
/// [`DbError`].
pub async fn changed_after(
    db: &Db,
    (at, id): Place,
    until: DateTime<Utc>,
    most: usize,
) -> Result<Vec<Candidate>, DbError> {
    let sql = format!(
        "SELECT id, changed_at, created_at, parent_id, delivery_id FROM orders WHERE (changed_at, id) > ($1, $2) \
         AND changed_at <= $3 ORDER BY changed_at, id LIMIT {most}"
    );
    db.all(&sql, sql_values![at, id, until]).await
}

/// The next orders after a place, by when they were accepted.
///
/// # Errors
/// [`DbError`].
pub async fn created_after(db: &Db, (at, id): Place, most: usize) -> Result<Vec<Candidate>, DbError> {
    let sql = format!(
        "SELECT id, changed_at, created_at, parent_id, delivery_id FROM orders WHERE (created_at, id) > ($1, $2) \
         ORDER BY created_at, id LIMIT {most}"
    );
    db.all(&sql, sql_values![at, id]).await
}

/// Others have been told up to here.
///
/// # Errors
/// [`DbError`].
pub async fn move_cursor(tx: &Tx, (at, id): Place) -> Result<(), DbError> {
    let sql = "INSERT INTO told (id, changed_at, order_id) VALUES (1, $1, $2) \
        ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, order_id = excluded.order_id";
    tx.exec(sql, sql_values![at, id]).await.map(|_| ())
}
