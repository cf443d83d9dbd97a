//! A service's database: PostgreSQL or SQLite by the scheme of its URL, one way to read and one way to write.
//!
//! Every write goes through [`Db::write`]: business rows, outbox rows, audit rows and the inbox mark of one use case commit
//! together or not at all. On PostgreSQL it is a transaction of its own. On SQLite one writer task per file gathers the
//! writes that wait into one transaction, each in a savepoint, so that one `fsync` (`synchronous=FULL`) serves many; a
//! write that waits for nobody is committed at once.

mod bulk;
mod watch;

pub use watch::{Asked, watched};

use crate::clock::{Clock, micros};
use crate::company::Company;
use crate::telemetry;
use chrono::{DateTime, Utc};
use contracts::broadcast::{Audience, Changed, Revoked};
use contracts::{Envelope, Message, MessageId, Service};
use futures::FutureExt;
use futures::future::BoxFuture;
pub use sea_orm::Value;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    FromQueryResult, QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument;
use uuid::Uuid;

/// No transaction lasts longer (the overlap of `…/changes` relies on it).
const LONGEST_TRANSACTION: Duration = Duration::from_secs(30);
/// How long the first relay may take before another may try the same outbox row.
pub(crate) const OUTBOX_LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(15);
/// SQLite: at most so many writes share one commit …
const SHARED_COMMIT_WRITES: usize = 64;
/// … and it is not put off for longer than this.
const SHARED_COMMIT_TIME: Duration = Duration::from_millis(20);
/// SQLite's largest number of bound parameters is 32,766; PostgreSQL's 65,535.
pub const MOST_PARAMETERS: usize = 32_000;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It does not answer; the same request may succeed later.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// Another transaction was in the way; the same request may succeed at once.
    #[error("the database was busy: {0}")]
    Busy(String),
    /// A unique index was broken; the text names it.
    #[error("a unique index was broken: {0}")]
    Unique(String),
    /// A `CHECK` or foreign key was broken; the text names it.
    #[error("a rule of the database was broken: {0}")]
    Rule(String),
    /// Anything else: a bug.
    #[error("the database refused: {0}")]
    Other(String),
}

impl DbError {
    /// Whether a unique index was broken.
    #[must_use]
    pub const fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Unique(_))
    }

    /// Whether an id was used before: the primary key of a table, which is `id` everywhere.
    #[must_use]
    pub fn is_id_taken(&self) -> bool {
        matches!(self, Self::Unique(what) if what.trim_end().ends_with(".id") || what.contains("_pkey\""))
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Busy(_))
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(what)) => return Self::Unique(what),
            Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(what)) => return Self::Rule(what),
            _ => {}
        }
        // sqlx keeps the SQLSTATE inside a boxed error; its text is stable enough for what sea-orm does not classify.
        let says = |needles: &[&str]| needles.iter().any(|needle| text.contains(needle));
        if says(&["CHECK constraint", "check constraint", "NOT NULL constraint", "not-null constraint"]) {
            Self::Rule(text)
        } else if says(&["deadlock detected", "could not serialize", "database is locked", "lock timeout"]) {
            Self::Busy(text)
        } else if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
            || says(&[
                "connection",
                "Connection",
                "terminating",
                "shutting down",
                "starting up",
                "recovery mode",
                "error communicating with database",
                "pool timed out",
                "statement timeout",
                "Broken pipe",
                "unexpected end of file",
                "expected to read",
                "PoolClosed",
                "disk is full",
                "disk I/O",
                "No space left",
                "could not extend file",
                "WorkerCrashed",
                "worker crashed",
            ])
        {
            Self::Unavailable(text)
        } else {
            Self::Other(text)
        }
    }
}

/// What reads and transactions have in common.
pub trait Sql: ConnectionTrait + Sync {
    /// Runs a statement and tells how many rows it touched.
    ///
    /// # Errors
    /// [`DbError`].
    fn exec(&self, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<u64, DbError>> + Send {
        let statement = statement(self.get_database_backend(), sql, values);
        async move { Ok(self.execute_raw(statement).await?.rows_affected()) }
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// [`DbError`].
    fn one<R: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<R>, DbError>> + Send {
        let statement = statement(self.get_database_backend(), sql, values);
        async move {
            let row = self.query_one_raw(statement).await?;
            Ok(row.map(|row| R::from_query_result(&row, "")).transpose()?)
        }
    }

    /// All rows.
    ///
    /// # Errors
    /// [`DbError`].
    fn all<R: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<R>, DbError>> + Send {
        let statement = statement(self.get_database_backend(), sql, values);
        async move {
            let rows = self.query_all_raw(statement).await?;
            Ok(rows.iter().map(|row| R::from_query_result(row, "")).collect::<Result<_, _>>()?)
        }
    }

    /// ` FOR UPDATE` on PostgreSQL; nothing on SQLite, whose only writer needs no row locks.
    fn lock_rows(&self) -> &'static str {
        if self.backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" }
    }

    /// Which database it is.
    fn backend(&self) -> DbBackend {
        self.get_database_backend()
    }
}

/// Above so many values a statement for SQLite is rewritten by [`unnamed`].
const FEW_VALUES: usize = 64;

fn statement(backend: DbBackend, sql: &str, values: Vec<Value>) -> Statement {
    let plain = (backend == DbBackend::Sqlite && values.len() > FEW_VALUES).then(|| unnamed(sql)).flatten();
    Statement::from_sql_and_values(backend, plain.as_deref().unwrap_or(sql), values)
}

/// The same statement with `?` for `$1`, `$2`, … if they stand in this order, each once. To SQLite `$7` is a name, which it
/// looks for among all others: a bulk insert takes time by the square of its values (19 s instead of 0.5 s for 8,000 rows).
fn unnamed(sql: &str) -> Option<String> {
    let mut parts = sql.split('$');
    let mut plain = String::with_capacity(sql.len());
    plain.push_str(parts.next()?);
    for (number, part) in (1_usize..).zip(parts) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if part[..digits].parse() != Ok(number) {
            return None;
        }
        plain.push('?');
        plain.push_str(&part[digits..]);
    }
    Some(plain)
}

/// `($1,$2),($3,$4)` for a multi-row insert.
#[must_use]
pub fn placeholders(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 5);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            if column > 0 {
                text.push(',');
            }
            text.push('$');
            text.push_str(&(row * columns + column + 1).to_string());
        }
        text.push(')');
    }
    text
}

/// `$first,$first+1,…` for an `IN (…)`.
#[must_use]
pub fn numbered(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(",")
}

/// Builds the values of a statement from anything that the database library can bind.
#[macro_export]
macro_rules! sql_values {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}

/// A service's database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    service: Service,
    clock: Clock,
    company: Company,
    backend: DbBackend,
    readers: DatabaseConnection,
    writer: Writer,
    relay_inbox: Mutex<Option<mpsc::UnboundedReceiver<Sent>>>,
    answers: AtomicBool,
    /// The latest instant that a unit of work has been stamped with, in microseconds.
    stamped: AtomicI64,
    commits: Commits,
}

/// Counts commits, and hands what they sent to the relay.
#[derive(Clone)]
struct Commits {
    count: Arc<AtomicU64>,
    writes: Arc<AtomicU64>,
    relay: mpsc::UnboundedSender<Sent>,
}

/// What a committed unit of work sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// In the outbox, leased to this process.
    pub(crate) messages: Vec<Envelope>,
    /// Only in memory: may be missed.
    pub(crate) broadcasts: Vec<Envelope>,
}

impl Sent {
    fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.broadcasts.is_empty()
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.messages.extend(other.messages);
        self.broadcasts.extend(other.broadcasts);
    }
}

impl Commits {
    fn note(&self, writes: usize, sent: Sent) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.writes.fetch_add(u64::try_from(writes).unwrap_or(0), Ordering::Relaxed);
        if !sent.is_empty() {
            // Nobody listens after the relay has stopped; the rows are in the outbox and leave with the next start.
            let _ = self.relay.send(sent);
        }
    }
}

enum Writer {
    Postgres,
    Sqlite(mpsc::UnboundedSender<Queued>),
}

/// What a unit of work leaves behind.
enum End {
    Commit(Sent),
    Rollback,
}

type Work = Box<dyn FnOnce(Arc<DatabaseTransaction>) -> BoxFuture<'static, End> + Send>;

struct Queued {
    work: Work,
    done: oneshot::Sender<Result<(), DbError>>,
}

impl Db {
    /// Opens the database at `url` (`sqlite://…` or `postgres://…`, with `{service}` replaced by the service's name).
    ///
    /// A SQLite file is created when missing. PostgreSQL is connected lazily: a service starts while its database is away
    /// and answers 503 until it is back.
    ///
    /// # Errors
    /// When the URL cannot be used or a SQLite file cannot be opened.
    pub async fn open(url: &str, service: Service, clock: Clock, company: Company, pool: u32) -> Result<Self, DbError> {
        let url = url.replace("{service}", service.name());
        let (relay, relay_inbox) = mpsc::unbounded_channel();
        let commits = Commits { count: Arc::default(), writes: Arc::default(), relay };
        let (backend, readers, writer) = if url.starts_with("postgres") {
            (DbBackend::Postgres, Database::connect(postgres_options(&url, pool)).await?, Writer::Postgres)
        } else {
            let writer = Database::connect(sqlite_options(&url, Access::ReadWrite)).await?;
            let readers = Database::connect(sqlite_options(&url, Access::Read)).await?;
            let (queue, jobs) = mpsc::unbounded_channel();
            crate::run::detach(write_for_all(url, writer, jobs, commits.clone()));
            (DbBackend::Sqlite, readers, Writer::Sqlite(queue))
        };
        Ok(Self(Arc::new(Inner {
            service,
            clock,
            company,
            backend,
            readers,
            writer,
            relay_inbox: Mutex::new(Some(relay_inbox)),
            answers: AtomicBool::new(true),
            stamped: AtomicI64::new(i64::MIN),
            commits,
        })))
    }

    /// Whose database it is.
    #[must_use]
    pub fn service(&self) -> Service {
        self.0.service
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// The instant of a unit of work that begins: never before that of an earlier one, though the machine's clock be set
    /// back, or a row would seem older than what a phone has already seen.
    fn stamp(&self) -> DateTime<Utc> {
        let now = self.now();
        let before = self.0.stamped.fetch_max(micros(now), Ordering::Relaxed);
        DateTime::from_timestamp_micros(before).map_or(now, |before| before.max(now))
    }

    /// The clock that everything of this service uses.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The company whose installation this is.
    #[must_use]
    pub fn company(&self) -> &Company {
        &self.0.company
    }

    /// How many transactions were committed since start (the commit budget is measured by it).
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.0.commits.count.load(Ordering::Relaxed)
    }

    /// How many units of work these commits held: as many on PostgreSQL; on SQLite several may share one.
    #[must_use]
    pub fn writes(&self) -> u64 {
        self.0.commits.writes.load(Ordering::Relaxed)
    }

    /// Whether the last attempt to reach the database succeeded.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.0.answers.load(Ordering::Relaxed)
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`DbError`] when there is none.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.exec("SELECT 1", vec![]).await.map(|_| ())
    }

    /// The raw connection for the migrator, which brings its own lock.
    pub(crate) async fn migration_connection(&self, url: &str) -> Result<DatabaseConnection, DbError> {
        let url = url.replace("{service}", self.0.service.name());
        Ok(match self.0.backend {
            DbBackend::Postgres => self.0.readers.clone(),
            _ => Database::connect(sqlite_options(&url, Access::ReadWrite)).await?,
        })
    }

    /// Closes the connections.
    pub(crate) async fn close(self) {
        let _ = self.0.readers.clone().close().await;
    }

    /// Whether this process delivers what is committed.
    fn has_relay(&self) -> bool {
        self.0.relay_inbox.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    pub(crate) fn take_relay_inbox(&self) -> Option<mpsc::UnboundedReceiver<Sent>> {
        self.0.relay_inbox.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Runs one unit of work in one transaction and answers when it is committed. What `work` published goes to the outbox
    /// in the same transaction. An `Err` rolls everything back.
    ///
    /// # Errors
    /// What `work` answered, or the [`DbError`] that kept it from being committed.
    pub async fn write<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        self.write_caused(Cause::default(), work).await
    }

    pub(crate) async fn write_caused<T, E, F, Fut>(&self, cause: Cause, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let slot: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
        let answer = Arc::clone(&slot);
        let db = self.clone();
        let span = tracing::Span::current();
        let cause = Cause { traceparent: cause.traceparent.or_else(telemetry::traceparent), ..cause };
        let unit: Work = Box::new(move |conn| {
            async move {
                let tx = Tx(Arc::new(TxInner {
                    now: db.stamp(),
                    db,
                    conn,
                    cause,
                    outbox: Mutex::default(),
                    broadcasts: Mutex::default(),
                    tombstones: Mutex::default(),
                    audit: Mutex::default(),
                }));
                let kept = tx.twin();
                let outcome = work(tx).await;
                let (outcome, end) = match outcome {
                    Ok(value) => match kept.flush().await {
                        Ok(sent) => (Ok(value), End::Commit(sent)),
                        Err(error) => (Err(error.into()), End::Rollback),
                    },
                    Err(error) => (Err(error), End::Rollback),
                };
                *answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                end
            }
            .instrument(span)
            .boxed()
        });
        let committed = match &self.0.writer {
            Writer::Postgres => {
                let db = self.clone();
                crate::run::spawn_unit(async move { db.write_alone(unit).await }).await
            }
            Writer::Sqlite(queue) => {
                let (done, committed) = oneshot::channel();
                if queue.send(Queued { work: unit, done }).is_err() {
                    return Err(DbError::Unavailable("the writer has stopped".to_owned()).into());
                }
                committed.await.unwrap_or_else(|_| Err(DbError::Unavailable("the writer has stopped".to_owned())))
            }
        };
        self.note(&committed);
        committed.map_err(E::from)?;
        let outcome = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        outcome.unwrap_or_else(|| {
            Err(DbError::Other("the unit of work panicked or took longer than 30 s".to_owned()).into())
        })
    }

    fn note<T>(&self, outcome: &Result<T, DbError>) {
        self.0.answers.store(!matches!(outcome, Err(DbError::Unavailable(_))), Ordering::Relaxed);
    }

    async fn write_alone(&self, work: Work) -> Result<(), DbError> {
        let conn = Arc::new(begin(&self.0.readers, TransactionOptions::default()).await?);
        let end = run_bounded(work, Arc::clone(&conn)).await;
        let conn = Arc::try_unwrap(conn)
            .map_err(|_| DbError::Other("a unit of work kept its transaction after it had ended".to_owned()))?;
        match end {
            End::Commit(sent) => {
                conn.commit().await?;
                self.0.commits.note(1, sent);
            }
            End::Rollback => conn.rollback().await?,
        }
        Ok(())
    }
}

/// Starts a transaction. A pooled connection may have died with its server: nothing has been done yet, so try others.
async fn begin(pool: &DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction, DbError> {
    let mut last = None;
    for _ in 0..4 {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that opens transactions")]
        match pool.begin_with_options(options).await {
            Ok(transaction) => return Ok(transaction),
            Err(error) if another_may_work(&error) => last = Some(error.into()),
            Err(error) => return Err(error.into()),
        }
    }
    Err(last.unwrap_or_else(|| DbError::Unavailable("no connection".to_owned())))
}

/// Whether it was perhaps only this connection that had died. If the pool found none within its own patience, there is none:
/// to ask again would only keep the client waiting for its 503.
fn another_may_work(error: &DbErr) -> bool {
    !matches!(error, DbErr::ConnectionAcquire(_)) && DbError::from(error.clone()).is_transient()
}

/// Runs a unit of work; a panic or a work that never ends is a rollback.
async fn run_bounded(work: Work, conn: Arc<DatabaseTransaction>) -> End {
    let bounded = tokio::time::timeout(LONGEST_TRANSACTION, work(conn));
    match AssertUnwindSafe(bounded).catch_unwind().await {
        Ok(Ok(end)) => end,
        Ok(Err(_)) => {
            tracing::error!("a unit of work took longer than 30 s and was rolled back");
            End::Rollback
        }
        Err(_) => {
            tracing::error!("a unit of work panicked and was rolled back");
            End::Rollback
        }
    }
}

/// SQLite's writer: gathers the works that wait into one transaction, each in a savepoint.
async fn write_for_all(
    url: String,
    mut writer: DatabaseConnection,
    mut jobs: mpsc::UnboundedReceiver<Queued>,
    commits: Commits,
) {
    while let Some(first) = jobs.recv().await {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let conn = match begin(&writer, options).await {
            Ok(conn) => Arc::new(conn),
            Err(error) => {
                let _ = first.done.send(Err(DbError::Unavailable(error.to_string())));
                writer = opened_again(writer, &url).await;
                continue;
            }
        };
        let started = Instant::now();
        let mut waiting = Vec::new();
        let mut broken: Option<DbError> = None;
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match one_of_many(&conn, job.work).await {
                Ok(End::Commit(sent)) => waiting.push((job.done, sent)),
                Ok(End::Rollback) => drop(job.done.send(Ok(()))),
                Err(error) => {
                    // The savepoint is gone: SQLite itself has rolled everything back, as it does on a full disk.
                    let _ = job.done.send(Err(DbError::Unavailable(error.to_string())));
                    broken = Some(error);
                    break;
                }
            }
            if waiting.len() < SHARED_COMMIT_WRITES && started.elapsed() < SHARED_COMMIT_TIME {
                next = jobs.try_recv().ok();
            }
        }
        let ended = match (Arc::try_unwrap(conn), broken) {
            (Err(_), _) => Err(DbError::Other("a unit of work kept its transaction after it had ended".to_owned())),
            (Ok(conn), Some(error)) => conn.rollback().await.map_err(DbError::from).and(Err(error)),
            (Ok(conn), None) if waiting.is_empty() => conn.rollback().await.map_err(DbError::from),
            (Ok(conn), None) => conn.commit().await.map_err(DbError::from),
        };
        if ended.is_ok() && !waiting.is_empty() {
            let mut all = Sent::default();
            waiting.iter_mut().for_each(|(_, sent)| all.add(std::mem::take(sent)));
            commits.note(waiting.len(), all);
        }
        for (done, _) in waiting {
            let _ = done.send(match &ended {
                Ok(()) => Ok(()),
                Err(error) => Err(DbError::Unavailable(error.to_string())),
            });
        }
        if ended.is_err() {
            writer = opened_again(writer, &url).await;
        }
    }
}

/// The writer's connection anew. When a commit fails SQLite has often rolled back already; sqlx believes that the transaction
/// goes on then, and would refuse every other one for ever.
async fn opened_again(writer: DatabaseConnection, url: &str) -> DatabaseConnection {
    match Database::connect(sqlite_options(url, Access::ReadWrite)).await {
        Ok(fresh) => {
            // Not for ever: a unit of work that kept its transaction would keep this waiting.
            let _ = tokio::time::timeout(Duration::from_secs(1), writer.close()).await;
            fresh
        }
        Err(error) => {
            tracing::warn!(%error, "the database cannot be opened again yet");
            writer
        }
    }
}

async fn one_of_many(conn: &Arc<DatabaseTransaction>, work: Work) -> Result<End, DbError> {
    conn.execute_unprepared("SAVEPOINT work").await?;
    let end = run_bounded(work, Arc::clone(conn)).await;
    match end {
        End::Commit(_) => conn.execute_unprepared("RELEASE work").await?,
        End::Rollback => conn.execute_unprepared("ROLLBACK TO work; RELEASE work").await?,
    };
    Ok(end)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    ReadWrite,
}

fn sqlite_options(url: &str, access: Access) -> ConnectOptions {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let mut options = ConnectOptions::new(format!("sqlite://{path}?mode=rwc"));
    let connections = if access == Access::Read { 4 } else { 1 };
    options
        .max_connections(connections)
        .min_connections(u32::from(access == Access::ReadWrite))
        .sqlx_logging(false)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(10))
        // sqlx 0.9 looks after idle connections in a loop that can spin for ever (its counter of idle ones may wrap when a
        // release races an acquire). Without either limit it runs no such loop.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |file| {
            let file = file
                .pragma("journal_mode", "WAL")
                // An accepted order survives a power cut.
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("cache_size", "-2000")
                .busy_timeout(Duration::from_secs(5));
            if access == Access::Read { file.pragma("query_only", "ON") } else { file }
        });
    options
}

fn postgres_options(url: &str, pool: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(pool)
        .sqlx_logging(false)
        // A ping before each use costs a round trip; `begin` and readers try another connection instead.
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(2))
        .acquire_timeout(Duration::from_secs(4))
        // As for SQLite: no maintenance loop.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .connect_lazy(true)
        .map_sqlx_postgres_opts(|server| {
            server.options([
                ("idle_in_transaction_session_timeout", "30s"),
                ("statement_timeout", "25s"),
                // To compile a statement of some ten milliseconds takes a hundred.
                ("jit", "off"),
            ])
        });
    options
}

/// Reading outside a transaction. A dead pooled connection is replaced once; a read can be repeated safely.
#[async_trait::async_trait]
impl ConnectionTrait for Db {
    fn get_database_backend(&self) -> DbBackend {
        self.0.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let first = self.0.readers.execute_raw(statement.clone()).await;
        self.again_if_dead(first, || self.0.readers.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.readers.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        watch::note(self.0.service, &statement);
        let first = self.0.readers.query_one_raw(statement.clone()).await;
        self.again_if_dead(first, || self.0.readers.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        watch::note(self.0.service, &statement);
        let first = self.0.readers.query_all_raw(statement.clone()).await;
        self.again_if_dead(first, || self.0.readers.query_all_raw(statement)).await
    }
}

impl Sql for Db {}

impl Db {
    async fn again_if_dead<T, Fut>(&self, first: Result<T, DbErr>, again: impl FnOnce() -> Fut) -> Result<T, DbErr>
    where
        Fut: Future<Output = Result<T, DbErr>>,
    {
        let outcome = match first {
            Err(error) if another_may_work(&error) => again().await,
            other => other,
        };
        let away = outcome.as_ref().is_err_and(|error| matches!(DbError::from(error.clone()), DbError::Unavailable(_)));
        self.0.answers.store(!away, Ordering::Relaxed);
        outcome
    }
}

/// What a message is sent because of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cause {
    /// What the whole conversation is about; the subject of the first message where it begins here.
    pub correlation: Option<String>,
    /// The message that is being handled.
    pub causation: Option<MessageId>,
    /// The trace that the work belongs to.
    pub traceparent: Option<String>,
    /// Who asked for it.
    pub actor: Option<Actor>,
}

/// Who changes something, from where, for the audit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Actor {
    /// The user; `None` for strangers and for the system itself.
    pub id: Option<Uuid>,
    /// The user's name.
    pub name: String,
    /// The address as the gateway saw it.
    pub address: String,
    /// What the client calls itself.
    pub user_agent: String,
}

/// Something that left what a caller may see.
struct Tombstone {
    collection: &'static str,
    scope: String,
    id: Uuid,
}

struct AuditEntry {
    subject: Uuid,
    what: &'static str,
    detail: serde_json::Value,
}

/// A transaction in which one unit of work runs. Given by value to the work; it ends with it.
pub struct Tx(Arc<TxInner>);

struct TxInner {
    db: Db,
    now: DateTime<Utc>,
    conn: Arc<DatabaseTransaction>,
    cause: Cause,
    outbox: Mutex<Vec<Envelope>>,
    broadcasts: Mutex<Vec<Envelope>>,
    tombstones: Mutex<Vec<Tombstone>>,
    audit: Mutex<Vec<AuditEntry>>,
}

impl Tx {
    /// The instant at which the unit of work began; never before that of an earlier one of this process.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.now
    }

    /// What the clock shows now, for leases and pauses, which must not wait for a clock that was set back.
    pub(crate) fn wall(&self) -> DateTime<Utc> {
        self.0.db.now()
    }

    /// The company whose installation this is.
    #[must_use]
    pub fn company(&self) -> &Company {
        self.0.db.company()
    }

    /// Whose database it is.
    #[must_use]
    pub fn service(&self) -> Service {
        self.0.db.service()
    }

    /// Sends a message to its consumers, if and when this transaction commits.
    pub fn publish<M: Message>(&self, message: &M) {
        self.publish_to(message, None);
    }

    /// The same to one consumer only: the present state, sent again to a service that has lost it or is new.
    pub fn publish_to<M: Message>(&self, message: &M, to: Option<Service>) {
        let envelope = Envelope { to, ..self.envelope(M::NAME.to_owned(), message.subject(), message) };
        self.0.outbox.lock().unwrap_or_else(PoisonError::into_inner).push(envelope);
    }

    /// Sends a message with which a conversation begins that is about its own subject and not about what is being handled.
    pub fn publish_apart<M: Message>(&self, message: &M) {
        let subject = message.subject();
        let envelope = Envelope { correlation: subject.clone(), ..self.envelope(M::NAME.to_owned(), subject, message) };
        self.0.outbox.lock().unwrap_or_else(PoisonError::into_inner).push(envelope);
    }

    fn envelope(&self, name: String, subject: String, body: &impl serde::Serialize) -> Envelope {
        #[expect(clippy::expect_used, reason = "a contract type always serialises; its schema snapshot is tested")]
        let data = serde_json::to_string(body).expect("a contract serialises");
        Envelope {
            id: MessageId::new(),
            source: self.service().name().to_owned(),
            name,
            time: self.0.now,
            traceparent: self.0.cause.traceparent.clone(),
            correlation: self.0.cause.correlation.clone().unwrap_or_else(|| subject.clone()),
            causation: self.0.cause.causation,
            subject,
            to: None,
            data,
        }
    }

    /// Tells whoever listens at `/api/events` that something may be read again, once this transaction has committed. It may be
    /// missed. `resource` is the collection as in the path. Where a transaction changes many of a collection, one hint with
    /// the nil id and version 0 says so.
    pub fn hint(&self, resource: &str, id: Uuid, version: i64, audience: &[Audience]) {
        let changed = Changed { resource: resource.to_owned(), id, version, audience: audience.to_vec() };
        self.broadcast(contracts::broadcast::changed_by(self.service()), id.to_string(), &changed);
    }

    /// Tells every process that some access tokens are no longer good, once this transaction has committed. It may be missed;
    /// the tokens end by themselves within ten minutes.
    pub fn revoke(&self, revoked: &Revoked) {
        self.broadcast(contracts::broadcast::REVOKED.to_owned(), revoked.user_id.to_string(), revoked);
    }

    fn broadcast(&self, name: String, subject: String, body: &impl serde::Serialize) {
        let envelope = self.envelope(name, subject, body);
        self.0.broadcasts.lock().unwrap_or_else(PoisonError::into_inner).push(envelope);
    }

    /// Notes that `id` is gone from what callers of `scope` may see, for their `…/changes`. What everybody can still read as
    /// a whole item (archived, cancelled) needs none.
    pub fn tombstone(&self, collection: &'static str, scope: impl Into<String>, id: Uuid) {
        let tombstone = Tombstone { collection, scope: scope.into(), id };
        self.0.tombstones.lock().unwrap_or_else(PoisonError::into_inner).push(tombstone);
    }

    /// Notes who did what to `subject`; written when the unit of work ends, in its transaction.
    pub fn audit(&self, subject: Uuid, what: &'static str, detail: serde_json::Value) {
        let entry = AuditEntry { subject, what, detail };
        self.0.audit.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// Takes a tombstone back: `id` is in the scope again.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn untombstone(&self, collection: &'static str, scope: &str, ids: &[Uuid]) -> Result<(), DbError> {
        for some in ids.chunks(MOST_PARAMETERS - 2) {
            let sql = format!(
                "DELETE FROM tombstone WHERE collection = $1 AND scope = $2 AND entity_id IN ({})",
                numbered(3, some.len())
            );
            let mut values = sql_values![collection, scope];
            values.extend(some.iter().map(|id| Value::from(*id)));
            self.exec(&sql, values).await?;
        }
        Ok(())
    }

    /// The same transaction once more, for the chassis' own bookkeeping around a use case.
    pub(crate) fn twin(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    async fn flush(&self) -> Result<Sent, DbError> {
        self.flush_audit().await?;
        self.flush_tombstones().await?;
        let messages = self.flush_outbox().await?;
        let broadcasts = std::mem::take(&mut *self.0.broadcasts.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(Sent { messages, broadcasts })
    }

    async fn flush_tombstones(&self) -> Result<(), DbError> {
        let mut gone = std::mem::take(&mut *self.0.tombstones.lock().unwrap_or_else(PoisonError::into_inner));
        // One statement must not touch a row twice, and rows are always locked in one order.
        gone.sort_by(|a, b| (a.collection, &a.scope, a.id).cmp(&(b.collection, &b.scope, b.id)));
        gone.dedup_by(|a, b| (a.collection, &a.scope, a.id) == (b.collection, &b.scope, b.id));
        for batch in gone.chunks(MOST_PARAMETERS / 4) {
            let sql = format!(
                "INSERT INTO tombstone (collection, scope, entity_id, changed_at) VALUES {} \
                 ON CONFLICT (collection, scope, entity_id) DO UPDATE SET changed_at = excluded.changed_at",
                placeholders(batch.len(), 4)
            );
            let mut values = Vec::with_capacity(batch.len() * 4);
            for gone in batch {
                values.extend(sql_values![gone.collection, gone.scope.clone(), gone.id, self.now()]);
            }
            self.exec(&sql, values).await?;
        }
        Ok(())
    }

    async fn flush_audit(&self) -> Result<(), DbError> {
        let entries = std::mem::take(&mut *self.0.audit.lock().unwrap_or_else(PoisonError::into_inner));
        let actor = self.0.cause.actor.clone().unwrap_or_default();
        for batch in entries.chunks(MOST_PARAMETERS / 11) {
            let sql = format!(
                "INSERT INTO audit (id, subject, what, detail, actor, actor_name, address, user_agent, trace_id, \
                 created_at, folded) VALUES {}",
                placeholders(batch.len(), 11)
            );
            let mut values = Vec::with_capacity(batch.len() * 11);
            for entry in batch {
                let detail = entry.detail.to_string();
                let folded = contracts::fold::fold(&format!("{} {} {detail}", entry.what, actor.name));
                values.extend(sql_values![
                    Uuid::now_v7(),
                    entry.subject,
                    entry.what,
                    detail,
                    actor.id,
                    actor.name.clone(),
                    actor.address.clone(),
                    actor.user_agent.clone(),
                    telemetry::trace_id(),
                    self.now(),
                    folded
                ]);
            }
            self.exec(&sql, values).await?;
        }
        Ok(())
    }

    /// Writes what was published, already leased to this process' relay, which gets it in memory after the commit.
    async fn flush_outbox(&self) -> Result<Vec<Envelope>, DbError> {
        let sent = std::mem::take(&mut *self.0.outbox.lock().unwrap_or_else(PoisonError::into_inner));
        // The lease is of the clock's present and not of the transaction's beginning: a transaction may take 30 s. Where no
        // relay runs (yet), as in a command beside the service, whoever polls may deliver it at once.
        let relayed = self.0.db.has_relay();
        let lease = if relayed { OUTBOX_LEASE } else { chrono::TimeDelta::zero() };
        let (due_at, attempts) = (micros(self.0.db.now() + lease), i64::from(relayed));
        for batch in sent.chunks(MOST_PARAMETERS / 5) {
            let sql = format!(
                "INSERT INTO outbox (message_id, name, envelope, due_at, attempts) VALUES {}",
                placeholders(batch.len(), 5)
            );
            let mut values = Vec::with_capacity(batch.len() * 5);
            for envelope in batch {
                let text = serde_json::to_string(envelope).map_err(|e| DbError::Other(e.to_string()))?;
                values.extend(sql_values![envelope.id.0, envelope.name.clone(), text, due_at, attempts]);
            }
            self.exec(&sql, values).await?;
        }
        Ok(if relayed { sent } else { Vec::new() })
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.0.db.0.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.conn.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.conn.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.conn.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.conn.query_all_raw(statement).await
    }
}

impl Sql for Tx {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_through() {
        assert_eq!(placeholders(2, 3), "($1,$2,$3),($4,$5,$6)");
        assert_eq!(numbered(4, 2), "$4,$5");
    }

    #[test]
    fn only_values_in_order_lose_their_numbers() {
        assert_eq!(unnamed("VALUES ($1,$2),($3,$10)"), None);
        assert_eq!(unnamed("a = $2 AND b = $1"), None);
        assert_eq!(unnamed("a = $1 OR b = $1"), None);
        let sql = (1..=12).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        assert_eq!(unnamed(&sql).unwrap(), ["?"; 12].join(", "));
        assert_eq!(unnamed("SELECT 1").unwrap(), "SELECT 1");
    }
}
