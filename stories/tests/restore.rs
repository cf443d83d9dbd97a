//! Backups that were made while shops ordered, and what comes of them: a company that begins again from one, a service that has
//! lost everything, and a cluster of which one service remembers less than the others.

use contracts::Service;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use stories::company::{new_id, order};
use stories::traffic::none_lost_none_twice;
use stories::world::{PASSWORD, panics, storeflow};
use stories::{Api, Cluster, ClusterOptions, Company, OneMachine, Placed, Servers, Traffic, eventually, invariants};

const SETTLE_S: u64 = 120;

/// A folder that is removed at the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("storeflow-restore-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn done((succeeded, said): (bool, String)) -> String {
    eprintln!("{said}");
    assert!(succeeded, "{said}");
    said
}

fn refused((succeeded, said): (bool, String), why: &str) {
    assert!(!succeeded && said.contains(why), "expected `{why}`: {said}");
}

fn names(orders: &[Value], field: &str) -> BTreeSet<String> {
    orders.iter().map(|order| order[field].as_str().unwrap_or_default().to_owned()).collect()
}

async fn goes_out(shop: &Api, company: &Company) -> Value {
    let id = new_id();
    let body = order(&id, "complete", &[(&company.products[1], 2)]);
    let answer = shop.post_until_answered("/api/sales/orders", &body).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    let path = format!("/api/sales/orders/{id}");
    eventually("a new order is scheduled", 60, || async { shop.get(&path).await.json["status"] == "scheduled" }).await;
    shop.get(&path).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_machine_a_backup_under_load_is_a_whole_company_elsewhere() {
    let mut one = OneMachine::start(&[]).await.expect("it starts");
    let company = Company::set_up(&one.url, 4, 2_000, 6).await;
    let here = Temporary::new();
    let (data, backup) = (one.data.display().to_string(), here.at("company.zip"));

    let traffic = Traffic::start(&company, 300, 60);
    traffic.reached(80).await;
    let accepted = names(&company.admin.all("/api/sales/orders").await, "id");
    done(storeflow(&["backup", "--data", &data, "--to", &backup]).expect("it runs"));
    refused(storeflow(&["backup", "--data", &data, "--to", &backup]).expect("it runs"), "is there already");
    let placed = traffic.finish().await;
    let all = invariants::hold(&company.admin, SETTLE_S).await;
    none_lost_none_twice(&placed, &all);
    assert!(copies_in(&one.data).is_empty(), "the copies are removed: {:?}", copies_in(&one.data));
    one.kill();

    // Only into an empty folder, only from a whole file.
    refused(storeflow(&["restore", "--from", &backup, "--data", &data]).expect("it runs"), "is not empty");
    let (cut, other) = (here.at("cut.zip"), here.at("other"));
    let bytes = std::fs::read(&backup).expect("the backup");
    std::fs::write(&cut, &bytes[..bytes.len() - 1_000]).expect("written");
    refused(storeflow(&["restore", "--from", &cut, "--data", &other]).expect("it runs"), "cannot be restored");
    done(storeflow(&["restore", "--from", &backup, "--data", &other]).expect("it runs"));

    let mut again = OneMachine::start_on(Path::new(&other), &[]).await.expect("it starts");
    let admin = company.admin.at(again.url.as_str());
    let orders = invariants::hold(&admin, SETTLE_S).await;
    let restored = names(&orders, "id");
    assert!(accepted.is_subset(&restored), "orders that were accepted before the backup are lost");
    let own = orders.iter().filter(|order| order["parent_id"].is_null()).cloned().collect::<Vec<_>>();
    assert!(names(&own, "id").is_subset(&names(&all, "id")), "orders that nobody placed");
    // People sign in with what they know, and no number is given twice.
    let shop = company.open_shop(&Api::new(again.url.as_str()), 77).await;
    let numbers = names(&all, "number");
    let first = goes_out(&shop, &company).await;
    assert!(!numbers.contains(first["number"].as_str().expect("a number")), "a number twice: {first}");
    let audit = admin.get("/api/sales/system/audit").await.ok();
    let noted = audit["items"].as_array().into_iter().flatten().any(|entry| entry["what"] == "restored_from_backup");
    assert!(noted, "the audit says where its gap is: {audit}");

    // When nothing runs the command makes the backup itself; a company can be compared with itself then.
    refused(storeflow(&["reconcile", "--data", &other]).expect("it runs"), "stop it first");
    again.process().terminate();
    again.process().ended().await.expect("it ends");
    assert!(done(storeflow(&["reconcile", "--data", &other]).expect("it runs")).contains("Everybody agrees"));
    done(storeflow(&["backup", "--data", &other, "--to", &here.at("second.zip")]).expect("it runs"));
    done(storeflow(&["restore", "--from", &here.at("second.zip"), "--data", &here.at("third")]).expect("it runs"));
    assert_eq!(panics(), Vec::<String>::new());
}

fn copies_in(data: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data).expect("the data folder").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("snapshot-")).collect()
}

/// Sales has nothing any more: neither keys nor shops nor products.
async fn is_healed(company: &Company, republish: impl Fn(&str) -> (bool, String)) {
    let shop = &company.shops[0];
    let body = order(&new_id(), "complete", &[(&company.products[1], 2)]);
    let answer = shop.post("/api/sales/orders", &body).await;
    assert_ne!(answer.status, 202, "sales cannot know the shop: {}", answer.json);
    for owner in ["identity", "purchasing"] {
        assert!(done(republish(owner)).contains("items again to sales"));
    }
    eventually("sales knows shop and product", 30, || async {
        let seen = json!({"amount": 1, "currency": "COP"});
        let line = json!({"product_id": company.products[1], "quantity": 1, "price_seen": seen});
        shop.post("/api/sales/orders", &json!({"fulfilment": "complete", "lines": [line]})).await.code()
            == "price_changed"
    })
    .await;
    let first = goes_out(shop, company).await;

    // What is sent again never goes before what has changed since.
    let path = format!("/api/purchasing/products/{}", company.products[1]);
    let product = company.admin.get(&path).await;
    let etag = product.header("etag").to_owned();
    let higher = json!({"price": {"amount": 990_000, "currency": "COP"}});
    let changed = company.admin.send("PATCH", &path, Some(&higher), &[("if-match", &etag)]).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    eventually("sales has the new price", 30, || async {
        goes_out(shop, company).await["lines"][0]["unit_price"]["amount"] == 990_000
    })
    .await;
    done(republish("purchasing"));
    assert_eq!(goes_out(shop, company).await["lines"][0]["unit_price"]["amount"], 990_000, "first: {first}");
    let orders = invariants::hold(&company.admin, SETTLE_S).await;
    assert!(orders.len() >= 3);
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_machine_a_service_that_has_lost_everything_is_healed_by_the_others() {
    let mut one = OneMachine::start(&[]).await.expect("it starts");
    let company = Company::set_up(&one.url, 2, 1_000, 2).await;
    one.process().terminate();
    one.process().ended().await.expect("it ends");
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(one.data.join(format!("sales.db{end}")));
    }
    one.again().expect("it starts");
    let data = one.data.display().to_string();
    let republish = |owner: &str| storeflow(&["republish", owner, "--to", "sales", "--data", &data]).expect("it runs");
    is_healed(&company, republish).await;
    refused(storeflow(&["republish", "ordering", "--data", &data]).expect("it runs"), "nobody keeps copies");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_a_service_that_has_lost_everything_is_healed_by_the_others() {
    let mut cluster = Cluster::start(ClusterOptions::on(Servers::shared().expect("servers"))).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 2, 1_000, 2).await;
    cluster.stop_part(Service::Sales, 0).await.expect("it ends");
    cluster.lose_database(Service::Sales).await.expect("lost");
    cluster.migrate(false).expect("migrated");
    start(&mut cluster, Service::Sales).await;
    let url = cluster.url();
    is_healed(&company, |owner| {
        cluster.storeflow(&["republish", owner, "--to", "sales", "--url", &url]).expect("it runs")
    })
    .await;
}

async fn start(cluster: &mut Cluster, service: Service) {
    cluster.launch(service, 0, false).expect("it starts");
    cluster.wait_ready(service, 0).await.expect("it becomes ready");
}

/// Sets databases back to a backup while everybody else goes on, as the runbook says; they are not started yet. Answers what
/// was found to differ.
async fn set_back(cluster: &mut Cluster, services: &[Service], backup: &str) -> String {
    for service in services {
        cluster.stop_part(*service, 0).await.expect("it ends");
    }
    for service in services {
        cluster.lose_database(*service).await.expect("lost");
    }
    for service in services {
        let restore = ["restore", "--cluster", "--from", backup, "--service", service.name()];
        done(cluster.storeflow(&restore).expect("it runs"));
        refused(cluster.storeflow(&restore).expect("it runs"), "is not empty");
    }
    // Before they start, so that nothing that was promised is promised to somebody else; orders may wait for products.
    let said = cluster.storeflow(&["reconcile", "--cluster"]).expect("it runs").1;
    eprintln!("{said}");
    said
}

async fn start_all(cluster: &mut Cluster, services: &[Service]) {
    for service in services {
        start(cluster, *service).await;
    }
}

/// The second time, when they run: now nothing is left for a person.
async fn agrees(cluster: &Cluster, company: &Company, placed: &[Placed]) {
    eventually("nothing is left for a person", 60, || async {
        let (succeeded, said) = cluster.storeflow(&["reconcile", "--cluster"]).expect("it runs");
        eprintln!("{said}");
        succeeded
    })
    .await;
    let orders = invariants::hold(&company.admin, SETTLE_S).await;
    none_lost_none_twice(placed, &orders);
    let said = done(cluster.storeflow(&["reconcile", "--cluster", "--check"]).expect("it runs"));
    assert!(said.contains("Everybody agrees"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_one_service_remembers_less_than_the_others() {
    let mut cluster = Cluster::start(ClusterOptions::on(Servers::shared().expect("servers"))).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 5, 3_000, 6).await;
    let here = Temporary::new();
    let mut placed = Vec::new();
    for (service, finding) in [
        (Service::Inventory, "holds again what they were promised"),
        (Service::Sales, "orders that sales had lost are made again"),
        (Service::Ordering, "orders of which ordering is told again"),
        (Service::Logistics, "keeps again the day that they were promised"),
    ] {
        eprintln!("--- {service} is set back");
        let backup = here.at(service.name());
        let traffic = Traffic::start(&company, 60, 40);
        traffic.reached(20).await;
        done(cluster.storeflow(&["backup", "--cluster", "--to", &backup]).expect("it runs"));
        placed.extend(traffic.finish().await);
        placed.extend(Traffic::start(&company, 60, 40).finish().await);
        let before = invariants::hold(&company.admin, SETTLE_S).await;
        let said = set_back(&mut cluster, &[service], &backup).await;
        assert!(said.contains(finding), "{said}");
        if service != Service::Sales {
            // Whoever orders does not notice.
            placed.extend(Traffic::start(&company, 10, 40).finish().await);
        }
        start(&mut cluster, service).await;
        agrees(&cluster, &company, &placed).await;
        let after = invariants::hold(&company.admin, SETTLE_S).await;
        // Whoever was told that an order is scheduled, cancelled or rejected can rely on it.
        for order in &before {
            let now = after.iter().find(|now| now["id"] == order["id"]).expect("no order is lost");
            let promise = |order: &Value| {
                // Nobody comes with what was cancelled, so the day that it once had need not be known any more.
                let day = Some(&order["delivery"]).filter(|_| order["status"] != "cancelled").cloned();
                (order["status"].clone(), day, order["total"].clone())
            };
            assert!(
                promise(now) == promise(order) || order["status"] == "backordered",
                "{service} was set back\nbefore: {order}\nafter: {now}"
            );
        }
        goes_out(&company.shops[0], &company).await;
        placed.push(Placed { id: after_all(&company, &placed).await, status: 202, cancelled: false });
    }
    assert_eq!(panics(), Vec::<String>::new());
}

/// The order that is not among those that were placed.
async fn after_all(company: &Company, placed: &[Placed]) -> String {
    let known: BTreeSet<&str> = placed.iter().map(|order| order.id.as_str()).collect();
    let orders = company.admin.all("/api/sales/orders").await;
    let own = orders.iter().filter(|order| order["parent_id"].is_null());
    let mut others = own.filter_map(|order| order["id"].as_str()).filter(|id| !known.contains(id));
    others.next().expect("one more order").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_stock_that_was_counted_after_the_backup_is_missed_and_counted_again() {
    let mut cluster = Cluster::start(ClusterOptions::on(Servers::shared().expect("servers"))).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 2, 5, 2).await;
    let here = Temporary::new();
    done(cluster.storeflow(&["backup", "--cluster", "--to", &here.at("b")]).expect("it runs"));
    // Goods come, and go to somebody.
    let more = json!({"warehouse_id": company.warehouse, "product_id": company.products[1], "lot": "L2",
                      "expires_on": "2099-12-31", "delta": 100, "reason": "found"});
    assert_eq!(company.admin.post("/api/inventory/adjustments", &more).await.status, 201);
    let id = new_id();
    let body = order(&id, "complete", &[(&company.products[1], 60)]);
    assert_eq!(company.shops[0].post_until_answered("/api/sales/orders", &body).await.status, 202);
    invariants::hold(&company.admin, SETTLE_S).await;

    set_back(&mut cluster, &[Service::Inventory], &here.at("b")).await;
    start(&mut cluster, Service::Inventory).await;
    let (agrees, said) = cluster.storeflow(&["reconcile", "--cluster"]).expect("it runs");
    assert!(!agrees && said.contains("60 of product") && said.contains("5 are there"), "{said}");
    // Nobody else gets what there is of it.
    let other = new_id();
    let body = order(&other, "complete", &[(&company.products[1], 1)]);
    assert_eq!(company.shops[1].post_until_answered("/api/sales/orders", &body).await.status, 202);
    eventually("the other order is rejected", 30, || async {
        company.admin.get(&format!("/api/sales/orders/{other}")).await.json["status"] == "rejected"
    })
    .await;
    let check = company.admin.get("/api/inventory/stock-check").await.ok();
    assert_eq!(check["differences"], json!([]));

    assert_eq!(company.admin.post("/api/inventory/adjustments", &more).await.status, 201);
    done(cluster.storeflow(&["reconcile", "--cluster"]).expect("it runs"));
    let orders = invariants::hold(&company.admin, SETTLE_S).await;
    assert!(orders.iter().any(|order| order["id"] == json!(id) && order["status"] == "scheduled"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_an_owner_that_was_set_back_is_heard_again() {
    let mut cluster = Cluster::start(ClusterOptions::on(Servers::shared().expect("servers"))).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 2, 1_000, 2).await;
    let here = Temporary::new();
    done(cluster.storeflow(&["backup", "--cluster", "--to", &here.at("b")]).expect("it runs"));
    let (admin, shop, product) = (&company.admin, &company.shops[0], &company.products[1]);
    let path = format!("/api/purchasing/products/{product}");
    let set_price = async |amount: i64| {
        let etag = admin.get(&path).await.header("etag").to_owned();
        let price = json!({"price": {"amount": amount, "currency": "COP"}});
        let changed = admin.send("PATCH", &path, Some(&price), &[("if-match", &etag)]).await;
        assert_eq!(changed.status, 200, "{}", changed.json);
    };
    let is_charged = async |amount: i64| {
        eventually("sales has the price", 60, || async {
            goes_out(shop, &company).await["lines"][0]["unit_price"]["amount"] == amount
        })
        .await;
    };
    for amount in [500_000, 510_000, 520_000] {
        set_price(amount).await;
    }
    is_charged(520_000).await;
    set_back(&mut cluster, &[Service::Purchasing], &here.at("b")).await;
    start(&mut cluster, Service::Purchasing).await;
    // What purchasing says now counts, though others have seen later versions.
    is_charged(410_100).await;
    set_price(430_000).await;
    is_charged(430_000).await;
    done(cluster.storeflow(&["reconcile", "--cluster"]).expect("it runs"));

    // A shop that has registered after the backup: a person is told.
    let late = company.open_shop(&Api::new(cluster.url()), 55).await;
    let me = late.get("/api/identity/me").await.ok();
    eventually("sales knows the shop", 30, || async { late.get("/api/sales/orders").await.status == 200 }).await;
    goes_out(&late, &company).await;
    set_back(&mut cluster, &[Service::Identity], &here.at("b")).await;
    start(&mut cluster, Service::Identity).await;
    let (agrees, said) = cluster.storeflow(&["reconcile", "--cluster"]).expect("it runs");
    assert!(!agrees && said.contains("identity does not know 1 shops"), "{said}");
    assert!(said.contains(me["customer_id"].as_str().unwrap_or("?")), "{said}");
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_all_databases_of_a_backup_under_load_make_a_company() {
    let mut cluster = Cluster::start(ClusterOptions::on(Servers::shared().expect("servers"))).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 4, 2_000, 6).await;
    let here = Temporary::new();
    let backup = here.at("all");
    let traffic = Traffic::start(&company, 200, 40);
    traffic.reached(60).await;
    let accepted = names(&company.admin.all("/api/sales/orders").await, "id");
    done(cluster.storeflow(&["backup", "--cluster", "--to", &backup]).expect("it runs"));
    traffic.finish().await;
    invariants::hold(&company.admin, SETTLE_S).await;
    set_back(&mut cluster, &Service::ALL, &backup).await;
    start_all(&mut cluster, &Service::ALL).await;
    done(cluster.storeflow(&["reconcile", "--cluster"]).expect("it runs"));
    let guest = Api::new(cluster.url());
    let admin = guest.sign_in(stories::world::ADMIN, PASSWORD).await;
    let orders = invariants::hold(&admin, SETTLE_S).await;
    assert!(accepted.is_subset(&names(&orders, "id")), "orders that were accepted before the backup are lost");
    let said = done(cluster.storeflow(&["reconcile", "--cluster", "--check"]).expect("it runs"));
    assert!(said.contains("Everybody agrees"), "{said}");
    goes_out(&company.open_shop(&guest, 91).await, &company).await;
    assert_eq!(panics(), Vec::<String>::new());
}
