//! What a lot is: goods of one product with one expiry day in one warehouse, and when they may be sold. Pure.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days that goods must have left where the product does not say (`min_days_left`).
pub const DEFAULT_MIN_DAYS_LEFT: i64 = 7;

/// The code under which goods without a lot code are kept, so that a second movement finds the same lot again. People
/// see it as no code at all.
pub const NO_LOT_CODE: &str = "-";

/// The longest lot code, in characters.
pub const LOT_CODE_LENGTH: usize = 64;

/// The last day on which goods may be used, as a number of days since 1970-01-01.
///
/// A number, because then `expiry − min_days_left` is the same arithmetic in Rust and in the SQL of both databases.
/// Goods that do not expire have the last day of the year 9999: without NULL the unique index of lots and the order
/// first-expired-first-out need no special case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expiry(i64);

impl Expiry {
    /// 9999-12-31.
    pub const NEVER: Self = Self(2_932_896);

    /// `None`: the goods do not expire.
    #[must_use]
    pub fn new(on: Option<NaiveDate>) -> Self {
        on.map_or(Self::NEVER, |on| Self(day_number(on)))
    }

    /// As the database keeps it.
    #[must_use]
    pub const fn from_day_number(days: i64) -> Self {
        Self(days)
    }

    /// As the database keeps it.
    #[must_use]
    pub const fn day_number(self) -> i64 {
        self.0
    }

    /// The day; `None` for goods that do not expire.
    #[must_use]
    pub fn date(self) -> Option<NaiveDate> {
        let days = u64::try_from(self.0).ok().filter(|_| self != Self::NEVER)?;
        NaiveDate::default().checked_add_days(Days::new(days))
    }

    /// Whether goods may still be sold on `today`: they have at least `min_days_left` days left (with 0, on the expiry
    /// day itself too). The same rule stands in SQL in `store/stock.rs`.
    #[must_use]
    pub fn allows_sale(self, today: NaiveDate, min_days_left: Option<i64>) -> bool {
        self.0 - min_days_left.unwrap_or(DEFAULT_MIN_DAYS_LEFT) >= day_number(today)
    }
}

/// Days since 1970-01-01.
#[must_use]
pub fn day_number(day: NaiveDate) -> i64 {
    day.signed_duration_since(NaiveDate::default()).num_days()
}

/// Whether a lot may be promised to customers at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LotState {
    /// As long as it has enough days left.
    Sellable,
    /// Held back, such as for a quality check.
    Blocked,
}

impl LotState {
    /// As the database keeps it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sellable => "sellable",
            Self::Blocked => "blocked",
        }
    }

    /// From the database; what this build does not know is not sold.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        if name == Self::Sellable.name() { Self::Sellable } else { Self::Blocked }
    }
}

/// The code under which a lot is kept: trimmed, [`NO_LOT_CODE`] for none.
#[must_use]
pub fn kept_code(code: Option<&str>) -> &str {
    code.map(str::trim).filter(|code| !code.is_empty()).unwrap_or(NO_LOT_CODE)
}

/// The code as people see it.
#[must_use]
pub fn shown_code(code: String) -> Option<String> {
    (code != NO_LOT_CODE).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("day")
    }

    #[test]
    fn goods_that_do_not_expire_come_last_and_show_no_day() {
        assert_eq!(Expiry::NEVER, Expiry::new(Some(day("9999-12-31"))));
        assert_eq!(Expiry::new(None).date(), None);
        assert!(Expiry::new(Some(day("2030-01-01"))) < Expiry::NEVER);
        assert!(Expiry::NEVER.allows_sale(day("2026-11-24"), Some(3650)));
    }

    #[test]
    fn goods_need_their_days_left() {
        let expiry = Expiry::new(Some(day("2026-12-01")));
        assert!(expiry.allows_sale(day("2026-11-24"), None), "seven days by default");
        assert!(!expiry.allows_sale(day("2026-11-25"), None));
        assert!(expiry.allows_sale(day("2026-12-01"), Some(0)), "on its last day");
        assert!(!expiry.allows_sale(day("2026-12-02"), Some(0)), "expired");
    }

    #[test]
    fn no_code_is_one_code() {
        assert_eq!(kept_code(None), NO_LOT_CODE);
        assert_eq!(kept_code(Some("  ")), NO_LOT_CODE);
        assert_eq!(kept_code(Some(" L-7 ")), "L-7");
        assert_eq!(shown_code(NO_LOT_CODE.to_owned()), None);
    }

    proptest! {
        #[test]
        fn a_day_survives_its_number(days in 0i64..2_932_896) {
            let expiry = Expiry::from_day_number(days);
            prop_assert_eq!(Expiry::new(expiry.date()), expiry);
        }
    }
}
