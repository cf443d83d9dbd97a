//! Warehouses.

use chassis::db::Value;
use chassis::{Db, DbError, Paging, Select, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::fold::fold;
use contracts::{Location, WarehouseId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::warehouse::Warehouse;

const COLUMNS: &str = "w.id, w.version, w.code, w.name, w.address, w.city, w.lat, w.lon, w.created_at, w.updated_at";

#[derive(FromQueryResult)]
pub(crate) struct WarehouseRow {
    id: Uuid,
    version: i64,
    code: String,
    name: String,
    address: String,
    city: String,
    lat: f64,
    lon: f64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<WarehouseRow> for Warehouse {
    fn from(row: WarehouseRow) -> Self {
        Self {
            id: WarehouseId(row.id),
            version: row.version,
            code: row.code,
            name: row.name,
            address: row.address,
            city: row.city,
            location: Location { lat: row.lat, lon: row.lon },
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Enters a warehouse. [`DbError::Unique`] when its code is taken.
pub(crate) async fn insert(tx: &Tx, warehouse: &Warehouse) -> Result<(), DbError> {
    let mut values: Vec<Value> = sql_values![warehouse.id.0, warehouse.created_at];
    values.extend(changing(warehouse));
    tx.exec(
        "INSERT INTO warehouse (id, created_at, version, code, code_key, name, name_folded, address, city, \
         city_folded, lat, lon, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        values,
    )
    .await?;
    chassis::search::index(tx, "warehouse", warehouse.id.0, &warehouse.search_texts()).await
}

/// Writes a changed warehouse; whether it still had the version before. [`DbError::Unique`] when its code is taken.
pub(crate) async fn update(tx: &Tx, warehouse: &Warehouse) -> Result<bool, DbError> {
    let mut values = changing(warehouse);
    values.extend(sql_values![warehouse.id.0, warehouse.version - 1]);
    let changed = tx
        .exec(
            "UPDATE warehouse SET version = $1, code = $2, code_key = $3, name = $4, name_folded = $5, address = $6, \
             city = $7, city_folded = $8, lat = $9, lon = $10, updated_at = $11 WHERE id = $12 AND version = $13",
            values,
        )
        .await?;
    if changed == 1 {
        chassis::search::index(tx, "warehouse", warehouse.id.0, &warehouse.search_texts()).await?;
    }
    Ok(changed == 1)
}

fn changing(warehouse: &Warehouse) -> Vec<Value> {
    sql_values![
        warehouse.version,
        warehouse.code.as_str(),
        warehouse.code.to_uppercase(),
        warehouse.name.as_str(),
        fold(&warehouse.name),
        warehouse.address.as_str(),
        warehouse.city.as_str(),
        fold(&warehouse.city),
        warehouse.location.lat,
        warehouse.location.lon,
        warehouse.updated_at,
    ]
}

/// One warehouse.
pub(crate) async fn find(sql: &impl Sql, id: WarehouseId) -> Result<Option<Warehouse>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM warehouse w WHERE w.id = $1");
    Ok(sql.one::<WarehouseRow>(&text, sql_values![id.0]).await?.map(Warehouse::from))
}

/// Whether there is such a warehouse.
pub(crate) async fn exists(sql: &impl Sql, id: WarehouseId) -> Result<bool, DbError> {
    Ok(find(sql, id).await?.is_some())
}

/// One page.
pub(crate) async fn list(db: &Db, search: Option<&str>, page: &Paging) -> Result<Vec<Warehouse>, DbError> {
    let rows: Vec<WarehouseRow> = Select::new(format!("SELECT {COLUMNS} FROM warehouse w"))
        .id_column("w.id")
        .and_search("warehouse", "w.id", search)
        .fetch(db, page)
        .await?;
    Ok(rows.into_iter().map(Warehouse::from).collect())
}

/// Warehouses by id, those after one.
pub(crate) async fn after(db: &Db, id: WarehouseId, most: usize) -> Result<Vec<Warehouse>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM warehouse w WHERE w.id > $1 ORDER BY w.id LIMIT {most}");
    Ok(db.all::<WarehouseRow>(&sql, sql_values![id.0]).await?.into_iter().map(Warehouse::from).collect())
}
