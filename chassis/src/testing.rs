//! The test harness: any set of services on either set-up, in the test's own process.
//!
//! One machine: SQLite files in a temporary folder and the local transport. Cluster: databases cloned from migrated
//! templates on a real PostgreSQL and a virtual host of its own on a real RabbitMQ, which `deploy/local/servers.sh` starts
//! (`make test` does that; by hand: `deploy/local/servers.sh run target/servers -- cargo test`).

use crate::clock::Clock;
use crate::company::Company;
use crate::db::{Db, Sql};
use crate::http::auth::{Claims, Principal};
use crate::inbox::Inbox;
use crate::migrations::{self, Migration};
use crate::outbox;
use crate::run::{Running, SetUp, Surroundings};
use crate::service::ServiceDef;
use crate::sql_values;
use crate::transport::chaos::{Chaos, Faults};
use crate::transport::local::Local;
use crate::transport::rabbitmq::RabbitMq;
use crate::transport::{DeliverError, Heard, Transport};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine;
use chrono::TimeDelta;
use contracts::identity::Role;
use contracts::{CustomerId, Envelope, Message, MessageId, Service, SessionId, UserId, registry};
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, Database};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

/// Which set-up a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// SQLite and the in-process bus.
    OneMachine,
    /// PostgreSQL and RabbitMQ.
    Cluster,
}

/// Makes a test of behaviour run on both set-ups: `both!(async fn it_works(setup: Setup) { … });`
#[macro_export]
macro_rules! both {
    ($(#[$meta:meta])* async fn $name:ident($setup:ident: $kind:ty) $body:block) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($setup: $kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn one_machine() {
                run($crate::testing::Setup::OneMachine).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn cluster() {
                run($crate::testing::Setup::Cluster).await;
            }
        }
    };
}
pub use crate::both;

/// An answer over HTTP.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; null when it is empty or not JSON.
    pub json: serde_json::Value,
    /// The body as text.
    pub text: String,
    /// The body as it is.
    pub bytes: axum::body::Bytes,
    /// The headers.
    pub headers: HeaderMap,
}

/// A running part of the system.
pub struct TestSystem {
    services: BTreeMap<Service, Running>,
    transport: Arc<Watched>,
    clock: Clock,
    company: Company,
    key: TestKey,
    home: Home,
    deaths_expected: bool,
}

struct TestKey {
    encoding: jsonwebtoken::EncodingKey,
    public: String,
}

/// Where the data of a test lies.
enum Home {
    Folder(PathBuf),
    Servers { postgres: String, prefix: String, rabbitmq_api: String, vhost: String },
}

impl Home {
    fn database_url(&self) -> String {
        match self {
            Self::Folder(folder) => format!("sqlite://{}/{{service}}.db", folder.display()),
            Self::Servers { postgres, prefix, .. } => format!("{postgres}/{prefix}_{{service}}"),
        }
    }

    /// In a cluster Azurite's, where there is one ([`azurite`]); tests that are not about media do without.
    fn media_url(&self) -> String {
        match self {
            Self::Folder(folder) => format!("file://{}/media/{{service}}", folder.display()),
            Self::Servers { prefix, .. } => match std::env::var("STOREFLOW_TEST_AZURITE") {
                Ok(container) => format!("{container}/{prefix}/{{service}}"),
                Err(_) => format!("file://{}/{{service}}", Self::media_folder(prefix).display()),
            },
        }
    }

    fn media_folder(prefix: &str) -> PathBuf {
        std::env::temp_dir().join(format!("storeflow-test-media-{prefix}"))
    }
}

/// Remembers what was sent to services that do not run in the test.
struct Watched {
    inner: Arc<dyn Transport>,
    elsewhere: HashSet<Service>,
    sent: Mutex<Vec<Envelope>>,
}

#[async_trait::async_trait]
impl Transport for Watched {
    async fn prepare(&self) -> anyhow::Result<()> {
        self.inner.prepare().await
    }

    async fn deliver(&self, batch: &[Envelope]) -> Vec<Result<(), DeliverError>> {
        let outcomes = self.inner.deliver(batch).await;
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        for (envelope, outcome) in batch.iter().zip(&outcomes) {
            let strays = registry::find(&envelope.name)
                .is_some_and(|spec| spec.consumers.iter().any(|to| self.elsewhere.contains(to)));
            if outcome.is_ok() && strays && sent.iter().all(|known| known.id != envelope.id) {
                sent.push(envelope.clone());
            }
        }
        outcomes
    }

    async fn receive(&self, inbox: Inbox, stop: CancellationToken) {
        self.inner.receive(inbox, stop).await;
    }

    async fn broadcast(&self, batch: &[Envelope]) {
        self.inner.broadcast(batch).await;
    }

    fn hear(&self) -> tokio::sync::broadcast::Receiver<Heard> {
        self.inner.hear()
    }

    async fn listen(&self, stop: CancellationToken) {
        self.inner.listen(stop).await;
    }

    fn is_up(&self) -> bool {
        self.inner.is_up()
    }

    fn in_flight(&self) -> i64 {
        self.inner.in_flight()
    }
}

fn environment(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!(
            "{name} is not set: the cluster half of the tests needs servers. Run `make test`, or \
                `deploy/local/servers.sh run target/servers -- cargo test …`"
        )
    })
}

/// For tests of media: their cluster half is on Azurite.
///
/// # Panics
/// When `STOREFLOW_TEST_AZURITE` is not set.
pub fn azurite(setup: Setup) {
    assert!(
        setup == Setup::OneMachine || std::env::var("STOREFLOW_TEST_AZURITE").is_ok(),
        "STOREFLOW_TEST_AZURITE is not set: run `make test`, or \
         `deploy/local/servers.sh run target/servers -- deploy/local/azurite.sh run target/azurite -- cargo test …`"
    );
}

impl TestSystem {
    /// Starts services on a set-up and waits until they are ready.
    pub async fn start(setup: Setup, services: Vec<ServiceDef>) -> Self {
        Self::start_with(setup, services, None).await
    }

    /// The same behind a transport with faults.
    pub async fn start_with(setup: Setup, services: Vec<ServiceDef>, faults: Option<(Faults, u64)>) -> Self {
        let present: HashSet<Service> = services.iter().map(ServiceDef::service).collect();
        let elsewhere: HashSet<Service> = Service::ALL.into_iter().filter(|s| !present.contains(s)).collect();
        let clock = Clock::system();
        let company = Company::default();
        let (home, wire): (Home, Arc<dyn Transport>) = match setup {
            Setup::OneMachine => {
                let folder = std::env::temp_dir().join(format!("storeflow-test-{}", Uuid::new_v4().simple()));
                std::fs::create_dir_all(&folder).expect("a temporary folder");
                (Home::Folder(folder), Arc::new(Local::without(elsewhere.clone())))
            }
            Setup::Cluster => {
                let home = cluster_home(&services, &clock, &company).await;
                let Home::Servers { vhost, .. } = &home else { unreachable!("a cluster has servers") };
                let broker = format!("{}/{vhost}", environment("STOREFLOW_TEST_RABBITMQ"));
                (home, Arc::new(RabbitMq::new(broker).without(elsewhere.clone())))
            }
        };
        let wire = match faults {
            Some((faults, seed)) => Arc::new(Chaos::new(wire, faults, seed)),
            None => wire,
        };
        let transport = Arc::new(Watched { inner: wire, elsewhere, sent: Mutex::default() });
        let around = Surroundings {
            database_url: home.database_url(),
            media_url: Some(home.media_url()),
            pool: 8,
            clock: clock.clone(),
            company: company.clone(),
            transport: Arc::clone(&transport) as Arc<dyn Transport>,
            set_up: if setup == Setup::OneMachine { SetUp::OneMachine } else { SetUp::Cluster },
        };
        transport.prepare().await.expect("the broker answers");
        let mut running = BTreeMap::new();
        for def in services {
            let service = Running::start(def, &around).await.expect("the service starts");
            running.insert(service.service(), service);
        }
        let system =
            Self { services: running, transport, clock, company, key: test_key(), home, deaths_expected: false };
        system.wait_until_ready().await;
        system.teach_key().await;
        system
    }

    async fn wait_until_ready(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        for service in self.services.keys() {
            loop {
                let answer = self.ask(*service, "GET", "/readyz", HeaderMap::new(), None).await;
                if answer.status == 200 {
                    break;
                }
                assert!(Instant::now() < deadline, "{service} is not ready: {}", answer.text);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    async fn teach_key(&self) {
        let public = self.key.public.clone();
        for running in self.services.values() {
            let key = contracts::identity::SigningKeyPublished {
                kid: "test".to_owned(),
                public_key: public.clone(),
                signs_from: self.clock.now(),
                accepted_until: None,
            };
            let learnt: Result<(), crate::DbError> =
                running.app.db().write(move |tx| async move { crate::http::auth::learn_key(&tx, &key).await }).await;
            learnt.expect("the key is learnt");
        }
    }

    /// Where the databases of this test are, for another process of one of its services.
    #[cfg(test)]
    pub(crate) fn database_url(&self) -> String {
        self.home.database_url()
    }

    /// One more process of a service, on the same database and wire. Whoever starts it stops or kills it.
    pub async fn replica(&self, def: ServiceDef) -> Running {
        let set_up = match &self.home {
            Home::Folder(_) => SetUp::OneMachine,
            Home::Servers { .. } => SetUp::Cluster,
        };
        let around = Surroundings {
            database_url: self.home.database_url(),
            media_url: Some(self.home.media_url()),
            pool: 8,
            clock: self.clock.clone(),
            company: self.company.clone(),
            transport: Arc::clone(&self.transport) as Arc<dyn Transport>,
            set_up,
        };
        Running::start(def, &around).await.expect("the replica starts")
    }

    /// The clock of all services.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Moves the clock of all services forward.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// A running service's surroundings.
    ///
    /// # Panics
    /// When it does not run in this test.
    #[must_use]
    pub fn app(&self, service: Service) -> &crate::App {
        &self.services.get(&service).expect("the service runs").app
    }

    /// A running service's routes, for a test that puts the gateway before them.
    ///
    /// # Panics
    /// When it does not run in this test.
    pub fn router(&self, service: Service) -> axum::Router {
        self.services.get(&service).expect("the service runs").router.clone()
    }

    /// An access token for a caller.
    #[must_use]
    pub fn token(&self, principal: Principal) -> String {
        let now = self.clock.now().timestamp();
        let claims = Claims {
            sub: principal.user_id,
            sid: principal.session_id,
            roles: principal.roles,
            customer_id: principal.customer_id,
            supplier_id: principal.supplier_id,
            warehouse_ids: principal.warehouse_ids,
            name: principal.name,
            iat: now,
            exp: now + 600,
        };
        let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::EdDSA);
        header.kid = Some("test".to_owned());
        jsonwebtoken::encode(&header, &claims, &self.key.encoding).expect("the token is signed")
    }

    /// A token for a new user with one role.
    #[must_use]
    pub fn token_for(&self, role: Role) -> String {
        self.token(principal(role))
    }

    /// Sends a request through the router of the service that its path names.
    pub async fn http(&self, method: &str, path: &str, token: Option<&str>, json: Option<serde_json::Value>) -> Answer {
        self.http_with(method, path, token, json, &[]).await
    }

    /// The same with more headers.
    pub async fn http_with(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        json: Option<serde_json::Value>,
        more: &[(&str, &str)],
    ) -> Answer {
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            headers.insert("authorization", format!("Bearer {token}").parse().expect("a header"));
        }
        if json.is_some() {
            headers.insert("content-type", "application/json".parse().expect("a header"));
        }
        for (name, value) in more {
            let name: axum::http::HeaderName = name.parse().expect("a header name");
            headers.insert(name, value.parse().expect("a header"));
        }
        let service = path.split('/').nth(2).unwrap_or_default();
        let service: Service = service.parse().expect("a path of a service");
        self.ask(service, method, path, headers, json.map(|json| json.to_string().into())).await
    }

    /// Sends a body as it is, for bodies that are not JSON.
    pub async fn http_raw(&self, method: &str, path: &str, headers: HeaderMap, body: impl Into<Vec<u8>>) -> Answer {
        let service: Service = path.split('/').nth(2).unwrap_or_default().parse().expect("a path of a service");
        self.ask(service, method, path, headers, Some(body.into())).await
    }

    async fn ask(
        &self,
        service: Service,
        method: &str,
        path: &str,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
    ) -> Answer {
        let running = self.services.get(&service).expect("the service runs in this test");
        let mut request = Request::builder().method(method).uri(path);
        if let Some(all) = request.headers_mut() {
            *all = headers;
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).expect("a request");
        let response = running.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        assert_ne!(
            parts.status,
            StatusCode::INTERNAL_SERVER_ERROR,
            "{method} {path}: {}",
            String::from_utf8_lossy(&bytes)
        );
        Answer {
            status: parts.status.as_u16(),
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            headers: parts.headers,
        }
    }

    /// Delivers a message to its consumers, as if another service had sent it. Correlated by its subject.
    pub async fn send<M: Message>(&self, message: &M) {
        self.deliver(self.envelope(message)).await;
    }

    /// An envelope around a message, to be delivered more than once.
    #[must_use]
    pub fn envelope<M: Message>(&self, message: &M) -> Envelope {
        Envelope {
            id: MessageId::new(),
            source: "test".to_owned(),
            name: M::NAME.to_owned(),
            subject: message.subject(),
            time: self.clock.now(),
            traceparent: None,
            correlation: message.subject(),
            causation: None,
            to: None,
            data: serde_json::to_string(message).expect("a message serialises"),
        }
    }

    /// Delivers an envelope to the message's consumers, however often it takes.
    pub async fn deliver(&self, envelope: Envelope) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let outcome = self.transport.inner.deliver(std::slice::from_ref(&envelope)).await.pop();
            match outcome {
                Some(Ok(())) => return,
                other => assert!(Instant::now() < deadline, "not delivered: {other:?}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The messages of one type that were sent to services that do not run here, oldest first.
    #[must_use]
    pub fn sent<M: Message>(&self) -> Vec<M> {
        let sent = self.transport.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter()
            .filter(|envelope| envelope.name == M::NAME)
            .map(|envelope| serde_json::from_str(&envelope.data).expect("the contract reads its own message"))
            .collect()
    }

    /// Waits until nothing is in flight: outboxes, wire and inboxes are empty.
    ///
    /// # Panics
    /// When that takes longer than a minute.
    pub async fn settle(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut quiet_at = None;
        loop {
            let before = self.commits();
            let state = self.backlog().await;
            let quiet = state.iter().all(|(_, waiting)| *waiting == 0) && self.commits() == before;
            // Twice in a row: a commit is visible a moment before it is counted, and a message may have gone from an inbox
            // to an outbox that had been looked at already.
            if quiet && quiet_at == Some(before) {
                return;
            }
            quiet_at = quiet.then_some(before);
            assert!(Instant::now() < deadline, "still in flight after a minute: {state:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn commits(&self) -> u64 {
        self.services.values().map(|running| running.app.db().commits()).sum()
    }

    async fn backlog(&self) -> Vec<(String, i64)> {
        let mut backlog = vec![("wire".to_owned(), self.transport.in_flight())];
        for running in self.services.values() {
            let db = running.app.db();
            let outgoing = outbox::waiting(db).await.expect("the database answers");
            let waiting = crate::inbox::waiting(db).await.expect("the database answers");
            backlog.push((format!("{} outbox", db.service()), outgoing));
            backlog.push((format!("{} inbox", db.service()), waiting));
        }
        backlog
    }

    /// This test makes dead letters on purpose.
    pub fn expect_dead_letters(&mut self) {
        self.deaths_expected = true;
    }

    /// The names of the dead letters of a service.
    pub async fn dead_letters(&self, service: Service) -> Vec<String> {
        let letters = crate::inbox::dead_letters(self.app(service).db(), 200).await.expect("the database answers");
        letters.into_iter().map(|letter| letter.name).collect()
    }
}

/// A new user with one role (and, for a customer, a new shop).
#[must_use]
pub fn principal(role: Role) -> Principal {
    Principal {
        user_id: UserId::new(),
        session_id: SessionId::new(),
        roles: BTreeSet::from([role]),
        customer_id: (role == Role::Customer).then(CustomerId::new),
        supplier_id: (role == Role::Supplier).then(contracts::SupplierId::new),
        warehouse_ids: Vec::new(),
        name: format!("test {}", role.name()),
    }
}

fn test_key() -> TestKey {
    use ring::signature::KeyPair;
    let pkcs8 = ring::signature::Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new()).expect("a key");
    let pair = ring::signature::Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key");
    TestKey {
        encoding: jsonwebtoken::EncodingKey::from_ed_der(pkcs8.as_ref()),
        public: base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
    }
}

/// A database per service, cloned from a migrated template, and a virtual host of the broker.
async fn cluster_home(services: &[ServiceDef], clock: &Clock, company: &Company) -> Home {
    let postgres = environment("STOREFLOW_TEST_POSTGRES");
    let rabbitmq_api = environment("STOREFLOW_TEST_RABBITMQ_API");
    let name = format!("t{}", &Uuid::new_v4().simple().to_string()[..12]);
    let admin = server_connection(&postgres).await.expect("PostgreSQL answers");
    for def in services {
        let template = template(&admin, &postgres, def, clock, company).await;
        let sql = format!("CREATE DATABASE {name}_{} TEMPLATE {template}", def.service());
        retry(|| admin.execute_unprepared(&sql)).await;
    }
    admin.close().await.expect("closed");
    broker_api(&rabbitmq_api, "PUT", &format!("/api/vhosts/{name}")).await;
    Home::Servers { postgres, prefix: name.clone(), rabbitmq_api, vhost: name }
}

/// A connection to a PostgreSQL server itself (`postgres://user:password@host:port`), to make and drop databases.
///
/// # Errors
/// When it does not answer.
pub async fn server_connection(server: &str) -> Result<sea_orm::DatabaseConnection, sea_orm::DbErr> {
    let mut options = sea_orm::ConnectOptions::new(format!("{server}/postgres"));
    // As in `db.rs`: no maintenance loop.
    options.sqlx_logging(false).max_connections(1).idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    Database::connect(options).await
}

/// Cloning fails for a moment while another test clones the same template.
async fn retry<T, E: std::fmt::Debug, F: Future<Output = Result<T, E>>>(mut attempt: impl FnMut() -> F) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        match attempt().await {
            Ok(value) => return value,
            Err(error) => assert!(Instant::now() < deadline, "{error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

async fn template(
    admin: &sea_orm::DatabaseConnection,
    postgres: &str,
    def: &ServiceDef,
    clock: &Clock,
    company: &Company,
) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;
    let schema = format!("{:?}{:?}", migrations::chassis(), def.own_migrations());
    let hash = Sha256::digest(schema.as_bytes()).iter().take(6).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let (template, made) = (format!("tpl_{}_{hash}", def.service()), format!("making_{}_{hash}", def.service()));
    let exists = format!("SELECT 1 AS found FROM pg_database WHERE datname = '{template}'");
    let statement = || sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, exists.clone());
    let deadline = Instant::now() + Duration::from_secs(60);
    while admin.query_one_raw(statement()).await.expect("PostgreSQL answers").is_none() {
        assert!(Instant::now() < deadline, "the template {template} is not made");
        // Whoever creates the database makes the template; the others wait until it is renamed.
        if admin.execute_unprepared(&format!("CREATE DATABASE {made}")).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        }
        let url = format!("{postgres}/{made}");
        let db = Db::open(&url, def.service(), clock.clone(), company.clone(), 2).await.expect("the database opens");
        let own: Vec<Migration> = def.own_migrations().to_vec();
        migrations::migrate(&db, &url, &own).await.expect("the migrations can be applied");
        db.close().await;
        let rename = format!("ALTER DATABASE {made} RENAME TO {template}");
        retry(|| admin.execute_unprepared(&rename)).await;
    }
    template
}

/// One request to RabbitMQ's management API (`http://user:password@host:port`).
async fn broker_api(api: &str, method: &str, path: &str) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (credentials, address) = api.trim_start_matches("http://").split_once('@').expect("user:password@host:port");
    let credentials = base64::engine::general_purpose::STANDARD.encode(credentials);
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("RabbitMQ's API answers");
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Basic {credentials}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    assert!(status.starts_with('2') || status == "404", "{method} {path}: {answer}");
}

impl Drop for TestSystem {
    fn drop(&mut self) {
        let services: Vec<Running> = std::mem::take(&mut self.services).into_values().collect();
        let failing = std::thread::panicking();
        let deaths_expected = self.deaths_expected;
        let home = std::mem::replace(&mut self.home, Home::Folder(PathBuf::new()));
        let (clock, company) = (self.clock.clone(), self.company.clone());
        let names: Vec<Service> = services.iter().map(Running::service).collect();
        services.into_iter().for_each(Running::kill);
        // A runtime of its own: the test's runtime may be ending, and `drop` cannot wait in it.
        let ended = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let left = if failing { Vec::new() } else { leftovers(&home, &names, &clock, &company).await };
                remove(&home, &names).await;
                left
            })
        })
        .join();
        if failing {
            return;
        }
        let left = ended.expect("the databases can be looked at");
        let bad: Vec<_> =
            left.iter().filter(|left| !(deaths_expected && left.dead > 0 && left.outgoing == 0)).collect();
        assert!(bad.iter().all(|left| left.outgoing == 0), "messages never left an outbox: {left:?}");
        assert!(bad.iter().all(|left| left.dead == 0), "there are dead letters: {left:?}");
    }
}

#[derive(Debug)]
struct Leftovers {
    #[expect(dead_code, reason = "read in the assertion's message")]
    service: Service,
    outgoing: i64,
    dead: i64,
    #[expect(dead_code, reason = "read in the assertion's message")]
    errors: Vec<String>,
}

async fn leftovers(home: &Home, services: &[Service], clock: &Clock, company: &Company) -> Vec<Leftovers> {
    let mut all = Vec::new();
    for service in services {
        let db = Db::open(&home.database_url(), *service, clock.clone(), company.clone(), 1).await.expect("it opens");
        let letters = crate::inbox::dead_letters(&db, 5).await.expect("it answers");
        all.push(Leftovers {
            service: *service,
            // A row that is leased was handed to the wire and is about to be deleted.
            outgoing: count_unsent(&db).await,
            dead: crate::inbox::dead(&db).await.expect("it answers"),
            errors: letters.into_iter().map(|letter| format!("{}: {}", letter.name, letter.error)).collect(),
        });
        db.close().await;
    }
    all
}

async fn count_unsent(db: &Db) -> i64 {
    #[derive(sea_orm::FromQueryResult)]
    struct Count {
        n: i64,
    }
    let sql = "SELECT COUNT(*) AS n FROM outbox WHERE attempts > $1";
    db.one::<Count>(sql, sql_values![1_i64]).await.expect("it answers").map_or(0, |row| row.n)
}

async fn remove(home: &Home, services: &[Service]) {
    match home {
        Home::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
        Home::Servers { postgres, prefix, rabbitmq_api, vhost } => {
            drop(std::fs::remove_dir_all(Home::media_folder(prefix)));
            broker_api(rabbitmq_api, "DELETE", &format!("/api/vhosts/{vhost}")).await;
            if let Ok(admin) = server_connection(postgres).await {
                for service in services {
                    let sql = format!("DROP DATABASE IF EXISTS {prefix}_{service} WITH (FORCE)");
                    let _ = admin.execute_unprepared(&sql).await;
                }
            }
        }
    }
}
