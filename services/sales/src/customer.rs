//! A shop as sales knows it, and who may order for it and see its orders. Pure.

use crate::order::Order;
use crate::order_refused::OrderRefused;
use chassis::{Principal, Problem};
use contracts::identity::{CustomerStatus, Role};
use contracts::{CustomerId, SellerId, ShipTo};

/// A shop.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// The shop.
    pub id: CustomerId,
    /// Whether it may order.
    pub status: CustomerStatus,
    /// The seller who looks after it.
    pub seller_id: Option<SellerId>,
    /// Where its orders go.
    pub ship_to: ShipTo,
}

/// Whose orders somebody may see, place and cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's: staff.
    All,
    /// Those of one's own shop and those of the shops that one looks after.
    Own {
        /// One's own shop.
        customer: Option<CustomerId>,
        /// Oneself, as a seller.
        seller: Option<SellerId>,
    },
}

impl Scope {
    /// Whose orders somebody may see, place and cancel.
    #[must_use]
    pub fn of(principal: &Principal) -> Self {
        if principal.is_staff() {
            return Self::All;
        }
        Self::Own {
            customer: principal.customer_id.filter(|_| principal.has(Role::Customer)),
            seller: principal.has(Role::Seller).then_some(SellerId(principal.user_id.0)),
        }
    }

    /// Whether a shop is one's own.
    #[must_use]
    pub fn is_of(&self, shop: CustomerId) -> bool {
        matches!(self, Self::Own { customer, .. } if *customer == Some(shop))
    }

    /// For which shop an order is: the one named, or one's own.
    ///
    /// # Errors
    /// 422 where neither is there, 404 for a shop that cannot be one's own.
    pub fn shop(&self, named: Option<CustomerId>) -> Result<CustomerId, Problem> {
        match (self, named) {
            (Self::Own { customer, seller: None }, Some(named)) if *customer != Some(named) => {
                Err(Problem::not_found())
            }
            (_, Some(named)) => Ok(named),
            (Self::Own { customer: Some(own), .. }, None) => Ok(*own),
            (_, None) => Err(OrderRefused::CustomerMissing.into()),
        }
    }

    /// Whether an order lies inside.
    #[must_use]
    pub fn holds(&self, order: &Order) -> bool {
        self.holds_shop(order.customer_id, order.seller_id)
    }

    /// Whether a shop with that seller lies inside.
    #[must_use]
    pub fn holds_shop(&self, shop: CustomerId, looked_after_by: Option<SellerId>) -> bool {
        match self {
            Self::All => true,
            Self::Own { customer, seller } => {
                *customer == Some(shop) || (seller.is_some() && *seller == looked_after_by)
            }
        }
    }
}
