//! Deliveries, as the saga commands them and as logistics tells of them.

use crate::{CustomerId, DeliveryId, OrderId, Reason, ShipTo, WarehouseId};
use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Find the first day with room and take it. Idempotent by order: asked again, the first answer is given again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleDelivery {
    /// The order.
    pub order_id: OrderId,
    /// Its number, for the driver's paper.
    pub number: String,
    /// Who gets it: several orders of a shop on one day are one stop.
    pub customer_id: CustomerId,
    /// Where it goes.
    pub ship_to: ShipTo,
    /// From where.
    pub warehouse_id: WarehouseId,
    /// Weight of what is held.
    pub weight_grams: i64,
    /// Volume of what is held.
    pub volume_ml: i64,
    /// When the order was accepted: the cut-off hour is judged by it.
    pub submitted_at: DateTime<Utc>,
}

/// Give back the day of an order. Idempotent; before its [`ScheduleDelivery`] it blocks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CancelDelivery {
    /// The order.
    pub order_id: OrderId,
}

/// The order has a delivery day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryScheduled {
    /// The order.
    pub order_id: OrderId,
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// The company's local day.
    pub on: NaiveDate,
}

/// There is no day with room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryRefused {
    /// The order.
    pub order_id: OrderId,
    /// Why.
    pub reason: Reason,
}

/// The order takes no room on any day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryCancelled {
    /// The order.
    pub order_id: OrderId,
}
