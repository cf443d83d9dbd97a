//! What purchasing tells of products.

use chassis::db::{MOST_PARAMETERS, Value, numbered, placeholders};
use chassis::{DbError, Sql, Tx, sql_values};
use contracts::ProductId;
use contracts::purchasing::{ProductState, ProductStatus};
use sea_orm::FromQueryResult;
use std::collections::BTreeSet;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Writes each product whose version is higher than the one that is kept. `products`: each id once, in the order of
/// ids.
pub(crate) async fn upsert(tx: &Tx, products: &[&ProductState]) -> Result<(), DbError> {
    const COLUMNS: usize = 6;
    for some in products.chunks(MOST_PARAMETERS / COLUMNS) {
        let sql = format!(
            "INSERT INTO product (id, version, sku, name, status, min_days_left) VALUES {} \
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, sku = excluded.sku, name = excluded.name, status = excluded.status, \
             min_days_left = excluded.min_days_left WHERE product.version < excluded.version",
            placeholders(some.len(), COLUMNS)
        );
        let mut values: Vec<Value> = Vec::with_capacity(some.len() * COLUMNS);
        for product in some {
            let status = match product.status {
                ProductStatus::Active => "active",
                ProductStatus::Archived => "archived",
                ProductStatus::Unknown => "unknown",
            };
            values.extend(sql_values![
                product.id.0,
                product.version,
                product.sku.as_str(),
                product.name.as_str(),
                status,
                product.min_days_left,
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
