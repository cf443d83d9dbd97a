//! Cancel an order: a request, which the reservation decides.

use crate::customer::Scope;
use crate::hints;
use crate::order::CancelRequest;
use crate::order_refused::OrderRefused;
use crate::order_view::OrderView;
use crate::read_orders;
use crate::store::{self, LinesChanged};
use axum::extract::State;
use chassis::{Access, App, Caller, PathOf, Problem, Reply, Routes, Tx};
use contracts::OrderId;
use contracts::identity::Role;
use contracts::sales::CancelRequested;
use serde_json::json;
use utoipa_axum::routes;

/// `POST /api/sales/orders/{id}/cancel`.
pub fn routes() -> Routes {
    let who = Access::roles(&[Role::Customer, Role::Seller]).and_staff();
    Routes::new().add(who, routes!(cancel_order))
}

/// Cancel an order.
///
/// It is a request: if the warehouse has not begun to prepare the order, it becomes `cancelled` in a moment;
/// otherwise it stays and its timeline says so. Asking again changes nothing.
#[utoipa::path(post, path = "/api/sales/orders/{id}/cancel", tag = "sales", params(("id" = OrderId, Path,)), responses(
    (status = 202, description = "Asked for; the order as it is now", body = OrderView),
    (status = 200, description = "It is cancelled", body = OrderView),
))]
async fn cancel_order(State(app): State<App>, caller: Caller, PathOf(id): PathOf<OrderId>) -> Result<Reply, Problem> {
    let who = caller.clone();
    app.command(&caller, &(), move |tx: Tx| async move {
        let order = store::order_to_change(&tx, id).await?;
        let order = order.filter(|order| Scope::of(&who.principal).holds(order));
        let mut order = order.ok_or_else(Problem::not_found)?;
        let asked = order.request_cancel(tx.now());
        match asked {
            CancelRequest::TooLate => return Err(OrderRefused::TooLateToCancel.into()),
            CancelRequest::Pending | CancelRequest::AlreadyCancelled => {}
            CancelRequest::Cancelled => {
                store::save(&tx, &order, LinesChanged::Yes).await?;
                hints::order_changed(&tx, &order);
                tx.audit(id.0, "order_cancelled", json!({}));
            }
            CancelRequest::Asked => {
                store::save(&tx, &order, LinesChanged::No).await?;
                hints::order_changed(&tx, &order);
                tx.audit(id.0, "order_cancel_requested", json!({}));
                tx.publish(&CancelRequested { order_id: id });
            }
        }
        let version = order.version;
        let view = read_orders::view_of(&tx, order, who.lang).await?;
        Ok(match asked {
            CancelRequest::Asked | CancelRequest::Pending => Reply::accepted(&view),
            _ => Reply::ok(&view),
        }
        .etag(version))
    })
    .await
}
