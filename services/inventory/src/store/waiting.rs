//! The backorders that stand in line.

use chassis::db::{MOST_PARAMETERS, Value, numbered, placeholders};
use chassis::{Db, DbError, Sql, Tx, sql_values};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::inventory::AwaitStock;
use contracts::{OrderId, ProductId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::FILLED;
use crate::lot::{DEFAULT_MIN_DAYS_LEFT, day_number};

/// Puts an order, whose reservation is entered, at its place in the line of each of its products.
pub(crate) async fn insert(
    tx: &Tx,
    command: &AwaitStock,
    products: impl Iterator<Item = ProductId>,
) -> Result<(), DbError> {
    const COLUMNS: usize = 3;
    let text = serde_json::to_string(command).map_err(|error| DbError::Other(error.to_string()))?;
    let sql = "INSERT INTO waiting_order (order_id, since, command) VALUES ($1, $2, $3)";
    tx.exec(sql, sql_values![command.order_id.0, command.since, text]).await?;
    let lines: Vec<ProductId> = products.collect();
    for some in lines.chunks(MOST_PARAMETERS / COLUMNS) {
        let rows = placeholders(some.len(), COLUMNS);
        let sql = format!("INSERT INTO waiting_line (product_id, since, order_id) VALUES {rows}");
        let values: Vec<Value> =
            some.iter().flat_map(|id| sql_values![id.0, command.since, command.order_id.0]).collect();
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Takes an order out of the line; what it stood there with, if it did.
pub(crate) async fn take(tx: &Tx, order: OrderId) -> Result<Option<AwaitStock>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        command: String,
    }
    tx.exec("DELETE FROM waiting_line WHERE order_id = $1", sql_values![order.0]).await?;
    let sql = "DELETE FROM waiting_order WHERE order_id = $1 RETURNING command";
    let row = tx.one::<Row>(sql, sql_values![order.0]).await?;
    row.map(|row| serde_json::from_str(&row.command).map_err(|error| DbError::Other(error.to_string()))).transpose()
}

#[derive(FromQueryResult)]
struct IdRow {
    order_id: Uuid,
}

/// Whether anybody waits for anything; mostly nobody does.
pub(crate) async fn anybody(db: &Db) -> Result<bool, DbError> {
    Ok(db.one::<IdRow>("SELECT order_id FROM waiting_order LIMIT 1", vec![]).await?.is_some())
}

/// The orders that wait for products of which something could be promised on `today`, oldest first, at most `most`.
pub(crate) async fn could_be_served(db: &Db, today: NaiveDate, most: usize) -> Result<Vec<OrderId>, DbError> {
    #[derive(FromQueryResult)]
    struct Came {
        product_id: Uuid,
    }
    // The products first: mostly none of those that somebody waits for has come. As a value and not as EXISTS, which PostgreSQL
    // would turn into a join that reads all stock.
    let sql = format!(
        "SELECT q.product_id FROM (SELECT DISTINCT product_id FROM waiting_line) q WHERE (SELECT 1 FROM stock s \
         LEFT JOIN product p ON p.id = s.product_id WHERE s.product_id = q.product_id AND s.state = 'sellable' \
         AND {FILLED} AND s.on_hand > s.reserved AND s.expires_day - COALESCE(p.min_days_left, $1) >= $2 LIMIT 1) = 1"
    );
    let came: Vec<Came> = db.all(&sql, sql_values![DEFAULT_MIN_DAYS_LEFT, day_number(today)]).await?;
    if came.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<Value> = came.into_iter().take(MOST_PARAMETERS).map(|row| Value::from(row.product_id)).collect();
    let sql = format!(
        "SELECT DISTINCT order_id, since FROM waiting_line WHERE product_id IN ({}) ORDER BY since, order_id LIMIT {most}",
        numbered(1, values.len())
    );
    let rows = db.all::<IdRow>(&sql, values).await?;
    Ok(rows.into_iter().map(|row| OrderId(row.order_id)).collect())
}

/// How many orders wait, and since when the oldest does.
pub(crate) async fn length(db: &Db) -> Result<(i64, Option<DateTime<Utc>>), DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        orders: i64,
        oldest: Option<DateTime<Utc>>,
    }
    let sql = "SELECT COUNT(*) AS orders, MIN(since) AS oldest FROM waiting_order";
    Ok(db.one::<Row>(sql, vec![]).await?.map_or((0, None), |row| (row.orders, row.oldest)))
}
