//! What orders hold.

use chassis::db::{MOST_PARAMETERS, Value, placeholders};
use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::{LotId, OrderId, WarehouseId};
use sea_orm::FromQueryResult;

use super::stock::{LOT_COLUMNS, LotRow};
use super::{LOCK_ORDER, lock_s};
use crate::allocation::Take;
use crate::ledger::Lot;
use crate::reservation::ReservationState;

#[derive(FromQueryResult)]
struct StateRow {
    state: String,
    answer: Option<String>,
}

/// Enters the order with `state`, unless there is a row of it already; locks it either way against whoever also wants
/// to enter it, until the end of the transaction. Whether it was entered.
pub(crate) async fn enter(tx: &Tx, order: OrderId, state: ReservationState) -> Result<bool, DbError> {
    let sql = "INSERT INTO reservation (order_id, state, created_at, updated_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (order_id) DO NOTHING";
    Ok(tx.exec(sql, sql_values![order.0, state.name(), tx.now(), tx.now()]).await? == 1)
}

/// Keeps what was decided.
pub(crate) async fn decide(
    tx: &Tx,
    order: OrderId,
    state: ReservationState,
    warehouse: Option<WarehouseId>,
    answer: String,
) -> Result<(), DbError> {
    let sql = "UPDATE reservation SET state = $1, warehouse_id = $2, answer = $3 WHERE order_id = $4";
    tx.exec(sql, sql_values![state.name(), warehouse.map(|id| id.0), answer, order.0]).await.map(|_| ())
}

/// The state and the first answer of an order.
pub(crate) async fn find(
    sql: &impl Sql,
    order: OrderId,
) -> Result<Option<(ReservationState, Option<String>)>, DbError> {
    let text = "SELECT state, answer FROM reservation WHERE order_id = $1";
    let row = sql.one::<StateRow>(text, sql_values![order.0]).await?;
    Ok(row.map(|row| (ReservationState::from_name(&row.state), row.answer)))
}

/// The conditional update of the state machine: whether the order went from `from` to `to`. The first who asks wins.
pub(crate) async fn step(
    tx: &Tx,
    order: OrderId,
    from: ReservationState,
    to: ReservationState,
) -> Result<bool, DbError> {
    let sql = "UPDATE reservation SET state = $1, updated_at = $2 WHERE order_id = $3 AND state = $4";
    Ok(tx.exec(sql, sql_values![to.name(), tx.now(), order.0, from.name()]).await? == 1)
}

/// Notes from which lots an order holds how much.
pub(crate) async fn insert_lines(tx: &Tx, order: OrderId, takes: &[Take]) -> Result<(), DbError> {
    const COLUMNS: usize = 3;
    for some in takes.chunks(MOST_PARAMETERS / COLUMNS) {
        let rows = placeholders(some.len(), COLUMNS);
        let sql = format!("INSERT INTO reservation_line (order_id, stock_id, quantity) VALUES {rows}");
        let values: Vec<Value> =
            some.iter().flat_map(|take| sql_values![order.0, take.lot_id.0, take.quantity]).collect();
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// A reservation that was made before now.
pub(crate) struct PastReservation {
    pub(crate) order_id: OrderId,
    pub(crate) state: ReservationState,
    pub(crate) warehouse_id: WarehouseId,
    pub(crate) answer: String,
    pub(crate) takes: Vec<(LotId, i64)>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Enters reservations of the past with their lines.
pub(crate) async fn insert_past(tx: &Tx, reservations: &[PastReservation]) -> Result<(), DbError> {
    let mut values = Vec::with_capacity(reservations.len() * 6);
    let mut lines = Vec::new();
    for past in reservations {
        values.extend(sql_values![
            past.order_id.0,
            past.state.name(),
            past.warehouse_id.0,
            past.answer.as_str(),
            past.at,
            past.updated_at,
        ]);
        for (lot, units) in &past.takes {
            lines.extend(sql_values![past.order_id.0, lot.0, *units]);
        }
    }
    let head = "INSERT INTO reservation (order_id, state, warehouse_id, answer, created_at, updated_at)";
    tx.insert_many(head, 6, values, "").await?;
    let head = "INSERT INTO reservation_line (order_id, stock_id, quantity)";
    tx.insert_many(head, 3, lines, "").await.map(|_| ())
}

#[derive(FromQueryResult)]
struct HeldRow {
    #[sea_orm(nested)]
    lot: LotRow,
    quantity: i64,
}

/// The lots that an order holds, locked, each with how much of it.
pub(crate) async fn lock_held(tx: &Tx, order: OrderId) -> Result<Vec<(Lot, i64)>, DbError> {
    let sql = format!(
        "SELECT {LOT_COLUMNS}, l.quantity FROM reservation_line l JOIN stock s ON s.id = l.stock_id \
         WHERE l.order_id = $1 ORDER BY {LOCK_ORDER}{}",
        lock_s(tx)
    );
    let rows = tx.all::<HeldRow>(&sql, sql_values![order.0]).await?;
    Ok(rows.into_iter().map(|row| (row.lot.into(), row.quantity)).collect())
}
