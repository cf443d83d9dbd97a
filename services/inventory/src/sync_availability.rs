//! What a phone that keeps availability has to know since it last asked (`sync.md`).
//!
//! No row is kept for it, because the row of a product that everybody orders would be written with each of its orders. What
//! has changed is read from the ledger, from what purchasing told of products, and from the calendar: a lot that may not be
//! sold any more since midnight changes nothing but availability.

use axum::extract::State;
use chassis::{Access, App, ChangedRow, Changes, Pass, Problem, Reply, Routes, Seen, Since, SinceParams, Tx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use contracts::ProductId;
use contracts::broadcast::Audience;
use serde::Serialize;
use std::ops::Bound;
use std::time::Duration;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::store::availability::{self, Changed};

/// How often whoever looks at availability is told that it may have changed.
pub(crate) const HINT_EVERY: Duration = Duration::from_secs(15);

/// What began before midnight is written down soon after it at the latest (`sync.md`: 30 s), and counts for the new day then.
const LONGEST_TRANSACTION: TimeDelta = TimeDelta::minutes(5);

/// Whoever has missed more movements reads everything: in so many nearly every product occurs.
const MOST_MOVEMENTS: i64 = 20_000;

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
    responses((status = 200, description = "Whole items, by product", body = Changes<AvailabilityState>)))]
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
        // The order is that of the ids alone.
        ChangedRow { changed_at: DateTime::UNIX_EPOCH, id: row.product_id.0, what }
    });
    Ok(Reply::ok(&pass.finish(app.db(), "availability", rows.collect()).await?))
}

/// Grows with each day, within a day with each movement, and with what purchasing tells. No clock is asked: of two movements
/// the one that is written down later may have begun earlier.
fn version(today: NaiveDate, movements_of_the_day: i64, of_product: i64) -> i64 {
    crate::lot::day_number(today) * 1_000_000_000 + movements_of_the_day + of_product
}

/// The products of a page, and one more, by id: in that order a pass may begin with what has changed and end with everything,
/// when much happens meanwhile. What changes behind it comes with the next pass.
async fn changed(app: &App, pass: &Pass) -> Result<Vec<Changed>, Problem> {
    let (db, count) = (app.db(), pass.limit() + 1);
    let after = pass.after().map(|(_, id)| ProductId(id));
    let moved = match pass.seen() {
        Some(seen) => availability::moved(db, seen, MOST_MOVEMENTS).await?.map(|moved| (seen, moved)),
        None => None,
    };
    let Some((seen, mut ids)) = moved else {
        return Ok(availability::all(db, after, count).await?);
    };
    let company = app.company();
    ids.extend(availability::went_off_sale(db, company.local_date(seen), company.local_date(app.now())).await?);
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let page: Vec<ProductId> = ids.range((from, Bound::Unbounded)).copied().take(count).collect();
    Ok(availability::of(db, &page).await?)
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
