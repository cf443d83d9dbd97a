//! Suppliers: entering, looking, changing, and who may.

use super::*;

chassis::testing::both!(
    async fn a_supplier_is_entered_shown_and_changed(setup: Setup) {
        let world = World::start(setup).await;
        let body = json!({
            "legal_name": "  Lácteos Fuentenieve S.A. ", "tax_id": "860514927-9",
            "email": "Ventas@fuentenieve.example", "phone": "+576017453218",
        });
        let entered = world.post("/suppliers", &world.buyer, body).await;
        assert_eq!(entered.status, 201, "{:?}", entered.json);
        let supplier = &entered.json;
        assert_eq!(supplier["legal_name"], "Lácteos Fuentenieve S.A.");
        assert_eq!((supplier["version"].as_i64(), supplier["status"].as_str()), (Some(1), Some("active")));
        let path = format!("/suppliers/{}", supplier["id"].as_str().expect("id"));
        assert_eq!(entered.headers["location"], api(&path).as_str());
        let shown = world.get(&path, &world.staff).await;
        assert_eq!((shown.status, &shown.json), (200, supplier));
        assert_eq!(shown.headers["etag"], "\"1\"");

        let change = json!({"legal_name": "Fuentenieve S.A.S.", "tax_id": null, "status": "archived"});
        refused(&world.patch(&path, &world.buyer, None, change.clone()).await, 428, "if_match_missing", &[]);
        let changed = world.patch(&path, &world.buyer, Some(1), change.clone()).await;
        assert_eq!(changed.status, 200, "{:?}", changed.json);
        assert_eq!(changed.json["legal_name"], "Fuentenieve S.A.S.");
        assert_eq!(changed.json["tax_id"], Value::Null);
        assert_eq!(changed.json["phone"], "+576017453218");
        assert_eq!((changed.json["version"].as_i64(), changed.json["status"].as_str()), (Some(2), Some("archived")));
        assert_eq!(changed.headers["etag"], "\"2\"");
        let late = world.patch(&path, &world.buyer, Some(1), json!({"phone": null})).await;
        refused(&late, 412, "changed_meanwhile", &[]);
        assert_eq!(late.json["present"], changed.json);
        let same = world.patch(&path, &world.buyer, Some(2), change).await;
        assert_eq!((same.status, &same.json), (200, &changed.json), "no change raises no version");

        assert_eq!(column(&world.get("/suppliers", &world.staff).await, "id"), Vec::<String>::new());
        assert_eq!(
            column(&world.get("/suppliers?status=archived", &world.staff).await, "legal_name"),
            ["Fuentenieve S.A.S."]
        );
        let back = world.patch(&path, &world.buyer, Some(2), json!({"status": "active"})).await;
        assert_eq!(back.json["status"], "active");
        assert_eq!(column(&world.get("/suppliers", &world.staff).await, "id").len(), 1);
    }
);

chassis::testing::both!(
    async fn names_and_addresses_are_unique_as_people_read_them(setup: Setup) {
        let world = World::start(setup).await;
        let new = |name: &str, email: &str| json!({"legal_name": name, "email": email});
        let first = world.post("/suppliers", &world.buyer, new("Café Águila S.A.", "uno@aguila.example")).await;
        assert_eq!(first.status, 201);
        let same_name = world.post("/suppliers", &world.buyer, new("CAFE  AGUILA, S A", "dos@aguila.example")).await;
        refused(&same_name, 409, "legal_name_taken", &["/legal_name"]);
        let same_email = world.post("/suppliers", &world.buyer, new("Otro", "UNO@aguila.example")).await;
        refused(&same_email, 409, "email_taken", &["/email"]);
        let other = world.post("/suppliers", &world.buyer, new("Otro", "dos@aguila.example")).await;
        assert_eq!(other.status, 201, "a refused address is free again: {:?}", other.json);
        let path = format!("/suppliers/{}", other.json["id"].as_str().expect("id"));
        let renamed = world.patch(&path, &world.buyer, Some(1), json!({"legal_name": "café aguila s.a."})).await;
        refused(&renamed, 409, "legal_name_taken", &["/legal_name"]);
        let moved = world.patch(&path, &world.buyer, Some(1), json!({"email": "uno@AGUILA.example"})).await;
        refused(&moved, 409, "email_taken", &["/email"]);
        let own = world
            .patch(&path, &world.buyer, Some(1), json!({"legal_name": "OTRO", "email": "DOS@aguila.example"}))
            .await;
        assert_eq!((own.status, own.json["version"].as_i64()), (200, Some(2)), "its own name in other letters is free");
    }
);

chassis::testing::both!(
    async fn the_same_id_and_content_is_the_same_supplier(setup: Setup) {
        let world = World::start(setup).await;
        let id = nobody();
        let body = json!({"id": id, "legal_name": "Panela del Valle", "email": "a@panela.example"});
        let first = world.post("/suppliers", &world.buyer, body.clone()).await;
        assert_eq!((first.status, first.json["id"].as_str()), (201, Some(id.to_string().as_str())));
        let again = world.post("/suppliers", &world.buyer, body.clone()).await;
        assert_eq!((again.status, &again.json), (200, &first.json));
        let mut other = body.clone();
        merge(&mut other, json!({"legal_name": "Panela del Cauca"}));
        refused(&world.post("/suppliers", &world.buyer, other).await, 409, "id_taken", &[]);
        let another = person(&[Role::Admin], None);
        refused(&world.post("/suppliers", &another, body).await, 409, "id_taken", &[]);
    }
);

chassis::testing::both!(
    async fn a_suppliers_user_sees_only_itself_and_others_nothing(setup: Setup) {
        let world = World::start(setup).await;
        let (own, other) = (world.supplier("Galletas Doradas").await, world.supplier("Salsas Picantes").await);
        let user = person(&[Role::Supplier], Some(supplier_id(&own)));
        assert_eq!(column(&world.get("/suppliers", &user).await, "legal_name"), ["Galletas Doradas"]);
        assert_eq!(column(&world.get("/suppliers?search=salsas", &user).await, "id").len(), 0);
        let path = |supplier: &Value| format!("/suppliers/{}", supplier["id"].as_str().expect("id"));
        assert_eq!(world.get(&path(&own), &user).await.status, 200);
        refused(&world.get(&path(&other), &user).await, 404, "not_found", &[]);
        let untied = person(&[Role::Supplier], None);
        assert_eq!(column(&world.get("/suppliers", &untied).await, "id").len(), 0);
        refused(&world.patch(&path(&own), &user, Some(1), json!({"phone": null})).await, 403, "forbidden", &[]);
        for role in [Role::Customer, Role::Seller, Role::Driver] {
            let token = person(&[role], None);
            refused(&world.get("/suppliers", &token).await, 403, "forbidden", &[]);
            refused(&world.get(&path(&own), &token).await, 403, "forbidden", &[]);
        }
        for role in Role::ALL {
            let new =
                json!({"legal_name": format!("De {}", role.name()), "email": format!("{}@x.example", role.name())});
            let status = world.post("/suppliers", &person(&[role], None), new).await.status;
            let may = matches!(role, Role::Purchasing | Role::Admin);
            assert_eq!(status, if may { 201 } else { 403 }, "{role:?}");
        }
        let stranger = world.system.http("GET", &api("/suppliers"), None, None).await;
        refused(&stranger, 401, "not_signed_in", &[]);
    }
);

chassis::testing::both!(
    async fn what_a_supplier_cannot_be_is_told_at_its_place(setup: Setup) {
        let world = World::start(setup).await;
        let with = |change: Value| {
            let mut body = json!({"legal_name": "Buena S.A.", "email": "buena@x.example"});
            merge(&mut body, change);
            body
        };
        for (change, place) in [
            (json!({"legal_name": "   "}), "/legal_name"),
            (json!({"legal_name": "¡!"}), "/legal_name"),
            (json!({"legal_name": "x".repeat(201)}), "/legal_name"),
            (json!({"legal_name": "dos\nlíneas"}), "/legal_name"),
            (json!({"legal_name": "campana\u{7}"}), "/legal_name"),
            (json!({"legal_name": 7}), "/legal_name"),
            (json!({"email": "nobody"}), "/email"),
            (json!({"email": null}), "/email"),
            (json!({"phone": "3001234567"}), "/phone"),
            (json!({"tax_id": "9".repeat(41)}), "/tax_id"),
            (json!({"id": "not-a-uuid"}), "/id"),
        ] {
            let answer = world.post("/suppliers", &world.buyer, with(change.clone())).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![place.to_owned()]), "{change} {:?}", answer.json);
        }
        let nul = world.post("/suppliers", &world.buyer, with(json!({"legal_name": "a\u{0}b"}))).await;
        assert_eq!(nul.status, 400);
        refused(&world.get("/suppliers/not-a-uuid", &world.staff).await, 404, "not_found", &[]);
        refused(&world.get(&format!("/suppliers/{}", nobody()), &world.staff).await, 404, "not_found", &[]);
        let path = format!("/suppliers/{}", nobody());
        refused(&world.patch(&path, &world.buyer, Some(1), json!({})).await, 404, "not_found", &[]);
        let supplier = world.supplier("Buena S.A.").await;
        let path = format!("/suppliers/{}", supplier["id"].as_str().expect("id"));
        for (change, place) in [
            (json!({"legal_name": null}), "/legal_name"),
            (json!({"email": "x"}), "/email"),
            (json!({"status": "gone"}), "/status"),
            (json!({"status": null}), "/status"),
            (json!({"phone": 12}), "/phone"),
        ] {
            let answer = world.patch(&path, &world.buyer, Some(1), change.clone()).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![place.to_owned()]), "{change} {:?}", answer.json);
        }
        assert_eq!(world.get(&path, &world.staff).await.json, supplier, "nothing was stored");
        for query in ["?status=gone", "?limit=0", "?limit=201", "?limit=x", "?sort=email", "?cursor=zzz"] {
            assert_eq!(world.get(&format!("/suppliers{query}"), &world.staff).await.status, 400, "{query}");
        }
    }
);

chassis::testing::both!(
    async fn suppliers_are_found_by_name_tax_number_and_address(setup: Setup) {
        let world = World::start(setup).await;
        for (name, tax, email) in [
            ("Molinos Altollano S.A.S.", "900731842-6", "pedidos@molinos.example"),
            ("Grasas y Aceites Orovega S.A.", "890317465-2", "comercial@orovega.example"),
            ("Piñas del Llano", "901284736-9", "ventas@pinas.example"),
        ] {
            let body = json!({"legal_name": name, "tax_id": tax, "email": email});
            assert_eq!(world.post("/suppliers", &world.buyer, body).await.status, 201);
        }
        for (search, expected) in [
            ("alto", vec!["Molinos Altollano S.A.S."]),
            ("PI%C3%91A", vec!["Piñas del Llano"]),
            ("aceites+gras", vec!["Grasas y Aceites Orovega S.A."]),
            ("aceites+llano", vec![]),
            ("890317465", vec!["Grasas y Aceites Orovega S.A."]),
            ("comercial%40oro", vec!["Grasas y Aceites Orovega S.A."]),
            ("llano", vec!["Piñas del Llano"]),
        ] {
            let found = world.get(&format!("/suppliers?search={search}&sort=legal_name"), &world.staff).await;
            assert_eq!(column(&found, "legal_name"), expected, "{search}");
        }
    }
);
