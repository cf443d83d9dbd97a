//! Reports of shortages.

use super::wrong;
use crate::number::OrderNumber;
use crate::shortage::{Photo, Shortage, ShortageKind, ShortageLine, ShortageStatus};
use chassis::db::numbered;
use chassis::{DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::{CustomerId, OrderId, ProductId, Quantity, SellerId, ShortageId};
use sea_orm::{FromQueryResult, Value};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// What [`ShortageRow`] reads; conditions are on a table called `s`.
pub const SHORTAGES: &str = "SELECT s.id, s.version, s.status, s.order_id, o.number, s.customer_id, s.seller_id, s.note, \
    s.reported_by, s.answer, s.settled_at, s.captured_at, s.created_at, s.updated_at \
    FROM shortages s JOIN orders o ON o.id = s.order_id";

/// A report without its lines and photos, as it is stored.
#[derive(Debug, FromQueryResult)]
pub struct ShortageRow {
    id: Uuid,
    version: i64,
    status: String,
    order_id: Uuid,
    number: String,
    customer_id: Uuid,
    seller_id: Option<Uuid>,
    note: Option<String>,
    reported_by: String,
    answer: Option<String>,
    settled_at: Option<DateTime<Utc>>,
    captured_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct LineRow {
    shortage_id: Uuid,
    product_id: Uuid,
    kind: String,
    quantity: i64,
}

#[derive(FromQueryResult)]
struct PhotoRow {
    shortage_id: Uuid,
    media_id: Uuid,
    ready_at: Option<DateTime<Utc>>,
}

/// A report, whole.
///
/// # Errors
/// [`DbError`].
pub async fn shortage(db: &impl Sql, id: ShortageId) -> Result<Option<Shortage>, DbError> {
    let row = db.one::<ShortageRow>(&format!("{SHORTAGES} WHERE s.id = $1"), sql_values![id.0]).await?;
    Ok(whole(db, row.into_iter().collect()).await?.pop())
}

/// A report, whole, which nobody else changes until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn shortage_to_change(tx: &Tx, id: ShortageId) -> Result<Option<Shortage>, DbError> {
    #[derive(FromQueryResult)]
    struct Locked {
        #[expect(dead_code, reason = "the row is only locked")]
        id: Uuid,
    }
    let sql = format!("SELECT id FROM shortages WHERE id = $1{}", tx.lock_rows());
    match tx.one::<Locked>(&sql, sql_values![id.0]).await? {
        Some(_) => shortage(tx, id).await,
        None => Ok(None),
    }
}

/// Reports with their lines and photos, each of which one statement reads.
///
/// # Errors
/// [`DbError`].
pub async fn whole(db: &impl Sql, rows: Vec<ShortageRow>) -> Result<Vec<Shortage>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = || rows.iter().map(|row| Value::from(row.id)).collect::<Vec<_>>();
    let places = numbered(1, rows.len());
    let sql = format!(
        "SELECT shortage_id, product_id, kind, quantity FROM shortage_lines WHERE shortage_id IN ({places}) \
         ORDER BY shortage_id, line"
    );
    let mut lines: HashMap<Uuid, Vec<ShortageLine>> = HashMap::with_capacity(rows.len());
    for row in db.all::<LineRow>(&sql, ids()).await? {
        let line = ShortageLine {
            product_id: ProductId(row.product_id),
            quantity: Quantity::new(row.quantity).map_err(|_| wrong("quantity"))?,
            kind: ShortageKind::named(&row.kind).ok_or_else(|| wrong("kind of shortage"))?,
        };
        lines.entry(row.shortage_id).or_default().push(line);
    }
    let sql = format!(
        "SELECT shortage_id, media_id, ready_at FROM shortage_photos WHERE shortage_id IN ({places}) \
         ORDER BY shortage_id, place"
    );
    let mut photos: HashMap<Uuid, Vec<Photo>> = HashMap::new();
    for row in db.all::<PhotoRow>(&sql, ids()).await? {
        photos.entry(row.shortage_id).or_default().push(Photo { id: row.media_id, ready_at: row.ready_at });
    }
    rows.into_iter()
        .map(|row| {
            let (lines, photos) = (lines.remove(&row.id), photos.remove(&row.id));
            row.into_shortage(lines.unwrap_or_default(), photos.unwrap_or_default())
        })
        .collect()
}

impl ShortageRow {
    fn into_shortage(self, lines: Vec<ShortageLine>, photos: Vec<Photo>) -> Result<Shortage, DbError> {
        Ok(Shortage {
            id: ShortageId(self.id),
            version: self.version,
            status: ShortageStatus::named(&self.status).ok_or_else(|| wrong("status"))?,
            order_id: OrderId(self.order_id),
            order_number: OrderNumber::stored(self.number),
            customer_id: CustomerId(self.customer_id),
            seller_id: self.seller_id.map(SellerId),
            lines,
            note: self.note,
            reported_by: self.reported_by,
            photos,
            answer: self.answer,
            settled_at: self.settled_at,
            captured_at: self.captured_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// The units of each product in the reports of an order that were not declined.
///
/// # Errors
/// [`DbError`].
pub async fn reported(tx: &Tx, order: OrderId) -> Result<BTreeMap<ProductId, i64>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        product_id: Uuid,
        units: i64,
    }
    let sql = "SELECT l.product_id, CAST(SUM(l.quantity) AS bigint) AS units FROM shortages s \
        JOIN shortage_lines l ON l.shortage_id = s.id WHERE s.order_id = $1 AND s.status <> 'declined' GROUP BY l.product_id";
    let rows: Vec<Row> = tx.all(sql, sql_values![order.0]).await?;
    Ok(rows.into_iter().map(|row| (ProductId(row.product_id), row.units)).collect())
}

/// Stores a new report. False if there is one with its id.
///
/// # Errors
/// [`DbError`].
pub async fn insert(tx: &Tx, it: &Shortage) -> Result<bool, DbError> {
    let sql = "INSERT INTO shortages (id, version, status, order_id, customer_id, seller_id, note, reported_by, captured_at, \
        created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING";
    let values = sql_values![
        it.id.0,
        it.version,
        it.status.name(),
        it.order_id.0,
        it.customer_id.0,
        it.seller_id.map(|id| id.0),
        it.note.clone(),
        it.reported_by.as_str(),
        it.captured_at,
        it.created_at,
        it.updated_at,
    ];
    if tx.exec(sql, values).await? == 0 {
        return Ok(false);
    }
    let line = |(place, line): (i64, &ShortageLine)| {
        sql_values![it.id.0, place, line.product_id.0, line.kind.name(), line.quantity.get()]
    };
    let values = (0..).zip(&it.lines).flat_map(line).collect();
    let head = "INSERT INTO shortage_lines (shortage_id, line, product_id, kind, quantity)";
    tx.insert_many(head, 5, values, "").await?;
    write_photos(tx, it).await?;
    Ok(true)
}

/// Stores what changed in a report: its answer and its photos.
///
/// # Errors
/// [`DbError`].
pub async fn save(tx: &Tx, it: &Shortage) -> Result<(), DbError> {
    let sql = "UPDATE shortages SET status = $1, answer = $2, settled_at = $3, updated_at = $4, version = $5 \
        WHERE id = $6 AND version = $7";
    let values = sql_values![
        it.status.name(),
        it.answer.clone(),
        it.settled_at,
        it.updated_at,
        it.version,
        it.id.0,
        it.version - 1
    ];
    if tx.exec(sql, values).await? != 1 {
        return Err(DbError::Busy(format!("shortage {} was changed by somebody else", it.id)));
    }
    write_photos(tx, it).await
}

async fn write_photos(tx: &Tx, it: &Shortage) -> Result<(), DbError> {
    let photo = |(place, photo): (i64, &Photo)| sql_values![it.id.0, photo.id, place, photo.ready_at];
    let values = (0..).zip(&it.photos).flat_map(photo).collect();
    let head = "INSERT INTO shortage_photos (shortage_id, media_id, place, ready_at)";
    let update = " ON CONFLICT (shortage_id, media_id) DO UPDATE SET ready_at = excluded.ready_at";
    tx.insert_many(head, 4, values, update).await.map(|_| ())
}

/// Reports follow their shops to other sellers, as orders do.
///
/// # Errors
/// [`DbError`].
pub async fn follow_sellers(tx: &Tx, shops: &[Value]) -> Result<(), DbError> {
    let sql = format!(
        "UPDATE shortages SET seller_id = (SELECT c.seller_id FROM customers c WHERE c.id = shortages.customer_id), \
         version = version + 1, updated_at = $1 WHERE customer_id IN ({}) AND seller_id IS DISTINCT FROM \
         (SELECT c.seller_id FROM customers c WHERE c.id = shortages.customer_id)",
        numbered(2, shops.len())
    );
    let values = sql_values![tx.now()].into_iter().chain(shops.iter().cloned());
    tx.exec(&sql, values.collect()).await.map(|_| ())
}
