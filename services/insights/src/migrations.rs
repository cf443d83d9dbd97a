//! The tables of insights. Only ever added to.

use chassis::Migration;

/// Every migration, oldest first.
pub fn all() -> Vec<Migration> {
    vec![
        Migration::new("m0001_copies", "shops, products and orders, as their owners tell of them", COPIES),
        Migration::new("m0002_companions", "what is bought together, and when that was last counted", COMPANIONS),
    ]
}

/// An order is a row, its lines a text of `product:units` (`store.rs`): they are always read whole, and half a year of a large company
/// is some hundred thousand orders. One that came to nothing has no lines; the row stays, so that an older message cannot bring it back.
const COPIES: &str = r"
CREATE TABLE shop (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    seller_id {uuid}
);
CREATE TABLE product (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    status {text} NOT NULL,
    sku {text} NOT NULL,
    name {text} NOT NULL,
    sold_from {timestamp}
);
CREATE TABLE bought (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    customer_id {uuid} NOT NULL,
    on_day {date} NOT NULL,
    lines {text} NOT NULL
);
CREATE INDEX bought_customer ON bought (customer_id, on_day, id);
CREATE INDEX bought_day ON bought (on_day);
";

/// `generation` counts the reckonings: what the last one did not find is deleted after it.
const COMPANIONS: &str = r"
CREATE TABLE companion (
    product_id {uuid} NOT NULL,
    other_id {uuid} NOT NULL,
    orders bigint NOT NULL,
    together bigint NOT NULL,
    shops bigint NOT NULL,
    lift_milli bigint NOT NULL,
    generation bigint NOT NULL,
    PRIMARY KEY (product_id, other_id)
);
CREATE TABLE reckoning (
    id bigint PRIMARY KEY CHECK (id = 1),
    generation bigint NOT NULL,
    orders bigint NOT NULL,
    reckoned_at {timestamp} NOT NULL
);
";
