//! The ledger, as people read it: who changed what, when and why.

use axum::extract::State;
use chassis::{Access, App, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort};
use contracts::identity::Role;
use contracts::{ProductId, WarehouseId};
use serde::Deserialize;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::ledger::LedgerEntry;
use crate::store;

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    let readers = Access::roles(&[Role::Warehouse, Role::Purchasing, Role::Logistics, Role::Admin]);
    Routes::new().add(readers.clone(), routes!(list_movements)).add(readers, routes!(show_movement))
}

/// Which movements are meant.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MovementFilter {
    /// Of this product.
    pub(crate) product_id: Option<ProductId>,
    /// In this warehouse.
    pub(crate) warehouse_id: Option<WarehouseId>,
}

/// List movements of stock
///
/// Every change of what lies in a lot, and of what orders hold of it.
#[utoipa::path(get, path = "/api/inventory/movements", tag = "inventory", params(ListingParams, MovementFilter),
    responses((status = 200, description = "One page", body = Page<LedgerEntry>)))]
async fn list_movements(
    State(app): State<App>,
    listing: Listing,
    QueryOf(filter): QueryOf<MovementFilter>,
) -> Result<Reply, Problem> {
    const SORTS: &[Sort] = &[Sort::time("created_at")];
    let page = listing.over(SORTS)?;
    let items = store::ledger::list(app.db(), &filter, &page).await?;
    Ok(Reply::ok(&page.finish(items)))
}

/// Show a movement of stock
#[utoipa::path(get, path = "/api/inventory/movements/{id}", tag = "inventory",
    params(("id" = Uuid, Path, description = "The movement, such as an adjustment")),
    responses((status = 200, description = "The movement", body = LedgerEntry)))]
async fn show_movement(State(app): State<App>, PathOf(id): PathOf<Uuid>) -> Result<Reply, Problem> {
    Ok(Reply::ok(&store::ledger::find(app.db(), id).await?.ok_or_else(Problem::not_found)?))
}
