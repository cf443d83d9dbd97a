//! Goods that came from a supplier go into stock (`inventory.receive_goods`): purchasing knows of which purchase order they
//! are, inventory where they lie from now on. Backorders that wait for them are served by `serve_waiting.rs`, as with all
//! stock that comes.
//!
//! What came damaged comes in and goes out again in the same transaction: the ledger tells both, and nobody is promised any.

use chassis::{Failure, Tx};
use contracts::WarehouseId;
use contracts::inventory::{GoodsReceived, ReceiveGoods};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::ledger::{Lot, Movement, MovementReason};
use crate::lot::{Expiry, kept_code};
use crate::store::{self, stock::LotKey};

/// What came of one lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Arrival {
    /// Base units, damaged ones included.
    all: i64,
    /// Base units of these that cannot be used.
    damaged: i64,
}

/// Books a receipt once, and answers each time.
pub(crate) async fn receive(tx: Tx, command: ReceiveGoods) -> Result<(), Failure> {
    if !store::warehouses::exists(&tx, command.warehouse_id).await? {
        // It was there when the goods were received: a backup from before it may be on its way to be made good.
        return Err(Failure::Retry(format!("there is no warehouse {}", command.warehouse_id)));
    }
    if store::receipts::enter(&tx, command.receipt_id).await? {
        book(&tx, &command).await?;
    }
    let ReceiveGoods { receipt_id, purchase_order_id, .. } = command;
    tx.publish(&GoodsReceived { receipt_id, purchase_order_id });
    Ok(())
}

async fn book(tx: &Tx, command: &ReceiveGoods) -> Result<(), Failure> {
    let arrivals = arrivals(command, command.warehouse_id);
    let usable = arrivals.iter().map(|(key, arrival)| (key.clone(), arrival.all - arrival.damaged)).collect();
    let mut movements = Vec::with_capacity(arrivals.len());
    for lot in store::stock::put_in(tx, &usable).await? {
        let arrival = arrivals.get(&LotKey::from(&lot)).copied().unwrap_or_default();
        let came = Lot { on_hand: lot.on_hand + arrival.damaged, ..lot.clone() };
        movements.push(movement(command, came, arrival.all, MovementReason::Received));
        if arrival.damaged > 0 {
            movements.push(movement(command, lot, -arrival.damaged, MovementReason::Damaged));
        }
    }
    Ok(store::ledger::insert(tx, &movements).await?)
}

/// What came, lot by lot, in the order in which lots are locked.
fn arrivals(command: &ReceiveGoods, warehouse_id: WarehouseId) -> BTreeMap<LotKey, Arrival> {
    let mut arrivals: BTreeMap<LotKey, Arrival> = BTreeMap::new();
    for line in &command.lines {
        let key = LotKey {
            product_id: line.product_id,
            warehouse_id,
            expiry: Expiry::new(line.expires_on),
            code: kept_code(line.lot.as_deref()).to_owned(),
        };
        let arrival = arrivals.entry(key).or_default();
        arrival.all += line.quantity.get();
        arrival.damaged += line.damaged.clamp(0, line.quantity.get());
    }
    arrivals
}

fn movement(command: &ReceiveGoods, lot: Lot, delta: i64, reason: MovementReason) -> Movement {
    Movement {
        id: Uuid::now_v7(),
        lot,
        delta_on_hand: delta,
        delta_reserved: 0,
        reason,
        reference: Some(command.receipt_id.0),
        actor_id: Some(command.received_by),
        note: Some(command.number.clone()),
        at: command.received_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use contracts::inventory::ReceivedGoods;
    use contracts::{ProductId, PurchaseOrderId, Quantity, ReceiptId, UserId};
    use proptest::prelude::*;

    fn goods(product: u128, lot: &str, quantity: i64, damaged: i64) -> ReceivedGoods {
        ReceivedGoods {
            product_id: ProductId(Uuid::from_u128(product)),
            quantity: Quantity::new(quantity).expect("quantity"),
            damaged,
            lot: Some(lot.to_owned()),
            expires_on: None,
        }
    }

    fn command(lines: Vec<ReceivedGoods>) -> ReceiveGoods {
        ReceiveGoods {
            receipt_id: ReceiptId::new(),
            purchase_order_id: PurchaseOrderId::new(),
            number: "P10000004".to_owned(),
            warehouse_id: WarehouseId::new(),
            received_by: UserId::new(),
            received_at: DateTime::UNIX_EPOCH,
            lines,
        }
    }

    proptest! {
        #[test]
        fn lines_of_a_lot_are_added_up_and_nothing_is_lost(
            lines in proptest::collection::vec((0u128..3, 0usize..3, 1i64..1_000, 0i64..1_000), 1..20)
        ) {
            let lines: Vec<ReceivedGoods> = lines
                .into_iter()
                .map(|(product, lot, quantity, damaged)| goods(product, ["A", " A ", "B"][lot], quantity, damaged.min(quantity)))
                .collect();
            let command = command(lines.clone());
            let arrivals = arrivals(&command, command.warehouse_id);
            prop_assert_eq!(arrivals.values().map(|it| it.all).sum::<i64>(), lines.iter().map(|line| line.quantity.get()).sum::<i64>());
            prop_assert_eq!(arrivals.values().map(|it| it.damaged).sum::<i64>(), lines.iter().map(|line| line.damaged).sum::<i64>());
            prop_assert!(arrivals.values().all(|it| (0..=it.all).contains(&it.damaged)));
            prop_assert!(arrivals.keys().all(|key| key.code == "A" || key.code == "B"));
        }
    }
}
