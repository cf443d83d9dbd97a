//! Ordering: one saga per order, from `submitted` to its end. It asks for stock, then for a delivery, then tells sales;
//! it undoes what was done when somebody refuses or cancels; and it shows what does not get on.
//!
//! | part | file |
//! |---|---|
//! | what follows from what: the rules, without I/O | `saga.rs`, `saga/` |
//! | a message leads an order on | `fulfil_order.rs` |
//! | an answer is overdue | `deadlines.rs` |
//! | people look and let it try again | `saga_desk.rs`, `log_texts.rs` |
//! | what is compared after a restored backup | `reconcile.rs` |
//! | orders of the past, in bulk | `load_confirmed.rs` |
//! | SQL | `store.rs`, `migrations.rs` |

mod deadlines;
mod figures;
mod fulfil_order;
mod load_confirmed;
mod log_texts;
mod migrations;
pub mod reconcile;
pub mod saga;
mod saga_desk;
mod store;
#[cfg(test)]
mod tests;

use chassis::ServiceDef;
use contracts::Service;
use contracts::inventory::{ReleaseRefused, StockRefused, StockReleased, StockReserved};
use contracts::logistics::{DeliveryCancelled, DeliveryRefused, DeliveryScheduled};
use contracts::ordering::MarkStuck;
use contracts::sales::{BackorderCreated, BackorderExpired, CancelRequested, OrderSubmitted};
use std::time::Duration;

pub use load_confirmed::{ConfirmedOrder, has_order, load_confirmed};
pub use saga_desk::{SagaLogEntry, SagaView, SagaWithLog};

/// The service.
#[must_use]
pub fn service() -> ServiceDef {
    ServiceDef::new(Service::Ordering)
        .migrations(migrations::all())
        .routes(saga_desk::routes())
        // → inventory.reserve_stock | sales.cancel_order
        .on(fulfil_order::hear::<OrderSubmitted>)
        // → inventory.await_stock | sales.cancel_order
        .on(fulfil_order::hear::<BackorderCreated>)
        // → inventory.release_stock
        .on(fulfil_order::hear::<BackorderExpired>)
        // → logistics.schedule_delivery
        .on(fulfil_order::hear::<StockReserved>)
        // → sales.reject_order
        .on(fulfil_order::hear::<StockRefused>)
        // → sales.confirm_order
        .on(fulfil_order::hear::<DeliveryScheduled>)
        // → inventory.release_stock
        .on(fulfil_order::hear::<DeliveryRefused>)
        // → inventory.release_stock
        .on(fulfil_order::hear::<CancelRequested>)
        // → logistics.cancel_delivery, sales.cancel_order | sales.reject_order
        .on(fulfil_order::hear::<StockReleased>)
        // → sales.refuse_cancellation
        .on(fulfil_order::hear::<ReleaseRefused>)
        // the end of a cancellation
        .on(fulfil_order::hear::<DeliveryCancelled>)
        // a command is dead: stuck
        .on(fulfil_order::hear::<MarkStuck>)
        .every(Duration::from_secs(5), "send overdue commands again", deadlines::run)
        .every(Duration::from_secs(6 * 3_600), "forget what sales told", reconcile::forget)
        .figures(figures::count)
}
