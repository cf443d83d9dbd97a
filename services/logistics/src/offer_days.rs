//! The days on which a shop could be delivered to if it ordered now. An offer, not a promise: the day is taken when the
//! order is scheduled.

use crate::calendar::Calendar;
use crate::capacity::Shop;
use crate::holidays::Country;
use crate::store::replicas::{self, Warehouse};
use crate::store::{self, Purpose};
use crate::visibility::Visibility;
use crate::zones::city_key;
use axum::extract::State;
use chassis::{Access, App, Caller, Page, Problem, QueryOf, Reply, Routes};
use chrono::NaiveDate;
use contracts::identity::Role;
use contracts::{CustomerId, WarehouseId};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

/// So many days are offered.
const OFFERED: usize = 7;
/// A day with less room than this is not offered; what the order will weigh is not known yet.
const LEAST_GRAMS: i64 = 1;

/// A day with room.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct DeliveryOption {
    /// The company's local day.
    pub on: NaiveDate,
    /// The warehouse that would deliver: the one asked for, or the nearest to the shop.
    pub warehouse_id: WarehouseId,
    /// Its code.
    #[schema(example = "BOG")]
    pub warehouse_code: String,
    /// Its name.
    pub warehouse_name: String,
}

/// For whom, and from where.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OptionsFilter {
    /// The shop; a customer may leave it out.
    #[param(value_type = Option<Uuid>)]
    pub customer_id: Option<CustomerId>,
    /// From this warehouse; the nearest to the shop if absent.
    #[param(value_type = Option<Uuid>)]
    pub warehouse_id: Option<WarehouseId>,
}

/// The routes.
pub fn routes() -> Routes {
    Routes::new().add(Access::roles(&[Role::Customer, Role::Seller]).and_staff(), routes!(delivery_options))
}

/// The next days on which a shop could be delivered to, at most seven.
#[utoipa::path(get, path = "/api/logistics/delivery-options", params(OptionsFilter), tag = "logistics",
    responses((status = 200, description = "The days, soonest first; none if nothing has room.",
        body = Page<DeliveryOption>)))]
async fn delivery_options(
    State(app): State<App>,
    caller: Caller,
    QueryOf(filter): QueryOf<OptionsFilter>,
) -> Result<Reply, Problem> {
    let own = caller.principal.customer_id.filter(|_| caller.principal.has(Role::Customer));
    let Some(shop_id) = filter.customer_id.or(own) else {
        let text = chassis::Text::new("Say for which shop.", "Diga para qué tienda.");
        return Err(Problem::bad_parameter("customer_id", text));
    };
    let shop = match replicas::shop(app.db(), shop_id).await? {
        Some(shop) => shop,
        // The token proves that the shop exists; its message is on its way.
        None if own == Some(shop_id) => return Err(Problem::not_ready_yet()),
        None => return Err(Problem::not_found()),
    };
    if !Visibility::of(&caller.principal).includes(shop.id, shop.seller_id) {
        return Err(Problem::not_found());
    }
    let warehouses = replicas::warehouses(app.db()).await?;
    let warehouse = match filter.warehouse_id {
        Some(id) => Some(warehouses.iter().find(|w| w.id == id).ok_or_else(Problem::not_found)?),
        None => nearest(&shop, &warehouses),
    };
    let mut items = Vec::new();
    if let Some(warehouse) = warehouse {
        let city = city_key(shop.city.as_deref());
        let rule = store::zone_matches(app.db(), warehouse.id, &city, Purpose::Looking).await?.rule();
        let today = app.company().local_date(app.now());
        let outlook = store::outlook(app.db(), warehouse.id, shop.id, today).await?;
        let country = Country::of(app.company().time_zone);
        let calendar = Calendar { company: app.company(), country, closed: &outlook.closed, rule };
        let has_room = |day: &NaiveDate| {
            let stop = if outlook.stops.contains(day) { Shop::HasAStop } else { Shop::IsNew };
            outlook.plan.has_room(*day, stop, LEAST_GRAMS)
        };
        items.extend(calendar.days_for(app.now()).filter(has_room).take(OFFERED).map(|on| DeliveryOption {
            on,
            warehouse_id: warehouse.id,
            warehouse_code: warehouse.code.clone(),
            warehouse_name: warehouse.name.clone(),
        }));
    }
    Ok(Reply::ok(&Page { items, next_cursor: None }))
}

/// The nearest warehouse by the shop's pin; without a pin one in its city; else the first by code.
fn nearest<'a>(shop: &replicas::Shop, warehouses: &'a [Warehouse]) -> Option<&'a Warehouse> {
    let Some(pin) = shop.location else {
        let city = city_key(shop.city.as_deref());
        return warehouses.iter().find(|w| city_key(Some(&w.city)) == city).or_else(|| warehouses.first());
    };
    warehouses.iter().min_by(|a, b| pin.metres_to(&a.location).total_cmp(&pin.metres_to(&b.location)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::Location;

    fn warehouse(code: &str, city: &str, lat: f64, lon: f64) -> Warehouse {
        let location = Location { lat, lon };
        Warehouse { id: WarehouseId::new(), code: code.into(), name: code.into(), city: city.into(), location }
    }

    fn shop(city: Option<&str>, location: Option<Location>) -> replicas::Shop {
        replicas::Shop { id: CustomerId::new(), city: city.map(Into::into), location, seller_id: None }
    }

    #[test]
    fn the_pin_goes_before_the_city_and_that_before_the_code() {
        let all = [warehouse("BOG", "Bogotá", 4.64, -74.11), warehouse("MDE", "Medellín", 6.22, -75.58)];
        let code = |shop: replicas::Shop| nearest(&shop, &all).map(|w| w.code.clone());
        let envigado = Location { lat: 6.17, lon: -75.59 };
        assert_eq!(code(shop(Some("Bogotá"), Some(envigado))).as_deref(), Some("MDE"));
        assert_eq!(code(shop(Some("MEDELLIN"), None)).as_deref(), Some("MDE"));
        assert_eq!(code(shop(Some("Leticia"), None)).as_deref(), Some("BOG"));
        assert!(nearest(&shop(None, None), &[]).is_none());
    }
}
