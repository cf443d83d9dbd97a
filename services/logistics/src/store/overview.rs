//! Sums over a day's deliveries.

use crate::show_overview::WarehouseDay;
use chassis::{Db, DbError, Sql, sql_values};
use chrono::NaiveDate;
use contracts::WarehouseId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// The day of each warehouse that has deliveries on it.
///
/// # Errors
/// [`DbError`].
pub async fn of_day(db: &Db, on: NaiveDate) -> Result<Vec<WarehouseDay>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        warehouse_id: Uuid,
        deliveries: i64,
        done: i64,
        failed: i64,
        stops: i64,
        grams: i64,
    }
    let sql = "SELECT d.warehouse_id, COUNT(*) AS deliveries, COUNT(CASE WHEN d.status = 'delivered' THEN 1 END) AS done, \
               COUNT(CASE WHEN d.status = 'failed' THEN 1 END) AS failed, COUNT(DISTINCT d.customer_id) AS stops, \
               CAST(COALESCE(SUM(d.weight_grams), 0) AS bigint) AS grams FROM delivery d \
               WHERE d.on_day = $1 AND d.warehouse_id IS NOT NULL AND d.status NOT IN ('cancelled', 'refused') \
               GROUP BY d.warehouse_id ORDER BY d.warehouse_id";
    let day = |row: Row| WarehouseDay {
        warehouse_id: WarehouseId(row.warehouse_id),
        deliveries: row.deliveries,
        done: row.done,
        failed: row.failed,
        stops: row.stops,
        grams: row.grams,
    };
    Ok(db.all::<Row>(sql, sql_values![on]).await?.into_iter().map(day).collect())
}
