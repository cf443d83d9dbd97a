//! Headers at the door: what a client may say about itself, what is passed on, and what protects browsers.

use axum::http::header::{self, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use std::net::IpAddr;
use uuid::Uuid;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub(crate) const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
pub(crate) const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// They belong to one connection (RFC 9110, 7.6.1) and are never passed on.
const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
];

/// Removes what belongs to one connection, also what `Connection` names.
pub(crate) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
    headers.remove(header::TRANSFER_ENCODING);
}

/// The address of whoever sent the request: the peer, or what the nearest of our own proxies say. What a client writes
/// into `X-Forwarded-For` itself stands further to the left and is never looked at.
pub(crate) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted_proxies: usize) -> IpAddr {
    if trusted_proxies == 0 {
        return peer.to_canonical();
    }
    let hops: Vec<&str> = headers
        .get_all(X_FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    // Fewer hops than proxies: the request came around them, and only the peer is certain.
    let hop = hops.len().checked_sub(trusted_proxies).and_then(|i| hops.get(i));
    hop.and_then(|hop| address_of(hop)).unwrap_or(peer).to_canonical()
}

/// `190.24.1.7`, `190.24.1.7:5000`, `2001:db8::1` or `[2001:db8::1]:5000`.
fn address_of(hop: &str) -> Option<IpAddr> {
    let address = hop.parse::<IpAddr>().ok();
    address.or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()))
}

/// The request's id: the client's own, if it can be logged and searched for without harm, or a new one.
pub(crate) fn request_id(headers: &HeaderMap) -> HeaderValue {
    let sane = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        (8..=128).contains(&bytes.len())
            && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
    };
    headers.get(X_REQUEST_ID).filter(sane).cloned().unwrap_or_else(|| {
        HeaderValue::from_str(&Uuid::now_v7().to_string()).unwrap_or(HeaderValue::from_static("none"))
    })
}

/// Prepares a request for an upstream: nothing that only we may say stays from the client, and what we know is added.
pub(crate) fn pass_on(parts: &mut Parts, client: IpAddr, scheme: &'static str, trusted_proxies: usize) {
    let headers = &mut parts.headers;
    strip_hop_by_hop(headers);
    let host = headers
        .get(header::HOST)
        .cloned()
        .or_else(|| parts.uri.authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok()));
    let proto =
        headers.get(X_FORWARDED_PROTO).filter(|proto| trusted_proxies > 0 && (*proto == "https" || *proto == "http"));
    let proto = proto.cloned().unwrap_or(HeaderValue::from_static(scheme));
    let host_before = headers.get(X_FORWARDED_HOST).filter(|_| trusted_proxies > 0).cloned();
    let claimed: Vec<HeaderName> = headers
        .keys()
        .filter(|name| {
            let name = name.as_str();
            name.starts_with("x-storeflow-")
                || name.starts_with("x-forwarded-")
                || matches!(name, "forwarded" | "x-real-ip")
        })
        .cloned()
        .collect();
    for name in claimed {
        headers.remove(name);
    }
    headers.remove(header::EXPECT);
    if let Ok(client) = HeaderValue::from_str(&client.to_string()) {
        headers.insert(X_FORWARDED_FOR, client);
    }
    headers.insert(X_FORWARDED_PROTO, proto);
    if let Some(host) = host_before.or(host) {
        headers.insert(X_FORWARDED_HOST, host);
    }
}

/// For answers that are no pages: nothing in them may load or run anything.
const CSP_DATA: &str = "default-src 'none'; frame-ancestors 'none'";
/// For pages: everything comes from us, nothing stands inline.
const CSP_PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds what protects browsers, where the answer does not say it itself.
pub(crate) fn secure(headers: &mut HeaderMap, https: bool) {
    let page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().to_ascii_lowercase().starts_with(b"text/html"));
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CONTENT_SECURITY_POLICY, if page { CSP_PAGE } else { CSP_DATA });
    if page {
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(HeaderName::from_static("permissions-policy"), "geolocation=(self), camera=(self), microphone=()");
    }
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("value"))).collect()
    }

    #[test]
    fn what_a_client_says_about_its_address_counts_only_behind_trusted_proxies() {
        let peer: IpAddr = "10.0.0.1".parse().expect("address");
        let address = |forwarded: &str, trusted| {
            client_address(peer, &headers(&[("x-forwarded-for", forwarded)]), trusted).to_string()
        };
        assert_eq!(address("1.1.1.1", 0), "10.0.0.1");
        assert_eq!(address("6.6.6.6, 190.24.1.7", 1), "190.24.1.7");
        assert_eq!(address("6.6.6.6, 190.24.1.7, 10.0.0.9", 2), "190.24.1.7");
        assert_eq!(address("190.24.1.7:4711", 1), "190.24.1.7");
        assert_eq!(address("[2001:db8::1]:4711", 1), "2001:db8::1");
        assert_eq!(address("nonsense", 1), "10.0.0.1");
        assert_eq!(address("190.24.1.7", 2), "10.0.0.1", "it came around one of the proxies");
        assert_eq!(
            client_address("::ffff:10.0.0.2".parse().expect("address"), &HeaderMap::new(), 0).to_string(),
            "10.0.0.2"
        );
    }

    #[test]
    fn a_sane_request_id_is_kept_and_another_replaced() {
        let id = |value: &str| request_id(&headers(&[("x-request-id", value)]));
        assert_eq!(id("order-2026.11:0001"), "order-2026.11:0001");
        for odd in ["short", "with space inside", "<script>alert(1)</script>", &"x".repeat(129)] {
            assert_ne!(id(odd), odd);
            assert!(Uuid::parse_str(id(odd).to_str().expect("text")).is_ok());
        }
    }

    #[test]
    fn only_we_say_who_the_client_is() {
        let (mut parts, ()) = Request::builder()
            .uri("/api/sales/orders")
            .header("host", "shop.example")
            .header("connection", "keep-alive, x-private")
            .header("x-private", "1")
            .header("keep-alive", "timeout=5")
            .header("transfer-encoding", "chunked")
            .header("te", "trailers")
            .header("expect", "100-continue")
            .header("x-storeflow-principal", "admin")
            .header("x-forwarded-for", "6.6.6.6")
            .header("x-forwarded-proto", "https")
            .header("x-real-ip", "6.6.6.6")
            .header("forwarded", "for=6.6.6.6")
            .header("authorization", "Bearer t")
            .header("idempotency-key", "k")
            .body(())
            .expect("request")
            .into_parts();
        pass_on(&mut parts, "190.24.1.7".parse().expect("address"), "http", 0);
        let mut names: Vec<&str> = parts.headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        let expected =
            ["authorization", "host", "idempotency-key", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];
        assert_eq!(names, expected);
        assert_eq!(parts.headers[X_FORWARDED_FOR], "190.24.1.7");
        assert_eq!(parts.headers[X_FORWARDED_PROTO], "http");
        assert_eq!(parts.headers[X_FORWARDED_HOST], "shop.example");
    }

    #[test]
    fn pages_and_data_get_policies_of_their_own() {
        let policy = |kind: &str| {
            let mut headers = headers(&[("content-type", kind)]);
            secure(&mut headers, false);
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
            headers[header::CONTENT_SECURITY_POLICY].clone()
        };
        assert_eq!(policy("application/json"), CSP_DATA);
        assert_eq!(policy("Text/HTML; charset=utf-8"), CSP_PAGE);
        assert!(!CSP_PAGE.contains("unsafe") && CSP_PAGE.contains("frame-ancestors 'none'"));
    }
}
