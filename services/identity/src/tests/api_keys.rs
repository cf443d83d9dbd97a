use super::*;
use chassis::testing::both;
use chrono::TimeDelta;

const PATH: &str = "/api/identity/api-keys";

async fn exchange(system: &TestSystem, key: &str) -> Answer {
    system.http("POST", "/api/identity/sessions/api-key", Some(key), None).await
}

both!(
    async fn another_system_works_with_a_key_until_it_is_revoked(setup: Setup) {
        let system = start(setup).await;
        let admin = system.token_for(Role::Admin);
        let create = async |body: Value| {
            system.http_with("POST", PATH, Some(&admin), Some(body), &[("idempotency-key", "k1")]).await
        };
        let made = create(json!({"name": " ERP ", "roles": ["purchasing", "logistics"]})).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let secret = text(&made, "secret").to_owned();
        assert!(secret.starts_with("sfk_") && secret.len() > 70);
        assert_eq!((&made.json["name"], &made.json["expires_at"]), (&json!("ERP"), &Value::Null));
        let path = format!("{PATH}/{}", id_of(&made.json));
        assert_eq!(made.headers["location"], path.as_str());
        let again = create(json!({"name": " ERP ", "roles": ["purchasing", "logistics"]})).await;
        assert_eq!(again.status, 201);
        assert_ne!(again.json["id"], made.json["id"], "an answer with a secret is never kept");

        let token = exchange(&system, &secret).await;
        assert_eq!((token.status, token.json["expires_in"].as_i64()), (201, Some(600)), "{}", token.text);
        let token = text(&token, "access_token").to_owned();
        let customers =
            async |token: &str| system.http("GET", "/api/identity/customers", Some(token), None).await.status;
        assert_eq!(customers(&token).await, 200);
        assert_eq!(system.http("GET", PATH, Some(&token), None).await.status, 403, "not an administrator");
        assert_eq!(customers(&secret).await, 401, "the key itself opens nothing else");
        let shown = system.http("GET", &path, Some(&admin), None).await;
        assert!(shown.json["last_used_at"].is_string() && shown.json.get("secret").is_none());
        assert!(!shown.text.contains("hash"));

        let mut changed = secret.clone();
        changed.pop();
        for bad in [changed.as_str(), "sfk_", "sfk_x_y", &format!("sfk_{}_x", uuid::Uuid::nil().simple()), &token] {
            let answer = exchange(&system, bad).await;
            assert_eq!((answer.status, text(&answer, "code")), (401, "api_key_invalid"), "{bad}");
            assert_eq!(answer.headers["www-authenticate"], "Bearer");
        }
        assert_eq!(system.http("POST", "/api/identity/sessions/api-key", None, None).await.status, 401);

        let revoke = async || system.http("POST", &format!("{path}/revoke"), Some(&admin), None).await;
        let revoked_key = revoke().await;
        assert_eq!((revoked_key.status, revoked_key.json["version"].as_i64()), (200, Some(2)));
        assert_eq!(revoke().await.json, revoked_key.json, "again changes nothing");
        assert_eq!(exchange(&system, &secret).await.status, 401);
        revoked(&system, &token).await;
        let list = system.http("GET", &format!("{PATH}?sort=name"), Some(&admin), None).await;
        assert_eq!(list.json["items"].as_array().map(Vec::len), Some(2));
        let audited = audited(&system).await;
        assert!(audited.iter().any(|(what, _)| what == "api_key_revoked"));
        assert!(
            audited.iter().all(|(_, item)| !item.to_string().contains(secret.rsplit('_').next().expect("a secret")))
        );
    }
);

both!(
    async fn a_key_has_rules_and_an_end(setup: Setup) {
        let system = start(setup).await;
        let admin = system.token_for(Role::Admin);
        let now = system.clock().now();
        for (body, pointer) in [
            (json!({"name": "", "roles": ["admin"]}), "/name"),
            (json!({"name": "X", "roles": []}), "/roles"),
            (json!({"name": "X", "roles": ["customer"]}), "/roles"),
            (json!({"name": "X", "roles": ["king"]}), "/roles/0"),
            (json!({"name": "X", "roles": ["admin"], "expires_at": now}), "/expires_at"),
        ] {
            let answer = system.http("POST", PATH, Some(&admin), Some(body.clone())).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![pointer]), "{body}: {}", answer.text);
        }
        let body = json!({"name": "Tienda web", "roles": ["admin"], "expires_at": now + TimeDelta::minutes(5)});
        let key = system.http("POST", PATH, Some(&admin), Some(body)).await;
        let token = exchange(&system, text(&key, "secret")).await;
        assert!(token.json["expires_in"].as_i64().is_some_and(|seconds| (200..=300).contains(&seconds)));
        // What it does is audited under its name.
        let access = text(&token, "access_token");
        let made = json!({"email": "x@x.co", "password": PASSWORD, "name": "X", "roles": ["driver"]});
        assert_eq!(system.http("POST", "/api/identity/users", Some(access), Some(made)).await.status, 201);
        let audited = audited(&system).await;
        assert!(audited.iter().any(|(what, item)| what == "user_created" && item["actor_name"] == "Tienda web"));
        system.advance(TimeDelta::minutes(6));
        assert_eq!(exchange(&system, text(&key, "secret")).await.status, 401);
        assert_eq!(system.http("GET", PATH, Some(access), None).await.status, 401);
        for path in [format!("{PATH}/nonsense"), format!("{PATH}/{}", uuid::Uuid::now_v7())] {
            let admin = system.token_for(Role::Admin);
            assert_eq!(system.http("GET", &path, Some(&admin), None).await.status, 404);
        }
        for role in [Role::SalesManager, Role::Seller, Role::Customer] {
            let token = system.token_for(role);
            let body = json!({"name": "X", "roles": ["admin"]});
            assert_eq!(system.http("POST", PATH, Some(&token), Some(body)).await.status, 403);
            assert_eq!(system.http("GET", PATH, Some(&token), None).await.status, 403);
        }
    }
);
