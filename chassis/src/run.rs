//! Starting and stopping: the only place that spawns tasks.

use crate::app::App;
use crate::blobs::Blobs;
use crate::clock::{Clock, micros};
use crate::company::Company;
use crate::db::{Db, DbError, Sql, Tx};
use crate::http::server::{self, Probed};
use crate::inbox::Inbox;
use crate::media::Media;
use crate::migrations::{self, Migration};
use crate::service::{Figures, Job, Schedule, ServiceDef, Vitals};
use crate::transport::Transport;
use crate::{outbox, sql_values, telemetry};
use axum::Router;
use contracts::Service;
use sea_orm::FromQueryResult;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Runs a task that nobody waits for.
pub(crate) fn detach(task: impl Future<Output = ()> + Send + 'static) {
    drop(start_task(task));
}

/// Starts a task; for `up`, the gateway and test harnesses, which keep the handle.
#[expect(clippy::disallowed_methods, reason = "this is the place that spawns")]
pub fn start_task<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    tokio::spawn(task)
}

/// Runs a unit of work to its end even when whoever asked for it goes away.
pub(crate) async fn spawn_unit(
    unit: impl Future<Output = Result<(), DbError>> + Send + 'static,
) -> Result<(), DbError> {
    start_task(unit).await.unwrap_or_else(|error| Err(DbError::Other(format!("a unit of work ended early: {error}"))))
}

/// Runs something that keeps a core busy (such as hashing a password) beside the asynchronous work.
///
/// # Panics
/// When `work` panics.
#[expect(clippy::disallowed_methods, reason = "this is the place that spawns")]
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// How often figures are reported.
const REPORT_EVERY: Duration = Duration::from_secs(10);

/// One machine or a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUp {
    /// One process owns the data: it migrates at start, and leases of the process before it are void.
    OneMachine,
    /// Several processes share the data: `migrate` runs before them.
    Cluster,
}

/// What a service runs on.
#[derive(Clone)]
pub struct Surroundings {
    /// `sqlite://…{service}…` or `postgres://…{service}`.
    pub database_url: String,
    /// `file://…{service}` or `az://…{service}`; only services with media need it.
    pub media_url: Option<String>,
    /// PostgreSQL connections per service and process.
    pub pool: u32,
    /// The clock.
    pub clock: Clock,
    /// The company.
    pub company: Company,
    /// From outbox to inbox.
    pub transport: Arc<dyn Transport>,
    /// One machine or a cluster.
    pub set_up: SetUp,
}

/// A running service.
pub struct Running {
    /// Its database and clock.
    pub app: App,
    /// Its routes, probes included.
    pub router: Router,
    service: Service,
    closing: CancellationToken,
    stop_inbox: CancellationToken,
    stop_relay: CancellationToken,
    stop_receiving: CancellationToken,
    inbox_task: JoinHandle<()>,
    relay_task: JoinHandle<()>,
}

impl Running {
    /// Starts a service. On one machine it is ready when this answers; in a cluster it becomes ready when its database
    /// answers and is migrated.
    ///
    /// # Errors
    /// When the database URL cannot be used, or (on one machine) a migration fails.
    pub async fn start(def: ServiceDef, around: &Surroundings) -> anyhow::Result<Self> {
        let service = def.service;
        let db =
            Db::open(&around.database_url, service, around.clock.clone(), around.company.clone(), around.pool).await?;
        let media = match (&def.media, &around.media_url) {
            (None, _) => None,
            (Some(rules), Some(url)) => Some(Media::new(Arc::clone(rules), Blobs::open(url, service)?)),
            (Some(_), None) => anyhow::bail!("{service} keeps media: say where with --media-url"),
        };
        let app = App::new(db.clone(), media);
        let vitals = Arc::new(Vitals::default());
        let own: Vec<Migration> = def.migrations.clone();
        // SQLite has one writer, which gathers. On PostgreSQL more handlers at once than the cores can run only wait for
        // each other's rows, and some connections are left for requests.
        let concurrency = match around.set_up {
            SetUp::OneMachine => 64,
            SetUp::Cluster => {
                let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
                let connections = usize::try_from(around.pool.saturating_sub(2)).unwrap_or(2);
                connections.min(2 * cores).max(2)
            }
        };
        let inbox = Inbox::new(db.clone(), Arc::new(def.handlers), concurrency, Arc::clone(&vitals));
        let [closing, stop_inbox, stop_relay, stop_receiving] = std::array::from_fn(|_| CancellationToken::new());

        let ready = CancellationToken::new();
        let routes = def.routes.and(server::system_routes(service, def.republish.clone(), def.history));
        let (routes, document) = routes.build(&app, service);
        let probed = Probed {
            app: app.clone(),
            vitals: Arc::clone(&vitals),
            transport: Arc::clone(&around.transport),
            migrations: Arc::new(own.clone()),
            ready: ready.clone(),
            stop: closing.clone(),
        };
        let router = server::router(routes, &document, probed);

        let prepare = Prepare {
            app: app.clone(),
            url: around.database_url.clone(),
            migrations: own,
            at_start: def.at_start,
            set_up: around.set_up,
        };
        match around.set_up {
            SetUp::OneMachine => {
                prepare.run().await?;
                ready.cancel();
            }
            SetUp::Cluster => {
                let (ready, stop) = (ready.clone(), stop_inbox.clone());
                detach(async move { prepare.until_ready(ready, stop).await });
            }
        }
        let relay_task = start_task(after(
            &ready,
            outbox::relay(db.clone(), Arc::clone(&around.transport), stop_relay.clone(), Arc::clone(&vitals)),
            &stop_relay,
        ));
        let worker = inbox.clone();
        let stop = stop_inbox.clone();
        let inbox_task = start_task(after(&ready, async move { worker.work(stop).await }, &stop_inbox));
        let transport = Arc::clone(&around.transport);
        let stop = stop_receiving.clone();
        detach(after(&ready, async move { transport.receive(inbox, stop).await }, &stop_receiving));
        let transport = Arc::clone(&around.transport);
        let revocations = app.keys().revocations.clone();
        detach(revocations.follow(transport.hear(), around.clock.clone(), stop_relay.clone()));
        let stop = stop_relay.clone();
        detach(async move { transport.listen(stop).await });
        detach(after(
            &ready,
            keep_schedules(app.clone(), def.schedules, def.figures, stop_inbox.clone(), vitals),
            &stop_inbox,
        ));
        Ok(Self { app, router, service, closing, stop_inbox, stop_relay, stop_receiving, inbox_task, relay_task })
    }

    /// Which service it is.
    #[must_use]
    pub fn service(&self) -> Service {
        self.service
    }

    /// From now on `/readyz` answers 503, so that no new requests come; everything else goes on.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Finishes what is in flight and ends: first nothing more is received, then running handlers end, then what they sent
    /// leaves.
    pub async fn stop(self) {
        self.closing.cancel();
        self.stop_receiving.cancel();
        self.stop_inbox.cancel();
        let _ = self.inbox_task.await;
        self.stop_relay.cancel();
        let _ = self.relay_task.await;
    }

    /// Ends at once, as if the process had been killed: nothing is finished or given back.
    pub fn kill(self) {
        self.inbox_task.abort();
        self.relay_task.abort();
        for token in [&self.closing, &self.stop_receiving, &self.stop_inbox, &self.stop_relay] {
            token.cancel();
        }
    }
}

/// Runs `task` once `ready` is set, or nothing if `stop` comes first.
fn after(
    ready: &CancellationToken,
    task: impl Future<Output = ()> + Send + 'static,
    stop: &CancellationToken,
) -> impl Future<Output = ()> + Send + 'static {
    let (ready, stop) = (ready.clone(), stop.clone());
    async move {
        tokio::select! {
            biased;
            () = ready.cancelled() => task.await,
            () = stop.cancelled() => {}
        }
    }
}

struct Prepare {
    app: App,
    url: String,
    migrations: Vec<Migration>,
    at_start: Vec<Job>,
    set_up: SetUp,
}

impl Prepare {
    async fn run(&self) -> anyhow::Result<()> {
        let db = self.app.db();
        match self.set_up {
            SetUp::OneMachine => {
                migrations::migrate(db, &self.url, &self.migrations).await?;
                outbox::forget_leases(db).await?;
            }
            SetUp::Cluster if !migrations::is_current(db, &self.migrations).await? => {
                anyhow::bail!("the database is behind; run `storeflow migrate {}`", db.service());
            }
            SetUp::Cluster => {}
        }
        self.app.sync_clock().read_epoch(db).await?;
        for job in &self.at_start {
            job(self.app.clone()).await?;
        }
        Ok(())
    }

    async fn until_ready(&self, ready: CancellationToken, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.run().await {
                Ok(()) => return ready.cancel(),
                Err(error) => tracing::warn!(service = %self.app.db().service(), %error, "not ready yet; trying again"),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

#[derive(FromQueryResult)]
struct Due {
    name: String,
}

/// Runs each schedule when it is due, in one process of the cluster: the row is leased by moving its next time.
async fn keep_schedules(
    app: App,
    schedules: Vec<Schedule>,
    figures: Vec<Figures>,
    stop: CancellationToken,
    vitals: Arc<Vitals>,
) {
    let mut tick = tokio::time::interval(Duration::from_millis(1_000));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut entered = false;
    let mut reported = Instant::now();
    loop {
        vitals.schedules.tick();
        app.sync_clock();
        tokio::select! {
            _ = tick.tick() => {}
            () = stop.cancelled() => return,
        }
        if !entered {
            entered = enter(&app, &schedules).await.is_ok();
        }
        let now = micros(app.now());
        let due: Vec<Due> =
            app.db().all("SELECT name FROM schedule WHERE next_at <= $1", sql_values![now]).await.unwrap_or_default();
        for schedule in schedules.iter().filter(|schedule| due.iter().any(|row| row.name == schedule.name)) {
            match take(&app, schedule).await {
                Ok(true) => detach(run_once(app.clone(), schedule.clone())),
                Ok(false) => {}
                Err(error) => tracing::warn!(schedule = schedule.name, %error, "a schedule cannot be read"),
            }
        }
        if reported.elapsed() >= REPORT_EVERY {
            reported = Instant::now();
            report(&app, &figures).await;
        }
    }
}

async fn enter(app: &App, schedules: &[Schedule]) -> Result<(), DbError> {
    let names: Vec<&'static str> = schedules.iter().map(|schedule| schedule.name).collect();
    app.db()
        .write(move |tx: Tx| async move {
            for name in names {
                let sql = "INSERT INTO schedule (name, next_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
                tx.exec(sql, sql_values![name, micros(tx.wall())]).await?;
            }
            Ok(())
        })
        .await
}

async fn take(app: &App, schedule: &Schedule) -> Result<bool, DbError> {
    let (name, every) = (schedule.name, i64::try_from(schedule.every.as_micros()).unwrap_or(i64::MAX));
    app.db()
        .write(move |tx: Tx| async move {
            let now = micros(tx.wall());
            let sql = "UPDATE schedule SET next_at = $1, last_started_at = $2 WHERE name = $3 AND next_at <= $4";
            Ok(tx.exec(sql, sql_values![now.saturating_add(every), now, name, now]).await? == 1)
        })
        .await
}

async fn run_once(app: App, schedule: Schedule) {
    let error = (schedule.job)(app.clone()).await.err().map(|error| error.to_string());
    match &error {
        None => return,
        Some(error) => tracing::warn!(schedule = schedule.name, error, "a schedule failed; it runs again at its time"),
    }
    let name = schedule.name;
    let noted: Result<(), DbError> = app
        .db()
        .write(move |tx: Tx| async move {
            tx.exec("UPDATE schedule SET last_error = $1 WHERE name = $2", sql_values![error, name]).await?;
            Ok(())
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(schedule = name, %error, "the failure of a schedule could not be noted");
    }
}

/// Gauges for the backlog and for what the service counts.
async fn report(app: &App, figures: &[Figures]) {
    for count in figures {
        match count(app.clone()).await {
            Ok(figures) => figures.into_iter().for_each(telemetry::report),
            Err(error) => tracing::debug!(%error, "figures could not be counted"),
        }
    }
    let db = app.db();
    if let (Ok(outgoing), Ok(waiting), Ok(dead)) =
        (outbox::waiting(db).await, crate::inbox::waiting(db).await, crate::inbox::dead(db).await)
    {
        telemetry::report_backlog(db.service(), outgoing, waiting, dead);
    }
}
