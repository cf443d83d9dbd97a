//! The demonstration company, loaded into a whole system on one machine.

use crate::demo::{self, DemoOptions, Scale, kept_password};
use crate::one_machine::{OneMachine, OneMachineConfig};
use crate::settings::MailSettings;
use crate::simulate::{self, SimulateOptions};
use chassis::testing::{Setup, TestSystem};
use chassis::{Clock, Company, Db, Sql};
use contracts::Service;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A system in a folder of its own.
struct Demonstration {
    system: OneMachine,
    http: reqwest::Client,
    folder: PathBuf,
}

impl Demonstration {
    async fn begin() -> Self {
        let folder = std::env::temp_dir().join(format!("storeflow-demo-{}", uuid::Uuid::now_v7()));
        Self::on(folder).await
    }

    async fn on(folder: PathBuf) -> Self {
        crate::use_ring();
        let config = OneMachineConfig {
            data: folder.clone(),
            listen: "127.0.0.1:0".to_owned(),
            limits: None,
            cors_origins: Vec::new(),
            company: Company::default(),
            clock: Clock::default(),
            mail: MailSettings::default(),
            media_url: None,
            apps: None,
        };
        let system = OneMachine::start(config).await.expect("started");
        Self { system, http: reqwest::Client::new(), folder }
    }

    fn dbs(&self) -> BTreeMap<Service, Db> {
        Service::ALL.into_iter().map(|service| (service, self.system.app(service).db().clone())).collect()
    }

    async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> (u16, Value) {
        let method = method.parse().expect("method");
        let mut request = self.http.request(method, format!("{}{path}", self.system.url));
        request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        request = body.iter().fold(request, |request, body| request.json(body));
        let answer = request.send().await.expect("answered");
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.expect("text")).unwrap_or_default())
    }

    async fn get(&self, path: &str, token: &str) -> Value {
        let (status, body) = self.ask("GET", path, Some(token), None).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn token(&self, email: &str, password: &str) -> String {
        let body = json!({"login": email, "password": password});
        let (status, answer) = self.ask("POST", "/api/identity/sessions", None, Some(body)).await;
        assert_eq!(status, 201, "{email}: {answer}");
        answer["access_token"].as_str().expect("token").to_owned()
    }

    async fn status(&self, order: &str, token: &str) -> String {
        let order = self.get(&format!("/api/sales/orders/{order}"), token).await;
        order["status"].as_str().expect("status").to_owned()
    }

    async fn becomes(&self, order: &str, status: &str, token: &str) {
        let until = Instant::now() + Duration::from_secs(20);
        while self.status(order, token).await != status {
            if Instant::now() > until {
                panic!("not {status}: {}", self.get(&format!("/api/sales/orders/{order}"), token).await);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn no_difference_in_stock(&self) {
        let db = self.system.app(Service::Inventory).db();
        let differences = inventory::verify(db).await.expect("verified");
        assert!(differences.is_empty(), "{} differences, such as {:?}", differences.len(), differences[0]);
    }

    async fn end(self) {
        self.system.stop().await.expect("stopped");
        std::fs::remove_dir_all(self.folder).expect("removed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shops_go_on_ordering() {
    let demo = Demonstration::begin().await;
    let signs = demo::load_into(&demo.system, Scale::Demo).await.expect("loaded");
    let orders = &demo.dbs()[&Service::Sales];
    let before = count(orders, "orders").await;
    let login = ["customer", "seller"].map(|name| format!("{name}@demo.storeflow.test"));
    let options = SimulateOptions {
        url: None,
        data: demo.folder.clone(),
        rate: 40.0,
        count: Some(40),
        duration: None,
        seed: 1,
        login: login.into(),
        password: None,
        every: 20,
    };
    simulate::run(options.clone()).await.expect("simulated");
    let after = count(orders, "orders").await;
    assert!(after >= before + 40, "{before} orders became {after}");
    let wrong = SimulateOptions { password: Some("not the password".to_owned()), ..options };
    assert!(simulate::run(wrong).await.is_err());

    // `up --live` does the same until it is stopped.
    let live = tokio::time::timeout(Duration::from_secs(40), async {
        tokio::select! {
            () = simulate::keep_moving(demo.system.url.clone(), Some(signs)) => unreachable!("it never ends by itself"),
            () = more_than(orders, after) => {}
        }
    });
    live.await.expect("somebody orders within 15 seconds, even at night");
    demo.no_difference_in_stock().await;
    demo.end().await;
}

async fn more_than(orders: &Db, count_before: i64) {
    while count(orders, "orders").await <= count_before {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

// The same on both set-ups, where there are no sign-ins by HTTP but all databases and messages.
chassis::testing::both!(
    async fn every_set_up_takes_the_company(setup: Setup) {
        let parts = crate::parts::parts(&crate::parts::PartsConfig { wrapping_key: [7; 32], ..Default::default() });
        let system = TestSystem::start(setup, parts).await;
        let dbs: BTreeMap<Service, Db> =
            Service::ALL.into_iter().map(|service| (service, system.app(service).db().clone())).collect();
        let options = DemoOptions { password: Some("una-clave-larga".to_owned()), ..DemoOptions::default() };
        for _ in 0..2 {
            demo::load(&dbs, &options).await.expect("loaded");
            system.settle().await;
        }
        let differences = inventory::verify(&dbs[&Service::Inventory]).await.expect("verified");
        assert!(differences.is_empty(), "{differences:?}");
        for (service, table, least) in [
            (Service::Identity, "users", 60),
            (Service::Sales, "customers", 60),
            (Service::Sales, "products", 200),
            (Service::Sales, "orders", 1_000),
            (Service::Logistics, "warehouse", 3),
            (Service::Logistics, "delivery", 1_000),
            (Service::Ordering, "saga", 1),
        ] {
            let there = count(&dbs[&service], table).await;
            assert!(there >= least, "{there} rows in {service}'s {table}");
        }
    }
);

async fn count(db: &Db, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    db.one::<Count>(&sql, vec![]).await.expect("counted").expect("a row").n
}

#[derive(sea_orm::FromQueryResult)]
struct Count {
    n: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_company_works_as_soon_as_it_is_loaded() {
    let demo = Demonstration::begin().await;
    let signs = demo::load_into(&demo.system, Scale::Demo).await.expect("loaded");
    let password = signs.password().expect("a password").to_owned();
    assert_eq!(kept_password(&demo.folder), Some(password.clone()));

    // Everybody signs in, and is what the table says.
    for name in ["admin", "purchasing", "warehouse", "logistics", "sales", "supplier", "driver", "seller", "customer"] {
        let token = demo.token(&format!("{name}@demo.storeflow.test"), &password).await;
        let me = demo.get("/api/identity/me", &token).await;
        let role = if name == "sales" { "sales_manager" } else { name };
        assert_eq!(me["roles"], json!([role]), "{me}");
        assert_eq!(me["supplier_id"].is_string(), name == "supplier");
        assert_eq!(me["customer_id"].is_string(), name == "customer");
    }
    let by_phone = demo.token("+573104827316", &password).await;
    let admin = demo.token("admin@demo.storeflow.test", &password).await;

    // What was there is there for those who may see it.
    let products = demo.get("/api/purchasing/products?limit=200&search=leche", &by_phone).await;
    assert!(products["items"].as_array().expect("items").len() >= 5, "{products}");
    let own = demo.get("/api/sales/orders?limit=200", &by_phone).await;
    let own = own["items"].as_array().expect("items");
    assert!(own.len() >= 8, "{} orders of the shop", own.len());
    let delivered = own.iter().find(|order| order["status"] == "delivered").expect("a delivered one");
    let path = format!("/api/sales/orders/{}/timeline", delivered["id"].as_str().expect("id"));
    let timeline = demo.get(&path, &by_phone).await;
    assert!(timeline.to_string().contains("delivered"), "{timeline}");
    for status in ["delivered", "scheduled", "cancelled"] {
        let some = demo.get(&format!("/api/sales/orders?status={status}"), &admin).await;
        assert!(!some["items"].as_array().expect("items").is_empty(), "{status}");
    }
    let rejected = demo.get("/api/sales/orders?status=rejected", &admin).await;
    assert!(rejected.to_string().contains("out_of_stock"), "{rejected}");
    let deliveries = demo.get("/api/logistics/deliveries?status=scheduled", &admin).await;
    assert!(!deliveries["items"].as_array().expect("items").is_empty());
    demo.no_difference_in_stock().await;

    // The shop of the demonstration is recommended something with a reason. What is due depends on the day: many shops have some.
    let shop = demo.token("customer@demo.storeflow.test", &password).await;
    let advice = demo.get("/api/insights/recommendations", &shop).await;
    assert!(advice.to_string().contains("bought_together"), "{advice}");
    let shops = demo.get("/api/identity/customers?limit=30", &admin).await;
    let mut due = 0;
    for shop in shops["items"].as_array().expect("items") {
        let path = format!("/api/insights/recommendations?customer_id={}", shop["id"].as_str().expect("id"));
        due += usize::from(demo.get(&path, &admin).await.to_string().contains("due_again"));
    }
    assert!(due > 5, "something is due in {due} of 30 shops");

    // A new order finds shop, prices, stock and day at once.
    let ids: Vec<&str> = own.iter().filter_map(|order| order["lines"][0]["product_id"].as_str()).take(20).collect();
    let path = format!("/api/inventory/availability?product_ids={}", ids.join(","));
    let available = demo.get(&path, &by_phone).await;
    let available = available["items"].as_array().expect("items");
    let stocked =
        available.iter().find(|item| item["in_one_warehouse"].as_i64() >= Some(50)).expect("something in stock");
    let id = uuid::Uuid::now_v7().to_string();
    let lines = json!([{"product_id": stocked["product_id"], "quantity": 2}]);
    let body = json!({"id": id, "fulfilment": "available", "lines": lines});
    let (status, answer) = demo.ask("POST", "/api/sales/orders", Some(&by_phone), Some(body)).await;
    assert_eq!(status, 202, "{answer}");
    demo.becomes(&id, "scheduled", &by_phone).await;

    // An order of the past that is still on its way can be cancelled like any other.
    let open = demo.get("/api/sales/orders?status=scheduled&limit=200", &admin).await;
    let open =
        open["items"].as_array().expect("items").iter().find(|order| order["id"] != json!(id)).expect("one").clone();
    let open = open["id"].as_str().expect("id");
    let (status, answer) = demo.ask("POST", &format!("/api/sales/orders/{open}/cancel"), Some(&admin), None).await;
    assert_eq!(status, 202, "{answer}");
    demo.becomes(open, "cancelled", &admin).await;
    demo.no_difference_in_stock().await;
    demo.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_comes_with_an_update_is_told_of_the_past() {
    let demo = Demonstration::begin().await;
    let signs = demo::load_into(&demo.system, Scale::Demo).await.expect("loaded");
    let folder = demo.folder.clone();
    demo.system.stop().await.expect("stopped");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("insights.db{end}")));
    }
    // As a build left it that did not have the service: no orders have been told.
    let demo = Demonstration::on(folder).await;
    let insights = demo.dbs()[&Service::Insights].clone();
    let until = Instant::now() + Duration::from_secs(20);
    while count(&insights, "shop").await < 60 || count(&insights, "product").await < 300 {
        assert!(Instant::now() < until, "shops and products have not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let token = demo.token("customer@demo.storeflow.test", signs.password().expect("a password")).await;
    demo.get("/api/insights/recommendations", &token).await;
    demo.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_again_changes_nothing_and_what_was_interrupted_is_completed() {
    let demo = Demonstration::begin().await;
    let dbs = demo.dbs();
    let data = Some(demo.folder.clone());
    let options = DemoOptions { data: data.clone(), ..DemoOptions::default() };
    // Interrupted: logistics' database was away while the others were loaded.
    let mut partly = dbs.clone();
    partly.remove(&Service::Logistics);
    assert!(demo::load(&partly, &options).await.is_err());
    let identity = &dbs[&Service::Identity];
    assert_eq!((count(identity, "customers").await, count(identity, "users").await), (60, 0), "nobody signs in yet");
    assert!(count(&dbs[&Service::Sales], "orders").await > 0);

    let first = demo::load(&dbs, &options).await.expect("completed");
    let tables = [
        (Service::Identity, "users"),
        (Service::Purchasing, "products"),
        (Service::Inventory, "movement"),
        (Service::Sales, "orders"),
        (Service::Ordering, "saga"),
        (Service::Logistics, "delivery"),
    ];
    let mut before = Vec::new();
    for (service, table) in tables {
        before.push(count(&dbs[&service], table).await);
    }
    assert!(before.iter().all(|count| *count > 0), "{before:?}");
    let again = demo::load(&dbs, &options).await.expect("left alone");
    assert_eq!(again.password(), first.password());
    for ((service, table), before) in tables.into_iter().zip(&before) {
        assert_eq!(count(&dbs[&service], table).await, *before, "{table}");
    }
    demo.no_difference_in_stock().await;

    // A password that is asked for later holds from then on, also after a start without it.
    let chosen = DemoOptions { password: Some("otra-clave-2026".to_owned()), data, ..DemoOptions::default() };
    demo::load(&dbs, &chosen).await.expect("changed");
    demo.token("customer@demo.storeflow.test", "otra-clave-2026").await;
    assert_eq!(demo::load(&dbs, &options).await.expect("kept").password(), Some("otra-clave-2026"));
    let short = DemoOptions { password: Some("short".to_owned()), ..DemoOptions::default() };
    assert!(demo::load(&dbs, &short).await.is_err_and(|error| error.to_string().contains("8 to 128")));
    demo.end().await;
}

// The reference data on both set-ups: what was interrupted goes on, and everything adds up.
chassis::testing::both!(
    async fn the_reference_data_is_loaded_and_a_load_that_was_interrupted_goes_on(setup: Setup) {
        let parts = crate::parts::parts(&crate::parts::PartsConfig { wrapping_key: [7; 32], ..Default::default() });
        let system = TestSystem::start(setup, parts).await;
        let dbs: BTreeMap<Service, Db> =
            Service::ALL.into_iter().map(|service| (service, system.app(service).db().clone())).collect();
        let scale: Scale = "reference:0.001".parse().expect("scale");
        let options = DemoOptions { scale, password: Some("una-clave-larga".to_owned()), ..DemoOptions::default() };
        // Interrupted somewhere in the middle: the next attempt finds some weeks in every service.
        let orders = &dbs[&Service::Sales];
        tokio::select! {
            _ = demo::load(&dbs, &options) => panic!("it was faster than a few hundred orders"),
            () = more_than(orders, 300) => {}
        }
        let before = count(orders, "orders").await;
        assert!(before < 900, "{before} orders before the interruption");
        for _ in 0..2 {
            let signs = demo::load(&dbs, &options).await.expect("loaded");
            assert_eq!(signs.shops().count(), 60);
            system.settle().await;
        }
        let differences = inventory::verify(&dbs[&Service::Inventory]).await.expect("verified");
        assert!(differences.is_empty(), "{differences:?}");
        let orders = count(orders, "orders WHERE parent_id IS NULL").await;
        assert_eq!(orders, 1_000);
        let of = |service: Service, table: &'static str| {
            let db = dbs[&service].clone();
            async move { count(&db, table).await }
        };
        let held = of(Service::Sales, "orders WHERE delivery_id IS NOT NULL").await;
        assert_eq!(of(Service::Inventory, "reservation").await, held);
        assert_eq!(of(Service::Logistics, "delivery").await, held);
        let cancelled = of(Service::Logistics, "delivery WHERE status = 'cancelled'").await;
        assert_eq!(of(Service::Ordering, "saga WHERE state = 'done'").await, held - cancelled);
        let scheduled = of(Service::Sales, "orders WHERE status = 'scheduled'").await;
        assert_eq!(of(Service::Logistics, "delivery WHERE status = 'scheduled'").await, scheduled);
        assert_eq!(of(Service::Inventory, "reservation WHERE state = 'held'").await, scheduled);
        assert!(of(Service::Sales, "order_lines").await > 7_500);
        let smaller = demo::load(&dbs, &DemoOptions { scale: "reference".parse().expect("scale"), ..options }).await;
        assert!(smaller.is_err_and(|error| error.to_string().contains("another company")));
    }
);
