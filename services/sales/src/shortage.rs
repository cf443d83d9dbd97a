//! What was missing, damaged or wrong in a delivered order: what may be reported, and how it is settled. Pure.

use crate::number::OrderNumber;
use crate::order::{Order, OrderStatus};
use crate::shortage_refused::ShortageRefused;
use chrono::{DateTime, Utc};
use contracts::{CustomerId, OrderId, ProductId, Quantity, SellerId, ShortageId};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The most lines of one report: as many as an order has, and each product may be missing in part and damaged in part.
pub const MOST_LINES: usize = 200;
/// The most photos of one report: enough to show a pallet from all sides.
pub const MOST_PHOTOS: usize = 10;

/// What was wrong with some units of a product.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ShortageKind {
    /// They did not come.
    Missing,
    /// They came and cannot be sold.
    Damaged,
    /// Something else came in their place.
    Wrong,
}

impl ShortageKind {
    const ALL: [Self; 3] = [Self::Missing, Self::Damaged, Self::Wrong];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Damaged => "damaged",
            Self::Wrong => "wrong",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShortageStatus {
    /// The office has not answered yet.
    Reported,
    /// The office agrees.
    Accepted,
    /// The office does not agree, and says why.
    Declined,
}

impl ShortageStatus {
    const ALL: [Self; 3] = [Self::Reported, Self::Accepted, Self::Declined];

    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// The office's answer to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It agrees.
    Accepted,
    /// It does not agree.
    Declined,
}

impl Decision {
    const fn status(self) -> ShortageStatus {
        match self {
            Self::Accepted => ShortageStatus::Accepted,
            Self::Declined => ShortageStatus::Declined,
        }
    }
}

/// Some units of a product with which the same was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortageLine {
    /// The product.
    pub product_id: ProductId,
    /// Base units.
    pub quantity: Quantity,
    /// What was wrong.
    pub kind: ShortageKind,
}

/// A photo of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Photo {
    /// The medium.
    pub id: Uuid,
    /// When it had come; `None` where it was only announced.
    pub ready_at: Option<DateTime<Utc>>,
}

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortage {
    /// Made by whoever reports.
    pub id: ShortageId,
    /// Raised by one with each change.
    pub version: i64,
    /// Where it stands.
    pub status: ShortageStatus,
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: OrderNumber,
    /// Whose order it was.
    pub customer_id: CustomerId,
    /// The seller who looks after the customer now.
    pub seller_id: Option<SellerId>,
    /// What was wrong.
    pub lines: Vec<ShortageLine>,
    /// What the reporter wrote.
    pub note: Option<String>,
    /// The reporter's name.
    pub reported_by: String,
    /// Photos that are here or have been announced, oldest first.
    pub photos: Vec<Photo>,
    /// What the office wrote.
    pub answer: Option<String>,
    /// When the office answered.
    pub settled_at: Option<DateTime<Utc>>,
    /// When it was captured, perhaps without signal.
    pub captured_at: DateTime<Utc>,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Why a line cannot be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFault {
    /// The product is not in the order.
    NotOrdered,
    /// Nothing of it was delivered, which the order itself says.
    NotDelivered,
    /// More units than were ordered, in all reports of the order; so many are left.
    TooMany(i64),
}

/// Judges a report by what its order was. `before` are the units of each product in the order's reports so far, those that were
/// declined left out: a shop may come again with better evidence.
///
/// # Errors
/// Where the order was not delivered, or with each line that cannot be.
pub fn judge(order: &Order, before: &BTreeMap<ProductId, i64>, lines: &[ShortageLine]) -> Result<(), ShortageRefused> {
    if order.status != OrderStatus::Delivered {
        return Err(ShortageRefused::NotDelivered);
    }
    let ordered: HashMap<ProductId, (i64, i64)> =
        order.lines.iter().map(|line| (line.product_id, (line.ordered.get(), line.delivered))).collect();
    let mut left: HashMap<ProductId, i64> = HashMap::new();
    let mut faults = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let fault = match ordered.get(&line.product_id) {
            None => Some(ReportFault::NotOrdered),
            Some((_, 0)) => Some(ReportFault::NotDelivered),
            Some((units, _)) => {
                let reported = before.get(&line.product_id).copied().unwrap_or(0);
                let left = left.entry(line.product_id).or_insert_with(|| (units - reported).max(0));
                match *left - line.quantity.get() {
                    rest @ 0.. => {
                        *left = rest;
                        None
                    }
                    _ => Some(ReportFault::TooMany(*left)),
                }
            }
        };
        faults.extend(fault.map(|fault| (place, fault)));
    }
    if faults.is_empty() { Ok(()) } else { Err(ShortageRefused::Lines(faults)) }
}

/// What an answer led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Settled {
    /// It must be stored.
    Now,
    /// It was answered so before.
    Before,
}

impl Shortage {
    /// The office answers, once.
    ///
    /// # Errors
    /// When it was answered otherwise before.
    pub fn settle(
        &mut self,
        decision: Decision,
        answer: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Settled, ShortageRefused> {
        if self.status == decision.status() {
            return Ok(Settled::Before);
        }
        if self.status != ShortageStatus::Reported {
            return Err(ShortageRefused::SettledOtherwise);
        }
        self.status = decision.status();
        self.answer = answer;
        self.settled_at = Some(now);
        self.changed(now);
        Ok(Settled::Now)
    }

    /// A photo has come, whether it was announced or not. `false` where there are enough.
    #[must_use]
    pub fn show(&mut self, medium: Uuid, now: DateTime<Utc>) -> bool {
        let here = self.photos.iter().filter(|photo| photo.ready_at.is_some() && photo.id != medium).count();
        if here >= MOST_PHOTOS {
            return false;
        }
        match self.photos.iter_mut().find(|photo| photo.id == medium) {
            Some(photo) => photo.ready_at = Some(photo.ready_at.unwrap_or(now)),
            None => self.photos.push(Photo { id: medium, ready_at: Some(now) }),
        }
        self.changed(now);
        true
    }

    fn changed(&mut self, now: DateTime<Utc>) {
        self.version += 1;
        self.updated_at = now;
    }
}

#[cfg(test)]
mod tests;
