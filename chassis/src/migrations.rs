//! Migrations: portable SQL, written out, run under a lock.
//!
//! The runner is ours (ADR 0006): the ORM's migrator refuses a database that a newer build has already migrated, which is
//! just what a rolling replacement looks like, and lets three of four concurrent migrators fail.

use crate::db::{Db, DbError};
use crate::sql_values;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, TransactionTrait};

/// One step of a service's schema. Additive only: a new table, a nullable column, an index; so that the build before it
/// goes on working beside it.
///
/// `{uuid} {timestamp} {date} {text} {json}` stand for the types that the databases spell differently. Text is
/// `COLLATE "C"` on PostgreSQL, so that ranges and sorting are the same everywhere.
#[derive(Clone, Debug)]
pub struct Migration {
    name: &'static str,
    why: &'static str,
    sql: &'static str,
}

impl Migration {
    /// `name` is unique for ever and begins with its number, such as `m0003_prices`; `why` says what it is for.
    #[must_use]
    pub const fn new(name: &'static str, why: &'static str, sql: &'static str) -> Self {
        Self { name, why, sql }
    }

    fn sql_for(&self, backend: DbBackend) -> String {
        let (uuid, timestamp, date, text) = match backend {
            DbBackend::Postgres => ("uuid", "timestamptz", "date", "text COLLATE \"C\""),
            _ => ("blob", "text", "text", "text"),
        };
        self.sql
            .replace("{uuid}", uuid)
            .replace("{timestamp}", timestamp)
            .replace("{date}", date)
            .replace("{text}", text)
            .replace("{json}", "text")
    }
}

/// The chassis' own tables, in every service's database.
pub(crate) fn chassis() -> Vec<Migration> {
    #[cfg_attr(not(debug_assertions), expect(unused_mut, reason = "only test builds add to it"))]
    let mut all = vec![
        Migration::new(
            "m0000_chassis",
            "outbox, inbox, idempotency, audit, schedules, search terms and known keys of every service",
            r"
CREATE TABLE outbox (
    message_id {uuid} PRIMARY KEY,
    name {text} NOT NULL,
    envelope {json} NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL
);
CREATE INDEX outbox_due ON outbox (due_at);

CREATE TABLE inbox (
    message_id {uuid} PRIMARY KEY,
    name {text} NOT NULL,
    lane bigint NOT NULL,
    state bigint NOT NULL,
    envelope {json} NOT NULL,
    attempts bigint NOT NULL,
    due_at bigint NOT NULL,
    received_at bigint NOT NULL,
    error {text}
);
CREATE INDEX inbox_waiting ON inbox (lane, due_at) WHERE state = 0;
CREATE INDEX inbox_dead ON inbox (received_at) WHERE state = 2;
CREATE INDEX inbox_done ON inbox (received_at) WHERE state = 1;

CREATE TABLE idempotency (
    caller {text} NOT NULL,
    path {text} NOT NULL,
    key {text} NOT NULL,
    request_hash {text} NOT NULL,
    status bigint NOT NULL,
    headers {json} NOT NULL,
    body {json} NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (caller, path, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE claimed_id (
    id {uuid} PRIMARY KEY,
    kind {text} NOT NULL,
    caller {text} NOT NULL,
    request_hash {text} NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE audit (
    id {uuid} PRIMARY KEY,
    subject {uuid} NOT NULL,
    what {text} NOT NULL,
    detail {json} NOT NULL,
    actor {uuid},
    actor_name {text} NOT NULL,
    address {text} NOT NULL,
    user_agent {text} NOT NULL,
    trace_id {text} NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, created_at);
CREATE INDEX audit_created ON audit (created_at, id);

CREATE TABLE schedule (
    name {text} PRIMARY KEY,
    next_at bigint NOT NULL,
    last_started_at bigint,
    last_error {text}
);

CREATE TABLE search_term (
    kind {text} NOT NULL,
    term {text} NOT NULL,
    entity_id {uuid} NOT NULL,
    PRIMARY KEY (kind, term, entity_id)
);
CREATE INDEX search_term_entity ON search_term (entity_id, kind);

CREATE TABLE known_key (
    kid {text} PRIMARY KEY,
    public_key {text} NOT NULL,
    signs_from {timestamp} NOT NULL
);
",
        ),
        Migration::new(
            "m0001_chassis_tombstones",
            "what left a caller's view, for `…/changes`",
            r"
CREATE TABLE tombstone (
    collection {text} NOT NULL,
    scope {text} NOT NULL,
    entity_id {uuid} NOT NULL,
    changed_at {timestamp} NOT NULL,
    PRIMARY KEY (collection, scope, entity_id)
);
CREATE INDEX tombstone_changed ON tombstone (collection, scope, changed_at, entity_id);
CREATE INDEX tombstone_age ON tombstone (changed_at);
",
        ),
        Migration::new(
            "m0002_chassis_key_ends",
            "until when the tokens of a replaced signing key are believed",
            r"
ALTER TABLE known_key ADD COLUMN accepted_until {timestamp};
",
        ),
        Migration::new(
            "m0003_chassis_sync_epoch",
            "what phones hold of before a restored backup is not what they would be told",
            r"
CREATE TABLE sync_epoch (
    id bigint PRIMARY KEY,
    began_at bigint NOT NULL
);
",
        ),
        Migration::new(
            "m0004_chassis_audit_search",
            "what an entry is found by in a search; nothing in those of before",
            "ALTER TABLE audit ADD COLUMN folded {text};
CREATE INDEX audit_actor ON audit (actor, created_at, id) WHERE actor IS NOT NULL;
",
        ),
    ];
    // A story replaces a running system by "a build with one more migration" (test builds only).
    #[cfg(debug_assertions)]
    all.extend(crate::next_build::migration());
    all
}

#[derive(FromQueryResult)]
struct Applied {
    name: String,
}

/// The key of PostgreSQL's advisory lock for migrations: "SFMI" in ASCII.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_xact_lock(1397116233)";

/// Applies what is missing, in one transaction under a lock: of several processes that migrate at once one does it and the
/// others find it done.
///
/// # Errors
/// When the database does not answer or a migration cannot be applied; nothing is changed then.
pub async fn migrate(db: &Db, url: &str, migrations: &[Migration]) -> Result<(), DbError> {
    let wanted: Vec<Migration> = chassis().into_iter().chain(migrations.iter().cloned()).collect();
    if missing(db, &wanted).await?.is_empty() {
        return Ok(());
    }
    let connection = db.migration_connection(url).await?;
    let options = sea_orm::TransactionOptions {
        sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    #[expect(clippy::disallowed_methods, reason = "migrations bring their own transaction and lock")]
    let transaction = connection.begin_with_options(options).await?;
    let backend = transaction.get_database_backend();
    if backend == DbBackend::Postgres {
        transaction.execute_unprepared(POSTGRES_LOCK).await?;
    }
    transaction
        .execute_unprepared("CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at bigint NOT NULL)")
        .await?;
    // Another process may have done it while this one waited for the lock.
    let applied = applied(&transaction).await?;
    for migration in wanted.iter().filter(|migration| !applied.iter().any(|name| name == migration.name)) {
        tracing::info!(service = %db.service(), migration = migration.name, why = migration.why, "migrating");
        transaction.execute_unprepared(&migration.sql_for(backend)).await?;
        let values = sql_values![migration.name.to_owned(), db.now().timestamp()];
        let sql = "INSERT INTO migration (name, applied_at) VALUES ($1, $2)";
        transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let backend = connection.get_database_backend();
    let exists = match backend {
        DbBackend::Postgres => "SELECT 1 AS found WHERE to_regclass('migration') IS NOT NULL",
        _ => "SELECT 1 AS found FROM sqlite_master WHERE name = 'migration'",
    };
    if connection.query_one_raw(Statement::from_string(backend, exists)).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = connection.query_all_raw(Statement::from_string(backend, "SELECT name FROM migration")).await?;
    rows.iter().map(|row| Ok(Applied::from_query_result(row, "")?.name)).collect()
}

/// The migrations that this build needs and the database lacks. Newer ones are fine.
///
/// # Errors
/// When the database does not answer.
pub async fn missing(db: &Db, migrations: &[Migration]) -> Result<Vec<&'static str>, DbError> {
    let applied = applied(db).await?;
    let wanted = migrations.iter().filter(|migration| !applied.iter().any(|name| name == migration.name));
    Ok(wanted.map(|migration| migration.name).collect())
}

/// Whether the schema is at least what this build needs.
///
/// # Errors
/// When the database does not answer.
pub async fn is_current(db: &Db, migrations: &[Migration]) -> Result<bool, DbError> {
    let wanted: Vec<Migration> = chassis().into_iter().chain(migrations.iter().cloned()).collect();
    Ok(missing(db, &wanted).await?.is_empty())
}
