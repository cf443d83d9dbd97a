//! The command line. `--help` of each command is its documentation.

use crate::apps::AppsArgs;
use crate::demo::Scale;
use crate::desk::{self, DeadLettersCommand, DeskArgs, SagaCommand};
use crate::one_machine::{self, OneMachineConfig, UpOptions};
use crate::parts::PartsConfig;
use crate::reconcile::{Mode, Report};
use crate::settings::{ClusterArgs, Common, GatewayArgs, MailArgs, MediaArgs, Wrong, with_file};
use crate::simulate::SimulateOptions;
use crate::{backup, demo, doctor, documents, first_admin, migrate, one_service, reconcile, republish, restore};
use axum::http::HeaderValue;
use chassis::Db;
use chassis::run::{SetUp, Surroundings};
use chassis::telemetry::{Telemetry, TelemetryConfig};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use contracts::Service;
use gateway::{GatewayConfig, LimitSettings};
use identity::Mailer;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// StoreFlow runs a consumer-goods distributor: purchasing, stock, orders, deliveries.
///
/// On one machine `storeflow up --demo` is everything. In a cluster each service is a process of its own
/// (`storeflow serve sales`), with PostgreSQL and RabbitMQ between them.
///
/// Settings come from flags, then from STOREFLOW_* in the environment, then from the TOML file that --config names.
#[derive(Parser)]
#[command(name = "storeflow", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the whole company on this machine, in the foreground
    ///
    /// Keeps everything in one folder (SQLite files); needs nothing else. A second one on the same folder says where the
    /// first runs. Stops cleanly with Ctrl-C.
    Up(UpArgs),
    /// Run one service of a cluster, or its gateway
    ///
    /// Needs a migrated PostgreSQL database and RabbitMQ; it starts without them and becomes ready when they answer.
    /// Any number of replicas is safe. On SIGTERM it finishes what is in flight.
    Serve(ServeArgs),
    /// Bring a service's database and the broker's topology to what this build needs
    ///
    /// Run it before the new build serves; the old build goes on working. Safe to run twice, or from several machines.
    Migrate(MigrateArgs),
    /// Load the demonstration company into a cluster's databases
    ///
    /// (On one machine: `storeflow up --demo`.) What is there already is left alone, and a load that was interrupted goes
    /// on.
    Demo(DemoArgs),
    /// Make the first administrator of a cluster's empty company
    ///
    /// (On one machine `storeflow up` does it by itself.) Refuses when there are users already.
    FirstAdmin(FirstAdminArgs),
    /// Let shops order through a running gateway, as they would
    Simulate(SimulateOptions),
    /// Say what is wrong with a set-up, and what to do about it
    Doctor(DoctorArgs),
    /// Write a backup of the whole company, while it runs or not
    ///
    /// On one machine a ZIP file of everything as of one instant, secrets included. In a cluster (--cluster) a new folder with
    /// a dump of each database, by PostgreSQL's own pg_dump.
    Backup(BackupArgs),
    /// Begin again from a backup, in an empty folder or in empty databases
    Restore(RestoreArgs),
    /// After a restored backup: compare what the services remember, and mend it
    ///
    /// Needed in a cluster, where databases are backed up one after the other, or one is set back alone. Run it before the
    /// restored services start and once more when they run. It may be run at any time, and as often as one likes.
    Reconcile(ReconcileArgs),
    /// Let the owner of shops, products or warehouses send them all again to those who keep copies
    Republish {
        #[command(flatten)]
        desk: DeskArgs,
        /// The owner: identity, purchasing or inventory
        service: Service,
        /// Only to this service, such as one that is new or was restored
        #[arg(long, value_name = "SERVICE")]
        to: Option<Service>,
    },
    /// Print the OpenAPI document of all services
    Openapi,
    /// Print every message between services: owner, kind, consumers
    Messages(MessagesArgs),
    /// List, show or retry the sagas of orders
    Saga {
        #[command(flatten)]
        desk: DeskArgs,
        #[command(subcommand)]
        command: SagaCommand,
    },
    /// List, show, retry or discard messages that no service could handle
    DeadLetters {
        #[command(flatten)]
        desk: DeskArgs,
        #[command(subcommand)]
        command: DeadLettersCommand,
    },
    /// Recompute stock from the ledger and report every difference
    VerifyStock {
        #[command(flatten)]
        desk: DeskArgs,
    },
}

#[derive(Args)]
struct UpArgs {
    /// Folder that holds everything
    #[arg(long, value_name = "DIR", env = "STOREFLOW_DATA", default_value = ".storeflow")]
    data: PathBuf,
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", env = "STOREFLOW_PORT", default_value = "8080")]
    port: u16,
    /// Address to listen on; the default lets phones of the same network in
    #[arg(long, value_name = "ADDRESS", env = "STOREFLOW_HOST", default_value = "0.0.0.0")]
    host: String,
    /// Load the demonstration company into an empty folder, and print its sign-ins
    #[arg(long)]
    demo: bool,
    /// How much of it: `demo`, `reference` (10,000 shops, a million orders over three years), or a part such as
    /// `reference:0.01`
    #[arg(long, value_name = "SCALE", requires = "demo", default_value = "demo")]
    scale: Scale,
    /// Keep the demonstration company moving: its shops go on ordering
    #[arg(long, requires = "demo")]
    live: bool,
    #[command(flatten)]
    gateway: LimitArgs,
    #[command(flatten)]
    apps: AppsArgs,
    #[command(flatten)]
    mail: MailArgs,
    #[command(flatten)]
    media: MediaArgs,
}

#[derive(Args)]
struct LimitArgs {
    /// Origins whose pages may call the API, separated by commas
    #[arg(long, value_name = "ORIGINS", env = "STOREFLOW_CORS_ORIGINS", default_value = "")]
    cors_origins: String,
    /// Requests per second that one address may make; 0 switches all limits off
    #[arg(long, value_name = "N", env = "STOREFLOW_RATE_LIMIT", default_value = "500")]
    rate_limit: u32,
}

#[derive(Args)]
struct ServeArgs {
    /// identity, purchasing, inventory, sales, ordering, logistics, insights or gateway
    part: String,
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", env = "STOREFLOW_LISTEN", default_value = "0.0.0.0:8080")]
    listen: String,
    /// Milliseconds between being asked to stop and refusing new requests
    #[arg(long, value_name = "MS", env = "STOREFLOW_SHUTDOWN_DELAY_MS", default_value = "2000")]
    shutdown_delay_ms: u64,
    #[command(flatten)]
    cluster: ClusterArgs,
    #[command(flatten)]
    gateway: GatewayArgs,
    #[command(flatten)]
    apps: AppsArgs,
    #[command(flatten)]
    mail: MailArgs,
    #[command(flatten)]
    media: MediaArgs,
}

#[derive(Args)]
struct MigrateArgs {
    /// A service, or `all`
    service: String,
    #[command(flatten)]
    cluster: ClusterArgs,
}

#[derive(Args)]
struct DemoArgs {
    /// How much: `demo`, `reference` (10,000 shops, a million orders over three years), or a part such as `reference:0.01`
    #[arg(long, value_name = "SCALE", default_value = "demo")]
    scale: Scale,
    #[command(flatten)]
    cluster: ClusterArgs,
}

#[derive(Args)]
struct FirstAdminArgs {
    /// The administrator's e-mail; the password comes from STOREFLOW_PASSWORD, or is made and printed
    #[arg(long, value_name = "EMAIL")]
    email: String,
    #[command(flatten)]
    cluster: ClusterArgs,
}

#[derive(Args)]
struct DoctorArgs {
    /// Look at a cluster's databases and broker instead of a data folder
    #[arg(long)]
    cluster: bool,
    /// Folder of `storeflow up`
    #[arg(long, value_name = "DIR", env = "STOREFLOW_DATA", default_value = ".storeflow")]
    data: PathBuf,
    #[command(flatten)]
    servers: ClusterArgs,
}

#[derive(Args)]
struct BackupArgs {
    /// Back up a cluster's databases instead of a data folder
    #[arg(long)]
    cluster: bool,
    /// Folder of `storeflow up`
    #[arg(long, value_name = "DIR", env = "STOREFLOW_DATA", default_value = ".storeflow")]
    data: PathBuf,
    /// The file to write; for a cluster the folder to make
    #[arg(long, value_name = "PATH")]
    to: PathBuf,
    #[command(flatten)]
    servers: ClusterArgs,
}

#[derive(Args)]
struct RestoreArgs {
    /// Fill a cluster's empty databases instead of a data folder
    #[arg(long)]
    cluster: bool,
    /// The file that `backup` wrote; for a cluster the folder
    #[arg(long, value_name = "PATH")]
    from: PathBuf,
    /// The new folder
    #[arg(long, value_name = "DIR", env = "STOREFLOW_DATA", default_value = ".storeflow")]
    data: PathBuf,
    /// Only this service of a cluster
    #[arg(long, value_name = "SERVICE", requires = "cluster")]
    service: Option<Service>,
    #[command(flatten)]
    servers: ClusterArgs,
}

#[derive(Args)]
struct ReconcileArgs {
    /// Compare a cluster's databases instead of those of a data folder (on which nothing may run)
    #[arg(long)]
    cluster: bool,
    /// Folder of `storeflow up`
    #[arg(long, value_name = "DIR", env = "STOREFLOW_DATA", default_value = ".storeflow")]
    data: PathBuf,
    /// Only say what would be done
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    servers: ClusterArgs,
}

#[derive(Args)]
struct MessagesArgs {
    /// table, markdown (docs/messages.md) or asyncapi
    #[arg(long, default_value = "table")]
    format: MessagesFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum MessagesFormat {
    /// For a terminal
    Table,
    /// As docs/messages.md
    Markdown,
    /// As an AsyncAPI 3.0 document
    Asyncapi,
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    crate::use_ring();
    match run() {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "what a person at the terminal is told")]
fn complain(error: &anyhow::Error) {
    eprintln!("storeflow: {error:#}");
}

#[expect(clippy::print_stdout, reason = "the document is what was asked for")]
fn print(text: &str) {
    println!("{}", text.trim_end());
}

fn parse() -> anyhow::Result<Cli> {
    // The file is named by a flag or by the environment, and gives the other flags their defaults.
    let words: Vec<String> = std::env::args().collect();
    let named = words.iter().position(|word| word == "--config").and_then(|at| words.get(at + 1)).cloned();
    let joined = words.iter().find_map(|word| word.strip_prefix("--config=").map(str::to_owned));
    let file = named.or(joined).or_else(|| std::env::var("STOREFLOW_CONFIG").ok()).map(PathBuf::from);
    let command = with_file(Cli::command(), file.as_deref())?;
    let matches = command.get_matches();
    Ok(Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()))
}

fn run() -> anyhow::Result<ExitCode> {
    let Cli { common, command } = parse()?;
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads.max(2)).enable_all().build()?;
    let service_name = match &command {
        Command::Serve(args) => format!("storeflow-{}", args.part),
        _ => "storeflow".to_owned(),
    };
    let telemetry = Telemetry::start(&TelemetryConfig {
        otlp_endpoint: common.otlp_endpoint.clone(),
        log_format: common.log_format,
        log_filter: match &command {
            Command::Up(_) | Command::Serve(_) | Command::Migrate(_) | Command::Demo(_) => common.log.clone(),
            _ => "warn".to_owned(),
        },
        service_name,
    })?;
    let ended = runtime.block_on(dispatch(common, command));
    runtime.shutdown_timeout(Duration::from_secs(2));
    telemetry.stop();
    ended
}

async fn dispatch(common: Common, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Up(args) => up(&common, args).await?,
        Command::Serve(args) => serve(&common, args).await?,
        Command::Migrate(args) => migrate_all(&common, &args).await?,
        Command::Demo(args) => load_demo(&common, &args).await?,
        Command::FirstAdmin(args) => {
            let mut wrong = Wrong::default();
            let around = around(&common, &args.cluster, &mut wrong);
            wrong.into_result()?;
            let db = Db::open(&around.database_url, Service::Identity, around.clock, around.company, 2).await?;
            let made = first_admin::make(&db, &args.email).await?;
            anyhow::ensure!(made.is_some(), "there are users already; ask one of the administrators");
            print(&made.map(|admin| admin.to_string()).unwrap_or_default());
        }
        Command::Simulate(options) => crate::simulate::run(options).await?,
        Command::Doctor(args) => {
            let healthy = if args.cluster {
                doctor::cluster(&common, &args.servers).await
            } else {
                doctor::one_machine(&common, &args.data).await
            };
            return Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Backup(args) => print(&back_up(&common, args).await?),
        Command::Restore(args) => print(&begin_again(&common, args).await?),
        Command::Reconcile(args) => {
            let mode = if args.check { Mode::Check } else { Mode::Mend };
            let report = compare(&common, &args, mode).await?;
            print(&report.text(mode));
            return Ok(if report.needs_a_person() { ExitCode::FAILURE } else { ExitCode::SUCCESS });
        }
        Command::Republish { desk, service, to } => print(&republish::republish(&desk, service, to).await?),
        Command::Openapi => print(&serde_json::to_string_pretty(&documents::openapi())?),
        Command::Messages(args) => print(&match args.format {
            MessagesFormat::Table => documents::messages_table(),
            MessagesFormat::Markdown => documents::messages_markdown(),
            MessagesFormat::Asyncapi => serde_json::to_string_pretty(&documents::asyncapi())?,
        }),
        Command::Saga { desk, command } => print(&desk::saga(&desk, command).await?),
        Command::DeadLetters { desk, command } => print(&desk::dead_letters(&desk, command).await?),
        Command::VerifyStock { desk } => print(&desk::verify_stock(&desk).await?),
    }
    Ok(ExitCode::SUCCESS)
}

fn limits(rate: u32, registrations: u32) -> Option<LimitSettings> {
    let requests_per_second = NonZeroU32::new(rate)?;
    Some(LimitSettings {
        requests_per_second,
        request_burst: requests_per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1)),
        registration_burst: NonZeroU32::new(registrations).unwrap_or(NonZeroU32::MIN),
        ..LimitSettings::default()
    })
}

fn origins(text: &str, wrong: &mut Wrong) -> Vec<HeaderValue> {
    let named = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
    let mut origins = Vec::new();
    for origin in named {
        let shaped = origin.starts_with("http://") || origin.starts_with("https://");
        let value = HeaderValue::from_str(origin).ok().filter(|_| shaped && origin.matches('/').count() == 2);
        match value {
            Some(value) => origins.push(value),
            None => wrong.note("--cors-origins", origin, "write an origin as https://shop.example, without a path"),
        }
    }
    origins
}

async fn up(common: &Common, args: UpArgs) -> anyhow::Result<()> {
    let mut wrong = Wrong::default();
    let company = common.company(&mut wrong);
    let config = OneMachineConfig {
        listen: format!("{}:{}", args.host, args.port),
        data: args.data,
        limits: limits(args.gateway.rate_limit, 30),
        cors_origins: origins(&args.gateway.cors_origins, &mut wrong),
        apps: args.apps.router(&company, &mut wrong),
        company,
        clock: common.clock(&mut wrong),
        mail: args.mail.settings(&mut wrong),
        media_url: args.media.url(&mut wrong),
    };
    wrong.into_result()?;
    one_machine::up(config, UpOptions { demo: args.demo.then_some(args.scale), live: args.live }).await
}

fn around(common: &Common, cluster: &ClusterArgs, wrong: &mut Wrong) -> Surroundings {
    cluster.check(wrong);
    Surroundings {
        database_url: cluster.database_url.clone(),
        media_url: None,
        pool: cluster.pool,
        clock: common.clock(wrong),
        company: common.company(wrong),
        transport: cluster.transport(wrong),
        set_up: SetUp::Cluster,
    }
}

async fn serve(common: &Common, args: ServeArgs) -> anyhow::Result<()> {
    let mut wrong = Wrong::default();
    let delay = Duration::from_millis(args.shutdown_delay_ms);
    if args.part == "gateway" {
        let config = GatewayConfig {
            clock: common.clock(&mut wrong),
            limits: limits(args.gateway.rate_limit, args.gateway.registration_burst),
            trusted_proxies: args.gateway.trusted_proxies,
            cors_origins: origins(&args.gateway.cors_origins, &mut wrong),
            broadcasts: Some(gateway::Wire(args.cluster.transport(&mut wrong))),
            apps: args.apps.router(&common.company(&mut wrong), &mut wrong),
            ..GatewayConfig::default()
        };
        let upstreams = one_service::upstreams(&args.gateway.upstream);
        let upstreams = wrong.take("--upstream", &args.gateway.upstream, upstreams).unwrap_or_default();
        wrong.into_result()?;
        return one_service::serve_gateway(config, upstreams, &args.listen, delay).await;
    }
    let media_url = args.media.url(&mut wrong);
    let around = Surroundings { media_url, ..around(common, &args.cluster, &mut wrong) };
    let service: Option<Service> = wrong.take("part", &args.part, args.part.parse());
    let wrapping_key = match service {
        Some(Service::Identity) => args.cluster.sealing_key(&mut wrong),
        _ => [0; 32],
    };
    let mail = args.mail.settings(&mut wrong);
    wrong.into_result()?;
    let Some(service) = service else { return Ok(()) };
    let mailer = if service == Service::Identity { mail.for_cluster() } else { Mailer::default() };
    let config = PartsConfig { wrapping_key, mailer };
    one_service::serve_service(service, &config, &around, &args.listen, delay).await
}

async fn migrate_all(common: &Common, args: &MigrateArgs) -> anyhow::Result<()> {
    let mut wrong = Wrong::default();
    let around = around(common, &args.cluster, &mut wrong);
    let services: Vec<Service> = match args.service.as_str() {
        "all" => Service::ALL.to_vec(),
        name => wrong.take("service", name, name.parse()).into_iter().collect(),
    };
    wrong.into_result()?;
    for service in services {
        migrate::migrate(service, &around).await?;
    }
    Ok(())
}

async fn back_up(common: &Common, args: BackupArgs) -> anyhow::Result<String> {
    let mut wrong = Wrong::default();
    let (company, clock) = (common.company(&mut wrong), common.clock(&mut wrong));
    if args.cluster {
        args.servers.check(&mut wrong);
    }
    wrong.into_result()?;
    if args.cluster {
        return backup::cluster(&args.servers.database_url, &args.to, &clock).await;
    }
    backup::one_machine(&args.data, &args.to, company, clock).await
}

async fn begin_again(common: &Common, args: RestoreArgs) -> anyhow::Result<String> {
    let mut wrong = Wrong::default();
    let (company, clock) = (common.company(&mut wrong), common.clock(&mut wrong));
    if args.cluster {
        args.servers.check(&mut wrong);
    }
    wrong.into_result()?;
    if args.cluster {
        return restore::cluster(&args.servers.database_url, &args.from, args.service, &clock, &company).await;
    }
    restore::one_machine(&args.from, &args.data, company, clock).await
}

async fn compare(common: &Common, args: &ReconcileArgs, mode: Mode) -> anyhow::Result<Report> {
    let mut wrong = Wrong::default();
    let (company, clock) = (common.company(&mut wrong), common.clock(&mut wrong));
    if args.cluster {
        args.servers.check(&mut wrong);
    }
    wrong.into_result()?;
    if !args.cluster {
        return reconcile::data_folder(&args.data, company, clock, mode).await;
    }
    let dbs = reconcile::open(&args.servers.database_url, company, clock).await?;
    reconcile::reconcile(&dbs, mode).await
}

async fn load_demo(common: &Common, args: &DemoArgs) -> anyhow::Result<()> {
    let mut wrong = Wrong::default();
    let around = around(common, &args.cluster, &mut wrong);
    wrong.into_result()?;
    let mut dbs = BTreeMap::new();
    for service in Service::ALL {
        let db = Db::open(&around.database_url, service, around.clock.clone(), around.company.clone(), 4).await?;
        dbs.insert(service, db);
    }
    let options = demo::DemoOptions { scale: args.scale, ..demo::DemoOptions::from_environment() };
    let signs = demo::load(&dbs, &options).await?;
    print(&signs.to_string());
    Ok(())
}
