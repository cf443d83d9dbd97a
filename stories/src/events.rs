//! Listening at `/api/events`, as an application that is open does.

use crate::api::Api;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinHandle;

/// An open stream and what it has told so far.
pub struct Events {
    told: Arc<Mutex<Vec<(String, Value)>>>,
    reading: JoinHandle<()>,
}

impl Events {
    /// Opens a stream.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn of(api: &Api) -> Self {
        let mut answer = api.open("/api/events").await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let told: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
        let all = Arc::clone(&told);
        let reading = chassis::run::start_task(async move {
            let mut text = String::new();
            while let Ok(Some(chunk)) = answer.chunk().await {
                text.push_str(&String::from_utf8_lossy(&chunk));
                while let Some(end) = text.find("\n\n") {
                    let event: String = text.drain(..end + 2).collect();
                    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                    if let Some(kind) = field("event:") {
                        let data = serde_json::from_str(field("data:").unwrap_or("{}")).unwrap_or_default();
                        all.lock().unwrap_or_else(PoisonError::into_inner).push((kind.to_owned(), data));
                    }
                }
            }
            all.lock().unwrap_or_else(PoisonError::into_inner).push(("ended".to_owned(), Value::Null));
        });
        Self { told, reading }
    }

    /// Everything so far: kind and data.
    #[must_use]
    pub fn so_far(&self) -> Vec<(String, Value)> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many events of a kind came.
    #[must_use]
    pub fn count(&self, kind: &str) -> usize {
        self.so_far().iter().filter(|(told, _)| told == kind).count()
    }

    /// Whether a hint about a thing came.
    #[must_use]
    pub fn changed(&self, resource: &str, id: &str) -> bool {
        self.so_far().iter().any(|(kind, data)| kind == "changed" && data["resource"] == resource && data["id"] == id)
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.reading.abort();
    }
}
