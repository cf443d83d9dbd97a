//! Read orders: the list and one of them. Owner, its seller and staff see them; for all others they are not there.

use crate::customer::Scope;
use crate::order::{Order, OrderStatus};
use crate::order_view::OrderView;
use crate::store::{self, ORDER_COLUMNS, OrderRow};
use axum::extract::State;
use chassis::db::Value;
use chassis::{
    Access, App, Caller, DbError, Equal, Lang, Listing, ListingParams, Page, PathOf, Principal, Problem, QueryOf,
    Reply, Routes, Select, Sort, Sql, local_day,
};
use chrono::NaiveDate;
use contracts::identity::Role;
use contracts::{CustomerId, OrderId, ProductId, SellerId};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa_axum::routes;

/// What an order list can be sorted by.
const SORTS: &[Sort] = &[Sort::time("created_at")];

/// `GET /api/sales/orders` and `GET /api/sales/orders/{id}`.
pub fn routes() -> Routes {
    Routes::new().add(readers(), routes!(list_orders)).add(readers(), routes!(read_order))
}

/// Who may read orders at all; whose they see is [`Scope::of`].
pub fn readers() -> Access {
    Access::roles(&[Role::Customer, Role::Seller]).and_staff()
}

/// Which orders to list.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrderFilter {
    /// Only those in this state.
    status: Option<OrderStatus>,
    /// Only those of this shop.
    customer_id: Option<CustomerId>,
    /// Only those of this seller's shops.
    seller_id: Option<SellerId>,
    /// Only the one with this number.
    number: Option<String>,
    /// Only those accepted on this local day or later.
    from: Option<NaiveDate>,
    /// Only those accepted on this local day or earlier.
    to: Option<NaiveDate>,
}

/// List orders, newest first.
#[utoipa::path(get, path = "/api/sales/orders", tag = "sales", params(ListingParams, OrderFilter), responses(
    (status = 200, description = "A page of orders", body = Page<OrderView>),
))]
async fn list_orders(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<OrderFilter>,
) -> Result<Reply, Problem> {
    let page = listing.over(SORTS)?;
    let (from, to) = (local_day("from", filter.from)?, local_day("to", filter.to)?);
    let scope = Scope::of(&caller.principal);
    let seller = match scope {
        Scope::Own { customer: None, seller } => seller,
        _ => None,
    };
    let select = Select::new(format!("SELECT {ORDER_COLUMNS} FROM orders o"))
        .id_column("o.id")
        .narrow([Equal::value("o.number", filter.number)])
        .narrow([Equal::value("o.customer_id", filter.customer_id.map(|id| id.0))]);
    let select = match scope {
        Scope::Own { customer: Some(own), seller: None } => select.narrow([Equal::value("o.customer_id", Some(own.0))]),
        _ if seller.is_some() => select,
        _ => {
            let (condition, values) = mine(scope);
            select.and(condition, values)
        }
    };
    let select = select
        .narrow([
            Equal::value("o.seller_id", seller.or(filter.seller_id.filter(|_| scope == Scope::All)).map(|id| id.0)),
            Equal::word("o.status", filter.status.map(OrderStatus::name)),
        ])
        .and_if("o.created_at >= ?", from.map(|day| app.company().day(day).0))
        .and_if("o.created_at < ?", to.map(|day| app.company().day(day).1));
    let rows: Vec<OrderRow> = select.fetch(app.db(), &page).await?;
    let orders = store::with_lines(app.db(), rows).await?;
    Ok(Reply::ok(&page.finish(views_of(app.db(), orders, caller.lang).await?)))
}

/// The condition that an order (table `o`) lies in a scope.
pub(crate) fn mine(scope: Scope) -> (&'static str, Vec<Value>) {
    match scope {
        Scope::All => ("1 = 1", vec![]),
        Scope::Own { customer: Some(customer), seller: Some(seller) } => {
            ("o.customer_id = ? OR o.seller_id = ?", vec![customer.0.into(), seller.0.into()])
        }
        Scope::Own { customer: Some(customer), seller: None } => ("o.customer_id = ?", vec![customer.0.into()]),
        Scope::Own { customer: None, seller: Some(seller) } => ("o.seller_id = ?", vec![seller.0.into()]),
        Scope::Own { customer: None, seller: None } => ("1 = 0", vec![]),
    }
}

/// Read an order.
#[utoipa::path(get, path = "/api/sales/orders/{id}", tag = "sales", params(("id" = OrderId, Path,)), responses(
    (status = 200, description = "The order", body = OrderView),
))]
async fn read_order(State(app): State<App>, caller: Caller, PathOf(id): PathOf<OrderId>) -> Result<Reply, Problem> {
    let order = visible(&app, &caller.principal, id).await?;
    let version = order.version;
    Ok(Reply::ok(&view_of(app.db(), order, caller.lang).await?).etag(version))
}

/// An order that the caller may see.
///
/// # Errors
/// 404 where there is none.
pub async fn visible(app: &App, principal: &Principal, id: OrderId) -> Result<Order, Problem> {
    let order = store::order(app.db(), id).await?;
    order.filter(|order| Scope::of(principal).holds(order)).ok_or_else(Problem::not_found)
}

/// An order by its id as clients see it.
///
/// # Errors
/// 404 where there is none.
pub async fn view(db: &impl Sql, id: OrderId, lang: Lang) -> Result<OrderView, Problem> {
    let order = store::order(db, id).await?.ok_or_else(Problem::not_found)?;
    Ok(view_of(db, order, lang).await?)
}

/// An order as clients see it.
///
/// # Errors
/// [`DbError`].
pub async fn view_of(db: &impl Sql, mut order: Order, lang: Lang) -> Result<OrderView, DbError> {
    let id = order.id;
    let mut children = store::backorders(db, std::slice::from_ref(&order)).await?;
    without_what_is_not_sold(db, std::slice::from_mut(&mut order)).await?;
    Ok(OrderView::of(order, children.remove(&id).unwrap_or_default(), lang))
}

/// Orders as clients see them.
///
/// # Errors
/// [`DbError`].
pub(crate) async fn views_of(db: &impl Sql, mut orders: Vec<Order>, lang: Lang) -> Result<Vec<OrderView>, DbError> {
    let mut children = store::backorders(db, &orders).await?;
    without_what_is_not_sold(db, &mut orders).await?;
    let view = |order: Order| {
        let own = children.remove(&order.id).unwrap_or_default();
        OrderView::of(order, own, lang)
    };
    Ok(orders.into_iter().map(view).collect())
}

/// A substitute that has been archived since it was offered is offered no more. Costs nothing where there is none.
async fn without_what_is_not_sold(db: &impl Sql, orders: &mut [Order]) -> Result<(), DbError> {
    let offered = orders.iter().flat_map(|order| &order.lines).flat_map(|line| &line.substitutes);
    let offered: BTreeSet<ProductId> = offered.map(|other| other.product_id).collect();
    if offered.is_empty() {
        return Ok(());
    }
    let sold = store::sold(db, &offered).await?;
    for line in orders.iter_mut().flat_map(|order| &mut order.lines) {
        line.substitutes.retain(|other| sold.contains(&other.product_id));
    }
    Ok(())
}
