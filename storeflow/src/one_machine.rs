//! `storeflow up`: the whole company in one process, with nothing else installed.

use crate::beside::{self, Databases};
use crate::first_admin::{self, FirstAdmin};
use crate::parts::{PartsConfig, parts};
use crate::republish::receivers;
use crate::settings::MailSettings;
use crate::{demo, documents, shutdown};
use anyhow::Context;
use chassis::http::server;
use chassis::run::{Running, SetUp, Surroundings, start_task};
use chassis::transport::local::Local;
use chassis::{Clock, Company, Sql};
use contracts::Service;
use gateway::{Gateway, GatewayConfig, LimitSettings, Upstream};
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How the company runs on one machine.
#[derive(Clone, Debug)]
pub struct OneMachineConfig {
    /// Where everything is kept.
    pub data: PathBuf,
    /// Where to listen, such as `0.0.0.0:8080`; port 0 takes a free one.
    pub listen: String,
    /// What one address may ask; `None` switches all limits off.
    pub limits: Option<LimitSettings>,
    /// Other origins whose pages may call the API.
    pub cors_origins: Vec<axum::http::HeaderValue>,
    /// The company.
    pub company: Company,
    /// The clock.
    pub clock: Clock,
    /// How mails leave; into a folder by default.
    pub mail: MailSettings,
    /// Where media are kept; in the data folder by default.
    pub media_url: Option<String>,
    /// The browser applications, if this binary holds them.
    pub apps: Option<axum::Router>,
}

/// In the data folder; whoever has locked it owns the folder.
pub(crate) const LOCK: &str = "storeflow.lock";

/// The data folder, owned by this process until it ends.
pub(crate) struct Folder {
    path: PathBuf,
    lock: File,
}

/// Somebody else owns the data folder.
#[derive(Debug, thiserror::Error)]
#[error("StoreFlow already runs on this folder: {0}")]
pub struct AlreadyRunning(pub String);

impl Folder {
    pub(crate) fn own(path: &Path) -> anyhow::Result<Self> {
        use std::os::unix::fs::DirBuilderExt;
        // What it holds (hashes of passwords, mails, orders) is nobody else's on this machine.
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        let file = path.join(LOCK);
        let mut lock = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&file)
            .with_context(|| format!("{} cannot be opened", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => {
                let mut says = String::new();
                lock.read_to_string(&mut says)?;
                Err(AlreadyRunning(says.trim().to_owned()).into())
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", file.display()))
            }
        }
    }

    /// Tells a second process, and commands beside this one, where this one runs.
    pub(crate) fn say(&mut self, address: &str) -> anyhow::Result<()> {
        self.lock.set_len(0)?;
        self.lock.rewind()?;
        writeln!(self.lock, "{address} (process {})", std::process::id())?;
        Ok(self.lock.flush()?)
    }

    /// A secret of this folder, made when first asked for; only its owner can read the file.
    fn secret(&self, name: &str) -> anyhow::Result<[u8; 32]> {
        use std::os::unix::fs::OpenOptionsExt;
        let path = self.path.join(name);
        if let Ok(bytes) = std::fs::read(&path) {
            return bytes
                .try_into()
                .map_err(|_| anyhow::anyhow!("{} is damaged: it must hold 32 bytes", path.display()));
        }
        let secret: [u8; 32] = rand::random();
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(&secret)?;
        file.sync_all()?;
        Ok(secret)
    }
}

/// Where the company on a data folder runs, if it does: `http://…`.
#[must_use]
pub fn running_at(data: &Path) -> Option<String> {
    let says = std::fs::read_to_string(data.join(LOCK)).ok()?;
    says.split_whitespace().next().filter(|url| url.starts_with("http")).map(str::to_owned)
}

/// The whole company, running in this process.
pub struct OneMachine {
    /// Where it answers: `http://localhost:8080`.
    pub url: String,
    services: BTreeMap<Service, Running>,
    gateway: Gateway,
    stop_http: CancellationToken,
    stop_gateway: CancellationToken,
    http: JoinHandle<anyhow::Result<()>>,
    folder: Folder,
}

impl OneMachine {
    /// Starts everything; answers when it is ready.
    ///
    /// # Errors
    /// [`AlreadyRunning`], or what is wrong with the folder or the port.
    pub async fn start(config: OneMachineConfig) -> anyhow::Result<Self> {
        let mut folder = Folder::own(&config.data)?;
        let has_past = config.data.join(format!("{}.db", Service::Identity)).exists();
        beside::remove_left_copies(&config.data);
        let listener = TcpListener::bind(&config.listen)
            .await
            .with_context(|| format!("{} is taken by another program; choose another with --port", config.listen))?;
        let around = Surroundings {
            database_url: format!("sqlite://{}/{{service}}.db", config.data.display()),
            media_url: config.media_url.or_else(|| Some(format!("file://{}/media/{{service}}", config.data.display()))),
            pool: 4,
            clock: config.clock.clone(),
            company: config.company.clone(),
            transport: Arc::new(Local::default()),
            set_up: SetUp::OneMachine,
        };
        let url = format!("http://localhost:{}", listener.local_addr()?.port());
        let parts = parts(&PartsConfig {
            wrapping_key: folder.secret("wrapping.key")?,
            mailer: config.mail.for_one_machine(&config.data.join("mail"), &url),
        });
        let starting = parts.into_iter().map(|def| Running::start(def, &around));
        let running = futures::future::try_join_all(starting).await?;
        let services: BTreeMap<Service, Running> =
            running.into_iter().map(|running| (running.service(), running)).collect();
        let upstreams = services
            .iter()
            .map(|(service, running)| (*service, Upstream::in_process(running.router.clone())))
            .collect();
        let gateway = gateway::gateway(
            GatewayConfig {
                clock: config.clock,
                limits: config.limits,
                cors_origins: config.cors_origins,
                broadcasts: Some(gateway::Wire(Arc::clone(&around.transport))),
                asyncapi: documents::asyncapi(),
                apps: config.apps,
                ..GatewayConfig::default()
            },
            upstreams,
        );
        let [stop_http, stop_gateway] = std::array::from_fn(|_| CancellationToken::new());
        drop(start_task(gateway.run(stop_gateway.clone())));
        let http = start_task(server::serve(listener, gateway.router(), stop_http.clone()));
        while !gateway.is_ready() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let databases = Databases {
            url: around.database_url.clone(),
            dbs: services.values().map(|running| running.app.db().clone()).collect(),
            data: config.data.clone(),
        };
        drop(start_task(beside::serve(beside::listen(&config.data)?, databases, stop_gateway.clone())));
        if has_past {
            tell_newcomer(&services, Service::Insights).await?;
        }
        folder.say(&url)?;
        Ok(Self { url, services, gateway, stop_http, stop_gateway, http, folder })
    }

    /// A service of this process.
    ///
    /// # Panics
    /// Never: all services run.
    #[must_use]
    #[expect(clippy::expect_used, reason = "all services run in this process")]
    pub fn app(&self, service: Service) -> &chassis::App {
        &self.services.get(&service).expect("all services run").app
    }

    /// Where its data is.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.folder.path
    }

    /// Finishes what is in flight and ends.
    ///
    /// # Errors
    /// When the HTTP server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.gateway.close();
        self.services.values().for_each(Running::close);
        self.stop_http.cancel();
        let http = tokio::time::timeout(std::time::Duration::from_secs(25), self.http).await;
        // What one service sends, another still has to take: all stop together.
        futures::future::join_all(self.services.into_values().map(Running::stop)).await;
        self.stop_gateway.cancel();
        beside::close(&self.folder.path);
        // From here on the folder may be another process'.
        drop(self.folder);
        http.unwrap_or(Ok(Ok(())))?
    }
}

/// A service that came with an update finds a company that has a past: the others tell it what it keeps copies of, as `storeflow
/// republish` does in a cluster. (Of orders sales tells by itself.) One that owns something and has lost it is another matter, for a
/// person.
async fn tell_newcomer(services: &BTreeMap<Service, Running>, newcomer: Service) -> anyhow::Result<()> {
    let db = |service| anyhow::Ok(services.get(&service).context("all services run")?.app.db());
    // Whoever knows no key of identity's has never been told anything.
    if db(newcomer)?.one::<serde_json::Value>("SELECT kid FROM known_key LIMIT 1", vec![]).await?.is_some() {
        return Ok(());
    }
    for owner in parts(&PartsConfig::default()) {
        let (service, keeps) = (owner.service(), receivers(owner.service()).contains(&newcomer));
        if keeps && service != Service::Sales {
            owner.send_state_again(db(service)?, Some(newcomer)).await?;
        }
    }
    tracing::info!(service = %newcomer, "is new here, and is told of what the others own");
    Ok(())
}

/// What `up` does beside running.
#[derive(Clone, Debug)]
pub struct UpOptions {
    /// Load the demonstration company into an empty folder, at this scale.
    pub demo: Option<demo::Scale>,
    /// Keep it moving: shops go on ordering.
    pub live: bool,
}

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// As [`OneMachine::start`].
pub async fn up(config: OneMachineConfig, options: UpOptions) -> anyhow::Result<()> {
    let system = match OneMachine::start(config).await {
        Ok(system) => system,
        Err(error) => match error.downcast::<AlreadyRunning>() {
            Ok(running) => {
                say(&format!("{running}"));
                return Ok(());
            }
            Err(error) => return Err(error),
        },
    };
    let signs = match options.demo {
        Some(scale) => Some(demo::load_into(&system, scale).await?),
        None => None,
    };
    let identity = system.app(Service::Identity).db();
    let admin = if signs.is_none() { first_admin::make(identity, &first_admin::email()).await? } else { None };
    say(&welcome(&system.url, signs.as_ref(), admin.as_ref()));
    let live = options.live.then(|| start_task(crate::simulate::keep_moving(system.url.clone(), signs)));
    shutdown::asked().await?;
    say("Stopping; what is in flight is finished first.");
    if let Some(live) = live {
        live.abort();
    }
    system.stop().await
}

fn welcome(url: &str, signs: Option<&demo::SignIns>, admin: Option<&FirstAdmin>) -> String {
    let mut text = format!("\nStoreFlow runs.\n\n  Console       {url}/\n  API           {url}/api/docs\n");
    if let Some(signs) = signs {
        text.push_str(&format!("\n{signs}"));
    }
    if let Some(admin) = admin {
        text.push_str(&format!(
            "\n  An empty company. {admin}\n  (Or look around first: storeflow up --demo --data DIR)\n"
        ));
    }
    text.push_str("\n  Stop with Ctrl-C.\n");
    text
}

#[expect(clippy::print_stdout, reason = "what a person at the terminal is told")]
fn say(text: &str) {
    println!("{text}");
}
