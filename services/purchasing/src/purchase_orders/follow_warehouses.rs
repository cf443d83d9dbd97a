//! The warehouses that there are, as inventory tells of them: purchase orders go to one of them. Messages may come in any
//! order and more than once: only a higher version is kept.

use crate::store::purchase_orders;
use chassis::{Failure, Tx};
use contracts::WarehouseId;
use contracts::inventory::{WarehouseState, WarehousesChanged};
use std::collections::BTreeMap;

/// `inventory.warehouses_changed`.
///
/// # Errors
/// [`Failure`].
pub async fn warehouses_changed(tx: Tx, event: WarehousesChanged) -> Result<(), Failure> {
    let mut newest: BTreeMap<WarehouseId, &WarehouseState> = BTreeMap::new();
    for warehouse in &event.items {
        let kept = newest.entry(warehouse.id).or_insert(warehouse);
        if kept.version < warehouse.version {
            *kept = warehouse;
        }
    }
    let newest: Vec<&WarehouseState> = newest.into_values().collect();
    Ok(purchase_orders::upsert_warehouses(&tx, &newest).await?)
}
