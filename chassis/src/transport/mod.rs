//! The wire between one service's outbox and another's inbox. Everything before and after it is the same on one machine
//! and in a cluster.

pub mod chaos;
pub mod local;
pub mod rabbitmq;

use crate::inbox::Inbox;
use contracts::Envelope;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Why a message could not be handed over. It stays in the outbox.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DeliverError {
    /// The registry of this build does not know the message, so nobody knows who gets it.
    #[error("the message `{0}` is not in this build's registry")]
    UnknownMessage(String),
    /// The receiver (or the way to it) is not there.
    #[error("{0} cannot be reached")]
    Away(String),
    /// The receiver has more than it can handle.
    #[error("{0} has a full inbox")]
    Full(String),
    /// The broker took the message but no queue is bound to it.
    #[error("no queue takes the message `{0}`")]
    Unroutable(String),
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum Heard {
    /// A hint or a revocation.
    Broadcast(Arc<Envelope>),
    /// The way was interrupted: something may have been missed.
    Gap,
}

/// Broadcasts that a slow listener may be behind; then it has a gap.
pub(crate) const HEARD: usize = 1_024;

/// Carries messages from outboxes to inboxes, at least once.
#[async_trait::async_trait]
pub trait Transport: Send + Sync {
    /// Declares what must exist before anything is published: every service's queue and every binding.
    ///
    /// # Errors
    /// When it cannot be declared now; called again until it can.
    async fn prepare(&self) -> anyhow::Result<()>;

    /// Hands each message to all its consumers; one outcome per message, in order. `Ok` means that it cannot be lost.
    async fn deliver(&self, batch: &[Envelope]) -> Vec<Result<(), DeliverError>>;

    /// Fills `inbox` until `stop`; reconnects for ever.
    async fn receive(&self, inbox: Inbox, stop: CancellationToken);

    /// Tells every process that listens now. May be lost, and never waits for anybody.
    async fn broadcast(&self, batch: &[Envelope]);

    /// What is broadcast from now on.
    fn hear(&self) -> tokio::sync::broadcast::Receiver<Heard>;

    /// Fetches what other processes broadcast, until `stop`; reconnects for ever. Called by each service of a process and by
    /// its gateway; the first call does the work.
    async fn listen(&self, stop: CancellationToken);

    /// Whether the way is open; reported by the probes, never a reason to fail them.
    fn is_up(&self) -> bool;

    /// Messages that have left an outbox and are in no inbox yet, as far as this process can tell. For tests.
    fn in_flight(&self) -> i64;
}
