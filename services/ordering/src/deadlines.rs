//! An answer is overdue: its command is sent again. Deadlines are rows that are polled, once per cluster; they survive
//! restarts and need nothing from the broker.

use crate::fulfil_order::advance;
use crate::saga::SagaEvent;
use crate::store;
use chassis::db::DbError;
use chassis::{App, Tx};

/// Most batches per run, so that one run cannot take for ever; the next begins a second later.
const MOST_BATCHES: usize = 20;

/// Applies the deadlines that have passed, batch by batch.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn run(app: App) -> anyhow::Result<()> {
    for _ in 0..MOST_BATCHES {
        if !store::any_due(app.db(), app.now()).await? {
            break;
        }
        let found = app.db().write(|tx: Tx| async move { send_again(&tx).await }).await?;
        if found < store::BATCH {
            break;
        }
    }
    Ok(())
}

async fn send_again(tx: &Tx) -> Result<usize, DbError> {
    let (due, found) = store::lock_due(tx).await?;
    for stored in due {
        let order_id = stored.saga.order_id;
        advance(tx, order_id, Some(stored), &SagaEvent::Deadline).await?;
    }
    Ok(found)
}
