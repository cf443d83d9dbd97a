//! How often somebody may guess. Failures are counted in windows, in the database, so that a restart forgets nothing
//! and all replicas count together.
//!
//! * A login may fail [`PER_LOGIN`] times in [`WINDOW`] from places that it has never been signed in from: the
//!   eleventh try is not looked at, right or wrong, or the guessing could go on. Strangers share this count.
//! * A place from which the login has been signed in within [`KNOWN_FOR`] has a count of its own. So a stranger who
//!   guesses at a shop's number does not lock the shop out of where it usually is.
//! * An address may fail [`PER_ADDRESS`] times over all logins: much more, since a mobile carrier puts many shops
//!   behind one address. Known places are not affected by it.
//!
//! A right password clears the count that it was judged by, of the place or of the login; never that of the address,
//! which is about other logins too.

use crate::login::Login;
use chrono::{DateTime, TimeDelta, Utc};
use contracts::UserId;
use sha2::{Digest, Sha256};

/// In which time failures are counted together, from the first of them.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How many failures a login has.
pub const PER_LOGIN: i64 = 10;
/// How many failures an address has.
pub const PER_ADDRESS: i64 = 200;
/// How many mails with a link to a new password a login gets within [`WINDOW`].
pub const RESETS_PER_LOGIN: i64 = 3;
/// How many an address can ask for, over all logins.
pub const RESETS_PER_ADDRESS: i64 = 30;
/// How long a place stays known after the last sign-in from there.
pub const KNOWN_FOR: TimeDelta = TimeDelta::days(30);

/// Something whose failures are counted: its name in the table and how many it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// A hash: the table holds no list of what people typed.
    pub key: String,
    /// How many failures it has in a window.
    pub most: i64,
}

/// A count that was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// When its first failure was.
    pub since: DateTime<Utc>,
    /// How many there were.
    pub failures: i64,
}

fn key(kind: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hash = hash.finalize();
    hash[..16].iter().fold(format!("{kind}:"), |text, byte| text + &format!("{byte:02x}"))
}

/// The name of a place that a login was signed in from.
#[must_use]
pub fn place(login: &Login, address: &str) -> String {
    key("place", &[login.as_str(), address])
}

impl Counter {
    /// What it counts by: `login`, `place`, `address` …
    #[must_use]
    pub fn kind(&self) -> &str {
        self.key.split(':').next().unwrap_or_default()
    }
}

/// The count of a login that strangers share.
#[must_use]
pub fn of_login(login: &Login) -> Counter {
    Counter { key: key("login", &[login.as_str()]), most: PER_LOGIN }
}

/// The count of those who are signed in as a user and do not know the password.
#[must_use]
pub fn of_user(user: UserId) -> Vec<Counter> {
    vec![Counter { key: key("user", &[&user.to_string()]), most: PER_LOGIN }]
}

/// What a request for a new password is counted under.
#[must_use]
pub fn of_reset(login: &Login, address: &str) -> Vec<Counter> {
    vec![
        Counter { key: key("reset", &[login.as_str()]), most: RESETS_PER_LOGIN },
        Counter { key: key("reset_address", &[address]), most: RESETS_PER_ADDRESS },
    ]
}

/// What a failure is counted under.
#[must_use]
pub fn counters(login: &Login, address: &str, known_place: bool) -> Vec<Counter> {
    if known_place {
        return vec![Counter { key: place(login, address), most: PER_LOGIN }];
    }
    vec![of_login(login), Counter { key: key("address", &[address]), most: PER_ADDRESS }]
}

/// How long to wait, if the counter is used up.
#[must_use]
pub fn wait(counter: &Counter, count: Option<Count>, now: DateTime<Utc>) -> Option<TimeDelta> {
    let count = count.filter(|count| count.failures >= counter.most)?;
    let left = count.since + WINDOW - now;
    (left > TimeDelta::zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_close_a_login_until_the_window_is_over() {
        let start = DateTime::UNIX_EPOCH;
        let counter = Counter { key: String::new(), most: PER_LOGIN };
        let after = |failures, minutes| {
            wait(&counter, Some(Count { since: start, failures }), start + TimeDelta::minutes(minutes))
        };
        assert_eq!(wait(&counter, None, start), None);
        assert_eq!(after(9, 1), None);
        assert_eq!(after(10, 1), Some(TimeDelta::minutes(14)));
        assert_eq!(after(12, 15), None);
    }

    #[test]
    fn a_known_place_has_its_own_count() {
        let (login, home) = (Login::read("ana@tienda.co"), "10.0.0.1");
        let stranger = counters(&login, "10.0.0.2", false);
        let known = counters(&login, home, true);
        assert_eq!(known.len(), 1);
        assert!(stranger.iter().all(|counter| counter.key != known[0].key));
        assert_eq!(stranger[0], counters(&login, home, false)[0], "strangers share the login's count");
        assert!(!stranger[0].key.contains("ana"));
    }
}
