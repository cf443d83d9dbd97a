//! The tables of inventory.

use chassis::Migration;

/// Every migration, oldest first.
#[must_use]
pub fn all() -> Vec<Migration> {
    vec![
        Migration::new("m0001_warehouses", "the buildings with stock", WAREHOUSES),
        Migration::new("m0002_products", "what purchasing tells of products, as far as stock needs it", PRODUCTS),
        Migration::new("m0003_stock", "lots with what lies there and what orders hold, and the ledger", STOCK),
        Migration::new("m0004_reservations", "what each order holds, and the answer that it got", RESERVATIONS),
        Migration::new("m0005_waiting", "the backorders that stand in line for stock", WAITING),
        Migration::new(
            "m0006_substitutes",
            "what a substitute is chosen by, and when availability may have changed",
            SHELF,
        ),
        Migration::new("m0007_receipts", "what came from suppliers, and whose products are whose", RECEIPTS),
        Migration::new(
            "m0008_lists",
            "lots that had expired when they came, for the list of those that expire",
            LATE_LOTS,
        ),
        Migration::new("m0009_filled", "finding the lots in which something lies, and what is asked for", FILLED),
        Migration::new("m0010_moved", "finding the products with which something has happened", MOVED),
    ]
}

const WAREHOUSES: &str = r"
CREATE TABLE warehouse (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    code {text} NOT NULL,
    code_key {text} NOT NULL,
    name {text} NOT NULL,
    name_folded {text} NOT NULL,
    address {text} NOT NULL,
    city {text} NOT NULL,
    city_folded {text} NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX warehouse_code ON warehouse (code_key);
CREATE INDEX warehouse_created ON warehouse (created_at, id);
CREATE INDEX warehouse_name ON warehouse (name_folded, id);
";

// No foreign key from stock to here: goods can be received before purchasing's message about them arrives.
const PRODUCTS: &str = r"
CREATE TABLE product (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    sku {text} NOT NULL,
    name {text} NOT NULL,
    status {text} NOT NULL,
    min_days_left bigint
);
";

// The CHECKs are the last line of defence: no code, however wrong or however concurrent, can oversell.
// `expires_day` counts days from 1970-01-01; 2932896 (9999-12-31) is for goods that do not expire (see `lot::Expiry`).
// `stocked_product` has a row for each product that ever lay in a warehouse: what the list of stock pages over.
// Columns that change are in no index, so that PostgreSQL can change a row in place (HOT).
// Shelves: `location` becomes a column of `stock` and of `movement` and the last part of the unique index `stock_lot`.
// `movement.reason` has no CHECK: the list grows with each way to move goods, and SQLite cannot change one in place.
const STOCK: &str = r"
CREATE TABLE stock (
    id {uuid} PRIMARY KEY,
    product_id {uuid} NOT NULL,
    warehouse_id {uuid} NOT NULL REFERENCES warehouse (id),
    lot {text} NOT NULL,
    expires_day bigint NOT NULL,
    state {text} NOT NULL CHECK (state IN ('sellable', 'blocked')),
    on_hand bigint NOT NULL CHECK (on_hand >= 0),
    reserved bigint NOT NULL CHECK (reserved >= 0 AND reserved <= on_hand),
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX stock_lot ON stock (product_id, warehouse_id, lot, expires_day);
CREATE INDEX stock_warehouse ON stock (warehouse_id, created_at, id);
CREATE INDEX stock_created ON stock (created_at, id);
CREATE INDEX stock_expiry ON stock (expires_day);

CREATE TABLE stocked_product (
    id {uuid} PRIMARY KEY,
    product_id {uuid} NOT NULL,
    warehouse_id {uuid} NOT NULL REFERENCES warehouse (id),
    created_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX stocked_product_place ON stocked_product (product_id, warehouse_id);
CREATE INDEX stocked_product_created ON stocked_product (created_at, id);
CREATE INDEX stocked_product_warehouse ON stocked_product (warehouse_id, created_at, id);

CREATE TABLE movement (
    id {uuid} PRIMARY KEY,
    stock_id {uuid} NOT NULL,
    product_id {uuid} NOT NULL,
    warehouse_id {uuid} NOT NULL,
    lot {text} NOT NULL,
    expires_day bigint NOT NULL,
    delta_on_hand bigint NOT NULL,
    delta_reserved bigint NOT NULL,
    balance_after bigint NOT NULL,
    reserved_after bigint NOT NULL,
    reason {text} NOT NULL,
    reference {uuid},
    actor_id {uuid},
    note {text},
    at {timestamp} NOT NULL,
    created_at {timestamp} NOT NULL,
    CHECK (delta_on_hand <> 0 OR delta_reserved <> 0)
);
CREATE INDEX movement_created ON movement (created_at, id);
CREATE INDEX movement_product ON movement (product_id, created_at, id);
CREATE INDEX movement_warehouse ON movement (warehouse_id, created_at, id);
";

// `answer` is null only inside the transaction that decides.
const RESERVATIONS: &str = r"
CREATE TABLE reservation (
    order_id {uuid} PRIMARY KEY,
    state {text} NOT NULL CHECK (state IN ('held', 'picking', 'issued', 'released', 'refused')),
    warehouse_id {uuid},
    answer {json},
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE INDEX reservation_open ON reservation (state) WHERE state IN ('held', 'picking');

CREATE TABLE reservation_line (
    order_id {uuid} NOT NULL REFERENCES reservation (order_id),
    stock_id {uuid} NOT NULL REFERENCES stock (id),
    quantity bigint NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, stock_id)
);
";

// A waiting order's reservation is `refused` (so far): the CHECK of that column cannot be widened in place. `command` is what
// it stood in line with.
const WAITING: &str = r"
CREATE TABLE waiting_order (
    order_id {uuid} PRIMARY KEY REFERENCES reservation (order_id),
    since {timestamp} NOT NULL,
    command {json} NOT NULL
);
CREATE TABLE waiting_line (
    product_id {uuid} NOT NULL,
    since {timestamp} NOT NULL,
    order_id {uuid} NOT NULL REFERENCES waiting_order (order_id),
    PRIMARY KEY (product_id, since, order_id)
);
CREATE INDEX waiting_line_order ON waiting_line (order_id);
";

// `prices` as in purchasing's message; both are null until it comes again. `changed_at`: when status or `min_days_left` did.
const SHELF: &str = r"
ALTER TABLE product ADD COLUMN category {text};
ALTER TABLE product ADD COLUMN prices {json};
ALTER TABLE product ADD COLUMN changed_at {timestamp};
CREATE INDEX product_category ON product (category) WHERE category IS NOT NULL;
";

// `supplier_id` is null until purchasing's message comes again.
const RECEIPTS: &str = r"
CREATE TABLE goods_receipt (
    id {uuid} PRIMARY KEY,
    created_at {timestamp} NOT NULL
);
ALTER TABLE product ADD COLUMN supplier_id {uuid};
CREATE INDEX product_supplier ON product (supplier_id);
";

// `late_day` is a lot's last day where that was over when it came, or where nobody knows: all others came before they expired.
const LATE_LOTS: &str = r"
ALTER TABLE stock ADD COLUMN late_day bigint;
UPDATE stock SET late_day = expires_day;
CREATE INDEX stock_late ON stock (created_at, id) WHERE late_day IS NOT NULL;
";

// Lots stay when they are empty, for the ledger; after some years one in thirty holds something. `on_hand` is in these indexes'
// conditions, so changing it is no change in place; taking hold of stock changes only `reserved` and stays one.
// `daily_demand` is what orders took hold of each day on an average of four weeks, in thousandths of a base unit.
const FILLED: &str = r"
CREATE INDEX stock_filled ON stock (product_id, warehouse_id, expires_day, lot) WHERE on_hand > 0;
CREATE INDEX stock_filled_expiry ON stock (expires_day, warehouse_id) WHERE on_hand > 0;
CREATE INDEX stock_filled_created ON stock (created_at, id) WHERE on_hand > 0;
DROP INDEX stock_expiry;
CREATE INDEX stock_warehouse_lots ON stock (warehouse_id, created_at, id, expires_day);
DROP INDEX stock_warehouse;
ALTER TABLE stocked_product ADD COLUMN daily_demand bigint NOT NULL DEFAULT 0;
";

// `product_id` in the index of the ledger's time: which products have moved since an instant is read from it alone.
const MOVED: &str = r"
CREATE INDEX movement_moved ON movement (created_at, id, product_id);
DROP INDEX movement_created;
CREATE INDEX product_changed ON product (changed_at);
";
