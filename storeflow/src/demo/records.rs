//! The story of the demonstration company as the services take it. Pure.

use crate::demo::company::{self, Company};
use crate::demo::past::{Backorder, End, Hold, PastOrder, Why};
use crate::demo::{Story, prices};
use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use contracts::identity::CustomerStatus;
use contracts::inventory::StockReserved;
use contracts::logistics::DeliveryScheduled;
use contracts::purchasing::PriceFrom;
use contracts::sales::{Fulfilment, OrderSubmitted, OrderedLine, RefusedLine, ReservedLine};
use contracts::{CustomerId, OrderId, Quantity, SellerId, ShipTo, TaxRate, UserId};
use identity::{Customer, People, User, UserStatus};
use inventory::{
    HistoricLot, HistoricMovement, HistoricReservation, LotState, MovementReason, NewWarehouse, ReservationState,
};
use logistics::delivery::DeliveryStatus;
use logistics::load::{CapacitySetting, HistoricDelivery as PastDelivery, Settings, ZoneSetting};
use ordering::ConfirmedOrder;
use purchasing::{LoadedProduct, LoadedSupplier, ProductDetails, SupplierDetails};
use sales::number::OrderNumber;
use sales::{HistoricBackorder, HistoricDelivery, HistoricLine, HistoricOrder, HistoricOutcome};
use std::collections::{BTreeSet, HashMap};

/// How long before the story's end the first shop came: later loads find that end by it.
pub const FIRST_SHOP: TimeDelta = TimeDelta::days(190);
/// How long before the story's end the people of the office came.
pub const STAFF: TimeDelta = TimeDelta::days(200);
/// The time from one shop to the next.
pub const NEXT_SHOP: TimeDelta = TimeDelta::hours(31);
const GRAMS: i64 = 1_000;

/// Everything but people, ready for the services.
pub struct Records {
    /// For purchasing.
    pub suppliers: Vec<LoadedSupplier>,
    /// For purchasing.
    pub products: Vec<LoadedProduct>,
    /// For inventory.
    pub warehouses: Vec<NewWarehouse>,
    /// For inventory.
    pub lots: Vec<HistoricLot>,
    /// For inventory.
    pub reservations: Vec<HistoricReservation>,
    /// For sales.
    pub orders: Vec<HistoricOrder>,
    /// For logistics.
    pub settings: Settings,
    /// What became of orders and backorders, for logistics and ordering, which need their numbers too.
    trips: Vec<Trip>,
}

/// An order (or backorder) for which stock was held and a delivery scheduled.
struct Trip {
    order_id: OrderId,
    customer_id: CustomerId,
    seller_id: SellerId,
    ship_to: ShipTo,
    fulfilment: Fulfilment,
    submitted_at: DateTime<Utc>,
    lines: Vec<OrderedLine>,
    held: StockReserved,
    hold: Hold,
    end: End,
}

/// Shops, and everybody who signs in. All share the hash of a password. The office came at `office`, each shop when `came` says.
#[must_use]
pub fn people(
    company: &Company,
    office: DateTime<Utc>,
    hash: &str,
    came: impl Fn(usize) -> DateTime<Utc>,
) -> (People, People) {
    let sellers = company.sellers();
    let mut customers = Vec::with_capacity(company.shops.len());
    let mut users = Vec::new();
    for staff in &company.staff {
        let supplier = staff.supplier.as_deref().map(company::supplier_id);
        users.push(
            User { supplier_id: supplier, ..user(staff.id(), &staff.name, &staff.email, office) }.with(&staff.roles),
        );
    }
    for seller in &company.sellers {
        let plain = user(UserId(seller.id().0), &seller.name, &seller.email, office);
        let seller = User { zone: Some(seller.zone.clone()), start_point: Some(seller.start_point()), ..plain };
        users.push(seller.with(&[contracts::identity::Role::Seller]));
    }
    for (place, shop) in company.shops.iter().enumerate() {
        let since = came(place);
        customers.push(Customer {
            id: shop.id(),
            version: 1,
            status: CustomerStatus::Active,
            business_name: shop.business_name.clone(),
            name: Some(shop.owner_name.clone()),
            phone: shop.phone.clone(),
            email: Some(shop.email.clone()),
            address: shop.address.clone(),
            city: Some(shop.city.clone()),
            location: shop.location(),
            seller_id: sellers.get(shop.seller.as_str()).map(|seller| seller.id()),
            created_at: since,
            updated_at: since,
        });
        let plain = user(shop_user(shop), &shop.owner_name, &shop.email, since);
        let owner = User { phone: Some(shop.phone.clone()), customer_id: Some(shop.id()), ..plain };
        users.push(owner.with(&[contracts::identity::Role::Customer]));
    }
    let users = users.into_iter().map(|user| (user, hash.to_owned())).collect();
    (People { customers, users: Vec::new() }, People { customers: Vec::new(), users })
}

/// Everybody who signs in.
#[must_use]
pub fn user_ids(company: &Company) -> Vec<UserId> {
    let staff = company.staff.iter().map(company::Staff::id);
    let sellers = company.sellers.iter().map(|seller| UserId(seller.id().0));
    staff.chain(sellers).chain(company.shops.iter().map(shop_user)).collect()
}

fn shop_user(shop: &company::Shop) -> UserId {
    crate::demo::ids::of("user", &shop.email)
}

fn user(id: UserId, name: &str, email: &str, since: DateTime<Utc>) -> User {
    User {
        id,
        version: 1,
        status: UserStatus::Active,
        email: Some(email.to_owned()),
        phone: None,
        name: name.to_owned(),
        roles: BTreeSet::new(),
        customer_id: None,
        supplier_id: None,
        warehouse_ids: Vec::new(),
        zone: None,
        start_point: None,
        created_at: since,
        updated_at: since,
    }
}

trait WithRoles {
    fn with(self, roles: &[contracts::identity::Role]) -> Self;
}

impl WithRoles for User {
    fn with(mut self, roles: &[contracts::identity::Role]) -> Self {
        self.roles = roles.iter().copied().collect();
        self
    }
}

impl Records {
    /// Writes the story down.
    ///
    /// # Errors
    /// When a number of the files is out of range.
    pub fn of(story: &Story, installation: &chassis::Company) -> anyhow::Result<Self> {
        let trips = trips(story)?;
        Ok(Self {
            suppliers: suppliers(&story.company, story.now - STAFF),
            products: products(&story.company, &story.prices, |_| story.now - prices::ENTERED)?,
            warehouses: warehouses(&story.company),
            lots: lots(story),
            reservations: trips.iter().map(|trip| trip.reservation(story)).collect(),
            orders: orders(story)?,
            settings: settings(&story.company, story.now, installation),
            trips,
        })
    }

    /// The orders that have deliveries.
    #[must_use]
    pub fn order_ids(&self) -> Vec<OrderId> {
        self.trips.iter().map(|trip| trip.order_id).collect()
    }

    /// For logistics: every delivery that was scheduled.
    #[must_use]
    pub fn deliveries(&self, numbers: &HashMap<OrderId, OrderNumber>) -> Vec<PastDelivery> {
        self.trips.iter().filter_map(|trip| Some(trip.delivery(numbers.get(&trip.order_id)?))).collect()
    }

    /// For ordering: the sagas of orders that are still on their way, which can be cancelled.
    #[must_use]
    pub fn sagas(&self, numbers: &HashMap<OrderId, OrderNumber>) -> Vec<ConfirmedOrder> {
        let open = self.trips.iter().filter(|trip| trip.end == End::Open);
        open.filter_map(|trip| Some(trip.saga(numbers.get(&trip.order_id)?))).collect()
    }
}

impl Trip {
    fn reservation(&self, story: &Story) -> HistoricReservation {
        let (state, updated_at) = match self.end {
            End::Delivered { picked_at, .. } => (ReservationState::Issued, picked_at),
            End::Cancelled { requested_at, .. } => (ReservationState::Released, requested_at),
            _ => (ReservationState::Held, self.hold.at),
        };
        let takes = self.hold.takes.iter().map(|(lot, units)| (story.past.lots[*lot].id, *units));
        HistoricReservation {
            order_id: self.order_id,
            warehouse_id: self.held.warehouse_id,
            state,
            lines: self.held.lines.clone(),
            takes: takes.collect(),
            at: self.hold.at,
            updated_at,
        }
    }

    fn delivery(&self, number: &OrderNumber) -> PastDelivery {
        let (status, updated_at) = match self.end {
            End::Delivered { delivered_at, .. } => (DeliveryStatus::Delivered, delivered_at),
            End::Cancelled { at, .. } => (DeliveryStatus::Cancelled, at),
            _ => (DeliveryStatus::Scheduled, self.hold.scheduled_at),
        };
        let sum = |of: fn(&OrderedLine) -> i64| -> i64 {
            self.lines.iter().zip(&self.hold.reserved).map(|(line, held)| of(line) * held).sum()
        };
        PastDelivery {
            id: self.hold.delivery_id,
            order_id: self.order_id,
            number: number.to_string(),
            customer_id: self.customer_id,
            seller_id: Some(self.seller_id),
            ship_to: self.ship_to.clone(),
            warehouse_id: self.held.warehouse_id,
            on: self.hold.on,
            weight_grams: sum(|line| line.weight_grams),
            volume_ml: sum(|line| line.volume_ml),
            status,
            scheduled_at: self.hold.scheduled_at,
            updated_at,
        }
    }

    fn saga(&self, number: &OrderNumber) -> ConfirmedOrder {
        ConfirmedOrder {
            submitted: OrderSubmitted {
                order_id: self.order_id,
                number: number.to_string(),
                customer_id: self.customer_id,
                seller_id: Some(self.seller_id),
                ship_to: self.ship_to.clone(),
                fulfilment: self.fulfilment,
                lines: self.lines.clone(),
                submitted_at: self.submitted_at,
            },
            reserved: self.held.clone(),
            reserved_at: self.hold.at,
            scheduled: DeliveryScheduled {
                order_id: self.order_id,
                delivery_id: self.hold.delivery_id,
                on: self.hold.on,
            },
            scheduled_at: self.hold.scheduled_at,
        }
    }
}

/// For purchasing.
#[must_use]
pub fn suppliers(company: &Company, since: DateTime<Utc>) -> Vec<LoadedSupplier> {
    let supplier = |of: &company::Supplier| LoadedSupplier {
        id: company::supplier_id(&of.key),
        details: SupplierDetails {
            legal_name: of.legal_name.clone(),
            tax_id: of.tax_id.clone(),
            email: of.email.clone(),
            phone: of.phone.clone(),
        },
        created_at: since,
    };
    company.suppliers.iter().map(supplier).collect()
}

/// For purchasing, each entered when `since` says.
///
/// # Errors
/// When a tax rate is out of range.
pub fn products(
    company: &Company,
    prices: &[Vec<PriceFrom>],
    since: impl Fn(usize) -> DateTime<Utc>,
) -> anyhow::Result<Vec<LoadedProduct>> {
    let product = |(place, (of, prices)): (usize, (&company::Product, &Vec<_>))| {
        Ok(LoadedProduct {
            id: of.id(),
            details: ProductDetails {
                category: Some(of.category.clone()),
                unit: of.unit.clone(),
                pack_size: of.pack_size,
                tax_rate_bp: tax_rate(of)?,
                weight_grams: of.weight_grams,
                volume_ml: of.volume_ml,
                shelf_life_days: of.shelf_life_days,
                min_days_left: of.min_days_left,
                barcode: of.barcode.clone(),
                ..ProductDetails::plain(&of.sku, &of.name, company::supplier_id(&of.supplier))
            },
            prices: prices.clone(),
            created_at: since(place),
        })
    };
    company.products.iter().zip(prices).enumerate().map(product).collect()
}

fn tax_rate(product: &company::Product) -> anyhow::Result<TaxRate> {
    TaxRate::new(product.tax_rate_bp).ok().with_context(|| format!("{}: tax rate", product.sku))
}

/// For inventory.
#[must_use]
pub fn warehouses(company: &Company) -> Vec<NewWarehouse> {
    let warehouse = |of: &company::Warehouse| NewWarehouse {
        id: Some(of.id()),
        code: of.code.clone(),
        name: of.name.clone(),
        address: of.address.clone(),
        city: of.city.clone(),
        location: of.location(),
    };
    company.warehouses.iter().map(warehouse).collect()
}

fn lots(story: &Story) -> Vec<HistoricLot> {
    let keeper = story.company.staff.iter().find(|of| of.roles.contains(&contracts::identity::Role::Warehouse));
    let keeper = keeper.map(company::Staff::id);
    let lot = |of: &crate::demo::past::PastLot| HistoricLot {
        id: of.id,
        product_id: story.company.products[of.product].id(),
        warehouse_id: story.company.warehouses[of.warehouse].id(),
        lot: Some(of.code.clone()),
        expires_on: of.expires_on,
        state: if of.blocked { LotState::Blocked } else { LotState::Sellable },
        before: None,
        movements: of
            .movements
            .iter()
            .map(|movement| HistoricMovement {
                at: movement.at,
                delta_on_hand: movement.on_hand,
                delta_reserved: movement.reserved,
                reason: reason(movement.why),
                order: movement.order,
                actor_id: keeper.filter(|_| movement.order.is_none()),
            })
            .collect(),
    };
    story.past.lots.iter().map(lot).collect()
}

const fn reason(why: Why) -> MovementReason {
    match why {
        Why::Opening => MovementReason::Opening,
        Why::Received => MovementReason::Received,
        Why::Reserved => MovementReason::Reserved,
        Why::Released => MovementReason::Released,
        Why::Issued => MovementReason::Issued,
        Why::Damaged => MovementReason::Damaged,
        Why::Expired => MovementReason::Expired,
    }
}

/// For logistics.
#[must_use]
pub fn settings(company: &Company, now: DateTime<Utc>, installation: &chassis::Company) -> Settings {
    let ids: HashMap<&str, _> = company.warehouses.iter().map(|of| (of.code.as_str(), of.id())).collect();
    let (mut zones, mut capacities, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for zone in &company.zones {
        let Some(warehouse_id) = ids.get(zone.warehouse.as_str()).copied() else { continue };
        zones.push(ZoneSetting {
            warehouse_id,
            name: zone.name.clone(),
            cities: zone.cities.clone(),
            lead_days: zone.lead_days,
            cut_off_hour: zone.cut_off_hour,
            weekdays: zone.days(),
        });
        if seen.insert(warehouse_id) {
            capacities.push(CapacitySetting {
                warehouse_id,
                weekday: None,
                stops: Some(zone.stops_per_day),
                grams: Some(zone.kilograms_per_day * GRAMS),
            });
        }
    }
    // The year ends with counting the stock.
    let today = installation.local_date(now);
    let last_day = NaiveDate::from_ymd_opt(today.year(), 12, 31).filter(|day| *day > today);
    let closed_days = last_day.map(|day| (day, "Inventario de fin de año".to_owned())).into_iter().collect();
    Settings { closed_days, zones, capacities }
}

fn line(story: &Story, (product, units): (usize, i64)) -> anyhow::Result<OrderedLine> {
    let of = &story.company.products[product];
    Ok(OrderedLine {
        product_id: of.id(),
        quantity: quantity(units)?,
        weight_grams: of.weight_grams,
        volume_ml: of.volume_ml,
    })
}

fn quantity(units: i64) -> anyhow::Result<Quantity> {
    Quantity::new(units).ok().with_context(|| format!("nobody orders {units} units"))
}

fn trips(story: &Story) -> anyhow::Result<Vec<Trip>> {
    let sellers = story.company.sellers();
    let mut trips = Vec::with_capacity(story.planned.len());
    for (planned, past) in story.planned.iter().zip(&story.past.orders) {
        let shop = &story.company.shops[planned.shop];
        let seller_id = sellers.get(shop.seller.as_str()).map(|seller| seller.id()).context("a shop without seller")?;
        let mut add = |order_id, submitted_at, lines: &[(usize, i64)], hold: &Hold, end: &End| -> anyhow::Result<()> {
            let lines: Vec<OrderedLine> = lines.iter().map(|of| line(story, *of)).collect::<Result<_, _>>()?;
            let reserved = lines.iter().zip(&hold.reserved);
            trips.push(Trip {
                order_id,
                customer_id: shop.id(),
                seller_id,
                ship_to: shop.ship_to(),
                fulfilment: planned.fulfilment,
                submitted_at,
                held: StockReserved {
                    order_id,
                    warehouse_id: story.company.warehouses[hold.warehouse].id(),
                    lines: reserved
                        .map(|(line, reserved)| ReservedLine { product_id: line.product_id, reserved: *reserved })
                        .collect(),
                },
                lines,
                hold: hold.clone(),
                end: end.clone(),
            });
            Ok(())
        };
        if let Some(hold) = &past.hold {
            add(past.id, planned.at, &planned.lines, hold, &past.end)?;
            if let Some(Backorder { id, lines, hold: Some(later), end }) = &past.backorder {
                add(*id, hold.scheduled_at, lines, later, end)?;
            }
        }
    }
    Ok(trips)
}

fn orders(story: &Story) -> anyhow::Result<Vec<HistoricOrder>> {
    let sellers = story.company.sellers();
    let mut orders = Vec::with_capacity(story.planned.len());
    for (planned, past) in story.planned.iter().zip(&story.past.orders) {
        let shop = &story.company.shops[planned.shop];
        let lines = planned.lines.iter().enumerate().map(|(place, (product, units))| {
            let of = &story.company.products[*product];
            let reserved = past.hold.as_ref().and_then(|hold| hold.reserved.get(place)).copied().unwrap_or(0);
            Ok(HistoricLine {
                product_id: of.id(),
                sku: of.sku.clone(),
                name: of.name.clone(),
                quantity: quantity(*units)?,
                reserved,
                delivered: reserved,
                unit_price: prices::at(&story.prices[*product], planned.at)
                    .with_context(|| format!("{} had no price", of.sku))?,
                tax_rate: tax_rate(of)?,
            })
        });
        orders.push(HistoricOrder {
            id: past.id,
            customer_id: shop.id(),
            seller_id: sellers.get(shop.seller.as_str()).map(|seller| seller.id()),
            ship_to: shop.ship_to(),
            fulfilment: planned.fulfilment,
            lines: lines.collect::<anyhow::Result<_>>()?,
            note: planned.note.map(str::to_owned),
            submitted_at: planned.at,
            outcome: outcome(story, past, &planned.lines),
            backorder: past.backorder.as_ref().map(|child| HistoricBackorder {
                id: child.id,
                outcome: ended(story, child.hold.as_ref(), &child.end, &[]),
            }),
        });
    }
    Ok(orders)
}

fn outcome(story: &Story, past: &PastOrder, lines: &[(usize, i64)]) -> HistoricOutcome {
    ended(story, past.hold.as_ref(), &past.end, lines)
}

fn ended(story: &Story, hold: Option<&Hold>, end: &End, lines: &[(usize, i64)]) -> HistoricOutcome {
    let delivery = hold.map(|hold| HistoricDelivery {
        id: hold.delivery_id,
        warehouse_id: story.company.warehouses[hold.warehouse].id(),
        on: hold.on,
        scheduled_at: hold.scheduled_at,
    });
    match (end, delivery) {
        (End::Delivered { picked_at, left_at, delivered_at }, Some(delivery)) => HistoricOutcome::Delivered {
            delivery,
            picked_at: *picked_at,
            left_at: *left_at,
            delivered_at: *delivered_at,
        },
        (End::Open, Some(delivery)) => HistoricOutcome::Scheduled(delivery),
        (End::Cancelled { requested_at, at }, delivery) => {
            HistoricOutcome::Cancelled { delivery, requested_at: *requested_at, at: *at }
        }
        (End::Rejected { at, reasons }, _) => {
            let lines = lines.iter().zip(reasons).map(|((product, _), reason)| RefusedLine {
                product_id: story.company.products[*product].id(),
                reason: reason.clone(),
                substitutes: Vec::new(),
            });
            HistoricOutcome::Rejected { at: *at, lines: lines.collect() }
        }
        (End::Expired { at }, _) => HistoricOutcome::Expired { at: *at },
        (End::Waiting | End::Open | End::Delivered { .. }, _) => HistoricOutcome::Waiting,
    }
}
