//! The words that StoreFlow's services share: ids, money, quantities, and every message that crosses a boundary.
//!
//! Nothing here does I/O. A service may depend on this crate and on the chassis, never on another service.

pub mod broadcast;
pub mod check_digit;
pub mod envelope;
pub mod fold;
pub mod geo;
pub mod identity;
pub mod ids;
pub mod inventory;
pub mod logistics;
pub mod money;
#[cfg(debug_assertions)]
pub mod next_build;
pub mod ordering;
pub mod purchasing;
pub mod quantity;
pub mod reason;
pub mod registry;
pub mod sales;

pub use envelope::Envelope;
pub use geo::{Location, ShipTo};
pub use ids::*;
pub use money::{Currency, Money, TaxRate};
pub use quantity::Quantity;
pub use reason::{Reason, ReasonCode};
pub use registry::{Kind, Message, Service};
