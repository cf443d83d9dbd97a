//! Phones and screens that keep the catalogue ask what has changed since they last did.

use crate::product::Product;
use crate::search_products::{PRODUCTS, sight_of};
use crate::store::{self, ProductRow};
use crate::visibility::Sight;
use axum::extract::State;
use chassis::{Access, App, Caller, ChangedRow, Changes, Problem, Reply, Routes, Seen, Since, SinceParams, sql_values};
use contracts::purchasing::PriceFrom;
use serde::Serialize;
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(product_changes))
}

/// A product with the prices that are still to come: whoever keeps it can tell its price at any time.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
struct SyncedProduct {
    /// The product with its present price, flat in JSON.
    #[serde(flatten)]
    product: Product,
    /// Prices that begin later, the next one first.
    coming_prices: Vec<PriceFrom>,
}

/// Products that have changed since the last answer
///
/// Archived ones are `gone` for those who do not see them. A price that begins is no change: it was among `coming_prices`.
#[utoipa::path(get, path = "/api/purchasing/products/changes", tag = "purchasing", params(SinceParams), responses(
    (status = 200, description = "What is new, changed or gone.", body = Changes<SyncedProduct>),
))]
async fn product_changes(State(app): State<App>, caller: Caller, since: Since) -> Result<Reply, Problem> {
    let sight = Sight::of(&caller.principal);
    let select = store::select_products(app.now());
    let (scope, select) = match sight {
        Sight::Everything => ("all".to_owned(), select),
        Sight::ActiveProducts => ("active".to_owned(), select),
        Sight::Own(own) => (sight_of(own), select.and("p.supplier_id = ?", sql_values![own.0])),
        Sight::Nothing => ("nothing".to_owned(), select.and("p.id IS NULL", vec![])),
    };
    let pass = since.open(&app, scope)?;
    let rows: Vec<ProductRow> = select.changes(app.db(), &pass, "p.changed_at", "p.id").await?;
    let products: Vec<_> = rows.into_iter().map(|row| (row.changed_at, Product::from(row))).collect();
    let ids: Vec<_> = products.iter().map(|(_, product)| product.id).collect();
    let mut coming = store::coming_prices(app.db(), &ids, app.now()).await?;
    let rows = products.into_iter().map(|(changed_at, product)| {
        let id = product.id;
        let what = if sight.shows_product(product.details.supplier_id, product.status) {
            Seen::Item(SyncedProduct { product, coming_prices: coming.remove(&id).unwrap_or_default() })
        } else {
            Seen::Gone
        };
        ChangedRow { changed_at, id: id.0, what }
    });
    let rows = rows.collect();
    Ok(Reply::ok(&pass.finish(app.db(), PRODUCTS, rows).await?))
}
