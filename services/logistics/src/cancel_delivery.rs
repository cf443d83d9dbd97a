//! `logistics.cancel_delivery`: gives back the day of an order; before its action it blocks it.

use crate::delivery::Answer;
use crate::store;
use crate::sync_deliveries;
use chassis::{Failure, Tx};
use contracts::OrderId;
use contracts::logistics::CancelDelivery;

/// Idempotent by order.
pub async fn handle(tx: Tx, command: CancelDelivery) -> Result<(), Failure> {
    store::share_capacities(&tx).await?;
    // Twice, because its action may end between the two looks, on another replica: then the second one finds it.
    if cancelled_or_blocked(&tx, command.order_id).await? || cancelled_or_blocked(&tx, command.order_id).await? {
        Answer::Cancelled.publish(&tx, command.order_id);
        return Ok(());
    }
    match store::answer(&tx, command.order_id).await? {
        Some(Answer::Scheduled { delivery_id, .. }) => {
            Err(Failure::Refuse(format!("delivery {delivery_id} is on its way or has ended; it cannot be cancelled")))
        }
        // Cancelled before, or refused: nothing is taken.
        Some(Answer::Cancelled | Answer::Refused(_)) | None => {
            Answer::Cancelled.publish(&tx, command.order_id);
            Ok(())
        }
    }
}

async fn cancelled_or_blocked(tx: &Tx, order_id: OrderId) -> Result<bool, Failure> {
    if let Some(freed) = store::cancel_scheduled(tx, order_id).await? {
        store::give_room_back(tx, &freed).await?;
        sync_deliveries::hint(tx, freed.delivery());
        return Ok(true);
    }
    Ok(store::insert_no_delivery(tx, order_id, None).await?)
}
