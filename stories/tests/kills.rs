//! Whatever dies in the middle of 500 orders, none is lost, none is there twice, and everything adds up.

use contracts::Service;
use serde_json::json;
use std::time::Duration;
use stories::servers::Server;
use stories::traffic::none_lost_none_twice;
use stories::world::panics;
use stories::{Api, Cluster, ClusterOptions, Company, OneMachine, Servers, Traffic, invariants};

/// How long retries, leases and back-off may take until everything rests.
const SETTLE_S: u64 = 120;

fn orders() -> usize {
    std::env::var("STOREFLOW_ORDERS").ok().and_then(|count| count.parse().ok()).unwrap_or(500)
}

async fn all_is_well(company: &Company, traffic: Traffic) {
    let placed = traffic.finish().await;
    let orders = invariants::hold(&company.admin, SETTLE_S).await;
    none_lost_none_twice(&placed, &orders);
    let scheduled = orders.iter().filter(|order| order["status"] == "scheduled").count();
    assert!(scheduled * 2 > placed.len(), "most orders go out: {scheduled} of {}", placed.len());
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_each_service_the_gateway_the_broker_and_the_database_are_killed() {
    let servers = Servers::own_durable().expect("servers");
    let mut cluster = Cluster::start(ClusterOptions::on(servers.clone())).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 5, 2_000, 8).await;
    let count = orders();
    let traffic = Traffic::start(&company, count, 20);
    for (n, service) in Service::ALL.into_iter().enumerate() {
        traffic.reached((n + 1) * count / 15).await;
        cluster.kill(service, 0);
        cluster.launch(service, 0, false).expect("it starts");
        cluster.wait_ready(service, 0).await.expect("it becomes ready");
    }
    traffic.reached(7 * count / 15).await;
    cluster.kill_gateway(0);
    cluster.launch_gateway(0).expect("it starts");
    cluster.wait_gateway_ready(0).await.expect("it becomes ready");

    traffic.reached(8 * count / 15).await;
    servers.kill(Server::Rabbitmq);
    servers.restart(Server::Rabbitmq);
    traffic.reached(13 * count / 15).await;
    servers.kill(Server::Postgres);
    servers.restart(Server::Postgres);
    all_is_well(&company, traffic).await;
    assert_eq!(cluster.ended(), Vec::<String>::new(), "nobody died of the death of the broker or the database");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_the_database_and_the_broker_freeze_for_a_while() {
    let servers = Servers::own_durable().expect("servers");
    let mut cluster = Cluster::start(ClusterOptions::on(servers.clone())).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 5, 2_000, 8).await;
    let count = orders() / 2;
    let traffic = Traffic::start(&company, count, 8);
    for (n, server) in [Server::Postgres, Server::Rabbitmq].into_iter().enumerate() {
        traffic.reached((n + 1) * count / 4).await;
        servers.pause(server);
        // This is the fault, not a wait for something.
        tokio::time::sleep(Duration::from_secs(15)).await;
        servers.resume(server);
    }
    all_is_well(&company, traffic).await;
    for service in Service::ALL {
        let ready = Api::new(cluster.part_url(service, 0)).get("/readyz").await.ok();
        assert_eq!((&ready["database"], &ready["broker"]), (&json!("up"), &json!("up")), "{ready}");
    }
    assert_eq!(cluster.ended(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_machine_the_process_is_killed_again_and_again() {
    let mut one = OneMachine::start(&[]).await.expect("it starts");
    let company = Company::set_up(&one.url, 5, 2_000, 8).await;
    let count = orders();
    let traffic = Traffic::start(&company, count, 40);
    for n in 1..=6 {
        traffic.reached(n * count / 8).await;
        one.kill();
        one.again().expect("it starts again");
    }
    all_is_well(&company, traffic).await;
}
