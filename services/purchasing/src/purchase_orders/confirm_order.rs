//! A supplier says how much of a purchase order it delivers and when; or somebody of the company says so on its behalf.

use super::amendment::{Amendment, AmendmentKind, differences};
use super::order::{Confirmation, Step};
use super::tell;
use super::terms::{MOST_LINES, NOTE_LENGTH, check_day, tidied};
use super::view::Whole;
use crate::store;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, PathOf, Problem, Reply, Routes, Text, Tx, Validate};
use chrono::NaiveDate;
use contracts::identity::Role;
use contracts::{ProductId, PurchaseOrderId, Quantity};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use utoipa_axum::routes;
use uuid::Uuid;

/// `POST /api/purchasing/purchase-orders/{id}/confirm`.
pub fn routes() -> Routes {
    let who = Access::roles(&[Role::Supplier, Role::Purchasing, Role::Admin]);
    Routes::new().add(who, routes!(confirm_purchase_order))
}

/// What the supplier says. Lines that are not named are delivered as ordered.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConfirmPurchaseOrder {
    /// The company's local day of lines that name none; the expected day where it is left out.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// Lines that differ, each product once.
    #[serde(default)]
    #[schema(max_items = 500)]
    pub lines: Vec<ConfirmLine>,
    /// For the buyer; kept with the amendment.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub note: Option<String>,
}

/// What the supplier says of a line.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ConfirmPurchaseOrderLine)]
pub struct ConfirmLine {
    /// The product.
    pub product_id: ProductId,
    /// Base units that it delivers; 0 for none.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub quantity: i64,
    /// On which day.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

impl Validate for ConfirmPurchaseOrder {
    fn validate(&self, c: &mut Checks) {
        check_day(c, "/on", self.on);
        let many = Text::new("There are not so many lines.", "No hay tantas líneas.");
        c.check("/lines", self.lines.len() <= MOST_LINES, "too_many_lines", many);
        let mut seen = BTreeSet::new();
        for (i, line) in self.lines.iter().take(MOST_LINES).enumerate() {
            c.range(format!("/lines/{i}/quantity"), line.quantity, 0..=Quantity::MAX);
            check_day(c, format!("/lines/{i}/on"), line.on);
            let twice = Text::new("Name each product once.", "Nombre cada producto una vez.");
            c.check(format!("/lines/{i}/product_id"), seen.insert(line.product_id), "duplicate_product", twice);
        }
        c.text("/note", self.note.as_deref(), 0..=NOTE_LENGTH);
    }
}

/// Confirm a purchase order: how much is delivered, and when
///
/// With `If-Match`, an order that was changed since is not confirmed unseen (412). Less or later than ordered is shown as such; it may be confirmed again, otherwise, until all of it has come. A supplier
/// confirms its own; people of the company on its behalf.
#[utoipa::path(post, path = "/api/purchasing/purchase-orders/{id}/confirm", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path)), request_body = ConfirmPurchaseOrder,
    responses((status = 200, description = "The purchase order as it is now.", body = Whole)))]
async fn confirm_purchase_order(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<PurchaseOrderId>,
    body: Body<ConfirmPurchaseOrder>,
) -> Result<Reply, Problem> {
    let (who, asked) = (caller.clone(), body.clone());
    // Who has seen the order says which; another system may confirm whatever there is.
    let seen = caller.if_match().ok();
    app.command(&caller, &body, move |tx: Tx| async move {
        let mut order = tell::to_change(&tx, &who, id).await?;
        let before = order.clone();
        let lines = asked.lines.iter().map(|line| (line.product_id, line.quantity, line.on)).collect();
        if order.confirm(&Confirmation { on: asked.on, lines }, tx.now())? == Step::Done {
            if seen.is_some_and(|seen| seen != before.version) {
                let today = tx.company().local_date(tx.now());
                let present = tell::whole(&tx, before, today).await?;
                return Err(tx.changed_meanwhile(id.0, &present).await);
            }
            store::purchase_orders::save(&tx, &order).await?;
            let amendment = Amendment {
                id: Uuid::now_v7(),
                purchase_order_id: id,
                kind: AmendmentKind::Confirmed,
                changes: differences(&before, &order),
                note: tidied(asked.note.as_deref()),
                by: who.principal.user_id,
                by_name: who.principal.name.clone(),
                version: order.version,
                created_at: tx.now(),
            };
            store::purchase_orders::insert_amendment(&tx, &amendment).await?;
            let detail = json!({"number": order.number, "changes": amendment.changes, "note": amendment.note});
            tell::done(&tx, &order, "purchase_order_confirmed", detail);
        }
        tell::shown(&tx, order).await
    })
    .await
}
