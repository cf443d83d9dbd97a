//! The past of the demonstration company: what became of every order, and of every lot in the warehouses. Pure: time goes by
//! from event to event, and everything keeps the rules that the services keep today (one warehouse for an order, first
//! expired first out, backorders, calendars), so that stock, orders and deliveries agree with each other.

use crate::demo::company::{Company, Product, Shop};
use crate::demo::ids;
use crate::simulate::planner::PlannedOrder;
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use contracts::fold::fold;
use contracts::sales::Fulfilment;
use contracts::{DeliveryId, LotId, OrderId, Reason, ReasonCode};
use logistics::calendar::{Calendar, Rule, Weekdays};
use logistics::holidays::Country;
use logistics::zones::{ZoneMatches, city_key};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};

/// A backorder that is not filled after this is closed.
const BACKORDER_LIFE: TimeDelta = TimeDelta::days(14);
/// Goods that expired are thrown away after so many days.
const THROWN_AWAY_AFTER: u64 = 12;
/// How many standard deviations of demand lie in reserve.
const SAFETY: f64 = 1.9;
/// Days that goods must have left where the product does not say.
const MIN_DAYS_LEFT: i64 = 7;

/// Everything that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// What became of each planned order, in the same order.
    pub orders: Vec<PastOrder>,
    /// Every lot that ever lay in a warehouse.
    pub lots: Vec<PastLot>,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct PastOrder {
    /// The order.
    pub id: OrderId,
    /// What was held and scheduled for it.
    pub hold: Option<Hold>,
    /// How it ended.
    pub end: End,
    /// What was missing, as an order of its own.
    pub backorder: Option<Backorder>,
}

/// What was missing from an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Backorder {
    /// The order made of it.
    pub id: OrderId,
    /// Which goods, and how many base units.
    pub lines: Vec<(usize, i64)>,
    /// What was held and scheduled for it later.
    pub hold: Option<Hold>,
    /// How it ended.
    pub end: End,
}

/// Stock and a delivery for an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// Which warehouse.
    pub warehouse: usize,
    /// The delivery.
    pub delivery_id: DeliveryId,
    /// Its local day.
    pub on: NaiveDate,
    /// When stock was held.
    pub at: DateTime<Utc>,
    /// When the order was confirmed and scheduled.
    pub scheduled_at: DateTime<Utc>,
    /// Base units held of each line.
    pub reserved: Vec<i64>,
    /// From which lots, by their place in [`Past::lots`].
    pub takes: Vec<(usize, i64)>,
}

/// How an order ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// It has not: it is scheduled.
    Open,
    /// At the shop.
    Delivered {
        /// When it was taken from the shelves.
        picked_at: DateTime<Utc>,
        /// When the truck left.
        left_at: DateTime<Utc>,
        /// When it arrived.
        delivered_at: DateTime<Utc>,
    },
    /// By request.
    Cancelled {
        /// When it was asked for.
        requested_at: DateTime<Utc>,
        /// When it was done.
        at: DateTime<Utc>,
    },
    /// Nothing could be held.
    Rejected {
        /// When.
        at: DateTime<Utc>,
        /// Why, line by line.
        reasons: Vec<Reason>,
    },
    /// A backorder that waits for stock.
    Waiting,
    /// A backorder that waited too long.
    Expired {
        /// When it was closed.
        at: DateTime<Utc>,
    },
}

/// Goods of one product that came together.
#[derive(Clone, Debug, PartialEq)]
pub struct PastLot {
    /// The lot.
    pub id: LotId,
    /// Which goods.
    pub product: usize,
    /// Where.
    pub warehouse: usize,
    /// As printed on it.
    pub code: String,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
    /// Held back for a quality check.
    pub blocked: bool,
    /// What happened to it, oldest first.
    pub movements: Vec<Movement>,
    /// What lies there now.
    pub on_hand: i64,
    /// What orders hold of it now.
    pub reserved: i64,
}

/// Something that happened to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// When.
    pub at: DateTime<Utc>,
    /// By how much what lies there changed.
    pub on_hand: i64,
    /// By how much what orders hold changed.
    pub reserved: i64,
    /// Why.
    pub why: Why,
    /// For which order.
    pub order: Option<OrderId>,
}

/// Why something happened to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It lay there when the books were opened.
    Opening,
    /// It came from the supplier.
    Received,
    /// An order took hold of it.
    Reserved,
    /// An order let go of it.
    Released,
    /// It left with an order.
    Issued,
    /// It was broken.
    Damaged,
    /// It was thrown away after its day.
    Expired,
}

/// What the past is made of.
pub struct Given<'a> {
    /// Everything is random but for this.
    pub seed: u64,
    /// The company's files.
    pub company: &'a Company,
    /// Its calendar and clock.
    pub installation: &'a chassis::Company,
    /// When the past began and when it ends.
    pub period: (DateTime<Utc>, DateTime<Utc>),
    /// What shops ordered, oldest first.
    pub orders: &'a [PlannedOrder],
}

/// An order or the backorder that was split off from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Order(usize),
    Backorder(usize),
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Supply(NaiveDate),
    LookThrough(NaiveDate),
    TryAgain,
    Placed(usize),
    SecondThoughts(usize),
    Picked(Which),
    Closed(usize),
}

/// When and where suppliers fail to deliver.
struct Outage {
    product: usize,
    /// Everywhere, if absent.
    warehouse: Option<usize>,
    from: NaiveDate,
    to: NaiveDate,
}

struct Telling<'a> {
    given: &'a Given<'a>,
    rng: StdRng,
    /// Ordered by time and, at the same instant, by arrival.
    ahead: BTreeMap<(DateTime<Utc>, u64), Event>,
    arrivals: u64,
    orders: Vec<PastOrder>,
    lots: Vec<PastLot>,
    /// Lots by product and warehouse.
    shelves: Vec<Vec<usize>>,
    /// Base units that shops near a warehouse want of a product on an average day.
    demand: Vec<f64>,
    outages: Vec<Outage>,
    /// Warehouses from near to far, for each shop.
    near: Vec<Vec<usize>>,
    /// Backorders without stock, oldest first.
    waiting: Vec<usize>,
}

/// Tells what became of the orders.
#[must_use]
pub fn told(given: &Given<'_>) -> Past {
    let mut telling = Telling::begin(given);
    while let Some(((at, _), event)) = telling.ahead.pop_first() {
        match event {
            Event::Supply(day) => telling.supply(day, at),
            Event::LookThrough(day) => telling.look_through(day, at),
            Event::TryAgain => telling.try_all_again(at),
            Event::Placed(order) => telling.placed(order),
            Event::SecondThoughts(order) => telling.second_thoughts(order, at),
            Event::Picked(which) => telling.picked(which, at),
            Event::Closed(order) => telling.closed(order, at),
        }
    }
    Past { orders: telling.orders, lots: telling.lots }
}

impl<'a> Telling<'a> {
    fn begin(given: &'a Given<'a>) -> Self {
        let houses = given.company.warehouses.len();
        let goods = given.company.products.len();
        let mut telling = Self {
            given,
            rng: StdRng::seed_from_u64(given.seed ^ 0x5157),
            ahead: BTreeMap::new(),
            arrivals: 0,
            orders: Vec::with_capacity(given.orders.len()),
            lots: Vec::new(),
            shelves: vec![Vec::new(); goods * houses],
            demand: vec![0.0; goods * houses],
            outages: Vec::new(),
            near: given.company.shops.iter().map(|shop| near_to(shop, given.company)).collect(),
            waiting: Vec::new(),
        };
        let (from, to) = given.period;
        let days = ((to - from).num_hours() as f64 / 24.0).max(1.0);
        for order in given.orders {
            for (product, quantity) in &order.lines {
                if let Some(house) = telling.near[order.shop].first() {
                    telling.demand[product * houses + house] += *quantity as f64 / days;
                }
            }
        }
        telling.outages = telling.outages();
        telling.open_the_books();
        let (first, last) = (given.installation.local_date(from), given.installation.local_date(to));
        for day in first.iter_days().take_while(|day| *day <= last) {
            let at = given.installation.at(day, 8);
            if Weekdays::MON_TO_SAT.contains(logistics::calendar::Weekday::of(day)) {
                telling.expect(at, Event::Supply(day));
                telling.expect(at + TimeDelta::hours(1), Event::LookThrough(day));
                telling.expect(at + TimeDelta::minutes(90), Event::TryAgain);
            }
        }
        for (place, order) in given.orders.iter().enumerate() {
            telling.expect(order.at, Event::Placed(place));
        }
        telling
    }

    fn expect(&mut self, at: DateTime<Utc>, event: Event) {
        if at <= self.given.period.1 {
            self.arrivals += 1;
            self.ahead.insert((at, self.arrivals), event);
        }
    }

    fn houses(&self) -> usize {
        self.given.company.warehouses.len()
    }

    fn product(&self, product: usize) -> &'a Product {
        &self.given.company.products[product]
    }

    fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        self.given.installation.local_date(at)
    }

    /// Suppliers failed now and then, and some fail just now: a few goods are scarce everywhere, some in one place.
    fn outages(&mut self) -> Vec<Outage> {
        let houses = self.houses();
        let (from, to) = (self.today(self.given.period.0), self.today(self.given.period.1));
        let wanted = |product: usize| self.demand[product * houses..(product + 1) * houses].iter().sum::<f64>();
        let mut by_demand: Vec<usize> = (0..self.given.company.products.len()).collect();
        by_demand.sort_by(|a, b| wanted(*b).total_cmp(&wanted(*a)));
        let often: Vec<usize> = by_demand.into_iter().take(110).collect();
        let mut outages = Vec::new();
        for number in 0..often.len().min(24) {
            // The last few are not over yet; some of these are everywhere, of goods that everybody wants.
            let over = number < 16;
            let everywhere = if over { number % 3 != 0 } else { number < 19 };
            let among = if !over && everywhere { often.len().min(30) } else { often.len() };
            let product = often[self.rng.random_range(0..among)];
            let warehouse = (!everywhere && houses > 0).then(|| self.rng.random_range(0..houses));
            let back = if over { self.rng.random_range(3..62) } else { -1 };
            let end = to - TimeDelta::days(back);
            // Longer than the stock lasts.
            let days = if over { self.rng.random_range(26..40) } else { self.rng.random_range(36..50) };
            let begin = (end - TimeDelta::days(days)).max(from);
            outages.push(Outage { product, warehouse, from: begin, to: end });
        }
        outages
    }

    fn fails(&self, product: usize, house: usize, day: NaiveDate) -> bool {
        self.outages.iter().any(|outage| {
            outage.product == product
                && outage.warehouse.is_none_or(|only| only == house)
                && (outage.from..outage.to).contains(&day)
        })
    }

    /// What lay there before the first order.
    fn open_the_books(&mut self) {
        let opened = self.given.period.0 - TimeDelta::days(1);
        for product in 0..self.given.company.products.len() {
            for house in 0..self.houses() {
                let pack = self.product(product).pack_size.max(1);
                let want = self.cover(product, house) + self.demand[product * self.houses() + house] * 4.0;
                let quantity = whole_packs(want.max(1.0), pack);
                // A large stock is never of one lot.
                let parts = if quantity >= 6 * pack { 2 } else { 1 };
                for part in 0..parts {
                    let share = if part == 0 {
                        quantity / parts / pack * pack
                    } else {
                        quantity - quantity / parts / pack * pack
                    };
                    let left = if part == 0 && parts == 2 { 0.55 } else { 0.8 };
                    self.lot(product, house, opened, share.max(pack), left, Why::Opening);
                }
            }
        }
        self.curiosities();
    }

    /// Lots that somebody has to look after: nearly expired, expired, held back.
    fn curiosities(&mut self) {
        let (houses, now) = (self.houses(), self.given.period.1);
        let today = self.today(now);
        let mut slow: Vec<(usize, usize)> = Vec::new();
        for product in 0..self.given.company.products.len() {
            let lasts = self.product(product).shelf_life_days.is_some_and(|days| days >= 60);
            slow.extend((0..houses).filter(|_| lasts).map(|house| (product, house)));
        }
        slow.sort_by(|(p, h), (q, i)| self.demand[p * houses + h].total_cmp(&self.demand[q * houses + i]));
        let came = now - TimeDelta::days(27);
        for (number, (product, house)) in slow.into_iter().step_by(3).take(26).enumerate() {
            let least = self.product(product).min_days_left.unwrap_or(MIN_DAYS_LEFT);
            let some = self.rng.random_range(1..7);
            let (expires, blocked) = match number % 13 {
                0..=6 => (today + TimeDelta::days(least + some), false),
                7 | 8 => (today + TimeDelta::days(some), false),
                9 | 10 => (today - TimeDelta::days(some), false),
                _ => (today + TimeDelta::days(least + 90), true),
            };
            let packs = self.rng.random_range(1..4);
            let quantity = packs * self.product(product).pack_size.max(1);
            let at = if blocked { now - TimeDelta::days(5) } else { came };
            let place = self.lot(product, house, at, quantity, 1.0, Why::Received);
            self.lots[place].expires_on = Some(expires);
            self.lots[place].blocked = blocked;
        }
    }

    /// How many base units should lie there after a delivery: until the next one and some days more, but no more than can be
    /// sold before they are too old.
    fn cover(&self, product: usize, house: usize) -> f64 {
        let of = self.product(product);
        let least = of.min_days_left.unwrap_or(MIN_DAYS_LEFT);
        let days = self.rhythm(product) + 8;
        let days = of.shelf_life_days.map_or(days, |life| days.min((life * 9 / 10 - least) * 8 / 10).max(3));
        let usual = self.demand[product * self.houses() + house] * days as f64;
        // Shops order in packs, so demand is lumpy: some packs for safety.
        usual + SAFETY * (usual * of.pack_size as f64).sqrt() + of.pack_size as f64
    }

    /// Days between deliveries of a product's supplier: fresh goods come every week.
    fn rhythm(&self, product: usize) -> i64 {
        if self.product(product).shelf_life_days.is_some_and(|days| days <= 45) { 7 } else { 14 }
    }

    fn comes(&self, product: usize, house: usize, day: NaiveDate) -> bool {
        let supplier = &self.product(product).supplier;
        let place = self.given.company.suppliers.iter().position(|of| of.key == *supplier).unwrap_or(0) + house * 2;
        let (week, weekday) = (day.num_days_from_ce() / 7, day.weekday().num_days_from_monday() as usize);
        let due = self.rhythm(product) == 7 || (week as usize + place).is_multiple_of(2);
        due && weekday == place % 5
    }

    fn lot(&mut self, product: usize, house: usize, at: DateTime<Utc>, quantity: i64, left: f64, why: Why) -> usize {
        let of = self.product(product);
        let day = self.today(at);
        let life = of.shelf_life_days.map(|days| (days as f64 * left * self.rng.random_range(0.9..1.0)) as u64);
        let place = self.lots.len();
        self.lots.push(PastLot {
            id: ids::at("lot", &place.to_string(), at),
            product,
            warehouse: house,
            code: format!("{}{:03}-{}", day.format("%y%m%d"), place % 1_000, self.given.company.warehouses[house].code),
            expires_on: life.and_then(|days| day.checked_add_days(Days::new(days))),
            blocked: false,
            movements: Vec::new(),
            on_hand: 0,
            reserved: 0,
        });
        let houses = self.houses();
        self.shelves[product * houses + house].push(place);
        self.moved(place, Movement { at, on_hand: quantity, reserved: 0, why, order: None });
        place
    }

    fn moved(&mut self, lot: usize, movement: Movement) {
        let lot = &mut self.lots[lot];
        lot.on_hand += movement.on_hand;
        lot.reserved += movement.reserved;
        debug_assert!(0 <= lot.reserved && lot.reserved <= lot.on_hand, "{lot:?}");
        lot.movements.push(movement);
    }

    /// Lots of which something can be promised, first expired first, with how much.
    fn free(&self, product: usize, house: usize, day: NaiveDate, at: DateTime<Utc>) -> Vec<(usize, i64)> {
        let least = TimeDelta::days(self.product(product).min_days_left.unwrap_or(MIN_DAYS_LEFT));
        let shelf = &self.shelves[product * self.houses() + house];
        let mut free: Vec<(usize, i64)> = shelf
            .iter()
            .filter(|place| {
                let lot = &self.lots[**place];
                let came = lot.movements.first().is_some_and(|first| first.at <= at);
                came && !lot.blocked && lot.expires_on.is_none_or(|on| on - least >= day)
            })
            .map(|place| (*place, self.lots[*place].on_hand - self.lots[*place].reserved))
            .filter(|(_, free)| *free > 0)
            .collect();
        free.sort_by_key(|(place, _)| (self.lots[*place].expires_on.unwrap_or(NaiveDate::MAX), self.lots[*place].id));
        free
    }

    fn free_sum(&self, product: usize, house: usize, day: NaiveDate, at: DateTime<Utc>) -> i64 {
        self.free(product, house, day, at).iter().map(|(_, free)| free).sum()
    }

    /// A day on which trucks of suppliers come.
    fn supply(&mut self, day: NaiveDate, at: DateTime<Utc>) {
        for product in 0..self.given.company.products.len() {
            for house in 0..self.houses() {
                if !self.comes(product, house, day) || self.fails(product, house, day) {
                    continue;
                }
                let pack = self.product(product).pack_size.max(1);
                let want = (self.cover(product, house) * self.rng.random_range(0.85..1.2)).max(pack as f64);
                let missing = want - self.free_sum(product, house, day, at) as f64;
                if missing > 0.0 {
                    self.lot(product, house, at, whole_packs(missing, pack), 0.93, Why::Received);
                }
            }
        }
    }

    /// Backorders, oldest first, get what came in.
    fn try_all_again(&mut self, at: DateTime<Utc>) {
        for order in std::mem::take(&mut self.waiting) {
            if !self.try_again(order, at) {
                self.waiting.push(order);
            }
        }
    }

    /// What is broken or long expired leaves the shelves.
    fn look_through(&mut self, day: NaiveDate, at: DateTime<Utc>) {
        let weekly = day.weekday() == chrono::Weekday::Mon;
        for place in 0..self.lots.len() {
            let lot = &self.lots[place];
            let free = lot.on_hand - lot.reserved;
            let came = lot.movements.first().is_some_and(|first| first.at < at);
            if free == 0 || !came {
                continue;
            }
            let late = lot.expires_on.is_some_and(|on| on + Days::new(THROWN_AWAY_AFTER) < day);
            let movement = |on_hand, why| Movement { at, on_hand, reserved: 0, why, order: None };
            if late && weekly {
                self.moved(place, movement(-free, Why::Expired));
            } else if self.rng.random_bool(0.0006) {
                let broken = self.rng.random_range(1..=3).min(free);
                self.moved(place, movement(-broken, Why::Damaged));
            }
        }
    }

    /// One warehouse for an order: the nearest of those that can fill most of it.
    fn choose(
        &self,
        shop: usize,
        lines: &[(usize, i64)],
        fulfilment: Fulfilment,
        at: DateTime<Utc>,
    ) -> Result<usize, Vec<Reason>> {
        let day = self.today(at);
        let free = |house, product| self.free_sum(product, house, day, at);
        let fills =
            |house: usize| -> i64 { lines.iter().map(|(product, units)| (*units).min(free(house, *product))).sum() };
        let everything: i64 = lines.iter().map(|(_, units)| units).sum();
        let mut best: Option<(usize, i64)> = None;
        for house in &self.near[shop] {
            let filled = fills(*house);
            if best.is_none_or(|(_, most)| filled > most) {
                best = Some((*house, filled));
            }
        }
        let enough = |filled: i64| match fulfilment {
            Fulfilment::Complete => filled == everything,
            Fulfilment::Available => filled > 0,
        };
        match best {
            Some((house, filled)) if enough(filled) => Ok(house),
            _ => {
                let most = |product| self.near[shop].iter().map(|house| free(*house, product)).max().unwrap_or(0);
                let reason = |(product, units): &(usize, i64)| match most(*product) {
                    0 => Reason::new(ReasonCode::OutOfStock),
                    few if few < *units => Reason::new(ReasonCode::NotEnoughStock).with("available", few),
                    _ => Reason::new(ReasonCode::OtherLinesUnavailable),
                };
                Err(lines.iter().map(reason).collect())
            }
        }
    }

    fn hold(&mut self, order: OrderId, shop: usize, house: usize, lines: &[(usize, i64)], at: DateTime<Utc>) -> Hold {
        let day = self.today(at);
        let (mut takes, mut reserved) = (Vec::new(), Vec::with_capacity(lines.len()));
        for (product, units) in lines {
            let mut missing = *units;
            for (lot, free) in self.free(*product, house, day, at) {
                let some = missing.min(free);
                if some > 0 {
                    self.moved(
                        lot,
                        Movement { at, on_hand: 0, reserved: some, why: Why::Reserved, order: Some(order) },
                    );
                    takes.push((lot, some));
                    missing -= some;
                }
            }
            reserved.push(units - missing);
        }
        let delivery_id = ids::at("delivery", &order.to_string(), at);
        let on = self.delivery_day(shop, house, at);
        Hold { warehouse: house, delivery_id, on, at, scheduled_at: at + TimeDelta::milliseconds(45), reserved, takes }
    }

    /// The first day on which the calendar of the shop's zone lets trucks go out. Capacity was never short.
    fn delivery_day(&self, shop: usize, house: usize, at: DateTime<Utc>) -> NaiveDate {
        let default = Rule { weekdays: Weekdays::MON_TO_SAT, cut_off_hour: 16, lead_days: 0 };
        let code = &self.given.company.warehouses[house].code;
        let own: Vec<_> = self.given.company.zones.iter().filter(|zone| zone.warehouse == *code).collect();
        let city = city_key(Some(&self.given.company.shops[shop].city));
        let matches = own
            .iter()
            .flat_map(|zone| zone.cities.iter().map(move |of| (of, zone)))
            .filter(|(of, _)| city_key(Some(of)) == city)
            .map(|(_, zone)| {
                let weekdays = Weekdays::of(&zone.days());
                let rule = Rule { weekdays, cut_off_hour: zone.cut_off_hour, lead_days: zone.lead_days };
                (city.clone(), rule)
            });
        let rule = ZoneMatches { default, zones: own.len() as i64, matches: matches.collect() }.rule();
        let installation = self.given.installation;
        let calendar = Calendar {
            company: installation,
            country: Country::of(installation.time_zone),
            closed: &BTreeSet::new(),
            rule,
        };
        calendar.days_for(at).next().unwrap_or_else(|| self.today(at) + TimeDelta::days(1))
    }

    fn placed(&mut self, place: usize) {
        let planned = &self.given.orders[place];
        let key = format!("{}{}", self.given.company.shops[planned.shop].key, planned.at);
        let id: OrderId = ids::at("order", &key, planned.at);
        let at = planned.at;
        let mut order = PastOrder { id, hold: None, end: End::Open, backorder: None };
        match self.choose(planned.shop, &planned.lines, planned.fulfilment, at) {
            Err(reasons) => order.end = End::Rejected { at: at + TimeDelta::milliseconds(36), reasons },
            Ok(house) => {
                let hold = self.hold(id, planned.shop, house, &planned.lines, at);
                let lines: Vec<(usize, i64)> = planned
                    .lines
                    .iter()
                    .zip(&hold.reserved)
                    .filter(|((_, units), held)| units > held)
                    .map(|((product, units), held)| (*product, units - held))
                    .collect();
                if lines.is_empty() {
                    if let Some(after) = planned.second_thoughts {
                        self.expect(planned.at + after, Event::SecondThoughts(place));
                    }
                } else {
                    let child = ids::at("backorder", &key, hold.scheduled_at);
                    order.backorder = Some(Backorder { id: child, lines, hold: None, end: End::Waiting });
                    self.waiting.push(place);
                    self.expect(hold.scheduled_at + BACKORDER_LIFE, Event::Closed(place));
                }
                order.end = self.end_of(Which::Order(place), &hold);
                order.hold = Some(hold);
            }
        }
        self.orders.push(order);
    }

    /// When it will be delivered, if that is already over; and that it is to be picked before.
    fn end_of(&mut self, which: Which, hold: &Hold) -> End {
        let minutes = |rng: &mut StdRng, most: i64| TimeDelta::seconds(rng.random_range(0..most * 60));
        let picked_at = self.given.installation.at(hold.on, 4) + minutes(&mut self.rng, 120);
        let left_at = self.given.installation.at(hold.on, 7) + minutes(&mut self.rng, 50);
        let delivered_at = self.given.installation.at(hold.on, 8) + minutes(&mut self.rng, 570);
        if delivered_at > self.given.period.1 {
            return End::Open;
        }
        self.expect(picked_at, Event::Picked(which));
        End::Delivered { picked_at, left_at, delivered_at }
    }

    fn second_thoughts(&mut self, place: usize, at: DateTime<Utc>) {
        let order = &self.orders[place];
        let id = order.id;
        let still = match order.end {
            End::Open => true,
            End::Delivered { picked_at, .. } => at < picked_at,
            _ => false,
        };
        let Some(hold) = order.hold.clone().filter(|_| still) else { return };
        for (lot, units) in hold.takes {
            self.moved(lot, Movement { at, on_hand: 0, reserved: -units, why: Why::Released, order: Some(id) });
        }
        self.orders[place].end = End::Cancelled { requested_at: at, at: at + TimeDelta::milliseconds(38) };
    }

    fn picked(&mut self, which: Which, at: DateTime<Utc>) {
        let (id, end, hold) = match which {
            Which::Order(place) => {
                let order = &self.orders[place];
                (order.id, &order.end, order.hold.clone())
            }
            Which::Backorder(place) => match &self.orders[place].backorder {
                Some(child) => (child.id, &child.end, child.hold.clone()),
                None => return,
            },
        };
        if !matches!(end, End::Delivered { .. }) {
            return;
        }
        for (lot, units) in hold.into_iter().flat_map(|hold| hold.takes) {
            self.moved(lot, Movement { at, on_hand: -units, reserved: -units, why: Why::Issued, order: Some(id) });
        }
    }

    /// A backorder gets what came in; whether it got everything.
    fn try_again(&mut self, place: usize, at: DateTime<Utc>) -> bool {
        let shop = self.given.orders[place].shop;
        let Some(child) = self.orders[place].backorder.clone() else { return true };
        if child.end != End::Waiting {
            return true;
        }
        let Ok(house) = self.choose(shop, &child.lines, Fulfilment::Complete, at) else { return false };
        let hold = self.hold(child.id, shop, house, &child.lines, at);
        let end = self.end_of(Which::Backorder(place), &hold);
        self.orders[place].backorder = Some(Backorder { hold: Some(hold), end, ..child });
        true
    }

    fn closed(&mut self, place: usize, at: DateTime<Utc>) {
        if let Some(child) = self.orders[place].backorder.as_mut().filter(|child| child.end == End::Waiting) {
            child.end = End::Expired { at };
            self.waiting.retain(|waiting| *waiting != place);
        }
    }
}

/// Warehouses from near to far. Without a pin the one in the same city is near and all others are equally far.
pub(super) fn near_to(shop: &Shop, company: &Company) -> Vec<usize> {
    let distance = |house: &usize| {
        let house = &company.warehouses[*house];
        match shop.location() {
            Some(pin) => house.location().metres_to(&pin),
            None if fold(&house.city) == fold(&shop.city) => 0.0,
            None => 1.0,
        }
    };
    let mut houses: Vec<usize> = (0..company.warehouses.len()).collect();
    houses.sort_by(|a, b| {
        let code = |house: &usize| &company.warehouses[*house].code;
        distance(a).total_cmp(&distance(b)).then_with(|| code(a).cmp(code(b)))
    });
    houses
}

fn whole_packs(units: f64, pack: i64) -> i64 {
    ((units / pack as f64).ceil() as i64).max(1) * pack
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{SEED, planned_orders};

    /// The files, what was ordered, what came of it, and now.
    fn told_at(now: &str) -> (Company, Vec<PlannedOrder>, Past, DateTime<Utc>) {
        let company = Company::read().expect("readable");
        let installation = chassis::Company::default();
        let now = DateTime::parse_from_rfc3339(now).expect("instant").with_timezone(&Utc);
        let period = (now - TimeDelta::days(90), now);
        let orders = planned_orders(&company, &installation, period);
        let given = Given { seed: SEED, company: &company, installation: &installation, period, orders: &orders };
        let past = told(&given);
        assert_eq!(past, told(&given), "the same every time");
        (company, orders, past, now)
    }

    fn count(past: &Past, of: impl Fn(&PastOrder) -> bool) -> usize {
        past.orders.iter().filter(|order| of(order)).count()
    }

    #[test]
    fn orders_end_as_they_do_in_life() {
        // A Tuesday morning, a Saturday night, a Monday after a holiday.
        for now in ["2026-11-24T14:00:00Z", "2026-11-29T03:00:00Z", "2027-01-12T11:00:00Z"] {
            let (_, orders, past, _) = told_at(now);
            let all = orders.len();
            assert_eq!(past.orders.len(), all);
            assert!((1_000..1_700).contains(&all), "{all} orders");
            let delivered = count(&past, |order| matches!(order.end, End::Delivered { .. }));
            let rejected = count(&past, |order| matches!(order.end, End::Rejected { .. }));
            let cancelled = count(&past, |order| matches!(order.end, End::Cancelled { .. }));
            let open = count(&past, |order| order.end == End::Open);
            let backorders = count(&past, |order| order.backorder.is_some());
            let waiting = count(&past, |order| order.backorder.as_ref().is_some_and(|child| child.end == End::Waiting));
            let late = count(&past, |order| {
                order.backorder.as_ref().is_some_and(|child| matches!(child.end, End::Delivered { .. }))
            });
            assert_eq!(delivered + rejected + cancelled + open, all);
            assert!(delivered * 100 / all >= 85, "{delivered} delivered of {all}");
            assert!((3..all / 15).contains(&rejected), "{rejected} rejected");
            assert!((10..all / 15).contains(&cancelled), "{cancelled} cancelled");
            assert!((4..90).contains(&open), "{open} open");
            assert!((15..all / 6).contains(&backorders), "{backorders} backorders");
            assert!(waiting >= 1 && late >= 5, "{waiting} wait, {late} came later");
        }
    }

    #[test]
    fn stock_is_the_sum_of_its_movements_and_never_negative() {
        let (_, _, past, now) = told_at("2026-11-24T14:00:00Z");
        for lot in &past.lots {
            let (mut on_hand, mut reserved) = (0, 0);
            for movement in &lot.movements {
                on_hand += movement.on_hand;
                reserved += movement.reserved;
                assert!(0 <= reserved && reserved <= on_hand, "{lot:?}");
                assert!(movement.at <= now, "{movement:?}");
            }
            assert_eq!((on_hand, reserved), (lot.on_hand, lot.reserved));
            assert!(lot.movements.windows(2).all(|pair| pair[0].at <= pair[1].at), "in order: {lot:?}");
        }
        // What is reserved is what open orders hold.
        let mut held: BTreeMap<usize, i64> = BTreeMap::new();
        let children = past.orders.iter().filter_map(|order| order.backorder.as_ref());
        let ends = past.orders.iter().map(|order| (&order.end, &order.hold));
        for (end, hold) in ends.chain(children.map(|child| (&child.end, &child.hold))) {
            if let (End::Open, Some(hold)) = (end, hold) {
                hold.takes.iter().for_each(|(lot, units)| *held.entry(*lot).or_default() += units);
            }
        }
        for (place, lot) in past.lots.iter().enumerate() {
            assert_eq!(lot.reserved, held.get(&place).copied().unwrap_or(0));
        }
    }

    #[test]
    fn deliveries_are_on_business_days_after_the_order() {
        let (_, orders, past, now) = told_at("2026-11-24T14:00:00Z");
        let installation = chassis::Company::default();
        for (planned, order) in orders.iter().zip(&past.orders) {
            let Some(hold) = &order.hold else { continue };
            assert!(hold.on > installation.local_date(planned.at), "{hold:?}");
            assert!(hold.on.weekday() != chrono::Weekday::Sun && !Country::Colombia.is_holiday(hold.on));
            assert!((hold.on - installation.local_date(planned.at)).num_days() <= 6);
            if let End::Delivered { picked_at, left_at, delivered_at } = order.end {
                assert!(planned.at < picked_at && picked_at < left_at && left_at < delivered_at && delivered_at <= now);
            } else if order.end == End::Open {
                assert!(hold.on >= installation.local_date(now));
            }
        }
    }

    #[test]
    fn there_is_something_for_the_warehouse_to_look_after() {
        let (company, _, past, now) = told_at("2026-11-24T14:00:00Z");
        let today = chassis::Company::default().local_date(now);
        let lies = || past.lots.iter().filter(|lot| lot.on_hand > 0);
        let expired = lies().filter(|lot| lot.expires_on.is_some_and(|on| on < today)).count();
        let soon =
            lies().filter(|lot| lot.expires_on.is_some_and(|on| on >= today && on < today + Days::new(30))).count();
        let blocked = lies().filter(|lot| lot.blocked).count();
        assert!(expired >= 2 && soon >= 10 && blocked >= 2, "{expired} expired, {soon} soon, {blocked} blocked");
        let mut sellable: BTreeMap<(usize, usize), i64> = BTreeMap::new();
        for lot in lies().filter(|lot| !lot.blocked) {
            let least = company.products[lot.product].min_days_left.unwrap_or(MIN_DAYS_LEFT);
            if lot.expires_on.is_none_or(|on| on - TimeDelta::days(least) >= today) {
                *sellable.entry((lot.product, lot.warehouse)).or_default() += lot.on_hand - lot.reserved;
            }
        }
        let pairs = company.products.len() * 3;
        let there = sellable.values().filter(|units| **units > 0).count();
        assert!(there > pairs * 85 / 100 && there < pairs, "{there} of {pairs} places have stock");
        let why = |why: Why| past.lots.iter().flat_map(|lot| &lot.movements).filter(|m| m.why == why).count();
        assert!(why(Why::Expired) > 0 && why(Why::Damaged) > 0 && why(Why::Released) > 0);
    }
}
