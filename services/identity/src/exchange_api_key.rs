//! Another system exchanges its key for an access token of ten minutes, which every service understands.

use crate::api_key::{ApiKeyRefused, PresentedKey};
use crate::gate::Gate;
use crate::store::api_keys;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use chassis::{Access, App, DbError, Problem, Reply, Routes};
use contracts::identity::Role;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The route. Anyone, since what comes along is a key and no access token.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::anyone(), gate.given_to(routes!(exchange_api_key)))
}

/// An access token for another system.
#[derive(Serialize, ToSchema)]
pub struct KeyExchanged {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 600)]
    expires_in: i64,
    /// What it may do.
    #[schema(value_type = Vec<Role>)]
    roles: BTreeSet<Role>,
}

/// Exchange an API key for an access token
///
/// Send the key as `Authorization: Bearer sfk_…`, and the access token of the answer with every other request. Exchange the key
/// again when it has expired; there is no refresh token, no session, and nobody at `GET /api/identity/me`. `Idempotency-Key` is
/// ignored.
#[utoipa::path(post, path = "/api/identity/sessions/api-key", tag = "identity",
    responses((status = 201, description = "An access token", body = KeyExchanged)))]
async fn exchange_api_key(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    headers: HeaderMap,
) -> Result<Reply, Problem> {
    let presented = presented(&headers).ok_or(ApiKeyRefused::Invalid)?;
    let found = api_keys::find(app.db(), presented.id).await?.ok_or(ApiKeyRefused::Invalid)?;
    let now = app.now();
    // How long this takes tells something about hashes at most, from which no secret follows.
    if found.secret_hash != presented.hash() || !found.key.is_good(now) {
        return Err(ApiKeyRefused::Invalid.into());
    }
    let claims = found.key.claims(now);
    let access_token = gate.sign(&app, &claims).await?;
    let id = found.key.id;
    app.db().write(move |tx| async move { api_keys::note_use(&tx, id).await }).await.map_err(|error: DbError| error)?;
    let expires_in = claims.exp - claims.iat;
    Ok(Reply::created(&KeyExchanged { access_token, token_type: "Bearer", expires_in, roles: claims.roles }))
}

fn presented(headers: &HeaderMap) -> Option<PresentedKey> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| PresentedKey::read(key))?
}
