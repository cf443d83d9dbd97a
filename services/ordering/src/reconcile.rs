//! What `storeflow reconcile` needs of ordering after a database was restored from a backup: the sagas, what sales told of their
//! orders, and to send again what is outstanding.

use crate::fulfil_order::publish;
use crate::saga::Saga;
use crate::store;
use chassis::{App, DbError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::OrderId;
use contracts::sales::OrderSubmitted;
use serde::{Deserialize, Serialize};

pub use crate::store::reconcile::{sagas_after, told, with_saga};

/// How long it is kept what sales told of an order: no backup to which sales is set back alone may be older. (Azure keeps a
/// database for at most 35 days.)
pub const KEPT: TimeDelta = TimeDelta::days(40);
/// Rows of one transaction.
const BATCH: u64 = 1_000;

/// What sales told of an order when it accepted it, or split it off from another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The order.
    pub order: OrderSubmitted,
    /// Since when its customer has waited; only of a backorder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_since: Option<DateTime<Utc>>,
}

/// Sends again whatever the saga of an order wants to be done; whoever has done it answers again, or ignores it. How many
/// commands that were.
///
/// # Errors
/// [`DbError`].
pub async fn ask_again(tx: &Tx, order: OrderId) -> Result<usize, DbError> {
    let commands = saga(tx, order).await?.map(|saga| saga.commands()).unwrap_or_default();
    let count = commands.len();
    commands.into_iter().for_each(|command| publish(tx, command));
    Ok(count)
}

/// The saga of an order, which does not go on until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn saga(tx: &Tx, order: OrderId) -> Result<Option<Saga>, DbError> {
    Ok(store::lock(tx, order).await?.map(|stored| stored.saga))
}

/// By itself: forgets what sales told long ago.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn forget(app: App) -> anyhow::Result<()> {
    let before = app.now() - KEPT;
    loop {
        let forgotten: Result<u64, DbError> =
            app.db().write(move |tx: Tx| async move { store::reconcile::forget(&tx, before, BATCH).await }).await;
        if forgotten? < BATCH {
            return Ok(());
        }
    }
}
