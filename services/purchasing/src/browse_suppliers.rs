//! Staff look through suppliers; a supplier's user sees its own one.

use crate::search_products::SUPPLIER;
use crate::status::ListedStatus;
use crate::store::{self, SupplierRow};
use crate::supplier::Supplier;
use crate::visibility::Sight;
use axum::extract::State;
use chassis::{
    Access, App, Caller, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort, sql_values,
};
use contracts::SupplierId;
use contracts::identity::Role;
use serde::Deserialize;
use utoipa_axum::routes;

/// What suppliers can be sorted by; newest first unless asked otherwise.
const SORTS: &[Sort] = &[Sort::time("created_at"), Sort::folded("legal_name", "legal_name_folded")];

/// The routes.
pub fn routes() -> Routes {
    let who = || Access::roles(&[Role::Supplier]).and_staff();
    Routes::new().add(who(), routes!(list_suppliers)).add(who(), routes!(get_supplier))
}

/// Which suppliers are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SupplierFilter {
    /// Beginnings of words of the legal name, tax id or e-mail address; all of them must be found.
    search: Option<String>,
    /// Which ones: `active` (the default), `archived` or `all`.
    #[param(inline)]
    status: Option<ListedStatus>,
}

/// List suppliers
///
/// Sorted by `created_at` (newest first by default) or `legal_name`, without case and accents.
#[utoipa::path(get, path = "/api/purchasing/suppliers", tag = "purchasing", params(ListingParams, SupplierFilter), responses(
    (status = 200, description = "A page of suppliers.", body = Page<Supplier>),
))]
async fn list_suppliers(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<SupplierFilter>,
) -> Result<Reply, Problem> {
    let page = listing.over(SORTS)?;
    let mut select = store::select_suppliers();
    match Sight::of_suppliers(&caller.principal) {
        Sight::Everything => {}
        Sight::Own(own) => select = select.and("s.id = ?", sql_values![own.0]),
        Sight::ActiveProducts | Sight::Nothing => return Ok(Reply::ok(&page.finish::<Supplier>(vec![]))),
    }
    if let Some(status) = filter.status.unwrap_or_default().only() {
        select = select.and("s.status = ?", sql_values![status.name()]);
    }
    let select = select.and_search(SUPPLIER, "s.id", filter.search.as_deref());
    let rows: Vec<SupplierRow> = select.fetch(app.db(), &page).await?;
    Ok(Reply::ok(&page.finish(rows.into_iter().map(Supplier::from).collect())))
}

/// Show a supplier
#[utoipa::path(get, path = "/api/purchasing/suppliers/{id}", tag = "purchasing", params(("id" = SupplierId, Path)), responses(
    (status = 200, description = "The supplier.", body = Supplier),
))]
async fn get_supplier(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<SupplierId>,
) -> Result<Reply, Problem> {
    if !Sight::of_suppliers(&caller.principal).shows_supplier(id) {
        return Err(Problem::not_found());
    }
    let supplier = store::supplier(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&supplier).etag(supplier.version))
}
