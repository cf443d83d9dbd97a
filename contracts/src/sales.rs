//! Orders, as sales tells of them and as the saga commands them.

use crate::{CustomerId, DeliveryId, Money, OrderId, ProductId, Quantity, Reason, SellerId, ShipTo, WarehouseId};
use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the customer chose for the case that not everything is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// All or nothing.
    Complete,
    /// Ship what there is; the rest becomes a backorder.
    Available,
}

/// An order was accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderSubmitted {
    /// The order.
    pub order_id: OrderId,
    /// Its number, as said over the phone.
    pub number: String,
    /// Who bought.
    pub customer_id: CustomerId,
    /// The seller who looks after the customer.
    pub seller_id: Option<SellerId>,
    /// Where it goes.
    pub ship_to: ShipTo,
    /// All or nothing, or what there is.
    pub fulfilment: Fulfilment,
    /// What was ordered; every product once.
    pub lines: Vec<OrderedLine>,
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
}

/// One line of an order, with what stock and delivery need.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderedLine {
    /// The product.
    pub product_id: ProductId,
    /// Base units ordered.
    pub quantity: Quantity,
    /// Weight of one base unit.
    pub weight_grams: i64,
    /// Volume of one base unit.
    pub volume_ml: i64,
}

/// What was missing from an order became an order of its own, which waits for stock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackorderCreated {
    /// The new order; it is filled as far as one warehouse can, and the rest becomes another one.
    pub order: OrderSubmitted,
    /// Since when its customer has waited; the oldest is served first.
    pub waits_since: DateTime<Utc>,
}

/// A backorder has waited for too long: it is closed, unless stock has come at the last moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackorderExpired {
    /// The order.
    pub order_id: OrderId,
}

/// Somebody asks for an order to be cancelled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CancelRequested {
    /// The order.
    pub order_id: OrderId,
}

/// Stock is held and a delivery is scheduled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConfirmOrder {
    /// The order.
    pub order_id: OrderId,
    /// From where it is delivered.
    pub warehouse_id: WarehouseId,
    /// What is held; a product without a line here has nothing held.
    pub reserved: Vec<ReservedLine>,
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// The company's local day of delivery.
    pub on: NaiveDate,
}

/// What of a line is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReservedLine {
    /// The product.
    pub product_id: ProductId,
    /// Base units held, 0 to the quantity ordered.
    pub reserved: i64,
}

/// The order cannot be fulfilled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RejectOrder {
    /// The order.
    pub order_id: OrderId,
    /// Why, in general.
    pub reason: Reason,
    /// Why, line by line, where the lines are the reason.
    pub lines: Vec<RefusedLine>,
}

/// Why a line cannot be fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
pub struct RefusedLine {
    /// The product.
    pub product_id: ProductId,
    /// Why.
    pub reason: Reason,
    /// What may be ordered instead, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub substitutes: Vec<Substitute>,
}

/// A product of the same category and of about the same price that is available.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
pub struct Substitute {
    /// The product.
    pub product_id: ProductId,
    /// As shown.
    pub name: String,
    /// For one base unit, without tax.
    pub price: Money,
    /// Base units that one warehouse had when this was offered.
    pub available: i64,
}

/// What was held is released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CancelOrder {
    /// The order.
    pub order_id: OrderId,
}

/// Picking has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RefuseCancellation {
    /// The order.
    pub order_id: OrderId,
    /// Why it stays.
    pub reason: Reason,
}
