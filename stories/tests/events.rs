//! Who has the application open is told what changed, at whichever gateway; a sign-out is felt at once.

use contracts::Service;
use serde_json::json;
use stories::company::{new_id, order};
use stories::servers::Server;
use stories::{Api, Cluster, ClusterOptions, Company, Events, OneMachine, Servers, eventually};

async fn hints_reach_their_audience_at_every_gateway(urls: &[String]) {
    let company = Company::set_up(&urls[0], 1, 100, 2).await;
    assert_eq!(Api::new(&urls[0]).get("/api/events").await.status, 401);
    let (shop, other) = (&company.shops[0], &company.shops[1]);
    let mut told = Vec::new();
    let mut untold = Vec::new();
    for url in urls {
        told.push(Events::of(&shop.at(url)).await);
        told.push(Events::of(&company.admin.at(url)).await);
        untold.push(Events::of(&other.at(url)).await);
    }
    eventually("each stream begins with a resync", 10, || async {
        told.iter().chain(&untold).all(|stream| stream.count("resync") >= 1)
    })
    .await;
    let id = new_id();
    let placed = shop.post("/api/sales/orders", &order(&id, "complete", &[(&company.products[0], 1)])).await;
    assert_eq!(placed.status, 202, "{}", placed.json);
    eventually("the shop and the office hear of the order, wherever they listen", 10, || async {
        told.iter().all(|stream| stream.changed("orders", &id))
    })
    .await;
    let deliveries =
        || told.iter().all(|stream| stream.so_far().iter().any(|(_, data)| data["resource"] == "deliveries"));
    eventually("and of its delivery", 10, || async { deliveries() }).await;
    for stream in &untold {
        assert!(!stream.changed("orders", &id), "another shop heard of it: {:?}", stream.so_far());
        let of_others = stream.so_far().into_iter().find(|(_, data)| data["resource"] == "deliveries");
        assert_eq!(of_others, None, "another shop's delivery");
    }
    // What is in a hint: nothing but what to read again.
    let (_, hint) = told[0].so_far().into_iter().find(|(kind, _)| kind == "changed").expect("a hint");
    let members: Vec<&String> = hint.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["id", "resource", "service", "version"]);
    // Everybody who is signed in sees the catalogue.
    let path = format!("/api/purchasing/products/{}", company.products[0]);
    let present = company.admin.get(&path).await;
    let etag = present.header("etag").to_owned();
    let patched =
        company.admin.send("PATCH", &path, Some(&json!({"name": "Harina nueva"})), &[("if-match", &etag)]).await;
    assert_eq!(patched.status, 200, "{}", patched.json);
    eventually("everybody hears of the product", 10, || async {
        told.iter().chain(&untold).all(|stream| stream.changed("products", &company.products[0]))
    })
    .await;

    // Signing out ends the streams of that sign-in everywhere, and its token is refused before it has expired.
    let ended = shop.send("DELETE", "/api/identity/sessions/current", None, &[]).await;
    assert_eq!(ended.status, 204, "{}", ended.json);
    for url in urls {
        eventually("the token is refused", 10, || async { shop.at(url).get("/api/identity/me").await.status == 401 })
            .await;
    }
    for stream in told.iter().step_by(2) {
        eventually("the stream has ended", 10, || async {
            stream.count("signed_out") == 1 && stream.count("ended") == 1
        })
        .await;
    }
    assert!(told.iter().skip(1).step_by(2).chain(&untold).all(|stream| stream.count("ended") == 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    let one = OneMachine::start(&[]).await.expect("it starts");
    hints_reach_their_audience_at_every_gateway(std::slice::from_ref(&one.url)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_with_two_gateways() {
    let servers = Servers::shared().expect("servers");
    let options = ClusterOptions { gateways: 2, replicas: 2, ..ClusterOptions::on(servers) };
    let cluster = Cluster::start(options).await.expect("it starts");
    hints_reach_their_audience_at_every_gateway(&cluster.urls()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_whose_broker_was_away() {
    let servers = Servers::own_durable().expect("servers");
    let cluster = Cluster::start(ClusterOptions::on(servers.clone())).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 1, 10, 1).await;
    let stream = Events::of(&company.shops[0]).await;
    eventually("it begins", 10, || async { stream.count("resync") == 1 }).await;
    servers.kill(Server::Rabbitmq);
    servers.restart(Server::Rabbitmq);
    eventually("it is told that it may have missed something", 60, || async { stream.count("resync") >= 2 }).await;
    let id = new_id();
    let body = order(&id, "complete", &[(&company.products[0], 1)]);
    assert_eq!(company.shops[0].post_until_answered("/api/sales/orders", &body).await.status, 202);
    eventually("hints come again", 60, || async { stream.changed("orders", &id) }).await;
    assert_eq!(stream.count("ended"), 0, "the stream itself never broke");
    let path = format!("/api/{}/system/health", Service::Sales);
    assert_eq!(company.admin.get(&path).await.status, 200);
}
