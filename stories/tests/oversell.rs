//! Many orders for the last units: as many are sold as there are, everybody else is told why not.

use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use stories::company::{new_id, order};
use stories::world::{ADMIN, PASSWORD};
use stories::{Api, Company, SetUp, World, invariants};

const UNITS: usize = 100;
const CONNECTIONS: usize = 64;
const SHOPS: usize = 8;

/// `STOREFLOW_ORDERS`, 2,000 by default.
fn orders_to_send() -> usize {
    std::env::var("STOREFLOW_ORDERS").map_or(2_000, |text| text.parse().expect("STOREFLOW_ORDERS is a number"))
}

async fn the_last_units_are_sold_once(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 1, i64::try_from(UNITS).expect("few"), SHOPS).await;
    let count = orders_to_send();
    assert!(count > UNITS, "fewer orders than units show nothing");

    let began = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let senders = (0..CONNECTIONS).map(|n| {
        let (shop, product, next) = (company.shops[n % SHOPS].clone(), company.products[0].clone(), Arc::clone(&next));
        async move {
            let mut sent = Vec::new();
            while next.fetch_add(1, Ordering::Relaxed) < count {
                let id = new_id();
                let body = order(&id, "complete", &[(&product, 1)]);
                let answer = shop.post_until_answered("/api/sales/orders", &body).await;
                assert!(matches!(answer.status, 200 | 202), "{}: {}", answer.status, answer.json);
                sent.push(id);
            }
            sent
        }
    });
    let mut sent: Vec<String> = futures::future::join_all(senders).await.concat();
    let accepted_in = began.elapsed();

    // Long runs outlive a token.
    let admin = Api::new(world.url()).sign_in(ADMIN, PASSWORD).await;
    let seconds = 60 + u64::try_from(count / 20).expect("few");
    let orders = invariants::hold(&admin, seconds).await;
    eprintln!(
        "{set_up:?}: {count} orders over {CONNECTIONS} connections for {UNITS} units: accepted in {:.1} s, all at rest after {:.1} s",
        accepted_in.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );

    let mut ids: Vec<String> = orders.iter().filter_map(|o| Some(o["id"].as_str()?.to_owned())).collect();
    ids.sort_unstable();
    sent.sort_unstable();
    assert_eq!(ids, sent, "left: stored orders; right: accepted orders");
    let with = |status: &str| orders.iter().filter(|o| o["status"] == status).collect::<Vec<&Value>>();
    assert_eq!((with("scheduled").len(), with("rejected").len()), (UNITS, count - UNITS));
    for rejected in with("rejected") {
        assert_eq!(rejected["reason"]["code"], "nothing_available", "{rejected}");
        let line = &rejected["lines"][0];
        assert!(line["reason"]["code"] == "out_of_stock" || line["reason"]["code"] == "not_enough_stock", "{rejected}");
        assert!(line["reason"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rejected}");
        assert_eq!(line["reserved"], json!(0), "{rejected}");
    }
    for sold in with("scheduled") {
        assert_eq!(sold["lines"][0]["reserved"], json!(1), "{sold}");
        assert!(sold["delivery"]["on"].is_string(), "{sold}");
    }
    let stock = admin.get(&format!("/api/inventory/stock?product_id={}", company.products[0])).await.ok();
    let row = &stock["items"][0];
    assert_eq!((&row["on_hand"], &row["reserved"], &row["available"]), (&json!(UNITS), &json!(UNITS), &json!(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    the_last_units_are_sold_once(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    the_last_units_are_sold_once(SetUp::Cluster).await;
}
