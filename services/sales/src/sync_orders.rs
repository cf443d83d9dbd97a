//! What a phone that keeps orders has to know since it last asked (`sync.md`): a shop its own, a seller those of the shops
//! that it looks after, staff all.
//!
//! When a shop comes to a seller its orders change and so come with the next answer; when one leaves, the seller's phone begins
//! anew, so that nothing of the shop stays on it.

use crate::customer::Scope;
use crate::order_view::OrderView;
use crate::read_orders::{mine, readers, views_of};
use crate::store::{self, ORDER_COLUMNS, OrderRow};
use axum::extract::State;
use chassis::{App, Caller, ChangedRow, Changes, DbError, Problem, Reply, Routes, Seen, Select, Since, SinceParams};
use utoipa_axum::routes;

/// `GET /api/sales/orders/changes`.
pub fn routes() -> Routes {
    Routes::new().add(readers(), routes!(order_changes))
}

/// Read the orders that are new or changed since the last answer.
#[utoipa::path(get, path = "/api/sales/orders/changes", tag = "sales", params(SinceParams), responses(
    (status = 200, description = "Whole orders, oldest change first", body = Changes<OrderView>),
))]
async fn order_changes(State(app): State<App>, caller: Caller, since: Since) -> Result<Reply, Problem> {
    let scope = Scope::of(&caller.principal);
    let pass = since.open(&app, named(&app, scope).await?)?;
    let (condition, values) = mine(scope);
    let select = Select::new(format!("SELECT {ORDER_COLUMNS} FROM orders o")).and(condition, values);
    let rows: Vec<OrderRow> = select.changes(app.db(), &pass, "o.changed_at", "o.id").await?;
    let changed: Vec<_> = rows.iter().map(OrderRow::changed).collect();
    let orders = views_of(app.db(), store::with_lines(app.db(), rows).await?, caller.lang).await?;
    let rows = changed.into_iter().zip(orders).map(|((changed_at, id), order)| {
        let what = Seen::Item(order);
        ChangedRow { changed_at, id, what }
    });
    Ok(Reply::ok(&pass.finish(app.db(), "orders", rows.collect()).await?))
}

/// The scope's name; another one whenever something has left it.
async fn named(app: &App, scope: Scope) -> Result<String, DbError> {
    Ok(match scope {
        Scope::All => "staff".to_owned(),
        Scope::Own { customer: None, seller: None } => "nobody".to_owned(),
        Scope::Own { customer: Some(customer), seller: None } => format!("customer:{customer}"),
        Scope::Own { customer, seller: Some(seller) } => {
            let left = store::shops_that_left(app.db(), seller).await?;
            let own = customer.map_or_else(String::new, |id| format!(":{id}"));
            format!("seller:{seller}:{left}{own}")
        }
    })
}
