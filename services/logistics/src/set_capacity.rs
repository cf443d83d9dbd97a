//! How much a warehouse delivers on a day, as staff set it: for one day, or by default for a weekday or every day.
//!
//! A change waits until no booking is under way and counts the days from today on anew, so that bookings made while a
//! day was unlimited are in. Lowering a maximum below what is used takes nothing back; the day only takes no more.

use crate::calendar::Weekday;
use crate::capacity::{EVERY_DAY, Limits, SetBy};
use crate::manage_calendars::WRITERS;
use crate::settings::{SettingRefused, check_day, query_day};
use crate::store::settings as store;
use crate::store::{self as bookings, replicas};
use axum::extract::State;
use chassis::{
    Access, App, Body, Caller, Checks, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort,
    Text, Tx, Validate,
};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::WarehouseId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::routes;
use uuid::Uuid;

/// Capacity of a warehouse on a day; or, without a day, its default.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Capacity {
    /// The entry.
    pub id: Uuid,
    /// The warehouse.
    pub warehouse_id: WarehouseId,
    /// The company's local day; absent in a default.
    pub on: Option<NaiveDate>,
    /// The weekday of a default; absent where it holds for every day.
    pub weekday: Option<Weekday>,
    /// The most shops visited; unlimited if absent.
    pub stops: Option<i64>,
    /// The most weight in grams; unlimited if absent.
    pub grams: Option<i64>,
    /// Shops with a delivery on the day.
    pub used_stops: i64,
    /// Weight of the day's deliveries in grams.
    pub used_grams: i64,
    /// Who decided the limits of the day.
    pub set_by: SetBy,
    /// Raised by one with each change, each booking included.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The capacity of a day (`on`), of a weekday (`weekday`), or of every day (neither).
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct SetCapacity {
    /// The warehouse.
    pub warehouse_id: WarehouseId,
    /// The company's local day, not before today.
    pub on: Option<NaiveDate>,
    /// The default of a weekday.
    pub weekday: Option<Weekday>,
    /// The most shops visited; absent or null is unlimited, 0 takes none.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub stops: Option<i64>,
    /// The most weight in grams; absent or null is unlimited.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub grams: Option<i64>,
}

impl Validate for SetCapacity {
    fn validate(&self, checks: &mut Checks) {
        let one = Text::new("Name a day or a weekday, not both.", "Nombre un día o un día de la semana, no ambos.");
        checks.check("/weekday", self.on.is_none() || self.weekday.is_none(), "day_and_weekday", one);
        if let Some(on) = self.on {
            check_day(checks, "/on", on);
        }
        if let Some(stops) = self.stops {
            checks.range("/stops", stops, 0..=1_000_000);
        }
        if let Some(grams) = self.grams {
            checks.range("/grams", grams, 0..=1_000_000_000_000);
        }
    }
}

/// Which days.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CapacityFilter {
    /// Of this warehouse.
    #[param(value_type = Option<Uuid>)]
    pub warehouse_id: Option<WarehouseId>,
    /// From this day on; today if absent.
    pub from: Option<NaiveDate>,
    /// Up to this day.
    pub to: Option<NaiveDate>,
}

/// Which defaults.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DefaultFilter {
    /// Of this warehouse.
    #[param(value_type = Option<Uuid>)]
    pub warehouse_id: Option<WarehouseId>,
}

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::staff(), routes!(list_capacities))
        .add(Access::staff(), routes!(list_capacity_defaults))
        .add(Access::staff(), routes!(get_capacity))
        .add(Access::roles(&WRITERS), routes!(set_capacity))
        .add(Access::roles(&WRITERS), routes!(remove_capacity))
}

/// The days ahead that are limited, with what is used of them. A day that is not listed has its default, all of it
/// free.
#[utoipa::path(get, path = "/api/logistics/capacities", params(ListingParams, CapacityFilter), tag = "logistics",
    responses((status = 200, description = "One page, the soonest day first.", body = Page<Capacity>)))]
async fn list_capacities(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<CapacityFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over_by(&[Sort::date("on").column("on_day"), Sort::time("created_at")], "on")?;
    let today = app.company().local_date(app.now());
    let (from, to) = (query_day("from", filter.from)?.unwrap_or(today), query_day("to", filter.to)?);
    let items = store::capacities(app.db(), &paging, filter.warehouse_id, from, to).await?;
    Ok(Reply::ok(&paging.finish(items)))
}

/// What days are limited to by default: per weekday, or every day.
#[utoipa::path(get, path = "/api/logistics/capacity-defaults", params(ListingParams, DefaultFilter), tag = "logistics",
    responses((status = 200, description = "One page.", body = Page<Capacity>)))]
async fn list_capacity_defaults(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<DefaultFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(&[Sort::time("created_at")])?;
    let items = store::capacity_defaults(app.db(), &paging, filter.warehouse_id).await?;
    Ok(Reply::ok(&paging.finish(items)))
}

/// The capacity of a day, or a default.
#[utoipa::path(get, path = "/api/logistics/capacities/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 200, description = "The capacity.", body = Capacity)))]
async fn get_capacity(State(app): State<App>, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    let capacity = store::capacity(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&capacity).etag(capacity.version))
}

/// Sets the capacity of a day, of a weekday or of every day. Sent again, it sets the same again.
#[utoipa::path(post, path = "/api/logistics/capacities", request_body = SetCapacity, tag = "logistics",
    responses((status = 200, description = "Set.", body = Capacity)))]
async fn set_capacity(State(app): State<App>, caller: Caller, body: Body<SetCapacity>) -> Result<Reply, Problem> {
    let asked = body.clone().into_inner();
    app.command(&caller, &body, move |tx: Tx| async move {
        let today = tx.company().local_date(tx.now());
        if asked.on.is_some_and(|on| on < today) {
            return Err(SettingRefused::PastDay.into());
        }
        if !replicas::knows_warehouse(&tx, asked.warehouse_id).await? {
            return Err(SettingRefused::UnknownWarehouse.into());
        }
        bookings::own_capacities(&tx).await?;
        let limits = Limits { stops: asked.stops, grams: asked.grams };
        let id = match asked.on {
            Some(on) => store::set_day(&tx, asked.warehouse_id, on, limits).await?,
            None => {
                let weekday = asked.weekday.map_or(EVERY_DAY, Weekday::number);
                store::set_default(&tx, asked.warehouse_id, weekday, limits).await?
            }
        };
        store::recount(&tx, asked.warehouse_id, today).await?;
        let capacity = store::capacity(&tx, id).await?.ok_or_else(Problem::not_found)?;
        tx.audit(id, "capacity_set", json!(capacity));
        Ok(Reply::ok(&capacity).etag(capacity.version))
    })
    .await
}

/// Removes the capacity of a day (its default holds again) or a default (its days are unlimited again).
#[utoipa::path(delete, path = "/api/logistics/capacities/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 204, description = "Removed.")))]
async fn remove_capacity(State(app): State<App>, caller: Caller, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx: Tx| async move {
        bookings::own_capacities(&tx).await?;
        let capacity = store::capacity(&tx, id).await?.ok_or_else(Problem::not_found)?;
        if capacity.on.is_some() && capacity.set_by == SetBy::Default {
            return Err(SettingRefused::SetByDefault.into());
        }
        store::delete_capacity(&tx, id).await?;
        store::recount(&tx, capacity.warehouse_id, tx.company().local_date(tx.now())).await?;
        tx.audit(id, "capacity_removed", json!(capacity));
        Ok(Reply::no_content())
    })
    .await
}
