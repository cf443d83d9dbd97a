//! The browser applications, embedded into the binary as `apps/*/dist` holds them: hashed files for ever, the page never,
//! compressed when they were built. The console is at `/`, the customers' application at `/customer/`. A binary that was built without them has none, and the gateway's page says so.

use crate::settings::Wrong;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chassis::Company;
use clap::Args;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde_json::json;
use std::sync::Arc;

/// What the console loads from elsewhere.
#[derive(Args, Clone, Debug, Default)]
pub struct AppsArgs {
    /// Where map tiles are, such as `https://tiles.example/{z}/{x}/{y}.png`; without it maps show positions only
    #[arg(long, value_name = "URL", env = "STOREFLOW_MAP_TILES", default_value = "")]
    pub map_tiles: String,
    /// Whom the map is from; shown on it
    #[arg(long, value_name = "TEXT", env = "STOREFLOW_MAP_ATTRIBUTION", default_value = "")]
    pub map_attribution: String,
    /// Origins that pictures come from besides, separated by commas: that of the blob storage, if there is one
    #[arg(long, value_name = "ORIGINS", env = "STOREFLOW_IMAGE_ORIGINS", default_value = "")]
    pub image_origins: String,
}

#[derive(RustEmbed)]
#[folder = "../apps/console/dist"]
#[allow_missing = true]
struct Console;

#[derive(RustEmbed)]
#[folder = "../apps/customer/dist"]
#[allow_missing = true]
struct Customer;

/// An application: where it is reached, and what was built of it.
struct App {
    /// Before the names of its files; it ends with a slash, if there is one.
    base: &'static str,
    get: fn(&str) -> Option<EmbeddedFile>,
    /// Whether it makes style elements, which the page's nonce permits. The phones' applications make none.
    nonce: bool,
}

/// The console has what no other application has.
static APPS: [App; 2] =
    [App { base: "customer/", get: Customer::get, nonce: false }, App { base: "", get: Console::get, nonce: true }];

/// The page, and what is written into it.
const PAGE: &str = "index.html";
const NONCE: &str = "__CSP_NONCE__";
const CONFIG: &str = "__STOREFLOW_CONFIG__";
/// The service worker of an application that works without signal.
const WORKER: &str = "sw.js";
const WORKER_SCOPE: HeaderName = HeaderName::from_static("service-worker-allowed");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// What the page is told.
struct Shown {
    config: String,
    image_origins: String,
}

impl AppsArgs {
    /// The applications' router; `None` when this binary holds none.
    #[must_use]
    pub fn router(&self, company: &Company, wrong: &mut Wrong) -> Option<Router> {
        let images = self.image_origins.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        let mut origins: Vec<String> = Vec::new();
        for (flag, text) in
            images.map(|text| ("--image-origins", text)).chain(self.tiles().map(|text| ("--map-tiles", text)))
        {
            origins.extend(wrong.take(flag, text, origin(text)));
        }
        let config = json!({
            "zone": company.time_zone.name(),
            "currency": company.currency.to_string(),
            "version": env!("CARGO_PKG_VERSION"),
            "tiles": self.tiles(),
            "attribution": Some(&self.map_attribution).filter(|text| !text.is_empty()),
        });
        APPS.iter().find(|app| (app.get)(PAGE).is_some())?;
        let shown = Arc::new(Shown { config: escaped(&config.to_string()), image_origins: origins.join(" ") });
        Some(Router::new().fallback_service(get(move |request: Request| {
            let shown = Arc::clone(&shown);
            async move { serve(&shown, request.uri().path(), request.headers()) }
        })))
    }

    fn tiles(&self) -> Option<&str> {
        Some(self.map_tiles.as_str()).filter(|url| !url.is_empty())
    }
}

/// `https://tiles.example:8443` of `https://{s}.tiles.example:8443/{z}…`, as a content security policy names it.
fn origin(url: &str) -> Result<String, String> {
    let wrong = || "it must begin with https:// or http:// and a host".to_owned();
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let host = rest.split(['/', '?']).next().unwrap_or_default().replace("{s}", "*");
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '*');
    let good = matches!(scheme, "https" | "http") && !host.is_empty() && host.chars().all(fine);
    if good { Ok(format!("{scheme}://{host}")) } else { Err(wrong()) }
}

/// Text within a quoted attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A file, or the page: the application knows its own addresses.
fn serve(shown: &Shown, path: &str, headers: &HeaderMap) -> Response {
    let path = path.trim_start_matches('/');
    let nothing = || StatusCode::NOT_FOUND.into_response();
    let Some((app, name)) = APPS.iter().find_map(|app| Some((app, path.strip_prefix(app.base)?))) else {
        return nothing();
    };
    if APPS.iter().any(|app| app.base.strip_suffix('/') == Some(path)) {
        // Relative addresses and the service worker's scope begin after the slash.
        return Redirect::permanent(&format!("/{path}/")).into_response();
    }
    let is_file = name.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if !is_file || name == PAGE {
        return page(app, shown).unwrap_or_else(nothing);
    }
    file(app, name, headers).unwrap_or_else(nothing)
}

fn page(app: &App, shown: &Shown) -> Option<Response> {
    let file = (app.get)(PAGE)?;
    let mut html = String::from_utf8_lossy(&file.data).replace(CONFIG, &shown.config);
    let mut styles = "'self'".to_owned();
    if app.nonce {
        let nonce = STANDARD.encode(rand::random::<[u8; 18]>());
        html = html.replace(NONCE, &nonce);
        styles = format!("'self' 'nonce-{nonce}'");
    }
    // Scripts come from files only. The nonce is for the style elements that Mantine makes.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data: blob: {}; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        shown.image_origins
    );
    let mut response = Response::new(Body::from(html));
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set.insert(PERMISSIONS, HeaderValue::from_static("geolocation=(self), camera=(self), microphone=()"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        set.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Some(response)
}

fn file(app: &App, name: &str, headers: &HeaderMap) -> Option<Response> {
    let kind = kind_of(name)?;
    let (file, encoding) = packed(app, name, headers).or_else(|| Some(((app.get)(name)?, None)))?;
    // The same for all encodings would be wrong for a cache that has one of them.
    let tag = format!("\"{}\"", STANDARD.encode(&file.metadata.sha256_hash()[..15]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| known.contains(&tag));
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(file.data.into_owned()))
    };
    let set = response.headers_mut();
    let cached = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut insert = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            set.insert(name, value);
        }
    };
    insert(header::CONTENT_TYPE, kind);
    insert(header::CACHE_CONTROL, cached);
    insert(header::VARY, "accept-encoding");
    insert(header::ETAG, &tag);
    if let Some(encoding) = encoding {
        insert(header::CONTENT_ENCODING, encoding);
    }
    if name == WORKER {
        // It may serve its own application and no other of this origin. What it fetches is judged by its own policy.
        insert(WORKER_SCOPE, &format!("/{}", app.base));
        insert(header::CONTENT_SECURITY_POLICY, "default-src 'none'; script-src 'self'; connect-src 'self'");
    }
    Some(response)
}

/// As it was compressed when it was built, if the client takes that.
fn packed(app: &App, name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = |encoding: &str| {
        accepted.split(',').any(|one| {
            let (what, weight) = one.trim().split_once(';').unwrap_or((one.trim(), ""));
            what.eq_ignore_ascii_case(encoding) && weight.trim().trim_start_matches("q=").parse() != Ok(0.0_f32)
        })
    };
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| takes(encoding))
        .find_map(|(encoding, end)| Some(((app.get)(&format!("{name}.{end}"))?, Some(encoding))))
}

/// What the build writes; anything else (its compressed forms too) is nobody's business.
fn kind_of(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    Some(match end {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_what_a_policy_can_name() {
        assert_eq!(origin("https://{s}.tiles.example/{z}/{x}/{y}.png"), Ok("https://*.tiles.example".to_owned()));
        assert_eq!(origin("http://localhost:8081/tiles/{z}"), Ok("http://localhost:8081".to_owned()));
        for wrong in ["tiles.example", "https://", "javascript://x", "https://a.example; script-src *"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_what_the_build_writes_has_a_kind() {
        assert_eq!(kind_of("assets/index-4f.js"), Some("text/javascript; charset=utf-8"));
        assert_eq!(kind_of("assets/index-4f.js.br"), None);
        assert_eq!(kind_of("../Cargo.toml"), None);
    }

    #[test]
    fn the_page_has_a_nonce_of_its_own_each_time_and_what_it_is_told() {
        // In a debug build the files are read when they are asked for: without Node there is none.
        let args = AppsArgs { map_tiles: "https://tiles.example/{z}".to_owned(), ..AppsArgs::default() };
        let mut wrong = Wrong::default();
        if args.router(&Company::default(), &mut wrong).is_none() {
            return;
        }
        let shown = Shown { config: escaped("{\"zone\":\"America/Bogota\"}"), image_origins: String::new() };
        let policies: Vec<HeaderValue> = (0..2)
            .map(|_| serve(&shown, "/orders/7", &HeaderMap::new()).headers()[header::CONTENT_SECURITY_POLICY].clone())
            .collect();
        assert_ne!(policies[0], policies[1]);
        assert!(!policies[0].to_str().expect("text").contains("unsafe"));
        assert_eq!(serve(&shown, "/assets/nothing.js", &HeaderMap::new()).status(), StatusCode::NOT_FOUND);
        assert_eq!(serve(&shown, "/before.js", &HeaderMap::new()).headers()[header::CACHE_CONTROL], "no-cache");
    }

    #[test]
    fn the_customers_application_has_a_place_a_policy_and_a_worker_of_its_own() {
        if Customer::get(PAGE).is_none() {
            return;
        }
        let shown = Shown { config: escaped("{\"zone\":\"America/Bogota\"}"), image_origins: String::new() };
        let get = |path: &str| serve(&shown, path, &HeaderMap::new());
        let moved = get("/customer");
        assert_eq!(
            (moved.status(), &moved.headers()[header::LOCATION]),
            (StatusCode::PERMANENT_REDIRECT, &HeaderValue::from_static("/customer/"))
        );
        for path in ["/customer/", "/customer/orders/7", "/customer/index.html"] {
            let page = get(path);
            let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
            assert!(policy.contains("style-src 'self';") && !policy.contains("nonce"), "{policy}");
            assert_eq!(page.headers()[header::CACHE_CONTROL], "no-store");
            assert!(page.headers()[PERMISSIONS].to_str().expect("text").contains("camera=(self)"));
        }
        let worker = get("/customer/sw.js");
        assert_eq!(worker.headers()[header::CACHE_CONTROL], "no-cache");
        assert_eq!(worker.headers()[WORKER_SCOPE], "/customer/");
        let policy = worker.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.contains("connect-src 'self'"), "or it could neither install nor send");
        assert_eq!(get("/customer/manifest.webmanifest").headers()[header::CONTENT_TYPE], "application/manifest+json");
        assert_eq!(get("/customer/before.css").status(), StatusCode::NOT_FOUND);
        assert_eq!(
            get("/customers").headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8",
            "a page of the console"
        );
    }
}
