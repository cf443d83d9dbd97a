use super::*;
use chassis::testing::both;

both!(
    async fn the_company_is_named_by_an_administrator_and_seen_by_all(setup: Setup) {
        let system = start(setup).await;
        let (admin, clerk) = (system.token_for(Role::Admin), system.token_for(Role::Warehouse));
        let path = "/api/identity/company";
        let company = system.http("GET", path, Some(&clerk), None).await;
        assert_eq!((company.status, &company.json["legal_name"]), (200, &json!("")));
        let change = json!({"legal_name": "  Distribuidora Andina S.A.S. ", "tax_id": "900.123.456-7", "email": "hola@andina.co"});
        let with = async |token: &str, version: &str, body: &Value| {
            system.http_with("PATCH", path, Some(token), Some(body.clone()), &[("if-match", version)]).await
        };
        assert_eq!(with(&clerk, "\"1\"", &change).await.status, 403);
        let changed = with(&admin, "\"1\"", &change).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        assert_eq!(changed.json["legal_name"], "Distribuidora Andina S.A.S.");
        assert_eq!(with(&admin, "\"1\"", &json!({"phone": "1"})).await.status, 412);
        let bad = with(&admin, "\"2\"", &json!({"email": "nobody", "tax_id": "x".repeat(41)})).await;
        assert_eq!((bad.status, pointers(&bad)), (422, vec!["/tax_id", "/email"]));
        assert_eq!(system.http("GET", path, Some(&clerk), None).await.json["version"], 2);
        assert!(audited(&system).await.iter().any(|(what, _)| what == "company_changed"));
    }
);

both!(
    async fn a_person_changes_what_they_are_called_and_nothing_else(setup: Setup) {
        let system = start(setup).await;
        let email = "ana@storeflow.test";
        let user =
            user(&system, json!({"email": email, "password": PASSWORD, "name": "Ana", "roles": ["warehouse"]})).await;
        let token = text(&sign_in(&system, email, PASSWORD).await, "access_token").to_owned();
        let path = "/api/identity/me";
        let changed = system.http("PATCH", path, Some(&token), Some(json!({"name": " Ana María "}))).await;
        assert_eq!((changed.status, &changed.json["name"]), (200, &json!("Ana María")), "{}", changed.text);
        assert_eq!((&changed.json["id"], &changed.json["roles"]), (&user["id"], &json!(["warehouse"])));
        for bad in [json!({"name": ""}), json!({}), json!({"name": "x".repeat(121)})] {
            assert!([400, 422].contains(&system.http("PATCH", path, Some(&token), Some(bad)).await.status));
        }
        assert_eq!(system.http("PATCH", path, None, Some(json!({"name": "X"}))).await.status, 401);
        assert_eq!(system.http("GET", path, Some(&token), None).await.json["name"], "Ana María");
    }
);

both!(
    async fn shops_that_wait_for_approval_are_counted(setup: Setup) {
        let system = start(setup).await;
        let manager = system.token_for(Role::SalesManager);
        registered(&system, shop(&phone())).await;
        let overview = system.http("GET", "/api/identity/overview", Some(&manager), None).await;
        let pending = system.http("GET", "/api/identity/customers?status=pending", Some(&manager), None).await;
        let listed = pending.json["items"].as_array().expect("items").len();
        assert_eq!(overview.json["pending_customers"], json!(listed));
    }
);

both!(
    async fn the_history_of_a_shop_is_the_companys_and_that_of_a_user_is_not(setup: Setup) {
        let system = start(setup).await;
        let (admin, clerk) = (system.token_for(Role::Admin), system.token_for(Role::Warehouse));
        let customer = registered(&system, shop(&phone())).await;
        let id = id_of(&customer);
        let path = format!("/api/identity/customers/{id}");
        let change = json!({"business_name": "Tienda Ñandú"});
        let version = format!("\"{}\"", customer["version"]);
        let changed = system.http_with("PATCH", &path, Some(&admin), Some(change), &[("if-match", &version)]).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        let history = system.http("GET", &format!("/api/identity/history?subject={id}"), Some(&clerk), None).await;
        let items = history.json["items"].as_array().expect("items").clone();
        assert!(items.iter().any(|item| item["what"] == "customer_changed"), "{}", history.text);
        assert!(items.iter().all(|item| item.get("address").is_none()), "{}", history.text);
        let admins =
            user(&system, json!({"email": "x@y.co", "password": PASSWORD, "name": "X", "roles": ["admin"]})).await;
        let of_user = format!("/api/identity/history?subject={}", id_of(&admins));
        assert_eq!(system.http("GET", &of_user, Some(&clerk), None).await.json["items"], json!([]));
        for role in [Role::Customer, Role::Seller, Role::Supplier] {
            let token = system.token_for(role);
            assert_eq!(system.http("GET", &of_user, Some(&token), None).await.status, 403);
        }
        // The log is searched without case and accents, by person and by day.
        let found = async |query: &str| {
            let path = format!("/api/identity/system/audit?{query}");
            let answer = system.http("GET", &path, Some(&admin), None).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            answer.json["items"].as_array().expect("items").len()
        };
        assert_eq!(found("text=nandu+CUSTOMER").await, 1);
        assert_eq!(found("text=nandu+tulua").await, 0);
        let today = system
            .app(contracts::Service::Identity)
            .company()
            .local_date(system.app(contracts::Service::Identity).now());
        assert!(found(&format!("from={today}&to={today}")).await >= 2);
        assert_eq!(found("to=2020-01-01").await, 0);
        assert_eq!(found(&format!("actor={}", contracts::UserId::new())).await, 0);
        assert_eq!(
            system.http("GET", "/api/identity/system/audit?from=0001-01-01", Some(&admin), None).await.status,
            400
        );
    }
);
