//! The schema of identity's database. Additive only.

use chassis::Migration;

/// Every step, in order.
#[must_use]
pub fn all() -> Vec<Migration> {
    vec![
        Migration::new(
            "m0001_people",
            "shops, and people who sign in",
            r"
CREATE TABLE customers (
    id {uuid} PRIMARY KEY,
    business_name {text} NOT NULL,
    name_folded {text} NOT NULL,
    contact_name {text},
    phone {text} NOT NULL,
    email {text},
    email_key {text},
    address {text} NOT NULL,
    city {text},
    city_folded {text},
    lat double precision,
    lon double precision,
    status {text} NOT NULL CHECK (status IN ('pending', 'active', 'blocked')),
    seller_id {uuid},
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX customers_phone ON customers (phone);
CREATE UNIQUE INDEX customers_email_key ON customers (email_key);
CREATE INDEX customers_created ON customers (created_at, id);
CREATE INDEX customers_name ON customers (name_folded, id);
CREATE INDEX customers_status ON customers (status, created_at, id);
CREATE INDEX customers_city ON customers (city_folded, created_at, id);
CREATE INDEX customers_seller ON customers (seller_id, created_at, id);

CREATE TABLE users (
    id {uuid} PRIMARY KEY,
    email {text},
    email_key {text},
    phone {text},
    name {text} NOT NULL,
    name_folded {text} NOT NULL,
    password_hash {text} NOT NULL,
    roles {json} NOT NULL,
    supplier_id {uuid},
    customer_id {uuid} REFERENCES customers (id),
    warehouse_ids {json} NOT NULL,
    zone {text},
    start_lat double precision,
    start_lon double precision,
    status {text} NOT NULL CHECK (status IN ('active', 'blocked')),
    version bigint NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL,
    CHECK (email_key IS NOT NULL OR phone IS NOT NULL)
);
CREATE UNIQUE INDEX users_phone ON users (phone);
CREATE UNIQUE INDEX users_email_key ON users (email_key);
CREATE INDEX users_created ON users (created_at, id);
CREATE INDEX users_name ON users (name_folded, id);
CREATE INDEX users_status ON users (status, created_at, id);
CREATE INDEX users_customer ON users (customer_id);

CREATE TABLE user_role (
    role {text} NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id),
    PRIMARY KEY (role, user_id)
);
CREATE INDEX user_role_user ON user_role (user_id);
",
        ),
        Migration::new(
            "m0002_sessions",
            "sign-ins that are kept up by refresh tokens, and failed ones",
            r"
CREATE TABLE sessions (
    id {uuid} PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id),
    app {text} NOT NULL CHECK (app IN ('console', 'seller', 'customer', 'driver', 'api')),
    tag_key {text} NOT NULL,
    created_at {timestamp} NOT NULL,
    last_used_at {timestamp} NOT NULL,
    expires_at {timestamp} NOT NULL,
    ended_at {timestamp},
    ended_why {text} CHECK (ended_why IN ('signed_out', 'token_reused', 'user_blocked', 'password_changed'))
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE refresh_token (
    hash {text} PRIMARY KEY,
    session_id {uuid} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('fresh', 'used'))
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

CREATE TABLE sign_in_failure (
    key {text} PRIMARY KEY,
    since bigint NOT NULL,
    failures bigint NOT NULL
);
CREATE INDEX sign_in_failure_since ON sign_in_failure (since);

CREATE TABLE known_place (
    key {text} PRIMARY KEY,
    seen_at bigint NOT NULL
);
CREATE INDEX known_place_seen ON known_place (seen_at);
",
        ),
        Migration::new(
            "m0003_signing_keys",
            "the key pairs that access tokens are signed with, private keys sealed",
            r"
CREATE TABLE signing_key (
    kid {text} PRIMARY KEY,
    sequence bigint NOT NULL,
    public_key {text} NOT NULL,
    sealed {text} NOT NULL,
    signs_from {timestamp} NOT NULL,
    created_at {timestamp} NOT NULL
);
CREATE UNIQUE INDEX signing_key_sequence ON signing_key (sequence);
",
        ),
        Migration::new(
            "m0004_sessions_seen",
            "where and with what a session was last used, for its owner's list",
            r"
ALTER TABLE sessions ADD COLUMN user_agent {text};
ALTER TABLE sessions ADD COLUMN address {text};
CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id);
",
        ),
        Migration::new(
            "m0005_mails",
            "mails on their way, their content sealed until they are sent, and requests to reset a password",
            r"
CREATE TABLE mails (
    id {uuid} PRIMARY KEY,
    kind {text} NOT NULL,
    user_id {uuid} NOT NULL,
    sealed {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('waiting', 'sent', 'given_up')),
    tries bigint NOT NULL,
    due_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    error {text},
    created_at {timestamp} NOT NULL
);
CREATE INDEX mails_waiting ON mails (due_at) WHERE state = 'waiting';
CREATE INDEX mails_created ON mails (created_at, id);

CREATE TABLE password_reset (
    hash {text} PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES users (id),
    expires_at {timestamp} NOT NULL
);
CREATE INDEX password_reset_user ON password_reset (user_id);
CREATE INDEX password_reset_expiry ON password_reset (expires_at);
",
        ),
        Migration::new(
            "m0006_api_keys",
            "keys with which other systems get access tokens",
            r"
CREATE TABLE api_keys (
    id {uuid} PRIMARY KEY,
    name {text} NOT NULL,
    name_folded {text} NOT NULL,
    roles {json} NOT NULL,
    secret_hash {text} NOT NULL,
    created_by {uuid} NOT NULL,
    created_at {timestamp} NOT NULL,
    expires_at {timestamp},
    revoked_at {timestamp},
    last_used_at {timestamp},
    version bigint NOT NULL
);
CREATE INDEX api_keys_created ON api_keys (created_at, id);
CREATE INDEX api_keys_name ON api_keys (name_folded, id);
",
        ),
        Migration::new(
            "m0007_customer_changes",
            "when a shop last changed, for copies on phones",
            r"
ALTER TABLE customers ADD COLUMN changed_at {timestamp} NOT NULL DEFAULT '2020-01-01T00:00:00+00:00';
CREATE INDEX customers_changed ON customers (changed_at, id);
CREATE INDEX customers_seller_changed ON customers (seller_id, changed_at, id);
",
        ),
        Migration::new("m0008_company", "who the company is; without a name until somebody gives it one", COMPANY),
    ]
}

// One row, which `company.rs` enters when the service starts.
const COMPANY: &str = r"
CREATE TABLE company (
    id {uuid} PRIMARY KEY,
    version bigint NOT NULL,
    legal_name {text} NOT NULL,
    tax_id {text} NOT NULL,
    address {text} NOT NULL,
    phone {text} NOT NULL,
    email {text} NOT NULL,
    created_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
";
