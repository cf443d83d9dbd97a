//! An order as clients see it.

use crate::order::{Cancellation, Order, OrderStatus};
use crate::{number::OrderNumber, texts};
use chassis::Lang;
use chrono::{DateTime, NaiveDate, Utc};
use contracts::sales::{Fulfilment, Substitute};
use contracts::{
    CustomerId, DeliveryId, Money, OrderId, ProductId, Reason, ReasonCode, SellerId, ShipTo, TaxRate, WarehouseId,
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderView {
    /// Unique for ever.
    pub id: OrderId,
    /// Eight digits to be said over the phone, the last a check digit.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: OrderStatus,
    /// Who bought.
    pub customer_id: CustomerId,
    /// The seller who looks after the customer.
    pub seller_id: Option<SellerId>,
    /// The shop's name when the order was accepted.
    pub business_name: String,
    /// Where it goes, as it was when the order was accepted.
    pub ship_to: ShipTo,
    /// All or nothing, or what there is.
    pub fulfilment: Fulfilment,
    /// Every product once.
    pub lines: Vec<LineView>,
    /// Sum of the lines, without tax.
    pub subtotal: Money,
    /// Sum of the lines' tax.
    pub tax: Money,
    /// Sum of the lines, with tax.
    pub total: Money,
    /// What the customer wrote.
    pub note: Option<String>,
    /// The order from which this one was split off because something was missing.
    pub parent_id: Option<OrderId>,
    /// The orders that wait for what is missing from this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub backorder_ids: Vec<OrderId>,
    /// Since when the customer has waited for what is in this backorder; after 14 days it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_since: Option<DateTime<Utc>>,
    /// Once scheduled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<DeliveryView>,
    /// Why it ended without delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonView>,
    /// When somebody asked for it to be cancelled, while that is not decided or was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_requested_at: Option<DateTime<Utc>>,
    /// When it was captured, perhaps without signal.
    pub captured_at: DateTime<Utc>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Raised by one with each change.
    pub version: i64,
}

/// A line of an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub struct LineView {
    /// The product.
    pub product_id: ProductId,
    /// Its SKU when the order was accepted.
    pub sku: String,
    /// Its name when the order was accepted.
    pub name: String,
    /// Base units ordered.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub quantity: i64,
    /// Base units held in the warehouse.
    pub reserved: i64,
    /// Base units that became an order of their own.
    pub backordered: i64,
    /// Base units delivered.
    pub delivered: i64,
    /// For one base unit, without tax.
    pub unit_price: Money,
    /// Tax on top, in basis points.
    pub tax_rate_bp: TaxRate,
    /// Price × quantity.
    pub net: Money,
    /// Tax, rounded half away from zero.
    pub tax: Money,
    /// Net + tax.
    pub total: Money,
    /// Why it cannot be fulfilled, in a rejected order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonView>,
    /// What may be ordered instead, best first, in an order that is rejected or waits; as it was then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, max_items = 3)]
    pub substitutes: Vec<Substitute>,
}

/// The delivery of an order.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = OrderDelivery)]
pub struct DeliveryView {
    /// The delivery.
    pub id: DeliveryId,
    /// The company's local day.
    pub on: NaiveDate,
    /// From where.
    pub warehouse_id: WarehouseId,
}

/// Why something happened, for programs and for people.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OrderReason)]
pub struct ReasonView {
    /// For programs.
    pub code: ReasonCode,
    /// Values by name.
    pub params: BTreeMap<String, String>,
    /// For people, in the reader's language.
    pub text: String,
}

impl ReasonView {
    fn of(reason: Reason, lang: Lang) -> Self {
        let text = texts::reason(&reason).in_lang(lang).to_owned();
        Self { code: reason.code, params: reason.params, text }
    }
}

impl OrderView {
    /// The order in the reader's language.
    #[must_use]
    pub fn of(order: Order, backorder_ids: Vec<OrderId>, lang: Lang) -> Self {
        let lines = order.lines.into_iter().map(|line| LineView {
            product_id: line.product_id,
            sku: line.sku,
            name: line.name,
            quantity: line.ordered.get(),
            reserved: line.reserved,
            backordered: line.backordered,
            delivered: line.delivered,
            unit_price: line.unit_price,
            tax_rate_bp: line.tax_rate,
            net: line.net,
            tax: line.tax,
            total: line.total,
            reason: line.reason.map(|reason| ReasonView::of(reason, lang)),
            substitutes: line.substitutes,
        });
        Self {
            id: order.id,
            number: order.number,
            status: order.status,
            customer_id: order.customer_id,
            seller_id: order.seller_id,
            business_name: order.ship_to.business_name.clone(),
            ship_to: order.ship_to,
            fulfilment: order.fulfilment,
            lines: lines.collect(),
            subtotal: order.totals.subtotal,
            tax: order.totals.tax,
            total: order.totals.total,
            note: order.note,
            parent_id: order.parent_id,
            waits_since: order.waits_since,
            backorder_ids,
            delivery: order.delivery.map(|d| DeliveryView { id: d.id, on: d.on, warehouse_id: d.warehouse_id }),
            reason: order.reason.map(|reason| ReasonView::of(reason, lang)),
            cancel_requested_at: match order.cancellation {
                Cancellation::Requested(at) => Some(at),
                Cancellation::NotRequested | Cancellation::Refused(_) => None,
            },
            captured_at: order.captured_at,
            created_at: order.submitted_at,
            updated_at: order.updated_at,
            version: order.version,
        }
    }
}
