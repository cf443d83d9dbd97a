//! The outbox: rows written in the business transaction, delivered with no transaction open, deleted when confirmed.
//!
//! A committed message reaches the relay in memory, already leased to this process; what is left over (a crash, a broker
//! that was away) is leased from the table by a poll. Several relays may run at once: the receiver's inbox drops doubles.

use crate::clock::micros;
use crate::db::{Db, DbError, MOST_PARAMETERS, OUTBOX_LEASE, Sent, Sql, Tx, numbered};
use crate::service::Vitals;
use crate::sql_values;
use crate::transport::Transport;
use contracts::Envelope;
use sea_orm::FromQueryResult;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Messages of one delivery.
const BATCH: usize = 100;
/// How often the table is looked at for what was left over.
const POLL: Duration = Duration::from_millis(1_000);
/// How long confirmed rows may stay before they are deleted in one statement.
const SWEEP_AFTER: Duration = Duration::from_millis(50);
/// An undeliverable message is tried again after 1 s, 2 s, … and at most this.
const LONGEST_PAUSE_S: i64 = 15;

#[derive(FromQueryResult)]
struct Row {
    envelope: String,
}

/// Delivers what a service publishes, until `stop`; then delivers what is in memory and ends.
pub(crate) async fn relay(db: Db, transport: Arc<dyn Transport>, stop: CancellationToken, vitals: Arc<Vitals>) {
    let Some(mut committed) = db.take_relay_inbox() else { return };
    let mut confirmed: Vec<Uuid> = Vec::new();
    let mut batch = Sent::default();
    let mut poll = tokio::time::interval(POLL);
    poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        vitals.relay.tick();
        let sweep = tokio::time::sleep(SWEEP_AFTER);
        tokio::select! {
            biased;
            sent = committed.recv() => batch.add(sent.unwrap_or_default()),
            () = sweep, if !confirmed.is_empty() => {}
            _ = poll.tick() => {
                match lease(&db).await {
                    Ok(leased) => batch.messages.extend(leased),
                    Err(error) => tracing::warn!(%error, "the outbox cannot be read; trying again"),
                }
            }
            () = stop.cancelled() => {
                committed.close();
                while let Ok(sent) = committed.try_recv() {
                    batch.add(sent);
                }
                transport.broadcast(&std::mem::take(&mut batch.broadcasts)).await;
                deliver_all(&db, &*transport, &mut batch.messages, &mut confirmed).await;
                sweep_confirmed(&db, &mut confirmed).await;
                return;
            }
        }
        gather(&mut committed, &mut batch);
        transport.broadcast(&std::mem::take(&mut batch.broadcasts)).await;
        if batch.messages.is_empty() {
            sweep_confirmed(&db, &mut confirmed).await;
            continue;
        }
        deliver_all(&db, &*transport, &mut batch.messages, &mut confirmed).await;
        if confirmed.len() >= BATCH {
            sweep_confirmed(&db, &mut confirmed).await;
        }
    }
}

/// Adds what has been committed meanwhile; never waits for company.
fn gather(committed: &mut mpsc::UnboundedReceiver<Sent>, batch: &mut Sent) {
    while batch.messages.len() < BATCH {
        match committed.try_recv() {
            Ok(sent) => batch.add(sent),
            Err(_) => return,
        }
    }
}

async fn deliver_all(db: &Db, transport: &dyn Transport, batch: &mut Vec<Envelope>, confirmed: &mut Vec<Uuid>) {
    for chunk in std::mem::take(batch).chunks(BATCH) {
        let outcomes = transport.deliver(chunk).await;
        let mut failed = Vec::new();
        for (envelope, outcome) in chunk.iter().zip(outcomes) {
            match outcome {
                Ok(()) => confirmed.push(envelope.id.0),
                Err(error) => {
                    tracing::debug!(message.id = %envelope.id, message.name = envelope.name, %error, "not delivered yet");
                    failed.push((envelope.id.0, error));
                }
            }
        }
        if let Some((_, error)) = failed.first() {
            tracing::warn!(count = failed.len(), %error, "messages stay in the outbox and are tried again");
            let ids = failed.into_iter().map(|(id, _)| id).collect();
            if let Err(error) = put_off(db, ids).await {
                tracing::warn!(%error, "the outbox cannot be written; the lease will end by itself");
            }
        }
    }
}

async fn lease(db: &Db) -> Result<Vec<Envelope>, DbError> {
    let now = db.now();
    // A read first: an idle system should not take the writer every second.
    let sql = "SELECT envelope FROM outbox WHERE due_at <= $1 LIMIT 1";
    if db.one::<Row>(sql, sql_values![micros(now)]).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = db
        .write(move |tx: Tx| async move {
            let skip = if tx.lock_rows().is_empty() { "" } else { " FOR UPDATE SKIP LOCKED" };
            let sql = format!(
                "UPDATE outbox SET due_at = $1, attempts = attempts + 1 WHERE message_id IN \
                 (SELECT message_id FROM outbox WHERE due_at <= $2 ORDER BY due_at LIMIT {BATCH}{skip}) \
                 RETURNING envelope"
            );
            tx.all::<Row>(&sql, sql_values![micros(now + OUTBOX_LEASE), micros(now)]).await
        })
        .await?;
    Ok(rows.iter().filter_map(|row| serde_json::from_str(&row.envelope).ok()).collect())
}

/// Gives up the lease of what was not delivered: tried again later, the longer it has failed.
async fn put_off(db: &Db, ids: Vec<Uuid>) -> Result<(), DbError> {
    db.write(move |tx: Tx| async move {
        let now = micros(tx.wall());
        let sql = format!(
            "UPDATE outbox SET due_at = $1 + 1000000 * CASE WHEN attempts > {LONGEST_PAUSE_S} THEN {LONGEST_PAUSE_S} \
             ELSE attempts END WHERE message_id IN ({})",
            numbered(2, ids.len())
        );
        let mut values = sql_values![now];
        values.extend(ids.into_iter().map(crate::db::Value::from));
        tx.exec(&sql, values).await.map(|_| ())
    })
    .await
}

/// Deletes what was confirmed. Where that fails the messages are sent again, and the receivers drop them.
async fn sweep_confirmed(db: &Db, confirmed: &mut Vec<Uuid>) {
    if confirmed.is_empty() {
        return;
    }
    let ids = std::mem::take(confirmed);
    let deleted: Result<(), DbError> = db
        .write(move |tx: Tx| async move {
            for chunk in ids.chunks(MOST_PARAMETERS) {
                let sql = format!("DELETE FROM outbox WHERE message_id IN ({})", numbered(1, chunk.len()));
                tx.exec(&sql, chunk.iter().map(|id| crate::db::Value::from(*id)).collect()).await?;
            }
            Ok(())
        })
        .await;
    if let Err(error) = deleted {
        tracing::warn!(%error, "delivered messages could not be deleted; they will be sent again and dropped");
    }
}

/// One machine only: the process that held the leases is gone, so nobody else delivers these rows.
pub(crate) async fn forget_leases(db: &Db) -> Result<(), DbError> {
    db.write(|tx: Tx| async move {
        let now = micros(tx.wall());
        tx.exec("UPDATE outbox SET due_at = $1 WHERE due_at > $2", sql_values![now, now]).await?;
        let sql = "UPDATE inbox SET due_at = $1 WHERE state = 0 AND due_at > $2";
        tx.exec(sql, sql_values![now, now]).await?;
        Ok(())
    })
    .await
}

/// How many messages wait to leave.
pub(crate) async fn waiting(db: &Db) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Count {
        waiting: i64,
    }
    Ok(db.one::<Count>("SELECT COUNT(*) AS waiting FROM outbox", vec![]).await?.map_or(0, |row| row.waiting))
}
