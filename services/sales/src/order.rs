//! The order: what it holds and which steps it takes. Pure: no clock, no database, no texts.
//!
//! Each step is idempotent by state: a command that comes late, twice or after its opposite changes nothing and says
//! so.

use crate::number::OrderNumber;
use crate::timeline::{Entry, EntryCode};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::money::{MoneyError, line_amounts};
use contracts::sales::{Fulfilment, RefusedLine, ReservedLine, Substitute};
use contracts::{
    CustomerId, DeliveryId, Money, OrderId, ProductId, Quantity, Reason, ReasonCode, SellerId, ShipTo, TaxRate,
    WarehouseId,
};
use std::collections::{BTreeMap, HashMap};

/// The company's local days for which a backorder waits; then it is closed.
pub const MOST_DAYS_WAITING: u64 = 14;

/// Where an order stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Accepted; stock and delivery are being looked for.
    Submitted,
    /// Stock is held.
    Confirmed,
    /// There is a delivery day.
    Scheduled,
    /// Being taken from the shelves.
    Picking,
    /// On the truck.
    InTransit,
    /// At the shop.
    Delivered,
    /// Cannot be fulfilled.
    Rejected,
    /// Not wanted any more.
    Cancelled,
    /// The truck came and could not leave it.
    DeliveryFailed,
    /// What was missing from another order; waits for stock.
    Backordered,
}

impl OrderStatus {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Submitted,
        Self::Confirmed,
        Self::Scheduled,
        Self::Picking,
        Self::InTransit,
        Self::Delivered,
        Self::Rejected,
        Self::Cancelled,
        Self::DeliveryFailed,
        Self::Backordered,
    ];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Confirmed => "confirmed",
            Self::Scheduled => "scheduled",
            Self::Picking => "picking",
            Self::InTransit => "in_transit",
            Self::Delivered => "delivered",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::DeliveryFailed => "delivery_failed",
            Self::Backordered => "backordered",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// One product of an order, at the price and under the name that held when it was accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderLine {
    /// The product.
    pub product_id: ProductId,
    /// Its SKU then.
    pub sku: String,
    /// Its name then.
    pub name: String,
    /// Base units ordered.
    pub ordered: Quantity,
    /// Base units held in the warehouse.
    pub reserved: i64,
    /// Base units that became a backorder.
    pub backordered: i64,
    /// Base units really delivered.
    pub delivered: i64,
    /// For one base unit, without tax; never changes.
    pub unit_price: Money,
    /// Tax on top.
    pub tax_rate: TaxRate,
    /// Price × ordered.
    pub net: Money,
    /// Net × rate, rounded half away from zero.
    pub tax: Money,
    /// Net + tax.
    pub total: Money,
    /// Why it cannot be fulfilled, in a rejected order.
    pub reason: Option<Reason>,
    /// What may be ordered instead, in an order that is rejected or waits.
    pub substitutes: Vec<Substitute>,
}

impl OrderLine {
    /// A line as ordered.
    ///
    /// # Errors
    /// When an amount is too large.
    pub fn new(
        (product_id, sku, name): (ProductId, String, String),
        ordered: Quantity,
        unit_price: Money,
        tax_rate: TaxRate,
    ) -> Result<Self, MoneyError> {
        let amounts = line_amounts(unit_price, ordered.get(), tax_rate)?;
        Ok(Self {
            product_id,
            sku,
            name,
            ordered,
            reserved: 0,
            backordered: 0,
            delivered: 0,
            unit_price,
            tax_rate,
            net: amounts.net,
            tax: amounts.tax,
            total: amounts.total,
            reason: None,
            substitutes: Vec::new(),
        })
    }
}

/// The sums of an order's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Without tax.
    pub subtotal: Money,
    /// The tax.
    pub tax: Money,
    /// With tax.
    pub total: Money,
}

impl Totals {
    /// Adds up.
    ///
    /// # Errors
    /// When a sum is too large or the currencies differ.
    pub fn of(lines: &[OrderLine], currency: contracts::Currency) -> Result<Self, MoneyError> {
        let zero = Money::zero(currency);
        lines.iter().try_fold(Self { subtotal: zero, tax: zero, total: zero }, |sum, line| {
            Ok(Self {
                subtotal: sum.subtotal.plus(line.net)?,
                tax: sum.tax.plus(line.tax)?,
                total: sum.total.plus(line.total)?,
            })
        })
    }
}

/// The delivery of a confirmed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The delivery, as logistics calls it.
    pub id: DeliveryId,
    /// The company's local day.
    pub on: NaiveDate,
    /// From where.
    pub warehouse_id: WarehouseId,
}

/// Whether somebody asked for the order to be cancelled, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancellation {
    /// Nobody did.
    NotRequested,
    /// Asked at that time; the saga decides.
    Requested(DateTime<Utc>),
    /// Refused at that time: picking has begun, and that never un-happens.
    Refused(DateTime<Utc>),
}

/// An order, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Made by whoever created it.
    pub id: OrderId,
    /// As said over the phone.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: OrderStatus,
    /// Who bought.
    pub customer_id: CustomerId,
    /// The seller who looks after the customer now.
    pub seller_id: Option<SellerId>,
    /// Where it goes, as it was when the order was accepted.
    pub ship_to: ShipTo,
    /// All or nothing, or what there is.
    pub fulfilment: Fulfilment,
    /// What was ordered; every product once.
    pub lines: Vec<OrderLine>,
    /// Sums of the lines.
    pub totals: Totals,
    /// What the customer wrote.
    pub note: Option<String>,
    /// The order from which this one was split off.
    pub parent_id: Option<OrderId>,
    /// Since when the customer has waited for what is in this backorder; `None` where the saga has not been told of it
    /// (backorders that an older build made, until `close_backorders.rs` sees them).
    pub waits_since: Option<DateTime<Utc>>,
    /// Once scheduled.
    pub delivery: Option<Delivery>,
    /// Why it ended without delivery.
    pub reason: Option<Reason>,
    /// Whether somebody asked to cancel.
    pub cancellation: Cancellation,
    /// When it was captured, perhaps on a phone without signal.
    pub captured_at: DateTime<Utc>,
    /// When it was accepted.
    pub submitted_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Raised by one with each change.
    pub version: i64,
    /// How many timeline entries it has, `news` included.
    pub entries: i64,
    /// Timeline entries that are not stored yet.
    pub news: Vec<Entry>,
}

/// What a new order is made of.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Made by the client, or for it.
    pub id: OrderId,
    /// From the process's block of numbers.
    pub number: OrderNumber,
    /// Who buys.
    pub customer_id: CustomerId,
    /// The seller who looks after the customer.
    pub seller_id: Option<SellerId>,
    /// Where it goes.
    pub ship_to: ShipTo,
    /// All or nothing, or what there is.
    pub fulfilment: Fulfilment,
    /// Priced.
    pub lines: Vec<OrderLine>,
    /// Sums of the lines.
    pub totals: Totals,
    /// What the customer wrote.
    pub note: Option<String>,
    /// When it was captured.
    pub captured_at: DateTime<Utc>,
    /// When it arrived.
    pub submitted_at: DateTime<Utc>,
}

/// Whether a command changed the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Step {
    /// It did; the order must be stored.
    Taken,
    /// It came late, twice or after its opposite: nothing to store.
    Ignored,
}

/// What a request to cancel led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum CancelRequest {
    /// The saga must be told.
    Asked,
    /// The saga knows already.
    Pending,
    /// Cancelled in this step: nothing was held for it.
    Cancelled,
    /// Cancelled before.
    AlreadyCancelled,
    /// Picking has begun, or the order has ended otherwise.
    TooLate,
}

impl Order {
    /// Base units asked for.
    #[must_use]
    pub fn units(&self) -> i64 {
        self.lines.iter().map(|line| line.ordered.get()).sum()
    }

    /// Base units of these that were held for it.
    #[must_use]
    pub fn units_promised(&self) -> i64 {
        self.lines.iter().map(|line| line.reserved).sum()
    }

    /// What is sold with it, without tax, in minor units: of a delivered order what was delivered, otherwise what is held.
    /// It counts in the states of which `sell_out.rs` tells.
    #[must_use]
    pub fn sold(&self) -> i64 {
        let delivered = self.status == OrderStatus::Delivered;
        let units = |line: &OrderLine| if delivered { line.delivered } else { line.reserved };
        self.lines.iter().map(|line| units(line).saturating_mul(line.unit_price.amount)).fold(0, i64::saturating_add)
    }

    /// Accepts an order.
    #[must_use]
    pub fn submit(new: NewOrder) -> Self {
        let mut order = Self {
            id: new.id,
            number: new.number,
            status: OrderStatus::Submitted,
            customer_id: new.customer_id,
            seller_id: new.seller_id,
            ship_to: new.ship_to,
            fulfilment: new.fulfilment,
            lines: new.lines,
            totals: new.totals,
            note: new.note,
            parent_id: None,
            waits_since: None,
            delivery: None,
            reason: None,
            cancellation: Cancellation::NotRequested,
            captured_at: new.captured_at,
            submitted_at: new.submitted_at,
            updated_at: new.submitted_at,
            version: 1,
            entries: 0,
            news: Vec::new(),
        };
        let number = order.number.to_string();
        order.tell(new.submitted_at, EntryCode::Submitted, [("number", number)]);
        order
    }

    /// Stock is held and a delivery is scheduled: `submitted (or backordered) → confirmed → scheduled` in one step, two
    /// timeline entries. What is not held of an order that may go partly is noted on the lines as backordered;
    /// [`Order::backorder`] makes an order of it. What has ended stays as it is: an order is never revived.
    pub fn confirm(&mut self, delivery: Delivery, reserved: &[ReservedLine], now: DateTime<Utc>) -> Step {
        if !self.is_undecided() {
            return Step::Ignored;
        }
        let held: HashMap<ProductId, i64> = reserved.iter().map(|line| (line.product_id, line.reserved)).collect();
        for line in &mut self.lines {
            let ordered = line.ordered.get();
            line.reserved = held.get(&line.product_id).copied().unwrap_or(0).clamp(0, ordered);
            line.substitutes.clear();
            line.backordered = match self.fulfilment {
                Fulfilment::Available => ordered - line.reserved,
                Fulfilment::Complete => 0,
            };
        }
        self.delivery = Some(delivery);
        self.status = OrderStatus::Scheduled;
        let held = if self.lines.iter().all(|line| line.reserved == line.ordered.get()) { "all" } else { "part" };
        self.tell(now, EntryCode::Confirmed, [("held", held.to_owned())]);
        self.tell(now, EntryCode::Scheduled, [("on", delivery.on.to_string())]);
        self.changed(now)
    }

    /// Whether [`Order::confirm`] left something for an order of its own.
    #[must_use]
    pub fn has_backorder(&self) -> bool {
        self.lines.iter().any(|line| line.backordered > 0)
    }

    /// Whether it has neither been confirmed nor ended.
    const fn is_undecided(&self) -> bool {
        matches!(self.status, OrderStatus::Submitted | OrderStatus::Backordered)
    }

    /// Splits off what is backordered: an order of its own at the same prices, which waits for stock. Both timelines
    /// tell. Where this order has waited itself, the new one has waited for as long: it keeps its place in the line.
    ///
    /// # Errors
    /// When an amount is too large, which the amounts of the parent rule out.
    pub fn backorder(&mut self, id: OrderId, number: OrderNumber, now: DateTime<Utc>) -> Result<Self, MoneyError> {
        let mut lines = Vec::new();
        for line in &self.lines {
            if let Ok(missing) = Quantity::new(line.backordered) {
                let product = (line.product_id, line.sku.clone(), line.name.clone());
                lines.push(OrderLine::new(product, missing, line.unit_price, line.tax_rate)?);
            }
        }
        let mut child = Self {
            id,
            number,
            status: OrderStatus::Backordered,
            totals: Totals::of(&lines, self.totals.total.currency)?,
            lines,
            parent_id: Some(self.id),
            waits_since: Some(self.waits_since.unwrap_or(now)),
            delivery: None,
            reason: None,
            cancellation: Cancellation::NotRequested,
            submitted_at: now,
            updated_at: now,
            version: 1,
            entries: 0,
            news: Vec::new(),
            ..self.clone()
        };
        let parent = self.number.to_string();
        child.tell(now, EntryCode::Backordered, [("parent_id", self.id.to_string()), ("parent_number", parent)]);
        self.has_split_off(&child, now);
        Ok(child)
    }

    /// The id of what is split off from this order: always the same, so that an order that is confirmed a second time, by a saga
    /// that remembers more than a restored database, does not order anything twice.
    #[must_use]
    pub fn id_of_backorder(&self) -> OrderId {
        const STEP: u64 = 0x1b87_3593_cc9e_2d51;
        const RANDOM: u64 = (1 << 62) - 1;
        let (high, low) = self.id.0.as_u64_pair();
        // The two bits above say which kind of UUID it is.
        OrderId(uuid::Uuid::from_u64_pair(high, (low & !RANDOM) | (low.wrapping_add(STEP) & RANDOM)))
    }

    /// It has been split off before, and is there.
    pub fn has_split_off(&mut self, child: &Self, now: DateTime<Utc>) {
        let number = child.number.to_string();
        self.tell(now, EntryCode::BackorderCreated, [("order_id", child.id.to_string()), ("number", number)]);
    }

    /// It is made again from what its saga knew: a backorder if it has waited since then. Its version is far beyond what any
    /// phone has seen of it.
    pub fn make_again(&mut self, waits_since: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        if waits_since.is_some() {
            self.status = OrderStatus::Backordered;
            self.waits_since = waits_since;
        }
        self.tell(now, EntryCode::MadeAgain, []);
        self.version += 1_000;
        self.updated_at = now;
    }

    /// Whether somebody has asked for it to be cancelled and got no answer.
    #[must_use]
    pub const fn asks_to_be_cancelled(&self) -> bool {
        matches!(self.cancellation, Cancellation::Requested(_))
            && matches!(
                self.status,
                OrderStatus::Submitted | OrderStatus::Confirmed | OrderStatus::Scheduled | OrderStatus::Backordered
            )
    }

    /// The order cannot be fulfilled. What was confirmed is never taken back.
    pub fn reject(&mut self, reason: Reason, lines: Vec<RefusedLine>, now: DateTime<Utc>) -> Step {
        if !self.is_undecided() {
            return Step::Ignored;
        }
        let mut refused: HashMap<ProductId, RefusedLine> = lines.into_iter().map(|l| (l.product_id, l)).collect();
        for line in &mut self.lines {
            let refused = refused.remove(&line.product_id);
            (line.reason, line.substitutes) =
                refused.map_or_else(Default::default, |l| (Some(l.reason), l.substitutes));
        }
        self.status = OrderStatus::Rejected;
        self.cancellation = Cancellation::NotRequested;
        self.tell_why(now, EntryCode::Rejected, &reason);
        self.reason = Some(reason);
        self.changed(now)
    }

    /// It waits, and its customer may not want to: what may be ordered instead.
    pub fn offer(&mut self, lines: Vec<RefusedLine>, now: DateTime<Utc>) -> Step {
        if self.status != OrderStatus::Backordered {
            return Step::Ignored;
        }
        let mut offers: HashMap<ProductId, Vec<Substitute>> =
            lines.into_iter().map(|line| (line.product_id, line.substitutes)).collect();
        let before = self.lines.clone();
        for line in &mut self.lines {
            line.substitutes = offers.remove(&line.product_id).unwrap_or_default();
        }
        if self.lines == before { Step::Ignored } else { self.changed(now) }
    }

    /// Somebody asks for the order to be cancelled. The reservation decides, so this only asks; a backorder of which
    /// nobody was told is cancelled at once.
    pub fn request_cancel(&mut self, now: DateTime<Utc>) -> CancelRequest {
        match (self.status, self.cancellation) {
            (OrderStatus::Cancelled, _) => CancelRequest::AlreadyCancelled,
            (OrderStatus::Backordered, _) if self.waits_since.is_none() => {
                self.cancellation = Cancellation::Requested(now);
                let _ = self.cancel(now);
                CancelRequest::Cancelled
            }
            (
                OrderStatus::Submitted | OrderStatus::Backordered | OrderStatus::Confirmed | OrderStatus::Scheduled,
                cancellation,
            ) => match cancellation {
                Cancellation::Requested(_) => CancelRequest::Pending,
                Cancellation::Refused(_) => CancelRequest::TooLate,
                Cancellation::NotRequested => {
                    self.cancellation = Cancellation::Requested(now);
                    self.tell(now, EntryCode::CancelRequested, []);
                    let _ = self.changed(now);
                    CancelRequest::Asked
                }
            },
            _ => CancelRequest::TooLate,
        }
    }

    /// What was held is released: the order is cancelled. Once picking has begun it goes its way. A backorder that nobody
    /// asked to cancel has waited for too long.
    pub fn cancel(&mut self, now: DateTime<Utc>) -> Step {
        match self.status {
            OrderStatus::Submitted | OrderStatus::Confirmed | OrderStatus::Scheduled | OrderStatus::Backordered => {}
            _ => return Step::Ignored,
        }
        let waited = self.status == OrderStatus::Backordered && self.cancellation == Cancellation::NotRequested;
        self.status = OrderStatus::Cancelled;
        for line in &mut self.lines {
            line.reserved = 0;
        }
        if waited {
            self.reason = Some(Reason::new(ReasonCode::BackorderExpired));
            self.tell(now, EntryCode::BackorderClosed, [("days", MOST_DAYS_WAITING.to_string())]);
        } else {
            self.reason = Some(Reason::new(ReasonCode::CancelledByRequest));
            self.tell(now, EntryCode::Cancelled, []);
        }
        self.changed(now)
    }

    /// Picking has begun before the request to cancel: the order stays, and the timeline says so.
    pub fn refuse_cancellation(&mut self, reason: &Reason, now: DateTime<Utc>) -> Step {
        if !matches!(self.cancellation, Cancellation::Requested(_)) || self.status == OrderStatus::Cancelled {
            return Step::Ignored;
        }
        self.cancellation = Cancellation::Refused(now);
        self.tell_why(now, EntryCode::CancelRefused, reason);
        self.changed(now)
    }

    /// Moves an order of the past one step on (later, the warehouse and the truck will tell of these steps).
    pub(crate) fn advance(&mut self, status: OrderStatus, code: EntryCode, at: DateTime<Utc>) {
        self.status = status;
        self.tell(at, code, []);
        let _ = self.changed(at);
    }

    fn changed(&mut self, now: DateTime<Utc>) -> Step {
        self.version += 1;
        self.updated_at = now;
        Step::Taken
    }

    fn tell_why(&mut self, at: DateTime<Utc>, code: EntryCode, reason: &Reason) {
        let params = crate::timeline::params_of(reason);
        self.write(at, code, params);
    }

    fn tell<const N: usize>(&mut self, at: DateTime<Utc>, code: EntryCode, params: [(&str, String); N]) {
        self.write(at, code, params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    }

    fn write(&mut self, at: DateTime<Utc>, code: EntryCode, params: BTreeMap<String, String>) {
        self.entries += 1;
        self.news.push(Entry { seq: self.entries, at, code, params });
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use contracts::Currency;
    use proptest::prelude::*;

    pub fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).expect("instant")
    }

    pub fn order(fulfilment: Fulfilment, quantities: &[i64]) -> Order {
        let lines: Vec<OrderLine> = quantities
            .iter()
            .enumerate()
            .map(|(i, quantity)| {
                let product = (ProductId::new(), format!("SKU-{i}"), format!("Product {i}"));
                let price = Money::new(125_033 + 17 * i64::try_from(i).expect("small"), Currency::COP);
                let quantity = Quantity::new(*quantity).expect("quantity");
                OrderLine::new(product, quantity, price, TaxRate::new(1_900).expect("rate")).expect("line")
            })
            .collect();
        Order::submit(NewOrder {
            id: OrderId::new(),
            number: OrderNumber::of(1_234_567),
            customer_id: CustomerId::new(),
            seller_id: Some(SellerId::new()),
            ship_to: ShipTo {
                business_name: "Tienda La Esquina".into(),
                address: "Calle 1 # 2-3".into(),
                city: None,
                location: None,
                phone: None,
            },
            fulfilment,
            totals: Totals::of(&lines, Currency::COP).expect("totals"),
            lines,
            note: None,
            captured_at: at(0),
            submitted_at: at(0),
        })
    }

    fn delivery() -> Delivery {
        Delivery {
            id: DeliveryId::new(),
            on: NaiveDate::from_ymd_opt(2027, 1, 18).expect("day"),
            warehouse_id: WarehouseId::new(),
        }
    }

    fn held(order: &Order, quantities: &[i64]) -> Vec<ReservedLine> {
        order
            .lines
            .iter()
            .zip(quantities)
            .map(|(l, q)| ReservedLine { product_id: l.product_id, reserved: *q })
            .collect()
    }

    fn codes(order: &Order) -> Vec<EntryCode> {
        order.news.iter().map(|entry| entry.code).collect()
    }

    #[test]
    fn a_confirmed_order_is_scheduled_in_the_same_step_and_the_timeline_has_both() {
        let mut order = order(Fulfilment::Complete, &[3, 5]);
        let (delivery, reserved) = (delivery(), held(&order, &[3, 5]));
        assert_eq!(order.confirm(delivery, &reserved, at(1)), Step::Taken);
        assert_eq!((order.status, order.delivery, order.version), (OrderStatus::Scheduled, Some(delivery), 2));
        assert_eq!(codes(&order), [EntryCode::Submitted, EntryCode::Confirmed, EntryCode::Scheduled]);
        assert_eq!(order.news.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(!order.has_backorder());
        let before = order.clone();
        assert_eq!(order.confirm(self::delivery(), &[], at(2)), Step::Ignored);
        assert_eq!(order, before);
    }

    #[test]
    fn what_is_missing_becomes_an_order_of_its_own_at_the_same_prices() {
        let mut parent = order(Fulfilment::Available, &[3, 5, 7]);
        let reserved = held(&parent, &[3, 2]);
        assert_eq!(parent.confirm(delivery(), &reserved, at(1)), Step::Taken);
        let child = parent.backorder(OrderId::new(), OrderNumber::of(1_234_568), at(1)).expect("child");
        assert_eq!(child.status, OrderStatus::Backordered);
        assert_eq!((child.parent_id, child.delivery, child.version), (Some(parent.id), None, 1));
        assert_eq!(child.lines.iter().map(|l| l.ordered.get()).collect::<Vec<_>>(), [3, 7]);
        assert_eq!(child.lines[0].unit_price, parent.lines[1].unit_price);
        assert_eq!(child.totals, Totals::of(&child.lines, Currency::COP).expect("totals"));
        assert_eq!(codes(&child), [EntryCode::Backordered]);
        assert_eq!(codes(&parent).last(), Some(&EntryCode::BackorderCreated));
    }

    #[test]
    fn what_was_confirmed_is_never_taken_back() {
        let mut order = order(Fulfilment::Complete, &[1]);
        let reserved = held(&order, &[1]);
        assert_eq!(order.confirm(delivery(), &reserved, at(1)), Step::Taken);
        assert_eq!(order.reject(Reason::new(ReasonCode::NothingAvailable), vec![], at(2)), Step::Ignored);
        assert_eq!(order.status, OrderStatus::Scheduled);
    }

    #[test]
    fn a_cancelled_order_is_never_revived() {
        let mut order = order(Fulfilment::Complete, &[1]);
        assert_eq!(order.request_cancel(at(1)), CancelRequest::Asked);
        assert_eq!(order.request_cancel(at(2)), CancelRequest::Pending);
        assert_eq!(order.cancel(at(3)), Step::Taken);
        let reserved = held(&order, &[1]);
        assert_eq!(order.confirm(delivery(), &reserved, at(4)), Step::Ignored);
        assert_eq!(order.reject(Reason::new(ReasonCode::NothingAvailable), vec![], at(4)), Step::Ignored);
        assert_eq!(order.refuse_cancellation(&Reason::new(ReasonCode::PickingBegun), at(4)), Step::Ignored);
        assert_eq!(order.request_cancel(at(5)), CancelRequest::AlreadyCancelled);
        assert_eq!(codes(&order), [EntryCode::Submitted, EntryCode::CancelRequested, EntryCode::Cancelled]);
    }

    #[test]
    fn after_a_refusal_it_is_too_late_to_ask_again() {
        let mut order = order(Fulfilment::Complete, &[1]);
        let reason = Reason::new(ReasonCode::PickingBegun);
        assert_eq!(order.refuse_cancellation(&reason, at(1)), Step::Ignored, "nobody asked");
        assert_eq!(order.request_cancel(at(1)), CancelRequest::Asked);
        assert_eq!(order.refuse_cancellation(&reason, at(2)), Step::Taken);
        assert_eq!(order.refuse_cancellation(&reason, at(3)), Step::Ignored);
        assert_eq!(order.request_cancel(at(4)), CancelRequest::TooLate);
        assert_eq!(order.status, OrderStatus::Submitted);
    }

    #[test]
    fn a_backorder_is_filled_and_what_is_missing_still_keeps_its_place_in_the_line() {
        let mut parent = order(Fulfilment::Available, &[3, 9]);
        let reserved = held(&parent, &[1, 0]);
        assert_eq!(parent.confirm(delivery(), &reserved, at(1)), Step::Taken);
        let mut child = parent.backorder(OrderId::new(), OrderNumber::of(1_234_568), at(1)).expect("child");
        assert_eq!(child.waits_since, Some(at(1)));
        let offer = |product_id| Substitute {
            product_id,
            name: "Otra".into(),
            price: Money::zero(Currency::COP),
            available: 1,
        };
        let reason = Reason::new(ReasonCode::NotEnoughStock);
        let instead = vec![offer(ProductId::new())];
        let offered = RefusedLine { product_id: child.lines[1].product_id, reason, substitutes: instead.clone() };
        assert_eq!(child.offer(vec![offered.clone()], at(2)), Step::Taken);
        assert_eq!(child.offer(vec![offered], at(3)), Step::Ignored, "the same again");
        assert_eq!((&child.lines[1].substitutes, child.version), (&instead, 2));

        let reserved = held(&child, &[2, 4]);
        assert_eq!(child.confirm(delivery(), &reserved, at(9)), Step::Taken);
        assert_eq!((child.status, child.lines[1].backordered), (OrderStatus::Scheduled, 5));
        assert!(child.lines.iter().all(|line| line.substitutes.is_empty()));
        let rest = child.backorder(OrderId::new(), OrderNumber::of(1_234_569), at(9)).expect("the rest");
        assert_eq!((rest.parent_id, rest.waits_since), (Some(child.id), Some(at(1))));
        assert_eq!(
            rest.lines.iter().map(|l| (l.ordered.get(), l.unit_price)).collect::<Vec<_>>(),
            [(5, parent.lines[1].unit_price)]
        );
    }

    #[test]
    fn a_backorder_that_nobody_cancelled_has_waited_for_too_long() {
        for asked in [false, true] {
            let mut parent = order(Fulfilment::Available, &[3]);
            let reserved = held(&parent, &[1]);
            assert_eq!(parent.confirm(delivery(), &reserved, at(1)), Step::Taken);
            let mut child = parent.backorder(OrderId::new(), OrderNumber::of(1_234_568), at(1)).expect("child");
            if asked {
                assert_eq!(child.request_cancel(at(2)), CancelRequest::Asked);
            }
            assert_eq!(child.cancel(at(3)), Step::Taken);
            let (code, reason) = if asked {
                (EntryCode::Cancelled, ReasonCode::CancelledByRequest)
            } else {
                (EntryCode::BackorderClosed, ReasonCode::BackorderExpired)
            };
            assert_eq!(codes(&child).last(), Some(&code));
            assert_eq!(child.reason, Some(Reason::new(reason)));
            let reserved = held(&child, &[2]);
            assert_eq!(child.confirm(delivery(), &reserved, at(4)), Step::Ignored);
        }
    }

    #[test]
    fn a_backorder_of_which_nobody_was_told_is_cancelled_at_once() {
        let mut parent = order(Fulfilment::Available, &[3]);
        let reserved = held(&parent, &[1]);
        assert_eq!(parent.confirm(delivery(), &reserved, at(1)), Step::Taken);
        let mut child = parent.backorder(OrderId::new(), OrderNumber::of(1_234_568), at(1)).expect("child");
        child.waits_since = None;
        assert_eq!(child.request_cancel(at(2)), CancelRequest::Cancelled);
        assert_eq!((child.status, child.version), (OrderStatus::Cancelled, 2));
        assert_eq!(child.request_cancel(at(3)), CancelRequest::AlreadyCancelled);
    }

    #[test]
    fn what_is_split_off_always_has_the_same_id_and_no_order_of_the_line_has_it_twice() {
        let mut order = order(Fulfilment::Available, &[3]);
        let mut seen = std::collections::HashSet::from([order.id]);
        for _ in 0..1_000 {
            let next = order.id_of_backorder();
            assert_eq!(next, order.id_of_backorder());
            assert_eq!((next.0.get_version_num(), next.0.get_variant()), (7, order.id.0.get_variant()));
            assert!(seen.insert(next));
            order.id = next;
        }
    }

    #[test]
    fn from_picking_on_nothing_is_cancelled() {
        use OrderStatus::{Delivered, DeliveryFailed, InTransit, Picking, Rejected};
        for status in [Picking, InTransit, Delivered, DeliveryFailed, Rejected] {
            let mut order = order(Fulfilment::Complete, &[1]);
            order.status = status;
            assert_eq!(order.request_cancel(at(1)), CancelRequest::TooLate, "{status:?}");
            assert_eq!(order.cancel(at(1)), Step::Ignored, "{status:?}");
            assert_eq!(order.version, 1);
        }
    }

    #[test]
    fn names_of_states_are_the_names_in_json() {
        for status in OrderStatus::ALL {
            assert_eq!(serde_json::to_value(status).expect("json"), status.name());
            assert_eq!(OrderStatus::named(status.name()), Some(status));
        }
    }

    proptest! {
        /// However much is held, parent and child together hold every ordered unit exactly once.
        #[test]
        fn no_unit_is_lost_between_order_and_backorder(
            lines in proptest::collection::vec((1i64..=1_000, -5i64..=1_100), 1..20)
        ) {
            let quantities: Vec<i64> = lines.iter().map(|(ordered, _)| *ordered).collect();
            let stock: Vec<i64> = lines.iter().map(|(_, stock)| *stock).collect();
            let mut parent = order(Fulfilment::Available, &quantities);
            let reserved = held(&parent, &stock);
            prop_assert_eq!(parent.confirm(delivery(), &reserved, at(1)), Step::Taken);
            let child = if parent.has_backorder() {
                parent.backorder(OrderId::new(), OrderNumber::of(1_234_568), at(1)).expect("child").lines
            } else {
                Vec::new()
            };
            for line in &parent.lines {
                prop_assert!((0..=line.ordered.get()).contains(&line.reserved));
                let later = child.iter().find(|l| l.product_id == line.product_id).map_or(0, |l| l.ordered.get());
                prop_assert_eq!(line.reserved + later, line.ordered.get());
            }
        }

        /// Any row of commands: versions and timeline never go back, an end is an end.
        #[test]
        fn any_row_of_commands_keeps_an_end_an_end(commands in proptest::collection::vec(0u8..5, 0..12)) {
            let mut order = order(Fulfilment::Complete, &[2, 4]);
            let reserved = held(&order, &[2, 4]);
            for (second, command) in (1..).zip(commands) {
                let before = order.clone();
                match command {
                    0 => { let _ = order.confirm(delivery(), &reserved, at(second)); }
                    1 => { let _ = order.reject(Reason::new(ReasonCode::NothingAvailable), vec![], at(second)); }
                    2 => { let _ = order.request_cancel(at(second)); }
                    3 => { let _ = order.cancel(at(second)); }
                    _ => { let _ = order.refuse_cancellation(&Reason::new(ReasonCode::PickingBegun), at(second)); }
                }
                if order != before {
                    prop_assert_eq!(order.version, before.version + 1);
                    prop_assert!(order.news.len() > before.news.len());
                }
                if matches!(before.status, OrderStatus::Cancelled | OrderStatus::Rejected) {
                    prop_assert_eq!(&order, &before);
                }
                prop_assert_eq!(order.entries, i64::try_from(order.news.len()).expect("small"));
            }
        }
    }
}
