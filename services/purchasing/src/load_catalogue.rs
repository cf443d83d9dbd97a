//! Loading whole catalogues in bulk: the demonstration company, reference data.

use crate::announce_products::announce;
use crate::prices::Prices;
use crate::product::{HIGHEST_PRICE, Product, ProductDetails};
use crate::search_products::{self, SUPPLIER};
use crate::status::CatalogueStatus;
use crate::store;
use crate::supplier::{Supplier, SupplierDetails};
use chassis::{Db, DbError, Tx, search};
use chrono::{DateTime, Utc};
use contracts::purchasing::PriceFrom;
use contracts::{ProductId, SupplierId};
use std::collections::BTreeMap;

/// Products of one transaction (and of one message): no transaction lasts long, and one that fails is done again.
const PRODUCTS: usize = 500;

/// A supplier to load.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedSupplier {
    /// Loading the same id again changes nothing.
    pub id: SupplierId,
    /// What it is.
    pub details: SupplierDetails,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// A product to load.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedProduct {
    /// Loading the same id again changes nothing.
    pub id: ProductId,
    /// What it is.
    pub details: ProductDetails,
    /// Its whole price history, in any order. One must have begun by now.
    pub prices: Vec<PriceFrom>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// Why a catalogue is not loaded. What was loaded before the error stays; loading again goes on.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A product without any price now, with a negative or enormous one, or in another currency.
    #[error("the product `{0}` needs a price in {1} that holds now, and none that is negative or too large")]
    Price(String, contracts::Currency),
    /// A legal name or e-mail address that another supplier has.
    #[error("a supplier of this name or e-mail address is there already: `{0}`")]
    SupplierTaken(String),
    /// A product of a supplier that is not there, a taken SKU, or a database that does not answer.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Loads suppliers and products in multi-row statements and announces the products in messages of at most 500.
/// The details are taken as checked (`SupplierDetails::check`, `ProductDetails::check`).
///
/// # Errors
/// [`LoadError`].
pub async fn load_catalogue(
    db: &Db,
    suppliers: &[LoadedSupplier],
    products: &[LoadedProduct],
) -> Result<(), LoadError> {
    let now = db.now();
    let currency = db.company().currency;
    for product in products {
        let sound = |p: &PriceFrom| p.price.currency == currency && (0..=HIGHEST_PRICE).contains(&p.price.amount);
        if !product.prices.iter().all(sound) || !product.prices.iter().any(|p| p.valid_from <= now) {
            return Err(LoadError::Price(product.details.sku.clone(), currency));
        }
    }
    for some in suppliers.chunks(PRODUCTS) {
        let some = some.to_vec();
        db.write(move |tx| async move { load_suppliers(&tx, some).await }).await?;
    }
    for some in products.chunks(PRODUCTS) {
        let some = some.to_vec();
        db.write(move |tx| async move { load_products(&tx, some).await }).await?;
    }
    Ok(())
}

async fn load_suppliers(tx: &Tx, loaded: Vec<LoadedSupplier>) -> Result<(), LoadError> {
    let ids: Vec<SupplierId> = loaded.iter().map(|supplier| supplier.id).collect();
    let there = store::supplier_names(tx, &ids).await?;
    let suppliers: Vec<Supplier> = loaded
        .into_iter()
        .filter(|loaded| !there.contains_key(&loaded.id))
        .map(|loaded| Supplier {
            id: loaded.id,
            version: 1,
            status: CatalogueStatus::Active,
            details: loaded.details.tidied(),
            created_at: loaded.created_at,
            updated_at: loaded.created_at,
        })
        .collect();
    for supplier in &suppliers {
        if store::supplier_twin(tx, supplier.id, &supplier.details).await?.is_some() {
            return Err(LoadError::SupplierTaken(supplier.details.legal_name.clone()));
        }
    }
    store::insert_suppliers(tx, &suppliers).await?;
    let words: Vec<_> = suppliers.iter().map(|s| (s.id.0, s.details.search_texts().join(" "))).collect();
    Ok(search::index_new(tx, SUPPLIER, &words).await?)
}

async fn load_products(tx: &Tx, loaded: Vec<LoadedProduct>) -> Result<(), LoadError> {
    let now = tx.now();
    let suppliers: Vec<SupplierId> = loaded.iter().map(|product| product.details.supplier_id).collect();
    let names: BTreeMap<SupplierId, String> = store::supplier_names(tx, &suppliers).await?;
    let there = store::products_there(tx, &loaded.iter().map(|product| product.id).collect::<Vec<_>>()).await?;
    let (mut prices, mut products) = (Vec::new(), Vec::new());
    for product in loaded.into_iter().filter(|product| !there.contains(&product.id)) {
        let details = product.details.tidied();
        let history = Prices::new(product.prices);
        let Some(present) = history.at(now) else {
            return Err(LoadError::Price(details.sku, tx.company().currency));
        };
        prices.extend(history.all().iter().map(|price| (product.id, *price)));
        products.push(Product {
            id: product.id,
            version: 1,
            status: CatalogueStatus::Active,
            supplier_name: names.get(&details.supplier_id).cloned().unwrap_or_default(),
            details,
            price: present.price,
            price_valid_from: present.valid_from,
            created_at: product.created_at,
            updated_at: product.created_at,
        });
    }
    store::insert_products(tx, &products).await?;
    store::set_prices(tx, &prices, now).await?;
    search_products::index_new(tx, &products).await?;
    let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
    Ok(announce(tx, &ids).await?)
}
