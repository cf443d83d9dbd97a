//! The shop: who and where it is, whether it may order, and which seller looks after it.

use crate::login::phone_terms;
use chassis::auth::Principal;
use chassis::{FieldError, Nullable, Refusal, Text};
use chrono::{DateTime, Utc};
use contracts::identity::{CustomerState, CustomerStatus, Role};
use contracts::{CustomerId, Location, SellerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A shop that buys.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Customer {
    /// The shop.
    pub id: CustomerId,
    /// Raised by one with each change.
    pub version: i64,
    /// Whether it may order.
    pub status: CustomerStatus,
    /// The shop's name.
    pub business_name: String,
    /// Whom to ask for.
    pub name: Option<String>,
    /// E.164; unique.
    pub phone: String,
    /// Unique without case.
    pub email: Option<String>,
    /// Street address.
    pub address: String,
    /// City, if known.
    pub city: Option<String>,
    /// The pin on the map, if there is one.
    pub location: Option<Location>,
    /// The seller who looks after it.
    pub seller_id: Option<SellerId>,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A change of a shop: JSON merge patch.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct ChangeCustomer {
    /// The shop's name.
    #[serde(default)]
    pub business_name: Option<String>,
    /// Whom to ask for.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Nullable<String>,
    /// E.164. Does not change what its people sign in with.
    #[serde(default)]
    pub phone: Option<String>,
    /// Unique without case. Does not change what its people sign in with.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: Nullable<String>,
    /// Street address.
    #[serde(default)]
    pub address: Option<String>,
    /// City.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub city: Nullable<String>,
    /// The pin on the map.
    #[serde(default)]
    #[schema(value_type = Option<Location>)]
    pub location: Nullable<Location>,
    /// `active` or `blocked`. Only admin and sales_manager.
    #[serde(default)]
    pub status: Option<CustomerStatus>,
    /// The seller who looks after it. Only admin and sales_manager.
    #[serde(default)]
    #[schema(value_type = Option<SellerId>)]
    pub seller_id: Nullable<SellerId>,
}

/// Why something about a shop is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomerRefused {
    /// Another shop or user has the phone number.
    PhoneTaken,
    /// Another shop or user has the e-mail address.
    EmailTaken,
    /// There is no user with the role seller and that id.
    UnknownSeller,
    /// A shop that was checked does not become unchecked again.
    NotPendingAgain,
}

impl Refusal for CustomerRefused {
    fn status(&self) -> u16 {
        match self {
            Self::PhoneTaken | Self::EmailTaken => 409,
            Self::UnknownSeller | Self::NotPendingAgain => 422,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::PhoneTaken => "phone_taken",
            Self::EmailTaken => "email_taken",
            Self::UnknownSeller => "unknown_seller",
            Self::NotPendingAgain => "not_pending_again",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::PhoneTaken => Text::new(
                "This phone number is already registered. Sign in with it, or use another.",
                "Este teléfono ya está registrado. Ingrese con él o use otro.",
            ),
            Self::EmailTaken => Text::new(
                "This e-mail address is already registered. Sign in with it, or use another.",
                "Este correo ya está registrado. Ingrese con él o use otro.",
            ),
            Self::UnknownSeller => Text::new("There is no seller with this id.", "No hay ningún vendedor con este id."),
            Self::NotPendingAgain => Text::new(
                "A shop that was checked can be active or blocked, not pending again.",
                "Una tienda ya revisada puede estar activa o bloqueada, no pendiente otra vez.",
            ),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let pointer = match self {
            Self::PhoneTaken => "/phone",
            Self::EmailTaken => "/email",
            Self::UnknownSeller => "/seller_id",
            Self::NotPendingAgain => "/status",
        };
        vec![FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() }]
    }
}

/// What a caller may do with a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Everything.
    All,
    /// See it and correct who and where it is; not its status, not its seller.
    BusinessData,
    /// Nothing: to this caller it is not there.
    None,
}

impl Customer {
    /// What a caller may do with this shop: admin and sales managers everything; other office people, the seller who
    /// looks after it and the shop itself correct its data; for all others it is not there.
    #[must_use]
    pub fn rights_of(&self, caller: &Principal) -> Rights {
        let own = caller.has(Role::Customer) && caller.customer_id == Some(self.id);
        let looked_after = caller.has(Role::Seller) && self.seller_id == Some(SellerId(caller.user_id.0));
        if caller.has_any(&[Role::Admin, Role::SalesManager]) {
            Rights::All
        } else if caller.is_staff() || own || looked_after {
            Rights::BusinessData
        } else {
            Rights::None
        }
    }

    /// Whether the shop's people are the caller's business: of those who decide, and of the seller who looks after it.
    #[must_use]
    pub fn people_are_known_to(&self, caller: &Principal) -> bool {
        let looked_after = caller.has(Role::Seller) && self.seller_id == Some(SellerId(caller.user_id.0));
        looked_after || self.rights_of(caller) == Rights::All
    }

    /// The shop after a change; unchanged (version too) if it says nothing new.
    ///
    /// # Errors
    /// [`CustomerRefused::NotPendingAgain`].
    pub fn changed(&self, change: ChangeCustomer, now: DateTime<Utc>) -> Result<Self, CustomerRefused> {
        let status = change.status.unwrap_or(self.status);
        if status == CustomerStatus::Pending && self.status != status {
            return Err(CustomerRefused::NotPendingAgain);
        }
        let changed = Self {
            status,
            business_name: change.business_name.map_or_else(|| self.business_name.clone(), |text| tidy(&text)),
            name: tidy_optional(change.name.or(self.name.clone())),
            phone: change.phone.map_or_else(|| self.phone.clone(), |text| crate::login::phone_number(&text)),
            email: tidy_optional(change.email.or(self.email.clone())),
            address: change.address.map_or_else(|| self.address.clone(), |text| tidy(&text)),
            city: tidy_optional(change.city.or(self.city.clone())),
            location: change.location.or(self.location),
            seller_id: change.seller_id.or(self.seller_id),
            ..self.clone()
        };
        Ok(if changed == *self { changed } else { Self { version: self.version + 1, updated_at: now, ..changed } })
    }

    /// What the other services are told.
    #[must_use]
    pub fn state(&self) -> CustomerState {
        CustomerState {
            id: self.id,
            version: self.version,
            status: self.status,
            business_name: self.business_name.clone(),
            phone: self.phone.clone(),
            address: self.address.clone(),
            city: self.city.clone(),
            location: self.location,
            seller_id: self.seller_id,
        }
    }

    /// What a search finds it by.
    #[must_use]
    pub fn search_text(&self) -> String {
        let phone = phone_terms(&self.phone);
        let optional = [&self.name, &self.city, &self.email].map(|text| text.as_deref().unwrap_or_default());
        [self.business_name.as_str(), &self.address, &phone].into_iter().chain(optional).collect::<Vec<_>>().join(" ")
    }
}

impl ChangeCustomer {
    /// Whether it touches what only admin and sales managers decide.
    #[must_use]
    pub fn needs_all_rights(&self) -> bool {
        self.status.is_some() || self.seller_id.is_mentioned()
    }
}

/// Without surrounding space.
#[must_use]
pub fn tidy(text: &str) -> String {
    text.trim().to_owned()
}

/// Without surrounding space; nothing if nothing is left.
#[must_use]
pub fn tidy_optional(text: Option<String>) -> Option<String> {
    text.map(|text| tidy(&text)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{SessionId, UserId};

    fn shop() -> Customer {
        Customer {
            id: CustomerId::new(),
            version: 3,
            status: CustomerStatus::Pending,
            business_name: "Tienda La Esquina".to_owned(),
            name: Some("Martha".to_owned()),
            phone: "+573104827316".to_owned(),
            email: None,
            address: "Calle 140 # 13-42".to_owned(),
            city: Some("Bogotá".to_owned()),
            location: None,
            seller_id: Some(SellerId::new()),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn caller(roles: &[Role]) -> Principal {
        Principal {
            user_id: UserId::new(),
            session_id: SessionId::new(),
            roles: roles.iter().copied().collect(),
            customer_id: None,
            supplier_id: None,
            warehouse_ids: Vec::new(),
            name: String::new(),
        }
    }

    #[test]
    fn a_shop_is_there_for_its_own_people_its_seller_and_the_office() {
        let shop = shop();
        assert_eq!(shop.rights_of(&caller(&[Role::SalesManager])), Rights::All);
        assert_eq!(shop.rights_of(&caller(&[Role::Logistics])), Rights::BusinessData);
        assert_eq!(shop.rights_of(&caller(&[Role::Seller])), Rights::None);
        assert_eq!(shop.rights_of(&caller(&[Role::Driver, Role::Supplier])), Rights::None);
        let mut seller = caller(&[Role::Seller]);
        seller.user_id = UserId(shop.seller_id.expect("seller").0);
        assert_eq!(shop.rights_of(&seller), Rights::BusinessData);
        let mut owner = caller(&[Role::Customer]);
        assert_eq!(shop.rights_of(&owner), Rights::None);
        owner.customer_id = Some(shop.id);
        assert_eq!(shop.rights_of(&owner), Rights::BusinessData);
    }

    #[test]
    fn a_change_raises_the_version_by_one_and_no_change_does_not() {
        let shop = shop();
        let now = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1);
        let same = ChangeCustomer { address: Some(" Calle 140 # 13-42 ".to_owned()), ..ChangeCustomer::default() };
        assert_eq!(shop.changed(same, now), Ok(shop.clone()));
        let change = ChangeCustomer {
            name: Nullable::Null,
            city: Nullable::Value("  ".to_owned()),
            status: Some(CustomerStatus::Active),
            ..ChangeCustomer::default()
        };
        let changed = shop.changed(change, now).expect("allowed");
        assert_eq!((changed.version, changed.updated_at), (4, now));
        assert_eq!(
            (changed.name.as_ref(), changed.city.as_ref(), changed.status),
            (None, None, CustomerStatus::Active)
        );
        let back = ChangeCustomer { status: Some(CustomerStatus::Pending), ..ChangeCustomer::default() };
        assert_eq!(changed.changed(back, now), Err(CustomerRefused::NotPendingAgain));
    }
}
