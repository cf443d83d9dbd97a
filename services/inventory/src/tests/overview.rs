use super::*;

chassis::testing::both!(
    async fn what_runs_out_is_measured_by_how_fast_it_leaves(setup: Setup) {
        let world = World::start(setup).await;
        let house = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let [out, low, plenty, unwanted] = [
            world.product(None).await,
            world.product(None).await,
            world.product(None).await,
            world.product(None).await,
        ];
        for (product, units) in [(out, 10), (low, 30), (plenty, 1_000), (unwanted, 5)] {
            world.found(house, product, units).await;
        }
        // What an order lets go of again was not asked for.
        let given_back = OrderId::new();
        world.reserve(given_back, Fulfilment::Complete, &[(plenty, 900)]).await;
        world.release(given_back).await;
        world.reserve(OrderId::new(), Fulfilment::Complete, &[(out, 10), (low, 20), (plenty, 20)]).await;
        world.stand_in_line(OrderId::new(), 60, &[(out, 5)]).await;

        let overview = world.get("/api/inventory/overview").await;
        assert_eq!((&overview.json["out_of_stock"], &overview.json["running_out"]), (&json!(0), &json!(0)));
        crate::reckon_demand::run(world.app().clone()).await.expect("a run");
        crate::reckon_demand::run(world.app().clone()).await.expect("a run");

        let overview = world.get("/api/inventory/overview").await;
        assert_eq!(overview.status, 200);
        assert_eq!((&overview.json["out_of_stock"], &overview.json["running_out"]), (&json!(1), &json!(1)));
        assert_eq!(overview.json["waiting"], json!(1));
        let listed = async |query: &str| {
            let answer = world.get(&format!("/api/inventory/stock?{query}")).await;
            assert_eq!(answer.status, 200, "{:?}", answer.json);
            answer.json["items"].as_array().expect("items").clone()
        };
        let of = |items: &[Value]| items.iter().map(|item| item["product_id"].clone()).collect::<Vec<_>>();
        assert_eq!(of(&listed("level=out").await), [json!(out)]);
        let few = listed("level=low").await;
        assert_eq!(of(&few), [json!(low)]);
        assert_eq!((&few[0]["daily_demand"], &few[0]["days_of_cover"]), (&json!(20.0), &json!(0.5)));
        assert_eq!(listed(&format!("product_id={unwanted}")).await[0]["days_of_cover"], Value::Null);
        assert_eq!(listed(&format!("product_id={plenty}")).await[0]["days_of_cover"], json!(49.0));
        assert_eq!(world.get("/api/inventory/stock?level=none").await.status, 400);

        // What is not sold any more does not run out.
        let archived = ProductState { status: ProductStatus::Archived, ..product(out, 2, None) };
        world.system.send(&ProductsChanged { items: vec![archived] }).await;
        world.system.settle().await;
        assert_eq!(listed("level=out").await, Vec::<Value>::new());
        assert_eq!(world.get("/api/inventory/overview").await.json["out_of_stock"], json!(0));
    }
);

chassis::testing::both!(
    async fn lots_expire_where_something_lies_in_them(setup: Setup) {
        let world = World::start(setup).await;
        let house = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let product = world.product(None).await;
        for days in [-1, 0, 30, 31, 60, 90, 91] {
            let more = json!({"lot": format!("L{days}"), "expires_on": world.day(days)});
            assert_eq!(world.adjust_lot(house, product, "found", 5, more).await.status, 201);
        }
        world.found(house, product, 5).await;
        let gone = json!({"lot": "L30", "expires_on": world.day(30), "note": "roto"});
        assert_eq!(world.adjust_lot(house, product, "damaged", -5, gone).await.status, 201);

        let overview = world.get("/api/inventory/overview").await.json;
        let figure = |name: &str| overview[name].as_i64().expect("a figure");
        assert_eq!(["expired", "expiring_30", "expiring_60", "expiring_90"].map(figure), [1, 1, 3, 4]);
        let count = async |query: &str| {
            let answer = world.get(&format!("/api/inventory/lots?{query}")).await;
            answer.json["items"].as_array().expect("items").len()
        };
        assert_eq!(count("contents=any").await, 8);
        assert_eq!(count("contents=filled").await, 7);
        assert_eq!(count(&format!("contents=filled&warehouse_id={house}&expires_before={}", world.day(31))).await, 2);
        assert_eq!(count(&format!("warehouse_id={house}&expires_before={}", world.day(31))).await, 3);
    }
);
