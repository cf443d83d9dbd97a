//! What of the purchase orders needs somebody today; a supplier sees it of those that it was sent.

use super::scope::{Scope, readers};
use crate::store::purchase_orders;
use axum::extract::State;
use chassis::{App, Caller, Problem, Reply, Routes};
use serde::Serialize;
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(readers(), routes!(show_purchasing_overview))
}

/// What of the purchase orders needs somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PurchasingOverview {
    /// Not sent yet (`purchase-orders?status=draft`); none for a supplier.
    pub drafts: i64,
    /// Sent and not confirmed (`purchase-orders?status=sent`).
    pub unconfirmed: i64,
    /// Not all has come, though it should have before today (`purchase-orders?late=true`).
    pub late: i64,
    /// Open, and less will come than was ordered, as far as is known.
    pub short: i64,
    /// Open and expected today.
    pub expected_today: i64,
    /// Open and expected today or on one of the next six days.
    pub expected_week: i64,
}

/// Show what of the purchase orders needs somebody today
///
/// A supplier sees it of those that it was sent.
#[utoipa::path(get, path = "/api/purchasing/overview", tag = "purchasing",
    responses((status = 200, description = "The figures.", body = PurchasingOverview)))]
async fn show_purchasing_overview(State(app): State<App>, caller: Caller) -> Result<Reply, Problem> {
    let today = app.company().local_date(app.now());
    let of = match Scope::of(&caller.principal) {
        Scope::All => None,
        Scope::SentTo(supplier) => Some(supplier),
        Scope::None => return Ok(Reply::ok(&PurchasingOverview::default())),
    };
    Ok(Reply::ok(&purchase_orders::overview(app.db(), of, today).await?))
}
