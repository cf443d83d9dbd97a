//! What `storeflow reconcile` needs of sales after a database was restored from a backup: where orders stand, to tell the saga of
//! them again, and to make orders again that the saga knows of and sales has lost.

use crate::number::OrderNumber;
use crate::order::{NewOrder, Order, OrderStatus};
use crate::place_order::submitted;
use crate::pricing::{NotPriced, Wanted, price_lines};
use crate::store;
use chassis::{DbError, Tx};
use chrono::{DateTime, Utc};
use contracts::OrderId;
use contracts::purchasing::ProductStatus;
use contracts::sales::{BackorderCreated, CancelRequested, OrderSubmitted};

pub use crate::store::reconcile::{Standing, living_after, promises, standings};

/// Whether the saga was told again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was.
    Again,
    /// The order is gone, has ended, or has never been told of.
    NotAtAll,
}

/// Tells the saga of an order again, and of a cancellation that has no answer. It ignores what it knows.
///
/// # Errors
/// [`DbError`].
pub async fn tell_again(tx: &Tx, id: OrderId) -> Result<Told, DbError> {
    let Some(order) = store::order(tx, id).await? else { return Ok(Told::NotAtAll) };
    let products = store::products(tx, order.lines.iter().map(|line| line.product_id), tx.company().currency).await?;
    let message = submitted(&order, &products);
    match (order.status, order.waits_since) {
        (OrderStatus::Backordered, None) => return Ok(Told::NotAtAll),
        (_, Some(waits_since)) => tx.publish(&BackorderCreated { order: message, waits_since }),
        (_, None) => tx.publish(&message),
    }
    if order.asks_to_be_cancelled() {
        tx.publish(&CancelRequested { order_id: id });
    }
    Ok(Told::Again)
}

/// What became of an order that was to be made again.
#[derive(Clone, Debug, PartialEq)]
pub enum MadeAgain {
    /// It is there again, as it was when it was accepted.
    Made,
    /// It was there.
    WasThere,
    /// Its prices cannot be found: the products are not known here.
    NotPriced(NotPriced),
}

/// Makes an order again from what the saga was told of it when it was accepted, priced as of then. What the saga decided since
/// then is told again by its own commands. The customer's note is lost, and from which order a backorder was split off until
/// that one is confirmed again.
///
/// # Errors
/// [`DbError`].
pub async fn make_again(
    tx: &Tx,
    told: &OrderSubmitted,
    waits_since: Option<DateTime<Utc>>,
) -> Result<MadeAgain, DbError> {
    pass_number(tx, &told.number).await?;
    let currency = tx.company().currency;
    let wanted: Vec<Wanted> = told
        .lines
        .iter()
        .map(|line| Wanted { product_id: line.product_id, quantity: line.quantity, price_seen: None })
        .collect();
    let mut products = store::products(tx, wanted.iter().map(|line| line.product_id), currency).await?;
    // What has been archived since then was sold then.
    products.values_mut().for_each(|product| product.status = ProductStatus::Active);
    let (lines, totals) =
        match price_lines(&wanted, &products, None, waits_since.unwrap_or(told.submitted_at), currency) {
            Ok(priced) => priced,
            Err(why) => return Ok(MadeAgain::NotPriced(why)),
        };
    let mut order = Order::submit(NewOrder {
        id: told.order_id,
        number: OrderNumber::stored(told.number.clone()),
        customer_id: told.customer_id,
        seller_id: told.seller_id,
        ship_to: told.ship_to.clone(),
        fulfilment: told.fulfilment,
        lines,
        totals,
        note: None,
        captured_at: told.submitted_at,
        submitted_at: told.submitted_at,
    });
    order.make_again(waits_since, tx.now());
    if store::insert(tx, std::slice::from_ref(&order)).await? == 0 {
        return Ok(MadeAgain::WasThere);
    }
    tx.audit(order.id.0, "order_made_again", serde_json::json!({"number": order.number}));
    Ok(MadeAgain::Made)
}

/// From now on no new order gets this number, or one before it.
///
/// # Errors
/// [`DbError`].
pub async fn pass_number(tx: &Tx, number: &str) -> Result<(), DbError> {
    match OrderNumber::stored(number.to_owned()).serial() {
        Some(serial) => store::reconcile::pass_serial(tx, serial).await,
        None => Ok(()),
    }
}

/// Leaves order numbers out: some were given to orders that are lost.
///
/// # Errors
/// [`DbError`].
pub async fn skip_numbers(tx: &Tx, count: i64) -> Result<(), DbError> {
    store::take_serials(tx, usize::try_from(count).unwrap_or(0)).await.map(|_| ())
}
