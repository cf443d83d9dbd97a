//! Where somebody is signed in.

use crate::cookie::AppName;
use crate::store::sessions::{self, SessionRow};
use axum::extract::State;
use chassis::{Access, App, Caller, Listing, ListingParams, Page, Problem, Reply, Routes, Sort};
use chrono::{DateTime, Utc};
use contracts::SessionId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// What the list can be sorted by; newest first by default.
const SORTS: &[Sort] = &[Sort::time("created_at")];

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(list_sessions))
}

/// A sign-in that goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnSession {
    /// The session.
    id: SessionId,
    /// With what somebody signed in.
    app: AppName,
    /// What the client called itself when the session was last used.
    user_agent: Option<String>,
    /// From where it was last used.
    address: Option<String>,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it was last used to get an access token.
    last_used_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    current: bool,
}

/// List one's own sessions
///
/// Those that have neither ended nor expired.
#[utoipa::path(get, path = "/api/identity/sessions", params(ListingParams), tag = "identity",
    responses((status = 200, description = "One page", body = Page<OwnSession>)))]
async fn list_sessions(State(app): State<App>, caller: Caller, listing: Listing) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    let (user, current) = (caller.principal.user_id, caller.principal.session_id);
    let own = |row: SessionRow| OwnSession {
        id: SessionId(row.id),
        app: AppName::named(&row.app),
        user_agent: row.user_agent.filter(|text| !text.is_empty()),
        address: row.address,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        current: SessionId(row.id) == current,
    };
    let sessions = sessions::page(app.db(), user, &paging).await?;
    Ok(Reply::ok(&paging.finish(sessions.into_iter().map(own).collect())))
}
