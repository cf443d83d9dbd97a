//! Replicas that come, go, break and dawdle.

use crate::support::{Edge, PATIENCE, Replica, eventually, identity, nobody, open, uri};
use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use axum::routing::{get, post};
use chassis::run::start_task;
use contracts::Service;
use gateway::Upstream;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

fn orders() -> Router {
    let slow = || async {
        sleep(Duration::from_millis(15)).await;
        "ok"
    };
    Router::new().route("/api/sales/orders", get(slow).post(slow).patch(slow))
}

async fn edge_to(replicas: &[Uri]) -> Edge {
    let sales = Upstream::http_with(Service::Sales, replicas, PATIENCE).expect("upstream");
    let edge =
        Edge::start(open(), [(Service::Identity, Upstream::in_process(identity())), (Service::Sales, sales)]).await;
    edge.until_ready().await;
    edge
}

async fn ready_replicas(edge: &Edge) -> u64 {
    edge.get("/readyz").await.json()["upstreams"]["sales"]["ready"].as_u64().unwrap_or_default()
}

#[derive(Clone, Copy)]
enum Misdeed {
    /// Reads the request, says nothing and hangs up.
    HangUp,
    /// Reads the request and says nothing.
    Dawdle,
}

/// A server that is no good, and how many requests it has read. Its probe answers well.
async fn rogue(misdeed: Misdeed) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("address");
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    start_task(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let counter = Arc::clone(&counter);
            start_task(async move {
                let mut buffer = vec![0; 64 * 1024];
                loop {
                    let read = connection.read(&mut buffer).await.unwrap_or(0);
                    if read == 0 {
                        return;
                    }
                    if buffer.starts_with(b"GET /readyz") {
                        connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.expect("written");
                        continue;
                    }
                    // Not what the gateway reads for itself.
                    if buffer[..read].starts_with(b"GET /internal") {
                        return;
                    }
                    counter.fetch_add(1, Ordering::SeqCst);
                    match misdeed {
                        Misdeed::HangUp => return,
                        Misdeed::Dawdle => sleep(Duration::from_secs(60)).await,
                    }
                }
            });
        }
    });
    (address, seen)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_are_replaced_under_load_without_a_failed_request() {
    let mut replicas = vec![Replica::start(orders()).await, Replica::start(orders()).await];
    let addresses: Vec<SocketAddr> = replicas.iter().map(|replica| replica.address).collect();
    let edge = Arc::new(edge_to(&addresses.iter().copied().map(uri).collect::<Vec<_>>()).await);
    eventually(|| async { ready_replicas(&edge).await == 2 }).await;

    let until = Instant::now() + Duration::from_secs(4);
    let clients: Vec<_> = (0..8)
        .map(|n| {
            let edge = Arc::clone(&edge);
            start_task(async move {
                let mut done = 0;
                while Instant::now() < until {
                    // No key: a POST that is lost in the middle could not be repeated.
                    let method = if n % 2 == 0 { Method::POST } else { Method::GET };
                    let answer = edge.ask(method, "/api/sales/orders", &[], "").await;
                    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
                    done += 1;
                    sleep(Duration::from_millis(5)).await;
                }
                done
            })
        })
        .collect();
    for address in addresses.iter().chain(&addresses) {
        sleep(Duration::from_millis(200)).await;
        let i = replicas.iter().position(|replica| replica.address == *address).expect("running");
        replicas.remove(i).leave(PATIENCE.poll * 4).await;
        replicas.push(Replica::start_at(*address, orders()).await);
        eventually(|| async { ready_replicas(&edge).await == 2 }).await;
    }
    let mut done = 0;
    for client in clients {
        done += client.await.expect("no failed request");
    }
    assert!(done > 400, "{done}");
}

#[tokio::test]
async fn what_was_never_sent_goes_to_another_replica_whatever_the_method() {
    let replica = Replica::start(orders()).await;
    let edge = edge_to(&[uri(nobody().await), replica.uri(), uri(nobody().await)]).await;
    for _ in 0..12 {
        assert_eq!(edge.post("/api/sales/orders", &[]).await.status, StatusCode::OK);
        assert_eq!(edge.get("/api/sales/orders").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_post_without_a_key_is_never_sent_twice() {
    let (one, seen_by_one) = rogue(Misdeed::HangUp).await;
    let (other, seen_by_other) = rogue(Misdeed::HangUp).await;
    let edge = edge_to(&[uri(one), uri(other)]).await;
    let answer = edge.post("/api/sales/orders", &[("accept-language", "en")]).await;
    answer.is_problem(502, "upstream_broken");
    assert_eq!(seen_by_one.load(Ordering::SeqCst) + seen_by_other.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_can_be_repeated_is_answered_by_a_replica_that_works() {
    let (broken, seen) = rogue(Misdeed::HangUp).await;
    let replica = Replica::start(orders()).await;
    let edge = edge_to(&[uri(broken), replica.uri()]).await;
    eventually(|| async { ready_replicas(&edge).await == 2 }).await;
    for _ in 0..6 {
        assert_eq!(edge.get("/api/sales/orders").await.status, StatusCode::OK);
        assert_eq!(edge.post("/api/sales/orders", &[("idempotency-key", "k1")]).await.status, StatusCode::OK);
        assert_eq!(
            edge.ask(Method::PATCH, "/api/sales/orders", &[("idempotency-key", "k2")], "{}").await.status,
            StatusCode::OK
        );
    }
    let seen = seen.load(Ordering::SeqCst);
    assert!((1..=6).contains(&seen), "after five failures it is left alone; it was asked {seen} times");
    assert_eq!(edge.get("/readyz").await.json()["upstreams"]["sales"]["open_circuits"], 1);
}

#[tokio::test]
async fn bodies_that_are_repeated_arrive_whole() {
    let (broken, _) = rogue(Misdeed::HangUp).await;
    let echo = Router::new().route("/api/sales/orders", post(|body: String| async move { body }));
    let replica = Replica::start(echo).await;
    let edge = edge_to(&[uri(broken), replica.uri()]).await;
    let body = "x".repeat(200_000);
    for _ in 0..4 {
        let answer = edge.ask(Method::POST, "/api/sales/orders", &[("idempotency-key", "k")], &body).await;
        assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, body.len()));
    }
    // Larger ones pass through without being kept.
    let large = "y".repeat(1_500_000);
    let edge = edge_to(&[uri(nobody().await), replica.uri()]).await;
    for _ in 0..4 {
        let answer = edge.ask(Method::POST, "/api/sales/orders", &[], &large).await;
        assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, large.len()), "{}", answer.text());
    }
}

#[tokio::test]
async fn an_upstream_that_dawdles_gives_504_and_one_that_is_down_503() {
    let (slow, seen) = rogue(Misdeed::Dawdle).await;
    let edge = edge_to(&[uri(slow)]).await;
    let answer = edge.get("/api/sales/orders").await;
    answer.is_problem(504, "upstream_timeout");
    assert_eq!(seen.load(Ordering::SeqCst), 1, "a request that takes long is not sent again");

    let edge = edge_to(&[uri(nobody().await), uri(nobody().await)]).await;
    let answer = edge.post("/api/sales/orders", &[("accept-language", "es")]).await;
    answer.is_problem(503, "service_unavailable");
    assert_eq!(answer.header("retry-after"), "1");
    assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains("Intente de nuevo")));
}

#[tokio::test]
async fn a_replica_that_comes_back_is_used_at_once() {
    let address = nobody().await;
    let edge = edge_to(&[uri(address)]).await;
    for _ in 0..8 {
        edge.get("/api/sales/orders").await.is_problem(503, "service_unavailable");
    }
    let _replica = Replica::start_at(address, orders()).await;
    eventually(|| async { ready_replicas(&edge).await == 1 }).await;
    assert_eq!(edge.get("/api/sales/orders").await.status, StatusCode::OK);
}
