//! What a phone that keeps shops has to know since it last asked.

use crate::customer::Customer;
use crate::store::customers::{self, Scope};
use crate::tell_customers::{COLLECTION, scope_of};
use axum::extract::State;
use chassis::{Access, App, Caller, Changes, Principal, Problem, Reply, Routes, Since, SinceParams};
use contracts::SellerId;
use contracts::identity::Role;
use utoipa_axum::routes;

/// The route.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Seller, Role::Customer]).and_staff(), routes!(list_customer_changes))
}

/// List what has changed among the shops
///
/// The office gets every shop, a seller those that it looks after (with those that went to another seller in `gone`), a
/// customer its own.
#[utoipa::path(get, path = "/api/identity/customers/changes", params(SinceParams), tag = "identity",
    responses((status = 200, description = "What has changed since", body = Changes<Customer>)))]
async fn list_customer_changes(State(app): State<App>, caller: Caller, since: Since) -> Result<Reply, Problem> {
    let (scope, name) = scope(&caller.principal).ok_or_else(Problem::forbidden)?;
    let pass = since.open(&app, name)?;
    let rows = customers::changes(app.db(), scope, &pass).await?;
    Ok(Reply::ok(&pass.finish(app.db(), COLLECTION, rows).await?))
}

fn scope(caller: &Principal) -> Option<(Scope, String)> {
    if caller.is_staff() {
        Some((Scope::All, "staff".to_owned()))
    } else if caller.has(Role::Seller) {
        let seller = SellerId(caller.user_id.0);
        Some((Scope::Seller(seller), scope_of(seller)))
    } else {
        caller.customer_id.map(|id| (Scope::Own(id), format!("customer:{id}")))
    }
}
