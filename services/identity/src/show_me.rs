//! Whoever asks, as identity knows them.

use crate::store::users;
use crate::user::User;
use axum::extract::State;
use chassis::{Access, App, Caller, Problem, Reply, Routes};
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(show_me))
}

/// Show who is signed in
#[utoipa::path(get, path = "/api/identity/me", tag = "identity",
    responses((status = 200, description = "The signed-in user", body = User)))]
async fn show_me(State(app): State<App>, caller: Caller) -> Result<Reply, Problem> {
    let user = users::find(app.db(), caller.principal.user_id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&user).etag(user.version))
}
