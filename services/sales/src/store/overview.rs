//! Sums over orders.

use crate::show_overview::Attention;
use crate::store::sell_out::{COUNTS, around};
use chassis::{Db, DbError, Sql, sql_values};
use chrono::{DateTime, Utc};
use sea_orm::{FromQueryResult, Value};
use std::collections::BTreeMap;

/// The orders of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySum {
    /// Orders of people.
    pub orders: i64,
    /// Without tax, in minor units of the company's currency.
    pub net: i64,
    /// Base units asked for.
    pub units_ordered: i64,
    /// Base units promised at once.
    pub units_filled: i64,
}

/// By day, of which the bounds are given; days without any are left out.
///
/// # Errors
/// [`DbError`].
pub async fn by_day(db: &Db, days: &[(DateTime<Utc>, DateTime<Utc>)]) -> Result<BTreeMap<usize, DaySum>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        day: i64,
        orders: i64,
        net: i64,
        units_ordered: i64,
        units_filled: i64,
    }
    // All days as rows: a day of the company is no day of a database.
    let mut values: Vec<Value> = Vec::with_capacity(days.len() * 3 + 1);
    for (number, (begins, ends)) in (0_i64..).zip(days) {
        values.extend(sql_values![number, *begins, *ends]);
    }
    let places = chassis::db::placeholders(days.len(), 3);
    values.extend(around(days));
    values.push(db.company().currency.to_string().into());
    let sql = format!(
        "WITH days (day, begins, ends) AS (VALUES {places}) SELECT d.day, COUNT(CASE WHEN o.parent_id IS NULL THEN 1 END) \
         AS orders, CAST(SUM(CASE WHEN {COUNTS} THEN COALESCE(o.sold, 0) ELSE 0 END) AS bigint) AS net, \
         CAST(SUM(CASE WHEN o.parent_id IS NULL AND ({COUNTS} OR o.status IN ('rejected', 'delivery_failed')) \
         THEN COALESCE(o.units, 0) ELSE 0 END) AS bigint) AS units_ordered, \
         CAST(SUM(CASE WHEN o.parent_id IS NULL AND ({COUNTS} OR o.status = 'delivery_failed') \
         THEN COALESCE(o.units_promised, 0) ELSE 0 END) AS bigint) AS units_filled \
         FROM days d JOIN orders o ON o.created_at >= d.begins AND o.created_at < d.ends \
         WHERE o.created_at >= ${} AND o.created_at < ${} AND o.currency = ${} \
         GROUP BY d.day",
        values.len() - 2,
        values.len() - 1,
        values.len()
    );
    let rows: Vec<Row> = db.all(&sql, values).await?;
    let sum = |row: Row| {
        let sum = DaySum {
            orders: row.orders,
            net: row.net,
            units_ordered: row.units_ordered,
            units_filled: row.units_filled,
        };
        Some((usize::try_from(row.day).ok()?, sum))
    };
    Ok(rows.into_iter().filter_map(sum).collect())
}

/// How many need somebody: those without an answer that were accepted before `asked_before`, those rejected since
/// `rejected_since`, and all that wait or failed.
///
/// # Errors
/// [`DbError`].
pub async fn attention(
    db: &Db,
    asked_before: DateTime<Utc>,
    rejected_since: DateTime<Utc>,
) -> Result<Attention, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        stuck: i64,
        backordered: i64,
        rejected: i64,
        delivery_failed: i64,
    }
    let of = |condition: &str| format!("(SELECT COUNT(*) FROM orders o WHERE {condition})");
    let sql = format!(
        "SELECT {} AS stuck, {} AS backordered, {} AS rejected, {} AS delivery_failed",
        of("o.status = 'submitted' AND o.created_at < $1"),
        of("o.status = 'backordered'"),
        of("o.status = 'rejected' AND o.created_at >= $2"),
        of("o.status = 'delivery_failed'"),
    );
    let row: Option<Row> = db.one(&sql, sql_values![asked_before, rejected_since]).await?;
    Ok(row.map_or_else(Attention::default, |row| Attention {
        stuck: row.stuck,
        backordered: row.backordered,
        rejected: row.rejected,
        delivery_failed: row.delivery_failed,
    }))
}
