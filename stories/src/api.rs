//! Speaking to the gateway as a client does.

use serde_json::{Value, json};
use std::time::Duration;

/// A client, signed in or not. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    /// The gateway.
    pub url: String,
    token: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status; 0 when there was no answer at all.
    pub status: u16,
    /// The body; null when it is not JSON.
    pub json: Value,
    /// `Retry-After` in seconds.
    pub retry_after: Option<u64>,
}

impl Answer {
    /// The body of a 2xx answer.
    ///
    /// # Panics
    /// For any other answer, with its text.
    #[must_use]
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.json);
        self.json
    }

    /// The problem's code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

impl Api {
    /// A stranger.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        storeflow::use_ring();
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(256)
            .build()
            .expect("a client");
        Self { http, url: url.into(), token: None }
    }

    /// The same client, signed in with a token.
    #[must_use]
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The same signed-in client at another gateway.
    #[must_use]
    pub fn at(&self, url: impl Into<String>) -> Self {
        Self { url: url.into(), ..self.clone() }
    }

    /// Signs in.
    ///
    /// # Panics
    /// When that fails.
    pub async fn sign_in(&self, login: &str, password: &str) -> Self {
        let body = json!({"login": login, "password": password});
        let session = self.post("/api/identity/sessions", &body).await.ok();
        self.with_token(session["access_token"].as_str().expect("a token"))
    }

    /// A request with a body and headers.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>, headers: &[(&str, &str)]) -> Answer {
        let method = method.parse::<reqwest::Method>().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let Ok(answer) = request.send().await else {
            return Answer { status: 0, json: Value::Null, retry_after: None };
        };
        let status = answer.status().as_u16();
        let retry_after = answer.headers().get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
        let Ok(text) = answer.text().await else { return Answer { status: 0, json: Value::Null, retry_after } };
        Answer { status, json: serde_json::from_str(&text).unwrap_or_default(), retry_after }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[]).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body), &[]).await
    }

    /// POST that is repeated, as a phone does, until there is a definite answer.
    ///
    /// # Panics
    /// When there is none within two minutes.
    pub async fn post_until_answered(&self, path: &str, body: &Value) -> Answer {
        for _ in 0..600 {
            let answer = self.post(path, body).await;
            if !matches!(answer.status, 0 | 408 | 425 | 429 | 500..) {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("no definite answer to POST {path} within two minutes");
    }

    /// Every item of a list, page by page.
    ///
    /// # Panics
    /// When a page is refused.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let join = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{join}limit=200{cursor}")).await.ok();
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }
}
