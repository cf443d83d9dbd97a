//! Refreshing: a refresh token becomes the next access token and the next refresh token. Rotation is judged in
//! `refresh_token.rs`.

use crate::cookie::AppName;
use crate::end_sessions::end_one;
use crate::gate::Gate;
use crate::refresh_token::{Decision, RefreshToken, judge};
use crate::sign_in::{SESSION_LIFETIME, SignedIn, answer};
use crate::store::sessions::{self, EndedWhy, Session};
use crate::store::users;
use crate::user::{User, UserStatus};
use axum::Extension;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chassis::{Access, App, Body, Checks, DbError, Problem, Refusal, Reply, Routes, Text, Tx, Validate, Visitor};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The largest body that is read.
const LARGEST: usize = 16 * 1024;

/// The route. Anyone, since the access token has expired by then: the refresh token says who it is.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::anyone(), gate.given_to(routes!(refresh_session)))
}

/// Which session goes on. Browser applications need no body unless several are signed in.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct RefreshSession {
    /// The application whose cookie holds the refresh token.
    #[serde(default)]
    app: Option<AppName>,
    /// The refresh token of `app: api`.
    #[serde(default)]
    refresh_token: Option<String>,
}

impl Validate for RefreshSession {
    fn validate(&self, _checks: &mut Checks) {}
}

/// Why a session does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshRefused {
    /// No refresh token came along.
    NoToken,
    /// Several applications are signed in, and the request does not say which one it is.
    WhichApp,
    /// The session has expired or was ended, or the token is none of ours.
    SessionEnded,
}

impl Refusal for RefreshRefused {
    fn status(&self) -> u16 {
        match self {
            Self::NoToken | Self::SessionEnded => 401,
            Self::WhichApp => 422,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoToken => "no_refresh_token",
            Self::WhichApp => "app_needed",
            Self::SessionEnded => "session_ended",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::NoToken => Text::new("No refresh token came along; sign in.", "No llegó ningún token; ingrese."),
            Self::WhichApp => Text::new(
                "Several applications are signed in here; say which one in `app`.",
                "Hay varias aplicaciones abiertas aquí; diga cuál en `app`.",
            ),
            Self::SessionEnded => {
                Text::new("Your session has ended; sign in again.", "Su sesión ha terminado; ingrese de nuevo.")
            }
        }
    }
}

/// What a presented token leads to.
enum Outcome {
    Next(Box<User>, AppName, RefreshToken),
    Ended,
}

/// Get the next access token
///
/// With the refresh token in the application's cookie or in the body. It rotates: keep the one in the answer. The one
/// before stays valid until its successor has been used, so a lost answer signs nobody out; an older one ends the
/// session. Send no `Authorization`.
#[utoipa::path(post, path = "/api/identity/sessions/refresh", request_body = Option<RefreshSession>, tag = "identity",
    responses((status = 200, description = "The session goes on", body = SignedIn)))]
async fn refresh_session(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let asked = read(request, &app).await?;
    let (cookie_of, text) = presented(asked, &headers)?;
    let token = RefreshToken::read(&text);
    let outcome = match token {
        None => Outcome::Ended,
        Some(token) => app.db().write(move |tx| async move { go_on(&tx, &token, &visitor).await }).await?,
    };
    match outcome {
        Outcome::Next(user, of, token) => {
            let access_token = gate.sign(&app, &user.claims(token.session(), app.now())).await?;
            Ok(answer(of, &token, &headers, access_token, *user, Reply::ok).into_response())
        }
        Outcome::Ended => {
            let mut response = Problem::from(RefreshRefused::SessionEnded).into_response();
            let gone = cookie_of.and_then(|of| of.no_cookie(&headers)).and_then(|cookie| cookie.parse().ok());
            if let Some(cookie) = gone {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
    }
}

/// The body, which may be missing altogether.
async fn read(request: Request, app: &App) -> Result<RefreshSession, Problem> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, LARGEST).await.map_err(|_| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE))?;
    if bytes.is_empty() {
        return Ok(RefreshSession::default());
    }
    let request = Request::from_parts(parts, bytes.into());
    Ok(Body::<RefreshSession>::from_request(request, app).await?.into_inner())
}

/// The token that came along, and whose cookie held it.
fn presented(asked: RefreshSession, headers: &HeaderMap) -> Result<(Option<AppName>, String), RefreshRefused> {
    if let Some(text) = asked.refresh_token {
        return Ok((None, text));
    }
    let of = match (asked.app, AppName::all_in(headers).as_slice()) {
        (Some(app), _) => app,
        (None, [only]) => *only,
        (None, []) => return Err(RefreshRefused::NoToken),
        (None, _) => return Err(RefreshRefused::WhichApp),
    };
    of.token_in(headers).map(|text| (Some(of), text)).ok_or(RefreshRefused::NoToken)
}

/// Judges the token and rotates. The session's row is locked, so that two requests are judged one after the other.
async fn go_on(tx: &Tx, token: &RefreshToken, visitor: &Visitor) -> Result<Outcome, DbError> {
    let Some(session) = sessions::find_for_change(tx, token.session()).await? else { return Ok(Outcome::Ended) };
    if session.ended || session.expires_at <= tx.now() {
        return Ok(Outcome::Ended);
    }
    let stored = sessions::token_state(tx, token).await?;
    match judge(stored, token.was_made_with(&session.tag_key)) {
        Decision::Unknown => return Ok(Outcome::Ended),
        Decision::Reuse => {
            end_one(tx, session.user_id, session.id, EndedWhy::TokenReused).await?;
            let detail = json!({"session_id": session.id, "app": session.app, "address": visitor.address});
            tx.audit(session.user_id.0, "refresh_token_reused", detail);
            return Ok(Outcome::Ended);
        }
        Decision::Advance => sessions::use_token(tx, token).await?,
        Decision::Repeat => {}
    }
    // Roles and scope are as they are now, not as they were at sign-in.
    let user = users::find(tx, session.user_id).await?.filter(|user| user.status == UserStatus::Active);
    let Some(user) = user else { return Ok(Outcome::Ended) };
    let next = RefreshToken::new(session.id, &session.tag_key);
    sessions::insert_token(tx, &next).await?;
    let used = Session {
        user_agent: visitor.user_agent.clone(),
        address: visitor.address.clone(),
        expires_at: tx.now() + SESSION_LIFETIME,
        ..session
    };
    sessions::prolong(tx, &used).await?;
    Ok(Outcome::Next(Box::new(user), used.app, next))
}
