//! A buyer writes a purchase order; it is a draft until it is sent.

use super::number::number;
use super::order::{OrderStatus, PurchaseOrder};
use super::scope::buyers;
use super::terms::{self, NOTE_LENGTH, NewLine, tidied};
use super::view::Whole;
use super::{tell, terms::check_lines};
use crate::store;
use axum::extract::State;
use chassis::{App, Body, Caller, Checks, Claim, DbError, Problem, Reply, Routes, Tx, Validate};
use chrono::NaiveDate;
use contracts::{PurchaseOrderId, SupplierId, WarehouseId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use utoipa_axum::routes;

/// `POST /api/purchasing/purchase-orders`.
pub fn routes() -> Routes {
    Routes::new().add(buyers(), routes!(write_purchase_order))
}

/// A purchase order to be written.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NewPurchaseOrder {
    /// Made by the client, so that a repeated request is recognised.
    #[serde(default)]
    pub id: Option<PurchaseOrderId>,
    /// Who delivers.
    pub supplier_id: SupplierId,
    /// Where to.
    pub warehouse_id: WarehouseId,
    /// The company's local day on which it is expected.
    pub expected_on: NaiveDate,
    /// 1 to 500 products, each once.
    #[schema(min_items = 1, max_items = 500)]
    pub lines: Vec<NewLine>,
    /// For the supplier.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub note: Option<String>,
}

impl Validate for NewPurchaseOrder {
    fn validate(&self, c: &mut Checks) {
        check_lines(c, &self.lines);
        terms::check_day(c, "/expected_on", Some(self.expected_on));
        c.text("/note", self.note.as_deref(), 0..=NOTE_LENGTH);
    }
}

/// Write a purchase order
///
/// It is a draft, which the supplier does not see, until it is sent.
#[utoipa::path(post, path = "/api/purchasing/purchase-orders", tag = "purchasing", request_body = NewPurchaseOrder, responses(
    (status = 201, description = "The draft.", body = Whole),
    (status = 200, description = "It was written before with the same id; as it is now.", body = Whole),
))]
async fn write_purchase_order(
    State(app): State<App>,
    caller: Caller,
    body: Body<NewPurchaseOrder>,
) -> Result<Reply, Problem> {
    terms::check_currency(&body.lines, app.company().currency)?;
    terms::wait_for_warehouse(&app, body.warehouse_id).await?;
    let (who, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        let id = asked.id.unwrap_or_else(PurchaseOrderId::new);
        if asked.id.is_some() {
            match tx.claim_id(id.0, "purchase_order", &who, &asked).await? {
                Claim::New => {}
                Claim::Same => return tell::shown(&tx, tell::to_change(&tx, &who, id).await?).await,
                Claim::Taken => return Err(Problem::id_taken()),
            }
        }
        terms::supplier(&tx, asked.supplier_id).await?;
        terms::must_know_warehouse(&tx, asked.warehouse_id).await?;
        let order = PurchaseOrder {
            id,
            number: number(store::purchase_orders::take_serial(&tx).await?),
            version: 1,
            status: OrderStatus::Draft,
            supplier_id: asked.supplier_id,
            warehouse_id: asked.warehouse_id,
            expected_on: asked.expected_on,
            lines: terms::lines(&tx, asked.supplier_id, &asked.lines, &BTreeSet::new()).await?,
            note: tidied(asked.note.as_deref()),
            created_by: who.principal.user_id,
            created_by_name: who.principal.name.clone(),
            created_at: tx.now(),
            updated_at: tx.now(),
            sent_at: None,
            confirmed_at: None,
            closed_at: None,
        };
        store::purchase_orders::insert(&tx, &order).await.map_err(taken)?;
        tell::done(&tx, &order, "purchase_order_written", json!({"number": order.number, "asked": *asked}));
        let today = tx.company().local_date(tx.now());
        let whole = tell::whole(&tx, order, today).await?;
        Ok(Reply::created(&whole).location(format!("/api/purchasing/purchase-orders/{id}")).etag(1))
    })
    .await
}

fn taken(error: DbError) -> Problem {
    if error.is_unique_violation() { Problem::id_taken() } else { error.into() }
}
