//! Tests of the service, each on both set-ups.

mod bulk;
mod catalogue;
mod images;
mod imports;
mod listing;
mod pricing;
mod purchase_orders;
mod suppliers;
mod syncing;

use chassis::Principal;
use chassis::testing::{Answer, Setup, TestSystem};
use contracts::identity::Role;
use contracts::purchasing::{ProductState, ProductsChanged};
use contracts::{SessionId, SupplierId, UserId};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

/// The service running, with somebody of each kind signed in.
struct World {
    system: TestSystem,
    /// Writes: role `purchasing`.
    buyer: Principal,
    /// Reads everything: role `warehouse`.
    staff: Principal,
    /// Reads what can be ordered: role `customer`.
    shop: Principal,
    numbers: AtomicU32,
}

impl World {
    async fn start(setup: Setup) -> Self {
        Self::around(TestSystem::start(setup, vec![crate::service()]).await)
    }

    /// The same around a system that was started otherwise.
    fn around(system: TestSystem) -> Self {
        let buyer = person(&[Role::Purchasing], None);
        let staff = person(&[Role::Warehouse], None);
        let shop = person(&[Role::Customer], None);
        Self { system, buyer, staff, shop, numbers: AtomicU32::new(0) }
    }

    /// A fresh token for each request: tests move the clock by days.
    fn token(&self, who: &Principal) -> String {
        self.system.token(who.clone())
    }

    async fn get(&self, path: &str, who: &Principal) -> Answer {
        self.system.http("GET", &api(path), Some(&self.token(who)), None).await
    }

    async fn post(&self, path: &str, who: &Principal, body: Value) -> Answer {
        self.system.http("POST", &api(path), Some(&self.token(who)), Some(body)).await
    }

    async fn patch(&self, path: &str, who: &Principal, version: Option<i64>, body: Value) -> Answer {
        let tag = version.map(|version| format!("\"{version}\""));
        let headers: Vec<(&str, &str)> = tag.iter().map(|tag| ("if-match", tag.as_str())).collect();
        self.system.http_with("PATCH", &api(path), Some(&self.token(who)), Some(body), &headers).await
    }

    /// A new supplier of this name.
    async fn supplier(&self, legal_name: &str) -> Value {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let body = json!({"legal_name": legal_name, "email": format!("s{number}@supplier.example")});
        let answer = self.post("/suppliers", &self.buyer, body).await;
        assert_eq!(answer.status, 201, "{:?}", answer.json);
        answer.json
    }

    /// A new product of a supplier: a sound one with these members instead.
    async fn product(&self, supplier: &Value, with: Value) -> Value {
        let answer = self.post("/products", &self.buyer, self.sound(supplier, with)).await;
        assert_eq!(answer.status, 201, "{:?}", answer.json);
        answer.json
    }

    /// The body of a sound product with these members instead.
    fn sound(&self, supplier: &Value, with: Value) -> Value {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let mut body = json!({
            "sku": format!("SKU-{number:04}"),
            "name": format!("Producto {number}"),
            "supplier_id": supplier["id"],
            "price": cop(125_000),
        });
        merge(&mut body, with);
        body
    }

    /// What was published about a product, in order of version.
    async fn heard_of(&self, product: &Value) -> Vec<ProductState> {
        self.system.settle().await;
        let id = product["id"].as_str().expect("id").to_owned();
        let messages: Vec<ProductsChanged> = self.system.sent();
        let mut states: Vec<ProductState> =
            messages.into_iter().flat_map(|message| message.items).filter(|state| state.id.to_string() == id).collect();
        states.sort_by_key(|state| state.version);
        states.dedup();
        states
    }
}

fn api(path: &str) -> String {
    format!("/api/purchasing{path}")
}

fn person(roles: &[Role], supplier_id: Option<SupplierId>) -> Principal {
    Principal {
        user_id: UserId::new(),
        session_id: SessionId::new(),
        roles: roles.iter().copied().collect(),
        customer_id: None,
        supplier_id,
        warehouse_ids: vec![],
        name: "Somebody".to_owned(),
    }
}

fn cop(amount: i64) -> Value {
    json!({"amount": amount, "currency": "COP"})
}

fn merge(body: &mut Value, with: Value) {
    if let (Value::Object(body), Value::Object(with)) = (body, with) {
        body.extend(with);
    }
}

fn supplier_id(supplier: &Value) -> SupplierId {
    supplier["id"].as_str().expect("id").parse().expect("uuid")
}

/// The pointers of a problem document.
fn pointers(answer: &Answer) -> Vec<String> {
    let errors = answer.json["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["pointer"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Asserts a problem with this status, code and (if any) these places.
fn refused(answer: &Answer, status: u16, code: &str, places: &[&str]) {
    assert_eq!((answer.status, answer.json["code"].as_str()), (status, Some(code)), "{:?}", answer.json);
    if !places.is_empty() {
        assert_eq!(pointers(answer), places, "{:?}", answer.json);
    }
}

/// Values of a member of the items of a page.
fn column(answer: &Answer, member: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    let items = answer.json["items"].as_array().cloned().expect("items");
    items.iter().map(|item| item[member].as_str().map_or_else(|| item[member].to_string(), str::to_owned)).collect()
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

fn nobody() -> Uuid {
    Uuid::now_v7()
}

/// Runs requests at once.
async fn futures_all<F: Future<Output = Answer>>(requests: impl Iterator<Item = F>) -> Vec<Answer> {
    let mut running: Vec<_> = requests.map(Box::pin).collect();
    let mut answers: Vec<Option<Answer>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (request, answer) in running.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let std::task::Poll::Ready(done) = request.as_mut().poll(context)
            {
                *answer = Some(done);
            }
        }
        if answers.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    answers.into_iter().flatten().collect()
}
