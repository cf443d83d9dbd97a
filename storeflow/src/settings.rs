//! Settings: flags, then `STOREFLOW_*` in the environment, then a TOML file. Every wrong value is named, all at once.

use anyhow::Context;
use base64::Engine;
use chassis::blobs::Blobs;
use chassis::telemetry::LogFormat;
use chassis::transport::Transport;
use chassis::transport::rabbitmq::RabbitMq;
use chassis::{Clock, Company};
use clap::{Args, Command};
use contracts::Currency;
use identity::Mailer;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What every command understands.
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// TOML file with settings: the long names of flags, with `_` for `-`
    #[arg(long, global = true, value_name = "FILE", env = "STOREFLOW_CONFIG")]
    pub config: Option<PathBuf>,
    /// Base URL of an OTLP receiver over HTTP, such as http://localhost:4318
    #[arg(long, global = true, value_name = "URL", env = "STOREFLOW_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<String>,
    /// What to log, such as `info` or `info,chassis=debug`
    #[arg(long, global = true, value_name = "FILTER", env = "STOREFLOW_LOG", default_value = "info")]
    pub log: String,
    /// How logs look: `text` for a person, `json` for a machine
    #[arg(long, global = true, value_name = "FORMAT", env = "STOREFLOW_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// The company's only currency (ISO 4217)
    #[arg(long, global = true, value_name = "CODE", env = "STOREFLOW_CURRENCY", default_value = "COP")]
    pub currency: String,
    /// The company's time zone (IANA name)
    #[arg(long, global = true, value_name = "ZONE", env = "STOREFLOW_TIME_ZONE", default_value = "America/Bogota")]
    pub time_zone: String,
}

/// What the parts of a cluster need besides.
#[derive(Args, Clone, Debug, Default)]
pub struct ClusterArgs {
    /// PostgreSQL; `{service}` stands for the service's name
    #[arg(
        long,
        value_name = "URL",
        env = "STOREFLOW_DATABASE_URL",
        hide_env_values = true,
        default_value = "postgres://storeflow@localhost/storeflow_{service}"
    )]
    pub database_url: String,
    /// RabbitMQ
    #[arg(
        long,
        value_name = "URL",
        env = "STOREFLOW_BROKER_URL",
        hide_env_values = true,
        default_value = "amqp://localhost:5672"
    )]
    pub broker_url: String,
    /// PostgreSQL connections of this process
    #[arg(long, value_name = "N", env = "STOREFLOW_POOL", default_value = "16")]
    pub pool: u32,
    /// 32 bytes, base64: seals identity's private keys. A secret.
    #[arg(long, value_name = "KEY", env = "STOREFLOW_WRAPPING_KEY", hide_env_values = true)]
    pub wrapping_key: Option<String>,
}

/// What the gateway needs.
#[derive(Args, Clone, Debug, Default)]
pub struct GatewayArgs {
    /// Where the services are; `{service}` stands for the name. Several replicas are separated by commas
    #[arg(long, value_name = "URLS", env = "STOREFLOW_UPSTREAM", default_value = "http://{service}:8080")]
    pub upstream: String,
    /// Origins whose pages may call the API, separated by commas
    #[arg(long, value_name = "ORIGINS", env = "STOREFLOW_CORS_ORIGINS", default_value = "")]
    pub cors_origins: String,
    /// Requests per second that one address may make; 0 switches all limits off
    #[arg(long, value_name = "N", env = "STOREFLOW_RATE_LIMIT", default_value = "500")]
    pub rate_limit: u32,
    /// Registrations that one address may make at once
    #[arg(long, value_name = "N", env = "STOREFLOW_REGISTRATION_BURST", default_value = "30")]
    pub registration_burst: u32,
    /// Proxies of one's own in front whose X-Forwarded-For is believed
    #[arg(long, value_name = "N", env = "STOREFLOW_TRUSTED_PROXIES", default_value = "0")]
    pub trusted_proxies: usize,
}

/// How mails leave, and where people reach the company.
#[derive(Args, Clone, Default)]
pub struct MailArgs {
    /// How mails leave: smtp://user:password@host:587?tls=starttls, smtps://… or file:///folder
    ///
    /// On one machine they go into the folder `mail` of the data folder by default.
    #[arg(long, value_name = "URL", env = "STOREFLOW_MAIL_URL", hide_env_values = true, default_value = "")]
    pub mail_url: String,
    /// Whom mails are from
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "STOREFLOW_MAIL_FROM",
        default_value = "StoreFlow <no-reply@storeflow.example>"
    )]
    pub mail_from: String,
    /// Where people reach the company, such as https://tienda.co: what links in mails begin with
    #[arg(long, value_name = "URL", env = "STOREFLOW_PUBLIC_URL", default_value = "")]
    pub public_url: String,
}

/// How mails leave, checked.
#[derive(Clone, Debug, Default)]
pub struct MailSettings {
    mailer: Mailer,
    from: String,
    public_url: Option<String>,
}

impl MailArgs {
    /// Checks them.
    pub fn settings(&self, wrong: &mut Wrong) -> MailSettings {
        let public_url = Some(self.public_url.clone()).filter(|url| !url.is_empty());
        let anywhere = "http://localhost:8080";
        let mailer = Mailer::new(&self.mail_url, &self.mail_from, public_url.as_deref().unwrap_or(anywhere));
        let mailer = wrong.take("--mail-url", "(hidden)", mailer).unwrap_or_default();
        MailSettings { mailer, from: self.mail_from.clone(), public_url }
    }
}

impl MailSettings {
    /// For a service of a cluster.
    #[must_use]
    pub fn for_cluster(self) -> Mailer {
        if !self.mailer.is_configured() {
            tracing::warn!("no mail leaves: set --mail-url (STOREFLOW_MAIL_URL)");
        }
        self.mailer
    }

    /// For one machine that answers at `url`: into the folder unless a server is configured.
    #[must_use]
    pub fn for_one_machine(&self, folder: &Path, url: &str) -> Mailer {
        let public_url = self.public_url.as_deref().unwrap_or(url);
        if self.mailer.is_configured() {
            return self.mailer.clone().reached_at(public_url);
        }
        let from = if self.from.is_empty() { "no-reply@storeflow.example" } else { &self.from };
        Mailer::into_folder(folder, from, public_url).unwrap_or_default()
    }
}

/// Where pictures, videos and documents are kept.
#[derive(Args, Clone, Debug, Default)]
pub struct MediaArgs {
    /// Where media are kept: file:///folder/{service} or az://container/{service}
    ///
    /// On one machine the folder `media` of the data folder by default; in a cluster all replicas need the same place. Azure's
    /// account, endpoint and credentials come from AZURE_STORAGE_ACCOUNT_NAME, AZURE_STORAGE_ENDPOINT, and
    /// AZURE_STORAGE_ACCOUNT_KEY or the variables of workload identity.
    #[arg(long, value_name = "URL", env = "STOREFLOW_MEDIA_URL")]
    pub media_url: Option<String>,
}

impl MediaArgs {
    /// Checks the URL.
    pub fn url(&self, wrong: &mut Wrong) -> Option<String> {
        let url = self.media_url.as_deref().filter(|url| !url.is_empty())?;
        wrong.take("--media-url", url, Blobs::check_url(url)).map(|()| url.to_owned())
    }
}

/// Collects wrong values.
#[derive(Default)]
pub struct Wrong(Vec<String>);

impl Wrong {
    /// Notes a wrong value of a flag.
    pub fn note(&mut self, flag: &str, value: &str, advice: impl std::fmt::Display) {
        let variable = flag.trim_start_matches("--").replace('-', "_").to_uppercase();
        self.0.push(format!("{flag} (or STOREFLOW_{variable}): `{value}`: {advice}"));
    }

    /// The value, or its error noted.
    pub fn take<T, E: std::fmt::Display>(&mut self, flag: &str, value: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.note(flag, value, error)).ok()
    }

    /// `Ok`, or everything that was noted.
    ///
    /// # Errors
    /// One line per wrong value.
    pub fn into_result(self) -> anyhow::Result<()> {
        if self.0.is_empty() { Ok(()) } else { anyhow::bail!("wrong settings:\n  {}", self.0.join("\n  ")) }
    }
}

impl Common {
    /// The company.
    pub fn company(&self, wrong: &mut Wrong) -> Company {
        let currency: Option<Currency> = wrong.take("--currency", &self.currency, self.currency.parse());
        let zone = self.time_zone.parse().map_err(|_| "there is no such time zone; write it as America/Bogota");
        let time_zone = wrong.take("--time-zone", &self.time_zone, zone);
        let default = Company::default();
        Company { currency: currency.unwrap_or(default.currency), time_zone: time_zone.unwrap_or(default.time_zone) }
    }

    /// The clock (test builds can set it).
    pub fn clock(&self, wrong: &mut Wrong) -> Clock {
        Clock::from_environment().unwrap_or_else(|error| {
            wrong.note("--test-clock", "", error);
            Clock::system()
        })
    }
}

impl ClusterArgs {
    /// Checks the URLs.
    pub fn check(&self, wrong: &mut Wrong) {
        if !self.database_url.starts_with("postgres://") && !self.database_url.starts_with("postgresql://") {
            wrong.note("--database-url", "(hidden)", "a cluster needs postgres://…; for SQLite use `storeflow up`");
        }
        if self.pool < 4 {
            wrong.note("--pool", &self.pool.to_string(), "a service needs at least 4 connections");
        }
    }

    /// The way between the processes.
    pub fn transport(&self, wrong: &mut Wrong) -> Arc<dyn Transport> {
        if !self.broker_url.starts_with("amqp://") && !self.broker_url.starts_with("amqps://") {
            wrong.note("--broker-url", "(hidden)", "write it as amqp://user:password@host:5672");
        }
        Arc::new(RabbitMq::new(self.broker_url.clone()))
    }

    /// The key that seals identity's private keys.
    pub fn sealing_key(&self, wrong: &mut Wrong) -> [u8; 32] {
        let text = self.wrapping_key.clone().unwrap_or_default();
        let key = base64::engine::general_purpose::STANDARD.decode(&text).ok().and_then(|key| key.try_into().ok());
        key.unwrap_or_else(|| {
            wrong.note("--wrapping-key", "(hidden)", "identity needs 32 bytes in base64: `openssl rand -base64 32`");
            [0; 32]
        })
    }
}

/// Gives the values of a TOML file to the command as defaults, so that flags and environment go before them.
///
/// # Errors
/// Names every key that is no setting and every value that is no text, number or boolean.
pub fn with_file(command: Command, file: Option<&Path>) -> anyhow::Result<Command> {
    let Some(file) = file else { return Ok(command) };
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the settings file {} cannot be read", file.display()))?;
    let table: toml::Table = text.parse().with_context(|| format!("{} is not TOML", file.display()))?;
    let mut values: Vec<(String, String)> = Vec::new();
    let mut wrong: Vec<String> = Vec::new();
    for (key, value) in table {
        let flag = key.replace('_', "-");
        let known = all_flags(&command).contains(&flag);
        match value {
            _ if !known || flag == "config" => wrong.push(format!("`{key}` is no setting")),
            toml::Value::String(text) => values.push((flag, text)),
            toml::Value::Integer(number) => values.push((flag, number.to_string())),
            toml::Value::Boolean(yes) => values.push((flag, yes.to_string())),
            _ => wrong.push(format!("`{key}` must be a text or a whole number")),
        }
    }
    anyhow::ensure!(wrong.is_empty(), "{}:\n  {}", file.display(), wrong.join("\n  "));
    Ok(give(command, &values))
}

fn all_flags(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned));
    own.chain(command.get_subcommands().flat_map(all_flags)).collect()
}

fn give(command: Command, values: &[(String, String)]) -> Command {
    let command = command.mut_args(|arg| match values.iter().find(|(flag, _)| Some(flag.as_str()) == arg.get_long()) {
        Some((_, value)) => arg.default_value(value.clone()),
        None => arg,
    });
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |sub| give(sub, values)))
}
