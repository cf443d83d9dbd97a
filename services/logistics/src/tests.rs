//! The service as a whole, on both set-ups.

mod bookings;
mod capacities;
mod interface;
mod loading;

use chassis::testing::{Answer, TestSystem, principal};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use contracts::identity::{CustomerState, CustomerStatus, CustomersChanged, Role};
use contracts::inventory::{WarehouseState, WarehousesChanged};
use contracts::logistics::{CancelDelivery, DeliveryCancelled, DeliveryRefused, DeliveryScheduled, ScheduleDelivery};
use contracts::{CustomerId, Location, OrderId, SellerId, ShipTo, WarehouseId};
use serde_json::{Value, json};

/// A running service with a warehouse, and a token that may do everything in it.
struct Story {
    system: TestSystem,
    warehouse: WarehouseId,
    token: String,
}

impl Story {
    async fn begin(setup: chassis::testing::Setup) -> Self {
        let system = TestSystem::start(setup, vec![crate::service()]).await;
        let token = system.token_for(Role::Logistics);
        let story = Self { system, warehouse: WarehouseId::new(), token };
        story.system.send(&WarehousesChanged { items: vec![warehouse(story.warehouse, "BOG", 4.64, -74.11, 1)] }).await;
        story.system.settle().await;
        story
    }

    /// Tokens last ten minutes; after moving the clock a new one is needed.
    fn advance(&mut self, by: TimeDelta) {
        self.system.advance(by);
        self.token = self.system.token_for(Role::Logistics);
    }

    fn now(&self) -> DateTime<Utc> {
        self.system.clock().now()
    }

    fn today(&self) -> NaiveDate {
        chassis::Company::default().local_date(self.now())
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.system.http("GET", path, Some(&self.token), None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.system.http("POST", path, Some(&self.token), Some(body)).await
    }

    async fn limit(&self, more: Value) -> Value {
        let mut body = json!({"warehouse_id": self.warehouse});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let answer = self.post("/api/logistics/capacities", body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    }

    fn order(&self, customer_id: CustomerId, weight_grams: i64) -> ScheduleDelivery {
        ScheduleDelivery {
            order_id: OrderId::new(),
            number: "00001238".to_owned(),
            customer_id,
            ship_to: ship_to(Some("Bogotá")),
            warehouse_id: self.warehouse,
            weight_grams,
            volume_ml: 2 * weight_grams,
            submitted_at: self.now(),
        }
    }

    /// Sends a command and answers with the day, if there is one.
    async fn schedule(&self, order: &ScheduleDelivery) -> Option<NaiveDate> {
        self.system.send(order).await;
        self.system.settle().await;
        self.day_of(order.order_id)
    }

    async fn cancel(&self, order_id: OrderId) {
        self.system.send(&CancelDelivery { order_id }).await;
        self.system.settle().await;
    }

    fn day_of(&self, order_id: OrderId) -> Option<NaiveDate> {
        self.scheduled(order_id).first().map(|answer| answer.on)
    }

    fn scheduled(&self, order_id: OrderId) -> Vec<DeliveryScheduled> {
        self.system.sent::<DeliveryScheduled>().into_iter().filter(|answer| answer.order_id == order_id).collect()
    }

    fn refused(&self, order_id: OrderId) -> Vec<DeliveryRefused> {
        self.system.sent::<DeliveryRefused>().into_iter().filter(|answer| answer.order_id == order_id).collect()
    }

    fn cancelled(&self, order_id: OrderId) -> usize {
        self.system.sent::<DeliveryCancelled>().iter().filter(|answer| answer.order_id == order_id).count()
    }

    /// A shop that identity has told of.
    async fn shop(&self, city: Option<&str>, seller_id: Option<SellerId>) -> CustomerId {
        let id = CustomerId::new();
        self.system.send(&CustomersChanged { items: vec![customer(id, city, seller_id, 1)] }).await;
        self.system.settle().await;
        id
    }

    /// The days on which a shop could be delivered to.
    async fn options(&self, shop: CustomerId) -> Vec<NaiveDate> {
        days(&self.get(&format!("/api/logistics/delivery-options?customer_id={shop}")).await)
    }

    /// The days ahead that are limited: day, used stops, used grams.
    async fn used(&self) -> Vec<(NaiveDate, i64, i64)> {
        let page = self.get(&format!("/api/logistics/capacities?limit=200&warehouse_id={}", self.warehouse)).await;
        let number = |item: &Value, field: &str| item[field].as_i64().expect("a number");
        let items = page["items"].as_array().expect("items");
        items.iter().map(|item| (day(&item["on"]), number(item, "used_stops"), number(item, "used_grams"))).collect()
    }
}

fn day(json: &Value) -> NaiveDate {
    json.as_str().expect("a text").parse().expect("a day")
}

fn days(page: &Value) -> Vec<NaiveDate> {
    page["items"].as_array().expect("items").iter().map(|item| day(&item["on"])).collect()
}

fn ship_to(city: Option<&str>) -> ShipTo {
    ShipTo {
        business_name: "Tienda Doña Rosa".to_owned(),
        address: "Calle 1 # 2-3".to_owned(),
        city: city.map(str::to_owned),
        location: None,
        phone: None,
    }
}

fn warehouse(id: WarehouseId, code: &str, lat: f64, lon: f64, version: i64) -> WarehouseState {
    WarehouseState {
        id,
        version,
        code: code.to_owned(),
        name: format!("Bodega {code}"),
        address: "Calle 20 # 68B-41".to_owned(),
        city: "Bogotá".to_owned(),
        location: Location { lat, lon },
    }
}

fn customer(id: CustomerId, city: Option<&str>, seller_id: Option<SellerId>, version: i64) -> CustomerState {
    CustomerState {
        id,
        version,
        status: CustomerStatus::Active,
        business_name: "Tienda Doña Rosa".to_owned(),
        phone: "+573001234567".to_owned(),
        address: "Calle 1 # 2-3".to_owned(),
        city: city.map(str::to_owned),
        location: Some(Location { lat: 4.7, lon: -74.05 }),
        seller_id,
    }
}

/// A customer's caller, of a shop that exists or not.
fn customer_of(shop: CustomerId) -> chassis::Principal {
    chassis::Principal { customer_id: Some(shop), ..principal(Role::Customer) }
}
