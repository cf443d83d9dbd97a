//! One machine: delivering is a function call.

use super::{DeliverError, Transport};
use crate::inbox::{AcceptError, Inbox};
use contracts::{Envelope, Service, registry};
use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};
use tokio_util::sync::CancellationToken;

/// Hands messages to the inboxes of services in the same process.
#[derive(Default)]
pub struct Local {
    inboxes: RwLock<HashMap<Service, Inbox>>,
    /// Services that nobody runs (tests of a part of the system).
    elsewhere: HashSet<Service>,
}

impl Local {
    /// A transport that takes what goes to these services and forgets it.
    #[must_use]
    pub(crate) fn without(elsewhere: HashSet<Service>) -> Self {
        Self { inboxes: RwLock::default(), elsewhere }
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
                    for to in spec.consumers.iter().filter(|to| !self.elsewhere.contains(to)) {
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

    fn is_up(&self) -> bool {
        true
    }

    fn in_flight(&self) -> i64 {
        0
    }
}
