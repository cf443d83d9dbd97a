//! Search without case and accents: the words of an entity in a table, matched by their beginnings.

use crate::db::{DbError, Sql, Tx, Value, numbered};
use crate::sql_values;
use uuid::Uuid;

/// Replaces the words by which an entity of a kind is found.
///
/// # Errors
/// [`DbError`].
pub async fn index(tx: &Tx, kind: &str, id: Uuid, texts: &[&str]) -> Result<(), DbError> {
    tx.exec("DELETE FROM search_term WHERE entity_id = $1 AND kind = $2", sql_values![id, kind.to_owned()]).await?;
    index_new(tx, kind, &[(id, texts.join(" "))]).await
}

/// Replaces the words by which many entities of a kind are found.
///
/// # Errors
/// [`DbError`].
pub async fn index_all(tx: &Tx, kind: &str, entities: &[(Uuid, String)]) -> Result<(), DbError> {
    for some in entities.chunks(1_000) {
        let sql = format!(
            "DELETE FROM search_term WHERE entity_id IN ({}) AND kind = ${}",
            numbered(1, some.len()),
            some.len() + 1
        );
        let ids = some.iter().map(|(id, _)| Value::from(*id));
        tx.exec(&sql, ids.chain([Value::from(kind.to_owned())]).collect()).await?;
        index_new(tx, kind, some).await?;
    }
    Ok(())
}

/// Adds the words of entities that have none yet: for bulk loads.
///
/// # Errors
/// [`DbError`].
pub async fn index_new(tx: &Tx, kind: &str, entities: &[(Uuid, String)]) -> Result<(), DbError> {
    let rows: Vec<(Uuid, String)> = entities
        .iter()
        .flat_map(|(id, text)| contracts::fold::terms(text).into_iter().map(|term| (*id, term)))
        .collect();
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * 3);
    for (id, term) in rows {
        values.extend(sql_values![kind.to_owned(), term, id]);
    }
    tx.insert_many("INSERT INTO search_term (kind, term, entity_id)", 3, values, "").await.map(|_| ())
}
