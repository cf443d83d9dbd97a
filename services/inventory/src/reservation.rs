//! What an order holds, and what it was answered. Pure.

use contracts::inventory::{ReleaseRefused, StockRefused, StockReleased, StockReserved};
use contracts::{OrderId, Reason, ReasonCode};
use serde::{Deserialize, Serialize};

/// `held → picking → issued`, or `held → released`; or `refused` from the start. Each step is one conditional update,
/// and the first wins. An order that was released before it was reserved is `released` from the start: a tombstone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReservationState {
    /// Stock is held.
    Held,
    /// Somebody is taking the goods from the shelves.
    Picking,
    /// The goods have left.
    Issued,
    /// Nothing is held, and nothing will be.
    Released,
    /// Nothing could be held.
    Refused,
}

impl ReservationState {
    const ALL: [Self; 5] = [Self::Held, Self::Picking, Self::Issued, Self::Released, Self::Refused];

    /// Whether stock is set aside for the order.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::Held | Self::Picking)
    }

    /// As the database keeps it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Picking => "picking",
            Self::Issued => "issued",
            Self::Released => "released",
            Self::Refused => "refused",
        }
    }

    /// From the database, whose CHECK allows nothing else. What a newer build might add is at least past `held`.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.name() == name).unwrap_or(Self::Picking)
    }

    /// What to answer to a release that found the order in this state and could not change it.
    #[must_use]
    pub fn answer_to_release(self, order_id: OrderId) -> ReleaseAnswer {
        match self {
            Self::Released | Self::Refused => ReleaseAnswer::Released(StockReleased { order_id }),
            Self::Held | Self::Picking | Self::Issued => {
                ReleaseAnswer::Refused(ReleaseRefused { order_id, reason: Reason::new(ReasonCode::PickingBegun) })
            }
        }
    }
}

/// The first answer to a reservation, kept to be given again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReserveAnswer {
    /// Stock is held.
    Reserved(StockReserved),
    /// Nothing could be held.
    Refused(StockRefused),
}

/// The answer to a release.
#[derive(Clone, Debug, PartialEq)]
pub enum ReleaseAnswer {
    /// Nothing is held, and nothing will be.
    Released(StockReleased),
    /// Picking has begun.
    Refused(ReleaseRefused),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_being_picked_or_gone_cannot_be_released() {
        let order = OrderId::new();
        for state in ReservationState::ALL {
            assert_eq!(ReservationState::from_name(state.name()), state);
            let refused = matches!(state.answer_to_release(order), ReleaseAnswer::Refused(_));
            assert_eq!(refused, !matches!(state, ReservationState::Released | ReservationState::Refused));
        }
    }
}
