//! The tables of insights: the only file that knows the database library.

use crate::advice::Bought;
use crate::bought_together::Companion;
use chassis::db::numbered;
use chassis::{Db, DbError, Sql, Tx, sql_values};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::identity::CustomerState;
use contracts::purchasing::{ProductState, ProductStatus};
use contracts::sales::{BoughtLine, OrderStanding, OrderState};
use contracts::{CustomerId, ProductId, SellerId};
use sea_orm::{FromQueryResult, Value};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use uuid::Uuid;

// ---- copies

/// Keeps what is newer. `items` name each shop once, ordered by id.
///
/// # Errors
/// [`DbError`].
pub async fn upsert_shops(tx: &Tx, items: &[CustomerState]) -> Result<(), DbError> {
    let values = items.iter().flat_map(|shop| sql_values![shop.id.0, shop.version, shop.seller_id.map(|id| id.0)]);
    let head = "INSERT INTO shop (id, version, seller_id)";
    let newer = " ON CONFLICT (id) DO UPDATE SET version = excluded.version, seller_id = excluded.seller_id \
        WHERE shop.version < excluded.version";
    tx.insert_many(head, 3, values.collect(), newer).await.map(|_| ())
}

/// Keeps what is newer. `items` name each product once, ordered by id. It is sold from the first day on which it has a price in the
/// company's currency.
///
/// # Errors
/// [`DbError`].
pub async fn upsert_products(tx: &Tx, items: &[ProductState]) -> Result<(), DbError> {
    let currency = tx.company().currency;
    let values = items.iter().flat_map(|product| {
        let prices = product.prices.iter().filter(|price| price.price.currency == currency);
        let sold_from: Option<DateTime<Utc>> = prices.map(|price| price.valid_from).min();
        let status = if product.status == ProductStatus::Active { "active" } else { "archived" };
        sql_values![product.id.0, product.version, status, product.sku.as_str(), product.name.as_str(), sold_from]
    });
    let head = "INSERT INTO product (id, version, status, sku, name, sold_from)";
    let newer = " ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, sku = excluded.sku, \
        name = excluded.name, sold_from = excluded.sold_from WHERE product.version < excluded.version";
    tx.insert_many(head, 6, values.collect(), newer).await.map(|_| ())
}

/// Keeps what is newer. `items` name each order once, ordered by id. What came to nothing, or is not understood, has no lines.
///
/// # Errors
/// [`DbError`].
pub async fn upsert_orders(tx: &Tx, items: &[OrderState]) -> Result<(), DbError> {
    let values = items.iter().flat_map(|order| {
        let lines = if order.standing == OrderStanding::Bought { written(&order.lines) } else { String::new() };
        let on = tx.company().local_date(order.submitted_at);
        sql_values![order.id.0, order.version, order.customer_id.0, on, lines]
    });
    let head = "INSERT INTO bought (id, version, customer_id, on_day, lines)";
    let newer = " ON CONFLICT (id) DO UPDATE SET version = excluded.version, lines = excluded.lines \
        WHERE bought.version < excluded.version";
    tx.insert_many(head, 5, values.collect(), newer).await.map(|_| ())
}

/// `product:units product:units`: a third of what JSON takes.
fn written(lines: &[BoughtLine]) -> String {
    let mut text = String::with_capacity(lines.len() * 38);
    for line in lines {
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}{}:{}", line.product_id.0.simple(), line.units.get());
    }
    text
}

fn read(text: &str) -> Result<Vec<(ProductId, i64)>, DbError> {
    let line = |line: &str| {
        let (product, units) = line.split_once(':')?;
        Some((ProductId(Uuid::try_parse(product).ok()?), units.parse().ok()?))
    };
    let lines: Option<Vec<_>> = text.split(' ').filter(|line| !line.is_empty()).map(line).collect();
    lines.ok_or_else(|| DbError::Other("stored lines of an order cannot be read".to_owned()))
}

/// Who looks after a shop; `None` where the shop is not known.
///
/// # Errors
/// [`DbError`].
pub async fn seller_of(db: &Db, shop: CustomerId) -> Result<Option<Option<SellerId>>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        seller_id: Option<Uuid>,
    }
    let row: Option<Row> = db.one("SELECT seller_id FROM shop WHERE id = $1", sql_values![shop.0]).await?;
    Ok(row.map(|row| row.seller_id.map(SellerId)))
}

/// A product, as far as it is recommended.
#[derive(Clone, Debug)]
pub struct Product {
    /// Its SKU.
    pub sku: String,
    /// Its name.
    pub name: String,
    status: String,
    sold_from: Option<DateTime<Utc>>,
}

impl Product {
    /// Whether it can be ordered.
    #[must_use]
    pub fn is_sold(&self, now: DateTime<Utc>) -> bool {
        self.status == "active" && self.sold_from.is_some_and(|from| from <= now)
    }
}

/// Products by their id, those that are known.
///
/// # Errors
/// [`DbError`].
pub async fn products(db: &Db, ids: &BTreeSet<ProductId>) -> Result<HashMap<ProductId, Product>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        sku: String,
        name: String,
        status: String,
        sold_from: Option<DateTime<Utc>>,
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT id, sku, name, status, sold_from FROM product WHERE id IN ({})", numbered(1, ids.len()));
    let rows: Vec<Row> = db.all(&sql, ids.iter().map(|id| Value::from(id.0)).collect()).await?;
    let product = |row: Row| {
        let product = Product { sku: row.sku, name: row.name, status: row.status, sold_from: row.sold_from };
        (ProductId(row.id), product)
    };
    Ok(rows.into_iter().map(product).collect())
}

/// What a shop bought since a day, oldest first.
///
/// # Errors
/// [`DbError`].
pub async fn history(db: &Db, shop: CustomerId, since: NaiveDate) -> Result<Vec<Bought>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        on_day: NaiveDate,
        lines: String,
    }
    let sql = "SELECT on_day, lines FROM bought WHERE customer_id = $1 AND on_day >= $2 ORDER BY on_day";
    let rows: Vec<Row> = db.all(sql, sql_values![shop.0, since]).await?;
    rows.into_iter().map(|row| Ok(Bought { on: row.on_day, lines: read(&row.lines)? })).collect()
}

// ---- what is bought together

/// Where an order stands among all, shop by shop.
pub type Place = (Uuid, NaiveDate, Uuid);

/// An order.
pub struct Order {
    /// Where it stands.
    pub place: Place,
    /// Who bought.
    pub customer_id: CustomerId,
    /// What.
    pub lines: Vec<(ProductId, i64)>,
}

/// The next orders of the days since `since`, shop by shop.
///
/// # Errors
/// [`DbError`].
pub async fn orders_after(db: &Db, after: Option<Place>, since: NaiveDate, most: usize) -> Result<Vec<Order>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        customer_id: Uuid,
        on_day: NaiveDate,
        lines: String,
    }
    let (shop, day, order) = after.unwrap_or((Uuid::nil(), NaiveDate::default(), Uuid::nil()));
    let sql = format!(
        "SELECT id, customer_id, on_day, lines FROM bought WHERE (customer_id, on_day, id) > ($1, $2, $3) \
         AND on_day >= $4 ORDER BY customer_id, on_day, id LIMIT {most}"
    );
    let rows: Vec<Row> = db.all(&sql, sql_values![shop, day, order, since]).await?;
    let order = |row: Row| {
        let place = (row.customer_id, row.on_day, row.id);
        Ok(Order { place, customer_id: CustomerId(row.customer_id), lines: read(&row.lines)? })
    };
    rows.into_iter().map(order).collect()
}

/// How many orders are kept.
///
/// # Errors
/// [`DbError`].
pub async fn count_orders(db: &Db) -> Result<i64, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        orders: i64,
    }
    Ok(db.one::<Row>("SELECT COUNT(*) AS orders FROM bought", vec![]).await?.map_or(0, |row| row.orders))
}

/// The day of the last order but so many; `None` where there are not so many.
///
/// # Errors
/// [`DbError`].
pub async fn day_of_last(db: &Db, orders: i64) -> Result<Option<NaiveDate>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        on_day: NaiveDate,
    }
    let sql = format!("SELECT on_day FROM bought ORDER BY on_day DESC LIMIT 1 OFFSET {orders}");
    Ok(db.one::<Row>(&sql, vec![]).await?.map(|row| row.on_day))
}

/// Forgets orders of before a day; answers how many.
///
/// # Errors
/// [`DbError`].
pub async fn forget(tx: &Tx, before: NaiveDate, most: usize) -> Result<u64, DbError> {
    let sql = format!("DELETE FROM bought WHERE id IN (SELECT id FROM bought WHERE on_day < $1 LIMIT {most})");
    tx.exec(&sql, sql_values![before]).await
}

/// When it was last counted what is bought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Reckoning {
    /// How often it was counted.
    pub generation: i64,
    /// How many orders there were.
    pub orders: i64,
    /// When.
    pub reckoned_at: DateTime<Utc>,
}

/// When it was last counted what is bought together.
///
/// # Errors
/// [`DbError`].
pub async fn reckoning(db: &Db) -> Result<Option<Reckoning>, DbError> {
    db.one("SELECT generation, orders, reckoned_at FROM reckoning WHERE id = 1", vec![]).await
}

/// Notes that it was counted.
///
/// # Errors
/// [`DbError`].
pub async fn note_reckoning(tx: &Tx, generation: i64, orders: i64) -> Result<(), DbError> {
    let sql = "INSERT INTO reckoning (id, generation, orders, reckoned_at) VALUES (1, $1, $2, $3) \
        ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, orders = excluded.orders, \
        reckoned_at = excluded.reckoned_at";
    tx.exec(sql, sql_values![generation, orders, tx.now()]).await.map(|_| ())
}

/// Stores companions that a reckoning found.
///
/// # Errors
/// [`DbError`].
pub async fn write_companions(tx: &Tx, found: &[Companion], generation: i64) -> Result<(), DbError> {
    let values = found.iter().flat_map(|one| {
        sql_values![
            one.product.0,
            one.other.0,
            i64::from(one.orders),
            i64::from(one.together),
            i64::from(one.shops),
            i64::try_from(one.lift_milli).unwrap_or(i64::MAX),
            generation,
        ]
    });
    let head = "INSERT INTO companion (product_id, other_id, orders, together, shops, lift_milli, generation)";
    let update = " ON CONFLICT (product_id, other_id) DO UPDATE SET orders = excluded.orders, together = excluded.together, \
        shops = excluded.shops, lift_milli = excluded.lift_milli, generation = excluded.generation";
    tx.insert_many(head, 7, values.collect(), update).await.map(|_| ())
}

/// Deletes companions that a reckoning did not find again.
///
/// # Errors
/// [`DbError`].
pub async fn delete_companions_before(tx: &Tx, generation: i64) -> Result<(), DbError> {
    tx.exec("DELETE FROM companion WHERE generation < $1", sql_values![generation]).await.map(|_| ())
}

/// The companions of some products.
///
/// # Errors
/// [`DbError`].
pub async fn companions_of(db: &Db, products: &[ProductId]) -> Result<Vec<Companion>, DbError> {
    #[derive(FromQueryResult)]
    struct Row {
        product_id: Uuid,
        other_id: Uuid,
        orders: i64,
        together: i64,
        shops: i64,
        lift_milli: i64,
    }
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT product_id, other_id, orders, together, shops, lift_milli FROM companion WHERE product_id IN ({})",
        numbered(1, products.len())
    );
    let rows: Vec<Row> = db.all(&sql, products.iter().map(|id| Value::from(id.0)).collect()).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(0);
    let companion = |row: Row| Companion {
        product: ProductId(row.product_id),
        other: ProductId(row.other_id),
        orders: count(row.orders),
        together: count(row.together),
        shops: count(row.shops),
        lift_milli: row.lift_milli.unsigned_abs(),
    };
    Ok(rows.into_iter().map(companion).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::Quantity;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_read_as_they_were_written(lines in prop::collection::vec((any::<u128>(), 1_i64..=Quantity::MAX), 0..30)) {
            let lines: Vec<BoughtLine> = lines
                .into_iter()
                .map(|(id, units)| BoughtLine {
                    product_id: ProductId(Uuid::from_u128(id)),
                    units: Quantity::new(units).expect("units"),
                })
                .collect();
            let read = read(&written(&lines)).expect("readable");
            prop_assert_eq!(read, lines.iter().map(|line| (line.product_id, line.units.get())).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_read() {
        for text in ["x", "x:1", "00000000000000000000000000000001:", "00000000000000000000000000000001:1:2"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
