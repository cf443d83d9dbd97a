//! The tables of sales. Only ever added to.

use chassis::Migration;

/// Every migration, oldest first.
pub fn all() -> Vec<Migration> {
    vec![
        Migration::new("m0001_replicas", "shops and products, as their owners tell of them", REPLICAS),
        Migration::new("m0002_orders", "orders, their lines, their timeline and the counter of their numbers", ORDERS),
        Migration::new("m0003_backorders", "how long backorders wait, and what there is instead", BACKORDERS),
        Migration::new("m0004_changes", "what phones sync orders by", CHANGES),
        Migration::new("m0005_lists", "a seller's orders in a state, however many it has", LISTS),
        Migration::new("m0006_suppliers", "whose products are whose, for what suppliers see of their sales", SUPPLIERS),
        Migration::new("m0007_sums", "what was asked for, promised and sold in each order", SUMS),
        Migration::new("m0008_shortages", "what was missing, damaged or wrong in delivered orders", SHORTAGES),
        Migration::new("m0009_told", "up to which change others have been told of orders", TOLD),
    ]
}

/// `ship_to` and `prices` are JSON, kept in the form in which orders and pricing need them.
const REPLICAS: &str = r#"
CREATE TABLE customers (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    status {text} NOT NULL,
    seller_id {uuid},
    ship_to {text} NOT NULL
);
CREATE INDEX customers_seller ON customers (seller_id);
CREATE TABLE products (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    status {text} NOT NULL,
    sku {text} NOT NULL,
    name {text} NOT NULL,
    prices {text} NOT NULL,
    tax_rate_bp bigint NOT NULL,
    weight_grams bigint NOT NULL,
    volume_ml bigint NOT NULL
);
"#;

/// `seller_id` follows the customer (who may see the order), `credited_seller_id` does not (whose sale it was).
/// `entries` counts the rows of `order_timeline`. The counter holds the last serial that was given to a process.
const ORDERS: &str = r#"
CREATE TABLE orders (
    id {uuid} PRIMARY KEY,
    number {text} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('submitted', 'confirmed', 'scheduled', 'picking', 'in_transit',
        'delivered', 'rejected', 'cancelled', 'delivery_failed', 'backordered')),
    customer_id {uuid} NOT NULL,
    seller_id {uuid},
    credited_seller_id {uuid},
    ship_to {text} NOT NULL,
    fulfilment {text} NOT NULL CHECK (fulfilment IN ('complete', 'available')),
    currency {text} NOT NULL,
    subtotal bigint NOT NULL,
    tax bigint NOT NULL,
    total bigint NOT NULL,
    note {text},
    parent_id {uuid},
    delivery_id {uuid},
    delivery_on {date},
    warehouse_id {uuid},
    reason {text},
    cancel_requested_at {timestamp},
    cancel_refused_at {timestamp},
    captured_at {timestamp} NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    entries bigint NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX orders_number ON orders (number);
CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX orders_status ON orders (status, created_at, id);
CREATE INDEX orders_customer ON orders (customer_id, created_at, id);
CREATE INDEX orders_seller ON orders (seller_id, created_at, id);
CREATE INDEX orders_parent ON orders (parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE order_lines (
    order_id {uuid} NOT NULL,
    line bigint NOT NULL,
    product_id {uuid} NOT NULL,
    sku {text} NOT NULL,
    name {text} NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    reserved bigint NOT NULL CHECK (reserved >= 0 AND reserved <= quantity),
    backordered bigint NOT NULL CHECK (backordered >= 0 AND backordered <= quantity),
    delivered bigint NOT NULL CHECK (delivered >= 0),
    unit_price bigint NOT NULL,
    tax_rate_bp bigint NOT NULL,
    net bigint NOT NULL,
    tax bigint NOT NULL,
    total bigint NOT NULL,
    reason {text},
    PRIMARY KEY (order_id, line)
);
CREATE TABLE order_timeline (
    order_id {uuid} NOT NULL,
    seq bigint NOT NULL,
    at {timestamp} NOT NULL,
    code {text} NOT NULL,
    params {text} NOT NULL,
    PRIMARY KEY (order_id, seq)
);
CREATE TABLE counter (
    name {text} PRIMARY KEY,
    value bigint NOT NULL
);
INSERT INTO counter (name, value) VALUES ('order_number', 1000000);
"#;

const BACKORDERS: &str = r#"
ALTER TABLE orders ADD COLUMN waits_since {timestamp};
ALTER TABLE order_lines ADD COLUMN substitutes {text};
CREATE INDEX orders_waiting ON orders (waits_since, id) WHERE status = 'backordered';
"#;

/// `portfolio` counts the shops that left a seller: what its phone holds of them must go then.
const CHANGES: &str = r#"
ALTER TABLE orders ADD COLUMN changed_at {timestamp} NOT NULL DEFAULT '2020-01-01T00:00:00+00:00';
CREATE INDEX orders_changed ON orders (changed_at, id);
CREATE INDEX orders_customer_changed ON orders (customer_id, changed_at, id);
CREATE INDEX orders_seller_changed ON orders (seller_id, changed_at, id);
CREATE TABLE portfolio (
    seller_id {uuid} PRIMARY KEY,
    left_it bigint NOT NULL
);
"#;

const LISTS: &str = r#"
CREATE INDEX orders_seller_status ON orders (seller_id, status, created_at, id);
"#;

/// Null until purchasing's message comes again.
const SUPPLIERS: &str = r#"
ALTER TABLE products ADD COLUMN supplier_id {uuid};
CREATE INDEX products_supplier ON products (supplier_id);
"#;

/// Base units asked for and promised, and what of them was sold, without tax. Null in orders of before: to reckon it for years
/// of orders would keep everybody waiting, and it is asked for the last weeks only.
const SUMS: &str = r#"
ALTER TABLE orders ADD COLUMN units bigint;
ALTER TABLE orders ADD COLUMN units_promised bigint;
ALTER TABLE orders ADD COLUMN sold bigint;
"#;

/// `seller_id` follows the customer, as in orders. `shortage_photos` holds those that the reporter said would follow (without
/// `ready_at`) and those that have come.
const SHORTAGES: &str = r#"
CREATE TABLE shortages (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    status {text} NOT NULL CHECK (status IN ('reported', 'accepted', 'declined')),
    order_id {uuid} NOT NULL REFERENCES orders (id),
    customer_id {uuid} NOT NULL,
    seller_id {uuid},
    note {text},
    reported_by {text} NOT NULL,
    answer {text},
    settled_at {timestamp},
    captured_at {timestamp} NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK ((status = 'reported') = (settled_at IS NULL))
);
CREATE INDEX shortages_created ON shortages (created_at, id);
CREATE INDEX shortages_status ON shortages (status, created_at, id);
CREATE INDEX shortages_order ON shortages (order_id, created_at, id);
CREATE INDEX shortages_customer ON shortages (customer_id, created_at, id);
CREATE INDEX shortages_seller ON shortages (seller_id, created_at, id);
CREATE TABLE shortage_lines (
    shortage_id {uuid} NOT NULL REFERENCES shortages (id),
    line bigint NOT NULL,
    product_id {uuid} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('missing', 'damaged', 'wrong')),
    quantity bigint NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (shortage_id, line)
);
CREATE TABLE shortage_photos (
    shortage_id {uuid} NOT NULL REFERENCES shortages (id),
    media_id {uuid} NOT NULL,
    place bigint NOT NULL,
    ready_at {timestamp},
    PRIMARY KEY (shortage_id, media_id)
);
"#;

const TOLD: &str = r#"
CREATE TABLE told (
    id bigint PRIMARY KEY CHECK (id = 1),
    changed_at {timestamp} NOT NULL,
    order_id {uuid} NOT NULL
);
"#;
