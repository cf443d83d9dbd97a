//! Sums over orders.

use crate::show_overview::Attention;
use crate::store::sell_out::COUNTS;
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

/// By day, of which the bounds are given.
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
    // A statement of its own for each day, each a range of the index: joined with the days, every order would be compared with each.
    let of = |number: usize| {
        format!(
            "SELECT CAST({number} AS bigint) AS day, COUNT(CASE WHEN o.parent_id IS NULL THEN 1 END) AS orders, \
             CAST(COALESCE(SUM(CASE WHEN {COUNTS} THEN o.sold END), 0) AS bigint) AS net, \
             CAST(COALESCE(SUM(CASE WHEN o.parent_id IS NULL AND ({COUNTS} OR o.status IN ('rejected', 'delivery_failed')) \
             THEN o.units END), 0) AS bigint) AS units_ordered, \
             CAST(COALESCE(SUM(CASE WHEN o.parent_id IS NULL AND ({COUNTS} OR o.status = 'delivery_failed') \
             THEN o.units_promised END), 0) AS bigint) AS units_filled \
             FROM orders o WHERE o.created_at >= ${} AND o.created_at < ${} AND o.currency = ${}",
            number * 3 + 1,
            number * 3 + 2,
            number * 3 + 3
        )
    };
    let currency = db.company().currency.to_string();
    let values =
        days.iter().flat_map(|(begins, ends)| sql_values![*begins, *ends, currency.clone()]).collect::<Vec<Value>>();
    let sql = (0..days.len()).map(of).collect::<Vec<_>>().join(" UNION ALL ");
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
