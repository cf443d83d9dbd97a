//! How long an order takes on an idle system, by its own timeline. The bounds are generous (a debug build on a shared
//! machine): they notice a poll where there should be a notification. `make bench` measures the budgets on a release build.

use chrono::{DateTime, Utc};
use serde_json::Value;
use stories::company::{new_id, order};
use stories::{Company, SetUp, World, eventually, invariants};

const ORDERS: usize = 60;

async fn an_idle_system_schedules_at_once(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 2, 10_000, 1).await;
    let shop = &company.shops[0];
    let mut took: Vec<i64> = Vec::new();
    for _ in 0..ORDERS {
        let id = new_id();
        let body = order(&id, "complete", &[(&company.products[0], 2), (&company.products[1], 1)]);
        assert_eq!(shop.post_until_answered("/api/sales/orders", &body).await.status, 202);
        let path = format!("/api/sales/orders/{id}");
        eventually("the order is scheduled", 10, || async { shop.get(&path).await.json["status"] == "scheduled" })
            .await;
        let timeline = shop.get(&format!("{path}/timeline")).await.ok();
        let at = |code: &str| -> DateTime<Utc> {
            let entries: &Vec<Value> = timeline["items"].as_array().expect("items");
            let entry = entries.iter().find(|entry| entry["code"].as_str().is_some_and(|c| c.contains(code)));
            entry.and_then(|e| e["at"].as_str()?.parse().ok()).unwrap_or_else(|| panic!("no {code} in {timeline}"))
        };
        took.push((at("scheduled") - at("submitted")).num_milliseconds());
    }
    took.sort_unstable();
    // With 60 orders the 99th percentile is the slowest.
    let (p50, p99) = (took[(ORDERS - 1) / 2], took[(ORDERS * 99).div_ceil(100) - 1]);
    eprintln!("{set_up:?}: submitted to scheduled, {ORDERS} orders one after the other: p50 {p50} ms, p99 {p99} ms");
    assert!(p50 <= 300, "p50 {p50} ms: {took:?}");
    assert!(p99 <= 5_000, "p99 {p99} ms: {took:?}");
    invariants::hold(&company.admin, 20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    an_idle_system_schedules_at_once(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    an_idle_system_schedules_at_once(SetUp::Cluster).await;
}
