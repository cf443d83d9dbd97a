//! Keeps copies of what orders, shops and products are like. Messages may come in any order and more than once: only a higher
//! version is kept.

use crate::store;
use chassis::{Failure, Tx};
use chrono::{Days, NaiveDate};
use contracts::identity::CustomersChanged;
use contracts::purchasing::ProductsChanged;
use contracts::sales::{OrdersChanged, TOLD_FOR_DAYS};
use std::collections::BTreeMap;
use std::hash::Hash;

/// The first day of which orders are kept.
pub fn first_day(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(TOLD_FOR_DAYS.unsigned_abs())).unwrap_or(today)
}

/// `sales.orders_changed`.
pub async fn orders_changed(tx: Tx, event: OrdersChanged) -> Result<(), Failure> {
    let first = first_day(tx.company().local_date(tx.now()));
    let kept = event.items.into_iter().filter(|order| tx.company().local_date(order.submitted_at) >= first);
    Ok(store::upsert_orders(&tx, &newest(kept, |order| (order.id, order.version))).await?)
}

/// `identity.customers_changed`.
pub async fn customers_changed(tx: Tx, event: CustomersChanged) -> Result<(), Failure> {
    Ok(store::upsert_shops(&tx, &newest(event.items, |shop| (shop.id, shop.version))).await?)
}

/// `purchasing.products_changed`.
pub async fn products_changed(tx: Tx, event: ProductsChanged) -> Result<(), Failure> {
    Ok(store::upsert_products(&tx, &newest(event.items, |product| (product.id, product.version))).await?)
}

/// Each thing once, in its newest version, ordered by id: one statement cannot update a row twice, and two messages that lock the
/// same rows must do so in the same order.
fn newest<T, K: Ord + Hash + Copy>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> (K, i64)) -> Vec<T> {
    let mut newest: BTreeMap<K, T> = BTreeMap::new();
    for item in items {
        let (id, version) = key(&item);
        if newest.get(&id).is_none_or(|known| key(known).1 < version) {
            newest.insert(id, item);
        }
    }
    newest.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_thing_that_is_named_twice_the_newest_counts() {
        assert_eq!(newest([('b', 1), ('a', 1), ('a', 3), ('a', 2)], |item| *item), [('a', 3), ('b', 1)]);
    }
}
