use super::*;
use chassis::testing::both;
use contracts::identity::{CustomerStatus, CustomersChanged};

/// A shop that a seller captured.
async fn captured(system: &TestSystem, token: &str, name: &str) -> Value {
    let body = json!({"business_name": name, "phone": phone(), "address": "Calle 10 # 20-30", "city": "Medellín"});
    let answer = system.http("POST", "/api/identity/customers", Some(token), Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

async fn names(system: &TestSystem, token: &str, query: &str) -> Vec<String> {
    let answer = system.http("GET", &format!("/api/identity/customers{query}"), Some(token), None).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let items = answer.json["items"].as_array().expect("items");
    items.iter().map(|item| item["business_name"].as_str().expect("a name").to_owned()).collect()
}

fn path(customer: &Value) -> String {
    format!("/api/identity/customers/{}", id_of(customer))
}

async fn patch(system: &TestSystem, customer: &Value, token: &str, version: i64, body: Value) -> Answer {
    let seen = format!("\"{version}\"");
    system.http_with("PATCH", &path(customer), Some(token), Some(body), &[("if-match", &seen)]).await
}

both!(
    async fn a_shop_is_there_only_for_those_whom_it_concerns(setup: Setup) {
        let system = start(setup).await;
        let (_, ana) = seller(&system, "ana@storeflow.test").await;
        let (_, luis) = seller(&system, "luis@storeflow.test").await;
        let of_ana = captured(&system, &ana, "Tienda de Ana").await;
        captured(&system, &luis, "Tienda de Luis").await;
        assert_eq!(names(&system, &ana, "").await, ["Tienda de Ana"]);
        assert_eq!(names(&system, &luis, "").await, ["Tienda de Luis"]);
        let other = format!("?seller_id={}", of_ana["seller_id"].as_str().expect("a seller"));
        assert!(names(&system, &luis, &other).await.is_empty());
        let office = system.token_for(Role::Logistics);
        assert_eq!(names(&system, &office, "").await, ["Tienda de Luis", "Tienda de Ana"]);
        assert_eq!(names(&system, &office, &other).await, ["Tienda de Ana"]);

        let get = async |token: Option<&str>| system.http("GET", &path(&of_ana), token, None).await.status;
        assert_eq!((get(Some(&ana)).await, get(Some(&luis)).await, get(Some(&office)).await), (200, 404, 200));
        assert_eq!(get(None).await, 401);
        assert_eq!(get(Some(&system.token_for(Role::Customer))).await, 404);
        assert_eq!(get(Some(&system.token_for(Role::Driver))).await, 403);
        assert_eq!(get(Some(&system.token_for(Role::Supplier))).await, 403);
        let mut owner = principal(Role::Customer);
        owner.customer_id = id_of(&of_ana).parse().ok();
        assert_eq!(get(Some(&system.token(owner))).await, 200);
        let list = async |role| {
            system.http("GET", "/api/identity/customers", Some(&system.token_for(role)), None).await.status
        };
        assert_eq!(
            (list(Role::Customer).await, list(Role::Driver).await, list(Role::Purchasing).await),
            (403, 403, 200)
        );
        for id in ["nonsense", "00000000-0000-0000-0000-000000000000"] {
            let path = format!("/api/identity/customers/{id}");
            assert_eq!(system.http("GET", &path, Some(&office), None).await.status, 404);
        }
        assert_eq!(patch(&system, &of_ana, &luis, 1, json!({"address": "x"})).await.status, 404);
    }
);

both!(
    async fn a_change_needs_the_version_and_raises_it(setup: Setup) {
        let system = start(setup).await;
        let shop = registered(&system, shop(&phone())).await;
        let manager = system.token_for(Role::SalesManager);
        let unseen = system.http("PATCH", &path(&shop), Some(&manager), Some(json!({"city": "Cali"}))).await;
        assert_eq!((unseen.status, text(&unseen, "code")), (428, "if_match_missing"));
        let changed =
            patch(&system, &shop, &manager, 1, json!({"city": "Cali", "status": "active", "name": "Don Hugo"})).await;
        assert_eq!((changed.status, changed.headers["etag"].to_str().ok()), (200, Some("\"2\"")));
        assert_eq!((&changed.json["city"], &changed.json["status"]), (&json!("Cali"), &json!("active")));
        let late = patch(&system, &shop, &manager, 1, json!({"city": "Pasto"})).await;
        assert_eq!((late.status, text(&late, "code")), (412, "changed_meanwhile"));
        assert_eq!(late.json["present"], changed.json);
        assert_eq!(late.json["changed_by"], "test sales_manager");
        let same = patch(&system, &shop, &manager, 2, json!({"city": " Cali "})).await;
        assert_eq!((same.status, same.json["version"].as_i64()), (200, Some(2)));
        let cleared = patch(&system, &shop, &manager, 2, json!({"city": null, "name": null})).await;
        assert_eq!((cleared.json["version"].as_i64(), &cleared.json["city"]), (Some(3), &Value::Null));
        system.settle().await;
        let told = system.sent::<CustomersChanged>();
        let mut versions: Vec<_> =
            told.iter().map(|message| (message.items[0].version, message.items[0].status)).collect();
        versions.sort_by_key(|(version, _)| *version);
        use CustomerStatus::{Active, Pending};
        assert_eq!(versions, [(1, Pending), (2, Active), (3, Active)]);
    }
);

both!(
    async fn status_and_seller_are_decided_by_sales_managers(setup: Setup) {
        let system = start(setup).await;
        let (ana, ana_token) = seller(&system, "ana@storeflow.test").await;
        let shop = registered(&system, shop(&phone())).await;
        let mut owner = principal(Role::Customer);
        owner.customer_id = id_of(&shop).parse().ok();
        let owner = system.token(owner);
        for body in [json!({"status": "active"}), json!({"seller_id": ana.user_id}), json!({"seller_id": null})] {
            for token in [&owner, &system.token_for(Role::Warehouse)] {
                let answer = patch(&system, &shop, token, 1, body.clone()).await;
                assert_eq!((answer.status, text(&answer, "code")), (403, "forbidden"), "{body}");
            }
        }
        let own = patch(&system, &shop, &owner, 1, json!({"address": "Carrera 7 # 1-1"})).await;
        assert_eq!((own.status, &own.json["address"]), (200, &json!("Carrera 7 # 1-1")));
        let admin = system.token_for(Role::Admin);
        let nobody = patch(&system, &shop, &admin, 2, json!({"seller_id": principal(Role::Seller).user_id})).await;
        assert_eq!(
            (nobody.status, text(&nobody, "code"), pointers(&nobody)),
            (422, "unknown_seller", vec!["/seller_id"])
        );
        assert!(names(&system, &ana_token, "").await.is_empty());
        let given = patch(&system, &shop, &admin, 2, json!({"seller_id": ana.user_id, "status": "blocked"})).await;
        assert_eq!(given.status, 200, "{}", given.text);
        assert_eq!(names(&system, &ana_token, "").await.len(), 1);
        let pin = json!({"location": {"lat": 4.6, "lon": -74.1}});
        assert_eq!(patch(&system, &shop, &ana_token, 3, pin).await.json["location"]["lat"], 4.6);
        for (body, pointer) in [
            (json!({"status": "pending"}), "/status"),
            (json!({"status": "nonsense"}), "/status"),
            (json!({"phone": "1"}), "/phone"),
            (json!({"business_name": ""}), "/business_name"),
            (json!({"business_name": null, "email": 1}), "/email"),
        ] {
            let answer = patch(&system, &shop, &admin, 4, body.clone()).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![pointer]), "{body}: {}", answer.text);
        }
    }
);

both!(
    async fn a_phone_of_another_shop_cannot_be_taken_by_a_change(setup: Setup) {
        let system = start(setup).await;
        let first = registered(&system, shop(&phone())).await;
        let second = registered(&system, shop(&phone())).await;
        let admin = system.token_for(Role::Admin);
        let answer = patch(&system, &second, &admin, 1, json!({"phone": first["phone"]})).await;
        assert_eq!((answer.status, text(&answer, "code")), (409, "phone_taken"));
        assert_eq!(system.http("GET", &path(&second), Some(&admin), None).await.json, second);
    }
);

both!(
    async fn shops_are_found_filtered_sorted_and_paged(setup: Setup) {
        let system = start(setup).await;
        let (_, ana) = seller(&system, "ana@storeflow.test").await;
        let office = system.token_for(Role::Admin);
        for name in ["Ñame y Papa", "Víveres El Toberín", "Autoservicio Ocaña", "Víveres Ávila", "Tienda Nariño"]
        {
            captured(&system, &ana, name).await;
        }
        let bogota = registered(
            &system,
            json!({"business_name": "La Guajira", "phone": "+573104827316", "password": PASSWORD,
        "address": "Calle 140 # 13-42", "city": "Bogotá D.C.", "email": "capital@tienda.co"}),
        )
        .await;
        assert_eq!(names(&system, &office, "?search=VIVERES").await, ["Víveres Ávila", "Víveres El Toberín"]);
        assert_eq!(names(&system, &office, "?search=viv%20tob").await, ["Víveres El Toberín"]);
        for found in ["310482", "573104827316", "%2B57310482", "capital@tienda.co", "bogota"] {
            assert_eq!(names(&system, &office, &format!("?search={found}")).await, ["La Guajira"], "{found}");
        }
        assert_eq!(names(&system, &office, "?city=bogota%20d.c.").await, ["La Guajira"]);
        assert_eq!(names(&system, &office, "?city=MEDELLIN").await.len(), 5);
        assert!(names(&system, &office, "?status=active").await.is_empty());
        patch(&system, &bogota, &office, 1, json!({"status": "active", "business_name": "La Metrópoli"})).await;
        assert_eq!(names(&system, &office, "?status=active").await, ["La Metrópoli"]);
        assert_eq!(names(&system, &office, "?search=metropoli").await, ["La Metrópoli"]);
        assert!(names(&system, &office, "?search=guajira").await.is_empty(), "the old name finds nothing");
        let mut sorted = Vec::new();
        let mut query = "?limit=2&sort=business_name".to_owned();
        loop {
            let page = system.http("GET", &format!("/api/identity/customers{query}"), Some(&office), None).await;
            sorted
                .extend(page.json["items"].as_array().expect("items").iter().map(|item| item["business_name"].clone()));
            let Some(cursor) = page.json["next_cursor"].as_str() else { break };
            query = format!("?limit=2&sort=business_name&cursor={cursor}");
        }
        let expected = [
            "Autoservicio Ocaña",
            "La Metrópoli",
            "Ñame y Papa",
            "Tienda Nariño",
            "Víveres Ávila",
            "Víveres El Toberín",
        ];
        assert_eq!(sorted, expected);
        for bad in ["?limit=201", "?status=nonsense", "?sort=phone", "?cursor=x", "?seller_id=x"] {
            let answer = system.http("GET", &format!("/api/identity/customers{bad}"), Some(&office), None).await;
            assert_eq!(answer.status, 400, "{bad}: {}", answer.text);
        }
    }
);
