//! What is over is forgotten: sessions a week after they expired, counts of failures, places not seen for a month, mails
//! and links to new passwords.

use crate::store::{mails, resets, sessions};
use crate::throttle::KNOWN_FOR;
use chassis::{App, DbError};
use chrono::TimeDelta;

/// How long an expired session is kept, for whoever looks into what happened.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How long it is kept that a mail was sent; its content is forgotten at once.
const MAILS_KEPT: TimeDelta = TimeDelta::days(30);

/// Forgets them.
///
/// # Errors
/// When the database does not answer.
pub async fn run(app: App) -> anyhow::Result<()> {
    let now = app.now();
    let forgotten: Result<(), DbError> = app
        .db()
        .write(move |tx| async move {
            sessions::forget_old(&tx, now - KEPT, now - KNOWN_FOR).await?;
            resets::forget_old(&tx, now).await?;
            mails::forget_old(&tx, now - MAILS_KEPT).await
        })
        .await;
    Ok(forgotten?)
}
