//! Administrators make keys for other systems, look at them and revoke them.

use crate::api_key::{ApiKey, ApiKeyRefused, PresentedKey, roles_of_a_key};
use crate::customer::tidy;
use crate::store::api_keys;
use axum::extract::State;
use chassis::{
    Access, App, Body, Caller, Checks, Listing, ListingParams, Page, PathOf, Problem, Reply, Revoked, Routes, Sort,
    Validate,
};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use contracts::{SessionId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

/// What the list can be sorted by; newest first by default.
const SORTS: &[Sort] = &[Sort::time("created_at"), Sort::folded("name", "name_folded")];

/// The routes.
#[must_use]
pub fn routes() -> Routes {
    let admin = || Access::roles(&[Role::Admin]);
    Routes::new()
        .add(admin(), routes!(create_api_key))
        .add(admin(), routes!(list_api_keys))
        .add(admin(), routes!(show_api_key))
        .add(admin(), routes!(revoke_api_key))
}

/// A new key.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CreateApiKey {
    /// What the other system is called.
    #[schema(example = "ERP")]
    name: String,
    /// What it may do: roles of the office.
    roles: Vec<Role>,
    /// When it ends by itself; never if it is left out.
    #[serde(default)]
    expires_at: Option<DateTime<Utc>>,
}

impl Validate for CreateApiKey {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/name", Some(&self.name), 1..=80);
    }
}

/// A new key with its secret.
#[derive(Serialize, ToSchema)]
pub struct NewApiKey {
    /// The key.
    #[serde(flatten)]
    key: ApiKey,
    /// `sfk_<id>_<secret>`: what the other system presents. It is shown this once.
    secret: String,
}

/// Create an API key
///
/// For another system, which exchanges it for access tokens at `POST /api/identity/sessions/api-key`. The secret is shown only
/// in this answer, so `Idempotency-Key` is ignored: revoke a key whose answer was lost.
#[utoipa::path(post, path = "/api/identity/api-keys", request_body = CreateApiKey, tag = "identity",
    responses((status = 201, description = "Created", body = NewApiKey)))]
async fn create_api_key(State(app): State<App>, caller: Caller, body: Body<CreateApiKey>) -> Result<Reply, Problem> {
    let (by, asked) = (caller.principal.user_id, (*body).clone());
    app.command(&caller.keeping_nothing(), &body, move |tx| async move {
        if asked.expires_at.is_some_and(|end| end <= tx.now()) {
            return Err(ApiKeyRefused::Expired.into());
        }
        let key = ApiKey {
            id: Uuid::now_v7(),
            version: 1,
            name: tidy(&asked.name),
            roles: roles_of_a_key(&asked.roles)?,
            created_by: by,
            created_at: tx.now(),
            expires_at: asked.expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        let secret = PresentedKey::new(key.id);
        api_keys::insert(&tx, &key, secret.hash()).await?;
        tx.audit(key.id, "api_key_created", json!({"after": key}));
        let path = format!("/api/identity/api-keys/{}", key.id);
        let version = key.version;
        Ok(Reply::created(&NewApiKey { key, secret: secret.text() }).location(path).etag(version))
    })
    .await
}

/// List API keys
///
/// Those that were revoked or have expired too.
#[utoipa::path(get, path = "/api/identity/api-keys", params(ListingParams), tag = "identity",
    responses((status = 200, description = "One page", body = Page<ApiKey>)))]
async fn list_api_keys(State(app): State<App>, listing: Listing) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    Ok(Reply::ok(&paging.finish(api_keys::page(app.db(), &paging).await?)))
}

/// Show an API key
#[utoipa::path(get, path = "/api/identity/api-keys/{id}", params(("id" = Uuid, Path, description = "The key")),
    tag = "identity", responses((status = 200, description = "The key", body = ApiKey)))]
async fn show_api_key(State(app): State<App>, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    let stored = api_keys::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&stored.key).etag(stored.key.version))
}

/// Revoke an API key
///
/// At once: its access tokens are refused too. It stays in the list.
#[utoipa::path(post, path = "/api/identity/api-keys/{id}/revoke", params(("id" = Uuid, Path, description = "The key")),
    tag = "identity", responses((status = 200, description = "The key as it is now", body = ApiKey)))]
async fn revoke_api_key(State(app): State<App>, caller: Caller, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx| async move {
        let present = api_keys::find_for_change(&tx, id).await?.ok_or_else(Problem::not_found)?.key;
        if present.revoked_at.is_some() {
            return Ok(Reply::ok(&present).etag(present.version));
        }
        let revoked = ApiKey { revoked_at: Some(tx.now()), version: present.version + 1, ..present };
        api_keys::update(&tx, &revoked).await?;
        tx.revoke(&Revoked { user_id: UserId(id), session_id: Some(SessionId(id)), before: tx.now() });
        tx.audit(id, "api_key_revoked", json!({"name": revoked.name}));
        Ok(Reply::ok(&revoked).etag(revoked.version))
    })
    .await
}
