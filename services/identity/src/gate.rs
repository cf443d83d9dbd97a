//! What the handlers of identity need besides the chassis' `App`: the wrapping key, the place where passwords are hashed,
//! and how mails leave.

use crate::mailer::Mailer;
use crate::password::Passwords;
use crate::signing_key::to_sign_with;
use crate::store::keys;
use axum::Extension;
use chassis::auth::Claims;
use chassis::{App, Problem};
use std::sync::Arc;
use utoipa_axum::router::UtoipaMethodRouter;

/// What identity is started with.
#[derive(Clone)]
pub struct IdentityConfig {
    /// Seals the private keys in the database: a secret of the installation (cluster) or a 0600 file (one machine).
    /// The same for every replica and every start; without it no stored key can be used.
    pub wrapping_key: [u8; 32],
    /// How mails leave.
    pub mailer: Mailer,
}

impl std::fmt::Debug for IdentityConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IdentityConfig {{ wrapping_key: …, mailer: {:?} }}", self.mailer)
    }
}

/// Shared by all requests of one process.
pub struct Gate {
    pub(crate) wrapping_key: [u8; 32],
    pub(crate) passwords: Passwords,
    pub(crate) mailer: Mailer,
}

impl Gate {
    /// With nobody waiting.
    #[must_use]
    pub fn new(config: &IdentityConfig) -> Arc<Self> {
        let (wrapping_key, mailer) = (config.wrapping_key, config.mailer.clone());
        Arc::new(Self { wrapping_key, passwords: Passwords::default(), mailer })
    }

    /// Gives handlers access to it, as `Extension<Arc<Gate>>`.
    pub fn given_to(self: &Arc<Self>, routes: UtoipaMethodRouter<App>) -> UtoipaMethodRouter<App> {
        let (schemas, paths, methods) = routes;
        (schemas, paths, methods.layer(Extension(Arc::clone(self))))
    }

    /// An access token, signed with the key that signs now.
    ///
    /// # Errors
    /// 503 when the database does not answer, or (a set-up that is wrong, logged) when no key can be opened.
    pub async fn sign(&self, app: &App, claims: &Claims) -> Result<String, Problem> {
        let stored = keys::all(app.db()).await?;
        let Some(key) = to_sign_with(&stored, app.now()) else { return Err(Problem::not_ready_yet()) };
        let signed = key.open(&self.wrapping_key).and_then(|key| key.sign(claims));
        signed.map_err(|error| {
            tracing::error!(%error, "nobody can sign in");
            Problem::unavailable()
        })
    }
}
