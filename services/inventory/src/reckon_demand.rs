//! How fast each product leaves each warehouse: what orders took hold of (less what they let go of) each day, on an average of
//! four weeks. It is reckoned anew a few times a day from the ledger; a row that were kept with each order would be fought over.
//!
//! What was asked for and was not there does not count; backorders do as soon as they are served.

use chassis::{App, Db, DbError, Tx};
use chrono::TimeDelta;
use std::time::Duration;

use crate::store::demand::{self, Demand};

/// How often.
pub(crate) const EVERY: Duration = Duration::from_secs(6 * 3_600);
/// The days looked back on.
const DAYS: i64 = 28;
/// Rows of a transaction.
const AT_ONCE: usize = 500;

/// Reckons it on schedule.
///
/// # Errors
/// When the database does not answer; the next run does it.
pub(crate) async fn run(app: App) -> anyhow::Result<()> {
    Ok(reckon_demand(app.db()).await?)
}

/// Reckons it, also for whoever has loaded a past.
///
/// # Errors
/// [`DbError`].
pub async fn reckon_demand(db: &Db) -> Result<(), DbError> {
    let now = db.now();
    let since = now - TimeDelta::days(DAYS);
    let began = demand::first_movement(db).await?.map_or(now, |first| first.max(since));
    let days = days_of((now - began).num_hours());
    let taken = demand::taken_since(db, since).await?;
    let mut changed: Vec<Demand> = Vec::new();
    for (place, known) in demand::known(db).await? {
        let daily = per_day(taken.get(&place).copied().unwrap_or_default(), days);
        if daily != known {
            changed.push(Demand { place, daily });
        }
    }
    for some in changed.chunks(AT_ONCE) {
        let some = some.to_vec();
        db.write(move |tx: Tx| async move { demand::write(&tx, &some).await }).await?;
    }
    Ok(())
}

/// The days that orders had: a company that has just begun has not sold for four weeks.
fn days_of(hours: i64) -> i64 {
    ((hours + 23) / 24).clamp(1, DAYS)
}

/// In thousandths of a base unit.
fn per_day(taken: i64, days: i64) -> i64 {
    taken.max(0).saturating_mul(1_000) / days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_of_the_days_that_there_were() {
        assert_eq!([0, 1, 24, 25, 27 * 24 + 1, 9_999].map(days_of), [1, 1, 1, 2, 28, 28]);
        assert_eq!(per_day(56, 28), 2_000);
        assert_eq!(per_day(1, 28), 35);
        assert_eq!(per_day(-3, 28), 0, "more was let go of than taken: it was taken before");
    }
}
