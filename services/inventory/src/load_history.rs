//! The past of warehouses in bulk, for demonstration and reference data: lots with everything that happened to them, and
//! what orders held. The same rows as if it had been written down then.

use chassis::{DbError, Sql, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::inventory::StockReserved;
use contracts::sales::ReservedLine;
use contracts::{LotId, OrderId, ProductId, UserId, WarehouseId};
use std::collections::BTreeMap;
use uuid::{NoContext, Timestamp, Uuid};

use crate::ledger::{Lot, Movement, MovementReason};
use crate::lot::{Expiry, LotState, kept_code};
use crate::reservation::{ReservationState, ReserveAnswer};
use crate::store;

/// A lot with its past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoricLot {
    /// New.
    pub id: LotId,
    /// What is in it; it need not be known to inventory yet.
    pub product_id: ProductId,
    /// Where it lies; the warehouse exists.
    pub warehouse_id: WarehouseId,
    /// Its code, at most 64 characters; with product, warehouse and last day it is unique.
    pub lot: Option<String>,
    /// Its last day; `None` for goods that do not expire.
    pub expires_on: Option<NaiveDate>,
    /// Whether it is held back, such as for a quality check.
    pub state: LotState,
    /// What it was before these movements, where they go on with a lot that was loaded before.
    pub before: Option<LotBefore>,
    /// What happened to it, oldest first; the first is how it came, if it is new.
    pub movements: Vec<HistoricMovement>,
}

/// A lot as an earlier load left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotBefore {
    /// What lay there.
    pub on_hand: i64,
    /// What orders held of it.
    pub reserved: i64,
    /// How many things had happened to it.
    pub steps: usize,
}

/// Something that happened to a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoricMovement {
    /// When.
    pub at: DateTime<Utc>,
    /// By how much what lies there changed, in base units.
    pub delta_on_hand: i64,
    /// By how much what orders hold changed, in base units.
    pub delta_reserved: i64,
    /// Why.
    pub reason: MovementReason,
    /// For which order.
    pub order: Option<OrderId>,
    /// Who did it; nobody where the system did it for an order.
    pub actor_id: Option<UserId>,
}

/// What an order holds, or held.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoricReservation {
    /// The order.
    pub order_id: OrderId,
    /// Where.
    pub warehouse_id: WarehouseId,
    /// What became of it.
    pub state: ReservationState,
    /// A line for every line ordered.
    pub lines: Vec<ReservedLine>,
    /// From which lots, each once.
    pub takes: Vec<(LotId, i64)>,
    /// When it was held.
    pub at: DateTime<Utc>,
    /// When it came into its state.
    pub updated_at: DateTime<Utc>,
}

/// Stores lots and reservations of the past, in a few statements for thousands of rows. The sums of the movements must be
/// what the reservations hold, as `verify` tells afterwards. A long past is loaded period by period, oldest first.
///
/// # Errors
/// [`DbError`], also where an id is taken; [`DbError::Rule`] when a warehouse does not exist, or when less than nothing or
/// less than what is reserved would lie somewhere. Nothing may be kept then.
pub async fn load_history(tx: &Tx, lots: &[HistoricLot], reservations: &[HistoricReservation]) -> Result<(), DbError> {
    let (mut rows, mut movements) = (Vec::with_capacity(lots.len()), Vec::new());
    for past in lots {
        let (lot, told) = retold(past);
        let came = told.first().map_or_else(|| tx.now(), |first| first.at);
        let changed = told.last().map_or(came, |last| last.at);
        let steps = told.len() + past.before.map_or(0, |before| before.steps);
        let is_new = past.before.is_none();
        rows.push(store::stock::PastLot { lot, state: past.state, is_new, steps, came, changed });
        movements.extend(told);
    }
    // Oldest first, so that the ids sort as the rows do.
    movements.sort_by_key(|movement| movement.at);
    for movement in &mut movements {
        let nanos = movement.at.timestamp_subsec_nanos();
        let seconds = u64::try_from(movement.at.timestamp()).unwrap_or(0);
        movement.id = Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanos));
    }
    store::stock::insert_past(tx, &rows).await?;
    store::ledger::insert_past(tx, &movements).await?;
    let reservations = reservations.iter().map(answered).collect::<Result<Vec<_>, _>>()?;
    store::reservations::insert_past(tx, &reservations).await
}

/// Whether an order has been here before, so that a loader finds out what it has loaded.
///
/// # Errors
/// [`DbError`].
pub async fn has_order(sql: &impl Sql, order: OrderId) -> Result<bool, DbError> {
    Ok(store::reservations::find(sql, order).await?.is_some())
}

/// The lot as it is now, and its rows of the ledger, each with the lot as it was then.
fn retold(past: &HistoricLot) -> (Lot, Vec<Movement>) {
    let mut lot = Lot {
        id: past.id,
        product_id: past.product_id,
        warehouse_id: past.warehouse_id,
        code: kept_code(past.lot.as_deref()).to_owned(),
        expiry: Expiry::new(past.expires_on),
        on_hand: past.before.map_or(0, |before| before.on_hand),
        reserved: past.before.map_or(0, |before| before.reserved),
    };
    let mut movements = Vec::with_capacity(past.movements.len());
    for movement in &past.movements {
        lot.on_hand += movement.delta_on_hand;
        lot.reserved += movement.delta_reserved;
        movements.push(Movement {
            id: Uuid::nil(),
            lot: lot.clone(),
            delta_on_hand: movement.delta_on_hand,
            delta_reserved: movement.delta_reserved,
            reason: movement.reason,
            reference: movement.order.map(|order| order.0),
            actor_id: movement.actor_id,
            note: None,
            at: movement.at,
        });
    }
    (lot, movements)
}

/// The reservation with the answer that it was given.
fn answered(past: &HistoricReservation) -> Result<store::reservations::PastReservation, DbError> {
    let reserved =
        StockReserved { order_id: past.order_id, warehouse_id: past.warehouse_id, lines: past.lines.clone() };
    let answer = serde_json::to_string(&ReserveAnswer::Reserved(reserved));
    let mut takes: BTreeMap<LotId, i64> = BTreeMap::new();
    for (lot, quantity) in &past.takes {
        *takes.entry(*lot).or_default() += quantity;
    }
    Ok(store::reservations::PastReservation {
        order_id: past.order_id,
        state: past.state,
        warehouse_id: past.warehouse_id,
        answer: answer.map_err(|error| DbError::Other(error.to_string()))?,
        takes: takes.into_iter().collect(),
        at: past.at,
        updated_at: past.updated_at,
    })
}
