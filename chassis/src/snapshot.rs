//! Copies of SQLite databases as they all were at one instant: what a power cut at that instant would have left.
//!
//! All writers stop for a moment; each copy (`VACUUM INTO`) begins, which is when it takes its view of the file; the writers
//! go on while the copies are written. So a message is in its sender's outbox or in its receiver's inbox, and never in
//! neither; and stopping is short however much there is to copy.

use crate::db::{Db, DbError, Tx};
use crate::run::start_task;
use anyhow::Context;
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The writers are never stopped for longer than this.
const LONGEST_STOP: Duration = Duration::from_secs(10);

/// Copies the databases at `url` (as given to [`Db::open`]) into `folder`, as `<service>.db`. Answers the instant that the
/// copies show.
///
/// # Errors
/// When a database does not answer, is no SQLite file, or the folder has no room.
pub async fn snapshot(url: &str, dbs: &[Db], folder: &Path) -> anyhow::Result<DateTime<Utc>> {
    let go_on = CancellationToken::new();
    // Whatever happens here, the writers go on.
    let until_then = go_on.clone().drop_guard();
    let stopping = futures::future::try_join_all(dbs.iter().map(|db| stop_writer(db.clone(), go_on.clone())));
    tokio::time::timeout(LONGEST_STOP, stopping).await.context("the databases are too busy; try again")??;
    let taken_at = dbs.first().map(Db::now).context("there is nothing to copy")?;
    let mut copies: Vec<(PathBuf, JoinHandle<Result<(), DbError>>)> = Vec::new();
    for db in dbs {
        let target = folder.join(format!("{}.db", db.service()));
        let copying = start_task(copy(db.clone(), url.to_owned(), target.clone()));
        copies.push((target, copying));
    }
    let deadline = Instant::now() + LONGEST_STOP;
    while !copies.iter().all(|(target, copying)| copying.is_finished() || has_begun(target)) {
        anyhow::ensure!(Instant::now() < deadline, "the databases could not be copied in time; try again");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(until_then);
    for (target, copying) in copies {
        copying.await?.with_context(|| format!("{} cannot be written", target.display()))?;
    }
    Ok(taken_at)
}

/// Waits until nothing is being written, and keeps it so until `go_on`.
async fn stop_writer(db: Db, go_on: CancellationToken) -> Result<(), DbError> {
    let (stopped, has_stopped) = oneshot::channel();
    let unit = start_task(async move {
        // Nothing is changed: an error rolls this unit of work back, and only this one.
        let nothing = DbError::Busy("the writers were stopped for a moment".to_owned());
        db.write(move |_tx: Tx| async move {
            let _ = stopped.send(());
            go_on.cancelled().await;
            Err::<(), _>(nothing)
        })
        .await
    });
    if has_stopped.await.is_ok() {
        return Ok(());
    }
    let failed = unit.await.unwrap_or_else(|error| Err(DbError::Other(error.to_string())));
    failed.and(Err(DbError::Unavailable("the writer could not be stopped".to_owned())))
}

async fn copy(db: Db, url: String, target: PathBuf) -> Result<(), DbError> {
    let connection = db.migration_connection(&url).await?;
    let path = target.display().to_string().replace('\'', "''");
    let copied = connection.execute_unprepared(&format!("VACUUM INTO '{path}'")).await;
    connection.close().await?;
    copied?;
    Ok(())
}

/// A copy takes its view of the database before the first byte that it writes.
fn has_begun(target: &Path) -> bool {
    target.metadata().is_ok_and(|about| about.len() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Setup, TestSystem};
    use crate::{Clock, Company, Migration, ServiceDef, Sql, sql_values};
    use contracts::sales::{CancelOrder, CancelRequested};
    use contracts::{OrderId, Service};
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn seen() -> Vec<Migration> {
        vec![Migration::new("m0001_seen", "what arrived", "CREATE TABLE seen (id {uuid} PRIMARY KEY)")]
    }

    /// Sales notes an order and tells ordering, which notes it too.
    fn services() -> Vec<ServiceDef> {
        let sales = ServiceDef::new(Service::Sales).migrations(seen()).on(|tx: Tx, message: CancelOrder| async move {
            tx.exec("INSERT INTO seen (id) VALUES ($1)", sql_values![message.order_id.0]).await?;
            tx.publish(&CancelRequested { order_id: message.order_id });
            Ok(())
        });
        let ordering =
            ServiceDef::new(Service::Ordering).migrations(seen()).on(|tx: Tx, message: CancelRequested| async move {
                tx.exec("INSERT INTO seen (id) VALUES ($1)", sql_values![message.order_id.0]).await?;
                Ok(())
            });
        vec![sales, ordering]
    }

    async fn ids(db: &Db, sql: &str) -> BTreeSet<Uuid> {
        #[derive(sea_orm::FromQueryResult)]
        struct Row {
            id: String,
        }
        let rows: Vec<Row> = db.all(sql, vec![]).await.expect("answers");
        rows.into_iter().map(|row| row.id.parse().expect("an id")).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_copy_has_every_effect_with_its_cause_and_every_cause_with_its_effect_or_message() {
        let system = TestSystem::start(Setup::OneMachine, services()).await;
        let dbs = [Service::Sales, Service::Ordering].map(|service| system.app(service).db().clone());
        let folder = std::env::temp_dir().join(format!("storeflow-snapshot-{}", Uuid::new_v4().simple()));
        let commands: Vec<_> = (0..3_000).map(|_| CancelOrder { order_id: OrderId::new() }).collect();
        let sending = futures::future::join_all(commands.iter().map(|command| system.send(command)));
        let copying = async {
            for n in 0..5 {
                let here = folder.join(n.to_string());
                std::fs::create_dir_all(&here).expect("a folder");
                snapshot(&system.database_url(), &dbs, &here).await.expect("copied");
                // Spread over the time in which messages travel.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        futures::future::join(sending, copying).await;
        system.settle().await;
        let mut between = 0;
        for n in 0..5 {
            let url = format!("sqlite://{}/{{service}}.db", folder.join(n.to_string()).display());
            let open = |service| Db::open(&url, service, Clock::system(), Company::default(), 1);
            let (sales, ordering) =
                (open(Service::Sales).await.expect("opens"), open(Service::Ordering).await.expect("opens"));
            let hex = "SELECT lower(hex(id)) AS id FROM seen";
            let (causes, effects) = (ids(&sales, hex).await, ids(&ordering, hex).await);
            let name = "'sales.cancel_requested.v1'";
            let on_the_way = |table: &str, pending: &str| {
                format!("SELECT json_extract(envelope, '$.subject') AS id FROM {table} WHERE name = {name}{pending}")
            };
            let sent = ids(&sales, &on_the_way("outbox", "")).await;
            let arrived = ids(&ordering, &on_the_way("inbox", " AND state = 0")).await;
            assert!(effects.is_subset(&causes), "an effect without its cause");
            let lost: Vec<_> = causes
                .iter()
                .filter(|id| !effects.contains(*id) && !sent.contains(*id) && !arrived.contains(*id))
                .collect();
            assert!(lost.is_empty(), "{} messages are in neither database", lost.len());
            between += causes.len() - effects.len();
        }
        println!("{between} messages were on their way in the copies");
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
