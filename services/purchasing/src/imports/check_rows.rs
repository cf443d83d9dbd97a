//! A step of the check: the next rows are looked at, and everything that is wrong with them is noted.

use crate::imports::columns::ImportKind;
use crate::imports::decide::Decision;
use crate::imports::decide_rows::{Decided, decide_rows};
use crate::imports::draft::CellError;
use crate::imports::import::{Import, ImportStatus, Reason, Work};
use crate::store::imports::{self, RowError};
use chassis::{DbError, Text, Tx};
use std::collections::BTreeMap;

/// Rows of one step.
const ROWS: usize = 1_000;

/// Looks at the next rows; `import` is then where it is after them.
///
/// # Errors
/// When the database does not answer.
pub async fn step(tx: &Tx, import: &mut Import) -> Result<(), DbError> {
    let Some(staging) = import.staging_id else {
        import.end(ImportStatus::Failed);
        return Ok(());
    };
    let rows = imports::rows_after(tx, staging, import.after_row, ROWS).await?;
    let Some((last, _)) = rows.last() else {
        ended(tx, import);
        return Ok(());
    };
    (import.after_row, import.done) = (*last, import.done + i64::try_from(rows.len()).unwrap_or(0));
    let all = rows.len() < ROWS;
    let (mut wrong, mut errors) = (Vec::new(), Vec::new());
    for decided in decide_rows(tx, import, rows).await? {
        if import.work == Work::Check {
            count(import, &decided);
        }
        if let Decision::Wrong(found) = &decided.decision {
            wrong.push(decided.row);
            errors.extend(found.iter().map(|error| at_cell(import, &decided, error.clone())));
        }
    }
    import.counts.error_count += i64::try_from(errors.len()).unwrap_or(0);
    imports::mark_wrong(tx, staging, &wrong).await?;
    imports::insert_errors(tx, import.id, &errors).await?;
    if import.work == Work::CheckAgain && !errors.is_empty() {
        fail_before_anything(import, errors.len());
    } else if all {
        ended(tx, import);
    }
    Ok(())
}

fn count(import: &mut Import, decided: &Decided) {
    let counts = &mut import.counts;
    counts.valid += i64::from(!matches!(decided.decision, Decision::Wrong(_)));
    match decided.decision {
        Decision::New(_) => counts.new += 1,
        Decision::Changed(_) => counts.changed += 1,
        Decision::Unchanged => counts.unchanged += 1,
        Decision::Wrong(_) => {}
    }
}

fn ended(tx: &Tx, import: &mut Import) {
    if import.work == Work::Check {
        import.checked_at = Some(tx.now());
        import.end(ImportStatus::Checked);
    } else {
        import.begin(ImportStatus::Committing, Work::Apply, import.counts.valid);
    }
}

/// The catalogue has changed since the check so that rows no longer fit.
fn fail_before_anything(import: &mut Import, errors: usize) {
    let text = Text::new(
        format!(
            "The catalogue has changed since the check: {errors} errors are new. Nothing was imported; correct the file and \
             upload it again."
        ),
        format!(
            "El catálogo cambió desde la revisión: hay {errors} errores nuevos. No se importó nada; corrija el archivo y súbalo de \
             nuevo."
        ),
    );
    import.reason = Some(Reason { code: "changed_since_check".to_owned(), text });
    import.end(ImportStatus::Failed);
}

/// An error with the title of its column and the value of its cell.
pub(super) fn at_cell(import: &Import, decided: &Decided, error: CellError) -> RowError {
    let titles: BTreeMap<&str, usize> =
        import.columns.iter().enumerate().map(|(place, column)| (column.field.as_str(), place)).collect();
    let field = match error.field.as_str() {
        "tax_rate_bp" if import.kind == ImportKind::Products && !titles.contains_key("tax_rate_bp") => "tax_percent",
        field => field,
    };
    let place = titles.get(field).copied();
    let title = place.map(|place| import.columns[place].title.clone()).unwrap_or_default();
    let value = place.and_then(|place| decided.cells.get(place)).map(super::cell::Cell::shown).unwrap_or_default();
    RowError::new(decided.row, title, value, error)
}
