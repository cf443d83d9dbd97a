//! The present state of everything that others keep copies of, sent again: to a new service, or to one restored from a backup.

use crate::customer::Customer;
use crate::publish_keys::published;
use crate::store::{customers, keys};
use chassis::{App, DbError};
use contracts::identity::CustomersChanged;
use contracts::{CustomerId, Service};

/// How many shops one message carries.
pub const PER_MESSAGE: usize = 500;

/// Sends all keys and all shops, to one service or to all that want them. Answers how many that were.
///
/// # Errors
/// When the database does not answer.
pub async fn republish(app: App, to: Option<Service>) -> Result<u64, DbError> {
    let mut sent = app
        .db()
        .write(move |tx| async move {
            let keys = keys::all(&tx).await?;
            for key in published(&keys) {
                tx.publish_to(&key, to);
            }
            Ok::<_, DbError>(keys.len())
        })
        .await?;
    let mut last: Option<CustomerId> = None;
    loop {
        let some: Vec<CustomerId> = app
            .db()
            .write(move |tx| async move {
                let some = customers::some_after(&tx, last, PER_MESSAGE).await?;
                if !some.is_empty() {
                    tx.publish_to(&CustomersChanged { items: some.iter().map(Customer::state).collect() }, to);
                }
                Ok::<_, DbError>(some.iter().map(|shop| shop.id).collect())
            })
            .await?;
        sent += some.len();
        last = some.last().copied();
        if some.len() < PER_MESSAGE {
            return Ok(u64::try_from(sent).unwrap_or(u64::MAX));
        }
    }
}
