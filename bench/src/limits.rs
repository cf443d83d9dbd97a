//! The machine's own limits, through the same drivers and settings that the services use but without the services.

use crate::stage::Stage;
use anyhow::Context;
use futures::future::try_join_all;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Connection, ConnectionProperties};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait, Value,
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

    /// The most units of work per second: what the database alone allows for as much SQL as the services send.
    pub fn units(&self) -> f64 {
        self.0.iter().filter(|(_, _, unit)| *unit == "units/s").map(|(_, rate, _)| *rate).fold(0.0, f64::max)
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

const ROWS: &str = "CREATE TABLE bench_row (id uuid PRIMARY KEY, body text NOT NULL)";
const COUNTERS: &str = "CREATE TABLE bench_counter (id bigint PRIMARY KEY, n bigint NOT NULL)";
/// Rows of the table of counters.
const COUNTED: i64 = 1_000;

/// What one transaction does.
#[derive(Clone, Copy)]
enum Shape {
    /// Inserts so many rows.
    Rows(usize),
    /// So many units of work of the services' average size: two updates, a read and three inserts each.
    Units(usize),
}

impl Shape {
    const fn size(self) -> usize {
        match self {
            Self::Rows(n) | Self::Units(n) => n,
        }
    }
}

async fn prepare(db: &DatabaseConnection) -> anyhow::Result<()> {
    db.execute_unprepared(ROWS).await?;
    db.execute_unprepared(COUNTERS).await?;
    let numbers: Vec<String> = (0..COUNTED).map(|id| format!("({id},0)")).collect();
    db.execute_unprepared(&format!("INSERT INTO bench_counter (id, n) VALUES {}", numbers.join(","))).await?;
    Ok(())
}

async fn run(transaction: &DatabaseTransaction, sql: &str, values: Vec<Value>) -> anyhow::Result<()> {
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    transaction.execute_raw(statement).await?;
    Ok(())
}

async fn insert(transaction: &DatabaseTransaction, body: &str) -> anyhow::Result<()> {
    let values = vec![Value::from(Uuid::now_v7()), Value::from(body)];
    run(transaction, "INSERT INTO bench_row (id, body) VALUES ($1, $2)", values).await
}

async fn unit(transaction: &DatabaseTransaction, body: &str) -> anyhow::Result<()> {
    let update = "UPDATE bench_counter SET n = n + 1 WHERE id = $1";
    // In this order, so that two of them never wait for each other.
    let first = rand::random_range(0..COUNTED / 2);
    let second = rand::random_range(COUNTED / 2..COUNTED);
    run(transaction, update, vec![Value::from(first)]).await?;
    run(transaction, update, vec![Value::from(second)]).await?;
    let sql = "SELECT n FROM bench_counter WHERE id = $1";
    let read = Statement::from_sql_and_values(transaction.get_database_backend(), sql, [Value::from(first)]);
    transaction.query_one_raw(read).await?;
    for _ in 0..3 {
        insert(transaction, body).await?;
    }
    Ok(())
}

/// One transaction after the other until the time is up; answers how many.
async fn transactions(db: DatabaseConnection, shape: Shape, until: Instant) -> anyhow::Result<usize> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let body = "x".repeat(BODY);
    let mut done = 0;
    while Instant::now() < until {
        #[expect(clippy::disallowed_methods, reason = "this is the bare driver, without the chassis")]
        let transaction = db.begin_with_options(options).await?;
        for _ in 0..shape.size() {
            match shape {
                Shape::Rows(_) => insert(&transaction, &body).await?,
                Shape::Units(_) => unit(&transaction, &body).await?,
            }
        }
        transaction.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Runs the same on each of several connections at once; answers what they do per second together.
#[expect(clippy::cast_precision_loss, reason = "few")]
async fn together(connections: &[DatabaseConnection], shape: Shape) -> anyhow::Result<f64> {
    let began = Instant::now();
    let tasks = connections.iter().map(|db| chassis::run::start_task(transactions(db.clone(), shape, began + SPAN)));
    let mut done = 0;
    for task in try_join_all(tasks).await? {
        done += task?;
    }
    Ok(per_second(done, began) * shape.size() as f64)
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
        prepare(&db).await?;
        files.push((path, db));
    }
    let all: Vec<_> = files.iter().map(|(_, db)| db.clone()).collect();
    let what = |shape: &str| format!("SQLite FULL, {DATABASES} files, {shape}");
    let rates = vec![
        ("SQLite FULL, 1 file, 1 row each".to_owned(), together(&all[..1], Shape::Rows(1)).await?, "commits/s"),
        (what("1 row each"), together(&all, Shape::Rows(1)).await?, "commits/s"),
        (what("16 rows share a commit"), together(&all, Shape::Rows(16)).await?, "rows/s"),
        (what("16 units of work share a commit"), together(&all, Shape::Units(16)).await?, "units/s"),
    ];
    drop(all);
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
    prepare(&admin).await?;
    let mut connections = Vec::new();
    for _ in 0..32 {
        let mut options = ConnectOptions::new(format!("{}/postgres", servers.postgres));
        options.max_connections(1).sqlx_logging(false).test_before_acquire(false);
        connections.push(Database::connect(options).await?);
    }
    for clients in [1, 8, 32] {
        let rate = together(&connections[..clients], Shape::Rows(1)).await?;
        rates.push((format!("PostgreSQL, {clients} connections, 1 row each"), rate, "commits/s"));
    }
    let rate = together(&connections[..8], Shape::Units(1)).await?;
    rates.push(("PostgreSQL, 8 connections, a unit of work each".to_owned(), rate, "units/s"));
    for connection in connections {
        connection.close().await?;
    }
    admin.execute_unprepared("DROP TABLE bench_row; DROP TABLE bench_counter").await?;
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
