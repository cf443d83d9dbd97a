//! A buyer takes a committed import back: nothing is deleted.

use crate::imports::commit_import::{ImportRefused, next_step};
use crate::imports::import::{ImportStatus, Work};
use crate::imports::read_imports::ImportDetail;
use crate::store::imports;
use axum::extract::State;
use chassis::{Access, App, Caller, PathOf, Problem, Reply, Routes, Tx};
use contracts::ImportId;
use contracts::identity::Role;
use serde_json::json;
use utoipa_axum::routes;

/// The route.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Purchasing, Role::Admin]), routes!(undo_import))
}

/// Undo a committed import
///
/// What was new is archived (the same file brings it back); fields return to their old values where the import was the last to
/// change them; what stays is listed in `conflicts`. Undoing again changes nothing.
#[utoipa::path(post, path = "/api/purchasing/imports/{id}/undo", tag = "purchasing", params(("id" = ImportId, Path)),
    responses((status = 202, description = "The import, which is being undone or has been.", body = ImportDetail)))]
async fn undo_import(State(app): State<App>, caller: Caller, PathOf(id): PathOf<ImportId>) -> Result<Reply, Problem> {
    let lang = caller.lang;
    app.command(&caller, &(), move |tx: Tx| async move {
        let mut import = imports::lock_import(&tx, id).await?.ok_or_else(Problem::not_found)?;
        match import.status {
            ImportStatus::Undoing | ImportStatus::Undone => {}
            ImportStatus::Committed => {
                let of = import.counts.new + import.counts.changed;
                import.begin(ImportStatus::Undoing, Work::TakeBack, of);
                next_step(&tx, &mut import).await?;
                tx.audit(id.0, "import_undone", json!({"changes": of}));
            }
            ImportStatus::Checking | ImportStatus::Checked | ImportStatus::Committing | ImportStatus::Failed => {
                return Err(ImportRefused::NotCommitted.into());
            }
        }
        Ok(Reply::accepted(&ImportDetail::read(&tx, &import, lang).await?).etag(import.version))
    })
    .await
}
