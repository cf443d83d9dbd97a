//! A shortage as clients see it.

use crate::number::OrderNumber;
use crate::shortage::{Shortage, ShortageKind, ShortageStatus};
use chrono::{DateTime, Utc};
use contracts::{CustomerId, OrderId, ProductId, SellerId, ShortageId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a shop says was missing, damaged or wrong in a delivered order.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Shortage)]
pub struct ShortageView {
    /// The report.
    pub id: ShortageId,
    /// Where it stands.
    pub status: ShortageStatus,
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: OrderNumber,
    /// Whose order it was.
    pub customer_id: CustomerId,
    /// The seller who looks after the customer.
    pub seller_id: Option<SellerId>,
    /// What was wrong. Their names are in the order.
    pub lines: Vec<ShortageLineView>,
    /// What the reporter wrote.
    pub note: Option<String>,
    /// The reporter's name.
    pub reported_by: String,
    /// Its photos, those that are still on their way too.
    pub photos: Vec<PhotoView>,
    /// What the office wrote when it answered.
    pub answer: Option<String>,
    /// When the office answered.
    pub settled_at: Option<DateTime<Utc>>,
    /// When it was captured, perhaps without signal.
    pub captured_at: DateTime<Utc>,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Raised by one with each change.
    pub version: i64,
}

/// Some units of a product with which the same was wrong.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = ShortageLine)]
pub struct ShortageLineView {
    /// The product.
    pub product_id: ProductId,
    /// Base units.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub quantity: i64,
    /// What was wrong.
    pub kind: ShortageKind,
}

/// A photo of a report.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = ShortagePhoto)]
pub struct PhotoView {
    /// The medium: `GET /api/sales/media/{id}` tells where it can be read.
    pub id: Uuid,
    /// When it had come; null while it is on its way.
    pub ready_at: Option<DateTime<Utc>>,
}

impl From<Shortage> for ShortageView {
    fn from(it: Shortage) -> Self {
        let line = |line: &crate::shortage::ShortageLine| ShortageLineView {
            product_id: line.product_id,
            quantity: line.quantity.get(),
            kind: line.kind,
        };
        Self {
            id: it.id,
            status: it.status,
            order_id: it.order_id,
            order_number: it.order_number,
            customer_id: it.customer_id,
            seller_id: it.seller_id,
            lines: it.lines.iter().map(line).collect(),
            note: it.note,
            reported_by: it.reported_by,
            photos: it.photos.iter().map(|photo| PhotoView { id: photo.id, ready_at: photo.ready_at }).collect(),
            answer: it.answer,
            settled_at: it.settled_at,
            captured_at: it.captured_at,
            created_at: it.created_at,
            updated_at: it.updated_at,
            version: it.version,
        }
    }
}
