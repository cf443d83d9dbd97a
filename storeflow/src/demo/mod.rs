//! The demonstration company: a Colombian distributor with its people, goods and places (`storeflow/demo/*.csv`) and 90
//! days of business up to the moment of loading.
//!
//! | part | file |
//! |---|---|
//! | what the files tell | `company.rs`, `ids.rs`, `prices.rs` |
//! | what shops ordered | `simulate/planner.rs` |
//! | what became of it | `past.rs` |
//! | as the services take it | `records.rs` |
//! | who signs in, with what | `sign_ins.rs` |
//! | the same company, grown large | `reference/` |
//!
//! Loading is safe to repeat and to interrupt. Everything follows from the files, a seed and the instant of the first
//! attempt; shops are stored first and tell that instant later, users last and tell that all is there. Between them each
//! service's part is one transaction: it is there or not.

pub mod company;
pub mod ids;
pub mod past;
pub mod prices;
mod purchases;
mod records;
pub mod reference;
mod sign_ins;
#[cfg(test)]
mod tests;

pub use reference::Scale;
pub use sign_ins::{SignIns, kept_password};

use crate::one_machine::OneMachine;
use crate::simulate::planner::{self, Goods, PlannedOrder};
use anyhow::{Context, bail};
use chassis::{Db, DbError, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use company::Company;
use contracts::Service;
use contracts::purchasing::PriceFrom;
use past::{Given, Past};
use records::Records;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// All that is random is random by it; `storeflow simulate` begins with it too, so that shops keep their habits.
pub const SEED: u64 = 20_261_124;
/// How long the company's past is.
pub const PAST: TimeDelta = TimeDelta::days(90);
/// Replicas arrive within milliseconds; longer than this only where something is wrong.
const ARRIVAL: Duration = Duration::from_secs(20);

/// How to load.
#[derive(Clone, Default)]
pub struct DemoOptions {
    /// How much.
    pub scale: Scale,
    /// The password of all; a readable one is made up if absent.
    pub password: Option<String>,
    /// Where a password that was made up is kept for later starts.
    pub data: Option<PathBuf>,
}

impl DemoOptions {
    /// The password from `STOREFLOW_DEMO_PASSWORD`; kept nowhere.
    #[must_use]
    pub fn from_environment() -> Self {
        let password = std::env::var("STOREFLOW_DEMO_PASSWORD").ok().filter(|password| !password.is_empty());
        Self { password, ..Self::default() }
    }
}

/// What shops ordered in a period.
#[must_use]
pub fn planned_orders(
    company: &Company,
    installation: &chassis::Company,
    period: (DateTime<Utc>, DateTime<Utc>),
) -> Vec<PlannedOrder> {
    let shops = company.shops.iter();
    let shops: Vec<planner::Shop> =
        shops.map(|shop| planner::Shop { key: shop.email.clone(), name: shop.business_name.clone() }).collect();
    let goods = company.products.iter().map(|product| Goods {
        sku: product.sku.clone(),
        category: product.category.clone(),
        pack_size: product.pack_size,
        price: product.price_cop,
    });
    planner::history(SEED, period, installation, &shops, &goods.collect::<Vec<_>>())
}

/// Everything that is loaded, as the company knows it.
pub struct Story {
    /// What the files tell.
    pub company: Company,
    /// When it is told.
    pub now: DateTime<Utc>,
    /// What shops ordered.
    pub planned: Vec<PlannedOrder>,
    /// What became of it.
    pub past: Past,
    /// The prices of each product.
    pub prices: Vec<Vec<PriceFrom>>,
}

impl Story {
    /// Tells the story up to `now`: some tenths of a second of work.
    ///
    /// # Errors
    /// When a file does not make sense.
    pub fn tell(now: DateTime<Utc>, installation: &chassis::Company) -> anyhow::Result<Self> {
        let company = Company::read()?;
        let period = (now - PAST, now);
        let planned = planned_orders(&company, installation, period);
        let past = past::told(&Given { seed: SEED, company: &company, installation, period, orders: &planned });
        let products = company.products.iter().enumerate();
        let prices =
            products.map(|(place, product)| prices::of(SEED, place, product, now, installation.currency)).collect();
        Ok(Self { company, now, planned, past, prices })
    }
}

/// Loads the company into a system that runs here, and waits until its parts know of each other.
///
/// # Errors
/// As [`load`].
pub async fn load_into(system: &OneMachine, scale: Scale) -> anyhow::Result<SignIns> {
    let dbs: BTreeMap<Service, Db> =
        Service::ALL.into_iter().map(|service| (service, system.app(service).db().clone())).collect();
    let options = DemoOptions { scale, data: Some(system.data().to_owned()), ..DemoOptions::from_environment() };
    let sign_ins = load(&dbs, &options).await?;
    arrived(&dbs).await?;
    if scale == Scale::Demo {
        know_what_shops_buy(system, &dbs).await?;
    }
    Ok(sign_ins)
}

/// What shops have bought is told and counted by schedules, some minutes after the fact (the reference data is: half a year of a
/// large company takes its time). Who looks around in a company of ninety days finds it at once.
async fn know_what_shops_buy(system: &OneMachine, dbs: &BTreeMap<Service, Db>) -> anyhow::Result<()> {
    let insights = system.app(Service::Insights);
    if insights::has_reckoned(insights).await? {
        return Ok(());
    }
    sales::tell_orders::republish(system.app(Service::Sales).clone(), Some(Service::Insights)).await?;
    arrived(dbs).await?;
    insights::reckon(insights.clone()).await
}

/// Loads the company into the databases of the services, unless it is there. What services tell each other of it leaves
/// through the outboxes of whoever runs on these databases.
///
/// # Errors
/// When a database does not answer or is not migrated, when the password cannot be one, or when the company is another one.
pub async fn load(dbs: &BTreeMap<Service, Db>, options: &DemoOptions) -> anyhow::Result<SignIns> {
    if let Scale::Reference(size) = options.scale {
        return reference::load(dbs, size, options).await;
    }
    options.password.as_deref().map(sign_ins::check).transpose()?;
    let company = Company::read()?;
    let people = database(dbs, Service::Identity)?;
    let boss = company.staff.first().context("demo/users.csv names nobody")?.id();
    let kept = options.data.as_deref().and_then(kept_password);
    if identity::find_user(people, boss).await?.is_some() {
        let password = options.password.clone().or_else(|| kept.clone());
        if let Some(chosen) = options.password.as_ref().filter(|chosen| kept.as_ref() != Some(*chosen)) {
            change_password(people, &company, options, chosen).await?;
        }
        return Ok(SignIns::new(&company, password));
    }
    let first = company.shops.first().context("demo/shops.csv names nobody")?.id();
    let now = match identity::find_customer(people, first).await? {
        Some(shop) => shop.created_at + records::FIRST_SHOP,
        None if identity::has_customers(people).await? => {
            bail!("there is a company with shops already; load the demonstration into an empty one (--data)");
        }
        None => people.now(),
    };
    let password = options.password.clone().or(kept).unwrap_or_else(sign_ins::readable);
    let installation = people.company().clone();
    let told = chassis::run::blocking(move || Story::tell(now, &installation));
    let hashed = password.clone();
    let hash = chassis::run::blocking(move || identity::hash_password(&hashed));
    let (story, hash) = futures::join!(told, hash);
    let records = Arc::new(Records::of(&story?, people.company())?);
    let since = |place: usize| now - records::FIRST_SHOP + records::NEXT_SHOP * i32::try_from(place).unwrap_or(0);
    let (shops, users) = records::people(&company, now - records::STAFF, &hash, since);

    once(people, move |tx| async move { identity::load_people(&tx, &shops).await }).await?;
    let under_way = purchases::under_way(&company, &records, now, people.company());
    let goods = database(dbs, Service::Purchasing)?;
    futures::try_join!(
        async {
            purchasing::load_catalogue(goods, &records.suppliers, &records.products).await?;
            once(goods, move |tx| async move { purchasing::load_purchase_orders(&tx, under_way).await }).await
        },
        load_stock(database(dbs, Service::Inventory)?, &records),
        load_orders(dbs, &records),
    )?;
    // Before the users, who tell that all is there: nobody shall have a password that is forgotten.
    if let Some(data) = &options.data {
        sign_ins::keep_password(data, &password)?;
    }
    once(people, move |tx| async move { identity::load_people(&tx, &users).await }).await?;
    Ok(SignIns::new(&company, Some(password)))
}

fn database(dbs: &BTreeMap<Service, Db>, service: Service) -> anyhow::Result<&Db> {
    dbs.get(&service).with_context(|| format!("the database of {service} is needed"))
}

/// One part of the company in one transaction. Its ids are always the same: what is taken was loaded by an attempt before.
async fn once<F, Fut>(db: &Db, work: F) -> anyhow::Result<()>
where
    F: FnOnce(chassis::Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), DbError>> + Send + 'static,
{
    match db.write(work).await {
        Err(DbError::Unique(what)) => {
            tracing::debug!(service = %db.service(), what, "loaded before");
            Ok(())
        }
        other => other.with_context(|| format!("the demonstration company cannot be loaded into {}", db.service())),
    }
}

async fn load_stock(db: &Db, records: &Arc<Records>) -> anyhow::Result<()> {
    let records = Arc::clone(records);
    once(db, move |tx| async move {
        for warehouse in &records.warehouses {
            inventory::open_warehouse(&tx, warehouse).await?;
        }
        inventory::load_history(&tx, &records.lots, &records.reservations).await
    })
    .await?;
    Ok(inventory::reckon_demand(db).await?)
}

/// Sales numbers the orders; the others are told the numbers.
async fn load_orders(dbs: &BTreeMap<Service, Db>, records: &Arc<Records>) -> anyhow::Result<()> {
    let orders = database(dbs, Service::Sales)?;
    let loaded = Arc::clone(records);
    once(orders, move |tx| async move { sales::load_history(&tx, &loaded.orders).await }).await?;
    let numbers = sales::numbers_of(orders, &records.order_ids()).await?;
    let (deliveries, sagas) = (records.deliveries(&numbers), records.sagas(&numbers));
    let settings = records.settings.clone();
    futures::try_join!(
        once(database(dbs, Service::Logistics)?, move |tx| async move {
            logistics::load::load_settings(&tx, &settings).await?;
            logistics::load::load_history(&tx, &deliveries).await
        }),
        once(database(dbs, Service::Ordering)?, move |tx| async move { ordering::load_confirmed(&tx, &sagas).await }),
    )?;
    Ok(())
}

/// The company was loaded with another password than the one that is asked for now.
async fn change_password(db: &Db, company: &Company, options: &DemoOptions, password: &str) -> anyhow::Result<()> {
    let chosen = password.to_owned();
    let hash = chassis::run::blocking(move || identity::hash_password(&chosen)).await;
    let users = records::user_ids(company);
    db.write(move |tx| async move { identity::set_passwords(&tx, &users, &hash).await })
        .await
        .context("the password of the demonstration company cannot be changed")?;
    options.data.as_deref().map_or(Ok(()), |data| sign_ins::keep_password(data, password))
}

/// Waits until everything that the services told each other has been taken, so that the first order finds it.
async fn arrived(dbs: &BTreeMap<Service, Db>) -> anyhow::Result<()> {
    let still = async {
        for sql in ["SELECT name FROM outbox LIMIT 1", "SELECT name FROM inbox WHERE state = 0 LIMIT 1"] {
            for db in dbs.values() {
                while db.one::<serde_json::Value>(sql, vec![]).await?.is_some() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
        Ok(())
    };
    // It arrives later then; the system runs in any case.
    tokio::time::timeout(ARRIVAL, still).await.unwrap_or(Ok(()))
}
