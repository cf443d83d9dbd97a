//! A buyer sends a purchase order: the supplier gets a mail, and sees it from now on.

use super::order::Step;
use super::scope::buyers;
use super::view::Whole;
use super::{tell, terms};
use crate::store;
use axum::extract::State;
use chassis::{App, Caller, PathOf, Problem, Reply, Routes, Tx};
use contracts::PurchaseOrderId;
use contracts::identity::Letter;
use serde_json::json;
use utoipa_axum::routes;

/// `POST /api/purchasing/purchase-orders/{id}/send`.
pub fn routes() -> Routes {
    Routes::new().add(buyers(), routes!(send_purchase_order))
}

/// Send a purchase order to its supplier
///
/// By mail, in the language of this request; the mail links to the purchase order, where the supplier confirms. Sending what
/// was sent changes nothing and mails nothing.
#[utoipa::path(post, path = "/api/purchasing/purchase-orders/{id}/send", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path)),
    responses((status = 200, description = "The purchase order as it is now.", body = Whole)))]
async fn send_purchase_order(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<PurchaseOrderId>,
) -> Result<Reply, Problem> {
    let who = caller.clone();
    app.command(&caller, &(), move |tx: Tx| async move {
        let mut order = tell::to_change(&tx, &who, id).await?;
        if order.send(tx.now())? == Step::Done {
            let supplier = terms::supplier(&tx, order.supplier_id).await?;
            store::purchase_orders::save(&tx, &order).await?;
            tell::write_to(&tx, &supplier, &order, who.lang, Letter::PurchaseOrderSent);
            let detail = json!({"number": order.number, "to": supplier.details.email});
            tell::done(&tx, &order, "purchase_order_sent", detail);
        }
        tell::shown(&tx, order).await
    })
    .await
}
