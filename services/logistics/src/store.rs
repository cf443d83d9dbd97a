//! The database, for bookings: what an order was answered, and the room that it takes. (`settings` and `replicas` hold
//! the rest.) Nothing outside this module names the database library.

pub mod overview;
pub mod promises;
pub mod replicas;
pub mod settings;

use crate::calendar::{Rule, Weekdays};
use crate::capacity::{DayRow, Limits, Load, Plan, SetBy};
use crate::delivery::{Answer, Delivery, DeliveryStatus};
use crate::list_deliveries::DeliveryFilter;
use crate::load::HistoricDelivery;
use crate::visibility::Visibility;
use crate::zones::{DEFAULT_CALENDAR, ZoneMatches};
use chassis::db::{MOST_PARAMETERS, placeholders};
use chassis::{ChangedRow, Db, DbError, Equal, Paging, Pass, Seen, Select, Sql, Tx, sql_values};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::logistics::ScheduleDelivery;
use contracts::{CustomerId, DeliveryId, OrderId, Reason, SellerId, ShipTo, WarehouseId};
use sea_orm::{DbBackend, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Text that was written by this service and cannot be read by it: a bug, or a row changed by hand.
fn unreadable(what: &str, error: impl std::fmt::Display) -> DbError {
    DbError::Other(format!("{what} cannot be read: {error}"))
}

/// Serialises what always serialises: strings, numbers and lists of them.
fn json(value: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| unreadable("a value", error))
}

/// Whether a row is read to be changed in the same transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Only looking.
    No,
    /// Nobody else changes it until the transaction ends.
    ForUpdate,
}

impl Lock {
    fn sql(self, db: &impl Sql) -> &'static str {
        if self == Self::ForUpdate { db.lock_rows() } else { "" }
    }
}

// What an order was answered ------------------------------------------------------------------------------------------

#[derive(FromQueryResult)]
struct AnswerRow {
    id: Uuid,
    status: String,
    on_day: Option<NaiveDate>,
    reason: Option<String>,
}

/// What the order was answered before, if it was.
pub async fn answer(tx: &Tx, order_id: OrderId) -> Result<Option<Answer>, DbError> {
    let sql = "SELECT id, status, on_day, reason FROM delivery WHERE order_id = $1";
    let Some(row) = tx.one::<AnswerRow>(sql, sql_values![order_id.0]).await? else { return Ok(None) };
    Ok(Some(match (row.status.as_str(), row.on_day) {
        ("cancelled", _) => Answer::Cancelled,
        (_, Some(on)) => Answer::Scheduled { delivery_id: DeliveryId(row.id), on },
        (_, None) => {
            let reason = row.reason.unwrap_or_default();
            Answer::Refused(serde_json::from_str(&reason).map_err(|error| unreadable("a refusal", error))?)
        }
    }))
}

/// Keeps a delivery. Nothing when the order has been answered meanwhile.
pub async fn insert_delivery(
    tx: &Tx,
    id: DeliveryId,
    order: &ScheduleDelivery,
    on: NaiveDate,
) -> Result<Option<Kept>, DbError> {
    // The shop keeps its seller until this has been committed; others may book for it at the same time.
    let lock = if tx.backend() == DbBackend::Postgres { " FOR SHARE" } else { "" };
    let sql = format!(
        "INSERT INTO delivery (id, order_id, status, number, customer_id, warehouse_id, on_day, ship_to, \
         weight_grams, volume_ml, version, created_at, updated_at, changed_at, seller_id) \
         VALUES ($1, $2, 'scheduled', $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, \
         (SELECT c.seller_id FROM customer c WHERE c.id = $13{lock})) \
         ON CONFLICT (order_id) DO NOTHING RETURNING seller_id"
    );
    let values = sql_values![
        id.0,
        order.order_id.0,
        order.number.clone(),
        order.customer_id.0,
        order.warehouse_id.0,
        on,
        json(&order.ship_to)?,
        order.weight_grams,
        order.volume_ml,
        tx.now(),
        tx.now(),
        tx.now(),
        order.customer_id.0
    ];
    tx.one(&sql, values).await
}

/// A delivery that has just been kept.
#[derive(FromQueryResult)]
pub struct Kept {
    seller_id: Option<Uuid>,
}

impl Kept {
    /// The seller who looks after the shop, as far as identity has told.
    #[must_use]
    pub fn seller(&self) -> Option<SellerId> {
        self.seller_id.map(SellerId)
    }
}

/// Keeps that the order has no delivery: refused for a reason, or blocked by its undo. `false` when it has been
/// answered.
pub async fn insert_no_delivery(tx: &Tx, order_id: OrderId, reason: Option<&Reason>) -> Result<bool, DbError> {
    let sql = "INSERT INTO delivery (id, order_id, status, reason, version, created_at, updated_at, changed_at) \
               VALUES ($1, $2, $3, $4, 1, $5, $6, $7) ON CONFLICT (order_id) DO NOTHING";
    let status = if reason.is_some() { "refused" } else { "cancelled" };
    let reason = reason.map(json).transpose()?;
    let values = sql_values![DeliveryId::new().0, order_id.0, status, reason, tx.now(), tx.now(), tx.now()];
    Ok(tx.exec(sql, values).await? > 0)
}

/// A delivery that has just been cancelled: the room to give back.
#[derive(FromQueryResult)]
pub struct Freed {
    id: Uuid,
    version: i64,
    seller_id: Option<Uuid>,
    warehouse_id: Uuid,
    customer_id: Uuid,
    on_day: NaiveDate,
    weight_grams: i64,
}

/// Cancels the delivery of an order if it is scheduled and not on its way.
pub async fn cancel_scheduled(tx: &Tx, order_id: OrderId) -> Result<Option<Freed>, DbError> {
    let sql = "UPDATE delivery SET status = 'cancelled', version = version + 1, updated_at = $1, changed_at = $2 \
               WHERE order_id = $3 AND status = 'scheduled' RETURNING id, version, warehouse_id, customer_id, on_day, \
               weight_grams, seller_id";
    tx.one(sql, sql_values![tx.now(), tx.now(), order_id.0]).await
}

impl Freed {
    /// Which delivery, its version now, and whose it was.
    #[must_use]
    pub fn delivery(&self) -> (DeliveryId, i64, CustomerId, Option<SellerId>) {
        (DeliveryId(self.id), self.version, CustomerId(self.customer_id), self.seller_id.map(SellerId))
    }
}

// Room ----------------------------------------------------------------------------------------------------------------

/// Bookings share this lock and a change of capacities holds it alone (PostgreSQL; SQLite has one writer anyway): while
/// the days are counted anew nobody books by what was read before. It lasts to the end of the transaction.
const CAPACITY_LOCK: i64 = i64::from_be_bytes(*b"capacity");

/// Shares the lock with other bookings.
pub async fn share_capacities(tx: &Tx) -> Result<(), DbError> {
    if tx.backend() == DbBackend::Postgres {
        tx.exec(&format!("SELECT pg_advisory_xact_lock_shared({CAPACITY_LOCK})"), vec![]).await?;
    }
    Ok(())
}

/// Waits until no booking is under way and keeps new ones out.
pub async fn own_capacities(tx: &Tx) -> Result<(), DbError> {
    if tx.backend() == DbBackend::Postgres {
        tx.exec(&format!("SELECT pg_advisory_xact_lock({CAPACITY_LOCK})"), vec![]).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct ZoneRow {
    default_weekdays: i64,
    default_cut_off: i64,
    zones: i64,
    city: Option<String>,
    lead_days: Option<i64>,
    weekdays: Option<i64>,
    cut_off_hour: Option<i64>,
}

/// Whether a read is the beginning of a booking.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Room will be taken in this transaction: shares the lock of [`share_capacities`] in the same statement.
    Booking,
    /// Only looking.
    Looking,
}

/// What a warehouse's zones say about a city (by its key).
pub async fn zone_matches(
    db: &impl Sql,
    warehouse_id: WarehouseId,
    city_key: &str,
    purpose: Purpose,
) -> Result<ZoneMatches, DbError> {
    let lock = if purpose == Purpose::Booking && db.backend() == DbBackend::Postgres {
        format!(" AND pg_advisory_xact_lock_shared({CAPACITY_LOCK}) IS NOT NULL")
    } else {
        String::new()
    };
    let sql = format!(
        "SELECT d.weekdays AS default_weekdays, d.cut_off_hour AS default_cut_off, \
         (SELECT COUNT(*) FROM zone WHERE warehouse_id = $1) AS zones, \
         m.city, z.lead_days, c.weekdays, c.cut_off_hour \
         FROM calendar d LEFT JOIN zone_city m ON m.warehouse_id = $2 AND m.city IN ($3, '') \
         LEFT JOIN zone z ON z.id = m.zone_id LEFT JOIN calendar c ON c.code = z.calendar \
         WHERE d.code = '{DEFAULT_CALENDAR}'{lock}"
    );
    let rows: Vec<ZoneRow> = db.all(&sql, sql_values![warehouse_id.0, warehouse_id.0, city_key.to_owned()]).await?;
    let first = rows.first().ok_or_else(|| DbError::Other("the default calendar is gone".to_owned()))?;
    let rule =
        |weekdays, cut_off_hour, lead_days| Rule { weekdays: Weekdays::from_bits(weekdays), cut_off_hour, lead_days };
    Ok(ZoneMatches {
        default: rule(first.default_weekdays, first.default_cut_off, 0),
        zones: first.zones,
        matches: rows
            .iter()
            .filter_map(|row| Some((row.city.clone()?, rule(row.weekdays?, row.cut_off_hour?, row.lead_days?))))
            .collect(),
    })
}

/// What a booking of a shop from a warehouse must know of the days to come.
pub struct Outlook {
    /// The company's own closed days.
    pub closed: BTreeSet<NaiveDate>,
    /// The warehouse's capacity.
    pub plan: Plan,
    /// The days on which the shop has a stop from this warehouse.
    pub stops: BTreeSet<NaiveDate>,
}

#[derive(FromQueryResult)]
struct OutlookRow {
    kind: String,
    on_day: Option<NaiveDate>,
    weekday: Option<i64>,
    max_stops: Option<i64>,
    max_grams: Option<i64>,
    used_stops: Option<i64>,
    used_grams: Option<i64>,
}

impl OutlookRow {
    fn limits(&self) -> Limits {
        Limits { stops: self.max_stops, grams: self.max_grams }
    }

    fn day_row(&self, set_by: SetBy) -> DayRow {
        let used = Load { stops: self.used_stops.unwrap_or(0), grams: self.used_grams.unwrap_or(0) };
        DayRow { limits: self.limits(), used, set_by }
    }
}

/// Closed days, capacity and the shop's stops from a day on, in one statement.
pub async fn outlook(
    db: &impl Sql,
    warehouse_id: WarehouseId,
    customer_id: CustomerId,
    from: NaiveDate,
) -> Result<Outlook, DbError> {
    let sql = "SELECT 'closed' AS kind, on_day, CAST(NULL AS bigint) AS weekday, CAST(NULL AS bigint) AS max_stops, \
               CAST(NULL AS bigint) AS max_grams, CAST(NULL AS bigint) AS used_stops, \
               CAST(NULL AS bigint) AS used_grams \
               FROM closed_day WHERE on_day >= $1 \
               UNION ALL SELECT set_by, on_day, weekday, max_stops, max_grams, used_stops, used_grams \
               FROM capacity WHERE warehouse_id = $2 AND (on_day IS NULL OR on_day >= $3) \
               UNION ALL SELECT 'stop', on_day, NULL, NULL, NULL, NULL, NULL \
               FROM delivery_stop WHERE warehouse_id = $4 AND customer_id = $5 AND on_day >= $6 AND orders > 0";
    let values = sql_values![from, warehouse_id.0, from, warehouse_id.0, customer_id.0, from];
    let mut seen = Outlook { closed: BTreeSet::new(), plan: Plan::default(), stops: BTreeSet::new() };
    for row in db.all::<OutlookRow>(sql, values).await? {
        match (row.kind.as_str(), row.on_day, row.weekday) {
            ("closed", Some(day), _) => drop(seen.closed.insert(day)),
            ("stop", Some(day), _) => drop(seen.stops.insert(day)),
            ("staff", Some(day), _) => drop(seen.plan.days.insert(day, row.day_row(SetBy::Staff))),
            (_, Some(day), _) => drop(seen.plan.days.insert(day, row.day_row(SetBy::Default))),
            (_, None, Some(weekday)) => drop(seen.plan.defaults.insert(weekday, row.limits())),
            (_, None, None) => {}
        }
    }
    Ok(seen)
}

/// Takes room for an order on a day: first the shop's stop, then, where the day is limited, the day's row. `false` when
/// the day has become full meanwhile; nothing is taken then.
///
/// Every transaction takes its locks in this order, and days in ascending order: no two wait for each other.
pub async fn take_room(
    tx: &Tx,
    order: &ScheduleDelivery,
    on: NaiveDate,
    limits: Option<Limits>,
) -> Result<bool, DbError> {
    #[derive(FromQueryResult)]
    struct Stop {
        orders: i64,
    }
    let sql = "INSERT INTO delivery_stop (warehouse_id, customer_id, on_day, orders, grams) VALUES ($1, $2, $3, 1, $4) \
               ON CONFLICT (warehouse_id, customer_id, on_day) DO UPDATE SET \
               orders = delivery_stop.orders + 1, grams = delivery_stop.grams + excluded.grams RETURNING orders";
    let values = sql_values![order.warehouse_id.0, order.customer_id.0, on, order.weight_grams];
    let stop: Option<Stop> = tx.one(sql, values).await?;
    let Some(limits) = limits else { return Ok(true) };
    let new_stops = i64::from(stop.is_some_and(|stop| stop.orders == 1));
    let sql = "INSERT INTO capacity (id, warehouse_id, on_day, set_by, max_stops, max_grams, used_stops, used_grams, \
               version, created_at) VALUES ($1, $2, $3, 'default', $4, $5, $6, $7, 1, $8) \
               ON CONFLICT (warehouse_id, on_day) DO UPDATE SET \
               used_stops = capacity.used_stops + excluded.used_stops, \
               used_grams = capacity.used_grams + excluded.used_grams, version = capacity.version + 1 \
               WHERE (excluded.used_stops = 0 OR capacity.max_stops IS NULL \
               OR capacity.used_stops + excluded.used_stops <= capacity.max_stops) \
               AND (excluded.used_grams = 0 OR capacity.max_grams IS NULL \
               OR capacity.used_grams + excluded.used_grams <= capacity.max_grams)";
    let values = sql_values![
        Uuid::now_v7(),
        order.warehouse_id.0,
        on,
        limits.stops,
        limits.grams,
        new_stops,
        order.weight_grams,
        tx.now()
    ];
    if tx.exec(sql, values).await? > 0 {
        return Ok(true);
    }
    leave_stop(tx, order.warehouse_id.0, order.customer_id.0, on, order.weight_grams).await?;
    Ok(false)
}

/// Gives back the room of a cancelled delivery, in the order in which it was taken.
pub async fn give_room_back(tx: &Tx, freed: &Freed) -> Result<(), DbError> {
    let left = leave_stop(tx, freed.warehouse_id, freed.customer_id, freed.on_day, freed.weight_grams).await?;
    let stops = i64::from(left == Some(0));
    let sql = "UPDATE capacity SET used_stops = used_stops - $1, used_grams = used_grams - $2, version = version + 1 \
               WHERE warehouse_id = $3 AND on_day = $4";
    tx.exec(sql, sql_values![stops, freed.weight_grams, freed.warehouse_id, freed.on_day]).await?;
    Ok(())
}

/// One order less at a stop; answers with how many are left.
async fn leave_stop(
    tx: &Tx,
    warehouse: Uuid,
    customer: Uuid,
    on: NaiveDate,
    grams: i64,
) -> Result<Option<i64>, DbError> {
    #[derive(FromQueryResult)]
    struct Stop {
        orders: i64,
    }
    let sql = "UPDATE delivery_stop SET orders = orders - 1, grams = grams - $1 \
               WHERE warehouse_id = $2 AND customer_id = $3 AND on_day = $4 RETURNING orders";
    Ok(tx.one::<Stop>(sql, sql_values![grams, warehouse, customer, on]).await?.map(|stop| stop.orders))
}

/// What is booked on the days of a warehouse from a day on.
pub async fn booked(tx: &Tx, warehouse_id: WarehouseId, from: NaiveDate) -> Result<BTreeMap<NaiveDate, Load>, DbError> {
    #[derive(FromQueryResult)]
    struct Booked {
        on_day: NaiveDate,
        stops: i64,
        grams: i64,
    }
    let sql = "SELECT on_day, COUNT(*) AS stops, CAST(SUM(grams) AS bigint) AS grams FROM delivery_stop \
               WHERE warehouse_id = $1 AND on_day >= $2 AND orders > 0 GROUP BY on_day";
    let rows: Vec<Booked> = tx.all(sql, sql_values![warehouse_id.0, from]).await?;
    Ok(rows.into_iter().map(|row| (row.on_day, Load { stops: row.stops, grams: row.grams })).collect())
}

// Deliveries, to be read --------------------------------------------------------------------------------------------

/// The columns of a [`DeliveryRow`], of a delivery called `d`.
const DELIVERY_COLUMNS: &str = "d.id, d.order_id, d.status, d.number, d.customer_id, d.warehouse_id, d.on_day, \
    d.ship_to, d.weight_grams, d.volume_ml, d.version, d.created_at, d.updated_at, d.changed_at";

/// A row of `delivery` that is one (it has a day).
#[derive(FromQueryResult)]
struct DeliveryRow {
    id: Uuid,
    order_id: Uuid,
    status: String,
    number: String,
    customer_id: Uuid,
    warehouse_id: Uuid,
    on_day: NaiveDate,
    ship_to: String,
    weight_grams: i64,
    volume_ml: i64,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = DbError;
    fn try_from(row: DeliveryRow) -> Result<Self, DbError> {
        let ship_to: ShipTo = serde_json::from_str(&row.ship_to).map_err(|error| unreadable("an address", error))?;
        Ok(Self {
            id: DeliveryId(row.id),
            order_id: OrderId(row.order_id),
            number: row.number,
            customer_id: CustomerId(row.customer_id),
            warehouse_id: WarehouseId(row.warehouse_id),
            on: row.on_day,
            status: DeliveryStatus::named(&row.status).ok_or_else(|| unreadable("a state", &row.status))?,
            ship_to,
            weight_grams: row.weight_grams,
            volume_ml: row.volume_ml,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn visible(select: Select, visibility: Visibility) -> Select {
    match visibility {
        Visibility::All => select,
        Visibility::Own { customer_id: Some(shop), seller_id: None } => {
            select.narrow([Equal::value("d.customer_id", Some(shop.0))])
        }
        Visibility::Own { customer_id: None, seller_id: Some(seller) } => {
            select.narrow([Equal::value("d.seller_id", Some(seller.0))])
        }
        Visibility::Own { customer_id: Some(shop), seller_id: Some(seller) } => {
            select.and("d.customer_id = ? OR d.seller_id = ?", sql_values![shop.0, seller.0])
        }
        Visibility::Own { customer_id: None, seller_id: None } => select.and("1 = 0", vec![]),
    }
}

/// One page of the deliveries, and one more.
pub async fn deliveries(
    db: &Db,
    paging: &Paging,
    filter: &DeliveryFilter,
    visibility: Visibility,
) -> Result<Vec<Delivery>, DbError> {
    let select = Select::new(format!("SELECT {DELIVERY_COLUMNS} FROM delivery d"))
        .id_column("d.id")
        .and("d.on_day IS NOT NULL", vec![])
        .narrow([Equal::value("d.order_id", filter.order_id.map(|id| id.0))])
        .narrow([Equal::value("d.customer_id", filter.customer_id.map(|id| id.0))])
        .narrow([Equal::value("d.on_day", filter.on)]);
    let select = visible(select, visibility)
        .narrow([Equal::word("d.status", filter.status.map(DeliveryStatus::name))])
        .narrow([Equal::value("d.warehouse_id", filter.warehouse_id.map(|id| id.0))]);
    let rows: Vec<DeliveryRow> = select.fetch(db, paging).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The deliveries of a pass over what has changed, and one more.
pub async fn changed(db: &Db, pass: &Pass, visibility: Visibility) -> Result<Vec<ChangedRow<Delivery>>, DbError> {
    let select = Select::new(format!("SELECT {DELIVERY_COLUMNS} FROM delivery d")).and("d.on_day IS NOT NULL", vec![]);
    let rows: Vec<DeliveryRow> = visible(select, visibility).changes(db, pass, "d.changed_at", "d.id").await?;
    let changed = |row: DeliveryRow| {
        let (changed_at, id) = (row.changed_at, row.id);
        Ok(ChangedRow { changed_at, id, what: Seen::Item(row.try_into()?) })
    };
    rows.into_iter().map(changed).collect()
}

/// A delivery, if the caller may see it.
pub async fn delivery(db: &Db, id: DeliveryId, visibility: Visibility) -> Result<Option<Delivery>, DbError> {
    let sql = format!(
        "SELECT {DELIVERY_COLUMNS}, c.seller_id FROM delivery d LEFT JOIN customer c ON c.id = d.customer_id \
         WHERE d.id = $1 AND d.on_day IS NOT NULL"
    );
    #[derive(FromQueryResult)]
    struct Row {
        #[sea_orm(nested)]
        delivery: DeliveryRow,
        seller_id: Option<Uuid>,
    }
    let Some(row) = db.one::<Row>(&sql, sql_values![id.0]).await? else { return Ok(None) };
    let seller_id = row.seller_id.map(SellerId);
    let delivery: Delivery = row.delivery.try_into()?;
    Ok(visibility.includes(delivery.customer_id, seller_id).then_some(delivery))
}

/// Whether an order was answered.
pub async fn knows_order(db: &impl Sql, order_id: OrderId) -> Result<bool, DbError> {
    let sql = "SELECT id, status, on_day, reason FROM delivery WHERE order_id = $1";
    Ok(db.one::<AnswerRow>(sql, sql_values![order_id.0]).await?.is_some())
}

/// Keeps deliveries of the past and the stops of those that still take room. What they use of capacities is counted by
/// [`settings::recount`].
pub async fn insert_history(tx: &Tx, past: &[HistoricDelivery], today: NaiveDate) -> Result<(), DbError> {
    let mut values: Vec<Value> = Vec::with_capacity(past.len() * 15);
    for d in past {
        let version = if d.status == DeliveryStatus::Scheduled { 1_i64 } else { 2 };
        values.extend(sql_values![
            d.id.0,
            d.order_id.0,
            d.status.name().to_owned(),
            d.number.clone(),
            d.customer_id.0,
            d.warehouse_id.0,
            d.on,
            json(&d.ship_to)?,
            d.weight_grams,
            d.volume_ml,
            version,
            d.scheduled_at,
            d.updated_at,
            tx.now(),
            d.seller_id.map(|id| id.0)
        ]);
    }
    let head = "INSERT INTO delivery (id, order_id, status, number, customer_id, warehouse_id, on_day, ship_to, \
                weight_grams, volume_ml, version, created_at, updated_at, changed_at, seller_id)";
    tx.insert_many(head, 15, values, "").await?;
    let mut stops: BTreeMap<(WarehouseId, CustomerId, NaiveDate), (i64, i64)> = BTreeMap::new();
    for d in past.iter().filter(|d| d.on >= today && d.status != DeliveryStatus::Cancelled) {
        let stop = stops.entry((d.warehouse_id, d.customer_id, d.on)).or_default();
        *stop = (stop.0 + 1, stop.1 + d.weight_grams);
    }
    let stops: Vec<_> = stops.into_iter().collect();
    for batch in stops.chunks(MOST_PARAMETERS / 5) {
        let sql = format!(
            "INSERT INTO delivery_stop (warehouse_id, customer_id, on_day, orders, grams) VALUES {} \
             ON CONFLICT (warehouse_id, customer_id, on_day) DO UPDATE SET \
             orders = delivery_stop.orders + excluded.orders, grams = delivery_stop.grams + excluded.grams",
            placeholders(batch.len(), 5)
        );
        let values = batch.iter().flat_map(|((warehouse, customer, on), (orders, grams))| {
            sql_values![warehouse.0, customer.0, *on, *orders, *grams]
        });
        tx.exec(&sql, values.collect()).await?;
    }
    Ok(())
}
