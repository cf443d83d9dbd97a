//! Purchase orders are read: the list, one of them, and what was amended. A supplier sees those that it was sent; all others
//! are not there.

use super::amendment::Amendment;
use super::order::OrderStatus;
use super::scope::{Scope, readers};
use super::tell;
use super::view::{Summary, Whole};
use crate::store::purchase_orders::{self, AmendmentRow, SummaryRow};
use axum::extract::State;
use chassis::{
    App, Caller, Equal, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort, local_day,
    sql_values,
};
use chrono::NaiveDate;
use contracts::{PurchaseOrderId, SupplierId, WarehouseId};
use serde::Deserialize;
use utoipa_axum::routes;

/// What purchase orders can be sorted by; newest first unless asked otherwise.
const SORTS: &[Sort] = &[
    Sort::time("created_at").column("o.created_at"),
    Sort::date("expected_on").column("o.expected_on"),
    Sort::text("number").column("o.number"),
];

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .add(readers(), routes!(list_purchase_orders))
        .add(readers(), routes!(show_purchase_order))
        .add(readers(), routes!(list_purchase_order_amendments))
}

/// Which purchase orders are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PurchaseOrderFilter {
    /// Only those in this state.
    #[param(inline)]
    status: Option<OrderStatus>,
    /// Only those of this supplier.
    supplier_id: Option<SupplierId>,
    /// Only those to this warehouse.
    warehouse_id: Option<WarehouseId>,
    /// Only the one with this number.
    number: Option<String>,
    /// Only those that should have come before today and have not (or only the others).
    late: Option<bool>,
    /// Only those that were sent and of which something may still come (or only the others).
    open: Option<bool>,
    /// Only those expected on this local day or later.
    expected_from: Option<NaiveDate>,
    /// Only those expected on this local day or earlier.
    expected_to: Option<NaiveDate>,
    /// Only those of which less will come than was ordered, as far as is known (or only the others).
    short: Option<bool>,
}

/// List purchase orders
///
/// Sorted by `created_at` (newest first by default), `expected_on` or `number`. A supplier sees those that it was sent.
#[utoipa::path(get, path = "/api/purchasing/purchase-orders", tag = "purchasing",
    params(ListingParams, PurchaseOrderFilter),
    responses((status = 200, description = "A page of purchase orders.", body = Page<Summary>)))]
async fn list_purchase_orders(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<PurchaseOrderFilter>,
) -> Result<Reply, Problem> {
    const OPEN: &str = "o.status IN ('sent', 'confirmed', 'partially_received')";
    const LATE: &str = "o.status IN ('sent', 'confirmed', 'partially_received') AND o.expected_on < ?";
    let page = listing.over(SORTS)?;
    let today = app.company().local_date(app.now());
    let own = match Scope::of(&caller.principal) {
        Scope::All => None,
        Scope::SentTo(own) => Some(own),
        Scope::None => return Ok(Reply::ok(&page.finish::<Summary>(vec![]))),
    };
    if own.is_some() && filter.supplier_id.is_some_and(|asked| Some(asked) != own) {
        return Ok(Reply::ok(&page.finish::<Summary>(vec![])));
    }
    let supplier = own.or(filter.supplier_id);
    let mut select = purchase_orders::select_orders()
        .narrow([Equal::value("o.number", filter.number)])
        .narrow([Equal::value("o.supplier_id", supplier.map(|id| id.0))])
        .narrow([Equal::value("o.warehouse_id", filter.warehouse_id.map(|id| id.0))])
        .narrow([Equal::word("o.status", filter.status.map(OrderStatus::name))]);
    if own.is_some() {
        select = select.and("o.sent_at IS NOT NULL", vec![]);
    }
    select = match filter.late {
        Some(true) => select.and(LATE, sql_values![today]),
        Some(false) => select.and(&format!("NOT ({LATE})"), sql_values![today]),
        None => select,
    };
    select = match filter.open {
        Some(true) => select.and(OPEN, vec![]),
        Some(false) => select.and(&format!("NOT ({OPEN})"), vec![]),
        None => select,
    };
    let from = local_day("expected_from", filter.expected_from)?;
    let to = local_day("expected_to", filter.expected_to)?;
    select = select.and_if("o.expected_on >= ?", from).and_if("o.expected_on <= ?", to);
    select = match filter.short {
        Some(true) => select.and("o.is_short = 1", vec![]),
        Some(false) => select.and("o.is_short = 0", vec![]),
        None => select,
    };
    let rows: Vec<SummaryRow> = select.fetch(app.db(), &page).await?;
    Ok(Reply::ok(&page.finish(rows.into_iter().map(|row| row.on(today)).collect())))
}

/// Show a purchase order with its lines and what came of it
#[utoipa::path(get, path = "/api/purchasing/purchase-orders/{id}", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path)),
    responses((status = 200, description = "The purchase order.", body = Whole)))]
async fn show_purchase_order(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<PurchaseOrderId>,
) -> Result<Reply, Problem> {
    let order = purchase_orders::order(app.db(), id).await?;
    let order = order.filter(|order| Scope::of(&caller.principal).holds(order)).ok_or_else(Problem::not_found)?;
    let version = order.version;
    let today = app.company().local_date(app.now());
    Ok(Reply::ok(&tell::whole(app.db(), order, today).await?).etag(version))
}

/// List what was amended of a purchase order after it was sent
///
/// Who asked for something else, or confirmed what; the latest first.
#[utoipa::path(get, path = "/api/purchasing/purchase-orders/{id}/amendments", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path), ListingParams),
    responses((status = 200, description = "A page of amendments.", body = Page<Amendment>)))]
async fn list_purchase_order_amendments(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<PurchaseOrderId>,
    listing: Listing,
) -> Result<Reply, Problem> {
    let page = listing.over(&[Sort::time("created_at")])?;
    let order = purchase_orders::order(app.db(), id).await?;
    order.filter(|order| Scope::of(&caller.principal).holds(order)).ok_or_else(Problem::not_found)?;
    let rows: Vec<AmendmentRow> = purchase_orders::select_amendments(id).fetch(app.db(), &page).await?;
    Ok(Reply::ok(&page.finish(rows.into_iter().map(Amendment::from).collect())))
}
