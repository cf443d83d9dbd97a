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
    ]
}
