use super::*;
use crate::gate::Gate;
use crate::publish_keys::{prepare, rotate};
use base64::Engine;
use chassis::testing::both;
use chassis::{Access, Caller, Problem, Reply, Routes};
use chrono::TimeDelta;
use contracts::Service;
use contracts::identity::SigningKeyPublished;
use utoipa_axum::routes;

/// Says whom another service takes the caller for.
#[utoipa::path(get, path = "/api/purchasing/whoami", responses((status = 200, description = "Claims")))]
async fn whoami(caller: Caller) -> Result<Reply, Problem> {
    let p = &caller.principal;
    Ok(Reply::ok(&json!({"sub": p.user_id, "sid": p.session_id, "roles": p.roles, "customer_id": p.customer_id,
        "supplier_id": p.supplier_id, "warehouse_ids": p.warehouse_ids, "name": p.name})))
}

fn another_service() -> ServiceDef {
    ServiceDef::new(Service::Purchasing).routes(Routes::new().add(Access::signed_in(), routes!(whoami)))
}

/// A part of a token, read without checking anything.
fn part(token: &str, part: usize) -> Value {
    let text = token.split('.').nth(part).expect("a part");
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("base64"))
        .expect("JSON")
}

async fn kids(system: &TestSystem) -> Vec<String> {
    let answer = system.http("GET", "/api/identity/keys", None, None).await;
    assert_eq!(answer.status, 200);
    let keys = answer.json["keys"].as_array().expect("keys").clone();
    for key in &keys {
        assert_eq!(
            (key["kty"].as_str(), key["crv"].as_str(), key["alg"].as_str()),
            (Some("OKP"), Some("Ed25519"), Some("EdDSA"))
        );
        assert!(key["x"].as_str().is_some_and(|x| x.len() == 43) && key.get("d").is_none());
    }
    keys.iter().map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
}

both!(
    async fn another_service_believes_a_token(setup: Setup) {
        let system = start_with(setup, vec![identity(), another_service()]).await;
        system.settle().await;
        let warehouse = contracts::WarehouseId::new();
        let made = user(
            &system,
            json!({"email": "w@storeflow.test", "password": PASSWORD, "name": "Wilmer Cárdenas",
        "roles": ["warehouse", "driver"], "warehouse_ids": [warehouse]}),
        )
        .await;
        let signed_in = sign_in(&system, "w@storeflow.test", PASSWORD).await;
        let token = text(&signed_in, "access_token");
        let seen = system.http("GET", "/api/purchasing/whoami", Some(token), None).await;
        assert_eq!(seen.status, 200, "{}", seen.text);
        assert_eq!((&seen.json["sub"], &seen.json["roles"]), (&made["id"], &json!(["warehouse", "driver"])));
        assert_eq!((&seen.json["warehouse_ids"], &seen.json["name"]), (&json!([warehouse]), &json!("Wilmer Cárdenas")));
        let (header, claims) = (part(token, 0), part(token, 1));
        assert_eq!(
            (header["alg"].as_str(), header["kid"].as_str()),
            (Some("EdDSA"), Some(kids(&system).await[0].as_str()))
        );
        assert_eq!(claims["exp"].as_i64().expect("exp") - claims["iat"].as_i64().expect("iat"), 600);
        assert_eq!(claims["sid"], seen.json["sid"]);
        assert!(claims.get("customer_id").is_none() && claims.get("supplier_id").is_none());

        let changed = format!("{}x{}", &token[..token.len() - 40], &token[token.len() - 39..]);
        assert_eq!(system.http("GET", "/api/purchasing/whoami", Some(&changed), None).await.status, 401);
        system.advance(TimeDelta::minutes(11));
        let old = system.http("GET", "/api/purchasing/whoami", Some(token), None).await;
        assert_eq!((old.status, text(&old, "code")), (401, "token_expired"));
        assert_eq!(system.http("GET", "/api/identity/me", Some(token), None).await.status, 401);
    }
);

both!(
    async fn a_key_is_known_everywhere_a_day_before_it_signs(setup: Setup) {
        let system = start_with(setup, vec![identity(), another_service()]).await;
        let app = system.app(Service::Identity).clone();
        let gate = Gate::new(&IdentityConfig { wrapping_key: [7; 32] });
        user(&system, json!({"email": "a@storeflow.test", "password": PASSWORD, "name": "A", "roles": ["admin"]}))
            .await;
        let first = kids(&system).await;
        assert_eq!(first.len(), 1);
        rotate(app.clone(), gate.clone()).await.expect("nothing to do");
        assert_eq!(kids(&system).await, first);
        system.advance(TimeDelta::days(29) + TimeDelta::minutes(1));
        // Several replicas find out at once: one key is made.
        let tries = (0..6).map(|_| rotate(app.clone(), gate.clone()));
        futures::future::join_all(tries).await.into_iter().for_each(|made| made.expect("made or left"));
        system.settle().await;
        let both = kids(&system).await;
        assert_eq!((both.len(), &both[0]), (2, &first[0]));
        assert_eq!(system.sent::<SigningKeyPublished>().len(), 2);
        let signed_with = async || {
            let answer = sign_in(&system, "a@storeflow.test", PASSWORD).await;
            let token = text(&answer, "access_token");
            for path in ["/api/purchasing/whoami", "/api/identity/me"] {
                assert_eq!(system.http("GET", path, Some(token), None).await.status, 200);
            }
            part(token, 0)["kid"].as_str().expect("a kid").to_owned()
        };
        assert_eq!(signed_with().await, both[0]);
        system.advance(TimeDelta::hours(24));
        assert_eq!(signed_with().await, both[1]);
        assert_eq!(kids(&system).await, both, "tokens of the old key are still on their way");
        system.advance(TimeDelta::hours(2));
        assert_eq!(kids(&system).await, both[1..]);
    }
);

both!(
    async fn another_wrapping_key_stops_the_start(setup: Setup) {
        let system = start(setup).await;
        let app = system.app(Service::Identity).clone();
        let wrong = Gate::new(&IdentityConfig { wrapping_key: [8; 32] });
        let error = prepare(app.clone(), wrong).await.expect_err("it cannot be opened").to_string();
        assert!(error.contains("wrapping key"), "{error}");
        prepare(app, Gate::new(&IdentityConfig { wrapping_key: [7; 32] })).await.expect("the right one opens it");
    }
);

#[test]
fn secrets_are_not_shown() {
    let config = IdentityConfig { wrapping_key: [7; 32] };
    assert!(!format!("{config:?}").contains('7'));
    let asked: crate::register_customer::RegisterCustomer =
        serde_json::from_value(shop("+573000000000")).expect("a shop");
    assert!(!format!("{asked:?}").contains(PASSWORD));
}

#[test]
fn every_operation_says_who_may_call_it() {
    let document = serde_json::to_value(identity().full_openapi()).expect("a document");
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = 0;
    for (path, item) in paths.iter().filter(|(path, _)| !path.contains("/system/")) {
        for (method, operation) in item.as_object().expect("an item") {
            assert!(operation["x-roles"].is_array(), "{method} {path}");
            assert!(operation["summary"].is_string(), "{method} {path}");
            operations += 1;
        }
    }
    assert_eq!(operations, 14);
}
