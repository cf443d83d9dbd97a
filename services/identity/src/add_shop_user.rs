//! A shop has several people: whoever looks after it adds one, and lists them.

use crate::create_user::not_stored;
use crate::customer::{Customer, tidy, tidy_optional};
use crate::gate::Gate;
use crate::login::phone_number;
use crate::password::Password;
use crate::store::users::Wanted;
use crate::store::{customers, users};
use crate::user::{User, UserStatus};
use axum::Extension;
use axum::extract::State;
use chassis::{
    Access, App, Body, Caller, Checks, Claim, Listing, ListingParams, Page, PathOf, Principal, Problem, Reply, Routes,
    Sort, Sql, Validate,
};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use contracts::{CustomerId, UserId};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;

/// What the list can be sorted by; newest first by default.
const SORTS: &[Sort] = &[Sort::time("created_at"), Sort::folded("name", "name_folded")];

/// The routes.
#[must_use]
pub fn routes(gate: &Arc<Gate>) -> Routes {
    let access = || Access::roles(&[Role::Admin, Role::SalesManager, Role::Seller]);
    Routes::new().add(access(), gate.given_to(routes!(add_shop_user))).add(access(), routes!(list_shop_users))
}

/// A new person of a shop, with the role customer. One of `email` and `phone` is needed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct AddShopUser {
    /// Made by the client, so that a repeated request adds nobody twice.
    #[serde(default)]
    id: Option<UserId>,
    /// What the person is called.
    name: String,
    /// With country code; unique.
    #[serde(default)]
    phone: Option<String>,
    /// Unique without case.
    #[serde(default)]
    email: Option<String>,
    /// 8 to 128 characters.
    password: Password,
}

impl Validate for AddShopUser {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/name", Some(&self.name), 1..=120);
        checks.phone("/phone", tidy_optional(self.phone.clone()).as_deref().map(phone_number).as_deref());
        checks.email("/email", tidy_optional(self.email.clone()).as_deref());
        self.password.check("/password", checks);
    }
}

impl AddShopUser {
    fn user(self, of: CustomerId, now: DateTime<Utc>) -> User {
        User {
            id: self.id.unwrap_or_else(UserId::new),
            version: 1,
            status: UserStatus::Active,
            email: tidy_optional(self.email),
            phone: tidy_optional(self.phone).as_deref().map(phone_number),
            name: tidy(&self.name),
            roles: [Role::Customer].into(),
            customer_id: Some(of),
            supplier_id: None,
            warehouse_ids: Vec::new(),
            zone: None,
            start_point: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// The shop, if its people are the caller's business.
async fn shop(db: &impl Sql, id: CustomerId, caller: &Principal) -> Result<Customer, Problem> {
    let shop = customers::find(db, id).await?.filter(|shop| shop.people_are_known_to(caller));
    shop.ok_or_else(Problem::not_found)
}

/// Add a person to a shop
///
/// Sales managers and admin to every shop, a seller to those that it looks after.
#[utoipa::path(post, path = "/api/identity/customers/{id}/users",
    params(("id" = CustomerId, Path, description = "The shop")), request_body = AddShopUser, tag = "identity",
    responses((status = 201, description = "Added", body = User),
        (status = 200, description = "Was added by the same request before", body = User)))]
async fn add_shop_user(
    State(app): State<App>,
    Extension(gate): Extension<Arc<Gate>>,
    caller: Caller,
    PathOf(of): PathOf<CustomerId>,
    body: Body<AddShopUser>,
) -> Result<Reply, Problem> {
    shop(app.db(), of, &caller.principal).await?;
    let password_hash = gate.passwords.hash(&body.password).await;
    let (from, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx| async move {
        if let Some(id) = asked.id {
            match tx.claim_id(id.0, "shop user", &from, &asked).await? {
                Claim::New => {}
                Claim::Taken => return Err(Problem::id_taken()),
                Claim::Same => {
                    let present = users::find(&tx, id).await?.filter(|user| user.customer_id == Some(of));
                    let present = present.ok_or_else(Problem::id_taken)?;
                    return Ok(Reply::ok(&present).etag(present.version));
                }
            }
        }
        let user = asked.into_inner().user(of, tx.now()).checked()?;
        users::insert(&tx, &[(user.clone(), password_hash)]).await.map_err(not_stored)?;
        tx.audit(user.id.0, "shop_user_added", json!({"customer_id": of, "after": user}));
        Ok(Reply::created(&user).location(format!("/api/identity/users/{}", user.id)).etag(user.version))
    })
    .await
}

/// List the people of a shop
#[utoipa::path(get, path = "/api/identity/customers/{id}/users",
    params(("id" = CustomerId, Path, description = "The shop"), ListingParams), tag = "identity",
    responses((status = 200, description = "One page", body = Page<User>)))]
async fn list_shop_users(
    State(app): State<App>,
    caller: Caller,
    PathOf(of): PathOf<CustomerId>,
    listing: Listing,
) -> Result<Reply, Problem> {
    let paging = listing.over(SORTS)?;
    shop(app.db(), of, &caller.principal).await?;
    let wanted = Wanted { customer_id: Some(of), ..Wanted::default() };
    Ok(Reply::ok(&paging.finish(users::page(app.db(), wanted, &paging).await?)))
}
