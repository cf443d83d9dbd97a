//! A backorder stands in line for stock (`inventory.await_stock`): nothing is decided here, so that nobody jumps the queue;
//! `serve_waiting.rs` serves the oldest first.
//!
//! Asked again, it keeps its place, or gets the answer that it got. Its customer is told what else there is.

use chassis::{Failure, Tx};
use contracts::inventory::{AwaitStock, StockAwaited};

use crate::offer_substitutes::Shelf;
use crate::reservation::ReservationState;
use crate::reserve_stock::{answer_again, wanted};
use crate::store;

/// Handles the command.
pub(crate) async fn stand_in_line(tx: Tx, command: AwaitStock, shelf: Shelf) -> Result<(), Failure> {
    let order_id = command.order_id;
    if !store::reservations::enter(&tx, order_id, ReservationState::Refused).await? {
        return match store::reservations::find(&tx, order_id).await? {
            // It still waits.
            Some((ReservationState::Refused, None)) => Ok(()),
            _ => answer_again(&tx, order_id).await,
        };
    }
    let wanted = wanted(&command.lines);
    store::waiting::insert(&tx, &command, wanted.iter().map(|line| line.product_id)).await?;
    let lines = shelf.offers(&tx, &wanted).await?;
    if !lines.is_empty() {
        tx.publish(&StockAwaited { order_id, lines });
    }
    Ok(())
}
