//! Sign-ins: those that are kept up, and those that failed.

use crate::cookie::AppName;
use crate::refresh_token::{RefreshToken, TagKey, TokenState};
use crate::throttle::Count;
use chassis::db::{numbered, placeholders};
use chassis::{Db, DbError, Paging, Select, Sql, Tx, sql_values};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::{SessionId, UserId};
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use uuid::Uuid;

/// A sign-in that is kept up by refresh tokens.
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Who signed in.
    pub user_id: UserId,
    /// With what.
    pub app: AppName,
    /// What the tags of its refresh tokens are made with.
    pub tag_key: TagKey,
    /// What the client called itself when it was last used.
    pub user_agent: String,
    /// From where it was last used.
    pub address: String,
    /// When its last token expires.
    pub expires_at: DateTime<Utc>,
    /// Whether it was ended.
    pub ended: bool,
}

/// Why a session ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedWhy {
    /// Its owner said so.
    SignedOut,
    /// An old refresh token was presented.
    TokenReused,
    /// The user was blocked.
    UserBlocked,
    /// The user got another password.
    PasswordChanged,
}

impl EndedWhy {
    const fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::TokenReused => "token_reused",
            Self::UserBlocked => "user_blocked",
            Self::PasswordChanged => "password_changed",
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    app: String,
    tag_key: String,
    user_agent: Option<String>,
    address: Option<String>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct StateRow {
    state: String,
}

/// Begins a session.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &Tx, session: &Session) -> Result<(), DbError> {
    let sql = "INSERT INTO sessions (id, user_id, app, tag_key, user_agent, address, created_at, last_used_at, \
               expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = sql_values![
        session.id.0,
        session.user_id.0,
        session.app.name().to_owned(),
        session.tag_key.as_str().to_owned(),
        session.user_agent.clone(),
        session.address.clone(),
        tx.now(),
        tx.now(),
        session.expires_at,
    ];
    tx.exec(sql, values).await.map(|_| ())
}

/// A session, locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn find_for_change(tx: &Tx, id: SessionId) -> Result<Option<Session>, DbError> {
    let sql = format!(
        "SELECT id, user_id, app, tag_key, user_agent, address, expires_at, ended_at FROM sessions WHERE id = $1{}",
        tx.lock_rows()
    );
    Ok(tx.one::<Row>(&sql, sql_values![id.0]).await?.map(|row| Session {
        id: SessionId(row.id),
        user_id: UserId(row.user_id),
        app: AppName::named(&row.app),
        tag_key: TagKey::stored(row.tag_key),
        user_agent: row.user_agent.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        expires_at: row.expires_at,
        ended: row.ended_at.is_some(),
    }))
}

/// What is stored of a refresh token, if it is still good for something.
///
/// # Errors
/// [`DbError`].
pub async fn token_state(tx: &Tx, token: &RefreshToken) -> Result<Option<TokenState>, DbError> {
    let sql = "SELECT state FROM refresh_token WHERE hash = $1 AND session_id = $2";
    let row = tx.one::<StateRow>(sql, sql_values![token.hash(), token.session().0]).await?;
    Ok(row.map(|row| if row.state == "fresh" { TokenState::Fresh } else { TokenState::Used }))
}

/// Adds a successor.
///
/// # Errors
/// [`DbError`].
pub async fn insert_token(tx: &Tx, token: &RefreshToken) -> Result<(), DbError> {
    let sql = "INSERT INTO refresh_token (hash, session_id, state) VALUES ($1, $2, 'fresh')";
    tx.exec(sql, sql_values![token.hash(), token.session().0]).await.map(|_| ())
}

/// Makes a token the one used last and forgets all others of its session.
///
/// # Errors
/// [`DbError`].
pub async fn use_token(tx: &Tx, token: &RefreshToken) -> Result<(), DbError> {
    let sql = "DELETE FROM refresh_token WHERE session_id = $1 AND hash <> $2";
    tx.exec(sql, sql_values![token.session().0, token.hash()]).await?;
    tx.exec("UPDATE refresh_token SET state = 'used' WHERE hash = $1", sql_values![token.hash()]).await.map(|_| ())
}

/// Notes that a session was used, by what and from where.
///
/// # Errors
/// [`DbError`].
pub async fn prolong(tx: &Tx, session: &Session) -> Result<(), DbError> {
    let sql = "UPDATE sessions SET last_used_at = $1, expires_at = $2, user_agent = $3, address = $4 WHERE id = $5";
    let values =
        sql_values![tx.now(), session.expires_at, session.user_agent.clone(), session.address.clone(), session.id.0,];
    tx.exec(sql, values).await.map(|_| ())
}

/// Ends a session. One that has ended stays as it is.
///
/// # Errors
/// [`DbError`].
pub async fn end(tx: &Tx, id: SessionId, why: EndedWhy) -> Result<(), DbError> {
    let sql = "UPDATE sessions SET ended_at = $1, ended_why = $2 WHERE id = $3 AND ended_at IS NULL";
    tx.exec(sql, sql_values![tx.now(), why.name().to_owned(), id.0]).await?;
    tx.exec("DELETE FROM refresh_token WHERE session_id = $1", sql_values![id.0]).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct EndedRow {
    id: Uuid,
    last_used_at: DateTime<Utc>,
}

/// Ends the sessions of a user but `kept`; answers each with its last use. First sessions, then tokens, as refreshing does.
///
/// # Errors
/// [`DbError`].
pub async fn end_all_of(
    tx: &Tx,
    user: UserId,
    kept: Option<SessionId>,
    why: EndedWhy,
) -> Result<Vec<(SessionId, DateTime<Utc>)>, DbError> {
    let kept = kept.map_or(Uuid::nil(), |id| id.0);
    let sql = "UPDATE sessions SET ended_at = $1, ended_why = $2 WHERE user_id = $3 AND ended_at IS NULL AND id <> $4 \
               RETURNING id, last_used_at";
    let ended: Vec<EndedRow> = tx.all(sql, sql_values![tx.now(), why.name().to_owned(), user.0, kept]).await?;
    let sql = "DELETE FROM refresh_token WHERE session_id IN (SELECT id FROM sessions WHERE user_id = $1 AND id <> $2)";
    tx.exec(sql, sql_values![user.0, kept]).await?;
    Ok(ended.into_iter().map(|row| (SessionId(row.id), row.last_used_at)).collect())
}

/// A session as its owner sees it.
#[derive(FromQueryResult)]
pub struct SessionRow {
    /// The session.
    pub id: Uuid,
    /// With what.
    pub app: String,
    /// What the client called itself when it was last used.
    pub user_agent: Option<String>,
    /// From where it was last used.
    pub address: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: DateTime<Utc>,
}

/// One page of the sessions of a user that go on, and one more if there is one.
///
/// # Errors
/// [`DbError`].
pub async fn page(db: &Db, user: UserId, paging: &Paging) -> Result<Vec<SessionRow>, DbError> {
    Select::new("SELECT id, app, user_agent, address, created_at, last_used_at FROM sessions")
        .and("user_id = ?", sql_values![user.0])
        .and("ended_at IS NULL", vec![])
        .and("expires_at > ?", sql_values![db.now()])
        .fetch(db, paging)
        .await
}

#[derive(FromQueryResult)]
struct CountRow {
    key: String,
    since: i64,
    failures: i64,
}

/// The failures counted under these keys.
///
/// # Errors
/// [`DbError`].
pub async fn failures(db: &impl Sql, keys: &[&str]) -> Result<HashMap<String, Count>, DbError> {
    let sql = format!("SELECT key, since, failures FROM sign_in_failure WHERE key IN ({})", numbered(1, keys.len()));
    let rows: Vec<CountRow> = db.all(&sql, keys.iter().map(|key| (*key).to_owned().into()).collect()).await?;
    let count = |row: &CountRow| Count {
        since: DateTime::from_timestamp_micros(row.since).unwrap_or_default(),
        failures: row.failures,
    };
    Ok(rows.into_iter().map(|row| (row.key.clone(), count(&row))).collect())
}

/// Counts one failure under each of these keys, in a new window where the old one is over. Answers how many there are now.
///
/// # Errors
/// [`DbError`].
pub async fn count_failure(tx: &Tx, mut keys: Vec<String>, window: TimeDelta) -> Result<HashMap<String, i64>, DbError> {
    // In one order, so that two failures never wait for each other.
    keys.sort();
    let sql = format!(
        "INSERT INTO sign_in_failure (key, since, failures) VALUES {} ON CONFLICT (key) DO UPDATE SET \
         failures = CASE WHEN sign_in_failure.since <= ${} THEN 1 ELSE sign_in_failure.failures + 1 END, \
         since = CASE WHEN sign_in_failure.since <= ${} THEN excluded.since ELSE sign_in_failure.since END \
         RETURNING key, since, failures",
        placeholders(keys.len(), 3),
        keys.len() * 3 + 1,
        keys.len() * 3 + 2,
    );
    let (now, over) = (tx.now().timestamp_micros(), (tx.now() - window).timestamp_micros());
    let mut values: Vec<_> = keys.into_iter().flat_map(|key| sql_values![key, now, 1_i64]).collect();
    values.extend(sql_values![over, over]);
    let rows: Vec<CountRow> = tx.all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.key, row.failures)).collect())
}

/// Forgets the failures counted under these keys.
///
/// # Errors
/// [`DbError`].
pub async fn forget_failures(tx: &Tx, keys: &[String]) -> Result<(), DbError> {
    let sql = format!("DELETE FROM sign_in_failure WHERE key IN ({})", numbered(1, keys.len()));
    tx.exec(&sql, keys.iter().map(|key| key.clone().into()).collect()).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct SeenRow {
    seen_at: i64,
}

/// When a place was last signed in from.
///
/// # Errors
/// [`DbError`].
pub async fn place_seen(db: &impl Sql, key: &str) -> Result<Option<DateTime<Utc>>, DbError> {
    let row = db.one::<SeenRow>("SELECT seen_at FROM known_place WHERE key = $1", sql_values![key.to_owned()]).await?;
    Ok(row.and_then(|row| DateTime::from_timestamp_micros(row.seen_at)))
}

/// Remembers a place that was signed in from.
///
/// # Errors
/// [`DbError`].
pub async fn remember_place(tx: &Tx, key: String) -> Result<(), DbError> {
    let sql = "INSERT INTO known_place (key, seen_at) VALUES ($1, $2) \
               ON CONFLICT (key) DO UPDATE SET seen_at = excluded.seen_at";
    tx.exec(sql, sql_values![key, tx.now().timestamp_micros()]).await.map(|_| ())
}

/// Forgets sessions that expired before `before`, windows that were over then, and places not seen since
/// `unseen_since`.
///
/// # Errors
/// [`DbError`].
pub async fn forget_old(tx: &Tx, before: DateTime<Utc>, unseen_since: DateTime<Utc>) -> Result<(), DbError> {
    let sql = "DELETE FROM refresh_token WHERE session_id IN (SELECT id FROM sessions WHERE expires_at < $1)";
    tx.exec(sql, sql_values![before]).await?;
    tx.exec("DELETE FROM sessions WHERE expires_at < $1", sql_values![before]).await?;
    tx.exec("DELETE FROM sign_in_failure WHERE since < $1", sql_values![before.timestamp_micros()]).await?;
    tx.exec("DELETE FROM known_place WHERE seen_at < $1", sql_values![unseen_since.timestamp_micros()]).await?;
    Ok(())
}
