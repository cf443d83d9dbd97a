//! An order takes hold of stock, in one warehouse (`inventory.reserve_stock`).
//!
//! Asked again, the first answer is given again. Two cases have no first answer to give: an order that was released
//! before it was reserved (a tombstone), and one that was held and then released. Both are answered with
//! `stock_released`, which is what is true, and hold nothing; the saga has moved on and ignores it.

use chassis::{DbError, Failure, Tx};
use contracts::fold::fold;
use contracts::inventory::{ReserveStock, StockRefused, StockReleased, StockReserved};
use contracts::sales::OrderedLine;
use contracts::{OrderId, ProductId, ShipTo};
use std::collections::BTreeMap;

use crate::allocation::{Allocation, Destination, FreeLot, Hold, Wanted, allocate};
use crate::ledger::{Lot, Movement};
use crate::offer_substitutes::Shelf;
use crate::reservation::{ReservationState, ReserveAnswer};
use crate::store;

/// Handles the command: six statements when stock is held, four when it is refused, two when it was decided before.
pub(crate) async fn reserve(tx: Tx, command: ReserveStock, shelf: Shelf) -> Result<(), Failure> {
    let order = command.order_id;
    if !store::reservations::enter(&tx, order, ReservationState::Held).await? {
        return answer_again(&tx, order).await;
    }
    let wanted = wanted(&command.lines);
    let today = tx.company().local_date(tx.now());
    let products = wanted.iter().map(|line| line.product_id);
    let (lots, candidates) = store::stock::lock_free(&tx, products, today).await?;
    let free: Vec<FreeLot> = lots.iter().map(FreeLot::from).collect();
    match allocate(command.fulfilment, &wanted, &free, &candidates, &Destination::from(&command.ship_to)) {
        Allocation::Hold(hold) => {
            write_hold(&tx, order, lots, &hold).await?;
            let reserved = StockReserved { order_id: order, warehouse_id: hold.warehouse_id, lines: hold.lines };
            tx.publish(&reserved);
            let answer = as_json(&ReserveAnswer::Reserved(reserved))?;
            store::reservations::decide(&tx, order, ReservationState::Held, Some(hold.warehouse_id), answer).await?;
        }
        Allocation::Refuse(refusal) => {
            let refused = StockRefused { order_id: order, lines: shelf.explain(&tx, &refusal).await? };
            tx.publish(&refused);
            let answer = as_json(&ReserveAnswer::Refused(refused))?;
            store::reservations::decide(&tx, order, ReservationState::Refused, None, answer).await?;
        }
    }
    Ok(())
}

pub(crate) async fn answer_again(tx: &Tx, order: OrderId) -> Result<(), Failure> {
    let (state, answer) = store::reservations::find(tx, order)
        .await?
        .ok_or_else(|| Failure::Retry("the reservation was there a moment ago".to_owned()))?;
    match (state, answer) {
        (ReservationState::Released, _) | (_, None) => tx.publish(&StockReleased { order_id: order }),
        (_, Some(answer)) => match serde_json::from_str(&answer) {
            Ok(ReserveAnswer::Reserved(reserved)) => tx.publish(&reserved),
            Ok(ReserveAnswer::Refused(refused)) => tx.publish(&refused),
            Err(error) => return Err(Failure::Refuse(format!("the kept answer cannot be read: {error}"))),
        },
    }
    Ok(())
}

/// Every product once, whatever the command says, in the order of the command.
pub(crate) fn wanted(ordered: &[OrderedLine]) -> Vec<Wanted> {
    let mut lines: Vec<Wanted> = Vec::with_capacity(ordered.len());
    let mut places: BTreeMap<ProductId, usize> = BTreeMap::new();
    for line in ordered {
        let quantity = line.quantity.get();
        let place = *places.entry(line.product_id).or_insert(lines.len());
        match lines.get_mut(place) {
            Some(same) => same.quantity += quantity,
            None => lines.push(Wanted { product_id: line.product_id, quantity }),
        }
    }
    lines
}

/// Writes what an order holds from now on: the lots (locked by the caller), its lines and the ledger.
pub(crate) async fn write_hold(tx: &Tx, order: OrderId, lots: Vec<Lot>, hold: &Hold) -> Result<(), Failure> {
    let changes: Vec<_> = hold.takes.iter().map(|take| (take.lot_id, take.quantity)).collect();
    let changed = store::stock::change_reserved(tx, &changes).await?;
    if changed != changes.len() as u64 {
        // Impossible while the lots are locked; if ever, nothing is held and it is tried again.
        return Err(Failure::Retry("a lot changed although it was locked".to_owned()));
    }
    store::reservations::insert_lines(tx, order, &hold.takes).await?;
    let mut taken: BTreeMap<_, _> = changes.into_iter().collect();
    let movement = |lot: Lot| {
        let quantity = taken.remove(&lot.id)?;
        Some(Movement::of_order(order.0, lot, quantity, tx.now()))
    };
    let movements: Vec<Movement> = lots.into_iter().filter_map(movement).collect();
    Ok(store::ledger::insert(tx, &movements).await?)
}

pub(crate) fn as_json(answer: &ReserveAnswer) -> Result<String, DbError> {
    serde_json::to_string(answer).map_err(|error| DbError::Other(error.to_string()))
}

impl From<&Lot> for FreeLot {
    fn from(lot: &Lot) -> Self {
        Self {
            id: lot.id,
            product_id: lot.product_id,
            warehouse_id: lot.warehouse_id,
            expiry: lot.expiry,
            free: lot.free(),
        }
    }
}

impl From<&ShipTo> for Destination {
    fn from(ship_to: &ShipTo) -> Self {
        let city = ship_to.city.as_deref().map(fold).filter(|city| !city.is_empty());
        Self { location: ship_to.location.filter(contracts::Location::is_valid), city }
    }
}
