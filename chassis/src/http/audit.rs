//! Who changed what: all of it for administrators, and what happened to one thing for those of the company who see the thing.

use super::auth::Access;
use super::caller::{QueryOf, local_day};
use super::listing::{Listing, ListingParams, Page, Paging, Select, Sort};
use super::problem::Problem;
use super::reply::Reply;
use super::routes::Routes;
use super::system::placed;
use crate::app::App;
use crate::db::DbError;
use axum::Extension;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use contracts::Service;
use contracts::identity::Role;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;
use uuid::Uuid;

/// Whose history the company's people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// That of everything in the service.
    OfEverything,
    /// Only what begins like this, such as `customer_`; the rest is for administrators.
    OfWhatBeginsWith(&'static str),
}

/// The audit log, and the history if the service has one.
pub(crate) fn routes(service: Service, history: Option<History>) -> Routes {
    let audit = Routes::new().add(Access::roles(&[Role::Admin]), placed(service, routes!(list_audit)));
    match history {
        Some(history) => {
            let (schemas, paths, methods) = routes!(list_history);
            audit.add(Access::staff(), placed(service, (schemas, paths, methods.layer(Extension(history)))))
        }
        None => audit,
    }
}

/// Who changed what, when, from where.
#[derive(Serialize, utoipa::ToSchema)]
struct Audited {
    /// The entry.
    id: Uuid,
    /// What was changed.
    subject: Uuid,
    /// What happened to it.
    what: String,
    /// More about it.
    detail: serde_json::Value,
    /// The user, if one was signed in.
    actor: Option<Uuid>,
    /// The user's name.
    actor_name: String,
    /// From where; nothing in the history that everybody of the company reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// When.
    created_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct AuditRow {
    id: Uuid,
    subject: Uuid,
    what: String,
    detail: String,
    actor: Option<Uuid>,
    actor_name: String,
    address: String,
    created_at: DateTime<Utc>,
}

impl AuditRow {
    fn shown(self, with_address: bool) -> Audited {
        Audited {
            id: self.id,
            subject: self.subject,
            what: self.what,
            detail: serde_json::from_str(&self.detail).unwrap_or_default(),
            actor: self.actor,
            actor_name: self.actor_name,
            address: with_address.then_some(self.address),
            created_at: self.created_at,
        }
    }
}

const SELECT: &str = "SELECT id, subject, what, detail, actor, actor_name, address, created_at FROM audit";
const SORTS: &[Sort] = &[Sort::time("created_at")];
/// A text is looked for in so many days, up to the last day asked for.
const TEXT_DAYS: i64 = 92;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditFilter {
    /// Only what happened to this thing.
    subject: Option<Uuid>,
    /// Only what this user did.
    actor: Option<Uuid>,
    /// Only what has all these words, or their beginnings or ends, in what happened, its details or the user's name, without
    /// regard to case and accents; in the last 92 days before `to`.
    text: Option<String>,
    /// Not before this local day.
    from: Option<NaiveDate>,
    /// Not after this local day.
    to: Option<NaiveDate>,
}

/// The audit log, newest first.
#[utoipa::path(get, path = "/system/audit", params(ListingParams, AuditFilter),
    responses((status = 200, description = "Audit entries", body = Page<Audited>)))]
async fn list_audit(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<AuditFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    let company = app.company();
    let mut from = local_day("from", filter.from)?.map(|day| company.day(day).0);
    let to = local_day("to", filter.to)?.map(|day| company.day(day).1);
    let terms = contracts::fold::terms(filter.text.as_deref().unwrap_or_default());
    if !terms.is_empty() {
        let earliest = to.unwrap_or_else(|| app.now()) - TimeDelta::days(TEXT_DAYS);
        from = Some(from.map_or(earliest, |from| from.max(earliest)));
    }
    let mut select = Select::new(SELECT)
        .and_if("subject = ?", filter.subject)
        .and_if("actor = ?", filter.actor)
        .and_if("created_at >= ?", from)
        .and_if("created_at < ?", to);
    for term in terms.iter().take(MOST_TERMS) {
        select = select.and("folded LIKE ?", vec![format!("%{term}%").into()]);
    }
    Ok(Reply::ok(&entries(&app, select, &paging, true).await?))
}

/// Words of a search that count.
const MOST_TERMS: usize = 10;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct HistoryFilter {
    /// The thing.
    subject: Uuid,
}

/// What happened to one thing, newest first.
#[utoipa::path(get, path = "/history", params(ListingParams, HistoryFilter),
    responses((status = 200, description = "What happened", body = Page<Audited>)))]
async fn list_history(
    State(app): State<App>,
    Extension(history): Extension<History>,
    listing: Listing,
    QueryOf(filter): QueryOf<HistoryFilter>,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    let mut select = Select::new(SELECT).and_if("subject = ?", Some(filter.subject));
    if let History::OfWhatBeginsWith(beginning) = history {
        let end = contracts::fold::prefix_end(beginning);
        select = select.and("what >= ? AND what < ?", vec![beginning.to_owned().into(), end.into()]);
    }
    Ok(Reply::ok(&entries(&app, select, &paging, false).await?))
}

async fn entries(app: &App, select: Select, paging: &Paging, with_address: bool) -> Result<Page<Audited>, DbError> {
    let rows: Vec<AuditRow> = select.fetch(app.db(), paging).await?;
    Ok(paging.finish(rows.into_iter().map(|row| row.shown(with_address)).collect()))
}
