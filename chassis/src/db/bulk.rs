//! Many rows at once: one statement for thousands, in the form that each database takes fastest.

use super::{Db, DbError, MOST_PARAMETERS, Sql, Tx, Value, placeholders};
use sea_orm::{ConnectionTrait, DbBackend};

/// From so many rows on PostgreSQL is given columns as arrays: it reads each value of a long `VALUES` list as an expression.
const MANY: usize = 64;
/// Rows of one statement with arrays.
const ROWS: usize = 10_000;

impl Tx {
    /// Inserts rows and tells how many there were. `head` is `INSERT INTO table (…)` with as many columns as `columns`, `values`
    /// are those of one row after the other, `tail` may be ` ON CONFLICT …`. As many statements as it takes.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn insert_many(
        &self,
        head: &str,
        columns: usize,
        values: Vec<Value>,
        tail: &str,
    ) -> Result<u64, DbError> {
        debug_assert_eq!(values.len() % columns, 0, "whole rows for `{head}`");
        let as_arrays = self.backend() == DbBackend::Postgres && values.len() >= MANY * columns;
        let (mut inserted, mut values) = (0, values.into_iter());
        while values.len() > 0 {
            let rows = if as_arrays { ROWS } else { rows_of_one(values.len() / columns, columns) };
            let some: Vec<Value> = values.by_ref().take(rows * columns).collect();
            inserted += if as_arrays {
                let (selected, arrays) = arrays(&some, columns)?;
                self.exec(&format!("{head} SELECT * FROM unnest({selected}){tail}"), arrays).await?
            } else {
                let rows = placeholders(some.len() / columns, columns);
                self.exec(&format!("{head} VALUES {rows}{tail}"), some).await?
            };
        }
        Ok(inserted)
    }
}

/// How many rows of a `VALUES` list: as many as fit, but a power of two where there are many. A connection keeps its statements,
/// and one of ten thousand values takes a megabyte, so there must not be one for every number of rows.
fn rows_of_one(left: usize, columns: usize) -> usize {
    let most = left.min(MOST_PARAMETERS / columns).max(1);
    if most < MANY { most } else { 1 << most.ilog2() }
}

/// `CAST($1 AS bigint[]), …` and an array in its text form for each column.
fn arrays(values: &[Value], columns: usize) -> Result<(String, Vec<Value>), DbError> {
    let mut selected = String::new();
    let mut arrays: Vec<Value> = Vec::with_capacity(columns);
    for column in 0..columns {
        let of_column = || values.iter().skip(column).step_by(columns);
        let first = of_column().next().ok_or_else(|| DbError::Other("no rows".to_owned()))?;
        let kind = match first {
            Value::Bool(_) => "boolean",
            Value::BigInt(_) | Value::Int(_) => "bigint",
            Value::Double(_) => "double precision",
            Value::String(_) => "text",
            Value::Uuid(_) => "uuid",
            Value::ChronoDate(_) => "date",
            Value::ChronoDateTimeUtc(_) => "timestamptz",
            other => return Err(DbError::Other(format!("no array is made of {other:?}"))),
        };
        if column > 0 {
            selected.push_str(", ");
        }
        selected.push_str(&format!("CAST(${} AS {kind}[])", column + 1));
        let mut text = String::with_capacity(values.len() / columns * 24);
        for value in of_column() {
            text.push(if text.is_empty() { '{' } else { ',' });
            element(value, &mut text)?;
        }
        text.push('}');
        arrays.push(text.into());
    }
    Ok((selected, arrays))
}

fn element(value: &Value, text: &mut String) -> Result<(), DbError> {
    use std::fmt::Write;
    let written = match value {
        Value::Bool(Some(value)) => write!(text, "{value}"),
        Value::BigInt(Some(value)) => write!(text, "{value}"),
        Value::Int(Some(value)) => write!(text, "{value}"),
        Value::Double(Some(value)) => write!(text, "{value:?}"),
        Value::Uuid(Some(value)) => write!(text, "{value}"),
        Value::ChronoDate(Some(value)) => write!(text, "{value}"),
        // Microseconds, as everywhere.
        Value::ChronoDateTimeUtc(Some(value)) => write!(text, "\"{}\"", value.format("%Y-%m-%dT%H:%M:%S%.6fZ")),
        Value::String(Some(value)) => {
            text.push('"');
            for c in value.chars() {
                if matches!(c, '"' | '\\') {
                    text.push('\\');
                }
                text.push(c);
            }
            text.push('"');
            Ok(())
        }
        Value::Bool(None)
        | Value::BigInt(None)
        | Value::Int(None)
        | Value::Double(None)
        | Value::Uuid(None)
        | Value::ChronoDate(None)
        | Value::ChronoDateTimeUtc(None)
        | Value::String(None) => {
            text.push_str("NULL");
            Ok(())
        }
        other => return Err(DbError::Other(format!("no element of an array is made of {other:?}"))),
    };
    written.map_err(|error| DbError::Other(error.to_string()))
}

impl Db {
    /// Makes room before a load of many rows: SQLite keeps the pages of all indexes that grow in memory.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn begin_bulk(&self) -> Result<(), DbError> {
        if self.backend() == DbBackend::Sqlite {
            self.write(
                |tx| async move { Ok::<_, DbError>(tx.execute_unprepared("PRAGMA cache_size = -131072").await?) },
            )
            .await?;
        }
        Ok(())
    }

    /// Ends a load of many rows: SQLite gives the memory back, PostgreSQL's planner learns what there is now. SQLite's planner is
    /// told nothing: it is told nothing in daily use either, because to count a large table keeps its only writer for half a
    /// minute. Queries say themselves what is telling ([`crate::Select::narrow`]).
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn end_bulk(&self) -> Result<(), DbError> {
        let sql = match self.backend() {
            DbBackend::Sqlite => "PRAGMA cache_size = -2000",
            _ => "ANALYZE",
        };
        self.write(move |tx| async move { Ok::<_, DbError>(tx.execute_unprepared(sql).await?) }).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql_values;
    use chrono::DateTime;
    use uuid::Uuid;

    #[test]
    fn there_are_few_statements_for_many_rows() {
        let all: std::collections::BTreeSet<usize> = (1..5_000).map(|left| rows_of_one(left, 16)).collect();
        assert_eq!(all.into_iter().filter(|rows| *rows >= MANY).collect::<Vec<_>>(), [64, 128, 256, 512, 1024]);
        assert_eq!(
            (rows_of_one(1, 16), rows_of_one(63, 16), rows_of_one(5_000, 3), rows_of_one(9, 40_000)),
            (1, 63, 4096, 1)
        );
    }

    #[test]
    fn columns_become_arrays() {
        let at = DateTime::from_timestamp_micros(1_500_000).expect("instant");
        let values = sql_values![1_i64, "a \"b\" \\ {c}, ñ", None::<Uuid>, at, None::<i64>, "", Uuid::nil(), at];
        let (selected, arrays) = arrays(&values, 4).expect("arrays");
        assert_eq!(selected, "CAST($1 AS bigint[]), CAST($2 AS text[]), CAST($3 AS uuid[]), CAST($4 AS timestamptz[])");
        let expected = [
            r#"{1,NULL}"#,
            r#"{"a \"b\" \\ {c}, ñ",""}"#,
            r#"{NULL,00000000-0000-0000-0000-000000000000}"#,
            r#"{"1970-01-01T00:00:01.500000Z","1970-01-01T00:00:01.500000Z"}"#,
        ];
        assert_eq!(arrays, expected.map(Value::from));
    }
}
