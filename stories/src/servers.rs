//! A private PostgreSQL and RabbitMQ, by `deploy/local/servers.sh`.

use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Servers that a story may use, and (when they are its own) kill.
#[derive(Clone, Debug)]
pub struct Servers {
    /// `postgres://user:password@host:port`
    pub postgres: String,
    /// `amqp://user:password@host:port`
    pub rabbitmq: String,
    /// `http://user:password@host:port` of RabbitMQ's management API
    pub rabbitmq_api: String,
    folder: PathBuf,
    /// Whether they are stopped when dropped.
    own: Option<std::sync::Arc<Own>>,
}

#[derive(Debug)]
struct Own(PathBuf);

impl Drop for Own {
    fn drop(&mut self) {
        let _ = script().arg("stop").arg(&self.0).status();
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One of the two servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The databases.
    Postgres,
    /// The broker.
    Rabbitmq,
}

impl Server {
    const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Rabbitmq => "rabbitmq",
        }
    }
}

fn script() -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/local/servers.sh"))
}

impl Servers {
    /// Those that `make test` started, from the environment.
    ///
    /// # Errors
    /// When there are none.
    pub fn shared() -> anyhow::Result<Self> {
        let get = |name: &str| {
            std::env::var(name).with_context(|| {
                format!("{name} is not set: run `make test`, or `deploy/local/servers.sh run target/servers -- cargo test …`")
            })
        };
        Ok(Self {
            postgres: get("STOREFLOW_TEST_POSTGRES")?,
            rabbitmq: get("STOREFLOW_TEST_RABBITMQ")?,
            rabbitmq_api: get("STOREFLOW_TEST_RABBITMQ_API")?,
            folder: get("STOREFLOW_TEST_SERVERS")?.into(),
            own: None,
        })
    }

    /// Servers of one's own, that keep what they confirmed (`fsync` on); stopped when the last clone is dropped.
    ///
    /// # Errors
    /// When they do not start.
    pub fn own_durable() -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("storeflow-servers-{}", uuid::Uuid::new_v4().simple()));
        Self::start_durable(&folder, true)
    }

    /// Durable servers in a folder; kept when `temporary` is false.
    ///
    /// # Errors
    /// When they do not start.
    pub fn start_durable(folder: &Path, temporary: bool) -> anyhow::Result<Self> {
        let out = script().arg("start").arg(folder).arg("--durable").output()?;
        ensure!(out.status.success(), "the servers do not start: {}", String::from_utf8_lossy(&out.stderr));
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let get = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
            line.map(|value| value.trim_matches('"').to_owned())
                .with_context(|| format!("servers.sh did not say {name}"))
        };
        Ok(Self {
            postgres: get("STOREFLOW_TEST_POSTGRES")?,
            rabbitmq: get("STOREFLOW_TEST_RABBITMQ")?,
            rabbitmq_api: get("STOREFLOW_TEST_RABBITMQ_API")?,
            folder: folder.to_owned(),
            own: temporary.then(|| std::sync::Arc::new(Own(folder.to_owned()))),
        })
    }

    /// Where they keep their data.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether they are this story's own (only those may be killed).
    #[must_use]
    pub fn are_own(&self) -> bool {
        self.own.is_some()
    }

    /// Stops servers that were started with `temporary: false`.
    pub fn stop(&self) {
        let _ = script().arg("stop").arg(&self.folder).status();
    }

    fn act(&self, verb: &str, server: Server) {
        let status = script().arg(verb).arg(server.name()).arg(&self.folder).status().expect("servers.sh runs");
        assert!(status.success(), "servers.sh {verb} {}", server.name());
    }

    /// `kill -9`.
    pub fn kill(&self, server: Server) {
        self.act("kill", server);
    }

    /// Starts a killed server again, on its data.
    pub fn restart(&self, server: Server) {
        self.act("restart", server);
    }

    /// Freezes a server.
    pub fn pause(&self, server: Server) {
        self.act("pause", server);
    }

    /// Lets a frozen server go on.
    pub fn resume(&self, server: Server) {
        self.act("resume", server);
    }

    /// One request to RabbitMQ's management API.
    ///
    /// # Errors
    /// When it does not answer with 2xx or 404.
    pub async fn broker_api(&self, method: reqwest::Method, path: &str) -> anyhow::Result<String> {
        let (credentials, address) =
            self.rabbitmq_api.trim_start_matches("http://").split_once('@').context("user:password@host:port")?;
        let (user, password) = credentials.split_once(':').context("user:password")?;
        let request = reqwest::Client::new().request(method, format!("http://{address}{path}"));
        let answer = request.basic_auth(user, Some(password)).header("content-length", "0").send().await?;
        let status = answer.status();
        ensure!(status.is_success() || status.as_u16() == 404, "RabbitMQ: {path}: {status}");
        Ok(answer.text().await?)
    }
}
