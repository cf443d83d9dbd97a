//! What purchasing tells of products, and which of them are on the shelf.

use chassis::db::{MOST_PARAMETERS, Value, numbered, placeholders};
use chassis::{DbError, Sql, Tx, sql_values};
use contracts::purchasing::{PriceFrom, ProductState, ProductStatus};
use contracts::{Money, ProductId};
use sea_orm::FromQueryResult;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::FILLED;
use crate::lot::{DEFAULT_MIN_DAYS_LEFT, day_number};
use crate::substitutes::OnShelf;

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Writes each product whose version is higher than the one that is kept (or as high, where an older build kept less of it).
/// `products`: each id once, in the order of ids.
pub(crate) async fn upsert(tx: &Tx, products: &[&ProductState]) -> Result<(), DbError> {
    const COLUMNS: usize = 10;
    for some in products.chunks(MOST_PARAMETERS / COLUMNS) {
        let sql = format!(
            "INSERT INTO product (id, version, sku, name, status, min_days_left, category, prices, supplier_id, changed_at) VALUES {} \
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, sku = excluded.sku, name = excluded.name, \
             status = excluded.status, min_days_left = excluded.min_days_left, category = excluded.category, \
             prices = excluded.prices, supplier_id = excluded.supplier_id, changed_at = CASE WHEN product.status = excluded.status \
             AND product.min_days_left IS NOT DISTINCT FROM excluded.min_days_left THEN product.changed_at \
             ELSE excluded.changed_at END WHERE product.version < excluded.version \
             OR product.version = excluded.version AND (product.prices IS NULL OR product.supplier_id IS NULL)",
            placeholders(some.len(), COLUMNS)
        );
        let mut values: Vec<Value> = Vec::with_capacity(some.len() * COLUMNS);
        for product in some {
            let status = match product.status {
                ProductStatus::Active => "active",
                ProductStatus::Archived => "archived",
                ProductStatus::Unknown => "unknown",
            };
            let prices = serde_json::to_string(&product.prices).map_err(|error| DbError::Other(error.to_string()))?;
            values.extend(sql_values![
                product.id.0,
                product.version,
                product.sku.as_str(),
                product.name.as_str(),
                status,
                product.min_days_left,
                product.category.clone(),
                prices,
                product.supplier_id.0,
                tx.now(),
            ]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Which of these products inventory has heard of.
pub(crate) async fn known(
    sql: &impl Sql,
    products: impl Iterator<Item = ProductId>,
) -> Result<BTreeSet<ProductId>, DbError> {
    let values: Vec<Value> = products.map(|id| Value::from(id.0)).collect();
    if values.is_empty() {
        return Ok(BTreeSet::new());
    }
    let text = format!("SELECT id FROM product WHERE id IN ({})", numbered(1, values.len()));
    Ok(sql.all::<IdRow>(&text, values).await?.into_iter().map(|row| ProductId(row.id)).collect())
}

/// What a substitute of a product is chosen by.
pub(crate) struct Shelved {
    /// Its category, if it has one.
    pub(crate) category: Option<String>,
    /// Its present price in the company's currency.
    pub(crate) price: Option<Money>,
}

/// These products, those of which inventory has heard.
pub(crate) async fn shelved(
    tx: &Tx,
    products: impl Iterator<Item = ProductId>,
) -> Result<BTreeMap<ProductId, Shelved>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        category: Option<String>,
        prices: Option<String>,
    }
    let values: Vec<Value> = products.map(|id| Value::from(id.0)).collect();
    if values.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!("SELECT id, category, prices FROM product WHERE id IN ({})", numbered(1, values.len()));
    let read =
        |row: Row| (ProductId(row.id), Shelved { category: row.category, price: price_now(tx, row.prices.as_deref()) });
    Ok(tx.all::<Row>(&sql, values).await?.into_iter().map(read).collect())
}

/// The price that holds now, in the company's currency.
fn price_now(tx: &Tx, prices: Option<&str>) -> Option<Money> {
    let prices: Vec<PriceFrom> = serde_json::from_str(prices?).ok()?;
    let currency = tx.company().currency;
    let holds = |price: &&PriceFrom| price.valid_from <= tx.now() && price.price.currency == currency;
    prices.iter().filter(holds).max_by_key(|price| price.valid_from).map(|price| price.price)
}

/// The products of a category that are sold and of which something could be promised now.
pub(crate) async fn on_shelf(tx: &Tx, category: &str) -> Result<Vec<OnShelf>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
        prices: Option<String>,
        available: Option<i64>,
    }
    let today = tx.company().local_date(tx.now());
    // A value for each product and not a join, for which PostgreSQL would read all stock.
    let sql = format!(
        "SELECT p.id, p.name, p.prices, (SELECT MAX(w.free) FROM (SELECT CAST(SUM(s.on_hand - s.reserved) AS bigint) \
         AS free FROM stock s WHERE s.product_id = p.id AND s.state = 'sellable' \
         AND {FILLED} AND s.expires_day - COALESCE(p.min_days_left, $1) >= $2 GROUP BY s.warehouse_id) w) AS available \
         FROM product p WHERE p.category = $3 AND p.status = 'active'"
    );
    let values = sql_values![DEFAULT_MIN_DAYS_LEFT, day_number(today), category];
    let on_shelf = |row: Row| {
        let available = row.available.filter(|units| *units > 0)?;
        Some(OnShelf { id: ProductId(row.id), name: row.name, price: price_now(tx, row.prices.as_deref())?, available })
    };
    Ok(tx.all::<Row>(&sql, values).await?.into_iter().filter_map(on_shelf).collect())
}
