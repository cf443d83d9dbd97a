//! What of stock needs somebody today: the figures of the first page, each of which leads to a list.

use axum::extract::State;
use chassis::{Access, App, Problem, Reply, Routes};
use serde::Serialize;
use utoipa_axum::routes;

use crate::store;

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    Routes::new().add(Access::staff(), routes!(show_stock_overview))
}

/// What of stock needs somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct StockOverview {
    /// Products in a warehouse that are asked for and of which nothing can be promised (`stock?level=out`).
    pub(crate) out_of_stock: i64,
    /// Products in a warehouse of which there is less than for seven days (`stock?level=low`).
    pub(crate) running_out: i64,
    /// Lots in which something lies whose last day is over.
    pub(crate) expired: i64,
    /// Lots in which something lies whose last day is today or one of the next 30.
    pub(crate) expiring_30: i64,
    /// The same for 60 days.
    pub(crate) expiring_60: i64,
    /// The same for 90 days.
    pub(crate) expiring_90: i64,
    /// Orders that stand in line for stock.
    pub(crate) waiting: i64,
}

/// Show what of stock needs somebody today
#[utoipa::path(get, path = "/api/inventory/overview", tag = "inventory",
    responses((status = 200, description = "The figures", body = StockOverview)))]
async fn show_stock_overview(State(app): State<App>) -> Result<Reply, Problem> {
    let today = app.company().local_date(app.now());
    Ok(Reply::ok(&store::overview::count(app.db(), today).await?))
}
