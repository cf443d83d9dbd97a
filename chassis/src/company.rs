//! The company whose installation this is: one country, one currency, one time zone.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use contracts::Currency;

/// What holds for the whole installation.
#[derive(Clone, Debug)]
pub struct Company {
    /// The only currency (default COP).
    pub currency: Currency,
    /// Local days and cut-off hours are in this zone (default America/Bogota).
    pub time_zone: Tz,
}

impl Default for Company {
    fn default() -> Self {
        Self { currency: Currency::COP, time_zone: chrono_tz::America::Bogota }
    }
}

impl Company {
    /// The local day of an instant.
    #[must_use]
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.time_zone).date_naive()
    }

    /// The local hour of an instant, 0 to 23.
    #[must_use]
    pub fn local_hour(&self, at: DateTime<Utc>) -> u32 {
        at.with_timezone(&self.time_zone).hour()
    }

    /// The instant at which the local clock shows `hour`:00 on `day` (the first such instant; where a clock change skips
    /// the hour, the instant of the change).
    #[must_use]
    pub fn at(&self, day: NaiveDate, hour: u32) -> DateTime<Utc> {
        let time = NaiveTime::from_hms_opt(hour.min(23), 0, 0).unwrap_or_default();
        let local = day.and_time(time);
        self.time_zone
            .from_local_datetime(&local)
            .earliest()
            .or_else(|| self.time_zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest())
            .map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
    }

    /// The first and the last-exclusive instant of a local day.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.at(day, 0), self.at(day.succ_opt().unwrap_or(day), 0))
    }

    /// 1 (Monday) to 7 (Sunday) of a day.
    #[must_use]
    pub fn weekday(day: NaiveDate) -> u32 {
        day.weekday().number_from_monday()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_in_bogota_is_the_next_day_in_utc() {
        let company = Company::default();
        let evening = DateTime::parse_from_rfc3339("2026-11-25T02:30:00Z").expect("instant").with_timezone(&Utc);
        assert_eq!(company.local_date(evening), NaiveDate::from_ymd_opt(2026, 11, 24).expect("day"));
        assert_eq!(company.local_hour(evening), 21);
        let (from, to) = company.day(company.local_date(evening));
        assert!(from <= evening && evening < to && to - from == TimeDelta::hours(24));
    }
}
