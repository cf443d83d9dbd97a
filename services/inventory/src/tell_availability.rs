//! How much of products could be promised right now: what a shop sees before it orders.

use axum::extract::State;
use chassis::{Access, App, Problem, QueryOf, Reply, Routes, Text};
use chrono::{DateTime, Utc};
use contracts::ProductId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa_axum::routes;

use crate::store;

/// The most products of one question.
const MOST_PRODUCTS: usize = 200;

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    Routes::new().add(Access::signed_in(), routes!(tell_availability))
}

/// Which products are meant.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct AvailabilityQuery {
    /// Ids of products, with commas between them; at most 200.
    product_ids: String,
}

/// How much of a product could be promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Available {
    /// The product.
    pub product_id: ProductId,
    /// Base units in all warehouses together.
    pub available: i64,
    /// Base units in the warehouse that has most: one order is filled from one warehouse, so it can get at most these.
    pub in_one_warehouse: i64,
}

/// The answer for all products that were asked for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Availability {
    /// When it was read; other orders may have taken some of it since.
    as_of: DateTime<Utc>,
    /// A row for each product, in the order asked; unknown products have none available.
    items: Vec<Available>,
}

/// Tell how much of products could be promised right now
///
/// On hand without what orders hold, and without lots that are expired, blocked or too short-dated.
#[utoipa::path(get, path = "/api/inventory/availability", tag = "inventory", params(AvailabilityQuery),
    responses((status = 200, description = "For each product", body = Availability)))]
async fn tell_availability(
    State(app): State<App>,
    QueryOf(query): QueryOf<AvailabilityQuery>,
) -> Result<Reply, Problem> {
    let products = asked_for(&query.product_ids)?;
    let as_of = app.now();
    let today = app.company().local_date(as_of);
    let found = store::stock::available(app.db(), &products, today).await?;
    let none = |product_id| Available { product_id, available: 0, in_one_warehouse: 0 };
    let items = products.iter().map(|id| found.get(id).cloned().unwrap_or_else(|| none(*id))).collect();
    Ok(Reply::ok(&Availability { as_of, items }))
}

/// The ids of a question, each once, in the order asked.
fn asked_for(text: &str) -> Result<Vec<ProductId>, Problem> {
    let bad = |text| Problem::bad_parameter("product_ids", text);
    let mut seen = BTreeSet::new();
    let mut products = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let id: ProductId = part.parse().map_err(|_| {
            bad(Text::new(
                "Give the ids of products with commas between them.",
                "Indique los ids de productos separados por comas.",
            ))
        })?;
        if seen.insert(id) {
            products.push(id);
        }
    }
    match products.len() {
        0 => Err(bad(Text::new("Name at least one product.", "Indique al menos un producto."))),
        1..=MOST_PRODUCTS => Ok(products),
        _ => Err(bad(Text::new(
            format!("Ask for at most {MOST_PRODUCTS} products at once."),
            format!("Pregunte por máximo {MOST_PRODUCTS} productos a la vez."),
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_is_asked_for_once() {
        let (a, b) = (ProductId::new(), ProductId::new());
        assert_eq!(asked_for(&format!("{b}, {a},{b},")).expect("ids"), [b, a]);
        assert!(asked_for("").is_err());
        assert!(asked_for("7").is_err());
        let many = |count| vec![(); count].iter().map(|()| ProductId::new().to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(asked_for(&many(200)).expect("ids").len(), 200);
        assert!(asked_for(&many(201)).is_err());
    }
}
