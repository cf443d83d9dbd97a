//! The service as others meet it: over HTTP and by messages, on both set-ups.

use chassis::Principal;
use chassis::testing::{Answer, Setup, TestSystem, both};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::identity::{CustomerState, CustomerStatus, CustomersChanged, Role};
use contracts::purchasing::{PriceFrom, ProductState, ProductStatus, ProductsChanged};
use contracts::sales::{BoughtLine, OrderStanding, OrderState, OrdersChanged};
use contracts::{
    Currency, CustomerId, Money, OrderId, ProductId, Quantity, SellerId, Service, SessionId, SupplierId, TaxRate,
    UserId,
};
use serde_json::{Value, json};

const PATH: &str = "/api/insights/recommendations";

/// A market of ten shops that has heard of four products.
struct Market {
    system: TestSystem,
    shops: Vec<CustomerId>,
    seller: SellerId,
    other_seller: SellerId,
    rice: ProductId,
    oil: ProductId,
    soap: ProductId,
    gone: ProductId,
}

fn shop(id: CustomerId, version: i64, seller: SellerId) -> CustomerState {
    CustomerState {
        id,
        version,
        status: CustomerStatus::Active,
        business_name: "Tienda La Esquina".into(),
        phone: "+573001234567".into(),
        address: "Calle 10 # 20-30".into(),
        city: None,
        location: None,
        seller_id: Some(seller),
    }
}

fn product(id: ProductId, version: i64, name: &str, status: ProductStatus, since: DateTime<Utc>) -> ProductState {
    ProductState {
        id,
        version,
        status,
        sku: format!("SKU-{name}"),
        name: name.into(),
        supplier_id: SupplierId::new(),
        category: None,
        unit: "unit".into(),
        pack_size: 1,
        prices: vec![PriceFrom { price: Money::new(1_000, Currency::COP), valid_from: since }],
        tax_rate_bp: TaxRate::ZERO,
        weight_grams: 1,
        volume_ml: 1,
        min_days_left: None,
        barcode: None,
    }
}

impl Market {
    async fn open(setup: Setup) -> Self {
        let system = TestSystem::start(setup, vec![crate::service()]).await;
        let market = Self {
            system,
            shops: (0..10).map(|_| CustomerId::new()).collect(),
            seller: SellerId::new(),
            other_seller: SellerId::new(),
            rice: ProductId::new(),
            oil: ProductId::new(),
            soap: ProductId::new(),
            gone: ProductId::new(),
        };
        let shops = market.shops.iter().enumerate();
        let seller = |place| if place < 5 { market.seller } else { market.other_seller };
        market.system.send(&CustomersChanged { items: shops.map(|(n, id)| shop(*id, 1, seller(n))).collect() }).await;
        let since = market.now() - TimeDelta::days(300);
        let active = |id, name| product(id, 1, name, ProductStatus::Active, since);
        let mut items = vec![active(market.rice, "Arroz"), active(market.oil, "Aceite"), active(market.soap, "Jabón")];
        items.push(product(market.gone, 1, "Vino", ProductStatus::Archived, since));
        market.system.send(&ProductsChanged { items }).await;
        market
    }

    fn now(&self) -> DateTime<Utc> {
        self.system.clock().now()
    }

    fn order(&self, shop: CustomerId, days_ago: i64, goods: &[ProductId]) -> OrderState {
        let line = |product: &ProductId| BoughtLine { product_id: *product, units: Quantity::new(12).expect("units") };
        OrderState {
            id: OrderId::new(),
            version: 3,
            customer_id: shop,
            submitted_at: self.now() - TimeDelta::days(days_ago),
            standing: OrderStanding::Bought,
            lines: goods.iter().map(line).collect(),
        }
    }

    async fn tell(&self, items: Vec<OrderState>) {
        self.system.send(&OrdersChanged { items }).await;
        self.system.settle().await;
    }

    async fn reckon(&self) {
        crate::reckon(self.system.app(Service::Insights).clone()).await.expect("counted");
    }

    fn token(&self, role: Role, user: UserId, customer_id: Option<CustomerId>) -> String {
        self.system.token(Principal {
            user_id: user,
            session_id: SessionId::new(),
            roles: [role].into(),
            customer_id,
            supplier_id: None,
            warehouse_ids: vec![],
            name: role.name().to_owned(),
        })
    }

    fn as_shop(&self, shop: CustomerId) -> String {
        self.token(Role::Customer, UserId::new(), Some(shop))
    }

    async fn ask(&self, token: &str, query: &str) -> Answer {
        self.system.http("GET", &format!("{PATH}{query}"), Some(token), None).await
    }

    async fn items(&self, shop: CustomerId) -> Vec<Value> {
        let answer = self.ask(&self.as_shop(shop), "").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json["customer_id"], json!(shop));
        answer.json["items"].as_array().expect("items").clone()
    }

    /// Nine shops buy oil with rice, often; all buy soap alone.
    async fn habits(&self) {
        let mut told = Vec::new();
        for shop in &self.shops[1..] {
            told.push(self.order(*shop, 20, &[self.rice, self.oil]));
            told.push(self.order(*shop, 11, &[self.rice, self.oil, self.gone]));
            told.extend((0..6).map(|n| self.order(*shop, 30 + n, &[self.soap])));
        }
        self.tell(told).await;
    }
}

both!(
    async fn what_is_bought_again_and_again_is_due(setup: Setup) {
        let market = Market::open(setup).await;
        let me = market.shops[0];
        let orders = [28, 18, 8].map(|days| market.order(me, days, &[market.rice, market.gone]));
        let once = market.order(me, 8, &[market.soap]);
        market.tell(orders.iter().cloned().chain([once]).collect()).await;
        let items = market.items(me).await;
        assert_eq!(items.len(), 1, "what is not sold any more is not recommended: {items:?}");
        let rice = &items[0];
        assert_eq!(
            (&rice["product_id"], &rice["name"], &rice["sku"]),
            (&json!(market.rice), &json!("Arroz"), &json!("SKU-Arroz"))
        );
        assert_eq!(rice["reason"]["code"], "due_again");
        assert_eq!(rice["reason"]["params"], json!({"usual_days": "10", "days_since": "8"}));
        let evidence = &rice["evidence"];
        assert_eq!(
            (&evidence["purchases"], &evidence["days_since"], &evidence["usual_units"]),
            (&json!(3), &json!(8), &json!(12))
        );
        assert_eq!((&evidence["usual_days"], &evidence["lift"]), (&json!(10.0), &Value::Null));
        let spanish =
            market.system.http_with("GET", PATH, Some(&market.as_shop(me)), None, &[("accept-language", "es")]).await;
        let text = "Se pide más o menos cada 10 días; la última vez fue hace 8 días.";
        assert_eq!(spanish.json["items"][0]["reason"]["text"], text);
        // It has been ordered: no longer due.
        market.tell(vec![market.order(me, 0, &[market.rice])]).await;
        assert!(market.items(me).await.is_empty());
    }
);

both!(
    async fn an_order_that_comes_to_nothing_was_no_purchase(setup: Setup) {
        let market = Market::open(setup).await;
        let me = market.shops[0];
        let orders = [28, 18, 8].map(|days| market.order(me, days, &[market.rice]));
        market.tell(orders.to_vec()).await;
        assert_eq!(market.items(me).await.len(), 1);
        let undone = OrderState { version: 4, standing: OrderStanding::Undone, ..orders[2].clone() };
        market.tell(vec![undone]).await;
        assert!(market.items(me).await.is_empty());
        // What comes late or twice brings nothing back.
        market.tell(orders.to_vec()).await;
        assert!(market.items(me).await.is_empty());
        // Another that comes in its place, also where its cancellation was told first.
        let fourth = market.order(me, 9, &[market.rice]);
        market.tell(vec![OrderState { version: 9, standing: OrderStanding::Undone, ..fourth.clone() }]).await;
        market.tell(vec![fourth]).await;
        assert!(market.items(me).await.is_empty());
        market.tell(vec![market.order(me, 8, &[market.rice])]).await;
        assert_eq!(market.items(me).await.len(), 1);
        // Too old to be kept.
        market.tell(vec![market.order(me, 200, &[market.soap]), market.order(me, 190, &[market.soap])]).await;
        market.tell(vec![market.order(me, 170, &[market.soap])]).await;
        assert_eq!(market.items(me).await.len(), 1);
    }
);

both!(
    async fn what_others_buy_with_it_is_shown_with_its_figures(setup: Setup) {
        let market = Market::open(setup).await;
        let me = market.shops[0];
        market.tell(vec![market.order(me, 3, &[market.rice])]).await;
        market.habits().await;
        assert!(market.items(me).await.is_empty(), "nothing has been counted");
        market.reckon().await;
        let items = market.items(me).await;
        assert_eq!(items.len(), 1, "{items:?}");
        let oil = &items[0];
        assert_eq!((&oil["product_id"], &oil["reason"]["code"]), (&json!(market.oil), &json!("bought_together")));
        assert_eq!(oil["reason"]["params"], json!({"product_id": market.rice, "name": "Arroz", "percent": "95"}));
        assert_eq!(oil["reason"]["text"], "95 de cada 100 pedidos con Arroz también llevan esto.");
        // 18 of 19 orders with rice; 73 orders in all: 18 × 73 / (19 × 18).
        let evidence = &oil["evidence"];
        assert_eq!(
            (&evidence["orders"], &evidence["together"], &evidence["shops"]),
            (&json!(19), &json!(18), &json!(9))
        );
        assert_eq!(evidence["lift"], json!(3.842));
        // Who buys the oil already is told nothing new; who buys neither is not told of it either.
        assert!(market.items(market.shops[1]).await.iter().all(|item| item["reason"]["code"] == "due_again"));
        assert!(market.items(CustomerId::new()).await.is_empty());
        // It is not sold any more.
        let since = market.now() - TimeDelta::days(300);
        let archived = product(market.oil, 2, "Aceite", ProductStatus::Archived, since);
        market.system.send(&ProductsChanged { items: vec![archived] }).await;
        market.system.settle().await;
        assert!(market.items(me).await.is_empty());
    }
);

both!(
    async fn what_is_no_longer_so_is_no_longer_said(setup: Setup) {
        let market = Market::open(setup).await;
        let me = market.shops[0];
        market.habits().await;
        market.reckon().await;
        market.tell(vec![market.order(me, 3, &[market.rice])]).await;
        assert_eq!(market.items(me).await.len(), 1);
        market.system.advance(TimeDelta::days(200));
        market.tell(vec![market.order(me, 3, &[market.rice])]).await;
        assert_eq!(market.items(me).await.len(), 1, "as it was last counted");
        let app = market.system.app(Service::Insights).clone();
        crate::reckon_companions::run(app.clone()).await.expect("a run");
        assert!(market.items(me).await.is_empty(), "half a year later nobody has bought it");
        let kept = crate::store::count_orders(app.db()).await.expect("a count");
        assert_eq!(kept, 1, "what is too old is forgotten");
    }
);

both!(
    async fn each_asks_for_its_own_shops(setup: Setup) {
        let market = Market::open(setup).await;
        market.system.settle().await;
        let (mine, other) = (market.shops[0], market.shops[9]);
        let of = |shop: CustomerId| format!("?customer_id={shop}");
        let seller = market.token(Role::Seller, UserId(market.seller.0), None);
        let cases = [
            (market.as_shop(mine), String::new(), 200),
            (market.as_shop(mine), of(mine), 200),
            (market.as_shop(mine), of(other), 404),
            (seller.clone(), of(mine), 200),
            (seller.clone(), of(other), 404),
            (seller.clone(), of(CustomerId::new()), 404),
            (seller.clone(), String::new(), 400),
            (market.token(Role::SalesManager, UserId::new(), None), of(other), 200),
            (market.token(Role::SalesManager, UserId::new(), None), of(CustomerId::new()), 404),
            (market.token(Role::Driver, UserId::new(), None), of(mine), 403),
            (market.token(Role::Supplier, UserId::new(), None), of(mine), 403),
            (market.as_shop(mine), "?customer_id=x".to_owned(), 400),
        ];
        for (token, query, status) in cases {
            let answer = market.ask(&token, &query).await;
            assert_eq!(answer.status, status, "{query}: {}", answer.text);
        }
        assert_eq!(market.system.http("GET", PATH, None, None).await.status, 401);
        // The shop goes to another seller.
        market.system.send(&CustomersChanged { items: vec![shop(mine, 2, market.other_seller)] }).await;
        market.system.send(&CustomersChanged { items: vec![shop(mine, 1, market.seller)] }).await;
        market.system.settle().await;
        assert_eq!(market.ask(&seller, &of(mine)).await.status, 404);
    }
);

/// As many orders as half a year of the reference data has: 220,000 of 8 lines, 10,000 shops, 5,000 products of which some sell much.
/// `cargo test --release -p insights -- --ignored --nocapture size` prints how long counting and answering take.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure, not a rule"]
async fn at_the_size_of_the_reference_data() {
    let market = Market::open(Setup::OneMachine).await;
    let app = market.system.app(Service::Insights).clone();
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let products: Vec<ProductId> = (0..5_000).map(|_| ProductId::new()).collect();
    let shops: Vec<CustomerId> = (0..10_000).map(|_| CustomerId::new()).collect();
    let since = market.now() - TimeDelta::days(300);
    for some in products.chunks(500) {
        let state = |id: &ProductId| product(*id, 1, &id.to_string(), ProductStatus::Active, since);
        market.system.send(&ProductsChanged { items: some.iter().map(state).collect() }).await;
    }
    market.system.settle().await;
    let began = std::time::Instant::now();
    for _ in 0..440 {
        let mut orders = Vec::with_capacity(500);
        for _ in 0..500 {
            let shop = random(10_000);
            let mut goods = std::collections::BTreeSet::new();
            while goods.len() < 8 {
                // Some of its own twenty, some of what everybody buys, and now and then the next one with it.
                let which = match random(10) {
                    0..6 => (shop * 37 + random(20) * 211) % 5_000,
                    _ => random(70) * random(70) % 5_000,
                };
                goods.insert(which);
                if which % 3 == 0 && goods.len() < 8 && random(3) == 0 {
                    goods.insert((which + 1) % 5_000);
                }
            }
            let place = |number: u64| usize::try_from(number).expect("small");
            let goods: Vec<ProductId> = goods.into_iter().map(|number| products[place(number)]).collect();
            orders.push(market.order(shops[place(shop)], i64::try_from(random(180)).expect("days"), &goods));
        }
        orders.sort_by_key(|order| order.id);
        let kept: Result<(), chassis::DbError> =
            app.db().write(move |tx: chassis::Tx| async move { crate::store::upsert_orders(&tx, &orders).await }).await;
        kept.expect("kept");
    }
    println!("kept 220,000 orders in {:?}", began.elapsed());
    let began = std::time::Instant::now();
    crate::reckon_companions::run(app.clone()).await.expect("counted");
    println!("counted in {:?}", began.elapsed());
    let mut times = Vec::new();
    let mut items = 0;
    for shop in shops.iter().take(300) {
        let began = std::time::Instant::now();
        items += market.items(*shop).await.len();
        times.push(began.elapsed());
    }
    times.sort_unstable();
    println!(
        "answered {items} recommendations to 300 shops, p50 {:?}, p95 {:?}, most {:?}",
        times[150], times[285], times[299]
    );
}
