//! What the log of a saga says: `{code, params}`, turned into text when it is read.

use contracts::ReasonCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One entry's meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LogNote {
    /// What was decided.
    pub code: NoteCode,
    /// Values for the text, by name: `sent` (messages), `command`, `reason`, `attempt`, `on` (a day).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl LogNote {
    /// A note without parameters.
    #[must_use]
    pub const fn new(code: NoteCode) -> Self {
        Self { code, params: BTreeMap::new() }
    }

    /// The same note with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// What the saga decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteCode {
    /// The order arrived; stock was asked for.
    StockAsked,
    /// A backorder: it stands in line for stock.
    StockAwaited,
    /// It still does; inventory was reminded.
    StillWaiting,
    /// A backorder has waited for too long; it leaves the line.
    WaitedTooLong,
    /// It is to be closed because it has waited for too long, but it does not wait any more.
    NotWaiting,
    /// Stock is held; a delivery was asked for.
    DeliveryAsked,
    /// Stock and delivery are held; the order is confirmed.
    Confirmed,
    /// Nothing is held; the order is rejected.
    Rejected,
    /// No delivery is possible; stock is to be released, then the order rejected.
    ReleaseAskedToReject,
    /// Somebody asked for cancellation; stock is to be released.
    ReleaseAskedToCancel,
    /// Stock is released; the order is cancelled and the delivery to be given back.
    Cancelled,
    /// The delivery is given back: nothing is held any more.
    DeliveryGivenBack,
    /// Picking has begun; the order stays.
    CancellationRefused,
    /// The cancellation came before its order and waits for it.
    CancellationCameFirst,
    /// The order came after its cancellation and is cancelled.
    CancelledOnArrival,
    /// A cancellation of an order that is being rejected: the rejection stands.
    RejectionStands,
    /// A cancellation of an order that is being cancelled.
    AlreadyCancelling,
    /// A cancellation of an order that has ended.
    AlreadyEnded,
    /// The answer is overdue; the command was sent again.
    SentAgain,
    /// The order that a cancellation waits for is overdue.
    OrderOverdue,
    /// The receiver gave a command up; a person must look.
    CommandGivenUp,
    /// A person let it try again.
    Retried,
    /// An answer that was overtaken, doubled or never asked for.
    Ignored,
    /// Written by a newer build than this one.
    #[serde(other)]
    Unknown,
}

/// A reason's code as it is spelt in JSON.
pub(super) fn code_name(code: ReasonCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => "unknown".to_owned(),
    }
}
