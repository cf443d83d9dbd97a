//! Public holidays, by rule and for any year: nothing has to be typed in each December.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use chrono_tz::Tz;

/// Whose public holidays hold. Others than Colombia's are not known: such a company enters them as closed days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    /// Ley 51 de 1983 ("Ley Emiliani").
    Colombia,
    /// No rule is known.
    Other,
}

impl Country {
    /// The country whose time zone it is; an installation has one of each.
    #[must_use]
    pub fn of(time_zone: Tz) -> Self {
        if time_zone == chrono_tz::America::Bogota { Self::Colombia } else { Self::Other }
    }

    /// Whether `day` is a public holiday.
    #[must_use]
    pub fn is_holiday(self, day: NaiveDate) -> bool {
        match self {
            // A moved holiday never leaves its year: the last one that moves is of 11 November.
            Self::Colombia => colombia(day.year()).contains(&day),
            Self::Other => false,
        }
    }
}

/// The 18 public holidays of Colombia in `year`, in order. (Two can share a day, as in 2025 on 30 June.)
#[must_use]
pub fn colombia(year: i32) -> Vec<NaiveDate> {
    const FIXED: [(u32, u32); 6] = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)];
    const MOVED_TO_MONDAY: [(u32, u32); 7] = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)];
    // Maundy Thursday, Good Friday; Ascension, Corpus Christi and the Sacred Heart, on the Mondays after.
    const AROUND_EASTER: [i64; 5] = [-3, -2, 43, 64, 71];

    let date = |&(month, day): &(u32, u32)| NaiveDate::from_ymd_opt(year, month, day);
    let mut days: Vec<NaiveDate> = FIXED.iter().filter_map(date).collect();
    days.extend(MOVED_TO_MONDAY.iter().filter_map(date).map(monday_from));
    days.extend(easter(year).into_iter().flat_map(|sunday| AROUND_EASTER.map(|days| sunday + TimeDelta::days(days))));
    days.sort_unstable();
    days
}

/// The day itself if it is a Monday, else the next Monday.
fn monday_from(day: NaiveDate) -> NaiveDate {
    let since_monday = day.weekday().days_since(Weekday::Mon);
    day + TimeDelta::days(i64::from((7 - since_monday) % 7))
}

/// Easter Sunday of the Gregorian calendar (the computus of Meeus, Jones and Butcher).
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, of_century) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let skipped_leaps = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + skipped_leaps + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let correction = (golden + 11 * epact + 22 * to_sunday) / 451;
    let since_march = epact + to_sunday - 7 * correction + 114;
    let (month, day) = (u32::try_from(since_march / 31).ok()?, u32::try_from(since_march % 31 + 1).ok()?);
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dates(year: i32, days: &[(u32, u32)]) -> Vec<NaiveDate> {
        days.iter().map(|&(month, day)| NaiveDate::from_ymd_opt(year, month, day).expect("a day")).collect()
    }

    #[test]
    fn the_published_lists_hold() {
        #[rustfmt::skip]
        let published: [(i32, &[(u32, u32)]); 3] = [
            (2025, &[(1, 1), (1, 6), (3, 24), (4, 17), (4, 18), (5, 1), (6, 2), (6, 23), (6, 30), (6, 30), (7, 20),
                (8, 7), (8, 18), (10, 13), (11, 3), (11, 17), (12, 8), (12, 25)]),
            (2026, &[(1, 1), (1, 12), (3, 23), (4, 2), (4, 3), (5, 1), (5, 18), (6, 8), (6, 15), (6, 29), (7, 20),
                (8, 7), (8, 17), (10, 12), (11, 2), (11, 16), (12, 8), (12, 25)]),
            (2027, &[(1, 1), (1, 11), (3, 22), (3, 25), (3, 26), (5, 1), (5, 10), (5, 31), (6, 7), (7, 5), (7, 20),
                (8, 7), (8, 16), (10, 18), (11, 1), (11, 15), (12, 8), (12, 25)]),
        ];
        for (year, days) in published {
            assert_eq!(colombia(year), dates(year, days), "{year}");
        }
    }

    #[test]
    fn easter_falls_where_the_almanacs_say() {
        let known = [
            (1818, 3, 22),
            (1943, 4, 25),
            (1961, 4, 2),
            (2000, 4, 23),
            (2008, 3, 23),
            (2024, 3, 31),
            (2038, 4, 25),
            (2100, 3, 28),
            (2285, 3, 22),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }

    #[test]
    fn another_country_has_no_known_holidays() {
        let christmas = NaiveDate::from_ymd_opt(2026, 12, 25).expect("a day");
        assert!(Country::of(chrono_tz::America::Bogota).is_holiday(christmas));
        assert!(!Country::of(chrono_tz::America::Lima).is_holiday(christmas));
    }

    proptest! {
        #[test]
        fn every_year_has_eighteen_holidays_and_the_moved_ones_are_mondays(year in 1984..2500) {
            let days = colombia(year);
            prop_assert_eq!(days.len(), 18);
            prop_assert!(days.iter().all(|day| day.year() == year));
            prop_assert!(days.iter().filter(|day| day.weekday() == Weekday::Mon).count() >= 10);
            let sunday = easter(year).expect("easter");
            prop_assert_eq!(sunday.weekday(), Weekday::Sun);
            let earliest = NaiveDate::from_ymd_opt(year, 3, 22).expect("a day");
            prop_assert!(sunday >= earliest && sunday <= earliest + TimeDelta::days(34));
        }
    }
}
