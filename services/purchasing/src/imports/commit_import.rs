//! A buyer commits a checked import: its valid rows go into the catalogue.

use crate::imports::import::{Import, ImportStatus, Work};
use crate::imports::read_imports::ImportDetail;
use crate::store::{self, imports};
use axum::extract::State;
use chassis::{Access, App, Caller, PathOf, Problem, Refusal, Reply, Routes, Text, Tx};
use chrono::TimeDelta;
use contracts::ImportId;
use contracts::identity::Role;
use contracts::purchasing::ContinueImport;
use serde_json::json;
use utoipa_axum::routes;

/// How long before its check has ended a change may have escaped it: its transaction had begun and not committed.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), routes!(commit_import))
}

/// Why an import is not committed or undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportRefused {
    /// Its rows are still being looked at.
    NotCheckedYet,
    /// None of its rows is valid.
    NothingValid,
    /// It failed, or was undone.
    Over,
    /// It was never committed, or not to its end yet.
    NotCommitted,
}

impl Refusal for ImportRefused {
    fn status(&self) -> u16 {
        409
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotCheckedYet => "not_checked_yet",
            Self::NothingValid => "nothing_valid",
            Self::Over => "import_is_over",
            Self::NotCommitted => "not_committed",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::NotCheckedYet => Text::new(
                "The rows are still being checked; commit the import when it is `checked`.",
                "Las filas aún se están revisando; confirme la importación cuando esté `checked`.",
            ),
            Self::NothingValid => Text::new(
                "Every row has an error. Correct the file and upload it again.",
                "Todas las filas tienen errores. Corrija el archivo y súbalo de nuevo.",
            ),
            Self::Over => Text::new(
                "This import is over. Upload the file again.",
                "Esta importación terminó. Suba el archivo de nuevo.",
            ),
            Self::NotCommitted => Text::new(
                "Only an import that is `committed` can be undone.",
                "Solo se puede deshacer una importación que esté `committed`.",
            ),
        }
    }
}

/// Commit a checked import
///
/// All valid rows go into the catalogue, or none: what has begun ends, also after a power cut, or is taken back and the import
/// is `failed`. Rows that say what is there already change nothing. Committing again changes nothing.
#[utoipa::path(post, path = "/api/purchasing/imports/{id}/commit", tag = "purchasing", params(("id" = ImportId, Path)),
    responses((status = 202, description = "The import, which is being committed or has been.", body = ImportDetail)))]
async fn commit_import(State(app): State<App>, caller: Caller, PathOf(id): PathOf<ImportId>) -> Result<Reply, Problem> {
    let lang = caller.lang;
    app.command(&caller, &(), move |tx: Tx| async move {
        let mut import = imports::lock_import(&tx, id).await?.ok_or_else(Problem::not_found)?;
        match import.status {
            ImportStatus::Committing | ImportStatus::Committed => {}
            ImportStatus::Checking => return Err(ImportRefused::NotCheckedYet.into()),
            ImportStatus::Undoing | ImportStatus::Undone | ImportStatus::Failed => {
                return Err(ImportRefused::Over.into());
            }
            ImportStatus::Checked if import.counts.valid == 0 => return Err(ImportRefused::NothingValid.into()),
            ImportStatus::Checked => {
                let seen = import.checked_at.unwrap_or(import.created_at) - OVERLAP;
                let again = store::changed_since(&tx, seen).await?;
                let of = import.counts.valid;
                import.begin(ImportStatus::Committing, if again { Work::CheckAgain } else { Work::Apply }, of);
                next_step(&tx, &mut import).await?;
                tx.audit(id.0, "import_committed", json!({"rows": import.counts.valid}));
            }
        }
        Ok(Reply::accepted(&ImportDetail::read(&tx, &import, lang).await?).etag(import.version))
    })
    .await
}

/// Writes where an import is, tells whoever looks at it, and has somebody take the next step if there is one.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn next_step(tx: &Tx, import: &mut Import) -> Result<(), chassis::DbError> {
    import.step += 1;
    import.version += 1;
    import.updated_at = tx.now();
    imports::update_import(tx, import).await?;
    if import.work != Work::None {
        tx.publish(&ContinueImport { import_id: import.id, step: import.step });
    }
    let audience = [chassis::Audience::Role(Role::Purchasing), chassis::Audience::Role(Role::Admin)];
    tx.hint("imports", import.id.0, import.version, &audience);
    Ok(())
}
