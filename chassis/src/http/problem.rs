//! Errors as RFC 9457 problem documents, in the reader's language.
//!
//! A use case names its refusals in an enum that implements [`Refusal`]; `?` turns it into a [`Problem`]. The language is
//! only known at the edge of the router: [`render`] writes the document there.

use super::text::{Lang, Text};
use crate::db::DbError;
use crate::telemetry;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer into the body, such as `/lines/0/quantity`; for queries the parameter's name.
    pub pointer: String,
    /// Stable, snake_case.
    pub code: &'static str,
    /// What to do.
    pub text: Text,
}

/// Why a use case refuses: one variant per reason.
pub trait Refusal: std::fmt::Debug {
    /// The HTTP status, 400 to 499 (or 503 for "not ready yet").
    fn status(&self) -> u16;
    /// Stable, snake_case.
    fn code(&self) -> &'static str;
    /// What happened and what to do about it.
    fn text(&self) -> Text;
    /// Further members of the document.
    fn extra(&self) -> Map<String, Value> {
        Map::new()
    }
    /// What is wrong with which field.
    fn errors(&self) -> Vec<FieldError> {
        Vec::new()
    }
    /// Seconds after which the same request may succeed.
    fn retry_after(&self) -> Option<u32> {
        None
    }
}

/// A refused request, not yet in a language.
#[derive(Clone, Debug)]
pub struct Problem(Box<Content>);

#[derive(Clone, Debug)]
struct Content {
    status: StatusCode,
    code: &'static str,
    text: Text,
    extra: Map<String, Value>,
    errors: Vec<FieldError>,
    retry_after: Option<u32>,
    allow: Option<HeaderValue>,
}

/// A problem document as it is sent (for the API description).
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// A URI reference that identifies the kind of problem.
    #[schema(example = "/api/docs#problem-price_changed")]
    r#type: String,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do about it, in the reader's language.
    detail: String,
    /// The path of the request.
    instance: String,
    /// Stable, snake_case; what a program should look at.
    #[schema(example = "price_changed")]
    code: String,
    /// Give it to whoever looks for the cause.
    trace_id: String,
    /// What is wrong with which field.
    errors: Option<Vec<FieldProblem>>,
}

/// One field of a problem document.
#[derive(Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the body, or the name of a query parameter.
    #[schema(example = "/lines/0/quantity")]
    pointer: String,
    /// Stable, snake_case.
    code: String,
    /// What to do, in the reader's language.
    detail: String,
}

impl Problem {
    /// A problem with a stable code and a text.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, text: Text) -> Self {
        Self(Box::new(Content {
            status,
            code,
            text,
            extra: Map::new(),
            errors: Vec::new(),
            retry_after: None,
            allow: None,
        }))
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The same problem with one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.extra.insert(name.to_owned(), value);
        self
    }

    /// The same problem with what is wrong with which field.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// The same problem with seconds to wait.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// 422: the request can be read but breaks rules.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let text = Text::new(
            "Some fields need attention; `errors` says which and why.",
            "Algunos campos necesitan atención; `errors` dice cuáles y por qué.",
        );
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", text).with_errors(errors)
    }

    /// 400: the request cannot be read.
    #[must_use]
    pub fn malformed(text: Text) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", text)
    }

    /// 400: a query parameter cannot be used.
    #[must_use]
    pub fn bad_parameter(name: &str, text: Text) -> Self {
        let whole = Text::new(
            format!("The query parameter `{name}` cannot be used."),
            format!("El parámetro `{name}` de la consulta no se puede usar."),
        );
        let error = FieldError { pointer: name.to_owned(), code: "bad_parameter", text };
        Self::new(StatusCode::BAD_REQUEST, "bad_parameter", whole).with_errors(vec![error])
    }

    /// 401: nobody is signed in, or the token is no good (any more).
    #[must_use]
    pub fn not_signed_in(code: &'static str) -> Self {
        let text = match code {
            "token_expired" => Text::new(
                "Your access has expired; refresh it or sign in again.",
                "Su acceso ha vencido; renuévelo o ingrese de nuevo.",
            ),
            "token_revoked" => Text::new(
                "This access was ended, or says what is no longer so; refresh it or sign in again.",
                "Este acceso se cerró o ya no es vigente; renuévelo o ingrese de nuevo.",
            ),
            "token_invalid" => Text::new(
                "This access token is not valid; sign in again.",
                "Este token de acceso no es válido; ingrese de nuevo.",
            ),
            _ => Text::new("Sign in first.", "Ingrese primero."),
        };
        Self::new(StatusCode::UNAUTHORIZED, code, text)
    }

    /// 403: signed in, but the role may not do this.
    #[must_use]
    pub fn forbidden() -> Self {
        let text = Text::new(
            "Your role does not allow this. Ask an administrator if you need it.",
            "Su rol no permite esto. Pídalo a un administrador si lo necesita.",
        );
        Self::new(StatusCode::FORBIDDEN, "forbidden", text)
    }

    /// 404: not there, or another's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", Text::new("There is no such thing.", "Eso no existe."))
    }

    /// 409: the client-made id is in use for something else.
    #[must_use]
    pub fn id_taken() -> Self {
        let text = Text::new(
            "This id is already used for something else; make a new one.",
            "Este id ya se usa para otra cosa; cree uno nuevo.",
        );
        Self::new(StatusCode::CONFLICT, "id_taken", text)
    }

    /// 503: it will be there in a moment (a message is on its way).
    #[must_use]
    pub fn not_ready_yet() -> Self {
        let text =
            Text::new("Not ready yet; try again in a second.", "Aún no está listo; intente de nuevo en un segundo.");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready_yet", text).retry_after(1)
    }

    /// 503: a part of the system does not answer.
    #[must_use]
    pub fn unavailable() -> Self {
        let text = Text::new(
            "The system cannot answer right now; nothing was changed. Try again shortly.",
            "El sistema no puede responder ahora; nada se cambió. Intente de nuevo en breve.",
        );
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", text).retry_after(2)
    }

    /// 500: a bug of ours.
    #[must_use]
    pub fn bug() -> Self {
        let text = Text::new(
            "Something went wrong on our side. Nothing was changed; give us the `trace_id`.",
            "Algo falló de nuestro lado. Nada se cambió; denos el `trace_id`.",
        );
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", text)
    }

    /// The problem for a status that a library answered by itself, without a document.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let (code, text) = match status {
            StatusCode::NOT_FOUND => return Self::not_found(),
            StatusCode::UNAUTHORIZED => return Self::not_signed_in("not_signed_in"),
            StatusCode::FORBIDDEN => return Self::forbidden(),
            StatusCode::METHOD_NOT_ALLOWED => (
                "method_not_allowed",
                Text::new(
                    "This address does not know this method; see `Allow`.",
                    "Esta dirección no conoce este método; vea `Allow`.",
                ),
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("too_large", Text::new("The request is too large.", "La solicitud es demasiado grande."))
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "wrong_type",
                Text::new(
                    "Send JSON with `Content-Type: application/json`.",
                    "Envíe JSON con `Content-Type: application/json`.",
                ),
            ),
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
                return Self::unavailable();
            }
            StatusCode::TOO_MANY_REQUESTS => (
                "too_many_requests",
                Text::new("Too many requests; wait a little.", "Demasiadas solicitudes; espere un poco."),
            ),
            StatusCode::URI_TOO_LONG => {
                ("uri_too_long", Text::new("The address is too long.", "La dirección es demasiado larga."))
            }
            status if status.is_server_error() => return Self::bug(),
            _ => ("malformed", Text::new("The request cannot be read.", "La solicitud no se puede leer.")),
        };
        Self::new(status, code, text)
    }

    /// The document in one language, as a response.
    #[must_use]
    pub fn to_response(&self, lang: Lang, instance: &str) -> Response {
        let content = &*self.0;
        let mut document = Map::new();
        document.insert("type".to_owned(), json!(format!("/api/docs#problem-{}", content.code)));
        document.insert("title".to_owned(), json!(title(content.status).in_lang(lang)));
        document.insert("status".to_owned(), json!(content.status.as_u16()));
        document.insert("detail".to_owned(), json!(content.text.in_lang(lang)));
        document.insert("instance".to_owned(), json!(instance));
        document.insert("code".to_owned(), json!(content.code));
        document.insert("trace_id".to_owned(), json!(telemetry::trace_id()));
        if !content.errors.is_empty() {
            let errors: Vec<Value> = content
                .errors
                .iter()
                .map(|e| json!({"pointer": e.pointer, "code": e.code, "detail": e.text.in_lang(lang)}))
                .collect();
            document.insert("errors".to_owned(), Value::Array(errors));
        }
        document.extend(content.extra.clone());
        let mut response = (content.status, Value::Object(document).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = content.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if content.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(allow) = &content.allow {
            headers.insert(header::ALLOW, allow.clone());
        }
        response
    }
}

fn title(status: StatusCode) -> Text {
    let (en, es) = match status.as_u16() {
        400 => ("The request cannot be read", "La solicitud no se puede leer"),
        401 => ("Not signed in", "Sin ingresar"),
        403 => ("Not allowed", "No permitido"),
        404 => ("Not found", "No encontrado"),
        405 => ("Method not allowed", "Método no permitido"),
        408 => ("No request in time", "Sin solicitud a tiempo"),
        409 => ("Conflict", "Conflicto"),
        412 => ("Changed meanwhile", "Cambió mientras tanto"),
        413 => ("Too large", "Demasiado grande"),
        414 => ("The address is too long", "La dirección es demasiado larga"),
        415 => ("Wrong content type", "Tipo de contenido equivocado"),
        422 => ("A rule is broken", "Se incumple una regla"),
        428 => ("If-Match is missing", "Falta If-Match"),
        429 => ("Too many requests", "Demasiadas solicitudes"),
        431 => ("The headers are too large", "Los encabezados son demasiado grandes"),
        502 => ("The connection broke", "Se cortó la conexión"),
        503 => ("Not available right now", "No disponible ahora"),
        504 => ("No answer in time", "Sin respuesta a tiempo"),
        _ => ("Something went wrong", "Algo falló"),
    };
    Text::new(en, es)
}

impl<R: Refusal> From<R> for Problem {
    fn from(refusal: R) -> Self {
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut problem = Self::new(status, refusal.code(), refusal.text()).with_errors(refusal.errors());
        problem.0.extra = refusal.extra();
        problem.0.retry_after = refusal.retry_after();
        problem
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        if error.is_transient() {
            tracing::warn!(%error, "answered 503");
            Self::unavailable()
        } else if error.is_id_taken() {
            // A client sent an id that we made ourselves: nobody has claimed it, but it is taken.
            Self::id_taken()
        } else {
            tracing::error!(%error, "answered 500");
            Self::bug()
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: writes the document of every refused request, also of those that a library refused, in the reader's language.
pub async fn render(request: Request, next: Next) -> Response {
    let lang = Lang::from_accept_language(
        request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()),
    );
    let instance = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let written = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    if written {
        return response;
    }
    let mut problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None => Problem::of_status(status),
    };
    problem.0.allow = response.headers().get(header::ALLOW).cloned();
    let mut rendered = problem.to_response(lang, &instance);
    for (name, value) in response.headers() {
        if name == header::SET_COOKIE {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}
