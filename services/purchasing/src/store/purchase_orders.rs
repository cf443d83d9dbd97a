//! Purchase orders, their lines, receipts and amendments, and the warehouses they go to.

use crate::purchase_orders::amendment::{Amendment, AmendmentKind};
use crate::purchase_orders::order::{OrderLine, OrderStatus, Promise, PurchaseOrder};
use crate::purchase_orders::show_overview::PurchasingOverview;
use crate::purchase_orders::view::{Receipt, ReceiptLine, ReceiptStatus, Summary};
use chassis::db::placeholders;
use chassis::{DbError, Select, Sql, Tx, sql_values};
use chrono::{DateTime, Days, NaiveDate, Utc};
use contracts::inventory::WarehouseState;
use contracts::{Currency, Money, ProductId, PurchaseOrderId, ReceiptId, SupplierId, UserId, WarehouseId};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The serial of the next number. The counter's row stays locked until the transaction ends: purchase orders are few.
pub async fn take_serial(tx: &Tx) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Counter {
        value: i64,
    }
    let sql = "UPDATE counter SET value = value + 1 WHERE name = 'purchase_order_number' RETURNING value";
    let counter = tx.one::<Counter>(sql, vec![]).await?;
    counter.map(|counter| counter.value - 1).ok_or_else(|| DbError::Other("the counter is missing".to_owned()))
}

const COLUMNS: &str = "o.id, o.number, o.version, o.status, o.supplier_id, o.warehouse_id, o.expected_on, o.note, o.currency, \
    o.created_by, o.created_by_name, o.created_at, o.updated_at, o.sent_at, o.confirmed_at, o.closed_at";

#[derive(FromQueryResult)]
struct OrderRow {
    id: Uuid,
    number: String,
    version: i64,
    status: String,
    supplier_id: Uuid,
    warehouse_id: Uuid,
    expected_on: NaiveDate,
    note: Option<String>,
    currency: String,
    created_by: Uuid,
    created_by_name: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    confirmed_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct LineRow {
    product_id: Uuid,
    sku: String,
    name: String,
    unit: String,
    quantity: i64,
    unit_cost: i64,
    confirmed: Option<i64>,
    confirmed_on: Option<NaiveDate>,
    received: i64,
    damaged: i64,
}

fn currency(text: &str) -> Currency {
    // Only a checked currency is ever written.
    text.parse().unwrap_or(Currency::COP)
}

/// A purchase order with its lines.
pub async fn order(sql: &impl Sql, id: PurchaseOrderId) -> Result<Option<PurchaseOrder>, DbError> {
    read(sql, id, "").await
}

/// The same, which nobody else changes until this transaction ends.
pub async fn lock(tx: &Tx, id: PurchaseOrderId) -> Result<Option<PurchaseOrder>, DbError> {
    read(tx, id, tx.lock_rows()).await
}

async fn read(sql: &impl Sql, id: PurchaseOrderId, lock: &str) -> Result<Option<PurchaseOrder>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM purchase_orders o WHERE o.id = $1{lock}");
    let Some(row) = sql.one::<OrderRow>(&text, sql_values![id.0]).await? else { return Ok(None) };
    let currency = currency(&row.currency);
    let text = "SELECT product_id, sku, name, unit, quantity, unit_cost, confirmed, confirmed_on, received, damaged \
                FROM purchase_order_lines WHERE order_id = $1 ORDER BY line";
    let lines = sql.all::<LineRow>(text, sql_values![id.0]).await?.into_iter().map(|line| OrderLine {
        product_id: ProductId(line.product_id),
        sku: line.sku,
        name: line.name,
        unit: line.unit,
        quantity: line.quantity,
        unit_cost: Money::new(line.unit_cost, currency),
        promise: line.confirmed.zip(line.confirmed_on).map(|(quantity, on)| Promise { quantity, on }),
        received: line.received,
        damaged: line.damaged,
    });
    Ok(Some(PurchaseOrder {
        id: PurchaseOrderId(row.id),
        number: row.number,
        version: row.version,
        status: OrderStatus::stored(&row.status),
        supplier_id: SupplierId(row.supplier_id),
        warehouse_id: WarehouseId(row.warehouse_id),
        expected_on: row.expected_on,
        lines: lines.collect(),
        note: row.note,
        created_by: UserId(row.created_by),
        created_by_name: row.created_by_name,
        created_at: row.created_at,
        updated_at: row.updated_at,
        sent_at: row.sent_at,
        confirmed_at: row.confirmed_at,
        closed_at: row.closed_at,
    }))
}

/// The columns of [`changing`].
const CHANGING: [&str; 18] = [
    "version",
    "status",
    "supplier_id",
    "warehouse_id",
    "expected_on",
    "note",
    "currency",
    "total",
    "line_count",
    "ordered_units",
    "received_units",
    "promised_on",
    "is_short",
    "updated_at",
    "sent_at",
    "confirmed_at",
    "closed_at",
    "number",
];

fn changing(order: &PurchaseOrder) -> Result<Vec<Value>, DbError> {
    let total = order.total().map_err(|error| DbError::Other(error.to_string()))?;
    let line_count = i64::try_from(order.lines.len()).unwrap_or(i64::MAX);
    Ok(sql_values![
        order.version,
        order.status.name(),
        order.supplier_id.0,
        order.warehouse_id.0,
        order.expected_on,
        order.note.clone(),
        total.currency.to_string(),
        total.amount,
        line_count,
        order.lines.iter().map(|line| line.quantity).sum::<i64>(),
        order.lines.iter().map(|line| line.received).sum::<i64>(),
        order.promised_on(),
        i64::from(order.is_short()),
        order.updated_at,
        order.sent_at,
        order.confirmed_at,
        order.closed_at,
        order.number.clone(),
    ])
}

/// Adds a purchase order.
pub async fn insert(tx: &Tx, order: &PurchaseOrder) -> Result<(), DbError> {
    let sql = format!(
        "INSERT INTO purchase_orders ({}, id, created_by, created_by_name, created_at) VALUES {}",
        CHANGING.join(", "),
        placeholders(1, CHANGING.len() + 4)
    );
    let mut values = changing(order)?;
    values.extend(sql_values![order.id.0, order.created_by.0, order.created_by_name.clone(), order.created_at]);
    tx.exec(&sql, values).await?;
    insert_lines(tx, order).await
}

/// Writes what became of a purchase order, which is locked.
pub async fn save(tx: &Tx, order: &PurchaseOrder) -> Result<(), DbError> {
    let sets: Vec<String> = (1..).zip(CHANGING).map(|(n, column)| format!("{column} = ${n}")).collect();
    let sql = format!("UPDATE purchase_orders SET {} WHERE id = ${}", sets.join(", "), CHANGING.len() + 1);
    let mut values = changing(order)?;
    values.push(order.id.0.into());
    tx.exec(&sql, values).await?;
    tx.exec("DELETE FROM purchase_order_lines WHERE order_id = $1", sql_values![order.id.0]).await?;
    insert_lines(tx, order).await
}

async fn insert_lines(tx: &Tx, order: &PurchaseOrder) -> Result<(), DbError> {
    let head = "INSERT INTO purchase_order_lines (order_id, line, product_id, sku, name, unit, quantity, unit_cost, \
                confirmed, confirmed_on, received, damaged)";
    let values = (0_i64..).zip(&order.lines).flat_map(|(number, line)| {
        sql_values![
            order.id.0,
            number,
            line.product_id.0,
            line.sku.clone(),
            line.name.clone(),
            line.unit.clone(),
            line.quantity,
            line.unit_cost.amount,
            line.promise.map(|promise| promise.quantity),
            line.promise.map(|promise| promise.on),
            line.received,
            line.damaged,
        ]
    });
    tx.insert_many(head, 12, values.collect(), "").await.map(|_| ())
}

const SUMMARY: &str = "SELECT o.id, o.number, o.version, o.status, o.supplier_id, s.legal_name AS supplier_name, \
    o.warehouse_id, w.name AS warehouse_name, o.expected_on, o.promised_on, o.is_short, o.note, o.currency, o.total, \
    o.line_count, o.ordered_units, o.received_units, o.created_by, o.created_by_name, o.created_at, o.updated_at, o.sent_at, \
    o.confirmed_at, o.closed_at FROM purchase_orders o JOIN suppliers s ON s.id = o.supplier_id \
    LEFT JOIN warehouses w ON w.id = o.warehouse_id";

/// A row of the list of purchase orders.
#[derive(FromQueryResult)]
pub struct SummaryRow {
    #[sea_orm(nested)]
    order: OrderRow,
    supplier_name: String,
    warehouse_name: Option<String>,
    promised_on: Option<NaiveDate>,
    is_short: i64,
    total: i64,
    line_count: i64,
    ordered_units: i64,
    received_units: i64,
}

impl SummaryRow {
    /// As people see it on a day.
    #[must_use]
    pub fn on(self, today: NaiveDate) -> Summary {
        let status = OrderStatus::stored(&self.order.status);
        Summary {
            id: PurchaseOrderId(self.order.id),
            number: self.order.number,
            version: self.order.version,
            status,
            supplier_id: SupplierId(self.order.supplier_id),
            supplier_name: self.supplier_name,
            warehouse_id: WarehouseId(self.order.warehouse_id),
            warehouse_name: self.warehouse_name,
            expected_on: self.order.expected_on,
            promised_on: self.promised_on,
            late: status.is_late(self.order.expected_on, today),
            short: self.is_short == 1,
            total: Money::new(self.total, currency(&self.order.currency)),
            line_count: self.line_count,
            ordered_units: self.ordered_units,
            received_units: self.received_units,
            note: self.order.note,
            created_by: UserId(self.order.created_by),
            created_by_name: self.order.created_by_name,
            created_at: self.order.created_at,
            updated_at: self.order.updated_at,
            sent_at: self.order.sent_at,
            confirmed_at: self.order.confirmed_at,
            closed_at: self.order.closed_at,
        }
    }
}

/// Purchase orders (table `o`), to be narrowed and paged.
#[must_use]
pub fn select_orders() -> Select {
    Select::new(SUMMARY).id_column("o.id")
}

/// One as in the list.
pub async fn summary(sql: &impl Sql, id: PurchaseOrderId) -> Result<Option<SummaryRow>, DbError> {
    sql.one(&format!("{SUMMARY} WHERE o.id = $1"), sql_values![id.0]).await
}

#[derive(FromQueryResult)]
struct ReceiptRow {
    id: Uuid,
    order_id: Uuid,
    status: String,
    note: Option<String>,
    received_by: Uuid,
    received_by_name: String,
    created_at: DateTime<Utc>,
    booked_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct ReceiptLineRow {
    receipt_id: Uuid,
    product_id: Uuid,
    quantity: i64,
    damaged: i64,
    lot: Option<String>,
    expires_on: Option<NaiveDate>,
}

/// What came of a purchase order, oldest first.
pub async fn receipts(sql: &impl Sql, order: PurchaseOrderId) -> Result<Vec<Receipt>, DbError> {
    let text = "SELECT id, order_id, status, note, received_by, received_by_name, created_at, booked_at FROM purchase_receipts \
                WHERE order_id = $1 ORDER BY created_at, id";
    let rows: Vec<ReceiptRow> = sql.all(text, sql_values![order.0]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let text = "SELECT l.receipt_id, l.product_id, l.quantity, l.damaged, l.lot, l.expires_on FROM purchase_receipt_lines l \
                JOIN purchase_receipts r ON r.id = l.receipt_id WHERE r.order_id = $1 ORDER BY l.receipt_id, l.line";
    let mut lines: BTreeMap<Uuid, Vec<ReceiptLine>> = BTreeMap::new();
    for line in sql.all::<ReceiptLineRow>(text, sql_values![order.0]).await? {
        lines.entry(line.receipt_id).or_default().push(ReceiptLine {
            product_id: ProductId(line.product_id),
            quantity: line.quantity,
            damaged: line.damaged,
            lot: line.lot,
            expires_on: line.expires_on,
        });
    }
    let receipt = |row: ReceiptRow| Receipt {
        id: ReceiptId(row.id),
        purchase_order_id: PurchaseOrderId(row.order_id),
        status: ReceiptStatus::stored(&row.status),
        lines: lines.remove(&row.id).unwrap_or_default(),
        note: row.note,
        received_by: UserId(row.received_by),
        received_by_name: row.received_by_name,
        created_at: row.created_at,
        booked_at: row.booked_at,
    };
    Ok(rows.into_iter().map(receipt).collect())
}

/// Adds a receipt.
pub async fn insert_receipt(tx: &Tx, receipt: &Receipt) -> Result<(), DbError> {
    let sql = "INSERT INTO purchase_receipts (id, order_id, status, note, received_by, received_by_name, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = sql_values![
        receipt.id.0,
        receipt.purchase_order_id.0,
        receipt.status.name(),
        receipt.note.clone(),
        receipt.received_by.0,
        receipt.received_by_name.clone(),
        receipt.created_at,
    ];
    tx.exec(sql, values).await?;
    let head = "INSERT INTO purchase_receipt_lines (receipt_id, line, product_id, quantity, damaged, lot, expires_on)";
    let values = (0_i64..).zip(&receipt.lines).flat_map(|(number, line)| {
        let (lot, expires_on) = (line.lot.clone(), line.expires_on);
        sql_values![receipt.id.0, number, line.product_id.0, line.quantity, line.damaged, lot, expires_on]
    });
    tx.insert_many(head, 7, values.collect(), "").await.map(|_| ())
}

/// Notes that a receipt is in stock; whether that is news.
pub async fn mark_booked(tx: &Tx, receipt: ReceiptId) -> Result<bool, DbError> {
    let sql = "UPDATE purchase_receipts SET status = 'booked', booked_at = $1 WHERE id = $2 AND status = 'booking'";
    Ok(tx.exec(sql, sql_values![tx.now(), receipt.0]).await? == 1)
}

/// A purchase order shows something else now: a receipt of it.
pub async fn touch(tx: &Tx, id: PurchaseOrderId) -> Result<(), DbError> {
    let sql = "UPDATE purchase_orders SET version = version + 1, updated_at = $1 WHERE id = $2";
    tx.exec(sql, sql_values![tx.now(), id.0]).await.map(|_| ())
}

/// A row of the amendments.
#[derive(FromQueryResult)]
pub struct AmendmentRow {
    id: Uuid,
    order_id: Uuid,
    kind: String,
    changes: String,
    note: Option<String>,
    by_id: Uuid,
    by_name: String,
    version: i64,
    created_at: DateTime<Utc>,
}

impl From<AmendmentRow> for Amendment {
    fn from(row: AmendmentRow) -> Self {
        Self {
            id: row.id,
            purchase_order_id: PurchaseOrderId(row.order_id),
            kind: AmendmentKind::stored(&row.kind),
            changes: serde_json::from_str(&row.changes).unwrap_or_default(),
            note: row.note,
            by: UserId(row.by_id),
            by_name: row.by_name,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// The amendments of a purchase order, to be paged.
#[must_use]
pub fn select_amendments(order: PurchaseOrderId) -> Select {
    Select::new(
        "SELECT id, order_id, kind, changes, note, by_id, by_name, version, created_at FROM purchase_order_amendments",
    )
    .and("order_id = ?", sql_values![order.0])
}

/// Keeps an amendment.
pub async fn insert_amendment(tx: &Tx, amendment: &Amendment) -> Result<(), DbError> {
    let sql = "INSERT INTO purchase_order_amendments (id, order_id, kind, changes, note, by_id, by_name, version, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = sql_values![
        amendment.id,
        amendment.purchase_order_id.0,
        amendment.kind.name(),
        json!(amendment.changes).to_string(),
        amendment.note.clone(),
        amendment.by.0,
        amendment.by_name.clone(),
        amendment.version,
        amendment.created_at,
    ];
    tx.exec(sql, values).await.map(|_| ())
}

/// Keeps what is newer of warehouses; each is there once, in the order of ids.
pub async fn upsert_warehouses(tx: &Tx, warehouses: &[&WarehouseState]) -> Result<(), DbError> {
    let head = "INSERT INTO warehouses (id, version, code, name)";
    let tail = " ON CONFLICT (id) DO UPDATE SET version = excluded.version, code = excluded.code, name = excluded.name \
                WHERE warehouses.version < excluded.version";
    let values = warehouses.iter().flat_map(|it| sql_values![it.id.0, it.version, it.code.clone(), it.name.clone()]);
    tx.insert_many(head, 4, values.collect(), tail).await.map(|_| ())
}

/// Whether inventory has told of a warehouse.
pub async fn knows_warehouse(sql: &impl Sql, id: WarehouseId) -> Result<bool, DbError> {
    #[derive(FromQueryResult)]
    struct Row {}
    Ok(sql.one::<Row>("SELECT id FROM warehouses WHERE id = $1", sql_values![id.0]).await?.is_some())
}

/// How many need somebody, of all or of those that a supplier was sent.
pub async fn overview(sql: &impl Sql, of: Option<SupplierId>, today: NaiveDate) -> Result<PurchasingOverview, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        drafts: i64,
        unconfirmed: i64,
        late: i64,
        short: i64,
        expected_today: i64,
        expected_week: i64,
    }
    let week = today + Days::new(6);
    let mut values = sql_values![today, today, today, week];
    let mut text = String::from(
        "SELECT COUNT(CASE WHEN o.status = 'draft' THEN 1 END) AS drafts, \
         COUNT(CASE WHEN o.status = 'sent' THEN 1 END) AS unconfirmed, \
         COUNT(CASE WHEN o.status <> 'draft' AND o.expected_on < $1 THEN 1 END) AS late, \
         COUNT(CASE WHEN o.status <> 'draft' AND o.is_short = 1 THEN 1 END) AS short, \
         COUNT(CASE WHEN o.status <> 'draft' AND o.expected_on = $2 THEN 1 END) AS expected_today, \
         COUNT(CASE WHEN o.status <> 'draft' AND o.expected_on >= $3 AND o.expected_on <= $4 THEN 1 END) AS expected_week \
         FROM purchase_orders o WHERE o.status IN ('draft', 'sent', 'confirmed', 'partially_received')",
    );
    if let Some(supplier) = of {
        text.push_str(" AND o.supplier_id = $5 AND o.sent_at IS NOT NULL");
        values.push(supplier.0.into());
    }
    let row: Option<Row> = sql.one(&text, values).await?;
    Ok(row.map_or_else(PurchasingOverview::default, |row| PurchasingOverview {
        drafts: row.drafts,
        unconfirmed: row.unconfirmed,
        late: row.late,
        short: row.short,
        expected_today: row.expected_today,
        expected_week: row.expected_week,
    }))
}
