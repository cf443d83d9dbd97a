//! Many lots at once, for demonstration and reference data: the same rows as single movements write, in bulk.

use chassis::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::{ProductId, WarehouseId};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::ledger::{Lot, Movement, MovementReason};
use crate::lot::{Expiry, kept_code};
use crate::store::{
    self,
    stock::{self, LotKey},
};

/// Goods that lie in a warehouse when its books are opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotReceipt {
    /// The product; it need not be known to inventory yet.
    pub product_id: ProductId,
    /// The warehouse, which exists.
    pub warehouse_id: WarehouseId,
    /// The lot's code, at most 64 characters.
    pub lot: Option<String>,
    /// Its last day; `None` for goods that do not expire.
    pub expires_on: Option<NaiveDate>,
    /// Base units, at least 1.
    pub quantity: i64,
    /// When the goods came in.
    pub at: DateTime<Utc>,
}

/// Puts all of it into stock and writes the ledger (reason `opening`), in two statements for each 2,000 lots.
/// Receipts of the same lot are added up; the ledger then shows the first instant.
///
/// # Errors
/// [`DbError`]; [`DbError::Rule`] when a warehouse does not exist or a quantity is negative. Nothing is written then.
pub async fn receive_lots(tx: &Tx, receipts: &[LotReceipt]) -> Result<(), DbError> {
    let mut arrivals: BTreeMap<LotKey, i64> = BTreeMap::new();
    let mut came: BTreeMap<LotKey, DateTime<Utc>> = BTreeMap::new();
    for receipt in receipts.iter().filter(|receipt| receipt.quantity != 0) {
        let key = LotKey {
            product_id: receipt.product_id,
            warehouse_id: receipt.warehouse_id,
            expiry: Expiry::new(receipt.expires_on),
            code: kept_code(receipt.lot.as_deref()).to_owned(),
        };
        let first = came.entry(key.clone()).or_insert(receipt.at);
        *first = receipt.at.min(*first);
        *arrivals.entry(key).or_default() += receipt.quantity;
    }
    let movement = |lot: Lot| {
        let key = LotKey::from(&lot);
        Movement {
            id: Uuid::now_v7(),
            delta_on_hand: arrivals.get(&key).copied().unwrap_or(0),
            delta_reserved: 0,
            reason: MovementReason::Opening,
            reference: None,
            actor_id: None,
            note: None,
            at: came.get(&key).copied().unwrap_or_else(|| tx.now()),
            lot,
        }
    };
    let movements: Vec<Movement> = stock::put_in(tx, &arrivals).await?.into_iter().map(movement).collect();
    store::ledger::insert(tx, &movements).await
}
