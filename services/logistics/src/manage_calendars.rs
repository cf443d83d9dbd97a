//! Calendars: on which weekdays trucks go out, and until when an order counts on the same day. The calendar `default`
//! always exists and holds where no zone prescribes another.

use crate::calendar::{Weekday, Weekdays};
use crate::settings::SettingRefused;
use crate::store::Lock;
use crate::store::settings as store;
use axum::extract::State;
use chassis::{
    Access, App, Body, Caller, Checks, Claim, Listing, ListingParams, Page, PathOf, Problem, Reply, Routes, Sort, Text,
    Tx, Validate,
};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::routes;
use uuid::Uuid;

/// Who may change settings of logistics.
pub const WRITERS: [Role; 2] = [Role::Logistics, Role::Admin];

/// A calendar.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Calendar)]
pub struct CalendarSetting {
    /// The calendar.
    pub id: Uuid,
    /// Unique; zones name it.
    #[schema(example = "default")]
    pub code: String,
    /// The weekdays on which trucks go out. Public holidays and closed days are never among them.
    pub weekdays: Vec<Weekday>,
    /// Orders before this local hour count on the same day, 0 to 24.
    #[schema(example = 16)]
    pub cut_off_hour: i64,
    /// Raised by one with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A calendar to make.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct NewCalendar {
    /// Made by the client, for safe repetition.
    pub id: Option<Uuid>,
    /// Unique, 1 to 40 characters.
    #[schema(min_length = 1, max_length = 40)]
    pub code: String,
    /// At least one weekday.
    #[schema(min_items = 1, max_items = 7)]
    pub weekdays: Vec<Weekday>,
    /// 0 to 24 (24: the whole day).
    #[schema(minimum = 0, maximum = 24)]
    pub cut_off_hour: i64,
}

/// What to change.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub struct CalendarPatch {
    /// At least one weekday.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 7)]
    pub weekdays: Option<Vec<Weekday>>,
    /// 0 to 24 (24: the whole day).
    #[serde(default)]
    #[schema(minimum = 0, maximum = 24)]
    pub cut_off_hour: Option<i64>,
}

fn check_weekdays(checks: &mut Checks, weekdays: &[Weekday]) {
    let text = Text::new("Choose at least one weekday.", "Elija al menos un día de la semana.");
    checks.check("/weekdays", !weekdays.is_empty() && weekdays.len() <= 7, "weekdays", text);
}

impl Validate for NewCalendar {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/code", Some(&self.code), 1..=40);
        check_weekdays(checks, &self.weekdays);
        checks.range("/cut_off_hour", self.cut_off_hour, 0..=24);
    }
}

impl Validate for CalendarPatch {
    fn validate(&self, checks: &mut Checks) {
        if let Some(weekdays) = &self.weekdays {
            check_weekdays(checks, weekdays);
        }
        if let Some(hour) = self.cut_off_hour {
            checks.range("/cut_off_hour", hour, 0..=24);
        }
    }
}

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::staff(), routes!(list_calendars))
        .add(Access::staff(), routes!(get_calendar))
        .add(Access::roles(&WRITERS), routes!(create_calendar))
        .add(Access::roles(&WRITERS), routes!(change_calendar))
}

/// The calendars.
#[utoipa::path(get, path = "/api/logistics/calendars", params(ListingParams), tag = "logistics",
    responses((status = 200, description = "One page.", body = Page<CalendarSetting>)))]
async fn list_calendars(State(app): State<App>, listing: Listing) -> Result<Reply, Problem> {
    let paging = listing.over(&[Sort::time("created_at"), Sort::text("code")])?;
    let items = store::calendars(app.db(), &paging).await?;
    Ok(Reply::ok(&paging.finish(items)))
}

/// A calendar.
#[utoipa::path(get, path = "/api/logistics/calendars/{id}", params(("id" = Uuid, Path)), tag = "logistics",
    responses((status = 200, description = "The calendar.", body = CalendarSetting)))]
async fn get_calendar(State(app): State<App>, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    let calendar = store::calendar(app.db(), id, Lock::No).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&calendar).etag(calendar.version))
}

/// Makes a calendar.
#[utoipa::path(post, path = "/api/logistics/calendars", request_body = NewCalendar, tag = "logistics",
    responses((status = 201, description = "Made.", body = CalendarSetting),
        (status = 200, description = "Made before by the same request; as it is now.", body = CalendarSetting)))]
async fn create_calendar(State(app): State<App>, caller: Caller, body: Body<NewCalendar>) -> Result<Reply, Problem> {
    let (asker, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        if let Some(id) = asked.id {
            match tx.claim_id(id, "calendar", &asker, &asked).await? {
                Claim::New => {}
                Claim::Taken => return Err(Problem::id_taken()),
                Claim::Same => {
                    let calendar = store::calendar(&tx, id, Lock::No).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&calendar).etag(calendar.version));
                }
            }
        }
        let calendar = CalendarSetting {
            id: asked.id.unwrap_or_else(Uuid::now_v7),
            code: asked.code.trim().to_owned(),
            weekdays: Weekdays::of(&asked.weekdays).list(),
            cut_off_hour: asked.cut_off_hour,
            version: 1,
            created_at: tx.now(),
        };
        if !store::insert_calendar(&tx, &calendar).await? {
            return Err(SettingRefused::CodeTaken.into());
        }
        tx.audit(calendar.id, "calendar_created", json!(calendar));
        let path = format!("/api/logistics/calendars/{}", calendar.id);
        Ok(Reply::created(&calendar).location(path).etag(calendar.version))
    })
    .await
}

/// Changes a calendar. Deliveries that have a day keep it.
#[utoipa::path(patch, path = "/api/logistics/calendars/{id}", params(("id" = Uuid, Path)), request_body = CalendarPatch,
    tag = "logistics", responses((status = 200, description = "Changed.", body = CalendarSetting)))]
async fn change_calendar(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<Uuid>,
    body: Body<CalendarPatch>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    let patch = body.clone();
    app.command(&caller, &body, move |tx: Tx| async move {
        let mut calendar = store::calendar(&tx, id, Lock::ForUpdate).await?.ok_or_else(Problem::not_found)?;
        if calendar.version != seen {
            return Err(tx.changed_meanwhile(id, &calendar).await);
        }
        if let Some(weekdays) = &patch.weekdays {
            calendar.weekdays = Weekdays::of(weekdays).list();
        }
        calendar.cut_off_hour = patch.cut_off_hour.unwrap_or(calendar.cut_off_hour);
        calendar.version += 1;
        store::update_calendar(&tx, &calendar).await?;
        tx.audit(id, "calendar_changed", json!(calendar));
        Ok(Reply::ok(&calendar).etag(calendar.version))
    })
    .await
}
