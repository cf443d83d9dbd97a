//! The user: a person who signs in, with roles and what each role is limited to.

use crate::customer::{tidy, tidy_optional};
use crate::login::{phone_number, phone_terms};
use crate::password::Password;
use chassis::auth::Claims;
use chassis::{FieldError, Nullable, Refusal, Text};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::identity::Role;
use contracts::{CustomerId, Location, SessionId, SupplierId, UserId, WarehouseId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How long an access token is good for.
pub const TOKEN_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// May sign in.
    Active,
    /// May not.
    Blocked,
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct User {
    /// The user; for a seller also the seller's id.
    pub id: UserId,
    /// Raised by one with each change.
    pub version: i64,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// Unique without case.
    pub email: Option<String>,
    /// E.164; unique.
    pub phone: Option<String>,
    /// What the user is called.
    pub name: String,
    /// What the user may do.
    #[schema(value_type = Vec<Role>)]
    pub roles: BTreeSet<Role>,
    /// The shop of a customer.
    pub customer_id: Option<CustomerId>,
    /// The supplier of a supplier's user.
    pub supplier_id: Option<SupplierId>,
    /// The warehouses of a warehouse worker; none means all.
    pub warehouse_ids: Vec<WarehouseId>,
    /// The territory of a seller, in words.
    pub zone: Option<String>,
    /// Where a seller's day begins.
    pub start_point: Option<Location>,
    /// When the user came.
    pub created_at: DateTime<Utc>,
    /// When the user last changed.
    pub updated_at: DateTime<Utc>,
}

/// A change of a user: JSON merge patch.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct ChangeUser {
    /// Unique without case.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: Nullable<String>,
    /// E.164; unique.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub phone: Nullable<String>,
    /// What the user is called.
    #[serde(default)]
    pub name: Option<String>,
    /// A new password; ends all sign-ins of the user.
    #[serde(default)]
    pub password: Option<Password>,
    /// All of the user's roles.
    #[serde(default)]
    pub roles: Option<Vec<Role>>,
    /// The shop of a customer.
    #[serde(default)]
    #[schema(value_type = Option<CustomerId>)]
    pub customer_id: Nullable<CustomerId>,
    /// The supplier of a supplier's user.
    #[serde(default)]
    #[schema(value_type = Option<SupplierId>)]
    pub supplier_id: Nullable<SupplierId>,
    /// All warehouses of a warehouse worker; an empty list means all there are.
    #[serde(default)]
    pub warehouse_ids: Option<Vec<WarehouseId>>,
    /// The territory of a seller, in words.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub zone: Nullable<String>,
    /// Where a seller's day begins.
    #[serde(default)]
    #[schema(value_type = Option<Location>)]
    pub start_point: Nullable<Location>,
    /// `blocked` ends all sign-ins of the user.
    #[serde(default)]
    pub status: Option<UserStatus>,
}

/// Why something about a user is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserRefused {
    /// Another user has the phone number.
    PhoneTaken,
    /// Another user has the e-mail address.
    EmailTaken,
    /// Neither e-mail address nor phone number.
    NoLogin,
    /// No role.
    NoRole,
    /// The role supplier without a supplier.
    SupplierNeeded,
    /// The role customer without a shop.
    CustomerNeeded,
    /// There is no such shop.
    UnknownCustomer,
    /// Administrators do not lock themselves out.
    OwnAccess,
}

impl Refusal for UserRefused {
    fn status(&self) -> u16 {
        match self {
            Self::PhoneTaken | Self::EmailTaken | Self::OwnAccess => 409,
            _ => 422,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::PhoneTaken => "phone_taken",
            Self::EmailTaken => "email_taken",
            Self::NoLogin => "login_needed",
            Self::NoRole => "role_needed",
            Self::SupplierNeeded => "supplier_needed",
            Self::CustomerNeeded => "customer_needed",
            Self::UnknownCustomer => "unknown_customer",
            Self::OwnAccess => "own_access",
        }
    }

    fn text(&self) -> Text {
        let (en, es) = match self {
            Self::PhoneTaken => ("Another user has this phone number.", "Otro usuario tiene este teléfono."),
            Self::EmailTaken => ("Another user has this e-mail address.", "Otro usuario tiene este correo."),
            Self::NoLogin => (
                "Give an e-mail address or a phone number to sign in with.",
                "Indique un correo o un teléfono para ingresar.",
            ),
            Self::NoRole => ("Give the user at least one role.", "Dé al usuario al menos un rol."),
            Self::SupplierNeeded => (
                "A user with the role supplier needs a supplier.",
                "Un usuario con el rol de proveedor necesita un proveedor.",
            ),
            Self::CustomerNeeded => {
                ("A user with the role customer needs a shop.", "Un usuario con el rol de cliente necesita una tienda.")
            }
            Self::UnknownCustomer => ("There is no shop with this id.", "No hay ninguna tienda con este id."),
            Self::OwnAccess => (
                "You cannot block yourself or take your own administrator role away. Ask another administrator.",
                "No puede bloquearse ni quitarse su propio rol de administrador. Pídalo a otro administrador.",
            ),
        };
        Text::new(en, es)
    }

    fn errors(&self) -> Vec<FieldError> {
        let pointer = match self {
            Self::PhoneTaken => "/phone",
            Self::EmailTaken | Self::NoLogin => "/email",
            Self::NoRole => "/roles",
            Self::SupplierNeeded => "/supplier_id",
            Self::CustomerNeeded | Self::UnknownCustomer => "/customer_id",
            Self::OwnAccess => return Vec::new(),
        };
        vec![FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() }]
    }
}

impl User {
    /// The user itself, if it is one that may be.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn checked(self) -> Result<Self, UserRefused> {
        if self.email.is_none() && self.phone.is_none() {
            Err(UserRefused::NoLogin)
        } else if self.roles.is_empty() {
            Err(UserRefused::NoRole)
        } else if self.roles.contains(&Role::Supplier) && self.supplier_id.is_none() {
            Err(UserRefused::SupplierNeeded)
        } else if self.roles.contains(&Role::Customer) && self.customer_id.is_none() {
            Err(UserRefused::CustomerNeeded)
        } else {
            Ok(self)
        }
    }

    /// The user after a change made by `by`; unchanged (version too) if it says nothing new. A new password is a
    /// change.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn changed(&self, change: ChangeUser, by: UserId, now: DateTime<Utc>) -> Result<Self, UserRefused> {
        let new_password = change.password.is_some();
        let changed = Self {
            email: tidy_optional(change.email.or(self.email.clone())),
            phone: change.phone.or(self.phone.clone()).map(|text| phone_number(&text)).filter(|text| !text.is_empty()),
            name: change.name.map_or_else(|| self.name.clone(), |text| tidy(&text)),
            roles: change.roles.map_or_else(|| self.roles.clone(), |roles| roles.into_iter().collect()),
            customer_id: change.customer_id.or(self.customer_id),
            supplier_id: change.supplier_id.or(self.supplier_id),
            warehouse_ids: change.warehouse_ids.unwrap_or_else(|| self.warehouse_ids.clone()),
            zone: tidy_optional(change.zone.or(self.zone.clone())),
            start_point: change.start_point.or(self.start_point),
            status: change.status.unwrap_or(self.status),
            ..self.clone()
        }
        .checked()?;
        let keeps_access = changed.status == UserStatus::Active && changed.roles.contains(&Role::Admin);
        if by == self.id && !keeps_access {
            return Err(UserRefused::OwnAccess);
        }
        let same = changed == *self && !new_password;
        Ok(if same { changed } else { Self { version: self.version + 1, updated_at: now, ..changed } })
    }

    /// With another name.
    #[must_use]
    pub fn named(&self, name: &str, now: DateTime<Utc>) -> Self {
        let name = tidy(name);
        match name == self.name {
            true => self.clone(),
            false => Self { name, version: self.version + 1, updated_at: now, ..self.clone() },
        }
    }

    /// The shop, if the user is nothing but one of its people.
    #[must_use]
    pub fn only_for_shop(&self) -> Option<CustomerId> {
        self.customer_id.filter(|_| self.roles.iter().all(|role| *role == Role::Customer))
    }

    /// Whether an access token of this user says something else than it did `before`.
    #[must_use]
    pub fn means_other_rights(&self, before: &Self) -> bool {
        let rights = |user: &Self| (user.roles.clone(), user.customer_id, user.supplier_id, user.warehouse_ids.clone());
        rights(self) != rights(before)
    }

    /// What an access token of this user says.
    #[must_use]
    pub fn claims(&self, session: SessionId, now: DateTime<Utc>) -> Claims {
        Claims {
            sub: self.id,
            sid: session,
            roles: self.roles.clone(),
            customer_id: self.customer_id,
            supplier_id: self.supplier_id,
            warehouse_ids: self.warehouse_ids.clone(),
            name: self.name.clone(),
            iat: now.timestamp(),
            exp: (now + TOKEN_LIFETIME).timestamp(),
        }
    }

    /// What a search finds the user by.
    #[must_use]
    pub fn search_text(&self) -> String {
        let phone = self.phone.as_deref().map(phone_terms).unwrap_or_default();
        let optional = [&self.email, &self.zone].map(|text| text.as_deref().unwrap_or_default());
        [self.name.as_str(), &phone].into_iter().chain(optional).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(roles: &[Role]) -> User {
        User {
            id: UserId::new(),
            version: 1,
            status: UserStatus::Active,
            email: Some("ana@storeflow.test".to_owned()),
            phone: None,
            name: "Ana".to_owned(),
            roles: roles.iter().copied().collect(),
            customer_id: None,
            supplier_id: None,
            warehouse_ids: Vec::new(),
            zone: None,
            start_point: None,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn roles_need_what_they_are_limited_to() {
        let check = |user: User| user.checked().err();
        assert_eq!(check(user(&[Role::Warehouse])), None);
        assert_eq!(check(user(&[])), Some(UserRefused::NoRole));
        assert_eq!(check(user(&[Role::Supplier])), Some(UserRefused::SupplierNeeded));
        assert_eq!(check(user(&[Role::Admin, Role::Customer])), Some(UserRefused::CustomerNeeded));
        assert_eq!(check(User { email: None, ..user(&[Role::Admin]) }), Some(UserRefused::NoLogin));
    }

    #[test]
    fn administrators_do_not_lock_themselves_out() {
        let admin = user(&[Role::Admin]);
        let now = DateTime::UNIX_EPOCH;
        let block = || ChangeUser { status: Some(UserStatus::Blocked), ..ChangeUser::default() };
        let demote = ChangeUser { roles: Some(vec![Role::Warehouse]), ..ChangeUser::default() };
        assert_eq!(admin.changed(block(), admin.id, now), Err(UserRefused::OwnAccess));
        assert_eq!(admin.changed(demote, admin.id, now), Err(UserRefused::OwnAccess));
        assert_eq!(admin.changed(block(), UserId::new(), now).map(|user| user.version), Ok(2));
    }

    #[test]
    fn saying_nothing_new_changes_nothing() {
        let (seller, by) = (user(&[Role::Seller]), UserId::new());
        let same = ChangeUser { name: Some(" Ana ".to_owned()), ..ChangeUser::default() };
        assert_eq!(seller.changed(same, by, DateTime::UNIX_EPOCH), Ok(seller.clone()));
        let password = ChangeUser { password: Some(Password::new("a new password")), ..ChangeUser::default() };
        assert_eq!(seller.changed(password, by, DateTime::UNIX_EPOCH).map(|user| user.version), Ok(2));
    }

    #[test]
    fn a_token_lives_ten_minutes() {
        let claims = user(&[Role::Seller]).claims(SessionId::new(), DateTime::UNIX_EPOCH);
        assert_eq!((claims.iat, claims.exp), (0, 600));
    }
}
