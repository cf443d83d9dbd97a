//! Three years of business, week by week. Pure and seeded: the same weeks every time, so that a load that was interrupted goes
//! on where it stopped. Only what is not over yet is kept in memory.
//!
//! Few shops order much and many little, and so it is with goods; Mondays, pay-days and December are busy, and the company
//! grows. Time goes by from event to event, and stock keeps the rules that inventory keeps: one warehouse for an order,
//! first expired first out, nothing below zero. Goods come on Mondays, as many as the week will need and some weeks more.

use crate::demo::company::{Company, Product};
use crate::demo::{ids, prices};
use crate::simulate::planner::{hour_share, payday, weekday_share};
use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use contracts::inventory::StockReserved;
use contracts::purchasing::PriceFrom;
use contracts::sales::{Fulfilment, OrderedLine, RefusedLine, ReservedLine};
use contracts::{
    CustomerId, DeliveryId, LotId, OrderId, ProductId, Quantity, Reason, ReasonCode, SellerId, ShipTo, TaxRate,
    WarehouseId,
};
use inventory::{
    HistoricLot, HistoricMovement, HistoricReservation, LotBefore, LotState, MovementReason, ReservationState,
};
use logistics::calendar::{Calendar, Rule, Weekdays};
use logistics::holidays::Country;
use logistics::zones::{ZoneMatches, city_key};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sales::{HistoricBackorder, HistoricDelivery, HistoricLine, HistoricOrder, HistoricOutcome};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// How likely an order has so many lines, in percent; eight on average.
const LINES: [(usize, u32); 11] =
    [(3, 8), (4, 11), (5, 12), (6, 12), (7, 12), (8, 10), (9, 8), (10, 8), (12, 8), (15, 6), (20, 5)];
/// Of a thousand orders so many are rejected, cancelled, or sent without something that comes later.
const REJECTED: u32 = 15;
const CANCELLED: u32 = 25;
const SHORT: u32 = 20;
/// A backorder that is not filled after this is closed.
const BACKORDER_LIFE: TimeDelta = TimeDelta::days(14);
/// Weeks that goods should last after a delivery, if they keep.
const COVER: f64 = 5.0;
/// How fast the habits of a place follow its weeks.
const MEMORY: f64 = 0.8;

/// What happened in a week, as the services take it.
#[derive(Debug, Default)]
pub struct Week {
    /// Its first day.
    pub from: NaiveDate,
    /// The orders that were submitted, oldest first, with all that became of them.
    pub orders: Vec<HistoricOrder>,
    /// The lots to which something happened.
    pub lots: Vec<HistoricLot>,
    /// What orders and backorders took hold of.
    pub reservations: Vec<HistoricReservation>,
    /// The deliveries that were scheduled.
    pub trips: Vec<Trip>,
}

/// A delivery and what led to it.
#[derive(Clone, Debug)]
pub struct Trip {
    /// The order.
    pub order_id: OrderId,
    /// Which shop.
    pub customer_id: CustomerId,
    /// Who looks after it.
    pub seller_id: Option<SellerId>,
    /// Where it went.
    pub ship_to: ShipTo,
    /// All or nothing, or what there was.
    pub fulfilment: Fulfilment,
    /// What was ordered.
    pub lines: Vec<OrderedLine>,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// What was held.
    pub held: StockReserved,
    /// When.
    pub held_at: DateTime<Utc>,
    /// The delivery.
    pub delivery: HistoricDelivery,
    /// How it ended.
    pub end: TripEnd,
}

/// How a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TripEnd {
    /// It has not.
    Open,
    /// At the shop.
    Delivered(DateTime<Utc>),
    /// By request.
    Cancelled(DateTime<Utc>),
}

/// What the past is made of.
pub struct Given {
    /// Everything is random but for this.
    pub seed: u64,
    /// The company.
    pub company: Company,
    /// Its calendar and clock.
    pub installation: chassis::Company,
    /// The prices of each product.
    pub prices: Vec<Vec<PriceFrom>>,
    /// When each shop came, in ascending order.
    pub since: Vec<DateTime<Utc>>,
    /// When the past began and when it ends.
    pub period: (DateTime<Utc>, DateTime<Utc>),
    /// How many orders.
    pub orders: usize,
}

/// An order of the week that is being told, before anything became of it.
struct Planned {
    id: OrderId,
    shop: usize,
    house: usize,
    at: DateTime<Utc>,
    lines: Vec<(usize, i64)>,
    luck: u32,
}

/// A lot that is not used up.
struct Open {
    id: LotId,
    place: usize,
    code: String,
    expires_on: Option<NaiveDate>,
    on_hand: i64,
    reserved: i64,
    steps: usize,
    before: Option<LotBefore>,
    news: Vec<HistoricMovement>,
}

/// What an order holds, by the lot's place in [`Telling::lots`].
type Takes = Vec<(usize, i64)>;

enum Event {
    Picked(OrderId, Takes),
    LetGo(OrderId, Takes),
    /// A backorder is tried again.
    Fill(Box<Trip>, usize, HistoricReservation),
}

/// Times of a delivery.
struct Course {
    delivery: HistoricDelivery,
    picked_at: DateTime<Utc>,
    left_at: DateTime<Utc>,
    delivered_at: DateTime<Utc>,
}

/// Tells the weeks, one after the other.
pub struct Telling {
    given: Given,
    rng: StdRng,
    /// Days that are still to be told, with their numbers of orders.
    days: VecDeque<(NaiveDate, usize)>,
    told: u64,
    came: u64,
    /// Cumulative, by shop and by product.
    shops: Vec<f64>,
    goods: Vec<f64>,
    near: Vec<Vec<usize>>,
    sellers: Vec<Option<SellerId>>,
    products: Vec<ProductId>,
    houses: Vec<WarehouseId>,
    rules: Vec<Rule>,
    rule_of: HashMap<(usize, String), usize>,
    day_of: HashMap<(usize, NaiveDate, bool), NaiveDate>,
    lots: Vec<Open>,
    /// Places in `lots` that can be used again.
    vacant: Vec<usize>,
    /// Lots by product and warehouse, first expired first.
    shelves: Vec<Vec<usize>>,
    /// Units that a place needs in an ordinary week.
    pace: Vec<f64>,
    touched: BTreeSet<usize>,
    ahead: BTreeMap<(DateTime<Utc>, u64), Event>,
    arrivals: u64,
}

impl Telling {
    /// Begins before the first week.
    #[must_use]
    pub fn new(given: Given) -> Self {
        let company = &given.company;
        let places = company.products.len() * company.warehouses.len();
        let sellers = company.sellers();
        let mut rng = StdRng::seed_from_u64(given.seed ^ 0x7061_7374);
        // A few shops order every day, most of them once a fortnight; a few goods are in every basket.
        let shops = cumulative((0..company.shops.len()).map(|_| rank_weight(&mut rng, company.shops.len(), 0.4)));
        let goods = cumulative((0..company.products.len()).map(|_| rank_weight(&mut rng, company.products.len(), 0.8)));
        Self {
            days: days(&given).into(),
            shops,
            goods,
            near: company.shops.iter().map(|shop| crate::demo::past::near_to(shop, company)).collect(),
            sellers: company.shops.iter().map(|shop| sellers.get(shop.seller.as_str()).map(|one| one.id())).collect(),
            products: company.products.iter().map(Product::id).collect(),
            houses: company.warehouses.iter().map(|house| house.id()).collect(),
            rules: Vec::new(),
            rule_of: HashMap::new(),
            day_of: HashMap::new(),
            lots: Vec::new(),
            vacant: Vec::new(),
            shelves: vec![Vec::new(); places],
            pace: vec![0.0; places],
            touched: BTreeSet::new(),
            ahead: BTreeMap::new(),
            arrivals: 0,
            told: 0,
            came: 0,
            rng,
            given,
        }
    }

    /// The next week (or some, if nothing was ordered for a while), and nothing after the last.
    ///
    /// # Errors
    /// When a number of the company is out of range.
    pub fn week(&mut self) -> anyhow::Result<Option<Week>> {
        let Some((first, _)) = self.days.front().copied() else { return Ok(None) };
        let is_first = self.told == 0 && self.came == 0;
        let mut week = Week { from: first, ..Week::default() };
        while week.reservations.is_empty() && !self.days.is_empty() {
            let mut planned = self.plan()?;
            let monday = self.days.front().map_or(self.given.period.1, |(day, _)| self.given.installation.at(*day, 1));
            let until = monday.min(self.given.period.1);
            self.supply(if is_first { first } else { planned.0 }, &planned.1, until);
            for order in planned.1.drain(..) {
                self.happen(order.at, &mut week)?;
                self.place(order, &mut week)?;
            }
            self.happen(until, &mut week)?;
        }
        week.lots = self.news();
        Ok(Some(week))
    }

    /// The orders of the days up to the next Monday, oldest first, and the first of the days.
    fn plan(&mut self) -> anyhow::Result<(NaiveDate, Vec<Planned>)> {
        let first = self.days.front().context("a day is left")?.0;
        let mut orders = Vec::new();
        while let Some((day, count)) = self.days.pop_front() {
            let mut times: Vec<DateTime<Utc>> = (0..count).map(|_| self.time(day)).collect();
            times.sort();
            for at in times {
                orders.push(self.planned(at));
            }
            if self.days.front().is_some_and(|(next, _)| next.weekday() == Weekday::Mon) {
                break;
            }
        }
        Ok((first, orders))
    }

    /// An instant of a day, when shops are awake, and not later than the end.
    fn time(&mut self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = self.given.installation.day(day).0;
        loop {
            let mut point: f64 = self.rng.random_range(0.0..0.96);
            let hour = (6..22).find(|hour| {
                point -= hour_share(*hour);
                point < 0.0
            });
            let micros = self.rng.random_range(0..3_600_000_000_i64);
            let at = midnight + TimeDelta::hours(i64::from(hour.unwrap_or(12))) + TimeDelta::microseconds(micros);
            if at < self.given.period.1 {
                return at;
            }
        }
    }

    fn planned(&mut self, at: DateTime<Utc>) -> Planned {
        self.told += 1;
        let there = self.given.since.partition_point(|since| *since < at).max(1);
        let shop = drawn(&self.shops[..there], &mut self.rng);
        let mut point = self.rng.random_range(0..LINES.iter().map(|(_, share)| share).sum());
        let lines = LINES.iter().find(|(_, share)| {
            let hit = point < *share;
            point = point.saturating_sub(*share);
            hit
        });
        let count = lines.map_or(8, |(lines, _)| *lines).min(self.products.len());
        let mut lines: Vec<(usize, i64)> = Vec::with_capacity(count);
        while lines.len() < count {
            let product = drawn(&self.goods, &mut self.rng);
            if lines.iter().all(|(there, _)| *there != product) {
                lines.push((product, self.units(product)));
            }
        }
        let second = self.near[shop].len() > 1 && self.rng.random_bool(0.04);
        Planned {
            id: ids::at("reference order", &self.told.to_string(), at),
            shop,
            house: self.near[shop][usize::from(second)],
            at,
            lines,
            luck: self.rng.random_range(0..1_000),
        }
    }

    /// A pack mostly, sometimes several; of dear goods single units.
    fn units(&mut self, product: usize) -> i64 {
        let of = &self.given.company.products[product];
        let step = if of.price_cop * of.pack_size > 160_000 { (of.pack_size / 6).max(1) } else { of.pack_size.max(1) };
        let mut steps = 1;
        while steps < 12 && self.rng.random_bool(0.28) {
            steps += 1;
        }
        step * steps
    }

    /// Goods come for the week, and what is too old goes.
    fn supply(&mut self, day: NaiveDate, planned: &[Planned], until: DateTime<Utc>) {
        let is_first = self.came == 0;
        let is_last = self.days.is_empty();
        let opened = self.given.installation.at(day, 1);
        let mut needs: HashMap<usize, i64> = HashMap::new();
        for order in planned {
            for (product, units) in &order.lines {
                *needs.entry(product * self.houses.len() + order.house).or_default() += units;
            }
        }
        for event in self.ahead.range(..(until, u64::MAX)).map(|(_, event)| event) {
            if let Event::Fill(trip, house, _) = event {
                for line in &trip.lines {
                    if let Some(product) = self.products.iter().position(|id| *id == line.product_id) {
                        *needs.entry(product * self.houses.len() + house).or_default() += line.quantity.get();
                    }
                }
            }
        }
        for place in 0..self.shelves.len() {
            let of = &self.given.company.products[place / self.houses.len()];
            let (life, least, pack) = (of.shelf_life_days, of.min_days_left.unwrap_or(7), of.pack_size.max(1));
            let at = opened + TimeDelta::microseconds(self.rng.random_range(0..1_800_000_000));
            for lot in self.shelves[place].clone() {
                let one = &self.lots[lot];
                let old = one.expires_on.is_some_and(|on| on - TimeDelta::days(least) < day);
                if old && one.reserved == 0 && one.on_hand > 0 {
                    let gone = one.on_hand;
                    self.moved(lot, at, -gone, 0, MovementReason::Expired, None);
                }
            }
            let need = needs.get(&place).copied().unwrap_or(0);
            self.pace[place] = self.pace[place] * MEMORY + need as f64 * (1.0 - MEMORY);
            let free: i64 =
                self.shelves[place].iter().map(|lot| self.lots[*lot].on_hand - self.lots[*lot].reserved).sum();
            let wanted = if is_first || is_last { need.max(1) } else { need };
            if free >= wanted {
                continue;
            }
            let keeps = life.map_or(COVER, |life| (((life - least) as f64) / 9.0).clamp(0.3, COVER));
            let missing = (wanted - free) as f64 + self.pace[place] * keeps;
            let quantity = ((missing / pack as f64).ceil() as i64).max(1) * pack;
            let left = life.map(|life| (life * self.rng.random_range(90..98) / 100).max(least + 8));
            let why = if is_first { MovementReason::Opening } else { MovementReason::Received };
            self.arrived(place, day, at, quantity, left, why);
        }
    }

    fn arrived(
        &mut self,
        place: usize,
        day: NaiveDate,
        at: DateTime<Utc>,
        quantity: i64,
        left: Option<i64>,
        why: MovementReason,
    ) {
        self.came += 1;
        let code = &self.given.company.warehouses[place % self.houses.len()].code;
        let lot = Open {
            id: ids::at("reference lot", &self.came.to_string(), at),
            place,
            code: format!("{}{:05}-{code}", day.format("%y%m%d"), self.came % 100_000),
            expires_on: left.map(|days| day + TimeDelta::days(days)),
            on_hand: 0,
            reserved: 0,
            steps: 0,
            before: None,
            news: Vec::new(),
        };
        let at_place = match self.vacant.pop() {
            Some(vacant) => {
                self.lots[vacant] = lot;
                vacant
            }
            None => {
                self.lots.push(lot);
                self.lots.len() - 1
            }
        };
        let key = |lots: &[Open], lot: usize| lots[lot].expires_on.unwrap_or(NaiveDate::MAX);
        let expires = key(&self.lots, at_place);
        let shelf = &self.shelves[place];
        let before = shelf.partition_point(|other| key(&self.lots, *other) <= expires);
        self.shelves[place].insert(before, at_place);
        self.moved(at_place, at, quantity, 0, why, None);
    }

    fn moved(
        &mut self,
        lot: usize,
        at: DateTime<Utc>,
        on_hand: i64,
        reserved: i64,
        reason: MovementReason,
        order: Option<OrderId>,
    ) {
        self.touched.insert(lot);
        let one = &mut self.lots[lot];
        one.on_hand += on_hand;
        one.reserved += reserved;
        one.steps += 1;
        debug_assert!(0 <= one.reserved && one.reserved <= one.on_hand, "{} {}", one.reserved, one.on_hand);
        one.news.push(HistoricMovement {
            at,
            delta_on_hand: on_hand,
            delta_reserved: reserved,
            reason,
            order,
            actor_id: None,
        });
    }

    /// Takes hold of goods; how much of each line, and from which lots.
    fn hold(&mut self, id: OrderId, house: usize, lines: &[(usize, i64)], at: DateTime<Utc>) -> (Vec<i64>, Takes) {
        let (mut reserved, mut takes) = (Vec::with_capacity(lines.len()), Takes::new());
        for (product, units) in lines {
            let mut missing = *units;
            let place = product * self.houses.len() + house;
            let mut next = 0;
            while missing > 0 && next < self.shelves[place].len() {
                let lot = self.shelves[place][next];
                next += 1;
                let some = missing.min(self.lots[lot].on_hand - self.lots[lot].reserved);
                if some > 0 {
                    self.moved(lot, at, 0, some, MovementReason::Reserved, Some(id));
                    takes.push((lot, some));
                    missing -= some;
                }
            }
            reserved.push(units - missing);
        }
        (reserved, takes)
    }

    /// Everything that was to happen before an instant happens.
    fn happen(&mut self, before: DateTime<Utc>, week: &mut Week) -> anyhow::Result<()> {
        while let Some(entry) = self.ahead.first_entry().filter(|entry| entry.key().0 < before) {
            let ((at, _), event) = entry.remove_entry();
            match event {
                Event::Picked(id, takes) => {
                    for (lot, units) in takes {
                        self.moved(lot, at, -units, -units, MovementReason::Issued, Some(id));
                    }
                }
                Event::LetGo(id, takes) => {
                    for (lot, units) in takes {
                        self.moved(lot, at, 0, -units, MovementReason::Released, Some(id));
                    }
                }
                Event::Fill(trip, house, reservation) => self.fill(*trip, house, reservation, week)?,
            }
        }
        Ok(())
    }

    fn expect(&mut self, at: DateTime<Utc>, event: Event) {
        if at <= self.given.period.1 {
            self.arrivals += 1;
            self.ahead.insert((at, self.arrivals), event);
        }
    }

    /// A backorder gets what came in on Monday.
    fn fill(
        &mut self,
        trip: Trip,
        house: usize,
        mut reservation: HistoricReservation,
        week: &mut Week,
    ) -> anyhow::Result<()> {
        let find = |line: &OrderedLine| {
            let product = self.products.iter().position(|id| *id == line.product_id);
            product.map(|product| (product, line.quantity.get())).context("a backorder of unknown goods")
        };
        let lines = trip.lines.iter().map(find).collect::<anyhow::Result<Vec<_>>>()?;
        let (held, takes) = self.hold(trip.order_id, house, &lines, trip.held_at);
        anyhow::ensure!(held.iter().zip(&lines).all(|(held, line)| *held == line.1), "too little came for a backorder");
        reservation.takes = self.named(&takes);
        if trip.end != TripEnd::Open {
            self.expect(reservation.updated_at, Event::Picked(trip.order_id, takes));
        }
        week.reservations.push(reservation);
        week.trips.push(trip);
        Ok(())
    }

    fn named(&self, takes: &Takes) -> Vec<(LotId, i64)> {
        takes.iter().map(|(lot, units)| (self.lots[*lot].id, *units)).collect()
    }

    fn place(&mut self, planned: Planned, week: &mut Week) -> anyhow::Result<()> {
        let now = self.given.period.1;
        let Planned { id, shop, house, at, lines, luck } = planned;
        let complete = self.rng.random_bool(0.2);
        let mut order = self.order((id, at), &lines, shop, complete)?;
        if luck < REJECTED {
            let reason = |(i, (product, _)): (usize, &(usize, i64))| RefusedLine {
                product_id: self.products[*product],
                reason: Reason::new(if i == 0 { ReasonCode::OutOfStock } else { ReasonCode::OtherLinesUnavailable }),
                substitutes: Vec::new(),
            };
            order.fulfilment = Fulfilment::Complete;
            let lines = lines.iter().enumerate().map(reason).collect();
            order.outcome = HistoricOutcome::Rejected { at: at + TimeDelta::milliseconds(36), lines };
            week.orders.push(order);
            return Ok(());
        }
        let is_short = luck >= 1_000 - SHORT;
        // The first line is short by some or all.
        let mut wanted = lines.clone();
        if is_short {
            wanted[0].1 = self.rng.random_range(0..lines[0].1);
            order.fulfilment = Fulfilment::Available;
        }
        let held_at = at + TimeDelta::milliseconds(18);
        let (held, takes) = self.hold(id, house, &wanted, held_at);
        let all = held.iter().zip(&wanted).all(|(held, (_, units))| held == units);
        anyhow::ensure!(all, "too little came for the orders of the week of {}", week.from);
        for (line, held) in order.lines.iter_mut().zip(&held) {
            (line.reserved, line.delivered) = (*held, *held);
        }
        let course = self.course(id, shop, house, at);
        let arrived = course.delivered_at <= now;
        let (mut state, mut updated_at, mut end) = (ReservationState::Held, held_at, TripEnd::Open);
        order.outcome = HistoricOutcome::Scheduled(course.delivery);
        let cancelled_at = at + TimeDelta::seconds(self.rng.random_range(240..9_000));
        let is_cancelled =
            (REJECTED..REJECTED + CANCELLED).contains(&luck) && cancelled_at < course.picked_at && cancelled_at < now;
        if is_cancelled {
            let done = cancelled_at + TimeDelta::milliseconds(38);
            (state, updated_at, end) = (ReservationState::Released, cancelled_at, TripEnd::Cancelled(done));
            order.outcome =
                HistoricOutcome::Cancelled { delivery: Some(course.delivery), requested_at: cancelled_at, at: done };
        } else if arrived {
            (state, updated_at, end) =
                (ReservationState::Issued, course.picked_at, TripEnd::Delivered(course.delivered_at));
            order.outcome = HistoricOutcome::Delivered {
                delivery: course.delivery,
                picked_at: course.picked_at,
                left_at: course.left_at,
                delivered_at: course.delivered_at,
            };
        }
        if is_short && !is_cancelled {
            order.backorder = Some(self.backorder(&order, shop, house, lines[0], wanted[0].1, &course)?);
        }
        let trip = self.trip(&order, shop, house, &lines, held, (held_at, course.delivery, end))?;
        week.reservations.push(HistoricReservation {
            order_id: id,
            warehouse_id: self.houses[house],
            state,
            lines: trip.held.lines.clone(),
            takes: self.named(&takes),
            at: held_at,
            updated_at,
        });
        if is_cancelled {
            self.expect(cancelled_at, Event::LetGo(id, takes));
        } else if arrived {
            self.expect(course.picked_at, Event::Picked(id, takes));
        }
        week.trips.push(trip);
        week.orders.push(order);
        Ok(())
    }

    /// What was missing from an order: it comes the Monday after, or never.
    fn backorder(
        &mut self,
        order: &HistoricOrder,
        shop: usize,
        house: usize,
        (product, units): (usize, i64),
        got: i64,
        course: &Course,
    ) -> anyhow::Result<HistoricBackorder> {
        let now = self.given.period.1;
        let id: OrderId = ids::at("reference backorder", &order.id.to_string(), course.delivery.scheduled_at);
        let closes = course.delivery.scheduled_at + BACKORDER_LIFE;
        if self.rng.random_bool(0.05) {
            let outcome =
                if closes <= now { HistoricOutcome::Expired { at: closes } } else { HistoricOutcome::Waiting };
            return Ok(HistoricBackorder { id, outcome });
        }
        let today = self.given.installation.local_date(order.submitted_at);
        let monday = today + TimeDelta::days(7 - i64::from(today.weekday().num_days_from_monday()));
        let at = self.given.installation.at(monday, 5) + TimeDelta::seconds(self.rng.random_range(0..1_800));
        if at >= now {
            return Ok(HistoricBackorder { id, outcome: HistoricOutcome::Waiting });
        }
        let later = self.course(id, shop, house, at);
        let arrived = later.delivered_at <= now;
        let missing = vec![(product, units - got)];
        let child = HistoricOrder { id, fulfilment: Fulfilment::Complete, submitted_at: at, ..order.clone() };
        let end = if arrived { TripEnd::Delivered(later.delivered_at) } else { TripEnd::Open };
        let trip = self.trip(&child, shop, house, &missing, vec![units - got], (at, later.delivery, end))?;
        let (state, updated_at) =
            if arrived { (ReservationState::Issued, later.picked_at) } else { (ReservationState::Held, at) };
        let reservation = HistoricReservation {
            order_id: id,
            warehouse_id: self.houses[house],
            state,
            lines: trip.held.lines.clone(),
            takes: Vec::new(),
            at,
            updated_at,
        };
        self.expect(at, Event::Fill(Box::new(trip), house, reservation));
        let outcome = if arrived {
            HistoricOutcome::Delivered {
                delivery: later.delivery,
                picked_at: later.picked_at,
                left_at: later.left_at,
                delivered_at: later.delivered_at,
            }
        } else {
            HistoricOutcome::Scheduled(later.delivery)
        };
        Ok(HistoricBackorder { id, outcome })
    }

    fn order(
        &self,
        (id, at): (OrderId, DateTime<Utc>),
        lines: &[(usize, i64)],
        shop: usize,
        complete: bool,
    ) -> anyhow::Result<HistoricOrder> {
        let line = |(product, units): &(usize, i64)| {
            let of = &self.given.company.products[*product];
            Ok(HistoricLine {
                product_id: self.products[*product],
                sku: of.sku.clone(),
                name: of.name.clone(),
                quantity: quantity(*units)?,
                reserved: 0,
                delivered: 0,
                unit_price: prices::at(&self.given.prices[*product], at)
                    .with_context(|| format!("{} had no price", of.sku))?,
                tax_rate: TaxRate::new(of.tax_rate_bp).ok().with_context(|| format!("{}: tax rate", of.sku))?,
            })
        };
        let of = &self.given.company.shops[shop];
        Ok(HistoricOrder {
            id,
            customer_id: of.id(),
            seller_id: self.sellers[shop],
            ship_to: of.ship_to(),
            fulfilment: if complete { Fulfilment::Complete } else { Fulfilment::Available },
            lines: lines.iter().map(line).collect::<anyhow::Result<_>>()?,
            note: None,
            submitted_at: at,
            outcome: HistoricOutcome::Waiting,
            backorder: None,
        })
    }

    fn trip(
        &self,
        order: &HistoricOrder,
        shop: usize,
        house: usize,
        lines: &[(usize, i64)],
        held: Vec<i64>,
        (held_at, delivery, end): (DateTime<Utc>, HistoricDelivery, TripEnd),
    ) -> anyhow::Result<Trip> {
        let line = |(product, units): &(usize, i64)| {
            let of = &self.given.company.products[*product];
            Ok(OrderedLine {
                product_id: self.products[*product],
                quantity: quantity(*units)?,
                weight_grams: of.weight_grams,
                volume_ml: of.volume_ml,
            })
        };
        let lines: Vec<OrderedLine> = lines.iter().map(line).collect::<anyhow::Result<_>>()?;
        let reserved = lines.iter().zip(held);
        Ok(Trip {
            order_id: order.id,
            customer_id: order.customer_id,
            seller_id: self.sellers[shop],
            ship_to: order.ship_to.clone(),
            fulfilment: order.fulfilment,
            submitted_at: order.submitted_at,
            held: StockReserved {
                order_id: order.id,
                warehouse_id: self.houses[house],
                lines: reserved
                    .map(|(line, reserved)| ReservedLine { product_id: line.product_id, reserved })
                    .collect(),
            },
            lines,
            held_at,
            delivery,
            end,
        })
    }

    fn course(&mut self, id: OrderId, shop: usize, house: usize, at: DateTime<Utc>) -> Course {
        let on = self.delivery_day(shop, house, at);
        let within = |rng: &mut StdRng, seconds: i64| TimeDelta::seconds(rng.random_range(0..seconds));
        let installation = &self.given.installation;
        Course {
            delivery: HistoricDelivery {
                id: ids::at::<DeliveryId>("reference delivery", &id.to_string(), at),
                warehouse_id: self.houses[house],
                on,
                scheduled_at: at + TimeDelta::milliseconds(45),
            },
            picked_at: installation.at(on, 4) + within(&mut self.rng, 7_200),
            left_at: installation.at(on, 7) + within(&mut self.rng, 3_000),
            delivered_at: installation.at(on, 8) + within(&mut self.rng, 34_200),
        }
    }

    /// The first day on which the calendar of the shop's zone lets trucks go out.
    fn delivery_day(&mut self, shop: usize, house: usize, at: DateTime<Utc>) -> NaiveDate {
        let rule = self.rule(shop, house);
        let installation = &self.given.installation;
        let today = installation.local_date(at);
        let cut_off = u32::try_from(self.rules[rule].cut_off_hour).unwrap_or(24);
        let key = (rule, today, installation.local_hour(at) < cut_off);
        if let Some(day) = self.day_of.get(&key) {
            return *day;
        }
        let calendar = Calendar {
            company: installation,
            country: Country::of(installation.time_zone),
            closed: &BTreeSet::new(),
            rule: self.rules[rule],
        };
        let day = calendar.days_for(at).next().unwrap_or(today + TimeDelta::days(1));
        self.day_of.insert(key, day);
        day
    }

    fn rule(&mut self, shop: usize, house: usize) -> usize {
        let company = &self.given.company;
        let city = &company.shops[shop].city;
        if let Some(known) = self.rule_of.get(&(house, city.clone())) {
            return *known;
        }
        let default = Rule { weekdays: Weekdays::MON_TO_SAT, cut_off_hour: 16, lead_days: 0 };
        let own: Vec<_> =
            company.zones.iter().filter(|zone| zone.warehouse == company.warehouses[house].code).collect();
        let key = city_key(Some(city));
        let matches = own
            .iter()
            .flat_map(|zone| zone.cities.iter().map(move |of| (of, zone)))
            .filter(|(of, _)| city_key(Some(of)) == key)
            .map(|(_, zone)| {
                let weekdays = Weekdays::of(&zone.days());
                (key.clone(), Rule { weekdays, cut_off_hour: zone.cut_off_hour, lead_days: zone.lead_days })
            });
        let matches = matches.collect();
        let rule = ZoneMatches { default, zones: own.len() as i64, matches }.rule();
        let place = self.rules.iter().position(|known| *known == rule).unwrap_or(self.rules.len());
        if place == self.rules.len() {
            self.rules.push(rule);
        }
        self.rule_of.insert((house, city.clone()), place);
        place
    }

    /// What happened to lots in the week; those that are used up are forgotten.
    fn news(&mut self) -> Vec<HistoricLot> {
        let mut lots = Vec::with_capacity(self.touched.len());
        for lot in std::mem::take(&mut self.touched) {
            let houses = self.houses.len();
            let one = &mut self.lots[lot];
            lots.push(HistoricLot {
                id: one.id,
                product_id: self.products[one.place / houses],
                warehouse_id: self.houses[one.place % houses],
                lot: Some(one.code.clone()),
                expires_on: one.expires_on,
                state: LotState::Sellable,
                before: one.before,
                movements: std::mem::take(&mut one.news),
            });
            one.before = Some(LotBefore { on_hand: one.on_hand, reserved: one.reserved, steps: one.steps });
            if one.on_hand == 0 {
                let place = one.place;
                self.shelves[place].retain(|other| *other != lot);
                self.vacant.push(lot);
            }
        }
        lots
    }
}

fn quantity(units: i64) -> anyhow::Result<Quantity> {
    Quantity::new(units).ok().with_context(|| format!("nobody orders {units} units"))
}

/// The weight of a random rank by Zipf's law.
fn rank_weight(rng: &mut StdRng, ranks: usize, exponent: f64) -> f64 {
    (rng.random_range(1..=ranks.max(1)) as f64).powf(-exponent)
}

fn cumulative(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

fn drawn(cumulative: &[f64], rng: &mut StdRng) -> usize {
    let sum = cumulative.last().copied().unwrap_or(0.0);
    let point = rng.random_range(0.0..sum.max(f64::MIN_POSITIVE));
    cumulative.partition_point(|up_to| *up_to <= point).min(cumulative.len().saturating_sub(1))
}

/// The days of the past with their shares of the orders, which add up exactly.
fn days(given: &Given) -> Vec<(NaiveDate, usize)> {
    let (from, to) = given.period;
    let first = given.installation.local_date(from);
    let last = given.installation.local_date(to);
    // A day that has hardly begun has no orders yet.
    let last = if given.installation.local_hour(to) < 8 { last - TimeDelta::days(1) } else { last };
    let all = (last - first).num_days().max(1) as f64;
    let weights: Vec<(NaiveDate, f64)> = first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|day| {
            let grown = 1.0 + 0.9 * (day - first).num_days() as f64 / all;
            let today = if day == given.installation.local_date(to) { 0.5 } else { 1.0 };
            let weekday = weekday_share(day.weekday().num_days_from_monday());
            (day, weekday * payday(day) * season(day) * grown * today)
        })
        .collect();
    let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let (mut up_to, mut given_out) = (0.0, 0);
    weights
        .into_iter()
        .map(|(day, weight)| {
            up_to += weight;
            let by_now = (given.orders as f64 * up_to / sum).round() as usize;
            let today = by_now - given_out;
            given_out = by_now;
            (day, today)
        })
        .collect()
}

/// December sells most, January least.
fn season(day: NaiveDate) -> f64 {
    match day.month() {
        12 => 1.45,
        11 => 1.15,
        6 | 7 => 1.08,
        1 => 0.78,
        2 => 0.88,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::reference::{Size, given};

    fn told(now: &str) -> (Vec<Week>, DateTime<Utc>) {
        let now = DateTime::parse_from_rfc3339(now).expect("instant").with_timezone(&Utc);
        let given = given(Size::new(0.003).expect("size"), now, &chassis::Company::default()).expect("given");
        let mut telling = Telling::new(given);
        let weeks = std::iter::from_fn(|| telling.week().expect("told")).collect();
        (weeks, now)
    }

    #[test]
    fn stock_is_the_sum_of_its_movements_and_what_is_reserved_is_held() {
        for now in ["2026-11-24T14:00:00Z", "2026-11-23T05:10:00Z", "2027-01-03T01:00:00Z"] {
            let (weeks, now) = told(now);
            let orders: usize = weeks.iter().map(|week| week.orders.len()).sum();
            assert_eq!(orders, 3_000);
            let (mut lots, mut steps): (HashMap<LotId, (i64, i64)>, usize) = (HashMap::new(), 0);
            for lot in weeks.iter().flat_map(|week| &week.lots) {
                let known = lots.get(&lot.id).copied();
                assert_eq!(known, lot.before.map(|before| (before.on_hand, before.reserved)), "goes on where it was");
                let (mut on_hand, mut reserved) = known.unwrap_or_default();
                for movement in &lot.movements {
                    on_hand += movement.delta_on_hand;
                    reserved += movement.delta_reserved;
                    steps += 1;
                    assert!(0 <= reserved && reserved <= on_hand && movement.at <= now, "{lot:?}");
                }
                lots.insert(lot.id, (on_hand, reserved));
            }
            assert!(steps > orders * 12, "{steps} movements");
            let mut held: HashMap<LotId, i64> = HashMap::new();
            for one in weeks.iter().flat_map(|week| &week.reservations) {
                assert_eq!(
                    one.takes.iter().map(|(_, units)| units).sum::<i64>(),
                    one.lines.iter().map(|line| line.reserved).sum::<i64>()
                );
                if one.state == ReservationState::Held {
                    one.takes.iter().for_each(|(lot, units)| *held.entry(*lot).or_default() += units);
                }
            }
            for (lot, (_, reserved)) in lots {
                assert_eq!(reserved, held.get(&lot).copied().unwrap_or(0));
            }
        }
    }

    #[test]
    fn orders_are_as_many_and_as_long_as_promised_and_end_as_in_life() {
        let (weeks, now) = told("2026-11-24T14:00:00Z");
        let orders: Vec<&HistoricOrder> = weeks.iter().flat_map(|week| &week.orders).collect();
        let lines: usize = orders.iter().map(|order| order.lines.len()).sum();
        assert!((7.6..8.4).contains(&(lines as f64 / orders.len() as f64)), "{lines} lines");
        assert!(orders.windows(2).all(|pair| pair[0].submitted_at <= pair[1].submitted_at));
        let count = |of: fn(&HistoricOrder) -> bool| orders.iter().filter(|order| of(order)).count();
        let delivered = count(|order| matches!(order.outcome, HistoricOutcome::Delivered { .. }));
        assert!(delivered * 100 / orders.len() >= 92, "{delivered} delivered");
        assert!(count(|order| matches!(order.outcome, HistoricOutcome::Rejected { .. })) > 10);
        assert!(count(|order| matches!(order.outcome, HistoricOutcome::Cancelled { .. })) > 10);
        assert!(count(|order| matches!(order.outcome, HistoricOutcome::Scheduled(_))) > 0);
        assert!(count(|order| order.backorder.is_some()) > 10);
        let trips: Vec<&Trip> = weeks.iter().flat_map(|week| &week.trips).collect();
        let reservations = weeks.iter().map(|week| week.reservations.len()).sum::<usize>();
        assert_eq!(trips.len(), reservations);
        assert!(trips.iter().all(|trip| trip.held_at <= now));
        let mut by_shop: HashMap<CustomerId, usize> = HashMap::new();
        orders.iter().for_each(|order| *by_shop.entry(order.customer_id).or_default() += 1);
        let most = by_shop.values().max().copied().unwrap_or(0);
        assert!(most * by_shop.len() > orders.len() * 2, "some order much: {most} of {}", orders.len());
    }
}
