//! What is read and set over HTTP, and by whom.

use super::*;
use chassis::testing::{Setup, both};

both!(
    async fn each_reads_only_its_own_deliveries(setup: Setup) {
        let story = Story::begin(setup).await;
        let seller = principal(Role::Seller);
        let rosa = story.shop(Some("Bogotá"), Some(SellerId(seller.user_id.0))).await;
        let luis = story.shop(Some("Bogotá"), Some(SellerId::new())).await;
        for shop in [rosa, luis, rosa] {
            story.schedule(&story.order(shop, 500)).await.expect("a day");
        }
        let listed = async |token: &str, query: &str| {
            let answer =
                story.system.http("GET", &format!("/api/logistics/deliveries{query}"), Some(token), None).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            answer.json["items"].as_array().expect("items").clone()
        };
        let all = listed(&story.token, "").await;
        assert_eq!(all.len(), 3);
        assert!(all[0]["created_at"].as_str() >= all[2]["created_at"].as_str(), "newest first");
        assert_eq!(listed(&story.token, &format!("?customer_id={luis}")).await.len(), 1);
        assert_eq!(listed(&story.token, &format!("?warehouse_id={}", WarehouseId::new())).await.len(), 0);
        let on = all[0]["on"].as_str().expect("a day");
        assert_eq!(listed(&story.token, &format!("?on={on}&status=scheduled&sort=on,-created_at")).await.len(), 3);
        assert_eq!(listed(&story.token, "?on=2020-01-01").await.len(), 0);
        let first = story.get("/api/logistics/deliveries?limit=2").await;
        let cursor = first["next_cursor"].as_str().expect("more");
        assert_eq!(listed(&story.token, &format!("?limit=2&cursor={cursor}")).await.len(), 1);
        for bad in ["?status=unheard", "?on=tomorrow", "?on=-0001-01-01", "?order_id=7", "?limit=0", "?sort=number"] {
            let path = format!("/api/logistics/deliveries{bad}");
            assert_eq!(story.system.http("GET", &path, Some(&story.token), None).await.status, 400, "{bad}");
        }

        let luis_token = story.system.token(customer_of(luis));
        let seller_token = story.system.token(seller);
        let other_seller = story.system.token_for(Role::Seller);
        assert_eq!(listed(&luis_token, "").await.len(), 1);
        assert_eq!(listed(&luis_token, &format!("?customer_id={rosa}")).await.len(), 0);
        assert_eq!(listed(&seller_token, "").await.len(), 2);
        assert_eq!(listed(&other_seller, "").await.len(), 0);

        let rosas = listed(&seller_token, "").await[0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/logistics/deliveries/{rosas}");
        let status = async |token: &str| story.system.http("GET", &path, Some(token), None).await.status;
        assert_eq!((status(&story.token).await, status(&seller_token).await), (200, 200));
        assert_eq!((status(&luis_token).await, status(&other_seller).await), (404, 404));
        let answer = story.system.http("GET", &path, Some(&story.token), None).await;
        assert_eq!(answer.headers["etag"], "\"1\"");
        assert_eq!(story.system.http("GET", "/api/logistics/deliveries/7", Some(&story.token), None).await.status, 404);
    }
);

both!(
    async fn the_days_offered_are_the_shops_own(setup: Setup) {
        let story = Story::begin(setup).await;
        let medellin = WarehouseId::new();
        story.system.send(&WarehousesChanged { items: vec![warehouse(medellin, "MDE", 6.22, -75.58, 1)] }).await;
        let seller = principal(Role::Seller);
        let rosa = story.shop(Some("Bogotá"), Some(SellerId(seller.user_id.0))).await;
        let ask = async |token: &str, query: &str| {
            story.system.http("GET", &format!("/api/logistics/delivery-options{query}"), Some(token), None).await
        };
        let own = ask(&story.system.token(customer_of(rosa)), "").await;
        assert_eq!(own.status, 200, "{}", own.text);
        assert_eq!(own.json["items"].as_array().expect("items").len(), 7);
        assert_eq!(own.json["items"][0]["warehouse_code"], "BOG", "the nearest");
        let from_medellin = ask(&story.token, &format!("?customer_id={rosa}&warehouse_id={medellin}")).await;
        assert_eq!(from_medellin.json["items"][0]["warehouse_code"], "MDE");
        assert_eq!(ask(&story.system.token(seller), &format!("?customer_id={rosa}")).await.status, 200);

        let by_id = format!("?customer_id={rosa}");
        assert_eq!(ask(&story.system.token_for(Role::Seller), &by_id).await.status, 404);
        assert_eq!(ask(&story.system.token_for(Role::Customer), &by_id).await.status, 404);
        assert_eq!(ask(&story.system.token_for(Role::Driver), &by_id).await.status, 403);
        assert_eq!(ask(&story.token, "").await.status, 400);
        assert_eq!(ask(&story.token, &format!("?customer_id={}", CustomerId::new())).await.status, 404);
        assert_eq!(ask(&story.token, &format!("{by_id}&warehouse_id={}", WarehouseId::new())).await.status, 404);
        // A shop that has just registered: its token came before its message.
        let new = ask(&story.system.token_for(Role::Customer), "").await;
        assert_eq!((new.status, &new.json["code"]), (503, &json!("not_ready_yet")));
        assert_eq!(new.headers["retry-after"], "1");
    }
);

both!(
    async fn zones_choose_calendar_and_lead_time_by_city(setup: Setup) {
        let story = Story::begin(setup).await;
        let zone = |more: Value| {
            let mut body = json!({"warehouse_id": story.warehouse, "name": "Zona"});
            body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            body
        };
        let (bogota, chia, leticia) = (
            story.shop(Some("Bogotá D.C."), None).await,
            story.shop(Some("CHIA"), None).await,
            story.shop(Some("Leticia"), None).await,
        );
        let without_zones = story.options(bogota).await;
        assert_eq!(story.options(leticia).await, without_zones);

        let calendar = json!({"code": "martes", "weekdays": ["tue"], "cut_off_hour": 16});
        assert_eq!(story.post("/api/logistics/calendars", calendar.clone()).await.status, 201);
        assert_eq!(story.post("/api/logistics/calendars", calendar).await.json["code"], "code_taken");
        let made =
            story.post("/api/logistics/zones", zone(json!({"cities": ["Chía", "Cajicá"], "calendar": "martes"}))).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let of_chia = story.options(chia).await;
        assert!(of_chia.iter().all(|day| day.weekday() == chrono::Weekday::Tue), "{of_chia:?}");
        // A city outside all zones of a warehouse that has some: the default calendar, a day later.
        assert_eq!(story.options(leticia).await[..6], without_zones[1..]);

        let id = uuid::Uuid::now_v7();
        let fallback = zone(json!({"id": id, "cities": [], "lead_days": 4}));
        assert_eq!(story.post("/api/logistics/zones", fallback.clone()).await.status, 201);
        assert_eq!(story.post("/api/logistics/zones", fallback).await.status, 200, "the same again");
        assert_eq!(story.post("/api/logistics/zones", zone(json!({"id": id}))).await.json["code"], "id_taken");
        assert_eq!(story.options(leticia).await[..4], without_zones[3..]);
        assert_eq!(story.post("/api/logistics/zones", zone(json!({}))).await.json["code"], "city_taken");
        let taken = story.post("/api/logistics/zones", zone(json!({"cities": ["Sopó", "chia"]}))).await;
        assert_eq!((taken.status, &taken.json["code"]), (409, &json!("city_taken")));
        assert!(taken.json["detail"].as_str().expect("a text").contains("chia"), "{}", taken.text);

        let path = format!("/api/logistics/zones/{}", made.json["id"].as_str().expect("an id"));
        let patch = async |body: Value, seen: &[(&str, &str)]| {
            story.system.http_with("PATCH", &path, Some(&story.token), Some(body), seen).await
        };
        assert_eq!(patch(json!({"lead_days": 3}), &[]).await.status, 428);
        let stale = patch(json!({"lead_days": 3}), &[("if-match", "\"7\"")]).await;
        assert_eq!((stale.status, &stale.json["present"]["version"]), (412, &json!(1)));
        let moved = json!({"cities": ["Bogotá"], "calendar": "default", "lead_days": 2, "name": "Ciudad"});
        let changed = patch(moved, &[("if-match", "\"1\"")]).await;
        assert_eq!((changed.status, &changed.json["version"]), (200, &json!(2)), "{}", changed.text);
        assert_eq!(story.options(bogota).await[..6], without_zones[1..]);
        assert_eq!(story.options(chia).await, story.options(leticia).await, "Chía is the fallback's now");

        assert_eq!(story.system.http("DELETE", &path, Some(&story.token), None).await.status, 204);
        assert_eq!(story.options(bogota).await[..4], without_zones[3..]);
        let listed = story.get(&format!("/api/logistics/zones?warehouse_id={}", story.warehouse)).await;
        assert_eq!(listed["items"].as_array().expect("items").len(), 1);
        for bad in [
            json!({"cities": [""]}),
            json!({"cities": ["¡!"]}),
            json!({"lead_days": 15}),
            json!({"calendar": "x"}),
            json!({"warehouse_id": WarehouseId::new()}),
            json!({"name": ""}),
            json!({"name": "a\u{1}"}),
        ] {
            let answer = story.post("/api/logistics/zones", zone(bad.clone())).await;
            assert_eq!(answer.status, 422, "{bad}: {}", answer.text);
        }
    }
);

both!(
    async fn a_closed_day_is_skipped_until_it_is_opened_again(setup: Setup) {
        let story = Story::begin(setup).await;
        let shop = story.shop(None, None).await;
        let open = story.options(shop).await;
        let closed = story.post("/api/logistics/closed-days", json!({"on": open[0], "name": "Inventario"})).await;
        assert_eq!(closed.status, 201, "{}", closed.text);
        assert_eq!(story.options(shop).await[..6], open[1..]);
        assert_eq!(story.schedule(&story.order(shop, 5)).await, Some(open[1]));
        let again = story.post("/api/logistics/closed-days", json!({"on": open[0], "name": "Otra vez"})).await;
        assert_eq!(again.json["code"], "day_taken");
        assert_eq!(days(&story.get(&format!("/api/logistics/closed-days?from={}&sort=on", open[0])).await), [open[0]]);
        let path = format!("/api/logistics/closed-days/{}", closed.json["id"].as_str().expect("an id"));
        assert_eq!(story.system.http("GET", &path, Some(&story.token), None).await.status, 200);
        assert_eq!(story.system.http("DELETE", &path, Some(&story.token), None).await.status, 204);
        assert_eq!(story.options(shop).await, open);
    }
);

both!(
    async fn the_default_calendar_exists_and_can_be_changed(setup: Setup) {
        let story = Story::begin(setup).await;
        let shop = story.shop(None, None).await;
        let calendar = story.get("/api/logistics/calendars").await["items"][0].clone();
        assert_eq!((&calendar["code"], &calendar["cut_off_hour"]), (&json!("default"), &json!(16)));
        assert_eq!(calendar["weekdays"], json!(["mon", "tue", "wed", "thu", "fri", "sat"]));
        let path = format!("/api/logistics/calendars/{}", calendar["id"].as_str().expect("an id"));
        assert_eq!(story.get(&path).await, calendar);
        let body = json!({"weekdays": ["wed"]});
        let answer =
            story.system.http_with("PATCH", &path, Some(&story.token), Some(body), &[("if-match", "\"1\"")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(story.options(shop).await.iter().all(|day| day.weekday() == chrono::Weekday::Wed));
        let none = json!({"weekdays": []});
        let answer =
            story.system.http_with("PATCH", &path, Some(&story.token), Some(none), &[("if-match", "\"2\"")]).await;
        assert_eq!(answer.status, 422);
    }
);

both!(
    async fn settings_are_read_by_staff_and_written_by_logistics_and_admin(setup: Setup) {
        let story = Story::begin(setup).await;
        for role in Role::ALL {
            let token = story.system.token_for(role);
            let status = async |method: &str, path: &str, body: Option<Value>| {
                story.system.http(method, &format!("/api/logistics/{path}"), Some(&token), body).await.status
            };
            let staff = Role::STAFF.contains(&role);
            let writer = [Role::Logistics, Role::Admin].contains(&role);
            for list in ["calendars", "closed-days", "zones", "capacities", "capacity-defaults"] {
                assert_eq!(status("GET", list, None).await, if staff { 200 } else { 403 }, "{role:?} reads {list}");
            }
            for list in ["calendars", "closed-days", "zones", "capacities"] {
                let expected = if writer { 422 } else { 403 };
                assert_eq!(status("POST", list, Some(json!({}))).await, expected, "{role:?} writes {list}");
            }
            let nobody = uuid::Uuid::now_v7();
            for thing in ["closed-days", "zones", "capacities"] {
                let expected = if writer { 404 } else { 403 };
                assert_eq!(status("DELETE", &format!("{thing}/{nobody}"), None).await, expected, "{role:?} {thing}");
            }
            let reads = staff || [Role::Customer, Role::Seller].contains(&role);
            assert_eq!(status("GET", "deliveries", None).await, if reads { 200 } else { 403 }, "{role:?}");
        }
        assert_eq!(story.system.http("GET", "/api/logistics/zones", None, None).await.status, 401);
    }
);

both!(
    async fn replicas_keep_the_highest_version(setup: Setup) {
        let story = Story::begin(setup).await;
        let (shop, first, second) = (CustomerId::new(), principal(Role::Seller), principal(Role::Seller));
        let seller = |of: &chassis::Principal| Some(SellerId(of.user_id.0));
        let newer = customer(shop, None, seller(&second), 3);
        let older = customer(shop, None, seller(&first), 2);
        story.system.send(&CustomersChanged { items: vec![older.clone(), newer, older.clone()] }).await;
        story.system.settle().await;
        story.system.send(&CustomersChanged { items: vec![older] }).await;
        story.system.settle().await;
        let path = format!("/api/logistics/delivery-options?customer_id={shop}");
        let status = async |of: chassis::Principal| {
            let token = story.system.token(of);
            story.system.http("GET", &path, Some(&token), None).await.status
        };
        assert_eq!((status(first).await, status(second).await), (404, 200));
    }
);

/// The deliveries that have changed since a token, by order; and the next token.
async fn changes(story: &Story, token: &str, since: Option<&str>) -> (Vec<Value>, String) {
    let since = since.map_or_else(String::new, |since| format!("?since={since}"));
    let path = format!("/api/logistics/deliveries/changes{since}");
    let answer = story.system.http("GET", &path, Some(token), None).await;
    assert_eq!((answer.status, &answer.json["more"]), (200, &json!(false)), "{}", answer.text);
    let next = answer.json["next"].as_str().expect("next").to_owned();
    (answer.json["items"].as_array().expect("items").clone(), next)
}

chassis::testing::both!(
    async fn phones_get_each_change_of_their_deliveries(setup: chassis::testing::Setup) {
        let story = Story::begin(setup).await;
        let (seller, successor) = (principal(Role::Seller), principal(Role::Seller));
        let (of, by) = (SellerId(seller.user_id.0), SellerId(successor.user_id.0));
        let (seller, successor) = (story.system.token(seller), story.system.token(successor));
        let shop = story.shop(Some("Bogotá"), Some(of)).await;
        let order = story.order(shop, 1_000);
        story.schedule(&order).await.expect("a day");
        // What blocks or refuses is no delivery.
        story.cancel(OrderId::new()).await;
        let customer = story.system.token(customer_of(shop));
        let (items, token) = changes(&story, &customer, None).await;
        assert_eq!((items.len(), &items[0]["order_id"], &items[0]["version"]), (1, &json!(order.order_id), &json!(1)));
        let list = story.get("/api/logistics/deliveries").await;
        assert_eq!(list["items"][0], items[0], "whole items");
        assert!(changes(&story, &story.system.token(customer_of(CustomerId::new())), None).await.0.is_empty());
        assert_eq!(changes(&story, &story.token, None).await.0.len(), 1);
        let (mine, sellers) = changes(&story, &seller, None).await;
        assert_eq!(mine.len(), 1);
        let (none, new) = changes(&story, &successor, None).await;
        assert!(none.is_empty());

        story.cancel(order.order_id).await;
        let (items, _) = changes(&story, &customer, Some(&token)).await;
        let last = items.last().expect("an item");
        assert_eq!((&last["status"], &last["version"]), (&json!("cancelled"), &json!(2)));

        // The shop gets another seller.
        let moved = CustomersChanged { items: vec![super::customer(shop, Some("Bogotá"), Some(by), 2)] };
        story.system.send(&moved).await;
        story.system.send(&moved).await;
        story.system.settle().await;
        assert_eq!(changes(&story, &successor, Some(&new)).await.0.len(), 1, "it comes with its shop");
        let path = format!("/api/logistics/deliveries/changes?since={sellers}");
        let restart = story.system.http("GET", &path, Some(&seller), None).await;
        assert_eq!((restart.status, &restart.json["code"]), (410, &json!("sync_restart")));
        assert!(changes(&story, &seller, None).await.0.is_empty());
        assert_eq!(
            crate::store::replicas::shops_that_left(story.system.app(contracts::Service::Logistics).db(), of)
                .await
                .expect("read"),
            1,
            "counted once"
        );
    }
);

both!(
    async fn the_overview_of_a_day_adds_up_its_deliveries(setup: Setup) {
        let story = Story::begin(setup).await;
        let shop = story.shop(Some("Bogotá"), None).await;
        let mut on = None;
        for grams in [500, 700] {
            on = Some(story.schedule(&story.order(shop, grams)).await.expect("a day"));
        }
        let deliveries = story.get("/api/logistics/deliveries").await;
        let on_first = deliveries["items"][0]["on"].as_str().expect("a day").to_owned();
        assert!(on.is_some());
        let day = story.get(&format!("/api/logistics/overview?on={on_first}")).await;
        let warehouse = &day["warehouses"][0];
        assert_eq!(warehouse["warehouse_id"], deliveries["items"][0]["warehouse_id"]);
        assert_eq!(
            (&warehouse["deliveries"], &warehouse["stops"], &warehouse["grams"]),
            (&json!(2), &json!(1), &json!(1_200))
        );
        assert_eq!((&warehouse["done"], &warehouse["failed"]), (&json!(0), &json!(0)));
        assert_eq!(story.get("/api/logistics/overview?on=2020-01-01").await["warehouses"], json!([]));
        let path = "/api/logistics/overview?on=0000-01-01";
        assert_eq!(story.system.http("GET", path, Some(&story.token), None).await.status, 400);
    }
);
