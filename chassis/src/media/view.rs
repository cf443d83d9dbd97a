//! A medium as callers see it.

use super::content::ContentType;
use super::link::{LONGEST, LinkKey};
use super::rules::Subject;
use super::store::{Medium, Status};
use crate::app::App;
use crate::http::problem::Problem;
use chrono::{DateTime, Utc};
use contracts::Service;
use serde::Serialize;
use std::time::Duration;
use uuid::Uuid;

/// A medium.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Medium)]
pub(super) struct MediumView {
    /// The medium.
    id: Uuid,
    /// Raised with each change.
    version: i64,
    /// As the service names it.
    kind: String,
    /// As announced; once it is ready, also what it is.
    content_type: String,
    /// Of the whole.
    size_bytes: i64,
    /// Of the whole, in hex.
    sha256: String,
    /// What it belongs to.
    subject: Subject,
    /// Where it stands.
    status: Status,
    /// So many bytes have come.
    upload_offset: i64,
    /// Where it can be read without a token: in the answer of GET, once it is ready. Relative to this interface, or whole.
    url: Option<String>,
    /// Until when `url` and those of the variants are good; ask again then.
    expires_at: Option<DateTime<Utc>>,
    /// Smaller pictures of an image, largest first.
    variants: Vec<Variant>,
    /// When it was announced.
    created_at: DateTime<Utc>,
}

/// A smaller picture of an image, as a JPEG.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MediumVariant)]
pub(super) struct Variant {
    /// Most pixels of its longer side.
    size: u32,
    /// Pixels.
    width: u32,
    /// Pixels.
    height: u32,
    /// Of the JPEG.
    size_bytes: u64,
    /// Where it can be read without a token.
    url: String,
}

/// Where everybody can read a picture of an image of a kind with public pictures, for ever: put it into an `<img>`.
#[must_use]
pub fn picture_path(service: Service, id: Uuid, size: u32) -> String {
    format!("/api/{service}/media/{id}/pictures/{size}")
}

impl MediumView {
    /// How it is, without addresses.
    pub(super) fn of(medium: &Medium) -> Self {
        Self {
            id: medium.id,
            version: medium.version,
            kind: medium.kind.clone(),
            content_type: medium.content_type.clone(),
            size_bytes: medium.size_bytes,
            sha256: medium.sha256.clone(),
            subject: medium.subject.clone(),
            status: medium.status,
            upload_offset: medium.received,
            url: None,
            expires_at: None,
            variants: Vec::new(),
            created_at: medium.created_at,
        }
    }

    /// How it is; with fresh addresses if it is ready.
    pub(super) async fn with_addresses(app: &App, medium: &Medium) -> Result<Self, Problem> {
        let plain = Self::of(medium);
        if medium.status != Status::Ready {
            return Ok(plain);
        }
        let expires_at = LinkKey::expiry(app.now());
        let mut urls = urls(app, medium, expires_at).await?.into_iter();
        let url = urls.next();
        let variants = medium.pictures.iter().zip(urls).map(|(drawn, url)| Variant {
            size: drawn.size,
            width: drawn.width,
            height: drawn.height,
            size_bytes: drawn.size_bytes,
            url,
        });
        Ok(Self { url, expires_at: Some(expires_at), variants: variants.collect(), ..plain })
    }
}

/// Addresses of the whole and of each picture.
async fn urls(app: &App, medium: &Medium, expires_at: DateTime<Utc>) -> Result<Vec<String>, Problem> {
    let media = app.media()?;
    let sizes = || std::iter::once(None).chain(medium.pictures.iter().map(|drawn| Some(drawn.size)));
    let keys: Vec<String> = sizes().map(|size| medium.key(size)).collect();
    let lasting = Duration::from_secs(LONGEST.unsigned_abs());
    if let Some(urls) = media.blobs.signed(&keys, lasting).await? {
        return Ok(urls);
    }
    let key = media.key(app.db()).await?;
    let (service, id, expires) = (app.db().service(), medium.id, expires_at.timestamp());
    let own = sizes().map(|size| {
        let variant = size.map(|size| size.to_string()).unwrap_or_default();
        let signature = key.sign(id, &variant, expires);
        let which = if variant.is_empty() { String::new() } else { format!("variant={variant}&") };
        format!("/api/{service}/media/{id}/content?{which}expires={expires}&signature={signature}")
    });
    Ok(own.collect())
}

/// `Content-Disposition`: shown by browsers, and saved under a plain name. (What is taken can hold no program.)
pub(super) fn disposition(medium: &Medium, picture: Option<u32>) -> String {
    let extension = ContentType::named(&medium.content_type).map_or("bin", ContentType::extension);
    match picture {
        None => format!("inline; filename=\"{}-{}.{extension}\"", medium.kind, medium.id),
        Some(size) => format!("inline; filename=\"{}-{}-{size}.jpg\"", medium.kind, medium.id),
    }
}
