//! When and from where a shop is delivered to: calendars, zones, capacity, and the deliveries of orders.
//!
//! Read `schedule_delivery.rs` first: it is the way of an order through this service. The rules are in `calendar.rs`
//! (with `holidays.rs`), `zones.rs` and `capacity.rs`, all without a database; `store.rs` takes and gives back room.

pub mod calendar;
pub mod capacity;
pub mod delivery;
pub mod holidays;
pub mod load;
pub mod zones;

mod cancel_delivery;
mod follow_shops_and_warehouses;
mod list_deliveries;
mod manage_calendars;
mod manage_closed_days;
mod manage_zones;
mod migrations;
mod offer_days;
pub mod reconcile;
mod schedule_delivery;
mod set_capacity;
mod settings;
mod show_overview;
mod store;
mod sync_deliveries;
mod visibility;

#[cfg(test)]
mod tests;

use chassis::{History, ServiceDef};
use contracts::Service;
use contracts::identity::CustomersChanged;
use contracts::inventory::WarehousesChanged;
use contracts::logistics::{CancelDelivery, ScheduleDelivery};

/// The service.
#[must_use]
pub fn service() -> ServiceDef {
    ServiceDef::new(Service::Logistics)
        .migrations(migrations::all())
        .history(History::OfEverything)
        .routes(offer_days::routes())
        .routes(list_deliveries::routes())
        .routes(show_overview::routes())
        .routes(sync_deliveries::routes())
        .routes(manage_calendars::routes())
        .routes(manage_closed_days::routes())
        .routes(manage_zones::routes())
        .routes(set_capacity::routes())
        .on::<ScheduleDelivery, _, _>(schedule_delivery::handle)
        .on::<CancelDelivery, _, _>(cancel_delivery::handle)
        .on::<CustomersChanged, _, _>(follow_shops_and_warehouses::customers_changed)
        .on::<WarehousesChanged, _, _>(follow_shops_and_warehouses::warehouses_changed)
}
