//! Backorders do not wait for ever: after 14 of the company's days each is closed, and its timeline tells the customer.
//!
//! Every few minutes this tells the saga which ones have waited for too long, until they are closed; stock that has come at
//! the last moment goes before. It also tells the saga of backorders that it has not heard of: those that an older build
//! made or that were loaded.

use crate::order::MOST_DAYS_WAITING;
use crate::place_order::submitted;
use crate::store;
use chassis::{App, DbError, Tx};
use chrono::{DateTime, Days, Utc};
use contracts::sales::{BackorderCreated, BackorderExpired};

/// Backorders of one transaction.
const BATCH: usize = 200;
/// Batches of one run.
const MOST_BATCHES: usize = 25;

/// Closes what has waited for too long.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn run(app: App) -> anyhow::Result<()> {
    for _ in 0..MOST_BATCHES {
        if app.db().write(|tx: Tx| async move { tell_untold(&tx).await }).await? < BATCH {
            break;
        }
    }
    let Some(before) = waits_no_longer(&app) else { return Ok(()) };
    let orders = store::waiting_since_before(app.db(), before, BATCH * MOST_BATCHES).await?;
    for some in orders.chunks(BATCH) {
        let some = some.to_vec();
        let told: Result<(), DbError> = app
            .db()
            .write(|tx: Tx| async move {
                some.into_iter().for_each(|order_id| tx.publish(&BackorderExpired { order_id }));
                Ok(())
            })
            .await;
        told?;
    }
    Ok(())
}

/// Whoever has waited since before this instant has waited for too long: 14 whole local days have passed since that day.
fn waits_no_longer(app: &App) -> Option<DateTime<Utc>> {
    let today = app.company().local_date(app.now());
    Some(app.company().day(today.checked_sub_days(Days::new(MOST_DAYS_WAITING))?).0)
}

async fn tell_untold(tx: &Tx) -> Result<usize, DbError> {
    let orders = store::lock_untold_backorders(tx, BATCH).await?;
    if orders.is_empty() {
        return Ok(0);
    }
    let ids = orders.iter().flat_map(|order| &order.lines).map(|line| line.product_id);
    let ids: std::collections::BTreeSet<_> = ids.collect();
    let products = store::products(tx, ids.into_iter(), tx.company().currency).await?;
    store::note_waiting(tx, &orders).await?;
    for order in &orders {
        tx.publish(&BackorderCreated { order: submitted(order, &products), waits_since: order.submitted_at });
    }
    Ok(orders.len())
}
