//! Why something happened, as data: stored and sent as `{code, params}`, turned into text when it is read, in the reader's language.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A reason with what its text needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, utoipa::ToSchema)]
pub struct Reason {
    /// What happened.
    pub code: ReasonCode,
    /// Values for the text, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Reason {
    /// A reason without parameters.
    #[must_use]
    pub fn new(code: ReasonCode) -> Self {
        Self { code, params: BTreeMap::new() }
    }

    /// The same reason with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Every reason that crosses a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// A line: nothing of the product is available in any warehouse.
    OutOfStock,
    /// A line: less than ordered is available in every warehouse (`available`: the most that one warehouse has).
    NotEnoughStock,
    /// A line: inventory has never heard of the product.
    UnknownProduct,
    /// A line that could have been filled, in an order that is all or nothing.
    OtherLinesUnavailable,
    /// The order: no warehouse can fill it.
    NothingAvailable,
    /// The order: no delivery day with room within the horizon (`days`: business days looked at).
    NoDeliveryDate,
    /// The order: it is heavier than any day's whole capacity.
    TooHeavy,
    /// The order was cancelled by request.
    CancelledByRequest,
    /// The cancellation came too late: picking has begun.
    PickingBegun,
    /// A backorder was not filled in time.
    BackorderExpired,
    /// Written by a newer build than this one.
    #[serde(other)]
    Unknown,
}
