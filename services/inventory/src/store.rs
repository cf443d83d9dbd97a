//! The database of inventory: the only place that knows the database library. Rules live elsewhere; here is SQL.
//!
//! Every statement runs on both databases. Lots are always locked in one order, [`LOCK_ORDER`]: unsorted, two orders
//! with the same products in different order would wait for each other. An order's own row is locked before any lot.

pub(crate) mod availability;
pub(crate) mod demand;
pub(crate) mod ledger;
pub(crate) mod overview;
pub(crate) mod products;
pub(crate) mod promises;
pub(crate) mod receipts;
pub(crate) mod reservations;
pub(crate) mod stock;
pub(crate) mod waiting;
pub(crate) mod warehouses;

use chassis::Sql;

/// Finds lots (table `s`) by an index that holds only those in which something lies: after some years that is one in thirty.
const FILLED: &str = "s.on_hand > 0";

/// The order in which lots (table `s`) are locked; their unique index, so it leaves nothing open.
const LOCK_ORDER: &str = "s.product_id, s.warehouse_id, s.expires_day, s.lot";

/// Locks the rows of the table `s` of a SELECT until the end of the transaction, and not those that are joined to it.
fn lock_s(sql: &impl Sql) -> String {
    match sql.lock_rows() {
        "" => String::new(),
        clause => format!("{clause} OF s"),
    }
}
