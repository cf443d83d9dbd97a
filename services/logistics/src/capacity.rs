//! How much a warehouse delivers on a day: stops and grams. Pure; `store` takes and gives back room by the same rules
//! in one conditional update.

use crate::calendar::Weekday;
use chrono::NaiveDate;
use contracts::{Reason, ReasonCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The default of every weekday that has none of its own.
pub const EVERY_DAY: i64 = 0;

/// The most that a day takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Shops visited; unlimited if absent.
    pub stops: Option<i64>,
    /// Weight in grams; unlimited if absent.
    pub grams: Option<i64>,
}

impl Limits {
    /// Whether it limits nothing.
    #[must_use]
    pub const fn is_unlimited(self) -> bool {
        self.stops.is_none() && self.grams.is_none()
    }
}

/// What a day has taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Shops visited.
    pub stops: i64,
    /// Weight in grams.
    pub grams: i64,
}

/// Who decided what a day takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetBy {
    /// A person, for this day.
    Staff,
    /// The warehouse's default.
    Default,
}

impl SetBy {
    /// As kept in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Default => "default",
        }
    }
}

/// The row of a warehouse and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// The most it takes.
    pub limits: Limits,
    /// What it has taken.
    pub used: Load,
    /// Who decided the limits.
    pub set_by: SetBy,
}

/// A warehouse's capacity: its defaults (by number of the weekday, or [`EVERY_DAY`]) and the days that have a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What holds for a day without a row.
    pub defaults: BTreeMap<i64, Limits>,
    /// The days that have a row.
    pub days: BTreeMap<NaiveDate, DayRow>,
}

impl Plan {
    /// What the defaults say about a day; `None` where they do not limit it.
    fn default_for(&self, day: NaiveDate) -> Option<Limits> {
        let of_weekday = self.defaults.get(&Weekday::of(day).number());
        of_weekday.or_else(|| self.defaults.get(&EVERY_DAY)).copied().filter(|limits| !limits.is_unlimited())
    }

    /// The limits of a day on which taking room must be counted; `None` where the day has no row and needs none.
    #[must_use]
    pub fn counted(&self, day: NaiveDate) -> Option<Limits> {
        self.days.get(&day).map(|row| row.limits).or_else(|| self.default_for(day))
    }

    /// Whether a day has room for `grams` more, at a shop that has a stop there already or not.
    #[must_use]
    pub fn has_room(&self, day: NaiveDate, shop: Shop, grams: i64) -> bool {
        let limits = self.counted(day).unwrap_or_default();
        let used = self.days.get(&day).map(|row| row.used).unwrap_or_default();
        let stop = shop == Shop::HasAStop || limits.stops.is_none_or(|max| used.stops < max);
        stop && (grams == 0 || limits.grams.is_none_or(|max| used.grams.saturating_add(grams) <= max))
    }

    /// Why none of the days looked at takes an order.
    #[must_use]
    pub fn refusal(&self, days: &[NaiveDate], grams: i64) -> Reason {
        // A day that takes no stop at all says nothing about weights.
        let mut open =
            days.iter().map(|day| self.counted(*day).unwrap_or_default()).filter(|l| l.stops != Some(0)).peekable();
        if open.peek().is_some() && open.all(|limits| limits.grams.is_some_and(|max| grams > max)) {
            Reason::new(ReasonCode::TooHeavy).with("weight_grams", grams)
        } else {
            Reason::new(ReasonCode::NoDeliveryDate).with("days", crate::calendar::HORIZON)
        }
    }

    /// The rows that the days from today on must have, when that much is booked on them: a person's days stay, days
    /// that the defaults limit and that have bookings are counted, other days need no row.
    #[must_use]
    pub fn recounted(&self, booked: &BTreeMap<NaiveDate, Load>) -> BTreeMap<NaiveDate, DayRow> {
        let days: BTreeSet<NaiveDate> = self.days.keys().chain(booked.keys()).copied().collect();
        let row = |day: NaiveDate| {
            let used = booked.get(&day).copied().unwrap_or_default();
            match self.days.get(&day) {
                Some(row) if row.set_by == SetBy::Staff => Some(DayRow { used, ..*row }),
                _ if used == Load::default() => None,
                _ => self.default_for(day).map(|limits| DayRow { limits, used, set_by: SetBy::Default }),
            }
        };
        days.into_iter().filter_map(|day| Some((day, row(day)?))).collect()
    }
}

/// Whether a truck comes to the shop on that day anyway: several orders of a shop on one day are one stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shop {
    /// It does.
    HasAStop,
    /// It does not.
    IsNew,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).expect("a day")
    }

    fn limits(stops: impl Into<Option<i64>>, grams: impl Into<Option<i64>>) -> Limits {
        Limits { stops: stops.into(), grams: grams.into() }
    }

    fn row(limits: Limits, stops: i64, grams: i64, set_by: SetBy) -> DayRow {
        DayRow { limits, used: Load { stops, grams }, set_by }
    }

    #[test]
    fn without_any_row_everything_fits() {
        let plan = Plan::default();
        assert!(plan.has_room(day(2), Shop::IsNew, i64::MAX));
        assert_eq!(plan.counted(day(2)), None);
    }

    #[test]
    fn the_day_goes_before_its_weekday_and_that_before_every_day() {
        let mut plan = Plan::default();
        plan.defaults.insert(EVERY_DAY, limits(10, None));
        plan.defaults.insert(Weekday::Mon.number(), limits(5, None)); // 2 November 2026 is a Monday
        plan.defaults.insert(Weekday::Wed.number(), Limits::default());
        plan.days.insert(day(9), row(limits(1, None), 1, 0, SetBy::Staff));
        assert_eq!(plan.counted(day(2)), Some(limits(5, None)));
        assert_eq!(plan.counted(day(3)), Some(limits(10, None)));
        assert_eq!(plan.counted(day(4)), None);
        assert_eq!(plan.counted(day(9)), Some(limits(1, None)));
        assert!(!plan.has_room(day(9), Shop::IsNew, 1));
        assert!(plan.has_room(day(9), Shop::HasAStop, 1));
    }

    #[test]
    fn weight_counts_also_where_the_shop_has_a_stop() {
        let mut plan = Plan::default();
        plan.days.insert(day(2), row(limits(None, 100), 3, 90, SetBy::Default));
        assert!(plan.has_room(day(2), Shop::HasAStop, 10));
        assert!(!plan.has_room(day(2), Shop::HasAStop, 11));
    }

    #[test]
    fn the_reason_tells_an_order_that_is_too_heavy_from_days_that_are_full() {
        let mut plan = Plan::default();
        plan.defaults.insert(EVERY_DAY, limits(10, 1_000));
        plan.days.insert(day(3), row(limits(0, None), 0, 0, SetBy::Staff));
        let days = [day(2), day(3), day(4)];
        assert_eq!(plan.refusal(&days, 1_001).code, ReasonCode::TooHeavy);
        assert_eq!(plan.refusal(&days, 1_000).code, ReasonCode::NoDeliveryDate);
        assert_eq!(plan.refusal(&[day(3)], 5).code, ReasonCode::NoDeliveryDate);
        assert_eq!(plan.refusal(&[], 5).params["days"], "14");
    }

    fn any_limits() -> impl Strategy<Value = Limits> {
        (proptest::option::of(0i64..20), proptest::option::of(0i64..2_000))
            .prop_map(|(stops, grams)| Limits { stops, grams })
    }

    fn any_plan() -> impl Strategy<Value = Plan> {
        let load = (0i64..20, 0i64..2_000).prop_map(|(stops, grams)| Load { stops, grams });
        let set_by = prop_oneof![Just(SetBy::Staff), Just(SetBy::Default)];
        let days = (any_limits(), load, set_by).prop_map(|(limits, used, set_by)| DayRow { limits, used, set_by });
        (
            proptest::collection::btree_map(0i64..8, any_limits(), 0..4),
            proptest::collection::btree_map((1u32..29).prop_map(day), days, 0..12),
        )
            .prop_map(|(defaults, days)| Plan { defaults, days })
    }

    fn any_bookings() -> impl Strategy<Value = BTreeMap<NaiveDate, Load>> {
        let load = (1i64..20, 0i64..2_000).prop_map(|(stops, grams)| Load { stops, grams });
        proptest::collection::btree_map((1u32..29).prop_map(day), load, 0..12)
    }

    proptest! {
        #[test]
        fn recounting_is_true_and_changes_nothing_the_second_time(plan in any_plan(), booked in any_bookings()) {
            let rows = plan.recounted(&booked);
            for (day, row) in &rows {
                prop_assert_eq!(row.used, booked.get(day).copied().unwrap_or_default());
            }
            let again = Plan { defaults: plan.defaults.clone(), days: rows.clone() };
            prop_assert_eq!(again.recounted(&booked), rows);
            // A booked day without a row is one that nothing limits.
            for day in booked.keys() {
                prop_assert!(again.days.contains_key(day) || again.counted(*day).is_none());
            }
        }

        #[test]
        fn more_room_is_never_less_room(plan in any_plan(), n in 1u32..29, grams in 0i64..500) {
            if plan.has_room(day(n), Shop::IsNew, grams) {
                prop_assert!(plan.has_room(day(n), Shop::HasAStop, grams));
                prop_assert!(plan.has_room(day(n), Shop::IsNew, grams / 2));
            }
        }
    }
}
