//! Keeps replicas of what deliveries need to know of shops (identity) and warehouses (inventory). Messages may come in
//! any order and more than once: only a higher version is kept.

use crate::store::replicas;
use chassis::{Failure, Tx};
use contracts::identity::CustomersChanged;
use contracts::inventory::WarehousesChanged;

/// `identity.customers_changed`.
pub async fn customers_changed(tx: Tx, event: CustomersChanged) -> Result<(), Failure> {
    Ok(replicas::upsert_customers(&tx, event.items).await?)
}

/// `inventory.warehouses_changed`.
pub async fn warehouses_changed(tx: Tx, event: WarehousesChanged) -> Result<(), Failure> {
    Ok(replicas::upsert_warehouses(&tx, event.items).await?)
}
