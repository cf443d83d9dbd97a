//! Looking after imports, once a minute: those that do not go on are told again, and rows that nobody needs are thrown away.

use crate::imports::apply_rows::roll_back;
use crate::imports::commit_import::next_step;
use crate::imports::import::{Import, ImportStatus, Reason, Work};
use crate::store::imports;
use chassis::{App, DbError, Text, Tx};
use chrono::TimeDelta;

/// An import that has not gone on for so long is told again.
const QUIET: TimeDelta = TimeDelta::minutes(2);
/// After so many times something is wrong with it.
const PATIENCE: i64 = 5;
/// The rows of an upload that came to nothing.
const ABANDONED: TimeDelta = TimeDelta::hours(1);
/// A checked import that nobody commits.
const FORGOTTEN: TimeDelta = TimeDelta::days(30);

/// Looks at all of them.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn look_after(app: App) -> anyhow::Result<()> {
    let (db, now) = (app.db(), app.now());
    for id in imports::waiting_imports(db, now - QUIET, now - FORGOTTEN).await? {
        db.write(move |tx: Tx| async move {
            let Some(mut import) = imports::lock_import(&tx, id).await? else { return Ok(()) };
            if import.updated_at < tx.now() - QUIET {
                nudge(&mut import);
                next_step(&tx, &mut import).await?;
            }
            Ok::<(), DbError>(())
        })
        .await?;
    }
    for staging in imports::needless_rows(db, now - ABANDONED).await? {
        while db.write(move |tx: Tx| async move { imports::forget_rows(&tx, staging).await }).await? {}
    }
    Ok(())
}

/// What becomes of an import that waits: its next step is sent again, or it is given up.
fn nudge(import: &mut Import) {
    import.nudges += 1;
    match import.work {
        Work::None => {
            fail(import, "expired", Text::new("Nobody committed it within 30 days.", "Nadie la confirmó en 30 días."))
        }
        _ if import.nudges <= PATIENCE => {}
        Work::Check | Work::CheckAgain => fail(
            import,
            "stalled",
            Text::new(
                "The check did not come to an end. Nothing was imported; upload the file again.",
                "La revisión no terminó. No se importó nada; suba el archivo de nuevo.",
            ),
        ),
        Work::Apply => roll_back(
            import,
            "stalled",
            Text::new(
                "The commit did not come to an end. What had been imported was taken back; upload the file again.",
                "La confirmación no terminó. Lo importado se deshizo; suba el archivo de nuevo.",
            ),
        ),
        // There is nothing behind this: a person looks at the dead letter.
        Work::TakeBack | Work::RollBack => {}
    }
}

fn fail(import: &mut Import, code: &str, text: Text) {
    import.reason = Some(Reason { code: code.to_owned(), text });
    import.end(ImportStatus::Failed);
}
