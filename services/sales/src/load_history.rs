//! Write orders of the past in bulk, for the demonstration company and the reference data (`storeflow demo`).
//!
//! They take the same steps as orders of today, at given times, and publish nothing: nobody has to act on them any
//! more. For an order that is still open, the loader tells ordering, inventory and logistics itself.

use crate::number::OrderNumber;
use crate::order::{Delivery, NewOrder, Order, OrderLine, OrderStatus, Totals};
use crate::store;
use crate::timeline::EntryCode;
use chassis::{DbError, Sql, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::money::MoneyError;
use contracts::sales::{Fulfilment, RefusedLine, ReservedLine};
use contracts::{
    Currency, CustomerId, DeliveryId, Money, OrderId, ProductId, Quantity, Reason, ReasonCode, SellerId, ShipTo,
    TaxRate, WarehouseId,
};
use std::collections::HashMap;

/// An order of the past.
#[derive(Clone, Debug)]
pub struct HistoricOrder {
    /// New.
    pub id: OrderId,
    /// Who bought.
    pub customer_id: CustomerId,
    /// The seller who looks after the customer.
    pub seller_id: Option<SellerId>,
    /// Where it went.
    pub ship_to: ShipTo,
    /// All or nothing, or what there was.
    pub fulfilment: Fulfilment,
    /// What was ordered; every product once.
    pub lines: Vec<HistoricLine>,
    /// What the customer wrote.
    pub note: Option<String>,
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// How it ended.
    pub outcome: HistoricOutcome,
    /// What became of what was not held of an order that could go partly.
    pub backorder: Option<HistoricBackorder>,
}

/// A line of an order of the past.
#[derive(Clone, Debug)]
pub struct HistoricLine {
    /// The product.
    pub product_id: ProductId,
    /// Its SKU then.
    pub sku: String,
    /// Its name then.
    pub name: String,
    /// Base units ordered.
    pub quantity: Quantity,
    /// Base units held, if there was a delivery; 0 to the quantity.
    pub reserved: i64,
    /// Base units delivered, if it was; 0 to what was held.
    pub delivered: i64,
    /// For one base unit, without tax.
    pub unit_price: Money,
    /// Tax on top.
    pub tax_rate: TaxRate,
}

/// What was missing from an order; it was split off when that was confirmed.
#[derive(Clone, Debug)]
pub struct HistoricBackorder {
    /// New.
    pub id: OrderId,
    /// How it ended; where it was delivered, all of it was.
    pub outcome: HistoricOutcome,
}

/// The delivery of an order of the past.
#[derive(Clone, Copy, Debug)]
pub struct HistoricDelivery {
    /// The delivery.
    pub id: DeliveryId,
    /// From where.
    pub warehouse_id: WarehouseId,
    /// The company's local day.
    pub on: NaiveDate,
    /// When the order was confirmed and scheduled.
    pub scheduled_at: DateTime<Utc>,
}

/// How an order ended, and when.
#[derive(Clone, Debug)]
pub enum HistoricOutcome {
    /// It has not yet: it is scheduled.
    Scheduled(HistoricDelivery),
    /// At the shop.
    Delivered {
        /// The delivery.
        delivery: HistoricDelivery,
        /// When picking began.
        picked_at: DateTime<Utc>,
        /// When the truck left.
        left_at: DateTime<Utc>,
        /// When it was delivered.
        delivered_at: DateTime<Utc>,
    },
    /// By request.
    Cancelled {
        /// The delivery, if it was scheduled before.
        delivery: Option<HistoricDelivery>,
        /// When it was asked for.
        requested_at: DateTime<Utc>,
        /// When it was done.
        at: DateTime<Utc>,
    },
    /// Nothing could be held.
    Rejected {
        /// When.
        at: DateTime<Utc>,
        /// Why, line by line.
        lines: Vec<RefusedLine>,
    },
    /// A backorder that waits for stock.
    Waiting,
    /// A backorder that waited too long.
    Expired {
        /// When it was closed.
        at: DateTime<Utc>,
    },
}

/// Stores orders of the past, in a few statements for thousands of rows. A few thousand orders a call are a good
/// measure.
///
/// # Errors
/// [`DbError`], also where an id is taken or an amount does not fit; nothing may be kept then.
pub async fn load_history(tx: &Tx, orders: &[HistoricOrder]) -> Result<(), DbError> {
    let count = orders.len() + orders.iter().filter(|order| order.backorder.is_some()).count();
    let mut serial = store::take_serials(tx, count).await?;
    let mut numbers = || {
        serial += 1;
        OrderNumber::of(serial - 1)
    };
    let mut told = Vec::with_capacity(count);
    for past in orders {
        let retold = retold(past, &mut numbers, tx.company().currency);
        told.extend(retold.map_err(|error| DbError::Other(error.to_string()))?);
    }
    if store::insert(tx, &told).await? != told.len() as u64 {
        return Err(DbError::Unique("an order of the past has an id that is taken".to_owned()));
    }
    Ok(())
}

/// The numbers that orders got; orders that are not there have none.
///
/// # Errors
/// [`DbError`].
pub async fn numbers_of(sql: &impl Sql, orders: &[OrderId]) -> Result<HashMap<OrderId, OrderNumber>, DbError> {
    store::numbers(sql, orders).await
}

/// The order after all its steps, and the backorder that was split off from it.
fn retold(
    past: &HistoricOrder,
    numbers: &mut impl FnMut() -> OrderNumber,
    currency: Currency,
) -> Result<Vec<Order>, MoneyError> {
    let line = |line: &HistoricLine| {
        let product = (line.product_id, line.sku.clone(), line.name.clone());
        OrderLine::new(product, line.quantity, line.unit_price, line.tax_rate)
    };
    let lines = past.lines.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let mut order = Order::submit(NewOrder {
        id: past.id,
        number: numbers(),
        customer_id: past.customer_id,
        seller_id: past.seller_id,
        ship_to: past.ship_to.clone(),
        fulfilment: past.fulfilment,
        totals: Totals::of(&lines, currency)?,
        lines,
        note: past.note.clone(),
        captured_at: past.submitted_at,
        submitted_at: past.submitted_at,
    });
    let held = past.lines.iter().map(|line| ReservedLine { product_id: line.product_id, reserved: line.reserved });
    let held: Vec<ReservedLine> = held.collect();
    let mut child = None;
    if let Some(delivery) = past.outcome.delivery() {
        confirm(&mut order, delivery, &held);
        if let Some(split) = past.backorder.as_ref().filter(|_| order.has_backorder()) {
            let mut backorder = order.backorder(split.id, numbers(), delivery.scheduled_at)?;
            if matches!(split.outcome, HistoricOutcome::Waiting) {
                // `close_backorders.rs` will tell the saga.
                backorder.waits_since = None;
            }
            if let Some(delivery) = split.outcome.delivery() {
                let all = |line: &OrderLine| ReservedLine { product_id: line.product_id, reserved: line.ordered.get() };
                let all: Vec<ReservedLine> = backorder.lines.iter().map(all).collect();
                backorder.status = OrderStatus::Submitted;
                confirm(&mut backorder, delivery, &all);
            }
            let delivered: Vec<i64> = backorder.lines.iter().map(|line| line.ordered.get()).collect();
            end(&mut backorder, &split.outcome, &delivered);
            child = Some(backorder);
        }
    }
    let delivered: Vec<i64> = past.lines.iter().map(|line| line.delivered).collect();
    end(&mut order, &past.outcome, &delivered);
    Ok([order].into_iter().chain(child).collect())
}

impl HistoricOutcome {
    /// The delivery that was scheduled, whatever came of it.
    const fn delivery(&self) -> Option<HistoricDelivery> {
        match self {
            Self::Scheduled(delivery) | Self::Delivered { delivery, .. } => Some(*delivery),
            Self::Cancelled { delivery, .. } => *delivery,
            Self::Rejected { .. } | Self::Waiting | Self::Expired { .. } => None,
        }
    }
}

fn confirm(order: &mut Order, delivery: HistoricDelivery, held: &[ReservedLine]) {
    let HistoricDelivery { id, warehouse_id, on, scheduled_at } = delivery;
    let _ = order.confirm(Delivery { id, on, warehouse_id }, held, scheduled_at);
}

fn end(order: &mut Order, outcome: &HistoricOutcome, delivered: &[i64]) {
    match outcome {
        HistoricOutcome::Scheduled(_) | HistoricOutcome::Waiting => {}
        HistoricOutcome::Delivered { picked_at, left_at, delivered_at, .. } => {
            order.advance(OrderStatus::Picking, EntryCode::Picking, *picked_at);
            order.advance(OrderStatus::InTransit, EntryCode::InTransit, *left_at);
            for (line, delivered) in order.lines.iter_mut().zip(delivered) {
                line.delivered = (*delivered).clamp(0, line.reserved);
            }
            order.advance(OrderStatus::Delivered, EntryCode::Delivered, *delivered_at);
        }
        HistoricOutcome::Cancelled { requested_at, at, .. } => {
            let _ = order.request_cancel(*requested_at);
            let _ = order.cancel(*at);
        }
        HistoricOutcome::Rejected { at, lines } => {
            let _ = order.reject(Reason::new(ReasonCode::NothingAvailable), lines.clone(), *at);
        }
        HistoricOutcome::Expired { at } => {
            let _ = order.cancel(*at);
        }
    }
}
