//! A purchase order as people see it.

use super::order::{OrderLine, OrderStatus, PurchaseOrder};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::{Money, ProductId, PurchaseOrderId, ReceiptId, SupplierId, UserId, WarehouseId};
use serde::{Deserialize, Serialize};

/// A purchase order in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseOrderSummary)]
pub struct Summary {
    /// Unique for ever.
    pub id: PurchaseOrderId,
    /// To be said over the phone: a letter and digits, the last a check digit.
    #[schema(example = "P10000004")]
    pub number: String,
    /// Raised by one with each change.
    pub version: i64,
    /// Where it stands.
    pub status: OrderStatus,
    /// Who delivers.
    pub supplier_id: SupplierId,
    /// The supplier's legal name.
    pub supplier_name: String,
    /// Where to.
    pub warehouse_id: WarehouseId,
    /// The warehouse's name.
    pub warehouse_name: Option<String>,
    /// The company's local day on which the buyer expects it.
    pub expected_on: NaiveDate,
    /// The day on which the last of it comes, as far as the supplier has said.
    pub promised_on: Option<NaiveDate>,
    /// Whether it should have come before today, and has not.
    pub late: bool,
    /// Whether less will come than was ordered, as far as is known.
    pub short: bool,
    /// Sum of the lines, without tax.
    pub total: Money,
    /// How many lines it has.
    pub line_count: i64,
    /// Base units ordered, of all lines.
    pub ordered_units: i64,
    /// Usable base units that have come, of all lines.
    pub received_units: i64,
    /// For the supplier.
    pub note: Option<String>,
    /// Who wrote it.
    pub created_by: UserId,
    /// The name of whoever wrote it.
    pub created_by_name: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the supplier last confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When somebody said that the rest will not come.
    pub closed_at: Option<DateTime<Utc>>,
}

/// A purchase order, whole.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseOrder)]
pub struct Whole {
    /// As in a list.
    #[serde(flatten)]
    pub summary: Summary,
    /// Each product once.
    pub lines: Vec<Line>,
    /// What came, oldest first.
    pub receipts: Vec<Receipt>,
}

/// A product of a purchase order.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseOrderLine)]
pub struct Line {
    /// The product.
    pub product_id: ProductId,
    /// Its SKU when it was ordered.
    pub sku: String,
    /// Its name when it was ordered.
    pub name: String,
    /// Such as `bottle`.
    pub unit: String,
    /// Base units ordered.
    pub quantity: i64,
    /// For one base unit, without tax.
    pub unit_cost: Money,
    /// Unit cost × quantity.
    pub amount: Money,
    /// Base units that the supplier delivers, once it has said.
    pub confirmed: Option<i64>,
    /// On which local day it delivers them.
    pub confirmed_on: Option<NaiveDate>,
    /// Usable base units that have come.
    pub received: i64,
    /// Base units that have come and cannot be used.
    pub damaged: i64,
    /// Base units that should still come.
    pub open: i64,
    /// Base units that were ordered and will not come, as far as is known.
    pub missing: i64,
    /// Usable base units that came beyond what was ordered.
    pub over: i64,
}

impl Line {
    /// As people see it.
    #[must_use]
    pub fn of(order: &PurchaseOrder, line: &OrderLine) -> Self {
        // The order was refused if this were too large.
        let amount = line.unit_cost.times(line.quantity).unwrap_or(line.unit_cost);
        Self {
            product_id: line.product_id,
            sku: line.sku.clone(),
            name: line.name.clone(),
            unit: line.unit.clone(),
            quantity: line.quantity,
            unit_cost: line.unit_cost,
            amount,
            confirmed: line.promise.map(|promise| promise.quantity),
            confirmed_on: line.promise.map(|promise| promise.on),
            received: line.received,
            damaged: line.damaged,
            open: if order.status.is_open() { line.open() } else { 0 },
            missing: order.missing(line),
            over: line.over(),
        }
    }
}

/// Whether a receipt is in stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PurchaseReceiptStatus)]
pub enum ReceiptStatus {
    /// Inventory has not answered yet.
    Booking,
    /// It is in stock.
    Booked,
}

impl ReceiptStatus {
    /// As the database and the interface spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Booked => "booked",
        }
    }

    /// Reads what the database holds; its `CHECK` allows nothing else than these two.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        if name == Self::Booked.name() { Self::Booked } else { Self::Booking }
    }
}

/// What came of a purchase order at one time.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = PurchaseReceipt)]
pub struct Receipt {
    /// Unique for ever.
    pub id: ReceiptId,
    /// The purchase order.
    pub purchase_order_id: PurchaseOrderId,
    /// Whether it is in stock.
    pub status: ReceiptStatus,
    /// What came, lot by lot.
    pub lines: Vec<ReceiptLine>,
    /// In the words of whoever counted it.
    pub note: Option<String>,
    /// Who counted it.
    pub received_by: UserId,
    /// The name of whoever counted it.
    pub received_by_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was in stock.
    pub booked_at: Option<DateTime<Utc>>,
}

/// Goods of one lot that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = PurchaseReceiptLine)]
pub struct ReceiptLine {
    /// The product, which is in the purchase order.
    pub product_id: ProductId,
    /// Base units that came, damaged ones included.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub quantity: i64,
    /// Base units of these that cannot be used.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000, default = 0)]
    pub damaged: i64,
    /// The lot's code.
    #[serde(default)]
    #[schema(max_length = 64)]
    pub lot: Option<String>,
    /// The lot's last day; needed where the product has a shelf life.
    #[serde(default)]
    pub expires_on: Option<NaiveDate>,
}
