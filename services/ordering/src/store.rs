//! The only file of this service that knows the database library.

pub mod reconcile;

use crate::saga::{Health, LogNote, Saga, SagaEvent, State, Step};
use chassis::db::DbError;
use chassis::http::listing::{Equal, Paging, Select};
use chassis::{Db, Sql, Tx, sql_values};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::OrderId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// Sagas whose deadline is handled in one transaction.
pub const BATCH: usize = 100;
/// The newest log entries that are shown; more than this only after a day without an answer.
const MOST_LOG_ENTRIES: usize = 1_000;
/// What this build cannot read is looked at again after this; another build may have dealt with it by then.
const UNREADABLE_PAUSE: TimeDelta = TimeDelta::minutes(5);

/// A saga as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The saga.
    pub saga: Saga,
    /// Raised by one with each log entry; the newest entry has it as `seq`.
    pub version: i64,
}

#[derive(FromQueryResult)]
struct SagaRow {
    order_id: Uuid,
    data: String,
    version: i64,
}

const COLUMNS: &str = "SELECT order_id, data, version FROM saga";

impl SagaRow {
    fn read(self) -> Result<Stored, DbError> {
        let Self { order_id, data, version } = self;
        // A newer build may have written what this one does not know: left for that one, so not an end but "try again".
        let saga = serde_json::from_str(&data)
            .map_err(|error| DbError::Busy(format!("the saga of order {order_id} cannot be read here: {error}")))?;
        Ok(Stored { saga, version })
    }
}

/// The saga of an order, locked until the transaction ends.
pub async fn lock(tx: &Tx, order_id: OrderId) -> Result<Option<Stored>, DbError> {
    let sql = format!("{COLUMNS} WHERE order_id = $1{}", tx.lock_rows());
    tx.one::<SagaRow>(&sql, sql_values![order_id.0]).await?.map(SagaRow::read).transpose()
}

/// Stores what a step made of a saga, with its log entry.
///
/// # Errors
/// [`DbError::Busy`] when another transaction has stored it meanwhile: the same event may be taken again.
pub async fn save(
    tx: &Tx,
    before: Option<&Stored>,
    event: &SagaEvent,
    from: State,
    step: &Step,
) -> Result<(), DbError> {
    let saga = &step.saga;
    let version = before.map_or(1, |stored| stored.version + 1);
    let now = tx.now();
    let data = json(saga)?;
    let (state, health) = (stored_name(saga.state()), saga.health().name());
    let (number, attempts, error) = (saga.number.clone(), i64::from(saga.attempts), saga.last_error());
    let order_id = saga.order_id.0;
    let stored = match before {
        None => {
            let sql = "INSERT INTO saga (order_id, number, state, health, data, version, deadline_at, attempts, \
                       last_error, started_at, updated_at, waits_since) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
                       ON CONFLICT (order_id) DO NOTHING";
            let values = sql_values![
                order_id,
                number,
                state,
                health,
                data,
                version,
                saga.deadline_at,
                attempts,
                error,
                now,
                now,
                saga.waits_since()
            ];
            tx.exec(sql, values).await?
        }
        Some(stored) => {
            let sql = "UPDATE saga SET number = $1, state = $2, health = $3, data = $4, version = $5, \
                       deadline_at = $6, attempts = $7, last_error = $8, updated_at = $9, waits_since = $10 \
                       WHERE order_id = $11 AND version = $12";
            let values = sql_values![
                number,
                state,
                health,
                data,
                version,
                saga.deadline_at,
                attempts,
                error,
                now,
                saga.waits_since(),
                order_id,
                stored.version
            ];
            tx.exec(sql, values).await?
        }
    };
    if stored == 0 {
        return Err(DbError::Busy(format!("another message of order {order_id} came first")));
    }
    let sql = "INSERT INTO saga_log (order_id, seq, at, event, from_state, to_state, note, message) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (to, note, message) = (saga.state().name(), json(&step.note)?, reconcile::message(event)?);
    let values = sql_values![order_id, version, now, event.name(), from.name(), to, note, message];
    tx.exec(sql, values).await?;
    Ok(())
}

/// As the column `state` has it: a saga that waits is one that reserves and has `waits_since`.
const fn stored_name(state: State) -> &'static str {
    match state {
        State::Waiting => State::Reserving.name(),
        other => other.name(),
    }
}

/// A saga that went its way before now.
pub struct Past {
    /// As it is now.
    pub saga: Saga,
    /// What led it there, oldest first.
    pub steps: Vec<PastStep>,
}

/// A step of the past.
pub struct PastStep {
    /// When.
    pub at: DateTime<Utc>,
    /// The message's name.
    pub event: &'static str,
    /// Where the saga was.
    pub from: State,
    /// Where it went.
    pub to: State,
    /// What was decided.
    pub note: LogNote,
}

/// Stores sagas of the past with their logs.
pub async fn insert_past(tx: &Tx, past: &[Past]) -> Result<(), DbError> {
    let mut values = Vec::with_capacity(past.len() * 11);
    let mut log = Vec::with_capacity(past.len() * 3 * 7);
    for Past { saga, steps } in past {
        let (first, last) = (steps.first().map(|step| step.at), steps.last().map(|step| step.at));
        values.extend(sql_values![
            saga.order_id.0,
            saga.number.clone(),
            stored_name(saga.state()),
            saga.health().name(),
            json(saga)?,
            steps.len() as i64,
            saga.deadline_at,
            i64::from(saga.attempts),
            saga.last_error(),
            first.unwrap_or_else(|| tx.now()),
            last.unwrap_or_else(|| tx.now())
        ]);
        for (seq, step) in (1_i64..).zip(steps) {
            let (from, to) = (step.from.name(), step.to.name());
            log.extend(sql_values![saga.order_id.0, seq, step.at, step.event, from, to, json(&step.note)?]);
        }
    }
    let head = "INSERT INTO saga (order_id, number, state, health, data, version, deadline_at, attempts, last_error, \
                started_at, updated_at)";
    tx.insert_many(head, 11, values, "").await?;
    let head = "INSERT INTO saga_log (order_id, seq, at, event, from_state, to_state, note)";
    tx.insert_many(head, 7, log, "").await.map(|_| ())
}

fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Other(error.to_string()))
}

/// Whether any deadline has passed. Read without a transaction, because mostly there is none.
pub async fn any_due(db: &Db, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = format!("{COLUMNS} WHERE deadline_at <= $1 LIMIT 1");
    Ok(db.one::<SagaRow>(&sql, sql_values![now]).await?.is_some())
}

/// The sagas whose deadline has passed, longest overdue first, at most [`BATCH`], locked until the transaction ends;
/// and how many rows there were. What cannot be read is put off, so that it does not stand before the others.
pub async fn lock_due(tx: &Tx) -> Result<(Vec<Stored>, usize), DbError> {
    let now = tx.now();
    let sql = format!("{COLUMNS} WHERE deadline_at <= $1 ORDER BY deadline_at LIMIT {BATCH}{}", tx.lock_rows());
    let rows: Vec<SagaRow> = tx.all(&sql, sql_values![now]).await?;
    let (found, mut due) = (rows.len(), Vec::new());
    for row in rows {
        let order_id = row.order_id;
        match row.read() {
            Ok(stored) => due.push(stored),
            Err(error) => {
                tracing::error!(%error, "its deadline is put off");
                let sql = "UPDATE saga SET deadline_at = $1 WHERE order_id = $2";
                tx.exec(sql, sql_values![now + UNREADABLE_PAUSE, order_id]).await?;
            }
        }
    }
    Ok((due, found))
}

/// Sagas that have not ended and do not stand in line.
pub struct Open {
    /// How many.
    pub sagas: i64,
    /// When the oldest began.
    pub oldest: Option<DateTime<Utc>>,
    /// How many of all sagas are late.
    pub late: i64,
    /// How many of all sagas are stuck.
    pub stuck: i64,
}

/// Counts sagas that have not ended.
pub async fn open(db: &Db) -> Result<Open, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        sagas: i64,
        oldest: Option<DateTime<Utc>>,
        late: i64,
        stuck: i64,
    }
    let sql = "SELECT COUNT(*) AS sagas, MIN(started_at) AS oldest, \
               (SELECT COUNT(*) FROM saga WHERE health = 'late') AS late, \
               (SELECT COUNT(*) FROM saga WHERE health = 'stuck') AS stuck FROM saga WHERE state IN \
               ('submitted', 'awaiting_order', 'reserving', 'scheduling', 'releasing', 'unscheduling') \
               AND waits_since IS NULL";
    let row = db.one::<Row>(sql, vec![]).await?;
    let none = Open { sagas: 0, oldest: None, late: 0, stuck: 0 };
    Ok(row.map_or(none, |row| Open { sagas: row.sagas, oldest: row.oldest, late: row.late, stuck: row.stuck }))
}

/// A saga as people see it. What its row says is shown even if this build cannot read the saga itself.
#[derive(FromQueryResult)]
pub struct Listed {
    /// The order.
    pub order_id: Uuid,
    /// Its number.
    pub number: Option<String>,
    /// How far it is, as stored.
    pub state: String,
    /// Whether it makes progress, as stored.
    pub health: String,
    data: String,
    /// As [`Stored::version`].
    pub version: i64,
    /// When the awaited command is sent again.
    pub deadline_at: Option<DateTime<Utc>>,
    /// Deadlines that passed since the last progress.
    pub attempts: i64,
    /// What the receivers of dead commands said.
    pub last_error: Option<String>,
    /// Since when the customer of a backorder that stands in line has waited.
    pub waits_since: Option<DateTime<Utc>>,
    /// When the first message about the order came.
    pub started_at: DateTime<Utc>,
    /// When the newest log entry was written.
    pub updated_at: DateTime<Utc>,
}

impl Listed {
    /// The saga itself; `None` if another build wrote what this one does not know.
    pub fn saga(&self) -> Option<Saga> {
        let read = serde_json::from_str(&self.data);
        read.inspect_err(|error| tracing::error!(order = %self.order_id, %error, "the saga cannot be read")).ok()
    }
}

const LISTED: &str = "SELECT order_id, number, state, health, data, version, deadline_at, attempts, last_error, \
                      waits_since, started_at, updated_at FROM saga";

/// One page of sagas.
pub async fn list(
    db: &Db,
    paging: &Paging,
    state: Option<State>,
    health: Option<Health>,
) -> Result<Vec<Listed>, DbError> {
    let select = Select::new(LISTED).id_column("order_id");
    let (select, named) = match state {
        None => (select, None),
        Some(State::Waiting) => (select.and("waits_since IS NOT NULL", vec![]), None),
        Some(State::Reserving) => (select.and("waits_since IS NULL", vec![]), Some(State::Reserving.name())),
        Some(state) => (select, Some(state.name())),
    };
    let select = select.narrow([Equal::word("state", named), Equal::word("health", health.map(Health::name))]);
    select.fetch(db, paging).await
}

/// The saga of an order, to be shown.
pub async fn find(sql: &impl Sql, order_id: OrderId) -> Result<Option<Listed>, DbError> {
    sql.one(&format!("{LISTED} WHERE order_id = $1"), sql_values![order_id.0]).await
}

/// One entry of a saga's log.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Counts from 1; gaps are none.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The message's name, or `deadline`, or `retry`.
    pub event: String,
    /// Where the saga was.
    pub from_state: String,
    /// Where it went.
    pub to_state: String,
    /// What was decided.
    pub note: LogNote,
}

#[derive(FromQueryResult)]
struct LogRow {
    seq: i64,
    at: DateTime<Utc>,
    event: String,
    from_state: String,
    to_state: String,
    note: String,
}

/// What happened to an order, oldest first.
pub async fn log(db: &Db, order_id: OrderId) -> Result<Vec<LogEntry>, DbError> {
    let sql = format!(
        "SELECT seq, at, event, from_state, to_state, note FROM saga_log WHERE order_id = $1 \
         ORDER BY seq DESC LIMIT {MOST_LOG_ENTRIES}"
    );
    let rows: Vec<LogRow> = db.all(&sql, sql_values![order_id.0]).await?;
    rows.into_iter().rev().map(LogRow::read).collect()
}

impl LogRow {
    fn read(self) -> Result<LogEntry, DbError> {
        let note = serde_json::from_str(&self.note).map_err(|error| DbError::Other(error.to_string()))?;
        let Self { seq, at, event, from_state, to_state, .. } = self;
        Ok(LogEntry { seq, at, event, from_state, to_state, note })
    }
}
