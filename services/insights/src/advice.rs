//! What a shop is recommended, and why. Pure.

use crate::bought_together::Companion;
use crate::due_again::{self, Due, Purchase};
use chrono::{Days, NaiveDate};
use contracts::ProductId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a shop has bought in so many days it has in mind now: others buy something with it, and what it has bought itself is no news.
pub const RECENT_DAYS: u64 = 60;
/// More than fits on a screen of a phone is not read.
pub const MOST_DUE: usize = 20;
/// The same.
pub const MOST_TOGETHER: usize = 10;
/// Of so many of its recent products, those that it buys most often, companions are looked for.
pub const MOST_LOOKED_AT: usize = 100;

/// An order of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// The local day.
    pub on: NaiveDate,
    /// Products and base units.
    pub lines: Vec<(ProductId, i64)>,
}

/// Why something is recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The shop buys it again and again, and it is time.
    DueAgain(Due),
    /// Others buy it with what the shop buys.
    BoughtTogether(Companion),
}

/// A recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// The product.
    pub product: ProductId,
    /// Why.
    pub why: Why,
}

/// What is due, those that the shop buys most often first.
#[must_use]
pub fn due(history: &[Bought], today: NaiveDate) -> Vec<(ProductId, Due)> {
    let mut purchases: BTreeMap<ProductId, Vec<Purchase>> = BTreeMap::new();
    for order in history {
        for (product, units) in &order.lines {
            purchases.entry(*product).or_default().push(Purchase { on: order.on, units: *units });
        }
    }
    let is_due = |(product, purchases): (ProductId, Vec<Purchase>)| Some((product, due_again::due(&purchases, today)?));
    let mut found: Vec<(ProductId, Due)> = purchases.into_iter().filter_map(is_due).collect();
    found.sort_by_key(|(product, due)| (Reverse(due.purchases), due.usual_half_days, *product));
    found
}

/// What the shop has in mind: the products of its last orders, those that it buys most often first.
#[must_use]
pub fn in_mind(history: &[Bought], today: NaiveDate) -> Vec<ProductId> {
    let since = today.checked_sub_days(Days::new(RECENT_DAYS)).unwrap_or(today);
    let mut times: HashMap<ProductId, usize> = HashMap::new();
    for (product, _) in history.iter().filter(|order| order.on >= since).flat_map(|order| &order.lines) {
        *times.entry(*product).or_default() += 1;
    }
    let mut products: Vec<(ProductId, usize)> = times.into_iter().collect();
    products.sort_by_key(|(product, times)| (Reverse(*times), *product));
    products.into_iter().map(|(product, _)| product).collect()
}

/// What is shown: what is due, then what goes with what the shop buys. Only what is sold; each product once.
#[must_use]
pub fn advise(
    due: &[(ProductId, Due)],
    in_mind: &[ProductId],
    companions: &[Companion],
    sold: &HashSet<ProductId>,
) -> Vec<Advice> {
    let of_due = due.iter().filter(|(product, _)| sold.contains(product)).take(MOST_DUE);
    let of_due = of_due.map(|(product, due)| Advice { product: *product, why: Why::DueAgain(*due) });
    let mine: BTreeSet<ProductId> = in_mind.iter().chain(due.iter().map(|(product, _)| product)).copied().collect();
    let mut best: BTreeMap<ProductId, Companion> = BTreeMap::new();
    for one in companions.iter().filter(|one| mine.contains(&one.product) && !mine.contains(&one.other)) {
        let strength = |one: &Companion| (one.lift_milli, one.together, one.product);
        if sold.contains(&one.other) && best.get(&one.other).is_none_or(|known| strength(known) < strength(one)) {
            best.insert(one.other, *one);
        }
    }
    let mut together: Vec<Companion> = best.into_values().collect();
    together.sort_by_key(|one| (Reverse(one.lift_milli), Reverse(one.together), one.other));
    let together = together.into_iter().take(MOST_TOGETHER);
    of_due.chain(together.map(|one| Advice { product: one.other, why: Why::BoughtTogether(one) })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn product(number: u128) -> ProductId {
        ProductId(Uuid::from_u128(number))
    }

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + Days::new(number)
    }

    fn bought(on: u64, goods: &[u128]) -> Bought {
        Bought { on: day(on), lines: goods.iter().map(|number| (product(*number), 6)).collect() }
    }

    fn goes_with(one: u128, other: u128, lift_milli: u64) -> Companion {
        Companion { product: product(one), other: product(other), orders: 40, together: 20, shops: 9, lift_milli }
    }

    #[test]
    fn what_is_due_comes_before_what_goes_with_it() {
        let history = [bought(80, &[1, 2]), bought(87, &[1]), bought(94, &[1, 3])];
        let today = day(100);
        let (due, in_mind) = (due(&history, today), in_mind(&history, today));
        assert_eq!(due.iter().map(|(product, _)| *product).collect::<Vec<_>>(), [product(1)]);
        assert_eq!(in_mind, [product(1), product(2), product(3)]);
        // 4 goes with two things, best with 2; 3 is bought already; 5 is not sold.
        let companions = [
            goes_with(1, 4, 2_000),
            goes_with(2, 4, 3_000),
            goes_with(1, 3, 9_000),
            goes_with(1, 5, 9_000),
            goes_with(8, 6, 9_000),
        ];
        let sold: HashSet<ProductId> = [1, 2, 3, 4, 6].map(product).into();
        let advice = advise(&due, &in_mind, &companions, &sold);
        assert_eq!(advice.iter().map(|one| one.product).collect::<Vec<_>>(), [product(1), product(4)]);
        assert_eq!(advice[1].why, Why::BoughtTogether(companions[1]));
        assert!(advise(&due, &in_mind, &companions, &HashSet::new()).is_empty(), "nothing is sold any more");
    }

    #[test]
    fn what_was_bought_long_ago_is_not_in_mind() {
        assert_eq!(in_mind(&[bought(0, &[1]), bought(40, &[2])], day(100)), [product(2)]);
        assert!(in_mind(&[], day(100)).is_empty() && due(&[], day(100)).is_empty());
    }

    proptest! {
        /// Each product once, only what is sold, nothing that the shop buys as news, and not too much of it.
        #[test]
        fn advice_is_never_absurd(
            orders in prop::collection::vec((0_u64..120, prop::collection::btree_set(0_u128..40, 1..8)), 0..60),
            pairs in prop::collection::vec((0_u128..40, 0_u128..40, 1_500_u64..9_000), 0..80),
            not_sold in prop::collection::btree_set(0_u128..40, 0..20),
        ) {
            let history: Vec<Bought> =
                orders.iter().map(|(on, goods)| bought(*on, &goods.iter().copied().collect::<Vec<_>>())).collect();
            let companions: Vec<Companion> = pairs.iter().map(|(one, other, lift)| goes_with(*one, *other, *lift)).collect();
            let sold: HashSet<ProductId> = (0..40).filter(|number| !not_sold.contains(number)).map(product).collect();
            let today = day(120);
            let (due, in_mind) = (due(&history, today), in_mind(&history, today));
            let advice = advise(&due, &in_mind, &companions, &sold);
            let each: BTreeSet<ProductId> = advice.iter().map(|one| one.product).collect();
            prop_assert_eq!(each.len(), advice.len());
            prop_assert!(advice.len() <= MOST_DUE + MOST_TOGETHER);
            for one in &advice {
                prop_assert!(sold.contains(&one.product));
                match one.why {
                    Why::DueAgain(found) => prop_assert!(due.contains(&(one.product, found))),
                    Why::BoughtTogether(pair) => {
                        prop_assert!(companions.contains(&pair) && pair.other == one.product);
                        prop_assert!(!in_mind.contains(&pair.other));
                        prop_assert!(history.iter().any(|order| order.lines.iter().any(|(own, _)| *own == pair.product)));
                    }
                }
            }
        }
    }
}
