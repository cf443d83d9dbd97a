//! The service as others meet it, on both set-ups.

mod books;
mod overview;
mod races;
mod receiving;
mod reservations;
mod substitutes;
mod sync;
mod waiting;
mod warehouses;

use chassis::testing::{Answer, Setup, TestSystem};
use chassis::{App, DbError, Principal, Sql, Tx};
use chrono::{NaiveDate, TimeDelta};
use contracts::identity::Role;
use contracts::inventory::{AwaitStock, ReleaseStock, ReserveStock};
use contracts::purchasing::{ProductState, ProductStatus, ProductsChanged};
use contracts::sales::{Fulfilment, OrderedLine};
use contracts::{Location, OrderId, ProductId, Quantity, SessionId, ShipTo, SupplierId, TaxRate, UserId, WarehouseId};
use serde_json::{Value, json};

use crate::verify;

/// Inventory alone, with a token for each role.
struct World {
    system: TestSystem,
}

const BOGOTA: Location = Location { lat: 4.65, lon: -74.08 };
const CALI: Location = Location { lat: 3.45, lon: -76.53 };

impl World {
    async fn start(setup: Setup) -> Self {
        Self { system: TestSystem::start(setup, vec![crate::service()]).await }
    }

    fn app(&self) -> &App {
        self.system.app(contracts::Service::Inventory)
    }

    fn token(&self, roles: &[Role]) -> String {
        self.system.token(Principal {
            user_id: UserId::new(),
            session_id: SessionId::new(),
            roles: roles.iter().copied().collect(),
            customer_id: None,
            supplier_id: None,
            warehouse_ids: vec![],
            name: "Wilmer".to_owned(),
        })
    }

    async fn get(&self, path: &str) -> Answer {
        let token = self.token(&[Role::Warehouse]);
        self.system.http("GET", path, Some(&token), None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let token = self.token(&[Role::Warehouse]);
        self.system.http("POST", path, Some(&token), Some(body)).await
    }

    async fn warehouse(&self, code: &str, city: &str, location: Location) -> WarehouseId {
        let body = json!({"code": code, "name": format!("Bodega {city}"), "address": "Calle 1", "city": city,
            "location": location});
        let answer = self.post("/api/inventory/warehouses", body).await;
        assert_eq!(answer.status, 201, "{:?}", answer.json);
        answer.json["id"].as_str().expect("id").parse().expect("id")
    }

    async fn product(&self, min_days_left: Option<i64>) -> ProductId {
        let id = ProductId::new();
        self.system.send(&ProductsChanged { items: vec![product(id, 1, min_days_left)] }).await;
        self.system.settle().await;
        id
    }

    /// An adjustment; what it was answered.
    async fn adjust(&self, warehouse: WarehouseId, product: ProductId, reason: &str, delta: i64) -> Answer {
        self.adjust_lot(warehouse, product, reason, delta, json!({})).await
    }

    async fn adjust_lot(
        &self,
        warehouse: WarehouseId,
        product: ProductId,
        reason: &str,
        delta: i64,
        more: Value,
    ) -> Answer {
        let mut body = json!({"warehouse_id": warehouse, "product_id": product, "reason": reason, "delta": delta});
        let more = more.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(more);
        self.post("/api/inventory/adjustments", body).await
    }

    async fn found(&self, warehouse: WarehouseId, product: ProductId, quantity: i64) {
        let answer = self.adjust(warehouse, product, "found", quantity).await;
        assert_eq!(answer.status, 201, "{:?}", answer.json);
    }

    async fn reserve(&self, order: OrderId, fulfilment: Fulfilment, lines: &[(ProductId, i64)]) {
        self.system.send(&reserve(order, fulfilment, lines)).await;
        self.system.settle().await;
    }

    /// Stands in line, as if its customer had waited since so many seconds.
    async fn stand_in_line(&self, order: OrderId, seconds: i64, lines: &[(ProductId, i64)]) {
        let ReserveStock { order_id, ship_to, lines, .. } = reserve(order, Fulfilment::Available, lines);
        let since = self.app().now() - TimeDelta::seconds(seconds);
        self.system.send(&AwaitStock { order_id, since, ship_to, lines }).await;
        self.system.settle().await;
    }

    /// Serves whoever waits, as the schedule does.
    async fn serve(&self) {
        crate::serve_waiting::run(self.app().clone()).await.expect("a run");
        self.system.settle().await;
    }

    async fn release(&self, order: OrderId) {
        self.system.send(&ReleaseStock { order_id: order }).await;
        self.system.settle().await;
    }

    /// On hand, reserved and available of a product in a warehouse.
    async fn level(&self, warehouse: WarehouseId, product: ProductId) -> (i64, i64, i64) {
        let path = format!("/api/inventory/stock?product_id={product}&warehouse_id={warehouse}");
        let answer = self.get(&path).await;
        let item = answer.json["items"][0].clone();
        let number = |name: &str| item[name].as_i64().unwrap_or(0);
        (number("on_hand"), number("reserved"), number("available"))
    }

    /// Changes the database behind the service's back.
    async fn try_sql(&self, sql: &'static str) -> Result<u64, DbError> {
        self.app().db().write(move |tx: Tx| async move { tx.exec(sql, vec![]).await }).await
    }

    async fn sql(&self, sql: &'static str) {
        self.try_sql(sql).await.expect(sql);
    }

    async fn assert_books_agree(&self) {
        assert_eq!(verify(self.app().db()).await.expect("verify"), []);
    }

    fn today(&self) -> NaiveDate {
        self.app().company().local_date(self.app().now())
    }

    fn day(&self, in_days: i64) -> NaiveDate {
        self.today() + TimeDelta::days(in_days)
    }
}

fn product(id: ProductId, version: i64, min_days_left: Option<i64>) -> ProductState {
    ProductState {
        id,
        version,
        status: ProductStatus::Active,
        sku: format!("SKU-{}", id.0.simple()),
        name: "Queso campesino".to_owned(),
        supplier_id: SupplierId::new(),
        category: None,
        unit: "unit".to_owned(),
        pack_size: 1,
        prices: vec![],
        tax_rate_bp: TaxRate::try_from(0).expect("rate"),
        weight_grams: 500,
        volume_ml: 500,
        min_days_left,
        barcode: None,
    }
}

fn reserve(order_id: OrderId, fulfilment: Fulfilment, lines: &[(ProductId, i64)]) -> ReserveStock {
    let line = |(product_id, quantity): &(ProductId, i64)| OrderedLine {
        product_id: *product_id,
        quantity: Quantity::new(*quantity).expect("quantity"),
        weight_grams: 500,
        volume_ml: 500,
    };
    ReserveStock { order_id, fulfilment, ship_to: ship_to(Some(BOGOTA)), lines: lines.iter().map(line).collect() }
}

fn ship_to(location: Option<Location>) -> ShipTo {
    ShipTo {
        business_name: "Tienda La Esquina".to_owned(),
        address: "Carrera 7".to_owned(),
        city: Some("Bogotá".to_owned()),
        location,
        phone: None,
    }
}
