//! What "the next build" brings in the story that replaces a running system by it (`stories/tests/rolling.rs`): one more
//! migration and one more message. Debug builds only, and there only with `STOREFLOW_TEST_NEXT_BUILD` set.

use crate::db::{DbError, Sql, Tx};
use crate::migrations::Migration;
use crate::service::{Failure, ServiceDef};
use crate::{App, sql_values};
use contracts::Service;
use contracts::next_build::{NextBuildProbe, is_this};
use std::time::Duration;
use uuid::Uuid;

/// The migration, where this process plays the next build.
pub(crate) fn migration() -> Option<Migration> {
    is_this().then(|| {
        Migration::new(
            "m9999_next_build",
            "what the next build brings",
            "CREATE TABLE next_build (id {uuid} PRIMARY KEY)",
        )
    })
}

/// The next build's sales sends the new message every second; its ordering handles it. Both note it in the new table.
pub(crate) fn extend(def: ServiceDef) -> ServiceDef {
    match def.service() {
        Service::Sales if is_this() => def.every(Duration::from_secs(1), "next build probe", send),
        Service::Ordering if is_this() => def.on(handle),
        _ => def,
    }
}

async fn send(app: App) -> anyhow::Result<()> {
    let sent: Result<(), DbError> = app
        .db()
        .write(|tx: Tx| async move {
            let id = Uuid::now_v7();
            tx.publish(&NextBuildProbe { id });
            note(&tx, id).await
        })
        .await;
    Ok(sent?)
}

async fn handle(tx: Tx, probe: NextBuildProbe) -> Result<(), Failure> {
    Ok(note(&tx, probe.id).await?)
}

async fn note(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    tx.exec("INSERT INTO next_build (id) VALUES ($1)", sql_values![id]).await.map(|_| ())
}
