//! Somebody changes what they are called.

use crate::create_user::not_stored;
use crate::store::users;
use crate::user::User;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, Problem, Reply, Routes, Validate};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(change_me))
}

/// What everybody may change of themselves.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ChangeMe {
    /// What the user is called.
    name: String,
}

impl Validate for ChangeMe {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/name", Some(&self.name), 1..=120);
    }
}

/// Change what one is called
///
/// Access tokens say the new name from the next refresh on.
#[utoipa::path(patch, path = "/api/identity/me", request_body = ChangeMe, tag = "identity",
    responses((status = 200, description = "The user as it is now", body = User)))]
async fn change_me(State(app): State<App>, caller: Caller, body: Body<ChangeMe>) -> Result<Reply, Problem> {
    let id = caller.principal.user_id;
    let name = body.name.clone();
    app.command(&caller, &body, move |tx| async move {
        let present = users::find_for_change(&tx, id).await?.ok_or_else(Problem::not_found)?;
        let changed = present.named(&name, tx.now());
        if changed.version != present.version {
            users::update(&tx, &changed, None).await.map_err(not_stored)?;
            tx.audit(id.0, "user_changed", json!({"before": present, "after": changed}));
        }
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}
