//! The one place that reads the clock, so that tests and stories can set the time.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

/// Tells the time, in UTC and whole microseconds (what both databases keep).
///
/// In test builds `STOREFLOW_TEST_CLOCK=<RFC 3339 base>[,<rate>]` makes it start at `base` and run `rate` times as fast.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
struct Source {
    started: DateTime<Utc>,
    base: DateTime<Utc>,
    rate: i64,
    steady: Instant,
    /// By how much time has been made to pass, and by how much the clock has been set forward or back.
    passed_us: AtomicI64,
    set_us: AtomicI64,
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the place that reads the clock")]
fn wall() -> DateTime<Utc> {
    Utc::now()
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        let now = wall();
        Self(Arc::new(Source {
            started: now,
            base: now,
            rate: 1,
            steady: Instant::now(),
            passed_us: AtomicI64::new(0),
            set_us: AtomicI64::new(0),
        }))
    }

    /// The machine's clock, or in test builds what `STOREFLOW_TEST_CLOCK` says.
    ///
    /// # Errors
    /// When the variable is set and cannot be read.
    pub fn from_environment() -> Result<Self, String> {
        match std::env::var("STOREFLOW_TEST_CLOCK") {
            Ok(text) if cfg!(debug_assertions) => Self::parse(&text),
            _ => Ok(Self::system()),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let (base, rate) = text.split_once(',').unwrap_or((text, "1"));
        let base = DateTime::parse_from_rfc3339(base.trim())
            .map_err(|e| format!("STOREFLOW_TEST_CLOCK: `{base}` is not an RFC 3339 instant ({e})"))?;
        let rate = rate.trim().parse().map_err(|_| format!("STOREFLOW_TEST_CLOCK: `{rate}` is not a whole rate"))?;
        Ok(Self(Arc::new(Source {
            started: wall(),
            base: base.with_timezone(&Utc),
            rate,
            steady: Instant::now(),
            passed_us: AtomicI64::new(0),
            set_us: AtomicI64::new(0),
        })))
    }

    /// The present instant, truncated to microseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let elapsed = wall() - self.0.started;
        let passed = self.0.passed_us.load(Ordering::Relaxed);
        let offset = TimeDelta::microseconds(passed + self.0.set_us.load(Ordering::Relaxed));
        let now = self.0.base + elapsed * i32::try_from(self.0.rate).unwrap_or(1) + offset;
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    /// Time since this clock was made, as much as it runs fast; never jumps, whatever is done to the machine's clock.
    #[must_use]
    pub(crate) fn steady(&self) -> TimeDelta {
        let elapsed = TimeDelta::from_std(self.0.steady.elapsed()).unwrap_or(TimeDelta::MAX);
        let passed = TimeDelta::microseconds(self.0.passed_us.load(Ordering::Relaxed));
        elapsed.checked_mul(i32::try_from(self.0.rate).unwrap_or(1)).map_or(TimeDelta::MAX, |elapsed| elapsed + passed)
    }

    /// Sets this clock and all its clones forward or back, as an administrator does with a machine's; no time passes.
    #[cfg(test)]
    pub(crate) fn set(&self, by: TimeDelta) {
        self.0.set_us.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }

    /// Lets time pass, for this clock and all its clones.
    pub fn advance(&self, by: TimeDelta) {
        self.0.passed_us.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }
}

/// An instant as the chassis' own tables keep it: microseconds since 1970.
#[must_use]
pub(crate) fn micros(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_clock_starts_where_it_is_told_and_can_be_moved() {
        let clock = Clock::parse("2026-01-31T12:00:00Z,60").expect("clock");
        let first = clock.now();
        assert!(first.to_rfc3339().starts_with("2026-01-31T12:0"));
        clock.clone().advance(TimeDelta::days(1));
        assert!(clock.now() - first >= TimeDelta::days(1));
        assert_eq!(clock.now().timestamp_subsec_nanos() % 1_000, 0);
        assert!(Clock::parse("yesterday").is_err());
    }
}
