//! Settings and past deliveries in bulk, for the demonstration company and the reference data (`storeflow demo`).

use crate::calendar::{Weekday, Weekdays};
use crate::capacity::{EVERY_DAY, Limits};
use crate::delivery::DeliveryStatus;
use crate::manage_calendars::CalendarSetting;
use crate::manage_closed_days::ClosedDay;
use crate::manage_zones::Zone;
use crate::store::{self, settings};
use crate::zones::DEFAULT_CALENDAR;
use chassis::{DbError, Sql, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::{CustomerId, DeliveryId, OrderId, SellerId, ShipTo, WarehouseId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a company sets up once.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Days on which it delivers nothing.
    pub closed_days: Vec<(NaiveDate, String)>,
    /// The zones of its warehouses.
    pub zones: Vec<ZoneSetting>,
    /// What its warehouses deliver on a day.
    pub capacities: Vec<CapacitySetting>,
}

/// A zone with its own times. A calendar is made for each different pair of weekdays and cut-off hour.
#[derive(Clone, Debug)]
pub struct ZoneSetting {
    /// The warehouse that delivers there.
    pub warehouse_id: WarehouseId,
    /// As shown.
    pub name: String,
    /// Its cities; none makes it the warehouse's fallback.
    pub cities: Vec<String>,
    /// Business days from the day on which an order counts to the first possible delivery, 0 to 14.
    pub lead_days: i64,
    /// Orders before this local hour count on the same day, 0 to 24.
    pub cut_off_hour: i64,
    /// The weekdays on which trucks go out.
    pub weekdays: Vec<Weekday>,
}

/// What a warehouse delivers on a day by default.
#[derive(Clone, Copy, Debug)]
pub struct CapacitySetting {
    /// The warehouse.
    pub warehouse_id: WarehouseId,
    /// The weekday; every day if absent.
    pub weekday: Option<Weekday>,
    /// Shops visited; unlimited if absent.
    pub stops: Option<i64>,
    /// Weight in grams; unlimited if absent.
    pub grams: Option<i64>,
}

/// A delivery that was scheduled before now.
#[derive(Clone, Debug)]
pub struct HistoricDelivery {
    /// New.
    pub id: DeliveryId,
    /// The order.
    pub order_id: OrderId,
    /// The order's number.
    pub number: String,
    /// The shop.
    pub customer_id: CustomerId,
    /// The seller who looks after it.
    pub seller_id: Option<SellerId>,
    /// Where it went.
    pub ship_to: ShipTo,
    /// From where.
    pub warehouse_id: WarehouseId,
    /// The company's local day.
    pub on: NaiveDate,
    /// Weight in grams.
    pub weight_grams: i64,
    /// Volume in millilitres.
    pub volume_ml: i64,
    /// How far it is; one that is not cancelled takes room from today on.
    pub status: DeliveryStatus,
    /// When it was scheduled.
    pub scheduled_at: DateTime<Utc>,
    /// When it came into its state.
    pub updated_at: DateTime<Utc>,
}

/// Loads settings into a company that has none; the same calendars and days again change nothing.
///
/// # Errors
/// [`DbError`], also where two zones of a warehouse share a city; nothing may be kept then.
pub async fn load_settings(tx: &Tx, given: &Settings) -> Result<(), DbError> {
    for (on, name) in &given.closed_days {
        let day = ClosedDay { id: Uuid::now_v7(), on: *on, name: name.clone(), version: 1, created_at: tx.now() };
        settings::insert_closed_day(tx, &day).await?;
    }
    let mut zones = Vec::with_capacity(given.zones.len());
    for zone in &given.zones {
        zones.push(Zone {
            id: Uuid::now_v7(),
            warehouse_id: zone.warehouse_id,
            name: zone.name.clone(),
            cities: zone.cities.clone(),
            calendar: calendar_for(tx, Weekdays::of(&zone.weekdays), zone.cut_off_hour).await?,
            lead_days: zone.lead_days,
            version: 1,
            created_at: tx.now(),
        });
    }
    settings::insert_zones(tx, &zones).await?;
    for zone in &zones {
        if let Some(city) = settings::take_cities(tx, zone).await? {
            return Err(DbError::Unique(format!("two zones of a warehouse serve `{city}`")));
        }
    }
    store::own_capacities(tx).await?;
    for capacity in &given.capacities {
        let weekday = capacity.weekday.map_or(EVERY_DAY, Weekday::number);
        let limits = Limits { stops: capacity.stops, grams: capacity.grams };
        settings::set_default(tx, capacity.warehouse_id, weekday, limits).await?;
    }
    recount(tx, given.capacities.iter().map(|capacity| capacity.warehouse_id)).await
}

/// Loads deliveries that were scheduled before now, in a few statements for thousands of rows.
///
/// # Errors
/// [`DbError`], also where an id is taken; nothing may be kept then.
pub async fn load_history(tx: &Tx, past: &[HistoricDelivery]) -> Result<(), DbError> {
    store::own_capacities(tx).await?;
    store::insert_history(tx, past, tx.company().local_date(tx.now())).await?;
    recount(tx, past.iter().map(|delivery| delivery.warehouse_id)).await
}

/// Whether an order has a delivery, so that a loader finds out what it has loaded.
///
/// # Errors
/// [`DbError`].
pub async fn has_order(sql: &impl Sql, order: OrderId) -> Result<bool, DbError> {
    store::knows_order(sql, order).await
}

async fn recount(tx: &Tx, warehouses: impl Iterator<Item = WarehouseId>) -> Result<(), DbError> {
    let today = tx.company().local_date(tx.now());
    for warehouse_id in warehouses.collect::<BTreeSet<_>>() {
        settings::recount(tx, warehouse_id, today).await?;
    }
    Ok(())
}

/// The code of the calendar with these times: the default one's where they are its, else one that tells them.
async fn calendar_for(tx: &Tx, weekdays: Weekdays, cut_off_hour: i64) -> Result<String, DbError> {
    if (weekdays, cut_off_hour) == (Weekdays::MON_TO_SAT, 16) {
        return Ok(DEFAULT_CALENDAR.to_owned());
    }
    let days = weekdays.list().iter().map(|day| format!("{day:?}").to_lowercase()).collect::<Vec<_>>().join("-");
    let code = format!("{days}-{cut_off_hour}h");
    let calendar = CalendarSetting {
        id: Uuid::now_v7(),
        code: code.clone(),
        weekdays: weekdays.list(),
        cut_off_hour,
        version: 1,
        created_at: tx.now(),
    };
    // Not kept where it exists: a calendar with this code has these times.
    settings::insert_calendar(tx, &calendar).await?;
    Ok(code)
}
