//! The ledger, and its comparison with stock.

use chassis::db::Value;
use chassis::{Db, DbError, Equal, Paging, Select, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::{LotId, ProductId, UserId, WarehouseId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::ledger::{LedgerEntry, Movement, MovementReason};
use crate::list_movements::MovementFilter;
use crate::lot::{Expiry, shown_code};
use crate::verify_stock::Difference;

/// Writes down what happened.
pub(crate) async fn insert(tx: &Tx, movements: &[Movement]) -> Result<(), DbError> {
    write(tx, movements, |_| tx.now()).await
}

/// Writes down what happened before now, as if it had been written down then.
pub(crate) async fn insert_past(tx: &Tx, movements: &[Movement]) -> Result<(), DbError> {
    write(tx, movements, |movement| movement.at).await
}

async fn write(
    tx: &Tx,
    movements: &[Movement],
    written_at: impl Fn(&Movement) -> DateTime<Utc>,
) -> Result<(), DbError> {
    const COLUMNS: usize = 16;
    let mut values: Vec<Value> = Vec::with_capacity(movements.len() * COLUMNS);
    for movement in movements {
        let lot = &movement.lot;
        values.extend(sql_values![
            movement.id,
            lot.id.0,
            lot.product_id.0,
            lot.warehouse_id.0,
            lot.code.as_str(),
            lot.expiry.day_number(),
            movement.delta_on_hand,
            movement.delta_reserved,
            lot.on_hand,
            lot.reserved,
            movement.reason.name(),
            movement.reference,
            movement.actor_id.map(|user| user.0),
            movement.note.clone(),
            movement.at,
            written_at(movement),
        ]);
    }
    let head = "INSERT INTO movement (id, stock_id, product_id, warehouse_id, lot, expires_day, delta_on_hand, \
        delta_reserved, balance_after, reserved_after, reason, reference, actor_id, note, at, created_at)";
    tx.insert_many(head, COLUMNS, values, "").await.map(|_| ())
}

/// What [`EntryRow`] reads of table `m`.
const ENTRY_COLUMNS: &str = "m.id, m.stock_id, m.product_id, m.warehouse_id, m.lot, m.expires_day, \
     m.delta_on_hand, m.delta_reserved, m.balance_after, m.reserved_after, m.reason, m.reference, m.actor_id, m.note, \
     m.at, \
     m.created_at";

#[derive(FromQueryResult)]
struct EntryRow {
    id: Uuid,
    stock_id: Uuid,
    product_id: Uuid,
    warehouse_id: Uuid,
    lot: String,
    expires_day: i64,
    delta_on_hand: i64,
    delta_reserved: i64,
    balance_after: i64,
    reserved_after: i64,
    reason: String,
    reference: Option<Uuid>,
    actor_id: Option<Uuid>,
    note: Option<String>,
    at: DateTime<Utc>,
    created_at: DateTime<Utc>,
}

impl From<EntryRow> for LedgerEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            lot_id: LotId(row.stock_id),
            product_id: ProductId(row.product_id),
            warehouse_id: WarehouseId(row.warehouse_id),
            lot: shown_code(row.lot),
            expires_on: Expiry::from_day_number(row.expires_day).date(),
            delta: row.delta_on_hand,
            delta_reserved: row.delta_reserved,
            balance_after: row.balance_after,
            reserved_after: row.reserved_after,
            reason: MovementReason::from_name(&row.reason),
            reference: row.reference,
            actor_id: row.actor_id.map(UserId),
            note: row.note,
            at: row.at,
            created_at: row.created_at,
        }
    }
}

/// One row of the ledger.
pub(crate) async fn find(sql: &impl Sql, id: Uuid) -> Result<Option<LedgerEntry>, DbError> {
    let text = format!("SELECT {ENTRY_COLUMNS} FROM movement m WHERE m.id = $1");
    Ok(sql.one::<EntryRow>(&text, sql_values![id]).await?.map(LedgerEntry::from))
}

/// One page.
pub(crate) async fn list(db: &Db, filter: &MovementFilter, page: &Paging) -> Result<Vec<LedgerEntry>, DbError> {
    let rows: Vec<EntryRow> = Select::new(format!("SELECT {ENTRY_COLUMNS} FROM movement m"))
        .id_column("m.id")
        .narrow([Equal::value("m.product_id", filter.product_id.map(|id| id.0))])
        .narrow([Equal::value("m.warehouse_id", filter.warehouse_id.map(|id| id.0))])
        .fetch(db, page)
        .await?;
    Ok(rows.into_iter().map(LedgerEntry::from).collect())
}

#[derive(FromQueryResult)]
struct DifferenceRow {
    id: Uuid,
    product_id: Uuid,
    warehouse_id: Uuid,
    on_hand: i64,
    reserved: i64,
    ledger_on_hand: i64,
    ledger_reserved: i64,
    held_by_orders: i64,
}

/// Every lot whose numbers are not the sum of its ledger rows, or which orders hold less or more of than it says. One
/// statement, so that it sees one moment.
pub(crate) async fn differences(sql: &impl Sql) -> Result<Vec<Difference>, DbError> {
    let rows = sql
        .all::<DifferenceRow>(
            "SELECT s.id, s.product_id, s.warehouse_id, s.on_hand, s.reserved, \
             COALESCE(m.on_hand, 0) AS ledger_on_hand, COALESCE(m.reserved, 0) AS ledger_reserved, \
             COALESCE(h.quantity, 0) AS held_by_orders \
             FROM stock s \
             LEFT JOIN (SELECT stock_id, CAST(SUM(delta_on_hand) AS bigint) AS on_hand, \
                 CAST(SUM(delta_reserved) AS bigint) AS reserved FROM movement GROUP BY stock_id) m \
                 ON m.stock_id = s.id \
             LEFT JOIN (SELECT l.stock_id, CAST(SUM(l.quantity) AS bigint) AS quantity FROM reservation r \
                 JOIN reservation_line l ON l.order_id = r.order_id WHERE r.state IN ('held', 'picking') \
                 GROUP BY l.stock_id) h ON h.stock_id = s.id \
             WHERE s.on_hand <> COALESCE(m.on_hand, 0) OR s.reserved <> COALESCE(m.reserved, 0) \
                 OR s.reserved <> COALESCE(h.quantity, 0) \
             ORDER BY s.product_id, s.warehouse_id, s.expires_day, s.lot",
            vec![],
        )
        .await?;
    let difference = |row: DifferenceRow| Difference {
        lot_id: LotId(row.id),
        product_id: ProductId(row.product_id),
        warehouse_id: WarehouseId(row.warehouse_id),
        on_hand: row.on_hand,
        reserved: row.reserved,
        ledger_on_hand: row.ledger_on_hand,
        ledger_reserved: row.ledger_reserved,
        held_by_orders: row.held_by_orders,
    };
    Ok(rows.into_iter().map(difference).collect())
}
