//! When a replica is left alone: a circuit breaker as a pure state machine. The time is always given.

use std::time::Duration;
use tokio::time::Instant;

/// So many failures in a row open the circuit.
pub const FAILURES_TO_OPEN: u32 = 5;
/// How long the circuit stays open the first time; doubled each time that the trial fails …
pub const FIRST_WAIT: Duration = Duration::from_secs(1);
/// … up to this.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Whether requests may go to one replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They may.
    Closed {
        /// Failures since the last success.
        failures: u32,
    },
    /// They may not, until then.
    Open {
        /// When one request may try.
        until: Instant,
    },
    /// One request is trying; the others wait for its outcome.
    HalfOpen {
        /// A trial whose outcome never came stops counting then.
        until: Instant,
    },
}

/// The circuit of one replica.
#[derive(Clone, Debug)]
pub struct Circuit {
    state: State,
    wait: Duration,
}

/// A request was let through; says what kind of request it is to the circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// One of many.
    Ordinary,
    /// The one that decides whether the circuit closes again.
    Trial,
}

impl Default for Circuit {
    fn default() -> Self {
        Self { state: State::Closed { failures: 0 }, wait: FIRST_WAIT }
    }
}

impl Circuit {
    /// The present state.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// Whether a request may go now. A [`Admission::Trial`] must be followed by [`Self::succeeded`], [`Self::failed`] or
    /// [`Self::abandoned`].
    pub fn admit(&mut self, now: Instant) -> Option<Admission> {
        match self.state {
            State::Closed { .. } => Some(Admission::Ordinary),
            State::Open { until } | State::HalfOpen { until } if now >= until => {
                self.state = State::HalfOpen { until: now + LONGEST_WAIT };
                Some(Admission::Trial)
            }
            State::Open { .. } | State::HalfOpen { .. } => None,
        }
    }

    /// The replica answered.
    pub fn succeeded(&mut self, admission: Admission) {
        // A request that was let through before the circuit opened says nothing about the time since.
        if admission == Admission::Trial || matches!(self.state, State::Closed { .. }) {
            *self = Self::default();
        }
    }

    /// The replica did not answer.
    pub fn failed(&mut self, admission: Admission, now: Instant) {
        match (self.state, admission) {
            (State::Closed { failures }, _) if failures + 1 < FAILURES_TO_OPEN => {
                self.state = State::Closed { failures: failures + 1 };
            }
            (State::Closed { .. }, _) => self.state = State::Open { until: now + self.wait },
            (_, Admission::Trial) => {
                self.wait = (self.wait * 2).min(LONGEST_WAIT);
                self.state = State::Open { until: now + self.wait };
            }
            (State::Open { .. } | State::HalfOpen { .. }, Admission::Ordinary) => {}
        }
    }

    /// The one who asked went away before there was an outcome; the next request may try.
    pub fn abandoned(&mut self, admission: Admission, now: Instant) {
        if admission == Admission::Trial && matches!(self.state, State::HalfOpen { .. }) {
            self.state = State::Open { until: now };
        }
    }

    /// A replica that was not ready says that it is (again): requests may go at once. The wait is kept until one has
    /// succeeded, so that a replica that only claims to be ready is left alone for longer and longer.
    pub fn came_back(&mut self) {
        self.state = State::Closed { failures: 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(now: Instant) -> Circuit {
        let mut circuit = Circuit::default();
        for _ in 0..FAILURES_TO_OPEN {
            let admission = circuit.admit(now).expect("closed");
            circuit.failed(admission, now);
        }
        circuit
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_four_do_not() {
        let now = Instant::now();
        let mut circuit = Circuit::default();
        for _ in 0..3 {
            for _ in 0..FAILURES_TO_OPEN - 1 {
                circuit.failed(Admission::Ordinary, now);
            }
            circuit.succeeded(Admission::Ordinary);
        }
        assert_eq!(circuit.state(), State::Closed { failures: 0 });
        assert_eq!(open(now).state(), State::Open { until: now + FIRST_WAIT });
    }

    #[test]
    fn after_a_second_exactly_one_request_tries() {
        let now = Instant::now();
        let mut circuit = open(now);
        assert_eq!(circuit.admit(now + FIRST_WAIT - Duration::from_millis(1)), None);
        assert_eq!(circuit.admit(now + FIRST_WAIT), Some(Admission::Trial));
        assert_eq!(circuit.admit(now + FIRST_WAIT), None);
        circuit.succeeded(Admission::Trial);
        assert_eq!(circuit.admit(now + FIRST_WAIT), Some(Admission::Ordinary));
    }

    #[test]
    fn the_wait_doubles_up_to_thirty_seconds_and_starts_again_after_a_success() {
        let mut now = Instant::now();
        let mut circuit = open(now);
        let mut waits = Vec::new();
        for _ in 0..7 {
            let State::Open { until } = circuit.state() else { panic!("open") };
            waits.push((until - now).as_secs());
            now = until;
            assert_eq!(circuit.admit(now), Some(Admission::Trial));
            circuit.failed(Admission::Trial, now);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
        now += LONGEST_WAIT;
        assert_eq!(circuit.admit(now), Some(Admission::Trial));
        circuit.succeeded(Admission::Trial);
        for _ in 0..FAILURES_TO_OPEN {
            circuit.failed(Admission::Ordinary, now);
        }
        assert_eq!(circuit.state(), State::Open { until: now + FIRST_WAIT });
    }

    #[test]
    fn an_abandoned_trial_lets_the_next_one_try() {
        let now = Instant::now();
        let mut circuit = open(now);
        let later = now + FIRST_WAIT;
        assert_eq!(circuit.admit(later), Some(Admission::Trial));
        circuit.abandoned(Admission::Trial, later);
        assert_eq!(circuit.admit(later), Some(Admission::Trial));
        // Nor does a trial that nobody ever reported on block for ever.
        assert_eq!(circuit.admit(later + LONGEST_WAIT), Some(Admission::Trial));
    }

    #[test]
    fn late_outcomes_of_old_requests_change_nothing_once_it_is_open() {
        let now = Instant::now();
        let mut circuit = open(now);
        let before = circuit.state();
        circuit.failed(Admission::Ordinary, now + Duration::from_millis(500));
        circuit.succeeded(Admission::Ordinary);
        circuit.abandoned(Admission::Ordinary, now);
        assert_eq!(circuit.state(), before);
    }

    #[test]
    fn a_replica_that_came_back_is_used_at_once_but_its_wait_is_remembered() {
        let now = Instant::now();
        let mut circuit = open(now);
        circuit.admit(now + FIRST_WAIT);
        circuit.failed(Admission::Trial, now + FIRST_WAIT);
        circuit.came_back();
        assert_eq!(circuit.admit(now), Some(Admission::Ordinary));
        for _ in 0..FAILURES_TO_OPEN {
            circuit.failed(Admission::Ordinary, now);
        }
        assert_eq!(circuit.state(), State::Open { until: now + FIRST_WAIT * 2 });
    }
}
