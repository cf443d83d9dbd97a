//! Speaking to the gateway as a client does.

use reqwest::header::HeaderMap;
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
    /// All headers.
    pub headers: HeaderMap,
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

    /// A header as text; empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    const fn none(retry_after: Option<u64>, headers: HeaderMap) -> Self {
        Self { status: 0, json: Value::Null, retry_after, headers }
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

    /// The access token.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
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
        let mut request = self.request(method, path, headers);
        if let Some(body) = body {
            request = request.json(body);
        }
        Self::answer(request).await
    }

    /// A request whose body is any bytes; its content type is among the headers, or missing.
    pub async fn send_bytes(&self, method: &str, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Answer {
        Self::answer(self.request(method, path, headers).body(body)).await
    }

    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let method = method.parse::<reqwest::Method>().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
    }

    async fn answer(request: reqwest::RequestBuilder) -> Answer {
        let Ok(answer) = request.send().await else { return Answer::none(None, HeaderMap::new()) };
        let status = answer.status().as_u16();
        let headers = answer.headers().clone();
        let retry_after = headers.get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
        if headers.get("content-type").is_some_and(|kind| kind == "text/event-stream") {
            // A stream has no end to wait for; `Events` listens to it.
            return Answer { status, json: Value::Null, retry_after, headers };
        }
        let Ok(text) = answer.text().await else { return Answer::none(retry_after, headers) };
        Answer { status, json: serde_json::from_str(&text).unwrap_or_default(), retry_after, headers }
    }

    /// The body of an answer as it came over the wire, compressed as the gateway chose.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.request("GET", path, &[("accept-encoding", "br, gzip")]).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.bytes().await.expect("a body").to_vec()
    }

    /// Opens a stream, without a time limit of its own.
    pub(crate) async fn open(&self, path: &str) -> reqwest::Result<reqwest::Response> {
        self.request("GET", path, &[]).timeout(Duration::from_secs(3_600)).send().await
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
