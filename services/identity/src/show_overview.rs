//! What of the shops needs somebody today.

use crate::store::customers;
use axum::extract::State;
use chassis::{Access, App, Problem, Reply, Routes};
use contracts::identity::Role;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Admin, Role::SalesManager]), routes!(show_people_overview))
}

/// What of the shops needs somebody.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct PeopleOverview {
    /// Shops that nobody has approved yet (`customers?status=pending`).
    pending_customers: i64,
}

/// Show what of the shops needs somebody today
#[utoipa::path(get, path = "/api/identity/overview", tag = "identity",
    responses((status = 200, description = "The figures", body = PeopleOverview)))]
async fn show_people_overview(State(app): State<App>) -> Result<Reply, Problem> {
    Ok(Reply::ok(&PeopleOverview { pending_customers: customers::pending(app.db()).await? }))
}
