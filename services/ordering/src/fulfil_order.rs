//! A message leads an order on: load its saga, let it decide, store it with its log entry, send what it wants sent. One
//! transaction, three statements and the outbox.

use crate::saga::{Command, Saga, SagaEvent, Step, Verdict};
use crate::store::{self, Stored};
use chassis::db::DbError;
use chassis::{Failure, Tx};
use contracts::inventory::{ReleaseRefused, StockRefused, StockReleased, StockReserved};
use contracts::logistics::{DeliveryCancelled, DeliveryRefused, DeliveryScheduled};
use contracts::ordering::MarkStuck;
use contracts::sales::{BackorderCreated, BackorderExpired, CancelRequested, OrderSubmitted};
use contracts::{Message, OrderId};

/// A message that tells the saga of an order something.
pub trait TellsSaga: Message {
    /// Whose saga.
    fn order_id(&self) -> OrderId;
    /// What.
    fn into_event(self) -> SagaEvent;
}

impl TellsSaga for BackorderCreated {
    fn order_id(&self) -> OrderId {
        self.order.order_id
    }
    fn into_event(self) -> SagaEvent {
        SagaEvent::BackorderCreated(self.into())
    }
}

macro_rules! tells_saga {
    ($($message:ident),*) => {$(
        impl TellsSaga for $message {
            fn order_id(&self) -> OrderId {
                self.order_id
            }
            fn into_event(self) -> SagaEvent {
                SagaEvent::$message(self.into())
            }
        }
    )*};
}

tells_saga!(
    OrderSubmitted,
    BackorderExpired,
    CancelRequested,
    StockReserved,
    StockRefused,
    StockReleased,
    ReleaseRefused,
    DeliveryScheduled,
    DeliveryRefused,
    DeliveryCancelled,
    MarkStuck
);

/// Handles any message of the saga.
///
/// # Errors
/// [`Failure::Retry`] when the database does not answer.
pub async fn hear<M: TellsSaga>(tx: Tx, message: M) -> Result<(), Failure> {
    let order_id = message.order_id();
    let event = message.into_event();
    let before = store::lock(&tx, order_id).await?;
    let is_first = before.is_none();
    match advance(&tx, order_id, before, &event).await {
        // Another first message of this order was faster. It has committed, so now there is a row to lock.
        Err(DbError::Busy(_)) if is_first => {
            let before = store::lock(&tx, order_id).await?;
            advance(&tx, order_id, before, &event).await?;
            Ok(())
        }
        outcome => Ok(outcome.map(drop)?),
    }
}

/// Lets the saga take an event, in the transaction that has it locked.
///
/// # Errors
/// [`DbError`].
pub async fn advance(
    tx: &Tx,
    order_id: OrderId,
    before: Option<Stored>,
    event: &SagaEvent,
) -> Result<Verdict, DbError> {
    let saga = before.as_ref().map_or_else(|| Saga::new(order_id), |stored| stored.saga.clone());
    let step = saga.on(event, tx.now());
    report(&saga, event, &step);
    if step.verdict == Verdict::Nothing || (step.verdict == Verdict::Ignored && before.is_none()) {
        return Ok(step.verdict);
    }
    store::save(tx, before.as_ref(), event, saga.state(), &step).await?;
    step.commands.into_iter().for_each(|command| publish(tx, command));
    Ok(step.verdict)
}

pub(crate) fn publish(tx: &Tx, command: Command) {
    match command {
        Command::ReserveStock(message) => tx.publish(&message),
        Command::AwaitStock(message) => tx.publish(&message),
        Command::ReleaseStock(message) => tx.publish(&message),
        Command::ScheduleDelivery(message) => tx.publish(&message),
        Command::CancelDelivery(message) => tx.publish(&message),
        Command::ConfirmOrder(message) => tx.publish(&message),
        Command::RejectOrder(message) => tx.publish(&message),
        Command::CancelOrder(message) => tx.publish(&message),
        Command::RefuseCancellation(message) => tx.publish(&message),
    }
}

/// The process' own log says what the saga's log says, for whoever follows a trace.
fn report(before: &Saga, event: &SagaEvent, step: &Step) {
    let (order, from, to) = (before.order_id, before.state().name(), step.saga.state().name());
    match (step.verdict, event) {
        (Verdict::Nothing, _) => {}
        (Verdict::Ignored, _) => tracing::info!(%order, event = event.name(), state = from, "ignored by the saga"),
        (Verdict::Taken, SagaEvent::MarkStuck(dead)) => {
            tracing::error!(%order, state = from, command = dead.command, error = dead.error, "the saga is stuck");
        }
        (Verdict::Taken, SagaEvent::Deadline) => {
            tracing::warn!(%order, state = from, attempt = step.saga.attempts, "the saga is late");
        }
        (Verdict::Taken, _) => tracing::debug!(%order, event = event.name(), from, to, "the saga went on"),
    }
}
