//! What an installation may set.

use crate::events::Wire;
use crate::limits::LimitSettings;
use axum::Router;
use axum::http::HeaderValue;
use chassis::Clock;
use serde_json::Value;
use std::time::Duration;

/// Largest body of a request, where nothing else is set.
pub const BODY_LIMIT: u64 = 2 * 1024 * 1024;

/// Paths that take more: the files of imports (32 MiB and the form around them).
const LARGER_BODIES: [(&str, u64); 1] = [("/api/purchasing/imports", 33 * 1024 * 1024)];

/// How the gateway behaves. The defaults are those of a machine that clients reach directly.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// By which the expiry of tokens is judged.
    pub clock: Clock,
    /// What one address may ask; `None` switches all limits off (for benchmarks).
    pub limits: Option<LimitSettings>,
    /// How many proxies of one's own stand in front. With 0, what a request says about its client's address is ignored.
    pub trusted_proxies: usize,
    /// Whether clients reach this process by HTTPS (its own, or that of the proxies in front).
    pub https: bool,
    /// Origins whose pages may call the interface, such as `https://shop.example`. The applications that we serve ourselves
    /// need none.
    pub cors_origins: Vec<HeaderValue>,
    /// Largest body of a request, in bytes.
    pub body_limit: u64,
    /// Paths that take larger bodies, by their beginning: `("/api/sales/media", 20 MiB)`.
    pub larger_bodies: Vec<(String, u64)>,
    /// Until the answer to a request begins, whatever happens meanwhile.
    pub request_time_out: Duration,
    /// Where live hints and revocations come from. Without it `/api/events` tells nothing but its beginning.
    pub broadcasts: Option<Wire>,
    /// The AsyncAPI document, as `contracts` gives it.
    pub asyncapi: Value,
    /// The browser applications: everything that is not under `/api/` and no probe. Without them `/` shows a page that says
    /// how to get them.
    pub apps: Option<Router>,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            clock: Clock::default(),
            limits: Some(LimitSettings::default()),
            trusted_proxies: 0,
            https: false,
            cors_origins: Vec::new(),
            body_limit: BODY_LIMIT,
            larger_bodies: LARGER_BODIES.map(|(path, most)| (path.to_owned(), most)).to_vec(),
            request_time_out: Duration::from_secs(75),
            broadcasts: None,
            asyncapi: Value::Null,
            apps: None,
        }
    }
}

impl GatewayConfig {
    /// Largest body for a path.
    #[must_use]
    pub fn body_limit_of(&self, path: &str) -> u64 {
        let larger = self.larger_bodies.iter().filter(|(beginning, _)| path.starts_with(beginning));
        larger.map(|(_, most)| *most).max().unwrap_or(self.body_limit)
    }
}
