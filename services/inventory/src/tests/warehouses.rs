use super::*;
use contracts::inventory::WarehousesChanged;

chassis::testing::both!(
    async fn a_warehouse_is_entered_changed_and_told(setup: Setup) {
        let world = World::start(setup).await;
        let id = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let path = format!("/api/inventory/warehouses/{id}");
        let shown = world.get(&path).await;
        assert_eq!((shown.status, &shown.json["version"], &shown.json["city"]), (200, &json!(1), &json!("Bogotá")));

        let token = world.token(&[Role::Logistics]);
        let patch = json!({"name": "Centro Bogotá"});
        let without = world.system.http("PATCH", &path, Some(&token), Some(patch.clone())).await;
        assert_eq!(without.status, 428);
        let changed =
            world.system.http_with("PATCH", &path, Some(&token), Some(patch.clone()), &[("if-match", "\"1\"")]).await;
        assert_eq!((changed.status, &changed.json["version"]), (200, &json!(2)), "{:?}", changed.json);
        let late = world.system.http_with("PATCH", &path, Some(&token), Some(patch), &[("if-match", "\"1\"")]).await;
        assert_eq!((late.status, &late.json["code"]), (412, &json!("changed_meanwhile")));
        assert_eq!(late.json["present"]["version"], 2);

        world.system.settle().await;
        let told: Vec<_> = world.system.sent::<WarehousesChanged>().into_iter().flat_map(|m| m.items).collect();
        assert_eq!(told.iter().map(|w| w.version).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(told[1].name, "Centro Bogotá");
    }
);

chassis::testing::both!(
    async fn codes_are_unique_without_case(setup: Setup) {
        let world = World::start(setup).await;
        world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let again =
            json!({"code": " bog ", "name": "Otra", "address": "Calle 2", "city": "Bogotá", "location": BOGOTA});
        let answer = world.post("/api/inventory/warehouses", again).await;
        assert_eq!((answer.status, &answer.json["code"]), (409, &json!("code_taken")));
    }
);

chassis::testing::both!(
    async fn the_same_id_is_the_same_warehouse(setup: Setup) {
        let world = World::start(setup).await;
        let token = world.token(&[Role::Admin]);
        let body = json!({"id": WarehouseId::new(), "code": "CLO", "name": "Cali", "address": "Avenida 3", 
            "city": "Cali", "location": CALI});
        let path = "/api/inventory/warehouses";
        let first = world.system.http("POST", path, Some(&token), Some(body.clone())).await;
        let second = world.system.http("POST", path, Some(&token), Some(body.clone())).await;
        assert_eq!((first.status, second.status), (201, 200), "{:?}", second.json);
        assert_eq!(first.json, second.json);
        let mut other = body;
        other["name"] = json!("Palmira");
        let third = world.system.http("POST", path, Some(&token), Some(other)).await;
        assert_eq!((third.status, &third.json["code"]), (409, &json!("id_taken")));
    }
);

chassis::testing::both!(
    async fn warehouses_are_searched_and_sorted(setup: Setup) {
        let world = World::start(setup).await;
        world.warehouse("MDE", "Medellín", BOGOTA).await;
        world.warehouse("CLO", "Cali", CALI).await;
        world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let codes = |answer: &Answer| -> Vec<String> {
            let items = answer.json["items"].as_array().cloned().unwrap_or_default();
            items.iter().map(|item| item["code"].as_str().unwrap_or_default().to_owned()).collect()
        };
        let found = world.get("/api/inventory/warehouses?search=MEDELLIN").await;
        assert_eq!(codes(&found), ["MDE"]);
        let first = world.get("/api/inventory/warehouses?sort=name&limit=2").await;
        assert_eq!(codes(&first), ["BOG", "CLO"]);
        let cursor = first.json["next_cursor"].as_str().expect("there is more");
        let second = world.get(&format!("/api/inventory/warehouses?sort=name&limit=2&cursor={cursor}")).await;
        assert_eq!((codes(&second), &second.json["next_cursor"]), (vec!["MDE".to_owned()], &json!(null)));
        assert_eq!(world.get("/api/inventory/warehouses?sort=price").await.status, 400);
    }
);

chassis::testing::both!(
    async fn wrong_warehouses_are_refused_with_the_place_of_the_error(setup: Setup) {
        let world = World::start(setup).await;
        let body = json!({"code": "", "name": "X", "address": "Y", "city": "Z", "location": {"lat": 95.0, "lon": 0.0}});
        let answer = world.post("/api/inventory/warehouses", body).await;
        assert_eq!(answer.status, 422);
        let pointers: Vec<_> =
            answer.json["errors"].as_array().expect("errors").iter().map(|e| e["pointer"].clone()).collect();
        assert_eq!(pointers, ["/code", "/location"]);
        assert_eq!(world.get("/api/inventory/warehouses/7").await.status, 404);
        assert_eq!(world.get(&format!("/api/inventory/warehouses/{}", WarehouseId::new())).await.status, 404);
        let customer = world.token(&[Role::Customer]);
        let list = world.system.http("GET", "/api/inventory/warehouses", Some(&customer), None).await;
        assert_eq!(list.status, 403);
    }
);
