//! Writing many suppliers at once: what rows make of them, and what an undo does.

use crate::imports::decide::{self, Decision, FieldConflict, Why};
use crate::imports::decide_rows::Decided;
use crate::imports::draft::Fields;
use crate::imports::import::Import;
use crate::search_products::{self, SUPPLIER};
use crate::status::CatalogueStatus;
use crate::store;
use crate::store::changes::{Change, Conflict};
use crate::supplier::{Supplier, SupplierDetails};
use chassis::{DbError, Tx, search};
use contracts::SupplierId;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Writes what rows say, and answers what that changed.
///
/// # Errors
/// When the database does not answer, or a name or address was taken a moment ago.
pub async fn apply(tx: &Tx, rows: Vec<Decided>) -> Result<Vec<Change>, DbError> {
    let (mut new, mut changed, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for Decided { row, decision, supplier, .. } in rows {
        match (decision, supplier) {
            (Decision::New(fields), _) => {
                let supplier = added(tx, &fields)?;
                let entity = supplier.id.0;
                changes.push(Change { row, entity, version: 1, before: None, after: Fields::new() });
                new.push(supplier);
            }
            (Decision::Changed(difference), Some(present)) => {
                let to = with(tx, &present, &difference.after)?;
                let (before, after) = (Some(difference.before), difference.after);
                changes.push(Change { row, entity: to.id.0, version: to.version, before, after });
                changed.push((present, to));
            }
            _ => {}
        }
    }
    store::insert_suppliers(tx, &new).await?;
    search::index_new(tx, SUPPLIER, &new.iter().map(words).collect::<Vec<_>>()).await?;
    update(tx, &changed).await?;
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
    let present = store::lock_suppliers(tx, &changes.iter().map(|change| change.entity).collect()).await?;
    let present: BTreeMap<Uuid, Supplier> = present.into_iter().map(|supplier| (supplier.id.0, supplier)).collect();
    let (mut changed, mut conflicts) = (Vec::new(), Vec::new());
    for change in changes {
        let Some(supplier) = present.get(&change.entity) else { continue };
        let again = imported_again.contains(&change.entity);
        let (back, mut stays) =
            decide::undo(&decide::of_supplier(supplier), change.before.as_ref(), &change.after, again);
        if !back.is_empty() {
            let to = with(tx, supplier, &back)?;
            if store::supplier_twin(tx, to.id, &to.details).await?.is_none() {
                tx.audit(
                    to.id.0,
                    "supplier_import_undone",
                    json!({"import_id": import.id, "row": change.row, "after": back}),
                );
                changed.push((supplier.clone(), to));
            } else {
                stays.extend(taken_since(supplier, change, back));
            }
        }
        let (row, entity, name) = (change.row, change.entity, &supplier.details.legal_name);
        conflicts.extend(stays.into_iter().map(|field| Conflict { row, entity, name: name.clone(), field }));
    }
    update(tx, &changed).await?;
    Ok(conflicts)
}

fn taken_since(supplier: &Supplier, change: &Change, back: Fields) -> Vec<FieldConflict> {
    let now = decide::of_supplier(supplier);
    let of = |fields: &Fields, field: &str| fields.get(field).cloned().unwrap_or_default();
    back.into_iter()
        .map(|(field, before)| FieldConflict {
            imported: of(&change.after, &field),
            present: of(&now, &field),
            before,
            why: Why::TakenSince,
            field,
        })
        .collect()
}

fn unreadable(error: &serde_json::Error) -> DbError {
    DbError::Other(format!("fields of a supplier cannot be read: {error}"))
}

fn added(tx: &Tx, fields: &Fields) -> Result<Supplier, DbError> {
    let details: SupplierDetails = decide::details(fields).map_err(|error| unreadable(&error))?;
    Ok(Supplier {
        id: SupplierId::new(),
        version: 1,
        status: CatalogueStatus::Active,
        details: details.tidied(),
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}

/// The supplier with other values of some fields.
fn with(tx: &Tx, present: &Supplier, after: &Fields) -> Result<Supplier, DbError> {
    let mut fields = decide::of_supplier(present);
    fields.extend(after.clone());
    let details: SupplierDetails = decide::details(&fields).map_err(|error| unreadable(&error))?;
    let status = fields.get("status").and_then(Value::as_str).map_or(present.status, CatalogueStatus::stored);
    let version = present.version + 1;
    Ok(Supplier { version, status, details: details.tidied(), updated_at: tx.now(), ..present.clone() })
}

fn words(supplier: &Supplier) -> (Uuid, String) {
    (supplier.id.0, supplier.details.search_texts().join(" "))
}

async fn update(tx: &Tx, changed: &[(Supplier, Supplier)]) -> Result<(), DbError> {
    store::update_suppliers(tx, &changed.iter().map(|(_, to)| to.clone()).collect::<Vec<_>>()).await?;
    search::index_all(tx, SUPPLIER, &changed.iter().map(|(_, to)| words(to)).collect::<Vec<_>>()).await?;
    for (from, to) in changed {
        if from.details.legal_name != to.details.legal_name {
            search_products::renamed(tx, to.id).await?;
        }
    }
    Ok(())
}
