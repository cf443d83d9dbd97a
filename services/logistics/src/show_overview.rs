//! How a day's deliveries stand, warehouse by warehouse: the first page of those who ship.

use crate::settings::query_day;
use crate::store;
use axum::extract::State;
use chassis::{Access, App, Problem, QueryOf, Reply, Routes};
use chrono::NaiveDate;
use contracts::WarehouseId;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::staff(), routes!(show_deliveries_overview))
}

#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct OverviewQuery {
    /// The local day; today where it is not given.
    on: Option<NaiveDate>,
}

/// A day's deliveries.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct DeliveriesOverview {
    /// The local day.
    on: NaiveDate,
    /// Each warehouse with deliveries on that day.
    warehouses: Vec<WarehouseDay>,
}

/// The deliveries of a warehouse on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct WarehouseDay {
    /// The warehouse.
    pub warehouse_id: WarehouseId,
    /// All that were not cancelled.
    pub deliveries: i64,
    /// Delivered.
    pub done: i64,
    /// Could not be delivered.
    pub failed: i64,
    /// Shops to go to.
    pub stops: i64,
    /// What it all weighs, in grams.
    pub grams: i64,
}

/// Show how a day's deliveries stand
#[utoipa::path(get, path = "/api/logistics/overview", params(OverviewQuery), tag = "logistics",
    responses((status = 200, description = "The day.", body = DeliveriesOverview)))]
async fn show_deliveries_overview(
    State(app): State<App>,
    QueryOf(query): QueryOf<OverviewQuery>,
) -> Result<Reply, Problem> {
    query_day("on", query.on)?;
    let on = query.on.unwrap_or_else(|| app.company().local_date(app.now()));
    Ok(Reply::ok(&DeliveriesOverview { on, warehouses: store::overview::of_day(app.db(), on).await? }))
}
