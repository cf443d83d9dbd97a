//! Stock has come: the backorders that stand in line for it are served, oldest first.
//!
//! Nobody sends a message when stock comes, for it comes in many ways: goods are received or found, an order lets go of its
//! own, a product may be sold nearer to its last day than before. Every two seconds this looks whether anybody waits (mostly
//! nobody does) for something that is there (mostly it is not). However much comes at once, however many let go at once, and
//! however many wait, the work is one look and as many orders as can be served.
//!
//! Each order is a transaction of its own, so that lots are locked in one order; it takes its order out of the line and what
//! there is of its products in one warehouse. The rest, if any, comes back as a new order that has waited for as long.

use chassis::{App, DbError, Failure, Tx};
use contracts::OrderId;
use contracts::inventory::StockReserved;
use contracts::sales::Fulfilment;

use crate::allocation::{Allocation, Destination, FreeLot, allocate};
use crate::reservation::{ReservationState, ReserveAnswer};
use crate::reserve_stock::{as_json, wanted, write_hold};
use crate::store;

/// Orders that one look finds. The stock may be gone before the last of them: those cost a try, and a new look follows.
const LOOK: usize = 50;
/// Looks of one run; the next run comes two seconds later.
const MOST_LOOKS: usize = 20;

/// Serves whoever can be served.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub(crate) async fn run(app: App) -> anyhow::Result<()> {
    if !store::waiting::anybody(app.db()).await? {
        return Ok(());
    }
    for _ in 0..MOST_LOOKS {
        let today = app.company().local_date(app.now());
        let orders = store::waiting::could_be_served(app.db(), today, LOOK).await?;
        let mut served = 0;
        for order in orders {
            match app.db().write(move |tx: Tx| serve(tx, order)).await {
                Ok(()) => served += 1,
                Err(NotServed::NothingThere) => break,
                Err(NotServed::Failed(error)) => {
                    // It keeps its place; those behind it need not wait for somebody to look.
                    tracing::error!(%order, %error, "a waiting order cannot be served");
                }
            }
        }
        if served == 0 {
            break;
        }
    }
    Ok(())
}

enum NotServed {
    /// Others were faster: it keeps its place.
    NothingThere,
    Failed(String),
}

impl From<DbError> for NotServed {
    fn from(error: DbError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<Failure> for NotServed {
    fn from(failure: Failure) -> Self {
        let (Failure::Retry(error) | Failure::Refuse(error)) = failure;
        Self::Failed(error)
    }
}

async fn serve(tx: Tx, order: OrderId) -> Result<(), NotServed> {
    // The first step decides against whoever releases it at this moment.
    let waits = store::reservations::step(&tx, order, ReservationState::Refused, ReservationState::Held).await?;
    let Some(command) = store::waiting::take(&tx, order).await?.filter(|_| waits) else {
        return Err(NotServed::NothingThere);
    };
    let wanted = wanted(&command.lines);
    let today = tx.company().local_date(tx.now());
    let (lots, candidates) = store::stock::lock_free(&tx, wanted.iter().map(|line| line.product_id), today).await?;
    let free: Vec<FreeLot> = lots.iter().map(FreeLot::from).collect();
    let destination = Destination::from(&command.ship_to);
    let Allocation::Hold(hold) = allocate(Fulfilment::Available, &wanted, &free, &candidates, &destination) else {
        return Err(NotServed::NothingThere);
    };
    write_hold(&tx, order, lots, &hold).await?;
    let reserved = StockReserved { order_id: order, warehouse_id: hold.warehouse_id, lines: hold.lines };
    tx.publish(&reserved);
    let answer = as_json(&ReserveAnswer::Reserved(reserved))?;
    store::reservations::decide(&tx, order, ReservationState::Held, Some(hold.warehouse_id), answer).await?;
    Ok(())
}
