//! What the others tell the saga.

use crate::OrderId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A command of the order's saga is dead: its receiver gave up. Sent by the chassis of whichever service gave up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarkStuck {
    /// The order.
    pub order_id: OrderId,
    /// The name of the command, such as `inventory.reserve_stock.v1`.
    pub command: String,
    /// What the receiver's last attempt said, for a person who can mend it.
    pub error: String,
}
