//! A step of the commit: the next valid rows go into the catalogue, with a note of what they changed.

use crate::imports::check_rows::at_cell;
use crate::imports::columns::ImportKind;
use crate::imports::decide::Decision;
use crate::imports::decide_rows::{Decided, decide_rows};
use crate::imports::import::{Import, ImportStatus, Reason, Work};
use crate::imports::{write_products, write_suppliers};
use crate::store::changes::{self, Change};
use crate::store::imports;
use chassis::{Audience, DbError, Text, Tx};
use contracts::identity::Role;
use serde_json::json;
use uuid::Uuid;

/// Rows of one step: a message to the other services carries as many products.
const PRODUCTS: usize = 500;
/// A supplier that has another name gives its products other search words, and it may have many.
const SUPPLIERS: usize = 100;

/// Applies the next rows; `import` is then where it is after them.
///
/// # Errors
/// When the database does not answer, or somebody was faster by a moment; the step is taken again then.
pub async fn step(tx: &Tx, import: &mut Import) -> Result<(), DbError> {
    let Some(staging) = import.staging_id else {
        import.end(ImportStatus::Failed);
        return Ok(());
    };
    let most = if import.kind == ImportKind::Products { PRODUCTS } else { SUPPLIERS };
    let rows = imports::rows_after(tx, staging, import.after_row, most).await?;
    if import.after_row == 0 {
        (import.counts.new, import.counts.changed, import.counts.unchanged) = (0, 0, 0);
    }
    let Some((last, _)) = rows.last() else {
        ended(tx, import);
        return Ok(());
    };
    let last = *last;
    let all = rows.len() < most;
    let done = i64::try_from(rows.len()).unwrap_or(0);
    let decided = decide_rows(tx, import, rows).await?;
    if let Some(wrong) = decided.iter().find(|decided| matches!(decided.decision, Decision::Wrong(_))) {
        return give_up(tx, import, wrong).await;
    }
    (import.after_row, import.done) = (last, import.done + done);
    for decided in &decided {
        match decided.decision {
            Decision::New(_) => import.counts.new += 1,
            Decision::Changed(_) => import.counts.changed += 1,
            Decision::Unchanged | Decision::Wrong(_) => import.counts.unchanged += 1,
        }
    }
    let changed = match import.kind {
        ImportKind::Products => write_products::apply(tx, decided).await?,
        ImportKind::Suppliers => write_suppliers::apply(tx, decided).await?,
    };
    note(tx, import, &changed).await?;
    if all {
        ended(tx, import);
    }
    Ok(())
}

async fn note(tx: &Tx, import: &Import, changed: &[Change]) -> Result<(), DbError> {
    for change in changed {
        let detail = json!({"import_id": import.id, "row": change.row, "by": import.created_by_name, "before": change.before,
                            "after": change.before.as_ref().map(|_| &change.after)});
        let what = match (import.kind, change.before.is_some()) {
            (ImportKind::Products, true) => "product_changed",
            (ImportKind::Products, false) => "product_added",
            (ImportKind::Suppliers, true) => "supplier_changed",
            (ImportKind::Suppliers, false) => "supplier_registered",
        };
        tx.audit(change.entity, what, detail);
    }
    changes::insert_changes(tx, import.id, changed).await
}

fn ended(tx: &Tx, import: &mut Import) {
    import.committed_at = Some(tx.now());
    import.end(ImportStatus::Committed);
    tell(tx, import);
}

/// Has whoever looks at the collection read it again, once per import.
pub(super) fn tell(tx: &Tx, import: &Import) {
    if import.counts.new + import.counts.changed > 0 {
        let everybody = [Audience::SignedIn];
        let buyers = [Audience::Role(Role::Purchasing), Audience::Role(Role::Admin)];
        tx.hint(
            import.kind.name(),
            Uuid::nil(),
            0,
            if import.kind == ImportKind::Products { &everybody } else { &buyers },
        );
    }
}

/// A row no longer fits, though it did when the commit began: what has been applied is taken back.
async fn give_up(tx: &Tx, import: &mut Import, wrong: &Decided) -> Result<(), DbError> {
    if let Decision::Wrong(errors) = &wrong.decision {
        let errors: Vec<_> = errors.iter().map(|error| at_cell(import, wrong, error.clone())).collect();
        import.counts.error_count += i64::try_from(errors.len()).unwrap_or(0);
        imports::insert_errors(tx, import.id, &errors).await?;
    }
    let row = wrong.row;
    roll_back(
        import,
        "changed_during_commit",
        Text::new(
            format!(
                "The catalogue changed while the rows were going in, and row {row} no longer fits. What had been imported was \
                 taken back; upload the file again."
            ),
            format!(
                "El catálogo cambió mientras entraban las filas y la fila {row} ya no concuerda. Lo importado se deshizo; suba el \
                 archivo de nuevo."
            ),
        ),
    );
    Ok(())
}

/// Begins to take back what a commit that cannot go on has applied.
pub(super) fn roll_back(import: &mut Import, code: &str, text: Text) {
    import.reason = Some(Reason { code: code.to_owned(), text });
    let of = import.counts.new + import.counts.changed;
    import.begin(ImportStatus::Committing, Work::RollBack, of);
}
