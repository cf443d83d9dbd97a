//! Shops.

use super::{NotStored, point};
use crate::customer::Customer;
use crate::login::email_key;
use chassis::db::{MOST_PARAMETERS, placeholders};
use chassis::{Db, DbError, Paging, Select, Sql, Tx, search, sql_values};
use chrono::{DateTime, Utc};
use contracts::fold::fold;
use contracts::identity::CustomerStatus;
use contracts::{CustomerId, SellerId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// How shops are called in the search index.
const KIND: &str = "customer";
const SELECT: &str = "SELECT id, business_name, contact_name, phone, email, address, city, lat, lon, status, \
                      seller_id, version, created_at, updated_at FROM customers";
const COLUMNS: usize = 17;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    business_name: String,
    contact_name: Option<String>,
    phone: String,
    email: Option<String>,
    address: String,
    city: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    status: String,
    seller_id: Option<Uuid>,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Row> for Customer {
    fn from(row: Row) -> Self {
        Self {
            id: CustomerId(row.id),
            version: row.version,
            status: match row.status.as_str() {
                "pending" => CustomerStatus::Pending,
                "active" => CustomerStatus::Active,
                "blocked" => CustomerStatus::Blocked,
                _ => CustomerStatus::Unknown,
            },
            business_name: row.business_name,
            name: row.contact_name,
            phone: row.phone,
            email: row.email,
            address: row.address,
            city: row.city,
            location: point(row.lat, row.lon),
            seller_id: row.seller_id.map(SellerId),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

const fn status_name(status: CustomerStatus) -> &'static str {
    match status {
        CustomerStatus::Pending => "pending",
        CustomerStatus::Active => "active",
        CustomerStatus::Blocked => "blocked",
        CustomerStatus::Unknown => "unknown",
    }
}

/// A shop.
///
/// # Errors
/// [`DbError`].
pub async fn find(db: &impl Sql, id: CustomerId) -> Result<Option<Customer>, DbError> {
    Ok(db.one::<Row>(&format!("{SELECT} WHERE id = $1"), sql_values![id.0]).await?.map(Customer::from))
}

/// Whether there is any shop.
///
/// # Errors
/// [`DbError`].
pub async fn any(db: &impl Sql) -> Result<bool, DbError> {
    Ok(db.one::<Row>(&format!("{SELECT} LIMIT 1"), vec![]).await?.is_some())
}

/// A shop, locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn find_for_change(tx: &Tx, id: CustomerId) -> Result<Option<Customer>, DbError> {
    let sql = format!("{SELECT} WHERE id = $1{}", tx.lock_rows());
    Ok(tx.one::<Row>(&sql, sql_values![id.0]).await?.map(Customer::from))
}

/// Adds new shops and what they are found by.
///
/// # Errors
/// [`NotStored`].
pub async fn insert(tx: &Tx, customers: &[Customer]) -> Result<(), NotStored> {
    for chunk in customers.chunks(MOST_PARAMETERS / COLUMNS) {
        let sql = format!(
            "INSERT INTO customers (id, business_name, name_folded, contact_name, phone, email, email_key, address, \
             city, city_folded, lat, lon, status, seller_id, version, created_at, updated_at) VALUES {}",
            placeholders(chunk.len(), COLUMNS)
        );
        let mut values = Vec::with_capacity(chunk.len() * COLUMNS);
        for c in chunk {
            values.extend(sql_values![
                c.id.0,
                c.business_name.clone(),
                fold(&c.business_name),
                c.name.clone(),
                c.phone.clone(),
                c.email.clone(),
                c.email.as_deref().map(email_key),
                c.address.clone(),
                c.city.clone(),
                c.city.as_deref().map(fold),
                c.location.map(|point| point.lat),
                c.location.map(|point| point.lon),
                status_name(c.status).to_owned(),
                c.seller_id.map(|id| id.0),
                c.version,
                c.created_at,
                c.updated_at,
            ]);
        }
        tx.exec(&sql, values).await?;
    }
    let texts: Vec<_> = customers.iter().map(|customer| (customer.id.0, customer.search_text())).collect();
    Ok(search::index_new(tx, KIND, &texts).await?)
}

/// Stores a changed shop and what it is found by.
///
/// # Errors
/// [`NotStored`].
pub async fn update(tx: &Tx, c: &Customer) -> Result<(), NotStored> {
    let sql = "UPDATE customers SET business_name = $1, name_folded = $2, contact_name = $3, phone = $4, email = $5, \
               email_key = $6, address = $7, city = $8, city_folded = $9, lat = $10, lon = $11, status = $12, \
               seller_id = $13, version = $14, updated_at = $15 WHERE id = $16";
    let values = sql_values![
        c.business_name.clone(),
        fold(&c.business_name),
        c.name.clone(),
        c.phone.clone(),
        c.email.clone(),
        c.email.as_deref().map(email_key),
        c.address.clone(),
        c.city.clone(),
        c.city.as_deref().map(fold),
        c.location.map(|point| point.lat),
        c.location.map(|point| point.lon),
        status_name(c.status).to_owned(),
        c.seller_id.map(|id| id.0),
        c.version,
        c.updated_at,
        c.id.0,
    ];
    tx.exec(sql, values).await?;
    Ok(search::index(tx, KIND, c.id.0, &[&c.search_text()]).await?)
}

/// Which shops are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Beginnings of words.
    pub search: Option<String>,
    /// Only those in this state.
    pub status: Option<CustomerStatus>,
    /// Only those in this city, without case and accents.
    pub city: Option<String>,
    /// Only those of this seller.
    pub seller_id: Option<SellerId>,
    /// Once more: what a seller may see at all.
    pub visible_to: Option<SellerId>,
}

/// One page of shops, and one more if there is one.
///
/// # Errors
/// [`DbError`].
pub async fn page(db: &Db, wanted: Wanted, paging: &Paging) -> Result<Vec<Customer>, DbError> {
    let rows: Vec<Row> = Select::new(SELECT)
        .and_if("status = ?", wanted.status.map(|status| status_name(status).to_owned()))
        .and_if("city_folded = ?", wanted.city.as_deref().map(fold))
        .and_if("seller_id = ?", wanted.seller_id.map(|id| id.0))
        .and_if("seller_id = ?", wanted.visible_to.map(|id| id.0))
        .and_search(KIND, "id", wanted.search.as_deref())
        .fetch(db, paging)
        .await?;
    Ok(rows.into_iter().map(Customer::from).collect())
}
