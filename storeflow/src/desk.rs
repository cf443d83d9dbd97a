//! Commands beside a running system: they go through its gateway, as an administrator.

use crate::one_machine;
use anyhow::Context;
use clap::{Args, Subcommand};
use contracts::Service;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// How to reach the system.
#[derive(Args, Clone, Debug)]
pub struct DeskArgs {
    /// The gateway; by default the one that runs on --data
    #[arg(long, value_name = "URL", env = "STOREFLOW_URL")]
    url: Option<String>,
    /// Folder of a running `storeflow up`
    #[arg(long, value_name = "DIR", env = "STOREFLOW_DATA", default_value = ".storeflow")]
    data: PathBuf,
    /// E-mail or phone of an administrator
    #[arg(long, value_name = "LOGIN", env = "STOREFLOW_LOGIN", default_value = "admin@demo.storeflow.test")]
    login: String,
    /// The administrator's password
    #[arg(long, value_name = "PASSWORD", env = "STOREFLOW_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

/// `storeflow saga …`
#[derive(Subcommand, Clone, Debug)]
pub enum SagaCommand {
    /// The newest sagas, or those in a state
    List {
        /// reserving, scheduling, releasing, unscheduling, done …
        #[arg(long)]
        state: Option<String>,
        /// on_time, late or stuck
        #[arg(long)]
        health: Option<String>,
    },
    /// One saga with its log
    Show {
        /// The order
        order_id: uuid::Uuid,
    },
    /// Send the saga's outstanding command again
    Retry {
        /// The order
        order_id: uuid::Uuid,
    },
}

/// `storeflow dead-letters …`
#[derive(Subcommand, Clone, Debug)]
pub enum DeadLettersCommand {
    /// Dead letters of all services, or of one
    List {
        /// Only this service
        #[arg(long)]
        service: Option<Service>,
    },
    /// One dead letter with its body
    Show {
        /// The service
        service: Service,
        /// The message
        id: uuid::Uuid,
    },
    /// Try a dead letter again
    Retry {
        /// The service
        service: Service,
        /// The message
        id: uuid::Uuid,
    },
    /// Give a dead letter up
    Discard {
        /// The service
        service: Service,
        /// The message
        id: uuid::Uuid,
    },
}

/// The gateway of a running system, signed in as an administrator.
pub(crate) struct Desk {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Desk {
    pub(crate) async fn open(args: &DeskArgs) -> anyhow::Result<Self> {
        let url = args
            .url
            .clone()
            .or_else(|| one_machine::running_at(&args.data))
            .with_context(|| format!("nothing runs on {}; name a gateway with --url", args.data.display()))?;
        let password = args
            .password
            .clone()
            .or_else(|| crate::demo::kept_password(&args.data))
            .context("an administrator's password is needed: set STOREFLOW_PASSWORD (and --login)")?;
        let http = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30)).build()?;
        let body = json!({"login": args.login, "password": password});
        let answer = http.post(format!("{url}/api/identity/sessions")).json(&body).send().await;
        let answer: Value = answer.with_context(|| format!("{url} does not answer"))?.json().await?;
        let token = answer["access_token"].as_str().with_context(|| {
            format!("{} cannot sign in: {}", args.login, answer["detail"].as_str().unwrap_or("no reason given"))
        })?;
        Ok(Self { http, token: token.to_owned(), url })
    }

    async fn ask(&self, method: reqwest::Method, path: &str) -> anyhow::Result<Value> {
        self.send(self.http.request(method, format!("{}{path}", self.url))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.send(self.http.post(format!("{}{path}", self.url)).json(body)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        let request = request.bearer_auth(&self.token);
        let answer = request.header("accept-language", "en").send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        anyhow::ensure!(status.is_success(), "{} ({status})", body["detail"].as_str().unwrap_or("no reason given"));
        Ok(body)
    }

    async fn get(&self, path: &str) -> anyhow::Result<Value> {
        self.ask(reqwest::Method::GET, path).await
    }
}

fn items(answer: &Value) -> Vec<Value> {
    answer["items"].as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `storeflow saga …`
///
/// # Errors
/// When the system does not answer or refuses.
pub async fn saga(args: &DeskArgs, command: SagaCommand) -> anyhow::Result<String> {
    let desk = Desk::open(args).await?;
    match command {
        SagaCommand::List { state, health } => {
            let filter = |name: &str, value: Option<String>| value.map_or(String::new(), |v| format!("&{name}={v}"));
            let path = format!("/api/ordering/sagas?limit=200{}{}", filter("state", state), filter("health", health));
            let mut out = format!("{:<38} {:<10} {:<14} {:<9} {}\n", "ORDER", "NUMBER", "STATE", "HEALTH", "SINCE");
            for saga in items(&desk.get(&path).await?) {
                let _ = writeln!(
                    out,
                    "{:<38} {:<10} {:<14} {:<9} {}",
                    text(&saga["order_id"]),
                    text(&saga["number"]),
                    text(&saga["state"]),
                    text(&saga["health"]),
                    text(&saga["updated_at"])
                );
            }
            Ok(out)
        }
        SagaCommand::Show { order_id } => {
            Ok(serde_json::to_string_pretty(&desk.get(&format!("/api/ordering/sagas/{order_id}")).await?)?)
        }
        SagaCommand::Retry { order_id } => {
            let path = format!("/api/ordering/sagas/{order_id}/retry");
            let saga = desk.ask(reqwest::Method::POST, &path).await?;
            Ok(format!("The saga of order {order_id} is {} and {}.", text(&saga["state"]), text(&saga["health"])))
        }
    }
}

/// `storeflow dead-letters …`
///
/// # Errors
/// When the system does not answer or refuses.
pub async fn dead_letters(args: &DeskArgs, command: DeadLettersCommand) -> anyhow::Result<String> {
    let desk = Desk::open(args).await?;
    let path = |service: Service, rest: &str| format!("/api/{service}/system/dead-letters{rest}");
    match command {
        DeadLettersCommand::List { service } => {
            let services = service.map_or_else(|| Service::ALL.to_vec(), |one| vec![one]);
            let mut out = format!("{:<11} {:<38} {:<34} {}\n", "SERVICE", "ID", "MESSAGE", "ERROR");
            for service in services {
                for letter in items(&desk.get(&path(service, "")).await?) {
                    let (id, name, error) = (text(&letter["id"]), text(&letter["name"]), text(&letter["error"]));
                    let _ = writeln!(out, "{service:<11} {id:<38} {name:<34} {error}");
                }
            }
            Ok(out)
        }
        DeadLettersCommand::Show { service, id } => {
            let letters = items(&desk.get(&path(service, "")).await?);
            let letter = letters.iter().find(|letter| letter["id"] == json!(id));
            Ok(serde_json::to_string_pretty(letter.context("there is no such dead letter")?)?)
        }
        DeadLettersCommand::Retry { service, id } => {
            desk.ask(reqwest::Method::POST, &path(service, &format!("/{id}/retry"))).await?;
            Ok(format!("Message {id} will be tried again."))
        }
        DeadLettersCommand::Discard { service, id } => {
            desk.ask(reqwest::Method::DELETE, &path(service, &format!("/{id}"))).await?;
            Ok(format!("Message {id} is given up."))
        }
    }
}

/// `storeflow verify-stock`
///
/// # Errors
/// When the system does not answer, or when there is a difference.
pub async fn verify_stock(args: &DeskArgs) -> anyhow::Result<String> {
    let desk = Desk::open(args).await?;
    let answer = desk.get("/api/inventory/stock-check").await?;
    let differences = answer["differences"].as_array().cloned().context("the check gave no answer")?;
    anyhow::ensure!(
        differences.is_empty(),
        "stock and ledger differ:\n{}",
        serde_json::to_string_pretty(&differences)?
    );
    Ok("Stock and ledger agree.".to_owned())
}
