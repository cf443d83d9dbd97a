//! A person has looked at a shop: it is approved, or blocked. Both are idempotent by state.

use crate::change_customer::store_change;
use crate::customer::{ChangeCustomer, Customer};
use crate::store::customers;
use axum::extract::State;
use chassis::{Access, App, Caller, PathOf, Problem, Reply, Routes};
use contracts::CustomerId;
use contracts::identity::{CustomerStatus, Role};
use utoipa_axum::routes;

/// The routes.
#[must_use]
pub fn routes() -> Routes {
    let deciders = || Access::roles(&[Role::Admin, Role::SalesManager]);
    Routes::new().add(deciders(), routes!(approve_customer)).add(deciders(), routes!(block_customer))
}

/// Approve a shop
///
/// It becomes `active`, whether it was pending or blocked.
#[utoipa::path(post, path = "/api/identity/customers/{id}/approve",
    params(("id" = CustomerId, Path, description = "The shop")), tag = "identity",
    responses((status = 200, description = "The shop as it is now", body = Customer)))]
async fn approve_customer(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<CustomerId>,
) -> Result<Reply, Problem> {
    decide(app, caller, id, CustomerStatus::Active).await
}

/// Block a shop
///
/// It may not order from now on (403 `customer_blocked`), and the sessions of its people end.
#[utoipa::path(post, path = "/api/identity/customers/{id}/block",
    params(("id" = CustomerId, Path, description = "The shop")), tag = "identity",
    responses((status = 200, description = "The shop as it is now", body = Customer)))]
async fn block_customer(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<CustomerId>,
) -> Result<Reply, Problem> {
    decide(app, caller, id, CustomerStatus::Blocked).await
}

async fn decide(app: App, caller: Caller, id: CustomerId, status: CustomerStatus) -> Result<Reply, Problem> {
    app.command(&caller, &(), move |tx| async move {
        let present = customers::find_for_change(&tx, id).await?.ok_or_else(Problem::not_found)?;
        let change = ChangeCustomer { status: Some(status), ..ChangeCustomer::default() };
        let changed = present.changed(change, tx.now())?;
        if changed.version != present.version {
            store_change(&tx, &present, &changed).await?;
        }
        Ok(Reply::ok(&changed).etag(changed.version))
    })
    .await
}
