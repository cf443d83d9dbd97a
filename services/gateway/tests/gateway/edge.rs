//! What every request meets at the door.

use crate::support::{Answer, Edge, identity, jwks, nobody, open, token, uri};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use chassis::http::server::with_manners;
use contracts::Service;
use gateway::{GatewayConfig, LimitSettings, Upstream};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Tells what arrived.
async fn mirror(request: Request) -> Json<Value> {
    let headers: Value = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap_or_default())))
        .collect();
    Json(json!({"headers": headers, "uri": request.uri().to_string()}))
}

fn sales() -> Router {
    Router::new()
        .route("/api/sales/orders", get(mirror).post(|body: String| async move { body.len().to_string() }))
        .route(
            "/api/sales/empty/{status}",
            get(|axum::extract::Path(status): axum::extract::Path<u16>| async move {
                StatusCode::from_u16(status).expect("status")
            }),
        )
        .route("/api/sales/long", get(|| async { ([("content-type", "application/json")], "[1,2,3]".repeat(2_000)) }))
        .route(
            "/api/sales/events",
            get(|| async { ([("content-type", "text/event-stream")], "data: x\n\n".repeat(2_000)) }),
        )
}

fn count(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("not zero")
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

#[tokio::test]
async fn only_good_tokens_pass_and_no_token_is_for_the_service_to_judge() {
    let edge = Edge::with_sales(open(), sales()).await;
    let with = |token: String| {
        let edge = &edge;
        async move {
            edge.get_with("/api/sales/orders", &[("authorization", &bearer(&token)), ("accept-language", "en")]).await
        }
    };
    assert_eq!(edge.get("/api/sales/orders").await.status, StatusCode::OK);
    let good = token("k1", 600);
    let answer = with(good.clone()).await;
    assert_eq!(answer.json()["headers"]["authorization"], bearer(&good), "the service checks it again");

    let refused = |answer: &Answer, code: &str| {
        answer.is_problem(401, code);
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    };
    refused(&with(token("k1", -1)).await, "token_expired");
    refused(&with("nonsense".to_owned()).await, "token_invalid");
    let forged: String = good.chars().rev().collect();
    refused(&with(forged).await, "token_invalid");
    let mut changed = good.into_bytes();
    let at = changed.len() - 20;
    changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
    refused(&with(String::from_utf8(changed).expect("text")).await, "token_invalid");
    refused(&with(token("of somebody else", 600)).await, "token_invalid");
}

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it_and_not_more_often_than_allowed() {
    let fetched = Arc::new(AtomicUsize::new(0));
    let published = Arc::new(AtomicBool::new(false));
    let (counter, is_published) = (Arc::clone(&fetched), Arc::clone(&published));
    let identity = Router::new().route(
        "/api/identity/keys",
        get(move || async move {
            counter.fetch_add(1, Ordering::SeqCst);
            if is_published.load(Ordering::SeqCst) { jwks() } else { Json(json!({"keys": []})) }
        }),
    );
    let upstreams = [
        (Service::Identity, Upstream::in_process(identity)),
        (Service::Sales, Upstream::in_process(with_manners(sales()))),
    ];
    let edge = Edge::start(open(), upstreams).await;
    edge.until_ready().await;
    let good = bearer(&token("k1", 600));
    edge.get_with("/api/sales/orders", &[("authorization", &good)]).await.is_problem(401, "token_invalid");
    published.store(true, Ordering::SeqCst);
    assert_eq!(edge.get_with("/api/sales/orders", &[("authorization", &good)]).await.status, StatusCode::OK);

    let before = fetched.load(Ordering::SeqCst);
    let unknown = bearer(&token("unknown", 600));
    let headers = [("authorization", unknown.as_str())];
    let many = futures::future::join_all((0..50).map(|_| edge.get_with("/api/sales/orders", &headers))).await;
    assert!(many.iter().all(|answer| answer.status == StatusCode::UNAUTHORIZED));
    let fetches = fetched.load(Ordering::SeqCst) - before;
    assert!(fetches <= 3, "50 requests at the same time made {fetches} fetches");
}

#[tokio::test]
async fn while_identity_was_never_reached_tokens_cannot_be_judged() {
    let away = Upstream::http(Service::Identity, &[uri(nobody().await)]).expect("upstream");
    let sales = Upstream::in_process(with_manners(sales()));
    let edge = Edge::start(open(), [(Service::Identity, away), (Service::Sales, sales)]).await;
    let answer = edge.get_with("/api/sales/orders", &[("authorization", &bearer(&token("k1", 600)))]).await;
    answer.is_problem(503, "not_ready_yet");
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(edge.get("/api/sales/orders").await.status, StatusCode::OK);
    assert_eq!(edge.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn large_bodies_are_refused_early() {
    let edge = Edge::with_sales(open(), sales()).await;
    // By what it says about its size: the answer is there although nothing was sent.
    let mut socket = TcpStream::connect(edge.address).await.expect("connected");
    let head = "POST /api/sales/orders HTTP/1.1\r\nhost: x\r\naccept-language: en\r\ncontent-length: 52428800\r\n\r\n";
    socket.write_all(head.as_bytes()).await.expect("sent");
    let asked = Instant::now();
    let mut buffer = vec![0; 4_096];
    let read = socket.read(&mut buffer).await.expect("an answer");
    assert!(asked.elapsed() < Duration::from_secs(1));
    assert!(buffer[..read].starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&buffer[..read]));

    // A client that sends everything first still gets to read the answer.
    let body = Body::from(vec![b'x'; 50 * 1024 * 1024]);
    let request = Request::builder().method(Method::POST).uri("/api/sales/orders").header("accept-language", "en");
    let answer = edge.send(request.body(body).expect("request")).await;
    answer.is_problem(413, "too_large");
    assert_eq!(answer.json()["limit_bytes"], gateway::BODY_LIMIT);

    // Without a size.
    let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
    let chunks = futures::stream::iter((0..800).map(move |_| Ok::<_, std::io::Error>(chunk.clone())));
    let request = Request::builder().method(Method::POST).uri("/api/sales/orders").header("accept-language", "es");
    let answer = edge.send(request.body(Body::from_stream(chunks)).expect("request")).await;
    answer.is_problem(413, "too_large");
    assert_eq!(answer.json()["title"], "Demasiado grande");

    let fits = "x".repeat(1_000_000);
    assert_eq!(edge.ask(Method::POST, "/api/sales/orders", &[], &fits).await.text(), "1000000");
}

#[tokio::test]
async fn a_path_can_take_more() {
    let config =
        GatewayConfig { body_limit: 1_000, larger_bodies: vec![("/api/sales/media".to_owned(), 10_000)], ..open() };
    let media = Router::new()
        .route("/api/sales/media", post(|body: String| async move { body.len().to_string() }))
        .merge(sales());
    let edge = Edge::with_sales(config, media).await;
    let body = "x".repeat(5_000);
    assert_eq!(edge.ask(Method::POST, "/api/sales/media", &[], &body).await.text(), "5000");
    edge.ask(Method::POST, "/api/sales/orders", &[], &body).await.is_problem(413, "too_large");
}

#[tokio::test]
async fn long_addresses_and_large_headers_are_refused() {
    let edge = Edge::with_sales(open(), sales()).await;
    edge.get(&format!("/api/sales/orders?search={}", "x".repeat(9_000))).await.is_problem(414, "uri_too_long");
    let large = "x".repeat(40_000);
    edge.get_with("/api/sales/orders", &[("x-large", &large)]).await.is_problem(431, "headers_too_large");
}

#[tokio::test]
async fn other_origins_are_let_in_only_by_name() {
    let config = GatewayConfig { cors_origins: vec!["https://shop.example".parse().expect("origin")], ..open() };
    let edge = Edge::with_sales(config, sales()).await;
    let preflight = |origin: &'static str| {
        let edge = &edge;
        async move {
            let headers = [
                ("origin", origin),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "authorization,content-type,idempotency-key"),
            ];
            edge.ask(Method::OPTIONS, "/api/sales/orders", &headers, "").await
        }
    };
    let allowed = preflight("https://shop.example").await;
    assert_eq!(allowed.status, StatusCode::OK);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://shop.example");
    assert_eq!(allowed.header("access-control-allow-credentials"), "true");
    assert!(allowed.header("access-control-allow-headers").contains("idempotency-key"));
    assert_eq!(preflight("https://evil.example").await.header("access-control-allow-origin"), "");
    // Errors can be read as well.
    let answer = edge.get_with("/api/nothing", &[("origin", "https://shop.example")]).await;
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (StatusCode::NOT_FOUND, "https://shop.example")
    );
    // Without configured origins nobody is.
    let closed = Edge::with_sales(open(), sales()).await;
    let answer = closed.get_with("/api/sales/orders", &[("origin", "https://shop.example")]).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn too_many_requests_of_one_address_wait() {
    let limits = LimitSettings { requests_per_second: count(1), request_burst: count(5), ..LimitSettings::default() };
    let config = GatewayConfig { limits: Some(limits), trusted_proxies: 1, ..GatewayConfig::default() };
    let edge = Edge::start(
        config,
        [
            (Service::Identity, Upstream::in_process(identity())),
            (Service::Sales, Upstream::in_process(with_manners(sales()))),
        ],
    )
    .await;
    let from = |address: &'static str| {
        let edge = &edge;
        async move { edge.get_with("/api/sales/orders", &[("x-forwarded-for", address), ("accept-language", "en")]).await }
    };
    for _ in 0..5 {
        assert_eq!(from("6.6.6.6, 190.24.1.7").await.status, StatusCode::OK);
    }
    let answer = from("7.7.7.7, 190.24.1.7").await;
    answer.is_problem(429, "too_many_requests");
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(from("190.24.1.8").await.status, StatusCode::OK, "another address has its own");
    assert!(
        edge.get_with("/livez", &[("x-forwarded-for", "190.24.1.7")]).await.status.is_success(),
        "probes are not counted"
    );
}

#[tokio::test]
async fn failed_sign_ins_are_limited_and_those_that_succeed_are_not() {
    let sign_in = post(|body: String| async move {
        if body.contains("right") {
            StatusCode::CREATED.into_response()
        } else {
            chassis::Problem::not_signed_in("wrong_password").into_response()
        }
    });
    let identity = with_manners(identity().route("/api/identity/sessions", sign_in));
    let edge = Edge::start(GatewayConfig::default(), [(Service::Identity, Upstream::in_process(identity))]).await;
    let sign_in = |password: &'static str| {
        let edge = &edge;
        async move { edge.ask(Method::POST, "/api/identity/sessions", &[("accept-language", "en")], password).await }
    };
    for _ in 0..30 {
        assert_eq!(sign_in("right").await.status, StatusCode::CREATED);
    }
    for _ in 0..10 {
        sign_in("wrong").await.is_problem(401, "wrong_password");
    }
    let answer = sign_in("right").await;
    answer.is_problem(429, "too_many_sign_ins");
    let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=6).contains(&seconds));
    assert_eq!(edge.get("/api/identity/keys").await.status, StatusCode::OK, "everything else goes on");
}

#[tokio::test]
async fn registrations_of_strangers_come_in_bursts_of_thirty() {
    let identity = identity().route("/api/identity/customers", post(|| async { StatusCode::CREATED }));
    let edge =
        Edge::start(GatewayConfig::default(), [(Service::Identity, Upstream::in_process(with_manners(identity)))])
            .await;
    for _ in 0..30 {
        assert_eq!(edge.post("/api/identity/customers", &[]).await.status, StatusCode::CREATED);
    }
    let answer = edge.post("/api/identity/customers", &[("accept-language", "es")]).await;
    answer.is_problem(429, "too_many_registrations");
    assert!((9..=10).contains(&answer.header("retry-after").parse::<u64>().expect("seconds")));
    // A seller who captures shops is signed in, and not limited here.
    let signed = bearer(&token("k1", 600));
    assert_eq!(edge.post("/api/identity/customers", &[("authorization", &signed)]).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn what_libraries_refuse_is_a_problem_in_the_readers_language_too() {
    // A bare router, without the manners of the chassis.
    let upstreams =
        [(Service::Identity, Upstream::in_process(identity())), (Service::Sales, Upstream::in_process(sales()))];
    let edge = Edge::start(open(), upstreams).await;
    let answer = edge.ask(Method::DELETE, "/api/sales/orders", &[("accept-language", "es-CO")], "").await;
    answer.is_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    assert_eq!(answer.json()["title"], "Método no permitido");
    assert_eq!(answer.header("content-language"), "es");
    assert_eq!(answer.json()["instance"], "/api/sales/orders");
    let answer = edge.ask(Method::POST, "/api/docs", &[("accept-language", "en")], "").await;
    answer.is_problem(405, "method_not_allowed");
    assert!(answer.header("allow").contains("GET"));
    for path in [
        "/api/sales/nothing",
        "/api/nothing",
        "/api",
        "/api/",
        "/nothing",
        "/internal/openapi.json",
        "/api/ordering/sagas",
    ] {
        let answer = edge.get(path).await;
        answer.is_problem(404, "not_found");
        assert_eq!(answer.json()["title"], "Not found");
    }
    for (status, code) in
        [(401, "not_signed_in"), (415, "wrong_type"), (400, "malformed"), (503, "service_unavailable")]
    {
        edge.get(&format!("/api/sales/empty/{status}")).await.is_problem(status, code);
    }
}

#[tokio::test]
async fn requests_get_an_id_and_nothing_that_only_we_may_say() {
    let edge = Edge::with_sales(open(), sales()).await;
    let headers = [
        ("x-request-id", "from-the-client-1"),
        ("x-forwarded-for", "6.6.6.6"),
        ("x-storeflow-roles", "admin"),
        ("connection", "x-gone"),
        ("x-gone", "1"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ];
    let answer = edge.get_with("/api/sales/orders?search=a%20b", &headers).await;
    assert_eq!(answer.header("x-request-id"), "from-the-client-1");
    let seen = answer.json();
    assert_eq!(seen["uri"], "/api/sales/orders?search=a%20b");
    assert_eq!(seen["headers"]["x-request-id"], "from-the-client-1");
    assert_eq!(seen["headers"]["x-forwarded-for"], "127.0.0.1");
    assert_eq!(seen["headers"]["x-forwarded-proto"], "http");
    assert!(
        seen["headers"]["traceparent"].as_str().is_some_and(|text| text.contains("0af7651916cd43dd8448eb211c80319c"))
    );
    for gone in ["x-storeflow-roles", "x-gone", "connection"] {
        assert!(seen["headers"].get(gone).is_none(), "{gone}");
    }
    let made = edge.get_with("/api/sales/orders", &[("x-request-id", "<odd>")]).await;
    assert_eq!(made.header("x-request-id").len(), 36);
}

#[tokio::test]
async fn answers_are_compressed_but_streams_are_not() {
    let edge = Edge::with_sales(open(), sales()).await;
    let encoding = async |path: &str, accepted: &str| {
        edge.get_with(path, &[("accept-encoding", accepted)]).await.header("content-encoding").to_owned()
    };
    assert_eq!(encoding("/api/sales/long", "gzip, br").await, "br");
    assert_eq!(encoding("/api/sales/long", "gzip").await, "gzip");
    assert_eq!(encoding("/api/sales/long", "identity").await, "");
    assert_eq!(encoding("/api/sales/events", "gzip, br").await, "");
    assert_eq!(encoding("/api/sales/empty/200", "gzip, br").await, "");
}

#[tokio::test]
async fn every_answer_protects_browsers() {
    let edge = Edge::with_sales(open(), sales()).await;
    for path in ["/", "/api/sales/orders", "/api/nothing", "/readyz"] {
        let answer = edge.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!answer.header("content-security-policy").contains("unsafe"));
    }
}

#[tokio::test]
async fn a_bug_is_a_problem_and_the_next_request_is_answered() {
    async fn buggy() -> StatusCode {
        panic!("a bug")
    }
    let bare = sales().route("/api/sales/bug", get(buggy));
    let upstreams =
        [(Service::Identity, Upstream::in_process(identity())), (Service::Sales, Upstream::in_process(bare))];
    let edge = Edge::start(open(), upstreams).await;
    edge.get("/api/sales/bug").await.is_problem(500, "internal_error");
    assert_eq!(edge.get("/api/sales/orders").await.status, StatusCode::OK);
}

#[tokio::test]
async fn probes_tell_how_it_is_and_closing_makes_it_not_ready() {
    let edge = Edge::with_sales(open(), sales()).await;
    assert_eq!(edge.get("/livez").await.status, StatusCode::OK);
    let answer = edge.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["upstreams"]["sales"], json!({"ready": 1, "open_circuits": 0, "replicas": 1}));
    edge.gateway.close();
    let answer = edge.get("/readyz").await;
    assert_eq!((answer.status, &answer.json()["stopping"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(true)));
    assert_eq!(edge.get("/api/sales/orders").await.status, StatusCode::OK, "requests are answered to the end");
}

#[tokio::test]
async fn the_applications_are_served_beside_the_interface() {
    let app = Router::new()
        .route("/", get(|| async { axum::response::Html("the console") }))
        .route("/seller/", get(|headers: HeaderMap| async move { headers.len().to_string() }));
    let edge = Edge::with_sales(GatewayConfig { apps: Some(app), ..open() }, sales()).await;
    assert_eq!(edge.get("/").await.text(), "the console");
    assert_eq!(edge.get("/seller/").await.status, StatusCode::OK);
    edge.get("/api/nothing").await.is_problem(404, "not_found");
    let calm = Edge::with_sales(open(), sales()).await;
    let page = calm.get("/").await;
    assert!(page.text().contains("make build") && page.text().contains("/api/docs"));
    let page = calm.get_with("/", &[("accept-language", "es")]).await;
    assert!(page.text().contains("StoreFlow está funcionando"));
}
