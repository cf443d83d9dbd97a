//! Which application signs in, and the cookie in which a browser application keeps its refresh token.

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Only sign-in, refresh and sign-out see the cookie.
const PATH: &str = "/api/identity/sessions";

/// What somebody signs in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppName {
    /// The office people's console.
    Console,
    /// The sellers' app.
    Seller,
    /// The shops' app.
    Customer,
    /// The drivers' app.
    Driver,
    /// Anything that is no browser: the refresh token travels in the body.
    #[default]
    Api,
}

impl AppName {
    const ALL: [Self; 5] = [Self::Console, Self::Seller, Self::Customer, Self::Driver, Self::Api];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Seller => "seller",
            Self::Customer => "customer",
            Self::Driver => "driver",
            Self::Api => "api",
        }
    }

    /// The one that is written so; `api` for what is not known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|app| app.name() == name).unwrap_or_default()
    }

    /// The cookie that gives the application its refresh token; none for `api`.
    #[must_use]
    pub fn cookie(self, token: &str, headers: &HeaderMap, seconds: i64) -> Option<String> {
        if self == Self::Api {
            return None;
        }
        let secure = if is_plain_localhost(headers) { "" } else { "; Secure" };
        Some(format!("sf_{}={token}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}", self.name()))
    }

    /// The cookie that takes it away again.
    #[must_use]
    pub fn no_cookie(self, headers: &HeaderMap) -> Option<String> {
        self.cookie("", headers, 0)
    }

    /// The refresh token in the application's cookie.
    #[must_use]
    pub fn token_in(self, headers: &HeaderMap) -> Option<String> {
        let pairs = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        pairs
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, value)| name.strip_prefix("sf_") == Some(self.name()) && !value.is_empty())
            .map(|(_, value)| value.to_owned())
    }

    /// The applications whose cookie came along.
    #[must_use]
    pub fn all_in(headers: &HeaderMap) -> Vec<Self> {
        Self::ALL.into_iter().filter(|app| *app != Self::Api && app.token_in(headers).is_some()).collect()
    }
}

/// Whether the browser reached us as plain `http://localhost`, where a `Secure` cookie would be dropped. The gateway
/// says how it was reached; whoever lies about it only weakens their own cookie.
fn is_plain_localhost(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("x-forwarded-host").or_else(|| text("host")).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _port)| name);
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    local && text("x-forwarded-proto").is_none_or(|scheme| scheme == "http")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().expect("value"));
        }
        headers
    }

    #[test]
    fn a_cookie_is_secure_but_on_plain_localhost() {
        let cookie = |pairs: &[(&'static str, &'static str)]| AppName::Seller.cookie("t", &headers(pairs), 60);
        let expected = "sf_seller=t; Path=/api/identity/sessions; Max-Age=60; HttpOnly; SameSite=Strict";
        assert_eq!(cookie(&[("host", "localhost:8080")]).as_deref(), Some(expected));
        let secure = format!("{expected}; Secure");
        assert_eq!(cookie(&[("host", "tienda.co")]), Some(secure.clone()));
        assert_eq!(cookie(&[("host", "localhost"), ("x-forwarded-proto", "https")]), Some(secure.clone()));
        assert_eq!(cookie(&[("host", "localhost"), ("x-forwarded-host", "tienda.co")]), Some(secure.clone()));
        assert_eq!(cookie(&[]), Some(secure));
        assert_eq!(AppName::Api.cookie("t", &headers(&[]), 60), None);
    }

    #[test]
    fn each_application_finds_its_own_cookie() {
        let headers = headers(&[("cookie", "a=b; sf_console=one;sf_seller=two"), ("cookie", "sf_driver=")]);
        assert_eq!(AppName::Console.token_in(&headers).as_deref(), Some("one"));
        assert_eq!(AppName::Seller.token_in(&headers).as_deref(), Some("two"));
        assert_eq!(AppName::all_in(&headers), [AppName::Console, AppName::Seller]);
    }
}
