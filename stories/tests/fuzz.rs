//! Random requests to every operation of the API description: whatever they hold, the answer is never a 5xx (other than
//! "not now", with `Retry-After`), a refusal is a problem document, and no message dies of what was accepted.
//!
//! Seeded: the same requests every time. `STOREFLOW_FUZZ` sets how many per operation, `STOREFLOW_SEED` which.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use stories::company::{new_id, order};
use stories::document::{Operation, operations};
use stories::world::{ADMIN, PASSWORD};
use stories::{Answer, Api, Company, SetUp, World, eventually, invariants};

fn number_of(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

struct Fuzz {
    rng: StdRng,
    /// Ids that exist, with what they are: `product`, `customer` …
    known: Vec<(String, String)>,
}

impl Fuzz {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.rng.random_range(0..all.len())].clone()
    }

    /// An id that exists: of the named kind if there is one.
    fn known(&mut self, kind: &str) -> String {
        let of_kind: Vec<String> = self.known.iter().filter(|(of, _)| of == kind).map(|(_, id)| id.clone()).collect();
        let any = of_kind.is_empty() || self.chance(15);
        let ids = if any { self.known.iter().map(|(_, id)| id.clone()).collect() } else { of_kind };
        self.pick(&ids)
    }

    fn id(&mut self, kind: &str) -> String {
        match self.rng.random_range(0..10) {
            0..6 => self.known(kind),
            6..8 => uuid::Uuid::from_u128(self.rng.random()).to_string(),
            8 => "00000000-0000-0000-0000-000000000000".to_owned(),
            _ => self.text(),
        }
    }

    fn text(&mut self) -> String {
        let texts = [
            "",
            " ",
            "0",
            "-1",
            "201",
            "1e9",
            "NaN",
            "99999999999999999999999",
            "9223372036854775807",
            "-9223372036854775808",
            "true",
            "null",
            "a\u{0}b",
            "\u{7f}\u{1b}[31m",
            "\u{202e}oidar",
            "💩",
            "ÁÉÍ ñandú ß İ",
            "\u{0301}\u{0301}",
            "%",
            "_",
            "%00",
            "'; DROP TABLE orders; --",
            "\"}{",
            "../../etc/passwd",
            "*",
            "name,-created_at",
            "-created_at",
            "created_at,created_at",
            "2026-02-30",
            "2026-12-31",
            "0000-01-01",
            "-0001-01-01",
            "9999-12-31",
            "+262142-12-31",
            "2026-11-24T25:00:00Z",
            "2026-11-24T10:00:00.123456789Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:60Z",
            "+262142-12-31T23:59:59Z",
            "a@b.co",
            "+573001234567",
            "COP",
            "admin",
            "active",
            "submitted",
            "cancelled",
        ];
        match self.rng.random_range(0..20) {
            0 => "x".repeat(self.rng.random_range(1..3_000)),
            1 => (0..self.rng.random_range(1..20)).map(|_| char::from(self.rng.random_range(32..127_u8))).collect(),
            2 => self.cursor(),
            3 => self.known(""),
            _ => self.pick(&texts).to_owned(),
        }
    }

    /// A cursor as ours, with anything in it.
    fn cursor(&mut self) -> String {
        let sort = self.pick(&["-created_at", "created_at", "name", "on", "sku", ""]);
        let values: Vec<Value> = (0..self.rng.random_range(0..3)).map(|_| self.value(1)).collect();
        let id = self.known("");
        BASE64.encode(json!({"s": sort, "v": values, "i": id}).to_string())
    }

    fn value(&mut self, depth: usize) -> Value {
        let most = if depth == 0 { 5 } else { 7 };
        match self.rng.random_range(0..most) {
            0 => self.pick(&[json!(null), json!(true), json!(false)]),
            1 => self.pick(&[
                json!(0),
                json!(1),
                json!(-1),
                json!(7),
                json!(1_000_000),
                json!(1_000_001),
                json!(i64::MAX),
                json!(i64::MIN),
                json!(u64::MAX),
                json!(i32::MAX),
                json!(i64::from(i32::MAX) + 1),
                json!(10_000_000_000_000_i64),
            ]),
            2 => self.pick(&[json!(0.1), json!(-0.0), json!(1.5), json!(1e308), json!(-1e308), json!(5e-324)]),
            3 | 4 => json!(self.text()),
            5 => (0..self.rng.random_range(0..4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let names = ["id", "amount", "currency", "lat", "lon", "product_id", "quantity", "x"];
                let count = self.rng.random_range(0..4);
                let members = (0..count).map(|_| (self.pick(&names).to_owned(), self.value(depth - 1)));
                Value::Object(members.collect())
            }
        }
    }

    /// A body of the right shape with known ids, then changed in a few places.
    fn body(&mut self, sample: &Value) -> Value {
        let mut body = sample.clone();
        self.use_known_ids(&mut body);
        for _ in 0..self.rng.random_range(0..3) {
            self.change(&mut body);
        }
        body
    }

    fn use_known_ids(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.use_known_ids(item)),
            Value::Object(members) => {
                for (name, member) in members {
                    if name == "id" {
                        *member = json!(uuid::Uuid::from_u128(self.rng.random()));
                    } else if let Some(kind) = name.strip_suffix("_id") {
                        *member = json!(self.known(if kind == "seller" { "user" } else { kind }));
                    } else if name == "currency" {
                        *member = json!("COP");
                    } else if name == "password" {
                        *member = json!(PASSWORD);
                    } else if name == "email" {
                        *member = json!(format!("u{}@fuzz.test", self.rng.random_range(0..1_000)));
                    } else if name == "phone" {
                        *member = json!(format!("+57311{:07}", self.rng.random_range(0..10_000_000)));
                    } else {
                        self.use_known_ids(member);
                    }
                }
            }
            _ => {}
        }
    }

    /// Changes one random place.
    fn change(&mut self, value: &mut Value) {
        let here = self.chance(25);
        match value {
            Value::Object(members) if !here && !members.is_empty() => {
                let names: Vec<String> = members.keys().cloned().collect();
                let name = self.pick(&names);
                match self.rng.random_range(0..10) {
                    0 => drop(members.remove(&name)),
                    1 => drop(members.insert("unknown".to_owned(), self.value(2))),
                    _ => self.change(&mut members[&name]),
                }
            }
            Value::Array(items) if !here && !items.is_empty() => {
                let at = self.rng.random_range(0..items.len());
                match self.rng.random_range(0..10) {
                    0 => items.clear(),
                    1 => *items = vec![items[at].clone(); self.rng.random_range(2..250)],
                    _ => self.change(&mut items[at]),
                }
            }
            _ => *value = self.value(2),
        }
    }

    fn query(&mut self, names: &[String]) -> String {
        let mut pairs = Vec::new();
        for name in names {
            if self.chance(35) {
                pairs.push(format!("{name}={}", self.encoded()));
            }
        }
        if self.chance(5) {
            pairs.push(self.encoded());
        }
        if self.chance(5) && !pairs.is_empty() {
            pairs.push(pairs[0].clone());
        }
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// A text for an address: percent-encoded, sometimes not as UTF-8.
    fn encoded(&mut self) -> String {
        if self.chance(3) {
            return self.pick(&["%ff%fe", "%", "%zz", "%C3%28"]).to_owned();
        }
        let encode = |byte: u8| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' | b',' | b'*' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        };
        self.text().bytes().map(encode).collect()
    }

    fn headers(&mut self) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if self.chance(60) {
            headers.push(("if-match", self.pick(&["\"1\"", "\"2\"", "1", "*", "W/\"1\"", "\"\"", "x"]).to_owned()));
        }
        if self.chance(20) {
            headers.push(("idempotency-key", self.pick(&["a", "b", "", "ñ", "a b", &"k".repeat(200)]).to_owned()));
        }
        if self.chance(50) {
            headers.push(("accept-language", self.pick(&["en", "es", "*", "en;q=x", ""]).to_owned()));
        }
        headers
    }
}

/// What is wrong with an answer to anything at all.
fn fault(answer: &Answer) -> Option<&'static str> {
    let problem = answer.header("content-type") == "application/problem+json"
        && answer.json["status"] == answer.status
        && !answer.code().is_empty();
    match answer.status {
        0 => Some("no answer"),
        503 if answer.retry_after.is_none() => Some("no Retry-After"),
        500..=502 | 504.. => Some("a fault of ours"),
        400.. if !problem => Some("no problem document"),
        200..=202 if answer.json.is_null() && answer.header("content-type") == "application/json" => Some("no JSON"),
        _ => None,
    }
}

async fn ask(fuzz: &mut Fuzz, api: &Api, operation: &Operation) -> (String, Answer) {
    let kind = kind_of(operation.path.split("/{").next().unwrap_or_default());
    let mut target = operation.path_with(|| {
        let id = fuzz.id(&kind);
        if id.len() == 36 { id } else { fuzz.encoded() }
    });
    target.push_str(&fuzz.query(&operation.query));
    let headers = fuzz.headers();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = operation.body.as_ref().map(|sample| fuzz.body(sample));
    let answer = match &body {
        Some(body) if fuzz.chance(3) => {
            // Cut anywhere.
            let mut bytes = body.to_string().into_bytes();
            bytes.truncate(fuzz.rng.random_range(0..=bytes.len()));
            let headers = [&headers[..], &[("content-type", "application/json")]].concat();
            api.send_bytes(&operation.method, &target, bytes, &headers).await
        }
        body => api.send(&operation.method, &target, body.as_ref(), &headers).await,
    };
    let cut = |text: String| text.chars().take(1_500).collect::<String>();
    let body = body.map(|body| cut(body.to_string())).unwrap_or_default();
    (format!("{} {} {headers:?} {body}", operation.method, cut(target)), answer)
}

/// `product` for `/api/purchasing/products`.
fn kind_of(list: &str) -> String {
    list.rsplit('/').next().unwrap_or_default().trim_end_matches('s').to_owned()
}

/// The ids of everything there is, but the administrator's own.
async fn known_ids(admin: &Api, operations: &[Operation]) -> Vec<(String, String)> {
    let me = admin.get("/api/identity/me").await.ok();
    let mut ids = Vec::new();
    for list in operations.iter().filter(|o| o.method == "GET" && !o.path.contains('{') && !o.path.contains("/system/"))
    {
        let page = admin.get(&list.path).await;
        for item in page.json["items"].as_array().into_iter().flatten().take(5) {
            let id = item["id"].as_str().filter(|id| me["id"] != **id);
            ids.extend(id.map(|id| (kind_of(&list.path), id.to_owned())));
        }
    }
    assert!(ids.len() > 8, "{ids:?}");
    ids
}

async fn nothing_breaks_it(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 3, 1_000, 2).await;
    let (guest, mut shop) = (Api::new(world.url()), company.shops[0].clone());
    let seller = json!({"email": "seller@fuzz.test", "password": PASSWORD, "name": "Vendedora", "roles": ["seller"]});
    let _ = company.admin.post("/api/identity/users", &seller).await.ok();
    let body = order(&new_id(), "available", &[(&company.products[0], 3), (&company.products[1], 2_000)]);
    assert_eq!(shop.post_until_answered("/api/sales/orders", &body).await.status, 202);
    eventually("an order is scheduled", 20, || async {
        let list = shop.get("/api/sales/orders?status=scheduled").await;
        list.json["items"].as_array().is_some_and(|items| !items.is_empty())
    })
    .await;

    let operations = operations(&guest).await;
    let known = known_ids(&company.admin, &operations).await;
    let (count, seed) = (number_of("STOREFLOW_FUZZ", 25), number_of("STOREFLOW_SEED", 20_261_124));
    let mut fuzz = Fuzz { rng: StdRng::seed_from_u64(seed), known };
    let (mut findings, mut statuses) = (Vec::new(), BTreeMap::<u16, u32>::new());
    let mut accepted = BTreeSet::new();
    let mut admin = company.admin.clone();
    let mut shops = 1_000;
    for round in 0..count {
        // A token lives ten minutes, and soak runs are longer.
        if round % 20 == 19 {
            admin = guest.sign_in(ADMIN, PASSWORD).await;
        }
        for operation in &operations {
            let caller = match fuzz.rng.random_range(0..10) {
                0 => &guest,
                1 | 2 => &shop,
                _ => &admin,
            };
            let (request, answer) = ask(&mut fuzz, caller, operation).await;
            *statuses.entry(answer.status).or_default() += 1;
            if answer.code() == "token_revoked" {
                // One of the requests before was to sign out, or to block the shop.
                admin = guest.sign_in(ADMIN, PASSWORD).await;
                shops += 1;
                shop = company.open_shop(&guest, shops).await;
            }
            if operation.body.is_some() && (200..300).contains(&answer.status) {
                accepted.insert(operation.name());
            }
            if let Some(what) = fault(&answer) {
                findings.push(format!("{what}: {request}\n    {} {}", answer.status, answer.json));
            }
        }
    }
    eprintln!("{set_up:?}: {} operations × {count}, seed {seed}: {statuses:?}", operations.len());
    findings.truncate(30);
    assert!(findings.is_empty(), "{} findings (at most 30 shown):\n{}", findings.len(), findings.join("\n"));
    // Requests that are all refused show little.
    eprintln!("accepted: {accepted:?}");
    assert!(accepted.len() >= 8, "hardly anything was accepted: {accepted:?}");
    // What was accepted, was dealt with.
    invariants::hold(&guest.sign_in(ADMIN, PASSWORD).await, 60).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    nothing_breaks_it(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    nothing_breaks_it(SetUp::Cluster).await;
}
