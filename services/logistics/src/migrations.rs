//! The schema.

use chassis::Migration;

/// All steps, in order.
pub fn all() -> Vec<Migration> {
    vec![
        Migration::new(
            "m0001_replicas",
            "what identity and inventory tell of shops and warehouses",
            r"
CREATE TABLE customer (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    business_name {text} NOT NULL,
    city {text},
    lat double precision,
    lon double precision,
    seller_id {uuid}
);
CREATE INDEX customer_seller ON customer (seller_id);
CREATE TABLE warehouse (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    city {text} NOT NULL,
    lat double precision NOT NULL,
    lon double precision NOT NULL
);
",
        ),
        // The id of the first calendar: a literal that both databases read as a UUID, each in its own way (16 bytes, or
        // 32 hexadecimal digits).
        Migration::new(
            "m0002_settings",
            "calendars, closed days, zones, and capacity per warehouse and day",
            r"
CREATE TABLE calendar (
    id {uuid} PRIMARY KEY,
    code {text} NOT NULL UNIQUE,
    weekdays bigint NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
    cut_off_hour bigint NOT NULL CHECK (cut_off_hour BETWEEN 0 AND 24),
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE INDEX calendar_created ON calendar (created_at, id);
INSERT INTO calendar (id, code, weekdays, cut_off_hour, version, created_at) VALUES (
    CAST(substr('63616c656e6461722d64656661756c74', 1, CASE '{uuid}' WHEN 'blob' THEN 16 ELSE 32 END) AS {uuid}),
    'default', 63, 16, 1, '2026-01-01T00:00:00+00:00'
);

CREATE TABLE closed_day (
    id {uuid} PRIMARY KEY,
    on_day {date} NOT NULL UNIQUE,
    name {text} NOT NULL,
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE INDEX closed_day_created ON closed_day (created_at, id);

CREATE TABLE zone (
    id {uuid} PRIMARY KEY,
    warehouse_id {uuid} NOT NULL,
    name {text} NOT NULL,
    cities {json} NOT NULL,
    calendar {text} NOT NULL REFERENCES calendar (code),
    lead_days bigint NOT NULL CHECK (lead_days BETWEEN 0 AND 14),
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE INDEX zone_warehouse ON zone (warehouse_id, created_at, id);
CREATE INDEX zone_created ON zone (created_at, id);
-- The folded cities of a zone; '' is the row of the warehouse's fallback zone.
CREATE TABLE zone_city (
    warehouse_id {uuid} NOT NULL,
    city {text} NOT NULL,
    zone_id {uuid} NOT NULL REFERENCES zone (id),
    PRIMARY KEY (warehouse_id, city)
);
CREATE INDEX zone_city_zone ON zone_city (zone_id);

-- Either of a day or, with a weekday (1 to 7, 0: every day), the default from which a day's row is made on first use.
-- A day without a row is unlimited and not counted. `max` may be lowered below `used` by a person, so only `used >= 0`
-- is checked here; bookings take room by a conditional update.
CREATE TABLE capacity (
    id {uuid} PRIMARY KEY,
    warehouse_id {uuid} NOT NULL,
    on_day {date},
    weekday bigint CHECK (weekday BETWEEN 0 AND 7),
    set_by {text} NOT NULL CHECK (set_by IN ('staff', 'default')),
    max_stops bigint CHECK (max_stops >= 0),
    max_grams bigint CHECK (max_grams >= 0),
    used_stops bigint NOT NULL CHECK (used_stops >= 0),
    used_grams bigint NOT NULL CHECK (used_grams >= 0),
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL,
    CHECK ((on_day IS NULL) <> (weekday IS NULL))
);
CREATE UNIQUE INDEX capacity_day ON capacity (warehouse_id, on_day);
CREATE UNIQUE INDEX capacity_weekday ON capacity (warehouse_id, weekday);
CREATE INDEX capacity_created ON capacity (created_at, id);
CREATE INDEX capacity_on ON capacity (on_day);
",
        ),
        Migration::new(
            "m0003_deliveries",
            "deliveries, and the stops that several orders of a shop on one day share",
            r"
-- One row per order: a delivery; or, without a day, the refusal or the undo that came first and blocks its action.
CREATE TABLE delivery (
    id {uuid} PRIMARY KEY,
    order_id {uuid} NOT NULL UNIQUE,
    status {text} NOT NULL
        CHECK (status IN ('scheduled', 'in_transit', 'delivered', 'failed', 'cancelled', 'refused')),
    number {text},
    customer_id {uuid},
    warehouse_id {uuid},
    on_day {date},
    ship_to {json},
    weight_grams bigint CHECK (weight_grams >= 0),
    volume_ml bigint CHECK (volume_ml >= 0),
    reason {json},
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (on_day IS NOT NULL OR status IN ('cancelled', 'refused'))
);
CREATE INDEX delivery_created ON delivery (created_at, id);
CREATE INDEX delivery_status ON delivery (status, created_at, id);
CREATE INDEX delivery_customer ON delivery (customer_id, created_at, id);
CREATE INDEX delivery_day ON delivery (on_day, created_at, id);
CREATE INDEX delivery_warehouse ON delivery (warehouse_id, created_at, id);

CREATE TABLE delivery_stop (
    warehouse_id {uuid} NOT NULL,
    customer_id {uuid} NOT NULL,
    on_day {date} NOT NULL,
    orders bigint NOT NULL CHECK (orders >= 0),
    grams bigint NOT NULL CHECK (grams >= 0),
    PRIMARY KEY (warehouse_id, customer_id, on_day)
);
",
        ),
        Migration::new(
            "m0004_changes",
            "what phones sync deliveries by",
            r"
ALTER TABLE delivery ADD COLUMN changed_at {timestamp} NOT NULL DEFAULT '2020-01-01T00:00:00+00:00';
CREATE INDEX delivery_changed ON delivery (changed_at, id) WHERE on_day IS NOT NULL;
CREATE INDEX delivery_customer_changed ON delivery (customer_id, changed_at, id);
-- How many shops have left a seller: what its phone holds of them must go then.
CREATE TABLE portfolio (
    seller_id {uuid} PRIMARY KEY,
    left_it bigint NOT NULL
);
",
        ),
        Migration::new(
            "m0005_lists",
            "deliveries by day, and a seller's, however many there are",
            r"
-- That of the shop; it follows the shop.
ALTER TABLE delivery ADD COLUMN seller_id {uuid};
UPDATE delivery SET seller_id = (SELECT c.seller_id FROM customer c WHERE c.id = delivery.customer_id);
CREATE INDEX delivery_on ON delivery (on_day, id);
CREATE INDEX delivery_status_on ON delivery (status, on_day, id);
CREATE INDEX delivery_warehouse_on ON delivery (warehouse_id, on_day, id);
-- State and warehouse stand at the end, so that they are looked at without reading the rows.
CREATE INDEX delivery_seller ON delivery (seller_id, created_at, id, status, warehouse_id);
CREATE INDEX delivery_seller_on ON delivery (seller_id, on_day, id, status, warehouse_id);
CREATE INDEX delivery_seller_changed ON delivery (seller_id, changed_at, id);
",
        ),
    ]
}
