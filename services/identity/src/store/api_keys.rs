//! Keys of other systems.

use super::{Columns, from_json, insert_rows, json, update_row};
use crate::api_key::ApiKey;
use chassis::{Db, DbError, Paging, Select, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::UserId;
use contracts::fold::fold;
use sea_orm::FromQueryResult;
use uuid::Uuid;

const SELECT: &str = "SELECT id, name, roles, secret_hash, created_by, created_at, expires_at, revoked_at, last_used_at, \
                      version FROM api_keys";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    roles: String,
    secret_hash: String,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    version: i64,
}

/// A key and the hash of its secret.
pub struct StoredKey {
    /// The key.
    pub key: ApiKey,
    /// The hash of its secret.
    pub secret_hash: String,
}

impl TryFrom<Row> for StoredKey {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        // A role that only a newer build knows gives no rights here.
        let names: Vec<String> = from_json(&row.roles)?;
        let key = ApiKey {
            id: row.id,
            version: row.version,
            name: row.name,
            roles: names.iter().filter_map(|name| name.parse().ok()).collect(),
            created_by: UserId(row.created_by),
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        };
        Ok(Self { key, secret_hash: row.secret_hash })
    }
}

fn row(key: &ApiKey, secret_hash: Option<String>) -> Columns {
    let mut columns: Columns = vec![
        ("id", key.id.into()),
        ("name", key.name.clone().into()),
        ("name_folded", fold(&key.name).into()),
        ("roles", json(&key.roles).into()),
        ("created_by", key.created_by.0.into()),
        ("created_at", key.created_at.into()),
        ("expires_at", key.expires_at.into()),
        ("revoked_at", key.revoked_at.into()),
        ("version", key.version.into()),
    ];
    columns.extend(secret_hash.map(|hash| ("secret_hash", hash.into())));
    columns
}

/// Adds a key.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &Tx, key: &ApiKey, secret_hash: String) -> Result<(), DbError> {
    insert_rows(tx, "api_keys", vec![row(key, Some(secret_hash))]).await
}

/// Stores a changed key.
///
/// # Errors
/// [`DbError`].
pub async fn update(tx: &Tx, key: &ApiKey) -> Result<(), DbError> {
    update_row(tx, "api_keys", row(key, None)).await
}

/// A key.
///
/// # Errors
/// [`DbError`].
pub async fn find(db: &impl Sql, id: Uuid) -> Result<Option<StoredKey>, DbError> {
    db.one::<Row>(&format!("{SELECT} WHERE id = $1"), sql_values![id]).await?.map(StoredKey::try_from).transpose()
}

/// A key, locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn find_for_change(tx: &Tx, id: Uuid) -> Result<Option<StoredKey>, DbError> {
    let sql = format!("{SELECT} WHERE id = $1{}", tx.lock_rows());
    tx.one::<Row>(&sql, sql_values![id]).await?.map(StoredKey::try_from).transpose()
}

/// Notes that a key was used.
///
/// # Errors
/// [`DbError`].
pub async fn note_use(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    tx.exec("UPDATE api_keys SET last_used_at = $1 WHERE id = $2", sql_values![tx.now(), id]).await.map(|_| ())
}

/// One page of keys, and one more if there is one.
///
/// # Errors
/// [`DbError`].
pub async fn page(db: &Db, paging: &Paging) -> Result<Vec<ApiKey>, DbError> {
    let rows: Vec<Row> = Select::new(SELECT).fetch(db, paging).await?;
    rows.into_iter().map(|row| Ok(StoredKey::try_from(row)?.key)).collect()
}
