//! Everybody who is signed in looks through the catalogue.

use crate::product::Product;
use crate::search_products::PRODUCT;
use crate::status::{CatalogueStatus, ListedStatus};
use crate::store::{self, ProductRow};
use crate::visibility::Sight;
use axum::extract::State;
use chassis::{
    Access, App, Caller, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort, sql_values,
};
use contracts::{ProductId, SupplierId, fold};
use serde::Deserialize;
use utoipa_axum::routes;

/// What products can be sorted by; newest first unless asked otherwise.
const SORTS: &[Sort] = &[
    Sort::time("created_at").column("p.created_at"),
    Sort::folded("name", "name_folded"),
    Sort::folded("sku", "sku_folded"),
];

/// The routes.
pub fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(list_products)).add(Access::signed_in(), routes!(get_product))
}

/// Which products are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ProductFilter {
    /// Beginnings of words of name, SKU, barcode, category and supplier, without case and accents; all must be found.
    search: Option<String>,
    /// Only of this supplier.
    supplier_id: Option<SupplierId>,
    /// Only of this category, whatever its case and accents.
    category: Option<String>,
    /// Which ones: `active` (the default), `archived` or `all`. Shops and sellers see active ones only.
    #[param(inline)]
    status: Option<ListedStatus>,
}

/// List products with their present prices
///
/// Sorted by `created_at` (newest first by default), `name` or `sku`, the last two without case and accents.
#[utoipa::path(get, path = "/api/purchasing/products", tag = "purchasing", params(ListingParams, ProductFilter), responses(
    (status = 200, description = "A page of products.", body = Page<Product>),
))]
async fn list_products(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<ProductFilter>,
) -> Result<Reply, Problem> {
    let page = listing.over(SORTS)?;
    let mut select = store::select_products(app.now());
    match Sight::of(&caller.principal) {
        Sight::Everything => {}
        Sight::ActiveProducts => select = select.and("p.status = ?", sql_values![CatalogueStatus::Active.name()]),
        Sight::Own(own) => select = select.and("p.supplier_id = ?", sql_values![own.0]),
        Sight::Nothing => return Ok(Reply::ok(&page.finish::<Product>(vec![]))),
    }
    if let Some(status) = filter.status.unwrap_or_default().only() {
        select = select.and("p.status = ?", sql_values![status.name()]);
    }
    if let Some(supplier) = filter.supplier_id {
        select = select.and("p.supplier_id = ?", sql_values![supplier.0]);
    }
    if let Some(category) = &filter.category {
        select = select.and("p.category_folded = ?", sql_values![fold::fold(category)]);
    }
    let select = select.and_search(PRODUCT, "p.id", filter.search.as_deref());
    let rows: Vec<ProductRow> = select.fetch(app.db(), &page).await?;
    Ok(Reply::ok(&page.finish(rows.into_iter().map(Product::from).collect())))
}

/// Show a product with its present price
#[utoipa::path(get, path = "/api/purchasing/products/{id}", tag = "purchasing", params(("id" = ProductId, Path)), responses(
    (status = 200, description = "The product.", body = Product),
))]
async fn get_product(State(app): State<App>, caller: Caller, PathOf(id): PathOf<ProductId>) -> Result<Reply, Problem> {
    let product = store::product(app.db(), id, app.now()).await?.ok_or_else(Problem::not_found)?;
    if !Sight::of(&caller.principal).shows_product(product.details.supplier_id, product.status) {
        return Err(Problem::not_found());
    }
    Ok(Reply::ok(&product).etag(product.version))
}
