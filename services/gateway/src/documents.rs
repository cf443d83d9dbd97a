//! The merged document of all services: read from them, kept, and refreshed.

use crate::docs;
use crate::openapi::merge;
use crate::tokens::fetch;
use crate::upstream::Upstream;
use axum::body::Bytes;
use chassis::{Lang, Problem};
use contracts::Service;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::sleep;

/// Not under `/api/`, so that it cannot be reached from outside.
const DOCUMENT: &str = "/internal/openapi.json";
const REFRESH_EVERY: Duration = Duration::from_secs(60);
const TRY_AGAIN: Duration = Duration::from_secs(1);
const TIME_OUT: Duration = Duration::from_secs(5);

/// What is served until the next refresh.
pub(crate) struct Merged {
    value: Value,
    /// `/api/openapi.json`.
    pub(crate) json: Bytes,
    spanish: OnceLock<String>,
    english: OnceLock<String>,
}

impl Merged {
    fn new(value: Value) -> Self {
        let json = Bytes::from(value.to_string());
        Self { value, json, spanish: OnceLock::new(), english: OnceLock::new() }
    }

    /// `/api/docs`.
    pub(crate) fn page(&self, lang: Lang) -> &str {
        let page = if lang == Lang::En { &self.english } else { &self.spanish };
        page.get_or_init(|| docs::render(&self.value, lang))
    }
}

/// The documents of the services, and what they make together once all have answered.
pub(crate) struct Documents {
    upstreams: BTreeMap<Service, Upstream>,
    merged: RwLock<Option<Arc<Merged>>>,
    parts: tokio::sync::Mutex<BTreeMap<Service, Value>>,
}

impl Documents {
    pub(crate) fn new(upstreams: BTreeMap<Service, Upstream>) -> Self {
        Self { upstreams, merged: RwLock::default(), parts: tokio::sync::Mutex::default() }
    }

    /// The merged document; 503 until every service has answered once.
    pub(crate) async fn get(&self) -> Result<Arc<Merged>, Problem> {
        if let Some(merged) = self.present() {
            return Ok(merged);
        }
        self.refresh().await;
        self.present().ok_or_else(Problem::not_ready_yet)
    }

    fn present(&self) -> Option<Arc<Merged>> {
        self.merged.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks every service. What one said before stands in where it does not answer now.
    async fn refresh(&self) -> bool {
        let mut parts = self.parts.lock().await;
        let answers = self.upstreams.iter().map(|(service, upstream)| async {
            let document = fetch(upstream, DOCUMENT, TIME_OUT).await;
            let document = document.and_then(|text| serde_json::from_slice::<Value>(&text).map_err(|e| e.to_string()));
            (*service, document)
        });
        let mut changed = false;
        let mut complete = true;
        for (service, answer) in futures::future::join_all(answers).await {
            match answer {
                Ok(document) if parts.get(&service) == Some(&document) => {}
                Ok(document) => {
                    parts.insert(service, document);
                    changed = true;
                }
                Err(error) => {
                    tracing::debug!(%service, error, "its document cannot be read");
                    complete = false;
                }
            }
        }
        if changed && parts.len() == self.upstreams.len() {
            let merged = Arc::new(Merged::new(merge(&parts)));
            *self.merged.write().unwrap_or_else(PoisonError::into_inner) = Some(merged);
        }
        complete
    }

    /// Refreshes every minute, for ever; sooner while something is missing.
    pub(crate) async fn keep_fresh(&self) {
        loop {
            let complete = self.refresh().await;
            sleep(if complete { REFRESH_EVERY } else { TRY_AGAIN }).await;
        }
    }
}
