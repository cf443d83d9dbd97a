//! What happens to every request before it is known what it wants, and to every answer after that.

use crate::body::{Metered, answer_then_discard};
use crate::headers::{self, X_REQUEST_ID};
use crate::limits::Wait;
use crate::state::Shared;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chassis::{Lang, Problem, Text, telemetry};
use http_body_util::BodyExt;
use opentelemetry::{KeyValue, global, metrics::Histogram};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tower_http::compression::Predicate;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::Instrument;

/// Path and query together.
const LONGEST_URI: usize = 8 * 1024;
/// Names and values together.
const LARGEST_HEADERS: usize = 32 * 1024;
/// Answers below this are not worth compressing.
const LEAST_COMPRESSED: u64 = 1_024;

/// Who sent a request, as an extension of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client {
    pub(crate) address: IpAddr,
    pub(crate) lang: Lang,
}

static DURATION: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    global::meter("storeflow").f64_histogram("storeflow.gateway.request.duration").with_unit("s").build()
});

/// The outermost layer: who asks, under which id and trace, what came of it, and what protects browsers.
pub(crate) async fn receive(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let config = &shared.config;
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    let lang = Lang::from_accept_language(text_of(&request, "accept-language"));
    let address = headers::client_address(peer, request.headers(), config.trusted_proxies);
    let id = headers::request_id(request.headers());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let group = group_of(&path);
    let span = tracing::info_span!(
        "gateway",
        otel.name = format!("{method} {group}"),
        otel.kind = "server",
        http.request.method = %method,
        url.path = path,
        http.response.status_code = tracing::field::Empty,
        request_id = id.to_str().unwrap_or_default(),
    );
    telemetry::continue_trace(&span, text_of(&request, "traceparent"));
    request.headers_mut().insert(X_REQUEST_ID, id.clone());
    request.extensions_mut().insert(Client { address, lang });

    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    span.record("http.response.status_code", status);
    span.in_scope(|| log(&method, &path, status, took, id.to_str().unwrap_or_default()));
    let labels = [
        KeyValue::new("http.request.method", method.to_string()),
        KeyValue::new("http.route", group),
        KeyValue::new("http.response.status_code", i64::from(status)),
    ];
    DURATION.record(took.as_secs_f64(), &labels);
    let answered = response.headers_mut();
    answered.insert(X_REQUEST_ID, id);
    if let Some(trace_id) = telemetry::trace_id_of(&span).and_then(|id| HeaderValue::from_str(&id).ok()) {
        answered.insert("x-trace-id", trace_id);
    }
    if shared.closing.is_cancelled() {
        // Who keeps connections open is to open the next one to another gateway.
        answered.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    headers::secure(answered, config.https);
    response
}

fn text_of<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

/// One line per request, without query (what people search for is theirs) and without headers.
fn log(method: &Method, path: &str, status: u16, took: Duration, request_id: &str) {
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    match status {
        500.. if path == "/readyz" => tracing::debug!(%method, path, status, ms, request_id, "request"),
        500.. => tracing::warn!(%method, path, status, ms, request_id, "request"),
        400.. => tracing::info!(%method, path, status, ms, request_id, "request"),
        _ if reads => tracing::debug!(%method, path, status, ms, request_id, "request"),
        _ => tracing::info!(%method, path, status, ms, request_id, "request"),
    }
}

/// `/api/sales` for everything of sales: few enough different ones to be counted by. What nobody serves is one group.
fn group_of(path: &str) -> &'static str {
    let Some(rest) = path.strip_prefix("/api/") else { return "/" };
    match rest.split('/').next().unwrap_or_default() {
        "identity" => "/api/identity",
        "purchasing" => "/api/purchasing",
        "inventory" => "/api/inventory",
        "sales" => "/api/sales",
        "ordering" => "/api/ordering",
        "logistics" => "/api/logistics",
        _ => "/api",
    }
}

/// A limit that a request ran into.
pub(crate) fn too_many(code: &'static str, text: Text, Wait(wait): Wait) -> Problem {
    let seconds =
        u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(u32::from(wait.subsec_nanos() > 0)).max(1);
    Problem::new(StatusCode::TOO_MANY_REQUESTS, code, text).retry_after(seconds)
}

/// Refuses what is too long, and too many requests from one address.
pub(crate) async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Result<Response, Problem> {
    let uri = request.uri();
    if let (Some(limits), Some(client)) = (&shared.limits, request.extensions().get::<Client>()) {
        limits.request(client.address).map_err(|wait| {
            let text = Text::new(
                "Too many requests from this address; wait a little.",
                "Demasiadas solicitudes desde esta dirección; espere un poco.",
            );
            too_many("too_many_requests", text, wait)
        })?;
    }
    let length = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
    if length > LONGEST_URI {
        return Err(Problem::of_status(StatusCode::URI_TOO_LONG));
    }
    let size: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > LARGEST_HEADERS {
        let text = Text::new("The headers are too large.", "Los encabezados son demasiado grandes.");
        return Err(Problem::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large", text));
    }
    let answer = timeout(shared.config.request_time_out, next.run(request)).await;
    answer.map_err(|_| Problem::from(crate::upstream::UpstreamError::TimedOut))
}

/// Refuses large bodies: by what they say about their size before anything is read, or once they have become too large.
pub(crate) async fn limit_body(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let lang = request.extensions().get::<Client>().map_or_else(Lang::default, |client| client.lang);
    let most = shared.config.body_limit_of(&path);
    let announced = announced_size(request.headers());
    // Who waits for a `100 Continue` has sent nothing yet, so there is nothing to throw away.
    let waits = request.headers().contains_key(header::EXPECT);
    if announced.is_some_and(|size| size > most) {
        let unwanted = if waits { Body::empty() } else { request.into_body() };
        return too_large(most, lang, &path, unwanted).await;
    }
    let (parts, body) = request.into_parts();
    let (metered, watch) = Metered::new(body, most);
    let response = next.run(Request::from_parts(parts, Body::new(metered))).await;
    match watch.exceeded() {
        Some(rest) => too_large(most, lang, &path, rest).await,
        None => response,
    }
}

fn announced_size(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn too_large(most: u64, lang: Lang, path: &str, unwanted: Body) -> Response {
    let text = Text::new(
        format!("The request is too large; at most {most} bytes are taken here."),
        format!("La solicitud es demasiado grande; aquí se reciben hasta {most} bytes."),
    );
    let problem = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", text).with("limit_bytes", most.into());
    let (parts, body) = problem.to_response(lang, path).into_parts();
    let document = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Response::from_parts(parts, answer_then_discard(document, unwanted))
}

/// Answers a request whose handling panicked; only a bug of ours does that.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::bug().into_response()
}

/// What is compressed: everything of some size that is not compressed already, and no stream.
pub(crate) fn worth_compressing() -> impl Predicate {
    use tower_http::compression::predicate::{NotForContentType, SizeAbove};
    let whole =
        |status: StatusCode, _, _: &HeaderMap, _: &axum::http::Extensions| status != StatusCode::PAYLOAD_TOO_LARGE;
    SizeAbove::new(LEAST_COMPRESSED)
        .and(whole)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("application/pdf"))
}

/// Pages of other origins may call us only where the configuration names them.
pub(crate) fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let exposed = [
        "etag",
        "location",
        "upload-offset",
        "upload-length",
        "retry-after",
        "x-request-id",
        "x-trace-id",
        "idempotent-replayed",
        "deprecation",
        "sunset",
    ];
    let accepted = [
        "authorization",
        "content-type",
        "accept-language",
        "if-match",
        "if-none-match",
        "range",
        "if-range",
        "upload-offset",
        "idempotency-key",
        "x-request-id",
        "traceparent",
        "tracestate",
    ];
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(accepted.map(HeaderName::from_static))
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(Duration::from_secs(3_600))
}
