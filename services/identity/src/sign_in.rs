//! Signing in: a login and a password become an access token and a session.

use crate::cookie::AppName;
use crate::gate::Gate;
use crate::login::Login;
use crate::password::Password;
use crate::refresh_token::{RefreshToken, TagKey};
use crate::store::sessions::{self, Session};
use crate::store::users;
use crate::throttle::{self, KNOWN_FOR, WINDOW};
use crate::user::{TOKEN_LIFETIME, User, UserStatus};
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
    /// E-mail address, or phone with country code.
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
            Self::TooManyAttempts { .. } => 429,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::BadCredentials => "bad_credentials",
            Self::TooManyAttempts { .. } => "too_many_attempts",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::BadCredentials => Text::new(
                "This login and password do not belong together, or the user is blocked.",
                "Este usuario y esta contraseña no corresponden, o el usuario está bloqueado.",
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
            Self::BadCredentials => None,
            Self::TooManyAttempts { wait } => Some(*wait),
        }
    }
}

/// Sign in
///
/// With e-mail address or phone number and password. Ten failures in 15 minutes close a login to places that it has
/// never been signed in from (429 `too_many_attempts`).
#[utoipa::path(post, path = "/api/identity/sessions", request_body = SignIn, tag = "identity",
    responses((status = 201, description = "Signed in", body = SignedIn)))]
async fn sign_in(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    headers: HeaderMap,
    visitor: Visitor,
    body: Body<SignIn>,
) -> Result<Reply, Problem> {
    let login = Login::read(body.typed().unwrap_or_default());
    let Proven { user, password_hash, counted_under } =
        prove(&app, &gate, &login, &visitor.address, &body.password).await?;
    let signer = gate.signer(&app).await?;
    let tag_key = TagKey::new();
    let session = Session {
        id: SessionId::new(),
        user_id: user.id,
        app: body.app,
        tag_key: tag_key.clone(),
        expires_at: app.now() + SESSION_LIFETIME,
        ended: false,
    };
    let token = RefreshToken::new(session.id, &tag_key);
    let access_token = signer.sign(&user.claims(session.id, app.now())).map_err(|error| {
        tracing::error!(%error, "a token could not be signed");
        Problem::bug()
    })?;
    let (id, of, first) = (session.id, user.id.0, token.clone());
    let address = visitor.address.clone();
    app.db()
        .write(move |tx| async move {
            sessions::insert(&tx, &session).await?;
            // Whoever was blocked, or whose password was changed, while it was being verified must not keep a
            // session. The new row holds the user's row, so a change is either seen here or sees (and ends) this
            // session.
            if !users::opens(&tx, session.user_id, password_hash).await? {
                return Err(SignInRefused::BadCredentials.into());
            }
            sessions::insert_token(&tx, &first).await?;
            sessions::forget_failures(&tx, counted_under).await?;
            sessions::remember_place(&tx, throttle::place(&login, &address)).await?;
            tx.audit(of, "signed_in", json!({"session_id": id, "app": session.app, "address": address}));
            Ok::<_, Problem>(())
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

/// Who it is, the hash that the password matched, and where this login's failures are counted here.
struct Proven {
    user: User,
    password_hash: String,
    counted_under: String,
}

/// Who it is, if the password says so. Failures are counted before the next guess gets the desk.
async fn prove(app: &App, gate: &Gate, login: &Login, address: &str, password: &Password) -> Result<Proven, Problem> {
    let desk = gate.passwords.desk().await;
    let now = app.now();
    let seen = sessions::place_seen(app.db(), &throttle::place(login, address)).await?;
    let counters = throttle::counters(login, address, seen.is_some_and(|seen| seen + KNOWN_FOR > now));
    let keys: Vec<&str> = counters.iter().map(|counter| counter.key.as_str()).collect();
    let counts = sessions::failures(app.db(), &keys).await?;
    let wait =
        counters.iter().filter_map(|counter| throttle::wait(counter, counts.get(&counter.key).copied(), now)).max();
    if let Some(wait) = wait {
        let wait = u32::try_from(wait.num_seconds()).unwrap_or(1).max(1);
        return Err(SignInRefused::TooManyAttempts { wait }.into());
    }
    let found = users::find_by_login(app.db(), login).await?;
    let right = desk.verify(password, found.as_ref().map(|found| found.password_hash.clone())).await;
    match found.filter(|found| right && found.user.status == UserStatus::Active) {
        Some(found) => Ok(Proven {
            user: found.user,
            password_hash: found.password_hash,
            // The first is the place's or the login's; that of the address is not cleared.
            counted_under: counters.into_iter().next().map(|counter| counter.key).unwrap_or_default(),
        }),
        None => {
            let keys = counters.into_iter().map(|counter| counter.key).collect();
            app.db().write(move |tx| async move { sessions::count_failure(&tx, keys, WINDOW).await }).await?;
            tracing::info!(address, "a sign-in failed");
            Err(SignInRefused::BadCredentials.into())
        }
    }
}
