//! Whoever has the link from the mail chooses a new password.

use crate::end_sessions::end_all;
use crate::gate::Gate;
use crate::login::Login;
use crate::mail::Letter;
use crate::password::Password;
use crate::reset_token::ResetToken;
use crate::send_mails;
use crate::store::sessions::{self, EndedWhy};
use crate::store::{resets, users};
use crate::throttle;
use crate::user::{User, UserStatus};
use axum::Extension;
use axum::extract::State;
use chassis::{
    Access, App, Body, Checks, FieldError, Lang, Problem, Refusal, Reply, Routes, Text, Tx, Validate, Visitor,
};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// How long it is worth telling somebody that the password was changed.
const NOTICE: TimeDelta = TimeDelta::days(1);

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::anyone(), gate.given_to(routes!(reset_password)))
}

/// A new password and the proof that one may choose it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ResetPassword {
    /// What follows `#token=` in the link of the mail.
    token: Password,
    /// 8 to 128 characters.
    password: Password,
}

impl Validate for ResetPassword {
    fn validate(&self, checks: &mut Checks) {
        self.password.check("/password", checks);
    }
}

/// Why no new password is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetRefused {
    /// The link is none of ours, too old, or was used.
    BadToken,
}

impl Refusal for ResetRefused {
    fn status(&self) -> u16 {
        422
    }

    fn code(&self) -> &'static str {
        "reset_token_invalid"
    }

    fn text(&self) -> Text {
        Text::new(
            "This link is too old or was used already; ask for a new one.",
            "Este enlace es muy antiguo o ya se usó; pida uno nuevo.",
        )
    }

    fn errors(&self) -> Vec<FieldError> {
        vec![FieldError { pointer: "/token".to_owned(), code: self.code(), text: self.text() }]
    }
}

/// Choose a new password
///
/// With the token from the mail. Ends all sessions of the user. `Idempotency-Key` is ignored.
#[utoipa::path(post, path = "/api/identity/password-resets/confirm", request_body = ResetPassword, tag = "identity",
    responses((status = 204, description = "The password is set; sign in with it")))]
async fn reset_password(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    visitor: Visitor,
    body: Body<ResetPassword>,
) -> Result<Reply, Problem> {
    let hash = ResetToken::presented(body.token.exposed()).hash();
    // Before the hashing, which a wrong token is not worth.
    let user = resets::whose(app.db(), hash.clone(), app.now()).await?.ok_or(ResetRefused::BadToken)?;
    let password_hash = gate.passwords.hash(&body.password).await;
    let (lang, at_gate) = (visitor.lang, Arc::clone(&gate));
    let reply = app
        .command(&visitor.keeping_nothing(), &body, move |tx| async move {
            let user = users::find_for_change(&tx, user).await?.filter(|user| user.status == UserStatus::Active);
            let user = user.ok_or(ResetRefused::BadToken)?;
            if !resets::take(&tx, hash).await? {
                return Err(ResetRefused::BadToken.into());
            }
            let logins = user.email.iter().chain(&user.phone).map(|text| Login::read(text));
            let counted: Vec<String> = logins.map(|login| throttle::of_login(&login).key).collect();
            sessions::forget_failures(&tx, &counted).await?;
            let ended = end_all(&tx, user.id, None, EndedWhy::PasswordChanged).await?;
            set_password(&tx, &at_gate, &user, password_hash, lang).await?;
            tx.audit(user.id.0, "password_reset", json!({"sessions_ended": ended}));
            Ok(Reply::no_content())
        })
        .await?;
    send_mails::soon(&app, &gate);
    Ok(reply)
}

/// Stores a new password, makes links that are still about useless, and tells the user.
pub(crate) async fn set_password(
    tx: &Tx,
    gate: &Gate,
    user: &User,
    password_hash: String,
    lang: Lang,
) -> Result<(), Problem> {
    let changed = User { version: user.version + 1, updated_at: tx.now(), ..user.clone() };
    users::update(tx, &changed, Some(password_hash)).await?;
    resets::forget_of(tx, user.id).await?;
    send_mails::put_on_way(tx, gate, &changed, &Letter::PasswordChanged, lang, tx.now() + NOTICE).await?;
    Ok(())
}
