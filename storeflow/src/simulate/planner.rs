//! What shops order and when. Pure and seeded: the same seed, shops and goods make the same orders, and a longer period
//! begins with the orders of a shorter one. The demonstration company's past and `storeflow simulate` both use it, so that
//! a shop goes on ordering what it has always ordered.
//!
//! The patterns are there to be found by recommendations and forecasts: favourites of each shop, goods that go together,
//! weekdays, pay-days, growth.

use chassis::Company;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use contracts::sales::Fulfilment;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The fewest and the most lines of an order.
pub const LINES: std::ops::RangeInclusive<usize> = 3..=12;
/// Orders of a small shop in an ordinary week; with size, pay-days and growth it is 1.7 on average.
const ORDERS_PER_WEEK: f64 = 1.3;
/// Above this price a pack is bought in part.
const DEAR_PACK: i64 = 160_000;
/// How likely an order has each of its goods' companions.
const COMPANY: f64 = 0.3;
/// How likely a line is not one of the shop's favourites.
const CURIOSITY: f64 = 0.15;
/// Growth of the whole market in 90 days.
const GROWTH: f64 = 0.18;

/// What is for sale, as far as a shop cares.
#[derive(Clone, Debug, PartialEq)]
pub struct Goods {
    /// What it is known by; habits hang on it.
    pub sku: String,
    /// Such as `lacteos`.
    pub category: String,
    /// Base units in a pack.
    pub pack_size: i64,
    /// Of a base unit, without tax, in whole units of the currency.
    pub price: i64,
}

/// Who buys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// What it is known by; habits hang on it.
    pub key: String,
    /// Its first word says what kind of shop it is.
    pub name: String,
}

/// An order that a shop places.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedOrder {
    /// Which shop.
    pub shop: usize,
    /// When.
    pub at: DateTime<Utc>,
    /// All or nothing, or what there is.
    pub fulfilment: Fulfilment,
    /// Which goods, each once, and how many base units.
    pub lines: Vec<(usize, i64)>,
    /// What the shop writes.
    pub note: Option<&'static str>,
    /// After which time the shop thinks better of it and cancels.
    pub second_thoughts: Option<TimeDelta>,
}

/// What kind of shop it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Corner,
    Large,
    Drinks,
    Fresh,
}

impl Kind {
    fn of(name: &str) -> Self {
        let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
        match first.as_str() {
            "autoservicio" | "minimercado" | "supermercado" | "supertienda" | "minimarket" => Self::Large,
            "cigarrería" | "licorera" | "estanco" => Self::Drinks,
            "legumbrería" | "revueltería" | "salsamentaria" | "granero" | "graneros" => Self::Fresh,
            _ => Self::Corner,
        }
    }

    /// How much a shop of this kind buys, beside a shop at the corner.
    const fn size(self) -> f64 {
        match self {
            Self::Large => 1.5,
            Self::Corner => 1.0,
            Self::Drinks => 0.9,
            Self::Fresh => 1.1,
        }
    }

    /// How much a category interests it; 1 is ordinary.
    fn taste(self, category: &str) -> f64 {
        let everybody = match category {
            "granos" | "lacteos" | "bebidas" => 1.6,
            "panaderia" | "aceites" | "endulzantes" | "aseo_hogar" | "snacks" => 1.2,
            "mascotas" | "bebe" | "congelados" => 0.5,
            "licores" => 0.35,
            "hogar" => 0.3,
            _ => 0.8,
        };
        everybody
            * match (self, category) {
                (Self::Drinks, "licores") => 9.0,
                (Self::Drinks, "bebidas" | "snacks" | "galletas_dulces") => 2.2,
                (Self::Drinks, "granos" | "aceites" | "aseo_hogar" | "frescos") => 0.25,
                (Self::Fresh, "frescos" | "granos" | "enlatados") => 2.4,
                (Self::Fresh, "hogar" | "mascotas") => 0.4,
                (Self::Large, "congelados" | "bebe" | "mascotas" | "hogar") => 2.0,
                _ => 1.0,
            }
    }
}

/// What is often bought together with goods of a category.
fn companion_of(category: &str) -> Option<&'static str> {
    Some(match category {
        "granos" => "aceites",
        "desayuno" | "panaderia" => "lacteos",
        "licores" | "bebidas" => "snacks",
        "bebe" => "aseo_personal",
        "enlatados" => "salsas",
        "lacteos" => "panaderia",
        "endulzantes" => "desayuno",
        _ => return None,
    })
}

/// FNV-1a: the same number for the same words on every machine and in every build.
fn hash(words: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0xff])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// A generator of its own for each purpose, so that what one shop does never changes what another does.
fn rng(seed: u64, words: &[&str]) -> StdRng {
    StdRng::seed_from_u64(seed ^ hash(words).rotate_left(17))
}

#[derive(Clone, Debug)]
struct Favourite {
    goods: usize,
    /// How likely an order has it.
    often: f64,
    /// How many usual steps (packs, or parts of dear ones).
    steps: i64,
}

/// What a shop does again and again.
#[derive(Clone, Debug)]
pub struct Habits {
    size: f64,
    /// The weekday on which it likes to order, 0 is Monday.
    weekday: u32,
    /// How many lines it usually orders.
    lines: usize,
    favourites: Vec<Favourite>,
    /// Cumulative, over all goods.
    tastes: Vec<f64>,
    /// How often it wants all or nothing.
    complete: f64,
}

impl Habits {
    /// The habits of a shop. They depend on nothing but the seed, the shop and the goods.
    #[must_use]
    pub fn of(seed: u64, shop: &Shop, goods: &[Goods]) -> Self {
        let rng = &mut self::rng(seed, &["habits", &shop.key]);
        let kind = Kind::of(&shop.name);
        let size = kind.size() * rng.random_range(0.7..1.35);
        let mut tastes = Vec::with_capacity(goods.len());
        let mut sum = 0.0;
        // Favourites are the first few of a weighted lottery in which each product has a ticket of its own: neither the
        // order of the catalogue nor what comes and goes beside a product changes a shop's mind about it.
        let mut tickets: Vec<(f64, usize)> = Vec::with_capacity(goods.len());
        for (place, one) in goods.iter().enumerate() {
            // A few products sell much and many a little, everywhere.
            let rank = hash(&["popular", &one.sku]) % 100;
            let popular = if rank < 15 {
                4.0
            } else if rank < 50 {
                1.5
            } else {
                0.6
            };
            let taste = popular * kind.taste(&one.category);
            sum += taste;
            tastes.push(sum);
            let luck = self::rng(seed, &["favourite", &shop.key, &one.sku]).random_range(f64::EPSILON..1.0);
            tickets.push((-luck.ln() / taste, place));
        }
        tickets.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut favourites: Vec<Favourite> = Vec::new();
        for (_, place) in tickets.into_iter().take(rng.random_range(14..=26)) {
            let often = if favourites.len() < 5 { rng.random_range(0.55..0.9) } else { rng.random_range(0.1..0.45) };
            let steps = if rng.random_bool((0.25 * size).min(0.9)) { 2 } else { 1 };
            favourites.push(Favourite { goods: place, often, steps });
        }
        let lines = (rng.random_range(4.0..8.0) * size.sqrt()).round();
        Self {
            size,
            weekday: rng.random_range(0..6),
            // A few lines: it fits.
            lines: (lines as usize).clamp(*LINES.start(), *LINES.end() - 1),
            favourites,
            tastes,
            complete: rng.random_range(0.05..0.35),
        }
    }

    /// Whether it wants all or nothing this time.
    pub fn fulfilment(&self, rng: &mut StdRng) -> Fulfilment {
        if rng.random_bool(self.complete) { Fulfilment::Complete } else { Fulfilment::Available }
    }

    /// What it puts into an order, and how many base units of each.
    pub fn basket(&self, rng: &mut StdRng, goods: &[Goods]) -> Vec<(usize, i64)> {
        let most = (self.lines + rng.random_range(0..=4)).saturating_sub(2).clamp(*LINES.start(), *LINES.end());
        let mut lines: Vec<(usize, i64)> = Vec::with_capacity(most);
        let add = |lines: &mut Vec<(usize, i64)>, found: usize, steps: i64, rng: &mut StdRng| {
            if lines.len() < most && lines.iter().all(|(there, _)| *there != found) {
                let more = i64::from(rng.random_bool(0.2));
                lines.push((found, step(&goods[found]) * (steps + more)));
            }
        };
        for favourite in &self.favourites {
            if rng.random_bool(favourite.often) {
                add(&mut lines, favourite.goods, favourite.steps, rng);
                if let Some(other) = companion(goods, favourite.goods).filter(|_| rng.random_bool(COMPANY)) {
                    add(&mut lines, other, 1, rng);
                }
            }
            if rng.random_bool(CURIOSITY * 0.4)
                && let Some(found) = drawn(&self.tastes, rng)
            {
                add(&mut lines, found, 1, rng);
            }
        }
        for _ in 0..60 {
            if lines.len() >= most.min(*LINES.start()) {
                break;
            }
            match drawn(&self.tastes, rng) {
                Some(found) => add(&mut lines, found, 1, rng),
                None => break,
            }
        }
        lines
    }

    /// How many orders to expect of it on a day, `grown` being the market beside its usual size.
    fn expected(&self, day: NaiveDate, grown: f64) -> f64 {
        let weekday = day.weekday().num_days_from_monday();
        let mine = if weekday == self.weekday { 2.2 } else { 0.8 };
        ORDERS_PER_WEEK / 7.0 * self.size.sqrt() * weekday_share(weekday) * mine * payday(day) * grown
    }
}

/// The smallest amount in which a shop buys something: a pack, or the part of a dear one that it can pay.
fn step(goods: &Goods) -> i64 {
    let pack = goods.pack_size.max(1);
    let parts = [1, 2, 3, 4, 6, 12];
    let cheap = |parts: &&i64| pack % **parts == 0 && goods.price.saturating_mul(pack / **parts) <= DEAR_PACK;
    parts.iter().find(cheap).map_or(1, |parts| pack / parts).clamp(1, contracts::Quantity::MAX / 8)
}

/// One of the goods, by a shop's taste.
fn drawn(tastes: &[f64], rng: &mut StdRng) -> Option<usize> {
    let sum = *tastes.last()?;
    let point = rng.random_range(0.0..sum.max(f64::MIN_POSITIVE));
    Some(tastes.partition_point(|up_to| *up_to <= point).min(tastes.len() - 1))
}

/// What goes together with something: always the same.
fn companion(goods: &[Goods], of: usize) -> Option<usize> {
    let category = companion_of(&goods[of].category)?;
    let others: Vec<usize> =
        goods.iter().enumerate().filter(|(_, other)| other.category == category).map(|(i, _)| i).collect();
    let which = usize::try_from(hash(&["together", &goods[of].sku])).unwrap_or(0);
    others.get(which.checked_rem(others.len())?).copied().filter(|other| *other != of)
}

/// Monday fills the shelves, Sunday is for selling.
pub(crate) const fn weekday_share(weekday: u32) -> f64 {
    match weekday {
        0 => 1.35,
        1 => 1.15,
        2 => 1.0,
        3 => 1.1,
        4 => 1.35,
        5 => 0.9,
        _ => 0.15,
    }
}

/// People are paid on the 15th and at the end of the month; shops fill up for it.
pub(crate) fn payday(day: NaiveDate) -> f64 {
    match day.day() {
        14..=16 | 29..=31 | 1 => 1.3,
        5..=11 | 20..=26 => 0.92,
        _ => 1.0,
    }
}

/// How busy an hour of the day is; the sum over a day is about 1.
#[must_use]
pub const fn hour_share(hour: u32) -> f64 {
    match hour {
        6 => 0.03,
        7 | 13 | 18 => 0.05,
        8 | 14 => 0.075,
        9 | 10 => 0.11,
        11 | 15 | 16 => 0.085,
        12 => 0.04,
        17 => 0.07,
        19..=20 => 0.03,
        21 => 0.01,
        _ => 0.001,
    }
}

/// How busy an instant is beside the average of a week; 1 is average.
#[must_use]
pub fn rhythm(company: &Company, at: DateTime<Utc>) -> f64 {
    let weekday = company.local_date(at).weekday().num_days_from_monday();
    hour_share(company.local_hour(at)) * 24.0 * weekday_share(weekday)
}

/// What shops write on an order now and then.
const NOTES: [&str; 6] = [
    "Entregar antes de las 10 a. m., por favor.",
    "Timbrar en la casa de al lado.",
    "Traer cambio para billete de cien.",
    "Dejar con don Carlos si no estoy.",
    "Por favor fecha de vencimiento larga.",
    "Llamar al llegar.",
];

/// Everything that shops order from `from` (included) to `to` (not included), oldest first.
///
/// Growth counts from `from`; else every shop and every day stand alone, so a later `to` only adds orders.
#[must_use]
pub fn history(
    seed: u64,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    company: &Company,
    shops: &[Shop],
    goods: &[Goods],
) -> Vec<PlannedOrder> {
    let mut orders = Vec::new();
    if goods.is_empty() || from >= to {
        return orders;
    }
    let (first, last) = (company.local_date(from), company.local_date(to));
    for (index, shop) in shops.iter().enumerate() {
        let habits = Habits::of(seed, shop, goods);
        for day in first.iter_days().take_while(|day| *day <= last) {
            let rng = &mut rng(seed, &["day", &shop.key, &day.to_string()]);
            // Thousands of days are far from the limits of f64.
            let grown = 1.0 + GROWTH * (day - first).num_days() as f64 / 90.0;
            let mut expected = habits.expected(day, grown);
            while rng.random_bool(expected.clamp(0.0, 1.0)) {
                let order = planned(index, &habits, day, company, goods, rng);
                if (from..to).contains(&order.at) {
                    orders.push(order);
                }
                expected = (expected - 1.0).max(0.0);
            }
        }
    }
    orders.sort_by_key(|order| (order.at, order.shop));
    orders
}

fn planned(
    shop: usize,
    habits: &Habits,
    day: NaiveDate,
    company: &Company,
    goods: &[Goods],
    rng: &mut StdRng,
) -> PlannedOrder {
    let mut point = rng.random_range(0.0..1.0);
    let hour = (0..24).find(|hour| {
        point -= hour_share(*hour);
        point < 0.0
    });
    let within = TimeDelta::milliseconds(rng.random_range(0..3_600_000));
    let at = company.at(day, hour.unwrap_or(10)) + within;
    let fulfilment = habits.fulfilment(rng);
    let lines = habits.basket(rng, goods);
    let note = rng.random_bool(0.06).then(|| NOTES[rng.random_range(0..NOTES.len())]);
    let second_thoughts = rng.random_bool(0.035).then(|| TimeDelta::seconds(rng.random_range(90..9_000)));
    PlannedOrder { shop, at, fulfilment, lines, note, second_thoughts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet, HashMap};

    fn goods(count: usize) -> Vec<Goods> {
        let categories = ["granos", "aceites", "bebidas", "snacks", "lacteos", "panaderia", "licores", "hogar"];
        let one = |i: usize| Goods {
            sku: format!("SKU-{i}"),
            category: categories[i % categories.len()].to_owned(),
            pack_size: [1, 6, 12, 24, 48][i % 5],
            price: 900 + 1_713 * (i as i64 % 17),
        };
        (0..count).map(one).collect()
    }

    fn shops(count: usize) -> Vec<Shop> {
        let kinds = ["Tienda", "Autoservicio", "Cigarrería", "Granero"];
        (0..count).map(|i| Shop { key: format!("shop-{i}"), name: format!("{} {i}", kinds[i % 4]) }).collect()
    }

    fn days(from: &str, count: i64) -> (DateTime<Utc>, DateTime<Utc>) {
        let from = DateTime::parse_from_rfc3339(from).expect("instant").with_timezone(&Utc);
        (from, from + TimeDelta::days(count))
    }

    fn three_months(seed: u64) -> Vec<PlannedOrder> {
        history(seed, days("2026-08-26T13:20:00Z", 90), &Company::default(), &shops(60), &goods(200))
    }

    #[test]
    fn the_same_seed_makes_the_same_orders_and_another_one_others() {
        assert_eq!(three_months(7), three_months(7));
        assert_ne!(three_months(7), three_months(8));
    }

    #[test]
    fn a_longer_period_begins_with_the_orders_of_a_shorter_one() {
        let company = Company::default();
        let (from, to) = days("2026-08-26T13:20:00Z", 20);
        let short = history(1, (from, to), &company, &shops(9), &goods(40));
        let long = history(1, (from, to + TimeDelta::days(11)), &company, &shops(9), &goods(40));
        assert!(short.len() < long.len());
        assert_eq!(long[..short.len()], short[..]);
    }

    #[test]
    fn orders_are_plausible() {
        for seed in 0..8 {
            let orders = three_months(seed);
            assert!((900..=1_900).contains(&orders.len()), "{} orders", orders.len());
            let (from, to) = days("2026-08-26T13:20:00Z", 90);
            let goods = goods(200);
            for order in &orders {
                assert!((from..to).contains(&order.at));
                assert!(LINES.contains(&order.lines.len()), "{} lines", order.lines.len());
                let each: BTreeSet<usize> = order.lines.iter().map(|(goods, _)| *goods).collect();
                assert_eq!(each.len(), order.lines.len(), "each product once");
                for (which, quantity) in &order.lines {
                    assert!((1..=400).contains(quantity));
                    assert!(goods[*which].price * quantity <= 4 * DEAR_PACK, "{quantity} × {:?}", goods[*which]);
                }
            }
            assert!(orders.windows(2).all(|pair| pair[0].at <= pair[1].at), "oldest first");
            let complete = orders.iter().filter(|order| order.fulfilment == Fulfilment::Complete).count();
            assert!((orders.len() / 12..orders.len() / 3).contains(&complete), "{complete} all or nothing");
        }
    }

    #[test]
    fn there_are_patterns_to_be_found() {
        let orders = three_months(7);
        let company = Company::default();
        let mut by_weekday: BTreeMap<u32, usize> = BTreeMap::new();
        let mut counts: HashMap<(usize, usize), usize> = HashMap::new();
        let mut of_shop: HashMap<usize, usize> = HashMap::new();
        for order in &orders {
            *by_weekday.entry(company.local_date(order.at).weekday().num_days_from_monday()).or_default() += 1;
            *of_shop.entry(order.shop).or_default() += 1;
            for (goods, _) in &order.lines {
                *counts.entry((order.shop, *goods)).or_default() += 1;
            }
        }
        assert!(by_weekday[&0] > 4 * by_weekday.get(&6).copied().unwrap_or(0), "{by_weekday:?}");
        // Every shop that orders often has something that it orders nearly every time.
        for (shop, orders) in of_shop.into_iter().filter(|(_, orders)| *orders >= 8) {
            let most = counts.iter().filter(|((of, _), _)| *of == shop).map(|(_, count)| *count).max().unwrap_or(0);
            assert!(most * 2 >= orders, "shop {shop}: {most} of {orders}");
        }
        let half = orders.len() / 2;
        assert!(orders[half].at > days("2026-08-26T13:20:00Z", 45).0 + TimeDelta::days(45), "it grows");
    }

    #[test]
    fn habits_do_not_hang_on_the_order_of_the_catalogue() {
        let (shop, goods) = (&shops(1)[0], goods(120));
        let mut turned: Vec<Goods> = goods.iter().rev().cloned().collect();
        let favourites = |goods: &[Goods]| -> Vec<String> {
            Habits::of(7, shop, goods).favourites.iter().map(|of| goods[of.goods].sku.clone()).collect()
        };
        assert_eq!(favourites(&goods), favourites(&turned));
        // A product that is new replaces one favourite at most.
        turned.push(Goods { sku: "NEW".to_owned(), ..goods[0].clone() });
        let kept = favourites(&turned).into_iter().filter(|sku| favourites(&goods).contains(sku)).count();
        assert!(kept + 1 >= favourites(&goods).len());
    }

    #[test]
    fn nothing_comes_of_nothing() {
        let company = Company::default();
        assert!(history(1, days("2026-08-26T13:20:00Z", 9), &company, &shops(3), &[]).is_empty());
        assert!(history(1, days("2026-08-26T13:20:00Z", 0), &company, &shops(3), &goods(9)).is_empty());
        let few = history(1, days("2026-08-26T13:20:00Z", 30), &company, &shops(3), &goods(2));
        assert!(few.iter().all(|order| !order.lines.is_empty() && order.lines.len() <= 2));
    }

    #[test]
    fn a_day_has_all_its_orders() {
        let sum: f64 = (0..24).map(hour_share).sum();
        assert!((0.95..1.1).contains(&sum), "{sum}");
    }
}
