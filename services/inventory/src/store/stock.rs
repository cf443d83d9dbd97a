//! Lots: what lies where, and what of it orders hold.

use chassis::db::{MOST_PARAMETERS, Value, numbered, placeholders};
use chassis::{Db, DbError, Equal, Paging, Select, Sql, Tx, sql_values};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use contracts::{Location, LotId, ProductId, SupplierId, WarehouseId};
use sea_orm::FromQueryResult;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use super::{FILLED, LOCK_ORDER, lock_s};
use crate::allocation::Candidate;
use crate::ledger::Lot;
use crate::lot::{DEFAULT_MIN_DAYS_LEFT, Expiry, LotState, day_number, shown_code};
use crate::show_stock::{LotContents, LotFilter, LotLevel, StockFilter, StockLevel, StockLevelIs};
use crate::tell_availability::Available;

/// What [`LotRow`] reads of table `s`.
pub(super) const LOT_COLUMNS: &str = "s.id, s.product_id, s.warehouse_id, s.lot, s.expires_day, s.on_hand, s.reserved";

#[derive(FromQueryResult)]
pub(super) struct LotRow {
    id: Uuid,
    product_id: Uuid,
    warehouse_id: Uuid,
    lot: String,
    expires_day: i64,
    on_hand: i64,
    reserved: i64,
}

impl From<LotRow> for Lot {
    fn from(row: LotRow) -> Self {
        Self {
            id: LotId(row.id),
            product_id: ProductId(row.product_id),
            warehouse_id: WarehouseId(row.warehouse_id),
            code: row.lot,
            expiry: Expiry::from_day_number(row.expires_day),
            on_hand: row.on_hand,
            reserved: row.reserved,
        }
    }
}

#[derive(FromQueryResult)]
struct FreeRow {
    #[sea_orm(nested)]
    lot: LotRow,
    code: String,
    city_folded: String,
    lat: f64,
    lon: f64,
}

/// The lots of these products from which something can be promised on `today`, locked, and the warehouses in which they
/// lie.
pub(crate) async fn lock_free(
    tx: &Tx,
    products: impl Iterator<Item = ProductId>,
    today: NaiveDate,
) -> Result<(Vec<Lot>, Vec<Candidate>), DbError> {
    let mut values: Vec<Value> = products.map(|id| Value::from(id.0)).collect();
    let count = values.len();
    if count == 0 {
        return Ok((Vec::new(), Vec::new()));
    }
    values.extend(sql_values![DEFAULT_MIN_DAYS_LEFT, day_number(today)]);
    let sql = format!(
        "SELECT {LOT_COLUMNS}, w.code, w.city_folded, w.lat, w.lon FROM stock s \
         JOIN warehouse w ON w.id = s.warehouse_id LEFT JOIN product p ON p.id = s.product_id \
         WHERE s.product_id IN ({}) AND s.state = 'sellable' AND {FILLED} AND s.on_hand > s.reserved \
         AND s.expires_day - COALESCE(p.min_days_left, ${}) >= ${} ORDER BY {LOCK_ORDER}{}",
        numbered(1, count),
        count + 1,
        count + 2,
        lock_s(tx)
    );
    let mut candidates = BTreeMap::new();
    let mut lots = Vec::new();
    for row in tx.all::<FreeRow>(&sql, values).await? {
        let lot = Lot::from(row.lot);
        candidates.entry(lot.warehouse_id).or_insert_with(|| Candidate {
            id: lot.warehouse_id,
            code: row.code,
            city: row.city_folded,
            location: Location { lat: row.lat, lon: row.lon },
        });
        lots.push(lot);
    }
    Ok((lots, candidates.into_values().collect()))
}

/// All lots of a product in a warehouse, locked.
pub(crate) async fn lock_all(tx: &Tx, product: ProductId, warehouse: WarehouseId) -> Result<Vec<Lot>, DbError> {
    let sql = format!(
        "SELECT {LOT_COLUMNS} FROM stock s WHERE s.product_id = $1 AND s.warehouse_id = $2 ORDER BY {LOCK_ORDER}{}",
        lock_s(tx)
    );
    Ok(tx.all::<LotRow>(&sql, sql_values![product.0, warehouse.0]).await?.into_iter().map(Lot::from).collect())
}

/// Changes what orders hold of each lot, where the result stays between nothing and what lies there. How many were
/// changed. The lots have been locked by the caller.
pub(crate) async fn change_reserved(tx: &Tx, changes: &[(LotId, i64)]) -> Result<u64, DbError> {
    const COLUMNS: usize = 2;
    let mut changed = 0;
    for some in changes.chunks(MOST_PARAMETERS / COLUMNS - 1) {
        let sql = format!(
            "WITH v (id, delta) AS (VALUES {}) UPDATE stock SET reserved = stock.reserved + v.delta, \
             version = stock.version + 1, updated_at = ${} FROM v \
             WHERE stock.id = v.id AND stock.reserved + v.delta BETWEEN 0 AND stock.on_hand",
            placeholders(some.len(), COLUMNS),
            some.len() * COLUMNS + 1
        );
        let mut values: Vec<Value> = some.iter().flat_map(|(lot, delta)| sql_values![lot.0, *delta]).collect();
        values.push(tx.now().into());
        changed += tx.exec(&sql, values).await?;
    }
    Ok(changed)
}

/// Takes units out of a lot, never those that orders hold; whether it was done.
pub(crate) async fn take_out(tx: &Tx, lot: LotId, quantity: i64) -> Result<bool, DbError> {
    let sql = "UPDATE stock SET on_hand = on_hand - $1, version = version + 1, updated_at = $2 \
               WHERE id = $3 AND on_hand - reserved >= $4";
    Ok(tx.exec(sql, sql_values![quantity, tx.now(), lot.0, quantity]).await? == 1)
}

/// Which goods arrive; the fields in the order in which lots are locked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LotKey {
    pub(crate) product_id: ProductId,
    pub(crate) warehouse_id: WarehouseId,
    pub(crate) expiry: Expiry,
    pub(crate) code: String,
}

impl From<&Lot> for LotKey {
    fn from(lot: &Lot) -> Self {
        Self { product_id: lot.product_id, warehouse_id: lot.warehouse_id, expiry: lot.expiry, code: lot.code.clone() }
    }
}

/// Puts units into lots, which are made where there are none. The lots as they are afterwards, in no order.
pub(crate) async fn put_in(tx: &Tx, arrivals: &BTreeMap<LotKey, i64>) -> Result<Vec<Lot>, DbError> {
    const COLUMNS: usize = 12;
    let today = day_number(tx.company().local_date(tx.now()));
    let arrivals: Vec<_> = arrivals.iter().collect();
    let mut lots = Vec::with_capacity(arrivals.len());
    for some in arrivals.chunks(MOST_PARAMETERS / COLUMNS) {
        let sql = format!(
            "INSERT INTO stock (id, product_id, warehouse_id, expires_day, lot, state, on_hand, reserved, version, \
             created_at, updated_at, late_day) VALUES {} ON CONFLICT (product_id, warehouse_id, lot, expires_day) DO UPDATE SET \
             on_hand = stock.on_hand + excluded.on_hand, version = stock.version + 1, updated_at = excluded.updated_at \
             RETURNING id, product_id, warehouse_id, lot, expires_day, on_hand, reserved",
            placeholders(some.len(), COLUMNS)
        );
        let row = |(key, quantity): &(&LotKey, &i64)| {
            sql_values![
                LotId::new().0,
                key.product_id.0,
                key.warehouse_id.0,
                key.expiry.day_number(),
                key.code.as_str(),
                LotState::Sellable.name(),
                **quantity,
                0_i64,
                1_i64,
                tx.now(),
                tx.now(),
                late(key.expiry, today),
            ]
        };
        let values: Vec<Value> = some.iter().flat_map(row).collect();
        lots.extend(tx.all::<LotRow>(&sql, values).await?.into_iter().map(Lot::from));
    }
    enter_places(tx, arrivals.iter().map(|(key, _)| (key.product_id, key.warehouse_id)).collect()).await?;
    Ok(lots)
}

/// The last day of a lot that had expired when it came.
fn late(expiry: Expiry, came: i64) -> Option<i64> {
    Some(expiry.day_number()).filter(|last| *last < came)
}

/// A lot that came before now.
pub(crate) struct PastLot {
    pub(crate) lot: Lot,
    pub(crate) state: LotState,
    pub(crate) is_new: bool,
    /// How many things happened to it.
    pub(crate) steps: usize,
    pub(crate) came: DateTime<Utc>,
    pub(crate) changed: DateTime<Utc>,
}

/// Enters lots of the past as they are now; what was entered before goes on.
pub(crate) async fn insert_past(tx: &Tx, lots: &[PastLot]) -> Result<(), DbError> {
    let head = "INSERT INTO stock (id, product_id, warehouse_id, expires_day, lot, state, on_hand, reserved, version, \
                created_at, updated_at, late_day)";
    let row = |past: &PastLot| {
        sql_values![
            past.lot.id.0,
            past.lot.product_id.0,
            past.lot.warehouse_id.0,
            past.lot.expiry.day_number(),
            past.lot.code.as_str(),
            past.state.name(),
            past.lot.on_hand,
            past.lot.reserved,
            past.steps.max(1) as i64,
            past.came,
            past.changed,
            late(past.lot.expiry, day_number(tx.company().local_date(past.came))),
        ]
    };
    let (new, known): (Vec<&PastLot>, Vec<&PastLot>) = lots.iter().partition(|past| past.is_new);
    tx.insert_many(head, 12, new.iter().flat_map(|past| row(past)).collect(), "").await?;
    let goes_on = " ON CONFLICT (id) DO UPDATE SET on_hand = excluded.on_hand, reserved = excluded.reserved, \
                   version = excluded.version, updated_at = excluded.updated_at";
    tx.insert_many(head, 12, known.iter().flat_map(|past| row(past)).collect(), goes_on).await?;
    enter_places(tx, new.iter().map(|past| (past.lot.product_id, past.lot.warehouse_id)).collect()).await
}

/// Notes that these products lie in these warehouses from now on.
async fn enter_places(tx: &Tx, places: BTreeSet<(ProductId, WarehouseId)>) -> Result<(), DbError> {
    const COLUMNS: usize = 4;
    let places: Vec<_> = places.into_iter().collect();
    for some in places.chunks(MOST_PARAMETERS / COLUMNS) {
        let sql = format!(
            "INSERT INTO stocked_product (id, product_id, warehouse_id, created_at) VALUES {} \
             ON CONFLICT (product_id, warehouse_id) DO NOTHING",
            placeholders(some.len(), COLUMNS)
        );
        let row = |(product, warehouse): &(ProductId, WarehouseId)| {
            sql_values![Uuid::now_v7(), product.0, warehouse.0, tx.now()]
        };
        tx.exec(&sql, some.iter().flat_map(row).collect()).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct AvailableRow {
    product_id: Uuid,
    available: i64,
}

/// How much of each of these products could be promised on `today`; products of which there is nothing are left out.
pub(crate) async fn available(
    sql: &impl Sql,
    products: &[ProductId],
    today: NaiveDate,
) -> Result<BTreeMap<ProductId, Available>, DbError> {
    let count = products.len();
    let mut values: Vec<Value> = products.iter().map(|id| Value::from(id.0)).collect();
    values.extend(sql_values![DEFAULT_MIN_DAYS_LEFT, day_number(today)]);
    let text = format!(
        "SELECT s.product_id, CAST(SUM(s.on_hand - s.reserved) AS bigint) AS available FROM stock s \
         LEFT JOIN product p ON p.id = s.product_id WHERE s.product_id IN ({}) AND s.state = 'sellable' \
         AND {FILLED} AND s.on_hand > s.reserved AND s.expires_day - COALESCE(p.min_days_left, ${}) >= ${} \
         GROUP BY s.product_id, s.warehouse_id",
        numbered(1, count),
        count + 1,
        count + 2
    );
    let mut found: BTreeMap<ProductId, Available> = BTreeMap::new();
    for row in sql.all::<AvailableRow>(&text, values).await? {
        let product_id = ProductId(row.product_id);
        let sum = found.entry(product_id).or_insert(Available { product_id, available: 0, in_one_warehouse: 0 });
        sum.available += row.available;
        sum.in_one_warehouse = sum.in_one_warehouse.max(row.available);
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct PlaceRow {
    id: Uuid,
    product_id: Uuid,
    warehouse_id: Uuid,
    daily_demand: i64,
    created_at: DateTime<Utc>,
}

/// Joins what is available of the product and in the warehouse of table `q` as table `a`, given the places of
/// [`DEFAULT_MIN_DAYS_LEFT`] and of today; null where there is nothing. Summed up once for all, and not looked up for each.
pub(super) fn join_available(default: &str, today: &str) -> String {
    format!(
        "LEFT JOIN (SELECT s.product_id, s.warehouse_id, CAST(SUM(s.on_hand - s.reserved) AS bigint) AS available \
         FROM stock s JOIN product p ON p.id = s.product_id WHERE {FILLED} AND s.state = 'sellable' \
         AND s.expires_day - COALESCE(p.min_days_left, {default}) >= {today} GROUP BY s.product_id, s.warehouse_id) a \
         ON a.product_id = q.product_id AND a.warehouse_id = q.warehouse_id"
    )
}
/// Of something with a demand.
pub(super) const IS_OUT: &str = "COALESCE(a.available, 0) <= 0";
/// Of something with a demand, which is kept in thousandths: less than for seven days.
pub(super) const IS_LOW: &str = "a.available > 0 AND a.available * 1000 < q.daily_demand * 7";

#[derive(FromQueryResult)]
struct SumRow {
    product_id: Uuid,
    warehouse_id: Uuid,
    on_hand: i64,
    reserved: i64,
    available: i64,
}

/// One page of what lies where (only of one supplier's products, if one is named), summed up per product and warehouse: the
/// places of the page, and then their lots.
pub(crate) async fn levels(
    db: &Db,
    filter: &StockFilter,
    only_of: Option<SupplierId>,
    today: NaiveDate,
    page: &Paging,
) -> Result<Vec<StockLevel>, DbError> {
    // These are values of ours, so they may stand in the statement.
    let available = match filter.level {
        Some(_) => join_available(&DEFAULT_MIN_DAYS_LEFT.to_string(), &day_number(today).to_string()),
        None => String::new(),
    };
    let mut select = Select::new(format!(
        "SELECT q.id, q.product_id, q.warehouse_id, q.daily_demand, q.created_at FROM stocked_product q \
         LEFT JOIN product p ON p.id = q.product_id {available}"
    ))
    .id_column("q.id")
    .and_if("q.product_id = ?", filter.product_id.map(|id| id.0))
    .and_if("q.warehouse_id = ?", filter.warehouse_id.map(|id| id.0))
    .and_if("q.product_id IN (SELECT id FROM product WHERE supplier_id = ?)", only_of.map(|id| id.0));
    if let Some(level) = filter.level {
        let is = match level {
            StockLevelIs::Out => IS_OUT,
            StockLevelIs::Low => IS_LOW,
        };
        select = select.and("q.daily_demand > 0 AND p.status = 'active'", vec![]).and(is, vec![]);
    }
    let places: Vec<PlaceRow> = select.fetch(db, page).await?;
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let products: BTreeSet<Uuid> = places.iter().map(|place| place.product_id).collect();
    let sql = format!(
        "SELECT s.product_id, s.warehouse_id, CAST(SUM(s.on_hand) AS bigint) AS on_hand, \
         CAST(SUM(s.reserved) AS bigint) AS reserved, CAST(SUM(CASE WHEN s.state = 'sellable' \
         AND s.expires_day - COALESCE(p.min_days_left, $1) >= $2 THEN s.on_hand - s.reserved ELSE 0 END) AS bigint) \
         AS available FROM stock s LEFT JOIN product p ON p.id = s.product_id WHERE s.product_id IN ({}) AND {FILLED} \
         GROUP BY s.product_id, s.warehouse_id",
        numbered(3, products.len())
    );
    let mut values = sql_values![DEFAULT_MIN_DAYS_LEFT, day_number(today)];
    values.extend(products.into_iter().map(Value::from));
    let sums: BTreeMap<(Uuid, Uuid), SumRow> = db
        .all::<SumRow>(&sql, values)
        .await?
        .into_iter()
        .map(|row| ((row.product_id, row.warehouse_id), row))
        .collect();
    let level = |place: PlaceRow| {
        let sum = sums.get(&(place.product_id, place.warehouse_id));
        let available = sum.map_or(0, |sum| sum.available);
        StockLevel {
            id: place.id,
            product_id: ProductId(place.product_id),
            warehouse_id: WarehouseId(place.warehouse_id),
            on_hand: sum.map_or(0, |sum| sum.on_hand),
            reserved: sum.map_or(0, |sum| sum.reserved),
            available,
            daily_demand: thousandths(place.daily_demand),
            days_of_cover: days_of_cover(available, place.daily_demand),
            created_at: place.created_at,
        }
    };
    Ok(places.into_iter().map(level).collect())
}

#[expect(clippy::cast_precision_loss, reason = "people read a few digits")]
fn thousandths(number: i64) -> f64 {
    number as f64 / 1_000.0
}

/// To a tenth of a day.
#[expect(clippy::cast_precision_loss, reason = "people read a few digits")]
fn days_of_cover(available: i64, daily: i64) -> Option<f64> {
    (daily > 0).then(|| (available as f64 * 10_000.0 / daily as f64).round() / 10.0)
}

#[derive(FromQueryResult)]
struct LevelRow {
    #[sea_orm(nested)]
    lot: LotRow,
    version: i64,
    state: String,
    min_days_left: Option<i64>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl LevelRow {
    fn level(self, today: NaiveDate) -> LotLevel {
        let lot = Lot::from(self.lot);
        let state = LotState::from_name(&self.state);
        let sellable = state == LotState::Sellable && lot.expiry.allows_sale(today, self.min_days_left);
        LotLevel {
            id: lot.id,
            version: self.version,
            product_id: lot.product_id,
            warehouse_id: lot.warehouse_id,
            expires_on: lot.expiry.date(),
            state,
            on_hand: lot.on_hand,
            reserved: lot.reserved,
            available: if sellable { lot.free() } else { 0 },
            lot: shown_code(lot.code),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// One page of lots.
pub(crate) async fn lots(
    db: &Db,
    filter: &LotFilter,
    today: NaiveDate,
    page: &Paging,
) -> Result<Vec<LotLevel>, DbError> {
    let head = format!(
        "SELECT {LOT_COLUMNS}, s.version, s.state, p.min_days_left, s.created_at, s.updated_at FROM stock s \
         LEFT JOIN product p ON p.id = s.product_id"
    );
    let select = Select::new(head)
        .id_column("s.id")
        .narrow([Equal::value("s.product_id", filter.product_id.map(|id| id.0))])
        .narrow([Equal::value("s.warehouse_id", filter.warehouse_id.map(|id| id.0))])
        .and_if("s.expires_day < ?", filter.expires_before.map(day_number));
    if filter.contents == Some(LotContents::Filled) {
        let rows: Vec<LevelRow> = select.and(FILLED, vec![]).fetch(db, page).await?;
        return Ok(rows.into_iter().map(|row| row.level(today)).collect());
    }
    // A product has few lots, and no calendar knows what is far away.
    let many = |day: &NaiveDate| filter.product_id.is_none() && (2000..=9998).contains(&day.year());
    let rows: Vec<LevelRow> = match filter.expires_before.filter(many) {
        None => select.fetch(db, page).await?,
        // What expired before a day came before it, but for a few: the page is found without reading what came later.
        Some(day) => {
            let begun = db.company().day(day).0;
            let in_time = select.clone().and("s.late_day IS NULL AND s.created_at < ?", sql_values![begun]);
            let late = select.and("s.late_day IS NOT NULL", vec![]);
            let mut rows: Vec<LevelRow> = in_time.fetch(db, page).await?;
            rows.extend(late.fetch::<LevelRow>(db, page).await?);
            rows.sort_by_key(|row| (row.created_at, row.lot.id));
            if !page.is_ascending() {
                rows.reverse();
            }
            rows.truncate(page.limit() + 1);
            rows
        }
    };
    Ok(rows.into_iter().map(|row| row.level(today)).collect())
}
