//! What `storeflow reconcile` looks at.

use super::{COLUMNS, SagaRow, json};
use crate::reconcile::Told;
use crate::saga::{Saga, SagaEvent};
use chassis::db::{MOST_PARAMETERS, numbered};
use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::OrderId;
use sea_orm::{FromQueryResult, Value};
use std::collections::HashSet;
use uuid::Uuid;

/// What is kept of an event beside its name: what sales told of an order.
pub(super) fn message(event: &SagaEvent) -> Result<Option<String>, DbError> {
    match event {
        SagaEvent::OrderSubmitted(order) => json(&Told { order: (**order).clone(), waits_since: None }).map(Some),
        SagaEvent::BackorderCreated(backorder) => {
            let (order, waits_since) = (backorder.order.clone(), Some(backorder.waits_since));
            json(&Told { order, waits_since }).map(Some)
        }
        _ => Ok(None),
    }
}

/// The next sagas after one, by order.
///
/// # Errors
/// [`DbError::Busy`] where a newer build has written one that this one cannot read.
pub async fn sagas_after(db: &impl Sql, after: OrderId, most: usize) -> Result<Vec<Saga>, DbError> {
    let sql = format!("{COLUMNS} WHERE order_id > $1 ORDER BY order_id LIMIT {most}");
    let rows: Vec<SagaRow> = db.all(&sql, sql_values![after.0]).await?;
    rows.into_iter().map(|row| Ok(row.read()?.saga)).collect()
}

/// Which of these orders have a saga.
///
/// # Errors
/// [`DbError`].
pub async fn with_saga(db: &impl Sql, orders: &[OrderId]) -> Result<HashSet<OrderId>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        order_id: Uuid,
    }
    let mut found = HashSet::with_capacity(orders.len());
    for some in orders.chunks(MOST_PARAMETERS) {
        let sql = format!("SELECT order_id FROM saga WHERE order_id IN ({})", numbered(1, some.len()));
        let rows: Vec<Row> = db.all(&sql, some.iter().map(|id| Value::from(id.0)).collect()).await?;
        found.extend(rows.into_iter().map(|row| OrderId(row.order_id)));
    }
    Ok(found)
}

/// What sales told of an order, if it is still kept.
///
/// # Errors
/// [`DbError`].
pub async fn told(db: &impl Sql, order: OrderId) -> Result<Option<Told>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        message: String,
    }
    let sql = "SELECT message FROM saga_log WHERE order_id = $1 AND message IS NOT NULL ORDER BY seq LIMIT 1";
    let row: Option<Row> = db.one(sql, sql_values![order.0]).await?;
    row.map(|row| serde_json::from_str(&row.message).map_err(|error| DbError::Other(error.to_string()))).transpose()
}

/// Forgets what sales told before an instant, at most `most` of it; how much that was.
///
/// # Errors
/// [`DbError`].
pub async fn forget(tx: &Tx, before: DateTime<Utc>, most: u64) -> Result<u64, DbError> {
    let sql = format!(
        "UPDATE saga_log SET message = NULL WHERE (order_id, seq) IN (SELECT order_id, seq FROM saga_log \
         WHERE message IS NOT NULL AND at < $1 ORDER BY at LIMIT {most})"
    );
    tx.exec(&sql, sql_values![before]).await
}
