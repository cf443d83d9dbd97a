//! Insights: what follows from what happened. So far recommendations, each with its reason.
//!
//! It owns nothing: everything here is a copy of what others own, or follows from it. The rules are in `due_again.rs` (what a shop
//! buys again and again), `bought_together.rs` (what goes with what) and `advice.rs` (what of that is shown), all without a database;
//! `recommend.rs` answers, `reckon_companions.rs` counts a few times a day.

pub mod advice;
pub mod bought_together;
pub mod due_again;

mod follow;
mod migrations;
mod reckon_companions;
mod recommend;
mod store;
#[cfg(test)]
mod tests;
mod texts;

use chassis::ServiceDef;
use contracts::Service;
use contracts::identity::CustomersChanged;
use contracts::purchasing::ProductsChanged;
use contracts::sales::OrdersChanged;

pub use reckon_companions::{has_reckoned, reckon};

/// The service.
#[must_use]
pub fn service() -> ServiceDef {
    ServiceDef::new(Service::Insights)
        .migrations(migrations::all())
        // asked by people
        .routes(recommend::routes())
        // told by the owners of orders, shops and products
        .on::<OrdersChanged, _, _>(follow::orders_changed)
        .on::<CustomersChanged, _, _>(follow::customers_changed)
        .on::<ProductsChanged, _, _>(follow::products_changed)
        // by itself
        .every(reckon_companions::LOOK_EVERY, "reckon companions", reckon_companions::run)
}
