//! Read reports of shortages: the list and one of them. They are seen by whoever sees the order.

use crate::customer::Scope;
use crate::read_orders::readers;
use crate::shortage::{Shortage, ShortageStatus};
use crate::shortage_view::ShortageView;
use crate::store::shortages::{self, SHORTAGES, ShortageRow};
use axum::extract::State;
use chassis::{
    App, Caller, Equal, Listing, ListingParams, Page, PathOf, Principal, Problem, QueryOf, Reply, Routes, Select, Sort,
    local_day,
};
use chrono::NaiveDate;
use contracts::{CustomerId, OrderId, SellerId, ShortageId};
use serde::Deserialize;
use utoipa_axum::routes;

const SORTS: &[Sort] = &[Sort::time("created_at").column("s.created_at")];

/// `GET /api/sales/shortages` and `GET /api/sales/shortages/{id}`.
pub fn routes() -> Routes {
    Routes::new().add(readers(), routes!(list_shortages)).add(readers(), routes!(read_shortage))
}

/// Which reports to list.
#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShortageFilter {
    /// Only those in this state.
    status: Option<ShortageStatus>,
    /// Only those of this order.
    order_id: Option<OrderId>,
    /// Only those of this shop.
    customer_id: Option<CustomerId>,
    /// Only those of this seller's shops.
    seller_id: Option<SellerId>,
    /// Only those that arrived on this local day or later.
    from: Option<NaiveDate>,
    /// Only those that arrived on this local day or earlier.
    to: Option<NaiveDate>,
}

/// List reports of shortages, newest first.
#[utoipa::path(get, path = "/api/sales/shortages", tag = "sales", params(ListingParams, ShortageFilter), responses(
    (status = 200, description = "A page of reports", body = Page<ShortageView>),
))]
async fn list_shortages(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<ShortageFilter>,
) -> Result<Reply, Problem> {
    let page = listing.over(SORTS)?;
    let (from, to) = (local_day("from", filter.from)?, local_day("to", filter.to)?);
    let select =
        Select::new(SHORTAGES).id_column("s.id").narrow([Equal::value("s.order_id", filter.order_id.map(|id| id.0))]);
    let select = match Scope::of(&caller.principal) {
        Scope::All => select,
        Scope::Own { customer: Some(customer), seller: Some(seller) } => {
            select.and("s.customer_id = ? OR s.seller_id = ?", vec![customer.0.into(), seller.0.into()])
        }
        Scope::Own { customer: Some(own), seller: None } => select.narrow([Equal::value("s.customer_id", Some(own.0))]),
        Scope::Own { customer: None, seller: Some(own) } => select.narrow([Equal::value("s.seller_id", Some(own.0))]),
        Scope::Own { customer: None, seller: None } => select.and("1 = 0", vec![]),
    };
    let select = select
        .narrow([Equal::value("s.customer_id", filter.customer_id.map(|id| id.0))])
        .narrow([Equal::value("s.seller_id", filter.seller_id.map(|id| id.0))])
        .narrow([Equal::word("s.status", filter.status.map(ShortageStatus::name))])
        .and_if("s.created_at >= ?", from.map(|day| app.company().day(day).0))
        .and_if("s.created_at < ?", to.map(|day| app.company().day(day).1));
    let rows: Vec<ShortageRow> = select.fetch(app.db(), &page).await?;
    let found = shortages::whole(app.db(), rows).await?;
    Ok(Reply::ok(&page.finish(found.into_iter().map(ShortageView::from).collect())))
}

/// Read a report of a shortage.
#[utoipa::path(get, path = "/api/sales/shortages/{id}", tag = "sales", params(("id" = ShortageId, Path,)), responses(
    (status = 200, description = "The report", body = ShortageView),
))]
async fn read_shortage(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<ShortageId>,
) -> Result<Reply, Problem> {
    let shortage = shortages::shortage(app.db(), id).await?;
    let shortage = shortage.filter(|it| visible_to(&caller.principal, it)).ok_or_else(Problem::not_found)?;
    let version = shortage.version;
    Ok(Reply::ok(&ShortageView::from(shortage)).etag(version))
}

/// Whether somebody may see a report.
pub(crate) fn visible_to(who: &Principal, shortage: &Shortage) -> bool {
    Scope::of(who).holds_shop(shortage.customer_id, shortage.seller_id)
}
