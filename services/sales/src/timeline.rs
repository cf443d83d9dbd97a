//! What happened to an order, as data: `{code, params}`. The text is made when somebody reads it (`texts.rs`).

use chrono::{DateTime, Utc};
use contracts::Reason;
use std::collections::BTreeMap;

/// One line of an order's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps, in the order in which things happened.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub code: EntryCode,
    /// Values for the text, by name.
    pub params: BTreeMap<String, String>,
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryCode {
    /// Accepted (`number`).
    Submitted,
    /// Stock is held (`held`: `all` or `part`).
    Confirmed,
    /// There is a delivery day (`on`).
    Scheduled,
    /// What was missing became an order of its own (`order_id`, `number`).
    BackorderCreated,
    /// This order is what was missing from another (`parent_id`, `parent_number`).
    Backordered,
    /// It has waited for too long (`days`).
    BackorderClosed,
    /// Cannot be fulfilled (`reason` and its parameters).
    Rejected,
    /// Somebody asks for it to be cancelled.
    CancelRequested,
    /// Cancelled.
    Cancelled,
    /// It stays (`reason` and its parameters).
    CancelRefused,
    /// Being taken from the shelves.
    Picking,
    /// On the truck.
    InTransit,
    /// At the shop.
    Delivered,
    /// The truck came and could not leave it.
    DeliveryFailed,
    /// It was lost with a database that had to be restored, and made again from what its saga knew.
    MadeAgain,
}

impl EntryCode {
    /// Every code.
    pub const ALL: [Self; 15] = [
        Self::Submitted,
        Self::Confirmed,
        Self::Scheduled,
        Self::BackorderCreated,
        Self::Backordered,
        Self::BackorderClosed,
        Self::Rejected,
        Self::CancelRequested,
        Self::Cancelled,
        Self::CancelRefused,
        Self::Picking,
        Self::InTransit,
        Self::Delivered,
        Self::DeliveryFailed,
        Self::MadeAgain,
    ];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Confirmed => "confirmed",
            Self::Scheduled => "scheduled",
            Self::BackorderCreated => "backorder_created",
            Self::Backordered => "backordered",
            Self::BackorderClosed => "backorder_closed",
            Self::Rejected => "rejected",
            Self::CancelRequested => "cancel_requested",
            Self::Cancelled => "cancelled",
            Self::CancelRefused => "cancel_refused",
            Self::Picking => "picking",
            Self::InTransit => "in_transit",
            Self::Delivered => "delivered",
            Self::DeliveryFailed => "delivery_failed",
            Self::MadeAgain => "made_again",
        }
    }

    /// The code of that name; a newer build may have written one that this build does not know.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// A reason as parameters of an entry: its code under `reason`, beside its own parameters.
#[must_use]
pub fn params_of(reason: &Reason) -> BTreeMap<String, String> {
    let code = serde_json::to_value(reason.code).ok().and_then(|code| code.as_str().map(str::to_owned));
    let mut params = reason.params.clone();
    params.insert("reason".to_owned(), code.unwrap_or_default());
    params
}

/// The reason that [`params_of`] wrote.
#[must_use]
pub fn reason_in(params: &BTreeMap<String, String>) -> Option<Reason> {
    let code = serde_json::from_value(serde_json::Value::String(params.get("reason")?.clone())).ok()?;
    let mut params = params.clone();
    params.remove("reason");
    Some(Reason { code, params })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::ReasonCode;

    #[test]
    fn a_reason_survives_the_timeline() {
        let reason = Reason::new(ReasonCode::NoDeliveryDate).with("days", 14);
        assert_eq!(params_of(&reason)["reason"], "no_delivery_date");
        assert_eq!(reason_in(&params_of(&reason)), Some(reason));
        assert_eq!(reason_in(&BTreeMap::new()), None);
    }

    #[test]
    fn every_code_has_a_name_of_its_own() {
        for code in EntryCode::ALL {
            assert_eq!(EntryCode::named(code.name()), Some(code));
        }
    }
}
