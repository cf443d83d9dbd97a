//! Inventory has put a receipt into stock (`inventory.goods_received`).

use super::scope::audience;
use super::tell::PURCHASE_ORDERS;
use crate::store::purchase_orders;
use chassis::{Failure, Tx};
use contracts::inventory::GoodsReceived;

/// Marks the receipt as booked, once.
///
/// # Errors
/// [`Failure`].
pub async fn booked(tx: Tx, event: GoodsReceived) -> Result<(), Failure> {
    if !purchase_orders::mark_booked(&tx, event.receipt_id).await? {
        // Told before; or purchasing was set back behind the receipt, whose goods are in stock all the same.
        return Ok(());
    }
    purchase_orders::touch(&tx, event.purchase_order_id).await?;
    if let Some(order) = purchase_orders::order(&tx, event.purchase_order_id).await? {
        tx.hint(PURCHASE_ORDERS, order.id.0, order.version, &audience(&order));
    }
    Ok(())
}
