//! What suppliers see of the sales of their products.

use super::*;

const SELL_OUT: &str = "/api/sales/sell-out";

impl Shop {
    fn as_supplier(&self, supplier_id: Option<SupplierId>) -> String {
        self.system.token(Principal { supplier_id, ..chassis::testing::principal(Role::Supplier) })
    }

    async fn sold(&self, token: &str, query: &str) -> Value {
        let today = self.system.app(Service::Sales).company().local_date(self.now());
        let from = today - TimeDelta::days(2);
        let answer = self.get(token, &format!("{SELL_OUT}?from={from}&to={today}{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    }
}

fn column(answer: &Value, member: &str) -> Vec<Value> {
    answer["items"].as_array().expect("items").iter().map(|item| item[member].clone()).collect()
}

both!(
    async fn a_supplier_sees_what_was_sold_of_its_own_products(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (own, other) = (SupplierId::new(), SupplierId::new());
        let long_ago = shop.now() - TimeDelta::days(30);
        let of = |id, supplier_id, price| ProductState {
            supplier_id,
            ..product(id, 2, ProductStatus::Active, &[(long_ago, price)])
        };
        shop.tell_products(vec![of(shop.milk, own, 450_000), of(shop.rice, other, 333_333)]).await;

        // Confirmed in part, cancelled, still submitted; and one of the day before.
        let mut part = shop.order(5);
        part["fulfilment"] = json!("available");
        let part = shop.placed(part).await;
        shop.confirm(part, 3, 7).await;
        let cancelled = shop.placed(shop.order(20)).await;
        shop.system.send(&CancelOrder { order_id: cancelled }).await;
        shop.placed(shop.order(100)).await;
        shop.system.settle().await;
        shop.system.advance(TimeDelta::days(1));
        let next = shop.placed(shop.order(2)).await;
        shop.confirm(next, 2, 7).await;

        let mine = shop.as_supplier(Some(own));
        let days = shop.sold(&mine, "").await;
        assert_eq!(column(&days, "units"), [0, 3, 2], "{days}");
        assert_eq!((&days["units"], &days["net"]), (&json!(5), &json!(cop(5 * 450_000))));
        let products = shop.sold(&mine, "&group_by=product").await;
        assert_eq!(column(&products, "product_id"), [json!(shop.milk)]);
        assert_eq!(
            (&products["items"][0]["units"], &products["items"][0]["name"]),
            (&json!(5), &json!("Leche entera 1 L"))
        );

        // Others see others', or nothing.
        let theirs = shop.sold(&shop.as_supplier(Some(other)), "&group_by=product").await;
        assert_eq!((column(&theirs, "units"), &theirs["net"]), (vec![json!(14)], &json!(cop(14 * 333_333))));
        for token in [shop.as_supplier(None), shop.as_supplier(Some(SupplierId::new()))] {
            assert_eq!(shop.sold(&token, "").await["units"], 0);
            assert_eq!(column(&shop.sold(&token, "&group_by=product").await, "units"), Vec::<Value>::new());
        }
        assert_eq!(shop.sold(&mine, &format!("&supplier_id={other}")).await["units"], 0);
        // The office sees all, or one supplier's.
        let office = shop.as_staff(Role::SalesManager);
        let all = shop.sold(&office, "&group_by=product").await;
        assert_eq!(column(&all, "product_id"), [json!(shop.rice), json!(shop.milk)]);
        assert_eq!(shop.sold(&office, &format!("&supplier_id={own}")).await["units"], 5);
        for token in [shop.as_staff(Role::Warehouse), shop.as_customer(), shop.as_seller()] {
            assert_eq!(shop.get(&token, &format!("{SELL_OUT}?from=2026-01-01&to=2026-01-02")).await.status, 403);
        }
        for query in [
            "",
            "?from=2026-01-01",
            "?from=2026-01-02&to=2026-01-01",
            "?from=2026-01-01&to=2026-12-31",
            "?from=2026-01-01&to=2026-01-02&group_by=shop",
        ] {
            assert_eq!(shop.get(&mine, &format!("{SELL_OUT}{query}")).await.status, 400, "{query}");
        }
    }
);

both!(
    async fn the_overview_counts_what_the_orders_say(setup: Setup) {
        let shop = Shop::open(setup).await;
        let office = shop.as_staff(Role::SalesManager);
        let overview = async || {
            let answer = shop.get(&shop.as_staff(Role::SalesManager), "/api/sales/overview").await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            answer.json
        };
        // Confirmed in part: its backorder waits. Rejected, cancelled, and one without an answer.
        let mut part = shop.order(5);
        part["fulfilment"] = json!("available");
        let part = shop.placed(part).await;
        shop.confirm(part, 3, 7).await;
        let rejected = shop.placed(shop.order(10)).await;
        let reason = Reason::new(ReasonCode::NothingAvailable);
        shop.system.send(&RejectOrder { order_id: rejected, reason, lines: vec![] }).await;
        let cancelled = shop.placed(shop.order(20)).await;
        shop.system.send(&CancelOrder { order_id: cancelled }).await;
        shop.placed(shop.order(100)).await;
        shop.system.settle().await;
        let now = overview().await;
        assert_eq!(now["days"].as_array().expect("days").len(), 30);
        let day = &now["days"][29];
        assert_eq!(day["orders"], 4, "a backorder is a part of its order: {day}");
        assert_eq!((&day["units_ordered"], &day["units_filled"]), (&json!(12 + 17), &json!(10)));
        // To the cent what the orders say.
        let sold = shop.sold(&office, "").await;
        assert_eq!((&day["net"], &sold["net"]), (&json!(cop(3 * 450_000 + 7 * 333_333)), &day["net"]));
        let attention = |stuck: i64| json!({"stuck": stuck, "backordered": 1, "rejected": 1, "delivery_failed": 0});
        assert_eq!(now["attention"], attention(0));
        shop.system.advance(TimeDelta::minutes(16));
        assert_eq!(overview().await["attention"], attention(1));
        // A list for each figure.
        let listed = async |query: &str| {
            let answer = shop.get(&shop.as_staff(Role::SalesManager), &format!("{ORDERS}?{query}")).await;
            answer.json["items"].as_array().expect("items").len()
        };
        assert_eq!([listed("status=backordered").await, listed("status=rejected").await], [1, 1]);
        assert_eq!(listed(&format!("seller_id={}", shop.my_seller)).await, 5);
        assert_eq!(listed(&format!("seller_id={}", SellerId::new())).await, 0);
        for query in ["?from=2026-01-01&to=2026-12-31", "?from=2026-01-02&to=2026-01-01", "?from=0001-01-01"] {
            let office = shop.as_staff(Role::SalesManager);
            assert_eq!(shop.get(&office, &format!("/api/sales/overview{query}")).await.status, 400, "{query}");
        }
        for token in [shop.as_customer(), shop.as_seller(), shop.as_supplier(Some(SupplierId::new()))] {
            assert_eq!(shop.get(&token, "/api/sales/overview").await.status, 403);
        }
    }
);
