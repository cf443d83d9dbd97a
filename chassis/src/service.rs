//! What a service is made of: its table of contents, which `lib.rs` of each service writes down.

use crate::app::App;
use crate::db::{Db, DbError, Tx};
use crate::http::audit::History;
use crate::http::routes::Routes;
use crate::media::{self, MediaRules};
use crate::migrations::Migration;
use crate::telemetry::Figure;
use contracts::{Message, Service};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Why a message was not handled. (`Ok(())` is the third answer: done.)
#[derive(Debug)]
pub enum Failure {
    /// It may work later: back off and try again; dead after the last attempt.
    Retry(String),
    /// It can never work: dead at once.
    Refuse(String),
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Retry(error.to_string())
    }
}

type Work = Box<dyn FnOnce(Tx) -> BoxFuture<'static, Result<(), Failure>> + Send>;
/// Reads a body and answers with the work that handles it.
pub(crate) type Handler = Arc<dyn Fn(&str) -> Result<Work, serde_json::Error> + Send + Sync>;
/// Handlers by the name of their message.
pub(crate) type Handlers = Arc<HashMap<&'static str, Handler>>;

/// Something that a service does by itself.
pub(crate) type Job = Arc<dyn Fn(App) -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

/// Sends the present state of everything again.
pub(crate) type Republish = Arc<dyn Fn(App, Option<Service>) -> BoxFuture<'static, Result<u64, DbError>> + Send + Sync>;

/// Counts something for the operators' charts.
pub(crate) type Figures = Arc<dyn Fn(App) -> BoxFuture<'static, Result<Vec<Figure>, DbError>> + Send + Sync>;

/// Work that is done again and again, once per cluster.
#[derive(Clone)]
pub(crate) struct Schedule {
    pub(crate) name: &'static str,
    pub(crate) every: Duration,
    pub(crate) job: Job,
}

/// A service: what it stores, answers, hears and does by itself.
pub struct ServiceDef {
    pub(crate) service: Service,
    pub(crate) migrations: Vec<Migration>,
    pub(crate) routes: Routes,
    pub(crate) handlers: HashMap<&'static str, Handler>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) at_start: Vec<Job>,
    pub(crate) republish: Option<Republish>,
    pub(crate) media: Option<Arc<MediaRules>>,
    pub(crate) history: Option<History>,
    pub(crate) figures: Vec<Figures>,
}

impl ServiceDef {
    /// A service that does nothing yet.
    #[must_use]
    pub fn new(service: Service) -> Self {
        let mut def = Self {
            service,
            migrations: Vec::new(),
            routes: Routes::new(),
            handlers: HashMap::new(),
            schedules: Vec::new(),
            at_start: Vec::new(),
            republish: None,
            media: None,
            history: None,
            figures: Vec::new(),
        };
        if service != Service::Identity {
            def = def.on(crate::http::auth::learn_published_key);
        }
        #[cfg(debug_assertions)]
        {
            def = crate::next_build::extend(def);
        }
        def.every(Duration::from_secs(3_600), "clean up messages", |app: App| async move {
            crate::inbox::clean_up(app.db()).await?;
            Ok(crate::http::changes::clean_up(app.db()).await?)
        })
    }

    /// Its schema, in order.
    #[must_use]
    pub fn migrations(mut self, migrations: Vec<Migration>) -> Self {
        self.migrations.extend(migrations);
        self
    }

    /// Some of its HTTP interface.
    #[must_use]
    pub fn routes(mut self, routes: Routes) -> Self {
        self.routes = self.routes.and(routes);
        self
    }

    /// What it does when `M` arrives: in one transaction, at least once, so it must be idempotent by its business key.
    #[must_use]
    pub fn on<M, F, Fut>(mut self, handle: F) -> Self
    where
        M: Message,
        F: Fn(Tx, M) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |data| {
            let message: M = serde_json::from_str(data)?;
            let handle = handle.clone();
            Ok(Box::new(move |tx| handle(tx, message).boxed()) as Work)
        });
        self.handlers.insert(M::NAME, handler);
        self
    }

    /// What it does by itself every so often, once per cluster.
    #[must_use]
    pub fn every<F, Fut>(mut self, every: Duration, name: &'static str, job: F) -> Self
    where
        F: Fn(App) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.schedules.push(Schedule { name, every, job: Arc::new(move |app| job(app).boxed()) });
        self
    }

    /// What it does after its migrations and before it serves; several replicas may do it at once.
    #[must_use]
    pub fn at_start<F, Fut>(mut self, job: F) -> Self
    where
        F: Fn(App) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.at_start.push(Arc::new(move |app| job(app).boxed()));
        self
    }

    /// What it reports every ten seconds for the operators' charts: orders by state, the age of a saga.
    #[must_use]
    pub fn figures<F, Fut>(mut self, count: F) -> Self
    where
        F: Fn(App) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Figure>, DbError>> + Send + 'static,
    {
        self.figures.push(Arc::new(move |app| count(app).boxed()));
        self
    }

    /// How it sends the present state of everything that others keep replicas of, to all of them or to one; answers how many
    /// items that were. In messages of at most 500 items, in short transactions.
    #[must_use]
    pub fn republish<F, Fut>(mut self, job: F) -> Self
    where
        F: Fn(App, Option<Service>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u64, DbError>> + Send + 'static,
    {
        self.republish = Some(Arc::new(move |app, to| job(app, to).boxed()));
        self
    }

    /// Does what [`ServiceDef::republish`] says without running the service: the messages leave with its next start, or with a
    /// process of it that runs elsewhere. `None` where nobody keeps copies of anything.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn send_state_again(self, db: &Db, to: Option<Service>) -> Result<Option<u64>, DbError> {
        match self.republish {
            Some(job) => job(App::new(db.clone(), None), to).await.map(Some),
            None => Ok(None),
        }
    }

    /// What happened to its things, for the company's people, under `/api/<service>/history`.
    #[must_use]
    pub fn history(mut self, history: History) -> Self {
        self.history = Some(history);
        self
    }

    /// Its pictures, videos and documents, under `/api/<service>/media`.
    #[must_use]
    pub fn media(mut self, rules: MediaRules) -> Self {
        let rules = Arc::new(rules);
        self.routes = self.routes.and(media::routes(self.service, &rules));
        self.migrations.push(media::migration());
        self.media = Some(rules);
        self.every(Duration::from_secs(5), "finish uploads", media::resume).every(
            Duration::from_secs(3_600),
            "collect media",
            media::collect,
        )
    }

    /// Which service it is.
    #[must_use]
    pub fn service(&self) -> Service {
        self.service
    }

    /// Its migrations, the chassis' own not included.
    #[must_use]
    pub fn own_migrations(&self) -> &[Migration] {
        &self.migrations
    }

    /// Its OpenAPI document, the desk of the chassis included.
    #[must_use]
    pub fn full_openapi(self) -> utoipa::openapi::OpenApi {
        let system = crate::http::server::system_routes(self.service, self.republish, self.history);
        self.routes.and(system).document(self.service)
    }
}

/// Signs of life of a service's loops.
#[derive(Default)]
pub struct Vitals {
    pub(crate) relay: Pulse,
    pub(crate) inbox: Pulse,
    pub(crate) schedules: Pulse,
}

impl Vitals {
    /// The loops that have not ticked for a minute.
    #[must_use]
    pub fn stopped(&self) -> Vec<&'static str> {
        [("relay", &self.relay), ("inbox", &self.inbox), ("schedules", &self.schedules)]
            .into_iter()
            .filter(|(_, pulse)| pulse.age() > Duration::from_secs(60))
            .map(|(name, _)| name)
            .collect()
    }
}

/// When a loop last ticked, on the monotonic clock.
pub(crate) struct Pulse {
    since: std::time::Instant,
    last_ms: AtomicI64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { since: std::time::Instant::now(), last_ms: AtomicI64::new(0) }
    }
}

impl Pulse {
    pub(crate) fn tick(&self) {
        self.last_ms.store(i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
    }

    fn age(&self) -> Duration {
        let last = u64::try_from(self.last_ms.load(Ordering::Relaxed)).unwrap_or(0);
        self.since.elapsed().saturating_sub(Duration::from_millis(last))
    }
}
