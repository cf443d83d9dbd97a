//! A service's router with everything that holds for every request, and the server under it.

use super::audit::History;
use super::problem::{self, Problem};
use super::routes::Routes;
use super::system;
use super::text::Text;
use crate::app::App;
use crate::service::{Republish, Vitals};
use crate::telemetry;
use crate::transport::Transport;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use contracts::Service;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

/// Largest body of a JSON request.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// Longest time for an answer.
const TIME_OUT: Duration = Duration::from_secs(30);

/// What the probes look at.
#[derive(Clone)]
pub(crate) struct Probed {
    pub(crate) app: App,
    pub(crate) vitals: Arc<Vitals>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) migrations: Arc<Vec<crate::migrations::Migration>>,
    /// Set once the service has done what it does before it serves.
    pub(crate) ready: CancellationToken,
    pub(crate) stop: CancellationToken,
}

/// Wraps a service's routes in what holds for every request.
pub(crate) fn router(routes: Router<App>, document: &utoipa::openapi::OpenApi, probed: Probed) -> Router {
    let document: Arc<str> = serde_json::to_string(document).unwrap_or_default().into();
    let app = probed.app.clone();
    let api = with_manners(routes.with_state(app));
    let described = get(move || {
        let document = document.to_string();
        async move { ([(header::CONTENT_TYPE, "application/json")], document) }
    });
    let stop = probed.stop.clone();
    let probes = Router::new()
        .route("/livez", get(live))
        .route("/readyz", get(ready))
        .route("/internal/openapi.json", described)
        .with_state(probed);
    // From the moment when it is asked to stop each answer ends its connection: the gateway goes elsewhere at once, and no
    // connection is left on which a request could cross with its end.
    let last_answer = axum::middleware::map_response(move |mut response: Response| {
        let stopping = stop.is_cancelled();
        async move {
            if stopping {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            response
        }
    });
    api.merge(probes).layer(last_answer)
}

/// Problem documents, body limit, time-out, panic catching and the trace of each request.
pub fn with_manners(routes: Router) -> Router {
    routes
        .fallback(|| async { Problem::not_found() })
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| Problem::bug().into_response()))
        .layer(from_fn(time_out))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(problem::render))
        .layer(from_fn(trace))
}

async fn time_out(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIME_OUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let text = Text::new("There was no answer in time.", "No hubo respuesta a tiempo.");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timed_out", text).retry_after(2).into_response()
        }
    }
}

async fn trace(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let span = telemetry::request_span(&request, path.as_deref());
    let started = std::time::Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    telemetry::request_answered(&method, path.as_deref(), status.as_u16(), started.elapsed());
    if let Some(trace_id) = telemetry::trace_id_of(&span).and_then(|id| HeaderValue::from_str(&id).ok()) {
        response.headers_mut().insert("x-trace-id", trace_id);
    }
    response
}

async fn live(State(probed): State<Probed>) -> Response {
    let stopped = probed.vitals.stopped();
    let status = if stopped.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"live": stopped.is_empty(), "stopped": stopped}))).into_response()
}

async fn ready(State(probed): State<Probed>) -> Response {
    let db = probed.app.db();
    let stopping = probed.stop.is_cancelled();
    let schema = crate::migrations::is_current(db, &probed.migrations).await;
    let (database, schema) = match schema {
        Ok(current) => ("up", if current { "current" } else { "behind" }),
        Err(_) => ("down", "unknown"),
    };
    let started = probed.ready.is_cancelled();
    let ready = started && !stopping && database == "up" && schema == "current";
    let broker = if probed.transport.is_up() { "up" } else { "down" };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({"service": db.service(), "ready": ready, "started": started, "stopping": stopping, "database": database,
                      "schema": schema, "broker": broker, "version": env!("CARGO_PKG_VERSION")});
    (status, Json(body)).into_response()
}

/// A client that takes longer to send its headers is cut off.
const HEADER_TIME: Duration = Duration::from_secs(15);

/// Serves a router until `stop`; then lets running requests finish.
///
/// # Errors
/// Never yet: a connection that cannot be accepted is logged, and the next one is.
pub async fn serve(listener: tokio::net::TcpListener, router: Router, stop: CancellationToken) -> anyhow::Result<()> {
    let connections = GracefulShutdown::new();
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME).max_buf_size(64 * 1024);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file handles, mostly: give others time to close theirs.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = connections.watch(builder.serve_connection(TokioIo::new(stream), service));
        crate::run::detach(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
    Ok(())
}

/// What every service has without saying so.
pub(crate) fn system_routes(service: Service, republish: Option<Republish>, history: Option<History>) -> Routes {
    system::routes(service, republish).and(super::audit::routes(service, history))
}
