//! Whose deliveries a caller sees. Pure.

use chassis::Principal;
use contracts::identity::Role;
use contracts::{CustomerId, SellerId};

/// What a caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everything: staff.
    All,
    /// Its own shop's, its own customers', or both.
    Own {
        /// The shop of a customer.
        customer_id: Option<CustomerId>,
        /// The seller itself.
        seller_id: Option<SellerId>,
    },
}

impl Visibility {
    /// Of a caller.
    #[must_use]
    pub fn of(principal: &Principal) -> Self {
        if principal.is_staff() {
            return Self::All;
        }
        Self::Own {
            customer_id: principal.customer_id.filter(|_| principal.has(Role::Customer)),
            seller_id: principal.has(Role::Seller).then_some(SellerId(principal.user_id.0)),
        }
    }

    /// Whether it includes a shop that this seller looks after.
    #[must_use]
    pub fn includes(self, shop: CustomerId, looked_after_by: Option<SellerId>) -> bool {
        match self {
            Self::All => true,
            Self::Own { customer_id, seller_id } => {
                customer_id == Some(shop) || (seller_id.is_some() && seller_id == looked_after_by)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{SessionId, UserId};
    use std::collections::BTreeSet;

    fn principal(roles: &[Role], customer_id: Option<CustomerId>) -> Principal {
        Principal {
            user_id: UserId::new(),
            session_id: SessionId::new(),
            roles: roles.iter().copied().collect::<BTreeSet<_>>(),
            customer_id,
            supplier_id: None,
            warehouse_ids: vec![],
            name: String::new(),
        }
    }

    #[test]
    fn each_sees_its_own() {
        let (mine, other) = (CustomerId::new(), CustomerId::new());
        let customer = Visibility::of(&principal(&[Role::Customer], Some(mine)));
        assert!(customer.includes(mine, None) && !customer.includes(other, None));

        let seller = principal(&[Role::Seller], None);
        let (me, colleague) = (SellerId(seller.user_id.0), SellerId::new());
        let seller = Visibility::of(&seller);
        assert!(
            seller.includes(mine, Some(me)) && !seller.includes(mine, Some(colleague)) && !seller.includes(mine, None)
        );

        assert!(Visibility::of(&principal(&[Role::Logistics], None)).includes(other, None));
        // A shop's id in the token of somebody who is no customer opens nothing.
        assert!(!Visibility::of(&principal(&[Role::Driver], Some(mine))).includes(mine, None));
    }
}
