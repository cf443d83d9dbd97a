//! Seeded runs with a transport that drops, doubles, delays, reorders and loses confirmations: everything still adds up.
//!
//! All six services and the gateway run in this process; the clock runs six times as fast, so that back-off does too.

use chassis::run::start_task;
use chassis::testing::{Setup, TestSystem, both};
use chassis::transport::chaos::Faults;
use chrono::TimeDelta;
use contracts::Service;
use gateway::{GatewayConfig, Upstream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use std::time::Duration;
use storeflow::parts::{PartsConfig, parts};
use stories::company::{new_id, order};
use stories::traffic::{Placed, none_lost_none_twice};
use stories::world::ADMIN;
use stories::{Api, Company, eventually, invariants};
use tokio_util::sync::CancellationToken;

const ORDERS: usize = 40;
const STOCK: i64 = 60;

fn seeds(setup: Setup) -> u64 {
    let usual = if setup == Setup::OneMachine { 4 } else { 2 };
    std::env::var("STOREFLOW_SEEDS").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

both!(
    async fn whatever_the_transport_does_everything_adds_up(setup: Setup) {
        let first: u64 = std::env::var("STOREFLOW_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
        for seed in first..first + seeds(setup) {
            eprintln!("seed {seed} (STOREFLOW_SEED={seed} STOREFLOW_SEEDS=1 runs it alone)");
            run_seed(setup, seed).await;
        }
    }
);

async fn run_seed(setup: Setup, seed: u64) {
    storeflow::use_ring();
    let mut random = StdRng::seed_from_u64(seed);
    let faults = Faults {
        drop: random.random_range(0..30),
        lose_confirm: random.random_range(0..30),
        double: random.random_range(0..40),
        delay: random.random_range(0..50),
    };
    let system = TestSystem::start_with(
        setup,
        parts(&PartsConfig { wrapping_key: [7; 32], ..PartsConfig::default() }),
        Some((faults, seed)),
    )
    .await;
    let stop = CancellationToken::new();
    let url = open_gateway(&system, &stop).await;
    let ticking = start_task(run_clock(system.clock().clone(), stop.clone()));

    let db = system.app(Service::Identity).db();
    let admin = storeflow::first_admin::make(db, ADMIN).await.expect("an administrator").expect("the first");
    let admin = sign_in(&url, ADMIN, admin.password()).await;
    let company = Company::set_up_by(admin, &Api::new(url.as_str()), 4, STOCK, 3).await;

    let mut orders = Vec::new();
    for n in 0..ORDERS {
        let id = new_id();
        let lines: Vec<(&str, i64)> = company.products[..random.random_range(1..=4)]
            .iter()
            .map(|product| (product.as_str(), random.random_range(1..=8)))
            .collect();
        let fulfilment = if random.random_bool(0.5) { "complete" } else { "available" };
        let body = order(&id, fulfilment, &lines);
        let shop = company.shops[n % company.shops.len()].clone();
        let (cancel_after, again) = (random.random_range(0..150), random.random_bool(0.2));
        let cancel = random.random_bool(0.3).then_some(Duration::from_millis(cancel_after));
        orders.push(start_task(async move {
            let status = shop.post_until_answered("/api/sales/orders", &body).await.status;
            let mut cancelled = false;
            if let Some(pause) = cancel {
                tokio::time::sleep(pause).await;
                let path = format!("/api/sales/orders/{id}/cancel");
                cancelled = shop.post_until_answered(&path, &json!({})).await.status < 300;
            }
            if again {
                assert_eq!(shop.post_until_answered("/api/sales/orders", &body).await.status, 200);
            }
            Placed { id, status, cancelled }
        }));
    }
    let mut placed = Vec::new();
    for order in orders {
        placed.push(order.await.expect("an answer"));
    }
    let orders = invariants::hold(&company.admin, 120).await;
    none_lost_none_twice(&placed, &orders);
    // The harness looks for leftovers when it is dropped; nothing may be under way then.
    stop.cancel();
    ticking.await.expect("the clock stops");
    system.settle().await;
}

/// The real gateway before the services of this process.
async fn open_gateway(system: &TestSystem, stop: &CancellationToken) -> String {
    let upstreams =
        Service::ALL.into_iter().map(|service| (service, Upstream::in_process(system.router(service)))).collect();
    let config = GatewayConfig { clock: system.clock().clone(), limits: None, ..GatewayConfig::default() };
    let gateway = gateway::gateway(config, upstreams);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    drop(start_task(gateway.run(stop.clone())));
    drop(start_task(chassis::http::server::serve(listener, gateway.router(), stop.clone())));
    eventually("the gateway is ready", 20, || async { gateway.is_ready() }).await;
    url
}

async fn run_clock(clock: chassis::Clock, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::time::sleep(Duration::from_millis(100)).await;
        clock.advance(TimeDelta::milliseconds(500));
    }
}

async fn sign_in(url: &str, login: &str, password: &str) -> Api {
    Api::new(url).sign_in(login, password).await
}
