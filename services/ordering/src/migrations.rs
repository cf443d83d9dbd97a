//! The schema, step by step.

use chassis::Migration;

/// All steps, in order.
pub fn all() -> Vec<Migration> {
    vec![
        Migration::new(
            "m0001_sagas",
            "the saga of each order, and the log that people read",
            // `data` is the saga, whole. The columns beside it are copies of parts of it, for lists, filters and deadlines.
            r"
CREATE TABLE saga (
    order_id {uuid} PRIMARY KEY,
    number {text},
    state {text} NOT NULL CHECK (state IN
        ('submitted', 'awaiting_order', 'reserving', 'scheduling', 'releasing', 'unscheduling', 'done')),
    health {text} NOT NULL CHECK (health IN ('on_time', 'late', 'stuck')),
    data {json} NOT NULL,
    version bigint NOT NULL,
    deadline_at {timestamp},
    attempts bigint NOT NULL CHECK (attempts >= 0),
    last_error {text},
    started_at {timestamp} NOT NULL,
    updated_at {timestamp} NOT NULL
);
CREATE INDEX saga_started ON saga (started_at, order_id);
CREATE INDEX saga_state ON saga (state, started_at, order_id);
CREATE INDEX saga_health ON saga (health, started_at, order_id);
CREATE INDEX saga_due ON saga (deadline_at) WHERE deadline_at IS NOT NULL;

CREATE TABLE saga_log (
    order_id {uuid} NOT NULL,
    seq bigint NOT NULL,
    at {timestamp} NOT NULL,
    event {text} NOT NULL,
    from_state {text} NOT NULL,
    to_state {text} NOT NULL,
    note {json} NOT NULL,
    PRIMARY KEY (order_id, seq)
);
",
        ),
        Migration::new(
            "m0002_waiting",
            "backorders that stand in line",
            // Their `state` is `reserving`: the CHECK of that column cannot be widened in place.
            r"
ALTER TABLE saga ADD COLUMN waits_since {timestamp};
CREATE INDEX saga_waiting ON saga (started_at, order_id) WHERE waits_since IS NOT NULL;
",
        ),
        Migration::new(
            "m0003_told",
            "what sales told of an order, for as long as sales may have to be restored from a backup",
            r"
ALTER TABLE saga_log ADD COLUMN message {json};
CREATE INDEX saga_log_message ON saga_log (at) WHERE message IS NOT NULL;
",
        ),
        Migration::new(
            "m0004_lists",
            "sagas by state and health, however many there are",
            r"
CREATE INDEX saga_state_health ON saga (state, health, started_at, order_id);
CREATE INDEX saga_waiting_health ON saga (health, started_at, order_id) WHERE waits_since IS NOT NULL;
",
        ),
    ]
}
