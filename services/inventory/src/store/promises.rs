//! What `storeflow reconcile` looks at and changes: what orders hold, to be compared with what they were promised.

use crate::reservation::ReservationState;
use chassis::db::{MOST_PARAMETERS, Value, numbered};
use chassis::{DbError, Sql, Tx, sql_values};
use contracts::{OrderId, ProductId, WarehouseId};
use sea_orm::FromQueryResult;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What an order has here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The order.
    pub order_id: OrderId,
    /// How far its reservation is.
    pub state: ReservationState,
    /// It stands in line for stock.
    pub waits: bool,
    /// Where its stock lies.
    pub warehouse_id: Option<WarehouseId>,
    /// What of each product is held; nothing where nothing is.
    pub lines: BTreeMap<ProductId, i64>,
}

#[derive(FromQueryResult)]
struct Row {
    order_id: Uuid,
    state: String,
    warehouse_id: Option<Uuid>,
    waits: Option<Uuid>,
}

const COLUMNS: &str = "SELECT r.order_id, r.state, r.warehouse_id, w.order_id AS waits FROM reservation r \
                       LEFT JOIN waiting_order w ON w.order_id = r.order_id";

/// What these orders have; those of which nothing was heard are left out.
///
/// # Errors
/// [`DbError`].
pub async fn holdings(db: &impl Sql, orders: &[OrderId]) -> Result<HashMap<OrderId, Holding>, DbError> {
    let mut found = HashMap::with_capacity(orders.len());
    for some in orders.chunks(MOST_PARAMETERS) {
        let sql = format!("{COLUMNS} WHERE r.order_id IN ({})", numbered(1, some.len()));
        let rows: Vec<Row> = db.all(&sql, some.iter().map(|id| Value::from(id.0)).collect()).await?;
        found.extend(with_lines(db, rows).await?.into_iter().map(|holding| (holding.order_id, holding)));
    }
    Ok(found)
}

/// The next orders after one, by id, that hold stock which is not being picked, or stand in line for some.
///
/// # Errors
/// [`DbError`].
pub async fn living_after(db: &impl Sql, after: OrderId, most: usize) -> Result<Vec<Holding>, DbError> {
    let sql = format!(
        "{COLUMNS} WHERE r.order_id > $1 AND (r.state = 'held' OR w.order_id IS NOT NULL) ORDER BY r.order_id LIMIT {most}"
    );
    let rows = db.all(&sql, sql_values![after.0]).await?;
    with_lines(db, rows).await
}

async fn with_lines(db: &impl Sql, rows: Vec<Row>) -> Result<Vec<Holding>, DbError> {
    #[derive(FromQueryResult)]
    struct Line {
        order_id: Uuid,
        product_id: Uuid,
        quantity: i64,
    }
    let holds = |row: &&Row| ReservationState::from_name(&row.state).holds();
    let holding: Vec<Value> = rows.iter().filter(holds).map(|row| Value::from(row.order_id)).collect();
    let mut lines: HashMap<Uuid, BTreeMap<ProductId, i64>> = HashMap::new();
    if !holding.is_empty() {
        let sql = format!(
            "SELECT l.order_id, s.product_id, CAST(SUM(l.quantity) AS bigint) AS quantity FROM reservation_line l \
             JOIN stock s ON s.id = l.stock_id WHERE l.order_id IN ({}) GROUP BY l.order_id, s.product_id",
            numbered(1, holding.len())
        );
        for line in db.all::<Line>(&sql, holding).await? {
            lines.entry(line.order_id).or_default().insert(ProductId(line.product_id), line.quantity);
        }
    }
    let holding = |row: Row| Holding {
        order_id: OrderId(row.order_id),
        state: ReservationState::from_name(&row.state),
        waits: row.waits.is_some(),
        warehouse_id: row.warehouse_id.map(WarehouseId),
        lines: lines.remove(&row.order_id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(holding).collect())
}

/// Forgets from which lots an order held how much; it has given it back.
///
/// # Errors
/// [`DbError`].
pub async fn forget_lines(tx: &Tx, order: OrderId) -> Result<(), DbError> {
    tx.exec("DELETE FROM reservation_line WHERE order_id = $1", sql_values![order.0]).await.map(|_| ())
}
