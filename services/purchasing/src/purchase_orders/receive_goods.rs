//! Goods of a purchase order come: somebody counts them, line by line, and inventory puts them into stock.

use super::order::Arrival;
use super::order_refused::{LineFault, OrderRefused};
use super::terms::{self, MOST_LINES, NOTE_LENGTH, check_day, tidied};
use super::view::{Receipt, ReceiptLine, ReceiptStatus};
use super::{scope, tell};
use crate::store;
use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, Claim, DbError, PathOf, Problem, Reply, Routes, Text, Tx, Validate};
use contracts::identity::Role;
use contracts::inventory::{ReceiveGoods, ReceivedGoods};
use contracts::{PurchaseOrderId, Quantity, ReceiptId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::routes;

/// The longest lot code, in characters.
const LOT_LENGTH: usize = 64;

/// `POST /api/purchasing/purchase-orders/{id}/receipts` and one of them.
pub fn routes() -> Routes {
    let who = Access::roles(&[Role::Purchasing, Role::Warehouse, Role::Admin]);
    Routes::new().add(who, routes!(receive_goods)).add(scope::readers(), routes!(show_receipt))
}

/// What came.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = NewPurchaseReceipt)]
pub struct NewReceipt {
    /// Made by the client, so that the same goods are never counted twice.
    #[serde(default)]
    pub id: Option<ReceiptId>,
    /// 1 to 500 lots; a product may come in several.
    #[schema(min_items = 1, max_items = 500)]
    pub lines: Vec<ReceiptLine>,
    /// In your own words.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub note: Option<String>,
}

impl Validate for NewReceipt {
    fn validate(&self, c: &mut Checks) {
        let none = Text::new("Say what came.", "Indique qué llegó.");
        c.check("/lines", !self.lines.is_empty(), "no_lines", none);
        let many = Text::new("Use several receipts of at most 500 lines.", "Use varios recibos de máximo 500 líneas.");
        c.check("/lines", self.lines.len() <= MOST_LINES, "too_many_lines", many);
        for (i, line) in self.lines.iter().take(MOST_LINES).enumerate() {
            c.range(format!("/lines/{i}/quantity"), line.quantity, 1..=Quantity::MAX);
            let all = Text::new(
                "At most as many are damaged as came.",
                "Pueden estar dañadas máximo las unidades que llegaron.",
            );
            let sound = (0..=line.quantity).contains(&line.damaged);
            c.check(format!("/lines/{i}/damaged"), sound, "more_damaged_than_came", all);
            c.text(format!("/lines/{i}/lot"), line.lot.as_deref(), 0..=LOT_LENGTH);
            check_day(c, format!("/lines/{i}/expires_on"), line.expires_on);
        }
        c.text("/note", self.note.as_deref(), 0..=NOTE_LENGTH);
    }
}

/// Receive goods of a purchase order
///
/// More, less and damaged goods are taken as they are counted. A product with a shelf life needs the last day of its lot. The
/// receipt is `booking` until inventory has put it into stock, a moment later.
#[utoipa::path(post, path = "/api/purchasing/purchase-orders/{id}/receipts", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path)), request_body = NewReceipt, responses(
    (status = 201, description = "The receipt.", body = Receipt),
    (status = 200, description = "It was received before with the same id; as it is now.", body = Receipt)))]
async fn receive_goods(
    State(app): State<App>,
    caller: Caller,
    PathOf(order_id): PathOf<PurchaseOrderId>,
    body: Body<NewReceipt>,
) -> Result<Reply, Problem> {
    let (who, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        let mut order = tell::to_change(&tx, &who, order_id).await?;
        // A worker who is tied to some warehouses does not see what comes to others.
        let tied = &who.principal.warehouse_ids;
        let works_there = tied.is_empty() || tied.contains(&order.warehouse_id);
        if !works_there && !who.principal.has_any(&[Role::Purchasing, Role::Admin]) {
            return Err(Problem::not_found());
        }
        let id = asked.id.unwrap_or_else(ReceiptId::new);
        if asked.id.is_some() {
            match tx.claim_id(id.0, "purchase_receipt", &who, &asked).await? {
                Claim::New => {}
                Claim::Same => return Ok(Reply::ok(&find(&tx, order_id, id).await?)),
                Claim::Taken => return Err(Problem::id_taken()),
            }
        }
        let arrivals: Vec<Arrival> = asked.lines.iter().map(arrival).collect();
        order.receive(&arrivals, tx.now())?;
        expiries_are_there(&tx, &asked.lines).await?;
        let receipt = Receipt {
            id,
            purchase_order_id: order_id,
            status: ReceiptStatus::Booking,
            lines: asked.lines.iter().map(kept).collect(),
            note: tidied(asked.note.as_deref()),
            received_by: who.principal.user_id,
            received_by_name: who.principal.name.clone(),
            created_at: tx.now(),
            booked_at: None,
        };
        store::purchase_orders::save(&tx, &order).await?;
        store::purchase_orders::insert_receipt(&tx, &receipt).await.map_err(taken)?;
        tx.publish(&ReceiveGoods {
            receipt_id: id,
            purchase_order_id: order_id,
            number: order.number.clone(),
            warehouse_id: order.warehouse_id,
            received_by: receipt.received_by,
            received_at: receipt.created_at,
            lines: receipt.lines.iter().map(goods).collect::<Result<_, Problem>>()?,
        });
        tell::done(&tx, &order, "purchase_order_goods_received", json!({"number": order.number, "receipt": receipt}));
        let place = format!("/api/purchasing/purchase-orders/{order_id}/receipts/{id}");
        Ok(Reply::created(&receipt).location(place))
    })
    .await
}

/// Show a receipt of a purchase order
#[utoipa::path(get, path = "/api/purchasing/purchase-orders/{id}/receipts/{receipt_id}", tag = "purchasing",
    params(("id" = PurchaseOrderId, Path), ("receipt_id" = ReceiptId, Path)),
    responses((status = 200, description = "The receipt.", body = Receipt)))]
async fn show_receipt(
    State(app): State<App>,
    caller: Caller,
    PathOf((order_id, id)): PathOf<(PurchaseOrderId, ReceiptId)>,
) -> Result<Reply, Problem> {
    let order = store::purchase_orders::order(app.db(), order_id).await?;
    order.filter(|order| scope::Scope::of(&caller.principal).holds(order)).ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&find(app.db(), order_id, id).await?))
}

async fn find(sql: &impl chassis::Sql, order: PurchaseOrderId, id: ReceiptId) -> Result<Receipt, Problem> {
    let receipts = store::purchase_orders::receipts(sql, order).await?;
    receipts.into_iter().find(|receipt| receipt.id == id).ok_or_else(Problem::not_found)
}

fn arrival(line: &ReceiptLine) -> Arrival {
    Arrival { product_id: line.product_id, quantity: line.quantity, damaged: line.damaged }
}

/// The line without blanks around the lot's code; an empty one is none.
fn kept(line: &ReceiptLine) -> ReceiptLine {
    ReceiptLine { lot: tidied(line.lot.as_deref()), ..line.clone() }
}

fn goods(line: &ReceiptLine) -> Result<ReceivedGoods, Problem> {
    Ok(ReceivedGoods {
        product_id: line.product_id,
        quantity: Quantity::new(line.quantity).map_err(|_| Problem::bug())?,
        damaged: line.damaged,
        lot: line.lot.clone(),
        expires_on: line.expires_on,
    })
}

/// Goods that expire come with their last day.
async fn expiries_are_there(tx: &Tx, lines: &[ReceiptLine]) -> Result<(), Problem> {
    let products = terms::products(tx, lines.iter().map(|line| line.product_id)).await?;
    let expires = |line: &ReceiptLine| {
        products.get(&line.product_id).is_some_and(|product| product.details.shelf_life_days.is_some())
    };
    let missing = lines.iter().enumerate().filter(|(_, line)| line.expires_on.is_none() && expires(line));
    let faults: Vec<(usize, LineFault)> = missing.map(|(number, _)| (number, LineFault::ExpiryMissing)).collect();
    if faults.is_empty() { Ok(()) } else { Err(OrderRefused::Lines(faults).into()) }
}

fn taken(error: DbError) -> Problem {
    if error.is_unique_violation() { Problem::id_taken() } else { error.into() }
}
