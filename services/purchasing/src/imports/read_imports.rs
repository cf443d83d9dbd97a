//! Buyers look at imports and at what is wrong with their rows.

use crate::imports::columns::ImportKind;
use crate::imports::decide::Why;
use crate::imports::import::{Import, ImportStatus, ImportView};
use crate::store::changes::{self, Conflict};
use crate::store::imports::{self as store, ErrorRow, ImportRow, RowError};
use axum::extract::State;
use chassis::{
    Access, App, Caller, DbError, Lang, Listing, ListingParams, Page, PathOf, Problem, QueryOf, Reply, Routes, Sort,
    Sql, Text,
};
use contracts::ImportId;
use contracts::identity::Role;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa_axum::routes;
use uuid::Uuid;

/// Errors and conflicts that an import shows by itself.
const FIRST: usize = 1_000;
/// What imports can be sorted by; newest first unless asked otherwise.
const SORTS: &[Sort] = &[Sort::time("created_at")];
/// What errors can be sorted by; as they are in the file unless asked otherwise.
const ERROR_SORTS: &[Sort] = &[Sort::int("row").column("row_number")];

/// The routes.
pub fn routes() -> Routes {
    let who = || Access::roles(&[Role::Purchasing, Role::Admin]);
    Routes::new()
        .add(who(), routes!(list_imports))
        .add(who(), routes!(get_import))
        .add(who(), routes!(list_import_errors))
}

/// An import with its first errors and conflicts.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Import)]
pub struct ImportDetail {
    /// The import, flat in JSON.
    #[serde(flatten)]
    import: ImportView,
    /// The first 1,000 errors; the others are at `…/errors`.
    errors: Vec<ErrorView>,
    /// What an undo left as it is; the first 1,000.
    conflicts: Vec<ConflictView>,
}

impl ImportDetail {
    /// An import that has neither errors nor conflicts yet.
    #[must_use]
    pub fn of(import: &Import, lang: Lang) -> Self {
        Self { import: import.view(lang), errors: vec![], conflicts: vec![] }
    }

    /// An import with what is stored of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(sql: &impl Sql, import: &Import, lang: Lang) -> Result<Self, DbError> {
        let errors =
            if import.counts.error_count > 0 { store::first_errors(sql, import.id, FIRST).await? } else { vec![] };
        let conflicts = if import.counts.conflict_count > 0 {
            changes::first_conflicts(sql, import.id, FIRST).await?
        } else {
            vec![]
        };
        Ok(Self {
            import: import.view(lang),
            errors: errors.into_iter().map(|error| ErrorView::of(error, lang)).collect(),
            conflicts: conflicts.into_iter().map(|conflict| ConflictView::of(conflict, lang)).collect(),
        })
    }
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportError)]
struct ErrorView {
    /// The error itself.
    id: Uuid,
    /// The row, as the spreadsheet shows it.
    row: i64,
    /// The title of the column, as the file has it; empty where it is about the whole row.
    column: String,
    /// What the cell holds.
    value: String,
    /// Stable, snake_case.
    code: String,
    /// What to do.
    detail: String,
}

impl ErrorView {
    fn of(error: RowError, lang: Lang) -> Self {
        let RowError { id, row, column, value, code, text } = error;
        Self { id, row, column, value, code, detail: text.in_lang(lang).to_owned() }
    }
}

/// A field that an undo left as it is.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportConflict)]
struct ConflictView {
    /// The row of the file.
    row: i64,
    /// The product or supplier.
    id: Uuid,
    /// Its SKU or legal name.
    name: String,
    /// The field.
    column: String,
    /// Its value before the import; `null` for what was new.
    before: Value,
    /// What the import made of it.
    imported: Value,
    /// What it is now.
    present: Value,
    /// Why it stays.
    code: Why,
    /// What happened, and what can be done.
    detail: String,
}

impl ConflictView {
    fn of(conflict: Conflict, lang: Lang) -> Self {
        let Conflict { row, entity, name, field } = conflict;
        let detail = conflict_text(field.why).in_lang(lang).to_owned();
        let (before, imported, present) = (field.before, field.imported, field.present);
        Self { row, id: entity, name, column: field.field, before, imported, present, code: field.why, detail }
    }
}

fn conflict_text(why: Why) -> Text {
    match why {
        Why::ChangedSince => Text::new(
            "Somebody or another import has changed it since; it stays as it is. Change it by hand if you want the old value.",
            "Alguien u otra importación lo cambió después; queda como está. Cámbielo a mano si quiere el valor anterior.",
        ),
        Why::ImportedAgain => Text::new(
            "A later import has changed it; undo that one first, or archive it by hand.",
            "Una importación posterior lo cambió; deshaga esa primero o archívelo a mano.",
        ),
        Why::NoLongerFits => Text::new(
            "Its old value does not fit the others that have been changed since.",
            "Su valor anterior no concuerda con los otros que cambiaron después.",
        ),
        Why::TakenSince => Text::new(
            "Another supplier has the old name or e-mail address now.",
            "Otro proveedor tiene ahora el nombre o correo anterior.",
        ),
    }
}

/// Which imports are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ImportFilter {
    /// Only of this kind.
    #[param(inline)]
    kind: Option<ImportKind>,
    /// Only with this status.
    #[param(inline)]
    status: Option<ImportStatus>,
}

/// List imports
#[utoipa::path(get, path = "/api/purchasing/imports", tag = "purchasing", params(ListingParams, ImportFilter), responses(
    (status = 200, description = "A page of imports.", body = Page<ImportView>),
))]
async fn list_imports(
    State(app): State<App>,
    caller: Caller,
    listing: Listing,
    QueryOf(filter): QueryOf<ImportFilter>,
) -> Result<Reply, Problem> {
    let page = listing.over(SORTS)?;
    let select = store::select_imports()
        .and_if("kind = ?", filter.kind.map(ImportKind::name))
        .and_if("status = ?", filter.status.map(ImportStatus::name));
    let rows: Vec<ImportRow> = select.fetch(app.db(), &page).await?;
    Ok(Reply::ok(&page.finish(rows.into_iter().map(|row| Import::from(row).view(caller.lang)).collect())))
}

/// Show an import with its first errors and conflicts
#[utoipa::path(get, path = "/api/purchasing/imports/{id}", tag = "purchasing", params(("id" = ImportId, Path)), responses(
    (status = 200, description = "The import.", body = ImportDetail),
))]
async fn get_import(State(app): State<App>, caller: Caller, PathOf(id): PathOf<ImportId>) -> Result<Reply, Problem> {
    let import = store::import(app.db(), id).await?.ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&ImportDetail::read(app.db(), &import, caller.lang).await?).etag(import.version))
}

/// List everything that is wrong with the rows of an import
///
/// Sorted by `row`, as the file has them.
#[utoipa::path(get, path = "/api/purchasing/imports/{id}/errors", tag = "purchasing",
    params(("id" = ImportId, Path), ListingParams),
    responses((status = 200, description = "A page of errors.", body = Page<ErrorView>)))]
async fn list_import_errors(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<ImportId>,
    listing: Listing,
) -> Result<Reply, Problem> {
    let page = listing.over_by(ERROR_SORTS, "row")?;
    if store::import(app.db(), id).await?.is_none() {
        return Err(Problem::not_found());
    }
    let rows: Vec<ErrorRow> = store::select_errors(id).fetch(app.db(), &page).await?;
    Ok(Reply::ok(&page.finish(rows.into_iter().map(|row| ErrorView::of(row.into(), caller.lang)).collect())))
}
