//! Faults for tests: drops (then delivers again), delays, doubles and reorders what another transport carries.

use super::{DeliverError, Heard, Transport};
use crate::inbox::Inbox;
use contracts::Envelope;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How likely each fault is, in percent.
#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// Not delivered at all this time; the outbox tries again.
    pub drop: u8,
    /// Delivered, but the sender is told that it was not, so it sends again.
    pub lose_confirm: u8,
    /// Delivered twice at once.
    pub double: u8,
    /// Held back for a while.
    pub delay: u8,
}

/// A transport with faults, seeded: the same seed makes the same choices in the same order.
pub struct Chaos {
    inner: Arc<dyn Transport>,
    faults: Faults,
    random: Mutex<StdRng>,
}

impl Chaos {
    /// Wraps `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn Transport>, faults: Faults, seed: u64) -> Self {
        Self { inner, faults, random: Mutex::new(StdRng::seed_from_u64(seed)) }
    }

    fn roll(&self, percent: u8) -> bool {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).random_range(0..100) < percent
    }
}

#[async_trait::async_trait]
impl Transport for Chaos {
    async fn prepare(&self) -> anyhow::Result<()> {
        self.inner.prepare().await
    }

    async fn deliver(&self, batch: &[Envelope]) -> Vec<Result<(), DeliverError>> {
        let mut outcomes: Vec<Result<(), DeliverError>> = vec![Ok(()); batch.len()];
        let mut order: Vec<usize> = (0..batch.len()).collect();
        {
            let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
            for i in (1..order.len()).rev() {
                order.swap(i, random.random_range(0..=i));
            }
        }
        for i in order {
            let envelope = std::slice::from_ref(&batch[i]);
            if self.roll(self.faults.drop) {
                outcomes[i] = Err(DeliverError::Away("chaos".to_owned()));
                continue;
            }
            if self.roll(self.faults.delay) {
                let pause = self.random.lock().unwrap_or_else(PoisonError::into_inner).random_range(1..30);
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
            if self.roll(self.faults.double) {
                self.inner.deliver(envelope).await;
            }
            outcomes[i] = self.inner.deliver(envelope).await.pop().unwrap_or(Ok(()));
            if self.roll(self.faults.lose_confirm) {
                outcomes[i] = Err(DeliverError::Away("chaos: the confirm was lost".to_owned()));
            }
        }
        outcomes
    }

    async fn receive(&self, inbox: Inbox, stop: CancellationToken) {
        self.inner.receive(inbox, stop).await;
    }

    async fn broadcast(&self, batch: &[Envelope]) {
        self.inner.broadcast(batch).await;
    }

    fn hear(&self) -> tokio::sync::broadcast::Receiver<Heard> {
        self.inner.hear()
    }

    async fn listen(&self, stop: CancellationToken) {
        self.inner.listen(stop).await;
    }

    fn is_up(&self) -> bool {
        self.inner.is_up()
    }

    fn in_flight(&self) -> i64 {
        self.inner.in_flight()
    }
}
