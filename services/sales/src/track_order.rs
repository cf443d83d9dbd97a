//! What the saga tells an order: confirmed, rejected, cancelled, or not cancelled after all. And what inventory offers
//! somebody who waits.
//!
//! Each command is idempotent by the order's state: what comes late, twice or after its opposite changes nothing. A
//! command for an order that is not here is refused, so that a person sees it: sales stores an order before it tells
//! anybody.

use crate::hints;
use crate::number::OrderNumber;
use crate::order::{Delivery, Order, Step};
use crate::place_order::submitted;
use crate::store::{self, LinesChanged};
use chassis::{Failure, Tx};
use contracts::OrderId;
use contracts::inventory::StockAwaited;
use contracts::sales::{BackorderCreated, CancelOrder, ConfirmOrder, RefuseCancellation, RejectOrder};

/// Stock is held and a delivery is scheduled. What is missing of an order that may go partly becomes an order of its
/// own.
///
/// # Errors
/// [`Failure`].
pub async fn confirmed(tx: Tx, command: ConfirmOrder) -> Result<(), Failure> {
    let mut order = known(&tx, command.order_id).await?;
    let delivery = Delivery { id: command.delivery_id, on: command.on, warehouse_id: command.warehouse_id };
    if order.confirm(delivery, &command.reserved, tx.now()) == Step::Ignored {
        return ignored(&order, "confirm");
    }
    if order.has_backorder() {
        split_off(&tx, &mut order).await?;
    }
    kept(&tx, &order, LinesChanged::Yes).await
}

/// What is missing waits for stock, as an order of its own with a saga of its own. It is closed by `close_backorders.rs`.
async fn split_off(tx: &Tx, order: &mut Order) -> Result<(), Failure> {
    let mut id = order.id_of_backorder();
    if let Some(child) = store::order(tx, id).await? {
        // Of orders that were made again from what their sagas knew the later may be there first.
        if store::reconcile::adopt_child(tx, id, order.id).await? {
            order.has_split_off(&child, tx.now());
            return Ok(());
        }
        // Somebody has ordered under this id.
        id = OrderId::new();
    }
    let number = OrderNumber::of(store::take_serials(tx, 1).await?);
    let child = order
        .backorder(id, number, tx.now())
        .map_err(|error| Failure::Refuse(format!("the backorder of {}: {error}", order.id)))?;
    let ids = child.lines.iter().map(|line| line.product_id);
    let products = store::products(tx, ids, tx.company().currency).await?;
    store::insert(tx, std::slice::from_ref(&child)).await?;
    hints::order_changed(tx, &child);
    let order = submitted(&child, &products);
    tx.publish_apart(&BackorderCreated { order, waits_since: child.waits_since.unwrap_or_else(|| tx.now()) });
    Ok(())
}

/// What inventory has instead of what a backorder waits for.
///
/// # Errors
/// [`Failure`].
pub async fn offered(tx: Tx, event: StockAwaited) -> Result<(), Failure> {
    let mut order = known(&tx, event.order_id).await?;
    match order.offer(event.lines, tx.now()) {
        Step::Taken => kept(&tx, &order, LinesChanged::Yes).await,
        Step::Ignored => ignored(&order, "offer"),
    }
}

/// The order cannot be fulfilled.
///
/// # Errors
/// [`Failure`].
pub async fn rejected(tx: Tx, command: RejectOrder) -> Result<(), Failure> {
    let mut order = known(&tx, command.order_id).await?;
    match order.reject(command.reason, command.lines, tx.now()) {
        Step::Taken => kept(&tx, &order, LinesChanged::Yes).await,
        Step::Ignored => ignored(&order, "reject"),
    }
}

/// What was held is released.
///
/// # Errors
/// [`Failure`].
pub async fn cancelled(tx: Tx, command: CancelOrder) -> Result<(), Failure> {
    let mut order = known(&tx, command.order_id).await?;
    match order.cancel(tx.now()) {
        Step::Taken => kept(&tx, &order, LinesChanged::Yes).await,
        Step::Ignored => ignored(&order, "cancel"),
    }
}

/// Picking has begun: the order stays.
///
/// # Errors
/// [`Failure`].
pub async fn cancellation_refused(tx: Tx, command: RefuseCancellation) -> Result<(), Failure> {
    let mut order = known(&tx, command.order_id).await?;
    match order.refuse_cancellation(&command.reason, tx.now()) {
        Step::Taken => kept(&tx, &order, LinesChanged::No).await,
        Step::Ignored => ignored(&order, "refuse to cancel"),
    }
}

async fn known(tx: &Tx, id: OrderId) -> Result<Order, Failure> {
    let order = store::order_to_change(tx, id).await?;
    order.ok_or_else(|| Failure::Refuse(format!("there is no order {id} here")))
}

async fn kept(tx: &Tx, order: &Order, lines: LinesChanged) -> Result<(), Failure> {
    hints::order_changed(tx, order);
    Ok(store::save(tx, order, lines).await?)
}

/// A command that changes nothing is done.
fn ignored(order: &Order, command: &str) -> Result<(), Failure> {
    tracing::info!(order.id = %order.id, order.status = order.status.name(), command, "ignored: late or repeated");
    Ok(())
}
