//! Sagas of orders that were confirmed before now, in bulk, for demonstration and reference data: as if the messages had come
//! then. Nothing is sent: the loader has told the others itself.

use crate::saga::{Saga, SagaEvent};
use crate::store::{self, Past, PastStep};
use chassis::{DbError, Sql, Tx};
use chrono::{DateTime, Utc};
use contracts::OrderId;
use contracts::inventory::StockReserved;
use contracts::logistics::DeliveryScheduled;
use contracts::sales::OrderSubmitted;

/// An order that was confirmed and is not delivered yet, so that it can still be cancelled.
#[derive(Clone, Debug)]
pub struct ConfirmedOrder {
    /// What sales told of it.
    pub submitted: OrderSubmitted,
    /// What inventory answered.
    pub reserved: StockReserved,
    /// When.
    pub reserved_at: DateTime<Utc>,
    /// What logistics answered.
    pub scheduled: DeliveryScheduled,
    /// When.
    pub scheduled_at: DateTime<Utc>,
}

/// Stores the sagas with their logs, in a few statements.
///
/// # Errors
/// [`DbError`]; [`DbError::Unique`] where an order has a saga already. Nothing may be kept then.
pub async fn load_confirmed(tx: &Tx, orders: &[ConfirmedOrder]) -> Result<(), DbError> {
    let past: Vec<Past> = orders.iter().map(retold).collect();
    store::insert_past(tx, &past).await
}

/// Whether an order has a saga, so that a loader finds out what it has loaded.
///
/// # Errors
/// [`DbError`].
pub async fn has_order(sql: &impl Sql, order: OrderId) -> Result<bool, DbError> {
    Ok(store::find(sql, order).await?.is_some())
}

/// The saga, led by the same events as that of an order of today.
fn retold(order: &ConfirmedOrder) -> Past {
    let events = [
        (order.submitted.submitted_at, SagaEvent::OrderSubmitted(Box::new(order.submitted.clone()))),
        (order.reserved_at, SagaEvent::StockReserved(order.reserved.clone())),
        (order.scheduled_at, SagaEvent::DeliveryScheduled(order.scheduled.clone())),
    ];
    let mut saga = Saga::new(order.submitted.order_id);
    let mut steps = Vec::with_capacity(events.len());
    for (at, event) in events {
        let from = saga.state();
        let step = saga.on(&event, at);
        steps.push(PastStep { at, event: event.name(), from, to: step.saga.state(), note: step.note });
        saga = step.saga;
    }
    Past { saga, steps }
}
