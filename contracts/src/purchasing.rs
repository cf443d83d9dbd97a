//! What purchasing tells the others.

use crate::{ImportId, Money, ProductId, SupplierId, TaxRate};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Up to 500 products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProductsChanged {
    /// The products, each whole.
    pub items: Vec<ProductState>,
}

/// The public state of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProductState {
    /// The product.
    pub id: ProductId,
    /// Raised by one with each change.
    pub version: i64,
    /// Whether it can be ordered.
    pub status: ProductStatus,
    /// Unique.
    pub sku: String,
    /// As shown.
    pub name: String,
    /// Who makes it.
    pub supplier_id: SupplierId,
    /// Such as `lacteos`.
    pub category: Option<String>,
    /// Such as `unit` or `bottle`.
    pub unit: String,
    /// Base units in a pack, a way to type quantities.
    pub pack_size: i64,
    /// Every price that was valid in the last 14 days or will be, oldest first.
    pub prices: Vec<PriceFrom>,
    /// Tax on top of the price.
    pub tax_rate_bp: TaxRate,
    /// Weight of a base unit.
    pub weight_grams: i64,
    /// Volume of a base unit.
    pub volume_ml: i64,
    /// Days a lot must have left to be sold; inventory's default holds where it is absent.
    pub min_days_left: Option<i64>,
    /// GTIN.
    pub barcode: Option<String>,
}

/// A price and from when it holds, until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
pub struct PriceFrom {
    /// For one base unit, without tax.
    pub price: Money,
    /// The first instant at which it holds.
    pub valid_from: DateTime<Utc>,
}

/// Whether a product can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductStatus {
    /// In the catalogue.
    Active,
    /// Gone from lists, kept in old orders.
    Archived,
    /// Written by a newer build than this one.
    #[serde(other)]
    Unknown,
}

/// Purchasing tells itself to take the next step of an import: to check, commit or undo some of its rows. Any replica may take
/// it, and whoever dies in the middle is followed by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContinueImport {
    /// The import.
    pub import_id: ImportId,
    /// The step; one that has been taken is not taken again.
    pub step: i64,
}
