//! Inventory: what lies where, what of it is promised, and everything that ever happened to it.
//!
//! | part | file |
//! |---|---|
//! | which warehouse fills an order, from which lots | `allocation.rs` |
//! | when goods may still be sold | `lot.rs` |
//! | what corrections of the books are allowed | `adjustment.rs` |
//! | an order takes hold of stock, and lets go | `reserve_stock.rs`, `release_stock.rs`, `reservation.rs` |
//! | backorders stand in line, and are served oldest first | `await_stock.rs`, `serve_waiting.rs` |
//! | what there is instead of what is not there | `substitutes.rs`, `offer_substitutes.rs` |
//! | how fast goods leave, what of stock needs somebody | `reckon_demand.rs`, `show_overview.rs` |
//! | what came from suppliers goes into stock | `receive_goods.rs` |
//! | stock is the sum of its ledger | `ledger.rs`, `verify_stock.rs` |
//! | SQL | `store.rs` |

mod adjust_stock;
mod adjustment;
pub mod allocation;
mod await_stock;
mod figures;
mod keep_warehouses;
mod ledger;
mod list_movements;
mod load_history;
mod lot;
mod migrations;
mod offer_substitutes;
mod receive_goods;
mod receive_lots;
mod reckon_demand;
pub mod reconcile;
mod release_stock;
mod republish;
mod reservation;
mod reserve_stock;
mod serve_waiting;
mod show_overview;
mod show_stock;
mod store;
mod substitutes;
mod sync_availability;
mod tell_availability;
#[cfg(test)]
mod tests;
mod track_products;
mod verify_stock;
mod warehouse;

use chassis::{History, ServiceDef};
use contracts::Service;
use contracts::inventory::{AwaitStock, ReserveStock};
use std::time::Duration;

pub use keep_warehouses::open_warehouse;
pub use ledger::MovementReason;
pub use load_history::{HistoricLot, HistoricMovement, HistoricReservation, LotBefore, has_order, load_history};
pub use lot::LotState;
pub use receive_lots::{LotReceipt, receive_lots};
pub use reckon_demand::reckon_demand;
pub use reservation::ReservationState;
pub use verify_stock::{Difference, verify};
pub use warehouse::{NewWarehouse, Warehouse};

/// The service.
#[must_use]
pub fn service() -> ServiceDef {
    let shelf = offer_substitutes::Shelf::default();
    let shelf_for_waiting = shelf.clone();
    ServiceDef::new(Service::Inventory)
        .migrations(migrations::all())
        .history(History::OfEverything)
        .routes(keep_warehouses::routes())
        .routes(adjust_stock::routes())
        .routes(list_movements::routes())
        .routes(show_stock::routes())
        .routes(show_overview::routes())
        .routes(tell_availability::routes())
        .routes(sync_availability::routes())
        .routes(verify_stock::routes())
        // inventory.reserve_stock → inventory.stock_reserved | inventory.stock_refused
        .on(move |tx, command: ReserveStock| reserve_stock::reserve(tx, command, shelf.clone()))
        // inventory.await_stock → inventory.stock_reserved, once there is some
        .on(move |tx, command: AwaitStock| await_stock::stand_in_line(tx, command, shelf_for_waiting.clone()))
        .every(Duration::from_secs(2), "serve waiting orders", serve_waiting::run)
        .every(sync_availability::HINT_EVERY, "hint at availability", sync_availability::hint)
        .every(reckon_demand::EVERY, "reckon demand", reckon_demand::run)
        .figures(figures::count)
        .republish(republish::republish)
        // inventory.release_stock → inventory.stock_released | inventory.release_refused
        .on(release_stock::release)
        // inventory.receive_goods → inventory.goods_received
        .on(receive_goods::receive)
        // purchasing.products_changed
        .on(track_products::keep)
}
