//! Deciding about some rows of an import with what the catalogue holds now: the check asks, and the commit again.

use crate::imports::cell::Cell;
use crate::imports::columns::ImportKind;
use crate::imports::decide::{self, Decision};
use crate::imports::draft::{self, CellError, Draft};
use crate::imports::import::{Import, Work};
use crate::product::{Product, sku_key};
use crate::status::CatalogueStatus;
use crate::store::{self, imports, imports::KeyColumn};
use crate::supplier::Supplier;
use chassis::{DbError, Tx};
use contracts::fold;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What becomes of a row, and what it is about.
pub struct Decided {
    /// As the spreadsheet shows it.
    pub row: i64,
    /// Its cells, for showing them.
    pub cells: Vec<Cell>,
    /// What becomes of it.
    pub decision: Decision,
    /// The product that it names, if there is one.
    pub product: Option<Product>,
    /// The supplier that it names: of the product, or the one that it is about.
    pub supplier: Option<Supplier>,
}

/// Decides about rows. While they are applied, what they are about is held until the transaction ends.
///
/// # Errors
/// When the database does not answer.
pub async fn decide_rows(tx: &Tx, import: &Import, rows: Vec<(i64, String)>) -> Result<Vec<Decided>, DbError> {
    let mut drafts: Vec<(Draft, Vec<Cell>)> =
        rows.into_iter().map(|(row, cells)| read(tx, import, row, &cells)).collect();
    if import.work == Work::Check {
        find_doubles(tx, import, &mut drafts).await?;
    }
    let held = import.work == Work::Apply;
    match import.kind {
        ImportKind::Products => decide_products(tx, drafts, held).await,
        ImportKind::Suppliers => decide_suppliers(tx, drafts, held).await,
    }
}

fn read(tx: &Tx, import: &Import, row: i64, stored: &str) -> (Draft, Vec<Cell>) {
    let stored: Vec<Value> = serde_json::from_str(stored).unwrap_or_default();
    let cells: Vec<Cell> = stored.iter().take(import.columns.len()).map(Cell::read).collect();
    let number = u32::try_from(row).unwrap_or(u32::MAX);
    let mut draft = draft::read(import.kind, &import.columns, number, &cells, tx.company().currency);
    if let Some(extra) = stored.get(import.columns.len()).and_then(|last| last["extra"].as_u64()) {
        draft.errors.insert(0, draft::extra_cells(usize::try_from(extra).unwrap_or(usize::MAX)));
    }
    (draft, cells)
}

fn text<'a>(draft: &'a Draft, field: &str) -> Option<&'a str> {
    draft.fields.get(field).and_then(Value::as_str)
}

fn key(draft: &Draft) -> Option<String> {
    text(draft, "sku").map(sku_key).or_else(|| text(draft, "email").map(str::to_lowercase))
}

fn name_key(draft: &Draft) -> Option<String> {
    text(draft, "legal_name").map(fold::fold).filter(|name| !name.is_empty())
}

/// Of two rows about the same thing the later one is wrong, and names both.
async fn find_doubles(tx: &Tx, import: &Import, drafts: &mut [(Draft, Vec<Cell>)]) -> Result<(), DbError> {
    let Some(staging) = import.staging_id else { return Ok(()) };
    for column in [KeyColumn::Key, KeyColumn::Other] {
        let key_of = |draft: &Draft| match column {
            KeyColumn::Key => key(draft),
            KeyColumn::Other => name_key(draft),
        };
        let keys: Vec<String> = drafts.iter().filter_map(|(draft, _)| key_of(draft)).collect();
        let first = imports::first_rows(tx, staging, column, &keys).await?;
        for (draft, _) in drafts.iter_mut() {
            let Some(first) = key_of(draft).and_then(|key| first.get(&key)).filter(|first| **first < draft.row.into())
            else {
                continue;
            };
            let (field, code) = match (import.kind, column) {
                (ImportKind::Products, _) => ("sku", "duplicate_sku"),
                (ImportKind::Suppliers, KeyColumn::Key) => ("email", "duplicate_email"),
                (ImportKind::Suppliers, KeyColumn::Other) => ("legal_name", "duplicate_legal_name"),
            };
            let row = draft.row;
            draft.errors.push(CellError::new(
                field,
                code,
                format!("Rows {first} and {row} have the same one; keep one of them."),
                format!("Las filas {first} y {row} tienen el mismo; deje solo una."),
            ));
        }
    }
    Ok(())
}

async fn decide_products(tx: &Tx, drafts: Vec<(Draft, Vec<Cell>)>, held: bool) -> Result<Vec<Decided>, DbError> {
    let keys: BTreeSet<String> = drafts.iter().filter_map(|(draft, _)| key(draft)).collect();
    let products = store::products_by_keys(tx, &keys.into_iter().collect::<Vec<_>>(), held).await?;
    let mut products: BTreeMap<String, Product> =
        products.into_iter().map(|product| (sku_key(&product.details.sku), product)).collect();
    let directory = Directory::of(tx, &drafts, &products, held).await?;
    let decided = drafts.into_iter().map(|(mut draft, cells)| {
        let product = key(&draft).and_then(|key| products.remove(&key));
        let supplier = match draft.supplier.as_deref().map(|text| directory.find(text, product.as_ref())) {
            Some(Ok(supplier)) => Some(supplier.clone()),
            Some(Err(error)) => {
                draft.errors.push(error);
                None
            }
            None => None,
        };
        let present = product.as_ref().map(decide::of_product);
        let decision = decide::product(&draft, present.as_ref(), supplier.as_ref().map(|supplier| supplier.id));
        Decided { row: draft.row.into(), cells, decision, product, supplier }
    });
    Ok(decided.collect())
}

/// The suppliers that some rows name.
struct Directory {
    by_id: BTreeMap<Uuid, Supplier>,
    by_email: BTreeMap<String, Uuid>,
    by_name: BTreeMap<String, Uuid>,
}

impl Directory {
    async fn of(
        tx: &Tx,
        drafts: &[(Draft, Vec<Cell>)],
        products: &BTreeMap<String, Product>,
        held: bool,
    ) -> Result<Self, DbError> {
        let named: BTreeSet<&str> = drafts.iter().filter_map(|(draft, _)| draft.supplier.as_deref()).collect();
        let (mut ids, mut emails, mut names) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for text in named {
            match Reference::of(text) {
                Reference::Id(id) => drop(ids.insert(id)),
                Reference::Email(email) => drop(emails.insert(email)),
                Reference::Name(name) => drop(names.insert(name)),
            }
        }
        let all = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut suppliers = store::suppliers_called(tx, &ids, &all(emails), &all(names)).await?;
        if held && !suppliers.is_empty() {
            // Held as in `change_product.rs`: the products first, then their suppliers, old and new.
            let old = products.values().map(|product| product.details.supplier_id.0);
            suppliers = store::lock_suppliers(tx, &suppliers.iter().map(|s| s.id.0).chain(old).collect()).await?;
        }
        let by = |key: fn(&Supplier) -> String| suppliers.iter().map(|s| (key(s), s.id.0)).collect();
        let (by_email, by_name) = (by(|s| s.details.email_key()), by(|s| s.details.name_key()));
        Ok(Self { by_email, by_name, by_id: suppliers.into_iter().map(|s| (s.id.0, s)).collect() })
    }

    fn find(&self, text: &str, product: Option<&Product>) -> Result<&Supplier, CellError> {
        let id = match Reference::of(text) {
            Reference::Id(id) => Some(id),
            Reference::Email(email) => self.by_email.get(&email).copied(),
            Reference::Name(name) => self.by_name.get(&name).copied(),
        };
        let supplier = id.and_then(|id| self.by_id.get(&id)).ok_or_else(|| {
            CellError::new(
                "supplier",
                "unknown_supplier",
                "There is no supplier of this legal name, e-mail address or id: correct it, or enter the supplier first.",
                "No hay un proveedor con esta razón social, correo o id: corríjalo, o cree primero el proveedor.",
            )
        })?;
        let its_own = product.is_some_and(|product| product.details.supplier_id == supplier.id);
        if supplier.status == CatalogueStatus::Archived && !its_own {
            let (en, es) = (
                "This supplier is archived; make it active first.",
                "Este proveedor está archivado; actívelo primero.",
            );
            return Err(CellError::new("supplier", "supplier_archived", en, es));
        }
        Ok(supplier)
    }
}

/// How a row names a supplier.
enum Reference {
    Id(Uuid),
    Email(String),
    Name(String),
}

impl Reference {
    fn of(text: &str) -> Self {
        match text.parse() {
            Ok(id) => Self::Id(id),
            Err(_) if text.contains('@') => Self::Email(text.to_lowercase()),
            Err(_) => Self::Name(fold::fold(text)),
        }
    }
}

async fn decide_suppliers(tx: &Tx, drafts: Vec<(Draft, Vec<Cell>)>, held: bool) -> Result<Vec<Decided>, DbError> {
    let emails: Vec<String> = drafts.iter().filter_map(|(draft, _)| key(draft)).collect();
    let names: Vec<String> = drafts.iter().filter_map(|(draft, _)| name_key(draft)).collect();
    let mut suppliers = store::suppliers_called(tx, &[], &emails, &names).await?;
    if held && !suppliers.is_empty() {
        suppliers = store::lock_suppliers(tx, &suppliers.iter().map(|supplier| supplier.id.0).collect()).await?;
    }
    let mut taken: BTreeMap<Uuid, u32> = BTreeMap::new();
    let decided = drafts.into_iter().map(|(mut draft, cells)| {
        let of = |wanted: &Option<String>, key: fn(&Supplier) -> String| {
            suppliers.iter().find(|supplier| wanted.as_ref().is_some_and(|wanted| *wanted == key(supplier)))
        };
        let by_email = of(&key(&draft), |supplier| supplier.details.email_key());
        let by_name = of(&name_key(&draft), |supplier| supplier.details.name_key());
        if by_email.zip(by_name).is_some_and(|(one, other)| one.id != other.id) {
            draft.errors.push(CellError::new(
                "legal_name",
                "two_suppliers",
                "The e-mail address is of one supplier and the legal name of another; correct one of them.",
                "El correo es de un proveedor y la razón social de otro; corrija uno de los dos.",
            ));
        }
        let supplier = by_email.or(by_name).cloned();
        let row = draft.row;
        if let Some(first) = supplier.as_ref().and_then(|supplier| taken.insert(supplier.id.0, row)) {
            draft.errors.push(CellError::new(
                "legal_name",
                "duplicate_supplier",
                format!("Rows {first} and {row} are about the same supplier; keep one of them."),
                format!("Las filas {first} y {row} son del mismo proveedor; deje solo una."),
            ));
        }
        let present = supplier.as_ref().map(decide::of_supplier);
        let decision = decide::supplier(&draft, present.as_ref());
        Decided { row: row.into(), cells, decision, product: None, supplier }
    });
    Ok(decided.collect())
}
