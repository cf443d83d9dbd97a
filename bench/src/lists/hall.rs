//! The services of a set-up's database on the reference data, in this process: what is asked here goes past the gateway, and
//! what they ask their databases can be watched.

use anyhow::{Context, ensure};
use axum::body::Body;
use axum::http::{Request, header};
use chassis::db::{Asked, watched};
use chassis::run::{Running, SetUp as RunSetUp, Surroundings};
use chassis::transport::local::Local;
use chassis::{Clock, Company, Db, Sql};
use contracts::Service;
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use storeflow::demo::{self, DemoOptions, Scale};
use storeflow::parts::{PartsConfig, parts};
use stories::{Servers, SetUp};
use tower::ServiceExt;

/// Everybody's; the data is made here and nobody else signs in.
const PASSWORD: &str = "reference-only-4711";
/// Access tokens live ten minutes.
const TOKEN_LIFE: Duration = Duration::from_secs(420);

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    /// Everything.
    Admin,
    /// Its own shops.
    Seller,
    /// Its own orders.
    Customer,
}

impl Asker {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Seller => "seller",
            Self::Customer => "customer",
        }
    }
}

/// The services, running.
pub struct Hall {
    services: BTreeMap<Service, Running>,
    servers: Option<Servers>,
    logins: BTreeMap<Asker, String>,
    tokens: BTreeMap<Asker, (String, Instant)>,
    /// How long loading took, if it was done now.
    pub loaded_in: Option<Duration>,
}

/// An answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub json: Value,
    /// From the call to the last byte.
    pub took: Duration,
}

#[derive(FromQueryResult)]
struct Count {
    n: i64,
}

impl Hall {
    /// Starts the services on the reference data in `folder`, which is made when it is not there.
    ///
    /// # Errors
    /// When servers or services do not start, or the data cannot be loaded.
    pub async fn open(set_up: SetUp, folder: &Path, scale: Scale) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let (url, servers) = match set_up {
            SetUp::OneMachine => {
                let data = folder.join("one-machine");
                std::fs::create_dir_all(&data)?;
                (format!("sqlite://{}/{{service}}.db", data.display()), None)
            }
            SetUp::Cluster => {
                let servers = Servers::start_durable(&folder.join("servers"), false)?;
                let admin = chassis::testing::server_connection(&servers.postgres).await?;
                for service in Service::ALL {
                    // It is there from the second time on.
                    let _ = admin.execute_unprepared(&format!("CREATE DATABASE reference_{service}")).await;
                }
                (format!("{}/reference_{{service}}", servers.postgres), Some(servers))
            }
        };
        let mut hall = Self {
            services: BTreeMap::new(),
            servers,
            logins: BTreeMap::new(),
            tokens: BTreeMap::new(),
            loaded_in: None,
        };
        let started = hall.start(&url, folder, scale).await;
        match started {
            Ok(()) => Ok(hall),
            Err(error) => {
                hall.close().await;
                Err(error)
            }
        }
    }

    async fn start(&mut self, url: &str, folder: &Path, scale: Scale) -> anyhow::Result<()> {
        let media: PathBuf = folder.join("media");
        let around = Surroundings {
            database_url: url.to_owned(),
            media_url: Some(format!("file://{}/{{service}}", std::path::absolute(media)?.display())),
            pool: 8,
            clock: Clock::system(),
            company: Company::default(),
            transport: Arc::new(Local::default()),
            // In one process, whatever the database.
            set_up: RunSetUp::OneMachine,
        };
        for def in parts(&PartsConfig { wrapping_key: [7; 32], ..PartsConfig::default() }) {
            let running = Running::start(def, &around).await?;
            self.services.insert(running.service(), running);
        }
        let dbs: BTreeMap<Service, Db> =
            self.services.iter().map(|(name, one)| (*name, one.app.db().clone())).collect();
        let orders = self.count(Service::Sales, "SELECT COUNT(*) AS n FROM (SELECT 1 FROM orders LIMIT 1) o").await?;
        let began = Instant::now();
        let options = DemoOptions { scale, password: Some(PASSWORD.to_owned()), data: None };
        demo::load(&dbs, &options).await?;
        self.loaded_in = (orders == 0).then(|| began.elapsed());
        self.settle().await?;
        if self.loaded_in.is_some() {
            // What has just been loaded would be new to everybody for a minute and a half.
            tokio::time::sleep(Duration::from_secs(95)).await;
        }
        self.logins.insert(Asker::Admin, "admin@demo.storeflow.test".to_owned());
        self.logins.insert(Asker::Seller, self.busiest("seller_id", "id", Service::Identity).await?);
        self.logins.insert(Asker::Customer, self.busiest("customer_id", "customer_id", Service::Identity).await?);
        Ok(())
    }

    /// What the user signs in with who has the most orders.
    async fn busiest(&self, of: &str, user: &str, identity: Service) -> anyhow::Result<String> {
        #[derive(FromQueryResult)]
        struct Email {
            email: String,
        }
        let id = self
            .id(Service::Sales, &format!("SELECT {of} AS id FROM orders GROUP BY {of} ORDER BY COUNT(*) DESC LIMIT 1"))
            .await?;
        let sql = format!("SELECT email FROM users WHERE {user} = $1");
        let row = Sql::one::<Email>(self.db(identity), &sql, vec![id.into()]).await?;
        Ok(row.context("the busiest has no user")?.email)
    }

    /// Waits until everything that services tell each other has arrived.
    async fn settle(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + Duration::from_secs(300);
        loop {
            let mut waiting = 0;
            for service in Service::ALL {
                waiting += self.count(service, "SELECT COUNT(*) AS n FROM outbox").await?;
                waiting += self.count(service, "SELECT COUNT(*) AS n FROM inbox WHERE state = 0").await?;
            }
            if waiting == 0 {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "{waiting} messages do not arrive");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The database of a service.
    ///
    /// # Panics
    /// Never: all run.
    #[expect(clippy::expect_used, reason = "all services run here")]
    pub fn db(&self, service: Service) -> &Db {
        self.services.get(&service).expect("all services run").app.db()
    }

    /// How many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count(&self, service: Service, sql: &str) -> anyhow::Result<i64> {
        Ok(Sql::one::<Count>(self.db(service), sql, vec![]).await?.map_or(0, |row| row.n))
    }

    /// The `id`s that a statement finds.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ids(&self, service: Service, sql: &str) -> anyhow::Result<Vec<uuid::Uuid>> {
        #[derive(FromQueryResult)]
        struct Id {
            id: uuid::Uuid,
        }
        Ok(self.db(service).all::<Id>(sql, vec![]).await?.into_iter().map(|row| row.id).collect())
    }

    /// The `id` that a statement finds.
    ///
    /// # Errors
    /// When it finds none.
    pub async fn id(&self, service: Service, sql: &str) -> anyhow::Result<uuid::Uuid> {
        self.ids(service, sql).await?.first().copied().with_context(|| format!("nothing was found by {sql}"))
    }

    /// The `text` that a statement finds.
    ///
    /// # Errors
    /// When it finds none.
    pub async fn text(&self, service: Service, sql: &str) -> anyhow::Result<String> {
        #[derive(FromQueryResult)]
        struct Found {
            text: String,
        }
        let row = Sql::one::<Found>(self.db(service), sql, vec![]).await?;
        Ok(row.with_context(|| format!("nothing was found by {sql}"))?.text)
    }

    async fn token(&mut self, asker: Asker) -> anyhow::Result<String> {
        if let Some((token, since)) = self.tokens.get(&asker)
            && since.elapsed() < TOKEN_LIFE
        {
            return Ok(token.clone());
        }
        let login = self.logins.get(&asker).context("nobody")?;
        let body = json!({ "login": login, "password": PASSWORD }).to_string();
        let request = Request::post("/api/identity/sessions")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))?;
        let answer = self.send(request).await?;
        ensure!(answer.status == 201, "{login} cannot sign in: {}", answer.json);
        let token = answer.json["access_token"].as_str().context("no token")?.to_owned();
        self.tokens.insert(asker, (token.clone(), Instant::now()));
        // The services get to know the key by a message.
        let deadline = Instant::now() + Duration::from_secs(20);
        for service in Service::ALL {
            let path = format!("/api/{service}/system/health");
            while asker == Asker::Admin && self.send(get(&path, &token)?).await?.status == 503 {
                ensure!(Instant::now() < deadline, "{service} does not get to know the key");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Ok(token)
    }

    /// One call.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn get(&mut self, asker: Asker, path: &str) -> anyhow::Result<Answer> {
        let token = self.token(asker).await?;
        self.send(get(path, &token)?).await
    }

    /// One call, and what was asked of databases for it.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn watch(&mut self, asker: Asker, path: &str) -> anyhow::Result<(Answer, Vec<Asked>)> {
        let token = self.token(asker).await?;
        let (answer, asked) = watched(self.send(get(path, &token)?)).await;
        Ok((answer?, asked))
    }

    async fn send(&self, request: Request<Body>) -> anyhow::Result<Answer> {
        let name = request.uri().path().split('/').nth(2).unwrap_or_default();
        let service: Service = name.parse().map_err(|_| anyhow::anyhow!("there is no service {name}"))?;
        let router = self.services.get(&service).context("it does not run")?.router.clone();
        let began = Instant::now();
        let answer = router.oneshot(request).await?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await?.to_bytes();
        let took = began.elapsed();
        Ok(Answer { status, json: serde_json::from_slice(&body).unwrap_or_default(), took })
    }

    /// Stops everything; the data is kept.
    pub async fn close(self) {
        for (_, running) in self.services {
            running.stop().await;
        }
        if let Some(servers) = self.servers {
            servers.stop();
        }
    }
}

fn get(path: &str, token: &str) -> anyhow::Result<Request<Body>> {
    let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    Ok(request.header(header::ACCEPT_LANGUAGE, "en").body(Body::empty())?)
}
