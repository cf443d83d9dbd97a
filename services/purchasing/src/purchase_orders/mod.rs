//! Purchase orders: what the company buys, what the supplier says to it, and what came.
//!
//! | part | file |
//! |---|---|
//! | what can become of a purchase order | `order.rs` (its properties: `properties.rs`) |
//! | what was changed after it was sent | `amendment.rs` |
//! | who sees and does what | `scope.rs` |
//! | the buyer writes, changes, sends, cancels, closes | `write_order.rs`, `change_order.rs`, `send_order.rs`, `cancel_order.rs`, `close_order.rs` |
//! | the supplier confirms | `confirm_order.rs` |
//! | goods come, and are in stock | `receive_goods.rs`, `book_receipt.rs` |
//! | everybody reads, and sees what needs somebody | `read_orders.rs`, `show_overview.rs` |

pub(crate) mod amendment;
mod book_receipt;
mod cancel_order;
mod change_order;
mod close_order;
mod confirm_order;
mod follow_warehouses;
mod number;
pub(crate) mod order;
mod order_refused;
#[cfg(test)]
mod properties;
mod read_orders;
mod receive_goods;
mod scope;
mod send_order;
pub(crate) mod show_overview;
mod tell;
mod terms;
pub(crate) mod view;
mod write_order;

pub use book_receipt::booked;
pub use follow_warehouses::warehouses_changed;
pub(crate) use number::number as serial_number;

use chassis::Routes;

/// The routes of purchase orders.
#[must_use]
pub fn routes() -> Vec<Routes> {
    vec![
        write_order::routes(),
        read_orders::routes(),
        show_overview::routes(),
        change_order::routes(),
        send_order::routes(),
        confirm_order::routes(),
        receive_goods::routes(),
        cancel_order::routes(),
        close_order::routes(),
    ]
}
