//! Settle a report of a shortage: the office agrees, or does not and says why.

use crate::hints;
use crate::report_shortage::trimmed;
use crate::shortage::{Decision, Settled};
use crate::shortage_view::ShortageView;
use crate::store::shortages;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, PathOf, Problem, Reply, Routes, Text, Tx, Validate};
use contracts::ShortageId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::routes;

/// `POST /api/sales/shortages/{id}/settle`.
pub fn routes() -> Routes {
    Routes::new().add(Access::staff(), routes!(settle_shortage))
}

/// The office's answer.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettleShortage {
    /// Whether the office agrees.
    pub decision: Decision,
    /// Up to 500 characters for the customer; needed where the report is declined.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

impl Validate for SettleShortage {
    fn validate(&self, c: &mut Checks) {
        c.text("/note", self.note.as_deref(), 0..=500);
        let why = Text::new("Tell the customer why.", "Cuéntele al cliente por qué.");
        let told = self.decision == Decision::Accepted || trimmed(self.note.as_deref()).is_some();
        c.check("/note", told, "note_missing", why);
    }
}

/// Settle a report of a shortage.
///
/// Once: the same answer again changes nothing, another one is refused.
#[utoipa::path(post, path = "/api/sales/shortages/{id}/settle", tag = "sales", request_body = SettleShortage,
    params(("id" = ShortageId, Path,)), responses(
        (status = 200, description = "The report as it is now", body = ShortageView),
    ))]
async fn settle_shortage(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<ShortageId>,
    body: Body<SettleShortage>,
) -> Result<Reply, Problem> {
    let asked = body.clone();
    app.command(&caller, &body, move |tx: Tx| async move {
        let mut shortage = shortages::shortage_to_change(&tx, id).await?.ok_or_else(Problem::not_found)?;
        if shortage.settle(asked.decision, trimmed(asked.note.as_deref()), tx.now())? == Settled::Now {
            shortages::save(&tx, &shortage).await?;
            hints::shortage_changed(&tx, &shortage);
            let told = json!({"shortage_id": id, "decision": asked.decision, "note": shortage.answer});
            tx.audit(id.0, "shortage_settled", told.clone());
            tx.audit(shortage.order_id.0, "shortage_settled", told);
        }
        let version = shortage.version;
        Ok(Reply::ok(&ShortageView::from(shortage)).etag(version))
    })
    .await
}
