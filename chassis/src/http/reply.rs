//! Answers of use cases.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A status, a JSON body and headers; small enough to be kept for repeated requests.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<String>,
    pub(crate) headers: HeaderMap,
}

impl Reply {
    fn json(status: StatusCode, body: &impl Serialize) -> Self {
        #[expect(clippy::expect_used, reason = "answers are plain structs, which always serialise")]
        let body = serde_json::to_string(body).expect("an answer serialises");
        Self { status, body: Some(body), headers: HeaderMap::new() }
    }

    /// 200 with the resource as it is.
    #[must_use]
    pub fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// 201 with the new resource.
    #[must_use]
    pub fn created(body: &impl Serialize) -> Self {
        Self::json(StatusCode::CREATED, body)
    }

    /// 202 with the resource in its first state.
    #[must_use]
    pub fn accepted(body: &impl Serialize) -> Self {
        Self::json(StatusCode::ACCEPTED, body)
    }

    /// 204.
    #[must_use]
    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: None, headers: HeaderMap::new() }
    }

    /// Where the resource is.
    #[must_use]
    pub fn location(self, path: impl AsRef<str>) -> Self {
        self.header(header::LOCATION, path.as_ref())
    }

    /// The version of the resource, for `If-Match`.
    #[must_use]
    pub fn etag(self, version: i64) -> Self {
        self.header(header::ETAG, &format!("\"{version}\""))
    }

    /// One more header. A value that cannot be a header is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body.map_or_else(Body::empty, Body::from));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if self.status != StatusCode::NO_CONTENT {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        response
    }
}
