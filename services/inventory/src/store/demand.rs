//! How fast goods leave.

use chassis::db::{Value, placeholders};
use chassis::{Db, DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::{ProductId, WarehouseId};
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A product in a warehouse.
pub(crate) type Place = (ProductId, WarehouseId);

/// What is asked for of a product in a warehouse.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    pub(crate) place: Place,
    /// Thousandths of a base unit a day.
    pub(crate) daily: i64,
}

#[derive(FromQueryResult)]
struct Row {
    product_id: Uuid,
    warehouse_id: Uuid,
    units: i64,
}

fn by_place(rows: Vec<Row>) -> BTreeMap<Place, i64> {
    rows.into_iter().map(|row| ((ProductId(row.product_id), WarehouseId(row.warehouse_id)), row.units)).collect()
}

/// When the ledger begins.
pub(crate) async fn first_movement(db: &Db) -> Result<Option<DateTime<Utc>>, DbError> {
    #[derive(FromQueryResult)]
    struct First {
        created_at: DateTime<Utc>,
    }
    let sql = "SELECT created_at FROM movement ORDER BY created_at, id LIMIT 1";
    Ok(db.one::<First>(sql, vec![]).await?.map(|first| first.created_at))
}

/// What orders took hold of since an instant, less what they let go of.
pub(crate) async fn taken_since(db: &Db, since: DateTime<Utc>) -> Result<BTreeMap<Place, i64>, DbError> {
    let sql = "SELECT m.product_id, m.warehouse_id, CAST(SUM(m.delta_reserved) AS bigint) AS units FROM movement m \
               WHERE m.created_at >= $1 AND m.reason IN ('reserved', 'released') GROUP BY m.product_id, m.warehouse_id";
    Ok(by_place(db.all(sql, sql_values![since]).await?))
}

/// What was reckoned before.
pub(crate) async fn known(db: &Db) -> Result<BTreeMap<Place, i64>, DbError> {
    let sql = "SELECT product_id, warehouse_id, daily_demand AS units FROM stocked_product";
    Ok(by_place(db.all(sql, vec![]).await?))
}

/// Keeps what was reckoned.
pub(crate) async fn write(tx: &Tx, some: &[Demand]) -> Result<(), DbError> {
    const COLUMNS: usize = 3;
    let sql = format!(
        "WITH v (product_id, warehouse_id, daily) AS (VALUES {}) UPDATE stocked_product SET daily_demand = v.daily FROM v \
         WHERE stocked_product.product_id = v.product_id AND stocked_product.warehouse_id = v.warehouse_id",
        placeholders(some.len(), COLUMNS)
    );
    let row = |demand: &Demand| sql_values![demand.place.0.0, demand.place.1.0, demand.daily];
    let values: Vec<Value> = some.iter().flat_map(row).collect();
    tx.exec(&sql, values).await.map(|_| ())
}
