//! A client, small services, and tokens.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri, header};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::auth::Claims;
use chassis::http::server::serve;
use chassis::run::start_task;
use contracts::Service;
use contracts::identity::Role;
use gateway::{Gateway, GatewayConfig, Patience, Upstream, gateway};
use http_body_util::BodyExt;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Impatient enough for tests.
pub const PATIENCE: Patience = Patience {
    connect: Duration::from_millis(500),
    answer: Duration::from_millis(1_500),
    body: Duration::from_secs(5),
    poll: Duration::from_millis(50),
};

/// The key pair of RFC 8037, appendix A.
const SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const PUBLIC: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// A token of a customer, signed with the known key but naming `kid`.
pub fn token(kid: &str, expires_in: i64) -> String {
    let now = chassis::Clock::system().now().timestamp();
    let claims = Claims {
        sub: contracts::UserId::new(),
        sid: contracts::SessionId::new(),
        roles: [Role::Customer].into(),
        customer_id: Some(contracts::CustomerId::new()),
        supplier_id: None,
        warehouse_ids: Vec::new(),
        name: "Tienda".to_owned(),
        iat: now,
        exp: now + expires_in,
    };
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend(URL_SAFE_NO_PAD.decode(SEED).expect("seed"));
    let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::EdDSA);
    header.kid = Some(kid.to_owned());
    jsonwebtoken::encode(&header, &claims, &jsonwebtoken::EncodingKey::from_ed_der(&der)).expect("token")
}

/// What identity publishes.
pub fn jwks() -> Json<Value> {
    Json(json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "k1", "x": PUBLIC}]}))
}

pub fn identity() -> Router {
    Router::new().route("/api/identity/keys", get(|| async { jwks() }))
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Asserts that it is a problem document with this status and code.
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!((json["status"].as_u64(), json["code"].as_str()), (Some(status.into()), Some(code)), "{json}");
        for member in ["type", "title", "detail", "instance", "trace_id"] {
            assert!(json[member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {json}");
        }
    }
}

/// A service that listens on a port of its own. It says that it is ready until it is told to leave.
pub struct Replica {
    pub address: SocketAddr,
    ready: Arc<AtomicBool>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Replica {
    pub async fn start(routes: Router) -> Self {
        Self::start_at("127.0.0.1:0".parse().expect("address"), routes).await
    }

    pub async fn start_at(address: SocketAddr, routes: Router) -> Self {
        let ready = Arc::new(AtomicBool::new(true));
        let says = Arc::clone(&ready);
        let probe = move || async move {
            if says.load(Ordering::Relaxed) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
        };
        let router = chassis::http::server::with_manners(routes).route("/readyz", get(probe));
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("address");
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        let task = start_task(async move { serve(listener, router, stopping).await.expect("served") });
        Self { address, ready, stop, task }
    }

    pub fn uri(&self) -> Uri {
        uri(self.address)
    }

    /// As a process that is asked to stop does: not ready, a moment, then no more connections; what runs is finished.
    pub async fn leave(self, delay: Duration) {
        self.ready.store(false, Ordering::Relaxed);
        tokio::time::sleep(delay).await;
        self.stop.cancel();
        self.task.await.expect("ended");
    }
}

pub fn uri(address: SocketAddr) -> Uri {
    format!("http://{address}").parse().expect("uri")
}

/// An address at which nobody listens.
pub async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    listener.local_addr().expect("address")
}

/// A gateway that listens, and a client of it.
pub struct Edge {
    pub gateway: Gateway,
    pub address: SocketAddr,
    client: Client<HttpConnector, Body>,
    stop: CancellationToken,
}

impl Drop for Edge {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A configuration without limits.
pub fn open() -> GatewayConfig {
    GatewayConfig { limits: None, ..GatewayConfig::default() }
}

impl Edge {
    pub async fn start(config: GatewayConfig, upstreams: impl IntoIterator<Item = (Service, Upstream)>) -> Self {
        let gateway = gateway(config, upstreams.into_iter().collect::<BTreeMap<_, _>>());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("address");
        let stop = CancellationToken::new();
        start_task(gateway.run(stop.clone()));
        let (router, stopping) = (gateway.router(), stop.clone());
        start_task(async move { serve(listener, router, stopping).await.expect("served") });
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { gateway, address, client, stop }
    }

    /// With sales in this process and an identity that publishes keys.
    pub async fn with_sales(config: GatewayConfig, sales: Router) -> Self {
        let sales = chassis::http::server::with_manners(sales);
        let upstreams =
            [(Service::Identity, Upstream::in_process(identity())), (Service::Sales, Upstream::in_process(sales))];
        let edge = Self::start(config, upstreams).await;
        edge.until_ready().await;
        edge
    }

    pub async fn until_ready(&self) {
        eventually(|| async { self.get("/readyz").await.status == StatusCode::OK }).await;
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = format!("http://{}{path}", self.address).parse().expect("uri");
        let response = self.client.request(Request::from_parts(parts, body)).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).expect("request")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept-language", "en")], "").await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::GET, path, headers, "").await
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::POST, path, &[headers, &[(header::CONTENT_TYPE.as_str(), "application/json")]].concat(), "{}")
            .await
    }
}

/// Waits for a condition, with a deadline.
pub async fn eventually<F: Future<Output = bool>>(condition: impl Fn() -> F) {
    let waiting = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.expect("it came true in time");
}
