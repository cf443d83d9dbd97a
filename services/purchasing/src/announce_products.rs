//! Telling the other services what products are like now: on each change, and all of them at once on request.

use crate::product::Product;
use crate::store;
use chassis::{App, DbError, Tx};
use contracts::purchasing::{PriceFrom, ProductState, ProductsChanged};
use contracts::{ProductId, Service};
use uuid::Uuid;

/// A message carries at most so many products …
const MOST_PRODUCTS: usize = 500;
/// … and so many prices, so that it stays well below a megabyte.
const MOST_PRICES: usize = 5_000;

/// Publishes the present state of products.
///
/// # Errors
/// When the database does not answer.
pub async fn announce(tx: &Tx, ids: &[ProductId]) -> Result<(), DbError> {
    announce_to(tx, ids, None).await
}

/// Publishes products that were made in this transaction: nothing is read again.
pub fn announce_new(tx: &Tx, products: &[Product]) {
    let state = |product: &Product| {
        product.state(vec![PriceFrom { price: product.price, valid_from: product.price_valid_from }])
    };
    for items in messages(products.iter().map(state).collect()) {
        tx.publish(&ProductsChanged { items });
    }
}

/// The same to one service only, if one is named.
async fn announce_to(tx: &Tx, ids: &[ProductId], to: Option<Service>) -> Result<(), DbError> {
    for some in ids.chunks(MOST_PRODUCTS) {
        let mut prices = store::recent_prices(tx, some, tx.now()).await?;
        let products = store::products(tx, some, tx.now()).await?;
        let states = products.into_iter().map(|product| {
            let prices = prices.remove(&product.id).unwrap_or_default();
            product.state(prices.public(tx.now()).to_vec())
        });
        for items in messages(states.collect()) {
            tx.publish_to(&ProductsChanged { items }, to);
        }
    }
    Ok(())
}

/// Splits states into what fits into one message each.
fn messages(states: Vec<ProductState>) -> Vec<Vec<ProductState>> {
    let mut messages: Vec<Vec<ProductState>> = Vec::new();
    let mut prices = 0;
    for state in states {
        prices += state.prices.len();
        match messages.last_mut() {
            Some(last) if last.len() < MOST_PRODUCTS && prices <= MOST_PRICES => last.push(state),
            _ => {
                prices = state.prices.len();
                messages.push(vec![state]);
            }
        }
    }
    messages
}

/// Sends the present state of all products again: a new consumer is born, a restored one healed. Each message is a
/// transaction of its own; what changes meanwhile announces itself with a higher version. Answers how many products.
///
/// # Errors
/// When the database does not answer; what was sent until then is sent, and doing it again is harmless.
pub async fn republish(app: App, to: Option<Service>) -> Result<u64, DbError> {
    let db = app.db();
    let mut sent = 0;
    let mut last = Uuid::nil();
    loop {
        let ids = store::product_ids_after(db, last, MOST_PRODUCTS).await?;
        let Some(end) = ids.last() else { return Ok(sent) };
        last = end.0;
        sent += ids.len() as u64;
        db.write(move |tx| async move { announce_to(&tx, &ids, to).await }).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use contracts::purchasing::ProductStatus;
    use contracts::{Currency, Money, SupplierId, TaxRate};

    fn state(prices: usize) -> ProductState {
        let price = PriceFrom { price: Money::zero(Currency::COP), valid_from: DateTime::UNIX_EPOCH };
        ProductState {
            id: ProductId::new(),
            version: 1,
            status: ProductStatus::Active,
            sku: "A".into(),
            name: "A".into(),
            supplier_id: SupplierId::new(),
            category: None,
            unit: "unit".into(),
            pack_size: 1,
            prices: vec![price; prices],
            tax_rate_bp: TaxRate::ZERO,
            weight_grams: 0,
            volume_ml: 0,
            min_days_left: None,
            barcode: None,
        }
    }

    #[test]
    fn a_message_has_at_most_five_hundred_products_and_five_thousand_prices() {
        let sizes = |states: Vec<ProductState>| messages(states).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(vec![]), Vec::<usize>::new());
        assert_eq!(sizes(vec![state(1); 1_001]), [500, 500, 1]);
        assert_eq!(sizes(vec![state(2_000); 5]), [2, 2, 1]);
        assert_eq!(sizes(vec![state(6_000); 2]), [1, 1], "one product is never split");
    }
}
