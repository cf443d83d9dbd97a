//! Reports of shortages, and their photos.

use super::{ORDERS, Shop, cop};
use crate::{HistoricDelivery, HistoricLine, HistoricOrder, HistoricOutcome};
use axum::http::HeaderMap;
use base64::Engine;
use chassis::testing::{Answer, Setup, azurite, both};
use chassis::{DbError, Tx};
use chrono::{NaiveDate, TimeDelta};
use contracts::identity::{CustomerStatus, Role};
use contracts::sales::Fulfilment;
use contracts::{
    CustomerId, DeliveryId, OrderId, ProductId, Quantity, SellerId, Service, ShortageId, TaxRate, UserId, WarehouseId,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const SHORTAGES: &str = "/api/sales/shortages";
/// A PNG of 3 × 2 pixels.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAHElEQVR42mNgYGCIiorasmULg5GRUU9Pz7NnzwA7fggX0RlPcQAAAABJRU5ErkJggg==";
const SHA256: &str = "f245a19a2c4ac07ddcbe24d1edcf30db1f78a97393b8e538cd78b603376257f3";

fn picture() -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(PICTURE).expect("base64")
}

impl Shop {
    /// An order of 10 milk, delivered, and 10 rice, of which nothing came.
    async fn delivered(&self, customer: CustomerId, seller: SellerId) -> OrderId {
        let then = |hours| self.now() - TimeDelta::hours(hours);
        let line = |product_id: ProductId, delivered| HistoricLine {
            product_id,
            sku: "SKU".into(),
            name: "Leche".into(),
            quantity: Quantity::new(10).expect("quantity"),
            reserved: 10,
            delivered,
            unit_price: cop(100_000),
            tax_rate: TaxRate::new(500).expect("rate"),
        };
        let delivery = HistoricDelivery {
            id: DeliveryId::new(),
            warehouse_id: WarehouseId::new(),
            on: NaiveDate::from_ymd_opt(2026, 11, 20).expect("day"),
            scheduled_at: then(40),
        };
        let order = HistoricOrder {
            id: OrderId::new(),
            customer_id: customer,
            seller_id: Some(seller),
            ship_to: contracts::ShipTo {
                business_name: "Tienda La Esquina".into(),
                address: "Calle 10 # 20-30".into(),
                city: None,
                location: None,
                phone: None,
            },
            fulfilment: Fulfilment::Complete,
            lines: vec![line(self.milk, 10), line(self.rice, 0)],
            note: None,
            submitted_at: then(41),
            outcome: HistoricOutcome::Delivered {
                delivery,
                picked_at: then(20),
                left_at: then(18),
                delivered_at: then(16),
            },
            backorder: None,
        };
        let id = order.id;
        let loaded: Result<(), DbError> = self
            .system
            .app(Service::Sales)
            .db()
            .write(move |tx: Tx| async move { crate::load_history(&tx, &[order]).await })
            .await;
        loaded.expect("loaded");
        id
    }

    fn report(&self, order: OrderId, units: i64) -> Value {
        json!({"id": ShortageId::new(), "order_id": order, "note": " Caja rota ",
            "lines": [{"product_id": self.milk, "quantity": units, "kind": "damaged"}]})
    }

    async fn send(&self, token: &str, body: &Value) -> Answer {
        self.system.http("POST", SHORTAGES, Some(token), Some(body.clone())).await
    }

    async fn settle(&self, token: &str, id: &Value, body: Value) -> Answer {
        let path = format!("{SHORTAGES}/{}/settle", id.as_str().expect("an id"));
        self.system.http("POST", &path, Some(token), Some(body)).await
    }

    async fn ids(&self, token: &str, query: &str) -> BTreeSet<String> {
        let answer = self.get(token, &format!("{SHORTAGES}{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let items = answer.json["items"].as_array().expect("items").iter();
        items.map(|item| item["id"].as_str().expect("id").to_owned()).collect()
    }

    async fn photo(&self, token: &str, shortage: &Value, id: Uuid) -> Answer {
        let body = json!({"id": id, "kind": "shortage_photo", "content_type": "image/png",
            "size_bytes": picture().len(), "sha256": SHA256, "subject": {"type": "shortage", "id": shortage}});
        let announced = self.system.http("POST", "/api/sales/media", Some(token), Some(body)).await;
        if announced.status != 201 {
            return announced;
        }
        let mut headers = HeaderMap::new();
        headers.insert("authorization", format!("Bearer {token}").parse().expect("a header"));
        headers.insert("content-type", "application/offset+octet-stream".parse().expect("a header"));
        headers.insert("upload-offset", 0.into());
        self.system.http_raw("PATCH", &format!("/api/sales/media/{id}"), headers, picture()).await
    }
}

both!(
    async fn a_report_is_taken_once_and_answered_once(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (me, office) = (shop.as_customer(), shop.as_staff(Role::SalesManager));
        let order = shop.delivered(shop.mine, shop.my_seller).await;
        let body = shop.report(order, 4);
        let taken = shop.send(&me, &body).await;
        assert_eq!(taken.status, 201, "{}", taken.text);
        let id = &taken.json["id"];
        assert_eq!(taken.headers["location"], format!("{SHORTAGES}/{}", id.as_str().expect("id")).as_str());
        assert_eq!(
            (id, &taken.json["status"], &taken.json["note"]),
            (&body["id"], &json!("reported"), &json!("Caja rota"))
        );
        let number = &shop.read(order).await["number"];
        assert_eq!((&taken.json["order_number"], &taken.json["lines"]), (number, &body["lines"]));
        assert_eq!((&taken.json["customer_id"], &taken.json["reported_by"]), (&json!(shop.mine), &json!("customer")));
        let again = shop.send(&me, &body).await;
        assert_eq!((again.status, &again.json), (200, &taken.json), "{}", again.text);
        let other = json!({"id": id, "order_id": order, "lines": [{"product_id": shop.milk, "quantity": 1, "kind": "missing"}]});
        assert_eq!(shop.send(&me, &other).await.json["code"], "id_taken");

        let why = json!({"decision": "declined"});
        let refused = shop.settle(&office, id, why).await;
        assert_eq!((refused.status, &refused.json["errors"][0]["pointer"]), (422, &json!("/note")), "{}", refused.text);
        for who in [&me, &shop.as_seller()] {
            assert_eq!(shop.settle(who, id, json!({"decision": "accepted"})).await.status, 403);
        }
        let accepted = shop.settle(&office, id, json!({"decision": "accepted", "note": "Se abona"})).await;
        assert_eq!((accepted.status, &accepted.json["status"]), (200, &json!("accepted")), "{}", accepted.text);
        assert_eq!((&accepted.json["answer"], &accepted.json["version"]), (&json!("Se abona"), &json!(2)));
        let twice = shop.settle(&office, id, json!({"decision": "accepted"})).await;
        assert_eq!((twice.status, &twice.json), (200, &accepted.json));
        let otherwise = shop.settle(&office, id, json!({"decision": "declined", "note": "No"})).await;
        assert_eq!((otherwise.status, &otherwise.json["code"]), (409, &json!("shortage_settled")));
        // What the phone sent again late answers how it is now.
        let late = shop.send(&me, &body).await;
        assert_eq!((late.status, &late.json["status"]), (200, &json!("accepted")));
        let nobody = shop.settle(&office, &json!(Uuid::now_v7()), json!({"decision": "accepted"})).await;
        assert_eq!(nobody.status, 404);

        // The history of the report, and of its order.
        for subject in [id.as_str().expect("id").to_owned(), order.to_string()] {
            let history = shop.get(&office, &format!("/api/sales/history?subject={subject}")).await;
            let actions: Vec<&Value> =
                history.json["items"].as_array().expect("items").iter().map(|item| &item["what"]).collect();
            assert_eq!(actions, ["shortage_settled", "shortage_reported"], "{}", history.text);
        }
    }
);

both!(
    async fn no_more_is_reported_than_was_ordered_and_delivered(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (me, office) = (shop.as_customer(), shop.as_staff(Role::Logistics));
        let order = shop.delivered(shop.mine, shop.my_seller).await;
        let lines = |lines: Value| json!({"order_id": order, "lines": lines});
        let line =
            |product: ProductId, quantity: i64| json!({"product_id": product, "quantity": quantity, "kind": "missing"});
        let cases = [
            (lines(json!([line(shop.milk, 11)])), "more_than_ordered", "/lines/0/quantity"),
            (lines(json!([line(shop.milk, 1), line(shop.rice, 1)])), "not_delivered", "/lines/1/product_id"),
            (lines(json!([line(shop.gone, 1)])), "not_in_order", "/lines/0/product_id"),
        ];
        for (body, code, pointer) in cases {
            let answer = shop.send(&me, &body).await;
            assert_eq!((answer.status, &answer.json["code"]), (422, &json!(code)), "{}", answer.text);
            assert_eq!(answer.json["errors"][0]["pointer"], pointer);
        }
        let first = shop.send(&me, &lines(json!([line(shop.milk, 7)]))).await;
        assert_eq!(first.status, 201, "{}", first.text);
        let more = lines(json!([line(shop.milk, 4)]));
        let spanish =
            shop.system.http_with("POST", SHORTAGES, Some(&me), Some(more.clone()), &[("accept-language", "es")]);
        let answer = spanish.await;
        assert_eq!((answer.status, &answer.json["code"]), (422, &json!("more_than_ordered")));
        assert!(answer.json["errors"][0]["detail"].as_str().expect("text").contains("máximo 3"), "{}", answer.text);
        // What was declined does not count.
        let declined =
            shop.settle(&office, &first.json["id"], json!({"decision": "declined", "note": "Firmó completo"}));
        assert_eq!(declined.await.status, 200);
        assert_eq!(shop.send(&me, &more).await.status, 201);
        // Of two at once one is judged with the other.
        let bodies = [shop.report(order, 6), shop.report(order, 6)];
        let (one, other) = tokio::join!(shop.send(&me, &bodies[0]), shop.send(&me, &bodies[1]));
        let mut both = [one.status, other.status];
        both.sort_unstable();
        assert_eq!(both, [201, 422], "{} {}", one.text, other.text);

        let on_its_way = shop.placed(shop.order(10)).await;
        let early = shop.send(&me, &json!({"order_id": on_its_way, "lines": [line(shop.milk, 1)]})).await;
        assert_eq!((early.status, &early.json["code"]), (409, &json!("order_not_delivered")));
    }
);

both!(
    async fn bad_reports_say_where_they_are_bad(setup: Setup) {
        let shop = Shop::open(setup).await;
        let order = shop.delivered(shop.mine, shop.my_seller).await;
        let with = |extra: Value| {
            let mut body = shop.report(order, 1);
            body.as_object_mut().expect("object").extend(extra.as_object().expect("object").clone());
            body
        };
        let line = json!({"product_id": shop.milk, "quantity": 1, "kind": "missing"});
        let photo = Uuid::now_v7();
        let photos: Vec<Uuid> = (0..11).map(|_| Uuid::now_v7()).collect();
        let cases = [
            (with(json!({"lines": []})), "/lines"),
            (with(json!({"lines": vec![line.clone(); 201]})), "/lines"),
            (with(json!({"lines": [line, line]})), "/lines/1/product_id"),
            (
                with(json!({"lines": [{"product_id": shop.milk, "quantity": 0, "kind": "missing"}]})),
                "/lines/0/quantity",
            ),
            (with(json!({"lines": [{"product_id": shop.milk, "quantity": 1, "kind": "late"}]})), "/lines/0/kind"),
            (with(json!({"note": "x".repeat(501)})), "/note"),
            (with(json!({"media_ids": [photo, photo]})), "/media_ids"),
            (with(json!({"media_ids": photos})), "/media_ids"),
            (with(json!({"captured_at": "1970-01-01T00:00:00Z"})), "/captured_at"),
            (with(json!({"order_id": "x"})), "/order_id"),
        ];
        for (body, pointer) in cases {
            let answer = shop.send(&shop.as_customer(), &body).await;
            assert_eq!(answer.status, 422, "{pointer}: {}", answer.text);
            assert!(
                answer.json["errors"][0]["pointer"].as_str().expect("pointer").starts_with(pointer),
                "{}",
                answer.text
            );
        }
        assert!(shop.ids(&shop.as_staff(Role::Admin), "").await.is_empty());
    }
);

both!(
    async fn whoever_sees_the_order_sees_its_reports(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (me, seller, office) = (shop.as_customer(), shop.as_seller(), shop.as_staff(Role::Admin));
        let stranger = shop.token(Role::Customer, UserId::new(), Some(shop.other));
        let other_seller = shop.token(Role::Seller, UserId(shop.other_seller.0), None);
        let (mine, theirs) =
            (shop.delivered(shop.mine, shop.my_seller).await, shop.delivered(shop.other, shop.other_seller).await);
        for role in [Role::Supplier, Role::Driver] {
            assert_eq!(shop.send(&shop.as_staff(role), &shop.report(mine, 1)).await.status, 403);
        }
        for who in [&stranger, &other_seller] {
            assert_eq!(shop.send(who, &shop.report(mine, 1)).await.status, 404);
        }
        let mut reported = Vec::new();
        for (who, order) in [(&me, mine), (&seller, mine), (&office, mine), (&stranger, theirs)] {
            let answer = shop.send(who, &shop.report(order, 2)).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            reported.push(answer.json["id"].as_str().expect("id").to_owned());
        }
        let path = format!("{SHORTAGES}/{}", reported[0]);
        for (who, status) in [(&me, 200), (&seller, 200), (&office, 200), (&stranger, 404), (&other_seller, 404)] {
            assert_eq!(shop.get(who, &path).await.status, status);
        }
        let all: BTreeSet<String> = reported.iter().cloned().collect();
        let ours: BTreeSet<String> = reported[..3].iter().cloned().collect();
        let others: BTreeSet<String> = reported[3..].iter().cloned().collect();
        assert_eq!((shop.ids(&office, "").await, shop.ids(&me, "").await), (all.clone(), ours.clone()));
        assert_eq!((shop.ids(&seller, "").await, shop.ids(&other_seller, "").await), (ours.clone(), others.clone()));
        assert_eq!(shop.ids(&me, &format!("?customer_id={}", shop.other)).await, BTreeSet::new());
        for query in [
            format!("?order_id={mine}"),
            format!("?customer_id={}", shop.mine),
            format!("?seller_id={}", shop.my_seller),
        ] {
            assert_eq!(shop.ids(&office, &query).await, ours, "{query}");
        }
        let settled = shop.settle(&office, &json!(reported[0]), json!({"decision": "accepted"})).await;
        assert_eq!(settled.status, 200);
        assert_eq!(shop.ids(&office, "?status=accepted").await, [reported[0].clone()].into());
        assert_eq!(shop.ids(&office, "?status=reported&limit=200").await.len(), 3);
        let today = chrono_day(&shop);
        assert_eq!(shop.ids(&office, &format!("?from={today}&to={today}")).await, all);
        let tomorrow = today.succ_opt().expect("a day");
        assert!(shop.ids(&office, &format!("?from={tomorrow}")).await.is_empty());
        let page = shop.get(&office, &format!("{SHORTAGES}?limit=3")).await.json;
        let cursor = page["next_cursor"].as_str().expect("a cursor");
        assert_eq!(shop.ids(&office, &format!("?limit=3&cursor={cursor}")).await.len(), 1);

        // With the shop, its reports go to another seller.
        shop.tell_customers(vec![crate::tests::shop(shop.mine, shop.other_seller, 2, CustomerStatus::Active)]).await;
        assert_eq!((shop.ids(&seller, "").await, shop.ids(&other_seller, "").await), (BTreeSet::new(), all));
    }
);

fn chrono_day(shop: &Shop) -> NaiveDate {
    shop.system.app(Service::Sales).company().local_date(shop.now())
}

both!(
    async fn photos_follow_their_report(setup: Setup) {
        azurite(setup);
        let shop = Shop::open(setup).await;
        let (me, office) = (shop.as_customer(), shop.as_staff(Role::Warehouse));
        let stranger = shop.token(Role::Customer, UserId::new(), Some(shop.other));
        let order = shop.delivered(shop.mine, shop.my_seller).await;
        let (announced, more) = (Uuid::now_v7(), Uuid::now_v7());
        let mut body = shop.report(order, 1);
        body["media_ids"] = json!([announced]);
        assert_eq!(shop.photo(&me, &body["id"], announced).await.status, 404, "the report has not come");
        let taken = shop.send(&me, &body).await;
        assert_eq!(taken.json["photos"], json!([{"id": announced, "ready_at": null}]), "{}", taken.text);
        for who in [&stranger, &shop.as_staff(Role::Driver)] {
            let refused = shop.photo(who, &body["id"], Uuid::now_v7()).await;
            assert!(matches!(refused.status, 403 | 404), "{}", refused.text);
        }
        assert_eq!(shop.photo(&me, &body["id"], announced).await.status, 204);
        assert_eq!(shop.settle(&office, &body["id"], json!({"decision": "accepted"})).await.status, 200);
        // Also after the answer, and by the office.
        assert_eq!(shop.photo(&office, &body["id"], more).await.status, 204);
        let path = format!("{SHORTAGES}/{}", body["id"].as_str().expect("id"));
        let report = shop.get(&me, &path).await.json;
        let photos = report["photos"].as_array().expect("photos");
        assert_eq!(photos.iter().map(|photo| &photo["id"]).collect::<Vec<_>>(), [&json!(announced), &json!(more)]);
        assert!(photos.iter().all(|photo| photo["ready_at"].is_string()), "{report}");
        assert_eq!((&report["version"], &report["status"]), (&json!(4), &json!("accepted")));
        for (who, status) in [(&me, 200), (&office, 200), (&shop.as_seller(), 200), (&stranger, 404)] {
            let medium = shop.get(who, &format!("/api/sales/media/{announced}")).await;
            assert_eq!(medium.status, status, "{}", medium.text);
            assert!(status == 404 || medium.json["variants"].as_array().is_some_and(|them| !them.is_empty()));
        }
        // What a report shows is kept.
        shop.system.advance(TimeDelta::days(9));
        let kept = shop.get(&shop.as_customer(), &format!("/api/sales/media/{announced}")).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        assert_eq!(shop.get(&shop.as_customer(), &format!("{ORDERS}/{order}")).await.status, 200);
    }
);
