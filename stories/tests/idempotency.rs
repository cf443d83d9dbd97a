//! A phone that heard no answer sends again, with the same id and the same key, as often as it likes.

use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use stories::company::{new_id, order};
use stories::world::PASSWORD;
use stories::{Answer, Api, Company, SetUp, World, eventually, invariants};

const ORDERS: &str = "/api/sales/orders";
/// All at once, each over its own connection.
const TIMES: usize = 1_000;

async fn with_key(api: &Api, path: &str, body: &Value, key: &str) -> Answer {
    api.send("POST", path, Some(body), &[("idempotency-key", key)]).await
}

async fn number_of_orders(company: &Company) -> usize {
    company.admin.all(ORDERS).await.len()
}

async fn the_same_again_changes_nothing(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 2, 100_000, 2).await;
    let (shop, other) = (&company.shops[0], &company.shops[1]);
    let product = &company.products[0];
    one_order_a_thousand_times(&company, shop).await;
    let stored = number_of_orders(&company).await;

    // The same id with other content, and another's id.
    let id = new_id();
    let (body, changed) = (order(&id, "complete", &[(product, 1)]), order(&id, "complete", &[(product, 2)]));
    assert_eq!(shop.post(ORDERS, &body).await.status, 202);
    let again = shop.post(ORDERS, &body).await;
    assert_eq!((again.status, &again.json["id"]), (200, &json!(id)), "{}", again.json);
    for taken in [shop.post(ORDERS, &changed).await, other.post(ORDERS, &body).await] {
        assert_eq!((taken.status, taken.code()), (409, "id_taken"), "{}", taken.json);
    }
    // Another's id tells nothing of what it is.
    let taken = other.post(ORDERS, &body).await;
    assert!(!taken.json.to_string().contains("business_name"), "{}", taken.json);
    // An id is unique for ever, and over time it still answers the present state.
    eventually("scheduled", 10, || async { shop.post(ORDERS, &body).await.json["status"] == "scheduled" }).await;

    // The same key with another body; the same key of somebody else is another key.
    let key = new_id();
    let body = order(&new_id(), "complete", &[(product, 3)]);
    assert_eq!(with_key(shop, ORDERS, &body, &key).await.status, 202);
    let reused = with_key(shop, ORDERS, &order(&new_id(), "complete", &[(product, 4)]), &key).await;
    assert_eq!((reused.status, reused.code()), (422, "idempotency_key_reused"), "{}", reused.json);
    let others = with_key(other, ORDERS, &order(&new_id(), "complete", &[(product, 4)]), &key).await;
    assert_eq!(others.status, 202, "{}", others.json);

    // A key where there is no id.
    let key = new_id();
    let body = json!({"fulfilment": "complete", "lines": [{"product_id": product, "quantity": 5}]});
    let first = with_key(shop, ORDERS, &body, &key).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (202, ""), "{}", first.json);
    let replayed = with_key(shop, ORDERS, &body, &key).await;
    assert_eq!((replayed.status, replayed.header("idempotent-replayed")), (202, "true"), "{}", replayed.json);
    assert_eq!((&first.json, first.header("location")), (&replayed.json, replayed.header("location")));
    // In parallel too: whoever comes while the first runs waits for it.
    let key = new_id();
    let answers = futures::future::join_all((0..20).map(|_| with_key(shop, ORDERS, &body, &key))).await;
    assert!(answers.iter().all(|a| a.status == 202 && a.json["id"] == answers[0].json["id"]), "{answers:?}");
    assert_eq!(answers.iter().filter(|a| a.header("idempotent-replayed").is_empty()).count(), 1);
    // Spaces and the order of members make no other request.
    let spaced = format!(
        "{{ \"lines\" : [ {{ \"quantity\":5, \"product_id\":\"{product}\" }} ], \"fulfilment\":\"complete\" }}"
    );
    let headers = [("idempotency-key", key.as_str()), ("content-type", "application/json")];
    let spaced = shop.send_bytes("POST", ORDERS, spaced.into_bytes(), &headers).await;
    assert_eq!((spaced.status, spaced.header("idempotent-replayed")), (202, "true"), "{}", spaced.json);

    // What was refused may come again, corrected, with the same id and key.
    let (id, key) = (new_id(), new_id());
    let too_dear = json!({"id": id, "fulfilment": "complete", "lines": [{"product_id": product, "quantity": 1,
        "price_seen": {"amount": 1, "currency": "COP"}}]});
    let refused = with_key(shop, ORDERS, &too_dear, &key).await;
    assert_eq!((refused.status, refused.code()), (409, "price_changed"), "{}", refused.json);
    let invalid = order(&id, "complete", &[(product, -1)]);
    assert_eq!(with_key(shop, ORDERS, &invalid, &key).await.status, 422);
    let corrected = with_key(shop, ORDERS, &order(&id, "complete", &[(product, 1)]), &key).await;
    assert_eq!((corrected.status, &corrected.json["id"]), (202, &json!(id)), "{}", corrected.json);

    // Unusable keys are refused, not ignored.
    for key in ["", "x".repeat(129).as_str()] {
        let answer = with_key(shop, ORDERS, &body, key).await;
        assert_eq!(answer.status, 400, "{}", answer.json);
    }

    // Other resources keep the same promise.
    let warehouse = json!({"id": new_id(), "code": "MED", "name": "Medellín", "address": "Carrera 50 # 1-2",
                           "city": "Medellín", "location": {"lat": 6.2, "lon": -75.57}});
    let answers =
        futures::future::join_all((0..20).map(|_| company.admin.post("/api/inventory/warehouses", &warehouse))).await;
    assert!(answers.iter().all(|a| matches!(a.status, 200 | 201) && a.json["id"] == warehouse["id"]), "{answers:?}");
    assert_eq!(answers.iter().filter(|a| a.status == 201).count(), 1);

    ids_of_the_server_are_taken_too(&company).await;

    let orders = invariants::hold(&company.admin, 30).await;
    // id, key ×2 (shop and other), no id ×2, corrected.
    assert_eq!(orders.len(), stored + 6);
    assert!(orders.iter().all(|order| order["status"] == "scheduled"));
}

/// A client cannot create something under an id that exists already, also where no client made it.
async fn ids_of_the_server_are_taken_too(company: &Company) {
    let place = json!({"lat": 3.4, "lon": -76.5});
    let supplier = company.admin.get("/api/purchasing/suppliers").await.ok()["items"][0]["id"].clone();
    let price = json!({"amount": 1_000, "currency": "COP"});
    let pairs = [
        (
            "/api/inventory/warehouses",
            json!({"code": "CAL", "name": "Cali", "address": "Calle 1", "city": "Cali", "location": place}),
            json!({"code": "PAL", "name": "Palmira", "address": "Calle 1", "city": "Palmira", "location": place}),
        ),
        (
            "/api/inventory/adjustments",
            json!({"warehouse_id": company.warehouse, "product_id": company.products[1], "delta": 1, "reason": "found"}),
            json!({"warehouse_id": company.warehouse, "product_id": company.products[1], "delta": 2, "reason": "found"}),
        ),
        (
            "/api/purchasing/suppliers",
            json!({"legal_name": "Uno S.A.", "email": "uno@suppliers.test"}),
            json!({"legal_name": "Dos S.A.", "email": "dos@suppliers.test"}),
        ),
        (
            "/api/purchasing/products",
            json!({"sku": "UNO", "name": "Uno", "supplier_id": supplier, "price": price}),
            json!({"sku": "DOS", "name": "Dos", "supplier_id": supplier, "price": price}),
        ),
        (
            "/api/identity/users",
            json!({"email": "uno@users.test", "password": PASSWORD, "name": "Uno", "roles": ["driver"]}),
            json!({"email": "dos@users.test", "password": PASSWORD, "name": "Dos", "roles": ["driver"]}),
        ),
        (
            "/api/identity/customers",
            json!({"business_name": "Uno", "phone": "+573110000001", "password": PASSWORD, "address": "Calle 1"}),
            json!({"business_name": "Dos", "phone": "+573110000002", "password": PASSWORD, "address": "Calle 1"}),
        ),
        (
            "/api/logistics/closed-days",
            json!({"on": "2031-05-17", "name": "Uno"}),
            json!({"on": "2031-05-18", "name": "Dos"}),
        ),
    ];
    for (path, first, mut second) in pairs {
        let created = company.admin.post(path, &first).await;
        assert_eq!(created.status, 201, "{path}: {}", created.json);
        let id =
            created.json["id"].as_str().map_or_else(|| created.json["user"]["customer_id"].clone(), |id| json!(id));
        second["id"] = id;
        let taken = company.admin.post(path, &second).await;
        assert_eq!((taken.status, taken.code()), (409, "id_taken"), "{path}: {}", taken.json);
    }
}

async fn one_order_a_thousand_times(company: &Company, shop: &Api) {
    let id = new_id();
    let body = order(&id, "complete", &[(&company.products[0], 12), (&company.products[1], 5)]);
    let before = number_of_orders(company).await;
    let began = std::time::Instant::now();
    let busy = AtomicUsize::new(0);
    let send = async || loop {
        let answer = with_key(shop, ORDERS, &body, &id).await;
        // On a machine that does much else a database connection may not be free within seconds: "not now" is no answer.
        if answer.status != 503 || answer.retry_after.is_none() {
            return answer;
        }
        busy.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    let answers: Vec<Answer> = futures::future::join_all((0..TIMES).map(|_| send())).await;
    eprintln!("{TIMES} times the same order: {:.1} s, {busy:?} times \"not now\"", began.elapsed().as_secs_f64());
    for answer in &answers {
        assert!((200..300).contains(&answer.status), "{}: {}", answer.status, answer.json);
        assert_eq!(answer.json["id"], json!(id));
    }
    assert_eq!(answers.len(), TIMES);
    assert_eq!(
        answers.iter().filter(|a| a.header("idempotent-replayed").is_empty()).count(),
        1,
        "only one is the first"
    );
    assert_eq!(number_of_orders(company).await, before + 1);
    // Without a key the id alone does it.
    let answers = futures::future::join_all((0..50).map(|_| shop.post(ORDERS, &body))).await;
    assert!(answers.iter().all(|a| a.status == 200 && a.json["id"] == json!(id)), "{answers:?}");
    // A fresh id without a key, from fifty at once.
    let id = new_id();
    let body = order(&id, "complete", &[(&company.products[0], 1)]);
    let answers = futures::future::join_all((0..50).map(|_| shop.post(ORDERS, &body))).await;
    assert!(answers.iter().all(|a| matches!(a.status, 200 | 202) && a.json["id"] == json!(id)), "{answers:?}");
    assert_eq!(answers.iter().filter(|a| a.status == 202).count(), 1);
    assert_eq!(number_of_orders(company).await, before + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    the_same_again_changes_nothing(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    the_same_again_changes_nothing(SetUp::Cluster).await;
}
