//! One shop, for those to whom it is there.

use crate::customer::{Customer, Rights};
use crate::store::customers;
use axum::extract::State;
use chassis::{Access, App, Caller, PathOf, Problem, Reply, Routes};
use contracts::CustomerId;
use contracts::identity::Role;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Seller, Role::Customer]).and_staff(), routes!(show_customer))
}

/// Show a shop
///
/// The office sees every shop, a seller those that it looks after, a customer its own.
#[utoipa::path(get, path = "/api/identity/customers/{id}", params(("id" = CustomerId, Path, description = "The shop")),
    tag = "identity", responses((status = 200, description = "The shop", body = Customer)))]
async fn show_customer(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<CustomerId>,
) -> Result<Reply, Problem> {
    let customer = customers::find(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    if customer.rights_of(&caller.principal) == Rights::None {
        return Err(Problem::not_found());
    }
    Ok(Reply::ok(&customer).etag(customer.version))
}
