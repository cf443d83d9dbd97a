use super::*;
use crate::{LotReceipt, receive_lots};
use chassis::DbError;

chassis::testing::both!(
    async fn corrections_move_stock_and_are_written_down(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let found = world.adjust(house, product, "found", 100).await;
        assert_eq!(found.status, 201, "{:?}", found.json);
        assert_eq!(
            (&found.json["delta"], &found.json["balance_after"], &found.json["lot"]),
            (&json!(100), &json!(100), &json!(null))
        );
        for (reason, delta) in [("lost", -5), ("damaged", -3), ("counted", 2), ("counted", -4)] {
            assert_eq!(world.adjust(house, product, reason, delta).await.status, 201, "{reason}");
        }
        assert_eq!(world.level(house, product).await, (90, 0, 90));

        let first = world.get(&format!("/api/inventory/movements?product_id={product}&limit=3")).await;
        let cursor = first.json["next_cursor"].as_str().expect("there is more");
        let rest = world.get(&format!("/api/inventory/movements?product_id={product}&limit=3&cursor={cursor}")).await;
        let deltas: Vec<_> = [&first, &rest]
            .iter()
            .flat_map(|page| page.json["items"].as_array().expect("items").iter().map(|item| item["delta"].as_i64()))
            .collect();
        assert_eq!(deltas, [-4, 2, -3, -5, 100].map(Some), "newest first");
        let place = found.headers["location"].to_str().expect("location");
        assert_eq!(world.get(place).await.json, found.json);
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn wrong_corrections_are_refused_with_the_place_of_the_error(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        for (reason, delta) in [("found", -1), ("lost", 1), ("damaged", 1), ("expired", 1), ("counted", 0)] {
            let answer = world.adjust(house, product, reason, delta).await;
            assert_eq!((answer.status, &answer.json["errors"][0]["pointer"]), (422, &json!("/delta")), "{reason}");
        }
        let unknown = world.adjust(WarehouseId::new(), ProductId::new(), "found", 1).await;
        assert_eq!(unknown.status, 422);
        let pointers: Vec<_> =
            unknown.json["errors"].as_array().expect("errors").iter().map(|e| e["pointer"].clone()).collect();
        assert_eq!(pointers, ["/warehouse_id", "/product_id"]);
        let stolen = world.adjust(house, product, "stolen", -1).await;
        assert_eq!((stolen.status, &stolen.json["errors"][0]["pointer"]), (422, &json!("/reason")));
        let none = world.adjust(house, product, "lost", -1).await;
        assert_eq!((none.status, &none.json["code"]), (409, &json!("not_enough_stock")));
        assert_eq!(world.get("/api/inventory/movements").await.json["items"], json!([]));
    }
);

chassis::testing::both!(
    async fn what_orders_hold_cannot_be_taken_away(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 10).await;
        world.reserve(OrderId::new(), Fulfilment::Complete, &[(product, 8)]).await;
        let answer = world.adjust(house, product, "lost", -3).await;
        assert_eq!((answer.status, &answer.json["code"]), (409, &json!("not_enough_stock")));
        assert_eq!(
            (&answer.json["on_hand"], &answer.json["reserved"], &answer.json["available"]),
            (&json!(10), &json!(8), &json!(2))
        );
        assert_eq!(world.adjust(house, product, "lost", -2).await.status, 201);
        assert_eq!(world.level(house, product).await, (8, 8, 0));
        world.assert_books_agree().await;
        let _sent = world.system.sent::<contracts::inventory::StockReserved>();
    }
);

chassis::testing::both!(
    async fn the_same_adjustment_id_is_booked_once(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let token = world.token(&[Role::Warehouse]);
        let body = json!({"id": uuid::Uuid::now_v7(), "warehouse_id": house, "product_id": product, "delta": 7,
            "reason": "found",
        "note": " al fondo "});
        let path = "/api/inventory/adjustments";
        let first = world.system.http("POST", path, Some(&token), Some(body.clone())).await;
        let second = world.system.http("POST", path, Some(&token), Some(body)).await;
        assert_eq!((first.status, second.status), (201, 200), "{:?}", second.json);
        assert_eq!(first.json, second.json);
        assert_eq!(first.json["note"], "al fondo");
        assert_eq!(world.level(house, product).await.0, 7);
    }
);

chassis::testing::both!(
    async fn lots_are_kept_apart_and_only_the_sellable_count(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(Some(10)).await);
        for (lot, days, quantity) in [("VENCIDO", -1, 5), ("CORTO", 9, 7), ("BUENO", 10, 11), ("LARGO", 60, 13)] {
            let more = json!({"lot": lot, "expires_on": world.day(days)});
            assert_eq!(world.adjust_lot(house, product, "found", quantity, more).await.status, 201);
        }
        assert_eq!(world.adjust(house, product, "found", 1).await.status, 201, "goods that do not expire");
        assert_eq!(world.level(house, product).await, (37, 0, 25));

        let lots =
            world.get(&format!("/api/inventory/lots?product_id={product}&expires_before={}", world.day(10))).await;
        let shown: Vec<_> = lots.json["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|lot| (lot["lot"].as_str().unwrap_or("-").to_owned(), lot["available"].as_i64()))
            .collect();
        assert_eq!(shown, [("CORTO".to_owned(), Some(0)), ("VENCIDO".to_owned(), Some(0))], "newest first");
        let all = world.get(&format!("/api/inventory/lots?warehouse_id={house}")).await;
        assert_eq!(all.json["items"].as_array().map(Vec::len), Some(5));
        assert_eq!(all.json["items"][0]["expires_on"], json!(null));

        // Whoever throws away expired goods need not type the lot: it is the one that expires first.
        let thrown = world.adjust(house, product, "expired", -5).await;
        assert_eq!((thrown.status, &thrown.json["lot"]), (201, &json!("VENCIDO")));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn availability_is_told_to_everybody_who_is_signed_in(setup: Setup) {
        let world = World::start(setup).await;
        let (bogota, cali) =
            (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.warehouse("CLO", "Cali", CALI).await);
        let (here, nowhere) = (world.product(None).await, world.product(None).await);
        world.found(bogota, here, 4).await;
        world.found(cali, here, 6).await;
        let path = format!("/api/inventory/availability?product_ids={nowhere},{here}");
        let customer = world.token(&[Role::Customer]);
        let answer = world.system.http("GET", &path, Some(&customer), None).await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        assert_eq!(
            answer.json["items"],
            json!([
                {"product_id": nowhere, "available": 0, "in_one_warehouse": 0},
                {"product_id": here, "available": 10, "in_one_warehouse": 6},
            ])
        );
        assert!(answer.json["as_of"].is_string());
        assert_eq!(world.system.http("GET", &path, None, None).await.status, 401);
        let wrong = world.get("/api/inventory/availability?product_ids=7").await;
        assert_eq!((wrong.status, &wrong.json["errors"][0]["pointer"]), (400, &json!("product_ids")));
    }
);

chassis::testing::both!(
    async fn the_newest_state_of_a_product_stays(setup: Setup) {
        let world = World::start(setup).await;
        let (house, id) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(Some(5)).await);
        let more = json!({"expires_on": world.day(20)});
        assert_eq!(world.adjust_lot(house, id, "found", 3, more).await.status, 201);
        let newest = vec![product(id, 3, Some(30)), product(id, 2, Some(1))];
        world.system.send(&ProductsChanged { items: newest }).await;
        world.system.settle().await;
        world.system.send(&ProductsChanged { items: vec![product(id, 2, Some(1))] }).await;
        world.system.settle().await;
        assert_eq!(world.level(house, id).await, (3, 0, 0), "30 days must be left since version 3");
    }
);

chassis::testing::both!(
    async fn many_lots_are_received_at_once(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let receipt = |lot: usize, quantity| LotReceipt {
            product_id: product,
            warehouse_id: house,
            lot: Some(format!("L{lot:05}")),
            expires_on: Some(world.day(30 + lot as i64)),
            quantity,
            at: world.app().now() - TimeDelta::days(90),
        };
        let mut receipts: Vec<LotReceipt> = (0..4_000).map(|lot| receipt(lot, 2)).collect();
        receipts.push(receipt(0, 5));
        for _ in 0..2 {
            let receipts = receipts.clone();
            let done: Result<(), DbError> =
                world.app().db().write(move |tx| async move { receive_lots(&tx, &receipts).await }).await;
            done.expect("received");
        }
        assert_eq!(world.level(house, product).await, (16_010, 0, 16_010));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn the_check_of_stock_finds_what_was_changed_behind_the_ledgers_back(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 10).await;
        let clean = world.get("/api/inventory/stock-check").await;
        assert_eq!((clean.status, &clean.json["differences"]), (200, &json!([])));
        world.sql("UPDATE stock SET on_hand = 12").await;
        let dirty = world.get("/api/inventory/stock-check").await;
        let difference = &dirty.json["differences"][0];
        assert_eq!((&difference["on_hand"], &difference["ledger_on_hand"]), (&json!(12), &json!(10)));
        let oversold = world.try_sql("UPDATE stock SET reserved = 13").await;
        assert!(matches!(oversold, Err(DbError::Rule(_))), "{oversold:?}");
        let negative = world.try_sql("UPDATE stock SET on_hand = -1").await;
        assert!(matches!(negative, Err(DbError::Rule(_))), "{negative:?}");
    }
);

chassis::testing::both!(
    async fn a_worker_who_is_tied_to_a_warehouse_corrects_no_other(setup: Setup) {
        let world = World::start(setup).await;
        let (bogota, cali) =
            (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.warehouse("CLO", "Cali", CALI).await);
        let product = world.product(None).await;
        let worker = chassis::testing::principal(Role::Warehouse);
        let token = world.system.token(Principal { warehouse_ids: vec![cali], ..worker });
        let mut statuses = Vec::new();
        for house in [bogota, cali] {
            let body = json!({"warehouse_id": house, "product_id": product, "delta": 1, "reason": "found"});
            let answer = world.system.http("POST", "/api/inventory/adjustments", Some(&token), Some(body)).await;
            statuses.push(answer.status);
        }
        assert_eq!(statuses, [422, 201]);
    }
);

chassis::testing::both!(
    async fn stock_is_listed_page_by_page(setup: Setup) {
        let world = World::start(setup).await;
        let (bogota, cali) =
            (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.warehouse("CLO", "Cali", CALI).await);
        for quantity in 1..=3 {
            let product = world.product(None).await;
            world.found(bogota, product, quantity).await;
            world.found(cali, product, 10 * quantity).await;
        }
        let mut seen = Vec::new();
        let mut path = format!("/api/inventory/stock?warehouse_id={cali}&limit=2");
        loop {
            let page = world.get(&path).await;
            let items = page.json["items"].as_array().expect("items").clone();
            seen.extend(items.iter().filter_map(|item| item["available"].as_i64()));
            let Some(cursor) = page.json["next_cursor"].as_str() else { break };
            path = format!("/api/inventory/stock?warehouse_id={cali}&limit=2&cursor={cursor}");
        }
        assert_eq!(seen, [30, 20, 10]);
        assert_eq!(world.get("/api/inventory/stock").await.json["items"].as_array().map(Vec::len), Some(6));
    }
);
