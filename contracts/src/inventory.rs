//! Stock, as the saga commands it and as inventory tells of it.

use crate::{Location, OrderId, Reason, ShipTo, WarehouseId, sales};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hold the stock of an order in one warehouse. Idempotent by order: asked again, the first answer is given again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReserveStock {
    /// The order.
    pub order_id: OrderId,
    /// All or nothing, or what there is.
    pub fulfilment: sales::Fulfilment,
    /// Where it goes: the nearest warehouse is preferred.
    pub ship_to: ShipTo,
    /// What is wanted; every product once.
    pub lines: Vec<sales::OrderedLine>,
}

/// Stand in line for stock, behind those who have waited for longer; the answer is [`StockReserved`], perhaps days later.
/// Idempotent by order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AwaitStock {
    /// The order.
    pub order_id: OrderId,
    /// Since when its customer has waited.
    pub since: DateTime<Utc>,
    /// Where it goes: the nearest warehouse is preferred.
    pub ship_to: ShipTo,
    /// What is wanted, or what of it there is; every product once.
    pub lines: Vec<sales::OrderedLine>,
}

/// Give back what an order holds. Idempotent; before its [`ReserveStock`] it blocks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseStock {
    /// The order.
    pub order_id: OrderId,
}

/// Stock is held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StockReserved {
    /// The order.
    pub order_id: OrderId,
    /// Where it is held.
    pub warehouse_id: WarehouseId,
    /// What is held, a line for every line ordered.
    pub lines: Vec<sales::ReservedLine>,
}

/// An order stands in line, and its customer may not want to wait: what may be ordered instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StockAwaited {
    /// The order.
    pub order_id: OrderId,
    /// The lines for which there are substitutes.
    pub lines: Vec<sales::RefusedLine>,
}

/// No warehouse can fill the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StockRefused {
    /// The order.
    pub order_id: OrderId,
    /// Why, line by line.
    pub lines: Vec<sales::RefusedLine>,
}

/// Nothing is held for the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StockReleased {
    /// The order.
    pub order_id: OrderId,
}

/// Picking has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseRefused {
    /// The order.
    pub order_id: OrderId,
    /// Why it stays held.
    pub reason: Reason,
}

/// Up to 500 warehouses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WarehousesChanged {
    /// The warehouses, each whole.
    pub items: Vec<WarehouseState>,
}

/// The public state of a warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WarehouseState {
    /// The warehouse.
    pub id: WarehouseId,
    /// Raised by one with each change.
    pub version: i64,
    /// Unique, such as `BOG`.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Street address.
    pub address: String,
    /// City.
    pub city: String,
    /// Where it stands.
    pub location: Location,
}
