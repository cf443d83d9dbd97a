//! A shop comes: it registers itself, with a user to sign in with, or a seller or sales manager captures it, with or
//! without one.

use crate::customer::{Customer, CustomerRefused, tidy, tidy_optional};
use crate::gate::Gate;
use crate::login::phone_number;
use crate::password::Password;
use crate::store::{NotStored, customers, users};
use crate::tell_customers::tell;
use crate::user::{User, UserStatus};
use axum::Extension;
use axum::extract::State;
use chassis::{
    Access, App, Body, Checks, Claim, FieldError, Principal, Problem, Reply, Routes, Text, Tx, Validate, Visitor,
};
use chrono::{DateTime, Utc};
use contracts::identity::{CustomerStatus, Role};
use contracts::{CustomerId, Location, SellerId, UserId};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::anyone(), gate.given_to(routes!(register_customer)))
}

/// A new shop.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct RegisterCustomer {
    /// Made by the client, so that a repeated request registers nothing twice.
    #[serde(default)]
    id: Option<CustomerId>,
    /// The shop's name.
    #[schema(example = "Tienda La Esquina")]
    business_name: String,
    /// With country code; unique. What the shop signs in with.
    #[schema(example = "+573104827316")]
    phone: String,
    /// 8 to 128 characters. May be left out by a seller or sales manager: then nobody can sign in for the shop yet.
    #[serde(default)]
    password: Option<Password>,
    /// Street address.
    #[schema(example = "Calle 140 # 13-42, Cedritos")]
    address: String,
    /// Unique without case; the shop can sign in with it too.
    #[serde(default)]
    email: Option<String>,
    /// Whom to ask for.
    #[serde(default)]
    name: Option<String>,
    /// City.
    #[serde(default)]
    #[schema(example = "Bogotá")]
    city: Option<String>,
    /// The pin on the map.
    #[serde(default)]
    location: Option<Location>,
}

impl Validate for RegisterCustomer {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/business_name", Some(&self.business_name), 1..=120);
        checks.phone("/phone", Some(&phone_number(&self.phone)));
        checks.text("/address", Some(&self.address), 1..=200);
        checks.email("/email", tidy_optional(self.email.clone()).as_deref());
        checks.text("/name", self.name.as_deref(), 0..=120);
        checks.text("/city", self.city.as_deref(), 0..=80);
        checks.location("/location", self.location.as_ref());
        if let Some(password) = &self.password {
            password.check("/password", checks);
        }
    }
}

impl RegisterCustomer {
    /// The shop that it asks for, looked after by whoever captured it, if that is a seller.
    fn customer(&self, by: Option<&Principal>, now: DateTime<Utc>) -> Customer {
        let seller = by.filter(|by| by.has(Role::Seller)).map(|by| SellerId(by.user_id.0));
        Customer {
            id: self.id.unwrap_or_else(CustomerId::new),
            version: 1,
            status: CustomerStatus::Pending,
            business_name: tidy(&self.business_name),
            name: tidy_optional(self.name.clone()),
            phone: phone_number(&self.phone),
            email: tidy_optional(self.email.clone()),
            address: tidy(&self.address),
            city: tidy_optional(self.city.clone()),
            location: self.location,
            seller_id: seller,
            created_at: now,
            updated_at: now,
        }
    }
}

/// The person who signs in for a new shop.
fn first_user_of(customer: &Customer) -> User {
    User {
        id: UserId::new(),
        version: 1,
        status: UserStatus::Active,
        email: customer.email.clone(),
        phone: Some(customer.phone.clone()),
        name: customer.name.clone().unwrap_or_else(|| customer.business_name.clone()),
        roles: [Role::Customer].into(),
        customer_id: Some(customer.id),
        supplier_id: None,
        warehouse_ids: Vec::new(),
        zone: None,
        start_point: None,
        created_at: customer.created_at,
        updated_at: customer.updated_at,
    }
}

/// Register a shop
///
/// Anyone registers their own, with a password. Signed in as seller, sales_manager or admin, it captures a shop: the
/// password may be left out, and a seller looks after it from then on. A new shop is `pending` and may order.
#[utoipa::path(post, path = "/api/identity/customers", request_body = RegisterCustomer, tag = "identity",
    responses((status = 201, description = "Registered", body = Customer),
        (status = 200, description = "Was registered by the same request before", body = Customer)))]
async fn register_customer(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    visitor: Visitor,
    body: Body<RegisterCustomer>,
) -> Result<Reply, Problem> {
    let captures = [Role::Seller, Role::SalesManager, Role::Admin];
    let by = visitor.principal.clone().filter(|principal| principal.has_any(&captures));
    // Before the transaction: it takes longer than all the rest.
    let password_hash = match &body.password {
        Some(password) => Some(gate.passwords.hash(password).await),
        None if by.is_some() => None,
        None => return Err(password_missing()),
    };
    let from = visitor.clone();
    let asked = body.clone();
    app.command(&visitor, &body, move |tx| async move {
        let customer = asked.customer(by.as_ref(), tx.now());
        if let Some(id) = asked.id {
            match tx.claim_id(id.0, "customer", &from, &asked).await? {
                Claim::New => {}
                Claim::Taken => return Err(Problem::id_taken()),
                Claim::Same => {
                    let present = customers::find(&tx, id).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&present).etag(present.version));
                }
            }
        }
        store(&tx, &customer, password_hash).await?;
        let what = if by.is_some() { "customer_captured" } else { "customer_registered" };
        tx.audit(customer.id.0, what, json!({"business_name": customer.business_name, "phone": customer.phone}));
        tell(&tx, &customer, None).await?;
        let path = format!("/api/identity/customers/{}", customer.id);
        Ok(Reply::created(&customer).location(path).etag(customer.version))
    })
    .await
}

async fn store(tx: &Tx, customer: &Customer, password_hash: Option<String>) -> Result<(), NotStored> {
    customers::insert(tx, std::slice::from_ref(customer)).await?;
    if let Some(hash) = password_hash {
        users::insert(tx, &[(first_user_of(customer), hash)]).await?;
    }
    Ok(())
}

impl From<NotStored> for Problem {
    fn from(error: NotStored) -> Self {
        match error {
            NotStored::PhoneTaken => CustomerRefused::PhoneTaken.into(),
            NotStored::EmailTaken => CustomerRefused::EmailTaken.into(),
            NotStored::UnknownCustomer => crate::user::UserRefused::UnknownCustomer.into(),
            NotStored::Db(error) => error.into(),
        }
    }
}

fn password_missing() -> Problem {
    let text = Text::new("Choose a password to sign in with.", "Elija una contraseña para ingresar.");
    Problem::invalid(vec![FieldError { pointer: "/password".to_owned(), code: "required", text }])
}
