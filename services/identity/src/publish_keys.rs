//! Signing keys are made when they are due, and everybody learns the public half: services by message, a day before its
//! first use (the first key at once), the gateway and others by the JSON Web Key Set.

use crate::gate::Gate;
use crate::signing_key::{SigningKey, believed_until, due, shown};
use crate::store::keys;
use axum::extract::State;
use axum::http::header;
use chassis::{Access, App, DbError, Problem, Reply, Routes, Tx, auth};
use contracts::identity::SigningKeyPublished;
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::anyone(), routes!(list_keys))
}

/// A JSON Web Key Set (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct KeySet {
    /// The keys that access tokens may be signed with.
    keys: Vec<PublicKey>,
}

/// An Ed25519 public key (RFC 8037).
#[derive(Serialize, ToSchema)]
pub struct PublicKey {
    /// Always `OKP`.
    kty: &'static str,
    /// Always `Ed25519`.
    crv: &'static str,
    /// Always `EdDSA`.
    alg: &'static str,
    /// Always `sig`.
    r#use: &'static str,
    /// As in the header of a token.
    kid: String,
    /// The key, base64url without padding.
    x: String,
}

/// Show the public keys
///
/// With which access tokens are checked, as a JSON Web Key Set; those that sign soon included.
#[utoipa::path(get, path = "/api/identity/keys", tag = "identity",
    responses((status = 200, description = "JSON Web Key Set", body = KeySet)))]
async fn list_keys(State(app): State<App>) -> Result<Reply, Problem> {
    let stored = keys::all(app.db()).await?;
    let public = |key: &SigningKey| PublicKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: key.kid.clone(),
        x: key.public_key.clone(),
    };
    let keys: Vec<PublicKey> = shown(&stored, app.now()).map(public).collect();
    if keys.is_empty() {
        return Err(Problem::not_ready_yet());
    }
    Ok(Reply::ok(&KeySet { keys }).header(header::CACHE_CONTROL, "public, max-age=300"))
}

/// At start: makes the first key where there is none, and makes sure that the keys can be opened.
///
/// # Errors
/// When the database does not answer, or the wrapping key is not the one that the keys were sealed with.
pub async fn prepare(app: App, gate: Arc<Gate>) -> anyhow::Result<()> {
    rotate(app.clone(), Arc::clone(&gate)).await?;
    for key in keys::all(app.db()).await? {
        key.open(&gate.wrapping_key)?;
    }
    Ok(())
}

/// Makes and publishes the next key if one is due. Of several replicas that try at once one makes it.
///
/// # Errors
/// When the database does not answer.
pub async fn rotate(app: App, gate: Arc<Gate>) -> anyhow::Result<()> {
    let newest = keys::all(app.db()).await?.last().map(|key| (key.sequence, key.signs_from));
    let Some((sequence, signs_from)) = due(newest, app.now()) else { return Ok(()) };
    let key = SigningKey::make(sequence, signs_from, &gate.wrapping_key);
    app.db().write(move |tx| async move { publish(&tx, &key).await }).await?;
    Ok(())
}

/// Stores a new key, and tells everybody of it and of when those before it end; `false` if another replica was faster.
///
/// # Errors
/// [`DbError`].
pub async fn publish(tx: &Tx, key: &SigningKey) -> Result<bool, DbError> {
    if !keys::insert(tx, key).await? {
        return Ok(false);
    }
    let good = |key: &SigningKeyPublished| key.accepted_until.is_none_or(|until| until > tx.now());
    for message in published(&keys::all(tx).await?).into_iter().filter(good) {
        // Identity checks tokens like every other service, but is not sent its own message.
        auth::learn_key(tx, &message).await?;
        tx.publish(&message);
    }
    tx.audit(Uuid::nil(), "signing_key_made", json!({"kid": key.kid, "signs_from": key.signs_from}));
    Ok(true)
}

/// All keys, oldest first, as the others are told.
pub fn published(keys: &[SigningKey]) -> Vec<SigningKeyPublished> {
    let message = |(i, key): (usize, &SigningKey)| SigningKeyPublished {
        kid: key.kid.clone(),
        public_key: key.public_key.clone(),
        signs_from: key.signs_from,
        accepted_until: believed_until(keys, i),
    };
    keys.iter().enumerate().map(message).collect()
}
