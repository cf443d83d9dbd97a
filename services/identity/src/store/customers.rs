//! Shops.

use super::{Columns, NotStored, insert_rows, point, update_row};
use crate::customer::Customer;
use crate::login::email_key;
use chassis::{ChangedRow, Db, DbError, Paging, Pass, Seen, Select, Sql, Tx, search, sql_values};
use chrono::{DateTime, Utc};
use contracts::fold::fold;
use contracts::identity::CustomerStatus;
use contracts::{CustomerId, SellerId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// How shops are called in the search index.
const KIND: &str = "customer";
const SELECT: &str = "SELECT id, business_name, contact_name, phone, email, address, city, lat, lon, status, \
                      seller_id, version, created_at, updated_at, changed_at FROM customers";

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
    changed_at: DateTime<Utc>,
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

/// The row of a shop that changes at `now`.
fn row(c: &Customer, now: DateTime<Utc>) -> Columns {
    vec![
        ("id", c.id.0.into()),
        ("business_name", c.business_name.clone().into()),
        ("name_folded", fold(&c.business_name).into()),
        ("contact_name", c.name.clone().into()),
        ("phone", c.phone.clone().into()),
        ("email", c.email.clone().into()),
        ("email_key", c.email.as_deref().map(email_key).into()),
        ("address", c.address.clone().into()),
        ("city", c.city.clone().into()),
        ("city_folded", c.city.as_deref().map(fold).into()),
        ("lat", c.location.map(|point| point.lat).into()),
        ("lon", c.location.map(|point| point.lon).into()),
        ("status", status_name(c.status).to_owned().into()),
        ("seller_id", c.seller_id.map(|id| id.0).into()),
        ("version", c.version.into()),
        ("created_at", c.created_at.into()),
        ("updated_at", c.updated_at.into()),
        ("changed_at", now.into()),
    ]
}

/// Adds new shops and what they are found by.
///
/// # Errors
/// [`NotStored`].
pub async fn insert(tx: &Tx, customers: &[Customer]) -> Result<(), NotStored> {
    let rows = customers.iter().map(|customer| row(customer, tx.now())).collect();
    insert_rows(tx, "customers", rows).await?;
    let texts: Vec<_> = customers.iter().map(|customer| (customer.id.0, customer.search_text())).collect();
    Ok(search::index_new(tx, KIND, &texts).await?)
}

/// Stores a changed shop and what it is found by.
///
/// # Errors
/// [`NotStored`].
pub async fn update(tx: &Tx, customer: &Customer) -> Result<(), NotStored> {
    update_row(tx, "customers", row(customer, tx.now())).await?;
    Ok(search::index(tx, KIND, customer.id.0, &[&customer.search_text()]).await?)
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

/// Whose shops somebody keeps a copy of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those that a seller looks after.
    Seller(SellerId),
    /// One's own.
    Own(CustomerId),
}

/// The shops that have changed, oldest change first.
///
/// # Errors
/// [`DbError`].
pub async fn changes(db: &Db, scope: Scope, pass: &Pass) -> Result<Vec<ChangedRow<Customer>>, DbError> {
    let select = match scope {
        Scope::All => Select::new(SELECT),
        Scope::Seller(id) => Select::new(SELECT).and("seller_id = ?", sql_values![id.0]),
        Scope::Own(id) => Select::new(SELECT).and("id = ?", sql_values![id.0]),
    };
    let rows: Vec<Row> = select.changes(db, pass, "changed_at", "id").await?;
    let seen = |row: Row| ChangedRow { changed_at: row.changed_at, id: row.id, what: Seen::Item(Customer::from(row)) };
    Ok(rows.into_iter().map(seen).collect())
}

/// Some shops after `after`, in the order of their ids.
///
/// # Errors
/// [`DbError`].
pub async fn some_after(tx: &Tx, after: Option<CustomerId>, most: usize) -> Result<Vec<Customer>, DbError> {
    let sql = format!("{SELECT} WHERE id > $1 ORDER BY id LIMIT {most}");
    let after = after.map_or(Uuid::nil(), |id| id.0);
    Ok(tx.all::<Row>(&sql, sql_values![after]).await?.into_iter().map(Customer::from).collect())
}

#[derive(FromQueryResult)]
struct StatusRow {
    status: String,
}

/// Whether a shop is blocked.
///
/// # Errors
/// [`DbError`].
pub async fn is_blocked(db: &impl Sql, id: CustomerId) -> Result<bool, DbError> {
    let row = db.one::<StatusRow>("SELECT status FROM customers WHERE id = $1", sql_values![id.0]).await?;
    Ok(row.is_some_and(|row| row.status == status_name(CustomerStatus::Blocked)))
}

/// How many shops nobody has approved yet.
///
/// # Errors
/// [`DbError`].
pub async fn pending(db: &impl Sql) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let sql = "SELECT COUNT(*) AS n FROM customers WHERE status = 'pending'";
    Ok(db.one::<Count>(sql, vec![]).await?.map_or(0, |count| count.n))
}
