//! What clients see while the broker, the database or the disk is away, and that everything recovers by itself.

use contracts::Service;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use stories::company::{new_id, order};
use stories::servers::Server;
use stories::world::panics;
use stories::{Api, Cluster, ClusterOptions, Company, OneMachine, Servers, eventually, invariants};

const SETTLE_S: u64 = 120;

fn an_order(company: &Company, n: usize) -> Value {
    order(&new_id(), "complete", &[(&company.products[n % company.products.len()], 1)])
}

/// Every process' `/readyz`.
async fn probes(cluster: &Cluster) -> Vec<(Service, u16, Value)> {
    let mut all = Vec::new();
    for service in Service::ALL {
        let answer = Api::new(cluster.part_url(service, 0)).get("/readyz").await;
        all.push((service, answer.status, answer.json));
    }
    all
}

/// Orders that were accepted rest in `scheduled`, and there are no others.
async fn all_go_out(company: &Company, accepted: usize) {
    let orders = invariants::hold(&company.admin, SETTLE_S).await;
    assert_eq!(orders.len(), accepted);
    assert!(orders.iter().all(|order| order["status"] == "scheduled"), "{orders:?}");
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_the_broker_and_then_the_database_are_away() {
    let servers = Servers::own_durable().expect("servers");
    let mut cluster = Cluster::start(ClusterOptions::on(servers.clone())).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 3, 1_000, 3).await;
    let before = cluster.processes();

    // The broker: nobody who orders notices.
    servers.kill(Server::Rabbitmq);
    for n in 0..30 {
        let answer = company.shops[n % 3].post("/api/sales/orders", &an_order(&company, n)).await;
        assert_eq!(answer.status, 202, "{}", answer.json);
    }
    eventually("every probe reports the broker, and none fails", 20, || async {
        probes(&cluster).await.iter().all(|(_, status, says)| *status == 200 && says["broker"] == "down")
    })
    .await;
    servers.restart(Server::Rabbitmq);
    eventually("every probe reports that the broker is back", 30, || async {
        probes(&cluster).await.iter().all(|(_, status, says)| *status == 200 && says["broker"] == "up")
    })
    .await;
    all_go_out(&company, 30).await;

    // The database: who orders is told to come back.
    servers.kill(Server::Postgres);
    let sent = an_order(&company, 0);
    for (method, path, body) in [
        ("POST", "/api/sales/orders", Some(&sent)),
        ("GET", "/api/sales/orders", None),
        ("GET", "/api/purchasing/products", None),
        ("POST", "/api/identity/sessions", Some(&json!({"login": "nobody@stories.test", "password": "stories-only"}))),
    ] {
        let began = Instant::now();
        let answer = company.shops[0].send(method, path, body, &[]).await;
        assert_eq!(answer.status, 503, "{method} {path}: {}", answer.json);
        assert!(answer.retry_after.is_some_and(|seconds| seconds > 0), "{method} {path} says when to come back");
        assert!(began.elapsed() < Duration::from_secs(10), "{method} {path} took {:?}", began.elapsed());
    }
    eventually("every probe reports the database and says that it is not ready", 20, || async {
        probes(&cluster).await.iter().all(|(_, status, says)| *status == 503 && says["database"] == "down")
    })
    .await;
    for service in Service::ALL {
        let live = Api::new(cluster.part_url(service, 0)).get("/livez").await;
        assert_eq!(live.status, 200, "a restart of {service} would not help: {}", live.json);
    }
    servers.restart(Server::Postgres);
    eventually("every probe is ready again", 30, || async {
        probes(&cluster).await.iter().all(|(_, status, _)| *status == 200)
    })
    .await;
    assert!(matches!(company.shops[0].post_until_answered("/api/sales/orders", &sent).await.status, 200 | 202));
    all_go_out(&company, 31).await;
    assert_eq!(cluster.ended(), Vec::<String>::new());
    assert_eq!(cluster.processes(), before, "no process was started again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_machine_the_disk_is_full() {
    let mut one = OneMachine::start(&[]).await.expect("it starts");
    let company = Company::set_up(&one.url, 3, 1_000, 3).await;
    let mut accepted = 0;
    for n in 0..20 {
        let answer = company.shops[n % 3].post("/api/sales/orders", &an_order(&company, n)).await;
        assert_eq!(answer.status, 202, "{}", answer.json);
        accepted += 1;
    }
    // In the middle of their way.
    one.fill_disk(Some(4_096)).expect("prlimit");
    let sent = an_order(&company, 0);
    for n in 0..10 {
        let answer = company.shops[n % 3].post("/api/sales/orders", &sent).await;
        assert_eq!(answer.status, 503, "{}", answer.json);
        assert!(answer.retry_after.is_some_and(|seconds| seconds > 0), "it says when to come back");
    }
    // What needs no room goes on.
    assert_eq!(company.shops[0].get("/api/sales/orders").await.status, 200);
    assert_eq!(company.shops[0].get("/api/purchasing/products").await.status, 200);
    one.fill_disk(None).expect("prlimit");
    assert!(matches!(company.shops[0].post_until_answered("/api/sales/orders", &sent).await.status, 200 | 202));
    accepted += 1;
    all_go_out(&company, accepted).await;
    assert!(!one.has_ended(), "it goes on by itself");
}
