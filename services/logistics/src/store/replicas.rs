//! The database, for what identity and inventory tell.

use chassis::db::placeholders;
use chassis::{DbError, Sql, Tx, sql_values};
use contracts::identity::CustomerState;
use contracts::inventory::WarehouseState;
use contracts::{CustomerId, Location, SellerId, WarehouseId};
use sea_orm::FromQueryResult;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Keeps what is newer than what is known.
pub async fn upsert_customers(tx: &Tx, items: Vec<CustomerState>) -> Result<(), DbError> {
    // One statement must not meet a row twice, and rows are locked in one order.
    let mut newest: BTreeMap<CustomerId, CustomerState> = BTreeMap::new();
    for item in items {
        if newest.get(&item.id).is_none_or(|known| known.version < item.version) {
            newest.insert(item.id, item);
        }
    }
    let items: Vec<CustomerState> = newest.into_values().collect();
    for batch in items.chunks(500) {
        let sql = format!(
            "INSERT INTO customer (id, version, business_name, city, lat, lon, seller_id) VALUES {} \
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, business_name = excluded.business_name, \
             city = excluded.city, lat = excluded.lat, lon = excluded.lon, seller_id = excluded.seller_id \
             WHERE customer.version < excluded.version",
            placeholders(batch.len(), 7)
        );
        let values = batch.iter().flat_map(|shop| {
            sql_values![
                shop.id.0,
                shop.version,
                shop.business_name.clone(),
                shop.city.clone(),
                shop.location.map(|at| at.lat),
                shop.location.map(|at| at.lon),
                shop.seller_id.map(|id| id.0)
            ]
        });
        tx.exec(&sql, values.collect()).await?;
    }
    Ok(())
}

/// Keeps what is newer than what is known.
pub async fn upsert_warehouses(tx: &Tx, items: Vec<WarehouseState>) -> Result<(), DbError> {
    let mut newest: BTreeMap<WarehouseId, WarehouseState> = BTreeMap::new();
    for item in items {
        if newest.get(&item.id).is_none_or(|known| known.version < item.version) {
            newest.insert(item.id, item);
        }
    }
    let items: Vec<WarehouseState> = newest.into_values().collect();
    for batch in items.chunks(500) {
        let sql = format!(
            "INSERT INTO warehouse (id, version, code, name, city, lat, lon) VALUES {} \
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, code = excluded.code, name = excluded.name, \
             city = excluded.city, lat = excluded.lat, lon = excluded.lon WHERE warehouse.version < excluded.version",
            placeholders(batch.len(), 7)
        );
        let values = batch.iter().flat_map(|w| {
            sql_values![
                w.id.0,
                w.version,
                w.code.clone(),
                w.name.clone(),
                w.city.clone(),
                w.location.lat,
                w.location.lon
            ]
        });
        tx.exec(&sql, values.collect()).await?;
    }
    Ok(())
}

/// A shop, as far as deliveries need it.
pub struct Shop {
    /// The shop.
    pub id: CustomerId,
    /// City, if known.
    pub city: Option<String>,
    /// The pin on the map, if there is one.
    pub location: Option<Location>,
    /// The seller who looks after it.
    pub seller_id: Option<SellerId>,
}

/// A shop, if identity has told of it.
pub async fn shop(db: &impl Sql, id: CustomerId) -> Result<Option<Shop>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        city: Option<String>,
        lat: Option<f64>,
        lon: Option<f64>,
        seller_id: Option<Uuid>,
    }
    let sql = "SELECT city, lat, lon, seller_id FROM customer WHERE id = $1";
    let row: Option<Row> = db.one(sql, sql_values![id.0]).await?;
    Ok(row.map(|row| Shop {
        id,
        city: row.city,
        location: row.lat.zip(row.lon).map(|(lat, lon)| Location { lat, lon }),
        seller_id: row.seller_id.map(SellerId),
    }))
}

/// A warehouse, as far as deliveries need it.
pub struct Warehouse {
    /// The warehouse.
    pub id: WarehouseId,
    /// Unique, such as `BOG`.
    pub code: String,
    /// As shown.
    pub name: String,
    /// City.
    pub city: String,
    /// Where it stands.
    pub location: Location,
}

/// All warehouses, by code.
pub async fn warehouses(db: &impl Sql) -> Result<Vec<Warehouse>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        code: String,
        name: String,
        city: String,
        lat: f64,
        lon: f64,
    }
    let rows: Vec<Row> = db.all("SELECT id, code, name, city, lat, lon FROM warehouse ORDER BY code", vec![]).await?;
    let warehouse = |row: Row| Warehouse {
        id: WarehouseId(row.id),
        code: row.code,
        name: row.name,
        city: row.city,
        location: Location { lat: row.lat, lon: row.lon },
    };
    Ok(rows.into_iter().map(warehouse).collect())
}

/// Whether inventory has told of a warehouse.
pub async fn knows_warehouse(db: &impl Sql, id: WarehouseId) -> Result<bool, DbError> {
    #[derive(FromQueryResult)]
    struct Row {}
    Ok(db.one::<Row>("SELECT id FROM warehouse WHERE id = $1", sql_values![id.0]).await?.is_some())
}
