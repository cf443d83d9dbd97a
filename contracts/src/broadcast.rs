//! What every process hears once, if it listens at that moment: live hints and revocations. Unlike messages, broadcasts have
//! no inbox and may be missed: a client that reconnects reads again, and an access token ends by itself.

use crate::identity::Role;
use crate::{CustomerId, SellerId, Service, SessionId, SupplierId, UserId};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who is told that something changed. Nothing of it reaches a client; the gateway compares it with its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Every signed-in caller.
    SignedIn,
    /// The company's office people.
    Staff,
    /// Whoever has a role.
    Role(Role),
    /// The users of a shop.
    Customer(CustomerId),
    /// A seller.
    Seller(SellerId),
    /// The users of a supplier.
    Supplier(SupplierId),
    /// One person.
    User(UserId),
    /// Somebody that this build does not know; nobody hears it.
    Unknown,
}

impl std::fmt::Display for Audience {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SignedIn => f.write_str("signed_in"),
            Self::Staff => f.write_str("staff"),
            Self::Role(role) => write!(f, "role:{}", role.name()),
            Self::Customer(id) => write!(f, "customer:{id}"),
            Self::Seller(id) => write!(f, "seller:{id}"),
            Self::Supplier(id) => write!(f, "supplier:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl From<&str> for Audience {
    fn from(text: &str) -> Self {
        let known = match text.split_once(':') {
            None => match text {
                "signed_in" => Some(Self::SignedIn),
                "staff" => Some(Self::Staff),
                _ => None,
            },
            Some(("role", role)) => role.parse().ok().map(Self::Role),
            Some(("customer", id)) => id.parse().ok().map(Self::Customer),
            Some(("seller", id)) => id.parse().ok().map(Self::Seller),
            Some(("supplier", id)) => id.parse().ok().map(Self::Supplier),
            Some(("user", id)) => id.parse().ok().map(Self::User),
            Some(_) => None,
        };
        known.unwrap_or(Self::Unknown)
    }
}

impl Serialize for Audience {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

impl JsonSchema for Audience {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Audience".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "`signed_in`, `staff`, or `role:`, `customer:`, `seller:`, `supplier:`, `user:` and a name or id."
        })
    }
}

/// `<service>.changed.v1`: something may be read again. A hint: it carries no data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// The collection as in the path, such as `orders`.
    pub resource: String,
    /// What changed; the nil id means many of the collection.
    pub id: Uuid,
    /// Its version now; 0 where many changed.
    pub version: i64,
    /// Who is told.
    pub audience: Vec<Audience>,
}

/// `identity.revoked.v1`: access tokens that are no longer good, though their ten minutes have not passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Revoked {
    /// Whose tokens.
    pub user_id: UserId,
    /// Only those of this sign-in; otherwise all of the user.
    pub session_id: Option<SessionId>,
    /// Only tokens issued before this instant.
    pub before: DateTime<Utc>,
}

/// The name of `Revoked`.
pub const REVOKED: &str = "identity.revoked.v1";

/// The name of a service's hints.
#[must_use]
pub fn changed_by(service: Service) -> String {
    format!("{service}.changed.v1")
}

/// Every broadcast: name, sender, summary and schema, for the generated documents.
pub fn all() -> impl Iterator<Item = (String, Service, &'static str, schemars::Schema)> {
    let hints = Service::ALL.into_iter().map(|service| {
        let summary = "Something changed and may be read again; passed on to `/api/events`.";
        (changed_by(service), service, summary, schemars::schema_for!(Changed))
    });
    let revoked = (
        REVOKED.to_owned(),
        Service::Identity,
        "Access tokens that are refused from now on.",
        schemars::schema_for!(Revoked),
    );
    hints.chain([revoked])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_travel_as_text_and_strange_ones_reach_nobody() {
        let id = Uuid::from_u128(7);
        let all = [
            Audience::SignedIn,
            Audience::Staff,
            Audience::Role(Role::SalesManager),
            Audience::Customer(id.into()),
            Audience::Seller(id.into()),
            Audience::Supplier(id.into()),
            Audience::User(id.into()),
        ];
        for audience in all {
            let text = serde_json::to_string(&audience).expect("text");
            assert_eq!(serde_json::from_str::<Audience>(&text).expect("audience"), audience, "{text}");
        }
        for strange in ["\"everyone\"", "\"role:emperor\"", "\"customer:7\"", "\"truck:1\""] {
            assert_eq!(serde_json::from_str::<Audience>(strange).expect("audience"), Audience::Unknown);
        }
    }
}
