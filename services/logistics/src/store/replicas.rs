//! The database, for what identity and inventory tell.

use chassis::db::{Value, numbered, placeholders};
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
        let moved = moving(tx, batch).await?;
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
        move_deliveries(tx, moved).await?;
    }
    Ok(())
}

/// The shops that get another seller, or a first one, by a batch; each with the seller that it leaves.
async fn moving(tx: &Tx, batch: &[CustomerState]) -> Result<Vec<(CustomerId, Option<Uuid>)>, DbError> {
    #[derive(FromQueryResult)]
    struct Known {
        id: Uuid,
        version: i64,
        seller_id: Option<Uuid>,
    }
    let (ids, lock) = (numbered(1, batch.len()), tx.lock_rows());
    let sql = format!("SELECT id, version, seller_id FROM customer WHERE id IN ({ids}) ORDER BY id{lock}");
    let values = batch.iter().map(|shop| Value::from(shop.id.0)).collect();
    let known: BTreeMap<Uuid, Known> = tx.all::<Known>(&sql, values).await?.into_iter().map(|k| (k.id, k)).collect();
    let moving = |shop: &CustomerState| {
        let (seller, known) = (shop.seller_id.map(|id| id.0), known.get(&shop.id.0));
        let moves = match known {
            None => seller.is_some(),
            Some(known) => known.version < shop.version && known.seller_id != seller,
        };
        moves.then(|| (shop.id, known.and_then(|known| known.seller_id)))
    };
    Ok(batch.iter().filter_map(moving).collect())
}

/// Deliveries go with their shops: on the phone of the new seller they appear, that of the old one begins anew.
async fn move_deliveries(tx: &Tx, moved: Vec<(CustomerId, Option<Uuid>)>) -> Result<(), DbError> {
    if moved.is_empty() {
        return Ok(());
    }
    // From the row, not from the message: a newer message may have overtaken this one.
    let seller = "(SELECT c.seller_id FROM customer c WHERE c.id = delivery.customer_id)";
    let sql = format!(
        "UPDATE delivery SET seller_id = {seller}, changed_at = $1 WHERE customer_id IN ({}) \
         AND seller_id IS DISTINCT FROM {seller}",
        numbered(2, moved.len())
    );
    let mut values = sql_values![tx.now()];
    values.extend(moved.iter().map(|(shop, _)| Value::from(shop.0)));
    tx.exec(&sql, values).await?;
    let mut left: BTreeMap<Uuid, i64> = BTreeMap::new();
    for seller in moved.into_iter().filter_map(|(_, seller)| seller) {
        *left.entry(seller).or_default() += 1;
    }
    if left.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO portfolio (seller_id, left_it) VALUES {} \
         ON CONFLICT (seller_id) DO UPDATE SET left_it = portfolio.left_it + excluded.left_it",
        placeholders(left.len(), 2)
    );
    let values = left.into_iter().flat_map(|(seller, shops)| sql_values![seller, shops]).collect();
    tx.exec(&sql, values).await.map(|_| ())
}

/// How many shops have left a seller: whenever it grows, what the seller's phone holds may be too much.
pub async fn shops_that_left(db: &impl Sql, seller: SellerId) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        left_it: i64,
    }
    let sql = "SELECT left_it FROM portfolio WHERE seller_id = $1";
    Ok(db.one::<Row>(sql, sql_values![seller.0]).await?.map_or(0, |row| row.left_it))
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
