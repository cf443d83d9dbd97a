//! Signing in: a login and a password become an access token and a session.

use crate::check_password::{Whose, check_password};
use crate::cookie::AppName;
use crate::gate::Gate;
use crate::login::Login;
use crate::password::Password;
use crate::refresh_token::{RefreshToken, TagKey};
use crate::store::customers;
use crate::store::sessions::{self, Session};
use crate::store::users::{self, Credentials};
use crate::throttle::{self, KNOWN_FOR};
use crate::user::{TOKEN_LIFETIME, User};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use chassis::{Access, App, Body, Checks, Problem, Refusal, Reply, Routes, Text, Validate, Visitor};
use chrono::TimeDelta;
use contracts::SessionId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// How long a refresh token lives from its session's last use.
pub const SESSION_LIFETIME: TimeDelta = TimeDelta::days(60);

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::anyone(), gate.given_to(routes!(sign_in)))
}

/// Who wants in, with what.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SignIn {
    /// E-mail address, or phone; its country code may be left out where the company's country is clear.
    #[serde(default)]
    #[schema(example = "seller@demo.storeflow.test")]
    login: Option<String>,
    /// The same as `login`.
    #[serde(default)]
    email: Option<String>,
    /// The password.
    password: Password,
    /// Browser applications get their refresh token in a cookie, `api` in the body.
    #[serde(default)]
    app: AppName,
}

impl SignIn {
    fn typed(&self) -> Option<&str> {
        self.login.as_deref().or(self.email.as_deref())
    }
}

impl Validate for SignIn {
    fn validate(&self, checks: &mut Checks) {
        let text = Text::new("Write your e-mail address or phone number.", "Escriba su correo o teléfono.");
        let length = self.typed().map_or(0, str::len);
        checks.check("/login", (1..=320).contains(&length), "login_needed", text);
    }
}

/// An access token, and whose it is.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// Send it as `Authorization: Bearer …`.
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 600)]
    expires_in: i64,
    /// Gets the next access token. Only for `app: api`; browser applications have it in their cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// Who signed in.
    user: User,
}

/// Why nobody is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRefused {
    /// The login is nobody's, the password is another, or the user is blocked: never told apart.
    BadCredentials,
    /// The user's shop is blocked.
    CustomerBlocked,
    /// Too many failures; see `throttle.rs`.
    TooManyAttempts {
        /// Seconds to wait.
        wait: u32,
    },
}

impl Refusal for SignInRefused {
    fn status(&self) -> u16 {
        match self {
            Self::BadCredentials => 401,
            Self::CustomerBlocked => 403,
            Self::TooManyAttempts { .. } => 429,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::BadCredentials => "bad_credentials",
            Self::CustomerBlocked => "customer_blocked",
            Self::TooManyAttempts { .. } => "too_many_attempts",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::BadCredentials => Text::new(
                "This login and password do not belong together, or the user is blocked.",
                "Este usuario y esta contraseña no corresponden, o el usuario está bloqueado.",
            ),
            Self::CustomerBlocked => Text::new(
                "Your shop is blocked. Call your seller or the office.",
                "Su tienda está bloqueada. Llame a su vendedor o a la oficina.",
            ),
            Self::TooManyAttempts { wait } => {
                let minutes = wait.div_ceil(60);
                Text::new(
                    format!("Too many failed attempts. Try again in {minutes} min."),
                    format!("Demasiados intentos fallidos. Intente de nuevo en {minutes} min."),
                )
            }
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::BadCredentials | Self::CustomerBlocked => None,
            Self::TooManyAttempts { wait } => Some(*wait),
        }
    }
}

/// Sign in
///
/// With e-mail address or phone number and password. Ten failures in 15 minutes close a login to places that it has
/// never been signed in from (429 `too_many_attempts`). The people of a blocked shop are told so (403 `customer_blocked`).
#[utoipa::path(post, path = "/api/identity/sessions", request_body = SignIn, tag = "identity",
    responses((status = 201, description = "Signed in", body = SignedIn)))]
async fn sign_in(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    headers: HeaderMap,
    visitor: Visitor,
    body: Body<SignIn>,
) -> Result<Reply, Problem> {
    let login = Login::typed(body.typed().unwrap_or_default(), app.company());
    let place = throttle::place(&login, &visitor.address);
    let seen = sessions::place_seen(app.db(), &place).await?;
    let counters = throttle::counters(&login, &visitor.address, seen.is_some_and(|seen| seen + KNOWN_FOR > app.now()));
    let proven = check_password(&app, &gate, &visitor, Whose::Login(&login), &counters, &body.password).await?;
    let Credentials { user, password_hash } = proven.ok_or(SignInRefused::BadCredentials)?;
    // The first is the place's or the login's; that of the address is not cleared.
    let cleared: Vec<String> = counters.into_iter().take(1).map(|counter| counter.key).collect();
    let tag_key = TagKey::new();
    let session = Session {
        id: SessionId::new(),
        user_id: user.id,
        app: body.app,
        tag_key: tag_key.clone(),
        user_agent: visitor.user_agent.clone(),
        address: visitor.address.clone(),
        expires_at: app.now() + SESSION_LIFETIME,
        ended: false,
    };
    let token = RefreshToken::new(session.id, &tag_key);
    let claims = user.claims(session.id, app.now());
    let access_token = gate.sign(&app, &claims).await?;
    let (first, shop) = (token.clone(), user.only_for_shop());
    let mut by = visitor.keeping_nothing();
    by.principal = Some(claims.into());
    app.command(&by, &(), move |tx| async move {
        sessions::insert(&tx, &session).await?;
        // Whoever was blocked, or whose password was changed, while it was being verified must not keep a session. The
        // new row holds the user's row, so a change is either seen here or sees (and ends) this session.
        if !users::opens(&tx, session.user_id, password_hash).await? {
            return Err(SignInRefused::BadCredentials.into());
        }
        if let Some(shop) = shop
            && customers::is_blocked(&tx, shop).await?
        {
            return Err(SignInRefused::CustomerBlocked.into());
        }
        sessions::insert_token(&tx, &first).await?;
        sessions::forget_failures(&tx, &cleared).await?;
        sessions::remember_place(&tx, place).await?;
        tx.audit(session.user_id.0, "signed_in", json!({"session_id": session.id, "app": session.app}));
        Ok(Reply::no_content())
    })
    .await?;
    Ok(answer(body.app, &token, &headers, access_token, user, Reply::created)
        .location("/api/identity/sessions/current"))
}

/// The answer to sign-in and refresh: the refresh token goes where the application expects it.
pub(crate) fn answer(
    app: AppName,
    token: &RefreshToken,
    headers: &HeaderMap,
    access_token: String,
    user: User,
    reply: impl Fn(&SignedIn) -> Reply,
) -> Reply {
    let refresh_token = (app == AppName::Api).then(|| token.text());
    let expires_in = TOKEN_LIFETIME.num_seconds();
    let reply = reply(&SignedIn { access_token, token_type: "Bearer", expires_in, refresh_token, user });
    match app.cookie(&token.text(), headers, SESSION_LIFETIME.num_seconds()) {
        Some(cookie) => reply.header(header::SET_COOKIE, &cookie),
        None => reply,
    }
}
