//! The system as processes: one (`storeflow up`), or a cluster of them.

use crate::servers::Servers;
use anyhow::{Context, bail, ensure};
use base64::Engine;
use chassis::testing::server_connection;
use contracts::Service;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The administrator of every story's company.
pub const ADMIN: &str = "admin@stories.test";
/// Its password.
pub const PASSWORD: &str = "stories-only-4711";

/// Which set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUp {
    /// SQLite and the in-process bus.
    OneMachine,
    /// PostgreSQL and RabbitMQ.
    Cluster,
}

/// The running system.
pub enum World {
    /// One process.
    OneMachine(OneMachine),
    /// A process per service and replica.
    Cluster(Box<Cluster>),
}

impl World {
    /// Starts a set-up with one replica of everything, and limits off unless `limits`.
    pub async fn start(set_up: SetUp) -> Self {
        storeflow::use_ring();
        match set_up {
            SetUp::OneMachine => Self::OneMachine(OneMachine::start(&[]).await.expect("it starts")),
            SetUp::Cluster => {
                let servers = Servers::shared().expect("servers");
                let cluster = Cluster::start(ClusterOptions::on(servers)).await.expect("it starts");
                Self::Cluster(Box::new(cluster))
            }
        }
    }

    /// Where the gateway answers.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::OneMachine(one) => one.url.clone(),
            Self::Cluster(cluster) => cluster.url(),
        }
    }
}

/// The binary of the same build: beside the running test.
///
/// # Panics
/// When it is not built.
#[must_use]
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("STOREFLOW_BIN") {
        return path.into();
    }
    let me = std::env::current_exe().expect("the running program");
    let found = me.ancestors().skip(1).map(|folder| folder.join("storeflow")).find(|path| path.is_file());
    found.expect("the binary is built: `cargo build -p storeflow`")
}

fn command(arguments: &[&str]) -> Command {
    command_of(binary(), arguments)
}

fn command_of(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env("STOREFLOW_LOG", std::env::var("STOREFLOW_STORY_LOG").unwrap_or("warn".to_owned()));
    // Nothing of the outer environment may change what the story starts.
    for name in [
        "STOREFLOW_CONFIG",
        "STOREFLOW_DATABASE_URL",
        "STOREFLOW_BROKER_URL",
        "STOREFLOW_DATA",
        "STOREFLOW_PORT",
        "STOREFLOW_MEDIA_URL",
    ] {
        command.env_remove(name);
    }
    if let Some(clock) = TEST_CLOCK.get() {
        command.env("STOREFLOW_TEST_CLOCK", clock);
    }
    command
}

static TEST_CLOCK: OnceLock<String> = OnceLock::new();

/// Everything that this test program starts from now on runs `rate` times as fast, from the present instant on.
pub fn run_fast(rate: u32) {
    let now = chassis::Clock::system().now();
    let _ = TEST_CLOCK.set(format!("{},{rate}", now.to_rfc3339()));
}

/// Runs a command of the binary beside a system, as its administrator; whether it succeeded, and what it said.
///
/// # Errors
/// When it cannot be started.
pub fn storeflow(arguments: &[&str]) -> anyhow::Result<(bool, String)> {
    said(command(arguments))
}

fn said(mut command: Command) -> anyhow::Result<(bool, String)> {
    command.env("STOREFLOW_LOGIN", ADMIN).env("STOREFLOW_PASSWORD", PASSWORD).stdin(Stdio::null());
    let out = command.output()?;
    let text = [out.stdout, out.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    Ok((out.status.success(), text))
}

/// A process that ends with its owner.
pub struct Process {
    child: Child,
}

/// What the processes of this test program said when they panicked.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The panics of all processes that were started so far: none, whatever happened to them.
#[must_use]
pub fn panics() -> Vec<String> {
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Passes on what a process says, and remembers panics.
fn listen(said: impl std::io::Read + Send + 'static) {
    std::thread::spawn(move || {
        let mut said = BufReader::new(said);
        let mut line = Vec::new();
        while said.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            eprintln!("{text}");
            if text.contains("panicked at") {
                PANICS.lock().unwrap_or_else(PoisonError::into_inner).push(text);
            }
            line.clear();
        }
    });
}

impl Process {
    fn spawn(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        if let Some(said) = child.stderr.take() {
            listen(said);
        }
        Ok(Self { child })
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
    }

    /// Waits until it has ended, at most 40 s.
    ///
    /// # Errors
    /// When it goes on, or ended with an error.
    pub async fn ended(&mut self) -> anyhow::Result<()> {
        let deadline = Instant::now() + Duration::from_secs(40);
        loop {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the process ended with {status}");
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "the process does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn has_ended(&mut self) -> bool {
        self.child.try_wait().ok().flatten().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// `storeflow up` on a temporary folder.
pub struct OneMachine {
    /// Where it answers.
    pub url: String,
    /// Its data.
    pub data: PathBuf,
    process: Process,
    port: u16,
    extra: Vec<String>,
    temporary: bool,
}

/// Changes a limit of a running process.
fn prlimit(process: u32, limit: &str) -> anyhow::Result<()> {
    let status = Command::new("prlimit").arg("--pid").arg(process.to_string()).arg(limit).status()?;
    ensure!(status.success(), "prlimit {limit}");
    Ok(())
}

impl OneMachine {
    /// Starts on an empty folder with more arguments; its administrator is [`ADMIN`].
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(extra: &[&str]) -> anyhow::Result<Self> {
        let data = std::env::temp_dir().join(format!("storeflow-story-{}", uuid::Uuid::new_v4().simple()));
        let mut one = Self::start_on(&data, extra).await?;
        one.temporary = true;
        Ok(one)
    }

    /// Starts on a folder that is kept.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_on(data: &Path, extra: &[&str]) -> anyhow::Result<Self> {
        let port = free_port()?;
        let extra: Vec<String> = extra.iter().map(|word| (*word).to_owned()).collect();
        let (process, url) = Self::launch(data, port, &extra)?;
        Ok(Self { url, data: data.to_owned(), process, port, extra, temporary: false })
    }

    fn launch(data: &Path, port: u16, extra: &[String]) -> anyhow::Result<(Process, String)> {
        // A limit on the size of files (see `fill_disk`) is to be an error of the write, not the end of the process.
        let mut up = command_of("env", &["--ignore-signal=XFSZ"]);
        up.arg(binary()).args(["up", "--host", "127.0.0.1", "--rate-limit", "0"]);
        up.arg("--port").arg(port.to_string()).arg("--data").arg(data).args(extra);
        up.env("STOREFLOW_ADMIN_EMAIL", ADMIN).env("STOREFLOW_PASSWORD", PASSWORD).stdout(Stdio::piped());
        let mut process = Process::spawn(up)?;
        let out = process.child.stdout.take().context("standard output")?;
        let mut lines = BufReader::new(out).lines();
        // The words for a person are the sign that it is ready.
        for line in lines.by_ref() {
            if line?.contains("StoreFlow runs") {
                std::thread::spawn(move || lines.for_each(drop));
                return Ok((process, format!("http://127.0.0.1:{port}")));
            }
        }
        bail!("`storeflow up` ended before it was ready");
    }

    /// Its process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// From now on no file can grow beyond `bytes`, as on a full disk. `None`: the disk has room again.
    ///
    /// # Errors
    /// When the limit cannot be set.
    pub fn fill_disk(&mut self, bytes: Option<u64>) -> anyhow::Result<()> {
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        prlimit(self.process.id(), &format!("--fsize={limit}:"))
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.process.has_ended()
    }

    /// Starts again on the same folder and port.
    ///
    /// # Errors
    /// When it does not start.
    pub fn again(&mut self) -> anyhow::Result<()> {
        self.process.kill();
        (self.process, self.url) = Self::launch(&self.data, self.port, &self.extra)?;
        Ok(())
    }
}

impl Drop for OneMachine {
    fn drop(&mut self) {
        self.process.kill();
        if self.temporary {
            let _ = std::fs::remove_dir_all(&self.data);
        }
    }
}

/// A port that nobody uses now, below those that the kernel gives to outgoing connections: whoever is killed and started
/// again finds it free.
///
/// # Errors
/// When there is none.
pub fn free_port() -> anyhow::Result<u16> {
    // Whoever is given one listens there only a moment later: of some dozens in a run, two would take the same now and then.
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let low = range.split_whitespace().next().and_then(|low| low.parse().ok());
    let low: u16 = low.filter(|low| (22_000..60_000).contains(low)).unwrap_or(60_000);
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..200 {
        let port = rand::random_range(20_000..low);
        if !given.contains(&port) && std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            given.insert(port);
            return Ok(port);
        }
    }
    bail!("there is no free port between 20000 and {low}");
}

/// What a cluster consists of.
pub struct ClusterOptions {
    /// The servers.
    pub servers: Servers,
    /// Replicas of each service.
    pub replicas: usize,
    /// Gateways.
    pub gateways: usize,
    /// The first gateway's port; a free one by default.
    pub port: Option<u16>,
    /// Requests per second and address; 0: no limits.
    pub rate_limit: u32,
    /// Services that are not started yet.
    pub later: Vec<Service>,
    /// How long a process that is asked to stop goes on taking requests; the product's default when `None`.
    pub shutdown_delay: Option<Duration>,
    /// Keep databases and virtual host under this name, for `make cluster`; a story's are its own and removed.
    pub keep_as: Option<String>,
    /// Where traces, metrics and logs go.
    pub otlp_endpoint: Option<String>,
}

impl ClusterOptions {
    /// One of everything, no limits.
    #[must_use]
    pub fn on(servers: Servers) -> Self {
        Self {
            servers,
            replicas: 1,
            gateways: 1,
            port: None,
            rate_limit: 0,
            later: Vec::new(),
            shutdown_delay: None,
            keep_as: None,
            otlp_endpoint: None,
        }
    }
}

/// One process of a cluster, at an address that stays the same when it is replaced.
struct Part {
    port: u16,
    process: Option<Process>,
}

/// A process per service and replica, and the gateways.
pub struct Cluster {
    /// The servers.
    pub servers: Servers,
    name: String,
    temporary: bool,
    rate_limit: u32,
    parts: BTreeMap<(Service, usize), Part>,
    gateways: Vec<Part>,
    replicas: usize,
    wrapping_key: String,
    otlp_endpoint: Option<String>,
    shutdown_delay: Option<Duration>,
}

impl Cluster {
    /// Makes a database and a role per service and a virtual host, migrates, starts everything and waits until it is ready.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start(options: ClusterOptions) -> anyhow::Result<Self> {
        storeflow::use_ring();
        let name =
            options.keep_as.clone().unwrap_or_else(|| format!("s{}", &uuid::Uuid::new_v4().simple().to_string()[..10]));
        let mut cluster = Self {
            temporary: options.keep_as.is_none(),
            name,
            servers: options.servers,
            rate_limit: options.rate_limit,
            parts: BTreeMap::new(),
            gateways: Vec::new(),
            replicas: options.replicas,
            wrapping_key: String::new(),
            otlp_endpoint: options.otlp_endpoint,
            shutdown_delay: options.shutdown_delay,
        };
        cluster.make_databases().await?;
        cluster.servers.broker_api(reqwest::Method::PUT, &format!("/api/vhosts/{}", cluster.name)).await?;
        cluster.migrate(false)?;
        cluster.make_admin()?;
        for service in Service::ALL {
            for replica in 0..options.replicas {
                let part = Part { port: free_port()?, process: None };
                cluster.parts.insert((service, replica), part);
            }
        }
        for gateway in 0..options.gateways {
            let port = options.port.filter(|_| gateway == 0).map_or_else(free_port, Ok)?;
            cluster.gateways.push(Part { port, process: None });
        }
        for (service, replica) in cluster.parts.keys().copied().collect::<Vec<_>>() {
            if !options.later.contains(&service) {
                cluster.launch(service, replica, false)?;
            }
        }
        for gateway in 0..options.gateways {
            cluster.launch_gateway(gateway)?;
        }
        for (service, replica) in cluster.parts.keys().copied().collect::<Vec<_>>() {
            if !options.later.contains(&service) {
                cluster.wait_ready(service, replica).await?;
            }
        }
        for gateway in 0..options.gateways {
            wait_ready(cluster.gateways[gateway].port, "the gateway").await?;
        }
        Ok(cluster)
    }

    /// Where the first gateway answers.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.gateways[0].port)
    }

    /// What its databases, virtual host and media begin with.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where every gateway answers.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.gateways.iter().map(|part| format!("http://127.0.0.1:{}", part.port)).collect()
    }

    /// Where a replica itself answers, for its probes.
    ///
    /// # Panics
    /// When there is no such replica.
    #[must_use]
    pub fn part_url(&self, service: Service, replica: usize) -> String {
        format!("http://127.0.0.1:{}", self.parts.get(&(service, replica)).expect("a replica").port)
    }

    /// The processes that were started and have ended by themselves.
    pub fn ended(&mut self) -> Vec<String> {
        let named = self.parts.iter_mut().map(|((service, replica), part)| (format!("{service} {replica}"), part));
        let gateways = self.gateways.iter_mut().enumerate().map(|(n, part)| (format!("gateway {n}"), part));
        let all = named.chain(gateways);
        all.filter_map(|(name, part)| part.process.as_mut()?.has_ended().then_some(name)).collect()
    }

    /// `postgres://…` of a service's database.
    #[must_use]
    pub fn database_url(&self) -> String {
        let (scheme, rest) = self.servers.postgres.split_once("://").unwrap_or(("postgres", ""));
        let (credentials, address) = rest.split_once('@').unwrap_or(("", rest));
        let password = credentials.split_once(':').map_or("", |(_, password)| password);
        // A role per service: it can do nothing in another's database.
        format!("{scheme}://{}_{{service}}:{password}@{address}/{}_{{service}}", self.name, self.name)
    }

    /// Azurite's container where there is one, otherwise a folder that all replicas share.
    fn media_url(&self) -> String {
        match std::env::var("STOREFLOW_TEST_AZURITE") {
            Ok(container) => format!("{container}/{}/{{service}}", self.name),
            Err(_) => format!("file://{}/{{service}}", self.media_folder().display()),
        }
    }

    fn media_folder(&self) -> PathBuf {
        self.servers.folder().join("media").join(&self.name)
    }

    async fn make_databases(&mut self) -> anyhow::Result<()> {
        let admin = server_connection(&self.servers.postgres).await?;
        let password =
            self.servers.postgres.split(':').nth(2).and_then(|rest| rest.split('@').next()).unwrap_or_default();
        // Derived, so that a kept cluster opens its keys again.
        let seed = format!("{:0<32}", format!("{}{password}", self.name));
        self.wrapping_key = base64::engine::general_purpose::STANDARD.encode(&seed.as_bytes()[..32]);
        for service in Service::ALL {
            let role = format!("{}_{service}", self.name);
            let made = admin.execute_unprepared(&format!("CREATE ROLE {role} LOGIN PASSWORD '{password}'")).await;
            if made.is_ok() || self.temporary {
                self.make_database(&admin, service).await?;
            }
        }
        admin.close().await?;
        Ok(())
    }

    async fn make_database(&self, admin: &DatabaseConnection, service: Service) -> anyhow::Result<()> {
        let database = format!("{}_{service}", self.name);
        admin.execute_unprepared(&format!("CREATE DATABASE {database} OWNER {database}")).await?;
        admin.execute_unprepared(&format!("REVOKE ALL ON DATABASE {database} FROM PUBLIC")).await?;
        Ok(())
    }

    /// Loses a service's database: it is there again, and empty.
    ///
    /// # Errors
    /// When PostgreSQL does not answer.
    pub async fn lose_database(&self, service: Service) -> anyhow::Result<()> {
        let admin = server_connection(&self.servers.postgres).await?;
        admin.execute_unprepared(&format!("DROP DATABASE {}_{service} WITH (FORCE)", self.name)).await?;
        self.make_database(&admin, service).await?;
        admin.close().await?;
        Ok(())
    }

    /// Runs a command of the binary with the cluster's settings; whether it succeeded, and what it said.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn storeflow(&self, arguments: &[&str]) -> anyhow::Result<(bool, String)> {
        said(self.cluster_command(arguments))
    }

    fn cluster_command(&self, arguments: &[&str]) -> Command {
        let mut command = command(arguments);
        command
            .env("STOREFLOW_DATABASE_URL", self.database_url())
            .env("STOREFLOW_BROKER_URL", format!("{}/{}", self.servers.rabbitmq, self.name))
            .env("STOREFLOW_MEDIA_URL", self.media_url())
            .env("STOREFLOW_WRAPPING_KEY", &self.wrapping_key)
            .env("STOREFLOW_POOL", "10")
            .env("STOREFLOW_PASSWORD", PASSWORD);
        if let Some(delay) = self.shutdown_delay {
            command.env("STOREFLOW_SHUTDOWN_DELAY_MS", delay.as_millis().to_string());
        }
        if let Some(endpoint) = &self.otlp_endpoint {
            command.env("STOREFLOW_OTLP_ENDPOINT", endpoint).env("STOREFLOW_LOG", "info");
        }
        command
    }

    /// Runs `storeflow migrate all`, of this build or the next.
    ///
    /// # Errors
    /// When it fails.
    pub fn migrate(&self, next_build: bool) -> anyhow::Result<()> {
        let mut migrate = self.cluster_command(&["migrate", "all"]);
        if next_build {
            migrate.env("STOREFLOW_TEST_NEXT_BUILD", "1");
        }
        ensure!(migrate.status()?.success(), "the migration failed");
        Ok(())
    }

    fn make_admin(&self) -> anyhow::Result<()> {
        let status = self.cluster_command(&["first-admin", "--email", ADMIN]).stdout(Stdio::null()).status()?;
        ensure!(status.success() || !self.temporary, "the first administrator could not be made");
        Ok(())
    }

    /// Loads the demonstration company and answers with the printed sign-ins.
    ///
    /// # Errors
    /// When it fails.
    pub fn load_demo(&self) -> anyhow::Result<String> {
        let out = self.cluster_command(&["demo"]).stderr(Stdio::inherit()).output()?;
        ensure!(out.status.success(), "the demonstration company could not be loaded");
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    }

    /// Starts a replica, of this build or the next.
    ///
    /// # Errors
    /// When there is no such replica or it cannot be started.
    pub fn launch(&mut self, service: Service, replica: usize, next_build: bool) -> anyhow::Result<()> {
        let port = self.parts.get(&(service, replica)).context("there is no such replica")?.port;
        let mut serve = self.cluster_command(&["serve", service.name(), "--listen", &format!("127.0.0.1:{port}")]);
        if next_build {
            serve.env("STOREFLOW_TEST_NEXT_BUILD", "1");
        }
        let process = Process::spawn(serve)?;
        if let Some(part) = self.parts.get_mut(&(service, replica)) {
            part.process = Some(process);
        }
        Ok(())
    }

    /// Starts a gateway.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn launch_gateway(&mut self, gateway: usize) -> anyhow::Result<()> {
        let listen = format!("127.0.0.1:{}", self.gateways[gateway].port);
        let mut serve = self.cluster_command(&["serve", "gateway", "--listen", &listen]);
        serve.env("STOREFLOW_RATE_LIMIT", self.rate_limit.to_string());
        for service in Service::ALL {
            let addresses: Vec<String> = (0..self.replicas)
                .filter_map(|replica| self.parts.get(&(service, replica)))
                .map(|part| format!("http://127.0.0.1:{}", part.port))
                .collect();
            serve.env(format!("STOREFLOW_UPSTREAM_{}", service.name().to_uppercase()), addresses.join(","));
        }
        self.gateways[gateway].process = Some(Process::spawn(serve)?);
        Ok(())
    }

    /// Waits until a replica is ready.
    ///
    /// # Errors
    /// When it is not within a minute.
    pub async fn wait_ready(&mut self, service: Service, replica: usize) -> anyhow::Result<()> {
        let part = self.parts.get_mut(&(service, replica)).context("there is no such replica")?;
        if let Some(process) = &mut part.process {
            ensure!(!process.has_ended(), "{service} ended");
        }
        wait_ready(part.port, service.name()).await
    }

    /// Waits until a gateway is ready.
    ///
    /// # Errors
    /// When it is not within a minute.
    pub async fn wait_gateway_ready(&self, gateway: usize) -> anyhow::Result<()> {
        wait_ready(self.gateways[gateway].port, "the gateway").await
    }

    /// `kill -9` of a replica.
    pub fn kill(&mut self, service: Service, replica: usize) {
        if let Some(process) = self.parts.get_mut(&(service, replica)).and_then(|part| part.process.as_mut()) {
            process.kill();
        }
    }

    /// `kill -9` of a gateway.
    pub fn kill_gateway(&mut self, gateway: usize) {
        if let Some(process) = &mut self.gateways[gateway].process {
            process.kill();
        }
    }

    /// SIGTERM of a replica, and waits for its clean end.
    ///
    /// # Errors
    /// When it does not end cleanly.
    pub async fn replace(&mut self, service: Service, replica: usize, next_build: bool) -> anyhow::Result<()> {
        if let Some(mut process) = self.parts.get_mut(&(service, replica)).and_then(|part| part.process.take()) {
            process.terminate();
            process.ended().await.with_context(|| format!("{service} {replica}"))?;
        }
        self.launch(service, replica, next_build)?;
        self.wait_ready(service, replica).await
    }

    /// The same for a gateway.
    ///
    /// # Errors
    /// When it does not end cleanly.
    pub async fn replace_gateway(&mut self, gateway: usize) -> anyhow::Result<()> {
        if let Some(mut process) = self.gateways[gateway].process.take() {
            process.terminate();
            process.ended().await.context("the gateway")?;
        }
        self.launch_gateway(gateway)?;
        self.wait_gateway_ready(gateway).await
    }

    /// SIGTERM of a replica, and waits until it has ended.
    ///
    /// # Errors
    /// When it does not end cleanly.
    pub async fn stop_part(&mut self, service: Service, replica: usize) -> anyhow::Result<()> {
        let Some(mut process) = self.parts.get_mut(&(service, replica)).and_then(|part| part.process.take()) else {
            return Ok(());
        };
        process.terminate();
        process.ended().await.with_context(|| format!("{service} {replica}"))
    }

    /// SIGTERM to everything, and waits until all have ended.
    pub async fn stop(&mut self) {
        for part in self.gateways.iter_mut().chain(self.parts.values_mut()) {
            if let Some(process) = &part.process {
                process.terminate();
            }
        }
        for part in self.gateways.iter_mut().chain(self.parts.values_mut()) {
            if let Some(mut process) = part.process.take() {
                let _ = process.ended().await;
            }
        }
    }

    /// The numbers of all processes, by name (for measuring).
    #[must_use]
    pub fn processes(&self) -> Vec<(String, u32)> {
        let parts = self
            .parts
            .iter()
            .filter_map(|((service, _), part)| Some((service.to_string(), part.process.as_ref()?.id())));
        let gateways =
            self.gateways.iter().filter_map(|part| Some(("gateway".to_owned(), part.process.as_ref()?.id())));
        parts.chain(gateways).collect()
    }
}

async fn wait_ready(port: u16, what: &str) -> anyhow::Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut last = String::new();
    while Instant::now() < deadline {
        match reqwest::get(format!("http://127.0.0.1:{port}/readyz")).await {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(answer) => last = answer.text().await.unwrap_or_default(),
            Err(error) => last = error.to_string(),
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    bail!("{what} is not ready: {last}");
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.parts.clear();
        self.gateways.clear();
        if !self.temporary || self.servers.are_own() {
            return;
        }
        let _ = std::fs::remove_dir_all(self.media_folder());
        let (servers, name) = (self.servers.clone(), self.name.clone());
        let cleaned = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let _ = servers.broker_api(reqwest::Method::DELETE, &format!("/api/vhosts/{name}")).await;
                let Ok(admin) = server_connection(&servers.postgres).await else { return };
                for service in Service::ALL {
                    let database = format!("{name}_{service}");
                    let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
                    let _ = admin.execute_unprepared(&format!("DROP ROLE IF EXISTS {database}")).await;
                }
            });
        });
        let _ = cleaned.join();
    }
}
