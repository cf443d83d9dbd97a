//! Shops and products, as their owners tell of them. A message that comes late or twice changes nothing: the version
//! decides.

use crate::store;
use chassis::{Failure, Tx};
use contracts::identity::{CustomerState, CustomersChanged};
use contracts::purchasing::{ProductState, ProductsChanged};
use uuid::Uuid;

/// How many rows one statement stores.
const BATCH: usize = 500;

/// Shops changed.
///
/// # Errors
/// [`Failure`].
pub async fn customers_changed(tx: Tx, message: CustomersChanged) -> Result<(), Failure> {
    let items = newest(message.items, |item: &CustomerState| (item.id.0, item.version));
    for batch in items.chunks(BATCH) {
        store::upsert_customers(&tx, batch).await?;
    }
    Ok(())
}

/// Products changed.
///
/// # Errors
/// [`Failure`].
pub async fn products_changed(tx: Tx, message: ProductsChanged) -> Result<(), Failure> {
    let items = newest(message.items, |item: &ProductState| (item.id.0, item.version));
    for batch in items.chunks(BATCH) {
        store::upsert_products(&tx, batch).await?;
    }
    Ok(())
}

/// Each thing once, in its newest version, ordered by id: one statement cannot update a row twice, and two messages
/// that lock the same rows must do so in the same order.
fn newest<T>(mut items: Vec<T>, key: impl Fn(&T) -> (Uuid, i64)) -> Vec<T> {
    items.sort_by_key(|item| {
        let (id, version) = key(item);
        (id, std::cmp::Reverse(version))
    });
    items.dedup_by_key(|item| key(item).0);
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_thing_that_is_named_twice_the_newest_counts() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let items = vec![(b, 1), (a, 1), (a, 3), (a, 2)];
        assert_eq!(newest(items, |item| *item), [(a, 3), (b, 1)]);
    }
}
