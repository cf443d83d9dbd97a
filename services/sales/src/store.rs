//! The tables of sales: the only file that knows the database library.

pub mod overview;
pub mod reconcile;
pub mod sell_out;
pub mod shortages;
pub mod told;

use crate::customer::Customer;
use crate::number::OrderNumber;
use crate::order::{Cancellation, Delivery, Order, OrderLine, OrderStatus, Totals};
use crate::pricing::Product;
use chassis::db::{MOST_PARAMETERS, numbered, placeholders};
use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::identity::CustomerState;
use contracts::purchasing::ProductState;
use contracts::{
    Currency, CustomerId, DeliveryId, Money, OrderId, ProductId, Quantity, SellerId, ShipTo, TaxRate, WarehouseId,
};
use sea_orm::{DbBackend, FromQueryResult, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What [`OrderRow`] reads, of a table called `o`.
pub const ORDER_COLUMNS: &str = "o.id, o.number, o.status, o.customer_id, o.seller_id, o.ship_to, o.fulfilment, \
    o.currency, o.subtotal, o.tax, o.total, o.note, o.parent_id, o.waits_since, o.delivery_id, o.delivery_on, o.warehouse_id, \
    o.reason, o.cancel_requested_at, o.cancel_refused_at, o.captured_at, o.created_at, o.updated_at, \
    o.changed_at, o.entries, o.version";

/// An order without its lines, as it is stored.
#[derive(Debug, FromQueryResult)]
pub struct OrderRow {
    id: Uuid,
    number: String,
    status: String,
    customer_id: Uuid,
    seller_id: Option<Uuid>,
    ship_to: String,
    fulfilment: String,
    currency: String,
    subtotal: i64,
    tax: i64,
    total: i64,
    note: Option<String>,
    parent_id: Option<Uuid>,
    waits_since: Option<DateTime<Utc>>,
    delivery_id: Option<Uuid>,
    delivery_on: Option<NaiveDate>,
    warehouse_id: Option<Uuid>,
    reason: Option<String>,
    cancel_requested_at: Option<DateTime<Utc>>,
    cancel_refused_at: Option<DateTime<Utc>>,
    captured_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    entries: i64,
    version: i64,
}

#[derive(FromQueryResult)]
struct LineRow {
    order_id: Uuid,
    product_id: Uuid,
    sku: String,
    name: String,
    quantity: i64,
    reserved: i64,
    backordered: i64,
    delivered: i64,
    unit_price: i64,
    tax_rate_bp: i64,
    net: i64,
    tax: i64,
    total: i64,
    reason: Option<String>,
    substitutes: Option<String>,
}

/// An entry of a timeline as it is stored: a newer build may have written a code that this one does not know.
#[derive(Debug, FromQueryResult)]
pub struct EntryRow {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub code: String,
    params: String,
}

impl EntryRow {
    /// Values for the text, by name.
    ///
    /// # Errors
    /// When what is stored is not JSON.
    pub fn params(&self) -> Result<BTreeMap<String, String>, DbError> {
        read_json(&self.params)
    }
}

/// How JSON and the names of enums are stored.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Other(format!("stored JSON cannot be read: {error}")))
}

fn word<T: Serialize>(value: T) -> String {
    json(&value).trim_matches('"').to_owned()
}

fn read_word<T: DeserializeOwned>(word: &str) -> Result<T, DbError> {
    read_json(&json(&word))
}

fn wrong(what: &str) -> DbError {
    DbError::Other(format!("a stored {what} cannot be read"))
}

// ---- orders

impl OrderRow {
    /// When the row was last written, and its id.
    #[must_use]
    pub const fn changed(&self) -> (DateTime<Utc>, Uuid) {
        (self.changed_at, self.id)
    }

    fn into_order(self, lines: Vec<LineRow>) -> Result<Order, DbError> {
        let currency: Currency = self.currency.parse().map_err(|_| wrong("currency"))?;
        let money = |amount| Money::new(amount, currency);
        let delivery = match (self.delivery_id, self.delivery_on, self.warehouse_id) {
            (Some(id), Some(on), Some(warehouse)) => {
                Some(Delivery { id: DeliveryId(id), on, warehouse_id: WarehouseId(warehouse) })
            }
            _ => None,
        };
        let cancellation = match (self.cancel_requested_at, self.cancel_refused_at) {
            (_, Some(at)) => Cancellation::Refused(at),
            (Some(at), None) => Cancellation::Requested(at),
            (None, None) => Cancellation::NotRequested,
        };
        Ok(Order {
            id: OrderId(self.id),
            number: OrderNumber::stored(self.number),
            status: OrderStatus::named(&self.status).ok_or_else(|| wrong("status"))?,
            customer_id: CustomerId(self.customer_id),
            seller_id: self.seller_id.map(SellerId),
            ship_to: read_json(&self.ship_to)?,
            fulfilment: read_word(&self.fulfilment)?,
            lines: lines.into_iter().map(|line| line.into_line(currency)).collect::<Result<_, _>>()?,
            totals: Totals { subtotal: money(self.subtotal), tax: money(self.tax), total: money(self.total) },
            note: self.note,
            parent_id: self.parent_id.map(OrderId),
            waits_since: self.waits_since,
            delivery,
            reason: self.reason.as_deref().map(read_json).transpose()?,
            cancellation,
            captured_at: self.captured_at,
            submitted_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
            entries: self.entries,
            news: Vec::new(),
        })
    }
}

impl LineRow {
    fn into_line(self, currency: Currency) -> Result<OrderLine, DbError> {
        let money = |amount| Money::new(amount, currency);
        Ok(OrderLine {
            product_id: ProductId(self.product_id),
            sku: self.sku,
            name: self.name,
            ordered: Quantity::new(self.quantity).map_err(|_| wrong("quantity"))?,
            reserved: self.reserved,
            backordered: self.backordered,
            delivered: self.delivered,
            unit_price: money(self.unit_price),
            tax_rate: TaxRate::new(self.tax_rate_bp).map_err(|_| wrong("tax rate"))?,
            net: money(self.net),
            tax: money(self.tax),
            total: money(self.total),
            reason: self.reason.as_deref().map(read_json).transpose()?,
            substitutes: self.substitutes.as_deref().map(read_json).transpose()?.unwrap_or_default(),
        })
    }
}

/// An order, whole.
///
/// # Errors
/// [`DbError`].
pub async fn order(db: &impl Sql, id: OrderId) -> Result<Option<Order>, DbError> {
    find(db, id, "").await
}

/// An order, whole, which nobody else changes until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn order_to_change(tx: &Tx, id: OrderId) -> Result<Option<Order>, DbError> {
    find(tx, id, tx.lock_rows()).await
}

async fn find(db: &impl Sql, id: OrderId, lock: &str) -> Result<Option<Order>, DbError> {
    let sql = format!("SELECT {ORDER_COLUMNS} FROM orders o WHERE o.id = $1{lock}");
    let Some(row) = db.one::<OrderRow>(&sql, sql_values![id.0]).await? else { return Ok(None) };
    Ok(with_lines(db, vec![row]).await?.pop())
}

/// Orders, whole, those that are there.
///
/// # Errors
/// [`DbError`].
pub async fn orders(db: &impl Sql, ids: &[OrderId]) -> Result<Vec<Order>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {ORDER_COLUMNS} FROM orders o WHERE o.id IN ({})", numbered(1, ids.len()));
    let rows: Vec<OrderRow> = db.all(&sql, ids.iter().map(|id| Value::from(id.0)).collect()).await?;
    with_lines(db, rows).await
}

/// Orders with their lines, which one statement reads.
///
/// # Errors
/// [`DbError`].
pub async fn with_lines(db: &impl Sql, rows: Vec<OrderRow>) -> Result<Vec<Order>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT order_id, product_id, sku, name, quantity, reserved, backordered, delivered, unit_price, tax_rate_bp, \
         net, tax, total, reason, substitutes FROM order_lines WHERE order_id IN ({}) ORDER BY order_id, line",
        numbered(1, rows.len())
    );
    let mut lines: HashMap<Uuid, Vec<LineRow>> = HashMap::with_capacity(rows.len());
    for line in db.all::<LineRow>(&sql, rows.iter().map(|row| Value::from(row.id)).collect()).await? {
        lines.entry(line.order_id).or_default().push(line);
    }
    rows.into_iter()
        .map(|row| {
            let own = lines.remove(&row.id).unwrap_or_default();
            row.into_order(own)
        })
        .collect()
}

/// The backorders that were split off from orders, oldest first, by the order that they come from.
///
/// # Errors
/// [`DbError`].
pub async fn backorders(db: &impl Sql, orders: &[Order]) -> Result<HashMap<OrderId, Vec<OrderId>>, DbError> {
    #[derive(FromQueryResult)]
    struct Child {
        id: Uuid,
        parent_id: Uuid,
    }
    let mut found: HashMap<OrderId, Vec<OrderId>> = HashMap::new();
    // Only these can have any: what is backordered is written on the lines.
    let parents: Vec<Value> =
        orders.iter().filter(|order| order.has_backorder()).map(|order| Value::from(order.id.0)).collect();
    if parents.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT id, parent_id FROM orders WHERE parent_id IN ({}) ORDER BY created_at, id",
        numbered(1, parents.len())
    );
    for child in db.all::<Child>(&sql, parents).await? {
        found.entry(OrderId(child.parent_id)).or_default().push(OrderId(child.id));
    }
    Ok(found)
}

/// Stores new orders with their lines and timelines, three statements for as many as fit. Answers how many are new by
/// their id; if it is fewer than were given, the transaction must not be kept.
///
/// # Errors
/// [`DbError`]; a number that is taken breaks a unique index.
pub async fn insert(tx: &Tx, orders: &[Order]) -> Result<u64, DbError> {
    const COLUMNS: usize = 30;
    let mut values = Vec::with_capacity(orders.len() * COLUMNS);
    for order in orders {
        let (delivery, (requested, refused)) = (order.delivery, cancellation(order));
        values.extend(sql_values![
            order.id.0,
            order.number.as_str(),
            order.status.name(),
            order.customer_id.0,
            order.seller_id.map(|id| id.0),
            order.seller_id.map(|id| id.0),
            json(&order.ship_to),
            word(order.fulfilment),
            order.totals.total.currency.as_str(),
            order.totals.subtotal.amount,
            order.totals.tax.amount,
            order.totals.total.amount,
            order.note.clone(),
            order.parent_id.map(|id| id.0),
            order.waits_since,
            delivery.map(|d| d.id.0),
            delivery.map(|d| d.on),
            delivery.map(|d| d.warehouse_id.0),
            order.reason.as_ref().map(json),
            requested,
            refused,
            order.captured_at,
            order.submitted_at,
            order.updated_at,
            tx.now(),
            order.entries,
            order.version,
            order.units(),
            order.units_promised(),
            order.sold(),
        ]);
    }
    let head = "INSERT INTO orders (id, number, status, customer_id, seller_id, credited_seller_id, ship_to, fulfilment, \
        currency, subtotal, tax, total, note, parent_id, waits_since, delivery_id, delivery_on, warehouse_id, reason, \
        cancel_requested_at, cancel_refused_at, captured_at, created_at, updated_at, changed_at, entries, version, \
        units, units_promised, sold)";
    let inserted = tx.insert_many(head, COLUMNS, values, " ON CONFLICT (id) DO NOTHING").await?;
    if inserted == orders.len() as u64 {
        write_lines(tx, orders, "").await?;
        write_news(tx, orders).await?;
    }
    Ok(inserted)
}

/// Stores what a step changed: the order, its new timeline entries and, if they changed, its lines.
///
/// # Errors
/// [`DbError`].
pub async fn save(tx: &Tx, order: &Order, lines: LinesChanged) -> Result<(), DbError> {
    let (delivery, (requested, refused)) = (order.delivery, cancellation(order));
    let sql = "UPDATE orders SET status = $1, delivery_id = $2, delivery_on = $3, warehouse_id = $4, reason = $5, \
        cancel_requested_at = $6, cancel_refused_at = $7, updated_at = $8, changed_at = $9, entries = $10, version = $11, \
        units = $12, units_promised = $13, sold = $14 WHERE id = $15 AND version = $16";
    let values = sql_values![
        order.status.name(),
        delivery.map(|d| d.id.0),
        delivery.map(|d| d.on),
        delivery.map(|d| d.warehouse_id.0),
        order.reason.as_ref().map(json),
        requested,
        refused,
        order.updated_at,
        tx.now(),
        order.entries,
        order.version,
        order.units(),
        order.units_promised(),
        order.sold(),
        order.id.0,
        order.version - 1,
    ];
    if tx.exec(sql, values).await? != 1 {
        return Err(DbError::Busy(format!("order {} was changed by somebody else", order.id)));
    }
    if lines == LinesChanged::Yes {
        let update = " ON CONFLICT (order_id, line) DO UPDATE SET reserved = excluded.reserved, \
            backordered = excluded.backordered, delivered = excluded.delivered, reason = excluded.reason, \
            substitutes = excluded.substitutes";
        write_lines(tx, std::slice::from_ref(order), update).await?;
    }
    write_news(tx, std::slice::from_ref(order)).await
}

/// Whether a step touched the lines of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinesChanged {
    /// It did.
    Yes,
    /// Only the order itself changed.
    No,
}

fn cancellation(order: &Order) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    match order.cancellation {
        Cancellation::NotRequested => (None, None),
        Cancellation::Requested(at) => (Some(at), None),
        Cancellation::Refused(at) => (None, Some(at)),
    }
}

async fn write_lines(tx: &Tx, orders: &[Order], on_conflict: &str) -> Result<(), DbError> {
    const COLUMNS: usize = 16;
    let mut values = Vec::with_capacity(orders.iter().map(|order| order.lines.len()).sum::<usize>() * COLUMNS);
    for order in orders {
        for (i, line) in (0_i64..).zip(&order.lines) {
            values.extend(sql_values![
                order.id.0,
                i,
                line.product_id.0,
                line.sku.as_str(),
                line.name.as_str(),
                line.ordered.get(),
                line.reserved,
                line.backordered,
                line.delivered,
                line.unit_price.amount,
                line.tax_rate.basis_points(),
                line.net.amount,
                line.tax.amount,
                line.total.amount,
                line.reason.as_ref().map(json),
                Some(&line.substitutes).filter(|some| !some.is_empty()).map(json),
            ]);
        }
    }
    let head = "INSERT INTO order_lines (order_id, line, product_id, sku, name, quantity, reserved, backordered, \
        delivered, unit_price, tax_rate_bp, net, tax, total, reason, substitutes)";
    tx.insert_many(head, COLUMNS, values, on_conflict).await.map(|_| ())
}

async fn write_news(tx: &Tx, orders: &[Order]) -> Result<(), DbError> {
    const COLUMNS: usize = 5;
    let mut values = Vec::new();
    for order in orders {
        for entry in &order.news {
            values.extend(sql_values![order.id.0, entry.seq, entry.at, entry.code.name(), json(&entry.params)]);
        }
    }
    let head = "INSERT INTO order_timeline (order_id, seq, at, code, params)";
    tx.insert_many(head, COLUMNS, values, "").await.map(|_| ())
}

/// Backorders of which no saga was told, oldest first, locked: those that an older build made, or that were loaded.
///
/// # Errors
/// [`DbError`].
pub async fn lock_untold_backorders(tx: &Tx, most: usize) -> Result<Vec<Order>, DbError> {
    let sql = format!(
        "SELECT {ORDER_COLUMNS} FROM orders o WHERE o.status = 'backordered' AND o.waits_since IS NULL \
         ORDER BY o.created_at, o.id LIMIT {most}{}",
        tx.lock_rows()
    );
    let rows = tx.all::<OrderRow>(&sql, vec![]).await?;
    with_lines(tx, rows).await
}

/// Notes since when backorders have waited: since they were made.
///
/// # Errors
/// [`DbError`].
pub async fn note_waiting(tx: &Tx, orders: &[Order]) -> Result<(), DbError> {
    let sql = format!(
        "UPDATE orders SET waits_since = created_at, version = version + 1, changed_at = $1 WHERE id IN ({})",
        numbered(2, orders.len())
    );
    let mut values = sql_values![tx.now()];
    values.extend(orders.iter().map(|order| Value::from(order.id.0)));
    tx.exec(&sql, values).await.map(|_| ())
}

/// Backorders whose customers have waited since before an instant, longest first.
///
/// # Errors
/// [`DbError`].
pub async fn waiting_since_before(db: &impl Sql, before: DateTime<Utc>, most: usize) -> Result<Vec<OrderId>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let sql = format!(
        "SELECT id FROM orders WHERE status = 'backordered' AND waits_since < $1 ORDER BY waits_since, id LIMIT {most}"
    );
    Ok(db.all::<Row>(&sql, sql_values![before]).await?.into_iter().map(|row| OrderId(row.id)).collect())
}

/// The numbers of orders; those that are not there are left out.
///
/// # Errors
/// [`DbError`].
pub async fn numbers(db: &impl Sql, orders: &[OrderId]) -> Result<HashMap<OrderId, OrderNumber>, DbError> {
    #[derive(FromQueryResult)]
    struct Numbered {
        id: Uuid,
        number: String,
    }
    let mut found = HashMap::with_capacity(orders.len());
    for chunk in orders.chunks(MOST_PARAMETERS) {
        let sql = format!("SELECT id, number FROM orders WHERE id IN ({})", numbered(1, chunk.len()));
        let rows: Vec<Numbered> = db.all(&sql, chunk.iter().map(|id| Value::from(id.0)).collect()).await?;
        found.extend(rows.into_iter().map(|row| (OrderId(row.id), OrderNumber::stored(row.number))));
    }
    Ok(found)
}

/// The timeline of an order, oldest first.
///
/// # Errors
/// [`DbError`].
pub async fn timeline(db: &impl Sql, id: OrderId) -> Result<Vec<EntryRow>, DbError> {
    let sql = "SELECT at, code, params FROM order_timeline WHERE order_id = $1 ORDER BY seq";
    db.all(sql, sql_values![id.0]).await
}

/// Takes serials for order numbers and answers the first. The counter's row stays locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn take_serials(tx: &Tx, count: usize) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Counter {
        value: i64,
    }
    let count = i64::try_from(count).map_err(|_| wrong("count"))?;
    let sql = "UPDATE counter SET value = value + $1 WHERE name = 'order_number' RETURNING value";
    let counter = tx.one::<Counter>(sql, sql_values![count]).await?.ok_or_else(|| wrong("counter"))?;
    Ok(counter.value - count)
}

/// How many orders are in each state that is neither an end nor at the shop.
///
/// # Errors
/// [`DbError`].
pub async fn under_way(db: &impl Sql) -> Result<Vec<(OrderStatus, i64)>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        status: String,
        orders: i64,
    }
    use OrderStatus::{Backordered, Confirmed, InTransit, Picking, Scheduled, Submitted};
    let open = [Submitted, Backordered, Confirmed, Scheduled, Picking, InTransit];
    let sql = format!(
        "SELECT status, COUNT(*) AS orders FROM orders WHERE status IN ({}) GROUP BY status",
        numbered(1, open.len())
    );
    let values = open.iter().map(|status| Value::from(status.name())).collect();
    let found: HashMap<String, i64> =
        db.all::<Row>(&sql, values).await?.into_iter().map(|row| (row.status, row.orders)).collect();
    Ok(open.into_iter().map(|status| (status, found.get(status.name()).copied().unwrap_or(0))).collect())
}

/// Of the last 500 orders that are decided: the units that were held, and those that were ordered. Backorders do not count, the
/// orders that they come from do.
///
/// # Errors
/// [`DbError`].
pub async fn had_at_once(db: &impl Sql) -> Result<Option<(i64, i64)>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        had: Option<i64>,
        ordered: Option<i64>,
    }
    let sql = "SELECT CAST(SUM(reserved) AS bigint) AS had, CAST(SUM(quantity) AS bigint) AS ordered FROM order_lines \
        WHERE order_id IN (SELECT id FROM orders WHERE parent_id IS NULL AND status IN \
        ('scheduled', 'picking', 'in_transit', 'delivered', 'delivery_failed', 'rejected') \
        ORDER BY created_at DESC, id DESC LIMIT 500)";
    Ok(db.one::<Row>(sql, vec![]).await?.and_then(|row| row.had.zip(row.ordered)))
}

// ---- replicas

/// Products by their id, those that are known.
///
/// # Errors
/// [`DbError`].
pub async fn products(
    db: &impl Sql,
    ids: impl Iterator<Item = ProductId>,
    currency: Currency,
) -> Result<HashMap<ProductId, Product>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        status: String,
        sku: String,
        name: String,
        prices: String,
        tax_rate_bp: i64,
        weight_grams: i64,
        volume_ml: i64,
    }
    let ids: Vec<Value> = ids.map(|id| Value::from(id.0)).collect();
    let sql = format!(
        "SELECT id, status, sku, name, prices, tax_rate_bp, weight_grams, volume_ml FROM products WHERE id IN ({})",
        numbered(1, ids.len())
    );
    let mut products = HashMap::with_capacity(ids.len());
    for row in db.all::<Row>(&sql, ids).await? {
        let mut prices: Vec<contracts::purchasing::PriceFrom> = read_json(&row.prices)?;
        // A price in another currency can only be a remainder of an installation that changed its own.
        prices.retain(|price| price.price.currency == currency);
        let product = Product {
            id: ProductId(row.id),
            status: read_word(&row.status)?,
            sku: row.sku,
            name: row.name,
            prices,
            tax_rate: TaxRate::new(row.tax_rate_bp).map_err(|_| wrong("tax rate"))?,
            weight_grams: row.weight_grams,
            volume_ml: row.volume_ml,
        };
        products.insert(product.id, product);
    }
    Ok(products)
}

/// Which of these products are sold.
///
/// # Errors
/// [`DbError`].
pub async fn sold(db: &impl Sql, products: &BTreeSet<ProductId>) -> Result<HashSet<ProductId>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sold = HashSet::with_capacity(products.len());
    let ids: Vec<Value> = products.iter().map(|id| Value::from(id.0)).collect();
    for some in ids.chunks(MOST_PARAMETERS) {
        let sql = format!("SELECT id FROM products WHERE status = 'active' AND id IN ({})", numbered(1, some.len()));
        sold.extend(db.all::<Row>(&sql, some.to_vec()).await?.into_iter().map(|row| ProductId(row.id)));
    }
    Ok(sold)
}

/// How many shops have left a seller: whenever it grows, what the seller's phone holds may be too much.
///
/// # Errors
/// [`DbError`].
pub async fn shops_that_left(db: &impl Sql, seller: SellerId) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        left_it: i64,
    }
    let sql = "SELECT left_it FROM portfolio WHERE seller_id = $1";
    Ok(db.one::<Row>(sql, sql_values![seller.0]).await?.map_or(0, |row| row.left_it))
}

/// Counts the shops that left their sellers; each seller once.
async fn note_departures(tx: &Tx, departures: BTreeMap<Uuid, i64>) -> Result<(), DbError> {
    if departures.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO portfolio (seller_id, left_it) VALUES {} \
         ON CONFLICT (seller_id) DO UPDATE SET left_it = portfolio.left_it + excluded.left_it",
        placeholders(departures.len(), 2)
    );
    let values = departures.into_iter().flat_map(|(seller, shops)| sql_values![seller, shops]).collect();
    tx.exec(&sql, values).await.map(|_| ())
}

/// A shop that stays as it is until the transaction ends, so that an order never keeps a seller who has just been
/// replaced. Others may read it at the same time.
///
/// # Errors
/// [`DbError`].
pub async fn customer(tx: &Tx, id: CustomerId) -> Result<Option<Customer>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        status: String,
        seller_id: Option<Uuid>,
        ship_to: String,
    }
    let lock = if tx.backend() == DbBackend::Postgres { " FOR SHARE" } else { "" };
    let sql = format!("SELECT status, seller_id, ship_to FROM customers WHERE id = $1{lock}");
    let Some(row) = tx.one::<Row>(&sql, sql_values![id.0]).await? else { return Ok(None) };
    let (status, ship_to) = (read_word(&row.status)?, read_json(&row.ship_to)?);
    Ok(Some(Customer { id, status, seller_id: row.seller_id.map(SellerId), ship_to }))
}

/// Stores what is newer. Where a shop has another seller now, its orders follow. `items` name each shop once, ordered
/// by id, so that two batches never wait for each other.
///
/// # Errors
/// [`DbError`].
pub async fn upsert_customers(tx: &Tx, items: &[CustomerState]) -> Result<(), DbError> {
    #[derive(FromQueryResult)]
    struct Known {
        id: Uuid,
        version: i64,
        seller_id: Option<Uuid>,
    }
    let ids: Vec<Value> = items.iter().map(|item| Value::from(item.id.0)).collect();
    let (places, lock) = (numbered(1, ids.len()), tx.lock_rows());
    let sql = format!("SELECT id, version, seller_id FROM customers WHERE id IN ({places}) ORDER BY id{lock}");
    let known: HashMap<Uuid, Known> =
        tx.all::<Known>(&sql, ids).await?.into_iter().map(|known| (known.id, known)).collect();
    let newer = |item: &&CustomerState| known.get(&item.id.0).is_none_or(|known| known.version < item.version);
    let newer: Vec<&CustomerState> = items.iter().filter(newer).collect();
    if newer.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO customers (id, version, status, seller_id, ship_to) VALUES {} ON CONFLICT (id) DO UPDATE SET \
         version = excluded.version, status = excluded.status, seller_id = excluded.seller_id, \
         ship_to = excluded.ship_to WHERE customers.version < excluded.version",
        placeholders(newer.len(), 5)
    );
    let mut values = Vec::with_capacity(newer.len() * 5);
    for item in &newer {
        let ship_to = ShipTo {
            business_name: item.business_name.clone(),
            address: item.address.clone(),
            city: item.city.clone(),
            location: item.location,
            phone: Some(item.phone.clone()),
        };
        let seller = item.seller_id.map(|id| id.0);
        values.extend(sql_values![item.id.0, item.version, word(item.status), seller, json(&ship_to)]);
    }
    tx.exec(&sql, values).await?;
    // A shop that was unknown a moment ago has no orders, unless another batch with an older state of it came in
    // between.
    let moved = |item: &&&CustomerState| match known.get(&item.id.0) {
        Some(known) => known.seller_id != item.seller_id.map(|id| id.0),
        None => item.version > 1,
    };
    let mut departures: BTreeMap<Uuid, i64> = BTreeMap::new();
    for item in newer.iter().filter(moved) {
        if let Some(seller) = known.get(&item.id.0).and_then(|known| known.seller_id) {
            *departures.entry(seller).or_default() += 1;
        }
    }
    note_departures(tx, departures).await?;
    let moved: Vec<Value> = newer.iter().filter(moved).map(|item| Value::from(item.id.0)).collect();
    if moved.is_empty() {
        return Ok(());
    }
    // From the row, not from the message: a newer message may have overtaken this one.
    let sql = format!(
        "UPDATE orders SET seller_id = (SELECT c.seller_id FROM customers c WHERE c.id = orders.customer_id), \
         version = version + 1, updated_at = $1, changed_at = $2 WHERE customer_id IN ({}) AND seller_id IS DISTINCT FROM \
         (SELECT c.seller_id FROM customers c WHERE c.id = orders.customer_id)",
        numbered(3, moved.len())
    );
    let mut values = sql_values![tx.now(), tx.now()];
    values.extend(moved.iter().cloned());
    tx.exec(&sql, values).await?;
    shortages::follow_sellers(tx, &moved).await
}

/// Stores what is newer (or as new, where an older build kept less of it). `items` name each product once, ordered by id.
///
/// # Errors
/// [`DbError`].
pub async fn upsert_products(tx: &Tx, items: &[ProductState]) -> Result<(), DbError> {
    let sql = format!(
        "INSERT INTO products (id, version, status, sku, name, prices, tax_rate_bp, weight_grams, volume_ml, supplier_id) \
         VALUES {} \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, sku = excluded.sku, \
         name = excluded.name, prices = excluded.prices, tax_rate_bp = excluded.tax_rate_bp, \
         weight_grams = excluded.weight_grams, volume_ml = excluded.volume_ml, supplier_id = excluded.supplier_id \
         WHERE products.version < excluded.version \
         OR products.version = excluded.version AND products.supplier_id IS NULL",
        placeholders(items.len(), 10)
    );
    let mut values = Vec::with_capacity(items.len() * 10);
    for item in items {
        values.extend(sql_values![
            item.id.0,
            item.version,
            word(item.status),
            item.sku.as_str(),
            item.name.as_str(),
            json(&item.prices),
            item.tax_rate_bp.basis_points(),
            item.weight_grams,
            item.volume_ml,
            item.supplier_id.0,
        ]);
    }
    tx.exec(&sql, values).await.map(|_| ())
}
