//! A buyer changes a purchase order: a draft as it pleases; once it was sent, as an amendment that is kept and mailed.

use super::amendment::{Amendment, AmendmentKind, differences};
use super::order::{Step, Terms};
use super::scope::buyers;
use super::terms::{self, NOTE_LENGTH, NewLine, check_lines, tidied};
use super::view::Whole;
use super::{order_refused::OrderRefused, tell};
use crate::patch::given;
use crate::store;
use axum::extract::State;
use chassis::{App, Body, Caller, Checks, Nullable, PathOf, Problem, Reply, Routes, Tx, Validate};
use chrono::NaiveDate;
use contracts::identity::Letter;
use contracts::{PurchaseOrderId, SupplierId, WarehouseId};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use utoipa_axum::routes;
use uuid::Uuid;

/// `PATCH /api/purchasing/purchase-orders/{id}`.
pub fn routes() -> Routes {
    Routes::new().add(buyers(), routes!(change_purchase_order))
}

/// What changes; what is left out stays (a JSON merge patch).
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
pub struct PurchaseOrderChange {
    /// Who delivers; only of a draft.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = SupplierId, required = false)]
    pub supplier_id: Option<SupplierId>,
    /// Where to; only of a draft.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = WarehouseId, required = false)]
    pub warehouse_id: Option<WarehouseId>,
    /// The company's local day on which it is expected.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = NaiveDate, required = false)]
    pub expected_on: Option<NaiveDate>,
    /// All lines as they are to be. Those that stay as they are keep their confirmation.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<NewLine>, required = false, min_items = 1, max_items = 500)]
    pub lines: Option<Vec<NewLine>>,
    /// For the supplier; `null` removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2_000)]
    pub note: Nullable<String>,
}

impl Validate for PurchaseOrderChange {
    fn validate(&self, c: &mut Checks) {
        if let Some(lines) = &self.lines {
            check_lines(c, lines);
        }
        terms::check_day(c, "/expected_on", self.expected_on);
        c.text("/note", self.note.value().map(String::as_str), 0..=NOTE_LENGTH);
    }
}

/// Change a purchase order
///
/// A draft changes as it is. After it was sent, each change is an amendment (`…/amendments`) of which the supplier is told by
/// mail: lines that are changed, and all lines where the expected day is another, are to be confirmed again.
#[utoipa::path(patch, path = "/api/purchasing/purchase-orders/{id}", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path)), request_body = PurchaseOrderChange,
    responses((status = 200, description = "The purchase order as it is now.", body = Whole)))]
async fn change_purchase_order(
    State(app): State<App>,
    caller: Caller,
    PathOf(id): PathOf<PurchaseOrderId>,
    body: Body<PurchaseOrderChange>,
) -> Result<Reply, Problem> {
    let seen = caller.if_match()?;
    terms::check_currency(body.lines.as_deref().unwrap_or_default(), app.company().currency)?;
    if let Some(warehouse) = body.warehouse_id {
        terms::wait_for_warehouse(&app, warehouse).await?;
    }
    let (who, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        let mut order = tell::to_change(&tx, &who, id).await?;
        if order.version != seen {
            let today = tx.company().local_date(tx.now());
            let present = tell::whole(&tx, order, today).await?;
            return Err(tx.changed_meanwhile(id.0, &present).await);
        }
        let before = order.clone();
        let wanted = wanted(&tx, &asked, order.terms()).await?;
        if order.change(wanted, tx.now())? == Step::AsItWas {
            return tell::shown(&tx, order).await;
        }
        order.total().map_err(|_| OrderRefused::TooLarge)?;
        store::purchase_orders::save(&tx, &order).await?;
        let changes = differences(&before, &order);
        tell::done(&tx, &order, "purchase_order_changed", json!({"number": order.number, "changes": changes}));
        if order.sent_at.is_some() {
            let supplier = store::supplier(&tx, order.supplier_id).await?.ok_or_else(Problem::not_found)?;
            tell::write_to(&tx, &supplier, &order, who.lang, Letter::PurchaseOrderChanged);
            let amendment = Amendment {
                id: Uuid::now_v7(),
                purchase_order_id: id,
                kind: AmendmentKind::Changed,
                changes,
                note: None,
                by: who.principal.user_id,
                by_name: who.principal.name.clone(),
                version: order.version,
                created_at: tx.now(),
            };
            store::purchase_orders::insert_amendment(&tx, &amendment).await?;
        }
        tell::shown(&tx, order).await
    })
    .await
}

async fn wanted(tx: &Tx, asked: &PurchaseOrderChange, mut terms: Terms) -> Result<Terms, Problem> {
    let present = terms.supplier_id;
    if let Some(supplier) = asked.supplier_id.filter(|supplier| *supplier != present) {
        terms::supplier(tx, supplier).await?;
        terms.supplier_id = supplier;
    }
    if let Some(warehouse) = asked.warehouse_id.filter(|warehouse| *warehouse != terms.warehouse_id) {
        terms::must_know_warehouse(tx, warehouse).await?;
        terms.warehouse_id = warehouse;
    }
    let as_they_are = || {
        let line = |line: &super::order::OrderLine| NewLine {
            product_id: line.product_id,
            quantity: line.quantity,
            unit_cost: line.unit_cost,
        };
        terms.lines.iter().map(line).collect::<Vec<_>>()
    };
    if asked.lines.is_some() || terms.supplier_id != present {
        // To another supplier, everything is new.
        let in_it = match terms.supplier_id == present {
            true => terms.lines.iter().map(|line| line.product_id).collect(),
            false => BTreeSet::new(),
        };
        let lines = asked.lines.clone().unwrap_or_else(as_they_are);
        terms.lines = terms::lines(tx, terms.supplier_id, &lines, &in_it).await?;
    }
    terms.expected_on = asked.expected_on.unwrap_or(terms.expected_on);
    terms.note = tidied(asked.note.clone().or(terms.note).as_deref());
    Ok(terms)
}
