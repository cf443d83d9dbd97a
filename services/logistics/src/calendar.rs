//! On which days a delivery may happen: open weekdays, public holidays, the company's own closed days, cut-off hour and
//! lead time. Pure: the clock, the company and the closed days are given.

use crate::holidays::Country;
use chassis::Company;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many business days after the day on which an order counts are looked at for room.
pub const HORIZON: usize = 14;
/// An open day is searched for no longer than this, so that closed days without end do not hang the search.
const LONGEST_SEARCH_DAYS: usize = 400;

/// Whether a day lies in the centuries that both databases keep and sort alike.
#[must_use]
pub fn is_plausible(day: NaiveDate) -> bool {
    (2000..2200).contains(&day.year())
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// From Monday to Sunday.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The weekday of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self::ALL[day.weekday().num_days_from_monday() as usize]
    }

    /// 1 (Monday) to 7 (Sunday).
    #[must_use]
    pub fn number(self) -> i64 {
        self as i64 + 1
    }

    /// The weekday with this number, 1 to 7.
    #[must_use]
    pub fn numbered(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.number() == number)
    }
}

/// A set of weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays(i64);

impl Weekdays {
    /// Monday to Saturday.
    pub const MON_TO_SAT: Self = Self(0b011_1111);

    /// The set as kept in the database: bit 0 is Monday.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// The set that [`Self::bits`] told.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits & 0b111_1111)
    }

    /// The set of the days listed.
    #[must_use]
    pub fn of(days: &[Weekday]) -> Self {
        Self(days.iter().fold(0, |bits, day| bits | 1 << *day as i64))
    }

    /// The days of the set, from Monday to Sunday.
    #[must_use]
    pub fn list(self) -> Vec<Weekday> {
        Weekday::ALL.into_iter().filter(|day| self.contains(*day)).collect()
    }

    /// Whether it contains `day`.
    #[must_use]
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day as i64) != 0
    }
}

/// What a zone prescribes, or the default where no zone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The weekdays on which trucks go out.
    pub weekdays: Weekdays,
    /// An order that arrives before this local hour counts on the same day; 0 to 24 (24: the whole day).
    pub cut_off_hour: i64,
    /// Business days from the day on which an order counts to the first possible delivery; 0 is the same day.
    pub lead_days: i64,
}

/// A rule on the company's calendar.
pub struct Calendar<'a> {
    /// Time zone.
    pub company: &'a Company,
    /// Public holidays.
    pub country: Country,
    /// The company's own closed days.
    pub closed: &'a BTreeSet<NaiveDate>,
    /// Weekdays, cut-off and lead time.
    pub rule: Rule,
}

impl Calendar<'_> {
    /// Whether trucks go out on `day`.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.rule.weekdays.contains(Weekday::of(day)) && !self.country.is_holiday(day) && !self.closed.contains(&day)
    }

    /// The instant from which an order no longer counts on `day`.
    fn cut_off(&self, day: NaiveDate) -> DateTime<Utc> {
        match u32::try_from(self.rule.cut_off_hour) {
            Ok(hour) if hour < 24 => self.company.at(day, hour),
            _ => self.company.day(day).1,
        }
    }

    fn open_days_from(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        day.iter_days().take(LONGEST_SEARCH_DAYS).filter(|day| self.is_open(*day))
    }

    /// The days on which an order submitted at that instant may be delivered, soonest first: at least the lead time and
    /// at most [`HORIZON`] business days after the day on which it counts.
    pub fn days_for(&self, submitted_at: DateTime<Utc>) -> impl Iterator<Item = NaiveDate> {
        let lead = usize::try_from(self.rule.lead_days).unwrap_or(0);
        let today = self.company.local_date(submitted_at);
        let counts_from = if submitted_at < self.cut_off(today) { Some(today) } else { today.succ_opt() };
        counts_from.into_iter().flat_map(|day| self.open_days_from(day)).take(HORIZON + 1).skip(lead)
    }

    /// The same for an order that was submitted earlier and is looked at `now`. If its first day has already begun
    /// (this service was away, or a person repeats an old command), it is judged as if it were submitted now: nothing
    /// is promised for the past, and lateness of ours never makes an order lose its whole horizon.
    pub fn days_left(&self, submitted_at: DateTime<Utc>, now: DateTime<Utc>) -> impl Iterator<Item = NaiveDate> {
        let today = self.company.local_date(now);
        let is_late = match self.days_for(submitted_at).next() {
            Some(first) if self.rule.lead_days == 0 => first < today,
            Some(first) => first <= today,
            None => false,
        };
        self.days_for(if is_late { now.max(submitted_at) } else { submitted_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn company(time_zone: chrono_tz::Tz) -> Company {
        Company { time_zone, ..Company::default() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("an instant").with_timezone(&Utc)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn usual(lead_days: i64) -> Rule {
        Rule { weekdays: Weekdays::MON_TO_SAT, cut_off_hour: 16, lead_days }
    }

    fn first(rule: Rule, submitted_at: &str) -> Option<NaiveDate> {
        let company = company(chrono_tz::America::Bogota);
        let calendar = Calendar { company: &company, country: Country::Colombia, closed: &BTreeSet::new(), rule };
        calendar.days_for(at(submitted_at)).next()
    }

    #[test]
    fn the_cut_off_is_judged_by_the_local_hour() {
        // A Wednesday; 16:00 in Bogotá is 21:00 UTC.
        assert_eq!(first(usual(1), "2026-11-25T20:59:59Z"), Some(day("2026-11-26")));
        assert_eq!(first(usual(1), "2026-11-25T21:00:00Z"), Some(day("2026-11-27")));
        // 22:00 on Wednesday in Bogotá is Thursday in UTC, and still Wednesday after cut-off.
        assert_eq!(first(usual(1), "2026-11-26T03:00:00Z"), Some(day("2026-11-27")));
    }

    #[test]
    fn sundays_and_holidays_are_skipped() {
        // A Saturday before cut-off counts on Saturday; Sunday is closed.
        assert_eq!(first(usual(1), "2026-11-28T15:00:00Z"), Some(day("2026-11-30")));
        // Wednesday before Easter 2026: Thursday and Friday are holidays.
        assert_eq!(first(usual(1), "2026-04-01T15:00:00Z"), Some(day("2026-04-04")));
        assert_eq!(first(usual(2), "2026-04-01T15:00:00Z"), Some(day("2026-04-06")));
        // On a holiday nothing counts before the next open day.
        assert_eq!(first(usual(0), "2026-05-01T15:00:00Z"), Some(day("2026-05-02")));
    }

    #[test]
    fn late_handling_never_promises_the_past_and_keeps_the_horizon() {
        let company = company(chrono_tz::America::Bogota);
        let closed = BTreeSet::new();
        let calendar = Calendar { company: &company, country: Country::Colombia, closed: &closed, rule: usual(1) };
        let submitted = at("2026-11-23T15:00:00Z"); // Monday, 10:00
        let first_when = |now: &str| calendar.days_left(submitted, at(now)).next();
        assert_eq!(first_when("2026-11-23T15:00:01Z"), Some(day("2026-11-24")));
        // Monday 23:00: the promise made by the cut-off still holds.
        assert_eq!(first_when("2026-11-24T04:00:00Z"), Some(day("2026-11-24")));
        // Tuesday 08:00: Tuesday has begun.
        assert_eq!(first_when("2026-11-24T13:00:00Z"), Some(day("2026-11-25")));
        let much_later = at("2027-02-10T15:00:00Z");
        assert_eq!(calendar.days_left(submitted, much_later).count(), HORIZON);
    }

    #[test]
    fn closed_days_without_end_end_the_search() {
        let company = company(chrono_tz::America::Bogota);
        let closed = day("2026-01-01").iter_days().take(3_000).collect();
        let calendar = Calendar { company: &company, country: Country::Colombia, closed: &closed, rule: usual(1) };
        assert_eq!(calendar.days_for(at("2026-11-23T15:00:00Z")).next(), None);
    }

    #[test]
    fn weekdays_survive_the_way_to_the_database() {
        let some = [Weekday::Mon, Weekday::Thu, Weekday::Sun];
        assert_eq!(Weekdays::from_bits(Weekdays::of(&some).bits()).list(), some);
        assert_eq!(Weekdays::MON_TO_SAT.list(), Weekday::ALL[..6]);
        assert!(Weekday::ALL.into_iter().all(|day| Weekday::numbered(day.number()) == Some(day)));
        assert_eq!(Weekday::of(day("2026-11-22")), Weekday::Sun);
    }

    prop_compose! {
        fn any_rule()(bits in 1i64..128, cut_off_hour in 0i64..=24, lead_days in 0i64..=14) -> Rule {
            Rule { weekdays: Weekdays::from_bits(bits), cut_off_hour, lead_days }
        }
    }

    fn any_zone() -> impl Strategy<Value = chrono_tz::Tz> {
        prop_oneof![
            Just(chrono_tz::America::Bogota),
            Just(chrono_tz::America::New_York),
            Just(chrono_tz::America::Santiago),
            Just(chrono_tz::America::Havana),
            Just(chrono_tz::Australia::Lord_Howe),
        ]
    }

    prop_compose! {
        fn any_instant()(minutes in 0i64..(12 * 365 * 24 * 60)) -> DateTime<Utc> {
            at("2024-01-01T00:00:00Z") + TimeDelta::minutes(minutes)
        }
    }

    fn any_closed_days() -> impl Strategy<Value = BTreeSet<NaiveDate>> {
        proptest::collection::btree_set((0i64..(12 * 365)).prop_map(|n| day("2024-01-01") + TimeDelta::days(n)), 0..200)
    }

    proptest! {
        #[test]
        fn a_day_offered_is_open_and_neither_too_soon_nor_too_far(
            rule in any_rule(), zone in any_zone(), submitted_at in any_instant(), closed in any_closed_days(),
        ) {
            let company = company(zone);
            let calendar = Calendar { company: &company, country: Country::Colombia, closed: &closed, rule };
            let today = company.local_date(submitted_at);
            let days: Vec<NaiveDate> = calendar.days_for(submitted_at).collect();
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
            for offered in &days {
                prop_assert!(rule.weekdays.contains(Weekday::of(*offered)));
                prop_assert!(!crate::holidays::colombia(offered.year()).contains(offered));
                prop_assert!(!closed.contains(offered));
                // Business days between the order and the delivery: at least the lead time, at most the horizon (and
                // the day of the order itself).
                let between = today.iter_days().take_while(|d| d < offered).filter(|d| calendar.is_open(*d)).count();
                prop_assert!(between as i64 >= rule.lead_days && between <= HORIZON + 1);
            }
            prop_assert_eq!(days.len(), HORIZON + 1 - rule.lead_days as usize);
        }

        #[test]
        fn who_orders_later_is_never_served_sooner(
            rule in any_rule(), zone in any_zone(), submitted_at in any_instant(), minutes in 0i64..20_000,
            closed in any_closed_days(),
        ) {
            let company = company(zone);
            let calendar = Calendar { company: &company, country: Country::Colombia, closed: &closed, rule };
            let later = submitted_at + TimeDelta::minutes(minutes);
            let pairs = calendar.days_for(submitted_at).zip(calendar.days_for(later));
            for (mine, theirs) in pairs {
                prop_assert!(mine <= theirs, "{mine} > {theirs}");
            }
            for (mine, theirs) in calendar.days_left(submitted_at, later).zip(calendar.days_left(later, later)) {
                prop_assert!(mine <= theirs, "{mine} > {theirs}");
            }
        }

        #[test]
        fn the_cut_off_costs_exactly_one_business_day(any in any_rule(), hour in 1i64..=24, n in 0i64..4_000) {
            let rule = Rule { cut_off_hour: hour, ..any };
            let company = company(chrono_tz::America::Bogota);
            let closed = BTreeSet::new();
            let calendar = Calendar { company: &company, country: Country::Colombia, closed: &closed, rule };
            let today = calendar.open_days_from(day("2024-01-01") + TimeDelta::days(n)).next().expect("an open day");
            let cut_off = calendar.cut_off(today);
            let before: Vec<_> = calendar.days_for(cut_off - TimeDelta::microseconds(1)).collect();
            let after: Vec<_> = calendar.days_for(cut_off).collect();
            prop_assert_eq!(&before[1..], &after[..after.len() - 1]);
        }

        #[test]
        fn nothing_is_promised_for_a_day_that_has_begun(
            rule in any_rule(), submitted_at in any_instant(), minutes in 0i64..200_000, closed in any_closed_days(),
        ) {
            let company = company(chrono_tz::America::Bogota);
            let calendar = Calendar { company: &company, country: Country::Colombia, closed: &closed, rule };
            let now = submitted_at + TimeDelta::minutes(minutes);
            let today = company.local_date(now);
            let first = calendar.days_left(submitted_at, now).next().expect("a day");
            prop_assert!(first > today || (rule.lead_days == 0 && first == today));
        }
    }
}
