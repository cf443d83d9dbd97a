//! An administrator lets somebody in.

use crate::customer::{tidy, tidy_optional};
use crate::gate::Gate;
use crate::login::phone_number;
use crate::password::Password;
use crate::store::{NotStored, users};
use crate::user::{User, UserRefused, UserStatus};
use axum::Extension;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, Claim, Problem, Reply, Routes, Validate};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use contracts::{CustomerId, Location, SupplierId, UserId, WarehouseId};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    Routes::new().add(Access::roles(&[Role::Admin]), gate.given_to(routes!(create_user)))
}

/// A new user. One of `email` and `phone` is needed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CreateUser {
    /// Made by the client, so that a repeated request creates nothing twice.
    #[serde(default)]
    id: Option<UserId>,
    /// Unique without case.
    #[serde(default)]
    email: Option<String>,
    /// With country code; unique.
    #[serde(default)]
    phone: Option<String>,
    /// 8 to 128 characters.
    password: Password,
    /// What the user is called.
    name: String,
    /// What the user may do.
    roles: Vec<Role>,
    /// The shop; needed for the role customer.
    #[serde(default)]
    customer_id: Option<CustomerId>,
    /// The supplier; needed for the role supplier.
    #[serde(default)]
    supplier_id: Option<SupplierId>,
    /// The warehouses of a warehouse worker; none means all.
    #[serde(default)]
    warehouse_ids: Vec<WarehouseId>,
    /// The territory of a seller, in words.
    #[serde(default)]
    zone: Option<String>,
    /// Where a seller's day begins.
    #[serde(default)]
    start_point: Option<Location>,
}

impl Validate for CreateUser {
    fn validate(&self, checks: &mut Checks) {
        checks.email("/email", tidy_optional(self.email.clone()).as_deref());
        checks.phone("/phone", tidy_optional(self.phone.clone()).as_deref().map(phone_number).as_deref());
        self.password.check("/password", checks);
        checks.text("/name", Some(&self.name), 1..=120);
        checks.text("/zone", self.zone.as_deref(), 0..=200);
        checks.location("/start_point", self.start_point.as_ref());
    }
}

impl CreateUser {
    fn user(self, now: DateTime<Utc>) -> User {
        User {
            id: self.id.unwrap_or_else(UserId::new),
            version: 1,
            status: UserStatus::Active,
            email: tidy_optional(self.email),
            phone: tidy_optional(self.phone).as_deref().map(phone_number),
            name: tidy(&self.name),
            roles: self.roles.into_iter().collect(),
            customer_id: self.customer_id,
            supplier_id: self.supplier_id,
            warehouse_ids: self.warehouse_ids,
            zone: tidy_optional(self.zone),
            start_point: self.start_point,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Create a user
#[utoipa::path(post, path = "/api/identity/users", request_body = CreateUser, tag = "identity",
    responses((status = 201, description = "Created", body = User),
        (status = 200, description = "Was created by the same request before", body = User)))]
async fn create_user(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    caller: Caller,
    body: Body<CreateUser>,
) -> Result<Reply, Problem> {
    let password_hash = gate.passwords.hash(&body.password).await;
    let (from, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx| async move {
        if let Some(id) = asked.id {
            match tx.claim_id(id.0, "user", &from, &asked).await? {
                Claim::New => {}
                Claim::Taken => return Err(Problem::id_taken()),
                Claim::Same => {
                    let present = users::find(&tx, id).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&present).etag(present.version));
                }
            }
        }
        let user = asked.into_inner().user(tx.now()).checked()?;
        users::insert(&tx, &[(user.clone(), password_hash)]).await.map_err(not_stored)?;
        tx.audit(user.id.0, "user_created", json!({"after": user}));
        Ok(Reply::created(&user).location(format!("/api/identity/users/{}", user.id)).etag(user.version))
    })
    .await
}

/// What administrators are told.
pub(crate) fn not_stored(error: NotStored) -> Problem {
    match error {
        NotStored::PhoneTaken => UserRefused::PhoneTaken.into(),
        NotStored::EmailTaken => UserRefused::EmailTaken.into(),
        NotStored::UnknownCustomer => UserRefused::UnknownCustomer.into(),
        NotStored::Db(error) => error.into(),
    }
}
