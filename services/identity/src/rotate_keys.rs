//! An administrator has the signing key replaced before its time, such as when somebody may have seen it.

use crate::gate::Gate;
use crate::publish_keys::publish;
use crate::signing_key::{PUBLISHED_AHEAD, SigningKey};
use crate::store::keys;
use axum::Extension;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, FieldError, Problem, Reply, Routes, Text, Validate};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::identity::Role;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The least time in which all services learn of a key. Whoever has not is "not ready yet" for a moment.
const LEAST_AHEAD: TimeDelta = TimeDelta::minutes(1);
const MOST_AHEAD: TimeDelta = TimeDelta::days(30);

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::roles(&[Role::Admin]), gate.given_to(routes!(make_signing_key)))
}

/// When the next key takes over.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct MakeSigningKey {
    /// From when it signs: in a minute to 30 days; a day from now by default. The key before is believed for one more hour.
    #[serde(default)]
    signs_from: Option<DateTime<Utc>>,
}

impl Validate for MakeSigningKey {
    fn validate(&self, _checks: &mut Checks) {}
}

/// A signing key that waits for its time.
#[derive(Serialize, ToSchema)]
pub struct NextSigningKey {
    /// As in the header of a token and in the public key set.
    kid: String,
    /// From when it signs.
    signs_from: DateTime<Utc>,
}

/// Make the next signing key
///
/// Published at once, used from `signs_from`. Keys are replaced every 30 days by themselves. Where one is waiting already that
/// takes over no later than asked, nothing is made and that one is answered.
#[utoipa::path(post, path = "/api/identity/signing-keys", request_body = MakeSigningKey, tag = "identity",
    responses((status = 201, description = "Made and published", body = NextSigningKey),
        (status = 200, description = "One is waiting already", body = NextSigningKey)))]
async fn make_signing_key(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    caller: Caller,
    body: Body<MakeSigningKey>,
) -> Result<Reply, Problem> {
    let now = app.now();
    let signs_from = body.signs_from.unwrap_or(now + PUBLISHED_AHEAD);
    if !(now + LEAST_AHEAD..=now + MOST_AHEAD).contains(&signs_from) {
        let text = Text::new("Use an instant in a minute to 30 days.", "Use un instante entre un minuto y 30 días.");
        return Err(Problem::invalid(vec![FieldError { pointer: "/signs_from".to_owned(), code: "range", text }]));
    }
    app.command(&caller, &body, move |tx| async move {
        let shown = |key: &SigningKey| NextSigningKey { kid: key.kid.clone(), signs_from: key.signs_from };
        let stored = keys::all(&tx).await?;
        let newest = stored.last();
        if let Some(waiting) = newest.filter(|key| key.signs_from > now && key.signs_from <= signs_from) {
            return Ok(Reply::ok(&shown(waiting)));
        }
        let key = SigningKey::make(newest.map_or(1, |key| key.sequence + 1), signs_from, &gate.wrapping_key);
        match publish(&tx, &key).await? {
            true => Ok(Reply::created(&shown(&key)).location("/api/identity/keys")),
            false => Err(Problem::unavailable()),
        }
    })
    .await
}
