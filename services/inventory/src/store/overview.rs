//! Counts over all stock.

use chassis::{Db, DbError, Sql, sql_values};
use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::FILLED;
use super::stock::{IS_LOW, IS_OUT, join_available};
use crate::lot::{DEFAULT_MIN_DAYS_LEFT, day_number};
use crate::show_overview::StockOverview;

/// The figures of a day.
pub(crate) async fn count(db: &Db, today: NaiveDate) -> Result<StockOverview, DbError> {
    #[derive(FromQueryResult)]
    struct Levels {
        out_of_stock: i64,
        running_out: i64,
    }
    #[derive(FromQueryResult)]
    struct Lots {
        expired: i64,
        expiring_30: i64,
        expiring_60: i64,
        expiring_90: i64,
    }
    let today = day_number(today);
    let levels = format!(
        "SELECT COUNT(CASE WHEN {IS_OUT} THEN 1 END) AS out_of_stock, COUNT(CASE WHEN {IS_LOW} THEN 1 END) AS running_out \
         FROM stocked_product q JOIN product p ON p.id = q.product_id {} \
         WHERE q.daily_demand > 0 AND p.status = 'active'",
        join_available("$1", "$2")
    );
    let levels: Option<Levels> = db.one(&levels, sql_values![DEFAULT_MIN_DAYS_LEFT, today]).await?;
    let lots = format!(
        "SELECT COUNT(CASE WHEN s.expires_day < $1 THEN 1 END) AS expired, \
         COUNT(CASE WHEN s.expires_day BETWEEN $2 AND $3 THEN 1 END) AS expiring_30, \
         COUNT(CASE WHEN s.expires_day BETWEEN $4 AND $5 THEN 1 END) AS expiring_60, \
         COUNT(CASE WHEN s.expires_day BETWEEN $6 AND $7 THEN 1 END) AS expiring_90 \
         FROM stock s WHERE {FILLED} AND s.expires_day <= $8"
    );
    let [a, b, c] = [30, 60, 90].map(|days| today + days);
    let lots: Option<Lots> = db.one(&lots, sql_values![today, today, a, today, b, today, c, c]).await?;
    let waiting = super::waiting::length(db).await?.0;
    Ok(StockOverview {
        out_of_stock: levels.as_ref().map_or(0, |row| row.out_of_stock),
        running_out: levels.as_ref().map_or(0, |row| row.running_out),
        expired: lots.as_ref().map_or(0, |row| row.expired),
        expiring_30: lots.as_ref().map_or(0, |row| row.expiring_30),
        expiring_60: lots.as_ref().map_or(0, |row| row.expiring_60),
        expiring_90: lots.as_ref().map_or(0, |row| row.expiring_90),
        waiting,
    })
}
