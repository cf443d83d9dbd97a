//! Tells whoever looks at orders that one may be read again. Nothing relies on it.

use crate::order::Order;
use crate::shortage::Shortage;
use chassis::Tx;
use contracts::broadcast::Audience;

/// An order is new or changed: its shop, its seller and the office may look.
pub fn order_changed(tx: &Tx, order: &Order) {
    let mut audience = vec![Audience::Customer(order.customer_id), Audience::Staff];
    audience.extend(order.seller_id.map(Audience::Seller));
    tx.hint("orders", order.id.0, order.version, &audience);
}

/// A shortage is new or changed: its shop, its seller and the office may look.
pub fn shortage_changed(tx: &Tx, shortage: &Shortage) {
    let mut audience = vec![Audience::Customer(shortage.customer_id), Audience::Staff];
    audience.extend(shortage.seller_id.map(Audience::Seller));
    tx.hint("shortages", shortage.id.0, shortage.version, &audience);
}
