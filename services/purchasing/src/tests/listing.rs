//! Lists and search of products.

use super::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::pin::Pin;

/// All pages of a list, the ids of each.
async fn pages(world: &World, query: &str) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.get(&format!("/products?{query}{cursor}"), &world.staff).await;
        assert_eq!(page.status, 200, "{:?}", page.json);
        all.push(page.json["items"].as_array().cloned().expect("items"));
        match page.json["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
        assert!(all.len() < 200, "the list never ends");
    }
}

chassis::testing::both!(
    async fn every_page_together_is_everything_once_in_every_order(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        // Few different names, so that many are equal but for the id; letters that fold.
        let name = "(Arroz|arróz|ARROZ|Ñame|ñame|Zapote|Ají|a) ?(1|2)?";
        let mut runner = TestRunner::deterministic();
        let names = proptest::collection::vec(name, 120).new_tree(&mut runner).expect("tree").current();
        for (i, name) in names.iter().enumerate() {
            // SKUs that are equal once folded follow each other too.
            let sku = if i % 2 == 0 { format!("S-{:03}", i / 2) } else { format!("s {:03}", i / 2) };
            world.product(&supplier, json!({"name": name, "sku": sku})).await;
        }
        type Key = fn(&Value) -> String;
        let created: Key = |item| item["created_at"].as_str().expect("text").to_owned();
        let by_name: Key = |item| contracts::fold::fold(item["name"].as_str().expect("text"));
        let by_sku: Key = |item| contracts::fold::fold(item["sku"].as_str().expect("text"));
        for (sort, key, down) in [
            ("", created, true),
            ("created_at", created, false),
            ("-created_at", created, true),
            ("name", by_name, false),
            ("-name", by_name, true),
            ("sku", by_sku, false),
            ("-sku", by_sku, true),
            ("name,-created_at", by_name, false),
            ("-name,sku", by_name, true),
            ("sku,name,created_at", by_sku, false),
        ] {
            let query = if sort.is_empty() { "limit=7".to_owned() } else { format!("limit=7&sort={sort}") };
            let all = pages(&world, &query).await;
            assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [vec![7; 17], vec![1]].concat(), "{sort}");
            let items: Vec<Value> = all.into_iter().flatten().collect();
            let ids: std::collections::BTreeSet<String> = items.iter().map(|item| item["id"].to_string()).collect();
            assert_eq!(ids.len(), 120, "{sort}: each once");
            let ordered =
                |pair: &[Value]| if down { key(&pair[0]) >= key(&pair[1]) } else { key(&pair[0]) <= key(&pair[1]) };
            assert!(items.windows(2).all(ordered), "{sort}");
        }
        let whole = pages(&world, "limit=120").await;
        assert_eq!(whole.len(), 1, "a page that is just full is the last one");
        let other_sort = world.get("/products?limit=7&sort=name", &world.staff).await;
        let cursor = other_sort.json["next_cursor"].as_str().expect("cursor");
        assert_eq!(world.get(&format!("/products?sort=sku&cursor={cursor}"), &world.staff).await.status, 400);
    }
);

chassis::testing::both!(
    async fn what_is_added_or_changed_between_pages_disturbs_none_that_was_there(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        for i in 0..10 {
            world.product(&supplier, json!({"name": format!("Producto {i}")})).await;
        }
        let first = world.get("/products?limit=4", &world.staff).await;
        world.product(&supplier, json!({"name": "Nuevo"})).await;
        let cursor = first.json["next_cursor"].as_str().expect("cursor").to_owned();
        let rest = world.get(&format!("/products?limit=200&cursor={cursor}"), &world.staff).await;
        let seen = [column(&first, "name"), column(&rest, "name")].concat();
        let expected: Vec<String> = (0..10).rev().map(|i| format!("Producto {i}")).collect();
        assert_eq!(seen, expected);
    }
);

chassis::testing::both!(
    async fn a_search_ignores_case_and_accents_and_joins_beginnings_of_words(setup: Setup) {
        let world = World::start(setup).await;
        let dairy = world.supplier("Lácteos Fuentenieve S.A.").await;
        let mills = world.supplier("Molinos Altollano").await;
        for (supplier, sku, name, category, barcode) in [
            (&dairy, "LAC-LEC-1000", "Leche Entera Añejo 1 L", "lácteos", "7709412001072"),
            (&dairy, "LAC-KUM-0200", "Kumis de piña", "lácteos", "7709412001140"),
            (&mills, "GRA-ARR-0500", "Arroz con leche", "granos", "7709412001218"),
        ] {
            world.product(supplier, json!({"sku": sku, "name": name, "category": category, "barcode": barcode})).await;
        }
        for (search, expected) in [
            ("leche", vec!["GRA-ARR-0500", "LAC-LEC-1000"]),
            ("LECH", vec!["GRA-ARR-0500", "LAC-LEC-1000"]),
            ("leche+ent", vec!["LAC-LEC-1000"]),
            ("ent+leche", vec!["LAC-LEC-1000"]),
            ("a%C3%B1ejo", vec!["LAC-LEC-1000"]),
            ("anejo", vec!["LAC-LEC-1000"]),
            ("PINA", vec!["LAC-KUM-0200"]),
            ("pi%C3%B1%C3%A1", vec!["LAC-KUM-0200"]),
            ("eche", vec![]),
            ("leche+kumis", vec![]),
            ("fuentenieve", vec!["LAC-KUM-0200", "LAC-LEC-1000"]),
            ("lacteos+kum", vec!["LAC-KUM-0200"]),
            ("granos", vec!["GRA-ARR-0500"]),
            ("gra-arr-0500", vec!["GRA-ARR-0500"]),
            ("7709412001140", vec!["LAC-KUM-0200"]),
            ("77094120011", vec!["LAC-KUM-0200"]),
            ("altollano+arroz", vec!["GRA-ARR-0500"]),
            ("---", vec!["GRA-ARR-0500", "LAC-KUM-0200", "LAC-LEC-1000"]),
            ("%25", vec!["GRA-ARR-0500", "LAC-KUM-0200", "LAC-LEC-1000"]),
            ("'%3B+DROP", vec![]),
            ("%F0%9F%98%80x", vec![]),
        ] {
            let found = world.get(&format!("/products?search={search}&sort=sku"), &world.shop).await;
            assert_eq!(column(&found, "sku"), expected, "{search}");
        }
        let shelf = world.get("/products?category=LACTEOS&sort=sku", &world.shop).await;
        assert_eq!(column(&shelf, "sku"), ["LAC-KUM-0200", "LAC-LEC-1000"]);
        let both = world.get("/products?category=lacteos&search=pina", &world.shop).await;
        assert_eq!(column(&both, "sku"), ["LAC-KUM-0200"]);
        assert_eq!(column(&world.get("/products?category=l", &world.shop).await, "sku").len(), 0);

        // Found by new words and no longer by old ones, the supplier's too.
        let found = world.get("/products?search=arroz", &world.shop).await.json["items"][0].clone();
        let at = format!("/products/{}", found["id"].as_str().expect("id"));
        world.patch(&at, &world.buyer, Some(1), json!({"name": "Quinua"})).await;
        let at = format!("/suppliers/{}", dairy["id"].as_str().expect("id"));
        assert_eq!(world.patch(&at, &world.buyer, Some(1), json!({"legal_name": "Nevados"})).await.status, 200);
        for (search, expected) in [
            ("arroz", vec![]),
            ("quinua", vec!["GRA-ARR-0500"]),
            ("fuentenieve", vec![]),
            ("nevados", vec!["LAC-KUM-0200", "LAC-LEC-1000"]),
            ("nevados+kumis+pina+lac", vec!["LAC-KUM-0200"]),
        ] {
            let found = world.get(&format!("/products?search={search}&sort=sku"), &world.shop).await;
            assert_eq!(column(&found, "sku"), if search.starts_with("arroz") { vec![] } else { expected }, "{search}");
        }
        let kumis = world.get("/products?search=kumis", &world.shop).await;
        assert_eq!(column(&kumis, "supplier_name"), ["Nevados"]);
    }
);

chassis::testing::both!(
    async fn no_search_and_no_cursor_breaks_a_list(setup: Setup) {
        use base64::Engine;
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        world.product(&supplier, json!({"name": "Arroz"})).await;
        let words: Vec<String> = (0..3_000).map(|i| format!("w{i}")).collect();
        for search in [
            words.join("+"),
            "x".repeat(5_000),
            "%00".to_owned(),
            "%C3%28".to_owned(),
            "%E2%80%AE+%EF%BB%BF".to_owned(),
        ] {
            let answer = world.get(&format!("/products?search={search}"), &world.shop).await;
            assert!(matches!(answer.status, 200 | 400), "{}: {:?}", &search[..search.len().min(20)], answer.json);
        }
        let id = nobody();
        for (sort, value) in [
            ("-created_at", "-262000-01-01T00:00:00Z"),
            ("-created_at", "+262000-01-01T00:00:00Z"),
            ("name", "a\u{0}b"),
            ("-created_at", "0000-01-01T00:00:00Z"),
            ("-created_at", "9999-12-31T23:59:59.999999999Z"),
        ] {
            let cursor = json!({"s": sort, "v": [value], "i": id}).to_string();
            let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(cursor);
            let answer = world.get(&format!("/products?sort={sort}&cursor={cursor}"), &world.shop).await;
            assert!(matches!(answer.status, 200 | 400), "{value:?}: {:?}", answer.json);
        }
    }
);

chassis::testing::both!(
    async fn products_that_change_while_their_suppliers_are_renamed_are_found_by_what_they_are_now(setup: Setup) {
        let world = World::start(setup).await;
        let suppliers = [world.supplier("Viejo Norte").await, world.supplier("Viejo Sur").await];
        let mut products = Vec::new();
        for i in 0..8 {
            products.push(world.product(&suppliers[i % 2], json!({"name": format!("Cosa {i}")})).await);
        }
        let world = &world;
        let renames = suppliers.iter().enumerate().map(|(i, supplier)| {
            let path = format!("/suppliers/{}", supplier["id"].as_str().expect("id"));
            let name = ["Nuevo Norte", "Nuevo Sur"][i];
            let body = json!({"legal_name": name});
            Box::pin(async move { world.patch(&path, &world.buyer, Some(1), body).await })
                as Pin<Box<dyn Future<Output = Answer>>>
        });
        // Half of the products move to the other supplier, half get another name.
        let changes = products.iter().enumerate().map(|(i, product)| {
            let path = format!("/products/{}", product["id"].as_str().expect("id"));
            let moved = json!({"supplier_id": suppliers[(i + 1) % 2]["id"]});
            let body = if i % 4 < 2 { moved } else { json!({"name": format!("Objeto {i}")}) };
            // A supplier's new name is a new version of its products.
            let change = async move {
                let first = world.patch(&path, &world.buyer, Some(1), body.clone()).await;
                match first.status {
                    412 => world.patch(&path, &world.buyer, first.json["present"]["version"].as_i64(), body).await,
                    _ => first,
                }
            };
            Box::pin(change) as Pin<Box<dyn Future<Output = Answer>>>
        });
        let answers = futures_all(changes.chain(renames)).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
        for (search, count) in
            [("viejo", 0), ("nuevo", 8), ("nuevo+norte", 4), ("nuevo+sur", 4), ("objeto+nuevo", 4), ("cosa", 4)]
        {
            let found = world.get(&format!("/products?search={search}"), &world.shop).await;
            assert_eq!(column(&found, "id").len(), count, "{search}");
        }
    }
);

chassis::testing::both!(
    async fn categories_that_differ_in_case_and_accents_are_one(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        for category in [json!("Lácteos"), json!("lacteos"), json!("LÁCTEOS"), json!("granos"), json!(""), Value::Null]
        {
            world.product(&supplier, json!({"category": category})).await;
        }
        let answer = world.get("/categories", &world.shop).await;
        assert_eq!(column(&answer, "products"), ["1", "3"]);
        assert_eq!(column(&answer, "category")[0], "granos");
        assert_eq!(contracts::fold::fold(&column(&answer, "category")[1]), "lacteos");
    }
);
