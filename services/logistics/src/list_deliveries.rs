//! Deliveries, to be read: staff all, a customer its own, a seller those of its customers.

use crate::delivery::{Delivery, DeliveryStatus};
use crate::settings::query_day;
use crate::store;
use crate::visibility::Visibility;
use axum::extract::State;
use chassis::{Access, App, Caller, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort};
use chrono::NaiveDate;
use contracts::identity::Role;
use contracts::{CustomerId, DeliveryId, OrderId, WarehouseId};
use serde::Deserialize;
use utoipa_axum::routes;

/// Which deliveries.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryFilter {
    /// In this state.
    pub status: Option<DeliveryStatus>,
    /// On this local day.
    pub on: Option<NaiveDate>,
    /// Of this order.
    #[param(value_type = Option<Uuid>)]
    pub order_id: Option<OrderId>,
    /// From this warehouse.
    #[param(value_type = Option<Uuid>)]
    pub warehouse_id: Option<WarehouseId>,
    /// To this shop.
    #[param(value_type = Option<Uuid>)]
    pub customer_id: Option<CustomerId>,
}

const SORTS: &[Sort] = &[Sort::time("created_at").column("d.created_at"), Sort::date("on").column("d.on_day")];

/// The routes.
pub fn routes() -> Routes {
    let readers = || Access::roles(&[Role::Customer, Role::Seller]).and_staff();
    Routes::new().add(readers(), routes!(list_deliveries)).add(readers(), routes!(get_delivery))
}

/// The deliveries, newest first.
#[utoipa::path(get, path = "/api/logistics/deliveries", params(ListingParams, DeliveryFilter), tag = "logistics",
    responses((status = 200, description = "One page.", body = Page<Delivery>)))]
async fn list_deliveries(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<DeliveryFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    query_day("on", filter.on)?;
    let items = store::deliveries(app.db(), &paging, &filter, Visibility::of(&caller.principal)).await?;
    Ok(Reply::ok(&paging.finish(items)))
}

/// A delivery.
#[utoipa::path(get, path = "/api/logistics/deliveries/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 200, description = "The delivery.", body = Delivery)))]
async fn get_delivery(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<DeliveryId>,
) -> Result<Reply, Problem> {
    let delivery = store::delivery(app.db(), id, Visibility::of(&caller.principal)).await?;
    let delivery = delivery.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&delivery).etag(delivery.version))
}
