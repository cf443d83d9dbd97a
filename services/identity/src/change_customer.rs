//! A shop changes: its data by itself, its seller or the office; status and seller by sales managers and admin.

use crate::customer::{ChangeCustomer, Customer, CustomerRefused, Rights, tidy_optional};
use crate::end_sessions::end_quietly;
use crate::login::phone_number;
use crate::store::sessions::EndedWhy;
use crate::store::{customers, users};
use crate::tell_customers::tell;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, PathOf, Problem, Reply, Routes, Text, Tx, Validate};
use contracts::CustomerId;
use contracts::identity::{CustomerStatus, Role};
use serde_json::json;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Seller, Role::Customer]).and_staff(), routes!(change_customer))
}

impl Validate for ChangeCustomer {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/business_name", self.business_name.as_deref(), 1..=120);
        checks.phone("/phone", self.phone.as_deref().map(phone_number).as_deref());
        checks.text("/address", self.address.as_deref(), 1..=200);
        checks.email("/email", tidy_optional(self.email.value().cloned()).as_deref());
        checks.text("/name", self.name.value().map(String::as_str), 0..=120);
        checks.text("/city", self.city.value().map(String::as_str), 0..=80);
        checks.location("/location", self.location.value());
        let text = Text::new("Use active or blocked.", "Use active o blocked.");
        checks.check("/status", self.status != Some(CustomerStatus::Unknown), "status", text);
    }
}

/// Change a shop
///
/// Sales managers and admin change everything; other office people, the seller who looks after it and the shop itself
/// everything but `status` and `seller_id`. What its people sign in with does not change. Blocking ends their sessions.
#[utoipa::path(patch, path = "/api/identity/customers/{id}",
    params(("id" = CustomerId, Path, description = "The shop")), request_body = ChangeCustomer, tag = "identity",
    responses((status = 200, description = "The shop as it is now", body = Customer)))]
async fn change_customer(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<CustomerId>,
    body: Body<ChangeCustomer>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    let principal = caller.principal.clone();
    let change = (*body).clone();
    app.command(&caller, &body, move |tx| async move {
        let present = customers::find_for_change(&tx, id).await?.ok_or_else(Problem::not_found)?;
        match present.rights_of(&principal) {
            Rights::All => {}
            Rights::BusinessData if !change.needs_all_rights() => {}
            Rights::BusinessData => return Err(Problem::forbidden()),
            Rights::None => return Err(Problem::not_found()),
        }
        if present.version != seen {
            return Err(tx.changed_meanwhile(id.0, &present).await);
        }
        let changed = present.changed(change, tx.now())?;
        if changed.seller_id != present.seller_id
            && let Some(seller) = changed.seller_id
            && !users::is_seller(&tx, seller).await?
        {
            return Err(CustomerRefused::UnknownSeller.into());
        }
        if changed.version != present.version {
            store_change(&tx, &present, &changed).await?;
        }
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}

/// Stores a changed shop and tells everybody. The sessions of a shop that is blocked now end; the access tokens of its people
/// are left to their last minutes, so that their app is told `customer_blocked` and not merely turned away.
pub(crate) async fn store_change(tx: &Tx, present: &Customer, changed: &Customer) -> Result<(), Problem> {
    customers::update(tx, changed).await?;
    tx.audit(changed.id.0, "customer_changed", json!({"before": present, "after": changed}));
    tell(tx, changed, present.seller_id).await?;
    if changed.status == CustomerStatus::Blocked && present.status != changed.status {
        for user in users::of_customer_for_change(tx, changed.id).await? {
            if user.only_for_shop().is_some() {
                end_quietly(tx, user.id, EndedWhy::UserBlocked).await?;
            }
        }
    }
    Ok(())
}
