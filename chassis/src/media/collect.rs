//! What nobody wants any more: uploads that were never finished, or never kept by anything.

use super::store::{self, Medium};
use crate::app::App;
use crate::db::{DbError, Tx};
use chrono::TimeDelta;
use uuid::Uuid;

/// So long something may lie loose.
const LOOSE: TimeDelta = TimeDelta::days(7);

pub(crate) async fn collect(app: App) -> anyhow::Result<()> {
    let Some(media) = app.maybe_media() else { return Ok(()) };
    let before = app.now() - LOOSE;
    loop {
        // First nobody can use it any more, then its content goes, then its row: whatever dies in between, the next run goes on.
        let gone: Result<Vec<Uuid>, DbError> =
            app.db().write(move |tx: Tx| async move { store::let_go(&tx, before).await }).await;
        let gone = gone?;
        if gone.is_empty() {
            break;
        }
        for id in &gone {
            media.blobs.remove_under(&Medium::folder(*id)).await?;
        }
        tracing::info!(count = gone.len(), "media that nobody kept were removed");
        let forgotten: Result<(), DbError> =
            app.db().write(move |tx: Tx| async move { store::forget(&tx, &gone).await }).await;
        forgotten?;
    }
    media.blobs.tidy().await;
    Ok(())
}
