//! The ledger: what happened to stock, who did it and why. Append-only; stock is its sum (`verify_stock.rs`). Pure.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::{LotId, ProductId, UserId, WarehouseId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::lot::{Expiry, shown_code};

/// Why stock changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MovementReason {
    /// A count differed from the books, up or down.
    Counted,
    /// Goods turned up.
    Found,
    /// Goods are gone.
    Lost,
    /// Goods were broken.
    Damaged,
    /// Goods were thrown away after their day.
    Expired,
    /// What was there when the books were opened.
    Opening,
    /// It came from a supplier.
    Received,
    /// It left with an order (`reference`: the order).
    Issued,
    /// An order took hold of it (`reference`: the order).
    Reserved,
    /// An order let go of it (`reference`: the order).
    Released,
    /// Written by a newer build than this one.
    #[serde(other)]
    Unknown,
}

impl MovementReason {
    const ALL: [Self; 10] = [
        Self::Counted,
        Self::Found,
        Self::Lost,
        Self::Damaged,
        Self::Expired,
        Self::Opening,
        Self::Received,
        Self::Issued,
        Self::Reserved,
        Self::Released,
    ];

    /// As the database and JSON spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Found => "found",
            Self::Lost => "lost",
            Self::Damaged => "damaged",
            Self::Expired => "expired",
            Self::Opening => "opening",
            Self::Received => "received",
            Self::Issued => "issued",
            Self::Reserved => "reserved",
            Self::Released => "released",
            Self::Unknown => "unknown",
        }
    }

    /// From the database.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|reason| reason.name() == name).unwrap_or(Self::Unknown)
    }
}

/// A lot as a unit of work sees it while it holds its lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The lot.
    pub id: LotId,
    /// What is in it.
    pub product_id: ProductId,
    /// Where it lies.
    pub warehouse_id: WarehouseId,
    /// Its code.
    pub code: String,
    /// When it expires.
    pub expiry: Expiry,
    /// Base units that lie there.
    pub on_hand: i64,
    /// Base units of these that orders hold.
    pub reserved: i64,
}

impl Lot {
    /// Base units that no order holds.
    #[must_use]
    pub const fn free(&self) -> i64 {
        self.on_hand - self.reserved
    }
}

/// One row of the ledger: what one cause changed in one lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Its id; an adjustment's own id.
    pub id: Uuid,
    /// The lot after the change.
    pub lot: Lot,
    /// By how much what lies there changed.
    pub delta_on_hand: i64,
    /// By how much what orders hold changed.
    pub delta_reserved: i64,
    /// Why.
    pub reason: MovementReason,
    /// What it belongs to, such as an order.
    pub reference: Option<Uuid>,
    /// Who did it; nobody where the system did it for an order.
    pub actor_id: Option<UserId>,
    /// In somebody's own words.
    pub note: Option<String>,
    /// When it happened.
    pub at: DateTime<Utc>,
}

impl Movement {
    /// An order takes hold (`quantity` > 0) or lets go (`quantity` < 0) of part of a lot, which is given as it was
    /// before.
    #[must_use]
    pub fn of_order(order: Uuid, mut lot: Lot, quantity: i64, at: DateTime<Utc>) -> Self {
        lot.reserved += quantity;
        let reason = if quantity < 0 { MovementReason::Released } else { MovementReason::Reserved };
        Self {
            id: Uuid::now_v7(),
            lot,
            delta_on_hand: 0,
            delta_reserved: quantity,
            reason,
            reference: Some(order),
            actor_id: None,
            note: None,
            at,
        }
    }
}

/// A row of the ledger as people see it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct LedgerEntry {
    /// Its id; an adjustment's own id.
    pub id: Uuid,
    /// The lot.
    pub lot_id: LotId,
    /// What is in it.
    pub product_id: ProductId,
    /// Where it lies.
    pub warehouse_id: WarehouseId,
    /// The lot's code, if it has one.
    pub lot: Option<String>,
    /// The lot's last day, if it expires.
    pub expires_on: Option<NaiveDate>,
    /// By how much what lies there changed, in base units.
    pub delta: i64,
    /// By how much what orders hold changed, in base units.
    pub delta_reserved: i64,
    /// What lay in the lot afterwards.
    pub balance_after: i64,
    /// What orders held of it afterwards.
    pub reserved_after: i64,
    /// Why.
    pub reason: MovementReason,
    /// What it belongs to, such as an order.
    pub reference: Option<Uuid>,
    /// Who did it; nobody where the system did it for an order.
    pub actor_id: Option<UserId>,
    /// In somebody's own words.
    pub note: Option<String>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
}

impl Movement {
    /// As people see it.
    #[must_use]
    pub fn entry(&self, created_at: DateTime<Utc>) -> LedgerEntry {
        LedgerEntry {
            id: self.id,
            lot_id: self.lot.id,
            product_id: self.lot.product_id,
            warehouse_id: self.lot.warehouse_id,
            lot: shown_code(self.lot.code.clone()),
            expires_on: self.lot.expiry.date(),
            delta: self.delta_on_hand,
            delta_reserved: self.delta_reserved,
            balance_after: self.lot.on_hand,
            reserved_after: self.lot.reserved,
            reason: self.reason,
            reference: self.reference,
            actor_id: self.actor_id,
            note: self.note.clone(),
            at: self.at,
            created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_spelt_alike_in_database_and_json() {
        for reason in MovementReason::ALL {
            assert_eq!(MovementReason::from_name(reason.name()), reason);
            assert_eq!(serde_json::to_value(reason).expect("json"), reason.name());
        }
        assert_eq!(MovementReason::from_name("picked_by_robot"), MovementReason::Unknown);
    }
}
