//! Products: adding, looking, changing, archiving, and who may.

use super::*;

fn path(product: &Value) -> String {
    format!("/products/{}", product["id"].as_str().expect("id"))
}

chassis::testing::both!(
    async fn a_product_is_added_and_shown_with_its_price(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Lácteos Fuentenieve S.A.").await;
        let bare = world.product(&supplier, json!({"sku": " LAC-1 ", "name": "Leche entera 1 L"})).await;
        assert_eq!(
            (bare["sku"].as_str(), bare["unit"].as_str(), bare["pack_size"].as_i64()),
            (Some("LAC-1"), Some("unit"), Some(1))
        );
        assert_eq!((&bare["price"], &bare["tax_rate_bp"]), (&cop(125_000), &json!(0)));
        assert_eq!(bare["supplier_name"], "Lácteos Fuentenieve S.A.");
        let whole = json!({
            "id": nobody(), "sku": "LAC-2", "name": "Kumis 200 g", "supplier_id": supplier["id"], "price": cop(0),
            "tax_rate_bp": 1_900, "category": "lácteos", "unit": "bottle", "pack_size": 24, "weight_grams": 210,
            "volume_ml": 200, "shelf_life_days": 40, "min_days_left": 40, "barcode": "7709412001072",
            "image_url": "https://images.example/kumis.webp",
        });
        let added = world.post("/products", &world.buyer, whole.clone()).await;
        assert_eq!(added.status, 201, "{:?}", added.json);
        for (member, value) in whole.as_object().expect("object") {
            assert_eq!(&added.json[member], value, "{member}");
        }
        assert_eq!(added.headers["location"], api(&path(&added.json)).as_str());
        let shown = world.get(&path(&added.json), &world.shop).await;
        assert_eq!((shown.status, &shown.json), (200, &added.json));
        assert_eq!(shown.headers["etag"], "\"1\"");
        let again = world.post("/products", &world.buyer, whole.clone()).await;
        assert_eq!((again.status, &again.json), (200, &added.json), "the same id and content");
        let mut other = whole;
        merge(&mut other, json!({"name": "Otro"}));
        refused(&world.post("/products", &world.buyer, other).await, 409, "id_taken", &[]);
    }
);

chassis::testing::both!(
    async fn a_sku_is_unique_whatever_its_case(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let first = world.product(&supplier, json!({"sku": "Ñame-01"})).await;
        let second = world.post("/products", &world.buyer, world.sound(&supplier, json!({"sku": "ñAME-01 "}))).await;
        refused(&second, 409, "sku_taken", &["/sku"]);
        let other = world.product(&supplier, json!({"sku": "Ñame-02"})).await;
        let moved = world.patch(&path(&other), &world.buyer, Some(1), json!({"sku": "ñame-01"})).await;
        refused(&moved, 409, "sku_taken", &["/sku"]);
        let own = world.patch(&path(&first), &world.buyer, Some(1), json!({"sku": "ÑAME-01"})).await;
        assert_eq!((own.status, own.json["sku"].as_str()), (200, Some("ÑAME-01")));
        world.patch(&path(&first), &world.buyer, Some(2), json!({"status": "archived"})).await;
        let archived = world.post("/products", &world.buyer, world.sound(&supplier, json!({"sku": "ñame-01"}))).await;
        refused(&archived, 409, "sku_taken", &["/sku"]);
    }
);

chassis::testing::both!(
    async fn of_many_who_add_the_same_sku_at_once_one_does(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let posts =
            (0..8).map(|_| world.post("/products", &world.buyer, world.sound(&supplier, json!({"sku": "UNICO"}))));
        let answers = futures_all(posts).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            refused(answer, 409, "sku_taken", &["/sku"]);
        }
        let names = (0..8).map(|i| {
            world.post("/suppliers", &world.buyer, json!({"legal_name": "Único", "email": format!("u{i}@x.example")}))
        });
        let answers = futures_all(names).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            refused(answer, 409, "legal_name_taken", &["/legal_name"]);
        }
    }
);

chassis::testing::both!(
    async fn the_same_request_many_times_at_once_is_one_product(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let id = nobody();
        let body = world.sound(&supplier, json!({"id": id}));
        let answers = futures_all((0..20).map(|_| world.post("/products", &world.buyer, body.clone()))).await;
        for answer in &answers {
            assert!(matches!(answer.status, 200 | 201), "{:?}", answer.json);
            assert_eq!(answer.json["id"], json!(id));
        }
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert_eq!(column(&world.get("/products", &world.shop).await, "id").len(), 1);
        assert_eq!(world.heard_of(&answers[0].json).await.len(), 1);
    }
);

chassis::testing::both!(
    async fn a_change_is_a_merge_patch_under_the_seen_version(setup: Setup) {
        let world = World::start(setup).await;
        let (one, two) = (world.supplier("Uno").await, world.supplier("Dos").await);
        let product = world
            .product(&one, json!({"category": "granos", "barcode": "77", "shelf_life_days": 30, "min_days_left": 10}))
            .await;
        let at = path(&product);
        refused(&world.patch(&at, &world.buyer, None, json!({"name": "X"})).await, 428, "if_match_missing", &[]);
        let change = json!({
            "name": "Arroz", "supplier_id": two["id"], "category": null, "min_days_left": null, "weight_grams": 500,
            "price": cop(130_000),
        });
        let changed = world.patch(&at, &world.buyer, Some(1), change.clone()).await;
        assert_eq!(changed.status, 200, "{:?}", changed.json);
        let expected = [
            ("name", json!("Arroz")),
            ("supplier_name", json!("Dos")),
            ("category", Value::Null),
            ("min_days_left", Value::Null),
            ("shelf_life_days", json!(30)),
            ("barcode", json!("77")),
            ("weight_grams", json!(500)),
            ("version", json!(2)),
            ("price", cop(130_000)),
            ("sku", product["sku"].clone()),
        ];
        for (member, value) in expected {
            assert_eq!(changed.json[member], value, "{member}");
        }
        assert_eq!(world.get(&at, &world.staff).await.json, changed.json);
        let late = world.patch(&at, &world.buyer, Some(1), json!({"name": "Y"})).await;
        refused(&late, 412, "changed_meanwhile", &[]);
        assert_eq!(late.json["present"], changed.json);
        assert_eq!(late.json["changed_by"], "Somebody");
        let same = world.patch(&at, &world.buyer, Some(2), change).await;
        assert_eq!((same.status, &same.json), (200, &changed.json), "no change raises no version");
        let versions: Vec<i64> = world.heard_of(&product).await.iter().map(|state| state.version).collect();
        assert_eq!(versions, [1, 2]);
    }
);

chassis::testing::both!(
    async fn who_sees_which_products(setup: Setup) {
        let world = World::start(setup).await;
        let (own, other) = (world.supplier("Propio").await, world.supplier("Ajeno").await);
        let active = world.product(&own, json!({"sku": "A-ACTIVE", "category": "granos"})).await;
        let archived = world.product(&own, json!({"sku": "A-ARCHIVED", "category": "granos"})).await;
        let foreign = world.product(&other, json!({"sku": "B-ACTIVE", "category": "aseo"})).await;
        let gone = world.patch(&path(&archived), &world.buyer, Some(1), json!({"status": "archived"})).await;
        assert_eq!(gone.json["status"], "archived");
        let supplier = person(&[Role::Supplier], Some(supplier_id(&own)));
        let untied = person(&[Role::Supplier], None);
        let seller = person(&[Role::Seller], None);
        for (token, query, expected) in [
            (&world.staff, "", vec!["A-ACTIVE", "B-ACTIVE"]),
            (&world.staff, "&status=archived", vec!["A-ARCHIVED"]),
            (&world.staff, "&status=all", vec!["A-ACTIVE", "A-ARCHIVED", "B-ACTIVE"]),
            (&world.shop, "", vec!["A-ACTIVE", "B-ACTIVE"]),
            (&world.shop, "&status=all", vec!["A-ACTIVE", "B-ACTIVE"]),
            (&seller, "&status=archived", vec![]),
            (&supplier, "", vec!["A-ACTIVE"]),
            (&supplier, "&status=all", vec!["A-ACTIVE", "A-ARCHIVED"]),
            (&untied, "&status=all", vec![]),
        ] {
            let list = world.get(&format!("/products?sort=sku{query}"), token).await;
            assert_eq!(column(&list, "sku"), expected, "{query}");
        }
        let others = format!("/products?supplier_id={}", other["id"].as_str().expect("id"));
        assert_eq!(column(&world.get(&others, &world.shop).await, "sku"), ["B-ACTIVE"]);
        assert_eq!(column(&world.get(&others, &supplier).await, "sku").len(), 0);
        for (token, product, status) in [
            (&world.staff, &archived, 200),
            (&world.shop, &active, 200),
            (&world.shop, &archived, 404),
            (&seller, &archived, 404),
            (&supplier, &archived, 200),
            (&supplier, &foreign, 404),
            (&untied, &active, 404),
        ] {
            assert_eq!(world.get(&path(product), token).await.status, status, "{}", product["sku"]);
        }
        let categories = async |who: &Principal| world.get("/categories", who).await.json["items"].clone();
        let all = json!([{"category": "aseo", "products": 1}, {"category": "granos", "products": 1}]);
        assert_eq!(categories(&world.shop).await, all);
        assert_eq!(categories(&supplier).await, json!([{"category": "granos", "products": 1}]));
        assert_eq!(categories(&untied).await, json!([]));

        for role in Role::ALL {
            let token = person(&[role], None);
            let may = matches!(role, Role::Purchasing | Role::Admin);
            let body = world.sound(&own, json!({}));
            assert_eq!(world.post("/products", &token, body).await.status, if may { 201 } else { 403 }, "{role:?}");
            let change = world.patch(&path(&active), &token, Some(0), json!({})).await;
            assert_eq!(change.status, if may { 412 } else { 403 }, "{role:?}");
            let prices = format!("{}/prices", path(&active));
            assert_eq!(world.get(&prices, &token).await.status, if may { 200 } else { 403 }, "{role:?}");
        }
        let revived = world.patch(&path(&archived), &world.buyer, Some(2), json!({"status": "active"})).await;
        assert_eq!(revived.status, 200);
        assert_eq!(world.get(&path(&archived), &world.shop).await.status, 200);
    }
);

chassis::testing::both!(
    async fn what_a_product_cannot_be_is_told_at_its_place(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let huge: Value = serde_json::from_str("123456789012345678901234567890").expect("number");
        for (change, place) in [
            (json!({"sku": null}), "/sku"),
            (json!({"sku": "  "}), "/sku"),
            (json!({"sku": "S".repeat(65)}), "/sku"),
            (json!({"sku": "A\tB"}), "/sku"),
            (json!({"name": "…"}), "/name"),
            (json!({"name": "a\u{1b}[31mb"}), "/name"),
            (json!({"name": ["x"]}), "/name"),
            (json!({"supplier_id": nobody()}), "/supplier_id"),
            (json!({"supplier_id": 3}), "/supplier_id"),
            (json!({"price": cop(-1)}), "/price/amount"),
            (json!({"price": cop(i64::MAX)}), "/price/amount"),
            (json!({"price": {"amount": huge, "currency": "COP"}}), "/price/amount"),
            (json!({"price": {"amount": 12.5, "currency": "COP"}}), "/price/amount"),
            (json!({"price": {"amount": "12", "currency": "COP"}}), "/price/amount"),
            (json!({"price": {"amount": 12, "currency": "USD"}}), "/price/currency"),
            (json!({"price": {"amount": 12, "currency": "pesos"}}), "/price/currency"),
            (json!({"price": {"amount": 12}}), "/price"),
            (json!({"price": 12}), "/price"),
            (json!({"tax_rate_bp": -1}), "/tax_rate_bp"),
            (json!({"tax_rate_bp": 10_001}), "/tax_rate_bp"),
            (json!({"pack_size": 0}), "/pack_size"),
            (json!({"pack_size": 1_000_001}), "/pack_size"),
            (json!({"weight_grams": -1}), "/weight_grams"),
            (json!({"volume_ml": huge}), "/volume_ml"),
            (json!({"shelf_life_days": 0}), "/shelf_life_days"),
            (json!({"shelf_life_days": 5, "min_days_left": 6}), "/min_days_left"),
            (json!({"min_days_left": 1.5}), "/min_days_left"),
            (json!({"barcode": "77 09"}), "/barcode"),
            (json!({"image_url": "javascript:alert(1)"}), "/image_url"),
            (json!({"category": "x".repeat(61)}), "/category"),
            (json!({"unit": "x".repeat(21)}), "/unit"),
        ] {
            let answer = world.post("/products", &world.buyer, world.sound(&supplier, change.clone())).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![place.to_owned()]), "{change} {:?}", answer.json);
        }
        let several = world.sound(&supplier, json!({"pack_size": -1, "weight_grams": -1, "price": cop(-5)}));
        let several = world.post("/products", &world.buyer, several).await;
        assert_eq!(sorted(pointers(&several)), ["/pack_size", "/price/amount", "/weight_grams"]);
        let missing = world.post("/products", &world.buyer, json!({})).await;
        assert_eq!(missing.status, 422);
        let list = world.post("/products", &world.buyer, json!([])).await;
        assert_eq!(list.status, 422);
        assert_eq!(column(&world.get("/products?status=all", &world.staff).await, "id").len(), 0, "nothing was stored");

        let product = world.product(&supplier, json!({"shelf_life_days": 30, "min_days_left": 10})).await;
        for (change, place) in [
            (json!({"name": null}), "/name"),
            (json!({"name": " "}), "/name"),
            (json!({"price": null}), "/price"),
            (json!({"price": {"amount": 12, "currency": "EUR"}}), "/price/currency"),
            (json!({"price": cop(-3)}), "/price/amount"),
            (json!({"shelf_life_days": 9}), "/min_days_left"),
            (json!({"min_days_left": 31}), "/min_days_left"),
            (json!({"supplier_id": nobody()}), "/supplier_id"),
            (json!({"status": "unknown"}), "/status"),
            (json!({"pack_size": "2"}), "/pack_size"),
        ] {
            let answer = world.patch(&path(&product), &world.buyer, Some(1), change.clone()).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![place.to_owned()]), "{change} {:?}", answer.json);
        }
        assert_eq!(world.get(&path(&product), &world.staff).await.json, product, "nothing was stored");
        assert_eq!(world.heard_of(&product).await.len(), 1);
        refused(&world.get("/products/7", &world.staff).await, 404, "not_found", &[]);
        refused(&world.patch("/products/7", &world.buyer, Some(1), json!({})).await, 404, "not_found", &[]);
        for query in ["?supplier_id=7", "?status=gone", "?sort=price", "?sort=name,name", "?limit=-1", "?cursor=%00"] {
            assert_eq!(world.get(&format!("/products{query}"), &world.shop).await.status, 400, "{query}");
        }
    }
);

chassis::testing::both!(
    async fn an_archived_supplier_gets_no_new_products(setup: Setup) {
        let world = World::start(setup).await;
        let (gone, there) = (world.supplier("Se fue").await, world.supplier("Sigue").await);
        let old = world.product(&gone, json!({})).await;
        let other = world.product(&there, json!({})).await;
        let at = format!("/suppliers/{}", gone["id"].as_str().expect("id"));
        assert_eq!(world.patch(&at, &world.buyer, Some(1), json!({"status": "archived"})).await.status, 200);
        let new = world.post("/products", &world.buyer, world.sound(&gone, json!({}))).await;
        refused(&new, 422, "supplier_archived", &["/supplier_id"]);
        let moved = world.patch(&path(&other), &world.buyer, Some(1), json!({"supplier_id": gone["id"]})).await;
        refused(&moved, 422, "supplier_archived", &["/supplier_id"]);
        let changed = world.patch(&path(&old), &world.buyer, Some(1), json!({"name": "Sigue a la venta"})).await;
        assert_eq!(changed.status, 200, "its old products stay as they are");
        assert_eq!(world.get(&path(&old), &world.shop).await.status, 200);
    }
);

chassis::testing::both!(
    async fn every_change_is_in_the_audit_log(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let product = world.product(&supplier, json!({})).await;
        world.patch(&path(&product), &world.buyer, Some(1), json!({"name": "Otro"})).await;
        let price = json!({"price": cop(1), "valid_from": world.system.clock().now()});
        assert_eq!(world.post(&format!("{}/prices", path(&product)), &world.buyer, price).await.status, 201);
        let admin = person(&[Role::Admin], None);
        let audit = world.get("/system/audit", &admin).await;
        let what = sorted(column(&audit, "what"));
        assert_eq!(what, ["price_set", "product_added", "product_changed", "supplier_registered"]);
    }
);
