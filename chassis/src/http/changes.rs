//! `GET …/changes`: what a phone that keeps a collection has to know since it last asked.
//!
//! Rows carry `changed_at` from the server's clock. A token means "seen up to T", where T lies a minute before the answer
//! that gave it: a transaction takes its time stamp when it begins and may commit 30 s later, and replicas' clocks may differ
//! by some seconds, so answers overlap and the client drops what it has by `version`. Clocks jump, too: T is never later than
//! anything that this process' clock has shown within that minute, and a token from the future begins anew.
//!
//! A pass of several pages ends where it began: its last page gives the token of its first page's time, so that what changes
//! meanwhile comes with the next pass.

use super::caller::QueryOf;
use super::listing::Select;
use super::problem::Problem;
use super::text::Text;
use crate::app::App;
use crate::clock::{Clock, micros};
use crate::db::{Db, DbError, Sql, Tx};
use crate::sql_values;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// How far answers overlap: twice the longest transaction.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);
/// A token later than this before now is from a clock that has been set back since.
const LEAST_AGE: TimeDelta = TimeDelta::seconds(30);
/// Tombstones are kept so long, and no token may be older.
const KEPT: TimeDelta = TimeDelta::days(90);
const DEFAULT_LIMIT: usize = 1_000;
const MOST: usize = 5_000;
/// Tombstones of one answer. Whoever has more to forget begins anew.
const MOST_GONE: usize = 20_000;

/// The parameters of every `…/changes` (for the API description).
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SinceParams {
    /// `next` of the answer before; without it everything comes.
    pub since: Option<String>,
    /// Items per answer, 1 to 5,000.
    #[param(minimum = 1, maximum = 5000, default = 1000)]
    pub limit: Option<i64>,
}

/// An answer of `…/changes`.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Changes<T> {
    /// Whole items that are new or changed. One that is there already in this version is to be dropped.
    pub items: Vec<T>,
    /// Ids of what is gone: deleted, archived, or no longer the caller's.
    pub gone: Vec<Uuid>,
    /// The token for the next request.
    pub next: String,
    /// Whether more is waiting: ask again at once.
    pub more: bool,
}

/// What the caller has to do with a changed row.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen<T> {
    /// Keep it.
    Item(T),
    /// Forget it.
    Gone,
}

/// A changed row, in the order of `(changed_at, id)`.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedRow<T> {
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
    /// What it is to the caller.
    pub what: Seen<T>,
}

/// What a caller sent, not yet checked against its scope.
#[derive(Clone, Debug)]
pub struct Since {
    token: Option<String>,
    limit: usize,
}

impl<S: Send + Sync> FromRequestParts<S> for Since {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        #[derive(Deserialize, Clone, Debug)]
        struct Raw {
            since: Option<String>,
            limit: Option<String>,
        }
        let QueryOf(raw) = QueryOf::<Raw>::from_request_parts(parts, state).await?;
        let limit = match raw.limit {
            None => DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| Problem::bad_parameter("limit", Text::new("Use 1 to 5000.", "Use de 1 a 5000.")))?,
        };
        Ok(Self { token: raw.since, limit })
    }
}

/// The content of a token; instants in microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Token {
    /// Everything up to here has been seen; nothing yet where it is absent.
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    seen: Option<i64>,
    /// In the middle of a pass: where its last page will say that everything has been seen, and the last row so far.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    page: Option<(i64, i64, Uuid)>,
    /// The caller's scope, hashed: what one caller has seen says nothing about what another has.
    #[serde(rename = "s")]
    scope: u64,
}

fn hash(epoch: i64, scope: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    epoch.hash(&mut hasher);
    scope.hash(&mut hasher);
    hasher.finish()
}

/// One request of a pass over what has changed.
#[derive(Clone, Debug)]
pub struct Pass {
    seen: Option<DateTime<Utc>>,
    until: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: usize,
    scope: String,
    epoch: i64,
}

impl Since {
    /// Checks the token. `scope` names what the caller may see, such as `staff` or `seller:<id>:<version of the portfolio>`: when it
    /// differs from that of the token, everything begins anew.
    ///
    /// # Errors
    /// 400 for what is no token, 410 `sync_restart` for one that is too old, of another scope, or from the future.
    pub fn open(self, app: &App, scope: impl Into<String>) -> Result<Pass, Problem> {
        let scope = scope.into();
        let epoch = app.sync_clock().epoch();
        let now = app.now();
        let until = app.sync_clock().settled(now);
        let Some(text) = &self.token else {
            return Ok(Pass { seen: None, until, after: None, limit: self.limit, scope, epoch });
        };
        let token = URL_SAFE_NO_PAD.decode(text).ok().and_then(|json| serde_json::from_slice::<Token>(&json).ok());
        let bad = || {
            let text = Text::new("Send `next` of the answer before.", "Envíe el `next` de la respuesta anterior.");
            Problem::bad_parameter("since", text)
        };
        let token = token.ok_or_else(bad)?;
        let instant = |us: i64| DateTime::from_timestamp_micros(us).ok_or_else(bad);
        let seen = token.seen.map(instant).transpose()?;
        let page =
            token.page.map(|(until, at, id)| Ok::<_, Problem>((instant(until)?, instant(at)?, id))).transpose()?;
        let until = page.map_or(until, |(until, ..)| until);
        let newest = [seen, Some(until)].into_iter().flatten().max().unwrap_or(until);
        let oldest = seen.unwrap_or(until).min(until);
        if token.scope != hash(epoch, &scope) || newest > now - LEAST_AGE || oldest < now - KEPT {
            return Err(restart());
        }
        Ok(Pass { seen, until, after: page.map(|(_, at, id)| (at, id)), limit: self.limit, scope, epoch })
    }
}

fn restart() -> Problem {
    let text = Text::new(
        "What this device holds may be out of date; read the collection anew, without `since`.",
        "Lo que guarda este equipo puede estar desactualizado; lea la colección de nuevo, sin `since`.",
    );
    Problem::new(StatusCode::GONE, "sync_restart", text)
}

#[derive(FromQueryResult)]
struct GoneRow {
    entity_id: Uuid,
}

impl Pass {
    /// Whether the caller holds nothing yet, so that what is gone need not be told.
    #[must_use]
    pub const fn is_first(&self) -> bool {
        self.seen.is_none()
    }

    /// The instant up to which the caller has seen everything, for collections that are computed.
    #[must_use]
    pub const fn seen(&self) -> Option<DateTime<Utc>> {
        self.seen
    }

    /// The last row of the page before, for collections that are computed.
    #[must_use]
    pub const fn after(&self) -> Option<(DateTime<Utc>, Uuid)> {
        self.after
    }

    /// How many items an answer may have.
    #[must_use]
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Makes the answer from at most one row more than [`Pass::limit`], as [`Select::changes`] gives them. With the last page come
    /// the tombstones of the collection in the caller's scope.
    ///
    /// # Errors
    /// When the database does not answer; 410 where there are too many tombstones.
    pub async fn finish<T>(
        self,
        db: &Db,
        collection: &str,
        mut rows: Vec<ChangedRow<T>>,
    ) -> Result<Changes<T>, Problem> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let page = rows.last().filter(|_| more).map(|row| (micros(self.until), micros(row.changed_at), row.id));
        let seen = if more { self.seen } else { Some(self.until) };
        let token = Token { seen: seen.map(micros), page, scope: hash(self.epoch, &self.scope) };
        let mut gone = Vec::new();
        if let Some(since) = self.seen.filter(|_| !more) {
            let sql = "SELECT entity_id FROM tombstone WHERE collection = $1 AND scope = $2 AND changed_at > $3 \
                       ORDER BY changed_at, entity_id LIMIT 20001";
            let scope = tombstone_scope(&self.scope);
            let rows: Vec<GoneRow> = db.all(sql, sql_values![collection, scope, since]).await?;
            if rows.len() > MOST_GONE {
                return Err(restart());
            }
            gone.extend(rows.into_iter().map(|row| row.entity_id));
        }
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            match row.what {
                Seen::Item(item) => items.push(item),
                Seen::Gone if self.seen.is_some() => gone.push(row.id),
                Seen::Gone => {}
            }
        }
        let json = serde_json::to_vec(&token).map_err(|error| DbError::Other(error.to_string()))?;
        Ok(Changes { items, gone, next: URL_SAFE_NO_PAD.encode(json), more })
    }
}

/// The part of a scope that tombstones are kept under: `seller:<id>:<version>` has those of `seller:<id>`.
fn tombstone_scope(scope: &str) -> String {
    scope.split(':').take(2).collect::<Vec<_>>().join(":")
}

impl Select {
    /// The rows of a pass, oldest change first, and one more than it may have if there is one. The columns are those of the
    /// row's time of change and id, such as `o.changed_at` and `o.id`; an index begins with them (after those of the scope).
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn changes<R: FromQueryResult + Send>(
        self,
        db: &Db,
        pass: &Pass,
        changed_at: &str,
        id: &str,
    ) -> Result<Vec<R>, DbError> {
        let select = match (pass.after, pass.seen) {
            (Some((at, last)), _) => self.and(&format!("({changed_at}, {id}) > (?, ?)"), vec![at.into(), last.into()]),
            (None, since) => self.and_if(&format!("{changed_at} > ?"), since),
        };
        select.fetch_plain(db, &format!("ORDER BY {changed_at}, {id} LIMIT {}", pass.limit + 1)).await
    }
}

/// What this process' clock has shown within the last minute.
#[derive(Debug, Default)]
pub(crate) struct SyncClock {
    /// When the database was last restored from a backup; tokens of before are void.
    epoch: AtomicI64,
    shown: Mutex<VecDeque<(TimeDelta, DateTime<Utc>)>>,
}

impl SyncClock {
    fn epoch(&self) -> i64 {
        self.epoch.load(Ordering::Relaxed)
    }

    /// Reads since when tokens are good; before a service serves.
    pub(crate) async fn read_epoch(&self, db: &Db) -> Result<(), DbError> {
        #[derive(FromQueryResult)]
        struct Epoch {
            began_at: i64,
        }
        let epoch: Option<Epoch> = db.one("SELECT began_at FROM sync_epoch WHERE id = 1", vec![]).await?;
        self.epoch.store(epoch.map_or(0, |epoch| epoch.began_at), Ordering::Relaxed);
        Ok(())
    }

    /// Looks at the clock; once a second and whenever somebody asks.
    pub(crate) fn look(&self, clock: &Clock) {
        let (steady, now) = (clock.steady(), clock.now());
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        // One look older than the window stays: what was stamped just at its beginning was stamped by that one.
        while shown.get(1).is_some_and(|(at, _)| *at < steady - OVERLAP) {
            shown.pop_front();
        }
        if shown.back().is_none_or(|(at, last)| steady - *at >= TimeDelta::milliseconds(500) || *last > now) {
            shown.push_back((steady, now));
        }
    }

    /// The instant up to which every change by this process has been committed or rolled back.
    fn settled(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.iter().map(|(_, at)| *at).chain([now - OVERLAP]).min().unwrap_or(now - OVERLAP)
    }
}

/// Makes every phone begin anew: the database was restored from a backup, so what phones hold may be newer than it. Takes effect
/// when the service starts.
///
/// # Errors
/// [`DbError`].
pub async fn begin_anew(tx: &Tx) -> Result<(), DbError> {
    let sql = "INSERT INTO sync_epoch (id, began_at) VALUES (1, $1) \
               ON CONFLICT (id) DO UPDATE SET began_at = excluded.began_at";
    tx.exec(sql, sql_values![micros(tx.now())]).await.map(|_| ())
}

/// Deletes tombstones that no token can ask for any more.
pub(crate) async fn clean_up(db: &Db) -> Result<(), DbError> {
    db.write(|tx: Tx| async move {
        let oldest = tx.now() - KEPT - TimeDelta::days(1);
        tx.exec("DELETE FROM tombstone WHERE changed_at < $1", sql_values![oldest]).await.map(|_| ())
    })
    .await
}

#[cfg(test)]
mod schedules;
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_short_and_reads_back() {
        let token = Token { seen: Some(1), page: Some((2, 3, Uuid::from_u128(4))), scope: u64::MAX };
        let json = serde_json::to_string(&token).expect("json");
        assert_eq!(serde_json::from_str::<Token>(&json).expect("token"), token);
        assert!(json.len() < 160, "{json}");
    }

    #[test]
    fn tombstones_outlive_versions_of_a_scope() {
        assert_eq!(tombstone_scope("seller:7:12"), "seller:7");
        assert_eq!(tombstone_scope("staff"), "staff");
        assert_eq!(tombstone_scope("customer:7"), "customer:7");
    }

    #[test]
    fn what_a_clock_showed_before_it_was_set_bounds_what_is_settled() {
        let clock = Clock::system();
        let sync = SyncClock::default();
        sync.look(&clock);
        let before = clock.now();
        clock.set(TimeDelta::hours(5));
        sync.look(&clock);
        assert!(sync.settled(clock.now()) <= before, "a unit of work that began before may still commit");
        clock.advance(TimeDelta::seconds(70));
        sync.look(&clock);
        clock.advance(TimeDelta::seconds(70));
        sync.look(&clock);
        assert!(sync.settled(clock.now()) > before + TimeDelta::hours(4), "by now all of them have ended");
        clock.set(TimeDelta::hours(-7));
        sync.look(&clock);
        assert!(sync.settled(clock.now()) <= clock.now() - OVERLAP);
    }
}
