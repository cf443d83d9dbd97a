//! What came of simulated orders. Pure but for the clock.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

/// How an order ended, as far as the simulation follows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Confirmed, with a delivery day.
    Scheduled,
    /// Accepted, then not possible.
    Rejected,
    /// By somebody else.
    Cancelled,
    /// Accepted, and nothing more was heard.
    Undecided,
    /// Not even accepted; why.
    NotAccepted(String),
}

/// What came of one order.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// From sending to the answer.
    pub accepted_in: Option<Duration>,
    /// From accepted to decided, by the server's clock.
    pub decided_in: Option<Duration>,
}

/// Counts.
pub struct Tally {
    began: Instant,
    ends: BTreeMap<End, u64>,
    accepted_in: Vec<Duration>,
    decided_in: Vec<Duration>,
}

impl Tally {
    /// Nothing yet.
    #[must_use]
    pub fn begin() -> Self {
        Self { began: Instant::now(), ends: BTreeMap::new(), accepted_in: Vec::new(), decided_in: Vec::new() }
    }

    /// One more.
    pub fn note(&mut self, outcome: Outcome) {
        *self.ends.entry(outcome.end).or_default() += 1;
        self.accepted_in.extend(outcome.accepted_in);
        self.decided_in.extend(outcome.decided_in);
    }

    /// How many orders were sent and have ended.
    #[must_use]
    pub fn placed(&self) -> u64 {
        self.ends.values().sum()
    }

    /// How many were accepted.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.accepted_in.len() as u64
    }

    fn ended(&self, end: &End) -> u64 {
        self.ends.get(end).copied().unwrap_or(0)
    }

    /// For the terminal, now and then.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "{:>7} orders: {} scheduled, {} rejected, {} not accepted; accepted in {} (p50), {} (p99); decided in {}, {}",
            self.placed(),
            self.ended(&End::Scheduled),
            self.ended(&End::Rejected),
            self.placed() - self.accepted(),
            percentile(&self.accepted_in, 50),
            percentile(&self.accepted_in, 99),
            percentile(&self.decided_in, 50),
            percentile(&self.decided_in, 99),
        )
    }

    /// For the terminal, at the end.
    #[must_use]
    pub fn summary(&self) -> String {
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        let mut text = format!(
            "\n{} orders in {seconds:.1} s ({:.1} per second)\n  accepted    {:>7}\n  scheduled   {:>7}\n  rejected    {:>7}\n",
            self.placed(),
            self.placed() as f64 / seconds,
            self.accepted(),
            self.ended(&End::Scheduled),
            self.ended(&End::Rejected),
        );
        for (end, count) in &self.ends {
            let what = match end {
                End::Scheduled | End::Rejected => continue,
                End::Cancelled => "cancelled".to_owned(),
                End::Undecided => "undecided".to_owned(),
                End::NotAccepted(why) => format!("not accepted: {why}"),
            };
            let _ = writeln!(text, "  {what:<11} {count:>7}");
        }
        for (what, times) in [("accepted in", &self.accepted_in), ("decided in", &self.decided_in)] {
            let of = |percent| percentile(times, percent);
            let _ = writeln!(
                text,
                "  {what:<12} p50 {:>9}   p90 {:>9}   p99 {:>9}   max {:>9}",
                of(50),
                of(90),
                of(99),
                of(100)
            );
        }
        text
    }
}

/// The time that `percent` of the times do not exceed (nearest rank).
fn percentile(times: &[Duration], percent: usize) -> String {
    let mut times = times.to_vec();
    times.sort_unstable();
    let rank = (times.len() * percent).div_ceil(100).max(1) - 1;
    times.get(rank).map_or_else(|| "–".to_owned(), |time| format!("{:.1} ms", time.as_secs_f64() * 1_000.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), "100.0 ms");
        assert_eq!(percentile(&times, 99), "198.0 ms");
        assert_eq!(percentile(&times, 100), "200.0 ms");
        assert_eq!(percentile(&times[..1], 1), "200.0 ms");
        assert_eq!(percentile(&[], 50), "–");
    }

    #[test]
    fn every_order_is_counted_once() {
        let mut tally = Tally::begin();
        let took = Some(Duration::from_millis(7));
        for end in [End::Scheduled, End::Scheduled, End::Rejected, End::Undecided] {
            tally.note(Outcome { end, accepted_in: took, decided_in: took });
        }
        tally.note(Outcome { end: End::NotAccepted("price_changed".to_owned()), accepted_in: None, decided_in: None });
        assert_eq!((tally.placed(), tally.accepted()), (5, 4));
        let summary = tally.summary();
        for part in ["scheduled         2", "rejected          1", "undecided         1", "not accepted: price_changed"]
        {
            assert!(summary.contains(part), "{part}: {summary}");
        }
        assert!(tally.line().contains("5 orders: 2 scheduled, 1 rejected, 1 not accepted"));
    }
}
