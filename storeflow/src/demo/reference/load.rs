//! Loads the reference data, week by week: each service at its own pace, a transaction for a week, nothing twice. A load that
//! was interrupted is told the same weeks again and goes on with the first that a service does not have.

use super::past::{Given, Telling, Trip, TripEnd, Week};
use super::{FIRST_SHOP, Size, came, given};
use crate::demo::company::Company;
use crate::demo::{DemoOptions, SignIns, database, kept_password, once, records, sign_ins};
use anyhow::{Context, bail, ensure};
use chassis::Db;
use chassis::run::blocking;
use chrono::{DateTime, Utc};
use contracts::logistics::DeliveryScheduled;
use contracts::sales::{OrderSubmitted, OrderedLine};
use contracts::{OrderId, Service};
use identity::People;
use logistics::delivery::DeliveryStatus;
use logistics::load::HistoricDelivery;
use ordering::ConfirmedOrder;
use sales::number::OrderNumber;
use sales::{HistoricOrder, HistoricOutcome};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Weeks that wait for a service; each is some thousand orders.
const WAITING: usize = 2;
/// People of one transaction.
const PEOPLE: usize = 1_000;
/// Every so many weeks the log says how far it is.
const TELL: usize = 26;

type Numbers = HashMap<OrderId, OrderNumber>;

/// Loads the reference data, or what is missing of it. What services tell each other of it leaves through the outboxes of
/// whoever runs on these databases.
///
/// # Errors
/// When a database does not answer or is not migrated, or when there is another company.
pub async fn load(dbs: &BTreeMap<Service, Db>, size: Size, options: &DemoOptions) -> anyhow::Result<SignIns> {
    options.password.as_deref().map(sign_ins::check).transpose()?;
    let people = database(dbs, Service::Identity)?;
    let company = super::company::grown(super::SEED, size)?;
    let boss = company.staff.first().context("demo/users.csv names nobody")?.id();
    let kept = options.data.as_deref().and_then(kept_password);
    let (first, last) = (company.shops.first().context("no shops")?, company.shops.last().context("no shops")?);
    let there = identity::find_customer(people, first.id()).await?;
    if identity::find_user(people, boss).await?.is_some() {
        let whole = identity::find_customer(people, last.id()).await?.is_some();
        ensure!(whole, "there is another company; load the reference data into an empty one (--data)");
        return Ok(SignIns::new(&company, options.password.clone().or(kept)));
    }
    let now = match there {
        Some(shop) => shop.created_at + FIRST_SHOP,
        None if identity::has_customers(people).await? => {
            bail!("there is a company with shops already; load the reference data into an empty one (--data)");
        }
        None => people.now(),
    };
    let password = options.password.clone().or(kept).unwrap_or_else(sign_ins::readable);
    let hashed = password.clone();
    let hash = blocking(move || identity::hash_password(&hashed)).await;
    let installation = people.company().clone();
    let given = blocking(move || given(size, now, &installation)).await?;
    for db in dbs.values() {
        db.begin_bulk().await?;
    }
    let (shops, users) = people_of(&company, now, &hash);
    load_people(people, shops).await?;
    let catalogue = catalogue(&given, now)?;
    let goods = database(dbs, Service::Purchasing)?;
    purchasing::load_catalogue(goods, &catalogue.0, &catalogue.1).await?;
    load_past(dbs, given, now).await?;
    for db in dbs.values() {
        db.end_bulk().await.with_context(|| format!("the planner of {} cannot be told", db.service()))?;
    }
    // Before the users, who tell that all is there: nobody shall have a password that is forgotten.
    if let Some(data) = &options.data {
        sign_ins::keep_password(data, &password)?;
    }
    load_people(people, users).await?;
    Ok(SignIns::new(&company, Some(password)))
}

/// The boss comes last: he tells that all is there.
fn people_of(company: &Company, now: DateTime<Utc>, hash: &str) -> (People, People) {
    let shops = company.shops.len();
    let (customers, mut users) = records::people(company, now - FIRST_SHOP, hash, |place| came(now, place, shops));
    users.users.reverse();
    (customers, users)
}

async fn load_people(db: &Db, people: People) -> anyhow::Result<()> {
    for customers in people.customers.chunks(PEOPLE) {
        let some = People { customers: customers.to_vec(), users: Vec::new() };
        once(db, move |tx| async move { identity::load_people(&tx, &some).await }).await?;
    }
    for users in people.users.chunks(PEOPLE) {
        let some = People { customers: Vec::new(), users: users.to_vec() };
        once(db, move |tx| async move { identity::load_people(&tx, &some).await }).await?;
    }
    Ok(())
}

type Catalogue = (Vec<purchasing::LoadedSupplier>, Vec<purchasing::LoadedProduct>);

fn catalogue(given: &Given, now: DateTime<Utc>) -> anyhow::Result<Catalogue> {
    let suppliers = records::suppliers(&given.company, now - FIRST_SHOP);
    // The newest things of the catalogue are the newest in the list.
    let since = |place: usize| came(now, place, given.company.products.len());
    Ok((suppliers, records::products(&given.company, &given.prices, since)?))
}

/// Tells the weeks in a thread of its own and hands them to the services.
async fn load_past(dbs: &BTreeMap<Service, Db>, given: Given, now: DateTime<Utc>) -> anyhow::Result<()> {
    let warehouses = records::warehouses(&given.company);
    once(database(dbs, Service::Inventory)?, move |tx| async move {
        for warehouse in &warehouses {
            inventory::open_warehouse(&tx, warehouse).await?;
        }
        Ok(())
    })
    .await?;
    let settings = records::settings(&given.company, now, &given.installation);
    let ((to_stock, stock), (to_orders, orders)) = (mpsc::channel(WAITING), mpsc::channel(WAITING));
    let ((to_trips, trips), (to_sagas, sagas)) = (mpsc::channel(WAITING), mpsc::channel(WAITING));
    let (tell_stocked, stocked) = oneshot::channel();
    let telling = blocking(move || -> anyhow::Result<()> {
        let mut telling = Telling::new(given);
        while let Some(week) = telling.week()? {
            let week = Arc::new(week);
            // A service that has failed has said why.
            if to_stock.blocking_send(Arc::clone(&week)).is_err() || to_orders.blocking_send(week).is_err() {
                break;
            }
        }
        Ok(())
    });
    futures::try_join!(
        telling,
        load_stock(database(dbs, Service::Inventory)?, stock, tell_stocked),
        load_orders(database(dbs, Service::Sales)?, Calm { weeks: orders, stocked, held: None }, to_trips, to_sagas),
        load_trips(database(dbs, Service::Logistics)?, trips, settings),
        load_sagas(database(dbs, Service::Ordering)?, sagas),
    )?;
    Ok(())
}

async fn load_stock(db: &Db, mut weeks: mpsc::Receiver<Arc<Week>>, stocked: oneshot::Sender<()>) -> anyhow::Result<()> {
    let mut count = 0;
    while let Some(week) = weeks.recv().await {
        count += 1;
        tell(db, count, &week);
        let Some(first) = week.reservations.first().map(|one| one.order_id) else { continue };
        if !inventory::has_order(db, first).await? {
            once(db, move |tx| async move { inventory::load_history(&tx, &week.lots, &week.reservations).await })
                .await?;
        }
    }
    // Nobody may be left to hear it: then loading has failed elsewhere.
    let _ = stocked.send(());
    Ok(inventory::reckon_demand(db).await?)
}

/// The weeks of orders. Those with a backorder that still waits come once all stock has been loaded: the running services serve
/// it at once, from stock whose past would then go on as if they had not.
struct Calm {
    weeks: mpsc::Receiver<Arc<Week>>,
    stocked: oneshot::Receiver<()>,
    held: Option<VecDeque<Arc<Week>>>,
}

impl Calm {
    async fn next(&mut self) -> Option<Arc<Week>> {
        if self.held.is_none() {
            let week = self.weeks.recv().await?;
            let waits = |order: &HistoricOrder| {
                order.backorder.as_ref().is_some_and(|split| matches!(split.outcome, HistoricOutcome::Waiting))
            };
            if !week.orders.iter().any(waits) {
                return Some(week);
            }
            // Stock comes out of the same hands: whoever waits for it goes on taking the weeks.
            let mut held = VecDeque::from([week]);
            while let Some(week) = self.weeks.recv().await {
                held.push_back(week);
            }
            (&mut self.stocked).await.ok()?;
            self.held = Some(held);
        }
        self.held.as_mut().and_then(VecDeque::pop_front)
    }
}

fn tell(db: &Db, count: usize, week: &Week) {
    if count.is_multiple_of(TELL) {
        tracing::info!(service = %db.service(), week = %week.from, "loading the reference data");
    }
}

/// Sales numbers the orders; logistics and ordering are told the numbers.
async fn load_orders(
    db: &Db,
    mut weeks: Calm,
    to_trips: mpsc::Sender<(Arc<Week>, Arc<Numbers>)>,
    to_sagas: mpsc::Sender<(Arc<Week>, Arc<Numbers>)>,
) -> anyhow::Result<()> {
    let mut count = 0;
    while let Some(week) = weeks.next().await {
        count += 1;
        tell(db, count, &week);
        let first: Vec<OrderId> = week.orders.iter().map(|order| order.id).take(1).collect();
        if sales::numbers_of(db, &first).await?.len() < first.len() {
            let week = Arc::clone(&week);
            once(db, move |tx| async move { sales::load_history(&tx, &week.orders).await }).await?;
        }
        let ids: Vec<OrderId> = week.trips.iter().map(|trip| trip.order_id).collect();
        let numbers = Arc::new(sales::numbers_of(db, &ids).await?);
        ensure!(numbers.len() == ids.len(), "orders of the week of {} have no numbers", week.from);
        let told = (Arc::clone(&week), Arc::clone(&numbers));
        if to_trips.send(told).await.is_err() || to_sagas.send((week, numbers)).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn load_trips(
    db: &Db,
    mut weeks: mpsc::Receiver<(Arc<Week>, Arc<Numbers>)>,
    settings: logistics::load::Settings,
) -> anyhow::Result<()> {
    once(db, move |tx| async move { logistics::load::load_settings(&tx, &settings).await }).await?;
    while let Some((week, numbers)) = weeks.recv().await {
        let Some(first) = week.trips.first().map(|trip| trip.order_id) else { continue };
        if !logistics::load::has_order(db, first).await? {
            let deliveries: Vec<HistoricDelivery> =
                week.trips.iter().filter_map(|trip| Some(delivery(trip, numbers.get(&trip.order_id)?))).collect();
            once(db, move |tx| async move { logistics::load::load_history(&tx, &deliveries).await }).await?;
        }
    }
    Ok(())
}

async fn load_sagas(db: &Db, mut weeks: mpsc::Receiver<(Arc<Week>, Arc<Numbers>)>) -> anyhow::Result<()> {
    while let Some((week, numbers)) = weeks.recv().await {
        // A cancelled order's saga went another way, which nobody needs any more.
        let confirmed = || week.trips.iter().filter(|trip| !matches!(trip.end, TripEnd::Cancelled(_)));
        let Some(first) = confirmed().next().map(|trip| trip.order_id) else { continue };
        if !ordering::has_order(db, first).await? {
            let sagas: Vec<ConfirmedOrder> =
                confirmed().filter_map(|trip| Some(saga(trip, numbers.get(&trip.order_id)?))).collect();
            once(db, move |tx| async move { ordering::load_confirmed(&tx, &sagas).await }).await?;
        }
    }
    Ok(())
}

fn delivery(trip: &Trip, number: &OrderNumber) -> HistoricDelivery {
    let (status, updated_at) = match trip.end {
        TripEnd::Delivered(at) => (DeliveryStatus::Delivered, at),
        TripEnd::Cancelled(at) => (DeliveryStatus::Cancelled, at),
        TripEnd::Open => (DeliveryStatus::Scheduled, trip.delivery.scheduled_at),
    };
    let sum = |of: fn(&OrderedLine) -> i64| -> i64 {
        trip.lines.iter().zip(&trip.held.lines).map(|(line, held)| of(line) * held.reserved).sum()
    };
    HistoricDelivery {
        id: trip.delivery.id,
        order_id: trip.order_id,
        number: number.to_string(),
        customer_id: trip.customer_id,
        seller_id: trip.seller_id,
        ship_to: trip.ship_to.clone(),
        warehouse_id: trip.held.warehouse_id,
        on: trip.delivery.on,
        weight_grams: sum(|line| line.weight_grams),
        volume_ml: sum(|line| line.volume_ml),
        status,
        scheduled_at: trip.delivery.scheduled_at,
        updated_at,
    }
}

fn saga(trip: &Trip, number: &OrderNumber) -> ConfirmedOrder {
    let (order_id, delivery) = (trip.order_id, trip.delivery);
    ConfirmedOrder {
        submitted: OrderSubmitted {
            order_id,
            number: number.to_string(),
            customer_id: trip.customer_id,
            seller_id: trip.seller_id,
            ship_to: trip.ship_to.clone(),
            fulfilment: trip.fulfilment,
            lines: trip.lines.clone(),
            submitted_at: trip.submitted_at,
        },
        reserved: trip.held.clone(),
        reserved_at: trip.held_at,
        scheduled: DeliveryScheduled { order_id, delivery_id: delivery.id, on: delivery.on },
        scheduled_at: delivery.scheduled_at,
    }
}
