//! What was missing from an order comes later: whoever has waited longest is served first, however the stock comes.

use serde_json::{Value, json};
use stories::company::{new_id, order};
use stories::{Api, Company, SetUp, World, eventually, invariants};

/// The order once it is in a state.
async fn becomes(shop: &Api, id: &str, status: &str) -> Value {
    let path = format!("/api/sales/orders/{id}");
    eventually(&format!("the order is {status}"), 20, || async { shop.get(&path).await.json["status"] == status })
        .await;
    shop.get(&path).await.ok()
}

/// What is missing from an order, as an order of its own.
async fn what_is_missing(shop: &Api, parent: &str) -> String {
    let parent = becomes(shop, parent, "scheduled").await;
    parent["backorder_ids"][0].as_str().unwrap_or_else(|| panic!("no backorder: {parent}")).to_owned()
}

async fn timeline(shop: &Api, id: &str) -> Vec<String> {
    let entries = shop.get(&format!("/api/sales/orders/{id}/timeline")).await.ok();
    let items = entries["items"].as_array().expect("items");
    items.iter().filter_map(|entry| Some(entry["code"].as_str()?.to_owned())).collect()
}

async fn who_waits_longest_is_served_first(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 3, 10, 3).await;
    let [scarce, other, third] = [0, 1, 2].map(|n| company.products[n].clone());
    let [one, two, three] = [0, 1, 2].map(|n| company.shops[n].clone());

    // Three shops want more than there is, one after the other.
    let mut waiting = Vec::new();
    for (shop, lines) in [
        (&one, vec![(scarce.as_str(), 15)]),
        (&two, vec![(scarce.as_str(), 8), (other.as_str(), 1)]),
        (&three, vec![(scarce.as_str(), 2), (other.as_str(), 1)]),
    ] {
        let id = new_id();
        let accepted = shop.post_until_answered("/api/sales/orders", &order(&id, "available", &lines)).await;
        assert_eq!(accepted.status, 202, "{}", accepted.json);
        waiting.push(what_is_missing(shop, &id).await);
    }
    let [first, second, last] = waiting.try_into().expect("three backorders");
    let child = becomes(&one, &first, "backordered").await;
    assert_eq!((&child["lines"][0]["quantity"], &child["reason"]), (&json!(5), &Value::Null));
    // It is told what there is instead; so is somebody who gets nothing at all.
    eventually("substitutes are shown", 20, || async {
        let order = one.get(&format!("/api/sales/orders/{first}")).await.json;
        let offers = order["lines"][0]["substitutes"].as_array().cloned().unwrap_or_default();
        offers.len() == 2 && offers[0]["product_id"] == json!(other) && offers[1]["product_id"] == json!(third)
    })
    .await;
    let refused = new_id();
    let body = order(&refused, "complete", &[(&scarce, 9)]);
    assert_eq!(three.post_until_answered("/api/sales/orders", &body).await.status, 202);
    let rejected = becomes(&three, &refused, "rejected").await;
    let offer = &rejected["lines"][0]["substitutes"][0];
    assert_eq!((&offer["product_id"], &offer["price"]["amount"]), (&json!(other), &json!(410_100)), "{rejected}");
    // As of a moment ago.
    assert!(offer["available"].as_i64().is_some_and(|units| (8..=10).contains(&units)), "{rejected}");

    // A phone reads what it has to know, and later only what has changed since.
    let known = one.get("/api/sales/orders/changes").await.ok();
    assert_eq!((known["items"].as_array().map(Vec::len), &known["more"]), (Some(2), &json!(false)));

    // Some of it comes: the first gets all, the second a part; its rest keeps its place, and the last still waits.
    let found = json!({"warehouse_id": company.warehouse, "product_id": scarce, "lot": "L2", "expires_on": "2099-12-31",
                       "delta": 9, "reason": "found"});
    assert_eq!(company.admin.post("/api/inventory/adjustments", &found).await.status, 201);
    let served = becomes(&one, &first, "scheduled").await;
    assert_eq!(served["lines"][0]["reserved"], json!(5));
    assert!(served["lines"][0].get("substitutes").is_none(), "{served}");
    assert_eq!(timeline(&one, &first).await, ["backordered", "confirmed", "scheduled"]);
    let part = becomes(&two, &second, "scheduled").await;
    assert_eq!((&part["lines"][0]["reserved"], &part["lines"][0]["backordered"]), (&json!(4), &json!(4)));
    let rest = what_is_missing(&two, &second).await;
    let rest_of_it = becomes(&two, &rest, "backordered").await;
    assert_eq!((&rest_of_it["parent_id"], &rest_of_it["waits_since"]), (&json!(second), &part["waits_since"]));
    becomes(&three, &last, "backordered").await;
    let since = known["next"].as_str().expect("a token");
    let changes = one.get(&format!("/api/sales/orders/changes?since={since}")).await.ok();
    let changed = changes["items"].as_array().expect("items");
    assert!(changed.contains(&one.get(&format!("/api/sales/orders/{first}")).await.ok()), "{changes}");
    let deliveries = one.get("/api/logistics/deliveries/changes").await.ok();
    assert_eq!(deliveries["items"].as_array().map(Vec::len), Some(2), "{deliveries}");

    // The first shop does not want it any more: what it lets go serves the next ones, oldest first.
    assert_eq!(one.post(&format!("/api/sales/orders/{first}/cancel"), &json!({})).await.status, 202);
    becomes(&one, &first, "cancelled").await;
    assert_eq!(becomes(&two, &rest, "scheduled").await["lines"][0]["reserved"], json!(4));
    let partly = becomes(&three, &last, "scheduled").await;
    assert_eq!(partly["lines"][0]["reserved"], json!(1));

    // Who waits may leave.
    let left = what_is_missing(&three, &last).await;
    assert_eq!(three.post(&format!("/api/sales/orders/{left}/cancel"), &json!({})).await.status, 202);
    becomes(&three, &left, "cancelled").await;
    assert_eq!(timeline(&three, &left).await, ["backordered", "cancel_requested", "cancelled"]);
    let found = json!({"warehouse_id": company.warehouse, "product_id": scarce, "lot": "L2", "expires_on": "2099-12-31",
                       "delta": 1, "reason": "found"});
    assert_eq!(company.admin.post("/api/inventory/adjustments", &found).await.status, 201);

    let orders = invariants::hold(&company.admin, 20).await;
    assert!(orders.iter().all(|order| order["status"] != "backordered"), "nobody waits any more");
    let stock = company.admin.get(&format!("/api/inventory/stock?product_id={scarce}")).await.ok();
    let row = &stock["items"][0];
    assert_eq!((&row["on_hand"], &row["reserved"], &row["available"]), (&json!(20), &json!(19), &json!(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    who_waits_longest_is_served_first(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    who_waits_longest_is_served_first(SetUp::Cluster).await;
}
