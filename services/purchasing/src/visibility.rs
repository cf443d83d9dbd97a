//! Who sees which suppliers and products. Pure.

use crate::status::CatalogueStatus;
use chassis::Principal;
use contracts::SupplierId;
use contracts::identity::Role;

/// What a signed-in person sees of the catalogue. Everything else answers as if it did not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Staff: everything.
    Everything,
    /// Shops, sellers and drivers: what can be ordered, whoever makes it.
    ActiveProducts,
    /// A supplier: itself and its own products, archived ones too.
    Own(SupplierId),
    /// A supplier's user who is not tied to a supplier (yet).
    Nothing,
}

impl Sight {
    /// What this person sees. Of several roles the one that sees most counts, as everywhere.
    #[must_use]
    pub fn of(principal: &Principal) -> Self {
        if principal.is_staff() {
            Self::Everything
        } else if principal.roles.iter().any(|role| *role != Role::Supplier) {
            Self::ActiveProducts
        } else {
            Self::of_suppliers(principal)
        }
    }

    /// What this person sees of suppliers: staff all of them, a supplier's user its own one.
    #[must_use]
    pub fn of_suppliers(principal: &Principal) -> Self {
        if principal.is_staff() {
            Self::Everything
        } else {
            principal.supplier_id.filter(|_| principal.has(Role::Supplier)).map_or(Self::Nothing, Self::Own)
        }
    }

    /// Whether this supplier is seen.
    #[must_use]
    pub fn shows_supplier(self, supplier: SupplierId) -> bool {
        match self {
            Self::Everything => true,
            Self::Own(own) => own == supplier,
            Self::ActiveProducts | Self::Nothing => false,
        }
    }

    /// Whether a product of this supplier and status is seen.
    #[must_use]
    pub fn shows_product(self, supplier: SupplierId, status: CatalogueStatus) -> bool {
        match self {
            Self::ActiveProducts => status == CatalogueStatus::Active,
            other => other.shows_supplier(supplier),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{SessionId, UserId};

    fn principal(roles: &[Role], supplier_id: Option<SupplierId>) -> Principal {
        Principal {
            user_id: UserId::new(),
            session_id: SessionId::new(),
            roles: roles.iter().copied().collect(),
            customer_id: None,
            supplier_id,
            warehouse_ids: vec![],
            name: String::new(),
        }
    }

    #[test]
    fn staff_see_everything_shops_what_is_active_and_suppliers_their_own() {
        let (own, other) = (SupplierId::new(), SupplierId::new());
        for role in Role::STAFF {
            let sight = Sight::of(&principal(&[role], None));
            assert!(sight.shows_product(other, CatalogueStatus::Archived) && sight.shows_supplier(other), "{role:?}");
        }
        for role in [Role::Customer, Role::Seller, Role::Driver] {
            let sight = Sight::of(&principal(&[role], None));
            assert!(sight.shows_product(other, CatalogueStatus::Active), "{role:?}");
            assert!(!sight.shows_product(other, CatalogueStatus::Archived), "{role:?}");
        }
        let supplier = Sight::of(&principal(&[Role::Supplier], Some(own)));
        assert!(supplier.shows_product(own, CatalogueStatus::Archived) && supplier.shows_supplier(own));
        assert!(!supplier.shows_product(other, CatalogueStatus::Active) && !supplier.shows_supplier(other));
        let untied = Sight::of(&principal(&[Role::Supplier], None));
        assert!(!untied.shows_product(own, CatalogueStatus::Active) && !untied.shows_supplier(own));
        assert_eq!(Sight::of(&principal(&[], None)), Sight::Nothing);
    }

    #[test]
    fn of_several_roles_the_one_that_sees_most_counts() {
        let own = SupplierId::new();
        let buyer = principal(&[Role::Supplier, Role::Purchasing], Some(own));
        assert_eq!((Sight::of(&buyer), Sight::of_suppliers(&buyer)), (Sight::Everything, Sight::Everything));
        let shop = principal(&[Role::Supplier, Role::Customer], Some(own));
        assert_eq!((Sight::of(&shop), Sight::of_suppliers(&shop)), (Sight::ActiveProducts, Sight::Own(own)));
        let nobody = principal(&[Role::Customer], Some(own));
        assert_eq!(Sight::of_suppliers(&nobody), Sight::Nothing);
    }
}
