//! Reading media: who may see the subject gets an address that is good for a while; the address gives the content.

use super::link::BadLink;
use super::range::{Wanted, wanted};
use super::store::{self, Medium, Status};
use super::view::{MediumView, disposition};
use crate::app::App;
use crate::http::caller::{Caller, PathOf, QueryOf, Visitor};
use crate::http::problem::Problem;
use crate::http::reply::Reply;
use crate::http::text::Text;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

/// Get a medium
///
/// Once it is ready, with addresses that are good for at most 15 minutes and understand `Range`.
#[utoipa::path(get, path = "/media/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The medium.", body = MediumView)))]
pub(super) async fn get_medium(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<Uuid>,
) -> Result<Reply, Problem> {
    let medium = store::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    app.media()?.rules.check_sight(&app, &caller.principal, &medium.subject).await?;
    Ok(Reply::ok(&MediumView::with_addresses(&app, &medium).await?).etag(medium.version))
}

/// The right to read, as `url` of a medium holds it.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Link {
    /// A smaller picture of an image; the whole without it.
    variant: Option<u32>,
    /// Seconds since 1970.
    expires: i64,
    /// Made by the service.
    signature: String,
}

/// Read the content of a medium
///
/// By an address of the medium, as it is: the signature is the right. Understands one `Range`, `If-Range` and `If-None-Match`.
#[utoipa::path(get, path = "/media/{id}/content", params(("id" = Uuid, Path), Link), responses(
    (status = 200, description = "The whole of it.", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"),
        (Vec<u8> = "image/webp"), (Vec<u8> = "image/heic"), (Vec<u8> = "video/mp4"), (Vec<u8> = "video/webm"),
        (Vec<u8> = "application/pdf"))),
    (status = 206, description = "A part of it."), (status = 304, description = "It is as it was."),
    (status = 416, description = "There is no such part.")))]
pub(super) async fn get_content(
    State(app): State<App>,
    visitor: Visitor,
    PathOf(id): PathOf<Uuid>,
    QueryOf(link): QueryOf<Link>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let variant = link.variant.map(|size| size.to_string()).unwrap_or_default();
    let key = app.media()?.key(app.db()).await?;
    key.check(id, &variant, link.expires, &link.signature, app.now()).map_err(bad_link)?;
    let medium = store::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    let left = link.expires - app.now().timestamp();
    hand_out(&app, &visitor, &medium, link.variant, &headers, &format!("private, max-age={left}")).await
}

fn bad_link(why: BadLink) -> Problem {
    match why {
        BadLink::Forged => Problem::not_found(),
        BadLink::Expired => {
            let text = Text::new(
                "This address was good for a while only; get the medium again for a new one.",
                "Esta dirección solo servía por un tiempo; consulte el medio de nuevo para obtener otra.",
            );
            Problem::new(StatusCode::NOT_FOUND, "link_expired", text)
        }
    }
}

/// Get a public picture
///
/// Only of kinds whose smaller pictures are for everybody, such as product images. It never changes: a new image has a new id.
#[utoipa::path(get, path = "/media/{id}/pictures/{size}",
    params(("id" = Uuid, Path), ("size" = u32, Path, description = "Most pixels of its longer side")), responses(
    (status = 200, description = "The picture.", content_type = "image/jpeg", body = Vec<u8>),
    (status = 206, description = "A part of it."), (status = 304, description = "It is as it was."),
    (status = 416, description = "There is no such part.")))]
pub(super) async fn get_picture(
    State(app): State<App>,
    visitor: Visitor,
    PathOf((id, size)): PathOf<(Uuid, u32)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let medium = store::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    if !app.media()?.rules.find(&medium.kind).is_some_and(|kind| kind.public) {
        return Err(Problem::not_found());
    }
    hand_out(&app, &visitor, &medium, Some(size), &headers, "public, max-age=31536000, immutable").await
}

async fn hand_out(
    app: &App,
    visitor: &Visitor,
    medium: &Medium,
    picture: Option<u32>,
    headers: &HeaderMap,
    caching: &str,
) -> Result<Response, Problem> {
    let drawn = picture.map(|size| medium.pictures.iter().find(|drawn| drawn.size == size));
    let (kind, size) = match drawn {
        None => (medium.content_type.as_str(), medium.size_bytes.unsigned_abs()),
        Some(Some(drawn)) => ("image/jpeg", drawn.size_bytes),
        Some(None) => return Err(Problem::not_found()),
    };
    if medium.status != Status::Ready {
        return Err(Problem::not_found());
    }
    let sent = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let tag = match picture {
        None => format!("\"{}\"", medium.sha256),
        Some(size) => format!("\"{}-{size}\"", medium.sha256),
    };
    let known =
        sent(header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|t| t.trim() == tag || t.trim() == "*"));
    // A range of something else than what is here now would be mixed up with it.
    let range = sent(header::RANGE).filter(|_| sent(header::IF_RANGE).is_none_or(|seen| seen == tag));
    let part = match wanted(range, size) {
        _ if known => None,
        Wanted::Whole => None,
        Wanted::Part(part) => Some(part),
        Wanted::Nothing => {
            let text = Text::new("There is no such part of it.", "Esa parte no existe.");
            let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "no_such_range", text);
            let mut response =
                problem.to_response(visitor.lang, &format!("/api/{}/media/{}", app.db().service(), medium.id));
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
            return Ok(response);
        }
    };
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let content = app.media()?.blobs.stream(&medium.key(picture), part.clone()).await?;
        let mut response = Response::new(Body::from_stream(content));
        let length = part.as_ref().map_or(size, |part| part.end - part.start);
        set(&mut response, header::CONTENT_LENGTH, &length.to_string());
        set(&mut response, header::CONTENT_TYPE, kind);
        set(&mut response, header::CONTENT_DISPOSITION, &disposition(medium, picture));
        response
    };
    if let Some(part) = part {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", part.start, part.end - 1));
    }
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, header::ETAG, &tag);
    set(&mut response, header::CACHE_CONTROL, caching);
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    Ok(response)
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
