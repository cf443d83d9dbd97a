//! An administrator changes what somebody may do, blocks them, or gives them a new password.

use crate::create_user::not_stored;
use crate::customer::tidy_optional;
use crate::end_sessions::end_all;
use crate::gate::Gate;
use crate::login::phone_number;
use crate::store::sessions::EndedWhy;
use crate::store::{resets, users};
use crate::user::{ChangeUser, User, UserStatus};
use axum::Extension;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, PathOf, Problem, Reply, Revoked, Routes, Validate};
use contracts::UserId;
use contracts::identity::Role;
use serde_json::json;
use std::sync::Arc;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::roles(&[Role::Admin]), gate.given_to(routes!(change_user)))
}

impl Validate for ChangeUser {
    fn validate(&self, checks: &mut Checks) {
        checks.email("/email", tidy_optional(self.email.value().cloned()).as_deref());
        let phone = tidy_optional(self.phone.value().cloned());
        checks.phone("/phone", phone.as_deref().map(phone_number).as_deref());
        if let Some(password) = &self.password {
            password.check("/password", checks);
        }
        checks.text("/name", self.name.as_deref(), 1..=120);
        checks.text("/zone", self.zone.value().map(String::as_str), 0..=200);
        checks.location("/start_point", self.start_point.value());
    }
}

/// Change a user
///
/// Blocking a user and giving a new password end all of the user's sessions. With other roles the sessions go on; access
/// tokens that say the old ones are refused (401 `token_revoked`): refresh.
#[utoipa::path(patch, path = "/api/identity/users/{id}", params(("id" = UserId, Path, description = "The user")),
    request_body = ChangeUser, tag = "identity",
    responses((status = 200, description = "The user as it is now", body = User)))]
async fn change_user(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    caller: Caller,
    PathOf(id): PathOf<UserId>,
    body: Body<ChangeUser>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    let by = caller.principal.user_id;
    let change = (*body).clone();
    let password_hash = match &change.password {
        Some(password) => Some(gate.passwords.hash(password).await),
        None => None,
    };
    app.command(&caller, &body, move |tx| async move {
        let present = users::find_for_change(&tx, id).await?.ok_or_else(Problem::not_found)?;
        if present.version != seen {
            return Err(tx.changed_meanwhile(id.0, &present).await);
        }
        let changed = present.changed(change, by, tx.now())?;
        if changed.version != present.version {
            let new_password = password_hash.is_some();
            users::update(&tx, &changed, password_hash).await.map_err(not_stored)?;
            if changed.status == UserStatus::Blocked {
                end_all(&tx, id, None, EndedWhy::UserBlocked).await?;
            } else if new_password {
                end_all(&tx, id, None, EndedWhy::PasswordChanged).await?;
            } else if changed.means_other_rights(&present) {
                // Sessions go on; their next access token says what is right now.
                tx.revoke(&Revoked { user_id: id, session_id: None, before: tx.now() });
            }
            if new_password || changed.email != present.email {
                resets::forget_of(&tx, id).await?;
            }
            let detail = json!({"before": present, "after": changed, "new_password": new_password});
            tx.audit(id.0, "user_changed", detail);
        }
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}
