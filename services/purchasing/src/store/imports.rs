//! The tables of imports: the uploads themselves, their rows until they are committed, and what is wrong with them.

use crate::imports::columns::ImportKind;
use crate::imports::draft::CellError;
use crate::imports::import::{Counts, Import, ImportStatus, Reason, Work};
use chassis::db::{numbered, placeholders};
use chassis::{DbError, Lang, Select, Sql, Text, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::{ImportId, UserId};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

const COLUMNS: &str = "id, version, kind, status, work, step, nudges, staging_id, file_name, format, read_columns, \
    ignored_columns, row_count, valid_count, error_count, new_count, changed_count, unchanged_count, conflict_count, \
    done_count, of_count, after_row, reason_code, reason_text, created_by, created_by_name, created_at, updated_at, \
    checked_at, committed_at, undone_at";

/// A row of `imports`.
#[derive(FromQueryResult)]
pub struct ImportRow {
    id: Uuid,
    version: i64,
    kind: String,
    status: String,
    work: String,
    step: i64,
    nudges: i64,
    staging_id: Option<Uuid>,
    file_name: String,
    format: String,
    read_columns: String,
    ignored_columns: String,
    row_count: i64,
    valid_count: i64,
    error_count: i64,
    new_count: i64,
    changed_count: i64,
    unchanged_count: i64,
    conflict_count: i64,
    done_count: i64,
    of_count: i64,
    after_row: i64,
    reason_code: Option<String>,
    reason_text: Option<String>,
    created_by: Uuid,
    created_by_name: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    checked_at: Option<DateTime<Utc>>,
    committed_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
}

impl From<ImportRow> for Import {
    fn from(row: ImportRow) -> Self {
        Self {
            id: ImportId(row.id),
            version: row.version,
            kind: ImportKind::named(&row.kind).unwrap_or(ImportKind::Products),
            status: ImportStatus::stored(&row.status),
            work: Work::stored(&row.work),
            step: row.step,
            nudges: row.nudges,
            staging_id: row.staging_id,
            file_name: row.file_name,
            format: row.format,
            columns: serde_json::from_str(&row.read_columns).unwrap_or_default(),
            ignored_columns: serde_json::from_str(&row.ignored_columns).unwrap_or_default(),
            counts: Counts {
                rows: row.row_count,
                valid: row.valid_count,
                error_count: row.error_count,
                new: row.new_count,
                changed: row.changed_count,
                unchanged: row.unchanged_count,
                conflict_count: row.conflict_count,
            },
            done: row.done_count,
            of: row.of_count,
            after_row: row.after_row,
            reason: row.reason_code.map(|code| Reason { code, text: read_text(row.reason_text.as_deref()) }),
            created_by: UserId(row.created_by),
            created_by_name: row.created_by_name,
            created_at: row.created_at,
            updated_at: row.updated_at,
            checked_at: row.checked_at,
            committed_at: row.committed_at,
            undone_at: row.undone_at,
        }
    }
}

fn written_text(text: &Text) -> String {
    json!({"en": text.in_lang(Lang::En), "es": text.in_lang(Lang::Es)}).to_string()
}

fn read_text(stored: Option<&str>) -> Text {
    let stored: serde_json::Value = serde_json::from_str(stored.unwrap_or_default()).unwrap_or_default();
    let text = |lang: &str| stored[lang].as_str().unwrap_or_default().to_owned();
    Text::new(text("en"), text("es"))
}

/// Imports, to be narrowed and paged.
#[must_use]
pub fn select_imports() -> Select {
    Select::new(format!("SELECT {COLUMNS} FROM imports"))
}

/// One import.
pub async fn import(sql: &impl Sql, id: ImportId) -> Result<Option<Import>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM imports WHERE id = $1");
    Ok(sql.one::<ImportRow>(&text, sql_values![id.0]).await?.map(Import::from))
}

/// One import, which nobody else changes until this transaction ends.
pub async fn lock_import(tx: &Tx, id: ImportId) -> Result<Option<Import>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM imports WHERE id = $1{}", tx.lock_rows());
    Ok(tx.one::<ImportRow>(&text, sql_values![id.0]).await?.map(Import::from))
}

/// Adds an import.
pub async fn insert_import(tx: &Tx, import: &Import) -> Result<(), DbError> {
    let text = format!("INSERT INTO imports ({COLUMNS}) VALUES {}", placeholders(1, 31));
    let head = sql_values![import.id.0, import.version, import.kind.name()];
    let people = sql_values![import.created_by.0, import.created_by_name.clone(), import.created_at];
    let values = head
        .into_iter()
        .chain(state(import))
        .chain(file(import))
        .chain(counts(import))
        .chain(people)
        .chain(times(import))
        .collect();
    tx.exec(&text, values).await.map(|_| ())
}

/// Writes where an import is now.
pub async fn update_import(tx: &Tx, import: &Import) -> Result<(), DbError> {
    let text = "UPDATE imports SET version = $1, status = $2, work = $3, step = $4, nudges = $5, staging_id = $6, \
                row_count = $7, valid_count = $8, error_count = $9, new_count = $10, changed_count = $11, \
                unchanged_count = $12, conflict_count = $13, done_count = $14, of_count = $15, after_row = $16, \
                reason_code = $17, reason_text = $18, updated_at = $19, checked_at = $20, committed_at = $21, \
                undone_at = $22 WHERE id = $23";
    let values = sql_values![import.version]
        .into_iter()
        .chain(state(import))
        .chain(counts(import))
        .chain(times(import))
        .chain(sql_values![import.id.0])
        .collect();
    tx.exec(text, values).await.map(|_| ())
}

fn state(import: &Import) -> Vec<Value> {
    sql_values![import.status.name(), import.work.name(), import.step, import.nudges, import.staging_id]
}

fn file(import: &Import) -> Vec<Value> {
    let (read, ignored) = (json!(import.columns).to_string(), json!(import.ignored_columns).to_string());
    sql_values![import.file_name.clone(), import.format.clone(), read, ignored]
}

fn counts(import: &Import) -> Vec<Value> {
    let counts = &import.counts;
    let reason = import.reason.as_ref();
    sql_values![
        counts.rows,
        counts.valid,
        counts.error_count,
        counts.new,
        counts.changed,
        counts.unchanged,
        counts.conflict_count,
        import.done,
        import.of,
        import.after_row,
        reason.map(|reason| reason.code.clone()),
        reason.map(|reason| written_text(&reason.text)),
    ]
}

fn times(import: &Import) -> Vec<Value> {
    sql_values![import.updated_at, import.checked_at, import.committed_at, import.undone_at]
}

/// A row of a file between upload and commit.
#[derive(Clone, Debug, PartialEq)]
pub struct StagedRow {
    /// As the spreadsheet shows it.
    pub number: i64,
    /// What it is known by; two rows of a file cannot have the same.
    pub key: Option<String>,
    /// The same, of suppliers, who are known by two things.
    pub other_key: Option<String>,
    /// Its cells, as JSON.
    pub cells: String,
}

/// Begins to keep rows; where they come to nothing they are found by their age.
pub async fn insert_staging(tx: &Tx, staging: Uuid) -> Result<(), DbError> {
    let text = "INSERT INTO import_stagings (id, created_at) VALUES ($1, $2)";
    tx.exec(text, sql_values![staging, tx.now()]).await.map(|_| ())
}

/// Keeps rows.
pub async fn insert_rows(tx: &Tx, staging: Uuid, rows: Vec<StagedRow>) -> Result<(), DbError> {
    let head = "INSERT INTO import_rows (staging_id, row_number, is_wrong, key, other_key, cells)";
    let values =
        rows.into_iter().flat_map(|row| sql_values![staging, row.number, 0_i64, row.key, row.other_key, row.cells]);
    tx.insert_many(head, 6, values.collect(), "").await.map(|_| ())
}

#[derive(FromQueryResult)]
struct CellsRow {
    row_number: i64,
    cells: String,
}

/// The next rows after one that are not known to be wrong: their numbers and cells.
pub async fn rows_after(sql: &impl Sql, staging: Uuid, after: i64, most: usize) -> Result<Vec<(i64, String)>, DbError> {
    let text = format!(
        "SELECT row_number, cells FROM import_rows WHERE staging_id = $1 AND row_number > $2 AND is_wrong = 0 \
         ORDER BY row_number LIMIT {most}"
    );
    let rows: Vec<CellsRow> = sql.all(&text, sql_values![staging, after]).await?;
    Ok(rows.into_iter().map(|row| (row.row_number, row.cells)).collect())
}

#[derive(FromQueryResult)]
struct KeyRow {
    key: String,
    first_row: i64,
}

/// The first row of a file that has each of these keys.
pub async fn first_rows(
    sql: &impl Sql,
    staging: Uuid,
    column: KeyColumn,
    keys: &[String],
) -> Result<BTreeMap<String, i64>, DbError> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let column = match column {
        KeyColumn::Key => "key",
        KeyColumn::Other => "other_key",
    };
    let text = format!(
        "SELECT {column} AS key, MIN(row_number) AS first_row FROM import_rows WHERE staging_id = $1 \
         AND {column} IN ({}) GROUP BY {column}",
        numbered(2, keys.len())
    );
    let values = std::iter::once(Value::from(staging)).chain(keys.iter().map(|key| Value::from(key.as_str())));
    let rows: Vec<KeyRow> = sql.all(&text, values.collect()).await?;
    Ok(rows.into_iter().map(|row| (row.key, row.first_row)).collect())
}

/// By which of its two keys a row is looked for.
#[derive(Clone, Copy, Debug)]
pub enum KeyColumn {
    /// The SKU, or the e-mail address.
    Key,
    /// The legal name.
    Other,
}

/// Notes which rows are wrong.
pub async fn mark_wrong(tx: &Tx, staging: Uuid, rows: &[i64]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let text = format!(
        "UPDATE import_rows SET is_wrong = 1 WHERE staging_id = $1 AND row_number IN ({})",
        numbered(2, rows.len())
    );
    let values = std::iter::once(Value::from(staging)).chain(rows.iter().map(|row| Value::from(*row)));
    tx.exec(&text, values.collect()).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct NumberRow {
    row_number: i64,
}

/// Throws some thousand rows away, and answers whether there are more.
pub async fn forget_rows(tx: &Tx, staging: Uuid) -> Result<bool, DbError> {
    let text = "SELECT row_number FROM import_rows WHERE staging_id = $1 ORDER BY row_number LIMIT 1 OFFSET 5000";
    let end: Option<NumberRow> = tx.one(text, sql_values![staging]).await?;
    let before = end.as_ref().map_or(i64::MAX, |end| end.row_number);
    let text = "DELETE FROM import_rows WHERE staging_id = $1 AND row_number < $2";
    tx.exec(text, sql_values![staging, before]).await?;
    if end.is_none() {
        tx.exec("DELETE FROM import_stagings WHERE id = $1", sql_values![staging]).await?;
        tx.exec("UPDATE imports SET staging_id = NULL WHERE staging_id = $1", sql_values![staging]).await?;
    }
    Ok(end.is_some())
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Whether an import has these rows.
pub async fn is_taken(sql: &impl Sql, staging: Uuid) -> Result<bool, DbError> {
    let text = "SELECT id FROM imports WHERE staging_id = $1";
    Ok(sql.one::<IdRow>(text, sql_values![staging]).await?.is_some())
}

/// Rows that nobody needs any more: of uploads that came to nothing before `abandoned`, and of imports that have ended.
pub async fn needless_rows(sql: &impl Sql, abandoned: DateTime<Utc>) -> Result<Vec<Uuid>, DbError> {
    let text = "SELECT s.id FROM import_stagings s LEFT JOIN imports i ON i.staging_id = s.id \
                WHERE (i.id IS NULL AND s.created_at < $1) \
                OR i.status IN ('committed', 'undoing', 'undone', 'failed') LIMIT 100";
    let rows: Vec<IdRow> = sql.all(text, sql_values![abandoned]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Imports that are being worked on and have not gone on since `quiet`, and those that nobody committed since `old`.
pub async fn waiting_imports(
    sql: &impl Sql,
    quiet: DateTime<Utc>,
    old: DateTime<Utc>,
) -> Result<Vec<ImportId>, DbError> {
    let text = "SELECT id FROM imports WHERE work <> 'none' AND updated_at < $1 UNION ALL \
                SELECT id FROM imports WHERE status = 'checked' AND created_at < $2";
    let rows: Vec<IdRow> = sql.all(text, sql_values![quiet, old]).await?;
    Ok(rows.into_iter().map(|row| ImportId(row.id)).collect())
}

/// An error of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowError {
    /// The error itself, for paging.
    pub id: Uuid,
    /// As the spreadsheet shows it.
    pub row: i64,
    /// The title of the column, as the file has it.
    pub column: String,
    /// What the cell holds.
    pub value: String,
    /// Stable, snake_case.
    pub code: String,
    /// What to do.
    pub text: Text,
}

impl RowError {
    /// An error at a cell.
    #[must_use]
    pub fn new(row: i64, column: String, value: String, error: CellError) -> Self {
        Self { id: Uuid::now_v7(), row, column, value, code: error.code.to_owned(), text: error.text }
    }
}

/// A row of `import_errors`.
#[derive(FromQueryResult)]
pub struct ErrorRow {
    id: Uuid,
    row_number: i64,
    column_title: String,
    value: String,
    code: String,
    detail: String,
}

impl From<ErrorRow> for RowError {
    fn from(row: ErrorRow) -> Self {
        Self {
            id: row.id,
            row: row.row_number,
            column: row.column_title,
            value: row.value,
            code: row.code,
            text: read_text(Some(&row.detail)),
        }
    }
}

/// Notes errors.
pub async fn insert_errors(tx: &Tx, import: ImportId, errors: &[RowError]) -> Result<(), DbError> {
    let head = "INSERT INTO import_errors (id, import_id, row_number, column_title, value, code, detail)";
    let values = errors.iter().flat_map(|error| {
        let (column, value, code) = (error.column.clone(), error.value.clone(), error.code.clone());
        sql_values![error.id, import.0, error.row, column, value, code, written_text(&error.text)]
    });
    tx.insert_many(head, 7, values.collect(), "").await.map(|_| ())
}

/// The errors of an import, to be paged.
#[must_use]
pub fn select_errors(import: ImportId) -> Select {
    Select::new("SELECT id, row_number, column_title, value, code, detail FROM import_errors")
        .and("import_id = ?", sql_values![import.0])
}

/// The first errors of an import.
pub async fn first_errors(sql: &impl Sql, import: ImportId, most: usize) -> Result<Vec<RowError>, DbError> {
    let text = format!(
        "SELECT id, row_number, column_title, value, code, detail FROM import_errors WHERE import_id = $1 \
         ORDER BY row_number, id LIMIT {most}"
    );
    let rows: Vec<ErrorRow> = sql.all(&text, sql_values![import.0]).await?;
    Ok(rows.into_iter().map(RowError::from).collect())
}
