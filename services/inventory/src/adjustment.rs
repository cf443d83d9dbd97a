//! The rules of correcting the books by hand. Pure.

use chassis::{Refusal, Text};
use serde::{Deserialize, Serialize};

use crate::ledger::{Lot, MovementReason};
use crate::lot::Expiry;

/// Why somebody corrects the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentReason {
    /// A count differed from the books, up or down.
    Counted,
    /// Goods turned up: only more.
    Found,
    /// Goods are gone: only less.
    Lost,
    /// Goods were broken: only less.
    Damaged,
    /// Goods were thrown away after their day: only less.
    Expired,
}

impl AdjustmentReason {
    /// Whether the books may change by `delta` for this reason. Nothing is no change.
    #[must_use]
    pub const fn allows(self, delta: i64) -> bool {
        match self {
            Self::Counted => delta != 0,
            Self::Found => delta > 0,
            Self::Lost | Self::Damaged | Self::Expired => delta < 0,
        }
    }
}

impl From<AdjustmentReason> for MovementReason {
    fn from(reason: AdjustmentReason) -> Self {
        match reason {
            AdjustmentReason::Counted => Self::Counted,
            AdjustmentReason::Found => Self::Found,
            AdjustmentReason::Lost => Self::Lost,
            AdjustmentReason::Damaged => Self::Damaged,
            AdjustmentReason::Expired => Self::Expired,
        }
    }
}

/// There is less than should be taken away, or the rest is promised to orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnoughStock {
    /// Base units that lie there, in the lots that were meant.
    pub on_hand: i64,
    /// Base units of these that orders hold.
    pub reserved: i64,
}

impl Refusal for NotEnoughStock {
    fn status(&self) -> u16 {
        409
    }

    fn code(&self) -> &'static str {
        "not_enough_stock"
    }

    fn text(&self) -> Text {
        let Self { on_hand, reserved } = self;
        let free = on_hand - reserved;
        Text::new(
            format!(
                "{on_hand} are on hand and {reserved} of them are promised to orders: at most {free} can be taken away."
            ),
            format!("Hay {on_hand} y {reserved} están apartadas para pedidos: se pueden descontar como máximo {free}."),
        )
    }

    fn extra(&self) -> serde_json::Map<String, serde_json::Value> {
        let numbers =
            [("on_hand", self.on_hand), ("reserved", self.reserved), ("available", self.on_hand - self.reserved)];
        numbers.into_iter().map(|(name, number)| (name.to_owned(), number.into())).collect()
    }
}

/// From which lot `quantity` is taken away. Who names code or expiry means a lot that has them. Who does not, means the
/// lot that a picker would have gone to: of those with enough free, the one that expires first. What orders hold is
/// never taken.
///
/// # Errors
/// [`NotEnoughStock`], with what lies in the lots that were meant.
pub fn lot_to_reduce(
    lots: Vec<Lot>,
    code: Option<&str>,
    expiry: Option<Expiry>,
    quantity: i64,
) -> Result<Lot, NotEnoughStock> {
    let meant =
        |lot: &Lot| code.is_none_or(|code| lot.code == code) && expiry.is_none_or(|expiry| lot.expiry == expiry);
    let mut lots: Vec<Lot> = lots.into_iter().filter(meant).collect();
    lots.sort_by_key(|lot| (lot.expiry, lot.id));
    let there_is = NotEnoughStock {
        on_hand: lots.iter().map(|l| l.on_hand).sum(),
        reserved: lots.iter().map(|l| l.reserved).sum(),
    };
    lots.into_iter().find(|lot| lot.free() >= quantity).ok_or(there_is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{LotId, ProductId, WarehouseId};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn lot(n: u128, code: &str, expiry: i64, on_hand: i64, reserved: i64) -> Lot {
        Lot {
            id: LotId(Uuid::from_u128(n)),
            product_id: ProductId(Uuid::from_u128(1)),
            warehouse_id: WarehouseId(Uuid::from_u128(2)),
            code: code.to_owned(),
            expiry: Expiry::from_day_number(expiry),
            on_hand,
            reserved,
        }
    }

    #[test]
    fn each_reason_has_its_sign() {
        use AdjustmentReason::{Counted, Damaged, Expired, Found, Lost};
        for reason in [Counted, Found] {
            assert!(reason.allows(1), "{reason:?}");
        }
        for reason in [Counted, Lost, Damaged, Expired] {
            assert!(reason.allows(-1), "{reason:?}");
        }
        assert!(!Found.allows(-1) && !Lost.allows(1) && !Damaged.allows(1) && !Expired.allows(1));
        assert!(!Counted.allows(0));
    }

    #[test]
    fn the_named_lot_is_reduced_and_no_other() {
        let lots = || vec![lot(1, "A", 10, 5, 0), lot(2, "B", 20, 9, 0)];
        assert_eq!(lot_to_reduce(lots(), Some("B"), None, 6).map(|l| l.code), Ok("B".to_owned()));
        let asked = lot_to_reduce(lots(), Some("A"), None, 6);
        assert_eq!(asked, Err(NotEnoughStock { on_hand: 5, reserved: 0 }));
        assert!(lot_to_reduce(lots(), Some("A"), Some(Expiry::NEVER), 1).is_err());
    }

    #[test]
    fn who_names_no_lot_means_the_one_that_expires_first_and_has_enough() {
        let lots = || vec![lot(1, "B", 20, 9, 1), lot(2, "A", 10, 5, 3)];
        assert_eq!(lot_to_reduce(lots(), None, None, 2).map(|l| l.code), Ok("A".to_owned()));
        assert_eq!(lot_to_reduce(lots(), None, None, 3).map(|l| l.code), Ok("B".to_owned()));
        assert_eq!(lot_to_reduce(lots(), None, None, 9), Err(NotEnoughStock { on_hand: 14, reserved: 4 }));
    }

    proptest! {
        #[test]
        fn what_orders_hold_is_never_taken(
            lots in prop::collection::vec((0i64..4, 0i64..10, 0i64..10), 0..6), quantity in 1i64..12,
        ) {
            let lots: Vec<Lot> = lots.into_iter().enumerate()
                .map(|(i, (expiry, on_hand, held))| lot(i as u128, "-", expiry, on_hand, held.min(on_hand)))
                .collect();
            match lot_to_reduce(lots.clone(), None, None, quantity) {
                Ok(chosen) => prop_assert!(chosen.on_hand - quantity >= chosen.reserved),
                Err(_) => prop_assert!(lots.iter().all(|lot| lot.free() < quantity)),
            }
        }
    }
}
