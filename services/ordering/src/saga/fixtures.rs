//! One order for all tests of the saga, and the answers to its commands.

use super::*;
use contracts::inventory::{ReleaseRefused, StockRefused, StockReleased, StockReserved};
use contracts::logistics::{DeliveryCancelled, DeliveryRefused, DeliveryScheduled};
use contracts::ordering::MarkStuck;
use contracts::sales::{
    BackorderCreated, BackorderExpired, CancelRequested, Fulfilment, OrderedLine, RefusedLine, ReservedLine,
};
use contracts::{CustomerId, DeliveryId, ProductId, Quantity, ShipTo, WarehouseId};

pub(crate) fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000 + seconds, 0).expect("an instant")
}

fn uuid(n: u128) -> contracts::MessageId {
    contracts::MessageId(format!("{n:032x}").parse().expect("a UUID"))
}

pub(crate) fn order_id() -> OrderId {
    OrderId(uuid(1).0)
}

pub(crate) fn product(n: u128) -> ProductId {
    ProductId(uuid(100 + n).0)
}

pub(crate) fn warehouse_id() -> WarehouseId {
    WarehouseId(uuid(2).0)
}

pub(crate) fn delivery_id() -> DeliveryId {
    DeliveryId(uuid(3).0)
}

/// Twelve of a product of 500 g and 750 ml, and three of one of 1,000 g and 2,000 ml.
pub(crate) fn order() -> OrderSubmitted {
    let quantity = |units| Quantity::new(units).expect("a quantity");
    OrderSubmitted {
        order_id: order_id(),
        number: "10000017".to_owned(),
        customer_id: CustomerId(uuid(4).0),
        seller_id: None,
        ship_to: ShipTo {
            business_name: "Tienda La Esquina".to_owned(),
            address: "Calle 45 # 13-20".to_owned(),
            city: Some("Bogotá".to_owned()),
            location: None,
            phone: None,
        },
        fulfilment: Fulfilment::Available,
        lines: vec![
            OrderedLine { product_id: product(1), quantity: quantity(12), weight_grams: 500, volume_ml: 750 },
            OrderedLine { product_id: product(2), quantity: quantity(3), weight_grams: 1_000, volume_ml: 2_000 },
        ],
        submitted_at: instant(-1),
    }
}

pub(crate) fn submitted() -> SagaEvent {
    SagaEvent::OrderSubmitted(Box::new(order()))
}

pub(crate) fn waits_since() -> DateTime<Utc> {
    instant(-100)
}

pub(crate) fn backorder_created() -> SagaEvent {
    let order = order();
    SagaEvent::BackorderCreated(Box::new(BackorderCreated { order, waits_since: waits_since() }))
}

pub(crate) fn backorder_expired() -> SagaEvent {
    SagaEvent::BackorderExpired(BackorderExpired { order_id: order_id() })
}

pub(crate) fn cancel_requested() -> SagaEvent {
    SagaEvent::CancelRequested(CancelRequested { order_id: order_id() })
}

/// All twelve of the first line, one of the second.
pub(crate) fn reserved_lines() -> Vec<ReservedLine> {
    vec![ReservedLine { product_id: product(1), reserved: 12 }, ReservedLine { product_id: product(2), reserved: 1 }]
}

pub(crate) fn stock_reserved() -> SagaEvent {
    let lines = reserved_lines();
    SagaEvent::StockReserved(StockReserved { order_id: order_id(), warehouse_id: warehouse_id(), lines })
}

pub(crate) fn refused_lines() -> Vec<RefusedLine> {
    vec![RefusedLine { product_id: product(1), reason: Reason::new(ReasonCode::OutOfStock), substitutes: vec![] }]
}

pub(crate) fn stock_refused() -> SagaEvent {
    SagaEvent::StockRefused(StockRefused { order_id: order_id(), lines: refused_lines() })
}

pub(crate) fn stock_released() -> SagaEvent {
    SagaEvent::StockReleased(StockReleased { order_id: order_id() })
}

pub(crate) fn picking_begun() -> Reason {
    Reason::new(ReasonCode::PickingBegun)
}

pub(crate) fn release_refused() -> SagaEvent {
    SagaEvent::ReleaseRefused(ReleaseRefused { order_id: order_id(), reason: picking_begun() })
}

pub(crate) fn delivery_day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 6, 3).expect("a day")
}

pub(crate) fn delivery_scheduled() -> SagaEvent {
    let answer = DeliveryScheduled { order_id: order_id(), delivery_id: delivery_id(), on: delivery_day() };
    SagaEvent::DeliveryScheduled(answer)
}

pub(crate) fn no_delivery_date() -> Reason {
    Reason::new(ReasonCode::NoDeliveryDate).with("days", 14)
}

pub(crate) fn delivery_refused() -> SagaEvent {
    SagaEvent::DeliveryRefused(DeliveryRefused { order_id: order_id(), reason: no_delivery_date() })
}

pub(crate) fn delivery_cancelled() -> SagaEvent {
    SagaEvent::DeliveryCancelled(DeliveryCancelled { order_id: order_id() })
}

pub(crate) fn dead(kind: CommandKind) -> SagaEvent {
    let error = "the disk is full".to_owned();
    SagaEvent::MarkStuck(MarkStuck { order_id: order_id(), command: kind.name().to_owned(), error })
}

/// The saga after these events, one second apart.
pub(crate) fn after(events: &[SagaEvent]) -> Saga {
    let mut saga = Saga::new(order_id());
    for (second, event) in (0_i64..).zip(events) {
        saga = saga.on(event, instant(second)).saga;
    }
    saga
}
