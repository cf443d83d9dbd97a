//! Behaviour of identity on both set-ups.

mod api_keys;
mod company;
mod customers;
mod keys;
mod loss;
mod own_sessions;
mod passwords;
mod refreshing;
mod registration;
mod shops;
mod signing_in;
mod smtp;
mod syncing;
mod users;

use crate::gate::Gate;
use crate::{IdentityConfig, Mailer};
use chassis::testing::{Answer, Setup, TestSystem, principal};
use chassis::{Principal, ServiceDef};
use contracts::identity::Role;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const PASSWORD: &str = "correct horse";

fn config() -> IdentityConfig {
    IdentityConfig { wrapping_key: [7; 32], mailer: Mailer::default() }
}

fn identity() -> ServiceDef {
    crate::service(config())
}

/// Waits until something has come true.
async fn eventually(what: &str, check: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !check().await {
        assert!(Instant::now() < deadline, "not yet: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until every process has heard that an access token is revoked.
async fn revoked(system: &TestSystem, token: &str) {
    eventually("revoked", async || {
        let answer = system.http("GET", "/api/identity/me", Some(token), None).await;
        answer.status == 401 && answer.json["code"] == "token_revoked"
    })
    .await;
}

/// What was audited, oldest first.
async fn audited(system: &TestSystem) -> Vec<(String, Value)> {
    let admin = system.token_for(Role::Admin);
    let answer = system.http("GET", "/api/identity/system/audit?limit=200", Some(&admin), None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let items = answer.json["items"].as_array().expect("items").iter().rev();
    items.map(|item| (item["what"].as_str().expect("what").to_owned(), item.clone())).collect()
}

async fn start(setup: Setup) -> TestSystem {
    start_with(setup, vec![identity()]).await
}

/// Starts services and waits for the first signing key: a cluster makes it after it began to serve.
async fn start_with(setup: Setup, services: Vec<ServiceDef>) -> TestSystem {
    let system = TestSystem::start(setup, services).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while system.http("GET", "/api/identity/keys", None, None).await.status != 200 {
        assert!(Instant::now() < deadline, "no key was made");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    system
}

/// A phone number that no other call gives.
fn phone() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("+5730000{:05}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn shop(phone: &str) -> Value {
    json!({"business_name": "Tienda La Ñapa", "phone": phone, "password": PASSWORD, "address": "Calle 1 # 2-3"})
}

/// Registers a shop of its own and answers with it.
async fn registered(system: &TestSystem, body: Value) -> Value {
    let answer = system.http("POST", "/api/identity/customers", None, Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

async fn sign_in(system: &TestSystem, login: &str, password: &str) -> Answer {
    let body = json!({"login": login, "password": password});
    system.http("POST", "/api/identity/sessions", None, Some(body)).await
}

async fn sign_in_from(system: &TestSystem, address: &str, login: &str, password: &str) -> Answer {
    let body = json!({"login": login, "password": password});
    system.http_with("POST", "/api/identity/sessions", None, Some(body), &[("x-forwarded-for", address)]).await
}

/// A user made by an administrator.
async fn user(system: &TestSystem, body: Value) -> Value {
    let admin = system.token_for(Role::Admin);
    let answer = system.http("POST", "/api/identity/users", Some(&admin), Some(body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json
}

/// A seller who exists as a user, and a token for it.
async fn seller(system: &TestSystem, email: &str) -> (Principal, String) {
    let made =
        user(system, json!({"email": email, "password": PASSWORD, "name": "Vendedora", "roles": ["seller"]})).await;
    let mut seller = principal(Role::Seller);
    seller.user_id = id_of(&made).parse().expect("an id");
    let token = system.token(seller.clone());
    (seller, token)
}

fn id_of(resource: &Value) -> &str {
    resource["id"].as_str().expect("an id")
}

fn text<'a>(answer: &'a Answer, member: &str) -> &'a str {
    answer.json[member].as_str().unwrap_or_else(|| panic!("{member} is missing: {}", answer.text))
}

fn pointers(answer: &Answer) -> Vec<&str> {
    let errors = answer.json["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    errors.iter().filter_map(|error| error["pointer"].as_str()).collect()
}
