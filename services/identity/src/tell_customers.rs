//! What the others are told when a shop comes or changes: services its public state, open screens a hint, and the phone of a
//! seller who loses it that it is gone.

use crate::customer::Customer;
use chassis::{Audience, DbError, Tx};
use contracts::SellerId;
use contracts::identity::CustomersChanged;

/// The collection as in the path.
pub const COLLECTION: &str = "customers";

/// As whom a seller's phone asks for changes.
#[must_use]
pub fn scope_of(seller: SellerId) -> String {
    format!("seller:{seller}")
}

/// Tells everybody of a new or changed shop; `former` looked after it until now.
///
/// # Errors
/// [`DbError`].
pub async fn tell(tx: &Tx, customer: &Customer, former: Option<SellerId>) -> Result<(), DbError> {
    tx.publish(&CustomersChanged { items: vec![customer.state()] });
    let mut audience = vec![Audience::Staff, Audience::Customer(customer.id)];
    audience.extend(customer.seller_id.map(Audience::Seller));
    if former != customer.seller_id {
        if let Some(former) = former {
            audience.push(Audience::Seller(former));
            tx.tombstone(COLLECTION, scope_of(former), customer.id.0);
        }
        if let Some(seller) = customer.seller_id {
            tx.untombstone(COLLECTION, &scope_of(seller), &[customer.id.0]).await?;
        }
    }
    tx.hint(COLLECTION, customer.id.0, customer.version, &audience);
    Ok(())
}
