use super::*;
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

        let at = token.len() - 40;
        let other = if token.as_bytes()[at] == b'x' { 'y' } else { 'x' };
        let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
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
        let gate = Gate::new(&config());
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
        // The first, the second, and that the first ends then.
        let told = system.sent::<SigningKeyPublished>();
        assert_eq!(told.len(), 3);
        assert_eq!(told.iter().filter(|key| key.kid == first[0] && key.accepted_until.is_some()).count(), 1);
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
    async fn a_replaced_key_is_believed_until_its_tokens_are_over(setup: Setup) {
        let system = start_with(setup, vec![identity(), another_service()]).await;
        let admin = system.token_for(Role::Admin);
        let body = json!({"email": "a@storeflow.test", "password": PASSWORD, "name": "A", "roles": ["admin"]});
        let me = user(&system, body).await;
        let make =
            async |body: Value| system.http("POST", "/api/identity/signing-keys", Some(&admin), Some(body)).await;
        let soon = |seconds| json!({"signs_from": system.clock().now() + TimeDelta::seconds(seconds)});
        let (old, forged_at) = (kids(&system).await, system.clock().now());
        for body in [soon(10), soon(31 * 86_400), json!({"signs_from": "soon"})] {
            assert_eq!((make(body.clone()).await.status, pointers(&make(body).await)), (422, vec!["/signs_from"]));
        }
        let slow = make(json!({})).await;
        assert_eq!(slow.status, 201, "{}", slow.text);
        assert_eq!((make(json!({})).await.status, kids(&system).await.len()), (200, 2), "one is waiting already");
        let fast = make(soon(90)).await;
        assert_eq!((fast.status, make(soon(95)).await.status), (201, 200));
        system.settle().await;
        system.advance(TimeDelta::seconds(91));
        let token = sign_in(&system, "a@storeflow.test", PASSWORD).await;
        let token = text(&token, "access_token");
        assert_eq!(part(token, 0)["kid"], fast.json["kid"]);
        assert_eq!(system.http("GET", "/api/purchasing/whoami", Some(token), None).await.status, 200);

        // Whoever got hold of the old private key makes a token that would be good for a day.
        let app = system.app(Service::Identity).clone();
        let stored = crate::store::keys::all(app.db()).await.expect("keys");
        let stolen = stored[0].open(&[7; 32]).expect("the old key");
        assert_eq!(stored[0].kid, old[0]);
        let thief = crate::user::User { id: id_of(&me).parse().expect("an id"), ..nobody(forged_at) };
        let claims = chassis::auth::Claims {
            exp: (forged_at + TimeDelta::days(1)).timestamp(),
            ..thief.claims(contracts::SessionId::new(), forged_at)
        };
        let forged = stolen.sign(&claims).expect("signed");
        let status = async || system.http("GET", "/api/purchasing/whoami", Some(&forged), None).await.status;
        assert_eq!(status().await, 200, "its last tokens may still be about");
        system.advance(TimeDelta::hours(1));
        assert_eq!(status().await, 401);
        assert_eq!(kids(&system).await, [fast.json["kid"].as_str().expect("a kid")]);
        for role in [Role::SalesManager, Role::Customer] {
            let token = system.token_for(role);
            let answer = system.http("POST", "/api/identity/signing-keys", Some(&token), Some(json!({}))).await;
            assert_eq!(answer.status, 403);
        }
    }
);

fn nobody(now: chrono::DateTime<chrono::Utc>) -> crate::User {
    crate::User {
        id: contracts::UserId::new(),
        version: 1,
        status: crate::UserStatus::Active,
        email: None,
        phone: None,
        name: "Nobody".to_owned(),
        roles: [Role::Admin].into(),
        customer_id: None,
        supplier_id: None,
        warehouse_ids: Vec::new(),
        zone: None,
        start_point: None,
        created_at: now,
        updated_at: now,
    }
}

both!(
    async fn another_wrapping_key_stops_the_start(setup: Setup) {
        let system = start(setup).await;
        let app = system.app(Service::Identity).clone();
        let wrong = Gate::new(&IdentityConfig { wrapping_key: [8; 32], ..config() });
        let error = prepare(app.clone(), wrong).await.expect_err("it cannot be opened").to_string();
        assert!(error.contains("wrapping key"), "{error}");
        prepare(app, Gate::new(&config())).await.expect("the right one opens it");
    }
);

#[test]
fn secrets_are_not_shown() {
    let config = super::config();
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
    assert_eq!(operations, 36);
}
