//! A running set-up with a company whose shops can order as much as they like.

use crate::machine::Ours;
use anyhow::ensure;
use chassis::Clock;
use chrono::{DateTime, Utc};
use contracts::Service;
use rand::seq::IndexedRandom;
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;
use stories::company::{new_id, order};
use stories::world::{ADMIN, PASSWORD};
use stories::{Api, Cluster, ClusterOptions, Company, OneMachine, Servers, SetUp, World};

const SHOPS: usize = 50;
const PRODUCTS: usize = 100;
/// Of each product: more than all orders of a run together.
const STOCK: i64 = 1_000_000;
const LINES: usize = 3;

/// A running set-up.
pub struct Stage {
    /// Which.
    pub set_up: SetUp,
    /// Its company, without limits of capacity.
    pub company: Company,
    /// The servers of the cluster.
    pub servers: Option<Servers>,
    /// Whose processor time counts as its own.
    pub ours: Ours,
    world: World,
}

/// Counters of all services since their start.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Transactions that reached the disk.
    pub commits: f64,
    /// Units of work in them (on SQLite several share a commit).
    pub writes: f64,
}

impl Stage {
    /// Starts a set-up and sets the company up.
    pub async fn start(set_up: SetUp) -> anyhow::Result<Self> {
        let (world, servers, ours) = match set_up {
            SetUp::OneMachine => (World::OneMachine(OneMachine::start(&[]).await?), None, Ours::with(None)),
            SetUp::Cluster => {
                let folder = std::env::temp_dir().join(format!("storeflow-bench-{}", std::process::id()));
                let servers = Servers::start_durable(&folder, true)?;
                let cluster = Cluster::start(ClusterOptions::on(servers.clone())).await?;
                (World::Cluster(Box::new(cluster)), Some(servers), Ours::with(Some(&folder)))
            }
        };
        let company = Company::set_up(&world.url(), PRODUCTS, STOCK, SHOPS).await;
        Ok(Self { set_up, company, servers, ours, world })
    }

    /// For people.
    pub const fn name(&self) -> &'static str {
        match self.set_up {
            SetUp::OneMachine => "one machine",
            SetUp::Cluster => "cluster",
        }
    }

    /// What repeats a measurement of this set-up.
    pub fn command(&self, rest: &str) -> String {
        let set_up = if self.set_up == SetUp::OneMachine { "one-machine" } else { "cluster" };
        format!("target/release/bench --set-up {set_up} {rest}")
    }

    /// Where its data is, if it is one machine.
    pub fn data(&self) -> Option<PathBuf> {
        match &self.world {
            World::OneMachine(one) => Some(one.data.clone()),
            World::Cluster(_) => None,
        }
    }

    /// Signs everybody in again: access tokens last ten minutes.
    pub async fn refresh(&mut self) {
        let guest = Api::new(self.world.url());
        self.company.admin = guest.sign_in(ADMIN, PASSWORD).await;
        for (n, shop) in self.company.shops.iter_mut().enumerate() {
            *shop = guest.sign_in(&format!("+5730{:08}", 10_000_000 + n), PASSWORD).await;
        }
    }

    /// So many orders: the shop that places each, and its body.
    pub fn orders(&self, count: usize) -> Vec<(Api, Value)> {
        let mut rng = rand::rng();
        let shops = self.company.shops.iter().cycle();
        let orders = shops.take(count).map(|shop| {
            let products: Vec<(&str, i64)> =
                self.company.products.sample(&mut rng, LINES).map(|product| (product.as_str(), 2)).collect();
            (shop.clone(), order(&new_id(), "complete", &products))
        });
        orders.collect()
    }

    /// What all services have counted.
    pub async fn counts(&self) -> anyhow::Result<Counts> {
        let mut counts = Counts { commits: 0.0, writes: 0.0 };
        for service in Service::ALL {
            let health = self.company.admin.get(&format!("/api/{service}/system/health")).await.ok();
            let number = |name: &str| health[name].as_f64();
            let (Some(commits), Some(writes)) = (number("commits"), number("writes")) else {
                anyhow::bail!("{service} does not count its commits: {health}")
            };
            counts.commits += commits;
            counts.writes += writes;
        }
        Ok(counts)
    }

    /// Waits until every order rests and nothing is on its way any more.
    pub async fn quiet(&self, seconds: u64) {
        let admin = &self.company.admin;
        stories::eventually("every order rests", seconds, || async {
            // Not too often: who asks takes time from who answers.
            tokio::time::sleep(Duration::from_millis(200)).await;
            for status in ["submitted", "confirmed"] {
                let page = admin.get(&format!("/api/sales/orders?status={status}&limit=1")).await;
                if page.status != 200 || page.json["items"].as_array().is_none_or(|items| !items.is_empty()) {
                    return false;
                }
            }
            true
        })
        .await;
        stories::eventually("nothing waits in any service", seconds, || async {
            for service in Service::ALL {
                let health = admin.get(&format!("/api/{service}/system/health")).await;
                if health.status != 200 || health.json["waiting"] != 0 || health.json["outgoing"] != 0 {
                    return false;
                }
            }
            true
        })
        .await;
    }

    /// When each order that was submitted since then was submitted and scheduled. (The last change of a scheduled order is
    /// that it was scheduled, at the same instant as in its timeline.)
    ///
    /// # Errors
    /// When one of them was not scheduled, or there are more or fewer than `count`.
    pub async fn scheduled_since(
        &self,
        since: DateTime<Utc>,
        count: usize,
    ) -> anyhow::Result<Vec<(DateTime<Utc>, DateTime<Utc>)>> {
        let mut times = Vec::with_capacity(count);
        let mut cursor = String::new();
        'pages: loop {
            let page = self.company.admin.get(&format!("/api/sales/orders?limit=200{cursor}")).await.ok();
            for order in page["items"].as_array().into_iter().flatten() {
                let submitted = time(&order["created_at"])?;
                if submitted < since {
                    break 'pages;
                }
                ensure!(order["status"] == "scheduled", "not scheduled: {order}");
                times.push((submitted, time(&order["updated_at"])?));
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        ensure!(times.len() == count, "{} orders were accepted, {count} were answered so", times.len());
        Ok(times)
    }
}

/// A time in JSON.
pub fn time(value: &Value) -> anyhow::Result<DateTime<Utc>> {
    Ok(value.as_str().unwrap_or_default().parse()?)
}

/// The present instant.
pub fn now() -> DateTime<Utc> {
    Clock::system().now()
}
