//! Shops of which sales has not heard. A shop that was registered a moment ago is one, until identity's message comes; and so is
//! an id that somebody made up. For a while both are asked to come again; then it was made up.

use chrono::{DateTime, TimeDelta, Utc};
use contracts::CustomerId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long identity's message may take. A phone that is refused keeps the order, so this is generous.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);
/// When it is forgotten that somebody asked.
const FORGOTTEN: TimeDelta = TimeDelta::hours(2);
/// Strangers that are remembered.
const MOST: usize = 10_000;

/// Since when this process has been asked for whom.
#[derive(Default)]
pub struct Strangers(Mutex<HashMap<CustomerId, DateTime<Utc>>>);

impl Strangers {
    /// Whether a shop has been unknown for so long that there is none.
    pub fn is_nobody(&self, shop: CustomerId, now: DateTime<Utc>) -> bool {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MOST {
            asked.retain(|_, since| now - *since < FORGOTTEN);
        }
        if asked.len() >= MOST {
            return false;
        }
        let since = *asked.entry(shop).or_insert(now);
        if now - since >= FORGOTTEN {
            asked.insert(shop, now);
            return false;
        }
        now - since >= PATIENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_ends_and_begins_anew() {
        let (strangers, shop, now) = (Strangers::default(), CustomerId::new(), DateTime::UNIX_EPOCH);
        let asked = |minutes| strangers.is_nobody(shop, now + TimeDelta::minutes(minutes));
        assert!(!asked(0) && !asked(14) && asked(15) && asked(119));
        assert!(!asked(120) && !asked(130) && asked(135));
        assert!(!strangers.is_nobody(CustomerId::new(), now), "each for itself");
    }
}
