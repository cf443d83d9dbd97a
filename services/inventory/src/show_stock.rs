//! What lies where, as the company's people see it: summed up per product and warehouse, or lot by lot.

use axum::extract::State;
use chassis::{Access, App, Caller, Listing, ListingParams, Page, Problem, QueryOf, Reply, Routes, Sort};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::identity::Role;
use contracts::{LotId, ProductId, WarehouseId};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;
use uuid::Uuid;

use crate::lot::LotState;
use crate::store;

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .add(Access::roles(&[Role::Supplier]).and_staff(), routes!(list_stock))
        .add(Access::staff(), routes!(list_lots))
}

/// What of a product lies in a warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct StockLevel {
    /// Of this product in this warehouse.
    pub(crate) id: Uuid,
    /// The product.
    pub(crate) product_id: ProductId,
    /// The warehouse.
    pub(crate) warehouse_id: WarehouseId,
    /// Base units that lie there, in whatever state.
    pub(crate) on_hand: i64,
    /// Base units of these that orders hold.
    pub(crate) reserved: i64,
    /// Base units that could be promised: in lots that are neither expired nor blocked nor too short-dated.
    pub(crate) available: i64,
    /// Base units that orders take each day, on an average of four weeks.
    pub(crate) daily_demand: f64,
    /// For how many days what is available lasts; nothing where nobody asks for it.
    pub(crate) days_of_cover: Option<f64>,
    /// When the product first came here.
    pub(crate) created_at: DateTime<Utc>,
}

/// What lies in a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct LotLevel {
    /// The lot.
    pub(crate) id: LotId,
    /// Raised by one with each change.
    pub(crate) version: i64,
    /// What is in it.
    pub(crate) product_id: ProductId,
    /// Where it lies.
    pub(crate) warehouse_id: WarehouseId,
    /// Its code, if it has one.
    pub(crate) lot: Option<String>,
    /// Its last day, if it expires.
    pub(crate) expires_on: Option<NaiveDate>,
    /// Whether it may be promised at all.
    pub(crate) state: LotState,
    /// Base units that lie there.
    pub(crate) on_hand: i64,
    /// Base units of these that orders hold.
    pub(crate) reserved: i64,
    /// Base units that could be promised today.
    pub(crate) available: i64,
    /// When it came.
    pub(crate) created_at: DateTime<Utc>,
    /// When it last changed.
    pub(crate) updated_at: DateTime<Utc>,
}

/// How much of something there is, measured by how fast it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StockLevelIs {
    /// It is asked for, and nothing can be promised.
    Out,
    /// There is some, for less than seven days.
    Low,
}

/// What lies in a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LotContents {
    /// Something.
    Filled,
    /// Something or, where all of it has left, nothing.
    Any,
}

/// Which stock is meant.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StockFilter {
    /// Of this product.
    pub(crate) product_id: Option<ProductId>,
    /// In this warehouse.
    pub(crate) warehouse_id: Option<WarehouseId>,
    /// Only what is asked for and is out, or nearly.
    #[param(inline)]
    pub(crate) level: Option<StockLevelIs>,
}

/// Which lots are meant.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LotFilter {
    /// Of this product.
    pub(crate) product_id: Option<ProductId>,
    /// In this warehouse.
    pub(crate) warehouse_id: Option<WarehouseId>,
    /// Whose last day is before this day.
    pub(crate) expires_before: Option<NaiveDate>,
    /// Only those in which something lies, or empty ones too (the default).
    #[param(inline)]
    pub(crate) contents: Option<LotContents>,
}

const STOCK_SORTS: &[Sort] = &[Sort::time("created_at").column("q.created_at")];
const SORTS: &[Sort] = &[Sort::time("created_at").column("s.created_at")];

/// List stock per product and warehouse
///
/// A supplier sees that of its own products.
#[utoipa::path(get, path = "/api/inventory/stock", tag = "inventory", params(ListingParams, StockFilter),
    responses((status = 200, description = "One page", body = Page<StockLevel>)))]
async fn list_stock(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<StockFilter>,
) -> Result<Reply, Problem> {
    let page = listing.over(STOCK_SORTS)?;
    let only_of = match &caller.principal {
        staff if staff.is_staff() => None,
        // Somebody who is not tied to a supplier (yet) sees nothing.
        supplier => match supplier.supplier_id {
            None => return Ok(Reply::ok(&page.finish::<StockLevel>(vec![]))),
            own => own,
        },
    };
    let today = app.company().local_date(app.now());
    let items = store::stock::levels(app.db(), &filter, only_of, today, &page).await?;
    Ok(Reply::ok(&page.finish(items)))
}

/// List lots
#[utoipa::path(get, path = "/api/inventory/lots", tag = "inventory", params(ListingParams, LotFilter),
    responses((status = 200, description = "One page", body = Page<LotLevel>)))]
async fn list_lots(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<LotFilter>,
) -> Result<Reply, Problem> {
    let page = listing.over(SORTS)?;
    let today = app.company().local_date(app.now());
    let items = store::stock::lots(app.db(), &filter, today, &page).await?;
    Ok(Reply::ok(&page.finish(items)))
}
