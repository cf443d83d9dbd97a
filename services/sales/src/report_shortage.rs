//! Report that something of a delivered order was missing, damaged or wrong. Photos follow it (`shortage_photos.rs`).

use crate::customer::Scope;
use crate::shortage::{self, MOST_LINES, MOST_PHOTOS, Photo, Shortage, ShortageKind, ShortageLine, ShortageStatus};
use crate::shortage_view::ShortageView;
use crate::store::{self, shortages};
use crate::{hints, read_orders};
use axum::extract::State;
use chassis::{App, Body, Caller, Checks, Claim, Problem, Reply, Routes, Text, Tx, Validate};
use chrono::{DateTime, Datelike, SubsecRound, Utc};
use contracts::{OrderId, ProductId, Quantity, ShortageId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use utoipa_axum::routes;
use uuid::Uuid;

/// `POST /api/sales/shortages`.
pub fn routes() -> Routes {
    Routes::new().add(read_orders::readers(), routes!(report_shortage))
}

/// What was missing, damaged or wrong.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReportShortage {
    /// Made by the client, so that it can send the report again without reporting twice.
    #[serde(default)]
    pub id: Option<ShortageId>,
    /// A delivered order.
    pub order_id: OrderId,
    /// 1 to 200 products of the order, each once per kind.
    #[schema(min_items = 1, max_items = 200)]
    pub lines: Vec<ReportShortageLine>,
    /// Up to 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: Option<String>,
    /// When it was captured on a phone without signal.
    #[serde(default)]
    pub captured_at: Option<DateTime<Utc>>,
    /// Photos that will follow as media of this report, by the ids that the client has made for them; at most 10.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub media_ids: Vec<Uuid>,
}

/// Some units of a product with which the same was wrong.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReportShortageLine {
    /// The product.
    pub product_id: ProductId,
    /// Base units; in all reports of the order at most what was ordered.
    #[schema(minimum = 1, maximum = 1_000_000, example = 2)]
    pub quantity: i64,
    /// What was wrong.
    pub kind: ShortageKind,
}

impl Validate for ReportShortage {
    fn validate(&self, c: &mut Checks) {
        let none = Text::new("Say what was wrong with which product.", "Indique qué pasó con cuál producto.");
        c.check("/lines", !self.lines.is_empty(), "no_lines", none);
        let many = Text::new("A report has at most 200 lines.", "Un reporte tiene máximo 200 líneas.");
        c.check("/lines", self.lines.len() <= MOST_LINES, "too_many_lines", many);
        let mut seen = HashSet::new();
        for (i, line) in self.lines.iter().take(MOST_LINES).enumerate() {
            c.range(format!("/lines/{i}/quantity"), line.quantity, 1..=Quantity::MAX);
            let twice = Text::new(
                "This product is in the report with this kind already; put the quantities together.",
                "Este producto ya está en el reporte con este motivo; sume las cantidades.",
            );
            let new = seen.insert((line.product_id, line.kind));
            c.check(format!("/lines/{i}/product_id"), new, "duplicate_product", twice);
        }
        c.text("/note", self.note.as_deref(), 0..=500);
        let photos = Text::new("At most 10 photos, each once.", "Máximo 10 fotos, cada una una vez.");
        let distinct: HashSet<&Uuid> = self.media_ids.iter().collect();
        let fine = self.media_ids.len() <= MOST_PHOTOS && distinct.len() == self.media_ids.len();
        c.check("/media_ids", fine, "too_many_photos", photos);
        let age = Text::new("That is not a time of capture.", "Esa no es una hora de captura.");
        let sane = self.captured_at.is_none_or(|at| (2000..=9999).contains(&at.year()));
        c.check("/captured_at", sane, "out_of_range", age);
    }
}

/// Report what was missing, damaged or wrong in a delivered order.
///
/// A customer reports for its own orders, a seller for those of its shops, staff for any. Only products of which something was
/// delivered can be reported, and in all reports of an order that were not declined no more units than were ordered.
#[utoipa::path(post, path = "/api/sales/shortages", tag = "sales", request_body = ReportShortage, responses(
    (status = 201, description = "Taken; photos may follow now", body = ShortageView),
    (status = 200, description = "Sent before with this id: the report as it is now", body = ShortageView),
))]
async fn report_shortage(State(app): State<App>, caller: Caller, body: Body<ReportShortage>) -> Result<Reply, Problem> {
    let (who, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        let request = &*asked;
        if let Some(id) = request.id {
            match tx.claim_id(id.0, "shortage", &who, &asked).await? {
                Claim::New => {}
                Claim::Taken => return Err(Problem::id_taken()),
                Claim::Same => {
                    let known = shortages::shortage(&tx, id).await?.ok_or_else(Problem::not_found)?;
                    let version = known.version;
                    return Ok(Reply::ok(&ShortageView::from(known)).etag(version));
                }
            }
        }
        // Locked, so that of two reports at once the second is judged with the first.
        let order = store::order_to_change(&tx, request.order_id).await?;
        let order = order.filter(|order| Scope::of(&who.principal).holds(order)).ok_or_else(Problem::not_found)?;
        let lines = lines(request)?;
        shortage::judge(&order, &shortages::reported(&tx, order.id).await?, &lines)?;
        let now = tx.now();
        let shortage = Shortage {
            id: request.id.unwrap_or_else(ShortageId::new),
            version: 1,
            status: ShortageStatus::Reported,
            order_id: order.id,
            order_number: order.number,
            customer_id: order.customer_id,
            seller_id: order.seller_id,
            lines,
            note: trimmed(request.note.as_deref()),
            reported_by: who.principal.name.clone(),
            photos: request.media_ids.iter().map(|id| Photo { id: *id, ready_at: None }).collect(),
            answer: None,
            settled_at: None,
            captured_at: request.captured_at.map_or(now, |at| at.trunc_subsecs(6).min(now)),
            created_at: now,
            updated_at: now,
        };
        if !shortages::insert(&tx, &shortage).await? {
            return Err(Problem::id_taken());
        }
        hints::shortage_changed(&tx, &shortage);
        let units: i64 = shortage.lines.iter().map(|line| line.quantity.get()).sum();
        let told = json!({"shortage_id": shortage.id, "order_id": shortage.order_id, "lines": shortage.lines.len(), "units": units});
        // It belongs to the history of both.
        tx.audit(shortage.id.0, "shortage_reported", told.clone());
        tx.audit(shortage.order_id.0, "shortage_reported", told);
        let (location, version) = (format!("/api/sales/shortages/{}", shortage.id), shortage.version);
        Ok(Reply::created(&ShortageView::from(shortage)).location(location).etag(version))
    })
    .await
}

fn lines(request: &ReportShortage) -> Result<Vec<ShortageLine>, Problem> {
    let line = |line: &ReportShortageLine| {
        let quantity = Quantity::new(line.quantity).map_err(|_| Problem::bug())?;
        Ok(ShortageLine { product_id: line.product_id, quantity, kind: line.kind })
    };
    request.lines.iter().map(line).collect()
}

/// What somebody wrote, if anything.
pub(crate) fn trimmed(note: Option<&str>) -> Option<String> {
    note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty())
}
