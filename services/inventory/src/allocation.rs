//! Which warehouse fills an order, and from which lots. Pure: no I/O, no clock.
//!
//! One order is filled from one warehouse: the nearest that can fill it (`complete`) or the one that can fill most of
//! it (`available`; ties: the nearest). Without a pin on the map a warehouse in the customer's city is near and every
//! other is equally far; what is then still equal is decided by code. Within the warehouse the lot that expires first
//! goes first.

use contracts::sales::{Fulfilment, RefusedLine, ReservedLine};
use contracts::{Location, LotId, ProductId, Reason, ReasonCode, WarehouseId};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::lot::Expiry;

/// What an order wants of one product; an order names each product once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The product.
    pub product_id: ProductId,
    /// Base units, at least 1.
    pub quantity: i64,
}

/// A lot from which something can be promised. Expired, blocked and short-dated lots are no such lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeLot {
    /// The lot.
    pub id: LotId,
    /// What is in it.
    pub product_id: ProductId,
    /// Where it lies.
    pub warehouse_id: WarehouseId,
    /// When it expires.
    pub expiry: Expiry,
    /// Base units that nobody has been promised, at least 1.
    pub free: i64,
}

/// A warehouse that could fill the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The warehouse.
    pub id: WarehouseId,
    /// Decides between equals.
    pub code: String,
    /// Its city, folded by [`contracts::fold::fold`].
    pub city: String,
    /// Where it stands.
    pub location: Location,
}

/// Where the order goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Destination {
    /// The pin on the map, if the shop has one.
    pub location: Option<Location>,
    /// Its city, folded by [`contracts::fold::fold`].
    pub city: Option<String>,
}

/// What to do for an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Allocation {
    /// Hold stock.
    Hold(Hold),
    /// Hold nothing.
    Refuse(Refusal),
}

/// Stock to be held, in one warehouse.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The warehouse that was chosen.
    pub warehouse_id: WarehouseId,
    /// A line for every line that was wanted, in that order.
    pub lines: Vec<ReservedLine>,
    /// From which lots.
    pub takes: Vec<Take>,
}

/// Some units of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Take {
    /// The lot.
    pub lot_id: LotId,
    /// Base units, at least 1 and at most what was free.
    pub quantity: i64,
}

/// Why nothing can be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(Vec<Shortfall>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shortfall {
    wanted: Wanted,
    /// The most that one warehouse has.
    available: i64,
}

impl Refusal {
    /// What was wanted.
    pub fn wanted(&self) -> impl Iterator<Item = Wanted> {
        self.0.iter().map(|line| line.wanted)
    }

    /// What no warehouse has enough of: only about these products is it worth asking whether they are known, and what else
    /// there is.
    pub fn short(&self) -> impl Iterator<Item = Wanted> {
        self.0.iter().filter(|line| line.available < line.wanted.quantity).map(|line| line.wanted)
    }

    /// The reason of each line; `known` are the products that inventory has heard of.
    #[must_use]
    pub fn lines(&self, known: &BTreeSet<ProductId>) -> Vec<RefusedLine> {
        let reason = |line: &Shortfall| match line.available {
            0 if known.contains(&line.wanted.product_id) => Reason::new(ReasonCode::OutOfStock),
            0 => Reason::new(ReasonCode::UnknownProduct),
            few if few < line.wanted.quantity => Reason::new(ReasonCode::NotEnoughStock).with("available", few),
            _ => Reason::new(ReasonCode::OtherLinesUnavailable),
        };
        let line = |line: &Shortfall| RefusedLine {
            product_id: line.wanted.product_id,
            reason: reason(line),
            substitutes: Vec::new(),
        };
        self.0.iter().map(line).collect()
    }
}

/// Decides for one order. `lots` may be in any order and of any warehouse in `candidates`.
#[must_use]
pub fn allocate(
    fulfilment: Fulfilment,
    wanted: &[Wanted],
    lots: &[FreeLot],
    candidates: &[Candidate],
    destination: &Destination,
) -> Allocation {
    let mut free: BTreeMap<(WarehouseId, ProductId), i64> = BTreeMap::new();
    for lot in lots {
        *free.entry((lot.warehouse_id, lot.product_id)).or_default() += lot.free;
    }
    let free_in = |warehouse: WarehouseId, product: ProductId| free.get(&(warehouse, product)).copied().unwrap_or(0);
    let fills = |warehouse: &Candidate| -> i64 {
        wanted.iter().map(|line| line.quantity.min(free_in(warehouse.id, line.product_id))).sum()
    };
    let everything: i64 = wanted.iter().map(|line| line.quantity).sum();

    // Whoever fills most fills everything if anybody does, so one rule finds the warehouse of both kinds of order.
    let best = candidates
        .iter()
        .map(|candidate| (fills(candidate), candidate))
        .max_by(|(a, one), (b, other)| a.cmp(b).then_with(|| farther(one, other, destination).reverse()));
    let enough = |filled: i64| match fulfilment {
        Fulfilment::Complete => filled == everything,
        Fulfilment::Available => filled > 0,
    };
    match best {
        Some((filled, warehouse)) if filled > 0 && enough(filled) => {
            Allocation::Hold(first_expired_first_out(warehouse.id, wanted, lots))
        }
        _ => {
            let most = |product| candidates.iter().map(|c| free_in(c.id, product)).max().unwrap_or(0);
            let line = |wanted: &Wanted| Shortfall { wanted: *wanted, available: most(wanted.product_id) };
            Allocation::Refuse(Refusal(wanted.iter().map(line).collect()))
        }
    }
}

/// `Greater` when `one` is farther from the destination than `other`.
fn farther(one: &Candidate, other: &Candidate, destination: &Destination) -> Ordering {
    let distance = |candidate: &Candidate| match (destination.location, &destination.city) {
        (Some(pin), _) => candidate.location.metres_to(&pin),
        (None, Some(city)) if *city == candidate.city => 0.0,
        (None, _) => 1.0,
    };
    distance(one).total_cmp(&distance(other)).then_with(|| one.code.cmp(&other.code))
}

fn first_expired_first_out(warehouse_id: WarehouseId, wanted: &[Wanted], lots: &[FreeLot]) -> Hold {
    let mut here: Vec<&FreeLot> = lots.iter().filter(|lot| lot.warehouse_id == warehouse_id).collect();
    here.sort_by_key(|lot| (lot.expiry, lot.id));
    let mut takes = Vec::new();
    let mut lines = Vec::with_capacity(wanted.len());
    for line in wanted {
        let mut missing = line.quantity;
        for lot in here.iter().filter(|lot| lot.product_id == line.product_id) {
            let quantity = missing.min(lot.free);
            if quantity > 0 {
                takes.push(Take { lot_id: lot.id, quantity });
                missing -= quantity;
            }
        }
        lines.push(ReservedLine { product_id: line.product_id, reserved: line.quantity - missing });
    }
    Hold { warehouse_id, lines, takes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn product(n: u128) -> ProductId {
        ProductId(Uuid::from_u128(0xA000 + n))
    }

    fn house(n: u128, city: &str, lat: f64) -> Candidate {
        Candidate {
            id: WarehouseId(Uuid::from_u128(0xB000 + n)),
            code: format!("W{n}"),
            city: city.to_owned(),
            location: Location { lat, lon: -74.0 },
        }
    }

    fn lot(n: u128, product_id: ProductId, warehouse: &Candidate, expiry: i64, free: i64) -> FreeLot {
        let id = LotId(Uuid::from_u128(n));
        FreeLot { id, product_id, warehouse_id: warehouse.id, expiry: Expiry::from_day_number(expiry), free }
    }

    fn want(product_id: ProductId, quantity: i64) -> Wanted {
        Wanted { product_id, quantity }
    }

    fn at(lat: f64) -> Destination {
        Destination { location: Some(Location { lat, lon: -74.0 }), city: None }
    }

    fn held(allocation: Allocation) -> Hold {
        match allocation {
            Allocation::Hold(hold) => hold,
            Allocation::Refuse(refusal) => panic!("refused: {refusal:?}"),
        }
    }

    fn codes(allocation: Allocation, known: &[ProductId]) -> Vec<ReasonCode> {
        match allocation {
            Allocation::Hold(hold) => panic!("held: {hold:?}"),
            Allocation::Refuse(refusal) => {
                refusal.lines(&known.iter().copied().collect()).into_iter().map(|line| line.reason.code).collect()
            }
        }
    }

    #[test]
    fn the_nearest_that_can_fill_it_fills_it() {
        let (near, far) = (house(1, "cali", 3.4), house(2, "bogota", 4.6));
        let lots = [lot(1, product(1), &near, 10, 2), lot(2, product(1), &far, 10, 9)];
        let houses = [far.clone(), near.clone()];
        let small = allocate(Fulfilment::Complete, &[want(product(1), 2)], &lots, &houses, &at(3.0));
        assert_eq!(held(small).warehouse_id, near.id);
        let large = allocate(Fulfilment::Complete, &[want(product(1), 3)], &lots, &houses, &at(3.0));
        assert_eq!(held(large).warehouse_id, far.id);
    }

    #[test]
    fn without_a_pin_the_same_city_is_near_and_then_the_code_decides() {
        let houses = [house(1, "cali", 3.4), house(2, "bogota", 4.6), house(3, "bogota", 4.6)];
        let lots: Vec<_> = (0..3).map(|i| lot(i as u128, product(1), &houses[i], 10, 5)).collect();
        let to = |city: Option<&str>| Destination { location: None, city: city.map(str::to_owned) };
        let choose = |city| {
            held(allocate(Fulfilment::Available, &[want(product(1), 5)], &lots, &houses, &to(city))).warehouse_id
        };
        assert_eq!(choose(Some("bogota")), houses[1].id);
        assert_eq!(choose(Some("leticia")), houses[0].id);
        assert_eq!(choose(None), houses[0].id);
    }

    #[test]
    fn what_expires_first_goes_first() {
        let house = house(1, "cali", 3.4);
        let lots =
            [lot(1, product(1), &house, 30, 5), lot(2, product(1), &house, 20, 3), lot(3, product(1), &house, 40, 5)];
        let hold =
            held(allocate(Fulfilment::Complete, &[want(product(1), 6)], &lots, &[house], &Destination::default()));
        let takes: Vec<_> = hold.takes.iter().map(|take| (take.lot_id.0.as_u128(), take.quantity)).collect();
        assert_eq!(takes, [(2, 3), (1, 3)]);
    }

    #[test]
    fn a_refusal_says_why_line_by_line() {
        let (one, two) = (house(1, "cali", 3.4), house(2, "bogota", 4.6));
        let lots = [lot(1, product(1), &one, 10, 9), lot(2, product(2), &one, 10, 2), lot(3, product(2), &two, 10, 3)];
        let wanted = [want(product(1), 1), want(product(2), 4), want(product(3), 1), want(product(4), 1)];
        let refused = allocate(Fulfilment::Complete, &wanted, &lots, &[one, two], &Destination::default());
        let Allocation::Refuse(refusal) = &refused else { panic!("held") };
        let short: Vec<_> = refusal.short().map(|line| line.product_id).collect();
        assert_eq!(short, [product(2), product(3), product(4)]);
        let lines = refusal.lines(&BTreeSet::from([product(3)]));
        assert_eq!(lines[1].reason.params["available"], "3", "the most that one warehouse has");
        assert_eq!(
            codes(refused, &[product(3)]),
            [
                ReasonCode::OtherLinesUnavailable,
                ReasonCode::NotEnoughStock,
                ReasonCode::OutOfStock,
                ReasonCode::UnknownProduct
            ]
        );
    }

    #[test]
    fn nothing_at_all_is_refused_even_for_those_who_take_what_there_is() {
        let refused = allocate(Fulfilment::Available, &[want(product(1), 1)], &[], &[], &Destination::default());
        assert_eq!(codes(refused, &[product(1)]), [ReasonCode::OutOfStock]);
    }

    /// Up to four warehouses, four products and a dozen lots.
    fn worlds() -> impl Strategy<Value = (Vec<Candidate>, Vec<FreeLot>, Vec<Wanted>, Destination)> {
        let houses = prop::collection::vec((0u8..2, -4.0..12.0f64), 1..5).prop_map(|places| {
            let city = |c: u8| if c == 0 { "cali" } else { "bogota" };
            places.into_iter().enumerate().map(|(i, (c, lat))| house(i as u128, city(c), lat)).collect::<Vec<_>>()
        });
        let lots = prop::collection::vec((0u128..4, 0usize..4, 0i64..5, 1i64..12), 0..12);
        let wanted = prop::collection::btree_map(0u128..5, 1i64..20, 1..5);
        let to = (prop::option::of(-4.0..12.0f64), prop::option::of(Just("cali".to_owned())));
        (houses, lots, wanted, to).prop_map(|(houses, lots, wanted, (lat, city))| {
            let make = |(i, (p, w, expiry, free)): (usize, (u128, usize, i64, i64))| {
                lot(i as u128, product(p), &houses[w % houses.len()], expiry, free)
            };
            let lots = lots.into_iter().enumerate().map(make).collect();
            let wanted = wanted.into_iter().map(|(p, q)| want(product(p), q)).collect();
            let location = lat.map(|lat| Location { lat, lon: -74.0 });
            (houses, lots, wanted, Destination { location, city })
        })
    }

    /// What one warehouse could hold of an order, computed unit by unit.
    fn fill(house: &Candidate, lots: &[FreeLot], wanted: &[Wanted]) -> i64 {
        let has = |p: ProductId| -> i64 {
            lots.iter().filter(|l| l.warehouse_id == house.id && l.product_id == p).map(|l| l.free).sum()
        };
        wanted.iter().map(|w| (0..w.quantity).take_while(|unit| *unit < has(w.product_id)).count() as i64).sum()
    }

    proptest! {
        #[test]
        fn never_more_than_wanted_nor_than_there_is(
            (houses, lots, wanted, to) in worlds(), complete: bool,
        ) {
            let fulfilment = if complete { Fulfilment::Complete } else { Fulfilment::Available };
            if let Allocation::Hold(hold) = allocate(fulfilment, &wanted, &lots, &houses, &to) {
                let mut taken: BTreeMap<ProductId, i64> = BTreeMap::new();
                let mut seen = BTreeSet::new();
                for take in &hold.takes {
                    let lot = lots.iter().find(|lot| lot.id == take.lot_id).expect("a lot that exists");
                    prop_assert!(seen.insert(take.lot_id), "each lot once");
                    prop_assert_eq!(lot.warehouse_id, hold.warehouse_id, "one warehouse");
                    prop_assert!(take.quantity >= 1 && take.quantity <= lot.free);
                    *taken.entry(lot.product_id).or_default() += take.quantity;
                }
                prop_assert_eq!(hold.lines.len(), wanted.len());
                for (line, wanted) in hold.lines.iter().zip(&wanted) {
                    prop_assert_eq!(line.product_id, wanted.product_id);
                    prop_assert_eq!(taken.remove(&line.product_id).unwrap_or(0), line.reserved);
                    prop_assert!(line.reserved <= wanted.quantity);
                    prop_assert!(!complete || line.reserved == wanted.quantity, "all or nothing");
                }
                prop_assert!(taken.is_empty(), "nothing that was not wanted");
            }
        }

        #[test]
        fn no_lot_is_passed_over_for_one_that_expires_later((houses, lots, wanted, to) in worlds()) {
            if let Allocation::Hold(hold) = allocate(Fulfilment::Available, &wanted, &lots, &houses, &to) {
                let left = |lot: &FreeLot| {
                    lot.free - hold.takes.iter().find(|take| take.lot_id == lot.id).map_or(0, |take| take.quantity)
                };
                let here = || lots.iter().filter(|lot| lot.warehouse_id == hold.warehouse_id);
                for taken in here().filter(|lot| left(lot) < lot.free) {
                    for earlier in here().filter(|l| l.product_id == taken.product_id && l.expiry < taken.expiry) {
                        prop_assert_eq!(left(earlier), 0);
                    }
                }
            }
        }

        #[test]
        fn the_chosen_warehouse_is_the_best_there_is((houses, lots, wanted, to) in worlds(), complete: bool) {
            let fulfilment = if complete { Fulfilment::Complete } else { Fulfilment::Available };
            let all: i64 = wanted.iter().map(|line| line.quantity).sum();
            let good = |filled: i64| if complete { filled == all } else { filled > 0 };
            match allocate(fulfilment, &wanted, &lots, &houses, &to) {
                Allocation::Hold(hold) => {
                    let chosen = houses.iter().find(|h| h.id == hold.warehouse_id).expect("a candidate");
                    let filled = fill(chosen, &lots, &wanted);
                    prop_assert!(good(filled));
                    for other in houses.iter().filter(|other| other.id != chosen.id) {
                        let others = fill(other, &lots, &wanted);
                        prop_assert!(others <= filled, "another fills more");
                        if others == filled {
                            let nearer = match (to.location, &to.city) {
                                (Some(pin), _) => other.location.metres_to(&pin) < chosen.location.metres_to(&pin),
                                (None, Some(city)) => other.city == *city && chosen.city != *city,
                                (None, None) => other.code < chosen.code,
                            };
                            prop_assert!(!nearer, "another is nearer and fills as much");
                        }
                    }
                }
                Allocation::Refuse(_) => prop_assert!(houses.iter().all(|house| !good(fill(house, &lots, &wanted)))),
            }
        }

        #[test]
        fn the_order_of_what_is_read_does_not_matter((houses, lots, wanted, to) in worlds(), complete: bool) {
            let fulfilment = if complete { Fulfilment::Complete } else { Fulfilment::Available };
            let (mut others, mut backwards) = (houses.clone(), lots.clone());
            others.reverse();
            backwards.reverse();
            prop_assert_eq!(
                allocate(fulfilment, &wanted, &lots, &houses, &to),
                allocate(fulfilment, &wanted, &backwards, &others, &to)
            );
        }
    }
}
