//! When availability may have changed, and what it is.

use chassis::db::{MOST_PARAMETERS, Value, numbered};
use chassis::{Db, DbError, Sql, sql_values};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::ProductId;
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::FILLED;
use crate::lot::{DEFAULT_MIN_DAYS_LEFT, day_number};

/// A product whose availability may have changed.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    pub(crate) product_id: ProductId,
    /// Of what purchasing tells of it.
    pub(crate) version: i64,
    pub(crate) is_sold: bool,
    /// The last time.
    pub(crate) changed_at: DateTime<Utc>,
}

/// The products with which something has happened since `seen` (ever, without): in the ledger, or with what decides whether
/// and how long they are sold. One look at the end of each product's ledger, however much stands before it.
pub(crate) async fn moved(db: &Db, seen: Option<DateTime<Utc>>) -> Result<Vec<Changed>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        version: i64,
        status: String,
        changed_at: Option<DateTime<Utc>>,
        moved_at: Option<DateTime<Utc>>,
    }
    let since = if seen.is_some() { "WHERE q.moved_at > $1 OR q.changed_at > $2" } else { "" };
    let sql = format!(
        "SELECT q.id, q.version, q.status, q.changed_at, q.moved_at FROM (SELECT p.id, p.version, p.status, p.changed_at, \
         (SELECT m.created_at FROM movement m WHERE m.product_id = p.id ORDER BY m.created_at DESC LIMIT 1) AS moved_at \
         FROM product p) q {since}"
    );
    let values = seen.map_or_else(Vec::new, |seen| sql_values![seen, seen]);
    let changed = |row: Row| {
        Some(Changed {
            product_id: ProductId(row.id),
            version: row.version,
            is_sold: row.status == "active",
            changed_at: row.moved_at.max(row.changed_at)?,
        })
    };
    Ok(db.all::<Row>(&sql, values).await?.into_iter().filter_map(changed).collect())
}

/// A product of which a lot could be sold on a day, but not today.
pub(crate) struct OffSale {
    pub(crate) changed: Changed,
    /// The last lot's last day of sale, counted from that day.
    pub(crate) days_after: i64,
}

/// The products of which something could still be sold on `from`, but not on `today`, because it has too few days left.
pub(crate) async fn went_off_sale(db: &Db, from: NaiveDate, today: NaiveDate) -> Result<Vec<OffSale>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        version: i64,
        status: String,
        last_day: i64,
    }
    let (from, today) = (day_number(from), day_number(today));
    if from >= today {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT p.id, p.version, p.status, \
         CAST(MAX(s.expires_day - COALESCE(p.min_days_left, $1)) AS bigint) AS last_day FROM stock s \
         JOIN product p ON p.id = s.product_id WHERE s.expires_day >= $2 AND {FILLED} AND s.on_hand > s.reserved \
         AND s.expires_day - COALESCE(p.min_days_left, $3) >= $4 AND s.expires_day - COALESCE(p.min_days_left, $5) < $6 \
         GROUP BY p.id, p.version, p.status"
    );
    let default = DEFAULT_MIN_DAYS_LEFT;
    let rows = db.all::<Row>(&sql, sql_values![default, from, default, from, default, today]).await?;
    let off_sale = |row: Row| OffSale {
        changed: Changed {
            product_id: ProductId(row.id),
            version: row.version,
            is_sold: row.status == "active",
            changed_at: DateTime::UNIX_EPOCH,
        },
        days_after: row.last_day - from,
    };
    Ok(rows.into_iter().map(off_sale).collect())
}

/// How much of a product could be promised.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Level {
    pub(crate) available: i64,
    pub(crate) in_one_warehouse: i64,
}

/// How much of each of these products could be promised on `today`.
pub(crate) async fn levels(
    db: &Db,
    products: &[ProductId],
    today: NaiveDate,
) -> Result<BTreeMap<ProductId, Level>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        product_id: Uuid,
        available: i64,
    }
    let mut levels: BTreeMap<ProductId, Level> = BTreeMap::new();
    for some in products.chunks(MOST_PARAMETERS - 2) {
        let sql = format!(
            "SELECT s.product_id, CAST(SUM(CASE WHEN s.state = 'sellable' AND s.expires_day - COALESCE(p.min_days_left, $1) >= $2 \
             THEN s.on_hand - s.reserved ELSE 0 END) AS bigint) AS available \
             FROM stock s JOIN product p ON p.id = s.product_id WHERE s.product_id IN ({}) AND {FILLED} \
             GROUP BY s.product_id, s.warehouse_id",
            numbered(3, some.len())
        );
        let mut values = sql_values![DEFAULT_MIN_DAYS_LEFT, day_number(today)];
        values.extend(some.iter().map(|id| Value::from(id.0)));
        for row in db.all::<Row>(&sql, values).await? {
            let level = levels.entry(ProductId(row.product_id)).or_default();
            level.available += row.available;
            level.in_one_warehouse = level.in_one_warehouse.max(row.available);
        }
    }
    Ok(levels)
}

/// How often something has happened to each of these products since an instant; those with nothing are left out.
pub(crate) async fn movements(
    db: &Db,
    products: &[ProductId],
    since: DateTime<Utc>,
) -> Result<BTreeMap<ProductId, i64>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        product_id: Uuid,
        movements: i64,
    }
    let mut counts = BTreeMap::new();
    for some in products.chunks(MOST_PARAMETERS - 1) {
        let sql = format!(
            "SELECT m.product_id, COUNT(*) AS movements FROM movement m WHERE m.product_id IN ({}) AND m.created_at >= $1 \
             GROUP BY m.product_id",
            numbered(2, some.len())
        );
        let mut values = sql_values![since];
        values.extend(some.iter().map(|id| Value::from(id.0)));
        counts.extend(
            db.all::<Row>(&sql, values).await?.into_iter().map(|row| (ProductId(row.product_id), row.movements)),
        );
    }
    Ok(counts)
}

/// Whether the ledger has grown since an instant.
pub(crate) async fn any_moved(db: &Db, since: DateTime<Utc>) -> Result<bool, DbError> {
    #[derive(FromQueryResult)]
    struct Row {}
    Ok(db.one::<Row>("SELECT id FROM movement WHERE created_at > $1 LIMIT 1", sql_values![since]).await?.is_some())
}
