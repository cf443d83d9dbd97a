//! A running cluster is replaced, process by process, by a build with one more migration and one more message, while shops
//! order 30 times a second: nobody notices.

use chassis::run::start_task;
use contracts::Service;
use sea_orm::{ConnectionTrait, Database, DbBackend, QueryResult, Statement};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use stories::company::{new_id, order};
use stories::traffic::{Placed, none_lost_none_twice};
use stories::world::panics;
use stories::{Api, Cluster, ClusterOptions, Company, Servers, eventually, invariants};

const PER_SECOND: u32 = 30;

/// Chooses among the gateways that say that they are ready, as Kubernetes does.
struct Balancer {
    gateways: Vec<(Api, AtomicBool)>,
    turn: AtomicUsize,
}

impl Balancer {
    fn before(urls: Vec<String>) -> Self {
        let gateways = urls.into_iter().map(|url| (Api::new(url), AtomicBool::new(false))).collect();
        Self { gateways, turn: AtomicUsize::new(0) }
    }

    fn next(&self) -> &str {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let ready: Vec<&str> = self
            .gateways
            .iter()
            .filter(|(_, ready)| ready.load(Ordering::Relaxed))
            .map(|(gateway, _)| gateway.url.as_str())
            .collect();
        assert!(!ready.is_empty(), "there is always a gateway that is ready");
        ready[turn % ready.len()]
    }

    async fn look(&self) {
        for (gateway, ready) in &self.gateways {
            ready.store(gateway.get("/readyz").await.status == 200, Ordering::Relaxed);
        }
    }

    /// A rollout goes on when everybody has heard that the new process is ready: this balancer of the gateways, and the
    /// gateways of the services.
    async fn all_are_known_to_be_ready(&self) {
        eventually("everybody has heard that all are ready", 30, || async {
            for (gateway, ready) in &self.gateways {
                let says = gateway.get("/readyz").await;
                let upstreams = says.json["upstreams"].as_object().cloned().unwrap_or_default();
                let all = upstreams.values().all(|upstream| upstream["ready"] == 2);
                if !ready.load(Ordering::Relaxed) || says.status != 200 || !all {
                    return false;
                }
            }
            true
        })
        .await;
    }
}

/// What went wrong, and what was placed.
#[derive(Default)]
struct Book {
    requests: AtomicUsize,
    failures: Mutex<Vec<String>>,
    placed: Mutex<Vec<Placed>>,
}

impl Book {
    async fn ask(&self, shop: &Api, balancer: &Balancer, method: &str, path: &str, body: Option<&Value>) -> u16 {
        let gateway = balancer.next();
        let answer = shop.at(gateway).send(method, path, body, &[]).await;
        self.requests.fetch_add(1, Ordering::Relaxed);
        if !(200..300).contains(&answer.status) {
            self.failures
                .lock()
                .expect("lock")
                .push(format!("{method} {path} at {gateway}: {} {}", answer.status, answer.json));
        }
        answer.status
    }

    /// A shop orders, reads its order and the catalogue, and sometimes cancels. Nothing is tried twice.
    async fn visit(&self, shop: &Api, balancer: &Balancer, product: &str, n: usize) {
        let id = new_id();
        let body = order(&id, "complete", &[(product, 1)]);
        let status = self.ask(shop, balancer, "POST", "/api/sales/orders", Some(&body)).await;
        self.ask(shop, balancer, "GET", &format!("/api/sales/orders/{id}"), None).await;
        if n.is_multiple_of(5) {
            self.ask(shop, balancer, "GET", "/api/purchasing/products?limit=10", None).await;
            self.ask(shop, balancer, "GET", "/api/identity/me", None).await;
        }
        let mut cancelled = false;
        if n.is_multiple_of(10) {
            let path = format!("/api/sales/orders/{id}/cancel");
            cancelled = self.ask(shop, balancer, "POST", &path, Some(&json!({}))).await < 300;
        }
        self.placed.lock().expect("lock").push(Placed { id, status, cancelled });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_process_is_replaced_and_nobody_notices() {
    let options = ClusterOptions {
        replicas: 2,
        gateways: 2,
        shutdown_delay: Some(Duration::from_millis(1_500)),
        ..ClusterOptions::on(Servers::shared().expect("servers"))
    };
    let mut cluster = Cluster::start(options).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 4, 100_000, 10).await;

    let balancer = Arc::new(Balancer::before(cluster.urls()));
    let book = Arc::new(Book::default());
    balancer.look().await;
    let done = Arc::new(AtomicBool::new(false));
    let looking = start_task({
        let (balancer, done) = (Arc::clone(&balancer), Arc::clone(&done));
        async move {
            while !done.load(Ordering::Relaxed) {
                balancer.look().await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    });
    let shops = start_task({
        let (balancer, book, done) = (Arc::clone(&balancer), Arc::clone(&book), Arc::clone(&done));
        let (shops, products) = (company.shops.clone(), company.products.clone());
        async move {
            let mut pace = tokio::time::interval(Duration::from_secs(1) / PER_SECOND);
            let mut visits = Vec::new();
            for n in 0.. {
                pace.tick().await;
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let (balancer, book) = (Arc::clone(&balancer), Arc::clone(&book));
                let (shop, product) = (shops[n % shops.len()].clone(), products[n % products.len()].clone());
                visits.push(start_task(async move { book.visit(&shop, &balancer, &product, n).await }));
            }
            for visit in visits {
                visit.await.expect("a visit ends");
            }
        }
    });
    let placed = || book.placed.lock().expect("lock").len();
    eventually("shops order", 30, || async { placed() > 30 }).await;

    cluster.migrate(true).expect("the next build's migration");
    for service in Service::ALL {
        if service == Service::Ordering {
            // Sales is of the next build already: what it says waits for an ordering that understands it, untouched.
            eventually("probes wait in ordering's inbox", 30, || async { untouched_probes(&cluster).await > 0 }).await;
        }
        for replica in 0..2 {
            balancer.all_are_known_to_be_ready().await;
            cluster.replace(service, replica, true).await.expect("it is replaced");
        }
    }
    for gateway in 0..2 {
        balancer.all_are_known_to_be_ready().await;
        cluster.replace_gateway(gateway).await.expect("it is replaced");
    }
    let enough = placed() + 30;
    eventually("shops order", 30, || async { placed() > enough }).await;
    done.store(true, Ordering::Relaxed);
    shops.await.expect("the shops end");
    looking.await.expect("the balancer ends");

    let orders = invariants::hold(&company.admin, 120).await;
    let failures = book.failures.lock().expect("lock").clone();
    let requests = book.requests.load(Ordering::Relaxed);
    assert_eq!(failures, Vec::<String>::new(), "of {requests} requests");
    none_lost_none_twice(&book.placed.lock().expect("lock"), &orders);
    assert!(orders.iter().all(|order| order["status"] == "scheduled" || order["status"] == "cancelled"), "{orders:?}");
    // Sales goes on sending probes: what it had sent by now arrives.
    let sent = probes(&cluster, Service::Sales).await;
    assert!(!sent.is_empty());
    eventually("every probe is handled", 30, || async {
        let handled = probes(&cluster, Service::Ordering).await;
        sent.iter().all(|id| handled.contains(id))
    })
    .await;
    assert_eq!(panics(), Vec::<String>::new());
    eprintln!("{requests} requests, {} orders, {} probes, 0 failures", orders.len(), sent.len());
}

/// Probes in the inbox of an ordering that does not understand them yet: left for one that does, no attempt counted.
async fn untouched_probes(cluster: &Cluster) -> usize {
    let sql = "SELECT attempts, error FROM inbox WHERE name = 'sales.next_build_probe.v1'";
    let rows = select(cluster, Service::Ordering, sql).await;
    for row in &rows {
        let attempts: i64 = row.try_get("", "attempts").expect("a number");
        let error: Option<String> = row.try_get("", "error").expect("a text");
        assert_eq!((attempts, error), (0, None));
    }
    rows.len()
}

/// The probes that a service has noted.
async fn probes(cluster: &Cluster, service: Service) -> Vec<uuid::Uuid> {
    let rows = select(cluster, service, "SELECT id FROM next_build").await;
    rows.iter().map(|row| row.try_get("", "id").expect("an id")).collect()
}

/// The only look behind the gateway: nobody else can see these.
async fn select(cluster: &Cluster, service: Service, sql: &str) -> Vec<QueryResult> {
    let db = Database::connect(cluster.database_url().replace("{service}", service.name())).await.expect("it answers");
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.expect("rows");
    db.close().await.expect("closed");
    rows
}
