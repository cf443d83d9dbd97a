//! People who sign in.

use super::{Columns, NotStored, from_json, insert_rows, json, point, update_row};
use crate::login::{Login, email_key};
use crate::user::{User, UserStatus};
use chassis::db::{MOST_PARAMETERS, placeholders};
use chassis::{Db, DbError, Paging, Select, Sql, Tx, search, sql_values};
use chrono::{DateTime, Utc};
use contracts::fold::fold;
use contracts::identity::Role;
use contracts::{CustomerId, SellerId, SupplierId, UserId, WarehouseId};
use sea_orm::FromQueryResult;
use std::collections::BTreeSet;
use uuid::Uuid;

/// How users are called in the search index.
const KIND: &str = "user";
const SELECT: &str = "SELECT id, email, phone, name, password_hash, roles, supplier_id, customer_id, warehouse_ids, \
                      zone, start_lat, start_lon, status, version, created_at, updated_at FROM users";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    email: Option<String>,
    phone: Option<String>,
    name: String,
    password_hash: String,
    roles: String,
    supplier_id: Option<Uuid>,
    customer_id: Option<Uuid>,
    warehouse_ids: String,
    zone: Option<String>,
    start_lat: Option<f64>,
    start_lon: Option<f64>,
    status: String,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// A user and the hash of its password.
pub struct Credentials {
    /// The user.
    pub user: User,
    /// PHC string.
    pub password_hash: String,
}

impl TryFrom<Row> for Credentials {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        // A role that only a newer build knows gives no rights here.
        let names: Vec<String> = from_json(&row.roles)?;
        let roles: BTreeSet<Role> = names.iter().filter_map(|name| name.parse().ok()).collect();
        let warehouse_ids: Vec<WarehouseId> = from_json(&row.warehouse_ids)?;
        let user = User {
            id: UserId(row.id),
            version: row.version,
            status: if row.status == "active" { UserStatus::Active } else { UserStatus::Blocked },
            email: row.email,
            phone: row.phone,
            name: row.name,
            roles,
            customer_id: row.customer_id.map(CustomerId),
            supplier_id: row.supplier_id.map(SupplierId),
            warehouse_ids,
            zone: row.zone,
            start_point: point(row.start_lat, row.start_lon),
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        Ok(Self { user, password_hash: row.password_hash })
    }
}

const fn status_name(status: UserStatus) -> &'static str {
    match status {
        UserStatus::Active => "active",
        UserStatus::Blocked => "blocked",
    }
}

async fn one(db: &impl Sql, condition: &str, value: chassis::db::Value) -> Result<Option<Credentials>, DbError> {
    db.one::<Row>(&format!("{SELECT} WHERE {condition}"), vec![value]).await?.map(Credentials::try_from).transpose()
}

/// A user.
///
/// # Errors
/// [`DbError`].
pub async fn find(db: &impl Sql, id: UserId) -> Result<Option<User>, DbError> {
    Ok(one(db, "id = $1", id.0.into()).await?.map(|found| found.user))
}

/// A user and the hash of its password.
///
/// # Errors
/// [`DbError`].
pub async fn find_with_password(db: &impl Sql, id: UserId) -> Result<Option<Credentials>, DbError> {
    one(db, "id = $1", id.0.into()).await
}

/// A user, locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn find_for_change(tx: &Tx, id: UserId) -> Result<Option<User>, DbError> {
    Ok(one(tx, &format!("id = $1{}", tx.lock_rows()), id.0.into()).await?.map(|found| found.user))
}

/// The users of a shop, locked until the transaction ends, always in one order.
///
/// # Errors
/// [`DbError`].
pub async fn of_customer_for_change(tx: &Tx, id: CustomerId) -> Result<Vec<User>, DbError> {
    let sql = format!("{SELECT} WHERE customer_id = $1 ORDER BY id{}", tx.lock_rows());
    let rows: Vec<Row> = tx.all(&sql, sql_values![id.0]).await?;
    rows.into_iter().map(|row| Ok(Credentials::try_from(row)?.user)).collect()
}

/// Whoever signs in like this.
///
/// # Errors
/// [`DbError`].
pub async fn find_by_login(db: &impl Sql, login: &Login) -> Result<Option<Credentials>, DbError> {
    match login {
        Login::Email(key) => one(db, "email_key = $1", key.clone().into()).await,
        Login::Phone(phone) => one(db, "phone = $1", phone.clone().into()).await,
    }
}

#[derive(FromQueryResult)]
struct Found {
    #[expect(dead_code, reason = "only whether there is one matters")]
    found: i64,
}

/// Whether this password hash still lets this user in.
///
/// # Errors
/// [`DbError`].
pub async fn opens(tx: &Tx, id: UserId, password_hash: String) -> Result<bool, DbError> {
    let sql = "SELECT CAST(1 AS bigint) AS found FROM users WHERE id = $1 AND password_hash = $2 AND status = 'active'";
    Ok(tx.one::<Found>(sql, sql_values![id.0, password_hash]).await?.is_some())
}

/// Whether there is a user with the role seller, blocked or not.
///
/// # Errors
/// [`DbError`].
pub async fn is_seller(db: &impl Sql, id: SellerId) -> Result<bool, DbError> {
    Ok(find(db, UserId(id.0)).await?.is_some_and(|user| user.roles.contains(&Role::Seller)))
}

/// The row of a user, with the hash of the password where there is a new one.
fn row(user: &User, password_hash: Option<String>) -> Columns {
    let mut columns: Columns = vec![
        ("id", user.id.0.into()),
        ("email", user.email.clone().into()),
        ("email_key", user.email.as_deref().map(email_key).into()),
        ("phone", user.phone.clone().into()),
        ("name", user.name.clone().into()),
        ("name_folded", fold(&user.name).into()),
        ("roles", json(&user.roles).into()),
        ("supplier_id", user.supplier_id.map(|id| id.0).into()),
        ("customer_id", user.customer_id.map(|id| id.0).into()),
        ("warehouse_ids", json(&user.warehouse_ids).into()),
        ("zone", user.zone.clone().into()),
        ("start_lat", user.start_point.map(|point| point.lat).into()),
        ("start_lon", user.start_point.map(|point| point.lon).into()),
        ("status", status_name(user.status).to_owned().into()),
        ("version", user.version.into()),
        ("created_at", user.created_at.into()),
        ("updated_at", user.updated_at.into()),
    ];
    columns.extend(password_hash.map(|hash| ("password_hash", hash.into())));
    columns
}

/// Adds new users with the hashes of their passwords, and what they are found by.
///
/// # Errors
/// [`NotStored`].
pub async fn insert(tx: &Tx, users: &[(User, String)]) -> Result<(), NotStored> {
    let rows = users.iter().map(|(user, hash)| row(user, Some(hash.clone()))).collect();
    insert_rows(tx, "users", rows).await?;
    insert_roles(tx, users.iter().map(|(user, _)| user)).await?;
    let texts: Vec<_> = users.iter().map(|(user, _)| (user.id.0, user.search_text())).collect();
    Ok(search::index_new(tx, KIND, &texts).await?)
}

/// The rows by which users of a role are listed; `users.roles` is what counts.
async fn insert_roles<'a>(tx: &Tx, users: impl Iterator<Item = &'a User>) -> Result<(), DbError> {
    let rows: Vec<(UserId, Role)> = users.flat_map(|user| user.roles.iter().map(|role| (user.id, *role))).collect();
    for chunk in rows.chunks(MOST_PARAMETERS / 2) {
        let sql = format!("INSERT INTO user_role (role, user_id) VALUES {}", placeholders(chunk.len(), 2));
        let values = chunk.iter().flat_map(|(id, role)| sql_values![role.name().to_owned(), id.0]).collect();
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Stores a changed user, with a new password if there is one, and what the user is found by.
///
/// # Errors
/// [`NotStored`].
pub async fn update(tx: &Tx, user: &User, password_hash: Option<String>) -> Result<(), NotStored> {
    update_row(tx, "users", row(user, password_hash)).await?;
    tx.exec("DELETE FROM user_role WHERE user_id = $1", sql_values![user.id.0]).await?;
    insert_roles(tx, std::iter::once(user)).await?;
    Ok(search::index(tx, KIND, user.id.0, &[&user.search_text()]).await?)
}

/// Which users are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Beginnings of words.
    pub search: Option<String>,
    /// Only those with this role.
    pub role: Option<Role>,
    /// Only those in this state.
    pub status: Option<UserStatus>,
    /// Only those of this shop.
    pub customer_id: Option<CustomerId>,
}

/// One page of users, and one more if there is one.
///
/// # Errors
/// [`DbError`].
pub async fn page(db: &Db, wanted: Wanted, paging: &Paging) -> Result<Vec<User>, DbError> {
    let role = wanted.role.map(|role| role.name().to_owned());
    let rows: Vec<Row> = Select::new(SELECT)
        .and_if("status = ?", wanted.status.map(|status| status_name(status).to_owned()))
        .and_if("customer_id = ?", wanted.customer_id.map(|id| id.0))
        .and_if("id IN (SELECT user_id FROM user_role WHERE role = ?)", role)
        .and_search(KIND, "id", wanted.search.as_deref())
        .fetch(db, paging)
        .await?;
    rows.into_iter().map(|row| Ok(Credentials::try_from(row)?.user)).collect()
}
