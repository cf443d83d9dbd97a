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

/// For how many days back sales tells of its orders when it is asked for all of them: two seasons of what a shop orders every
/// month, and of a large company still no more than some hundred thousand.
pub const TOLD_FOR_DAYS: i64 = 180;

/// The present state of up to 500 orders, for those who look at what shops buy. Told some minutes after the fact and not in the
/// order in which things happened; of backorders nothing is told, since what they hold was ordered with their parents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrdersChanged {
    /// The orders.
    pub items: Vec<OrderState>,
}

/// An order of which something was confirmed once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderState {
    /// The order.
    pub id: OrderId,
    /// Raised by one with each change of the order.
    pub version: i64,
    /// Who bought.
    pub customer_id: CustomerId,
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// Whether it counts as bought.
    pub standing: OrderStanding,
    /// What was asked for, whether it was all there or not; every product once.
    pub lines: Vec<BoughtLine>,
}

/// Whether an order counts as bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStanding {
    /// It was confirmed and is on its way or at the shop.
    Bought,
    /// It was confirmed and came to nothing: cancelled, or not delivered.
    Undone,
    /// Something that this build does not know.
    #[serde(other)]
    Unknown,
}

/// What was asked for of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BoughtLine {
    /// The product.
    pub product_id: ProductId,
    /// Base units.
    pub units: Quantity,
}
