//! What was changed of a purchase order that the supplier has: kept, field by field. Pure.

use super::order::{OrderLine, PurchaseOrder};
use chrono::{DateTime, Utc};
use contracts::{ProductId, PurchaseOrderId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Who amended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PurchaseOrderAmendmentKind)]
pub enum AmendmentKind {
    /// The buyer asks for something else.
    Changed,
    /// The supplier (or somebody for it) says how much it delivers and when.
    Confirmed,
}

impl AmendmentKind {
    /// As the database and the interface spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Confirmed => "confirmed",
        }
    }

    /// Reads what the database holds; its `CHECK` allows nothing else than these two.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        if name == Self::Confirmed.name() { Self::Confirmed } else { Self::Changed }
    }
}

/// A field that is another now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PurchaseOrderFieldChange)]
pub struct FieldChange {
    /// `expected_on`, `note`; of a line: `quantity`, `unit_cost`, `confirmed`, `confirmed_on`.
    pub field: String,
    /// The product of the line, where it is a field of a line.
    pub product_id: Option<ProductId>,
    /// What it was; `null` where there was none (the line is new).
    #[schema(value_type = Object, nullable)]
    pub from: Value,
    /// What it is; `null` where there is none any more (the line is gone).
    #[schema(value_type = Object, nullable)]
    pub to: Value,
}

/// What somebody changed at once.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseOrderAmendment)]
pub struct Amendment {
    /// Unique for ever.
    pub id: Uuid,
    /// The purchase order.
    pub purchase_order_id: PurchaseOrderId,
    /// Who amended: the buyer or the supplier.
    pub kind: AmendmentKind,
    /// What is another now.
    pub changes: Vec<FieldChange>,
    /// In the words of whoever confirmed.
    pub note: Option<String>,
    /// Who did it.
    pub by: UserId,
    /// The name of whoever did it.
    pub by_name: String,
    /// The version of the purchase order since then.
    pub version: i64,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What is another now.
#[must_use]
pub fn differences(before: &PurchaseOrder, after: &PurchaseOrder) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut compare = |field: &str, product_id: Option<ProductId>, from: Value, to: Value| {
        if from != to {
            changes.push(FieldChange { field: field.to_owned(), product_id, from, to });
        }
    };
    compare("expected_on", None, json!(before.expected_on), json!(after.expected_on));
    compare("note", None, json!(before.note), json!(after.note));
    let known: BTreeMap<ProductId, &OrderLine> = before.lines.iter().map(|line| (line.product_id, line)).collect();
    let left = before.lines.iter().filter(|old| after.lines.iter().all(|line| line.product_id != old.product_id));
    let pairs = after.lines.iter().map(|line| (known.get(&line.product_id).copied(), Some(line)));
    for (old, new) in pairs.chain(left.map(|old| (Some(old), None))) {
        let product = old.or(new).map(|line| line.product_id);
        type Read = fn(&OrderLine) -> Value;
        let both = |read: Read| (old.map_or(Value::Null, read), new.map_or(Value::Null, read));
        let fields: [(&str, Read); 4] = [
            ("quantity", |line| json!(line.quantity)),
            ("unit_cost", |line| json!(line.unit_cost)),
            ("confirmed", |line| json!(line.promise.map(|promise| promise.quantity))),
            ("confirmed_on", |line| json!(line.promise.map(|promise| promise.on))),
        ];
        for (field, read) in fields {
            let (from, to) = both(read);
            compare(field, product, from, to);
        }
    }
    changes
}
