//! A step of an undo: what the next rows changed returns to how it was, where nobody has changed it since.

use crate::imports::apply_rows::tell;
use crate::imports::columns::ImportKind;
use crate::imports::import::{Import, ImportStatus, Work};
use crate::imports::{write_products, write_suppliers};
use crate::store::changes::{self, Change};
use chassis::{DbError, Tx};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Changes of one step.
const PRODUCTS: usize = 500;
/// As in `apply_rows.rs`.
const SUPPLIERS: usize = 100;

/// Takes the next changes back; `import` is then where it is after them.
///
/// # Errors
/// When the database does not answer, or somebody was faster by a moment; the step is taken again then.
pub async fn step(tx: &Tx, import: &mut Import) -> Result<(), DbError> {
    let most = if import.kind == ImportKind::Products { PRODUCTS } else { SUPPLIERS };
    let changes = changes::changes_after(tx, import.id, import.after_row, most).await?;
    if let Some(last) = changes.last() {
        (import.after_row, import.done) = (last.row, import.done + i64::try_from(changes.len()).unwrap_or(0));
        let again = imported_again(tx, import, &changes).await?;
        let rows: Vec<i64> = changes.iter().map(|change| change.row).collect();
        let conflicts = match import.kind {
            ImportKind::Products => write_products::take_back(tx, import, &changes, &again).await?,
            ImportKind::Suppliers => write_suppliers::take_back(tx, import, &changes, &again).await?,
        };
        changes::mark_undone(tx, import.id, &rows).await?;
        changes::insert_conflicts(tx, import.id, &conflicts).await?;
        import.counts.conflict_count += i64::try_from(conflicts.len()).unwrap_or(0);
    }
    if changes.len() < most {
        if import.work == Work::TakeBack {
            import.undone_at = Some(tx.now());
            import.end(ImportStatus::Undone);
        } else {
            import.end(ImportStatus::Failed);
        }
        tell(tx, import);
    }
    Ok(())
}

/// What a later import has changed since, and still does.
async fn imported_again(tx: &Tx, import: &Import, changes: &[Change]) -> Result<BTreeSet<Uuid>, DbError> {
    let entities: Vec<Uuid> = changes.iter().map(|change| change.entity).collect();
    let last = changes::last_imported(tx, import.id, &entities).await?;
    let later = |change: &&Change| last.get(&change.entity).is_some_and(|version| *version > change.version);
    Ok(changes.iter().filter(later).map(|change| change.entity).collect())
}
