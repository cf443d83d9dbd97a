//! What handlers and jobs of a service work with.

use crate::company::Company;
use crate::db::Db;
use crate::http::auth::Keys;
use crate::http::changes::SyncClock;
use crate::media::Media;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// A service's surroundings; the state of its router. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    keys: Keys,
    sync_clock: SyncClock,
    media: Option<Media>,
}

impl App {
    pub(crate) fn new(db: Db, media: Option<Media>) -> Self {
        let keys = Keys::new(db.clone());
        Self(Arc::new(Inner { db, keys, sync_clock: SyncClock::default(), media }))
    }

    /// The service's database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.db.now()
    }

    /// The company whose installation this is.
    #[must_use]
    pub fn company(&self) -> &Company {
        self.0.db.company()
    }

    /// What the clock has shown of late; looked at once more.
    pub(crate) fn sync_clock(&self) -> &SyncClock {
        self.0.sync_clock.look(self.0.db.clock());
        &self.0.sync_clock
    }

    /// The media, of a service that has some.
    pub(crate) fn maybe_media(&self) -> Option<&Media> {
        self.0.media.as_ref()
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }
}
