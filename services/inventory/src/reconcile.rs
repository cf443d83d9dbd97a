//! What `storeflow reconcile` needs of inventory after a database was restored from a backup: what orders hold, and to hold again
//! what they were promised by an inventory that has been forgotten.

use chassis::{Db, DbError, Failure, Tx};
use contracts::inventory::StockReserved;
use contracts::sales::{Fulfilment, ReservedLine};
use contracts::{OrderId, ProductId, WarehouseId};
use std::collections::BTreeMap;

use crate::allocation::{Allocation, Destination, FreeLot, Wanted, allocate};
use crate::release_stock::give_back;
use crate::reservation::{ReservationState, ReserveAnswer};
use crate::reserve_stock::{as_json, write_hold};
use crate::store;

pub use crate::store::promises::{Holding, holdings, living_after};

/// Less of a product than was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// The product.
    pub product_id: ProductId,
    /// Base units that the order was promised.
    pub promised: i64,
    /// Base units that it holds.
    pub held: i64,
}

/// What was promised, by product; nothing of some is no promise.
#[must_use]
pub fn promise(lines: &[ReservedLine]) -> BTreeMap<ProductId, i64> {
    lines.iter().filter(|line| line.reserved > 0).map(|line| (line.product_id, line.reserved)).collect()
}

enum NotHeld {
    /// There is no more than it holds already; nothing is changed.
    NothingMore(Vec<Shortage>),
    Failed(DbError),
}

impl From<DbError> for NotHeld {
    fn from(error: DbError) -> Self {
        Self::Failed(error)
    }
}

impl From<Failure> for NotHeld {
    fn from(failure: Failure) -> Self {
        let (Failure::Retry(error) | Failure::Refuse(error)) = failure;
        Self::Failed(DbError::Other(error))
    }
}

/// Lets an order hold just what it was promised, whatever it holds now: of this warehouse, what expires first goes first. What
/// is not there is not held; the answer says what that is. An order whose goods are being taken from the shelves stays as it is.
///
/// # Errors
/// [`DbError`].
pub async fn hold_promised(
    db: &Db,
    order: OrderId,
    warehouse: WarehouseId,
    lines: Vec<ReservedLine>,
) -> Result<Vec<Shortage>, DbError> {
    let held = db.write(move |tx: Tx| async move { hold(&tx, order, warehouse, lines).await }).await;
    match held {
        Ok(shortages) | Err(NotHeld::NothingMore(shortages)) => Ok(shortages),
        Err(NotHeld::Failed(error)) => Err(error),
    }
}

async fn hold(
    tx: &Tx,
    order: OrderId,
    warehouse: WarehouseId,
    lines: Vec<ReservedLine>,
) -> Result<Vec<Shortage>, NotHeld> {
    let promised = promise(&lines);
    let mut before = BTreeMap::new();
    if !store::reservations::enter(tx, order, ReservationState::Held).await? {
        let found = store::promises::holdings(tx, &[order]).await?.remove(&order);
        let Some(found) =
            found.filter(|found| !matches!(found.state, ReservationState::Picking | ReservationState::Issued))
        else {
            return Ok(Vec::new());
        };
        // Whoever releases it at this moment waits for this, or has been faster.
        if !store::reservations::step(tx, order, found.state, ReservationState::Held).await? {
            return Err(NotHeld::Failed(DbError::Busy(format!("order {order} is being changed; run it again"))));
        }
        store::waiting::take(tx, order).await?;
        if found.state == ReservationState::Held {
            if found.warehouse_id == Some(warehouse) {
                before = found.lines;
            }
            give_back(tx, order).await?;
        }
        store::promises::forget_lines(tx, order).await?;
    }
    let wanted: Vec<Wanted> =
        promised.iter().map(|(product_id, quantity)| Wanted { product_id: *product_id, quantity: *quantity }).collect();
    let today = tx.company().local_date(tx.now());
    let (mut lots, mut places) = store::stock::lock_free(tx, promised.keys().copied(), today).await?;
    lots.retain(|lot| lot.warehouse_id == warehouse);
    places.retain(|place| place.id == warehouse);
    let free: Vec<FreeLot> = lots.iter().map(FreeLot::from).collect();
    let mut held: BTreeMap<ProductId, i64> = BTreeMap::new();
    if let Allocation::Hold(hold) = allocate(Fulfilment::Available, &wanted, &free, &places, &Destination::default()) {
        held = promise(&hold.lines);
        write_hold(tx, order, lots, &hold).await?;
    }
    let shortages: Vec<Shortage> = promised
        .iter()
        .map(|(product_id, promised)| Shortage {
            product_id: *product_id,
            promised: *promised,
            held: held.get(product_id).copied().unwrap_or(0),
        })
        .filter(|line| line.held < line.promised)
        .collect();
    if !shortages.is_empty() && held == before {
        return Err(NotHeld::NothingMore(shortages));
    }
    let answer = as_json(&ReserveAnswer::Reserved(StockReserved { order_id: order, warehouse_id: warehouse, lines }))?;
    store::reservations::decide(tx, order, ReservationState::Held, Some(warehouse), answer).await?;
    Ok(shortages)
}
