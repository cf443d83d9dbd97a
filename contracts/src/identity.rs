//! What identity tells the others.

use crate::{CustomerId, Location, PurchaseOrderId, SellerId};
use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A public key with which access tokens are checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SigningKeyPublished {
    /// The key's id, as in the header of a token.
    pub kid: String,
    /// The raw 32 bytes of the Ed25519 public key, base64url without padding (the `x` of RFC 8037).
    pub public_key: String,
    /// From when identity signs with it.
    pub signs_from: DateTime<Utc>,
    /// Until when its tokens are believed, once that is known: another key has taken over or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_until: Option<DateTime<Utc>>,
}

/// Up to 500 shops.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CustomersChanged {
    /// The shops, each whole.
    pub items: Vec<CustomerState>,
}

/// The public state of a shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerState {
    /// The shop.
    pub id: CustomerId,
    /// Raised by one with each change.
    pub version: i64,
    /// Whether it may order.
    pub status: CustomerStatus,
    /// The shop's name.
    pub business_name: String,
    /// E.164.
    pub phone: String,
    /// Street address.
    pub address: String,
    /// City, if known.
    pub city: Option<String>,
    /// The pin on the map, if there is one.
    pub location: Option<Location>,
    /// The seller who looks after it.
    pub seller_id: Option<SellerId>,
}

/// Whether a shop may order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerStatus {
    /// Registered itself or was captured by a seller; may order.
    Pending,
    /// Checked by a person; may order.
    Active,
    /// May not order.
    Blocked,
    /// Written by a newer build than this one.
    #[serde(other)]
    Unknown,
}

/// Write a mail to somebody outside: identity has the words, the mail server and the company's address. Idempotent by `id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SendMail {
    /// The mail, also in its header.
    pub id: Uuid,
    /// Where it goes.
    pub address: String,
    /// How its reader is called.
    pub name: String,
    /// The reader's language: `es` or `en`.
    pub lang: String,
    /// What it says.
    pub letter: Letter,
}

/// What a mail says that another service asks for, with what its words need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "template", rename_all = "snake_case")]
pub enum Letter {
    /// There is a purchase order to be confirmed.
    PurchaseOrderSent(AboutPurchaseOrder),
    /// A purchase order was changed and is to be confirmed again.
    PurchaseOrderChanged(AboutPurchaseOrder),
    /// A purchase order is not wanted any more.
    PurchaseOrderCancelled(AboutPurchaseOrder),
    /// Written by a newer build than this one.
    #[serde(other)]
    Unknown,
}

/// What a letter says of a purchase order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AboutPurchaseOrder {
    /// The purchase order, to which the mail links.
    pub id: PurchaseOrderId,
    /// Its number.
    pub number: String,
    /// The company's local day on which the goods are expected.
    pub expected_on: NaiveDate,
    /// How many different products it asks for.
    pub products: u32,
}

/// What a person may do. A user can have several.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Users, settings, health of the system.
    Admin,
    /// Suppliers, catalogue, imports, purchase orders, receipts.
    Purchasing,
    /// Receive, put away, pick, count, transfer, adjust.
    Warehouse,
    /// Trucks, delivery routes, dispatch, incidents.
    Logistics,
    /// Sellers, territories, sales plans, visits, reports.
    SalesManager,
    /// Sees only its own products, purchase orders, stock and sell-out.
    Supplier,
    /// Today's run sheet, proof of delivery.
    Driver,
    /// Today's shops, visits, evidence, orders.
    Seller,
    /// Catalogue, orders, tracking.
    Customer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 9] = [
        Self::Admin,
        Self::Purchasing,
        Self::Warehouse,
        Self::Logistics,
        Self::SalesManager,
        Self::Supplier,
        Self::Driver,
        Self::Seller,
        Self::Customer,
    ];
    /// The company's own office people: all but the last four.
    pub const STAFF: [Self; 5] = [Self::Admin, Self::Purchasing, Self::Warehouse, Self::Logistics, Self::SalesManager];

    /// The name used in tokens and documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Purchasing => "purchasing",
            Self::Warehouse => "warehouse",
            Self::Logistics => "logistics",
            Self::SalesManager => "sales_manager",
            Self::Supplier => "supplier",
            Self::Driver => "driver",
            Self::Seller => "seller",
            Self::Customer => "customer",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| format!("there is no role `{name}`; there are: {}", Self::ALL.map(Self::name).join(", ")))
    }
}
