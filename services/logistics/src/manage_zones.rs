//! Delivery zones of a warehouse: its cities, with a calendar and a lead time. (`zones.rs` says which zone an order
//! gets.)

use crate::manage_calendars::WRITERS;
use crate::settings::SettingRefused;
use crate::store::settings as store;
use crate::store::{Lock, replicas};
use crate::zones::{DEFAULT_CALENDAR, city_key};
use axum::extract::State;
use chassis::{
    Access, App, Body, Caller, Checks, Claim, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes,
    Sort, Text, Tx, Validate,
};
use chrono::{DateTime, Utc};
use contracts::WarehouseId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use utoipa_axum::routes;
use uuid::Uuid;

/// A delivery zone.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Zone {
    /// The zone.
    pub id: Uuid,
    /// The warehouse that delivers there.
    pub warehouse_id: WarehouseId,
    /// As shown.
    #[schema(example = "Sabana norte")]
    pub name: String,
    /// Its cities; none makes it the warehouse's fallback for cities that no zone has. Compared without case and
    /// accents.
    pub cities: Vec<String>,
    /// The code of its calendar.
    #[schema(example = "default")]
    pub calendar: String,
    /// Business days from the day on which an order counts to the first possible delivery.
    #[schema(example = 1)]
    pub lead_days: i64,
    /// Raised by one with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Zone {
    /// The keys of its cities, with the name to show; the empty key if it is a fallback.
    #[must_use]
    pub fn city_keys(&self) -> BTreeMap<String, String> {
        if self.cities.is_empty() {
            return BTreeMap::from([(String::new(), String::new())]);
        }
        self.cities.iter().map(|city| (city_key(Some(city)), city.clone())).collect()
    }
}

/// A zone to make.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewZone {
    /// Made by the client, for safe repetition.
    pub id: Option<Uuid>,
    /// The warehouse that delivers there.
    pub warehouse_id: WarehouseId,
    /// 1 to 120 characters.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Up to 200 cities of 1 to 80 characters; none makes it the warehouse's fallback.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub cities: Vec<String>,
    /// The code of a calendar; `default` if absent.
    pub calendar: Option<String>,
    /// 0 to 14 business days; 1 if absent.
    #[schema(minimum = 0, maximum = 14)]
    pub lead_days: Option<i64>,
}

/// What to change.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct ZonePatch {
    /// 1 to 120 characters.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    /// All of its cities: the list replaces the one before.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub cities: Option<Vec<String>>,
    /// The code of a calendar.
    #[serde(default)]
    pub calendar: Option<String>,
    /// 0 to 14 business days.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 14)]
    pub lead_days: Option<i64>,
}

fn check(checks: &mut Checks, name: Option<&str>, cities: &[String], calendar: Option<&str>, lead_days: Option<i64>) {
    checks.text("/name", name, 1..=120);
    let most = Text::new("List at most 200 cities.", "Liste a lo más 200 ciudades.");
    checks.check("/cities", cities.len() <= 200, "too_many", most);
    for (i, city) in cities.iter().enumerate() {
        checks.text(format!("/cities/{i}"), Some(city), 1..=80);
        let text = Text::new("Write the name of a city.", "Escriba el nombre de una ciudad.");
        checks.check(format!("/cities/{i}"), !city_key(Some(city)).is_empty(), "city", text);
    }
    checks.text("/calendar", calendar, 1..=40);
    if let Some(days) = lead_days {
        checks.range("/lead_days", days, 0..=14);
    }
}

impl Validate for NewZone {
    fn validate(&self, checks: &mut Checks) {
        check(checks, Some(&self.name), &self.cities, self.calendar.as_deref(), self.lead_days);
    }
}

impl Validate for ZonePatch {
    fn validate(&self, checks: &mut Checks) {
        let cities = self.cities.as_deref().unwrap_or_default();
        check(checks, self.name.as_deref(), cities, self.calendar.as_deref(), self.lead_days);
    }
}

/// Which zones.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ZoneFilter {
    /// Of this warehouse.
    #[param(value_type = Option<Uuid>)]
    pub warehouse_id: Option<WarehouseId>,
}

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::staff(), routes!(list_zones))
        .add(Access::staff(), routes!(get_zone))
        .add(Access::roles(&WRITERS), routes!(create_zone))
        .add(Access::roles(&WRITERS), routes!(change_zone))
        .add(Access::roles(&WRITERS), routes!(delete_zone))
}

/// The delivery zones.
#[utoipa::path(get, path = "/api/logistics/zones", params(ListingParams, ZoneFilter), tag = "logistics",
    responses((status = 200, description = "One page.", body = Page<Zone>)))]
async fn list_zones(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<ZoneFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(&[Sort::time("created_at"), Sort::text("name")])?;
    let items = store::zones(app.db(), &paging, filter.warehouse_id).await?;
    Ok(Reply::ok(&paging.finish(items)))
}

/// A delivery zone.
#[utoipa::path(get, path = "/api/logistics/zones/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 200, description = "The zone.", body = Zone)))]
async fn get_zone(State(app): State<App>, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    let zone = store::zone(app.db(), id, Lock::No).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&zone).etag(zone.version))
}

/// Makes a delivery zone.
#[utoipa::path(post, path = "/api/logistics/zones", request_body = NewZone, tag = "logistics",
    responses((status = 201, description = "Made.", body = Zone),
        (status = 200, description = "Made before by the same request; as it is now.", body = Zone)))]
async fn create_zone(State(app): State<App>, caller: Caller, body: Body<NewZone>) -> Result<Reply, Problem> {
    let (asker, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        if let Some(id) = asked.id {
            match tx.claim_id(id, "zone", &asker, &asked).await? {
                Claim::New => {}
                Claim::Taken => return Err(Problem::id_taken()),
                Claim::Same => {
                    let zone = store::zone(&tx, id, Lock::No).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&zone).etag(zone.version));
                }
            }
        }
        if !replicas::knows_warehouse(&tx, asked.warehouse_id).await? {
            return Err(SettingRefused::UnknownWarehouse.into());
        }
        let zone = Zone {
            id: asked.id.unwrap_or_else(Uuid::now_v7),
            warehouse_id: asked.warehouse_id,
            name: asked.name.trim().to_owned(),
            cities: trimmed(&asked.cities),
            calendar: asked.calendar.as_deref().map_or(DEFAULT_CALENDAR, str::trim).to_owned(),
            lead_days: asked.lead_days.unwrap_or(1),
            version: 1,
            created_at: tx.now(),
        };
        known_calendar(&tx, &zone.calendar).await?;
        store::insert_zones(&tx, std::slice::from_ref(&zone)).await?;
        take_cities(&tx, &zone).await?;
        tx.audit(zone.id, "zone_created", json!(zone));
        Ok(Reply::created(&zone).location(format!("/api/logistics/zones/{}", zone.id)).etag(zone.version))
    })
    .await
}

/// Changes a delivery zone. Deliveries that have a day keep it.
#[utoipa::path(patch, path = "/api/logistics/zones/{id}", params(("id" = Uuid, Path)), request_body = ZonePatch,
    tag = "logistics", responses((status = 200, description = "Changed.", body = Zone)))]
async fn change_zone(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<Uuid>,
    body: Body<ZonePatch>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    let patch = body.clone().into_inner();
    app.command(&caller, &body, move |tx: Tx| async move {
        let mut zone = store::zone(&tx, id, Lock::ForUpdate).await?.ok_or_else(Problem::not_found)?;
        if zone.version != seen {
            return Err(tx.changed_meanwhile(id, &zone).await);
        }
        if let Some(name) = patch.name {
            zone.name = name.trim().to_owned();
        }
        if let Some(calendar) = patch.calendar {
            zone.calendar = calendar.trim().to_owned();
            known_calendar(&tx, &zone.calendar).await?;
        }
        zone.lead_days = patch.lead_days.unwrap_or(zone.lead_days);
        zone.version += 1;
        if let Some(cities) = patch.cities {
            zone.cities = trimmed(&cities);
            store::free_cities(&tx, id).await?;
            take_cities(&tx, &zone).await?;
        }
        store::update_zone(&tx, &zone).await?;
        tx.audit(id, "zone_changed", json!(zone));
        Ok(Reply::ok(&zone).etag(zone.version))
    })
    .await
}

/// Removes a delivery zone. Deliveries that have a day keep it.
#[utoipa::path(delete, path = "/api/logistics/zones/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 204, description = "Removed.")))]
async fn delete_zone(State(app): State<App>, caller: Caller, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx: Tx| async move {
        let zone = store::zone(&tx, id, Lock::ForUpdate).await?.ok_or_else(Problem::not_found)?;
        store::free_cities(&tx, id).await?;
        store::delete_zone(&tx, id).await?;
        tx.audit(id, "zone_deleted", json!(zone));
        Ok(Reply::no_content())
    })
    .await
}

fn trimmed(cities: &[String]) -> Vec<String> {
    cities.iter().map(|city| city.trim().to_owned()).collect()
}

async fn known_calendar(tx: &Tx, code: &str) -> Result<(), Problem> {
    if store::knows_calendar(tx, code).await? { Ok(()) } else { Err(SettingRefused::UnknownCalendar.into()) }
}

/// A city is in one zone of a warehouse; the database enforces it.
async fn take_cities(tx: &Tx, zone: &Zone) -> Result<(), Problem> {
    match store::take_cities(tx, zone).await? {
        None => Ok(()),
        Some(city) => Err(SettingRefused::CityTaken(city).into()),
    }
}
