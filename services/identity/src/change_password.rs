//! Somebody who is signed in chooses another password.

use crate::check_password::{Whose, check_password};
use crate::end_sessions::end_all;
use crate::gate::Gate;
use crate::password::Password;
use crate::reset_password::set_password;
use crate::send_mails;
use crate::store::sessions::{self, EndedWhy};
use crate::store::users;
use crate::throttle;
use axum::Extension;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, FieldError, Problem, Refusal, Reply, Routes, Text, Validate};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::signed_in(), gate.given_to(routes!(change_password)))
}

/// The password as it is and as it shall be.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangePassword {
    /// The present password.
    current: Password,
    /// 8 to 128 characters.
    password: Password,
}

impl Validate for ChangePassword {
    fn validate(&self, checks: &mut Checks) {
        self.password.check("/password", checks);
    }
}

/// Why the password stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefused {
    /// The present password is another.
    WrongPassword,
}

impl Refusal for PasswordRefused {
    fn status(&self) -> u16 {
        422
    }

    fn code(&self) -> &'static str {
        "wrong_password"
    }

    fn text(&self) -> Text {
        Text::new("This is not your present password.", "Esta no es su contraseña actual.")
    }

    fn errors(&self) -> Vec<FieldError> {
        vec![FieldError { pointer: "/current".to_owned(), code: self.code(), text: self.text() }]
    }
}

/// Change one's own password
///
/// Ends all other sessions; the one that asks goes on. `Idempotency-Key` is ignored.
#[utoipa::path(post, path = "/api/identity/me/password", request_body = ChangePassword, tag = "identity",
    responses((status = 204, description = "The password is another now")))]
async fn change_password(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    caller: Caller,
    body: Body<ChangePassword>,
) -> Result<Reply, Problem> {
    let (id, session) = (caller.principal.user_id, caller.principal.session_id);
    let counters = throttle::of_user(id);
    let counted: Vec<String> = counters.iter().map(|counter| counter.key.clone()).collect();
    let proven = check_password(&app, &gate, &caller, Whose::User(id), &counters, &body.current).await?;
    let proven = proven.ok_or(PasswordRefused::WrongPassword)?;
    let password_hash = gate.passwords.hash(&body.password).await;
    let (lang, at_gate) = (caller.lang, Arc::clone(&gate));
    let reply = app
        .command(&caller.keeping_nothing(), &body, move |tx| async move {
            let user = users::find_for_change(&tx, id).await?.ok_or_else(Problem::not_found)?;
            // Somebody else changed it, or blocked the user, while this one was being verified.
            if !users::opens(&tx, id, proven.password_hash).await? {
                return Err(PasswordRefused::WrongPassword.into());
            }
            sessions::forget_failures(&tx, &counted).await?;
            let ended = end_all(&tx, id, Some(session), EndedWhy::PasswordChanged).await?;
            set_password(&tx, &at_gate, &user, password_hash, lang).await?;
            tx.audit(id.0, "password_changed", json!({"sessions_ended": ended}));
            Ok(Reply::no_content())
        })
        .await?;
    send_mails::soon(&app, &gate);
    Ok(reply)
}
