//! The whole system as a black box: real processes, real servers, nothing but HTTP. Used by the stories in `tests/`, by
//! `make cluster` and by the benchmarks.
//!
//! `world.rs` starts and kills the parts; `api.rs` speaks to the gateway; `company.rs` sets a small company up;
//! `traffic.rs` lets its shops order while things break;
//! `invariants.rs` says what must hold whatever happened.

pub mod api;
pub mod company;
pub mod document;
pub mod events;
pub mod invariants;
pub mod servers;
pub mod traffic;
pub mod world;

pub use api::{Answer, Api};
pub use company::Company;
pub use events::Events;
pub use servers::Servers;
pub use traffic::{Placed, Traffic};
pub use world::{Cluster, ClusterOptions, OneMachine, SetUp, World};

/// Waits for a condition with a deadline; tests never sleep for luck.
///
/// # Panics
/// When `what` does not come true in time.
pub async fn eventually<F: Future<Output = bool>>(what: &str, seconds: u64, mut check: impl FnMut() -> F) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    while !check().await {
        assert!(std::time::Instant::now() < deadline, "not within {seconds} s: {what}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
