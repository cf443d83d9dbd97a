//! What purchasing tells of products (`purchasing.products_changed`): inventory keeps what reservations need.

use chassis::{Failure, Tx};
use contracts::ProductId;
use contracts::purchasing::{ProductState, ProductsChanged};
use std::collections::BTreeMap;

use crate::store;

/// Keeps the newest state of each product, in whichever order messages arrive.
pub(crate) async fn keep(tx: Tx, message: ProductsChanged) -> Result<(), Failure> {
    // Sorted, so that two batches at once lock the same products in the same order; and each product once.
    let mut newest: BTreeMap<ProductId, &ProductState> = BTreeMap::new();
    for product in &message.items {
        let kept = newest.entry(product.id).or_insert(product);
        if kept.version < product.version {
            *kept = product;
        }
    }
    let products: Vec<&ProductState> = newest.into_values().collect();
    Ok(store::products::upsert(&tx, &products).await?)
}
