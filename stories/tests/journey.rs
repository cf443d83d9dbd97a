//! A shop's order, from registration to a delivery day and back, with nothing but HTTP.

use serde_json::json;
use stories::company::{new_id, order};
use stories::{Api, Company, SetUp, World, eventually, invariants};

async fn an_order_is_confirmed_scheduled_and_cancelled(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 3, 100, 0).await;
    let guest = Api::new(world.url());

    // Register, sign in, browse.
    let shop = company.open_shop(&guest, 1).await;
    let me = shop.get("/api/identity/me").await.ok();
    assert_eq!(me["roles"], json!(["customer"]));
    let found = shop.get("/api/purchasing/products?search=HARINA%20his%200001").await.ok();
    assert_eq!(found["items"][0]["name"], "Harina 1 de 1 kg");
    eventually("availability is known", 10, || async {
        let path = format!("/api/inventory/availability?product_ids={}", company.products[0]);
        shop.get(&path).await.json["items"][0]["available"] == 100
    })
    .await;
    eventually("logistics knows the shop", 10, || async {
        let options = shop.get("/api/logistics/delivery-options").await;
        options.json["items"].as_array().is_some_and(|days| !days.is_empty())
    })
    .await;

    // Order.
    let id = new_id();
    let body = order(&id, "complete", &[(&company.products[0], 12), (&company.products[1], 5)]);
    let accepted = shop.post_until_answered("/api/sales/orders", &body).await;
    assert_eq!(accepted.status, 202, "{}", accepted.json);
    assert_eq!(accepted.json["id"], json!(id));
    assert_eq!(accepted.json["subtotal"], json!({"amount": 12 * 410_000 + 5 * 410_100, "currency": "COP"}));
    let path = format!("/api/sales/orders/{id}");
    eventually("the order is scheduled", 10, || async { shop.get(&path).await.json["status"] == "scheduled" }).await;
    let scheduled = shop.get(&path).await.ok();
    assert!(scheduled["delivery"]["on"].as_str().is_some_and(|day| day.len() == 10), "{scheduled}");
    let timeline = shop.send("GET", &format!("{path}/timeline"), None, &[("accept-language", "en")]).await.ok();
    let codes: Vec<&str> =
        timeline["items"].as_array().expect("items").iter().filter_map(|e| e["code"].as_str()).collect();
    let at = |code: &str| codes.iter().position(|c| c.contains(code)).unwrap_or_else(|| panic!("{code} in {codes:?}"));
    assert!(at("submitted") < at("confirmed") && at("confirmed") < at("scheduled"), "{codes:?}");
    let stock = company.admin.get(&format!("/api/inventory/stock?product_id={}", company.products[0])).await.ok();
    assert_eq!((&stock["items"][0]["reserved"], &stock["items"][0]["available"]), (&json!(12), &json!(88)));

    // Another shop sees nothing of it.
    let other = company.open_shop(&guest, 2).await;
    assert_eq!(other.get(&path).await.status, 404);
    assert_eq!(other.post(&format!("{path}/cancel"), &json!({})).await.status, 404);

    // Cancel.
    let cancelled = shop.send("POST", &format!("{path}/cancel"), None, &[]).await;
    assert_eq!(cancelled.status, 202, "{}", cancelled.json);
    eventually("the order is cancelled", 10, || async { shop.get(&path).await.json["status"] == "cancelled" }).await;
    assert_eq!(shop.send("POST", &format!("{path}/cancel"), None, &[]).await.status, 200);
    let stock = company.admin.get(&format!("/api/inventory/stock?product_id={}", company.products[0])).await.ok();
    assert_eq!(stock["items"][0]["reserved"], json!(0));

    // What there is, the rest as a backorder; nothing at all is rejected with the reason.
    let partly = new_id();
    let body = order(&partly, "available", &[(&company.products[0], 40), (&company.products[2], 130)]);
    assert_eq!(shop.post_until_answered("/api/sales/orders", &body).await.status, 202);
    let all_or_nothing = new_id();
    let body = order(&all_or_nothing, "complete", &[(&company.products[1], 20), (&company.products[2], 101)]);
    assert_eq!(shop.post_until_answered("/api/sales/orders", &body).await.status, 202);
    let orders = invariants::hold(&company.admin, 20).await;
    let status = |id: &str| orders.iter().find(|o| o["id"] == json!(id)).expect("the order")["status"].clone();
    assert_eq!(status(&partly), "scheduled");
    assert_eq!(status(&all_or_nothing), "rejected");
    let child = orders.iter().find(|o| o["parent_id"] == json!(partly)).expect("a backorder");
    assert_eq!((&child["status"], &child["lines"][0]["quantity"]), (&json!("backordered"), &json!(30)));
    let rejected = shop.get(&format!("/api/sales/orders/{all_or_nothing}")).await.ok();
    assert!(
        rejected["lines"].as_array().expect("lines").iter().all(|line| line["reason"]["code"].is_string()),
        "{rejected}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    an_order_is_confirmed_scheduled_and_cancelled(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    an_order_is_confirmed_scheduled_and_cancelled(SetUp::Cluster).await;
}
