//! `storeflow reconcile`: after one database, or several, were set back to an earlier time, everybody agrees again.
//!
//! It opens the databases of all services, as `migrate` and `demo` do, compares what they know of each order (`rules.rs`) and what
//! they hold copies of (`replicas.rs`), and mends what can be mended: mostly by having a message sent again, which its receiver
//! answers again or ignores; two things by the service's own code (stock and delivery days that were promised). It may run at
//! any time, beside running services, and as often as one likes; what it cannot mend it prints, for a person. ADR 0014.

pub mod replicas;
pub mod rules;

use crate::one_machine::Folder;
use crate::parts::{PartsConfig, part};
use anyhow::Context;
use chassis::{Clock, Company, Db, DbError, Tx};
use contracts::inventory::ReleaseStock;
use contracts::logistics::CancelDelivery;
use contracts::sales::CancelRequested;
use contracts::{OrderId, Service};
use inventory::reconcile::{self as stock, Shortage};
use logistics::reconcile as days;
use ordering::reconcile as sagas;
use ordering::saga::{Held, Order, Outcome, Saga, Stage};
use replicas::REPLICATED;
use rules::{Known, Mend, counted_on, counts_on_it, holds, lives, mends};
use sales::reconcile::{self as orders, MadeAgain, Told};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;

/// Orders that are compared at once.
const PAGE: usize = 500;

/// Whether anything is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Mend what can be mended.
    Mend,
    /// Only say what would be done.
    Check,
}

/// What was found and done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How often something was done, or would be.
    pub done: BTreeMap<Mend, usize>,
    /// For a person: one line each.
    pub left: Vec<String>,
    /// About copies.
    pub copies: Vec<String>,
}

impl Report {
    fn count(&mut self, mend: Mend) {
        *self.done.entry(mend).or_default() += 1;
    }

    /// Whether a person has to look.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        !self.left.is_empty()
    }

    /// For a terminal.
    #[must_use]
    pub fn text(&self, mode: Mode) -> String {
        let mut text = String::new();
        let what = |mend: Mend| match mend {
            Mend::MakeOrder => "orders that sales had lost are made again",
            Mend::TellSaga => "orders of which ordering is told again",
            Mend::Cancel => "cancellations that ordering is asked for again",
            Mend::Hold => "orders for which inventory holds again what they were promised",
            Mend::KeepDay => "orders for which logistics keeps again the day that they were promised",
            Mend::AskAgain => "orders whose outstanding commands are sent again",
            Mend::Release => "dead orders whose stock is released",
            Mend::GiveDayBack => "dead orders whose delivery day is given back",
        };
        for (mend, count) in &self.done {
            let _ = writeln!(text, "{count:>7}  {}", what(*mend));
        }
        self.copies.iter().for_each(|line| text.push_str(&format!("         {line}\n")));
        if text.is_empty() {
            text.push_str("Everybody agrees.\n");
        }
        if !self.left.is_empty() {
            let _ = writeln!(text, "\nFor a person ({}):", self.left.len());
            self.left.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        if mode == Mode::Check {
            text.push_str("\nNothing was changed (--check).\n");
        }
        text
    }
}

pub(crate) fn database(dbs: &BTreeMap<Service, Db>, service: Service) -> anyhow::Result<&Db> {
    dbs.get(&service).with_context(|| format!("the database of {service} is not open"))
}

/// Opens the databases of all services.
///
/// # Errors
/// When the URL cannot be used.
pub async fn open(url: &str, company: Company, clock: Clock) -> anyhow::Result<BTreeMap<Service, Db>> {
    let mut dbs = BTreeMap::new();
    for service in Service::ALL {
        dbs.insert(service, Db::open(url, service, clock.clone(), company.clone(), 4).await?);
    }
    Ok(dbs)
}

/// The same for a data folder on which nothing runs. (A backup of one machine needs none of this: its databases are all of one
/// instant. A file that somebody has put back by hand does.)
///
/// # Errors
/// When something runs on it, or there is no company in it.
pub async fn data_folder(data: &Path, company: Company, clock: Clock, mode: Mode) -> anyhow::Result<Report> {
    let there = data.join(format!("{}.db", Service::Ordering)).exists();
    anyhow::ensure!(there, "there is no company in {}", data.display());
    let mut folder = Folder::own(data).context("stop it first")?;
    folder.say("its databases are being compared")?;
    let url = format!("sqlite://{}/{{service}}.db", data.display());
    reconcile(&open(&url, company, clock).await?, mode).await
}

struct Work<'a> {
    ordering: &'a Db,
    sales: &'a Db,
    inventory: &'a Db,
    logistics: &'a Db,
    mode: Mode,
    report: Report,
}

/// Compares everything, and mends it unless it is only to be checked.
///
/// # Errors
/// When a database does not answer; what was done until then is done, and running it again goes on.
pub async fn reconcile(dbs: &BTreeMap<Service, Db>, mode: Mode) -> anyhow::Result<Report> {
    let mut work = Work {
        ordering: database(dbs, Service::Ordering)?,
        sales: database(dbs, Service::Sales)?,
        inventory: database(dbs, Service::Inventory)?,
        logistics: database(dbs, Service::Logistics)?,
        mode,
        report: Report::default(),
    };
    copies(dbs, &mut work).await?;
    work.every_saga().await?;
    work.orders_without_saga().await?;
    work.stock_without_saga().await?;
    work.days_without_saga().await?;
    Ok(work.report)
}

/// Copies of shops, products and warehouses.
async fn copies(dbs: &BTreeMap<Service, Db>, work: &mut Work<'_>) -> anyhow::Result<()> {
    for of in REPLICATED {
        let found = replicas::look(of, dbs).await?;
        let (owner, what) = (of.owner, of.what);
        if !found.unknown.is_empty() {
            let some: Vec<String> = found.unknown.iter().take(5).map(ToString::to_string).collect();
            work.report.left.push(format!(
                "{owner} does not know {} {what} that others know, such as {}: enter them again",
                found.unknown.len(),
                some.join(", ")
            ));
        }
        if !found.raise.is_empty() {
            work.report.copies.push(format!("{owner} was set back: {} {what} get newer versions", found.raise.len()));
            if work.mode == Mode::Mend {
                replicas::raise(of, database(dbs, owner)?, found.raise.clone()).await?;
            }
        }
        for behind in &found.behind {
            work.report.copies.push(format!("{behind} is sent all {what} of {owner} again"));
            if work.mode == Mode::Mend {
                let def = part(owner, &PartsConfig::default());
                def.send_state_again(database(dbs, owner)?, Some(*behind)).await?;
            }
        }
    }
    Ok(())
}

/// With which stock sales has seen these orders confirmed.
async fn promises(sales: &Db, ids: &[OrderId]) -> Result<HashMap<OrderId, Held>, DbError> {
    let held = |(id, (warehouse_id, lines))| (id, Held { warehouse_id, lines });
    Ok(orders::promises(sales, ids).await?.into_iter().map(held).collect())
}

impl Work<'_> {
    async fn every_saga(&mut self) -> anyhow::Result<()> {
        let mut after = OrderId(uuid::Uuid::nil());
        loop {
            // Sagas first: what they know has happened to the others before.
            let page = sagas::sagas_after(self.ordering, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.order_id;
            let ids: Vec<OrderId> = page.iter().map(|saga| saga.order_id).collect();
            let (standings, holdings, bookings) = (
                orders::standings(self.sales, &ids).await?,
                stock::holdings(self.inventory, &ids).await?,
                days::bookings(self.logistics, &ids).await?,
            );
            let told = promises(self.sales, &ids).await?;
            for saga in &page {
                let id = saga.order_id;
                let told = told.get(&id);
                let (sales, holding, booking) = (standings.get(&id), holdings.get(&id), bookings.get(&id));
                self.look_at_day(saga, booking);
                for mend in mends(Known { saga, sales, holding, booking, told }) {
                    if !self.mend(saga, mend, told).await? {
                        break;
                    }
                }
            }
        }
    }

    /// A day that is not the promised one: whoever is to bring the goods has to be asked.
    fn look_at_day(&mut self, saga: &Saga, booking: Option<&days::Booking>) {
        let Stage::Done { outcome: Outcome::Confirmed { delivery, .. } } = &saga.stage else { return };
        let Some(booking) = booking else { return };
        if booking.on != Some(delivery.on) || booking.delivery_id != delivery.delivery_id {
            let has = booking.on.map_or_else(|| "none".to_owned(), |on| on.to_string());
            let line = format!("order {}: promised for {}, logistics has {has}", name(saga), delivery.on);
            self.report.left.push(line);
        }
    }

    /// Does one thing for an order; whether to go on with the others.
    async fn mend(&mut self, saga: &Saga, mend: Mend, told: Option<&Held>) -> anyhow::Result<bool> {
        self.report.count(mend);
        if self.mode == Mode::Check {
            return Ok(true);
        }
        let id = saga.order_id;
        match mend {
            Mend::MakeOrder => return self.make_order(saga).await,
            Mend::TellSaga => {
                let _told = self.sales.write(move |tx| async move { orders::tell_again(&tx, id).await }).await?;
            }
            Mend::Cancel => send(self.sales, move |tx| tx.publish(&CancelRequested { order_id: id })).await?,
            Mend::Hold => self.hold(saga, told.cloned()).await?,
            Mend::KeepDay => self.keep_day(saga).await?,
            Mend::AskAgain => {
                let _sent = self.ordering.write(move |tx| async move { sagas::ask_again(&tx, id).await }).await?;
            }
            Mend::Release => send(self.ordering, move |tx| tx.publish(&ReleaseStock { order_id: id })).await?,
            Mend::GiveDayBack => send(self.ordering, move |tx| tx.publish(&CancelDelivery { order_id: id })).await?,
        }
        Ok(true)
    }

    async fn make_order(&mut self, saga: &Saga) -> anyhow::Result<bool> {
        let number = saga.number.clone();
        let Some(told) = sagas::told(self.ordering, saga.order_id).await? else {
            let passed: Result<(), DbError> = self
                .sales
                .write(move |tx: Tx| async move {
                    match number {
                        Some(number) => orders::pass_number(&tx, &number).await,
                        None => Ok(()),
                    }
                })
                .await;
            passed?;
            let line = format!("order {}: sales has lost it, and its content is not kept any more", name(saga));
            self.report.left.push(line);
            return Ok(false);
        };
        let made = self
            .sales
            .write(move |tx: Tx| async move { orders::make_again(&tx, &told.order, told.waits_since).await })
            .await?;
        if let MadeAgain::NotPriced(why) = made {
            let line = format!(
                "order {}: sales has lost it and does not know its products yet ({why:?}); start sales, then run this again",
                name(saga)
            );
            self.report.left.push(line);
            return Ok(false);
        }
        Ok(true)
    }

    /// The saga does not go on meanwhile, so that nothing is held for an order that is just being cancelled.
    async fn hold(&mut self, saga: &Saga, told: Option<Held>) -> anyhow::Result<()> {
        let (id, inventory) = (saga.order_id, self.inventory.clone());
        let shortages: Result<Vec<Shortage>, DbError> = self
            .ordering
            .write(move |tx: Tx| async move {
                let saga = sagas::saga(&tx, id).await?;
                match saga.as_ref().and_then(|saga| counted_on(saga, told.as_ref())).cloned() {
                    Some(held) => stock::hold_promised(&inventory, id, held.warehouse_id, held.lines).await,
                    None => Ok(Vec::new()),
                }
            })
            .await;
        self.missing(&name(saga), shortages?);
        Ok(())
    }

    fn missing(&mut self, order: &str, shortages: Vec<Shortage>) {
        for Shortage { product_id, promised, held } in shortages {
            self.report.left.push(format!(
                "order {order}: {promised} of product {product_id} were promised, {held} are there; count them, then run this again"
            ));
        }
    }

    async fn keep_day(&mut self, saga: &Saga) -> anyhow::Result<()> {
        let (id, logistics) = (saga.order_id, self.logistics.clone());
        let Some(told) = sagas::told(self.ordering, id).await? else {
            let line = format!("order {}: logistics has lost its delivery, and its content is not kept", name(saga));
            self.report.left.push(line);
            return Ok(());
        };
        let kept: Result<bool, DbError> = self
            .ordering
            .write(move |tx: Tx| async move {
                let saga = sagas::saga(&tx, id).await?;
                let Some(Stage::Done { outcome: Outcome::Confirmed { held, delivery } }) = saga.map(|saga| saga.stage)
                else {
                    return Ok(true);
                };
                let number = told.order.number.clone();
                let asked = Order::from(&told.order).schedule_delivery(id, number, &held);
                let book = move |tx: Tx| async move {
                    days::keep_promised(&tx, &asked, delivery.delivery_id, delivery.on).await
                };
                logistics.write(book).await
            })
            .await;
        if !kept? {
            self.report.left.push(format!("order {}: logistics has answered it otherwise", name(saga)));
        }
        Ok(())
    }

    async fn orders_without_saga(&mut self) -> anyhow::Result<()> {
        let mut after = OrderId(uuid::Uuid::nil());
        loop {
            let page = orders::living_after(self.sales, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let ids: Vec<OrderId> = page.iter().filter(|order| !order.untold).map(|order| order.id).collect();
            let known = sagas::with_saga(self.ordering, &ids).await?;
            let strangers: Vec<OrderId> = ids.into_iter().filter(|id| !known.contains(id)).collect();
            let (told, holdings) =
                (promises(self.sales, &strangers).await?, stock::holdings(self.inventory, &strangers).await?);
            for id in strangers {
                if let Some(held) = told.get(&id).filter(|held| !holds(holdings.get(&id), held)) {
                    self.report.count(Mend::Hold);
                    if self.mode == Mode::Mend {
                        let lines = held.lines.clone();
                        let short = stock::hold_promised(self.inventory, id, held.warehouse_id, lines).await?;
                        self.missing(&id.to_string(), short);
                    }
                }
                self.report.count(Mend::TellSaga);
                if self.mode == Mode::Mend {
                    let told = self.sales.write(move |tx| async move { orders::tell_again(&tx, id).await }).await?;
                    if told == Told::NotAtAll {
                        self.report.left.push(format!("order {id}: it has no saga, and sales cannot tell of it"));
                    }
                }
            }
        }
    }

    async fn stock_without_saga(&mut self) -> anyhow::Result<()> {
        let mut after = OrderId(uuid::Uuid::nil());
        loop {
            let page = stock::living_after(self.inventory, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.order_id;
            let ids = page.iter().filter(|holding| lives(holding)).map(|holding| holding.order_id).collect();
            for order_id in self.unknown(ids).await? {
                self.report.count(Mend::Release);
                if self.mode == Mode::Mend {
                    send(self.ordering, move |tx| tx.publish(&ReleaseStock { order_id })).await?;
                }
            }
        }
    }

    async fn days_without_saga(&mut self) -> anyhow::Result<()> {
        let mut after = OrderId(uuid::Uuid::nil());
        loop {
            let page = days::scheduled_after(self.logistics, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.order_id;
            for order_id in self.unknown(page.iter().map(|booking| booking.order_id).collect()).await? {
                self.report.count(Mend::GiveDayBack);
                if self.mode == Mode::Mend {
                    send(self.ordering, move |tx| tx.publish(&CancelDelivery { order_id })).await?;
                }
            }
        }
    }

    /// Those of these orders that have no saga, and that sales does not count on.
    async fn unknown(&self, ids: Vec<OrderId>) -> anyhow::Result<Vec<OrderId>> {
        let known = sagas::with_saga(self.ordering, &ids).await?;
        let ids: Vec<OrderId> = ids.into_iter().filter(|id| !known.contains(id)).collect();
        let standings = orders::standings(self.sales, &ids).await?;
        Ok(ids.into_iter().filter(|id| !counts_on_it(standings.get(id))).collect())
    }
}

/// One message, in a transaction of its own.
async fn send(db: &Db, message: impl FnOnce(&Tx) + Send + 'static) -> Result<(), DbError> {
    db.write(move |tx: Tx| async move {
        message(&tx);
        Ok(())
    })
    .await
}

/// As people call an order.
fn name(saga: &Saga) -> String {
    saga.number.clone().unwrap_or_else(|| saga.order_id.to_string())
}
