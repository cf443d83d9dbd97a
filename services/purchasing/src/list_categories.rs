//! The shelves of the catalogue: which categories there are, and how much is in each.

use crate::store;
use crate::visibility::Sight;
use axum::extract::State;
use chassis::{Access, App, Caller, Problem, Reply, Routes};
use serde::Serialize;
use utoipa_axum::routes;

/// A catalogue has some dozens of categories; more than this is a mistake in the data that must not fill a screen.
const MOST: u32 = 1_000;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(list_categories))
}

/// A category of products.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Category {
    /// As it is written on one of its products.
    #[schema(example = "lacteos")]
    category: String,
    /// How many active products it has.
    products: i64,
}

/// All categories.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Categories {
    /// By name; at most 1,000.
    items: Vec<Category>,
}

/// List categories with the number of their active products
#[utoipa::path(get, path = "/api/purchasing/categories", tag = "purchasing", responses(
    (status = 200, description = "All categories of active products; a supplier sees those of its own.", body = Categories),
))]
async fn list_categories(State(app): State<App>, caller: Caller) -> Result<Reply, Problem> {
    let rows = match Sight::of(&caller.principal) {
        Sight::Everything | Sight::ActiveProducts => store::categories(app.db(), None, MOST).await?,
        Sight::Own(own) => store::categories(app.db(), Some(own), MOST).await?,
        Sight::Nothing => vec![],
    };
    let items = rows.into_iter().map(|row| Category { category: row.category, products: row.products }).collect();
    Ok(Reply::ok(&Categories { items }))
}
