//! Read what happened to an order, in the reader's language.

use crate::read_orders::{readers, visible};
use crate::{store, texts};
use axum::extract::State;
use chassis::{App, Caller, PathOf, Problem, Reply, Routes};
use chrono::{DateTime, Utc};
use contracts::OrderId;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// `GET /api/sales/orders/{id}/timeline`.
pub fn routes() -> Routes {
    Routes::new().add(readers(), routes!(read_timeline))
}

/// What happened to an order, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    /// The entries.
    pub items: Vec<TimelineEntry>,
}

/// Something that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What, for programs.
    #[schema(example = "scheduled")]
    pub code: String,
    /// Values by name.
    pub params: BTreeMap<String, String>,
    /// For people, in the reader's language.
    pub text: String,
}

/// Read the timeline of an order.
#[utoipa::path(get, path = "/api/sales/orders/{id}/timeline", tag = "sales", params(("id" = OrderId, Path,)), responses(
    (status = 200, description = "What happened, oldest first", body = Timeline),
))]
async fn read_timeline(State(app): State<App>, caller: Caller, PathOf(id): PathOf<OrderId>) -> Result<Reply, Problem> {
    let order = visible(&app, &caller.principal, id).await?;
    let mut items = Vec::new();
    for entry in store::timeline(app.db(), order.id).await? {
        let params = entry.params()?;
        let text = texts::entry(&entry.code, &params).in_lang(caller.lang).to_owned();
        items.push(TimelineEntry { at: entry.at, code: entry.code, params, text });
    }
    Ok(Reply::ok(&Timeline { items }))
}
