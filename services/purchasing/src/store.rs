//! The tables of purchasing. The only file that knows the database library.
//!
//! The present price of a product is the latest that has begun, found in its index at reading: a scheduled price becomes
//! visible without any write, and a page of products is one statement.

pub mod changes;
pub mod imports;
pub mod purchase_orders;

use crate::prices::{PUBLIC_PAST, Prices};
use crate::product::{Product, ProductDetails, sku_key};
use crate::status::CatalogueStatus;
use crate::supplier::{Supplier, SupplierDetails};
use chassis::db::{numbered, placeholders};
use chassis::{DbError, Select, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use contracts::purchasing::PriceFrom;
use contracts::{Currency, Money, ProductId, SupplierId, TaxRate, fold};
use sea_orm::{FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Rows of one multi-row statement; SQLite binds at most 32,766 values.
const ROWS: usize = 1_000;

const SUPPLIER_COLUMNS: &str =
    "s.id, s.version, s.status, s.legal_name, s.tax_id, s.email, s.phone, s.created_at, s.updated_at";

/// A row of `suppliers`.
#[derive(FromQueryResult)]
pub struct SupplierRow {
    id: Uuid,
    version: i64,
    status: String,
    legal_name: String,
    tax_id: Option<String>,
    email: String,
    phone: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<SupplierRow> for Supplier {
    fn from(row: SupplierRow) -> Self {
        Self {
            id: SupplierId(row.id),
            version: row.version,
            status: CatalogueStatus::stored(&row.status),
            details: SupplierDetails {
                legal_name: row.legal_name,
                tax_id: row.tax_id,
                email: row.email,
                phone: row.phone,
            },
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Suppliers, to be narrowed and paged.
#[must_use]
pub fn select_suppliers() -> Select {
    Select::new(format!("SELECT {SUPPLIER_COLUMNS} FROM suppliers s")).id_column("s.id")
}

/// One supplier.
pub async fn supplier(sql: &impl Sql, id: SupplierId) -> Result<Option<Supplier>, DbError> {
    let text = format!("SELECT {SUPPLIER_COLUMNS} FROM suppliers s WHERE s.id = $1");
    Ok(sql.one::<SupplierRow>(&text, sql_values![id.0]).await?.map(Supplier::from))
}

/// One supplier, which nobody else changes until this transaction ends.
pub async fn lock_supplier(tx: &Tx, id: SupplierId) -> Result<Option<Supplier>, DbError> {
    let text = format!("SELECT {SUPPLIER_COLUMNS} FROM suppliers s WHERE s.id = $1{}", tx.lock_rows());
    Ok(tx.one::<SupplierRow>(&text, sql_values![id.0]).await?.map(Supplier::from))
}

/// The suppliers that have one of these ids, e-mail addresses (in lower case) or legal names (folded), by id.
pub async fn suppliers_called(
    sql: &impl Sql,
    ids: &[Uuid],
    emails: &[String],
    names: &[String],
) -> Result<Vec<Supplier>, DbError> {
    let mut conditions = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut one_of = |column: &str, some: Vec<Value>| {
        if !some.is_empty() {
            conditions.push(format!("s.{column} IN ({})", numbered(values.len() + 1, some.len())));
            values.extend(some);
        }
    };
    one_of("id", ids.iter().map(|id| Value::from(*id)).collect());
    one_of("email_key", emails.iter().map(|email| Value::from(email.as_str())).collect());
    one_of("legal_name_folded", names.iter().map(|name| Value::from(name.as_str())).collect());
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!("SELECT {SUPPLIER_COLUMNS} FROM suppliers s WHERE {} ORDER BY s.id", conditions.join(" OR "));
    let rows: Vec<SupplierRow> = sql.all(&text, values).await?;
    Ok(rows.into_iter().map(Supplier::from).collect())
}

/// The next suppliers after an id, for going through all of them.
pub async fn suppliers_after(sql: &impl Sql, id: Uuid, most: usize) -> Result<Vec<Supplier>, DbError> {
    let text = format!("SELECT {SUPPLIER_COLUMNS} FROM suppliers s WHERE s.id > $1 ORDER BY s.id LIMIT {most}");
    let rows: Vec<SupplierRow> = sql.all(&text, sql_values![id]).await?;
    Ok(rows.into_iter().map(Supplier::from).collect())
}

/// Suppliers, which nobody else changes until this transaction ends; locked in the order of their ids.
pub async fn lock_suppliers(tx: &Tx, ids: &BTreeSet<Uuid>) -> Result<Vec<Supplier>, DbError> {
    let mut suppliers = Vec::new();
    for some in ids.iter().copied().collect::<Vec<_>>().chunks(ROWS) {
        let text = format!(
            "SELECT {SUPPLIER_COLUMNS} FROM suppliers s WHERE s.id IN ({}) ORDER BY s.id{}",
            numbered(1, some.len()),
            tx.lock_rows()
        );
        let rows: Vec<SupplierRow> = tx.all(&text, some.iter().map(|id| Value::from(*id)).collect()).await?;
        suppliers.extend(rows.into_iter().map(Supplier::from));
    }
    Ok(suppliers)
}

#[derive(FromQueryResult)]
struct TwinRow {
    legal_name_folded: String,
}

/// The folded legal name of another supplier with the same legal name or e-mail address, if there is one.
pub async fn supplier_twin(
    sql: &impl Sql,
    id: SupplierId,
    details: &SupplierDetails,
) -> Result<Option<String>, DbError> {
    let text = "SELECT legal_name_folded FROM suppliers WHERE (legal_name_folded = $1 OR email_key = $2) \
                AND id <> $3 ORDER BY legal_name_folded <> $4 LIMIT 1";
    let values = sql_values![details.name_key(), details.email_key(), id.0, details.name_key()];
    Ok(sql.one::<TwinRow>(text, values).await?.map(|twin| twin.legal_name_folded))
}

#[derive(FromQueryResult)]
struct NameRow {
    id: Uuid,
    legal_name: String,
}

/// The legal names of those suppliers that exist.
pub async fn supplier_names(sql: &impl Sql, ids: &[SupplierId]) -> Result<BTreeMap<SupplierId, String>, DbError> {
    let ids: BTreeSet<Uuid> = ids.iter().map(|id| id.0).collect();
    let text = format!("SELECT id, legal_name FROM suppliers WHERE id IN ({})", numbered(1, ids.len()));
    let rows: Vec<NameRow> = sql.all(&text, ids.into_iter().map(Value::from).collect()).await?;
    Ok(rows.into_iter().map(|row| (SupplierId(row.id), row.legal_name)).collect())
}

/// Adds suppliers. A taken id, name or address breaks its unique index.
pub async fn insert_suppliers(tx: &Tx, suppliers: &[Supplier]) -> Result<(), DbError> {
    for some in suppliers.chunks(ROWS) {
        let text = format!(
            "INSERT INTO suppliers (id, version, status, legal_name, legal_name_folded, tax_id, email, email_key, phone, \
             created_at, updated_at) VALUES {}",
            placeholders(some.len(), 11)
        );
        let values = some.iter().flat_map(|supplier| {
            let details = &supplier.details;
            sql_values![
                supplier.id.0,
                supplier.version,
                supplier.status.name(),
                details.legal_name.clone(),
                details.name_key(),
                details.tax_id.clone(),
                details.email.clone(),
                details.email_key(),
                details.phone.clone(),
                supplier.created_at,
                supplier.updated_at,
            ]
        });
        tx.exec(&text, values.collect()).await?;
    }
    Ok(())
}

/// Writes what a change made of a supplier.
pub async fn update_supplier(tx: &Tx, supplier: &Supplier) -> Result<(), DbError> {
    let details = &supplier.details;
    let text = "UPDATE suppliers SET version = $1, status = $2, legal_name = $3, legal_name_folded = $4, tax_id = $5, \
                email = $6, email_key = $7, phone = $8, updated_at = $9 WHERE id = $10";
    let values = sql_values![
        supplier.version,
        supplier.status.name(),
        details.legal_name.clone(),
        details.name_key(),
        details.tax_id.clone(),
        details.email.clone(),
        details.email_key(),
        details.phone.clone(),
        supplier.updated_at,
        supplier.id.0,
    ];
    tx.exec(text, values).await.map(|_| ())
}

/// Writes what changes made of suppliers; each is there once.
pub async fn update_suppliers(tx: &Tx, suppliers: &[Supplier]) -> Result<(), DbError> {
    for some in suppliers.chunks(ROWS) {
        let text = format!(
            "WITH changed (id, version, status, legal_name, legal_name_folded, tax_id, email, email_key, phone, updated_at) AS \
             (VALUES {}) UPDATE suppliers SET version = changed.version, status = changed.status, \
             legal_name = changed.legal_name, legal_name_folded = changed.legal_name_folded, tax_id = changed.tax_id, \
             email = changed.email, email_key = changed.email_key, phone = changed.phone, updated_at = changed.updated_at \
             FROM changed WHERE suppliers.id = changed.id",
            placeholders(some.len(), 10)
        );
        let values = some.iter().flat_map(|supplier| {
            let details = &supplier.details;
            sql_values![
                supplier.id.0,
                supplier.version,
                supplier.status.name(),
                details.legal_name.clone(),
                details.name_key(),
                details.tax_id.clone(),
                details.email.clone(),
                details.email_key(),
                details.phone.clone(),
                supplier.updated_at,
            ]
        });
        tx.exec(&text, values.collect()).await?;
    }
    Ok(())
}

const PRODUCT_COLUMNS: &str = "p.id, p.version, p.status, p.sku, p.name, p.supplier_id, p.category, p.unit, p.pack_size, \
    p.tax_rate_bp, p.weight_grams, p.volume_ml, p.shelf_life_days, p.min_days_left, p.barcode, p.image_url, p.created_at, \
    p.updated_at, p.changed_at, s.legal_name AS supplier_name, pr.amount, pr.currency, pr.valid_from AS price_valid_from";

const PRODUCT_TABLES: &str = "products p JOIN suppliers s ON s.id = p.supplier_id CROSS JOIN product_prices pr";

/// Needs the present instant. A product whose first price has not begun yet has that one: the clock here can be a moment
/// behind that of the replica that wrote it, and a request can have waited for that write. By the price's id, so that nobody
/// thinks of reading all prices to compare them with those of a page.
const PRESENT_PRICE: [&str; 2] = [
    "pr.id = COALESCE((SELECT x.id FROM product_prices x WHERE x.product_id = p.id AND x.valid_from <= ",
    " ORDER BY x.valid_from DESC LIMIT 1), (SELECT x.id FROM product_prices x WHERE x.product_id = p.id ORDER BY x.valid_from LIMIT 1))",
];

/// A row of `products` with its present price and supplier.
#[derive(FromQueryResult)]
pub struct ProductRow {
    id: Uuid,
    version: i64,
    status: String,
    sku: String,
    name: String,
    supplier_id: Uuid,
    category: Option<String>,
    unit: String,
    pack_size: i64,
    tax_rate_bp: i64,
    weight_grams: i64,
    volume_ml: i64,
    shelf_life_days: Option<i64>,
    min_days_left: Option<i64>,
    barcode: Option<String>,
    image_url: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// When the row was last written, for `changes`.
    pub changed_at: DateTime<Utc>,
    supplier_name: String,
    amount: i64,
    currency: String,
    price_valid_from: DateTime<Utc>,
}

impl From<ProductRow> for Product {
    fn from(row: ProductRow) -> Self {
        Self {
            id: ProductId(row.id),
            version: row.version,
            status: CatalogueStatus::stored(&row.status),
            details: ProductDetails {
                sku: row.sku,
                name: row.name,
                supplier_id: SupplierId(row.supplier_id),
                category: row.category,
                unit: row.unit,
                pack_size: row.pack_size,
                // The table's CHECK allows nothing that is not a rate.
                tax_rate_bp: TaxRate::new(row.tax_rate_bp).unwrap_or(TaxRate::ZERO),
                weight_grams: row.weight_grams,
                volume_ml: row.volume_ml,
                shelf_life_days: row.shelf_life_days,
                min_days_left: row.min_days_left,
                barcode: row.barcode,
                image_url: row.image_url,
            },
            supplier_name: row.supplier_name,
            price: money(row.amount, &row.currency),
            price_valid_from: row.price_valid_from,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn money(amount: i64, currency: &str) -> Money {
    // Only a checked currency is ever written.
    Money::new(amount, currency.parse().unwrap_or(Currency::COP))
}

/// Products as they are at `now`, to be narrowed and paged.
#[must_use]
pub fn select_products(now: DateTime<Utc>) -> Select {
    Select::new(format!("SELECT {PRODUCT_COLUMNS} FROM {PRODUCT_TABLES}"))
        .id_column("p.id")
        .and(&PRESENT_PRICE.join("?"), sql_values![now])
}

/// One product as it is at `now`.
pub async fn product(sql: &impl Sql, id: ProductId, now: DateTime<Utc>) -> Result<Option<Product>, DbError> {
    Ok(products(sql, &[id], now).await?.pop())
}

/// Up to [`ROWS`] products as they are at `now`, by id.
pub async fn products(sql: &impl Sql, ids: &[ProductId], now: DateTime<Utc>) -> Result<Vec<Product>, DbError> {
    let text = format!(
        "SELECT {PRODUCT_COLUMNS} FROM {PRODUCT_TABLES} WHERE {} AND p.id IN ({}) ORDER BY p.id",
        PRESENT_PRICE.join("$1"),
        numbered(2, ids.len())
    );
    let values = std::iter::once(Value::from(now)).chain(ids.iter().map(|id| Value::from(id.0))).collect();
    let rows: Vec<ProductRow> = sql.all(&text, values).await?;
    Ok(rows.into_iter().map(Product::from).collect())
}

/// One product as it is at `now`, which nobody else changes until this transaction ends.
pub async fn lock_product(tx: &Tx, id: ProductId, now: DateTime<Utc>) -> Result<Option<Product>, DbError> {
    let text = format!("SELECT id FROM products WHERE id = $1{}", tx.lock_rows());
    match tx.one::<IdRow>(&text, sql_values![id.0]).await? {
        Some(_) => product(tx, id, now).await,
        None => Ok(None),
    }
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Adds products, still without prices. A taken id or SKU breaks its unique index.
pub async fn insert_products(tx: &Tx, products: &[Product]) -> Result<(), DbError> {
    let details = DETAIL_COLUMNS.join(", ");
    let head = format!("INSERT INTO products (id, version, status, {details}, created_at, updated_at, changed_at)");
    let values = products.iter().flat_map(|product| {
        let ids = sql_values![product.id.0, product.version, product.status.name()];
        let times = sql_values![product.created_at, product.updated_at, tx.now()];
        ids.into_iter().chain(detail_values(&product.details)).chain(times)
    });
    tx.insert_many(&head, 6 + DETAIL_COLUMNS.len(), values.collect(), "").await.map(|_| ())
}

/// Writes what a change made of a product. A SKU that is taken breaks the unique index.
pub async fn update_product(tx: &Tx, product: &Product) -> Result<(), DbError> {
    let text = "UPDATE products SET version = $1, status = $2, sku = $3, sku_key = $4, sku_folded = $5, name = $6, \
                name_folded = $7, supplier_id = $8, category = $9, category_folded = $10, unit = $11, pack_size = $12, \
                tax_rate_bp = $13, weight_grams = $14, volume_ml = $15, shelf_life_days = $16, min_days_left = $17, \
                barcode = $18, image_url = $19, updated_at = $20, changed_at = $21 WHERE id = $22";
    let head = sql_values![product.version, product.status.name()];
    let tail = sql_values![product.updated_at, tx.now(), product.id.0];
    let values = head.into_iter().chain(detail_values(&product.details)).chain(tail).collect();
    tx.exec(text, values).await.map(|_| ())
}

/// The columns of [`detail_values`].
const DETAIL_COLUMNS: [&str; 17] = [
    "sku",
    "sku_key",
    "sku_folded",
    "name",
    "name_folded",
    "supplier_id",
    "category",
    "category_folded",
    "unit",
    "pack_size",
    "tax_rate_bp",
    "weight_grams",
    "volume_ml",
    "shelf_life_days",
    "min_days_left",
    "barcode",
    "image_url",
];

/// Writes what changes made of products; each is there once.
pub async fn update_products(tx: &Tx, products: &[Product]) -> Result<(), DbError> {
    let columns = || ["version", "status"].into_iter().chain(DETAIL_COLUMNS).chain(["updated_at", "changed_at"]);
    let names = columns().collect::<Vec<_>>().join(", ");
    let sets = columns().map(|column| format!("{column} = changed.{column}")).collect::<Vec<_>>().join(", ");
    for some in products.chunks(ROWS) {
        let text = format!(
            "WITH changed (id, {names}) AS (VALUES {}) UPDATE products SET {sets} FROM changed WHERE products.id = changed.id",
            placeholders(some.len(), columns().count() + 1)
        );
        let values = some.iter().flat_map(|product| {
            let head = sql_values![product.id.0, product.version, product.status.name()];
            head.into_iter().chain(detail_values(&product.details)).chain(sql_values![product.updated_at, tx.now()])
        });
        tx.exec(&text, values.collect()).await?;
    }
    Ok(())
}

/// The products of a supplier, which is held, show its name: they count as changed when it changes. A product that somebody
/// else changes right now is left to them (waiting for it here could be for ever: they wait for the supplier), for they
/// raise its version themselves.
pub async fn touch_products_of(tx: &Tx, supplier: SupplierId) -> Result<(), DbError> {
    let skip = if tx.lock_rows().is_empty() { "" } else { " FOR UPDATE SKIP LOCKED" };
    let text = format!("SELECT id FROM products WHERE supplier_id = $1{skip}");
    let rows: Vec<IdRow> = tx.all(&text, sql_values![supplier.0]).await?;
    for some in rows.chunks(ROWS) {
        let text = format!(
            "UPDATE products SET version = version + 1, updated_at = $1, changed_at = $2 WHERE id IN ({})",
            numbered(3, some.len())
        );
        let ids = some.iter().map(|row| Value::from(row.id));
        tx.exec(&text, sql_values![tx.now(), tx.now()].into_iter().chain(ids).collect()).await?;
    }
    Ok(())
}

/// The columns from `sku` to `image_url`, in the order of the table.
fn detail_values(details: &ProductDetails) -> Vec<Value> {
    sql_values![
        details.sku.clone(),
        sku_key(&details.sku),
        fold::fold(&details.sku),
        details.name.clone(),
        fold::fold(&details.name),
        details.supplier_id.0,
        details.category.clone(),
        details.category.as_deref().map(fold::fold),
        details.unit.clone(),
        details.pack_size,
        details.tax_rate_bp.basis_points(),
        details.weight_grams,
        details.volume_ml,
        details.shelf_life_days,
        details.min_days_left,
        details.barcode.clone(),
        details.image_url.clone(),
    ]
}

/// The product that has this SKU, whatever its case.
pub async fn product_by_sku(sql: &impl Sql, sku: &str) -> Result<Option<ProductId>, DbError> {
    let text = "SELECT id FROM products WHERE sku_key = $1";
    Ok(sql.one::<IdRow>(text, sql_values![sku_key(sku)]).await?.map(|row| ProductId(row.id)))
}

/// The products that have these SKUs (`sku_key`), as they are now, by id. With `held` nobody else changes them until this
/// transaction ends.
pub async fn products_by_keys(tx: &Tx, keys: &[String], held: bool) -> Result<Vec<Product>, DbError> {
    let mut ids = Vec::new();
    for some in keys.chunks(ROWS) {
        let text = format!(
            "SELECT id FROM products WHERE sku_key IN ({}) ORDER BY id{}",
            numbered(1, some.len()),
            if held { tx.lock_rows() } else { "" }
        );
        let rows: Vec<IdRow> = tx.all(&text, some.iter().map(|key| Value::from(key.as_str())).collect()).await?;
        ids.extend(rows.into_iter().map(|row| ProductId(row.id)));
    }
    if ids.is_empty() { Ok(Vec::new()) } else { products(tx, &ids, tx.now()).await }
}

/// Products as they are now, which nobody else changes until this transaction ends; locked in the order of their ids.
pub async fn lock_products(tx: &Tx, ids: &[ProductId]) -> Result<Vec<Product>, DbError> {
    if !tx.lock_rows().is_empty() {
        let text =
            format!("SELECT id FROM products WHERE id IN ({}) ORDER BY id{}", numbered(1, ids.len()), tx.lock_rows());
        let _: Vec<IdRow> = tx.all(&text, ids.iter().map(|id| Value::from(id.0)).collect()).await?;
    }
    products(tx, ids, tx.now()).await
}

/// Whether anything in the catalogue has changed since an instant.
pub async fn changed_since(sql: &impl Sql, at: DateTime<Utc>) -> Result<bool, DbError> {
    let text = "SELECT id FROM (SELECT id FROM products WHERE changed_at >= $1 LIMIT 1) p UNION ALL \
                SELECT id FROM (SELECT id FROM suppliers WHERE updated_at >= $2 LIMIT 1) s";
    Ok(sql.one::<IdRow>(text, sql_values![at, at]).await?.is_some())
}

/// Which of these products exist.
pub async fn products_there(sql: &impl Sql, ids: &[ProductId]) -> Result<BTreeSet<ProductId>, DbError> {
    let text = format!("SELECT id FROM products WHERE id IN ({})", numbered(1, ids.len()));
    let rows: Vec<IdRow> = sql.all(&text, ids.iter().map(|id| Value::from(id.0)).collect()).await?;
    Ok(rows.into_iter().map(|row| ProductId(row.id)).collect())
}

/// The next ids after one, for going through all products.
pub async fn product_ids_after(sql: &impl Sql, id: Uuid, most: usize) -> Result<Vec<ProductId>, DbError> {
    let text = format!("SELECT id FROM products WHERE id > $1 ORDER BY id LIMIT {most}");
    let rows: Vec<IdRow> = sql.all(&text, sql_values![id]).await?;
    Ok(rows.into_iter().map(|row| ProductId(row.id)).collect())
}

/// The ids of all products of a supplier.
pub async fn product_ids_of(sql: &impl Sql, supplier: SupplierId) -> Result<Vec<ProductId>, DbError> {
    let text = "SELECT id FROM products WHERE supplier_id = $1 ORDER BY id";
    let rows: Vec<IdRow> = sql.all(text, sql_values![supplier.0]).await?;
    Ok(rows.into_iter().map(|row| ProductId(row.id)).collect())
}

/// A price in the history of a product.
#[derive(FromQueryResult)]
pub struct PriceRow {
    /// The price itself, for paging.
    pub id: Uuid,
    /// The product that has it.
    pub product_id: Uuid,
    amount: i64,
    currency: String,
    valid_from: DateTime<Utc>,
    /// When it was set.
    pub created_at: DateTime<Utc>,
}

impl PriceRow {
    /// How much, from when.
    #[must_use]
    pub fn price(&self) -> PriceFrom {
        PriceFrom { price: money(self.amount, &self.currency), valid_from: self.valid_from }
    }
}

/// The prices of a product, to be paged.
#[must_use]
pub fn select_prices(product: ProductId) -> Select {
    Select::new("SELECT id, product_id, amount, currency, valid_from, created_at FROM product_prices")
        .and("product_id = ?", sql_values![product.0])
}

/// Sets prices of products; each takes the place of one that begins at the same instant.
pub async fn set_prices(tx: &Tx, prices: &[(ProductId, PriceFrom)], now: DateTime<Utc>) -> Result<(), DbError> {
    let head = "INSERT INTO product_prices (id, product_id, valid_from, amount, currency, created_at)";
    let tail = " ON CONFLICT (product_id, valid_from) DO UPDATE \
                SET amount = excluded.amount, currency = excluded.currency, created_at = excluded.created_at";
    let values = prices.iter().flat_map(|(product, from)| {
        let currency = from.price.currency.to_string();
        sql_values![Uuid::now_v7(), product.0, from.valid_from, from.price.amount, currency, now]
    });
    tx.insert_many(head, 6, values.collect(), tail).await.map(|_| ())
}

/// The price of a product that begins at an instant.
pub async fn price_from(sql: &impl Sql, id: ProductId, at: DateTime<Utc>) -> Result<Option<PriceRow>, DbError> {
    let text = "SELECT id, product_id, amount, currency, valid_from, created_at FROM product_prices \
                WHERE product_id = $1 AND valid_from = $2";
    sql.one(text, sql_values![id.0, at]).await
}

/// The prices of up to [`ROWS`] products that others may hear of (`Prices::public` says exactly which); prices that were
/// over long ago are not even read.
pub async fn recent_prices(
    sql: &impl Sql,
    ids: &[ProductId],
    now: DateTime<Utc>,
) -> Result<BTreeMap<ProductId, Prices>, DbError> {
    let text = format!(
        "SELECT id, product_id, amount, currency, valid_from, created_at FROM product_prices pr WHERE product_id IN ({}) \
         AND valid_from >= COALESCE((SELECT MAX(x.valid_from) FROM product_prices x WHERE x.product_id = pr.product_id \
         AND x.valid_from <= ${}), ${})",
        numbered(1, ids.len()),
        ids.len() + 1,
        ids.len() + 2,
    );
    let since = now - PUBLIC_PAST;
    let values = ids.iter().map(|id| Value::from(id.0)).chain([Value::from(since), Value::from(since)]).collect();
    let rows: Vec<PriceRow> = sql.all(&text, values).await?;
    let mut all: BTreeMap<ProductId, Prices> = BTreeMap::new();
    for row in rows {
        all.entry(ProductId(row.product_id)).or_default().set(row.price());
    }
    Ok(all)
}

/// The prices of products that have not begun at `now`, oldest first.
pub async fn coming_prices(
    sql: &impl Sql,
    ids: &[ProductId],
    now: DateTime<Utc>,
) -> Result<BTreeMap<ProductId, Vec<PriceFrom>>, DbError> {
    let mut all: BTreeMap<ProductId, Vec<PriceFrom>> = BTreeMap::new();
    for some in ids.chunks(ROWS) {
        let text = format!(
            "SELECT id, product_id, amount, currency, valid_from, created_at FROM product_prices WHERE product_id IN ({}) \
             AND valid_from > ${} ORDER BY product_id, valid_from",
            numbered(1, some.len()),
            some.len() + 1
        );
        let values = some.iter().map(|id| Value::from(id.0)).chain([Value::from(now)]).collect();
        let rows: Vec<PriceRow> = sql.all(&text, values).await?;
        for row in rows {
            all.entry(ProductId(row.product_id)).or_default().push(row.price());
        }
    }
    Ok(all)
}

/// A category with the number of its active products.
#[derive(FromQueryResult)]
pub struct CategoryRow {
    /// One of its spellings (the first by code points).
    pub category: String,
    /// How many active products it has.
    pub products: i64,
}

/// The categories of active products (of one supplier, or of all), by folded name, `most` at most.
pub async fn categories(sql: &impl Sql, of: Option<SupplierId>, most: u32) -> Result<Vec<CategoryRow>, DbError> {
    let (narrowed, values) = match of {
        Some(supplier) => ("supplier_id = $1 AND ", sql_values![supplier.0]),
        None => ("", vec![]),
    };
    let text = format!(
        "SELECT MIN(category) AS category, COUNT(*) AS products FROM products WHERE {narrowed}status = 'active' \
         AND category_folded IS NOT NULL GROUP BY category_folded ORDER BY category_folded LIMIT {most}"
    );
    sql.all(&text, values).await
}
