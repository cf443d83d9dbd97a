//! Somebody has forgotten the password: a link goes to the address that we know, whatever the answer, which tells nothing.

use crate::gate::Gate;
use crate::login::Login;
use crate::mail::Letter;
use crate::reset_token::{GOOD_FOR, ResetToken};
use crate::send_mails;
use crate::store::{resets, sessions, users};
use crate::throttle::{self, WINDOW};
use crate::user::UserStatus;
use axum::Extension;
use axum::extract::State;
use chassis::{Access, App, Body, Checks, Problem, Reply, Routes, Text, Validate, Visitor};
use contracts::identity::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::anyone(), gate.given_to(routes!(request_password_reset)))
}

/// Who has forgotten the password.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RequestPasswordReset {
    /// E-mail address or phone, as for signing in.
    #[schema(example = "seller@demo.storeflow.test")]
    login: String,
}

impl Validate for RequestPasswordReset {
    fn validate(&self, checks: &mut Checks) {
        let text = Text::new("Write your e-mail address or phone number.", "Escriba su correo o teléfono.");
        checks.check("/login", (1..=320).contains(&self.login.trim().len()), "login_needed", text);
    }
}

/// The same for everybody.
#[derive(Serialize, ToSchema)]
pub struct ResetRequested {
    /// How long the link in the mail is good for, if there is a mail.
    valid_minutes: i64,
}

/// Ask for a new password
///
/// If the login is somebody's who has an e-mail address, a link goes there, in the language of the request; it works once,
/// for 30 minutes. The answer is always the same. Three mails per login and quarter of an hour; `Idempotency-Key` is ignored.
#[utoipa::path(post, path = "/api/identity/password-resets", request_body = RequestPasswordReset, tag = "identity",
    responses((status = 202, description = "Whatever there is to do is being done", body = ResetRequested)))]
async fn request_password_reset(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    visitor: Visitor,
    body: Body<RequestPasswordReset>,
) -> Result<Reply, Problem> {
    let login = Login::typed(&body.login, app.company());
    let counters = throttle::of_reset(&login, &visitor.address);
    let (lang, at_gate) = (visitor.lang, Arc::clone(&gate));
    let minutes = GOOD_FOR.num_minutes();
    let reply = app
        .command(&visitor.keeping_nothing(), &body, move |tx| async move {
            let keys = counters.iter().map(|counter| counter.key.clone()).collect();
            let counts = sessions::count_failure(&tx, keys, WINDOW).await?;
            let used = |counter: &throttle::Counter| counts.get(&counter.key).copied().unwrap_or_default();
            let allowed = counters.iter().all(|counter| used(counter) <= counter.most);
            let found = users::find_by_login(&tx, &login).await?.map(|found| found.user);
            if let Some(user) = found.filter(|user| allowed && user.status == UserStatus::Active) {
                let token = ResetToken::new();
                // Shops have an application of their own.
                let app = if user.roles.iter().all(|role| *role == Role::Customer) { "/customer" } else { "" };
                let link = at_gate.mailer.link(&format!("{app}/reset-password#token={}", token.text()));
                let expires_at = tx.now() + GOOD_FOR;
                let letter = Letter::ResetPassword { link, minutes };
                if send_mails::put_on_way(&tx, &at_gate, &user, &letter, lang, expires_at).await? {
                    resets::insert(&tx, token.hash(), user.id, expires_at).await?;
                }
                tx.audit(user.id.0, "password_reset_requested", json!({"by_mail": user.email.is_some()}));
            }
            Ok(Reply::accepted(&ResetRequested { valid_minutes: minutes }))
        })
        .await?;
    send_mails::soon(&app, &gate);
    Ok(reply)
}
