//! The desk of every service, for administrators: health, waiting messages, dead letters, schedules.

use super::auth::Access;
use super::body::{Body, Checks, Validate};
use super::caller::{Caller, PathOf};
use super::problem::Problem;
use super::reply::Reply;
use super::routes::Routes;
use super::text::Text;
use crate::app::App;
use crate::db::{Sql, Tx};
use crate::inbox::{self, DeadLetter};
use crate::service::Republish;
use axum::Extension;
use axum::extract::State;
use chrono::{DateTime, Utc};
use contracts::Service;
use contracts::identity::Role;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The desk's routes under `/api/<service>/system`.
pub(crate) fn routes(service: Service, republish: Option<Republish>) -> Routes {
    let admin = || Access::roles(&[Role::Admin]);
    let here = |routes| placed(service, routes);
    let desk = Routes::new()
        .add(admin(), here(routes!(health)))
        .add(admin(), here(routes!(messages)))
        .add(admin(), here(routes!(list_dead_letters)))
        .add(admin(), here(routes!(discard_dead_letter)))
        .add(admin(), here(routes!(retry_dead_letter)))
        .add(admin(), here(routes!(schedules)));
    match republish {
        Some(job) => {
            let (schemas, paths, methods) = routes!(republish_state);
            desk.add(admin(), here((schemas, paths, methods.layer(Extension(job)))))
        }
        None => desk,
    }
}

/// To whom the present state is sent again.
#[derive(Deserialize, utoipa::ToSchema)]
struct Republishing {
    /// Only to this service, such as one that was restored from a backup; otherwise to all that keep replicas.
    to: Option<String>,
}

impl Validate for Republishing {
    fn validate(&self, checks: &mut Checks) {
        let known = Service::ALL.map(Service::name).join(", ");
        let text = Text::new(format!("Use one of: {known}."), format!("Use uno de: {known}."));
        let good = self.to.as_deref().is_none_or(|to| to.parse::<Service>().is_ok());
        checks.check("/to", good, "unknown_service", text);
    }
}

/// What was sent again.
#[derive(Serialize, utoipa::ToSchema)]
struct Republished {
    /// How many items.
    items: u64,
}

/// Send the present state again to the services that keep replicas of it.
#[utoipa::path(post, path = "/system/republish", request_body = Republishing,
    responses((status = 202, description = "It is on its way", body = Republished)))]
async fn republish_state(
    State(app): State<App>,
    Extension(job): Extension<Republish>,
    caller: Caller,
    body: Body<Republishing>,
) -> Result<Reply, Problem> {
    let to: Option<Service> = body.to.as_deref().and_then(|to| to.parse().ok());
    let items = job(app.clone(), to).await?;
    app.command(&caller, &(), move |tx: Tx| async move {
        tx.audit(Uuid::nil(), "state_republished", json!({"to": to, "items": items}));
        Ok(Reply::accepted(&Republished { items }))
    })
    .await
}

/// Puts a route of the chassis under the service's own path and name.
pub(crate) fn placed(
    service: Service,
    (schemas, mut paths, router): UtoipaMethodRouter<App>,
) -> UtoipaMethodRouter<App> {
    paths.paths = std::mem::take(&mut paths.paths)
        .into_iter()
        .map(|(path, mut item)| {
            let operations = [&mut item.get, &mut item.head, &mut item.post, &mut item.patch, &mut item.delete];
            for operation in operations.into_iter().flatten() {
                operation.operation_id = operation.operation_id.take().map(|id| format!("{service}_{id}"));
                operation.tags = Some(vec![service.to_string()]);
            }
            (format!("/api/{service}{path}"), item)
        })
        .collect();
    (schemas, paths, router)
}

/// How a service is.
#[derive(Serialize, utoipa::ToSchema)]
struct Health {
    /// The service.
    service: String,
    /// Whether its database answers.
    database: &'static str,
    /// Messages in the inbox that wait.
    waiting: i64,
    /// Messages in the outbox that wait for the broker.
    outgoing: i64,
    /// Messages that nobody could handle.
    dead: i64,
    /// Transactions that this process has committed since its start.
    commits: u64,
    /// Units of work in them; on SQLite several may share a commit.
    writes: u64,
}

/// How the service is: database, waiting and dead messages.
#[utoipa::path(get, path = "/system/health", responses((status = 200, description = "How it is", body = Health)))]
async fn health(State(app): State<App>) -> Result<Reply, Problem> {
    let db = app.db();
    Ok(Reply::ok(&Health {
        service: db.service().to_string(),
        database: "up",
        waiting: inbox::waiting(db).await?,
        outgoing: crate::outbox::waiting(db).await?,
        dead: inbox::dead(db).await?,
        commits: db.commits(),
        writes: db.writes(),
    }))
}

/// Waiting messages by name.
#[derive(Serialize, FromQueryResult, utoipa::ToSchema)]
struct Waiting {
    /// The message's name.
    name: String,
    /// How many wait.
    waiting: i64,
    /// How many of them have failed at least once.
    failed: i64,
}

/// A list that is always short.
#[derive(Serialize, utoipa::ToSchema)]
struct Items<T> {
    /// All of them.
    items: Vec<T>,
}

/// Messages that wait in the inbox, by name.
#[utoipa::path(get, path = "/system/messages", responses((status = 200, description = "Waiting messages", body = Items<Waiting>)))]
async fn messages(State(app): State<App>) -> Result<Reply, Problem> {
    let sql = "SELECT name, COUNT(*) AS waiting, CAST(SUM(CASE WHEN error IS NULL THEN 0 ELSE 1 END) AS bigint) AS failed \
               FROM inbox WHERE state = 0 GROUP BY name ORDER BY name";
    let items: Vec<Waiting> = app.db().all(sql, vec![]).await?;
    Ok(Reply::ok(&Items { items }))
}

/// Dead letters, newest first (at most 200).
#[utoipa::path(get, path = "/system/dead-letters", responses((status = 200, description = "Dead letters", body = Items<DeadLetter>)))]
async fn list_dead_letters(State(app): State<App>) -> Result<Reply, Problem> {
    Ok(Reply::ok(&Items { items: inbox::dead_letters(app.db(), 200).await? }))
}

/// Try a dead letter again.
#[utoipa::path(post, path = "/system/dead-letters/{id}/retry", params(("id" = Uuid, Path, description = "The message")),
    responses((status = 202, description = "It will be tried again")))]
async fn retry_dead_letter(State(app): State<App>, caller: Caller, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx: Tx| async move {
        if !inbox::revive(&tx, id).await? {
            return Err(Problem::not_found());
        }
        tx.audit(id, "dead_letter_retried", json!({}));
        Ok(Reply::accepted(&json!({"id": id, "state": "pending"})))
    })
    .await
}

/// Give a dead letter up.
#[utoipa::path(delete, path = "/system/dead-letters/{id}", params(("id" = Uuid, Path, description = "The message")),
    responses((status = 204, description = "It will never be handled")))]
async fn discard_dead_letter(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx: Tx| async move {
        if !inbox::discard(&tx, id).await? {
            return Err(Problem::not_found());
        }
        tx.audit(id, "dead_letter_discarded", json!({}));
        Ok(Reply::no_content())
    })
    .await
}

/// Something that the service does by itself.
#[derive(Serialize, utoipa::ToSchema)]
struct Scheduled {
    /// What it is called.
    name: String,
    /// When it runs next.
    next_at: Option<DateTime<Utc>>,
    /// When it last began.
    last_started_at: Option<DateTime<Utc>>,
    /// What its last run said, if it failed.
    last_error: Option<String>,
}

#[derive(FromQueryResult)]
struct ScheduleRow {
    name: String,
    next_at: i64,
    last_started_at: Option<i64>,
    last_error: Option<String>,
}

/// What the service does by itself, and when.
#[utoipa::path(get, path = "/system/schedules", responses((status = 200, description = "Schedules", body = Items<Scheduled>)))]
async fn schedules(State(app): State<App>) -> Result<Reply, Problem> {
    let sql = "SELECT name, next_at, last_started_at, last_error FROM schedule ORDER BY name";
    let rows: Vec<ScheduleRow> = app.db().all(sql, vec![]).await?;
    let items = rows
        .into_iter()
        .map(|row| Scheduled {
            name: row.name,
            next_at: DateTime::from_timestamp_micros(row.next_at),
            last_started_at: row.last_started_at.and_then(DateTime::from_timestamp_micros),
            last_error: row.last_error,
        })
        .collect();
    Ok(Reply::ok(&Items { items }))
}
