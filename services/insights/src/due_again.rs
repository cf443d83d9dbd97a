//! What a shop buys again and again, and whether it is time. Pure.
//!
//! The usual interval is the median: one order that was forgotten, or one that came too early, does not move it.

use chrono::NaiveDate;

/// Fewer purchases are no habit: two have one interval, which tells nothing of the next.
pub const LEAST_PURCHASES: usize = 3;
/// It is due when so much of the usual interval has passed: an order that is placed now arrives in a day or two.
pub const DUE_PERCENT: i64 = 80;
/// After so many usual intervals without it the habit has ended: the shop buys something else, or elsewhere.
pub const LAPSED_AFTER: i64 = 4;

/// That a shop bought something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// The local day.
    pub on: NaiveDate,
    /// Base units.
    pub units: i64,
}

/// That it is time, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// On how many days the shop bought it.
    pub purchases: usize,
    /// The median interval in half days: of an even number of intervals it lies between two.
    pub usual_half_days: i64,
    /// Days since the last purchase.
    pub days_since: i64,
    /// The day of the last purchase.
    pub last_on: NaiveDate,
    /// The median of what was bought on a day, in base units.
    pub usual_units: i64,
}

impl Due {
    /// The median interval.
    #[must_use]
    pub fn usual_days(self) -> f64 {
        self.usual_half_days as f64 / 2.0
    }
}

/// Whether a shop's purchases of a product say that it is due again. Purchases of one day are one.
#[must_use]
pub fn due(purchases: &[Purchase], today: NaiveDate) -> Option<Due> {
    let days = by_day(purchases);
    if days.len() < LEAST_PURCHASES {
        return None;
    }
    let last_on = days.last()?.on;
    let intervals = days.windows(2).map(|two| (two[1].on - two[0].on).num_days());
    let usual_half_days = twice_the_median(intervals.collect())?;
    let days_since = (today - last_on).num_days();
    let is_due = days_since * 2 * 100 >= usual_half_days * DUE_PERCENT;
    let has_lapsed = days_since * 2 > usual_half_days * LAPSED_AFTER;
    let usual_units = twice_the_median(days.iter().map(|day| day.units).collect())? / 2;
    (is_due && !has_lapsed).then_some(Due { purchases: days.len(), usual_half_days, days_since, last_on, usual_units })
}

fn by_day(purchases: &[Purchase]) -> Vec<Purchase> {
    let mut sorted = purchases.to_vec();
    sorted.sort_by_key(|purchase| purchase.on);
    let mut days: Vec<Purchase> = Vec::with_capacity(sorted.len());
    for purchase in sorted {
        match days.last_mut().filter(|last| last.on == purchase.on) {
            Some(last) => last.units = last.units.saturating_add(purchase.units),
            None => days.push(purchase),
        }
    }
    days
}

fn twice_the_median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get((values.len() - 1) / 2)?;
    Some(lower.saturating_add(upper))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + Days::new(number)
    }

    fn bought(days: &[u64]) -> Vec<Purchase> {
        days.iter().map(|number| Purchase { on: day(*number), units: 10 }).collect()
    }

    #[test]
    fn two_purchases_are_no_habit() {
        assert_eq!(due(&[], day(10)), None);
        assert_eq!(due(&bought(&[0, 10]), day(20)), None);
        assert_eq!(due(&bought(&[0, 0, 10, 10]), day(20)), None, "those of one day are one");
    }

    #[test]
    fn it_is_due_when_four_fifths_of_the_usual_interval_have_passed() {
        let weekly = bought(&[0, 10, 20]);
        assert_eq!(due(&weekly, day(20)), None);
        assert_eq!(due(&weekly, day(27)), None);
        let found = due(&weekly, day(28)).expect("due");
        assert_eq!((found.purchases, found.usual_half_days, found.days_since), (3, 20, 8));
        assert_eq!((found.last_on, found.usual_units), (day(20), 10));
        assert!(due(&weekly, day(60)).is_some());
        assert_eq!(due(&weekly, day(61)), None, "after four intervals the habit has ended");
    }

    #[test]
    fn the_median_does_not_mind_one_holiday() {
        // 7, 7, 40, 8: between 7 and 8.
        let found = due(&bought(&[0, 7, 14, 54, 62]), day(68)).expect("due");
        assert_eq!((found.usual_half_days, found.days_since), (15, 6));
        assert!((found.usual_days() - 7.5).abs() < f64::EPSILON);
        assert_eq!(due(&bought(&[0, 7, 14, 54, 62]), day(67)), None, "5 of 7.5 days");
    }

    proptest! {
        /// The order in which purchases are named, and how a day's are split, changes nothing.
        #[test]
        fn only_the_days_count(days in prop::collection::vec((0_u64..150, 1_i64..50), 0..20), today in 150_u64..200) {
            let purchases: Vec<Purchase> = days.iter().map(|(on, units)| Purchase { on: day(*on), units: *units * 2 }).collect();
            let halves: Vec<Purchase> = days.iter().rev().flat_map(|(on, units)| {
                [Purchase { on: day(*on), units: *units }; 2]
            }).collect();
            prop_assert_eq!(due(&purchases, day(today)), due(&halves, day(today)));
        }

        /// What is due has enough purchases, its interval lies among theirs, and enough of it has passed.
        #[test]
        fn what_is_due_has_evidence(days in prop::collection::btree_set(0_u64..150, 0..20), today in 150_u64..200) {
            let days: Vec<u64> = days.into_iter().collect();
            if let Some(found) = due(&bought(&days), day(today)) {
                prop_assert!(days.len() >= LEAST_PURCHASES && found.purchases == days.len());
                let intervals: Vec<i64> = days.windows(2).map(|two| (two[1] - two[0]).cast_signed()).collect();
                let (least, most) = (intervals.iter().min().expect("some"), intervals.iter().max().expect("some"));
                prop_assert!((least * 2..=most * 2).contains(&found.usual_half_days));
                prop_assert!(found.days_since * 200 >= found.usual_half_days * DUE_PERCENT);
                prop_assert!(found.days_since * 2 <= found.usual_half_days * LAPSED_AFTER);
                prop_assert_eq!(found.days_since, (day(today) - found.last_on).num_days());
            }
        }

        /// A shop that buys at a steady pace is reminded from 80 % of it on, until the habit has lapsed.
        #[test]
        fn a_steady_shop_is_reminded_in_time(every in 1_u64..60, times in 3_u64..8, later in 0_u64..300) {
            let days: Vec<u64> = (0..times).map(|n| n * every).collect();
            let found = due(&bought(&days), day(every * (times - 1) + later));
            prop_assert_eq!(found.is_some(), later * 10 >= every * 8 && later <= every * 4);
        }
    }
}
