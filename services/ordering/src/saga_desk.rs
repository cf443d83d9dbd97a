//! The desk for people: which orders do not get on, what happened to them, and "try again".

use crate::fulfil_order::advance;
use crate::log_texts;
use crate::saga::{Health, LogNote, OutcomeName, Saga, SagaEvent, State, Verdict};
use crate::store::{self, Listed};
use axum::extract::State as Of;
use chassis::http::listing::ListingParams;
use chassis::{Access, App, Caller, Listing, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort, Tx};
use chrono::{DateTime, Utc};
use contracts::OrderId;
use contracts::identity::Role;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::routes;

const SORTS: &[Sort] = &[Sort::time("created_at").column("started_at")];

/// The desk's routes.
pub fn routes() -> Routes {
    Routes::new()
        .add(Access::roles(&[Role::Admin]), routes!(list_sagas))
        .add(Access::roles(&[Role::Admin]), routes!(show_saga))
        .add(Access::roles(&[Role::Admin]), routes!(retry_saga))
}

/// The saga of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SagaView {
    /// The order's id.
    pub id: OrderId,
    /// The same.
    pub order_id: OrderId,
    /// The order's number; absent while only its cancellation has arrived.
    pub number: Option<String>,
    /// How far it is.
    #[schema(value_type = State)]
    pub state: String,
    /// Whether it makes progress.
    #[schema(value_type = Health)]
    pub health: String,
    /// How it ended, once it has.
    pub outcome: Option<OutcomeName>,
    /// The message that it waits for, or whose answer it waits for.
    pub waiting_for: Option<String>,
    /// Deadlines that passed since the last progress.
    pub attempts: i64,
    /// When the awaited command is sent again.
    pub deadline_at: Option<DateTime<Utc>>,
    /// What the receivers of dead commands said.
    pub last_error: Option<String>,
    /// When the first message about the order came.
    pub started_at: DateTime<Utc>,
    /// When anything last happened.
    pub updated_at: DateTime<Utc>,
    /// As `started_at`.
    pub created_at: DateTime<Utc>,
    /// Raised by one whenever anything happens.
    pub version: i64,
}

/// The saga of an order, with everything that happened to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SagaWithLog {
    /// How it is now.
    #[serde(flatten)]
    pub saga: SagaView,
    /// What happened, oldest first (the newest thousand entries).
    pub log: Vec<SagaLogEntry>,
}

/// One thing that happened to a saga.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SagaLogEntry {
    /// Counts from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The message that came, or `deadline`, or `retry`.
    pub event: String,
    /// Where the saga was.
    pub from_state: String,
    /// Where it went.
    pub to_state: String,
    /// What was decided.
    pub note: LogNote,
    /// The note in the reader's language.
    pub text: String,
}

impl From<Listed> for SagaView {
    fn from(row: Listed) -> Self {
        let saga = row.saga();
        Self {
            id: row.order_id.into(),
            order_id: row.order_id.into(),
            outcome: saga.as_ref().and_then(Saga::outcome),
            waiting_for: saga.as_ref().and_then(Saga::waiting_for).map(str::to_owned),
            number: row.number,
            // What waits is stored as what reserves.
            state: row.waits_since.map_or(row.state, |_| State::Waiting.name().to_owned()),
            health: row.health,
            attempts: row.attempts,
            deadline_at: row.deadline_at,
            last_error: row.last_error,
            started_at: row.started_at,
            updated_at: row.updated_at,
            created_at: row.started_at,
            version: row.version,
        }
    }
}

/// Which sagas are listed.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SagaFilter {
    /// Only those that are so far.
    state: Option<State>,
    /// Only those that are so well.
    health: Option<Health>,
}

/// Lists sagas, newest first.
#[utoipa::path(get, path = "/api/ordering/sagas", tag = "ordering", params(ListingParams, SagaFilter),
    responses((status = 200, description = "A page of sagas", body = Page<SagaView>)))]
async fn list_sagas(
    Of(app): Of<App>,
    _caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<SagaFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    let sagas = store::list(app.db(), &paging, filter.state, filter.health).await?;
    Ok(Reply::ok(&paging.finish(sagas.into_iter().map(SagaView::from).collect())))
}

/// Shows the saga of an order with its log.
#[utoipa::path(get, path = "/api/ordering/sagas/{order_id}", tag = "ordering",
    params(("order_id" = uuid::Uuid, Path, description = "The order")),
    responses((status = 200, description = "The saga", body = SagaWithLog)))]
async fn show_saga(Of(app): Of<App>, caller: Caller, PathOf(id): PathOf<OrderId>) -> Result<Reply, Problem> {
    let row = store::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    let log = store::log(app.db(), id).await?.into_iter().map(|entry| SagaLogEntry {
        text: log_texts::text(&entry.note).in_lang(caller.lang).to_owned(),
        seq: entry.seq,
        at: entry.at,
        event: entry.event,
        from_state: entry.from_state,
        to_state: entry.to_state,
        note: entry.note,
    });
    let version = row.version;
    Ok(Reply::ok(&SagaWithLog { saga: row.into(), log: log.collect() }).etag(version))
}

/// Lets a late or stuck saga try again: what is outstanding is sent once more.
#[utoipa::path(post, path = "/api/ordering/sagas/{order_id}/retry", tag = "ordering",
    params(("order_id" = uuid::Uuid, Path, description = "The order")),
    responses((status = 202, description = "Sent again", body = SagaView),
        (status = 200, description = "Nothing is overdue; unchanged", body = SagaView)))]
async fn retry_saga(Of(app): Of<App>, caller: Caller, PathOf(id): PathOf<OrderId>) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx: Tx| async move {
        let before = store::lock(&tx, id).await?.ok_or_else(Problem::not_found)?;
        let detail = json!({"was": before.saga.health(), "error": before.saga.last_error()});
        let verdict = advance(&tx, id, Some(before), &SagaEvent::Retry).await?;
        let saga = SagaView::from(store::find(&tx, id).await?.ok_or_else(Problem::not_found)?);
        let reply = if verdict == Verdict::Taken {
            tx.audit(id.0, "saga_retried", detail);
            Reply::accepted(&saga)
        } else {
            Reply::ok(&saga)
        };
        Ok(reply.etag(saga.version))
    })
    .await
}
