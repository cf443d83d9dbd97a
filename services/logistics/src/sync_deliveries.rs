//! What a phone that keeps deliveries has to know since it last asked (`sync.md`): a shop its own, a seller those of the shops
//! that it looks after, staff all.

use crate::delivery::Delivery;
use crate::store::{self, replicas};
use crate::visibility::Visibility;
use axum::extract::State;
use chassis::{Access, App, Caller, Changes, DbError, Problem, Reply, Routes, Since, SinceParams, Tx};
use contracts::broadcast::Audience;
use contracts::identity::Role;
use contracts::{CustomerId, DeliveryId, SellerId};
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Customer, Role::Seller]).and_staff(), routes!(delivery_changes))
}

/// The deliveries that are new or changed since the last answer.
#[utoipa::path(get, path = "/api/logistics/deliveries/changes", params(SinceParams), tag = "logistics",
    responses((status = 200, description = "Whole deliveries, oldest change first.", body = Changes<Delivery>)))]
async fn delivery_changes(State(app): State<App>, caller: Caller, since: Since) -> Result<Reply, Problem> {
    let visibility = Visibility::of(&caller.principal);
    let pass = since.open(&app, named(&app, visibility).await?)?;
    let rows = store::changed(app.db(), &pass, visibility).await?;
    Ok(Reply::ok(&pass.finish(app.db(), "deliveries", rows).await?))
}

/// The scope's name; another one whenever something has left it.
async fn named(app: &App, visibility: Visibility) -> Result<String, DbError> {
    Ok(match visibility {
        Visibility::All => "staff".to_owned(),
        Visibility::Own { customer_id: None, seller_id: None } => "nobody".to_owned(),
        Visibility::Own { customer_id: Some(shop), seller_id: None } => format!("customer:{shop}"),
        Visibility::Own { customer_id, seller_id: Some(seller) } => {
            let left = replicas::shops_that_left(app.db(), seller).await?;
            let own = customer_id.map_or_else(String::new, |id| format!(":{id}"));
            format!("seller:{seller}:{left}{own}")
        }
    })
}

/// A delivery is new or changed: its shop, its seller and the office may look.
pub fn hint(tx: &Tx, (id, version, shop, seller): (DeliveryId, i64, CustomerId, Option<SellerId>)) {
    let mut audience = vec![Audience::Customer(shop), Audience::Staff];
    audience.extend(seller.map(Audience::Seller));
    tx.hint("deliveries", id.0, version, &audience);
}
