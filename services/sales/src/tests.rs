//! The service as others meet it: over HTTP and by messages, on both set-ups.

use crate::{HistoricBackorder, HistoricDelivery, HistoricLine, HistoricOrder, HistoricOutcome};
use chassis::testing::{Answer, Setup, TestSystem, both};
use chassis::{DbError, Principal, Sql, Tx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use contracts::identity::{CustomerState, CustomerStatus, CustomersChanged, Role};
use contracts::inventory::StockAwaited;
use contracts::purchasing::{PriceFrom, ProductState, ProductStatus, ProductsChanged};
use contracts::sales::{
    BackorderCreated, BackorderExpired, CancelOrder, CancelRequested, ConfirmOrder, Fulfilment, OrderSubmitted,
    RefuseCancellation, RefusedLine, RejectOrder, ReservedLine, Substitute,
};
use contracts::{
    Currency, CustomerId, DeliveryId, Location, Message, Money, OrderId, ProductId, Quantity, Reason, ReasonCode,
    SellerId, Service, SessionId, SupplierId, TaxRate, UserId, WarehouseId,
};
use serde_json::{Value, json};

mod sell_out;
mod shortages;
mod telling;

const ORDERS: &str = "/api/sales/orders";

/// A sales service that knows two shops of two sellers and three products.
struct Shop {
    system: TestSystem,
    mine: CustomerId,
    my_seller: SellerId,
    other: CustomerId,
    other_seller: SellerId,
    milk: ProductId,
    rice: ProductId,
    gone: ProductId,
}

fn shop(id: CustomerId, seller: SellerId, version: i64, status: CustomerStatus) -> CustomerState {
    CustomerState {
        id,
        version,
        status,
        business_name: "Tienda La Esquina".into(),
        phone: "+573001234567".into(),
        address: "Calle 10 # 20-30".into(),
        city: Some("Bogotá".into()),
        location: Some(Location { lat: 4.65, lon: -74.08 }),
        seller_id: Some(seller),
    }
}

fn product(id: ProductId, version: i64, status: ProductStatus, prices: &[(DateTime<Utc>, i64)]) -> ProductState {
    ProductState {
        id,
        version,
        status,
        sku: format!("SKU-{id}"),
        name: "Leche entera 1 L".into(),
        supplier_id: SupplierId::new(),
        category: None,
        unit: "unit".into(),
        pack_size: 12,
        prices: prices.iter().map(|(from, amount)| PriceFrom { price: cop(*amount), valid_from: *from }).collect(),
        tax_rate_bp: TaxRate::new(1_900).expect("rate"),
        weight_grams: 1_030,
        volume_ml: 1_000,
        min_days_left: None,
        barcode: None,
    }
}

fn cop(amount: i64) -> Money {
    Money::new(amount, Currency::COP)
}

impl Shop {
    async fn open(setup: Setup) -> Self {
        let system = TestSystem::start(setup, vec![crate::service()]).await;
        let shop = Self {
            system,
            mine: CustomerId::new(),
            my_seller: SellerId::new(),
            other: CustomerId::new(),
            other_seller: SellerId::new(),
            milk: ProductId::new(),
            rice: ProductId::new(),
            gone: ProductId::new(),
        };
        let long_ago = shop.now() - TimeDelta::days(30);
        shop.tell_customers(vec![
            self::shop(shop.mine, shop.my_seller, 1, CustomerStatus::Pending),
            self::shop(shop.other, shop.other_seller, 1, CustomerStatus::Active),
        ])
        .await;
        shop.tell_products(vec![
            product(shop.milk, 1, ProductStatus::Active, &[(long_ago, 450_000)]),
            product(shop.rice, 1, ProductStatus::Active, &[(long_ago, 333_333)]),
            product(shop.gone, 1, ProductStatus::Archived, &[(long_ago, 100)]),
        ])
        .await;
        shop
    }

    fn now(&self) -> DateTime<Utc> {
        self.system.clock().now()
    }

    async fn tell_customers(&self, items: Vec<CustomerState>) {
        self.system.send(&CustomersChanged { items }).await;
        self.system.settle().await;
    }

    async fn tell_products(&self, items: Vec<ProductState>) {
        self.system.send(&ProductsChanged { items }).await;
        self.system.settle().await;
    }

    fn token(&self, role: Role, user: UserId, customer_id: Option<CustomerId>) -> String {
        self.system.token(Principal {
            user_id: user,
            session_id: SessionId::new(),
            roles: [role].into(),
            customer_id,
            supplier_id: (role == Role::Supplier).then(SupplierId::new),
            warehouse_ids: vec![],
            name: role.name().to_owned(),
        })
    }

    fn as_customer(&self) -> String {
        self.token(Role::Customer, UserId(self.mine.0), Some(self.mine))
    }

    fn as_seller(&self) -> String {
        self.token(Role::Seller, UserId(self.my_seller.0), None)
    }

    fn as_staff(&self, role: Role) -> String {
        self.token(role, UserId::new(), None)
    }

    async fn post(&self, token: &str, body: Value) -> Answer {
        self.system.http("POST", ORDERS, Some(token), Some(body)).await
    }

    async fn get(&self, token: &str, path: &str) -> Answer {
        self.system.http("GET", path, Some(token), None).await
    }

    fn order(&self, quantity: i64) -> Value {
        json!({"id": OrderId::new(), "fulfilment": "complete", "lines": [
            {"product_id": self.milk, "quantity": quantity},
            {"product_id": self.rice, "quantity": 7, "price_seen": cop(333_333)},
        ]})
    }

    /// Places an order as its customer and answers its id.
    async fn placed(&self, body: Value) -> OrderId {
        let answer = self.post(&self.as_customer(), body).await;
        assert_eq!(answer.status, 202, "{}", answer.json);
        answer.json["id"].as_str().expect("id").parse().expect("uuid")
    }

    async fn read(&self, id: OrderId) -> Value {
        let answer = self.get(&self.as_staff(Role::Admin), &format!("{ORDERS}/{id}")).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        answer.json
    }

    async fn timeline(&self, id: OrderId, lang: &str) -> Vec<(String, String)> {
        let path = format!("{ORDERS}/{id}/timeline");
        let token = self.as_customer();
        let answer = self.system.http_with("GET", &path, Some(&token), None, &[("accept-language", lang)]).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        let text = |item: &Value, name: &str| item[name].as_str().expect("text").to_owned();
        let items = answer.json["items"].as_array().expect("items");
        items.iter().map(|item| (text(item, "code"), text(item, "text"))).collect()
    }

    async fn confirm(&self, id: OrderId, milk: i64, rice: i64) {
        let command = ConfirmOrder {
            order_id: id,
            warehouse_id: WarehouseId::new(),
            reserved: vec![
                ReservedLine { product_id: self.milk, reserved: milk },
                ReservedLine { product_id: self.rice, reserved: rice },
            ],
            delivery_id: DeliveryId::new(),
            on: NaiveDate::from_ymd_opt(2026, 11, 25).expect("day"),
        };
        self.system.send(&command).await;
        self.system.settle().await;
    }

    /// What was sent, once it has left.
    async fn sent<M: Message>(&self) -> Vec<M> {
        self.system.settle().await;
        self.system.sent::<M>()
    }

    async fn cancel(&self, id: OrderId) -> Answer {
        self.system.http("POST", &format!("{ORDERS}/{id}/cancel"), Some(&self.as_customer()), None).await
    }

    async fn count(&self) -> usize {
        let answer = self.get(&self.as_staff(Role::Admin), &format!("{ORDERS}?limit=200")).await;
        answer.json["items"].as_array().expect("items").len()
    }
}

both!(
    async fn an_order_is_accepted_priced_and_told(setup: Setup) {
        let shop = Shop::open(setup).await;
        let body = json!({"fulfilment": "available", "note": "  Después de las 3  ", "lines": [
            {"product_id": shop.milk, "quantity": 3},
            {"product_id": shop.rice, "quantity": 7, "price_seen": cop(400_000)},
        ]});
        let answer = shop.post(&shop.as_customer(), body).await;
        assert_eq!(answer.status, 202, "{}", answer.json);
        let order = &answer.json;
        let id = order["id"].as_str().expect("id");
        assert_eq!(answer.headers["location"], format!("{ORDERS}/{id}").as_str());
        assert_eq!(answer.headers["etag"], "\"1\"");
        assert_eq!(order["status"], "submitted");
        assert!(contracts::check_digit::is_valid(order["number"].as_str().expect("number")));
        assert_eq!(order["customer_id"], json!(shop.mine));
        assert_eq!(order["seller_id"], json!(shop.my_seller));
        assert_eq!(order["business_name"], "Tienda La Esquina");
        assert_eq!(order["note"], "Después de las 3");
        // 7 × 333,333 = 2,333,331; 19 % of it is 443,332.89
        let rice = &order["lines"][1];
        assert_eq!((&rice["net"], &rice["tax"]), (&json!(cop(2_333_331)), &json!(cop(443_333))));
        assert_eq!(rice["unit_price"], json!(cop(333_333)), "a lower price than seen is taken");
        assert_eq!(order["subtotal"], json!(cop(3_683_331)));
        assert_eq!(order["total"]["amount"], json!(3_683_331 + 256_500 + 443_333));
        let read = shop.get(&shop.as_customer(), &format!("{ORDERS}/{id}")).await;
        assert_eq!((read.status, &read.json), (200, order));
        let sent = shop.sent::<OrderSubmitted>().await;
        assert_eq!(sent.len(), 1);
        assert_eq!((sent[0].order_id.to_string().as_str(), sent[0].fulfilment), (id, Fulfilment::Available));
        assert_eq!((sent[0].lines.len(), sent[0].lines[0].weight_grams), (2, 1_030));
        assert_eq!(sent[0].ship_to.city.as_deref(), Some("Bogotá"));
    }
);

both!(
    async fn bad_input_says_where_it_is_and_stores_nothing(setup: Setup) {
        let shop = Shop::open(setup).await;
        let token = shop.as_customer();
        let line = json!({"product_id": shop.milk, "quantity": 1});
        let with = |lines: Value| json!({"fulfilment": "complete", "lines": lines});
        let many: Vec<Value> = (0..201).map(|_| json!({"product_id": ProductId::new(), "quantity": 1})).collect();
        let quantity = |quantity: Value| with(json!([{"product_id": shop.milk, "quantity": quantity}]));
        let seen = |price: Value| with(json!([{"product_id": shop.milk, "quantity": 1, "price_seen": price}]));
        let cases = [
            (json!({}), "invalid", ""),
            (json!([]), "invalid", ""),
            (json!({"fulfilment": "perhaps", "lines": [line]}), "invalid", "/fulfilment"),
            (with(json!([])), "invalid", "/lines"),
            (with(json!("milk")), "invalid", "/lines"),
            (with(json!(many)), "invalid", "/lines"),
            (with(json!([line, line])), "invalid", "/lines/1/product_id"),
            (with(json!([{"product_id": "milk", "quantity": 1}])), "invalid", "/lines/0/product_id"),
            (quantity(json!(0)), "invalid", "/lines/0/quantity"),
            (quantity(json!(-5)), "invalid", "/lines/0/quantity"),
            (quantity(json!(1_000_001)), "invalid", "/lines/0/quantity"),
            (quantity(json!(1e40)), "invalid", "/lines/0/quantity"),
            (quantity(json!(1.5)), "invalid", "/lines/0/quantity"),
            (quantity(json!("3")), "invalid", "/lines/0/quantity"),
            (seen(json!({"amount": -1, "currency": "COP"})), "invalid", "/lines/0/price_seen/amount"),
            (seen(json!({"amount": 1, "currency": "USD"})), "invalid", "/lines/0/price_seen/currency"),
            (seen(json!({"amount": 1, "currency": "pesos"})), "invalid", "/lines/0/price_seen/currency"),
            (with(json!([{"product_id": ProductId::new(), "quantity": 1}])), "unknown_product", "/lines/0/product_id"),
            (with(json!([line, {"product_id": shop.gone, "quantity": 1}])), "product_not_sold", "/lines/1/product_id"),
        ];
        for (body, code, pointer) in cases {
            let answer = shop.post(&token, body.clone()).await;
            assert_eq!(answer.status, 422, "{body} {}", answer.json);
            assert_eq!(answer.json["code"], code, "{body}");
            let found = answer.json["errors"][0]["pointer"].as_str().expect("pointer");
            assert!(found.starts_with(pointer), "{found} for {body}");
        }
        let more = [
            json!({"note": "x".repeat(501)}),
            json!({"note": "bell \u{7}"}),
            json!({"id": "not-a-uuid"}),
            json!({"id": 7}),
            json!({"captured_at": "yesterday"}),
            json!({"captured_at": "+200000-01-01T00:00:00Z"}),
            json!({"captured_at": "1970-01-01T00:00:00Z"}),
            json!({"customer_id": "x"}),
        ];
        for extra in more {
            let mut body = with(json!([line]));
            body.as_object_mut().expect("object").extend(extra.as_object().expect("object").clone());
            let answer = shop.post(&token, body).await;
            assert_eq!(answer.status, 422, "{extra} {}", answer.json);
            let name = extra.as_object().and_then(|o| o.keys().next()).expect("name");
            assert_eq!(answer.json["errors"][0]["pointer"], format!("/{name}"), "{extra}");
        }
        assert_eq!(shop.count().await, 0);
        assert!(shop.sent::<OrderSubmitted>().await.is_empty());
    }
);

both!(
    async fn a_body_that_is_not_json_is_malformed(setup: Setup) {
        let shop = Shop::open(setup).await;
        let headers = |kind: &str| {
            let mut headers = axum::http::HeaderMap::new();
            headers.insert("authorization", format!("Bearer {}", shop.as_customer()).parse().expect("header"));
            headers.insert("content-type", kind.parse().expect("header"));
            headers
        };
        for body in ["", "{", "{\"lines\": [}", "null, null", "\u{0}", "{\"note\": \"a\\u0000b\"}"] {
            let answer = shop.system.http_raw("POST", ORDERS, headers("application/json"), body.to_owned()).await;
            assert_eq!((answer.status, &answer.json["code"]), (400, &json!("malformed")), "{body} {}", answer.text);
        }
        let answer = shop.system.http_raw("POST", ORDERS, headers("text/plain"), shop.order(1).to_string()).await;
        assert_eq!(answer.status, 415);
        assert_eq!(shop.count().await, 0);
    }
);

both!(
    async fn amounts_and_prices_that_cannot_be_are_refused(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (huge, early) = (ProductId::new(), ProductId::new());
        let now = shop.now();
        shop.tell_products(vec![
            product(huge, 1, ProductStatus::Active, &[(now - TimeDelta::days(1), 10_000_000_000_000)]),
            product(early, 1, ProductStatus::Active, &[(now + TimeDelta::days(1), 5)]),
        ])
        .await;
        let body = |product: ProductId| {
            let lines = json!([{"product_id": product, "quantity": 1_000_000}]);
            json!({"fulfilment": "complete", "lines": lines})
        };
        let answer = shop.post(&shop.as_customer(), body(huge)).await;
        assert_eq!((answer.status, &answer.json["code"]), (422, &json!("amount_too_large")));
        assert_eq!(answer.json["errors"][0]["pointer"], "/lines/0/quantity");
        let answer = shop.post(&shop.as_customer(), body(early)).await;
        assert_eq!((answer.status, &answer.json["code"]), (422, &json!("no_price")));
        assert_eq!(shop.count().await, 0);
    }
);

both!(
    async fn a_price_that_went_up_is_told_and_nothing_is_stored(setup: Setup) {
        let shop = Shop::open(setup).await;
        let now = shop.now();
        let (before, after) = ((now - TimeDelta::days(30), 450_000), (now - TimeDelta::hours(2), 470_000));
        shop.tell_products(vec![product(shop.milk, 2, ProductStatus::Active, &[before, after])]).await;
        let id = OrderId::new();
        let body = |captured: Option<DateTime<Utc>>, seen: i64| {
            json!({"id": id, "fulfilment": "complete", "captured_at": captured,
            "lines": [{"product_id": shop.milk, "quantity": 1, "price_seen": cop(seen)}]})
        };
        let answer = shop.post(&shop.as_customer(), body(None, 450_000)).await;
        assert_eq!((answer.status, &answer.json["code"]), (409, &json!("price_changed")), "{}", answer.json);
        assert_eq!(answer.json["prices"][0]["product_id"], json!(shop.milk));
        assert_eq!(answer.json["prices"][0]["price"], json!(cop(470_000)));
        assert_eq!(answer.json["errors"][0]["pointer"], "/lines/0/price_seen");
        assert_eq!(shop.count().await, 0);
        // After a refusal the same id may come again, corrected: captured three hours ago the old price holds.
        let answer = shop.post(&shop.as_customer(), body(Some(now - TimeDelta::hours(3)), 450_000)).await;
        assert_eq!(answer.status, 202, "{}", answer.json);
        assert_eq!(answer.json["lines"][0]["unit_price"], json!(cop(450_000)));
        // Once accepted, the same request is the same order although its price would be refused by now.
        shop.system.advance(TimeDelta::hours(100));
        let again = shop.post(&shop.as_customer(), body(Some(now - TimeDelta::hours(3)), 450_000)).await;
        assert_eq!((again.status, &again.json["number"]), (200, &answer.json["number"]));
    }
);

both!(
    async fn who_may_order_for_whom(setup: Setup) {
        let shop = Shop::open(setup).await;
        let named = |customer: CustomerId| {
            let mut body = shop.order(1);
            body["customer_id"] = json!(customer);
            body
        };
        let anonymous = shop.system.http("POST", ORDERS, None, Some(shop.order(1))).await;
        assert_eq!(anonymous.status, 401);
        for role in [Role::Supplier, Role::Driver] {
            assert_eq!(shop.post(&shop.as_staff(role), named(shop.mine)).await.status, 403, "{role:?}");
        }
        assert_eq!(shop.post(&shop.as_customer(), named(shop.mine)).await.status, 202);
        assert_eq!(shop.post(&shop.as_customer(), named(shop.other)).await.status, 404);
        assert_eq!(shop.post(&shop.as_customer(), named(CustomerId::new())).await.status, 404);
        assert_eq!(shop.post(&shop.as_seller(), named(shop.mine)).await.status, 202);
        assert_eq!(shop.post(&shop.as_seller(), named(shop.other)).await.status, 404);
        for role in Role::STAFF {
            let token = shop.as_staff(role);
            assert_eq!(shop.post(&token, named(shop.other)).await.status, 202, "{role:?}");
            let nobody = shop.post(&token, shop.order(1)).await;
            assert_eq!((nobody.status, &nobody.json["errors"][0]["pointer"]), (422, &json!("/customer_id")));
        }
        let early = shop.post(&shop.token(Role::Customer, UserId::new(), Some(CustomerId::new())), shop.order(1)).await;
        assert_eq!((early.status, &early.json["code"]), (503, &json!("not_ready_yet")));
        assert_eq!(early.headers["retry-after"], "1");
        shop.tell_customers(vec![self::shop(shop.mine, shop.my_seller, 2, CustomerStatus::Blocked)]).await;
        let blocked = shop.post(&shop.as_customer(), shop.order(1)).await;
        assert_eq!((blocked.status, &blocked.json["code"]), (403, &json!("customer_blocked")));
        assert_eq!(shop.count().await, 7);
    }
);

both!(
    async fn a_shop_that_nobody_has_heard_of_is_waited_for_and_then_is_none(setup: Setup) {
        let shop = Shop::open(setup).await;
        let mut body = shop.order(1);
        body["customer_id"] = json!(CustomerId::new());
        let answer = shop.post(&shop.as_staff(Role::SalesManager), body.clone()).await;
        assert_eq!((answer.status, &answer.json["code"]), (503, &json!("not_ready_yet")));
        let newcomer = CustomerId::new();
        let own = |shop: &Shop| shop.token(Role::Customer, UserId::new(), Some(newcomer));
        assert_eq!(shop.post(&own(&shop), shop.order(1)).await.status, 503);
        shop.system.advance(TimeDelta::minutes(16));
        let answer = shop.post(&shop.as_staff(Role::SalesManager), body).await;
        assert_eq!((answer.status, &answer.json["code"]), (404, &json!("not_found")));
        assert_eq!(shop.post(&own(&shop), shop.order(1)).await.status, 503, "its token proves that it exists");
    }
);

both!(
    async fn what_operators_chart_is_counted(setup: Setup) {
        let shop = Shop::open(setup).await;
        shop.backordered().await;
        shop.placed(shop.order(3)).await;
        let figures = crate::figures::count(shop.system.app(Service::Sales).clone()).await.expect("figures");
        let of = |status: &str| figures.iter().find(|f| f.labels == [("order.status", status.to_owned())]);
        let counts = ["submitted", "backordered", "scheduled", "picking"].map(|status| of(status).map(|f| f.value));
        assert_eq!(counts, [Some(1.0), Some(1.0), Some(1.0), Some(0.0)]);
        let rate = figures.iter().find(|f| f.name == "storeflow.orders.fill_rate").expect("a rate").value;
        assert!((rate - 0.5).abs() < 1e-9, "5 of 10: {rate}");
    }
);

both!(
    async fn the_same_id_fifty_times_at_once_is_one_order(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (token, body) = (shop.as_customer(), shop.order(2));
        let answers = futures_join((0..50).map(|_| shop.post(&token, body.clone())).collect()).await;
        for answer in &answers {
            assert!(answer.status == 202 || answer.status == 200, "{} {}", answer.status, answer.json);
            assert_eq!(answer.json["id"], body["id"]);
        }
        assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 1);
        assert_eq!(shop.count().await, 1);
        assert_eq!(shop.sent::<OrderSubmitted>().await.len(), 1);
        let mut other = body.clone();
        other["lines"][0]["quantity"] = json!(3);
        let taken = shop.post(&token, other).await;
        assert_eq!((taken.status, &taken.json["code"]), (409, &json!("id_taken")));
        let mut stolen = body.clone();
        stolen["customer_id"] = json!(shop.mine);
        assert_eq!(shop.post(&shop.as_seller(), stolen).await.status, 409);
        // The id of a backorder, which no client made, is no client's either.
        let id = shop.placed(json!({"fulfilment": "available", "lines": body["lines"]})).await;
        shop.confirm(id, 1, 0).await;
        let mut child = body;
        child["id"] = shop.read(id).await["backorder_ids"][0].clone();
        let taken = shop.post(&token, child).await;
        assert_eq!((taken.status, &taken.json["code"]), (409, &json!("id_taken")));
    }
);

both!(
    async fn numbers_are_unique_under_concurrency(setup: Setup) {
        let shop = Shop::open(setup).await;
        let token = shop.as_customer();
        let answers = futures_join((0..230).map(|_| shop.post(&token, shop.order(1))).collect()).await;
        let mut numbers: Vec<&str> =
            answers.iter().map(|answer| answer.json["number"].as_str().expect("number")).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 230);
        assert!(numbers.iter().all(|number| number.len() == 8 && contracts::check_digit::is_valid(number)));
    }
);

both!(
    async fn a_confirmed_order_is_scheduled_and_its_timeline_tells_it(setup: Setup) {
        let shop = Shop::open(setup).await;
        let id = shop.placed(shop.order(3)).await;
        shop.confirm(id, 3, 7).await;
        let order = shop.read(id).await;
        assert_eq!((&order["status"], &order["version"]), (&json!("scheduled"), &json!(2)));
        assert_eq!(order["delivery"]["on"], "2026-11-25");
        assert_eq!((&order["lines"][0]["reserved"], &order["lines"][1]["reserved"]), (&json!(3), &json!(7)));
        assert!(order.get("backorder_ids").is_none());
        let number = order["number"].as_str().expect("number");
        let entry = |code: &str, text: &str| (code.to_owned(), text.to_owned());
        assert_eq!(
            shop.timeline(id, "en").await,
            [
                entry("submitted", &format!("Order {number} received.")),
                entry("confirmed", "Confirmed: all products are reserved for you."),
                entry("scheduled", "Delivery planned for Wednesday, 25 November 2026."),
            ]
        );
        assert_eq!(
            shop.timeline(id, "es-CO").await,
            [
                entry("submitted", &format!("Pedido {number} recibido.")),
                entry("confirmed", "Confirmado: todos los productos están reservados para usted."),
                entry("scheduled", "Entrega programada para el miércoles 25 de noviembre de 2026."),
            ]
        );
        // Twice, and rejected afterwards: nothing changes.
        shop.confirm(id, 1, 1).await;
        let reason = Reason::new(ReasonCode::NothingAvailable);
        shop.system.send(&RejectOrder { order_id: id, reason, lines: vec![] }).await;
        shop.system.settle().await;
        assert_eq!(shop.read(id).await, order);
    }
);

both!(
    async fn what_is_missing_becomes_a_backorder(setup: Setup) {
        let shop = Shop::open(setup).await;
        let mut body = shop.order(3);
        body["fulfilment"] = json!("available");
        let id = shop.placed(body).await;
        shop.confirm(id, 3, 2).await;
        let parent = shop.read(id).await;
        assert_eq!((&parent["lines"][1]["reserved"], &parent["lines"][1]["backordered"]), (&json!(2), &json!(5)));
        let child: OrderId = parent["backorder_ids"][0].as_str().expect("child").parse().expect("uuid");
        let order = shop.read(child).await;
        assert_eq!((&order["status"], &order["parent_id"]), (&json!("backordered"), &json!(id)));
        assert_eq!((order["lines"].as_array().map(Vec::len), &order["lines"][0]["quantity"]), (Some(1), &json!(5)));
        assert_eq!(order["lines"][0]["unit_price"], json!(cop(333_333)));
        assert_eq!(order["total"]["amount"], json!(1_666_665 + 316_666));
        assert_ne!(order["number"], parent["number"]);
        let codes = |entries: Vec<(String, String)>| entries.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(codes(shop.timeline(id, "en").await), ["submitted", "confirmed", "scheduled", "backorder_created"]);
        assert_eq!(codes(shop.timeline(child, "en").await), ["backordered"]);
        // In the list, both with their lines.
        let list = shop.get(&shop.as_customer(), ORDERS).await;
        assert_eq!(list.json["items"], json!([order, parent]));
        // It has a saga of its own, which is told where it stands in the line.
        let [told] = shop.sent::<BackorderCreated>().await.try_into().expect("one");
        assert_eq!((told.order.order_id, told.order.fulfilment), (child, Fulfilment::Available));
        assert_eq!((told.order.lines[0].quantity.get(), told.order.lines[0].weight_grams), (5, 1_030));
        assert_eq!(order["waits_since"], json!(told.waits_since));
        // Cancelling is decided by the saga, because stock may be found for it at this moment.
        assert_eq!(shop.cancel(child).await.status, 202);
        assert_eq!(shop.sent::<CancelRequested>().await, [CancelRequested { order_id: child }]);
        shop.system.send(&CancelOrder { order_id: child }).await;
        shop.system.settle().await;
        let again = shop.cancel(child).await;
        assert_eq!((again.status, &again.json["status"]), (200, &json!("cancelled")));
        assert_eq!(again.json["reason"]["code"], "cancelled_by_request");
        assert_eq!(shop.read(id).await["status"], "scheduled");
    }
);

impl Shop {
    /// An order of 3 milk and 7 rice of which 2 rice are there; the order and its backorder of 5 rice.
    async fn backordered(&self) -> (OrderId, OrderId) {
        let mut body = self.order(3);
        body["fulfilment"] = json!("available");
        let id = self.placed(body).await;
        self.confirm(id, 3, 2).await;
        let child = self.read(id).await["backorder_ids"][0].as_str().expect("child").parse().expect("uuid");
        (id, child)
    }
}

both!(
    async fn a_backorder_is_filled_and_the_rest_keeps_its_place(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (_, child) = shop.backordered().await;
        shop.confirm(child, 0, 4).await;
        let order = shop.read(child).await;
        assert_eq!((&order["status"], &order["lines"][0]["reserved"]), (&json!("scheduled"), &json!(4)));
        let rest: OrderId = order["backorder_ids"][0].as_str().expect("rest").parse().expect("uuid");
        let told = shop.sent::<BackorderCreated>().await;
        assert_eq!(told.iter().map(|told| told.order.order_id).collect::<Vec<_>>(), [child, rest]);
        assert_eq!(told[0].waits_since, told[1].waits_since);
        assert_eq!(told[1].order.lines[0].quantity.get(), 1);
        let codes: Vec<String> = shop.timeline(child, "en").await.into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, ["backordered", "confirmed", "scheduled", "backorder_created"]);
        // Twice or late: nothing more.
        shop.confirm(child, 0, 4).await;
        assert_eq!(shop.read(child).await, order);
        assert_eq!(shop.sent::<BackorderCreated>().await.len(), 2);
    }
);

both!(
    async fn a_backorder_is_closed_after_fourteen_days_and_its_customer_told(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (parent, child) = shop.backordered().await;
        let app = shop.system.app(Service::Sales).clone();
        shop.system.advance(TimeDelta::days(14));
        crate::close_backorders::run(app.clone()).await.expect("a run");
        assert!(shop.sent::<BackorderExpired>().await.is_empty(), "14 whole days have not passed");
        shop.system.advance(TimeDelta::days(1));
        crate::close_backorders::run(app.clone()).await.expect("a run");
        let told = shop.sent::<BackorderExpired>().await;
        assert!(!told.is_empty() && told.iter().all(|told| told.order_id == child));
        shop.system.send(&CancelOrder { order_id: child }).await;
        shop.system.settle().await;
        let order = shop.read(child).await;
        assert_eq!((&order["status"], &order["reason"]["code"]), (&json!("cancelled"), &json!("backorder_expired")));
        let spanish = shop.timeline(child, "es").await;
        assert_eq!(spanish.last().expect("an entry").0, "backorder_closed");
        assert!(spanish.last().expect("an entry").1.contains("no llegaron en 14 días"));
        assert_eq!(shop.read(parent).await["status"], "scheduled");
        let so_far = shop.sent::<BackorderExpired>().await.len();
        crate::close_backorders::run(app).await.expect("a run");
        assert_eq!(shop.sent::<BackorderExpired>().await.len(), so_far, "closed once");
    }
);

both!(
    async fn a_backorder_of_an_older_build_is_told_to_the_saga(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (_, child) = shop.backordered().await;
        let app = shop.system.app(Service::Sales).clone();
        let old: Result<u64, DbError> =
            app.db().write(|tx: Tx| async move { tx.exec("UPDATE orders SET waits_since = NULL", vec![]).await }).await;
        old.expect("as an older build left it");
        crate::close_backorders::run(app.clone()).await.expect("a run");
        crate::close_backorders::run(app).await.expect("another run");
        let told = shop.sent::<BackorderCreated>().await;
        assert_eq!((told.len(), told[1].order.order_id, &told[1].order.lines), (2, child, &told[0].order.lines));
        assert_eq!(shop.read(child).await["waits_since"], json!(told[1].waits_since));
    }
);

both!(
    async fn what_there_is_instead_is_shown_until_it_is_archived(setup: Setup) {
        let shop = Shop::open(setup).await;
        let instead = |product_id| Substitute { product_id, name: "Otra".into(), price: cop(440_000), available: 12 };
        let line = |product_id, others: &[ProductId]| RefusedLine {
            product_id,
            reason: Reason::new(ReasonCode::OutOfStock),
            substitutes: others.iter().map(|id| instead(*id)).collect(),
        };
        let id = shop.placed(shop.order(3)).await;
        let reason = Reason::new(ReasonCode::NothingAvailable);
        let lines = vec![line(shop.milk, &[shop.gone, shop.rice]), line(shop.rice, &[])];
        shop.system.send(&RejectOrder { order_id: id, reason, lines }).await;
        let (_, child) = shop.backordered().await;
        shop.system.send(&StockAwaited { order_id: child, lines: vec![line(shop.rice, &[shop.milk])] }).await;
        shop.system.settle().await;
        let order = shop.read(id).await;
        assert_eq!(order["lines"][0]["substitutes"], json!([instead(shop.rice)]), "the other one is archived");
        assert!(order["lines"][1].get("substitutes").is_none());
        let order = shop.read(child).await;
        assert_eq!((&order["lines"][0]["substitutes"], &order["version"]), (&json!([instead(shop.milk)]), &json!(2)));
        let list = shop.get(&shop.as_customer(), &format!("{ORDERS}?status=backordered")).await;
        assert_eq!(list.json["items"], json!([order]));
        // Once filled, nothing is missing.
        shop.confirm(child, 0, 5).await;
        assert!(shop.read(child).await["lines"][0].get("substitutes").is_none());
    }
);

impl Shop {
    /// Everything that has changed since a token, and the next token.
    async fn changes(&self, token: &str, since: Option<&str>) -> (Vec<Value>, String) {
        let since = since.map_or_else(String::new, |since| format!("?since={since}"));
        let answer = self.get(token, &format!("{ORDERS}/changes{since}")).await;
        assert_eq!((answer.status, &answer.json["more"]), (200, &json!(false)), "{}", answer.json);
        let items = answer.json["items"].as_array().expect("items").clone();
        (items, answer.json["next"].as_str().expect("next").to_owned())
    }
}

both!(
    async fn a_phone_gets_each_change_of_its_orders_and_a_seller_none_of_a_shop_that_left(setup: Setup) {
        let shop = Shop::open(setup).await;
        let first = shop.placed(shop.order(3)).await;
        let (parent, child) = shop.backordered().await;
        let ids = |items: &[Value]| items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>();
        let (items, customers) = shop.changes(&shop.as_customer(), None).await;
        assert_eq!(ids(&items).len(), 3);
        assert_eq!(items[0], shop.read(first).await, "whole items");
        let (items, sellers) = shop.changes(&shop.as_seller(), None).await;
        assert_eq!(items.len(), 3);
        let other = shop.token(Role::Customer, UserId::new(), Some(shop.other));
        assert!(shop.changes(&other, None).await.0.is_empty());
        assert_eq!(shop.changes(&shop.as_staff(Role::Logistics), None).await.0.len(), 3);
        // A token of one scope is none of another.
        let path = format!("{ORDERS}/changes?since={customers}");
        assert_eq!(shop.get(&other, &path).await.json["code"], "sync_restart");

        // Answers overlap; a phone drops what it has in this version.
        let known: Vec<Value> = items.clone();
        shop.confirm(child, 0, 5).await;
        let (items, _) = shop.changes(&shop.as_customer(), Some(&customers)).await;
        let news: Vec<Value> = items.into_iter().filter(|item| !known.contains(item)).collect();
        assert_eq!((ids(&news), &news[0]["status"]), (vec![json!(child)], &json!("scheduled")));

        // The shop gets another seller: with the new one its orders come, the old one's phone begins anew.
        let theirs = shop.token(Role::Seller, UserId(shop.other_seller.0), None);
        let (items, new) = shop.changes(&theirs, None).await;
        assert!(items.is_empty());
        shop.tell_customers(vec![self::shop(shop.mine, shop.other_seller, 2, CustomerStatus::Active)]).await;
        let (items, _) = shop.changes(&theirs, Some(&new)).await;
        let mut came = ids(&items);
        came.sort_by_key(Value::to_string);
        let mut all = [first, parent, child].map(|id| json!(id)).to_vec();
        all.sort_by_key(Value::to_string);
        assert_eq!(came, all);
        let path = format!("{ORDERS}/changes?since={sellers}");
        let restart = shop.get(&shop.as_seller(), &path).await;
        assert_eq!((restart.status, &restart.json["code"]), (410, &json!("sync_restart")));
        assert!(shop.changes(&shop.as_seller(), None).await.0.is_empty());
    }
);

both!(
    async fn a_rejected_order_says_why_line_by_line(setup: Setup) {
        let shop = Shop::open(setup).await;
        let id = shop.placed(shop.order(3)).await;
        let command = RejectOrder {
            order_id: id,
            reason: Reason::new(ReasonCode::NothingAvailable),
            lines: vec![RefusedLine {
                substitutes: vec![],
                product_id: shop.rice,
                reason: Reason::new(ReasonCode::NotEnoughStock).with("available", 4),
            }],
        };
        shop.system.send(&command).await;
        shop.system.send(&command).await;
        shop.system.settle().await;
        let token = shop.as_customer();
        let english = [("accept-language", "en")];
        let answer = shop.system.http_with("GET", &format!("{ORDERS}/{id}"), Some(&token), None, &english).await;
        let order = answer.json;
        assert_eq!((&order["status"], &order["version"]), (&json!("rejected"), &json!(2)));
        assert_eq!(
            order["reason"],
            json!({"code": "nothing_available", "params": {}, "text": "No warehouse can fill this order."})
        );
        assert_eq!(order["lines"][1]["reason"]["text"], "Less than ordered is available: at most 4.");
        assert!(order["lines"][0].get("reason").is_none());
        assert_eq!(
            shop.timeline(id, "es").await[1],
            ("rejected".to_owned(), "Rechazado. Ninguna bodega puede surtir este pedido.".to_owned())
        );
        let late = shop.cancel(id).await;
        assert_eq!((late.status, &late.json["code"]), (409, &json!("too_late_to_cancel")));
        shop.confirm(id, 3, 7).await;
        assert_eq!(shop.read(id).await["status"], "rejected");
    }
);

both!(
    async fn cancelling_is_asked_for_once_and_decided_by_the_saga(setup: Setup) {
        let shop = Shop::open(setup).await;
        let id = shop.placed(shop.order(3)).await;
        shop.confirm(id, 3, 7).await;
        let asked = futures_join((0..10).map(|_| shop.cancel(id)).collect()).await;
        assert!(asked.iter().all(|answer| answer.status == 202 && answer.json["cancel_requested_at"].is_string()));
        assert_eq!(asked[0].json["status"], "scheduled");
        assert_eq!(shop.sent::<CancelRequested>().await.len(), 1);
        shop.system.send(&CancelOrder { order_id: id }).await;
        shop.system.send(&CancelOrder { order_id: id }).await;
        shop.system.settle().await;
        let order = shop.read(id).await;
        assert_eq!((&order["status"], &order["lines"][0]["reserved"]), (&json!("cancelled"), &json!(0)));
        assert_eq!(order["reason"]["code"], "cancelled_by_request");
        assert_eq!(shop.cancel(id).await.status, 200);
        // Late and odd ones.
        shop.confirm(id, 3, 7).await;
        let reason = Reason::new(ReasonCode::PickingBegun);
        shop.system.send(&RefuseCancellation { order_id: id, reason }).await;
        shop.system.settle().await;
        assert_eq!(shop.read(id).await, order);
    }
);

both!(
    async fn a_cancellation_that_comes_too_late_is_told(setup: Setup) {
        let shop = Shop::open(setup).await;
        let id = shop.placed(shop.order(3)).await;
        shop.confirm(id, 3, 7).await;
        assert_eq!(shop.cancel(id).await.status, 202);
        let command = RefuseCancellation { order_id: id, reason: Reason::new(ReasonCode::PickingBegun) };
        shop.system.send(&command).await;
        shop.system.send(&command).await;
        shop.system.settle().await;
        let order = shop.read(id).await;
        assert_eq!(order["status"], "scheduled");
        assert!(order.get("cancel_requested_at").is_none());
        let timeline = shop.timeline(id, "en").await;
        let codes: Vec<&str> = timeline.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["submitted", "confirmed", "scheduled", "cancel_requested", "cancel_refused"]);
        assert!(timeline[4].1.starts_with("It could not be cancelled. The warehouse had already begun"));
        let late = shop.cancel(id).await;
        assert_eq!((late.status, &late.json["code"]), (409, &json!("too_late_to_cancel")));
        assert_eq!(shop.sent::<CancelRequested>().await.len(), 1);
    }
);

both!(
    async fn orders_of_others_are_not_there(setup: Setup) {
        let shop = Shop::open(setup).await;
        let id = shop.placed(shop.order(1)).await;
        let stranger = shop.token(Role::Customer, UserId(shop.other.0), Some(shop.other));
        let other_seller = shop.token(Role::Seller, UserId(shop.other_seller.0), None);
        let paths = [format!("{ORDERS}/{id}"), format!("{ORDERS}/{id}/timeline")];
        for path in &paths {
            for token in [&stranger, &other_seller] {
                assert_eq!(shop.get(token, path).await.status, 404);
            }
            for token in [shop.as_customer(), shop.as_seller(), shop.as_staff(Role::Warehouse)] {
                assert_eq!(shop.get(&token, path).await.status, 200);
            }
            for role in [Role::Supplier, Role::Driver] {
                assert_eq!(shop.get(&shop.as_staff(role), path).await.status, 403);
            }
        }
        let cancel = format!("{ORDERS}/{id}/cancel");
        for token in [&stranger, &other_seller] {
            assert_eq!(shop.system.http("POST", &cancel, Some(token), None).await.status, 404);
            assert_eq!(shop.get(token, ORDERS).await.json["items"], json!([]));
            let filtered = format!("{ORDERS}?customer_id={}", shop.mine);
            assert_eq!(shop.get(token, &filtered).await.json["items"], json!([]));
        }
        for role in [Role::Supplier, Role::Driver] {
            assert_eq!(shop.system.http("POST", &cancel, Some(&shop.as_staff(role)), None).await.status, 403);
        }
        for path in
            [format!("{ORDERS}/{}", OrderId::new()), format!("{ORDERS}/no-id"), format!("{ORDERS}/no-id/timeline")]
        {
            assert_eq!(shop.get(&shop.as_staff(Role::Admin), &path).await.status, 404, "{path}");
        }
        // The shop gets another seller: its orders go with it.
        let version = shop.read(id).await["version"].as_i64().expect("version");
        shop.tell_customers(vec![self::shop(shop.mine, shop.other_seller, 2, CustomerStatus::Active)]).await;
        assert_eq!(shop.get(&other_seller, &paths[0]).await.json["version"], json!(version + 1));
        assert_eq!(shop.get(&shop.as_seller(), &paths[0]).await.status, 404);
        // An older state that comes late changes nothing.
        shop.tell_customers(vec![self::shop(shop.mine, shop.my_seller, 1, CustomerStatus::Active)]).await;
        assert_eq!(shop.get(&other_seller, &paths[0]).await.json["version"], json!(version + 1));
        assert_eq!(shop.system.http("POST", &cancel, Some(&other_seller), None).await.status, 202);
    }
);

both!(
    async fn lists_are_filtered_and_paged(setup: Setup) {
        let shop = Shop::open(setup).await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(shop.placed(shop.order(1)).await.to_string());
            shop.system.advance(TimeDelta::hours(24));
        }
        ids.reverse();
        let list = async |query: &str| {
            let answer = shop.get(&shop.as_seller(), &format!("{ORDERS}?{query}")).await;
            assert_eq!(answer.status, 200, "{query} {}", answer.json);
            let items = answer.json["items"].as_array().expect("items");
            let found: Vec<String> = items.iter().map(|item| item["id"].as_str().expect("id").to_owned()).collect();
            (found, answer.json["next_cursor"].as_str().map(str::to_owned))
        };
        assert_eq!(list("").await, (ids.clone(), None));
        let (first, cursor) = list("limit=3").await;
        assert_eq!(first, ids[..3]);
        assert_eq!(list(&format!("limit=3&cursor={}", cursor.expect("more"))).await, (ids[3..].to_vec(), None));
        let oldest_first: Vec<String> = ids.iter().rev().cloned().collect();
        assert_eq!(list("sort=created_at").await.0, oldest_first);
        assert_eq!(list("status=submitted").await.0.len(), 5);
        assert_eq!(list("status=cancelled").await.0.len(), 0);
        assert_eq!(list(&format!("customer_id={}", shop.mine)).await.0.len(), 5);
        assert_eq!(list(&format!("customer_id={}", shop.other)).await.0.len(), 0);
        let number = shop.read(ids[2].parse().expect("id")).await["number"].as_str().expect("number").to_owned();
        assert_eq!(list(&format!("number={number}")).await.0, ids[2..3]);
        let day = |i: usize| {
            let id = ids[i].parse().expect("id");
            let shop = &shop;
            async move {
                let at: DateTime<Utc> =
                    shop.read(id).await["created_at"].as_str().expect("at").parse().expect("instant");
                at.with_timezone(&chrono::FixedOffset::west_opt(5 * 3_600).expect("Bogotá")).date_naive()
            }
        };
        assert_eq!(
            list(&format!("from={}&to={}", day(3).await, day(1).await)).await.0,
            ids[1..4],
            "both ends included"
        );
        for query in [
            "limit=0",
            "limit=201",
            "sort=total",
            "status=lost",
            "from=soon",
            "to=%2B200000-01-01",
            "cursor=x",
            "customer_id=x",
        ] {
            assert_eq!(shop.get(&shop.as_seller(), &format!("{ORDERS}?{query}")).await.status, 400, "{query}");
        }
    }
);

both!(
    async fn replicas_take_what_is_newer_in_any_order(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (at, id) = (shop.now() - TimeDelta::days(1), ProductId::new());
        let state = |version: i64, price: i64| product(id, version, ProductStatus::Active, &[(at, price)]);
        // Twice in one message, a thousand others with it, then an older one.
        let mut items: Vec<ProductState> =
            (0..998).map(|_| product(ProductId::new(), 1, ProductStatus::Active, &[(at, 1)])).collect();
        items.extend([state(3, 300), state(2, 200)]);
        shop.tell_products(items).await;
        shop.tell_products(vec![state(1, 100)]).await;
        shop.tell_products(vec![]).await;
        let body = json!({"fulfilment": "complete", "lines": [{"product_id": id, "quantity": 1}]});
        let answer = shop.post(&shop.as_customer(), body).await;
        assert_eq!(answer.json["lines"][0]["unit_price"], json!(cop(300)), "{}", answer.json);
        let items =
            (0..1_000).map(|_| self::shop(CustomerId::new(), shop.my_seller, 1, CustomerStatus::Active)).collect();
        shop.tell_customers(items).await;
        shop.tell_customers(vec![]).await;
    }
);

both!(
    async fn history_is_loaded_in_bulk(setup: Setup) {
        let shop = Shop::open(setup).await;
        let then = shop.now() - TimeDelta::days(10);
        let later = |hours: i64| then + TimeDelta::hours(hours);
        let delivery = || HistoricDelivery {
            id: DeliveryId::new(),
            warehouse_id: WarehouseId::new(),
            on: NaiveDate::from_ymd_opt(2026, 11, 20).expect("day"),
            scheduled_at: later(6),
        };
        let past = |i: i64| HistoricOrder {
            id: OrderId::new(),
            customer_id: shop.mine,
            seller_id: Some(shop.my_seller),
            ship_to: contracts::ShipTo {
                business_name: "Tienda La Esquina".into(),
                address: "Calle 10 # 20-30".into(),
                city: None,
                location: None,
                phone: None,
            },
            fulfilment: if i == 1 { Fulfilment::Available } else { Fulfilment::Complete },
            lines: [shop.milk, shop.rice]
                .map(|product_id| HistoricLine {
                    product_id,
                    sku: "SKU".into(),
                    name: "Leche".into(),
                    quantity: Quantity::new(10).expect("quantity"),
                    reserved: if i == 1 { 9 } else { 10 },
                    delivered: 9,
                    unit_price: cop(100_000),
                    tax_rate: TaxRate::new(500).expect("rate"),
                })
                .into(),
            note: None,
            submitted_at: later(i % 5),
            outcome: if i % 10 == 0 {
                HistoricOutcome::Cancelled { delivery: None, requested_at: later(6), at: later(7) }
            } else if i % 10 == 2 {
                HistoricOutcome::Scheduled(delivery())
            } else if i % 10 == 3 {
                let reason = contracts::Reason::new(contracts::ReasonCode::OutOfStock);
                let lines = vec![contracts::sales::RefusedLine { product_id: shop.milk, reason, substitutes: vec![] }];
                HistoricOutcome::Rejected { at: later(6), lines }
            } else {
                HistoricOutcome::Delivered {
                    delivery: delivery(),
                    picked_at: later(20),
                    left_at: later(22),
                    delivered_at: later(24),
                }
            },
            backorder: (i == 1).then(|| HistoricBackorder { id: OrderId::new(), outcome: HistoricOutcome::Waiting }),
        };
        let orders: Vec<HistoricOrder> = (0..2_000).map(past).collect();
        let (delivered, cancelled, scheduled, rejected) = (orders[1].id, orders[0].id, orders[2].id, orders[3].id);
        let split = orders[1].backorder.as_ref().expect("a backorder").id;
        let db = shop.system.app(Service::Sales).db();
        let again = orders.clone();
        let loaded: Result<(), DbError> =
            db.write(|tx: Tx| async move { crate::load_history(&tx, &orders).await }).await;
        loaded.expect("loaded");
        let twice: Result<(), DbError> = db.write(|tx: Tx| async move { crate::load_history(&tx, &again).await }).await;
        assert!(twice.is_err_and(|error| error.is_unique_violation()), "nothing is loaded twice");
        assert_eq!(shop.count().await, 200, "a page of them");
        let order = shop.read(delivered).await;
        assert_eq!((&order["status"], &order["lines"][0]["delivered"]), (&json!("delivered"), &json!(9)));
        assert_eq!((&order["created_at"], &order["delivery"]["on"]), (&json!(later(1)), &json!("2026-11-20")));
        let codes: Vec<String> = shop.timeline(delivered, "en").await.into_iter().map(|(code, _)| code).collect();
        let all = ["submitted", "confirmed", "scheduled", "backorder_created", "picking", "in_transit", "delivered"];
        assert_eq!(codes, all);
        let backorder = shop.read(split).await;
        assert_eq!((&backorder["status"], &backorder["parent_id"]), (&json!("backordered"), &json!(delivered)));
        assert_eq!(backorder["lines"][0]["quantity"], 1);
        assert_eq!(shop.read(cancelled).await["status"], "cancelled");
        assert_eq!(shop.read(scheduled).await["delivery"]["on"], "2026-11-20");
        assert_eq!(shop.read(rejected).await["lines"][0]["reason"]["code"], "out_of_stock");
        let numbers = crate::numbers_of(shop.system.app(Service::Sales).db(), &[split, OrderId::new()]).await;
        let numbers = numbers.expect("numbers");
        assert_eq!((numbers.len(), &json!(numbers[&split])), (1, &backorder["number"]));
        // New orders go on with the numbers after them.
        shop.placed(shop.order(1)).await;
    }
);

both!(
    async fn a_command_for_an_order_that_is_not_here_is_shown_to_a_person(setup: Setup) {
        let mut shop = Shop::open(setup).await;
        shop.system.expect_dead_letters();
        shop.system.send(&CancelOrder { order_id: OrderId::new() }).await;
        shop.system.settle().await;
        assert_eq!(shop.system.dead_letters(Service::Sales).await, ["sales.cancel_order.v1"]);
    }
);

/// Runs all at once in this task.
async fn futures_join<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    use std::task::Poll;
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(move |context| {
        for (future, done) in &mut waiting {
            if done.is_none()
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if waiting.iter().all(|(_, done)| done.is_some()) {
            Poll::Ready(waiting.iter_mut().filter_map(|(_, done)| done.take()).collect())
        } else {
            Poll::Pending
        }
    })
    .await
}
