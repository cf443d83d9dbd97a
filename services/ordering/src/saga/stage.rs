//! How far an order is, how it ended, and whether it makes progress.

use super::order::{Delivery, Held, Order};
use chrono::{DateTime, Utc};
use contracts::Reason;
use contracts::sales::RefusedLine;
use serde::{Deserialize, Serialize};

/// How far an order is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Stage {
    /// Nothing was heard of the order yet. Never stored: the first event leads on.
    Submitted,
    /// Its cancellation overtook it. Holds nothing and asks for nothing.
    AwaitingOrder,
    /// Stock was asked for.
    Reserving {
        /// What was ordered.
        order: Order,
    },
    /// A backorder that stands in line for stock.
    Waiting {
        /// What is wanted.
        order: Order,
        /// Since when its customer has waited.
        since: DateTime<Utc>,
    },
    /// Stock is held, a delivery was asked for.
    Scheduling {
        /// What was ordered.
        order: Order,
        /// What is held.
        held: Held,
    },
    /// Stock was asked to be released.
    Releasing {
        /// What for.
        undo: Undo,
    },
    /// Stock is released and the order cancelled; the delivery was asked to be given back.
    Unscheduling,
    /// Nothing is awaited.
    Done {
        /// How it ended.
        outcome: Outcome,
    },
}

/// What stock is released for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Undo {
    /// No delivery is possible: the order is rejected next.
    Rejecting {
        /// What logistics said.
        reason: Reason,
    },
    /// Somebody asked, or a backorder has waited for too long: the order is cancelled next, unless picking has begun.
    Cancelling {
        /// Where it goes on if picking has begun.
        before: Before,
    },
}

/// Where an order was when its cancellation was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Before {
    /// As [`Stage::Reserving`].
    Reserving {
        /// What was ordered.
        order: Order,
    },
    /// As [`Stage::Waiting`].
    Waiting {
        /// What is wanted.
        order: Order,
        /// Since when its customer has waited.
        since: DateTime<Utc>,
    },
    /// As [`Stage::Scheduling`].
    Scheduling {
        /// What was ordered.
        order: Order,
        /// What is held.
        held: Held,
    },
    /// As [`Outcome::Confirmed`].
    Confirmed {
        /// What is held.
        held: Held,
        /// Its delivery.
        delivery: Delivery,
    },
}

/// How an order ended, as far as the saga is concerned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Holds stock and a delivery. It can still be cancelled, until picking begins.
    Confirmed {
        /// What is held.
        held: Held,
        /// Its delivery.
        delivery: Delivery,
    },
    /// Holds nothing.
    Rejected {
        /// Why, in general.
        reason: Reason,
        /// Why, line by line, where the lines are the reason.
        lines: Vec<RefusedLine>,
    },
    /// Holds nothing.
    Cancelled,
}

/// The name of a [`Stage`], as stored, filtered by and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing was asked for yet.
    Submitted,
    /// The cancellation came first.
    AwaitingOrder,
    /// Waits for stock.
    Reserving,
    /// A backorder: waits in line for stock, perhaps for days.
    Waiting,
    /// Waits for a delivery.
    Scheduling,
    /// Waits for stock to be released.
    Releasing,
    /// Waits for the delivery to be given back.
    Unscheduling,
    /// Waits for nothing.
    Done,
}

/// The name of an [`Outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeName {
    /// Stock and a delivery are held.
    Confirmed,
    /// It could not be fulfilled.
    Rejected,
    /// Somebody asked for it.
    Cancelled,
}

/// Whether an order makes progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SagaHealth)]
pub enum Health {
    /// Nothing is overdue.
    OnTime,
    /// An answer is overdue; the command was sent again.
    Late,
    /// A command was given up by its receiver: a person must look, mend and retry.
    Stuck,
}

impl State {
    /// As stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::AwaitingOrder => "awaiting_order",
            Self::Reserving => "reserving",
            Self::Waiting => "waiting",
            Self::Scheduling => "scheduling",
            Self::Releasing => "releasing",
            Self::Unscheduling => "unscheduling",
            Self::Done => "done",
        }
    }
}

impl Health {
    /// As stored and shown.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::Stuck => "stuck",
        }
    }
}
