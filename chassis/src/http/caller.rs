//! Extractors for who calls, and how.

use super::auth::Principal;
use super::problem::{FieldError, Problem};
use super::text::{Lang, Text};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::ops::Deref;

/// How a request came, whoever sent it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The signed-in caller, if there is one.
    pub principal: Option<Principal>,
    /// The reader's language.
    pub lang: Lang,
    /// The address as the gateway saw it.
    pub address: String,
    /// What the client calls itself, cut to 200 characters.
    pub user_agent: String,
    /// `POST /api/sales/orders`: method and path.
    pub operation: String,
    /// `Idempotency-Key`, if sent.
    pub(crate) idempotency_key: Option<String>,
    /// `If-Match`, if sent.
    if_match: Option<String>,
}

impl Visitor {
    /// The version that the caller has seen.
    ///
    /// # Errors
    /// 428 without `If-Match`; 412 when it is no version of ours.
    pub fn if_match(&self) -> Result<i64, Problem> {
        let Some(seen) = &self.if_match else {
            let text = Text::new(
                "Send `If-Match` with the ETag of the resource as you know it, so that nobody's change is lost.",
                "Envíe `If-Match` con el ETag del recurso que conoce, para que no se pierda ningún cambio.",
            );
            return Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "if_match_missing", text));
        };
        // A tag that is not a number can be of no version; −1 matches none and leads to `changed_meanwhile`.
        Ok(seen.trim().trim_start_matches("W/").trim_matches('"').parse().unwrap_or(-1))
    }

    /// The same request without its `Idempotency-Key`: its answer shows a secret, or tells nothing, and must not be kept.
    #[must_use]
    pub fn keeping_nothing(&self) -> Self {
        Self { idempotency_key: None, ..self.clone() }
    }

    /// Who claims ids and keys: the user, not the sign-in. Strangers are all one: a phone that repeats its registration may
    /// have changed its network, and whoever knows both id and content learns nothing new.
    pub(crate) fn claimant(&self) -> String {
        self.principal.as_ref().map_or_else(|| "stranger".to_owned(), |p| p.user_id.to_string())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        let idempotency_key = header("idempotency-key").map(str::to_owned);
        if parts.headers.contains_key("idempotency-key")
            && idempotency_key.as_ref().is_none_or(|key| key.is_empty() || key.len() > 128)
        {
            let text = Text::new(
                "`Idempotency-Key` has 1 to 128 visible characters.",
                "`Idempotency-Key` tiene de 1 a 128 caracteres visibles.",
            );
            return Err(Problem::malformed(text));
        }
        Ok(Self {
            principal: parts.extensions.get::<Principal>().cloned(),
            lang: Lang::from_accept_language(header("accept-language")),
            address: cut(header("x-forwarded-for").unwrap_or("local"), 64),
            user_agent: cut(header("user-agent").unwrap_or_default(), 200),
            operation: format!("{} {}", parts.method, parts.uri.path()),
            idempotency_key,
            if_match: header("if-match").map(str::to_owned),
        })
    }
}

/// A signed-in caller and how the request came.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The signed-in caller.
    pub principal: Principal,
    visitor: Visitor,
}

impl Deref for Caller {
    type Target = Visitor;
    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        match visitor.principal.clone() {
            Some(principal) => Ok(Self { principal, visitor }),
            None => Err(Problem::not_signed_in("not_signed_in")),
        }
    }
}

/// A path parameter; one that cannot be read names nothing, so it answers 404.
#[derive(Clone, Copy, Debug)]
pub struct PathOf<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(value) = Path::<T>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        Ok(Self(value))
    }
}

/// Query parameters; unreadable ones answer 400 with their name.
#[derive(Clone, Debug)]
pub struct QueryOf<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        // An empty parameter (`?status=`) means that it is not there, as forms send it.
        let kept: Vec<&str> =
            parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.ends_with('=')).collect();
        let uri: axum::http::Uri =
            format!("/?{}", kept.join("&")).parse().map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST))?;
        let Query(value) = Query::<T>::try_from_uri(&uri).map_err(|error| {
            let cause = error.to_string();
            let cause = cause.rsplit("query string: ").next().unwrap_or_default().to_owned();
            let text = Text::new("A query parameter cannot be used.", "Un parámetro de la consulta no se puede usar.");
            let name = cause.split(':').next().unwrap_or_default().trim().to_owned();
            let detail = Text::new(cause.clone(), format!("No se puede leer: {cause}"));
            let error = FieldError { pointer: name, code: "bad_parameter", text: detail };
            Problem::new(StatusCode::BAD_REQUEST, "bad_parameter", text).with_errors(vec![error])
        })?;
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::malformed(Text::new("The query holds a NUL.", "La consulta contiene un NUL.")));
        }
        Ok(Self(value))
    }
}

/// A local day in a query, of this age of the world: databases and calendars end somewhere.
///
/// # Errors
/// 400 that names the parameter.
pub fn local_day(name: &str, day: Option<chrono::NaiveDate>) -> Result<Option<chrono::NaiveDate>, Problem> {
    if day.is_none_or(|day| (2000..=9998).contains(&chrono::Datelike::year(&day))) {
        return Ok(day);
    }
    let text = Text::new("Use a day of the years 2000 to 9998.", "Use un día de los años 2000 a 9998.");
    Err(Problem::bad_parameter(name, text))
}
