//! What the gateway answers itself: probes, documents, and the page at `/`.

use crate::door::Client;
use crate::page;
use crate::state::Shared;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chassis::Problem;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// `GET /livez`: 503 when the background work has stopped.
pub(crate) async fn live(State(shared): State<Shared>) -> Response {
    let live = shared.pulse.age() < Duration::from_secs(60);
    let status = if live { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"live": live}))).into_response()
}

/// `GET /readyz`: ready once identity has answered and until shutdown is asked for. The other services are reported but do
/// not fail it: what still works should be reached.
pub(crate) async fn ready(State(shared): State<Shared>) -> Response {
    let stopping = shared.closing.is_cancelled();
    let keys = shared.tokens.answered();
    let upstreams: Map<String, Value> =
        shared.upstreams.iter().map(|(service, upstream)| (service.to_string(), json!(upstream.readiness()))).collect();
    let ready = keys && !stopping;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({"service": "gateway", "ready": ready, "stopping": stopping, "keys": keys, "upstreams": upstreams,
                      "version": env!("CARGO_PKG_VERSION")});
    (status, Json(body)).into_response()
}

/// `GET /api/openapi.json`.
pub(crate) async fn openapi(State(shared): State<Shared>) -> Result<Response, Problem> {
    let merged = shared.documents.get().await?;
    Ok(page::content("application/json", Body::from(merged.json.clone())))
}

/// `GET /api/docs`.
pub(crate) async fn docs(
    State(shared): State<Shared>,
    Extension(client): Extension<Client>,
) -> Result<Response, Problem> {
    let merged = shared.documents.get().await?;
    Ok(page::respond(client.lang, merged.page(client.lang).to_owned()))
}

/// `GET /api/docs/style.css`.
pub(crate) async fn style() -> Response {
    page::content("text/css; charset=utf-8", Body::from(include_str!("../assets/style.css")))
}

/// `GET /api/docs/docs.js`.
pub(crate) async fn script() -> Response {
    page::content("text/javascript; charset=utf-8", Body::from(include_str!("../assets/docs.js")))
}

/// `GET /api/asyncapi.json`.
pub(crate) async fn asyncapi(State(shared): State<Shared>) -> Response {
    page::content("application/json", Body::from(shared.config.asyncapi.to_string()))
}

/// `GET /` while no applications are built in.
pub(crate) async fn home(Extension(client): Extension<Client>) -> Response {
    page::home(client.lang)
}
