//! What the saga keeps of an order, of its stock and of its delivery, and the commands that follow from it.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::inventory::{AwaitStock, ReserveStock, StockReserved};
use contracts::logistics::{DeliveryScheduled, ScheduleDelivery};
use contracts::sales::{Fulfilment, OrderSubmitted, OrderedLine, ReservedLine};
use contracts::{CustomerId, DeliveryId, OrderId, ShipTo, WarehouseId};
use serde::{Deserialize, Serialize};

/// What was ordered: kept until nobody needs to be asked for anything any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Who bought.
    pub customer_id: CustomerId,
    /// Where it goes.
    pub ship_to: ShipTo,
    /// All or nothing, or what there is.
    pub fulfilment: Fulfilment,
    /// What was ordered; every product once.
    pub lines: Vec<OrderedLine>,
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
}

/// The stock that inventory holds for an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Where.
    pub warehouse_id: WarehouseId,
    /// What of each line.
    pub lines: Vec<ReservedLine>,
}

/// The delivery that logistics holds for an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// The company's local day.
    pub on: NaiveDate,
}

impl From<&OrderSubmitted> for Order {
    fn from(order: &OrderSubmitted) -> Self {
        Self {
            customer_id: order.customer_id,
            ship_to: order.ship_to.clone(),
            fulfilment: order.fulfilment,
            lines: order.lines.clone(),
            submitted_at: order.submitted_at,
        }
    }
}

impl From<&StockReserved> for Held {
    fn from(answer: &StockReserved) -> Self {
        Self { warehouse_id: answer.warehouse_id, lines: answer.lines.clone() }
    }
}

impl From<&DeliveryScheduled> for Delivery {
    fn from(answer: &DeliveryScheduled) -> Self {
        Self { delivery_id: answer.delivery_id, on: answer.on }
    }
}

impl Order {
    pub(super) fn reserve_stock(&self, order_id: OrderId) -> ReserveStock {
        ReserveStock { order_id, fulfilment: self.fulfilment, ship_to: self.ship_to.clone(), lines: self.lines.clone() }
    }

    pub(super) fn await_stock(&self, order_id: OrderId, since: DateTime<Utc>) -> AwaitStock {
        AwaitStock { order_id, since, ship_to: self.ship_to.clone(), lines: self.lines.clone() }
    }

    /// What logistics is asked for.
    #[must_use]
    pub fn schedule_delivery(&self, order_id: OrderId, number: String, held: &Held) -> ScheduleDelivery {
        ScheduleDelivery {
            order_id,
            number,
            customer_id: self.customer_id,
            ship_to: self.ship_to.clone(),
            warehouse_id: held.warehouse_id,
            weight_grams: self.sum(held, |line| line.weight_grams),
            volume_ml: self.sum(held, |line| line.volume_ml),
            submitted_at: self.submitted_at,
        }
    }

    /// Sum over what is held, not over what was ordered: backordered units do not ride along. A total beyond 63 bits
    /// stays at the largest, which no truck can carry either.
    fn sum(&self, held: &Held, of_one: impl Fn(&OrderedLine) -> i64) -> i64 {
        let units = |line: &OrderedLine| {
            let of_this = held.lines.iter().filter(|held| held.product_id == line.product_id);
            of_this.map(|held| held.reserved).fold(0_i64, i64::saturating_add).clamp(0, line.quantity.get())
        };
        let of_lines = self.lines.iter().map(|line| units(line).saturating_mul(of_one(line).max(0)));
        of_lines.fold(0, i64::saturating_add)
    }
}
