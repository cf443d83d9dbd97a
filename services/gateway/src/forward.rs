//! The way of a request to its service: `/api/<service>/…`.

use crate::door::{Client, too_many};
use crate::headers;
use crate::state::Shared;
use crate::upstream::UpstreamError;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use chassis::{Problem, Text, telemetry};
use contracts::Service;
use tokio::time::Instant;
use tower::ServiceExt;

impl From<UpstreamError> for Problem {
    fn from(error: UpstreamError) -> Self {
        let (status, code, text) = match error {
            UpstreamError::Unavailable => {
                let text = Text::new(
                    "This part of the system cannot be reached right now; nothing was changed. Try again in a second.",
                    "Esta parte del sistema no se puede alcanzar ahora; nada se cambió. Intente de nuevo en un segundo.",
                );
                return Self::new(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", text).retry_after(1);
            }
            UpstreamError::TimedOut => (
                StatusCode::GATEWAY_TIMEOUT,
                "upstream_timeout",
                Text::new(
                    "There was no answer in time. Look whether the request had an effect before you repeat it.",
                    "No hubo respuesta a tiempo. Revise si la solicitud tuvo efecto antes de repetirla.",
                ),
            ),
            UpstreamError::Broken => (
                StatusCode::BAD_GATEWAY,
                "upstream_broken",
                Text::new(
                    "The connection broke before there was an answer. Look whether the request had an effect before you repeat it; \
                     with an `Idempotency-Key` it can always be repeated.",
                    "La conexión se cortó antes de la respuesta. Revise si la solicitud tuvo efecto antes de repetirla; \
                     con una `Idempotency-Key` siempre se puede repetir.",
                ),
            ),
            UpstreamError::BodyBroken => (
                StatusCode::BAD_REQUEST,
                "malformed",
                Text::new(
                    "The body of the request ended early.",
                    "El contenido de la solicitud terminó antes de tiempo.",
                ),
            ),
            UpstreamError::BodySlow => (
                StatusCode::REQUEST_TIMEOUT,
                "request_timeout",
                Text::new(
                    "The body of the request did not come in time; nothing was changed.",
                    "El contenido de la solicitud no llegó a tiempo; nada se cambió.",
                ),
            ),
        };
        Self::new(status, code, text)
    }
}

/// The requests that have a limit of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limited {
    SignIn,
    Registration,
    No,
}

fn limited(request: &Request) -> Limited {
    let signed = request.headers().contains_key(header::AUTHORIZATION);
    match (request.method(), request.uri().path(), signed) {
        (&Method::POST, "/api/identity/sessions", _) => Limited::SignIn,
        (&Method::POST, "/api/identity/customers", false) => Limited::Registration,
        _ => Limited::No,
    }
}

fn service_of(path: &str) -> Option<Service> {
    path.strip_prefix("/api/")?.split('/').next()?.parse().ok()
}

/// Checks the token and the limits, and passes the request on.
pub(crate) async fn forward(
    State(shared): State<Shared>,
    Extension(client): Extension<Client>,
    request: Request,
) -> Result<Response, Problem> {
    let upstream = service_of(request.uri().path()).and_then(|service| shared.upstreams.get(&service)).cloned();
    let upstream = upstream.ok_or_else(Problem::not_found)?;
    match shared.tokens.check(request.headers()).await {
        // Identity has routes for those who cannot prove yet, or no longer, who they are; it judges by the route.
        Err(problem) if problem.code() == "token_expired" && request.uri().path().starts_with("/api/identity/") => {}
        outcome => drop(outcome?),
    }
    let limited = limited(&request);
    if let Some(limits) = &shared.limits {
        match limited {
            Limited::SignIn => limits.may_sign_in(client.address, Instant::now()).map_err(|wait| {
                let text = Text::new(
                    "Too many failed sign-ins from this address; wait a little.",
                    "Demasiados ingresos fallidos desde esta dirección; espere un poco.",
                );
                too_many("too_many_sign_ins", text, wait)
            })?,
            Limited::Registration => limits.registration(client.address).map_err(|wait| {
                let text = Text::new(
                    "Too many registrations from this address; wait a little.",
                    "Demasiados registros desde esta dirección; espere un poco.",
                );
                too_many("too_many_registrations", text, wait)
            })?,
            Limited::No => {}
        }
    }
    let (mut parts, body) = request.into_parts();
    // What our router noted about the path would mislead the router of a service in this process.
    parts.extensions.clear();
    let scheme = if shared.config.https { "https" } else { "http" };
    headers::pass_on(&mut parts, client.address, scheme, shared.config.trusted_proxies);
    if let Some(traceparent) = telemetry::traceparent().and_then(|text| HeaderValue::from_str(&text).ok()) {
        parts.headers.insert("traceparent", traceparent);
    }
    let mut response = upstream.oneshot(Request::from_parts(parts, body)).await?;
    headers::strip_hop_by_hop(response.headers_mut());
    if limited == Limited::SignIn
        && response.status() == StatusCode::UNAUTHORIZED
        && let Some(limits) = &shared.limits
    {
        limits.sign_in_failed(client.address, Instant::now());
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_of_a_path_names_the_service() {
        assert_eq!(service_of("/api/sales/orders"), Some(Service::Sales));
        assert_eq!(service_of("/api/sales"), Some(Service::Sales));
        for nobody in ["/api/", "/api/nothing/x", "/sales/orders", "/internal/openapi.json", "/api//sales"] {
            assert_eq!(service_of(nobody), None, "{nobody}");
        }
    }
}
