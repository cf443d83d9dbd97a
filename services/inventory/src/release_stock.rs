//! An order lets go of its stock (`inventory.release_stock`), unless picking has begun. Where nothing was reserved yet,
//! a tombstone keeps it from being reserved later.

use chassis::{Failure, Tx};
use contracts::OrderId;
use contracts::inventory::{ReleaseStock, StockReleased};

use crate::ledger::Movement;
use crate::reservation::{ReleaseAnswer, ReservationState};
use crate::store;

/// Handles the command. The tombstone is tried first: whoever enters the order's row first decides, and a reservation
/// that is being written at this moment is waited for.
pub(crate) async fn release(tx: Tx, command: ReleaseStock) -> Result<(), Failure> {
    let order = command.order_id;
    if store::reservations::enter(&tx, order, ReservationState::Released).await? {
        tx.publish(&StockReleased { order_id: order });
        return Ok(());
    }
    if store::reservations::step(&tx, order, ReservationState::Held, ReservationState::Released).await? {
        give_back(&tx, order).await?;
        tx.publish(&StockReleased { order_id: order });
        return Ok(());
    }
    // A backorder that stands in line leaves it; unless it is served at this very moment, and then gives back what it got.
    if store::reservations::step(&tx, order, ReservationState::Refused, ReservationState::Released).await? {
        store::waiting::take(&tx, order).await?;
        tx.publish(&StockReleased { order_id: order });
        return Ok(());
    }
    if store::reservations::step(&tx, order, ReservationState::Held, ReservationState::Released).await? {
        give_back(&tx, order).await?;
        tx.publish(&StockReleased { order_id: order });
        return Ok(());
    }
    let (state, _) = store::reservations::find(&tx, order)
        .await?
        .ok_or_else(|| Failure::Retry("the reservation was there a moment ago".to_owned()))?;
    match state.answer_to_release(order) {
        ReleaseAnswer::Released(released) => tx.publish(&released),
        ReleaseAnswer::Refused(refused) => tx.publish(&refused),
    }
    Ok(())
}

pub(crate) async fn give_back(tx: &Tx, order: OrderId) -> Result<(), Failure> {
    let held = store::reservations::lock_held(tx, order).await?;
    let changes: Vec<_> = held.iter().map(|(lot, quantity)| (lot.id, -quantity)).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let changed = store::stock::change_reserved(tx, &changes).await?;
    if changed != changes.len() as u64 {
        return Err(Failure::Retry("lots hold less for the order than its reservation says".to_owned()));
    }
    let movements: Vec<Movement> =
        held.into_iter().map(|(lot, quantity)| Movement::of_order(order.0, lot, -quantity, tx.now())).collect();
    Ok(store::ledger::insert(tx, &movements).await?)
}
