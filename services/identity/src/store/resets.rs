//! Requests to reset a password: hashes of tokens.

use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::UserId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// Adds a request.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &Tx, hash: String, user: UserId, expires_at: DateTime<Utc>) -> Result<(), DbError> {
    let sql = "INSERT INTO password_reset (hash, user_id, expires_at) VALUES ($1, $2, $3)";
    tx.exec(sql, sql_values![hash, user.0, expires_at]).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct Row {
    user_id: Uuid,
}

/// Whose password a token resets, if it is still good.
///
/// # Errors
/// [`DbError`].
pub async fn whose(db: &impl Sql, hash: String, now: DateTime<Utc>) -> Result<Option<UserId>, DbError> {
    let sql = "SELECT user_id FROM password_reset WHERE hash = $1 AND expires_at > $2";
    Ok(db.one::<Row>(sql, sql_values![hash, now]).await?.map(|row| UserId(row.user_id)))
}

/// Uses a token: of several that try at once, one succeeds.
///
/// # Errors
/// [`DbError`].
pub async fn take(tx: &Tx, hash: String) -> Result<bool, DbError> {
    let sql = "DELETE FROM password_reset WHERE hash = $1 AND expires_at > $2";
    Ok(tx.exec(sql, sql_values![hash, tx.now()]).await? == 1)
}

/// Forgets all tokens of a user: the password is another now.
///
/// # Errors
/// [`DbError`].
pub async fn forget_of(tx: &Tx, user: UserId) -> Result<(), DbError> {
    tx.exec("DELETE FROM password_reset WHERE user_id = $1", sql_values![user.0]).await.map(|_| ())
}

/// Forgets tokens that expired before `before`.
///
/// # Errors
/// [`DbError`].
pub async fn forget_old(tx: &Tx, before: DateTime<Utc>) -> Result<(), DbError> {
    tx.exec("DELETE FROM password_reset WHERE expires_at < $1", sql_values![before]).await.map(|_| ())
}
