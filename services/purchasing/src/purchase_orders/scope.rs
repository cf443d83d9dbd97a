//! Who sees and does what with purchase orders. Pure.

use super::order::PurchaseOrder;
use chassis::Access;
use chassis::Principal;
use contracts::SupplierId;
use contracts::broadcast::Audience;
use contracts::identity::Role;

/// Those of the company who see every purchase order.
const INSIDE: [Role; 3] = [Role::Purchasing, Role::Warehouse, Role::Admin];

/// Who reads purchase orders at all; which ones, is [`Scope`].
#[must_use]
pub fn readers() -> Access {
    Access::roles(&[Role::Purchasing, Role::Warehouse, Role::Admin, Role::Supplier])
}

/// Who writes, sends, cancels and closes them.
#[must_use]
pub fn buyers() -> Access {
    Access::roles(&[Role::Purchasing, Role::Admin])
}

/// Which purchase orders somebody sees. All others answer as if they did not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All.
    All,
    /// Those that this supplier was sent.
    SentTo(SupplierId),
    /// None: a supplier's user who is not tied to a supplier (yet).
    None,
}

impl Scope {
    /// Which ones this person sees.
    #[must_use]
    pub fn of(principal: &Principal) -> Self {
        if principal.has_any(&INSIDE) {
            return Self::All;
        }
        principal.supplier_id.filter(|_| principal.has(Role::Supplier)).map_or(Self::None, Self::SentTo)
    }

    /// Whether this one is seen.
    #[must_use]
    pub fn holds(self, order: &PurchaseOrder) -> bool {
        match self {
            Self::All => true,
            Self::SentTo(supplier) => order.supplier_id == supplier && order.sent_at.is_some(),
            Self::None => false,
        }
    }
}

/// Who hears that a purchase order changed.
#[must_use]
pub fn audience(order: &PurchaseOrder) -> Vec<Audience> {
    let inside = INSIDE.into_iter().map(Audience::Role);
    inside.chain(order.sent_at.map(|_| Audience::Supplier(order.supplier_id))).collect()
}
