//! Sales: orders, from the moment a shop places one to its end, and what was wrong with them when they came.
//!
//! This file is the table of contents; each use case has a file of its own, rules are in pure files (`order.rs`,
//! `pricing.rs`, `number.rs`, `timeline.rs`, `customer.rs`, `shortage.rs`), and `store.rs` alone knows the database.

pub mod cancel_order;
mod close_backorders;
pub mod customer;
mod figures;
mod hints;
pub mod load_history;
mod migrations;
pub mod number;
mod numbers;
pub mod order;
pub mod order_refused;
pub mod order_view;
pub mod place_order;
pub mod pricing;
pub mod read_orders;
mod read_shortages;
pub mod read_timeline;
pub mod reconcile;
pub mod replicas;
mod report_shortage;
mod sell_out;
mod settle_shortage;
pub mod shortage;
pub mod shortage_photos;
pub mod shortage_refused;
pub mod shortage_view;
mod show_overview;
mod store;
mod strangers;
pub mod sync_orders;
pub mod tell_orders;
#[cfg(test)]
mod tests;
mod texts;
pub mod timeline;
pub mod track_order;

use chassis::{History, ServiceDef};
use contracts::Service;
use contracts::identity::CustomersChanged;
use contracts::inventory::StockAwaited;
use contracts::purchasing::ProductsChanged;
use contracts::sales::{CancelOrder, ConfirmOrder, RefuseCancellation, RejectOrder};
use std::time::Duration;

pub use load_history::{
    HistoricBackorder, HistoricDelivery, HistoricLine, HistoricOrder, HistoricOutcome, load_history, numbers_of,
};

pub use reconcile::skip_numbers;

/// The service.
#[must_use]
pub fn service() -> ServiceDef {
    ServiceDef::new(Service::Sales)
        .migrations(migrations::all())
        .history(History::OfEverything)
        // asked by people
        .routes(place_order::routes())
        .routes(read_orders::routes())
        .routes(sync_orders::routes())
        .routes(read_timeline::routes())
        .routes(cancel_order::routes())
        .routes(sell_out::routes())
        .routes(show_overview::routes())
        .routes(report_shortage::routes())
        .routes(read_shortages::routes())
        .routes(settle_shortage::routes())
        .media(shortage_photos::media())
        // told by the saga
        .on::<ConfirmOrder, _, _>(track_order::confirmed)
        .on::<RejectOrder, _, _>(track_order::rejected)
        .on::<CancelOrder, _, _>(track_order::cancelled)
        .on::<RefuseCancellation, _, _>(track_order::cancellation_refused)
        // told by the owners of shops and products
        .on::<CustomersChanged, _, _>(replicas::customers_changed)
        .on::<ProductsChanged, _, _>(replicas::products_changed)
        // told by inventory
        .on::<StockAwaited, _, _>(track_order::offered)
        // by itself
        .every(Duration::from_secs(300), "close backorders", close_backorders::run)
        .every(tell_orders::EVERY, "tell orders", tell_orders::run)
        .republish(tell_orders::republish)
        .figures(figures::count)
}
