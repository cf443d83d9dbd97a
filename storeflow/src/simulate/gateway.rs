//! What a shop's phone says to the gateway, over plain HTTP.

use crate::simulate::planner::Goods;
use contracts::sales::Fulfilment;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use uuid::Uuid;

/// Access tokens live ten minutes; a new one is fetched a little earlier.
const TOKEN_USE: Duration = Duration::from_secs(8 * 60);
/// No request takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It says no, and would say so again.
    #[error("{code}: {detail} ({status})")]
    Refused {
        /// The status.
        status: u16,
        /// The problem's stable code.
        code: String,
        /// For people.
        detail: String,
    },
    /// It says: later.
    #[error("it is busy")]
    Busy(Option<Duration>),
    /// It does not answer.
    #[error("it does not answer: {0}")]
    Away(String),
}

/// Something that can be ordered.
#[derive(Clone, Debug)]
pub struct Article {
    /// The product.
    pub id: Uuid,
    /// What a shop thinks about it.
    pub goods: Goods,
    /// The price on the screen.
    pub price: Value,
}

/// Who is signed in.
#[derive(Clone, Debug)]
struct Session {
    token: String,
    since: Instant,
    customer_id: Option<Uuid>,
}

/// An order as it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Such as `scheduled`.
    pub status: String,
    /// From accepted to its last change, by the server's clock.
    pub took: Option<Duration>,
}

/// A gateway, and those who are signed in there with one password.
pub struct Gateway {
    http: reqwest::Client,
    url: String,
    password: String,
    sessions: Mutex<HashMap<String, Session>>,
}

impl Gateway {
    /// Does not connect yet.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(url: &str, password: &str) -> anyhow::Result<Self> {
        crate::use_ring();
        let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
        let url = url.trim_end_matches('/').to_owned();
        Ok(Self { http, url, password: password.to_owned(), sessions: Mutex::default() })
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Value, Trouble> {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).header("accept-language", "en");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let away = |error: reqwest::Error| Trouble::Away(error.to_string());
        let answer = request.send().await.map_err(away)?;
        let status = answer.status();
        let after = answer.headers().get("retry-after").and_then(|after| after.to_str().ok()?.parse().ok());
        let text = answer.text().await.map_err(away)?;
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        match status {
            _ if status.is_success() => Ok(body),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Err(Trouble::Busy(after.map(Duration::from_secs)))
            }
            _ if status.is_server_error() => Err(Trouble::Away(format!("{status}"))),
            _ => {
                let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
                Err(Trouble::Refused { status: status.as_u16(), code: text("code"), detail: text("detail") })
            }
        }
    }

    async fn session(&self, login: &str) -> Result<Session, Trouble> {
        if let Some(session) = self.sessions.lock().await.get(login).filter(|of| of.since.elapsed() < TOKEN_USE) {
            return Ok(session.clone());
        }
        let body = json!({"login": login, "password": self.password, "app": "api"});
        let answer = self.ask(Method::POST, "/api/identity/sessions", None, Some(&body)).await?;
        let session = Session {
            token: answer["access_token"].as_str().unwrap_or_default().to_owned(),
            since: Instant::now(),
            customer_id: answer["user"]["customer_id"].as_str().and_then(|id| id.parse().ok()),
        };
        self.sessions.lock().await.insert(login.to_owned(), session.clone());
        Ok(session)
    }

    /// Asks as somebody; a token that is no longer good is replaced once.
    async fn ask_as(&self, login: &str, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Trouble> {
        let session = self.session(login).await?;
        match self.ask(method.clone(), path, Some(&session.token), body).await {
            Err(Trouble::Refused { status: 401, .. }) => {
                self.sessions.lock().await.remove(login);
                let session = self.session(login).await?;
                self.ask(method, path, Some(&session.token), body).await
            }
            other => other,
        }
    }

    /// The shops for which somebody orders: the own one, or those that a seller looks after.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn shops_of(&self, login: &str) -> Result<Vec<Uuid>, Trouble> {
        if let Some(own) = self.session(login).await?.customer_id {
            return Ok(vec![own]);
        }
        let page = self.ask_as(login, Method::GET, "/api/identity/customers?limit=200", None).await?;
        let items = page["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(items.iter().filter_map(|shop| shop["id"].as_str()?.parse().ok()).collect())
    }

    /// Everything that can be ordered.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn catalogue(&self, login: &str) -> Result<Vec<Article>, Trouble> {
        let (mut articles, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/purchasing/products?limit=200{cursor}");
            let page = self.ask_as(login, Method::GET, &path, None).await?;
            let items = page["items"].as_array().map(Vec::as_slice).unwrap_or_default();
            articles.extend(items.iter().filter(|item| item["status"] == "active").filter_map(article));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        // The same seed shall order the same goods, however the list came.
        articles.sort_by(|a, b| a.goods.sku.cmp(&b.goods.sku));
        Ok(articles)
    }

    /// Places an order; the same id again is the same order.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn place(
        &self,
        login: &str,
        id: Uuid,
        shop: Uuid,
        fulfilment: Fulfilment,
        lines: &[(&Article, i64)],
    ) -> Result<(), Trouble> {
        let line = |(article, quantity): &(&Article, i64)| json!({"product_id": article.id, "quantity": quantity, "price_seen": article.price});
        let lines: Vec<Value> = lines.iter().map(line).collect();
        let body = json!({"id": id, "customer_id": shop, "fulfilment": fulfilment, "lines": lines});
        self.ask_as(login, Method::POST, "/api/sales/orders", Some(&body)).await.map(drop)
    }

    /// How an order stands.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn standing(&self, login: &str, order: Uuid) -> Result<Standing, Trouble> {
        let order = self.ask_as(login, Method::GET, &format!("/api/sales/orders/{order}"), None).await?;
        let at = |name: &str| chrono::DateTime::parse_from_rfc3339(order[name].as_str()?).ok();
        let took = at("updated_at").zip(at("created_at")).and_then(|(last, first)| (last - first).to_std().ok());
        Ok(Standing { status: order["status"].as_str().unwrap_or_default().to_owned(), took })
    }

    /// Asks for an order to be cancelled.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn cancel(&self, login: &str, order: Uuid) -> Result<(), Trouble> {
        self.ask_as(login, Method::POST, &format!("/api/sales/orders/{order}/cancel"), None).await.map(drop)
    }
}

fn article(item: &Value) -> Option<Article> {
    Some(Article {
        id: item["id"].as_str()?.parse().ok()?,
        goods: Goods {
            sku: item["sku"].as_str()?.to_owned(),
            category: item["category"].as_str().unwrap_or_default().to_owned(),
            pack_size: item["pack_size"].as_i64().unwrap_or(1),
            price: item["price"]["amount"].as_i64()? / 100,
        },
        price: item["price"].clone(),
    })
}
