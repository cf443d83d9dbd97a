//! Keeping the search for products true: they are found by their own words and by those of their supplier.

use crate::product::Product;
use crate::store;
use chassis::{Audience, DbError, Tx, search};
use contracts::{ProductId, SupplierId};
use uuid::Uuid;

/// The kind of product terms in the search table.
pub(crate) const PRODUCT: &str = "product";
/// The collection in hints and `…/changes`.
pub(crate) const PRODUCTS: &str = "products";
/// The kind of supplier terms in the search table.
pub(crate) const SUPPLIER: &str = "supplier";
/// Products of one statement.
const MANY: usize = 500;

/// Notes the words by which new products are found.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn index_new(tx: &Tx, products: &[Product]) -> Result<(), DbError> {
    search::index_new(tx, PRODUCT, &words(products)).await
}

/// Replaces the words by which products are found.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn index(tx: &Tx, products: &[Product]) -> Result<(), DbError> {
    search::index_all(tx, PRODUCT, &words(products)).await
}

fn words(products: &[Product]) -> Vec<(Uuid, String)> {
    let words = |product: &Product| product.details.search_texts(&product.supplier_name).join(" ");
    products.iter().map(|product| (product.id.0, words(product))).collect()
}

/// The product went from one supplier to another: the one no longer sees it, the other does.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn move_between(tx: &Tx, id: ProductId, from: SupplierId, to: SupplierId) -> Result<(), DbError> {
    if from == to {
        return Ok(());
    }
    tx.tombstone(PRODUCTS, sight_of(from), id.0);
    tx.untombstone(PRODUCTS, &sight_of(to), &[id.0]).await
}

/// The scope of a supplier's users.
pub(crate) fn sight_of(supplier: SupplierId) -> String {
    format!("supplier:{supplier}")
}

/// The supplier has another name: its products show it, and are found by it.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn renamed(tx: &Tx, supplier: SupplierId) -> Result<(), DbError> {
    store::touch_products_of(tx, supplier).await?;
    tx.hint(PRODUCTS, Uuid::nil(), 0, &[Audience::SignedIn]);
    let ids = store::product_ids_of(tx, supplier).await?;
    for some in ids.chunks(MANY) {
        index(tx, &store::products(tx, some, tx.now()).await?).await?;
    }
    Ok(())
}
