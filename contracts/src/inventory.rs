//! Stock, as the saga commands it and as inventory tells of it.

use crate::{
    Location, OrderId, ProductId, PurchaseOrderId, Quantity, Reason, ReceiptId, ShipTo, UserId, WarehouseId, sales,
};
use chrono::{DateTime, NaiveDate, Utc};
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

/// Put what came from a supplier into stock. Idempotent by receipt; the answer is [`GoodsReceived`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiveGoods {
    /// The receipt, which the ledger's rows refer to.
    pub receipt_id: ReceiptId,
    /// The purchase order of which it came.
    pub purchase_order_id: PurchaseOrderId,
    /// The number of that purchase order, for the ledger's readers.
    pub number: String,
    /// Where it came.
    pub warehouse_id: WarehouseId,
    /// Who counted it.
    pub received_by: UserId,
    /// When.
    pub received_at: DateTime<Utc>,
    /// What came; the same lot may be there several times.
    pub lines: Vec<ReceivedGoods>,
}

/// Goods of one lot that came from a supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReceivedGoods {
    /// The product.
    pub product_id: ProductId,
    /// Base units that came, damaged ones included.
    pub quantity: Quantity,
    /// Base units of these that cannot be used, 0 to all of them: they come in and go out again.
    pub damaged: i64,
    /// The lot's code, if it has one.
    pub lot: Option<String>,
    /// The lot's last day, if it expires.
    pub expires_on: Option<NaiveDate>,
}

/// What came of a purchase order is in stock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GoodsReceived {
    /// The receipt.
    pub receipt_id: ReceiptId,
    /// The purchase order.
    pub purchase_order_id: PurchaseOrderId,
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
