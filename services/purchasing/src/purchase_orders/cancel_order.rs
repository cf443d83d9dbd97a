//! A buyer cancels a purchase order of which nothing has come; the supplier, if it has it, is told by mail.

use super::order::Step;
use super::scope::buyers;
use super::tell;
use super::view::Whole;
use crate::store;
use axum::extract::State;
use chassis::{App, Caller, PathOf, Problem, Reply, Routes, Tx};
use contracts::PurchaseOrderId;
use contracts::identity::Letter;
use serde_json::json;
use utoipa_axum::routes;

/// `POST /api/purchasing/purchase-orders/{id}/cancel`.
pub fn routes() -> Routes {
    Routes::new().add(buyers(), routes!(cancel_purchase_order))
}

/// Cancel a purchase order
///
/// Only before anything of it has come; afterwards it can be closed.
#[utoipa::path(post, path = "/api/purchasing/purchase-orders/{id}/cancel", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path)),
    responses((status = 200, description = "The purchase order as it is now.", body = Whole)))]
async fn cancel_purchase_order(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<PurchaseOrderId>,
) -> Result<Reply, Problem> {
    let who = caller.clone();
    app.command(&caller, &(), move |tx: Tx| async move {
        let mut order = tell::to_change(&tx, &who, id).await?;
        if order.cancel(tx.now())? == Step::Done {
            store::purchase_orders::save(&tx, &order).await?;
            if order.sent_at.is_some() {
                let supplier = store::supplier(&tx, order.supplier_id).await?.ok_or_else(Problem::not_found)?;
                tell::write_to(&tx, &supplier, &order, who.lang, Letter::PurchaseOrderCancelled);
            }
            tell::done(&tx, &order, "purchase_order_cancelled", json!({"number": order.number}));
        }
        tell::shown(&tx, order).await
    })
    .await
}
