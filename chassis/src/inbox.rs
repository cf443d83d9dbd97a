//! The inbox: every message that arrives is first stored (doubles are dropped), then handled in one transaction that also
//! marks it done.
//!
//! `accept` stores and leases in one commit and hands the messages to this process' worker in memory; a poll leases what is
//! left over (retries, a full worker, another process that died). The number of attempts is the fencing token: a handler
//! that has lost its lease commits nothing. An attempt is counted before the handler runs, so a message that kills the
//! process still ends as dead.
//!
//! A broker keeps a message until it is acknowledged, and says so when it delivers it again. What comes for the first time
//! is therefore handled in the transaction that stores it (`handle_at_once`): one commit instead of two. Only if that fails
//! is it stored as a first attempt that failed; and if it took the process with it, the broker delivers it again and it goes
//! the long way, where attempts are counted.

use crate::clock::micros;
use crate::db::{Cause, Db, DbError, MOST_PARAMETERS, Sql, Tx, Value, numbered, placeholders};
use crate::service::{Failure, Handlers, Vitals};
use crate::{sql_values, telemetry};
use chrono::TimeDelta;
use contracts::ordering::MarkStuck;
use contracts::{Envelope, Kind, Message, OrderId, Service, registry};
use rand::RngExt;
use sea_orm::FromQueryResult;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use uuid::Uuid;

/// A service stops consuming while more messages than this wait.
const MOST_WAITING: usize = 1_000;
/// How long a leased message may take, waiting included, before another process may try it.
const LEASE: TimeDelta = TimeDelta::seconds(20);
/// How often the table is looked at for what was left over.
const POLL: Duration = Duration::from_millis(1_000);
/// Pauses after the first, second, … failed attempt; after the last one the message is dead.
const PAUSES_S: [i64; 11] = [1, 5, 30, 300, 1_800, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600];
/// A message that no build knows is dead after this.
const UNKNOWN_FOR: TimeDelta = TimeDelta::hours(24);

/// `state` of an inbox row.
mod state {
    pub const PENDING: i64 = 0;
    pub const DONE: i64 = 1;
    pub const DEAD: i64 = 2;
}

/// Why a batch was not accepted; the sender keeps it.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// More than 1,000 messages wait.
    #[error("the inbox is full")]
    Full,
    /// The database did not store it.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// A service's inbox. Cheap to clone.
#[derive(Clone)]
pub struct Inbox(Arc<Inner>);

struct Inner {
    db: Db,
    handlers: Handlers,
    lanes: Mutex<Lanes>,
    /// Accepted by this process and not ended: queued or running.
    waiting: AtomicUsize,
    arrived: Notify,
    room: Notify,
    slots: Arc<Semaphore>,
    stopping: AtomicBool,
    vitals: Arc<Vitals>,
}

/// Events and commands go before the state of others.
#[derive(Default)]
struct Lanes {
    process: VecDeque<Leased>,
    replica: VecDeque<Leased>,
}

struct Leased {
    envelope: Envelope,
    attempt: i64,
    until: i64,
}

#[derive(FromQueryResult)]
struct LeasedRow {
    envelope: String,
    attempts: i64,
}

#[derive(FromQueryResult)]
struct IdRow {
    message_id: Uuid,
}

fn lane(name: &str) -> i64 {
    i64::from(registry::find(name).is_some_and(|spec| spec.kind == Kind::Replica))
}

impl Inbox {
    pub(crate) fn new(db: Db, handlers: Handlers, concurrency: usize, vitals: Arc<Vitals>) -> Self {
        Self(Arc::new(Inner {
            db,
            handlers,
            lanes: Mutex::default(),
            waiting: AtomicUsize::new(0),
            arrived: Notify::new(),
            room: Notify::new(),
            slots: Arc::new(Semaphore::new(concurrency)),
            stopping: AtomicBool::new(false),
            vitals,
        }))
    }

    /// Whose inbox it is.
    #[must_use]
    pub fn service(&self) -> Service {
        self.0.db.service()
    }

    /// Waits until fewer than 1,000 messages wait: a transport consumes only then, so that the broker's queue is the backlog.
    pub async fn has_room(&self) {
        loop {
            let room = self.0.room.notified();
            if self.0.waiting.load(Ordering::Relaxed) < MOST_WAITING {
                return;
            }
            let _ = tokio::time::timeout(Duration::from_millis(100), room).await;
        }
    }

    /// Stores messages; what was stored before is dropped. After `Ok` they cannot be lost.
    ///
    /// # Errors
    /// When there is no room for a while or the database does not answer; the sender keeps them then.
    pub async fn accept(&self, batch: Vec<Envelope>) -> Result<(), AcceptError> {
        tokio::time::timeout(Duration::from_secs(2), self.has_room()).await.map_err(|_| AcceptError::Full)?;
        let inbox = self.clone();
        let leased = self.0.db.write(move |tx: Tx| async move { inbox.store(&tx, batch).await }).await?;
        self.enqueue(leased);
        Ok(())
    }

    /// Whether a message that comes for the first time may be handled in the transaction that stores it: events and commands
    /// that this build knows. (The state of others waits in its lane.)
    pub(crate) fn takes_at_once(&self, envelope: &Envelope) -> bool {
        !self.0.stopping.load(Ordering::Relaxed)
            && lane(&envelope.name) == 0
            && self.0.handlers.contains_key(envelope.name.as_str())
    }

    /// A free place among the handlers; waits for one.
    pub(crate) async fn place(&self) -> Option<Place> {
        let slot = Arc::clone(&self.0.slots).acquire_owned().await.ok()?;
        self.0.waiting.fetch_add(1, Ordering::Relaxed);
        Some(Place { inbox: self.clone(), _slot: slot })
    }

    /// Handles a message that comes for the first time. After `Ok` it cannot be lost: it has been handled, was known, or is
    /// stored as failed once.
    ///
    /// # Errors
    /// When the database does not answer; the sender keeps it then.
    pub(crate) async fn handle_at_once(&self, envelope: &Envelope) -> Result<(), AcceptError> {
        let span = telemetry::message_span(self.service(), envelope, 1);
        let started = std::time::Instant::now();
        let outcome = self.run(envelope, Turn::First).instrument(span.clone()).await;
        telemetry::message_handled(self.service(), &envelope.name, started.elapsed(), outcome.is_ok());
        if let Err(failure) = outcome {
            let (inbox, batch) = (self.clone(), vec![envelope.clone()]);
            self.0.db.write(move |tx: Tx| async move { inbox.store(&tx, batch).await }).await?;
            self.record_failure(envelope, 1, failure).instrument(span).await;
        }
        Ok(())
    }

    async fn store(&self, tx: &Tx, mut batch: Vec<Envelope>) -> Result<Vec<Leased>, DbError> {
        batch.sort_by_key(|envelope| envelope.id);
        batch.dedup_by_key(|envelope| envelope.id);
        let now = self.0.db.now();
        let stopping = self.0.stopping.load(Ordering::Relaxed);
        let mut leased = Vec::new();
        for chunk in batch.chunks(MOST_PARAMETERS / 8) {
            let sql = format!(
                "INSERT INTO inbox (message_id, name, lane, state, envelope, attempts, due_at, received_at) VALUES {} \
                 ON CONFLICT (message_id) DO NOTHING RETURNING message_id",
                placeholders(chunk.len(), 8)
            );
            let mut values: Vec<Value> = Vec::with_capacity(chunk.len() * 8);
            for envelope in chunk {
                // What this build does not know is left for a replica that does: no lease, no attempt.
                let mine = !stopping && self.0.handlers.contains_key(envelope.name.as_str());
                let (attempts, due_at) = if mine { (1_i64, micros(now + LEASE)) } else { (0, micros(now)) };
                let text = serde_json::to_string(envelope).map_err(|e| DbError::Other(e.to_string()))?;
                let lane = lane(&envelope.name);
                values.extend(sql_values![
                    envelope.id.0,
                    envelope.name.clone(),
                    lane,
                    state::PENDING,
                    text,
                    attempts,
                    due_at,
                    micros(now)
                ]);
            }
            let new: Vec<IdRow> = tx.all(&sql, values).await?;
            let new: std::collections::HashSet<Uuid> = new.into_iter().map(|row| row.message_id).collect();
            leased.extend(
                chunk
                    .iter()
                    .filter(|envelope| {
                        !stopping
                            && new.contains(&envelope.id.0)
                            && self.0.handlers.contains_key(envelope.name.as_str())
                    })
                    .map(|envelope| Leased { envelope: envelope.clone(), attempt: 1, until: micros(now + LEASE) }),
            );
        }
        Ok(leased)
    }

    fn enqueue(&self, leased: Vec<Leased>) {
        if leased.is_empty() {
            return;
        }
        self.0.waiting.fetch_add(leased.len(), Ordering::Relaxed);
        let mut lanes = self.0.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        for message in leased {
            if lane(&message.envelope.name) == 0 {
                lanes.process.push_back(message);
            } else {
                lanes.replica.push_back(message);
            }
        }
        drop(lanes);
        self.0.arrived.notify_one();
    }

    fn next(&self) -> Option<Leased> {
        let mut lanes = self.0.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.process.pop_front().or_else(|| lanes.replica.pop_front())
    }

    /// Handles what arrives until `stop`; then waits for the handlers that run and gives the other leases back.
    pub(crate) async fn work(&self, stop: CancellationToken) {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            self.0.vitals.inbox.tick();
            let arrived = self.0.arrived.notified();
            self.start_waiting(&stop).await;
            tokio::select! {
                () = arrived => {}
                _ = poll.tick() => {
                    let room = MOST_WAITING.saturating_sub(self.0.waiting.load(Ordering::Relaxed));
                    match self.lease(room.min(200)).await {
                        Ok(leased) => self.enqueue(leased),
                        Err(error) => tracing::warn!(%error, "the inbox cannot be read; trying again"),
                    }
                }
                () = stop.cancelled() => break,
            }
        }
        self.0.stopping.store(true, Ordering::Relaxed);
        self.give_back().await;
        // All slots free: nothing runs any more.
        let all = u32::try_from(self.0.slots.available_permits().max(1)).unwrap_or(1);
        let _ = tokio::time::timeout(Duration::from_secs(25), async {
            while self.0.waiting.load(Ordering::Relaxed) > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
                // What was being accepted when `stop` came is queued only now.
                self.give_back().await;
            }
            let _ = self.0.slots.acquire_many(all).await;
        })
        .await;
    }

    /// Starts handlers for what waits in memory, as many at a time as there are slots.
    async fn start_waiting(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let Ok(slot) = Arc::clone(&self.0.slots).acquire_owned().await else { return };
            let Some(message) = self.next() else { return };
            let inbox = self.clone();
            crate::run::detach(async move {
                let _slot = slot;
                inbox.handle(message).await;
                inbox.0.waiting.fetch_sub(1, Ordering::Relaxed);
                inbox.0.room.notify_one();
            });
        }
    }

    async fn lease(&self, most: usize) -> Result<Vec<Leased>, DbError> {
        if most == 0 || self.0.handlers.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.0.db.now();
        let known: Vec<&'static str> = self.0.handlers.keys().copied().collect();
        let names = |first: usize| numbered(first, known.len());
        let name_values = || known.iter().map(|name| Value::from(*name));
        let sql =
            format!("SELECT message_id FROM inbox WHERE state = 0 AND due_at <= $1 AND name IN ({}) LIMIT 1", names(2));
        let mut values = sql_values![micros(now)];
        values.extend(name_values());
        if self.0.db.one::<IdRow>(&sql, values).await?.is_none() {
            return Ok(Vec::new());
        }
        let until = micros(now + LEASE);
        let mut values = sql_values![until, micros(now)];
        values.extend(name_values());
        let in_names = names(3);
        let rows: Vec<LeasedRow> = self
            .0
            .db
            .write(move |tx: Tx| async move {
                let skip = if tx.lock_rows().is_empty() { "" } else { " FOR UPDATE SKIP LOCKED" };
                let sql = format!(
                    "UPDATE inbox SET attempts = attempts + 1, due_at = $1 WHERE message_id IN \
                     (SELECT message_id FROM inbox WHERE state = 0 AND due_at <= $2 AND name IN ({in_names}) \
                     ORDER BY lane, due_at LIMIT {most}{skip}) AND state = 0 RETURNING envelope, attempts"
                );
                tx.all::<LeasedRow>(&sql, values).await
            })
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let envelope = serde_json::from_str(&row.envelope).ok()?;
                Some(Leased { envelope, attempt: row.attempts, until })
            })
            .collect())
    }

    async fn handle(&self, message: Leased) {
        if micros(self.0.db.now()) >= message.until {
            // It waited too long in memory; whoever leases it next has counted another attempt.
            return;
        }
        let Leased { envelope, attempt, .. } = message;
        let span = telemetry::message_span(self.service(), &envelope, attempt);
        let started = std::time::Instant::now();
        let outcome = self.run(&envelope, Turn::Leased(attempt)).instrument(span.clone()).await;
        telemetry::message_handled(self.service(), &envelope.name, started.elapsed(), outcome.is_ok());
        if let Err(failure) = outcome {
            self.record_failure(&envelope, attempt, failure).instrument(span).await;
        }
    }

    async fn run(&self, envelope: &Envelope, turn: Turn) -> Result<(), Failure> {
        if let Turn::Leased(attempt) = turn
            && attempts_are_used_up(attempt)
        {
            return Err(Failure::Refuse("every attempt failed or ended the process".to_owned()));
        }
        let Some(handler) = self.0.handlers.get(envelope.name.as_str()).cloned() else { return Ok(()) };
        let work = handler(&envelope.data)
            .map_err(|error| Failure::Refuse(format!("the body cannot be read as {}: {error}", envelope.name)))?;
        let cause = Cause {
            correlation: Some(envelope.correlation.clone()),
            causation: Some(envelope.id),
            traceparent: telemetry::traceparent().or_else(|| envelope.traceparent.clone()),
            actor: None,
        };
        let (id, name) = (envelope.id.0, envelope.name.clone());
        self.0
            .db
            .write_caused(cause, move |tx: Tx| async move {
                let marked = match turn {
                    Turn::Leased(attempt) => {
                        let sql = "UPDATE inbox SET state = 1, error = NULL \
                                   WHERE message_id = $1 AND attempts = $2 AND state = 0";
                        tx.exec(sql, sql_values![id, attempt]).await?
                    }
                    // A row that is done keeps no text: nobody reads it again.
                    Turn::First => {
                        let sql = "INSERT INTO inbox (message_id, name, lane, state, envelope, attempts, due_at, received_at) \
                                   VALUES ($1, $2, 0, 1, '', 1, $3, $4) ON CONFLICT (message_id) DO NOTHING";
                        let now = micros(tx.wall());
                        tx.exec(sql, sql_values![id, name, now, now]).await?
                    }
                };
                if marked == 0 {
                    tracing::info!(message.id = %id, "this message is known already; nothing done");
                    return Ok(());
                }
                work(tx).await
            })
            .await
    }

    async fn record_failure(&self, envelope: &Envelope, attempt: i64, failure: Failure) {
        let (error, refused) = match failure {
            Failure::Retry(error) => (error, false),
            Failure::Refuse(error) => (error, true),
        };
        let pause = usize::try_from(attempt - 1).ok().and_then(|i| PAUSES_S.get(i)).copied().filter(|_| !refused);
        match pause {
            Some(pause) => {
                tracing::warn!(message.id = %envelope.id, attempt, pause_s = pause, error, "message failed; trying again")
            }
            None => {
                tracing::error!(message.id = %envelope.id, attempt, error, "message is dead; see `storeflow dead-letters`")
            }
        }
        let envelope = envelope.clone();
        let recorded = self
            .0
            .db
            .write(move |tx: Tx| async move {
                let (state, due_at) = match pause {
                    Some(pause) => {
                        let jitter = rand::rng().random_range(80..=120);
                        (state::PENDING, micros(tx.wall()) + pause * 10_000 * jitter)
                    }
                    None => (state::DEAD, micros(tx.wall())),
                };
                // That all attempts are used up tells nobody why.
                let last = if attempts_are_used_up(attempt) { last_error(&tx, envelope.id.0).await? } else { None };
                let error = last.map_or_else(|| error.clone(), |last| format!("{error}; the last error: {last}"));
                let sql = "UPDATE inbox SET state = $1, due_at = $2, error = $3 \
                           WHERE message_id = $4 AND attempts = $5 AND state = 0";
                let changed = tx.exec(sql, sql_values![state, due_at, error.clone(), envelope.id.0, attempt]).await?;
                if changed > 0 && state == state::DEAD {
                    tell_saga(&tx, &envelope, error);
                }
                Ok::<_, DbError>(())
            })
            .await;
        if let Err(error) = recorded {
            tracing::warn!(%error, "the failure could not be recorded; the lease will end by itself");
        }
    }

    /// What is queued and has not begun goes back, so that another process need not wait for the lease to end.
    async fn give_back(&self) {
        let mut ids = Vec::new();
        while let Some(message) = self.next() {
            ids.push(message.envelope.id.0);
        }
        if ids.is_empty() {
            return;
        }
        self.0.waiting.fetch_sub(ids.len(), Ordering::Relaxed);
        let returned = self.0.db.write(move |tx: Tx| async move {
            let sql = format!(
                "UPDATE inbox SET due_at = $1, attempts = attempts - 1 WHERE state = 0 AND message_id IN ({})",
                numbered(2, ids.len())
            );
            let mut values = sql_values![micros(tx.wall())];
            values.extend(ids.into_iter().map(Value::from));
            tx.exec(&sql, values).await
        });
        if let Err(error) = returned.await {
            tracing::warn!(%error, "leases could not be given back; they will end by themselves");
        }
    }
}

/// How a message comes to be handled.
#[derive(Clone, Copy)]
enum Turn {
    /// In the transaction that stores it.
    First,
    /// Stored and leased; the attempt's number is the fencing token.
    Leased(i64),
}

/// A place among the handlers that run at once, given back when dropped.
pub(crate) struct Place {
    inbox: Inbox,
    _slot: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.inbox.0.waiting.fetch_sub(1, Ordering::Relaxed);
        self.inbox.0.room.notify_one();
    }
}

/// Whether this attempt is one more than there are.
fn attempts_are_used_up(attempt: i64) -> bool {
    attempt > i64::try_from(PAUSES_S.len()).unwrap_or(i64::MAX)
}

/// What the attempt before said of a message.
async fn last_error(tx: &Tx, id: Uuid) -> Result<Option<String>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        error: Option<String>,
    }
    let row: Option<Row> = tx.one("SELECT error FROM inbox WHERE message_id = $1", sql_values![id]).await?;
    Ok(row.and_then(|row| row.error))
}

/// A dead command of an order's saga makes the saga `stuck`.
fn tell_saga(tx: &Tx, envelope: &Envelope, error: String) {
    let command = registry::find(&envelope.name).is_some_and(|spec| spec.kind == Kind::Command);
    if !command || envelope.name == MarkStuck::NAME {
        return;
    }
    if let Ok(order_id) = envelope.correlation.parse::<OrderId>() {
        tx.publish(&MarkStuck { order_id, command: envelope.name.clone(), error });
    }
}

/// Messages that wait, in all processes of the service.
pub(crate) async fn waiting(db: &Db) -> Result<i64, DbError> {
    count(db, "SELECT COUNT(*) AS n FROM inbox WHERE state = 0").await
}

/// Messages that are dead.
pub(crate) async fn dead(db: &Db) -> Result<i64, DbError> {
    count(db, "SELECT COUNT(*) AS n FROM inbox WHERE state = 2").await
}

async fn count(db: &Db, sql: &str) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    Ok(db.one::<Count>(sql, vec![]).await?.map_or(0, |row| row.n))
}

/// Hourly: forgets what is older than any repetition can be, and gives up what no build has known for a day.
pub(crate) async fn clean_up(db: &Db) -> Result<(), DbError> {
    db.write(|tx: Tx| async move {
        let now = tx.wall();
        let old = micros(now - TimeDelta::days(14));
        tx.exec("DELETE FROM inbox WHERE state = $1 AND received_at < $2", sql_values![state::DONE, old]).await?;
        let error = "no build has known this message for 24 hours";
        let sql = "UPDATE inbox SET state = 2, error = $1 WHERE state = 0 AND attempts = 0 AND received_at < $2 \
                   RETURNING envelope, attempts";
        let dead: Vec<LeasedRow> = tx.all(sql, sql_values![error, micros(now - UNKNOWN_FOR)]).await?;
        for envelope in dead.iter().filter_map(|row| serde_json::from_str(&row.envelope).ok()) {
            tell_saga(&tx, &envelope, error.to_owned());
        }
        let sql = "DELETE FROM idempotency WHERE created_at < $1";
        tx.exec(sql, sql_values![micros(now - TimeDelta::days(30))]).await?;
        Ok(())
    })
    .await
}

/// A dead letter, as the desk shows it.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct DeadLetter {
    /// The message's id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What the conversation is about.
    pub correlation: String,
    /// What the last attempt said.
    pub error: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it arrived.
    pub created_at: chrono::DateTime<chrono::Utc>,
    /// Its body.
    pub data: serde_json::Value,
}

#[derive(FromQueryResult)]
struct DeadRow {
    envelope: String,
    attempts: i64,
    error: Option<String>,
    received_at: i64,
}

/// The dead letters, newest first.
pub(crate) async fn dead_letters(db: &Db, most: u64) -> Result<Vec<DeadLetter>, DbError> {
    let sql = format!(
        "SELECT envelope, attempts, error, received_at FROM inbox WHERE state = 2 ORDER BY received_at DESC LIMIT {most}"
    );
    let rows: Vec<DeadRow> = db.all(&sql, vec![]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let envelope: Envelope = serde_json::from_str(&row.envelope).ok()?;
            Some(DeadLetter {
                id: envelope.id.0,
                name: envelope.name,
                correlation: envelope.correlation,
                error: row.error.unwrap_or_default(),
                attempts: row.attempts,
                created_at: chrono::DateTime::from_timestamp_micros(row.received_at).unwrap_or_default(),
                data: serde_json::from_str(&envelope.data).unwrap_or_default(),
            })
        })
        .collect())
}

/// Brings a dead letter back: its attempts begin anew. `false` when it is not dead.
pub(crate) async fn revive(tx: &Tx, id: Uuid) -> Result<bool, DbError> {
    let sql =
        "UPDATE inbox SET state = 0, attempts = 0, due_at = $1, received_at = $2 WHERE message_id = $3 AND state = 2";
    let now = micros(tx.wall());
    Ok(tx.exec(sql, sql_values![now, now, id]).await? > 0)
}

/// Gives a dead letter up: it stays known (a double is dropped) and is never handled. `false` when it is not dead.
pub(crate) async fn discard(tx: &Tx, id: Uuid) -> Result<bool, DbError> {
    let sql = "UPDATE inbox SET state = 1 WHERE message_id = $1 AND state = 2";
    Ok(tx.exec(sql, sql_values![id]).await? > 0)
}
