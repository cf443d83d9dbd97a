//! The machine's own limits, through the same drivers and settings that the services use but without the services.

use crate::stage::Stage;
use anyhow::Context;
use futures::future::try_join_all;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Connection, ConnectionProperties};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use std::path::Path;
use std::time::{Duration, Instant};
use stories::Servers;
use uuid::Uuid;

/// How long each limit is measured.
const SPAN: Duration = Duration::from_secs(3);
/// A row and a message are about as large as an envelope.
const BODY: usize = 900;
/// Services, each with a database of its own.
const DATABASES: usize = contracts::Service::ALL.len();

/// Rates per second: what, how many, of which unit.
pub struct Limits(pub Vec<(String, f64, &'static str)>);

impl Limits {
    /// The most commits per second of one row each that any way of asking reached.
    pub fn commits(&self) -> f64 {
        self.0.iter().filter(|(_, _, unit)| *unit == "commits/s").map(|(_, rate, _)| *rate).fold(0.0, f64::max)
    }
}

/// Measures what the set-up stands on.
pub async fn measure(stage: &Stage) -> anyhow::Result<Limits> {
    match (&stage.servers, stage.data()) {
        (Some(servers), _) => {
            let mut limits = postgres(servers).await?;
            limits.extend(rabbitmq(servers).await?);
            Ok(Limits(limits))
        }
        (None, Some(data)) => sqlite(&data).await.map(Limits),
        (None, None) => anyhow::bail!("neither servers nor a data folder"),
    }
}

type Rates = Vec<(String, f64, &'static str)>;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS bench_row (id uuid PRIMARY KEY, body text NOT NULL)";

/// One transaction of `rows` inserts after the other until the time is up; answers how many.
async fn transactions(db: DatabaseConnection, rows: usize, until: Instant) -> anyhow::Result<usize> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let body = "x".repeat(BODY);
    let mut done = 0;
    while Instant::now() < until {
        #[expect(clippy::disallowed_methods, reason = "this is the bare driver, without the chassis")]
        let transaction = db.begin_with_options(options).await?;
        for _ in 0..rows {
            let values = [Value::from(Uuid::now_v7()), Value::from(body.clone())];
            let sql = "INSERT INTO bench_row (id, body) VALUES ($1, $2)";
            transaction.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
        }
        transaction.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Runs the same on each of several connections at once; answers transactions per second of all together.
async fn together(connections: Vec<DatabaseConnection>, rows: usize) -> anyhow::Result<f64> {
    let began = Instant::now();
    let tasks = connections.into_iter().map(|db| chassis::run::start_task(transactions(db, rows, began + SPAN)));
    let mut done = 0;
    for task in try_join_all(tasks).await? {
        done += task?;
    }
    Ok(per_second(done, began))
}

#[expect(clippy::cast_precision_loss, reason = "some thousand")]
fn per_second(done: usize, began: Instant) -> f64 {
    done as f64 / began.elapsed().as_secs_f64()
}

async fn sqlite(data: &Path) -> anyhow::Result<Rates> {
    let mut files = Vec::new();
    for n in 0..DATABASES {
        let path = data.join(format!("bench-{n}.db"));
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
        options.max_connections(1).sqlx_logging(false).test_before_acquire(false).map_sqlx_sqlite_opts(|file| {
            file.pragma("journal_mode", "WAL").pragma("synchronous", "FULL").pragma("cache_size", "-2000")
        });
        let db = Database::connect(options).await?;
        db.execute_unprepared(TABLE).await?;
        files.push((path, db));
    }
    let all = || files.iter().map(|(_, db)| db.clone()).collect::<Vec<_>>();
    let rates = vec![
        ("SQLite FULL, 1 file, 1 row each".to_owned(), together(vec![files[0].1.clone()], 1).await?, "commits/s"),
        (format!("SQLite FULL, {DATABASES} files, 1 row each"), together(all(), 1).await?, "commits/s"),
        (format!("SQLite FULL, {DATABASES} files, 16 rows each"), 16.0 * together(all(), 16).await?, "rows/s"),
    ];
    for (path, db) in files {
        db.close().await?;
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
    Ok(rates)
}

async fn postgres(servers: &Servers) -> anyhow::Result<Rates> {
    let mut rates = Vec::new();
    let admin = Database::connect(format!("{}/postgres", servers.postgres)).await?;
    admin.execute_unprepared(TABLE).await?;
    for clients in [1_usize, 8, 32] {
        let mut connections = Vec::new();
        for _ in 0..clients {
            let mut options = ConnectOptions::new(format!("{}/postgres", servers.postgres));
            options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
            connections.push(Database::connect(options).await?);
        }
        let rate = together(connections.clone(), 1).await?;
        rates.push((format!("PostgreSQL, {clients} connections, 1 row each"), rate, "commits/s"));
        for connection in connections {
            connection.close().await?;
        }
    }
    admin.execute_unprepared("DROP TABLE bench_row").await?;
    admin.close().await?;
    Ok(rates)
}

async fn rabbitmq(servers: &Servers) -> anyhow::Result<Rates> {
    servers.broker_api(reqwest::Method::PUT, "/api/vhosts/bench").await?;
    let url = format!("{}/bench", servers.rabbitmq);
    let mut rates = Vec::new();
    for (clients, batch) in [(1, 1), (1, 100), (DATABASES, 100)] {
        let tasks = (0..clients).map(|n| {
            let (url, queue) = (url.clone(), format!("bench-{n}"));
            chassis::run::start_task(async move { confirmed(&url, &queue, batch, SPAN).await })
        });
        let mut rate = 0.0;
        for done in try_join_all(tasks).await? {
            rate += done.context("publishing")?;
        }
        let what = format!("RabbitMQ, {clients} quorum queues, {batch} persistent messages at a time");
        rates.push((what, rate, "confirmed/s"));
    }
    servers.broker_api(reqwest::Method::DELETE, "/api/vhosts/bench").await?;
    Ok(rates)
}

/// Publishes batches, each confirmed before the next; answers messages per second.
async fn confirmed(url: &str, queue: &str, batch: usize, span: Duration) -> anyhow::Result<f64> {
    let connection = Connection::connect(url, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    channel.confirm_select(ConfirmSelectOptions::default()).await?;
    let mut arguments = FieldTable::default();
    arguments.insert("x-queue-type".into(), AMQPValue::LongString("quorum".into()));
    channel.queue_declare(queue.into(), QueueDeclareOptions::durable(), arguments).await?;
    let body = vec![b'x'; BODY];
    let properties = BasicProperties::default().with_delivery_mode(2);
    let options = BasicPublishOptions { mandatory: true, ..BasicPublishOptions::default() };
    let began = Instant::now();
    let mut done = 0;
    while began.elapsed() < span {
        let mut confirms = Vec::with_capacity(batch);
        for _ in 0..batch {
            confirms.push(channel.basic_publish("".into(), queue.into(), options, &body, properties.clone()).await?);
        }
        for confirm in try_join_all(confirms).await? {
            anyhow::ensure!(confirm.is_ack(), "a message was not confirmed");
            done += 1;
        }
    }
    let rate = per_second(done, began);
    connection.close(200, "done".into()).await?;
    Ok(rate)
}
