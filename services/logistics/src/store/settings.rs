//! The database, for what staff set: calendars, closed days, zones, capacities.

use super::{Lock, booked, json, unreadable};
use crate::calendar::{Weekday, Weekdays};
use crate::capacity::{DayRow, EVERY_DAY, Limits, Load, Plan, SetBy};
use crate::manage_calendars::CalendarSetting;
use crate::manage_closed_days::ClosedDay;
use crate::manage_zones::Zone;
use crate::set_capacity::Capacity;
use chassis::db::{MOST_PARAMETERS, numbered, placeholders};
use chassis::{Db, DbError, Paging, Select, Sql, Tx, sql_values};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::WarehouseId;
use sea_orm::{FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Id {
    id: Uuid,
}

// Calendars ---------------------------------------------------------------------------------------------------------

const CALENDAR_COLUMNS: &str = "id, code, weekdays, cut_off_hour, version, created_at";

#[derive(FromQueryResult)]
struct CalendarRow {
    id: Uuid,
    code: String,
    weekdays: i64,
    cut_off_hour: i64,
    version: i64,
    created_at: DateTime<Utc>,
}

impl From<CalendarRow> for CalendarSetting {
    fn from(row: CalendarRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            weekdays: Weekdays::from_bits(row.weekdays).list(),
            cut_off_hour: row.cut_off_hour,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// One page of the calendars, and one more.
pub async fn calendars(db: &Db, paging: &Paging) -> Result<Vec<CalendarSetting>, DbError> {
    let select = Select::new(format!("SELECT {CALENDAR_COLUMNS} FROM calendar"));
    let rows: Vec<CalendarRow> = select.fetch(db, paging).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A calendar.
pub async fn calendar(db: &impl Sql, id: Uuid, lock: Lock) -> Result<Option<CalendarSetting>, DbError> {
    let sql = format!("SELECT {CALENDAR_COLUMNS} FROM calendar WHERE id = $1{}", lock.sql(db));
    Ok(db.one::<CalendarRow>(&sql, sql_values![id]).await?.map(Into::into))
}

/// Whether a calendar has the code.
pub async fn knows_calendar(tx: &Tx, code: &str) -> Result<bool, DbError> {
    let row: Option<Id> = tx.one("SELECT id FROM calendar WHERE code = $1", sql_values![code.to_owned()]).await?;
    Ok(row.is_some())
}

/// Keeps a new calendar. `false` when its code is taken.
pub async fn insert_calendar(tx: &Tx, calendar: &CalendarSetting) -> Result<bool, DbError> {
    let sql = format!(
        "INSERT INTO calendar ({CALENDAR_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO NOTHING"
    );
    let values = sql_values![
        calendar.id,
        calendar.code.clone(),
        Weekdays::of(&calendar.weekdays).bits(),
        calendar.cut_off_hour,
        calendar.version,
        calendar.created_at
    ];
    Ok(tx.exec(&sql, values).await? > 0)
}

/// Keeps a changed calendar (its row is locked).
pub async fn update_calendar(tx: &Tx, calendar: &CalendarSetting) -> Result<(), DbError> {
    let sql = "UPDATE calendar SET weekdays = $1, cut_off_hour = $2, version = $3 WHERE id = $4";
    let weekdays = Weekdays::of(&calendar.weekdays).bits();
    tx.exec(sql, sql_values![weekdays, calendar.cut_off_hour, calendar.version, calendar.id]).await?;
    Ok(())
}

// Closed days -------------------------------------------------------------------------------------------------------

#[derive(FromQueryResult)]
struct ClosedDayRow {
    id: Uuid,
    on_day: NaiveDate,
    name: String,
    version: i64,
    created_at: DateTime<Utc>,
}

impl From<ClosedDayRow> for ClosedDay {
    fn from(row: ClosedDayRow) -> Self {
        Self { id: row.id, on: row.on_day, name: row.name, version: row.version, created_at: row.created_at }
    }
}

/// One page of the closed days, and one more.
pub async fn closed_days(
    db: &Db,
    paging: &Paging,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Vec<ClosedDay>, DbError> {
    let select = Select::new("SELECT id, on_day, name, version, created_at FROM closed_day")
        .and_if("on_day >= ?", from)
        .and_if("on_day <= ?", to);
    let rows: Vec<ClosedDayRow> = select.fetch(db, paging).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A closed day.
pub async fn closed_day(db: &impl Sql, id: Uuid) -> Result<Option<ClosedDay>, DbError> {
    let sql = "SELECT id, on_day, name, version, created_at FROM closed_day WHERE id = $1";
    Ok(db.one::<ClosedDayRow>(sql, sql_values![id]).await?.map(Into::into))
}

/// Keeps a closed day. `false` when the day is closed already.
pub async fn insert_closed_day(tx: &Tx, day: &ClosedDay) -> Result<bool, DbError> {
    let sql = "INSERT INTO closed_day (id, on_day, name, version, created_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (on_day) DO NOTHING";
    let values = sql_values![day.id, day.on, day.name.clone(), day.version, day.created_at];
    Ok(tx.exec(sql, values).await? > 0)
}

/// Opens a day again.
pub async fn delete_closed_day(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    tx.exec("DELETE FROM closed_day WHERE id = $1", sql_values![id]).await?;
    Ok(())
}

// Zones -------------------------------------------------------------------------------------------------------------

const ZONE_COLUMNS: &str = "id, warehouse_id, name, cities, calendar, lead_days, version, created_at";

#[derive(FromQueryResult)]
struct ZoneRow {
    id: Uuid,
    warehouse_id: Uuid,
    name: String,
    cities: String,
    calendar: String,
    lead_days: i64,
    version: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<ZoneRow> for Zone {
    type Error = DbError;
    fn try_from(row: ZoneRow) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            warehouse_id: WarehouseId(row.warehouse_id),
            name: row.name,
            cities: serde_json::from_str(&row.cities).map_err(|error| unreadable("a zone's cities", error))?,
            calendar: row.calendar,
            lead_days: row.lead_days,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// One page of the zones, and one more.
pub async fn zones(db: &Db, paging: &Paging, warehouse_id: Option<WarehouseId>) -> Result<Vec<Zone>, DbError> {
    let select =
        Select::new(format!("SELECT {ZONE_COLUMNS} FROM zone")).and_if("warehouse_id = ?", warehouse_id.map(|id| id.0));
    let rows: Vec<ZoneRow> = select.fetch(db, paging).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A zone.
pub async fn zone(db: &impl Sql, id: Uuid, lock: Lock) -> Result<Option<Zone>, DbError> {
    let sql = format!("SELECT {ZONE_COLUMNS} FROM zone WHERE id = $1{}", lock.sql(db));
    db.one::<ZoneRow>(&sql, sql_values![id]).await?.map(TryInto::try_into).transpose()
}

/// Keeps new zones, without their cities.
pub async fn insert_zones(tx: &Tx, zones: &[Zone]) -> Result<(), DbError> {
    for batch in zones.chunks(MOST_PARAMETERS / 8) {
        let sql = format!("INSERT INTO zone ({ZONE_COLUMNS}) VALUES {}", placeholders(batch.len(), 8));
        let mut values: Vec<Value> = Vec::with_capacity(batch.len() * 8);
        for zone in batch {
            values.extend(sql_values![
                zone.id,
                zone.warehouse_id.0,
                zone.name.clone(),
                json(&zone.cities)?,
                zone.calendar.clone(),
                zone.lead_days,
                zone.version,
                zone.created_at
            ]);
        }
        tx.exec(&sql, values).await?;
    }
    Ok(())
}

/// Keeps a changed zone, without its cities (its row is locked).
pub async fn update_zone(tx: &Tx, zone: &Zone) -> Result<(), DbError> {
    let sql = "UPDATE zone SET name = $1, cities = $2, calendar = $3, lead_days = $4, version = $5 WHERE id = $6";
    let values = sql_values![
        zone.name.clone(),
        json(&zone.cities)?,
        zone.calendar.clone(),
        zone.lead_days,
        zone.version,
        zone.id
    ];
    tx.exec(sql, values).await?;
    Ok(())
}

/// Gives the cities of a zone to it. A city that another zone of the warehouse has is answered, and nothing may be kept
/// then.
pub async fn take_cities(tx: &Tx, zone: &Zone) -> Result<Option<String>, DbError> {
    #[derive(FromQueryResult)]
    struct City {
        city: String,
    }
    let keys = zone.city_keys();
    let sql = format!(
        "INSERT INTO zone_city (warehouse_id, city, zone_id) VALUES {} \
         ON CONFLICT (warehouse_id, city) DO NOTHING RETURNING city",
        placeholders(keys.len(), 3)
    );
    let values = keys.keys().flat_map(|key| sql_values![zone.warehouse_id.0, key.clone(), zone.id]).collect();
    let taken: Vec<City> = tx.all(&sql, values).await?;
    let taken: BTreeSet<String> = taken.into_iter().map(|row| row.city).collect();
    Ok(keys.into_iter().find(|(key, _)| !taken.contains(key)).map(|(_, city)| city))
}

/// Takes the cities of a zone from it.
pub async fn free_cities(tx: &Tx, zone_id: Uuid) -> Result<(), DbError> {
    tx.exec("DELETE FROM zone_city WHERE zone_id = $1", sql_values![zone_id]).await?;
    Ok(())
}

/// Removes a zone whose cities were freed.
pub async fn delete_zone(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    tx.exec("DELETE FROM zone WHERE id = $1", sql_values![id]).await?;
    Ok(())
}

// Capacities --------------------------------------------------------------------------------------------------------

const CAPACITY_COLUMNS: &str = "id, warehouse_id, on_day, weekday, set_by, max_stops, max_grams, used_stops, \
    used_grams, version, created_at";

#[derive(FromQueryResult)]
struct CapacityRow {
    id: Uuid,
    warehouse_id: Uuid,
    on_day: Option<NaiveDate>,
    weekday: Option<i64>,
    set_by: String,
    max_stops: Option<i64>,
    max_grams: Option<i64>,
    used_stops: i64,
    used_grams: i64,
    version: i64,
    created_at: DateTime<Utc>,
}

impl CapacityRow {
    fn set_by(&self) -> SetBy {
        if self.set_by == SetBy::Staff.name() { SetBy::Staff } else { SetBy::Default }
    }
}

impl From<CapacityRow> for Capacity {
    fn from(row: CapacityRow) -> Self {
        Self {
            id: row.id,
            warehouse_id: WarehouseId(row.warehouse_id),
            on: row.on_day,
            weekday: row.weekday.and_then(Weekday::numbered),
            stops: row.max_stops,
            grams: row.max_grams,
            used_stops: row.used_stops,
            used_grams: row.used_grams,
            set_by: row.set_by(),
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// One page of the days with a row, and one more.
pub async fn capacities(
    db: &Db,
    paging: &Paging,
    warehouse_id: Option<WarehouseId>,
    from: NaiveDate,
    to: Option<NaiveDate>,
) -> Result<Vec<Capacity>, DbError> {
    let select = Select::new(format!("SELECT {CAPACITY_COLUMNS} FROM capacity"))
        .and("on_day >= ?", sql_values![from])
        .and_if("on_day <= ?", to)
        .and_if("warehouse_id = ?", warehouse_id.map(|id| id.0));
    let rows: Vec<CapacityRow> = select.fetch(db, paging).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// One page of the defaults, and one more.
pub async fn capacity_defaults(
    db: &Db,
    paging: &Paging,
    warehouse_id: Option<WarehouseId>,
) -> Result<Vec<Capacity>, DbError> {
    let select = Select::new(format!("SELECT {CAPACITY_COLUMNS} FROM capacity"))
        .and("on_day IS NULL", vec![])
        .and_if("warehouse_id = ?", warehouse_id.map(|id| id.0));
    let rows: Vec<CapacityRow> = select.fetch(db, paging).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The capacity of a day, or a default.
pub async fn capacity(db: &impl Sql, id: Uuid) -> Result<Option<Capacity>, DbError> {
    let sql = format!("SELECT {CAPACITY_COLUMNS} FROM capacity WHERE id = $1");
    Ok(db.one::<CapacityRow>(&sql, sql_values![id]).await?.map(Into::into))
}

/// Sets the limits of a day; what is used of it is counted by [`recount`].
pub async fn set_day(tx: &Tx, warehouse_id: WarehouseId, on: NaiveDate, limits: Limits) -> Result<Uuid, DbError> {
    let sql = "INSERT INTO capacity (id, warehouse_id, on_day, set_by, max_stops, max_grams, used_stops, used_grams, \
               version, created_at) VALUES ($1, $2, $3, 'staff', $4, $5, 0, 0, 1, $6) \
               ON CONFLICT (warehouse_id, on_day) DO UPDATE SET set_by = 'staff', max_stops = excluded.max_stops, \
               max_grams = excluded.max_grams, version = capacity.version + 1 RETURNING id";
    let values = sql_values![Uuid::now_v7(), warehouse_id.0, on, limits.stops, limits.grams, tx.now()];
    returned(tx.one(sql, values).await?)
}

/// Sets what days are limited to by default; the rows made from it are changed by [`recount`].
pub async fn set_default(tx: &Tx, warehouse_id: WarehouseId, weekday: i64, limits: Limits) -> Result<Uuid, DbError> {
    let sql = "INSERT INTO capacity (id, warehouse_id, weekday, set_by, max_stops, max_grams, used_stops, used_grams, \
               version, created_at) VALUES ($1, $2, $3, 'staff', $4, $5, 0, 0, 1, $6) \
               ON CONFLICT (warehouse_id, weekday) DO UPDATE SET max_stops = excluded.max_stops, \
               max_grams = excluded.max_grams, version = capacity.version + 1 RETURNING id";
    let values = sql_values![Uuid::now_v7(), warehouse_id.0, weekday, limits.stops, limits.grams, tx.now()];
    returned(tx.one(sql, values).await?)
}

fn returned(row: Option<Id>) -> Result<Uuid, DbError> {
    row.map(|row| row.id).ok_or_else(|| DbError::Other("an upsert returned no row".to_owned()))
}

/// Removes an entry; what follows from it is done by [`recount`].
pub async fn delete_capacity(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    tx.exec("DELETE FROM capacity WHERE id = $1", sql_values![id]).await?;
    Ok(())
}

/// Brings the rows of a warehouse's days from today on in line with its defaults and its bookings. The caller holds the
/// capacities ([`super::own_capacities`]).
pub async fn recount(tx: &Tx, warehouse_id: WarehouseId, today: NaiveDate) -> Result<(), DbError> {
    let sql =
        format!("SELECT {CAPACITY_COLUMNS} FROM capacity WHERE warehouse_id = $1 AND (on_day IS NULL OR on_day >= $2)");
    let mut plan = Plan::default();
    for row in tx.all::<CapacityRow>(&sql, sql_values![warehouse_id.0, today]).await? {
        let limits = Limits { stops: row.max_stops, grams: row.max_grams };
        let used = Load { stops: row.used_stops, grams: row.used_grams };
        match row.on_day {
            Some(day) => drop(plan.days.insert(day, DayRow { limits, used, set_by: row.set_by() })),
            None => drop(plan.defaults.insert(row.weekday.unwrap_or(EVERY_DAY), limits)),
        }
    }
    let rows = plan.recounted(&booked(tx, warehouse_id, today).await?);
    let gone: Vec<NaiveDate> = plan.days.keys().filter(|day| !rows.contains_key(day)).copied().collect();
    if !gone.is_empty() {
        let sql = format!("DELETE FROM capacity WHERE warehouse_id = $1 AND on_day IN ({})", numbered(2, gone.len()));
        let mut values = sql_values![warehouse_id.0];
        values.extend(gone.into_iter().map(Value::from));
        tx.exec(&sql, values).await?;
    }
    let changed: BTreeMap<NaiveDate, DayRow> =
        rows.into_iter().filter(|(day, row)| plan.days.get(day) != Some(row)).collect();
    upsert_days(tx, warehouse_id, &changed).await
}

async fn upsert_days(tx: &Tx, warehouse_id: WarehouseId, rows: &BTreeMap<NaiveDate, DayRow>) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO capacity (id, warehouse_id, on_day, set_by, max_stops, max_grams, used_stops, used_grams, \
         version, created_at) VALUES {} ON CONFLICT (warehouse_id, on_day) DO UPDATE SET \
         max_stops = excluded.max_stops, max_grams = excluded.max_grams, used_stops = excluded.used_stops, used_grams = excluded.used_grams, \
         set_by = excluded.set_by, version = capacity.version + 1",
        placeholders(rows.len(), 10)
    );
    let values = rows.iter().flat_map(|(day, row)| {
        sql_values![
            Uuid::now_v7(),
            warehouse_id.0,
            *day,
            row.set_by.name().to_owned(),
            row.limits.stops,
            row.limits.grams,
            row.used.stops,
            row.used.grams,
            1_i64,
            tx.now()
        ]
    });
    tx.exec(&sql, values.collect()).await?;
    Ok(())
}
