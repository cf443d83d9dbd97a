//! Writing many products at once: what rows make of them, and what an undo does.

use crate::announce_products::{announce, announce_new};
use crate::attach_image::keep_shown;
use crate::imports::decide::{self, Decision, FieldConflict, Why};
use crate::imports::decide_rows::Decided;
use crate::imports::draft::Fields;
use crate::imports::import::Import;
use crate::product::{Product, ProductDetails};
use crate::search_products;
use crate::status::CatalogueStatus;
use crate::store;
use crate::store::changes::{Change, Conflict};
use chassis::{Checks, DbError, Tx};
use contracts::purchasing::PriceFrom;
use contracts::{Money, ProductId, SupplierId};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Writes what rows say, and answers what that changed.
///
/// # Errors
/// When the database does not answer, or a SKU was taken a moment ago.
pub async fn apply(tx: &Tx, rows: Vec<Decided>) -> Result<Vec<Change>, DbError> {
    let (mut new, mut changed, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for Decided { row, decision, product, supplier, .. } in rows {
        let supplier_name = supplier.map(|supplier| supplier.details.legal_name);
        match (decision, product) {
            (Decision::New(fields), _) => {
                let product = added(tx, &fields, supplier_name.unwrap_or_default())?;
                let entity = product.id.0;
                changes.push(Change { row, entity, version: 1, before: None, after: Fields::new() });
                new.push(product);
            }
            (Decision::Changed(difference), Some(present)) => {
                let to = with(tx, &present, &difference.after, supplier_name)?;
                let (before, after) = (Some(difference.before), difference.after);
                changes.push(Change { row, entity: to.id.0, version: to.version, before, after });
                changed.push((present, to));
            }
            _ => {}
        }
    }
    write(tx, &new, &changed).await?;
    Ok(changes)
}

/// Takes changes back, and answers what stays.
///
/// # Errors
/// When the database does not answer.
pub async fn take_back(
    tx: &Tx,
    import: &Import,
    changes: &[Change],
    imported_again: &BTreeSet<Uuid>,
) -> Result<Vec<Conflict>, DbError> {
    let ids: Vec<ProductId> = changes.iter().map(|change| ProductId(change.entity)).collect();
    let products: BTreeMap<Uuid, Product> =
        store::lock_products(tx, &ids).await?.into_iter().map(|product| (product.id.0, product)).collect();
    let old = changes.iter().filter_map(|change| old_supplier(change.before.as_ref()?));
    let names = store::supplier_names(tx, &old.chain([SupplierId(Uuid::nil())]).collect::<Vec<_>>()).await?;
    let (mut changed, mut conflicts) = (Vec::new(), Vec::new());
    for change in changes {
        let Some(present) = products.get(&change.entity) else { continue };
        let again = imported_again.contains(&change.entity);
        let (mut back, mut stays) =
            decide::undo(&decide::of_product(present), change.before.as_ref(), &change.after, again);
        let name = old_supplier(&back).and_then(|supplier| names.get(&supplier).cloned());
        if !back.is_empty() {
            let to = with(tx, present, &back, name)?;
            let mut checks = Checks::default();
            to.details.check(&mut checks);
            if checks.into_errors().is_empty() {
                tx.audit(
                    to.id.0,
                    "product_import_undone",
                    json!({"import_id": import.id, "row": change.row, "after": back}),
                );
                changed.push((present.clone(), to));
            } else {
                stays.extend(no_longer_fits(present, change, std::mem::take(&mut back)));
            }
        }
        let (row, entity, name) = (change.row, change.entity, &present.details.sku);
        conflicts.extend(stays.into_iter().map(|field| Conflict { row, entity, name: name.clone(), field }));
    }
    write(tx, &[], &changed).await?;
    Ok(conflicts)
}

fn old_supplier(fields: &Fields) -> Option<SupplierId> {
    fields.get("supplier_id")?.as_str()?.parse().ok()
}

fn no_longer_fits(present: &Product, change: &Change, back: Fields) -> Vec<FieldConflict> {
    let now = decide::of_product(present);
    let of = |fields: &Fields, field: &str| fields.get(field).cloned().unwrap_or_default();
    back.into_iter()
        .map(|(field, before)| FieldConflict {
            imported: of(&change.after, &field),
            present: of(&now, &field),
            before,
            why: Why::NoLongerFits,
            field,
        })
        .collect()
}

fn unreadable(error: &serde_json::Error) -> DbError {
    DbError::Other(format!("fields of a product cannot be read: {error}"))
}

fn added(tx: &Tx, fields: &Fields, supplier_name: String) -> Result<Product, DbError> {
    let details: ProductDetails = decide::details(fields).map_err(|error| unreadable(&error))?;
    let amount = fields.get("price").and_then(Value::as_i64).unwrap_or(0);
    Ok(Product {
        id: ProductId::new(),
        version: 1,
        status: CatalogueStatus::Active,
        details: details.tidied(),
        supplier_name,
        price: Money::new(amount, tx.company().currency),
        price_valid_from: tx.now(),
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}

/// The product with other values of some fields.
fn with(tx: &Tx, present: &Product, after: &Fields, supplier_name: Option<String>) -> Result<Product, DbError> {
    let mut fields = decide::of_product(present);
    fields.extend(after.clone());
    let details: ProductDetails = decide::details(&fields).map_err(|error| unreadable(&error))?;
    let status = fields.get("status").and_then(Value::as_str).map_or(present.status, CatalogueStatus::stored);
    let amount = fields.get("price").and_then(Value::as_i64).unwrap_or(present.price.amount);
    let priced = amount != present.price.amount;
    Ok(Product {
        version: present.version + 1,
        status,
        details: details.tidied(),
        supplier_name: supplier_name.unwrap_or_else(|| present.supplier_name.clone()),
        price: Money::new(amount, present.price.currency),
        price_valid_from: if priced { tx.now().max(present.price_valid_from) } else { present.price_valid_from },
        updated_at: tx.now(),
        ..present.clone()
    })
}

async fn write(tx: &Tx, new: &[Product], changed: &[(Product, Product)]) -> Result<(), DbError> {
    let price = |product: &Product| {
        let from = PriceFrom { price: product.price, valid_from: product.price_valid_from };
        (product.id, from)
    };
    let repriced = changed.iter().filter(|(from, to)| from.price != to.price).map(|(_, to)| to);
    let prices: Vec<(ProductId, PriceFrom)> = new.iter().chain(repriced).map(price).collect();
    let reworded: Vec<Product> =
        changed.iter().filter(|(from, to)| words(from) != words(to)).map(|(_, to)| to.clone()).collect();
    for (from, to) in changed {
        search_products::move_between(tx, to.id, from.details.supplier_id, to.details.supplier_id).await?;
        keep_shown(tx, to.id, &from.details, &to.details).await?;
    }
    let changed: Vec<Product> = changed.iter().map(|(_, to)| to.clone()).collect();
    store::insert_products(tx, new).await?;
    store::update_products(tx, &changed).await?;
    store::set_prices(tx, &prices, tx.now()).await?;
    search_products::index_new(tx, new).await?;
    search_products::index(tx, &reworded).await?;
    announce_new(tx, new);
    announce(tx, &changed.iter().map(|product| product.id).collect::<Vec<_>>()).await
}

fn words(product: &Product) -> Vec<&str> {
    product.details.search_texts(&product.supplier_name)
}
