//! Announcing an upload, and its pieces. Any replica takes any piece: a piece is an object of its own in the store, noted in
//! the database.

use super::content::{ContentType, ENOUGH};
use super::join::{self, Joined};
use super::rules::{MediaRules, Subject};
use super::store::{self, Medium, Status};
use super::view::MediumView;
use super::{Media, PIECE};
use crate::app::App;
use crate::db::{DbError, Tx};
use crate::http::auth::Principal;
use crate::http::body::{Body, Checks, Validate};
use crate::http::caller::{Caller, PathOf};
use crate::http::command::Claim;
use crate::http::problem::{FieldError, Problem};
use crate::http::reply::Reply;
use crate::http::text::Text;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

pub(super) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const PIECE_TYPE: &str = "application/offset+octet-stream";

/// What is going to be uploaded.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
pub(super) struct AnnounceUpload {
    /// Made by the client.
    id: Option<Uuid>,
    /// As the service names it.
    #[schema(max_length = 40)]
    kind: String,
    /// Such as `image/jpeg`; the content must be it.
    #[schema(max_length = 100)]
    content_type: String,
    /// Of the whole.
    #[schema(minimum = 1)]
    size_bytes: i64,
    /// Of the whole, 64 hexadecimal digits.
    #[schema(pattern = "^[0-9a-fA-F]{64}$")]
    sha256: String,
    /// What it belongs to.
    subject: Subject,
}

impl Validate for AnnounceUpload {
    fn validate(&self, checks: &mut Checks) {
        let hex = self.sha256.len() == 64 && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        let text = Text::new(
            "Write the SHA-256 as 64 hexadecimal digits.",
            "Escriba el SHA-256 con 64 dígitos hexadecimales.",
        );
        checks.check("/sha256", hex, "sha256", text);
        let some = Text::new("There is nothing to upload.", "No hay nada que subir.");
        checks.check("/size_bytes", self.size_bytes > 0, "empty", some);
    }
}

/// What only the rules of the service can tell: whether it takes such a thing from this person.
fn check(rules: &MediaRules, asked: &AnnounceUpload, who: &Principal) -> Result<(), Problem> {
    let wrong = |pointer: &str, code, en: String, es: String| {
        Problem::invalid(vec![FieldError { pointer: pointer.to_owned(), code, text: Text::new(en, es) }])
    };
    let Some(kind) = rules.find(&asked.kind) else {
        let names = rules.names();
        return Err(wrong("/kind", "unknown_kind", format!("Use one of: {names}."), format!("Use uno de: {names}.")));
    };
    if !who.roles.iter().any(|role| kind.uploaders.contains(role)) {
        return Err(Problem::forbidden());
    }
    if asked.subject.kind != kind.subject {
        let subject = kind.subject;
        let (en, es) =
            (format!("This kind belongs to a `{subject}`."), format!("Este tipo pertenece a un `{subject}`."));
        return Err(wrong("/subject/type", "wrong_subject", en, es));
    }
    if !ContentType::named(&asked.content_type).is_some_and(|named| kind.types.contains(&named)) {
        let names = kind.types.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
        let (en, es) = (format!("Send one of: {names}."), format!("Envíe uno de: {names}."));
        return Err(wrong("/content_type", "wrong_content_type", en, es));
    }
    if asked.size_bytes > kind.most_bytes {
        let mib = kind.most_bytes / (1024 * 1024);
        let (en, es) = (format!("At most {mib} MiB are taken."), format!("Se reciben hasta {mib} MiB."));
        return Err(wrong("/size_bytes", "too_large", en, es));
    }
    Ok(())
}

/// Announce an upload
///
/// Then send its pieces with PATCH. Repeated with the same id and content it answers 200 with the upload as it is.
#[utoipa::path(post, path = "/media", request_body = AnnounceUpload, responses(
    (status = 201, description = "Send the pieces now.", body = MediumView),
    (status = 200, description = "It was announced before; this is how it is now.", body = MediumView)))]
pub(super) async fn announce_upload(
    State(app): State<App>,
    caller: Caller,
    body: Body<AnnounceUpload>,
) -> Result<Reply, Problem> {
    let rules = &app.media()?.rules;
    check(rules, &body, &caller.principal)?;
    rules.check_sight(&app, &caller.principal, &body.subject).await?;
    let medium = medium(&app, &body, &caller.principal);
    let (asked, visitor) = (body, caller.clone());
    let (service, id) = (app.db().service(), medium.id);
    app.command(&caller, &asked.clone(), move |tx: Tx| async move {
        let claim = match asked.id {
            Some(id) => tx.claim_id(id, "medium", &visitor, &asked).await?,
            None => Claim::New,
        };
        if claim == Claim::Taken {
            return Err(Problem::id_taken());
        }
        // An upload that was never finished may have been removed meanwhile: it begins anew.
        let new = store::insert(&tx, &medium).await?;
        let present = store::find(&tx, id).await?.ok_or_else(Problem::not_found)?;
        let shown = MediumView::of(&present);
        let path = format!("/api/{service}/media/{id}");
        let answer = if new { Reply::created(&shown) } else { Reply::ok(&shown) };
        Ok(answer.location(path).etag(present.version))
    })
    .await
}

fn medium(app: &App, asked: &AnnounceUpload, who: &Principal) -> Medium {
    Medium {
        id: asked.id.unwrap_or_else(Uuid::now_v7),
        version: 1,
        kind: asked.kind.clone(),
        content_type: asked.content_type.clone(),
        size_bytes: asked.size_bytes,
        sha256: asked.sha256.to_ascii_lowercase(),
        subject: asked.subject.clone(),
        status: Status::Uploading,
        received: 0,
        round: 1,
        pictures: Vec::new(),
        uploaded_by: who.user_id.0,
        uploader_name: who.name.clone(),
        created_at: app.now(),
    }
}

/// The upload, if it is the caller's own.
async fn own(app: &App, caller: &Caller, id: Uuid) -> Result<Medium, Problem> {
    let medium = store::find(app.db(), id).await?;
    medium.filter(|medium| medium.uploaded_by == caller.principal.user_id.0).ok_or_else(Problem::not_found)
}

/// Ask how much of an upload has come
#[utoipa::path(head, path = "/media/{id}", params(("id" = Uuid, Path)), responses((status = 200,
    description = "From here it goes on.", headers(("Upload-Offset" = i64), ("Upload-Length" = i64)))))]
pub(super) async fn upload_offset(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<Response, Problem> {
    let medium = own(&app, &caller, id).await?;
    let mut response = with_offset(StatusCode::OK.into_response(), medium.received);
    response.headers_mut().insert(UPLOAD_LENGTH, HeaderValue::from(medium.size_bytes));
    Ok(response)
}

/// Send the next piece of an upload
///
/// At most 1 MiB, from the offset at which the upload is. 204 for the last piece means that the whole is ready; where that
/// answer was lost, or 503 `checking` came, an empty piece at the end asks again.
#[utoipa::path(patch, path = "/media/{id}",
    params(("id" = Uuid, Path), ("Upload-Offset" = i64, Header, description = "Where the piece begins", minimum = 0)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "It is here.", headers(("Upload-Offset" = i64)))))]
pub(super) async fn upload_piece(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<Uuid>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let offset = offset_of(&headers)?;
    let piece = body.map_err(|error| Problem::of_status(error.into_response().status()))?;
    if piece.len() > PIECE {
        let text =
            Text::new("A piece has at most 1 MiB (1,048,576 bytes).", "Una parte tiene hasta 1 MiB (1.048.576 bytes).");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "piece_too_large", text));
    }
    let medium = own(&app, &caller, id).await?;
    let work = app.clone();
    // To its end, though the client go away: what has come has come, and nothing is left half done.
    let taken = crate::run::start_task(async move { take(&work, medium, offset, piece).await }).await;
    match taken.unwrap_or_else(|_| Err(Refused::from(Problem::bug()))) {
        Ok(now_at) => Ok(with_offset(StatusCode::NO_CONTENT.into_response(), now_at)),
        Err(Refused { problem, offset: Some(offset) }) => {
            let problem = problem.with("upload_offset", offset.into());
            Ok(with_offset(
                problem.to_response(caller.lang, &format!("/api/{}/media/{id}", app.db().service())),
                offset,
            ))
        }
        Err(Refused { problem, offset: None }) => Err(problem),
    }
}

fn offset_of(headers: &HeaderMap) -> Result<i64, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().unwrap_or_default().trim() != PIECE_TYPE {
        let text = Text::new(
            format!("Send pieces with `Content-Type: {PIECE_TYPE}`."),
            format!("Envíe las partes con `Content-Type: {PIECE_TYPE}`."),
        );
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_type", text));
    }
    let offset = headers.get(UPLOAD_OFFSET).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    offset.filter(|offset| *offset >= 0).ok_or_else(|| {
        Problem::malformed(Text::new(
            "Send `Upload-Offset` with the byte at which the piece begins.",
            "Envíe `Upload-Offset` con el byte en que empieza la parte.",
        ))
    })
}

fn with_offset(mut response: Response, offset: i64) -> Response {
    response.headers_mut().insert(UPLOAD_OFFSET, HeaderValue::from(offset));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A refused piece, and where the upload goes on if that is to be said.
pub(super) struct Refused {
    pub(super) problem: Problem,
    pub(super) offset: Option<i64>,
}

impl<P: Into<Problem>> From<P> for Refused {
    fn from(problem: P) -> Self {
        Self { problem: problem.into(), offset: None }
    }
}

fn wrong_offset(medium: &Medium) -> Refused {
    let text = Text::new(
        "The upload is somewhere else; go on from `upload_offset`.",
        "La carga está en otro punto; continúe desde `upload_offset`.",
    );
    Refused { problem: Problem::new(StatusCode::CONFLICT, "wrong_offset", text), offset: Some(medium.received) }
}

/// Stores a piece; answers where the upload is now.
async fn take(app: &App, medium: Medium, offset: i64, piece: Bytes) -> Result<i64, Refused> {
    let media = app.media()?;
    let size = i64::try_from(piece.len()).unwrap_or(i64::MAX);
    if offset != medium.received {
        return Err(wrong_offset(&medium));
    }
    if size > medium.size_bytes - medium.received {
        let text = Text::new("This is more than was announced.", "Esto es más de lo anunciado.");
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "longer_than_announced", text);
        return Err(Refused { problem, offset: Some(medium.received) });
    }
    if offset == 0 && (piece.len() >= ENOUGH || size == medium.size_bytes) {
        check_content(&medium, &piece)?;
    }
    if size > 0 {
        let stored = store_piece(app, media, &medium, piece).await?;
        if !stored {
            // Another tab was faster, or the upload began anew.
            let present = store::find(app.db(), medium.id).await?.ok_or_else(Problem::not_found)?;
            return Err(wrong_offset(&present));
        }
    }
    if offset + size < medium.size_bytes {
        return Ok(offset + size);
    }
    match join::join(app, medium.id).await? {
        Joined::Ready => Ok(medium.size_bytes),
        Joined::Refused(problem) => Err(Refused { problem, offset: Some(0) }),
        Joined::Elsewhere => {
            let text = Text::new(
                "All of it is here and is being looked at; ask again in a second with an empty piece.",
                "Todo llegó y se está revisando; pregunte de nuevo en un segundo con una parte vacía.",
            );
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "checking", text).retry_after(1);
            Err(Refused { problem, offset: Some(medium.size_bytes) })
        }
    }
}

/// 422 if the beginning is not of the announced type.
pub(super) fn check_content(medium: &Medium, first: &[u8]) -> Result<(), Refused> {
    let found = ContentType::of(first);
    if found.is_some_and(|found| found.name() == medium.content_type) {
        return Ok(());
    }
    let announced = &medium.content_type;
    let (en, es) = match found {
        Some(found) => (format!("is `{}`", found.name()), format!("es `{}`", found.name())),
        None => ("is of a type that is not taken".to_owned(), "es de un tipo que no se recibe".to_owned()),
    };
    let text = Text::new(
        format!("`{announced}` was announced, but the content {en}."),
        format!("Se anunció `{announced}`, pero el contenido {es}."),
    );
    Err(Refused { problem: Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "content_mismatch", text), offset: Some(0) })
}

async fn store_piece(app: &App, media: &Media, medium: &Medium, piece: Bytes) -> Result<bool, Problem> {
    let size = i64::try_from(piece.len()).unwrap_or(i64::MAX);
    // Two tabs may send the same piece at once, cut differently: each its own object, and the database knows which counts.
    let chance = Uuid::new_v4().simple();
    let key = format!("{}/{}-{chance}", medium.pieces_of_round(), medium.received);
    media.blobs.put(&key, piece).await?;
    let (noted, known) = (medium.clone(), key.clone());
    let stored: Result<bool, DbError> =
        app.db().write(move |tx: Tx| async move { store::add_piece(&tx, &noted, size, &known).await }).await;
    if matches!(stored, Ok(false)) {
        // Best effort: what is left is removed with the other pieces.
        let _ = media.blobs.remove(&key).await;
    }
    Ok(stored?)
}
