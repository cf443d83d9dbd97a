//! A purchase order from the desk to the shelf: the supplier confirms less and later, goods come in parts, and the shop that has
//! waited for them gets them.

use serde_json::{Value, json};
use stories::company::{created, new_id, order};
use stories::world::PASSWORD;
use stories::{Api, Company, Events, SetUp, World, eventually, invariants};

const ORDERS: &str = "/api/purchasing/purchase-orders";

/// Somebody with a role, signed in.
async fn person(company: &Company, name: &str, role: &str, supplier: Option<&Value>) -> Api {
    let email = format!("{name}@people.test");
    let mut user = json!({"email": email, "password": PASSWORD, "name": name, "roles": [role]});
    if let Some(supplier) = supplier {
        user["supplier_id"] = supplier.clone();
    }
    created(&company.admin, "/api/identity/users", &user).await;
    Api::new(&company.admin.url).sign_in(&email, PASSWORD).await
}

async fn done(api: &Api, path: &str, body: &Value) -> Value {
    let answer = api.post_until_answered(path, body).await;
    assert!((200..300).contains(&answer.status), "{path}: {} {}", answer.status, answer.json);
    answer.json
}

fn numbers(order: &Value, member: &str) -> Vec<i64> {
    order["lines"].as_array().expect("lines").iter().map(|line| line[member].as_i64().unwrap_or(-1)).collect()
}

/// What the ledger of a product says: reason and change, sorted.
async fn ledger(admin: &Api, product: &str, reference: &str) -> Vec<(String, i64)> {
    let rows = admin.all(&format!("/api/inventory/movements?product_id={product}")).await;
    let mut rows: Vec<(String, i64)> = rows
        .iter()
        .filter(|row| row["reference"] == json!(reference))
        .map(|row| (row["reason"].as_str().unwrap_or("").to_owned(), row["delta"].as_i64().unwrap_or(0)))
        .collect();
    rows.sort();
    rows
}

fn mails(data: &std::path::Path) -> Vec<String> {
    let files = std::fs::read_dir(data.join("mail")).into_iter().flatten().flatten();
    files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
}

async fn goods_are_ordered_confirmed_and_received(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 2, 2, 1).await;
    let [scarce, other] = [0, 1].map(|n| company.products[n].clone());
    let admin = &company.admin;
    let product = admin.get(&format!("/api/purchasing/products/{scarce}")).await.ok();
    let supplier = product["supplier_id"].clone();
    let stranger = json!({"legal_name": "Otro S.A.", "email": "ventas@otro.example"});
    let stranger = json!(created(admin, "/api/purchasing/suppliers", &stranger).await);
    let buyer = person(&company, "Carmen", "purchasing", None).await;
    let keeper = person(&company, "Wilmer", "warehouse", None).await;
    let maker = person(&company, "Molinos", "supplier", Some(&supplier)).await;
    let rival = person(&company, "Otro", "supplier", Some(&stranger)).await;
    let shop = &company.shops[0];

    // A shop wants more than there is, and waits.
    let parent = new_id();
    let wanted = shop.post_until_answered("/api/sales/orders", &order(&parent, "available", &[(&scarce, 10)])).await;
    assert_eq!(wanted.status, 202, "{}", wanted.json);
    let parent = format!("/api/sales/orders/{parent}");
    eventually("what is missing waits", 20, || async {
        shop.get(&parent).await.json["backorder_ids"].as_array().is_some_and(|ids| !ids.is_empty())
    })
    .await;
    let missing = shop.get(&parent).await.ok()["backorder_ids"][0].as_str().expect("an id").to_owned();
    let missing = format!("/api/sales/orders/{missing}");

    // The buyer orders it; the supplier hears of it when it is sent, and not before.
    let day = |n: u32| format!("2099-12-{n:02}");
    let cost = json!({"amount": 300_000, "currency": "COP"});
    let body = json!({"id": new_id(), "supplier_id": supplier, "warehouse_id": company.warehouse, "expected_on": day(1),
        "lines": [{"product_id": scarce, "quantity": 20, "unit_cost": cost},
                  {"product_id": other, "quantity": 10, "unit_cost": cost}]});
    let written = done(&buyer, ORDERS, &body).await;
    let id = written["id"].as_str().expect("an id").to_owned();
    let path = format!("{ORDERS}/{id}");
    assert_eq!((maker.get(&path).await.status, maker.get(ORDERS).await.ok()["items"].clone()), (404, json!([])));
    let hears = Events::of(&maker).await;
    let rivals = Events::of(&rival).await;
    done(&buyer, &format!("{path}/send"), &json!({})).await;
    eventually("the supplier's screen hears of it", 20, || async { hears.changed("purchase-orders", &id) }).await;
    if let World::OneMachine(one) = &world {
        eventually("a mail to the supplier", 60, || async {
            mails(&one.data).iter().any(|mail| mail.contains("ventas@molinos.example") && mail.contains(&id))
        })
        .await;
    }
    assert_eq!(rival.get(&path).await.status, 404);
    assert_eq!(rival.post(&format!("{path}/confirm"), &json!({})).await.status, 404);
    assert_eq!(shop.get(&path).await.status, 403);

    // It has less, and later.
    let says = json!({"on": day(3), "lines": [{"product_id": other, "quantity": 8, "on": day(5)}]});
    let confirmed = done(&maker, &format!("{path}/confirm"), &says).await;
    assert_eq!((&confirmed["status"], &confirmed["promised_on"]), (&json!("confirmed"), &json!(day(5))));
    assert_eq!((numbers(&confirmed, "missing"), &confirmed["short"]), (vec![0, 2], &json!(true)));
    let short = buyer.get(&format!("{ORDERS}?short=true")).await.ok();
    assert_eq!(short["items"][0]["id"], json!(id));

    // The first truck: some of it is broken. It is counted once, however often the tablet sends it.
    let first = new_id();
    let receipts = format!("{path}/receipts");
    let truck = json!({"id": first, "lines": [
        {"product_id": scarce, "quantity": 12, "damaged": 2, "lot": "A-1", "expires_on": "2099-06-30"}]});
    let repeated = tokio::join!(keeper.post(&receipts, &truck), keeper.post(&receipts, &truck));
    let mut statuses = [repeated.0.status, repeated.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 201]);
    assert_eq!(shop.post(&receipts, &truck).await.status, 403);
    let booked = |receipt: String| {
        let path = format!("{receipts}/{receipt}");
        let buyer = buyer.clone();
        async move {
            eventually("the goods are in stock", 20, || async { buyer.get(&path).await.json["status"] == "booked" })
                .await
        }
    };
    booked(first.clone()).await;
    assert_eq!(ledger(admin, &scarce, &first).await, [("damaged".to_owned(), -2), ("received".to_owned(), 12)]);
    let part = buyer.get(&path).await.ok();
    assert_eq!((&part["status"], numbers(&part, "open")), (&json!("partially_received"), vec![10, 8]));
    assert_eq!(buyer.post(&format!("{path}/cancel"), &json!({})).await.code(), "goods_have_come");

    // Who waited is served from it.
    eventually("the backorder is scheduled", 20, || async { shop.get(&missing).await.json["status"] == "scheduled" })
        .await;
    let stock = |who: Api, product: String| async move {
        let answer = who.get(&format!("/api/inventory/stock?product_id={product}")).await.ok();
        let row = answer["items"][0].clone();
        ["on_hand", "reserved", "available"].map(|name| row[name].as_i64().unwrap_or(-1))
    };
    assert_eq!(stock(keeper.clone(), scarce.clone()).await, [12, 10, 2]);

    // The second truck brings one too many, in another lot, and the rest of the other product.
    let second = new_id();
    let truck = json!({"id": second, "lines": [
        {"product_id": scarce, "quantity": 5, "lot": "A-2", "expires_on": "2099-07-31"},
        {"product_id": scarce, "quantity": 6, "lot": "A-3", "expires_on": "2099-08-31"},
        {"product_id": other, "quantity": 8, "lot": "B-1"}]});
    done(&keeper, &receipts, &truck).await;
    booked(second.clone()).await;
    let received = buyer.get(&path).await.ok();
    assert_eq!((&received["status"], numbers(&received, "over")), (&json!("received"), vec![1, 0]), "{received}");
    assert_eq!((numbers(&received, "missing"), &received["short"]), (vec![0, 2], &json!(true)));
    assert_eq!(keeper.post(&receipts, &json!({"lines": truck["lines"]})).await.code(), "purchase_order_received");
    assert_eq!(ledger(admin, &scarce, &second).await, [("received".to_owned(), 5), ("received".to_owned(), 6)]);

    // The supplier sees its stock and what was sold of it; another one sees nothing of it.
    assert_eq!(stock(maker.clone(), scarce.clone()).await, [23, 10, 13]);
    assert_eq!(stock(rival.clone(), scarce.clone()).await, [-1, -1, -1]);
    let placed = shop.get(&parent).await.ok()["created_at"].as_str().expect("an instant").to_owned();
    let day: chrono::NaiveDate = placed[..10].parse().expect("a day");
    let range = format!("from={}&to={}", day - chrono::Days::new(2), day + chrono::Days::new(2));
    for (who, units) in [(&maker, 10), (&rival, 0)] {
        let sold = who.get(&format!("/api/sales/sell-out?{range}")).await.ok();
        assert_eq!(sold["units"], json!(units), "{sold}");
    }
    let amendments = maker.get(&format!("{path}/amendments")).await.ok();
    assert_eq!(
        (&amendments["items"][0]["kind"], &amendments["items"][0]["by_name"]),
        (&json!("confirmed"), &json!("Molinos"))
    );
    assert!(!rivals.changed("purchase-orders", &id), "nobody else hears of it");
    invariants::hold(admin, 20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    goods_are_ordered_confirmed_and_received(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    goods_are_ordered_confirmed_and_received(SetUp::Cluster).await;
}
