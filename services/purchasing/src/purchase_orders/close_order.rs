//! A buyer closes a purchase order of which some has come: the rest will not.

use super::order::Step;
use super::scope::buyers;
use super::tell;
use super::view::Whole;
use crate::store;
use axum::extract::State;
use chassis::{App, Caller, PathOf, Problem, Reply, Routes, Tx};
use contracts::PurchaseOrderId;
use serde_json::json;
use utoipa_axum::routes;

/// `POST /api/purchasing/purchase-orders/{id}/close`.
pub fn routes() -> Routes {
    Routes::new().add(buyers(), routes!(close_purchase_order))
}

/// Close a purchase order: what is still open will not come
///
/// It is `received` then, and short.
#[utoipa::path(post, path = "/api/purchasing/purchase-orders/{id}/close", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path)),
    responses((status = 200, description = "The purchase order as it is now.", body = Whole)))]
async fn close_purchase_order(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<PurchaseOrderId>,
) -> Result<Reply, Problem> {
    let who = caller.clone();
    app.command(&caller, &(), move |tx: Tx| async move {
        let mut order = tell::to_change(&tx, &who, id).await?;
        if order.close(tx.now())? == Step::Done {
            store::purchase_orders::save(&tx, &order).await?;
            tell::done(&tx, &order, "purchase_order_closed", json!({"number": order.number}));
        }
        tell::shown(&tx, order).await
    })
    .await
}
