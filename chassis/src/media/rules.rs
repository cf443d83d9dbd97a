//! What a service says about its media.

use super::content::ContentType;
use super::store::Medium;
use crate::app::App;
use crate::db::Tx;
use crate::http::auth::Principal;
use crate::http::problem::Problem;
use contracts::identity::Role;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

const MIB: i64 = 1024 * 1024;

/// What a medium belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MediaSubject)]
pub struct Subject {
    /// Such as `product`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Which one.
    pub id: Uuid,
}

/// A kind of media: what it belongs to, what it may be, who uploads it.
#[derive(Clone, Debug)]
pub struct MediaKind {
    pub(crate) name: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) types: Vec<ContentType>,
    pub(crate) most_bytes: i64,
    pub(crate) uploaders: BTreeSet<Role>,
    pub(crate) sizes: Vec<u32>,
    pub(crate) public: bool,
}

impl MediaKind {
    fn new(name: &'static str, subject: &'static str, types: &[ContentType], most_bytes: i64) -> Self {
        let (types, uploaders, sizes) = (types.to_vec(), BTreeSet::new(), Vec::new());
        Self { name, subject, types, most_bytes, uploaders, sizes, public: false }
    }

    /// JPEG, PNG or WebP, at most 10 MiB.
    #[must_use]
    pub fn images(name: &'static str, subject: &'static str) -> Self {
        Self::new(name, subject, &[ContentType::Jpeg, ContentType::Png, ContentType::Webp], 10 * MIB)
    }

    /// MP4 or WebM, at most 200 MiB.
    #[must_use]
    pub fn videos(name: &'static str, subject: &'static str) -> Self {
        Self::new(name, subject, &[ContentType::Mp4, ContentType::Webm], 200 * MIB)
    }

    /// PDF, at most 20 MiB.
    #[must_use]
    pub fn documents(name: &'static str, subject: &'static str) -> Self {
        Self::new(name, subject, &[ContentType::Pdf], 20 * MIB)
    }

    /// Another type besides.
    #[must_use]
    pub fn or(mut self, kind: ContentType) -> Self {
        self.types.push(kind);
        self
    }

    /// Who uploads it.
    #[must_use]
    pub fn by(mut self, roles: &[Role]) -> Self {
        self.uploaders.extend(roles);
        self
    }

    /// Smaller pictures that are made of each JPEG, PNG and WebP, by the pixels of their longer side.
    #[must_use]
    pub fn sizes(mut self, sizes: &[u32]) -> Self {
        self.sizes = sizes.to_vec();
        self
    }

    /// The smaller pictures are for everybody who knows the id, for ever (ADR 0012): for `<img>`, which sends no token.
    #[must_use]
    pub fn public_pictures(mut self) -> Self {
        self.public = true;
        self
    }
}

type MaySee = Box<dyn Fn(App, Principal, Subject) -> BoxFuture<'static, Result<bool, Problem>> + Send + Sync>;
type Ready = Box<dyn Fn(Tx, Medium) -> BoxFuture<'static, Result<(), Problem>> + Send + Sync>;

/// Everything about a service's media.
pub struct MediaRules {
    kinds: Vec<MediaKind>,
    may_see: MaySee,
    ready: Option<Ready>,
}

impl MediaRules {
    /// `may_see` says whether somebody may see a subject: who may, sees its media; who may and has the role, adds some.
    #[must_use]
    pub fn new<F, Fut>(may_see: F) -> Self
    where
        F: Fn(App, Principal, Subject) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<bool, Problem>> + Send + 'static,
    {
        Self {
            kinds: Vec::new(),
            may_see: Box::new(move |app, who, subject| may_see(app, who, subject).boxed()),
            ready: None,
        }
    }

    /// One more kind.
    #[must_use]
    pub fn kind(mut self, kind: MediaKind) -> Self {
        self.kinds.push(kind);
        self
    }

    /// What happens in the transaction in which a medium becomes ready. What it keeps it must [`attach`](super::attach); what
    /// stays loose is removed after seven days. A refusal begins the upload anew.
    #[must_use]
    pub fn ready<F, Fut>(mut self, ready: F) -> Self
    where
        F: Fn(Tx, Medium) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Problem>> + Send + 'static,
    {
        self.ready = Some(Box::new(move |tx, medium| ready(tx, medium).boxed()));
        self
    }

    /// What is made of a medium when it is complete.
    pub(crate) fn sizes_of(&self, medium: &Medium) -> &[u32] {
        let drawn = ContentType::named(&medium.content_type).is_some_and(ContentType::can_be_drawn);
        self.find(&medium.kind).filter(|_| drawn).map_or(&[], |kind| &kind.sizes)
    }

    pub(crate) fn find(&self, kind: &str) -> Option<&MediaKind> {
        self.kinds.iter().find(|known| known.name == kind)
    }

    pub(crate) fn names(&self) -> String {
        self.kinds.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn uploaders(&self) -> BTreeSet<Role> {
        self.kinds.iter().flat_map(|kind| kind.uploaders.iter().copied()).collect()
    }

    pub(crate) fn has_public(&self) -> bool {
        self.kinds.iter().any(|kind| kind.public)
    }

    /// 404 unless the caller may see the subject.
    pub(crate) async fn check_sight(&self, app: &App, who: &Principal, subject: &Subject) -> Result<(), Problem> {
        match (self.may_see)(app.clone(), who.clone(), subject.clone()).await? {
            true => Ok(()),
            false => Err(Problem::not_found()),
        }
    }

    pub(crate) async fn became_ready(&self, tx: Tx, medium: Medium) -> Result<(), Problem> {
        match &self.ready {
            Some(ready) => ready(tx, medium).await,
            None => Ok(()),
        }
    }
}
