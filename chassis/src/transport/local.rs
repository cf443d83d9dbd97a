//! One machine: delivering is a function call.

use super::{DeliverError, HEARD, Heard, Transport};
use crate::inbox::{AcceptError, Inbox};
use contracts::{Envelope, Service, registry};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Hands messages to the inboxes of services in the same process.
pub struct Local {
    inboxes: RwLock<HashMap<Service, Inbox>>,
    heard: broadcast::Sender<Heard>,
    /// Services that nobody runs (tests of a part of the system).
    elsewhere: HashSet<Service>,
}

impl Default for Local {
    fn default() -> Self {
        Self::without(HashSet::new())
    }
}

impl Local {
    /// A transport that takes what goes to these services and forgets it.
    #[must_use]
    pub(crate) fn without(elsewhere: HashSet<Service>) -> Self {
        Self { inboxes: RwLock::default(), heard: broadcast::Sender::new(HEARD), elsewhere }
    }

    /// The inbox of a service; one that is just starting is waited for, so that a start is not full of failed deliveries.
    async fn inbox_of(&self, service: Service) -> Option<Inbox> {
        for _ in 0..100 {
            if let Some(inbox) = self.inboxes.read().unwrap_or_else(PoisonError::into_inner).get(&service) {
                return Some(inbox.clone());
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        None
    }
}

#[async_trait::async_trait]
impl Transport for Local {
    async fn prepare(&self) -> anyhow::Result<()> {
        Ok(())
    }

    async fn deliver(&self, batch: &[Envelope]) -> Vec<Result<(), DeliverError>> {
        let mut outcomes = vec![Ok(()); batch.len()];
        let mut by_service: HashMap<Service, Vec<usize>> = HashMap::new();
        for (i, envelope) in batch.iter().enumerate() {
            match registry::find(&envelope.name) {
                Some(spec) => {
                    let wanted =
                        |to: &&Service| envelope.to.is_none_or(|only| only == **to) && !self.elsewhere.contains(*to);
                    for to in spec.consumers.iter().filter(wanted) {
                        by_service.entry(*to).or_default().push(i);
                    }
                }
                None => outcomes[i] = Err(DeliverError::UnknownMessage(envelope.name.clone())),
            }
        }
        // Where one of several consumers fails the message is sent to all of them again; the others drop it.
        let deliveries = by_service.into_iter().map(|(to, indexes)| async move {
            let outcome = match self.inbox_of(to).await {
                None => Err(DeliverError::Away(to.to_string())),
                Some(inbox) => match inbox.accept(indexes.iter().map(|i| batch[*i].clone()).collect()).await {
                    Ok(()) => Ok(()),
                    Err(AcceptError::Full) => Err(DeliverError::Full(to.to_string())),
                    Err(AcceptError::Database(_)) => Err(DeliverError::Away(to.to_string())),
                },
            };
            (indexes, outcome)
        });
        for (indexes, outcome) in futures::future::join_all(deliveries).await {
            if let Err(error) = outcome {
                for i in indexes {
                    outcomes[i] = Err(error.clone());
                }
            }
        }
        outcomes
    }

    async fn receive(&self, inbox: Inbox, stop: CancellationToken) {
        let service = inbox.service();
        self.inboxes.write().unwrap_or_else(PoisonError::into_inner).insert(service, inbox);
        stop.cancelled().await;
        self.inboxes.write().unwrap_or_else(PoisonError::into_inner).remove(&service);
    }

    async fn broadcast(&self, batch: &[Envelope]) {
        for envelope in batch {
            // Nobody listens: nothing to tell.
            let _ = self.heard.send(Heard::Broadcast(Arc::new(envelope.clone())));
        }
    }

    fn hear(&self) -> broadcast::Receiver<Heard> {
        self.heard.subscribe()
    }

    async fn listen(&self, stop: CancellationToken) {
        stop.cancelled().await;
    }

    fn is_up(&self) -> bool {
        true
    }

    fn in_flight(&self) -> i64 {
        0
    }
}
