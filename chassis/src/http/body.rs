//! JSON bodies: read with the place of every error, then checked against the rules that need no database.

use super::problem::{FieldError, Problem};
use super::strict::Strict;
use super::text::Text;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use contracts::{Currency, Location, Money};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::ops::{Deref, RangeInclusive};

/// Rules of a request body that need no database.
pub trait Validate {
    /// Notes everything that is wrong.
    fn validate(&self, checks: &mut Checks);
}

/// Collects what is wrong with a body.
#[derive(Default)]
pub struct Checks {
    errors: Vec<FieldError>,
}

impl Checks {
    /// Notes an error at a JSON pointer unless `ok`.
    pub fn check(&mut self, pointer: impl Into<String>, ok: bool, code: &'static str, text: Text) {
        if !ok {
            self.errors.push(FieldError { pointer: pointer.into(), code, text });
        }
    }

    /// A text of so many characters (spaces around it not counted), without control characters other than line breaks.
    pub fn text(&mut self, pointer: impl Into<String>, text: Option<&str>, length: RangeInclusive<usize>) {
        let Some(text) = text else { return };
        let pointer = pointer.into();
        let count = text.trim().chars().count();
        let (least, most) = (*length.start(), *length.end());
        self.check(
            pointer.clone(),
            length.contains(&count),
            "length",
            Text::new(
                format!("Write {least} to {most} characters."),
                format!("Escriba de {least} a {most} caracteres."),
            ),
        );
        let clean = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
        self.check(
            pointer,
            clean,
            "control_characters",
            Text::new("Remove the control characters.", "Quite los caracteres de control."),
        );
    }

    /// An e-mail address, by shape: something without spaces, `@`, a domain with a dot; at most 254 characters.
    pub fn email(&mut self, pointer: impl Into<String>, email: Option<&str>) {
        let Some(email) = email.map(str::trim) else { return };
        let shaped = email.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !domain.contains("..")
                && !domain.contains('@')
        });
        let plain = email.len() <= 254 && email.chars().all(|c| !c.is_whitespace() && !c.is_control());
        let text = Text::new("Write an e-mail address such as ana@tienda.co.", "Escriba un correo como ana@tienda.co.");
        self.check(pointer, shaped && plain, "email", text);
    }

    /// A phone number in E.164: `+`, country code, number; 8 to 15 digits.
    pub fn phone(&mut self, pointer: impl Into<String>, phone: Option<&str>) {
        let Some(phone) = phone.map(str::trim) else { return };
        let digits = phone.strip_prefix('+').unwrap_or_default();
        let ok =
            (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        let text = Text::new(
            "Write the phone with its country code, such as +573001234567.",
            "Escriba el teléfono con su indicativo, como +573001234567.",
        );
        self.check(pointer, ok, "phone", text);
    }

    /// A point on the earth.
    pub fn location(&mut self, pointer: impl Into<String>, location: Option<&Location>) {
        let ok = location.is_none_or(Location::is_valid);
        let text = Text::new(
            "`lat` is −90 to 90 and `lon` −180 to 180 degrees.",
            "`lat` va de −90 a 90 y `lon` de −180 a 180 grados.",
        );
        self.check(pointer, ok, "location", text);
    }

    /// A whole number in a range.
    pub fn range(&mut self, pointer: impl Into<String>, number: i64, range: RangeInclusive<i64>) {
        let (least, most) = (*range.start(), *range.end());
        self.check(
            pointer,
            range.contains(&number),
            "range",
            Text::new(format!("Use {least} to {most}."), format!("Use de {least} a {most}.")),
        );
    }

    /// An amount of 0 to 10^13 minor units. Its currency is checked against the company's by [`Checks::currency`].
    pub fn money(&mut self, pointer: impl Into<String>, money: &Money) {
        self.range(format!("{}/amount", pointer.into()), money.amount, 0..=10_000_000_000_000);
    }

    /// The company's only currency.
    pub fn currency(&mut self, pointer: impl Into<String>, money: &Money, company: Currency) {
        self.check(
            format!("{}/currency", pointer.into()),
            money.currency == company,
            "currency",
            Text::new(format!("This company uses {company}."), format!("Esta empresa usa {company}.")),
        );
    }

    /// `Ok`, or the problem with everything that was noted.
    ///
    /// # Errors
    /// 422 with one entry per error.
    pub fn into_result(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::invalid(self.errors)) }
    }

    /// What was noted, for checks of something else than a request.
    #[must_use]
    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }
}

/// Identifies the content of a request, whatever its spaces and order of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestHash(pub(crate) [u8; 32]);

impl RequestHash {
    /// The hash of content that two requests which mean the same have in common.
    #[must_use]
    pub fn of(canonical: &[u8]) -> Self {
        Self(Sha256::digest(canonical).into())
    }

    pub(crate) fn to_hex(self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// What a command was asked with: a [`Body`], or `()` for an action without one.
pub trait Asked {
    /// The hash of the content.
    fn request_hash(&self) -> RequestHash;
}

impl Asked for RequestHash {
    fn request_hash(&self) -> RequestHash {
        *self
    }
}

impl Asked for () {
    fn request_hash(&self) -> RequestHash {
        RequestHash::of(b"")
    }
}

/// A JSON body that was read and checked.
#[derive(Clone, Debug)]
pub struct Body<T> {
    value: T,
    hash: RequestHash,
}

impl<T> Body<T> {
    /// The request.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Body<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Asked for Body<T> {
    fn request_hash(&self) -> RequestHash {
        self.hash
    }
}

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if essence != "application/json" && essence != "application/merge-patch+json" {
            return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            use axum::response::IntoResponse;
            Problem::of_status(error.into_response().status())
        })?;
        read(&bytes)
    }
}

fn read<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<Body<T>, Problem> {
    let document: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| {
        Problem::malformed(Text::new(
            format!("The body is not JSON: {error}."),
            format!("El cuerpo no es JSON: {error}."),
        ))
    })?;
    let canonical = document.to_string();
    if canonical.contains("\\u0000") {
        return Err(Problem::malformed(Text::new(
            "The body holds a NUL character.",
            "El cuerpo contiene un carácter NUL.",
        )));
    }
    // The hash is kept for a long time; a password must not be guessable from it.
    let hash = match document.as_object().filter(|members| members.contains_key("password")).cloned() {
        Some(mut members) => {
            members.remove("password");
            RequestHash::of(serde_json::Value::Object(members).to_string().as_bytes())
        }
        None => RequestHash::of(canonical.as_bytes()),
    };
    let value: T = serde_path_to_error::deserialize(Strict(document)).map_err(|error| {
        let pointer = pointer(error.path());
        let cause = error.inner().to_string();
        let text = Text::new(format!("This cannot be used: {cause}."), format!("Esto no se puede usar: {cause}."));
        Problem::invalid(vec![FieldError { pointer, code: "wrong_type", text }])
    })?;
    let mut checks = Checks::default();
    value.validate(&mut checks);
    checks.into_result()?;
    Ok(Body { value, hash })
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            serde_path_to_error::Segment::Seq { index } => {
                let _ = write!(pointer, "/{index}");
            }
            serde_path_to_error::Segment::Map { key } => {
                let _ = write!(pointer, "/{}", key.replace('~', "~0").replace('/', "~1"));
            }
            _ => {}
        }
    }
    pointer
}

/// A member of a merge patch that can be absent (leave it), null (clear it) or a value (set it).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Nullable<T> {
    /// Not mentioned: stays as it is.
    #[default]
    Absent,
    /// Cleared.
    Null,
    /// Set.
    Value(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

impl<T> Nullable<T> {
    /// The value that is set, if one is.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the member was mentioned.
    pub const fn is_mentioned(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The new value of a field that is `present` now.
    pub fn or(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Absent => present,
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> utoipa::PartialSchema for Nullable<T>
where
    Option<T>: utoipa::PartialSchema,
{
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <Option<T> as utoipa::PartialSchema>::schema()
    }
}

impl<T: utoipa::ToSchema> utoipa::ToSchema for Nullable<T>
where
    Option<T>: utoipa::PartialSchema,
{
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        T::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Line {
        #[expect(dead_code, reason = "only read")]
        quantity: contracts::Quantity,
    }

    #[derive(Debug, Deserialize)]
    struct Order {
        lines: Vec<Line>,
        #[serde(default)]
        note: Nullable<String>,
    }

    impl Validate for Order {
        fn validate(&self, checks: &mut Checks) {
            checks.check("/lines", !self.lines.is_empty(), "no_lines", Text::new("Add a line.", "Agregue una línea."));
            checks.text("/note", self.note.value().map(String::as_str), 0..=10);
        }
    }

    fn errors(body: &str) -> (u16, String) {
        let problem = read::<Order>(body.as_bytes()).expect_err("refused");
        let shown = format!("{problem:?}");
        (problem.status().as_u16(), shown)
    }

    #[test]
    fn every_error_says_where_it_is() {
        assert_eq!(errors("{").0, 400);
        let (status, shown) = errors(r#"{"lines": [{"quantity": 1}, {"quantity": -4}]}"#);
        assert_eq!(status, 422);
        assert!(shown.contains("/lines/1/quantity"), "{shown}");
        assert_eq!(errors(r#"{"lines": []}"#).0, 422);
        assert_eq!(errors(r#"[[{"quantity": 1}], null]"#).0, 422, "an array is no object");
        let (status, shown) = errors(r#"{"lines": [{"quantity": 1}, [1]]}"#);
        assert!(status == 422 && shown.contains("/lines/1"), "{shown}");
        assert_eq!(errors(r#"{"lines": [{"quantity":1}], "note": "a\u0000b"}"#).0, 400);
        assert_eq!(errors(r#"{"lines": [{"quantity":1}], "note": "longer than ten"}"#).0, 422);
    }

    #[test]
    fn spaces_do_not_make_another_request() {
        let one = read::<Order>(br#"{"lines":[{"quantity":1}],"note":null}"#).expect("read");
        let two = read::<Order>(b"{ \"lines\": [ {\"quantity\": 1} ], \"note\": null }").expect("read");
        assert_eq!(one.request_hash(), two.request_hash());
        assert_eq!(one.note, Nullable::Null);
    }
}
