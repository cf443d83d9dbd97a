//! What a phone that keeps availability has to know since it last asked (`sync.md`).
//!
//! No row is kept for it, because the row of a product that everybody orders would be written with each of its orders. What
//! has changed is read from the ledger, from what purchasing told of products, and from the calendar: a lot that may not be
//! sold any more since midnight changes nothing but availability.

use axum::extract::State;
use chassis::{Access, App, ChangedRow, Changes, Pass, Problem, Reply, Routes, Seen, Since, SinceParams, Tx};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use contracts::ProductId;
use contracts::broadcast::Audience;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::store::availability::{self, Changed};

/// How often whoever looks at availability is told that it may have changed.
pub(crate) const HINT_EVERY: Duration = Duration::from_secs(15);

/// What began before midnight is written down soon after it at the latest (`sync.md`: 30 s), and counts for the new day then.
const LONGEST_TRANSACTION: TimeDelta = TimeDelta::minutes(5);

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(availability_changes))
}

/// How much of a product could be promised, for a phone that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct AvailabilityState {
    /// The product.
    pub(crate) product_id: ProductId,
    /// Grows whenever anything may have changed.
    pub(crate) version: i64,
    /// Base units in all warehouses together.
    pub(crate) available: i64,
    /// Base units in the warehouse that has most: one order is filled from one warehouse, so it can get at most these.
    pub(crate) in_one_warehouse: i64,
    /// When it was read; other orders may have taken some of it since.
    pub(crate) as_of: DateTime<Utc>,
}

/// Read the availability that is new or changed since the last answer
///
/// What is sold; a product of which this tells nothing has nothing available.
#[utoipa::path(get, path = "/api/inventory/availability/changes", tag = "inventory", params(SinceParams),
    responses((status = 200, description = "Whole items, oldest change first", body = Changes<AvailabilityState>)))]
async fn availability_changes(State(app): State<App>, since: Since) -> Result<Reply, Problem> {
    let pass = since.open(&app, "all")?;
    let changed = changed(&app, &pass).await?;
    let sold: Vec<ProductId> = changed.iter().filter(|row| row.is_sold).map(|row| row.product_id).collect();
    let (as_of, today) = (app.now(), app.company().local_date(app.now()));
    let levels = availability::levels(app.db(), &sold, today).await?;
    let counted_from = app.company().at(today, 0) - LONGEST_TRANSACTION;
    let movements = availability::movements(app.db(), &sold, counted_from).await?;
    let rows = changed.into_iter().map(|row| {
        let level = levels.get(&row.product_id).copied().unwrap_or_default();
        let item = AvailabilityState {
            product_id: row.product_id,
            version: version(today, movements.get(&row.product_id).copied().unwrap_or_default(), row.version),
            available: level.available,
            in_one_warehouse: level.in_one_warehouse,
            as_of,
        };
        let what = if row.is_sold { Seen::Item(item) } else { Seen::Gone };
        ChangedRow { changed_at: row.changed_at, id: row.product_id.0, what }
    });
    Ok(Reply::ok(&pass.finish(app.db(), "availability", rows.collect()).await?))
}

/// Grows with each day, within a day with each movement, and with what purchasing tells. No clock is asked: of two movements
/// the one that is written down later may have begun earlier.
fn version(today: NaiveDate, movements_of_the_day: i64, of_product: i64) -> i64 {
    crate::lot::day_number(today) * 1_000_000_000 + movements_of_the_day + of_product
}

/// The products of a page, and one more: each with the last time at which its availability may have changed.
async fn changed(app: &App, pass: &Pass) -> Result<Vec<Changed>, Problem> {
    let mut changed: BTreeMap<ProductId, Changed> = BTreeMap::new();
    for row in availability::moved(app.db(), pass.seen()).await? {
        changed.insert(row.product_id, row);
    }
    if let Some(seen) = pass.seen() {
        let company = app.company();
        let (from, today) = (company.local_date(seen), company.local_date(app.now()));
        for mut row in availability::went_off_sale(app.db(), from, today).await? {
            // The midnight after the last day of sale.
            let next = from.checked_add_days(Days::new(u64::try_from(row.days_after).unwrap_or(0) + 1));
            row.changed.changed_at = next.map_or(seen, |day| company.at(day, 0));
            let id = row.changed.product_id;
            let later = |known: &Changed| known.changed_at >= row.changed.changed_at;
            if !changed.get(&id).is_some_and(later) {
                changed.insert(id, row.changed);
            }
        }
    }
    let place = |row: &Changed| (row.changed_at, row.product_id.0);
    let after: Option<(DateTime<Utc>, Uuid)> = pass.after();
    let mut rows: Vec<Changed> =
        changed.into_values().filter(|row| after.is_none_or(|after| place(row) > after)).collect();
    rows.sort_by_key(place);
    rows.truncate(pass.limit() + 1);
    Ok(rows)
}

/// Tells whoever is there that availability may be read again: with each order it changes, so once in a while for all.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub(crate) async fn hint(app: App) -> anyhow::Result<()> {
    // A little longer than since the last run: a hint too many costs less than one too few.
    let since = app.now() - TimeDelta::seconds(20);
    if availability::any_moved(app.db(), since).await? {
        let told: Result<(), chassis::DbError> = app
            .db()
            .write(|tx: Tx| async move {
                tx.hint("availability", Uuid::nil(), 0, &[Audience::SignedIn]);
                tx.hint("stock", Uuid::nil(), 0, &[Audience::Staff]);
                Ok(())
            })
            .await;
        told?;
    }
    Ok(())
}
