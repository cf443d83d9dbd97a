//! Media in the database: the state of each, and the pieces of those that are coming.

use super::rules::Subject;
use crate::clock::micros;
use crate::db::{DbError, Sql, Tx, numbered};
use crate::sql_values;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long a process may be silent until another joins in its place.
pub(super) const JOIN_LEASE: TimeDelta = TimeDelta::seconds(15);

/// Where a medium stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MediaStatus)]
pub enum Status {
    /// Pieces are missing.
    Uploading,
    /// All of it is here and is being looked at.
    Checking,
    /// It can be read.
    Ready,
    /// It is being removed.
    #[serde(skip)]
    Gone,
}

/// A smaller picture of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Drawn {
    pub(super) size: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) size_bytes: u64,
}

/// A medium.
#[derive(Clone, Debug)]
pub struct Medium {
    /// Made by the client.
    pub id: Uuid,
    /// Raised with each change.
    pub version: i64,
    /// As the service names it.
    pub kind: String,
    /// As announced, and seen to be so once it is ready.
    pub content_type: String,
    /// As announced.
    pub size_bytes: i64,
    /// As announced, in hex.
    pub sha256: String,
    /// What it belongs to.
    pub subject: Subject,
    /// Where it stands.
    pub status: Status,
    /// So many bytes have come.
    pub received: i64,
    /// Raised when an upload begins anew, so that late pieces of the one before are not mixed in.
    pub(super) round: i64,
    pub(super) pictures: Vec<Drawn>,
    /// Who uploaded it.
    pub uploaded_by: Uuid,
    pub(super) uploader_name: String,
    /// When it was announced.
    pub created_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    version: i64,
    kind: String,
    content_type: String,
    size_bytes: i64,
    sha256: String,
    subject_type: String,
    subject_id: Uuid,
    status: String,
    received: i64,
    round: i64,
    pictures: String,
    uploaded_by: Uuid,
    uploader_name: String,
    created_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, version, kind, content_type, size_bytes, sha256, subject_type, subject_id, status, received, round, \
    pictures, uploaded_by, uploader_name, created_at";

impl From<Row> for Medium {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            kind: row.kind,
            content_type: row.content_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            subject: Subject { kind: row.subject_type, id: row.subject_id },
            status: match row.status.as_str() {
                "uploading" => Status::Uploading,
                "checking" => Status::Checking,
                "ready" => Status::Ready,
                _ => Status::Gone,
            },
            received: row.received,
            round: row.round,
            pictures: serde_json::from_str(&row.pictures).unwrap_or_default(),
            uploaded_by: row.uploaded_by,
            uploader_name: row.uploader_name,
            created_at: row.created_at,
        }
    }
}

impl Medium {
    /// Everything of it in the store is under this key.
    pub(super) fn folder(id: Uuid) -> String {
        format!("media/{id}")
    }

    pub(super) fn pieces_folder(&self) -> String {
        format!("{}/pieces", Self::folder(self.id))
    }

    pub(super) fn pieces_of_round(&self) -> String {
        format!("{}/{}", self.pieces_folder(), self.round)
    }

    /// The whole, or a smaller picture of it.
    pub(super) fn key(&self, picture: Option<u32>) -> String {
        match picture {
            None => format!("{}/whole", Self::folder(self.id)),
            Some(size) => format!("{}/{size}.jpg", Self::folder(self.id)),
        }
    }
}

/// The medium, unless it is being removed.
pub(super) async fn find(sql: &impl Sql, id: Uuid) -> Result<Option<Medium>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM media WHERE id = $1 AND status <> 'gone'");
    Ok(sql.one::<Row>(&text, sql_values![id]).await?.map(Medium::from))
}

/// Notes an announced upload. False if there is one.
pub(super) async fn insert(tx: &Tx, medium: &Medium) -> Result<bool, DbError> {
    let text = "INSERT INTO media (id, version, kind, content_type, size_bytes, sha256, subject_type, subject_id, status, \
                received, round, joiner_until, pictures, pieces_left, loose_since, uploaded_by, uploader_name, created_at, \
                updated_at) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, 'uploading', 0, 1, 0, '[]', 0, $8, $9, $10, $11, $12) \
                ON CONFLICT (id) DO NOTHING";
    let values = sql_values![
        medium.id,
        medium.kind.clone(),
        medium.content_type.clone(),
        medium.size_bytes,
        medium.sha256.clone(),
        medium.subject.kind.clone(),
        medium.subject.id,
        tx.now(),
        medium.uploaded_by,
        medium.uploader_name.clone(),
        tx.now(),
        tx.now(),
    ];
    Ok(tx.exec(text, values).await? > 0)
}

/// Notes a piece that lies in the store. False if it does not follow what has come: another was faster.
pub(super) async fn add_piece(tx: &Tx, medium: &Medium, size: i64, key: &str) -> Result<bool, DbError> {
    let end = medium.received + size;
    let status = if end == medium.size_bytes { "checking" } else { "uploading" };
    let text = "UPDATE media SET received = $1, status = $2, joiner_until = 0, version = version + 1, updated_at = $3 \
                WHERE id = $4 AND round = $5 AND received = $6 AND status = 'uploading'";
    let values = sql_values![end, status, tx.now(), medium.id, medium.round, medium.received];
    if tx.exec(text, values).await? == 0 {
        return Ok(false);
    }
    let text = "INSERT INTO media_piece (media_id, round, start_at, size_bytes, key) VALUES ($1, $2, $3, $4, $5)";
    tx.exec(text, sql_values![medium.id, medium.round, medium.received, size, key]).await?;
    Ok(true)
}

/// A piece in the store.
#[derive(FromQueryResult)]
pub(super) struct Piece {
    pub(super) start_at: i64,
    pub(super) size_bytes: i64,
    pub(super) key: String,
}

/// The pieces of this round, in order.
pub(super) async fn pieces(sql: &impl Sql, medium: &Medium) -> Result<Vec<Piece>, DbError> {
    let text = "SELECT start_at, size_bytes, key FROM media_piece WHERE media_id = $1 AND round = $2 ORDER BY start_at";
    sql.all(text, sql_values![medium.id, medium.round]).await
}

/// Takes an upload whose pieces are all there, for [`JOIN_LEASE`], from nobody or from somebody who has fallen silent.
pub(super) async fn claim(tx: &Tx, id: Uuid, joiner: Uuid) -> Result<bool, DbError> {
    let text =
        "UPDATE media SET joiner = $1, joiner_until = $2 WHERE id = $3 AND status = 'checking' AND joiner_until <= $4";
    let values = sql_values![joiner, micros(tx.now() + JOIN_LEASE), id, micros(tx.now())];
    Ok(tx.exec(text, values).await? > 0)
}

/// Keeps it for longer. False if it is another's by now.
pub(super) async fn hold(tx: &Tx, id: Uuid, joiner: Uuid) -> Result<bool, DbError> {
    let text = "UPDATE media SET joiner_until = $1 WHERE id = $2 AND joiner = $3 AND status = 'checking'";
    Ok(tx.exec(text, sql_values![micros(tx.now() + JOIN_LEASE), id, joiner]).await? > 0)
}

/// Gives it back, to be joined later.
pub(super) async fn give_back(tx: &Tx, id: Uuid, joiner: Uuid) -> Result<(), DbError> {
    let text = "UPDATE media SET joiner_until = 0 WHERE id = $1 AND joiner = $2 AND status = 'checking'";
    tx.exec(text, sql_values![id, joiner]).await?;
    Ok(())
}

/// Uploads whose joiner has fallen silent.
pub(super) async fn abandoned(sql: &impl Sql, now: DateTime<Utc>) -> Result<Vec<Uuid>, DbError> {
    let text = "SELECT id FROM media WHERE status = 'checking' AND joiner_until <= $1 ORDER BY joiner_until LIMIT 20";
    ids(sql, text, sql_values![micros(now)]).await
}

/// It is what was announced. False if it is another's by now.
pub(super) async fn set_ready(tx: &Tx, medium: &Medium, joiner: Uuid) -> Result<bool, DbError> {
    let text = "UPDATE media SET status = 'ready', joiner = NULL, pictures = $1, pieces_left = 1, version = version + 1, \
                updated_at = $2 WHERE id = $3 AND joiner = $4 AND status = 'checking'";
    let pictures = serde_json::to_string(&medium.pictures).unwrap_or_default();
    if tx.exec(text, sql_values![pictures, tx.now(), medium.id, joiner]).await? == 0 {
        return Ok(false);
    }
    tx.exec("DELETE FROM media_piece WHERE media_id = $1", sql_values![medium.id]).await?;
    Ok(true)
}

/// It is not what was announced: it comes again from the beginning. False if it is another's by now.
pub(super) async fn begin_anew(tx: &Tx, medium: &Medium, joiner: Uuid) -> Result<bool, DbError> {
    let text = "UPDATE media SET status = 'uploading', joiner = NULL, received = 0, round = round + 1, version = version + 1, \
                updated_at = $1 WHERE id = $2 AND joiner = $3 AND status = 'checking'";
    if tx.exec(text, sql_values![tx.now(), medium.id, joiner]).await? == 0 {
        return Ok(false);
    }
    tx.exec("DELETE FROM media_piece WHERE media_id = $1", sql_values![medium.id]).await?;
    Ok(true)
}

/// Media of a subject that something keeps: they stay. In the transaction of what keeps them. Answers how many there are;
/// those of another subject are none.
///
/// # Errors
/// [`DbError`].
pub async fn attach(tx: &Tx, subject: Uuid, ids: &[Uuid]) -> Result<u64, DbError> {
    set_loose(tx, subject, ids, None).await
}

/// Media of a subject that nothing keeps any more: they are removed after seven days.
///
/// # Errors
/// [`DbError`].
pub async fn detach(tx: &Tx, subject: Uuid, ids: &[Uuid]) -> Result<u64, DbError> {
    set_loose(tx, subject, ids, Some(tx.now())).await
}

async fn set_loose(tx: &Tx, subject: Uuid, ids: &[Uuid], since: Option<DateTime<Utc>>) -> Result<u64, DbError> {
    if ids.is_empty() {
        return Ok(0);
    }
    let text = format!(
        "UPDATE media SET loose_since = $1, version = version + 1, updated_at = $2 \
         WHERE subject_id = $3 AND status <> 'gone' AND id IN ({})",
        numbered(4, ids.len())
    );
    let values = sql_values![since, tx.now(), subject].into_iter().chain(ids.iter().map(|id| Value::from(*id)));
    tx.exec(&text, values.collect()).await
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

async fn ids(sql: &impl Sql, text: &str, values: Vec<Value>) -> Result<Vec<Uuid>, DbError> {
    Ok(sql.all::<IdRow>(text, values).await?.into_iter().map(|row| row.id).collect())
}

/// Media that nothing has kept since `before` are on their way out from now on. Answers them, and those that were before.
pub(super) async fn let_go(tx: &Tx, before: DateTime<Utc>) -> Result<Vec<Uuid>, DbError> {
    let text = "UPDATE media SET status = 'gone', updated_at = $1 WHERE id IN \
                (SELECT id FROM media WHERE loose_since < $2 ORDER BY loose_since LIMIT 200) AND loose_since < $3";
    tx.exec(text, sql_values![tx.now(), before, before]).await?;
    ids(tx, "SELECT id FROM media WHERE status = 'gone' AND loose_since IS NOT NULL LIMIT 200", vec![]).await
}

/// Forgets media whose content has been removed.
pub(super) async fn forget(tx: &Tx, gone: &[Uuid]) -> Result<(), DbError> {
    let numbers = numbered(1, gone.len());
    let values = || gone.iter().map(|id| Value::from(*id)).collect::<Vec<_>>();
    tx.exec(&format!("DELETE FROM media_piece WHERE media_id IN ({numbers})"), values()).await?;
    tx.exec(&format!("DELETE FROM media WHERE status = 'gone' AND id IN ({numbers})"), values()).await?;
    Ok(())
}

/// Media whose pieces still lie in the store, ready since before `then`.
pub(super) async fn with_pieces(sql: &impl Sql, then: DateTime<Utc>) -> Result<Vec<Uuid>, DbError> {
    let text = "SELECT id FROM media WHERE status = 'ready' AND pieces_left > 0 AND updated_at < $1 \
                ORDER BY updated_at LIMIT 200";
    ids(sql, text, sql_values![then]).await
}

/// Their pieces are removed.
pub(super) async fn pieces_removed(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    tx.exec("UPDATE media SET pieces_left = 0 WHERE id = $1", sql_values![id]).await?;
    Ok(())
}
