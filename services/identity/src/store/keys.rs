//! The key pairs that access tokens are signed with.

use crate::signing_key::SigningKey;
use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

#[derive(FromQueryResult)]
struct Row {
    kid: String,
    sequence: i64,
    public_key: String,
    sealed: String,
    signs_from: DateTime<Utc>,
}

/// All keys, oldest first. There are about twelve a year.
///
/// # Errors
/// [`DbError`].
pub async fn all(db: &impl Sql) -> Result<Vec<SigningKey>, DbError> {
    let sql = "SELECT kid, sequence, public_key, sealed, signs_from FROM signing_key ORDER BY sequence";
    let rows: Vec<Row> = db.all(sql, vec![]).await?;
    let key = |row: Row| SigningKey {
        kid: row.kid,
        sequence: row.sequence,
        public_key: row.public_key,
        sealed: row.sealed,
        signs_from: row.signs_from,
    };
    Ok(rows.into_iter().map(key).collect())
}

/// Adds a key; `false` if another replica has made the key of that number.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &Tx, key: &SigningKey) -> Result<bool, DbError> {
    let sql = "INSERT INTO signing_key (kid, sequence, public_key, sealed, signs_from, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sequence) DO NOTHING";
    let values = sql_values![
        key.kid.clone(),
        key.sequence,
        key.public_key.clone(),
        key.sealed.clone(),
        key.signs_from,
        tx.now(),
    ];
    Ok(tx.exec(sql, values).await? == 1)
}
