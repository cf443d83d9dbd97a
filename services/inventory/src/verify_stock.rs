//! Recomputes stock from the ledger and from what orders hold, and reports every difference. There should be none,
//! ever.

use axum::extract::State;
use chassis::{Access, App, DbError, Problem, Reply, Routes, Sql};
use chrono::{DateTime, Utc};
use contracts::identity::Role;
use contracts::{LotId, ProductId, WarehouseId};
use serde::Serialize;
use utoipa_axum::routes;

use crate::store;

/// The routes of this use case.
pub(crate) fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Admin, Role::Warehouse]), routes!(check_stock))
}

/// A lot whose numbers do not agree with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Difference {
    /// The lot.
    pub lot_id: LotId,
    /// What is in it.
    pub product_id: ProductId,
    /// Where it lies.
    pub warehouse_id: WarehouseId,
    /// Base units that lie there, as stock says.
    pub on_hand: i64,
    /// Base units that orders hold, as stock says.
    pub reserved: i64,
    /// Base units that lie there, as the sum of the ledger.
    pub ledger_on_hand: i64,
    /// Base units that orders hold, as the sum of the ledger.
    pub ledger_reserved: i64,
    /// Base units that orders hold, as the sum of the reservations that are held or being picked.
    pub held_by_orders: i64,
}

/// Every lot where stock, ledger and reservations differ. It sees one moment, so it may run beside anything.
///
/// # Errors
/// [`DbError`].
pub async fn verify(sql: &impl Sql) -> Result<Vec<Difference>, DbError> {
    store::ledger::differences(sql).await
}

/// What a check found.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct StockCheck {
    /// When it looked.
    as_of: DateTime<Utc>,
    /// Every lot whose numbers differ; none when all is well.
    differences: Vec<Difference>,
}

/// Recompute stock from the ledger and report every difference
#[utoipa::path(get, path = "/api/inventory/stock-check", tag = "inventory",
    responses((status = 200, description = "Every difference; none when all is well", body = StockCheck)))]
async fn check_stock(State(app): State<App>) -> Result<Reply, Problem> {
    let as_of = app.now();
    Ok(Reply::ok(&StockCheck { as_of, differences: verify(app.db()).await? }))
}
