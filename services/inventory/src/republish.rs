//! Tells others anew what inventory owns and they keep replicas of: warehouses.

use chassis::{App, DbError, Tx};
use contracts::inventory::WarehousesChanged;
use contracts::{Service, WarehouseId};

use crate::store::warehouses;

/// Warehouses of one message.
const BATCH: usize = 500;

/// Sends the present state of every warehouse, to all or to one; answers how many.
///
/// # Errors
/// [`DbError`].
pub async fn republish(app: App, to: Option<Service>) -> Result<u64, DbError> {
    let (mut sent, mut after) = (0, WarehouseId(uuid::Uuid::nil()));
    loop {
        let some = warehouses::after(app.db(), after, BATCH).await?;
        let Some(last) = some.last() else { return Ok(sent) };
        after = last.id;
        sent += some.len() as u64;
        let message = WarehousesChanged { items: some.iter().map(crate::Warehouse::state).collect() };
        let told: Result<(), DbError> = app
            .db()
            .write(move |tx: Tx| async move {
                tx.publish_to(&message, to);
                Ok(())
            })
            .await;
        told?;
    }
}
