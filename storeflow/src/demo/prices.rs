//! What the goods of the demonstration company cost, when. Pure: a few changes in the past, a few that are still to come.

use crate::demo::company::Product;
use chrono::{DateTime, TimeDelta, Utc};
use contracts::purchasing::PriceFrom;
use contracts::{Currency, Money};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Before this nothing cost anything: when the goods were entered.
pub const ENTERED: TimeDelta = TimeDelta::days(200);
/// Shelf prices end in this many pesos.
const STEP: i64 = 50;
/// Minor units of a peso.
const CENTS: i64 = 100;

/// The prices of a product, oldest first. The one that holds at `now` is the file's.
#[must_use]
pub fn of(seed: u64, place: usize, product: &Product, now: DateTime<Utc>, currency: Currency) -> Vec<PriceFrom> {
    let rng = &mut StdRng::seed_from_u64(seed ^ (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut pesos = product.price_cop;
    // Backwards from today.
    let mut changes: Vec<(DateTime<Utc>, i64)> = Vec::new();
    let mut since = TimeDelta::zero();
    for chance in [0.32, 0.25] {
        if !rng.random_bool(chance) {
            break;
        }
        since += TimeDelta::days(rng.random_range(6..70));
        changes.push((midnight(now - since), pesos));
        // Mostly it was cheaper; now and then there was an offer to end.
        let before = if rng.random_bool(0.85) { rng.random_range(930..985) } else { rng.random_range(1_015..1_060) };
        pesos = rounded(pesos * before / 1_000);
    }
    changes.push((now - ENTERED, pesos));
    changes.reverse();
    // One at least is to come, whatever the seed.
    if place == 2 || rng.random_bool(0.035) {
        let at = midnight(now + TimeDelta::days(rng.random_range(3..21)));
        changes.push((at, rounded(product.price_cop * rng.random_range(1_030..1_080) / 1_000)));
    }
    changes
        .into_iter()
        .map(|(valid_from, pesos)| PriceFrom { valid_from, price: Money::new(pesos * CENTS, currency) })
        .collect()
}

/// The price that holds at an instant.
#[must_use]
pub fn at(prices: &[PriceFrom], at: DateTime<Utc>) -> Option<Money> {
    prices.iter().rev().find(|price| price.valid_from <= at).map(|price| price.price)
}

fn rounded(pesos: i64) -> i64 {
    ((pesos + STEP / 2) / STEP * STEP).max(STEP)
}

/// Prices change over night (05:00 UTC is midnight in Bogotá).
fn midnight(at: DateTime<Utc>) -> DateTime<Utc> {
    at.date_naive().and_hms_opt(5, 0, 0).unwrap_or_default().and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::company::Company;

    #[test]
    fn the_present_price_is_the_files_and_every_past_one_is_near_it() {
        let company = Company::read().expect("readable");
        let now = DateTime::parse_from_rfc3339("2026-11-24T14:00:00Z").expect("instant").with_timezone(&Utc);
        let (mut past, mut future) = (0, 0);
        for (place, product) in company.products.iter().enumerate() {
            let prices = of(7, place, product, now, Currency::COP);
            assert!(prices.windows(2).all(|pair| pair[0].valid_from < pair[1].valid_from), "{prices:?}");
            assert_eq!(at(&prices, now), Some(Money::new(product.price_cop * CENTS, Currency::COP)));
            assert_eq!(at(&prices, now - TimeDelta::days(91)).map(|price| price.currency), Some(Currency::COP));
            let near = |price: &PriceFrom| {
                let pesos = price.price.amount / CENTS;
                (pesos - product.price_cop).abs() <= product.price_cop / 5 + STEP
            };
            assert!(prices.iter().all(near), "{}: {prices:?}", product.sku);
            past += prices.iter().filter(|price| price.valid_from <= now).count() - 1;
            future += prices.iter().filter(|price| price.valid_from > now).count();
        }
        assert!((40..250).contains(&past) && (1..40).contains(&future), "{past} changes, {future} to come");
    }
}
