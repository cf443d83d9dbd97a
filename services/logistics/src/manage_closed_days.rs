//! Days on which the company delivers nothing, besides the public holidays: its anniversary, a stock count.
//!
//! Closing a day moves no delivery: what was confirmed is never taken back by the system.

use crate::manage_calendars::WRITERS;
use crate::settings::{SettingRefused, check_day, query_day};
use crate::store::settings as store;
use axum::extract::State;
use chassis::{
    Access, App, Body, Caller, Checks, Claim, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes,
    Sort, Tx, Validate,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::routes;
use uuid::Uuid;

/// A closed day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ClosedDay {
    /// The entry.
    pub id: Uuid,
    /// The company's local day.
    pub on: NaiveDate,
    /// Why.
    #[schema(example = "Inventario anual")]
    pub name: String,
    /// Raised by one with each change.
    pub version: i64,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// A day to close.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewClosedDay {
    /// Made by the client, for safe repetition.
    pub id: Option<Uuid>,
    /// The company's local day.
    pub on: NaiveDate,
    /// Why, 1 to 120 characters.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
}

impl Validate for NewClosedDay {
    fn validate(&self, checks: &mut Checks) {
        check_day(checks, "/on", self.on);
        checks.text("/name", Some(&self.name), 1..=120);
    }
}

/// Which closed days.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClosedDayFilter {
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Up to this day.
    pub to: Option<NaiveDate>,
}

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::staff(), routes!(list_closed_days))
        .add(Access::staff(), routes!(get_closed_day))
        .add(Access::roles(&WRITERS), routes!(close_day))
        .add(Access::roles(&WRITERS), routes!(open_day))
}

/// The days on which nothing is delivered, besides weekends and public holidays.
#[utoipa::path(get, path = "/api/logistics/closed-days", params(ListingParams, ClosedDayFilter), tag = "logistics",
    responses((status = 200, description = "One page, the last day first.", body = Page<ClosedDay>)))]
async fn list_closed_days(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<ClosedDayFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(&[Sort::time("created_at"), Sort::date("on").column("on_day")])?;
    let (from, to) = (query_day("from", filter.from)?, query_day("to", filter.to)?);
    let items = store::closed_days(app.db(), &paging, from, to).await?;
    Ok(Reply::ok(&paging.finish(items)))
}

/// A closed day.
#[utoipa::path(get, path = "/api/logistics/closed-days/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 200, description = "The closed day.", body = ClosedDay)))]
async fn get_closed_day(State(app): State<App>, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    let day = store::closed_day(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&day).etag(day.version))
}

/// Closes a day for deliveries that have none yet.
#[utoipa::path(post, path = "/api/logistics/closed-days", request_body = NewClosedDay, tag = "logistics",
    responses((status = 201, description = "Closed.", body = ClosedDay),
        (status = 200, description = "Closed before by the same request; as it is now.", body = ClosedDay)))]
async fn close_day(State(app): State<App>, caller: Caller, body: Body<NewClosedDay>) -> Result<Reply, Problem> {
    let (asker, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        if let Some(id) = asked.id {
            match tx.claim_id(id, "closed_day", &asker, &asked).await? {
                Claim::New => {}
                Claim::Taken => return Err(Problem::id_taken()),
                Claim::Same => {
                    let day = store::closed_day(&tx, id).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&day).etag(day.version));
                }
            }
        }
        let day = ClosedDay {
            id: asked.id.unwrap_or_else(Uuid::now_v7),
            on: asked.on,
            name: asked.name.trim().to_owned(),
            version: 1,
            created_at: tx.now(),
        };
        if !store::insert_closed_day(&tx, &day).await? {
            return Err(SettingRefused::DayTaken.into());
        }
        tx.audit(day.id, "day_closed", json!(day));
        Ok(Reply::created(&day).location(format!("/api/logistics/closed-days/{}", day.id)).etag(day.version))
    })
    .await
}

/// Opens a closed day again.
#[utoipa::path(delete, path = "/api/logistics/closed-days/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 204, description = "Open again.")))]
async fn open_day(State(app): State<App>, caller: Caller, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx: Tx| async move {
        let day = store::closed_day(&tx, id).await?.ok_or_else(Problem::not_found)?;
        store::delete_closed_day(&tx, id).await?;
        tx.audit(id, "day_opened", json!(day));
        Ok(Reply::no_content())
    })
    .await
}
