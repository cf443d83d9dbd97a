//! The check of access tokens at the door, with identity's public keys read over HTTP (the only place that does so).
//!
//! A token that is no good is refused here, before it costs a service anything. The service checks it again: it trusts the
//! token, not the gateway.

use crate::upstream::Upstream;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use chassis::auth::{Claims, KeySet, Revocations, TokenError};
use chassis::http::routes::is_api_key;
use chassis::{Clock, Problem};
use http_body_util::{BodyExt, Limited};
use serde::Deserialize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tower::ServiceExt;

/// Where identity publishes its keys (RFC 7517).
const KEYS: &str = "/api/identity/keys";
/// Between two readings because of tokens whose key is unknown.
const LEAST_PAUSE: Duration = Duration::from_millis(250);
/// Between two readings without a cause.
const REFRESH_EVERY: Duration = Duration::from_secs(300);
/// For one reading.
const TIME_OUT: Duration = Duration::from_secs(2);

/// The keys that tokens are checked with.
pub(crate) struct Tokens {
    identity: Option<Upstream>,
    clock: Clock,
    keys: RwLock<Arc<KeySet>>,
    revocations: Revocations,
    answered: AtomicBool,
    /// When the last reading began and whether it succeeded. One reading at a time.
    last: tokio::sync::Mutex<Option<(Instant, bool)>>,
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kid: String,
    /// The raw public key, base64url.
    x: String,
}

impl Tokens {
    pub(crate) fn new(identity: Option<Upstream>, clock: Clock) -> Self {
        Self {
            identity,
            clock,
            keys: RwLock::default(),
            revocations: Revocations::default(),
            answered: AtomicBool::new(false),
            last: tokio::sync::Mutex::default(),
        }
    }

    /// Whether identity has answered once.
    pub(crate) fn answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    /// What has been revoked, as far as it was heard.
    pub(crate) fn revocations(&self) -> &Revocations {
        &self.revocations
    }

    /// Checks the token of a request, if it carries one.
    pub(crate) async fn check(&self, headers: &HeaderMap) -> Result<Option<Claims>, Problem> {
        // An API key is no token: identity takes it where it is exchanged for one, everybody else refuses it.
        let Some(token) = bearer(headers).filter(|token| !is_api_key(token)) else { return Ok(None) };
        let asked = Instant::now();
        match self.verify(token) {
            Err(TokenError::UnknownKey) if self.read_keys_since(asked).await => match self.verify(token) {
                // Identity was asked after the token had been made, so it knows every key that it can be signed with.
                Err(TokenError::UnknownKey) => Err(TokenError::Invalid.into()),
                outcome => Ok(Some(outcome?)),
            },
            outcome => Ok(Some(outcome?)),
        }
    }

    fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let keys = Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner));
        let claims = keys.verify(token, self.clock.now())?;
        self.revocations.check(&claims)?;
        Ok(claims)
    }

    /// Makes sure that the keys were read after `asked`; whoever asks meanwhile shares one reading.
    async fn read_keys_since(&self, asked: Instant) -> bool {
        let mut last = self.last.lock().await;
        if let Some((began, succeeded)) = *last {
            if began >= asked {
                return succeeded;
            }
            sleep_until(began + LEAST_PAUSE).await;
        }
        let began = Instant::now();
        let read = self.read_keys().await;
        *last = Some((began, read.is_some()));
        match read {
            Some(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
                self.answered.store(true, Ordering::Relaxed);
                true
            }
            None => false,
        }
    }

    async fn read_keys(&self) -> Option<KeySet> {
        let document = fetch(self.identity.as_ref()?, KEYS, TIME_OUT).await.inspect_err(|error| {
            tracing::debug!(%error, "identity's keys cannot be read");
        });
        let jwks: Jwks = serde_json::from_slice(&document.ok()?).ok()?;
        let mut keys = KeySet::default();
        for key in jwks.keys {
            keys.add(&key.kid, &key.x);
        }
        Some(keys)
    }

    /// Reads the keys at once and then now and again, for ever.
    pub(crate) async fn keep_fresh(&self) {
        loop {
            let fresh = self.read_keys_since(Instant::now()).await;
            sleep(if fresh { REFRESH_EVERY } else { LEAST_PAUSE }).await;
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Reads a small document of a service.
pub(crate) async fn fetch(upstream: &Upstream, path: &'static str, patience: Duration) -> Result<Vec<u8>, String> {
    const LARGEST: usize = 16 * 1024 * 1024;
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = axum::http::Uri::from_static(path);
    let reading = async {
        let response = upstream.clone().oneshot(request).await.map_err(|error| error.to_string())?;
        if !response.status().is_success() {
            return Err(format!("it answered {}", response.status()));
        }
        let body = Limited::new(response.into_body(), LARGEST).collect().await.map_err(|error| error.to_string())?;
        Ok(body.to_bytes().to_vec())
    };
    timeout(patience, reading).await.unwrap_or_else(|_| Err("it did not answer in time".to_owned()))
}
