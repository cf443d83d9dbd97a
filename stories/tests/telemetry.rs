//! One trace runs from the gateway through every service and message of an order; metrics and logs arrive too.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use chassis::run::start_task;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use stories::company::{new_id, order};
use stories::world::free_port;
use stories::{Cluster, ClusterOptions, Company, OneMachine, Servers, SetUp, eventually};

#[derive(Clone, Debug)]
struct Span {
    trace: Vec<u8>,
    id: Vec<u8>,
    parent: Vec<u8>,
    name: String,
}

#[derive(Default)]
struct Arrived {
    spans: Vec<Span>,
    metrics: BTreeSet<String>,
    logs: usize,
}

type Receiver = Arc<Mutex<Arrived>>;

async fn receive() -> (String, Receiver) {
    let arrived = Receiver::default();
    let router = Router::new()
        .route("/v1/traces", post(traces))
        .route("/v1/metrics", post(metrics))
        .route("/v1/logs", post(logs))
        .with_state(Arc::clone(&arrived));
    let port = free_port().expect("a port");
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("a listener");
    drop(start_task(async move { serve_receiver(listener, router).await }));
    (format!("http://127.0.0.1:{port}"), arrived)
}

async fn serve_receiver(listener: tokio::net::TcpListener, router: Router) {
    let never = tokio_util::sync::CancellationToken::new();
    chassis::http::server::serve(listener, router, never).await.expect("it serves");
}

async fn traces(State(arrived): State<Receiver>, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body).expect("spans");
    let spans = request.resource_spans.into_iter().flat_map(|r| r.scope_spans).flat_map(|s| s.spans);
    arrived.lock().expect("lock").spans.extend(spans.map(|span| Span {
        trace: span.trace_id,
        id: span.span_id,
        parent: span.parent_span_id,
        name: span.name,
    }));
}

async fn metrics(State(arrived): State<Receiver>, body: Bytes) {
    let request = ExportMetricsServiceRequest::decode(body).expect("metrics");
    let names =
        request.resource_metrics.into_iter().flat_map(|r| r.scope_metrics).flat_map(|s| s.metrics).map(|m| m.name);
    arrived.lock().expect("lock").metrics.extend(names);
}

async fn logs(State(arrived): State<Receiver>, body: Bytes) {
    let request = ExportLogsServiceRequest::decode(body).expect("logs");
    let count =
        request.resource_logs.into_iter().flat_map(|r| r.scope_logs).map(|s| s.log_records.len()).sum::<usize>();
    arrived.lock().expect("lock").logs += count;
}

enum Running {
    OneMachine(OneMachine),
    Cluster(Box<Cluster>),
}

async fn one_trace_tells_the_whole_order(set_up: SetUp) {
    storeflow::use_ring();
    let (endpoint, arrived) = receive().await;
    let world = match set_up {
        SetUp::OneMachine => Running::OneMachine(
            OneMachine::start(&["--otlp-endpoint", &endpoint, "--log", "info"]).await.expect("it starts"),
        ),
        SetUp::Cluster => {
            let servers = Servers::shared().expect("servers");
            let options = ClusterOptions { otlp_endpoint: Some(endpoint), ..ClusterOptions::on(servers) };
            Running::Cluster(Box::new(Cluster::start(options).await.expect("it starts")))
        }
    };
    let url = match &world {
        Running::OneMachine(one) => one.url.clone(),
        Running::Cluster(cluster) => cluster.url(),
    };
    let company = Company::set_up(&url, 1, 100, 1).await;
    let id = new_id();
    // The phone begins the trace.
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let traceparent = format!("00-{trace}-00f067aa0ba902b7-01");
    let body = order(&id, "complete", &[(&company.products[0], 2)]);
    let headers = [("traceparent", traceparent.as_str())];
    let accepted = company.shops[0].send("POST", "/api/sales/orders", Some(&body), &headers).await;
    assert_eq!(accepted.status, 202, "{}", accepted.json);

    let wanted = [
        "POST /api/sales/orders",
        "process sales.order_submitted.v1",
        "process inventory.reserve_stock.v1",
        "process inventory.stock_reserved.v1",
        "process logistics.schedule_delivery.v1",
        "process logistics.delivery_scheduled.v1",
        "process sales.confirm_order.v1",
    ];
    let of_trace = || -> Vec<Span> {
        let arrived = arrived.lock().expect("lock");
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        arrived.spans.iter().filter(|span| hex(&span.trace) == trace).cloned().collect()
    };
    eventually("every step of the order is in the trace", 40, || async {
        let spans = of_trace();
        wanted.iter().all(|name| spans.iter().any(|span| span.name == *name))
    })
    .await;
    // Each step descends from the one before it.
    let spans = of_trace();
    let by_id: BTreeMap<&[u8], &Span> = spans.iter().map(|span| (span.id.as_slice(), span)).collect();
    for pair in wanted.windows(2) {
        let later = spans.iter().find(|span| span.name == pair[1]).expect("there");
        let mut ancestors = std::iter::successors(Some(later), |span| by_id.get(span.parent.as_slice()).copied());
        assert!(ancestors.any(|span| span.name == pair[0]), "{} does not descend from {}", pair[1], pair[0]);
    }
    if let Running::Cluster(mut cluster) = world {
        // Metrics leave every minute and at the end.
        cluster.stop().await;
    } else if let Running::OneMachine(mut one) = world {
        one.process().terminate();
        one.process().ended().await.expect("a clean end");
    }
    let arrived = arrived.lock().expect("lock");
    for metric in ["http.server.request.duration", "messaging.process.duration"] {
        assert!(arrived.metrics.contains(metric), "{metric} in {:?}", arrived.metrics);
    }
    assert!(arrived.logs > 0, "no log record arrived");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    one_trace_tells_the_whole_order(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    one_trace_tells_the_whole_order(SetUp::Cluster).await;
}
