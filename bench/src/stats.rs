//! Percentiles of samples.

use std::time::Duration;

/// Samples in milliseconds, sorted.
pub struct Millis(Vec<f64>);

impl Millis {
    /// Of any durations.
    pub fn of(samples: impl IntoIterator<Item = Duration>) -> Self {
        let mut millis: Vec<f64> = samples.into_iter().map(|sample| sample.as_secs_f64() * 1_000.0).collect();
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    /// The nearest-rank percentile: the smallest sample that at least `percent` % of all do not exceed.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank among some thousand samples"
    )]
    pub fn percentile(&self, percent: f64) -> f64 {
        let rank = (percent / 100.0 * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
    }

    /// The median.
    pub fn p50(&self) -> f64 {
        self.percentile(50.0)
    }

    /// The 99th percentile.
    pub fn p99(&self) -> f64 {
        self.percentile(99.0)
    }

    /// The largest.
    pub fn max(&self) -> f64 {
        self.0.last().copied().unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let millis = Millis::of((1..=200).rev().map(Duration::from_millis));
        assert_eq!((millis.p50(), millis.p99(), millis.max()), (100.0, 198.0, 200.0));
        assert_eq!(Millis::of([Duration::from_millis(7)]).p99(), 7.0);
        assert!(Millis::of([]).p50().is_nan());
    }
}
