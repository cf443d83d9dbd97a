//! Counts what is bought together: over the orders of the last half year, a few times a day, and sooner where there are many more
//! orders than the last time (a new company, or one that has just been told of its past).
//!
//! It is counted anew each time, from a copy in little room: to keep counts with each order would write dozens of rows for it, to
//! find out once a day that hardly anything has changed.

use crate::bought_together::{Baskets, Companion, companions};
use crate::follow::first_day;
use crate::store::{self, Reckoning};
use chassis::{App, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// How often it is looked whether it is time.
pub const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How often it is counted.
const EVERY: TimeDelta = TimeDelta::hours(6);
/// It is counted sooner where there are so many more orders in a hundred.
const MORE_PERCENT: i64 = 25;
/// The last so many orders are counted: what they take in memory is bounded, and more would say nothing else.
const MOST_ORDERS: i64 = 400_000;
/// So many lines, whatever orders look like: 32 MB at most with what counting them takes.
const MOST_LINES: usize = 4_000_000;
/// Orders that are read at once.
const PAGE: usize = 2_000;
/// Rows of a transaction.
const AT_ONCE: usize = 500;
/// Orders that are forgotten in a transaction.
const FORGOTTEN_AT_ONCE: usize = 2_000;

/// Counts if it is time.
///
/// # Errors
/// When the database does not answer; the next run does it.
pub async fn run(app: App) -> anyhow::Result<()> {
    let last = store::reckoning(app.db()).await?;
    let orders = store::count_orders(app.db()).await?;
    if is_time(last, orders, app.now()) { reckon(app).await } else { Ok(()) }
}

fn is_time(last: Option<Reckoning>, orders: i64, now: DateTime<Utc>) -> bool {
    match last {
        None => orders > 0,
        Some(last) => {
            now - last.reckoned_at >= EVERY
                || orders.saturating_mul(100) > last.orders.saturating_mul(100 + MORE_PERCENT)
        }
    }
}

/// Whether it has ever been counted.
///
/// # Errors
/// When the database does not answer.
pub async fn has_reckoned(app: &App) -> anyhow::Result<bool> {
    Ok(store::reckoning(app.db()).await?.is_some())
}

/// Counts now.
///
/// # Errors
/// When the database does not answer.
pub async fn reckon(app: App) -> anyhow::Result<()> {
    let (db, now) = (app.db(), app.now());
    let first = first_day(app.company().local_date(now));
    while db.write(move |tx: Tx| async move { store::forget(&tx, first, FORGOTTEN_AT_ONCE).await }).await? > 0 {}
    let since = store::day_of_last(db, MOST_ORDERS).await?.map_or(first, |day| day.max(first));
    let orders = store::count_orders(db).await?;
    let mut baskets = Baskets::default();
    let mut after = None;
    while baskets.lines() < MOST_LINES {
        let page = store::orders_after(db, after, since, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.place);
        for order in page.iter().filter(|order| !order.lines.is_empty()) {
            baskets.push(order.customer_id, order.lines.iter().map(|(product, _)| *product));
        }
    }
    let counted = baskets.len();
    let found = chassis::blocking(move || companions(&baskets)).await;
    let pairs = found.len();
    keep(&app, found, orders).await?;
    tracing::info!(orders = counted, pairs, "counted what is bought together");
    Ok(())
}

async fn keep(app: &App, found: Vec<Companion>, orders: i64) -> anyhow::Result<()> {
    let db = app.db();
    let generation = store::reckoning(db).await?.map_or(1, |last| last.generation + 1);
    for some in found.chunks(AT_ONCE) {
        let some = some.to_vec();
        db.write(move |tx: Tx| async move { store::write_companions(&tx, &some, generation).await }).await?;
    }
    db.write(move |tx: Tx| async move {
        store::delete_companions_before(&tx, generation).await?;
        store::note_reckoning(&tx, generation, orders).await
    })
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_counted_a_few_times_a_day_and_sooner_where_there_is_much_more() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let last =
            |hours, orders| Some(Reckoning { generation: 1, orders, reckoned_at: now - TimeDelta::hours(hours) });
        assert!(!is_time(None, 0, now), "there is nothing yet");
        assert!(is_time(None, 1, now));
        assert!(is_time(last(6, 100), 100, now));
        assert!(!is_time(last(5, 100), 125, now));
        assert!(is_time(last(1, 100), 126, now));
        assert!(!is_time(last(1, 100), 20, now), "that they are forgotten is no news");
    }
}
