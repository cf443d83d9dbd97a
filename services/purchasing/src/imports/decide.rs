//! What a row makes of the product or supplier that it names. Pure.

use crate::imports::draft::{CellError, Draft, Fields};
use crate::product::{HIGHEST_PRICE, Product, ProductDetails};
use crate::supplier::{Supplier, SupplierDetails};
use chassis::Checks;
use contracts::SupplierId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It is new, with these fields.
    New(Fields),
    /// It is there and differs.
    Changed(Difference),
    /// It is there and does not differ.
    Unchanged,
    /// It breaks rules.
    Wrong(Vec<CellError>),
}

/// Fields that differ, as they are and as they become.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Before.
    pub before: Fields,
    /// After.
    pub after: Fields,
}

/// The fields of a product: its details, `price` and `status`.
#[must_use]
pub fn of_product(product: &Product) -> Fields {
    let mut fields = object(&product.details);
    fields.insert("price".to_owned(), json!(product.price.amount));
    fields.insert("status".to_owned(), json!(product.status));
    fields
}

/// The fields of a supplier: its details and `status`.
#[must_use]
pub fn of_supplier(supplier: &Supplier) -> Fields {
    let mut fields = object(&supplier.details);
    fields.insert("status".to_owned(), json!(supplier.status));
    fields
}

fn object(details: &impl Serialize) -> Fields {
    match serde_json::to_value(details) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}

/// The details that fields stand for; what else is among them (`price`, `status`) is left aside.
///
/// # Errors
/// When a field is missing or of another type, which only fields that nobody made from details can be.
pub fn details<T: DeserializeOwned>(fields: &Fields) -> Result<T, serde_json::Error> {
    serde_json::from_value(Value::Object(fields.clone()))
}

/// Decides about a row of products. `supplier` is who its supplier is, once that is known.
#[must_use]
pub fn product(draft: &Draft, present: Option<&Fields>, supplier: Option<SupplierId>) -> Decision {
    let mut given = draft.fields.clone();
    if let Some(supplier) = supplier {
        given.insert("supplier_id".to_owned(), json!(supplier));
    }
    let nobody = ProductDetails::plain("-", "A", SupplierId(Uuid::nil()));
    decide(draft, given, present, object(&nobody), "sku", |whole| {
        let mut checks = Checks::default();
        if let Ok(details) = details::<ProductDetails>(whole) {
            details.tidied().check(&mut checks);
        } else {
            // Only the tax rate can be a number and yet no value of its type.
            let tax = whole.get("tax_rate_bp").and_then(Value::as_i64).unwrap_or(-1);
            checks.range("/tax_rate_bp", tax, 0..=10_000);
        }
        checks.range("/price", whole.get("price").and_then(Value::as_i64).unwrap_or(0), 0..=HIGHEST_PRICE);
        checks
    })
}

/// Decides about a row of suppliers.
#[must_use]
pub fn supplier(draft: &Draft, present: Option<&Fields>) -> Decision {
    let nobody =
        SupplierDetails { legal_name: "A".to_owned(), tax_id: None, email: "a@example.com".to_owned(), phone: None };
    decide(draft, draft.fields.clone(), present, object(&nobody), "", |whole| {
        let mut checks = Checks::default();
        if let Ok(details) = details::<SupplierDetails>(whole) {
            details.tidied().check(&mut checks);
        }
        checks
    })
}

fn decide(
    draft: &Draft,
    mut given: Fields,
    present: Option<&Fields>,
    plain: Fields,
    key: &str,
    check: impl FnOnce(&Fields) -> Checks,
) -> Decision {
    let mut whole = present.cloned().unwrap_or(plain);
    if present.is_some() {
        // The spelling of a known code stays.
        given.remove(key);
    }
    whole.extend(given.clone());
    let mut errors = draft.errors.clone();
    for error in check(&whole).into_errors() {
        let field = error.pointer.trim_start_matches('/');
        // Two fields can contradict each other: then the one that the row gives is named.
        let named = [field, "shelf_life_days"].into_iter().find(|field| given.contains_key(*field));
        if let Some(named) = named.filter(|named| errors.iter().all(|known| known.field != *named)) {
            errors.push(CellError { field: named.to_owned(), code: error.code, text: error.text });
        }
    }
    if !errors.is_empty() {
        return Decision::Wrong(errors);
    }
    // A thing that is in the file takes part.
    given.insert("status".to_owned(), json!("active"));
    whole.insert("status".to_owned(), json!("active"));
    match present {
        None => Decision::New(whole),
        Some(present) => {
            let after: Fields = given.into_iter().filter(|(name, value)| present.get(name) != Some(value)).collect();
            if after.is_empty() {
                return Decision::Unchanged;
            }
            let before =
                after.keys().map(|name| (name.clone(), present.get(name).cloned().unwrap_or_default())).collect();
            Decision::Changed(Difference { before, after })
        }
    }
}

/// A field that an undo cannot return to its old value.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
pub struct FieldConflict {
    /// The field.
    pub field: String,
    /// Its value before the import; none for what was new.
    pub before: Value,
    /// What the import made of it.
    pub imported: Value,
    /// What it is now.
    pub present: Value,
    /// Why it stays.
    pub why: Why,
}

/// Why a field stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Somebody, or another import, wrote it after the import.
    ChangedSince,
    /// A later import relies on the thing being there.
    ImportedAgain,
    /// The old value no longer fits the others.
    NoLongerFits,
    /// The old name or address belongs to another now.
    TakenSince,
}

/// What an undo makes of a thing: the fields that return to their old values, and the others.
///
/// `before` is none for what the import made: it is archived, unless a later import has changed it (`imported_again`).
#[must_use]
pub fn undo(
    present: &Fields,
    before: Option<&Fields>,
    after: &Fields,
    imported_again: bool,
) -> (Fields, Vec<FieldConflict>) {
    let archived = Fields::from_iter([("status".to_owned(), json!("archived"))]);
    let active = Fields::from_iter([("status".to_owned(), json!("active"))]);
    let (old, new) = before.map_or((&archived, &active), |before| (before, after));
    let mut back = Fields::new();
    let mut conflicts = Vec::new();
    for (field, imported) in new {
        let (was, is) = (old.get(field).cloned().unwrap_or_default(), present.get(field).cloned().unwrap_or_default());
        let why = if is != *imported {
            if is == was { None } else { Some(Why::ChangedSince) }
        } else if before.is_none() && imported_again {
            Some(Why::ImportedAgain)
        } else {
            back.insert(field.clone(), was.clone());
            None
        };
        if let Some(why) = why {
            let before = if before.is_some() { was } else { Value::Null };
            conflicts.push(FieldConflict {
                field: field.clone(),
                before,
                imported: imported.clone(),
                present: is,
                why,
            });
        }
    }
    (back, conflicts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::draft::CellError;
    use proptest::prelude::*;

    fn draft(fields: Value) -> Draft {
        let Value::Object(fields) = fields else { panic!("an object") };
        Draft { row: 2, fields, supplier: None, errors: vec![] }
    }

    fn fields(value: Value) -> Fields {
        draft(value).fields
    }

    fn milk() -> Fields {
        let mut milk = object(&ProductDetails::plain("LAC-1", "Leche", SupplierId(Uuid::nil())));
        milk.extend(fields(json!({"price": 100, "status": "active", "shelf_life_days": 10, "min_days_left": 5})));
        milk
    }

    #[test]
    fn what_a_row_does_not_say_stays() {
        let same = draft(json!({"sku": "lac-1", "name": "Leche", "price": 100}));
        assert_eq!(product(&same, Some(&milk()), None), Decision::Unchanged, "the spelling of the SKU stays");
        let dearer = draft(json!({"sku": "LAC-1", "name": "Leche", "price": 120}));
        let expected = Difference { before: fields(json!({"price": 100})), after: fields(json!({"price": 120})) };
        assert_eq!(product(&dearer, Some(&milk()), None), Decision::Changed(expected));
        let mut archived = milk();
        archived.insert("status".into(), json!("archived"));
        let Decision::Changed(revived) = product(&same, Some(&archived), None) else { panic!("revived") };
        assert_eq!(revived.after, fields(json!({"status": "active"})));
        let Decision::New(new) = product(&dearer, None, None) else { panic!("new") };
        assert_eq!((&new["unit"], &new["pack_size"], &new["status"]), (&json!("unit"), &json!(1), &json!("active")));
    }

    #[test]
    fn the_rules_of_the_whole_hold_and_errors_are_at_what_the_row_gives() {
        let told = |row: Value, present: Option<&Fields>| match product(&draft(row), present, None) {
            Decision::Wrong(errors) => errors.into_iter().map(|e| (e.field, e.code)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            told(json!({"shelf_life_days": 3}), Some(&milk())),
            [("shelf_life_days".into(), "longer_than_shelf_life")]
        );
        assert_eq!(
            told(json!({"sku": "A", "name": "!", "price": -5}), None),
            [("name".into(), "no_letters"), ("price".into(), "range")]
        );
        assert_eq!(told(json!({"sku": "A", "tax_rate_bp": 20_000}), None), [("tax_rate_bp".into(), "range")]);
        let mut with_error = draft(json!({"sku": "A", "pack_size": 0}));
        with_error.errors.push(CellError::new("price", "not_a_number", "", ""));
        let Decision::Wrong(errors) = product(&with_error, None, None) else { panic!("wrong") };
        assert_eq!(errors.len(), 2, "all at once: {errors:?}");
        let Decision::Wrong(errors) = supplier(&draft(json!({"legal_name": "A", "email": "x"})), None) else {
            panic!("wrong")
        };
        assert_eq!(errors[0].code, "email");
    }

    #[test]
    fn an_undo_returns_what_nobody_has_changed_since() {
        let (before, after) =
            (fields(json!({"price": 100, "name": "Leche"})), fields(json!({"price": 120, "name": "Leche 1 L"})));
        let now = fields(json!({"price": 130, "name": "Leche 1 L", "unit": "unit"}));
        let (back, conflicts) = undo(&now, Some(&before), &after, false);
        assert_eq!(back, fields(json!({"name": "Leche"})));
        assert_eq!((conflicts.len(), conflicts[0].field.as_str(), conflicts[0].why), (1, "price", Why::ChangedSince));
        let (back, conflicts) = undo(&milk(), None, &milk(), false);
        assert_eq!((back, conflicts.len()), (fields(json!({"status": "archived"})), 0));
        let (back, conflicts) = undo(&milk(), None, &milk(), true);
        assert_eq!((back.len(), conflicts[0].why), (0, Why::ImportedAgain));
        let mut archived = milk();
        archived.insert("status".into(), json!("archived"));
        assert_eq!(undo(&archived, None, &milk(), false), (Fields::new(), vec![]), "somebody archived it already");
    }

    proptest! {
        #[test]
        fn a_change_undone_at_once_changes_nothing(
            price in 0i64..200, name in "[a-z]{1,3}", pack in 1i64..4, barcode in proptest::option::of("[0-9]{1,3}"),
        ) {
            let mut row = draft(json!({"sku": "LAC-1", "name": name, "price": price, "pack_size": pack}));
            if let Some(barcode) = barcode {
                row.fields.insert("barcode".into(), json!(barcode));
            }
            let present = milk();
            if let Decision::Changed(Difference { before, after }) = product(&row, Some(&present), None) {
                let mut now = present.clone();
                now.extend(after.clone());
                prop_assert_eq!(product(&row, Some(&now), None), Decision::Unchanged, "the same row again");
                let (back, conflicts) = undo(&now, Some(&before), &after, false);
                now.extend(back);
                prop_assert_eq!((now, conflicts), (present, vec![]));
            }
        }
    }
}
