//! What must hold whatever happened (`quality.md`, "Correct under everything").

use crate::api::Api;
use crate::eventually;
use contracts::Service;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// States in which an order rests until a person or a truck does something.
const RESTING: [&str; 6] = ["scheduled", "rejected", "cancelled", "backordered", "delivered", "delivery_failed"];

/// Waits until every order rests and nothing waits anywhere, then checks everything. Answers with the orders.
///
/// # Panics
/// When something does not hold.
pub async fn hold(admin: &Api, seconds: u64) -> Vec<Value> {
    eventually("every order rests", seconds, || async {
        for status in ["submitted", "confirmed"] {
            let page = admin.get(&format!("/api/sales/orders?status={status}&limit=1")).await;
            if page.status != 200 || page.json["items"].as_array().is_none_or(|items| !items.is_empty()) {
                return false;
            }
        }
        true
    })
    .await;
    eventually("nothing waits in any service, and no backorder for what is there", seconds, || async {
        // In this order: who is served leaves the line at once, and its messages wait then.
        nothing_waits(admin).await && no_backorder_could_be_served(admin).await && nothing_waits(admin).await
    })
    .await;
    for service in Service::ALL {
        let letters = admin.get(&format!("/api/{service}/system/dead-letters")).await.ok();
        assert_eq!(letters["items"], serde_json::json!([]), "dead letters of {service}");
    }
    let orders = admin.all("/api/sales/orders").await;
    orders_rest(&orders);
    stock_adds_up(admin, &orders).await;
    deliveries_match(admin, &orders).await;
    sagas_ended(admin).await;
    orders
}

async fn nothing_waits(admin: &Api) -> bool {
    for service in Service::ALL {
        let health = admin.get(&format!("/api/{service}/system/health")).await;
        if health.status != 200 || health.json["waiting"] != 0 || health.json["outgoing"] != 0 {
            return false;
        }
    }
    true
}

/// Stock that lies there while somebody waits for it is given out within seconds.
async fn no_backorder_could_be_served(admin: &Api) -> bool {
    let waiting = admin.all("/api/sales/orders?status=backordered").await;
    let lines = waiting.iter().filter_map(|order| order["lines"].as_array()).flatten();
    let products: BTreeSet<&str> = lines.filter_map(|line| line["product_id"].as_str()).collect();
    for product in products {
        let answer = admin.get(&format!("/api/inventory/availability?product_ids={product}")).await;
        if answer.json["items"][0]["available"] != 0 {
            return false;
        }
    }
    true
}

fn orders_rest(orders: &[Value]) {
    let mut ids = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for order in orders {
        let status = order["status"].as_str().unwrap_or_default();
        assert!(RESTING.contains(&status), "an order does not rest: {order}");
        assert!(ids.insert(order["id"].to_string()), "an order twice: {order}");
        assert!(numbers.insert(order["number"].to_string()), "an order number twice: {order}");
    }
}

/// What is held is held for living orders; nothing is below zero; the ledger explains every unit.
async fn stock_adds_up(admin: &Api, orders: &[Value]) {
    let check = admin.get("/api/inventory/stock-check").await.ok();
    assert_eq!(check["differences"], serde_json::json!([]), "stock and ledger differ");
    let mut held: BTreeMap<String, i64> = BTreeMap::new();
    for order in orders.iter().filter(|order| order["status"] == "scheduled") {
        for line in order["lines"].as_array().into_iter().flatten() {
            let product = line["product_id"].as_str().unwrap_or_default().to_owned();
            *held.entry(product).or_default() += line["reserved"].as_i64().unwrap_or(0);
        }
    }
    let mut reserved: BTreeMap<String, i64> = BTreeMap::new();
    for row in admin.all("/api/inventory/stock").await {
        let (on_hand, kept) = (row["on_hand"].as_i64().unwrap_or(-1), row["reserved"].as_i64().unwrap_or(-1));
        assert!(0 <= kept && kept <= on_hand, "reserved is not within on hand: {row}");
        *reserved.entry(row["product_id"].as_str().unwrap_or_default().to_owned()).or_default() += kept;
    }
    reserved.retain(|_, units| *units > 0);
    held.retain(|_, units| *units > 0);
    assert_eq!(held, reserved, "left: held by living orders; right: reserved in stock");
}

/// One delivery for every scheduled order, none for any other.
async fn deliveries_match(admin: &Api, orders: &[Value]) {
    let living: BTreeSet<String> = orders
        .iter()
        .filter(|order| order["status"] == "scheduled")
        .map(|order| order["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    let mut delivered = BTreeSet::new();
    for delivery in admin.all("/api/logistics/deliveries?status=scheduled").await {
        let order = delivery["order_id"].as_str().unwrap_or_default().to_owned();
        assert!(delivered.insert(order), "two deliveries for an order: {delivery}");
    }
    assert_eq!(living, delivered, "left: scheduled orders; right: orders with a delivery");
}

async fn sagas_ended(admin: &Api) {
    for health in ["late", "stuck"] {
        let sagas = admin.get(&format!("/api/ordering/sagas?health={health}")).await.ok();
        let open: Vec<&Value> =
            sagas["items"].as_array().into_iter().flatten().filter(|saga| saga["state"] != "done").collect();
        assert!(open.is_empty(), "{health} sagas: {open:?}");
    }
}
