//! Keeping the search for products true: they are found by their own words and by those of their supplier.

use crate::product::Product;
use crate::store;
use chassis::{DbError, Tx, search};
use contracts::SupplierId;
use uuid::Uuid;

/// The kind of product terms in the search table.
pub(crate) const PRODUCT: &str = "product";
/// The kind of supplier terms in the search table.
pub(crate) const SUPPLIER: &str = "supplier";
/// Products of one statement.
const MANY: usize = 500;

/// Notes the words by which new products are found.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn index_new(tx: &Tx, products: &[Product]) -> Result<(), DbError> {
    let words: Vec<(Uuid, String)> = products
        .iter()
        .map(|product| (product.id.0, product.details.search_texts(&product.supplier_name).join(" ")))
        .collect();
    search::index_new(tx, PRODUCT, &words).await
}

/// Replaces the words by which products are found.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn index(tx: &Tx, products: &[Product]) -> Result<(), DbError> {
    for product in products {
        search::index(tx, PRODUCT, product.id.0, &product.details.search_texts(&product.supplier_name)).await?;
    }
    Ok(())
}

/// The supplier has another name: all its products are found by the new one.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn index_all_of(tx: &Tx, supplier: SupplierId) -> Result<(), DbError> {
    let ids = store::product_ids_of(tx, supplier).await?;
    for some in ids.chunks(MANY) {
        index(tx, &store::products(tx, some, tx.now()).await?).await?;
    }
    Ok(())
}
