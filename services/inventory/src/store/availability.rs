//! When availability may have changed, and what it is.

use chassis::db::{MOST_PARAMETERS, Value, numbered};
use chassis::{Db, DbError, Sql, sql_values};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::ProductId;
use sea_orm::FromQueryResult;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::FILLED;
use crate::lot::{DEFAULT_MIN_DAYS_LEFT, day_number};

/// A product whose availability may have changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changed {
    pub(crate) product_id: ProductId,
    /// Of what purchasing tells of it.
    pub(crate) version: i64,
    pub(crate) is_sold: bool,
}

#[derive(FromQueryResult)]
struct ChangedRow {
    id: Uuid,
    version: i64,
    status: String,
}

impl From<ChangedRow> for Changed {
    fn from(row: ChangedRow) -> Self {
        Self { product_id: ProductId(row.id), version: row.version, is_sold: row.status == "active" }
    }
}

/// The products after `after`, by id.
pub(crate) async fn all(db: &Db, after: Option<ProductId>, count: usize) -> Result<Vec<Changed>, DbError> {
    let after = after.map_or_else(Uuid::nil, |id| id.0);
    let sql = format!("SELECT p.id, p.version, p.status FROM product p WHERE p.id > $1 ORDER BY p.id LIMIT {count}");
    Ok(db.all::<ChangedRow>(&sql, sql_values![after]).await?.into_iter().map(Changed::from).collect())
}

/// These products, by id; one that nobody has told of is not sold.
pub(crate) async fn of(db: &Db, products: &[ProductId]) -> Result<Vec<Changed>, DbError> {
    let unknown = |product_id| (product_id, Changed { product_id, version: 0, is_sold: false });
    let mut found: BTreeMap<ProductId, Changed> = products.iter().copied().map(unknown).collect();
    for some in products.chunks(MOST_PARAMETERS) {
        let sql =
            format!("SELECT p.id, p.version, p.status FROM product p WHERE p.id IN ({})", numbered(1, some.len()));
        let ids = some.iter().map(|id| Value::from(id.0)).collect();
        let rows = db.all::<ChangedRow>(&sql, ids).await?;
        found.extend(rows.into_iter().map(|row| (ProductId(row.id), row.into())));
    }
    Ok(found.into_values().collect())
}

/// The products with which something has happened since `seen`: in the ledger, or with what decides whether and how long they
/// are sold. `None` when there are more than `most` movements: looking at them takes longer than reading all products.
pub(crate) async fn moved(db: &Db, seen: DateTime<Utc>, most: i64) -> Result<Option<BTreeSet<ProductId>>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        product_id: Uuid,
        movements: i64,
    }
    let sql = format!(
        "SELECT l.product_id, COUNT(*) AS movements FROM (SELECT m.product_id FROM movement m WHERE m.created_at > $1 \
         LIMIT {}) l GROUP BY l.product_id",
        most + 1
    );
    let rows: Vec<Row> = db.all(&sql, sql_values![seen]).await?;
    if rows.iter().map(|row| row.movements).sum::<i64>() > most {
        return Ok(None);
    }
    let changed: Vec<IdRow> = db.all("SELECT id FROM product WHERE changed_at > $1", sql_values![seen]).await?;
    let ids = rows.into_iter().map(|row| row.product_id).chain(changed.into_iter().map(|row| row.id));
    Ok(Some(ids.map(ProductId).collect()))
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// The products of which something could still be sold on `from`, but not on `today`, because it has too few days left.
pub(crate) async fn went_off_sale(db: &Db, from: NaiveDate, today: NaiveDate) -> Result<Vec<ProductId>, DbError> {
    let (from, today) = (day_number(from), day_number(today));
    if from >= today {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT DISTINCT p.id FROM stock s JOIN product p ON p.id = s.product_id \
         WHERE s.expires_day >= $1 AND {FILLED} AND s.on_hand > s.reserved \
         AND s.expires_day - COALESCE(p.min_days_left, $2) >= $3 AND s.expires_day - COALESCE(p.min_days_left, $4) < $5"
    );
    let default = DEFAULT_MIN_DAYS_LEFT;
    let rows: Vec<IdRow> = db.all(&sql, sql_values![from, default, from, default, today]).await?;
    Ok(rows.into_iter().map(|row| ProductId(row.id)).collect())
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
