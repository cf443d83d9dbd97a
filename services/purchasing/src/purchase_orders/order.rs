//! What a purchase order is, and what can become of it. Pure.
//!
//! `draft → sent → confirmed → partially_received → received`, and `cancelled`. Goods may come before the supplier has confirmed.
//! What comes damaged fulfils nothing: the order stays open until it is replaced or the order is closed. An amendment of a
//! line takes its confirmation away; without any goods yet, the order is `sent` again.

use super::order_refused::{LineFault, OrderRefused};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::money::MoneyError;
use contracts::{Money, ProductId, PurchaseOrderId, SupplierId, UserId, WarehouseId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a purchase order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PurchaseOrderStatus)]
pub enum OrderStatus {
    /// Being written; the supplier does not see it.
    Draft,
    /// The supplier has it and has not confirmed (all of) it.
    Sent,
    /// The supplier has said how much it delivers and when.
    Confirmed,
    /// Some of it has come.
    PartiallyReceived,
    /// All that will come has come.
    Received,
    /// Not wanted any more; nothing came.
    Cancelled,
}

impl OrderStatus {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Sent, Self::Confirmed, Self::PartiallyReceived, Self::Received, Self::Cancelled];

    /// As the database and the interface spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::PartiallyReceived => "partially_received",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads what the database holds; its `CHECK` allows nothing else.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.name() == name).unwrap_or(Self::Cancelled)
    }

    /// Whether goods may come.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Confirmed | Self::PartiallyReceived)
    }

    /// Whether goods that were expected on a day should have come before `today`, and have not.
    #[must_use]
    pub fn is_late(self, expected_on: NaiveDate, today: NaiveDate) -> bool {
        self.is_open() && expected_on < today
    }
}

/// What the supplier has said of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Base units that it delivers; perhaps none.
    pub quantity: i64,
    /// The company's local day.
    pub on: NaiveDate,
}

/// A product of a purchase order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    /// The product; once in an order.
    pub product_id: ProductId,
    /// Its SKU when it was ordered.
    pub sku: String,
    /// Its name when it was ordered.
    pub name: String,
    /// Such as `bottle`.
    pub unit: String,
    /// Base units ordered.
    pub quantity: i64,
    /// For one base unit, without tax.
    pub unit_cost: Money,
    /// What the supplier has said of it, since it was last changed.
    pub promise: Option<Promise>,
    /// Usable base units that have come.
    pub received: i64,
    /// Base units that have come and cannot be used.
    pub damaged: i64,
}

impl OrderLine {
    /// Base units that should come: what was confirmed, or else what was ordered.
    #[must_use]
    pub fn due(&self) -> i64 {
        self.promise.map_or(self.quantity, |promise| promise.quantity)
    }

    /// Base units that should still come.
    #[must_use]
    pub fn open(&self) -> i64 {
        (self.due() - self.received).max(0)
    }

    /// Usable base units that came beyond what was ordered.
    #[must_use]
    pub fn over(&self) -> i64 {
        (self.received - self.quantity).max(0)
    }

    /// Whether anything came.
    #[must_use]
    pub const fn has_come(&self) -> bool {
        self.received + self.damaged > 0
    }

    /// Whether both are the same order of the same product.
    fn asks_the_same(&self, other: &Self) -> bool {
        (self.quantity, self.unit_cost) == (other.quantity, other.unit_cost)
    }
}

/// A purchase order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseOrder {
    /// Unique for ever.
    pub id: PurchaseOrderId,
    /// To be said over the phone.
    pub number: String,
    /// Raised by one with each change.
    pub version: i64,
    /// Where it stands.
    pub status: OrderStatus,
    /// Who delivers.
    pub supplier_id: SupplierId,
    /// Where to.
    pub warehouse_id: WarehouseId,
    /// The company's local day on which the buyer expects it.
    pub expected_on: NaiveDate,
    /// Each product once, in the buyer's order.
    pub lines: Vec<OrderLine>,
    /// For the supplier.
    pub note: Option<String>,
    /// Who wrote it.
    pub created_by: UserId,
    /// The name of whoever wrote it.
    pub created_by_name: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the supplier last confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When somebody said that the rest will not come.
    pub closed_at: Option<DateTime<Utc>>,
}

/// Whether a step changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It did.
    Done,
    /// It had been done before.
    AsItWas,
}

/// What a supplier says of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmation {
    /// The day of lines that say none; the expected one where it is missing.
    pub on: Option<NaiveDate>,
    /// Lines that differ: product, base units, day. Those that are not named are delivered as ordered.
    pub lines: Vec<(ProductId, i64, Option<NaiveDate>)>,
}

/// What came of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The product.
    pub product_id: ProductId,
    /// Base units, damaged ones included.
    pub quantity: i64,
    /// Base units of these that cannot be used.
    pub damaged: i64,
}

/// What an order is to be from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who delivers.
    pub supplier_id: SupplierId,
    /// Where to.
    pub warehouse_id: WarehouseId,
    /// When.
    pub expected_on: NaiveDate,
    /// What; `promise`, `received` and `damaged` do not count.
    pub lines: Vec<OrderLine>,
    /// For the supplier.
    pub note: Option<String>,
}

impl PurchaseOrder {
    /// What the order is now.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            supplier_id: self.supplier_id,
            warehouse_id: self.warehouse_id,
            expected_on: self.expected_on,
            lines: self.lines.clone(),
            note: self.note.clone(),
        }
    }

    /// Sum of the lines, without tax.
    ///
    /// # Errors
    /// When it is too large.
    pub fn total(&self) -> Result<Money, MoneyError> {
        total(&self.lines)
    }

    /// The day on which the last of it comes, as far as the supplier has said.
    #[must_use]
    pub fn promised_on(&self) -> Option<NaiveDate> {
        self.lines.iter().filter_map(|line| line.promise).filter(|it| it.quantity > 0).map(|it| it.on).max()
    }

    /// Base units of a line that were ordered and will not come, as far as is known.
    #[must_use]
    pub fn missing(&self, line: &OrderLine) -> i64 {
        let comes = match self.status {
            OrderStatus::Draft | OrderStatus::Cancelled => return 0,
            OrderStatus::Received => line.received,
            OrderStatus::Sent | OrderStatus::Confirmed | OrderStatus::PartiallyReceived => {
                line.due().max(line.received)
            }
        };
        (line.quantity - comes).max(0)
    }

    /// Whether less will come than was ordered, as far as is known.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.lines.iter().any(|line| self.missing(line) > 0)
    }

    fn has_come(&self) -> bool {
        self.lines.iter().any(OrderLine::has_come)
    }

    fn changed(&mut self, now: DateTime<Utc>) -> Step {
        self.version += 1;
        self.updated_at = now;
        Step::Done
    }

    /// Where it stands, from its lines; it has been sent.
    fn settle(&mut self) {
        self.status = if !self.has_come() {
            match self.lines.iter().all(|line| line.promise.is_some()) {
                true => OrderStatus::Confirmed,
                false => OrderStatus::Sent,
            }
        } else if self.lines.iter().all(|line| line.open() == 0) {
            OrderStatus::Received
        } else {
            OrderStatus::PartiallyReceived
        };
    }

    /// The supplier gets it.
    ///
    /// # Errors
    /// Where it was cancelled.
    pub fn send(&mut self, now: DateTime<Utc>) -> Result<Step, OrderRefused> {
        match self.status {
            OrderStatus::Draft => {
                self.status = OrderStatus::Sent;
                self.sent_at = Some(now);
                Ok(self.changed(now))
            }
            OrderStatus::Cancelled => Err(OrderRefused::Cancelled),
            _ => Ok(Step::AsItWas),
        }
    }

    /// The supplier says how much it delivers and when.
    ///
    /// # Errors
    /// In a draft, after the end, or for products that are not in it.
    pub fn confirm(&mut self, says: &Confirmation, now: DateTime<Utc>) -> Result<Step, OrderRefused> {
        self.must_be_open()?;
        let said = self.named(says.lines.iter().map(|(product, ..)| *product))?;
        let before: Vec<Option<Promise>> = self.lines.iter().map(|line| line.promise).collect();
        let on = says.on.unwrap_or(self.expected_on);
        for (at, line) in self.lines.iter_mut().enumerate() {
            let differs = said.get(&at).and_then(|number| says.lines.get(*number));
            let (quantity, day) = differs.map_or((line.quantity, None), |(_, quantity, day)| (*quantity, *day));
            line.promise = Some(Promise { quantity, on: day.unwrap_or(on) });
        }
        if self.lines.iter().map(|line| line.promise).eq(before) {
            return Ok(Step::AsItWas);
        }
        self.confirmed_at = Some(now);
        self.settle();
        Ok(self.changed(now))
    }

    /// Goods come.
    ///
    /// # Errors
    /// In a draft, after the end, or for products that are not in it.
    pub fn receive(&mut self, arrivals: &[Arrival], now: DateTime<Utc>) -> Result<Step, OrderRefused> {
        self.must_be_open()?;
        let faults = |arrival: &Arrival| self.lines.iter().all(|line| line.product_id != arrival.product_id);
        let faults: Vec<(usize, LineFault)> = (0..)
            .zip(arrivals)
            .filter(|(_, arrival)| faults(arrival))
            .map(|(number, _)| (number, LineFault::NotOrdered))
            .collect();
        if !faults.is_empty() {
            return Err(OrderRefused::Lines(faults));
        }
        for arrival in arrivals {
            for line in self.lines.iter_mut().filter(|line| line.product_id == arrival.product_id) {
                line.received += arrival.quantity - arrival.damaged;
                line.damaged += arrival.damaged;
            }
        }
        self.settle();
        Ok(self.changed(now))
    }

    /// It is not wanted any more.
    ///
    /// # Errors
    /// Where something has come.
    pub fn cancel(&mut self, now: DateTime<Utc>) -> Result<Step, OrderRefused> {
        match self.status {
            OrderStatus::Cancelled => Ok(Step::AsItWas),
            _ if self.has_come() => Err(OrderRefused::GoodsHaveCome),
            _ => {
                self.status = OrderStatus::Cancelled;
                Ok(self.changed(now))
            }
        }
    }

    /// What is still open will not come.
    ///
    /// # Errors
    /// Where nothing has come (it is to be cancelled then) or it was cancelled.
    pub fn close(&mut self, now: DateTime<Utc>) -> Result<Step, OrderRefused> {
        match self.status {
            OrderStatus::Received => Ok(Step::AsItWas),
            OrderStatus::Cancelled => Err(OrderRefused::Cancelled),
            OrderStatus::Draft => Err(OrderRefused::NotSent),
            OrderStatus::Sent | OrderStatus::Confirmed => Err(OrderRefused::NothingHasCome),
            OrderStatus::PartiallyReceived => {
                self.status = OrderStatus::Received;
                self.closed_at = Some(now);
                Ok(self.changed(now))
            }
        }
    }

    /// The buyer changes it. What is not changed keeps its confirmation, unless the expected day is another.
    ///
    /// # Errors
    /// After the end; supplier and warehouse after it was sent; to take out what has come in part.
    pub fn change(&mut self, terms: Terms, now: DateTime<Utc>) -> Result<Step, OrderRefused> {
        let was_sent = match self.status {
            OrderStatus::Draft => false,
            OrderStatus::Sent | OrderStatus::Confirmed | OrderStatus::PartiallyReceived => true,
            OrderStatus::Received => return Err(OrderRefused::Received),
            OrderStatus::Cancelled => return Err(OrderRefused::Cancelled),
        };
        if was_sent && (self.supplier_id, self.warehouse_id) != (terms.supplier_id, terms.warehouse_id) {
            return Err(OrderRefused::SentToSupplier);
        }
        let before = self.clone();
        let mut known: BTreeMap<ProductId, OrderLine> =
            self.lines.drain(..).map(|line| (line.product_id, line)).collect();
        for mut line in terms.lines {
            (line.promise, line.received, line.damaged) = (None, 0, 0);
            if let Some(old) = known.remove(&line.product_id) {
                let kept = old.asks_the_same(&line) && terms.expected_on == before.expected_on;
                line.promise = old.promise.filter(|_| kept);
                (line.received, line.damaged) = (old.received, old.damaged);
                // As it was called when it was ordered.
                (line.sku, line.name, line.unit) = (old.sku, old.name, old.unit);
            }
            self.lines.push(line);
        }
        if known.values().any(OrderLine::has_come) {
            *self = before;
            return Err(OrderRefused::LineHasCome);
        }
        self.supplier_id = terms.supplier_id;
        self.warehouse_id = terms.warehouse_id;
        self.expected_on = terms.expected_on;
        self.note = terms.note;
        if was_sent {
            self.settle();
        }
        if *self == before {
            return Ok(Step::AsItWas);
        }
        Ok(self.changed(now))
    }

    fn must_be_open(&self) -> Result<(), OrderRefused> {
        match self.status {
            OrderStatus::Draft => Err(OrderRefused::NotSent),
            OrderStatus::Received => Err(OrderRefused::Received),
            OrderStatus::Cancelled => Err(OrderRefused::Cancelled),
            OrderStatus::Sent | OrderStatus::Confirmed | OrderStatus::PartiallyReceived => Ok(()),
        }
    }

    /// At which place of the order each product stands, by place of the order: the place among those named.
    fn named(&self, products: impl Iterator<Item = ProductId>) -> Result<BTreeMap<usize, usize>, OrderRefused> {
        let mut places = BTreeMap::new();
        let mut faults = Vec::new();
        for (number, product) in products.enumerate() {
            match self.lines.iter().position(|line| line.product_id == product) {
                Some(place) => drop(places.insert(place, number)),
                None => faults.push((number, LineFault::NotOrdered)),
            }
        }
        if faults.is_empty() { Ok(places) } else { Err(OrderRefused::Lines(faults)) }
    }
}

/// Sum of lines, without tax.
///
/// # Errors
/// When it is too large.
pub fn total(lines: &[OrderLine]) -> Result<Money, MoneyError> {
    let mut amounts = lines.iter().map(|line| line.unit_cost.times(line.quantity));
    let Some(first) = amounts.next() else { return Ok(Money::zero(contracts::Currency::COP)) };
    amounts.try_fold(first?, |sum, amount| sum.plus(amount?))
}
