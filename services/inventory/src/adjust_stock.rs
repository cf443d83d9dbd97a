//! Somebody corrects the books: goods were counted, found, lost, damaged or thrown away.

use axum::extract::State;
use chassis::{Access, App, Body, Caller, Checks, Claim, DbError, FieldError, Problem, Reply, Routes, Text, Tx};
use chrono::{Datelike, NaiveDate};
use contracts::identity::Role;
use contracts::{ProductId, Quantity, WarehouseId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::adjustment::{AdjustmentReason, NotEnoughStock, lot_to_reduce};
use crate::ledger::{LedgerEntry, Lot, Movement};
use crate::lot::{Expiry, LOT_CODE_LENGTH, kept_code};
use crate::store::{self, stock::LotKey};

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Warehouse, Role::Admin]), routes!(adjust_stock))
}

/// A correction of the books.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
struct Adjustment {
    /// Made by the caller; the same id and content again is the same adjustment.
    #[serde(default)]
    id: Option<Uuid>,
    /// Where the goods lie.
    warehouse_id: WarehouseId,
    /// What they are.
    product_id: ProductId,
    /// The lot's code. Goods that come without one are kept together as goods without a code; goods that go without one
    /// are taken from the lot that expires first and has enough free.
    #[serde(default)]
    #[schema(max_length = 64)]
    lot: Option<String>,
    /// The lot's last day, if it expires.
    #[serde(default)]
    expires_on: Option<NaiveDate>,
    /// How many base units more (or fewer).
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 24)]
    delta: i64,
    /// Why; `found` only adds, `lost`, `damaged` and `expired` only take away.
    reason: AdjustmentReason,
    /// In your own words.
    #[serde(default)]
    #[schema(max_length = 500)]
    note: Option<String>,
}

impl chassis::Validate for Adjustment {
    fn validate(&self, checks: &mut Checks) {
        checks.text("/lot", self.lot.as_deref(), 0..=LOT_CODE_LENGTH);
        checks.text("/note", self.note.as_deref(), 0..=500);
        checks.range("/delta", self.delta, -Quantity::MAX..=Quantity::MAX);
        checks.check(
            "/delta",
            self.reason.allows(self.delta),
            "wrong_sign",
            Text::new(
                "`counted` needs a change; `found` only adds; `lost`, `damaged` and `expired` only take away.",
                "`counted` necesita un cambio; `found` solo suma; `lost`, `damaged` y `expired` solo restan.",
            ),
        );
        checks.check(
            "/expires_on",
            self.expires_on.is_none_or(|day| (2000..9999).contains(&day.year())),
            "bad_day",
            Text::new("Give a day from 2000 to 9998.", "Indique un día entre 2000 y 9998."),
        );
    }
}

/// Correct the books: goods were counted, found, lost, damaged or thrown away
#[utoipa::path(post, path = "/api/inventory/adjustments", tag = "inventory", request_body = Adjustment,
    responses((status = 201, description = "Booked", body = LedgerEntry),
        (status = 200, description = "It was booked before", body = LedgerEntry)))]
async fn adjust_stock(State(app): State<App>, caller: Caller, body: Body<Adjustment>) -> Result<Reply, Problem> {
    wait_for_product(&app, body.product_id).await?;
    let (who, asked) = (caller.clone(), body.clone());
    app.command(&caller, &body, move |tx: Tx| async move {
        if let Some(id) = asked.id {
            match tx.claim_id(id, "adjustment", &who, &asked).await? {
                Claim::New => {}
                Claim::Same => {
                    let booked = store::ledger::find(&tx, id).await?.ok_or_else(Problem::not_found)?;
                    return Ok(Reply::ok(&booked));
                }
                Claim::Taken => return Err(Problem::id_taken()),
            }
        }
        let movement = book(&tx, &who, &asked).await?;
        let entry = movement.entry(tx.now());
        tx.audit(entry.id, "stock_adjusted", serde_json::json!(entry));
        Ok(Reply::created(&entry).location(format!("/api/inventory/movements/{}", entry.id)))
    })
    .await
}

async fn book(tx: &Tx, who: &Caller, asked: &Adjustment) -> Result<Movement, Problem> {
    check_place_and_product(tx, who, asked).await?;
    let movement = Movement {
        id: asked.id.unwrap_or_else(Uuid::now_v7),
        lot: if asked.delta > 0 { put_in(tx, asked).await? } else { take_out(tx, asked).await? },
        delta_on_hand: asked.delta,
        delta_reserved: 0,
        reason: asked.reason.into(),
        reference: None,
        actor_id: Some(who.principal.user_id),
        note: asked.note.as_deref().map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned),
        at: tx.now(),
    };
    match store::ledger::insert(tx, std::slice::from_ref(&movement)).await {
        // The id is that of a movement which is no adjustment.
        Err(error) if error.is_unique_violation() => Err(Problem::id_taken()),
        outcome => Ok(outcome.map(|()| movement)?),
    }
}

async fn put_in(tx: &Tx, asked: &Adjustment) -> Result<Lot, Problem> {
    let key = LotKey {
        product_id: asked.product_id,
        warehouse_id: asked.warehouse_id,
        expiry: Expiry::new(asked.expires_on),
        code: kept_code(asked.lot.as_deref()).to_owned(),
    };
    let lots = store::stock::put_in(tx, &BTreeMap::from([(key, asked.delta)])).await?;
    Ok(lots.into_iter().next().ok_or_else(|| DbError::Busy("the lot was not written".to_owned()))?)
}

async fn take_out(tx: &Tx, asked: &Adjustment) -> Result<Lot, Problem> {
    let lots = store::stock::lock_all(tx, asked.product_id, asked.warehouse_id).await?;
    let code = asked.lot.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let expiry = asked.expires_on.map(|day| Expiry::new(Some(day)));
    let quantity = -asked.delta;
    let mut lot = lot_to_reduce(lots, code, expiry, quantity)?;
    if !store::stock::take_out(tx, lot.id, quantity).await? {
        return Err(NotEnoughStock { on_hand: lot.on_hand, reserved: lot.reserved }.into());
    }
    lot.on_hand -= quantity;
    Ok(lot)
}

/// Both at once, so that nobody corrects one error only to meet the next.
async fn check_place_and_product(tx: &Tx, who: &Caller, asked: &Adjustment) -> Result<(), Problem> {
    let mut errors = Vec::new();
    // A worker who is tied to some warehouses does not see the others.
    let sees = who.principal.has(Role::Admin)
        || who.principal.warehouse_ids.is_empty()
        || who.principal.warehouse_ids.contains(&asked.warehouse_id);
    if !sees || !store::warehouses::exists(tx, asked.warehouse_id).await? {
        let text = Text::new("There is no such warehouse.", "Esa bodega no existe.");
        errors.push(FieldError { pointer: "/warehouse_id".to_owned(), code: "unknown_warehouse", text });
    }
    if store::products::known(tx, std::iter::once(asked.product_id)).await?.is_empty() {
        let text = Text::new("There is no such product.", "Ese producto no existe.");
        errors.push(FieldError { pointer: "/product_id".to_owned(), code: "unknown_product", text });
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// Purchasing's message about a product that was entered a moment ago may still be on its way: it gets a second to
/// arrive, so that entering a product and then its stock works. (No transaction is open while waiting.)
async fn wait_for_product(app: &App, product: ProductId) -> Result<(), DbError> {
    for _ in 0..20 {
        if !store::products::known(app.db(), std::iter::once(product)).await?.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
