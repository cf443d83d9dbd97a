//! The outside of every message: CloudEvents 1.0 attributes plus trace, correlation and causation.

use crate::ids::MessageId;
use crate::registry::Service;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One message as it travels; `data` is the body as JSON text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Unique for ever; the receiver drops what it has seen.
    pub id: MessageId,
    /// The service that sent it, such as `sales`.
    pub source: String,
    /// `owner.what_happened.v1` or `owner.do_it.v1`.
    #[serde(rename = "type")]
    pub name: String,
    /// What it is about: the id of the aggregate.
    pub subject: String,
    /// When it was written.
    pub time: DateTime<Utc>,
    /// W3C trace context of the sender, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// What the whole conversation is about; for orders the order's id.
    pub correlation: String,
    /// The message that this one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<MessageId>,
    /// Only this consumer needs it (the present state sent again); otherwise all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Service>,
    /// JSON text of the body.
    pub data: String,
}
