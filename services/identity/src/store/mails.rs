//! Mails on their way. Their content is sealed until they are sent, and forgotten then.

#[cfg(test)]
use chassis::Db;
use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// A new mail.
pub struct NewMail {
    /// Its id, also in its header.
    pub id: Uuid,
    /// What it is about.
    pub kind: &'static str,
    /// The user for whom it is, or (to somebody outside) what it is about.
    pub about: Uuid,
    /// Its content, sealed.
    pub sealed: String,
    /// When it is not worth sending any more.
    pub expires_at: DateTime<Utc>,
}

/// A mail that is this process' to send.
#[derive(FromQueryResult)]
pub struct DueMail {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub kind: String,
    /// Its content, sealed.
    pub sealed: String,
    /// How often it was tried, this time included.
    pub tries: i64,
    /// When it is not worth sending any more, in microseconds since 1970.
    pub expires_at: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// What became of a try.
pub enum Outcome {
    /// It left.
    Sent,
    /// It is tried again then.
    Again(DateTime<Utc>, String),
    /// It is not tried again.
    GivenUp(String),
}

/// Adds a mail, due at once; one that is there already stays as it is.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &Tx, mail: NewMail) -> Result<(), DbError> {
    let sql = "INSERT INTO mails (id, kind, user_id, sealed, state, tries, due_at, expires_at, created_at) \
               VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
    let values = sql_values![
        mail.id,
        mail.kind.to_owned(),
        mail.about,
        mail.sealed,
        tx.now().timestamp_micros(),
        mail.expires_at.timestamp_micros(),
        tx.now(),
    ];
    tx.exec(sql, values).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct Found {
    #[expect(dead_code, reason = "only whether there is one matters")]
    id: Uuid,
}

/// Whether any mail is due.
///
/// # Errors
/// [`DbError`].
pub async fn any_due(db: &impl Sql, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "SELECT id FROM mails WHERE state = 'waiting' AND due_at <= $1 LIMIT 1";
    Ok(db.one::<Found>(sql, sql_values![now.timestamp_micros()]).await?.is_some())
}

/// Takes some mails that are due; nobody else takes them for the time of the lease.
///
/// # Errors
/// [`DbError`].
pub async fn lease(tx: &Tx, lease: TimeDelta) -> Result<Vec<DueMail>, DbError> {
    let sql = "UPDATE mails SET due_at = $1, tries = tries + 1 WHERE state = 'waiting' AND due_at <= $2 AND id IN \
               (SELECT id FROM mails WHERE state = 'waiting' AND due_at <= $3 ORDER BY due_at LIMIT 20) \
               RETURNING id, kind, sealed, tries, expires_at, created_at";
    let now = tx.now().timestamp_micros();
    tx.all(sql, sql_values![(tx.now() + lease).timestamp_micros(), now, now]).await
}

/// Notes what became of a try, unless somebody has tried again meanwhile.
///
/// # Errors
/// [`DbError`].
pub async fn settle(tx: &Tx, id: Uuid, tries: i64, outcome: Outcome) -> Result<(), DbError> {
    let (id, now) = (id, tx.now().timestamp_micros());
    match outcome {
        Outcome::Again(at, error) => {
            let sql = "UPDATE mails SET due_at = $1, error = $2 WHERE id = $3 AND tries = $4 AND state = 'waiting'";
            tx.exec(sql, sql_values![at.timestamp_micros(), error, id, tries]).await
        }
        Outcome::Sent | Outcome::GivenUp(_) => {
            let (state, error) = match outcome {
                Outcome::GivenUp(error) => ("given_up", Some(error)),
                _ => ("sent", None),
            };
            let sql = "UPDATE mails SET state = $1, error = $2, sealed = '', due_at = $3 WHERE id = $4 AND tries = $5";
            tx.exec(sql, sql_values![state.to_owned(), error, now, id, tries]).await
        }
    }
    .map(|_| ())
}

/// Forgets mails written before `before`.
///
/// # Errors
/// [`DbError`].
pub async fn forget_old(tx: &Tx, before: DateTime<Utc>) -> Result<(), DbError> {
    tx.exec("DELETE FROM mails WHERE created_at < $1", sql_values![before]).await.map(|_| ())
}

/// A mail as it is kept, for tests.
#[cfg(test)]
#[derive(Debug, FromQueryResult)]
pub(crate) struct KeptMail {
    pub(crate) state: String,
    pub(crate) tries: i64,
    pub(crate) sealed: String,
}

/// All mails of a kind, oldest first, for tests.
#[cfg(test)]
pub(crate) async fn all_of(db: &Db, kind: &str) -> Result<Vec<KeptMail>, DbError> {
    let sql = "SELECT state, tries, sealed FROM mails WHERE kind = $1 ORDER BY created_at, id";
    db.all(sql, sql_values![kind]).await
}
