//! The tables of purchasing. Additive only.

use chassis::Migration;

/// All of them, oldest first.
#[must_use]
pub fn all() -> Vec<Migration> {
    vec![
        Migration::new(
            "m0001_suppliers",
            "who makes the products",
            r"
CREATE TABLE suppliers (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    status {text} NOT NULL CHECK (status IN ('active', 'archived')),
    legal_name {text} NOT NULL,
    legal_name_folded {text} NOT NULL,
    tax_id {text},
    email {text} NOT NULL,
    email_key {text} NOT NULL,
    phone {text},
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX suppliers_legal_name ON suppliers (legal_name_folded);
CREATE UNIQUE INDEX suppliers_email ON suppliers (email_key);
CREATE INDEX suppliers_created ON suppliers (created_at, id);
CREATE INDEX suppliers_status_created ON suppliers (status, created_at, id);
CREATE INDEX suppliers_status_name ON suppliers (status, legal_name_folded, id);
",
        ),
        Migration::new(
            "m0002_products",
            "the catalogue, with every price that a product ever had or will have",
            r"
CREATE TABLE products (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    status {text} NOT NULL CHECK (status IN ('active', 'archived')),
    sku {text} NOT NULL,
    sku_key {text} NOT NULL,
    sku_folded {text} NOT NULL,
    name {text} NOT NULL,
    name_folded {text} NOT NULL,
    supplier_id {uuid} NOT NULL REFERENCES suppliers (id),
    category {text},
    category_folded {text},
    unit {text} NOT NULL,
    pack_size bigint NOT NULL CHECK (pack_size > 0),
    tax_rate_bp bigint NOT NULL CHECK (tax_rate_bp BETWEEN 0 AND 10000),
    weight_grams bigint NOT NULL CHECK (weight_grams >= 0),
    volume_ml bigint NOT NULL CHECK (volume_ml >= 0),
    shelf_life_days bigint,
    min_days_left bigint,
    barcode {text},
    image_url {text},
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX products_sku ON products (sku_key);
CREATE INDEX products_created ON products (created_at, id);
CREATE INDEX products_name ON products (name_folded, id);
CREATE INDEX products_sku_order ON products (sku_folded, id);
CREATE INDEX products_status_created ON products (status, created_at, id);
CREATE INDEX products_status_name ON products (status, name_folded, id);
CREATE INDEX products_status_sku ON products (status, sku_folded, id);
CREATE INDEX products_supplier ON products (supplier_id, status, created_at, id);
CREATE INDEX products_category ON products (status, category_folded, category);
CREATE INDEX products_supplier_category ON products (supplier_id, status, category_folded, category);

CREATE TABLE product_prices (
    id {uuid} PRIMARY KEY,
    product_id {uuid} NOT NULL REFERENCES products (id),
    valid_from {timestamp} NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    currency {text} NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX product_prices_order ON product_prices (product_id, valid_from);
",
        ),
        Migration::new(
            "m0003_changed_products",
            "what phones and checks of imports ask for by when it was last written",
            r"
ALTER TABLE products ADD COLUMN changed_at {timestamp} NOT NULL DEFAULT '2020-01-01T00:00:00+00:00';
CREATE INDEX products_changed ON products (changed_at, id);
CREATE INDEX products_supplier_changed ON products (supplier_id, changed_at, id);
CREATE INDEX suppliers_updated ON suppliers (updated_at, id);
",
        ),
        Migration::new(
            "m0004_imports",
            "files of products and suppliers: their rows until they are committed, their errors, and what they changed",
            r"
CREATE TABLE imports (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('products', 'suppliers')),
    status {text} NOT NULL
        CHECK (status IN ('checking', 'checked', 'committing', 'committed', 'undoing', 'undone', 'failed')),
    work {text} NOT NULL CHECK (work IN ('none', 'check', 'check_again', 'apply', 'take_back', 'roll_back')),
    step bigint NOT NULL,
    nudges bigint NOT NULL,
    staging_id {uuid},
    file_name {text} NOT NULL,
    format {text} NOT NULL CHECK (format IN ('csv', 'xlsx')),
    read_columns {json} NOT NULL,
    ignored_columns {json} NOT NULL,
    row_count bigint NOT NULL,
    valid_count bigint NOT NULL,
    error_count bigint NOT NULL,
    new_count bigint NOT NULL,
    changed_count bigint NOT NULL,
    unchanged_count bigint NOT NULL,
    conflict_count bigint NOT NULL,
    done_count bigint NOT NULL,
    of_count bigint NOT NULL,
    after_row bigint NOT NULL,
    reason_code {text},
    reason_text {json},
    created_by {uuid} NOT NULL,
    created_by_name {text} NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    checked_at {timestamp},
    committed_at {timestamp},
    undone_at {timestamp}
);
CREATE INDEX imports_created ON imports (created_at, id);
CREATE INDEX imports_kind_created ON imports (kind, created_at, id);
CREATE INDEX imports_status_created ON imports (status, created_at, id);
CREATE INDEX imports_work ON imports (updated_at) WHERE work <> 'none';
CREATE INDEX imports_staging ON imports (staging_id);

CREATE TABLE import_stagings (
    id {uuid} PRIMARY KEY,
    created_at {timestamp} NOT NULL
);

CREATE TABLE import_rows (
    staging_id {uuid} NOT NULL,
    row_number bigint NOT NULL,
    is_wrong bigint NOT NULL CHECK (is_wrong IN (0, 1)),
    key {text},
    other_key {text},
    cells {json} NOT NULL,
    PRIMARY KEY (staging_id, row_number)
);
CREATE INDEX import_rows_key ON import_rows (staging_id, key, row_number);
CREATE INDEX import_rows_other_key ON import_rows (staging_id, other_key, row_number) WHERE other_key IS NOT NULL;

CREATE TABLE import_errors (
    id {uuid} PRIMARY KEY,
    import_id {uuid} NOT NULL REFERENCES imports (id),
    row_number bigint NOT NULL,
    column_title {text} NOT NULL,
    value {text} NOT NULL,
    code {text} NOT NULL,
    detail {json} NOT NULL
);
CREATE INDEX import_errors_row ON import_errors (import_id, row_number, id);

CREATE TABLE import_changes (
    import_id {uuid} NOT NULL REFERENCES imports (id),
    row_number bigint NOT NULL,
    entity_id {uuid} NOT NULL,
    entity_version bigint NOT NULL,
    is_undone bigint NOT NULL CHECK (is_undone IN (0, 1)),
    before {json},
    after {json} NOT NULL,
    PRIMARY KEY (import_id, row_number)
);
CREATE INDEX import_changes_entity ON import_changes (entity_id, entity_version);

CREATE TABLE import_conflicts (
    id {uuid} PRIMARY KEY,
    import_id {uuid} NOT NULL REFERENCES imports (id),
    row_number bigint NOT NULL,
    entity_id {uuid} NOT NULL,
    entity_name {text} NOT NULL,
    field {json} NOT NULL
);
CREATE INDEX import_conflicts_row ON import_conflicts (import_id, row_number, id);
",
        ),
        Migration::new(
            "m0005_purchase_orders",
            "purchase orders with their lines, amendments and receipts, and the warehouses they go to",
            PURCHASE_ORDERS,
        ),
    ]
}

/// `total` to `is_short` follow from the lines, for lists. The counter holds the next serial.
const PURCHASE_ORDERS: &str = r"
CREATE TABLE warehouses (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL
);
CREATE TABLE counter (
    name {text} PRIMARY KEY,
    value bigint NOT NULL
);
INSERT INTO counter (name, value) VALUES ('purchase_order_number', 1000000);

CREATE TABLE purchase_orders (
    id {uuid} PRIMARY KEY,
    number {text} NOT NULL,
    version bigint NOT NULL,
    status {text} NOT NULL
        CHECK (status IN ('draft', 'sent', 'confirmed', 'partially_received', 'received', 'cancelled')),
    supplier_id {uuid} NOT NULL REFERENCES suppliers (id),
    warehouse_id {uuid} NOT NULL,
    expected_on {date} NOT NULL,
    note {text},
    currency {text} NOT NULL,
    total bigint NOT NULL CHECK (total >= 0),
    line_count bigint NOT NULL,
    ordered_units bigint NOT NULL,
    received_units bigint NOT NULL,
    promised_on {date},
    is_short bigint NOT NULL CHECK (is_short IN (0, 1)),
    created_by {uuid} NOT NULL,
    created_by_name {text} NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    sent_at {timestamp},
    confirmed_at {timestamp},
    closed_at {timestamp}
);
CREATE UNIQUE INDEX purchase_orders_number ON purchase_orders (number);
CREATE INDEX purchase_orders_created ON purchase_orders (created_at, id);
CREATE INDEX purchase_orders_expected ON purchase_orders (expected_on, id);
CREATE INDEX purchase_orders_status ON purchase_orders (status, created_at, id);
CREATE INDEX purchase_orders_status_expected ON purchase_orders (status, expected_on, id);
CREATE INDEX purchase_orders_supplier ON purchase_orders (supplier_id, created_at, id);
CREATE INDEX purchase_orders_supplier_expected ON purchase_orders (supplier_id, expected_on, id);
CREATE INDEX purchase_orders_warehouse ON purchase_orders (warehouse_id, created_at, id);
CREATE INDEX purchase_orders_open ON purchase_orders (expected_on, id)
    WHERE status IN ('sent', 'confirmed', 'partially_received');
CREATE INDEX purchase_orders_short ON purchase_orders (created_at, id) WHERE is_short = 1;

CREATE TABLE purchase_order_lines (
    order_id {uuid} NOT NULL REFERENCES purchase_orders (id),
    line bigint NOT NULL,
    product_id {uuid} NOT NULL,
    sku {text} NOT NULL,
    name {text} NOT NULL,
    unit {text} NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    unit_cost bigint NOT NULL CHECK (unit_cost >= 0),
    confirmed bigint CHECK (confirmed >= 0),
    confirmed_on {date},
    received bigint NOT NULL CHECK (received >= 0),
    damaged bigint NOT NULL CHECK (damaged >= 0),
    PRIMARY KEY (order_id, line)
);
CREATE UNIQUE INDEX purchase_order_lines_product ON purchase_order_lines (order_id, product_id);

CREATE TABLE purchase_receipts (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES purchase_orders (id),
    status {text} NOT NULL CHECK (status IN ('booking', 'booked')),
    note {text},
    received_by {uuid} NOT NULL,
    received_by_name {text} NOT NULL,
    created_at {timestamp} NOT NULL,
    booked_at {timestamp}
);
CREATE INDEX purchase_receipts_order ON purchase_receipts (order_id, created_at, id);
CREATE TABLE purchase_receipt_lines (
    receipt_id {uuid} NOT NULL REFERENCES purchase_receipts (id),
    line bigint NOT NULL,
    product_id {uuid} NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    damaged bigint NOT NULL CHECK (damaged >= 0 AND damaged <= quantity),
    lot {text},
    expires_on {date},
    PRIMARY KEY (receipt_id, line)
);

CREATE TABLE purchase_order_amendments (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL REFERENCES purchase_orders (id),
    kind {text} NOT NULL CHECK (kind IN ('changed', 'confirmed')),
    changes {json} NOT NULL,
    note {text},
    by_id {uuid} NOT NULL,
    by_name {text} NOT NULL,
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE INDEX purchase_order_amendments_order ON purchase_order_amendments (order_id, created_at, id);
";
