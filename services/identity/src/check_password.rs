//! Judging a password that somebody gives: throttled, and as much work for an unknown person as for a known one.

use crate::gate::Gate;
use crate::login::Login;
use crate::password::Password;
use crate::sign_in::SignInRefused;
use crate::store::users::Credentials;
use crate::store::{sessions, users};
use crate::throttle::{self, Counter, WINDOW};
use crate::user::UserStatus;
use chassis::{App, Problem, Reply, Visitor};
use contracts::UserId;
use serde_json::json;
use uuid::Uuid;

/// Whose password it is said to be.
pub enum Whose<'a> {
    /// Of whoever signs in so.
    Login(&'a Login),
    /// Of somebody who is signed in already.
    User(UserId),
}

/// Whose password it is; `None` if it is another's, or the user is blocked. Failures are counted before the next guess gets
/// the desk.
///
/// # Errors
/// 429 when there were too many failures.
pub async fn check_password(
    app: &App,
    gate: &Gate,
    visitor: &Visitor,
    whose: Whose<'_>,
    counters: &[Counter],
    password: &Password,
) -> Result<Option<Credentials>, Problem> {
    let desk = gate.passwords.desk().await;
    let now = app.now();
    let keys: Vec<&str> = counters.iter().map(|counter| counter.key.as_str()).collect();
    let counts = sessions::failures(app.db(), &keys).await?;
    let wait =
        counters.iter().filter_map(|counter| throttle::wait(counter, counts.get(&counter.key).copied(), now)).max();
    if let Some(wait) = wait {
        let wait = u32::try_from(wait.num_seconds()).unwrap_or(1).max(1);
        return Err(SignInRefused::TooManyAttempts { wait }.into());
    }
    let found = match whose {
        Whose::Login(login) => users::find_by_login(app.db(), login).await?,
        Whose::User(id) => users::find_with_password(app.db(), id).await?,
    };
    let right = desk.verify(password, found.as_ref().map(|found| found.password_hash.clone())).await;
    let subject = found.as_ref().map(|found| found.user.id.0);
    let proven = found.filter(|found| right && found.user.status == UserStatus::Active);
    if proven.is_none() {
        count(app, visitor, subject, counters.to_vec()).await?;
    }
    Ok(proven)
}

/// Counts a failure. What is audited is that a count was used up, not each failure.
async fn count(app: &App, visitor: &Visitor, subject: Option<Uuid>, counters: Vec<Counter>) -> Result<(), Problem> {
    tracing::info!(address = visitor.address, "a password was wrong");
    app.command(&visitor.keeping_nothing(), &(), move |tx| async move {
        let keys = counters.iter().map(|counter| counter.key.clone()).collect();
        let counts = sessions::count_failure(&tx, keys, WINDOW).await?;
        for counter in counters.iter().filter(|counter| counts.get(&counter.key) == Some(&counter.most)) {
            let detail = json!({"counted_by": counter.kind(), "failures": counter.most});
            tx.audit(subject.unwrap_or_default(), "guessing_throttled", detail);
        }
        Ok(Reply::no_content())
    })
    .await
    .map(|_| ())
}
