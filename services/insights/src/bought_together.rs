//! Which products are bought together more often than chance would have it. Pure.
//!
//! *Lift* says how many times as often two products are in one order as they would be if nobody thought of the one when buying the
//! other. A pair counts only where the evidence is not thin; what thin means is in the constants below.
//!
//! Memory and time are bounded: an order is some numbers of four bytes, and pairs are counted for one product at a time, so that there is
//! never a table of all pairs. 200,000 orders of eight lines take some 20 MB and a fraction of a second.

use contracts::{CustomerId, ProductId};
use std::collections::HashMap;

/// Fewer orders with both are an accident.
pub const LEAST_TOGETHER: u32 = 8;
/// Of fewer shops, what looks like a law of the market may be the habit of a few: one shop that always buys the same two things
/// would make a pair of them all by itself.
pub const LEAST_SHOPS: u32 = 4;
/// Of those who buy the one, at least so many in a hundred buy the other in the same order: else nine of ten would not want it.
pub const LEAST_CONFIDENCE_PERCENT: u64 = 10;
/// In thousandths: together at least half as often again as by chance. Popular things are in many orders together, but because each is
/// popular.
pub const LEAST_LIFT_MILLI: u64 = 1_500;
/// In standard deviations: so far above what chance would give that of thousands of pairs hardly one gets there by luck.
const BEYOND_CHANCE: f64 = 3.0;
/// So many companions of a product are kept, the strongest; nobody is shown more.
pub const MOST_COMPANIONS: usize = 8;

/// Orders, shop by shop, in little room.
#[derive(Debug, Default)]
pub struct Baskets {
    products: Vec<ProductId>,
    numbers: HashMap<ProductId, u32>,
    /// Products of all orders, one order after the other.
    goods: Vec<u32>,
    /// Where each order ends in `goods`.
    ends: Vec<u32>,
    /// The number of each order's shop.
    shops: Vec<u32>,
    last_shop: Option<CustomerId>,
    shop_count: u32,
}

impl Baskets {
    /// One more order, its products each once. Orders of a shop come one after the other.
    pub fn push(&mut self, shop: CustomerId, products: impl Iterator<Item = ProductId>) {
        if self.last_shop != Some(shop) {
            self.last_shop = Some(shop);
            self.shop_count += 1;
        }
        for product in products {
            let next = number(self.products.len());
            let known = *self.numbers.entry(product).or_insert(next);
            if known == next {
                self.products.push(product);
            }
            self.goods.push(known);
        }
        self.ends.push(number(self.goods.len()));
        self.shops.push(self.shop_count);
    }

    /// How many orders there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many lines all orders have.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.goods.len()
    }

    fn basket(&self, order: u32) -> &[u32] {
        let at = |place: usize| self.ends[place] as usize;
        let order = order as usize;
        let begin = if order == 0 { 0 } else { at(order - 1) };
        &self.goods[begin..at(order)]
    }
}

/// More than four thousand million lines do not fit into a schedule's memory long before they do not fit into a number.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Who buys `product` often buys `other` with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Companion {
    /// What is bought.
    pub product: ProductId,
    /// What is bought with it.
    pub other: ProductId,
    /// Orders with `product`.
    pub orders: u32,
    /// Orders with both.
    pub together: u32,
    /// Shops that have ordered both at once.
    pub shops: u32,
    /// How many times as often as by chance, in thousandths.
    pub lift_milli: u64,
}

impl Companion {
    /// Of the orders with `product`, how many in a hundred have `other` too.
    #[must_use]
    pub fn confidence_percent(&self) -> f64 {
        f64::from(self.together) * 100.0 / f64::from(self.orders.max(1))
    }
}

/// The companions of each product, the strongest first.
#[must_use]
pub fn companions(baskets: &Baskets) -> Vec<Companion> {
    let mut holding: Vec<Vec<u32>> = vec![Vec::new(); baskets.products.len()];
    for order in 0..number(baskets.len()) {
        for product in baskets.basket(order) {
            holding[*product as usize].push(order);
        }
    }
    let mut all = Vec::new();
    let mut counts = Counts::of(baskets.products.len());
    for (product, orders) in holding.iter().enumerate() {
        if number(orders.len()) < LEAST_TOGETHER {
            continue;
        }
        counts.begin();
        for order in orders {
            for other in baskets.basket(*order) {
                counts.add(*other, baskets.shops[*order as usize]);
            }
        }
        let companion = |other: &u32| {
            let (together, shops) = counts.seen(*other);
            let pair = Pair {
                all: baskets.len() as u64,
                orders: orders.len() as u64,
                others: holding[*other as usize].len() as u64,
                together: u64::from(together),
            };
            (*other as usize != product && shops >= LEAST_SHOPS && pair.holds()).then(|| Companion {
                product: baskets.products[product],
                other: baskets.products[*other as usize],
                orders: number(orders.len()),
                together,
                shops,
                lift_milli: pair.lift_milli(),
            })
        };
        let mut found: Vec<Companion> = counts.touched.iter().filter_map(companion).collect();
        found.sort_by_key(|one| std::cmp::Reverse((one.lift_milli, one.together, one.other)));
        found.truncate(MOST_COMPANIONS);
        all.append(&mut found);
    }
    all
}

/// How often others were with the product that is looked at, and in how many shops.
struct Counts {
    together: Vec<u32>,
    shops: Vec<u32>,
    last_shop: Vec<u32>,
    touched: Vec<u32>,
}

impl Counts {
    fn of(products: usize) -> Self {
        let zero = || vec![0; products];
        Self { together: zero(), shops: zero(), last_shop: zero(), touched: Vec::new() }
    }

    fn begin(&mut self) {
        for other in self.touched.drain(..) {
            let other = other as usize;
            (self.together[other], self.shops[other], self.last_shop[other]) = (0, 0, 0);
        }
    }

    /// Shops are numbered from 1 and come one after the other.
    fn add(&mut self, other: u32, shop: u32) {
        let place = other as usize;
        if self.together[place] == 0 {
            self.touched.push(other);
        }
        self.together[place] += 1;
        if self.last_shop[place] != shop {
            self.last_shop[place] = shop;
            self.shops[place] += 1;
        }
    }

    fn seen(&self, other: u32) -> (u32, u32) {
        (self.together[other as usize], self.shops[other as usize])
    }
}

/// Two products in numbers.
#[derive(Clone, Copy)]
struct Pair {
    /// Orders.
    all: u64,
    /// With the one.
    orders: u64,
    /// With the other.
    others: u64,
    /// With both.
    together: u64,
}

impl Pair {
    /// Whether the evidence is good enough.
    fn holds(self) -> bool {
        let by_chance = self.orders as f64 * self.others as f64 / self.all.max(1) as f64;
        self.together >= u64::from(LEAST_TOGETHER)
            && self.together * 100 >= self.orders * LEAST_CONFIDENCE_PERCENT
            && self.lift_milli() >= LEAST_LIFT_MILLI
            && self.together as f64 >= by_chance + BEYOND_CHANCE * by_chance.sqrt()
    }

    fn lift_milli(self) -> u64 {
        let by_chance = self.orders.saturating_mul(self.others).max(1);
        u64::try_from(u128::from(self.together) * u128::from(self.all) * 1_000 / u128::from(by_chance))
            .unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn product(number: u128) -> ProductId {
        ProductId(Uuid::from_u128(number))
    }

    fn shop(number: u128) -> CustomerId {
        CustomerId(Uuid::from_u128(number))
    }

    /// Orders as (shop, products), put shop by shop.
    fn baskets(orders: &[(u128, Vec<u128>)]) -> Baskets {
        let mut sorted = orders.to_vec();
        sorted.sort_by_key(|(shop, _)| *shop);
        let mut baskets = Baskets::default();
        for (of, goods) in sorted {
            baskets.push(shop(of), goods.into_iter().map(product));
        }
        baskets
    }

    fn repeated(times: u128, shops: u128, goods: &[u128]) -> Vec<(u128, Vec<u128>)> {
        (0..times).map(|n| (n % shops, goods.to_vec())).collect()
    }

    #[test]
    fn what_goes_together_is_found_both_ways() {
        // Rice and oil: 12 orders of 4 shops; each alone a few times; 100 others.
        let mut orders = repeated(12, 4, &[1, 2]);
        orders.extend(repeated(4, 4, &[1, 9]));
        orders.extend(repeated(100, 10, &[7]));
        let found = companions(&baskets(&orders));
        assert_eq!(found.len(), 2, "{found:?}");
        let rice = found.iter().find(|one| one.product == product(1)).expect("rice");
        assert_eq!((rice.other, rice.orders, rice.together, rice.shops), (product(2), 16, 12, 4));
        // 12 × 116 / (16 × 12) = 7.25
        assert_eq!(rice.lift_milli, 7_250);
        assert!((rice.confidence_percent() - 75.0).abs() < 1e-9);
        let oil = found.iter().find(|one| one.product == product(2)).expect("oil");
        assert_eq!((oil.other, oil.orders, oil.lift_milli), (product(1), 12, 7_250));
    }

    #[test]
    fn thin_evidence_is_none() {
        let others = repeated(100, 10, &[7]);
        let with = |more: Vec<(u128, Vec<u128>)>| companions(&baskets(&[others.clone(), more].concat()));
        assert_eq!(with(repeated(7, 7, &[1, 2])), [], "seven orders");
        assert_eq!(with(repeated(30, 3, &[1, 2])), [], "three shops");
        assert_eq!(with(vec![]), []);
        // In every order of these shops, but because everybody buys it.
        let popular: Vec<(u128, Vec<u128>)> = (0..200).map(|n| (n % 20, vec![7, 1 + n % 3])).collect();
        assert_eq!(companions(&baskets(&popular)), [], "lift 1");
        // Nine of a hundred who buy the one buy the other.
        let mut rare = repeated(9, 9, &[1, 2]);
        rare.extend(repeated(91, 9, &[1]));
        rare.extend(repeated(900, 9, &[7]));
        let found = companions(&baskets(&rare));
        assert!(found.iter().all(|one| one.product == product(2)), "who buys the rare one wants the other: {found:?}");
    }

    #[test]
    fn the_strongest_companions_are_kept() {
        let mut orders = repeated(400, 20, &[100]);
        for other in 2..=12 {
            orders.extend(repeated(9 + other, 9, &[1, other]));
        }
        let found = companions(&baskets(&orders));
        let of_one: Vec<&Companion> = found.iter().filter(|one| one.product == product(1)).collect();
        assert!(of_one.len() <= MOST_COMPANIONS && of_one.is_sorted_by_key(|one| std::cmp::Reverse(one.lift_milli)));
        assert!(!of_one.is_empty());
    }

    #[test]
    fn no_orders_have_no_companions() {
        assert!(Baskets::default().is_empty());
        assert_eq!(companions(&Baskets::default()), []);
    }

    /// Counted the slow way.
    fn plainly(orders: &[(u128, Vec<u128>)], a: u128, b: u128) -> (u32, u32, u32) {
        let has = |goods: &[u128], which: u128| goods.contains(&which);
        let with_a = orders.iter().filter(|(_, goods)| has(goods, a)).count();
        let both: Vec<u128> =
            orders.iter().filter(|(_, goods)| has(goods, a) && has(goods, b)).map(|(shop, _)| *shop).collect();
        let shops: std::collections::BTreeSet<u128> = both.iter().copied().collect();
        (number(with_a), number(both.len()), number(shops.len()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// What is found is what a plain count finds, is never thin, and nothing is its own companion.
        #[test]
        fn what_is_found_is_counted_right(orders in prop::collection::vec(
            (0_u128..6, prop::collection::btree_set(0_u128..12, 1..5)), 0..150)
        ) {
            let orders: Vec<(u128, Vec<u128>)> =
                orders.into_iter().map(|(shop, goods)| (shop, goods.into_iter().collect())).collect();
            let found = companions(&baskets(&orders));
            for one in &found {
                let (a, b) = (one.product.0.as_u128(), one.other.0.as_u128());
                prop_assert!(a != b);
                prop_assert_eq!((one.orders, one.together, one.shops), plainly(&orders, a, b));
                prop_assert!(one.together >= LEAST_TOGETHER && one.shops >= LEAST_SHOPS);
                prop_assert!(one.lift_milli >= LEAST_LIFT_MILLI);
                prop_assert!(one.confidence_percent() >= LEAST_CONFIDENCE_PERCENT as f64);
            }
            for a in 0..12 {
                prop_assert!(found.iter().filter(|one| one.product == product(a)).count() <= MOST_COMPANIONS);
            }
        }

        /// Lift is the same both ways, and the order in which orders come changes nothing.
        #[test]
        fn lift_is_symmetric(orders in prop::collection::vec((0_u128..6, prop::collection::btree_set(0_u128..5, 1..4)), 60..150)) {
            let orders: Vec<(u128, Vec<u128>)> =
                orders.into_iter().map(|(shop, goods)| (shop, goods.into_iter().collect())).collect();
            let turned: Vec<(u128, Vec<u128>)> = orders.iter().rev().cloned().collect();
            let sorted = |orders: &[(u128, Vec<u128>)]| {
                let mut found = companions(&baskets(orders));
                found.sort_by_key(|one| (one.product, one.other));
                found
            };
            let found = sorted(&orders);
            prop_assert_eq!(&found, &sorted(&turned));
            for one in &found {
                if let Some(back) = found.iter().find(|back| (back.product, back.other) == (one.other, one.product)) {
                    prop_assert_eq!((one.lift_milli, one.together, one.shops), (back.lift_milli, back.together, back.shops));
                }
            }
        }
    }
}
