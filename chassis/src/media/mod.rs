//! Media for any service: pictures, videos and documents that belong to something ("subject") of the service.
//!
//! The protocol is `sync.md`: an upload is announced, comes in pieces to any replica, and is `ready` once all of it has been
//! seen to be what was announced. Read `upload.rs` (announcing and pieces), `join.rs` (from pieces to one object), `serve.rs`
//! (reading), `collect.rs` (what nobody wants any more), `rules.rs` (what a service says).

mod collect;
mod content;
mod join;
mod link;
mod pictures;
mod range;
mod rules;
mod serve;
mod store;
mod upload;
mod view;

pub(crate) use collect::collect;
pub use content::ContentType;
pub(crate) use join::resume;
pub use rules::{MediaKind, MediaRules, Subject};
pub use store::{Medium, attach, detach};
pub use view::picture_path;

use crate::app::App;
use crate::blobs::Blobs;
use crate::db::{Db, DbError, Sql, Tx};
use crate::http::problem::Problem;
use crate::http::routes::Routes;
use crate::http::system::placed;
use crate::sql_values;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contracts::Service;
use link::LinkKey;
use sea_orm::FromQueryResult;
use std::sync::Arc;
use tokio::sync::{OnceCell, Semaphore};
use utoipa_axum::routes;

/// Largest piece of an upload.
pub const PIECE: usize = 1024 * 1024;

/// A service's media while it runs.
pub(crate) struct Media {
    pub(crate) rules: Arc<MediaRules>,
    pub(crate) blobs: Blobs,
    key: OnceCell<LinkKey>,
    /// How many uploads this process joins at once.
    joining: Semaphore,
    /// How many images it unpacks at once: one takes up to some 200 MiB.
    drawing: Semaphore,
}

impl Media {
    pub(crate) fn new(rules: Arc<MediaRules>, blobs: Blobs) -> Self {
        Self { rules, blobs, key: OnceCell::new(), joining: Semaphore::new(4), drawing: Semaphore::new(1) }
    }

    /// The key that signs addresses, made by whichever replica needs it first.
    async fn key(&self, db: &Db) -> Result<&LinkKey, DbError> {
        #[derive(FromQueryResult)]
        struct Kept {
            secret: String,
        }
        let kept = || async { db.one::<Kept>("SELECT secret FROM media_secret WHERE id = 1", vec![]).await };
        let find = || async {
            if let Some(kept) = kept().await? {
                return Ok(kept.secret);
            }
            db.write(|tx: Tx| async move {
                let secret = STANDARD.encode(rand::random::<[u8; 32]>());
                let sql =
                    "INSERT INTO media_secret (id, secret, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";
                tx.exec(sql, sql_values![secret, tx.now()]).await
            })
            .await?;
            kept().await?.map(|kept| kept.secret).ok_or_else(|| DbError::Unavailable("no secret yet".to_owned()))
        };
        self.key.get_or_try_init(|| async { Ok(LinkKey::new(find().await?.as_bytes())) }).await
    }
}

impl App {
    /// The media of a service that has some.
    fn media(&self) -> Result<&Media, Problem> {
        self.maybe_media().ok_or_else(Problem::not_found)
    }
}

/// The routes under `/api/<service>/media`.
pub(crate) fn routes(service: Service, rules: &MediaRules) -> Routes {
    use crate::http::auth::Access;
    let uploaders = || Access::Roles(rules.uploaders());
    let here = |routes| placed(service, routes);
    let all = Routes::new()
        .add(uploaders(), here(routes!(upload::announce_upload)))
        .add(uploaders(), here(routes!(upload::upload_offset)))
        .add(uploaders(), here(routes!(upload::upload_piece)))
        .add(Access::signed_in(), here(routes!(serve::get_medium)))
        .add(Access::anyone(), here(routes!(serve::get_content)));
    if rules.has_public() { all.add(Access::anyone(), here(routes!(serve::get_picture))) } else { all }
}

/// The tables of a service that has media.
pub(crate) fn migration() -> crate::Migration {
    crate::Migration::new(
        "media_0001",
        "media of the service, their pieces while they come, and the key that signs addresses",
        r"
CREATE TABLE media (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    kind {text} NOT NULL,
    content_type {text} NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    sha256 {text} NOT NULL,
    subject_type {text} NOT NULL,
    subject_id {uuid} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('uploading', 'checking', 'ready', 'gone')),
    received bigint NOT NULL CHECK (received BETWEEN 0 AND size_bytes),
    round bigint NOT NULL,
    joiner {uuid},
    joiner_until bigint NOT NULL,
    pictures {json} NOT NULL,
    pieces_left bigint NOT NULL,
    loose_since {timestamp},
    uploaded_by {uuid} NOT NULL,
    uploader_name {text} NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE INDEX media_subject ON media (subject_id, created_at, id);
CREATE INDEX media_loose ON media (loose_since) WHERE loose_since IS NOT NULL;
CREATE INDEX media_checking ON media (joiner_until) WHERE status = 'checking';
CREATE INDEX media_pieces_left ON media (updated_at) WHERE status = 'ready' AND pieces_left > 0;

CREATE TABLE media_piece (
    media_id {uuid} NOT NULL REFERENCES media (id),
    round bigint NOT NULL,
    start_at bigint NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    key {text} NOT NULL,
    PRIMARY KEY (media_id, round, start_at)
);

CREATE TABLE media_secret (
    id bigint PRIMARY KEY,
    secret {text} NOT NULL,
    created_at {timestamp} NOT NULL
);
",
    )
}
