//! What the handlers of the gateway share.

use crate::config::GatewayConfig;
use crate::documents::Documents;
use crate::events::Hub;
use crate::limits::Limits;
use crate::tokens::Tokens;
use crate::upstream::Upstream;
use contracts::Service;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The state of the gateway. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) config: GatewayConfig,
    pub(crate) upstreams: BTreeMap<Service, Upstream>,
    pub(crate) limits: Option<Limits>,
    pub(crate) tokens: Tokens,
    pub(crate) hub: Arc<Hub>,
    pub(crate) documents: Documents,
    pub(crate) closing: CancellationToken,
    pub(crate) pulse: Pulse,
}

impl Shared {
    pub(crate) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
}

impl Deref for Shared {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// When the background work last showed that it goes on.
pub(crate) struct Pulse {
    since: Instant,
    last_ms: AtomicU64,
}

impl Pulse {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now(), last_ms: AtomicU64::new(0) }
    }

    pub(crate) fn tick(&self) {
        self.last_ms.store(u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn age(&self) -> Duration {
        self.since.elapsed().saturating_sub(Duration::from_millis(self.last_ms.load(Ordering::Relaxed)))
    }
}
