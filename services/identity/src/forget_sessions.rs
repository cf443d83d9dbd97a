//! What is over is forgotten: sessions a week after they expired, counts of failures, places not seen for a month.

use crate::store::sessions;
use crate::throttle::KNOWN_FOR;
use chassis::App;
use chrono::TimeDelta;

/// How long an expired session is kept, for whoever looks into what happened.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Forgets them.
///
/// # Errors
/// When the database does not answer.
pub async fn run(app: App) -> anyhow::Result<()> {
    let now = app.now();
    app.db().write(move |tx| async move { sessions::forget_old(&tx, now - KEPT, now - KNOWN_FOR).await }).await?;
    Ok(())
}
