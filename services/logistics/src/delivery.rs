//! A delivery, and what is kept for an order that got none. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::logistics::{DeliveryCancelled, DeliveryRefused, DeliveryScheduled};
use contracts::{CustomerId, DeliveryId, OrderId, Reason, ShipTo, WarehouseId};
use serde::{Deserialize, Serialize};

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// Has a day.
    Scheduled,
    /// On a truck.
    InTransit,
    /// Handed over.
    Delivered,
    /// Brought back.
    Failed,
    /// Takes no room any more.
    Cancelled,
}

impl DeliveryStatus {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Scheduled, Self::InTransit, Self::Delivered, Self::Failed, Self::Cancelled];

    /// As kept in the database and as sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::InTransit => "in_transit",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// One drop at one shop for one order.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Delivery {
    /// The delivery.
    pub id: DeliveryId,
    /// The order that it brings.
    pub order_id: OrderId,
    /// The order's number, as said over the phone.
    #[schema(example = "00001238")]
    pub number: String,
    /// The shop.
    pub customer_id: CustomerId,
    /// From where.
    pub warehouse_id: WarehouseId,
    /// The company's local day.
    pub on: NaiveDate,
    /// How far it is.
    pub status: DeliveryStatus,
    /// Where to, as it was when the order was accepted.
    pub ship_to: ShipTo,
    /// Weight in grams.
    pub weight_grams: i64,
    /// Volume in millilitres.
    pub volume_ml: i64,
    /// Raised by one with each change.
    pub version: i64,
    /// When it was scheduled.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What an order was answered; asked again, it is answered the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It has a day.
    Scheduled {
        /// The delivery.
        delivery_id: DeliveryId,
        /// The company's local day.
        on: NaiveDate,
    },
    /// No day has room.
    Refused(Reason),
    /// It takes no room, and will not.
    Cancelled,
}

impl Answer {
    /// Tells the saga.
    pub fn publish(self, tx: &chassis::Tx, order_id: OrderId) {
        match self {
            Self::Scheduled { delivery_id, on } => tx.publish(&DeliveryScheduled { order_id, delivery_id, on }),
            Self::Refused(reason) => tx.publish(&DeliveryRefused { order_id, reason }),
            Self::Cancelled => tx.publish(&DeliveryCancelled { order_id }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_database_are_the_names_that_are_sent() {
        for status in DeliveryStatus::ALL {
            assert_eq!(serde_json::to_value(status).expect("json"), status.name());
            assert_eq!(DeliveryStatus::named(status.name()), Some(status));
        }
        assert_eq!(DeliveryStatus::named("refused"), None);
    }
}
