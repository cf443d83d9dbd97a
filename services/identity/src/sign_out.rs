//! Signing out: the session ends; its access token runs out within ten minutes.

use crate::cookie::AppName;
use crate::store::sessions::{self, EndedWhy};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use chassis::{Access, App, Caller, Problem, Reply, Routes};
use serde_json::json;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(sign_out))
}

/// Sign out
///
/// Ends the session of the access token and takes its cookie away. Doing it again changes nothing.
#[utoipa::path(delete, path = "/api/identity/sessions/current", tag = "identity",
    responses((status = 204, description = "Signed out")))]
async fn sign_out(State(app): State<App>, headers: HeaderMap, caller: Caller) -> Result<Reply, Problem> {
    let (id, user) = (caller.principal.session_id, caller.principal.user_id);
    app.command(&caller, &(), move |tx| async move {
        let Some(session) = sessions::find_for_change(&tx, id).await? else { return Ok(Reply::no_content()) };
        if !session.ended {
            sessions::end(&tx, id, EndedWhy::SignedOut).await?;
            tx.audit(user.0, "signed_out", json!({"session_id": id}));
        }
        let cookie = AppName::no_cookie(session.app, &headers);
        Ok(match cookie {
            Some(cookie) => Reply::no_content().header(header::SET_COOKIE, &cookie),
            None => Reply::no_content(),
        })
    })
    .await
}
