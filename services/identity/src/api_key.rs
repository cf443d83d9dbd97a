//! The key with which another system proves itself: `sfk_<id>_<secret>`. Its secret is shown once and stored as a hash; it is
//! exchanged for access tokens of ten minutes, so that no other service needs to know keys.

use crate::user::TOKEN_LIFETIME;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chassis::auth::Claims;
use chassis::{FieldError, Refusal, Text};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use contracts::{SessionId, UserId};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// What every key begins with, so that one that leaked is recognised.
const PREFIX: &str = "sfk";

/// A key, without its secret.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ApiKey {
    /// The key. Its access tokens carry it as user and as session.
    pub id: Uuid,
    /// Raised by one with each change.
    pub version: i64,
    /// What the other system is called; the name in the audit.
    pub name: String,
    /// What it may do.
    #[schema(value_type = Vec<Role>)]
    pub roles: BTreeSet<Role>,
    /// The administrator who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last exchanged for an access token.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A key as its system presents it. Has no `Debug`: it is a secret.
pub struct PresentedKey {
    /// Which key it says it is.
    pub id: Uuid,
    secret: String,
}

impl PresentedKey {
    /// The secret of a new key.
    #[must_use]
    pub fn new(id: Uuid) -> Self {
        Self { id, secret: crate::random::text() }
    }

    /// Reads what was presented; `None` if it does not even look like a key.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '_');
        let (prefix, id, secret) = (parts.next()?, parts.next()?, parts.next()?);
        let id = (prefix == PREFIX).then(|| Uuid::try_parse(id).ok())??;
        Some(Self { id, secret: secret.to_owned() })
    }

    /// As it travels.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{PREFIX}_{}_{}", self.id.simple(), self.secret)
    }

    /// What is stored of it. (256 random bits need no slow hash.)
    #[must_use]
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.secret.as_bytes()))
    }
}

impl ApiKey {
    /// Whether it is good at an instant.
    #[must_use]
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }

    /// What an access token of this key says. It never outlives the key.
    #[must_use]
    pub fn claims(&self, now: DateTime<Utc>) -> Claims {
        let end = now + TOKEN_LIFETIME;
        Claims {
            sub: UserId(self.id),
            sid: SessionId(self.id),
            roles: self.roles.clone(),
            customer_id: None,
            supplier_id: None,
            warehouse_ids: Vec::new(),
            name: self.name.clone(),
            iat: now.timestamp(),
            exp: self.expires_at.map_or(end, |expires| expires.min(end)).timestamp(),
        }
    }
}

/// Why something about a key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyRefused {
    /// No key came along, or one that is unknown, revoked or expired: never told apart.
    Invalid,
    /// No role.
    NoRole,
    /// A role that is limited to a shop, a supplier or a person.
    PersonalRole,
    /// It would end before it begins.
    Expired,
}

impl Refusal for ApiKeyRefused {
    fn status(&self) -> u16 {
        match self {
            Self::Invalid => 401,
            _ => 422,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "api_key_invalid",
            Self::NoRole => "role_needed",
            Self::PersonalRole => "personal_role",
            Self::Expired => "expires_in_the_past",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::Invalid => Text::new(
                "Send a valid API key as `Authorization: Bearer sfk_…`; this one is missing, unknown, revoked or expired.",
                "Envíe una clave de API válida como `Authorization: Bearer sfk_…`; esta falta, no existe, fue revocada o venció.",
            ),
            Self::NoRole => Text::new("Give the key at least one role.", "Dé a la clave al menos un rol."),
            Self::PersonalRole => Text::new(
                "A key can have the roles of the office only, not supplier, driver, seller or customer.",
                "Una clave solo puede tener los roles de la oficina, no proveedor, conductor, vendedor ni cliente.",
            ),
            Self::Expired => Text::new("Choose an instant in the future.", "Elija un instante en el futuro."),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let pointer = match self {
            Self::Invalid => return Vec::new(),
            Self::NoRole | Self::PersonalRole => "/roles",
            Self::Expired => "/expires_at",
        };
        vec![FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() }]
    }
}

/// The roles that a key may have.
///
/// # Errors
/// The rule that they break.
pub fn roles_of_a_key(roles: &[Role]) -> Result<BTreeSet<Role>, ApiKeyRefused> {
    if roles.is_empty() {
        Err(ApiKeyRefused::NoRole)
    } else if roles.iter().any(|role| !Role::STAFF.contains(role)) {
        Err(ApiKeyRefused::PersonalRole)
    } else {
        Ok(roles.iter().copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_survives_travelling_and_rubbish_is_none(text in "\\PC{0,80}") {
            let key = PresentedKey::new(Uuid::now_v7());
            let back = PresentedKey::read(&format!(" {} ", key.text())).expect("a key");
            prop_assert!(back.id == key.id && back.hash() == key.hash());
            prop_assert!(!key.text().contains(&key.hash()));
            prop_assert!(PresentedKey::read(&text).is_none());
        }
    }

    #[test]
    fn a_key_has_roles_of_the_office() {
        assert_eq!(roles_of_a_key(&[]), Err(ApiKeyRefused::NoRole));
        for role in [Role::Customer, Role::Seller, Role::Driver, Role::Supplier] {
            assert_eq!(roles_of_a_key(&[Role::Admin, role]), Err(ApiKeyRefused::PersonalRole));
        }
        assert_eq!(roles_of_a_key(&Role::STAFF).map(|roles| roles.len()), Ok(5));
    }

    #[test]
    fn its_tokens_end_with_it() {
        let now = DateTime::UNIX_EPOCH;
        let key = ApiKey {
            id: Uuid::now_v7(),
            version: 1,
            name: "ERP".to_owned(),
            roles: BTreeSet::from([Role::Purchasing]),
            created_by: UserId::new(),
            created_at: now,
            expires_at: Some(now + TimeDelta::minutes(3)),
            revoked_at: None,
            last_used_at: None,
        };
        assert_eq!((key.claims(now).iat, key.claims(now).exp), (0, 180));
        assert!(key.is_good(now) && !key.is_good(now + TimeDelta::minutes(3)));
        assert!(!ApiKey { revoked_at: Some(now), ..key.clone() }.is_good(now));
        assert_eq!(ApiKey { expires_at: None, ..key }.claims(now).exp, 600);
    }
}
