//! What `storeflow reconcile` needs of logistics after a database was restored from a backup: which orders have a delivery, and to
//! keep again a day that an order was promised.

use crate::store::{self, settings};
use crate::sync_deliveries;
use chassis::{DbError, Tx};
use chrono::NaiveDate;
use contracts::DeliveryId;
use contracts::logistics::ScheduleDelivery;

pub use crate::store::promises::{Booking, bookings, scheduled_after};

/// Books the day that an order was promised, under the delivery's old id, whether the day has room or not: what was confirmed is
/// never taken back. `false` when the order has been answered otherwise meanwhile; then nothing is changed.
///
/// # Errors
/// [`DbError`].
pub async fn keep_promised(tx: &Tx, order: &ScheduleDelivery, id: DeliveryId, on: NaiveDate) -> Result<bool, DbError> {
    store::own_capacities(tx).await?;
    let Some(kept) = store::insert_delivery(tx, id, order, on).await? else { return Ok(false) };
    store::take_room(tx, order, on, None).await?;
    settings::recount(tx, order.warehouse_id, tx.company().local_date(tx.now())).await?;
    sync_deliveries::hint(tx, (id, 1, order.customer_id, kept.seller()));
    Ok(true)
}
