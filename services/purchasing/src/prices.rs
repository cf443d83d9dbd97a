//! Which price holds when. Pure: the instants come from outside.

use chassis::{FieldError, Refusal, Text};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use contracts::purchasing::PriceFrom;

/// Others hear of every price that was valid in this time before now: an order may have been captured without signal.
pub const PUBLIC_PAST: TimeDelta = TimeDelta::days(14);
/// A price may begin this little in the past (a slow form, a clock that is behind); it then begins now.
pub const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// A price further ahead is a mistyped year.
pub const FURTHEST: TimeDelta = TimeDelta::days(5 * 366);
/// The most prices of one product that others hear of (each message carries them whole).
pub const MOST_PUBLIC: usize = 500;

/// Why a price is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceRefused {
    /// Orders were already priced without it.
    InThePast,
    /// More than five years ahead.
    TooFarAhead,
    /// There are hundreds of prices in the last days and to come.
    TooMany,
}

impl Refusal for PriceRefused {
    fn status(&self) -> u16 {
        match self {
            Self::InThePast | Self::TooFarAhead => 422,
            Self::TooMany => 409,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::InThePast => "in_the_past",
            Self::TooFarAhead => "too_far_ahead",
            Self::TooMany => "too_many_prices",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::InThePast => Text::new(
                "A price begins now or later: orders were already priced without it.",
                "Un precio empieza ahora o después: ya hay pedidos con el precio anterior.",
            ),
            Self::TooFarAhead => {
                Text::new("That is more than five years ahead.", "Faltan más de cinco años para esa fecha.")
            }
            Self::TooMany => Text::new(
                format!("This product already has {MOST_PUBLIC} prices in the last 14 days and to come."),
                format!("Este producto ya tiene {MOST_PUBLIC} precios entre los últimos 14 días y el futuro."),
            ),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        match self {
            Self::InThePast | Self::TooFarAhead => {
                vec![FieldError { pointer: "/valid_from".to_owned(), code: self.code(), text: self.text() }]
            }
            Self::TooMany => vec![],
        }
    }
}

/// When a price that was asked for `asked` really begins: then, or now if that has just passed.
///
/// # Errors
/// [`PriceRefused`].
pub fn start(asked: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, PriceRefused> {
    if asked > now + FURTHEST {
        Err(PriceRefused::TooFarAhead)
    } else if asked > now {
        // Both databases keep whole microseconds.
        Ok(asked.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(asked).max(now))
    } else if asked >= now - TOLERANCE {
        Ok(now)
    } else {
        Err(PriceRefused::InThePast)
    }
}

/// The prices of one product, oldest first, at most one per instant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prices(Vec<PriceFrom>);

impl Prices {
    /// In any order; of two that begin at the same instant the later listed one counts.
    #[must_use]
    pub fn new(prices: impl IntoIterator<Item = PriceFrom>) -> Self {
        let mut all = Self::default();
        for price in prices {
            all.set(price);
        }
        all
    }

    /// Adds a price, or replaces the one that begins at the same instant.
    pub fn set(&mut self, price: PriceFrom) {
        match self.0.binary_search_by_key(&price.valid_from, |p| p.valid_from) {
            Ok(same) => self.0[same] = price,
            Err(place) => self.0.insert(place, price),
        }
    }

    /// The price that holds at an instant: the latest that has begun.
    #[must_use]
    pub fn at(&self, instant: DateTime<Utc>) -> Option<PriceFrom> {
        self.begun_by(instant).checked_sub(1).map(|i| self.0[i])
    }

    /// Every price that was valid at any time since `now` − [`PUBLIC_PAST`] or will be, oldest first.
    #[must_use]
    pub fn public(&self, now: DateTime<Utc>) -> &[PriceFrom] {
        // The one that held at the beginning of that time goes along.
        &self.0[self.begun_by(now - PUBLIC_PAST).saturating_sub(1)..]
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> &[PriceFrom] {
        &self.0
    }

    fn begun_by(&self, instant: DateTime<Utc>) -> usize {
        self.0.partition_point(|p| p.valid_from <= instant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{Currency, Money};
    use proptest::prelude::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).expect("instant")
    }

    fn price(amount: i64, hours: i64) -> PriceFrom {
        PriceFrom { price: Money::new(amount, Currency::COP), valid_from: noon() + TimeDelta::hours(hours) }
    }

    #[test]
    fn the_latest_price_that_has_begun_holds() {
        let prices = Prices::new([price(300, 5), price(100, -48), price(200, 0)]);
        let at = |hours| prices.at(noon() + TimeDelta::hours(hours)).map(|p| p.price.amount);
        assert_eq!(at(-49), None);
        assert_eq!(at(-48), Some(100));
        assert_eq!(at(-1), Some(100));
        assert_eq!(at(0), Some(200), "from its first instant");
        assert_eq!(at(5), Some(300));
    }

    #[test]
    fn a_price_for_the_same_instant_replaces() {
        let prices = Prices::new([price(100, 0), price(150, 0)]);
        assert_eq!(prices.all(), [price(150, 0)]);
    }

    #[test]
    fn others_hear_of_the_price_that_held_fourteen_days_ago_and_of_none_before_it() {
        let prices = Prices::new([price(1, -24 * 40), price(2, -24 * 20), price(3, -24 * 2), price(4, 24)]);
        let amounts: Vec<i64> = prices.public(noon()).iter().map(|p| p.price.amount).collect();
        assert_eq!(amounts, [2, 3, 4]);
        assert_eq!(Prices::new([price(9, 1)]).public(noon()).len(), 1, "only a future one");
        assert!(Prices::default().public(noon()).is_empty());
    }

    #[test]
    fn a_price_begins_now_or_later() {
        let now = noon();
        assert_eq!(start(now, now), Ok(now));
        assert_eq!(start(now - TOLERANCE, now), Ok(now));
        assert_eq!(start(now - TOLERANCE - TimeDelta::microseconds(1), now), Err(PriceRefused::InThePast));
        assert_eq!(start(now + TimeDelta::days(30), now), Ok(now + TimeDelta::days(30)));
        assert_eq!(start(now + FURTHEST + TimeDelta::seconds(1), now), Err(PriceRefused::TooFarAhead));
        assert_eq!(start(now + TimeDelta::nanoseconds(1_500), now), Ok(now + TimeDelta::microseconds(1)));
        assert_eq!(start(DateTime::<Utc>::MAX_UTC, now), Err(PriceRefused::TooFarAhead));
        assert_eq!(start(DateTime::<Utc>::MIN_UTC, now), Err(PriceRefused::InThePast));
    }

    fn any_prices() -> impl Strategy<Value = Vec<PriceFrom>> {
        proptest::collection::vec((1i64..1_000_000, -1_000i64..1_000).prop_map(|(a, h)| price(a, h)), 0..40)
    }

    proptest! {
        #[test]
        fn what_others_hear_prices_every_instant_of_the_window_as_the_whole_history_does(
            history in any_prices(), hours in -24i64 * 14..1_500,
        ) {
            let all = Prices::new(history);
            let heard = Prices::new(all.public(noon()).iter().copied());
            let instant = noon() + TimeDelta::hours(hours);
            prop_assert_eq!(heard.at(instant), all.at(instant));
        }

        #[test]
        fn nothing_is_heard_that_was_over_before_the_window(history in any_prices()) {
            let all = Prices::new(history);
            let heard = all.public(noon());
            // All but the first begin inside the window; the first is the one that held at its beginning, if any did.
            prop_assert!(heard.iter().skip(1).all(|p| p.valid_from > noon() - PUBLIC_PAST));
            if let Some(held) = all.at(noon() - PUBLIC_PAST) {
                prop_assert_eq!(heard.first(), Some(&held));
            }
        }

        #[test]
        fn prices_are_sorted_without_two_for_one_instant(history in any_prices()) {
            let all = Prices::new(history.clone());
            prop_assert!(all.all().windows(2).all(|w| w[0].valid_from < w[1].valid_from));
            for p in &history {
                let last = history.iter().rfind(|q| q.valid_from == p.valid_from).copied();
                prop_assert_eq!(all.at(p.valid_from), last);
            }
        }

        #[test]
        fn a_price_never_begins_before_now(offset in -1_000_000i64..10_000_000) {
            let asked = noon() + TimeDelta::milliseconds(offset);
            match start(asked, noon()) {
                Ok(begins) => prop_assert!(begins >= noon() && begins >= asked.min(begins)),
                Err(refused) => prop_assert_eq!(refused, PriceRefused::InThePast),
            }
        }
    }
}
