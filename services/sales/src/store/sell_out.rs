//! What was sold of a supplier's products.

use crate::sell_out::SellOutRow;
use chassis::{Db, DbError, Sql, sql_values};
use chrono::{DateTime, Utc};
use contracts::{Money, ProductId, SupplierId};
use sea_orm::{FromQueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Units of a line (table `l`) of an order (table `o`).
const UNITS: &str = "CASE WHEN o.status = 'delivered' THEN l.delivered ELSE l.reserved END";
/// Orders of which something was confirmed.
pub(super) const COUNTS: &str = "o.status IN ('confirmed', 'scheduled', 'picking', 'in_transit', 'delivered')";

/// How much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sold {
    /// Base units.
    pub units: i64,
    /// Without tax, in minor units of the company's currency.
    pub net: i64,
}

fn sums() -> String {
    format!("CAST(SUM({UNITS}) AS bigint) AS units, CAST(SUM(({UNITS}) * l.unit_price) AS bigint) AS net")
}

/// From the first to the last of some days, so that a database that knows nothing of the days' own bounds reads these orders only.
fn around(days: &[(DateTime<Utc>, DateTime<Utc>)]) -> Vec<Value> {
    let first = days.iter().map(|(begins, _)| *begins).min().unwrap_or_default();
    let last = days.iter().map(|(_, ends)| *ends).max().unwrap_or_default();
    sql_values![first, last]
}

/// By day, of which the bounds are given; days without any are left out.
///
/// # Errors
/// [`DbError`].
pub async fn by_day(
    db: &Db,
    of: Option<SupplierId>,
    days: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<BTreeMap<usize, Sold>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        day: i64,
        units: i64,
        net: i64,
    }
    // The first day's bounds first, and all days as rows: a day of the company is no day of a database.
    let mut values: Vec<Value> = Vec::with_capacity(days.len() * 3 + 2);
    for (number, (begins, ends)) in (0_i64..).zip(days) {
        values.extend(sql_values![number, *begins, *ends]);
    }
    let places = chassis::db::placeholders(days.len(), 3);
    values.extend(around(days));
    values.push(db.company().currency.to_string().into());
    let mut sql = format!(
        "WITH days (day, begins, ends) AS (VALUES {places}) SELECT d.day, {} FROM days d \
         JOIN orders o ON o.created_at >= d.begins AND o.created_at < d.ends \
         JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id \
         WHERE {COUNTS} AND o.created_at >= ${} AND o.created_at < ${} AND o.currency = ${}",
        sums(),
        values.len() - 2,
        values.len() - 1,
        values.len()
    );
    if let Some(of) = of {
        values.push(of.0.into());
        sql.push_str(&format!(" AND p.supplier_id = ${}", values.len()));
    }
    sql.push_str(" GROUP BY d.day");
    let rows: Vec<Row> = db.all(&sql, values).await?;
    let sold = |row: Row| Some((usize::try_from(row.day).ok()?, Sold { units: row.units, net: row.net }));
    Ok(rows.into_iter().filter_map(sold).collect())
}

/// By product, the largest amount first.
///
/// # Errors
/// [`DbError`].
pub async fn by_product(
    db: &Db,
    of: Option<SupplierId>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<SellOutRow>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        product_id: Uuid,
        sku: String,
        name: String,
        units: i64,
        net: i64,
    }
    let currency = db.company().currency;
    let mut values = sql_values![from, to, currency.to_string()];
    let mut sql = format!(
        "SELECT l.product_id, p.sku, p.name, {} FROM orders o JOIN order_lines l ON l.order_id = o.id \
         JOIN products p ON p.id = l.product_id WHERE o.created_at >= $1 AND o.created_at < $2 AND {COUNTS} \
         AND o.currency = $3",
        sums()
    );
    if let Some(of) = of {
        values.push(of.0.into());
        sql.push_str(" AND p.supplier_id = $4");
    }
    sql.push_str(" GROUP BY l.product_id, p.sku, p.name ORDER BY net DESC, p.sku");
    let rows: Vec<Row> = db.all(&sql, values).await?;
    let sold = |row: Row| SellOutRow {
        on: None,
        product_id: Some(ProductId(row.product_id)),
        sku: Some(row.sku),
        name: Some(row.name),
        units: row.units,
        net: Money::new(row.net, currency),
    };
    Ok(rows.into_iter().filter(|row| row.units > 0).map(sold).collect())
}
