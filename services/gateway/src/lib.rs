//! The single public door of StoreFlow. It holds no domain: it checks tokens and limits, gives each request an id and a
//! trace, and passes it on to a service, in this process or over HTTP. It has no database and hears no messages, only broadcasts (live hints and revocations).
//!
//! Read `door.rs` (what happens to every request), `forward.rs` (the way to a service), `upstream.rs` and `circuit.rs` (which
//! replica, and when again), `tokens.rs`, `limits.rs`, `events.rs`; `openapi.rs` and `docs.rs` make one document out of many.

mod body;
pub mod circuit;
mod config;
mod docs;
mod documents;
mod door;
mod events;
mod forward;
mod headers;
mod limits;
mod openapi;
mod own;
mod page;
mod state;
mod tokens;
mod upstream;

pub use config::{BODY_LIMIT, GatewayConfig};
pub use events::Wire;
pub use limits::LimitSettings;
pub use openapi::merge;
pub use upstream::{Patience, Readiness, Upstream, UpstreamError};

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use chassis::Problem;
use chassis::telemetry::{self, Figure};
use contracts::Service;
use documents::Documents;
use governor::clock::DefaultClock;
use limits::Limits;
use state::{Inner, Pulse, Shared};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokens::Tokens;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// How often quiet addresses are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(10);

/// A gateway, not yet listening.
pub struct Gateway {
    router: Router,
    shared: Shared,
}

/// Puts a gateway together. Nothing happens until its router is served and [`Gateway::run`] is started.
#[must_use]
pub fn gateway(config: GatewayConfig, upstreams: BTreeMap<Service, Upstream>) -> Gateway {
    let shared = Shared::new(Inner {
        limits: config.limits.as_ref().map(|settings| Limits::new(settings, DefaultClock::default())),
        tokens: Tokens::new(upstreams.get(&Service::Identity).cloned(), config.clock.clone()),
        hub: Arc::default(),
        documents: Documents::new(upstreams.clone()),
        closing: CancellationToken::new(),
        pulse: Pulse::new(),
        config,
        upstreams,
    });
    Gateway { router: router(&shared), shared }
}

fn router(shared: &Shared) -> Router {
    let config = &shared.config;
    let missing = || async { Problem::not_found() };
    let mut routes = Router::new()
        .route("/api/openapi.json", get(own::openapi))
        .route("/api/asyncapi.json", get(own::asyncapi))
        .route("/api/docs", get(own::docs))
        .route("/api/docs/style.css", get(own::style))
        .route("/api/docs/docs.js", get(own::script))
        .route("/api/events", get(events::events))
        .route("/api", any(missing))
        .route("/api/", any(missing))
        .route("/api/{*path}", any(forward::forward));
    routes = match &config.apps {
        Some(apps) => routes.fallback_service(apps.clone()),
        None => routes.route("/", get(own::home)).fallback(missing),
    };
    let compression =
        CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(door::worth_compressing());
    // The last layer is the outermost.
    let mut router = routes
        .layer(from_fn_with_state(shared.clone(), door::limit_body))
        .layer(from_fn_with_state(shared.clone(), door::guard))
        .layer(CatchPanicLayer::custom(door::panicked))
        .layer(from_fn(chassis::http::problem::render))
        .layer(compression);
    if !config.cors_origins.is_empty() {
        router = router.layer(door::cors(&config.cors_origins));
    }
    // Probes are never refused, and what they say is no problem document.
    let probes = Router::new().route("/livez", get(own::live)).route("/readyz", get(own::ready));
    router.merge(probes).layer(from_fn_with_state(shared.clone(), door::receive)).with_state(shared.clone())
}

impl Gateway {
    /// What is to be served, with `into_make_service_with_connect_info::<SocketAddr>()` (as `chassis::http::server::serve`
    /// does): without the peer's address all requests count as one client's.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The background work, until `stop`: looking at replicas, reading keys and documents, forgetting quiet addresses. One
    /// task; it must run as long as requests are served, also while the last ones finish.
    pub fn run(&self, stop: CancellationToken) -> impl Future<Output = ()> + Send + 'static {
        let shared = self.shared.clone();
        async move {
            let watching = futures::future::join_all(shared.upstreams.values().map(|upstream| upstream.watch(|| {})));
            let work = async {
                let (config, revocations) = (&shared.config, shared.tokens.revocations());
                let telling = shared.hub.run(config.broadcasts.as_ref(), revocations, &config.clock);
                tokio::join!(
                    watching,
                    telling,
                    shared.tokens.keep_fresh(),
                    shared.documents.keep_fresh(),
                    sweep(&shared)
                );
            };
            tokio::select! {
                () = work => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// From now on `/readyz` answers 503, so that no new requests come; everything else goes on.
    pub fn close(&self) {
        self.shared.closing.cancel();
    }

    /// Whether `/readyz` answers 200.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.shared.tokens.answered() && !self.shared.closing.is_cancelled()
    }
}

async fn sweep(shared: &Shared) {
    loop {
        shared.pulse.tick();
        sleep(SWEEP_EVERY).await;
        #[expect(clippy::cast_precision_loss, reason = "some thousand streams")]
        let streams = shared.hub.len() as f64;
        let name = "storeflow.gateway.event_streams";
        telemetry::report(Figure { name, unit: "{stream}", value: streams, labels: vec![] });
        if let Some(limits) = &shared.limits {
            limits.forget_the_quiet(Instant::now());
        }
    }
}
