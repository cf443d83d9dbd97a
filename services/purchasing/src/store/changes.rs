//! What each import changed, so that it can be undone.

use crate::imports::decide::FieldConflict;
use crate::imports::draft::Fields;
use chassis::db::numbered;
use chassis::{DbError, Sql, Tx, sql_values};
use contracts::ImportId;
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a row changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// As the spreadsheet shows it.
    pub row: i64,
    /// The product or supplier.
    pub entity: Uuid,
    /// Its version since then.
    pub version: i64,
    /// What the fields were; none where the thing is new.
    pub before: Option<Fields>,
    /// What they became.
    pub after: Fields,
}

#[derive(FromQueryResult)]
struct ChangeRow {
    row_number: i64,
    entity_id: Uuid,
    entity_version: i64,
    before: Option<String>,
    after: String,
}

/// Notes changes.
pub async fn insert_changes(tx: &Tx, import: ImportId, changes: &[Change]) -> Result<(), DbError> {
    let head =
        "INSERT INTO import_changes (import_id, row_number, entity_id, entity_version, is_undone, before, after)";
    let values = changes.iter().flat_map(|change| {
        let before = change.before.as_ref().map(|before| json!(before).to_string());
        // All fields of what is new can be read from itself.
        let after = if before.is_some() { json!(change.after).to_string() } else { "{}".to_owned() };
        sql_values![import.0, change.row, change.entity, change.version, 0_i64, before, after]
    });
    tx.insert_many(head, 7, values.collect(), "").await.map(|_| ())
}

/// The next changes of an import after a row.
pub async fn changes_after(sql: &impl Sql, import: ImportId, after: i64, most: usize) -> Result<Vec<Change>, DbError> {
    let text = format!(
        "SELECT row_number, entity_id, entity_version, before, after FROM import_changes WHERE import_id = $1 \
         AND row_number > $2 ORDER BY row_number LIMIT {most}"
    );
    let rows: Vec<ChangeRow> = sql.all(&text, sql_values![import.0, after]).await?;
    Ok(rows
        .into_iter()
        .map(|row| Change {
            row: row.row_number,
            entity: row.entity_id,
            version: row.entity_version,
            before: row.before.map(|before| serde_json::from_str(&before).unwrap_or_default()),
            after: serde_json::from_str(&row.after).unwrap_or_default(),
        })
        .collect())
}

#[derive(FromQueryResult)]
struct LastRow {
    entity_id: Uuid,
    last_version: i64,
}

/// The versions that other imports, which have not been undone, gave these things last.
pub async fn last_imported(
    sql: &impl Sql,
    import: ImportId,
    entities: &[Uuid],
) -> Result<BTreeMap<Uuid, i64>, DbError> {
    let text = format!(
        "SELECT entity_id, MAX(entity_version) AS last_version FROM import_changes WHERE entity_id IN ({}) \
         AND import_id <> ${} AND is_undone = 0 GROUP BY entity_id",
        numbered(1, entities.len()),
        entities.len() + 1
    );
    let values = entities.iter().map(|id| Value::from(*id)).chain([Value::from(import.0)]);
    let rows: Vec<LastRow> = sql.all(&text, values.collect()).await?;
    Ok(rows.into_iter().map(|row| (row.entity_id, row.last_version)).collect())
}

/// Notes that changes were undone.
pub async fn mark_undone(tx: &Tx, import: ImportId, rows: &[i64]) -> Result<(), DbError> {
    let text = format!(
        "UPDATE import_changes SET is_undone = 1 WHERE import_id = $1 AND row_number IN ({})",
        numbered(2, rows.len())
    );
    let values = std::iter::once(Value::from(import.0)).chain(rows.iter().map(|row| Value::from(*row)));
    tx.exec(&text, values.collect()).await.map(|_| ())
}

/// What an undo left as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The row of the file.
    pub row: i64,
    /// The product or supplier.
    pub entity: Uuid,
    /// Its SKU or legal name.
    pub name: String,
    /// The field and its values.
    pub field: FieldConflict,
}

#[derive(FromQueryResult)]
struct ConflictRow {
    row_number: i64,
    entity_id: Uuid,
    entity_name: String,
    field: String,
}

/// Notes conflicts.
pub async fn insert_conflicts(tx: &Tx, import: ImportId, conflicts: &[Conflict]) -> Result<(), DbError> {
    let head = "INSERT INTO import_conflicts (id, import_id, row_number, entity_id, entity_name, field)";
    let values = conflicts.iter().flat_map(|conflict| {
        let field = json!(conflict.field).to_string();
        sql_values![Uuid::now_v7(), import.0, conflict.row, conflict.entity, conflict.name.clone(), field]
    });
    tx.insert_many(head, 6, values.collect(), "").await.map(|_| ())
}

/// The first conflicts of an import.
pub async fn first_conflicts(sql: &impl Sql, import: ImportId, most: usize) -> Result<Vec<Conflict>, DbError> {
    let text = format!(
        "SELECT row_number, entity_id, entity_name, field FROM import_conflicts WHERE import_id = $1 \
         ORDER BY row_number, id LIMIT {most}"
    );
    let rows: Vec<ConflictRow> = sql.all(&text, sql_values![import.0]).await?;
    let read = |row: ConflictRow| {
        let field = serde_json::from_str(&row.field).ok()?;
        Some(Conflict { row: row.row_number, entity: row.entity_id, name: row.entity_name, field })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
