//! Who calls: access tokens, the keys that check them, and the rule of each route.

use super::problem::Problem;
use crate::clock::Clock;
use crate::db::{Db, DbError, Sql, Tx};
use crate::service::Failure;
use crate::sql_values;
use crate::transport::Heard;
use chrono::{DateTime, TimeDelta, Utc};
use contracts::broadcast::{Audience, Revoked};
use contracts::identity::{Role, SigningKeyPublished};
use contracts::{CustomerId, Envelope, SellerId, SessionId, SupplierId, UserId, WarehouseId};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// The claims of an access token, as identity writes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: UserId,
    /// The sign-in.
    pub sid: SessionId,
    /// What the user may do.
    pub roles: BTreeSet<Role>,
    /// The shop of a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// The supplier of a supplier's user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier_id: Option<SupplierId>,
    /// The warehouses of a warehouse worker; none means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warehouse_ids: Vec<WarehouseId>,
    /// Name for logs and the audit.
    #[serde(default)]
    pub name: String,
    /// Seconds since 1970.
    pub iat: i64,
    /// Seconds since 1970.
    pub exp: i64,
}

/// A signed-in caller.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// The user.
    pub user_id: UserId,
    /// The sign-in.
    pub session_id: SessionId,
    /// What the user may do.
    pub roles: BTreeSet<Role>,
    /// The shop of a customer.
    pub customer_id: Option<CustomerId>,
    /// The supplier of a supplier's user.
    pub supplier_id: Option<SupplierId>,
    /// The warehouses of a warehouse worker; none means all.
    pub warehouse_ids: Vec<WarehouseId>,
    /// Name for logs and the audit.
    pub name: String,
}

impl Principal {
    /// Whether the caller has a role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the caller has one of the roles.
    #[must_use]
    pub fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }

    /// Whether a hint for `audience` is for this caller.
    #[must_use]
    pub fn hears(&self, audience: Audience) -> bool {
        match audience {
            Audience::SignedIn => true,
            Audience::Staff => self.is_staff(),
            Audience::Role(role) => self.has(role),
            Audience::Customer(id) => self.customer_id == Some(id),
            Audience::Seller(id) => self.has(Role::Seller) && SellerId(self.user_id.0) == id,
            Audience::Supplier(id) => self.supplier_id == Some(id),
            Audience::User(id) => self.user_id == id,
            Audience::Unknown => false,
        }
    }

    /// Whether the caller is one of the company's office people.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.has_any(&Role::STAFF)
    }
}

impl From<Claims> for Principal {
    fn from(claims: Claims) -> Self {
        Self {
            user_id: claims.sub,
            session_id: claims.sid,
            roles: claims.roles,
            customer_id: claims.customer_id,
            supplier_id: claims.supplier_id,
            warehouse_ids: claims.warehouse_ids,
            name: claims.name,
        }
    }
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of ours, or changed.
    #[error("the token is not valid")]
    Invalid,
    /// Older than ten minutes.
    #[error("the token has expired")]
    Expired,
    /// Revoked since it was issued.
    #[error("the token has been revoked")]
    Revoked,
    /// Signed with a key that has not arrived here yet.
    #[error("the token's key is not known here yet")]
    UnknownKey,
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => Self::not_signed_in("token_invalid"),
            TokenError::Expired => Self::not_signed_in("token_expired"),
            TokenError::Revoked => Self::not_signed_in("token_revoked"),
            TokenError::UnknownKey => Self::not_ready_yet(),
        }
    }
}

/// Public keys by their id.
#[derive(Clone, Default)]
pub struct KeySet(HashMap<String, (DecodingKey, Option<DateTime<Utc>>)>);

impl KeySet {
    /// Adds a key: `public_key` is the raw Ed25519 key, base64url without padding. A key that cannot be read is left out.
    pub fn add(&mut self, kid: &str, public_key: &str) {
        self.add_until(kid, public_key, None);
    }

    /// The same for a key that is believed until an instant, if that is known.
    pub fn add_until(&mut self, kid: &str, public_key: &str, until: Option<DateTime<Utc>>) {
        match DecodingKey::from_ed_components(public_key) {
            Ok(key) => drop(self.0.insert(kid.to_owned(), (key, until))),
            Err(error) => tracing::warn!(kid, %error, "a public key cannot be read"),
        }
    }

    /// Whether the key of that id is known.
    #[must_use]
    pub fn knows(&self, kid: &str) -> bool {
        self.0.contains_key(kid)
    }

    /// Whether no key is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Checks signature and expiry.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Invalid)?;
        if header.alg != Algorithm::EdDSA {
            return Err(TokenError::Invalid);
        }
        let kid = header.kid.ok_or(TokenError::Invalid)?;
        let (key, until) = self.0.get(&kid).ok_or(TokenError::UnknownKey)?;
        if until.is_some_and(|until| until <= now) {
            return Err(TokenError::Invalid);
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        // Expiry is judged by the chassis' clock, which stories set.
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, key, &rules).map_err(|_| TokenError::Invalid)?.claims;
        if claims.exp <= now.timestamp() { Err(TokenError::Expired) } else { Ok(claims) }
    }
}

#[derive(FromQueryResult)]
struct KnownKey {
    kid: String,
    public_key: String,
    accepted_until: Option<DateTime<Utc>>,
}

/// How long a revocation matters: no access token lives longer.
const TOKEN_LIFE: TimeDelta = TimeDelta::minutes(10);

/// Access tokens that were revoked before their time was over, as far as this process has heard. Cheap to clone.
#[derive(Clone, Default)]
pub struct Revocations(Arc<RwLock<HashMap<UserId, Vec<Revoked>>>>);

impl Revocations {
    /// Refuses what was revoked.
    ///
    /// # Errors
    /// [`TokenError::Revoked`].
    pub fn check(&self, claims: &Claims) -> Result<(), TokenError> {
        let heard = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let refuses = |revoked: &Revoked| match revoked.session_id {
            Some(session) => session == claims.sid,
            // Tokens count whole seconds; one of the same second is refused rather than trusted.
            None => claims.iat <= revoked.before.timestamp(),
        };
        match heard.get(&claims.sub).is_some_and(|of_user| of_user.iter().any(refuses)) {
            true => Err(TokenError::Revoked),
            false => Ok(()),
        }
    }

    /// Adds what a process broadcast, if it is a revocation, and forgets those whose tokens have ended by themselves.
    pub fn learn(&self, envelope: &Envelope, now: DateTime<Utc>) {
        if envelope.name != contracts::broadcast::REVOKED {
            return;
        }
        let Ok(revoked) = serde_json::from_str::<Revoked>(&envelope.data) else {
            tracing::warn!("a revocation cannot be read");
            return;
        };
        let mut heard = self.0.write().unwrap_or_else(PoisonError::into_inner);
        heard.retain(|_, of_user| {
            of_user.retain(|revoked| revoked.before + TOKEN_LIFE > now);
            !of_user.is_empty()
        });
        heard.entry(revoked.user_id).or_default().push(revoked);
    }

    /// Learns all that is broadcast, until `stop`.
    pub(crate) async fn follow(self, mut heard: broadcast::Receiver<Heard>, clock: Clock, stop: CancellationToken) {
        loop {
            tokio::select! {
                next = heard.recv() => match next {
                    Ok(Heard::Broadcast(envelope)) => self.learn(&envelope, clock.now()),
                    Ok(Heard::Gap) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                },
                () = stop.cancelled() => return,
            }
        }
    }
}

/// The keys that a service has learnt, cached.
pub(crate) struct Keys {
    db: Db,
    pub(crate) revocations: Revocations,
    cache: RwLock<Arc<KeySet>>,
}

impl Keys {
    pub(crate) fn new(db: Db) -> Self {
        Self { db, revocations: Revocations::default(), cache: RwLock::default() }
    }

    fn cached(&self) -> Arc<KeySet> {
        Arc::clone(&self.cache.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn unrevoked(&self, claims: Claims) -> Result<Principal, Problem> {
        self.revocations.check(&claims)?;
        Ok(claims.into())
    }

    /// Checks a token with the keys in memory; where its key is unknown, once more with those in the database.
    pub(crate) async fn verify(&self, token: &str) -> Result<Principal, Problem> {
        let now = self.db.now();
        match self.cached().verify(token, now) {
            Err(TokenError::UnknownKey) => {
                let sql = "SELECT kid, public_key, accepted_until FROM known_key";
                let rows: Vec<KnownKey> = self.db.all(sql, vec![]).await?;
                let mut keys = KeySet::default();
                for row in rows {
                    keys.add_until(&row.kid, &row.public_key, row.accepted_until);
                }
                let keys = Arc::new(keys);
                *self.cache.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&keys);
                self.unrevoked(keys.verify(token, now)?)
            }
            outcome => self.unrevoked(outcome?),
        }
    }
}

/// Keeps a public key in this service's database, and until when it is believed as soon as that is known.
///
/// # Errors
/// [`DbError`].
pub async fn learn_key(tx: &Tx, key: &SigningKeyPublished) -> Result<(), DbError> {
    let sql = "INSERT INTO known_key (kid, public_key, signs_from, accepted_until) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (kid) DO UPDATE SET accepted_until = excluded.accepted_until \
               WHERE excluded.accepted_until IS NOT NULL \
               AND (known_key.accepted_until IS NULL OR excluded.accepted_until < known_key.accepted_until)";
    let values = sql_values![key.kid.clone(), key.public_key.clone(), key.signs_from, key.accepted_until];
    tx.exec(sql, values).await?;
    Ok(())
}

/// Every service but identity learns keys by message.
pub(crate) async fn learn_published_key(tx: Tx, key: SigningKeyPublished) -> Result<(), Failure> {
    Ok(learn_key(&tx, &key).await?)
}

/// Who may call a route. Written into the API description as `x-roles`, and enforced before the handler runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nobody needs to be signed in.
    Anyone,
    /// Every signed-in caller; the handler shows each only what is its own.
    SignedIn,
    /// Callers with one of these roles.
    Roles(BTreeSet<Role>),
}

impl Access {
    /// Nobody needs to be signed in.
    #[must_use]
    pub const fn anyone() -> Self {
        Self::Anyone
    }

    /// Every signed-in caller.
    #[must_use]
    pub const fn signed_in() -> Self {
        Self::SignedIn
    }

    /// Callers with one of these roles.
    #[must_use]
    pub fn roles(roles: &[Role]) -> Self {
        Self::Roles(roles.iter().copied().collect())
    }

    /// The company's office people.
    #[must_use]
    pub fn staff() -> Self {
        Self::roles(&Role::STAFF)
    }

    /// The same and the company's office people.
    #[must_use]
    pub fn and_staff(self) -> Self {
        match self {
            Self::Roles(mut roles) => {
                roles.extend(Role::STAFF);
                Self::Roles(roles)
            }
            other => other,
        }
    }

    /// As written into the API description.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Self::Anyone => vec!["anyone"],
            Self::SignedIn => vec!["signed_in"],
            Self::Roles(roles) => roles.iter().map(|role| role.name()).collect(),
        }
    }

    pub(crate) fn allows(&self, principal: &Principal) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Roles(roles) => roles.iter().any(|role| principal.has(*role)),
        }
    }
}
