//! What a piece of work asks of the database, and how the database finds it: for `bench lists`.

use super::{Db, DbError, Sql};
use contracts::Service;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::cell::RefCell;
use std::future::Future;

tokio::task_local! {
    static ASKED: RefCell<Vec<Asked>>;
}

/// A statement that was run outside a transaction.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Whose database was asked.
    pub service: Service,
    statement: Statement,
}

impl Asked {
    /// The text, with `$1`, `$2`, … for its values.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.statement.sql
    }
}

/// Runs `work` and tells what it has asked of databases outside transactions, in its own task.
pub async fn watched<T>(work: impl Future<Output = T>) -> (T, Vec<Asked>) {
    let work = async {
        let outcome = work.await;
        (outcome, ASKED.with(RefCell::take))
    };
    ASKED.scope(RefCell::default(), work).await
}

/// Costs next to nothing where nobody watches.
pub(super) fn note(service: Service, statement: &Statement) {
    let _ = ASKED.try_with(|asked| asked.borrow_mut().push(Asked { service, statement: statement.clone() }));
}

impl Db {
    /// The database's plan for a statement with its values, line by line. PostgreSQL runs it once more, to count rows.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn plan(&self, asked: &Asked) -> Result<Vec<String>, DbError> {
        let (explain, column) = match self.backend() {
            DbBackend::Postgres => ("EXPLAIN (ANALYZE, TIMING off, SUMMARY off)", 0),
            _ => ("EXPLAIN QUERY PLAN", 3),
        };
        let Statement { sql, values, db_backend } = asked.statement.clone();
        let statement = Statement { sql: format!("{explain} {sql}"), values, db_backend };
        let rows = self.query_all_raw(statement).await?;
        Ok(rows.iter().map(|row| row.try_get_by_index(column)).collect::<Result<_, _>>()?)
    }

    /// How many rows a statement would have to sort, counted up to `most`.
    ///
    /// # Errors
    /// [`DbError`].
    pub async fn count_unsorted(&self, asked: &Asked, most: i64) -> Result<i64, DbError> {
        let Statement { sql, values, db_backend } = asked.statement.clone();
        let unsorted = sql.rfind(" ORDER BY ").map_or(sql.as_str(), |at| &sql[..at]);
        let sql = format!("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ({unsorted}) s LIMIT {most}) t");
        let row = self.query_one_raw(Statement { sql, values, db_backend }).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
    }
}
