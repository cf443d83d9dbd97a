//! Signing out: here, everywhere, or of one session elsewhere. Its access tokens are refused from then on.

use crate::cookie::AppName;
use crate::end_sessions::{end_all, end_one};
use crate::store::sessions::{self, EndedWhy};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use chassis::{Access, App, Caller, PathOf, Problem, Reply, Routes};
use contracts::SessionId;
use serde_json::json;
use utoipa_axum::routes;

/// The routes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::signed_in(), routes!(sign_out))
        .add(Access::signed_in(), routes!(sign_out_everywhere))
        .add(Access::signed_in(), routes!(end_session))
}

/// Sign out
///
/// Ends the session of the access token and takes its cookie away. The access token is refused from then on (401
/// `token_revoked`).
#[utoipa::path(delete, path = "/api/identity/sessions/current", tag = "identity",
    responses((status = 204, description = "Signed out")))]
async fn sign_out(State(app): State<App>, headers: HeaderMap, caller: Caller) -> Result<Reply, Problem> {
    let (id, user) = (caller.principal.session_id, caller.principal.user_id);
    app.command(&caller, &(), move |tx| async move {
        let Some(session) = sessions::find_for_change(&tx, id).await? else { return Ok(Reply::no_content()) };
        if !session.ended {
            end_one(&tx, user, id, EndedWhy::SignedOut).await?;
            tx.audit(user.0, "signed_out", json!({"session_id": id}));
        }
        Ok(without_cookies(Reply::no_content(), &[session.app], &headers))
    })
    .await
}

/// Sign out everywhere
///
/// Ends all sessions of whoever asks, this one included, and takes the cookies of this browser away.
#[utoipa::path(delete, path = "/api/identity/sessions", tag = "identity",
    responses((status = 204, description = "Signed out everywhere")))]
async fn sign_out_everywhere(State(app): State<App>, headers: HeaderMap, caller: Caller) -> Result<Reply, Problem> {
    let user = caller.principal.user_id;
    app.command(&caller, &(), move |tx| async move {
        let ended = end_all(&tx, user, None, EndedWhy::SignedOut).await?;
        tx.audit(user.0, "signed_out_everywhere", json!({"sessions": ended}));
        Ok(without_cookies(Reply::no_content(), &AppName::all_in(&headers), &headers))
    })
    .await
}

/// End one of one's own sessions
///
/// Such as that of a phone that was lost. Doing it again changes nothing.
#[utoipa::path(delete, path = "/api/identity/sessions/{id}", tag = "identity",
    params(("id" = SessionId, Path, description = "The session")),
    responses((status = 204, description = "It has ended")))]
async fn end_session(State(app): State<App>, caller: Caller, PathOf(id): PathOf<SessionId>) -> Result<Reply, Problem> {
    let user = caller.principal.user_id;
    app.command(&caller, &(), move |tx| async move {
        let session = sessions::find_for_change(&tx, id).await?.filter(|session| session.user_id == user);
        let session = session.ok_or_else(Problem::not_found)?;
        if !session.ended {
            end_one(&tx, user, id, EndedWhy::SignedOut).await?;
            tx.audit(user.0, "session_ended", json!({"session_id": id, "app": session.app}));
        }
        Ok(Reply::no_content())
    })
    .await
}

fn without_cookies(reply: Reply, apps: &[AppName], headers: &HeaderMap) -> Reply {
    let cookies = apps.iter().filter_map(|app| app.no_cookie(headers));
    cookies.fold(reply, |reply, cookie| reply.header(header::SET_COOKIE, &cookie))
}
