//! Whatever a client sends: a clear problem with the place of the error, in its language; nothing stored; never a 500.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use std::time::Duration;
use stories::company::{new_id, order};
use stories::world::{ADMIN, PASSWORD, binary};
use stories::{Answer, Api, Company, SetUp, World, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const ORDERS: &str = "/api/sales/orders";
const LISTS: [&str; 12] = [
    ORDERS,
    "/api/ordering/sagas",
    "/api/identity/users",
    "/api/identity/customers",
    "/api/purchasing/suppliers",
    "/api/purchasing/products",
    "/api/inventory/warehouses",
    "/api/inventory/movements",
    "/api/inventory/lots",
    "/api/logistics/zones",
    "/api/logistics/calendars",
    "/api/logistics/closed-days",
];

/// Everything that the administrator can list.
async fn everything(admin: &Api) -> Vec<(&'static str, Vec<Value>)> {
    let mut all = Vec::new();
    for path in LISTS {
        all.push((path, admin.all(path).await));
    }
    all
}

enum Sent {
    Nothing,
    Json(Value),
    /// Bytes and their content type.
    Bytes(Vec<u8>, Option<&'static str>),
}

/// A request that must be refused, and how.
struct Case<'a> {
    api: &'a Api,
    method: &'a str,
    path: String,
    sent: Sent,
    headers: Vec<(&'static str, String)>,
    status: u16,
    code: &'static str,
    /// The place of the error; "-" where the problem is not in one place.
    pointer: &'static str,
}

impl Case<'_> {
    fn name(&self) -> String {
        let text = match &self.sent {
            Sent::Nothing => String::new(),
            Sent::Json(body) => body.to_string(),
            Sent::Bytes(bytes, kind) => format!("{kind:?} {}", String::from_utf8_lossy(bytes)),
        };
        let cut = |text: &str| text.chars().take(160).collect::<String>();
        format!("{} {} {} {}", self.method, cut(&self.path), cut(&format!("{:?}", self.headers)), cut(&text))
    }

    async fn ask(&self, lang: &str) -> Answer {
        let mut headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        headers.push(("accept-language", lang));
        match &self.sent {
            Sent::Nothing => self.api.send(self.method, &self.path, None, &headers).await,
            Sent::Json(body) => self.api.send(self.method, &self.path, Some(body), &headers).await,
            Sent::Bytes(bytes, kind) => {
                headers.extend(kind.map(|kind| ("content-type", kind)));
                self.api.send_bytes(self.method, &self.path, bytes.clone(), &headers).await
            }
        }
    }

    /// What is wrong with how it is refused.
    async fn findings(&self) -> Vec<String> {
        let (en, es) = (self.ask("en").await, self.ask("es-CO,es;q=0.9").await);
        let mut findings = Vec::new();
        for (lang, answer) in [("en", &en), ("es", &es)] {
            if (answer.status, answer.code()) != (self.status, self.code) {
                findings.push(format!("not {} {}", self.status, self.code));
            }
            findings.extend(unclear(answer, lang));
            let places: Vec<&str> = answer.json["errors"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|error| error["pointer"].as_str())
                .collect();
            if self.pointer != "-" && !places.contains(&self.pointer) {
                findings.push(format!("not at {:?}", self.pointer));
            }
        }
        if en.json["detail"] == es.json["detail"] || en.json["title"] == es.json["title"] {
            findings.push("the same text in both languages".to_owned());
        }
        findings.iter().map(|what| format!("{}\n    {what}: {} {}", self.name(), en.status, en.json)).collect()
    }
}

/// What a problem document lacks.
fn unclear(answer: &Answer, lang: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let mut check = |ok: bool, what: &str| {
        if !ok {
            findings.push(format!("{what} ({lang})"));
        }
    };
    let text = |name: &str| answer.json[name].as_str().is_some_and(|text| !text.is_empty());
    check(answer.header("content-type") == "application/problem+json", "no problem+json");
    check(answer.json["status"] == answer.status, "another status in the document");
    for name in ["type", "title", "detail", "instance", "code", "trace_id"] {
        check(text(name), name);
    }
    check(answer.header("content-language") == lang, "another language");
    check(answer.status != 405 || !answer.header("allow").is_empty(), "405 without Allow");
    check(answer.status != 401 || answer.header("www-authenticate").contains("Bearer"), "401 without WWW-Authenticate");
    check(!matches!(answer.status, 429 | 503) || answer.retry_after.is_some(), "no Retry-After");
    let errors = answer.json["errors"].as_array().into_iter().flatten();
    for error in errors {
        let whole = ["code", "detail"].iter().all(|name| error[*name].as_str().is_some_and(|text| !text.is_empty()));
        check(whole && error["pointer"].is_string(), "an error without code, detail or pointer");
    }
    findings
}

/// The cases, in the order in which they were thought of.
struct Cases<'a>(Vec<Case<'a>>);

impl<'a> Cases<'a> {
    fn add(
        &mut self,
        api: &'a Api,
        request: (&'a str, impl Into<String>),
        sent: Sent,
        (status, code, pointer): (u16, &'static str, &'static str),
    ) -> &mut Case<'a> {
        let (method, path) = request;
        let path = path.into();
        self.0.push(Case { api, method, path, sent, headers: vec![], status, code, pointer });
        self.0.last_mut().expect("the case")
    }

    fn post(&mut self, api: &'a Api, path: &str, body: Value, refused: (u16, &'static str, &'static str)) {
        self.add(api, ("POST", path), Sent::Json(body), refused);
    }

    fn get(&mut self, api: &'a Api, path: impl Into<String>, refused: (u16, &'static str, &'static str)) {
        self.add(api, ("GET", path), Sent::Nothing, refused);
    }
}

/// `body` with another value at a JSON pointer.
fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    match body.pointer_mut(parent).expect("the parent") {
        Value::Array(items) => items[name.parse::<usize>().expect("a place")] = value,
        parent => parent[name] = value,
    }
    body
}

fn bad_orders<'a>(cases: &mut Cases<'a>, company: &'a Company) {
    let (shop, admin) = (&company.shops[0], &company.admin);
    let product = &company.products[0];
    let good = order(&new_id(), "complete", &[(product, 1), (&company.products[1], 1)]);
    let json = Some("application/json");
    // No JSON.
    let unreadable: [&[u8]; 9] = [
        b"",
        b"{",
        b"{\"lines\": [}",
        b"{'fulfilment': 'complete'}",
        b"\xff\xfe{}",
        b"{\"note\": \"\\ud800\"}",
        b"{} {}",
        b"NaN",
        b"{\"note\": \"a\x01b\"}",
    ];
    for bytes in unreadable {
        cases.add(shop, ("POST", ORDERS), Sent::Bytes(bytes.to_vec(), json), (400, "malformed", "-"));
    }
    for deep in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[".repeat(5_000) + &"]".repeat(5_000)] {
        cases.add(shop, ("POST", ORDERS), Sent::Bytes(deep.into_bytes(), json), (400, "malformed", "-"));
    }
    let nul = with(&good, "/note", json!("a\u{0}b"));
    cases.post(shop, ORDERS, nul, (400, "malformed", "-"));
    // Another shape.
    for body in [json!(null), json!([]), json!("order"), json!(7), json!({}), json!({"fulfilment": "complete"})] {
        cases.post(shop, ORDERS, body, (422, "invalid", ""));
    }
    let wrong_places = [
        ("/lines", json!("x")),
        ("/lines", json!({"0": {}})),
        ("/lines", json!([])),
        ("/lines/0", json!(null)),
        // An array of an object's members in some order is no object.
        ("/lines/0", json!([product, 1])),
        ("/lines/0/price_seen", json!([1, "COP"])),
        ("/lines/0/quantity", json!("3")),
        ("/lines/0/quantity", json!(1.5)),
        ("/lines/0/quantity", json!(true)),
        ("/lines/0/quantity", json!(null)),
        ("/lines/0/quantity", json!([1])),
        ("/lines/0/quantity", json!(-1)),
        ("/lines/0/quantity", json!(0)),
        ("/lines/0/quantity", json!(1_000_001)),
        ("/lines/0/quantity", json!(i64::MAX)),
        ("/lines/0/quantity", json!(i64::MIN)),
        ("/lines/0/quantity", json!(u64::MAX)),
        ("/lines/0/quantity", json!(1e300)),
        ("/lines/1/product_id", json!(product)),
        ("/lines/0/product_id", json!("abc")),
        ("/lines/0/product_id", json!(7)),
        ("/lines/0/price_seen", json!(7)),
        ("/fulfilment", json!("sometimes")),
        ("/fulfilment", json!(null)),
        ("/id", json!("abc")),
        ("/id", json!(7)),
        ("/customer_id", json!("abc")),
        ("/captured_at", json!("yesterday")),
        ("/captured_at", json!("0001-01-01T00:00:00Z")),
        ("/captured_at", json!("2026-02-30T00:00:00Z")),
        ("/note", json!("a\u{7}b")),
        ("/note", json!("\u{1b}[31m")),
        ("/note", json!("x".repeat(501))),
        ("/note", json!(["x"])),
    ];
    for (pointer, value) in wrong_places {
        cases.post(shop, ORDERS, with(&good, pointer, value), (422, "invalid", pointer));
    }
    let cop = |amount: i64, currency: &str| json!({"amount": amount, "currency": currency});
    let seen = |price| with(&good, "/lines/0/price_seen", price);
    cases.post(shop, ORDERS, seen(cop(1, "USD")), (422, "invalid", "/lines/0/price_seen/currency"));
    cases.post(shop, ORDERS, seen(cop(1, "pesos")), (422, "invalid", "/lines/0/price_seen/currency"));
    cases.post(shop, ORDERS, seen(cop(-1, "COP")), (422, "invalid", "/lines/0/price_seen/amount"));
    cases.post(shop, ORDERS, seen(cop(1, "COP")), (409, "price_changed", "/lines/0/price_seen"));
    let many: Vec<Value> = (0..201).map(|_| json!({"product_id": new_id(), "quantity": 1})).collect();
    cases.post(shop, ORDERS, with(&good, "/lines", json!(many)), (422, "invalid", "/lines"));
    // Unknown and foreign ids.
    let unknown = with(&good, "/lines/1/product_id", json!(new_id()));
    cases.post(shop, ORDERS, unknown, (422, "unknown_product", "/lines/1/product_id"));
    cases.post(shop, ORDERS, with(&good, "/customer_id", json!(new_id())), (404, "not_found", "-"));
    cases.post(admin, ORDERS, good.clone(), (422, "customer_missing", "/customer_id"));
    for id in
        [new_id(), "abc".to_owned(), "%00".to_owned(), "%ff".to_owned(), "%F0%9F%92%A9".to_owned(), "x".repeat(5_000)]
    {
        cases.get(shop, format!("{ORDERS}/{id}"), (404, "not_found", "-"));
        cases.get(shop, format!("{ORDERS}/{id}/timeline"), (404, "not_found", "-"));
        cases.add(shop, ("POST", format!("{ORDERS}/{id}/cancel")), Sent::Nothing, (404, "not_found", "-"));
    }
    // Content types.
    let bytes = good.to_string().into_bytes();
    let kinds = [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data"),
        Some("json"),
    ];
    for kind in kinds {
        cases.add(shop, ("POST", ORDERS), Sent::Bytes(bytes.clone(), kind), (415, "wrong_type", "-"));
    }
    let gzipped = cases.add(shop, ("POST", ORDERS), Sent::Bytes(vec![0x1f, 0x8b, 8, 0], json), (400, "malformed", "-"));
    gzipped.headers.push(("content-encoding", "gzip".to_owned()));
    // Keys.
    for key in [String::new(), "k".repeat(129)] {
        let case = cases.add(shop, ("POST", ORDERS), Sent::Json(good.clone()), (400, "malformed", "-"));
        case.headers.push(("idempotency-key", key));
    }
}

fn bad_addresses<'a>(cases: &mut Cases<'a>, company: &'a Company, guest: &'a Api) {
    let admin = &company.admin;
    for (method, path) in [
        ("PUT", ORDERS),
        ("PATCH", ORDERS),
        ("DELETE", "/api/identity/me"),
        ("POST", "/api/identity/me"),
        ("PROPFIND", ORDERS),
        ("TRACE", ORDERS),
        ("POST", "/api/openapi.json"),
        ("DELETE", "/api/docs"),
    ] {
        cases.add(admin, (method, path), Sent::Nothing, (405, "method_not_allowed", "-"));
    }
    let paths = [
        "/api/sales/nothing",
        "/api/nothing/at/all",
        "/api/",
        "/api/sales/orders/",
        "/api/sales",
        "/api//sales/orders",
        "/api/sales/../identity/users/%2e%2e/x",
        "/internal/openapi.json",
        "/api/sales/internal/openapi.json",
    ];
    for path in paths {
        cases.get(admin, path, (404, "not_found", "-"));
    }
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=abc", "limit"),
        ("limit=1e2", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=%31%30%30%30", "limit"),
        ("cursor=abc", "cursor"),
        ("cursor=%F0%9F%92%A9", "cursor"),
        ("sort=password", "sort"),
        ("sort=-created_at,created_at", "sort"),
        ("sort=created_at%3Bdrop", "sort"),
        ("status=flying", "status"),
        ("customer_id=abc", "customer_id"),
        ("from=2026-02-30", "from"),
        ("to=9999-12-31", "to"),
        ("from=-262143-01-01", "from"),
    ] {
        cases.get(admin, format!("{ORDERS}?{query}"), (400, "bad_parameter", name));
    }
    let cursor = |value: Value| BASE64.encode(value.to_string());
    for wrong in [
        json!({"s": "-created_at", "v": [7], "i": new_id()}),
        json!({"s": "-created_at", "v": [], "i": new_id()}),
        json!({"s": "name", "v": ["2026-01-01T00:00:00Z"], "i": new_id()}),
        json!({"s": "-created_at", "v": ["+262142-01-01T00:00:00Z"], "i": new_id()}),
        json!({"s": "-created_at", "v": ["2026-01-01T00:00:00Z"], "i": "abc"}),
        json!([]),
    ] {
        cases.get(admin, format!("{ORDERS}?cursor={}", cursor(wrong)), (400, "bad_parameter", "cursor"));
    }
    cases.get(admin, "/api/purchasing/products?search=a%00b", (400, "malformed", "-"));
    cases.get(admin, format!("{ORDERS}?number={}", "9".repeat(9_000)), (414, "uri_too_long", "-"));
    let large = cases.add(admin, ("GET", ORDERS), Sent::Nothing, (431, "headers_too_large", "-"));
    large.headers.push(("x-large", "x".repeat(40_000)));
    // Not signed in.
    cases.get(guest, ORDERS, (401, "not_signed_in", "-"));
    for scheme in ["Basic YTpi", "Bearer", "Bearer ", "bearer", "Token abc", ""] {
        let case = cases.add(guest, ("GET", ORDERS), Sent::Nothing, (401, "not_signed_in", "-"));
        case.headers.push(("authorization", scheme.to_owned()));
    }
}

fn bad_records<'a>(cases: &mut Cases<'a>, company: &'a Company, guest: &'a Api, supplier: &Value) {
    let admin = &company.admin;
    let place = json!({"lat": 4.6, "lon": -74.1});
    let warehouse = json!({"code": "CAL", "name": "Cali", "address": "Calle 1", "city": "Cali", "location": place});
    let product =
        json!({"sku": "NEW-1", "name": "Sal", "supplier_id": supplier, "price": {"amount": 1, "currency": "COP"}});
    let adjustment = json!({"warehouse_id": company.warehouse, "product_id": company.products[0], "lot": "L9",
                            "delta": 5, "reason": "found"});
    let customer =
        json!({"business_name": "Tienda", "phone": "+573009999999", "password": PASSWORD, "address": "Calle 1"});
    let user = json!({"email": "x@y.test", "password": PASSWORD, "name": "X", "roles": ["warehouse"]});
    let supplier = json!({"legal_name": "Nuevo S.A.", "email": "a@b.test"});
    type Wrong<'a> = &'a [(&'static str, Value)];
    let all: [(&str, &Api, &Value, Wrong); 6] = [
        (
            "/api/inventory/warehouses",
            admin,
            &warehouse,
            &[
                ("/location/lat", json!("north")),
                ("/location", json!([4.6, -74.1])),
                ("/location", json!({"lat": 91, "lon": 0})),
                ("/location", json!({"lat": 0, "lon": -181})),
                ("/name", json!("")),
                ("/name", json!(null)),
                ("/code", json!("x".repeat(1_000))),
                ("/city", json!("a\u{1}b")),
                ("/id", json!("abc")),
            ],
        ),
        (
            "/api/purchasing/products",
            admin,
            &product,
            &[
                ("/price/amount", json!(-1)),
                ("/price/amount", json!(i64::MAX)),
                ("/price/currency", json!("USD")),
                ("/price", json!("cheap")),
                ("/tax_rate_bp", json!(-1)),
                ("/tax_rate_bp", json!(1_000_000_000)),
                ("/weight_grams", json!(-5)),
                ("/volume_ml", json!(i64::MIN)),
                ("/sku", json!("")),
                ("/name", json!("x".repeat(10_000))),
                ("/supplier_id", json!("abc")),
            ],
        ),
        (
            "/api/inventory/adjustments",
            admin,
            &adjustment,
            &[
                ("/delta", json!(0)),
                ("/delta", json!(i64::MAX)),
                ("/delta", json!(i64::MIN)),
                ("/delta", json!(0.5)),
                ("/reason", json!("stolen")),
                ("/expires_on", json!("2026-02-30")),
                ("/expires_on", json!("soon")),
                ("/lot", json!("a\u{2}b")),
                ("/product_id", json!(null)),
            ],
        ),
        (
            "/api/identity/customers",
            guest,
            &customer,
            &[
                ("/phone", json!("123")),
                ("/phone", json!(573_009_999_999_i64)),
                ("/password", json!("short")),
                ("/password", json!("x".repeat(100_000))),
                ("/email", json!("nobody")),
                ("/address", json!("")),
                ("/location", json!({"lat": 1e300, "lon": 0})),
            ],
        ),
        (
            "/api/identity/users",
            admin,
            &user,
            &[
                ("/roles/0", json!("king")),
                ("/roles", json!("admin")),
                ("/email", json!("a@b")),
                ("/warehouse_ids", json!(["abc"])),
                ("/supplier_id", json!(7)),
                ("/name", json!(" ")),
            ],
        ),
        (
            "/api/purchasing/suppliers",
            admin,
            &supplier,
            &[("/email", json!("x")), ("/legal_name", json!("")), ("/phone", json!("abc")), ("/tax_id", json!({}))],
        ),
    ];
    for (path, api, good, wrong) in all {
        for (pointer, value) in wrong {
            // An element of a list is wrong at its own place.
            let at = if *pointer == "/warehouse_ids" { "/warehouse_ids/0" } else { pointer };
            cases.post(api, path, with(good, pointer, value.clone()), (422, "invalid", at));
        }
    }
    let own = json!({"login": 5, "password": "x"});
    cases.post(guest, "/api/identity/sessions", own, (422, "invalid", "/login"));
    // Changes.
    let path = format!("/api/inventory/warehouses/{}", company.warehouse);
    let patch = |body: Value| Sent::Json(body);
    cases.add(admin, ("PATCH", path.clone()), patch(json!({"name": "Otra"})), (428, "if_match_missing", "-"));
    for tag in ["\"99\"", "abc", "*", "W/\"x\"", "\"1\", \"2\""] {
        let case =
            cases.add(admin, ("PATCH", path.clone()), patch(json!({"name": "Otra"})), (412, "changed_meanwhile", "-"));
        case.headers.push(("if-match", tag.to_owned()));
    }
    for (body, pointer) in [(json!({"name": 7}), "/name"), (json!({"name": ""}), "/name"), (json!([]), "")] {
        let case = cases.add(admin, ("PATCH", path.clone()), patch(body), (422, "invalid", pointer));
        case.headers.push(("if-match", "\"1\"".to_owned()));
    }
}

/// Tokens that are not ours, each made by other means.
fn forged(token: &str) -> Vec<(&'static str, String)> {
    let parts: Vec<&str> = token.split('.').collect();
    let read = |part: &str| -> Value { serde_json::from_slice(&BASE64.decode(part).expect("base64")).expect("JSON") };
    let (header, claims) = (read(parts[0]), read(parts[1]));
    let part = |value: &Value| BASE64.encode(value.to_string());
    let mut as_admin = claims.clone();
    as_admin["roles"] = json!(["admin"]);
    let none = json!({"alg": "none", "typ": "JWT", "kid": header["kid"]});
    let mut other_kid = header.clone();
    other_kid["kid"] = json!("another-key");
    let mut no_kid = header.clone();
    no_kid.as_object_mut().expect("an object").remove("kid");
    let mut flipped = BASE64.decode(parts[2]).expect("base64");
    flipped[10] ^= 1;
    // Ed25519 in PKCS #8, from a seed that everybody knows.
    let pkcs8 = [&b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"[..], &[7; 32]].concat();
    let sign = |algorithm, key: &jsonwebtoken::EncodingKey| {
        let mut head = jsonwebtoken::Header::new(algorithm);
        head.kid = header["kid"].as_str().map(str::to_owned);
        jsonwebtoken::encode(&head, &as_admin, key).expect("a token")
    };
    let hs256 = jsonwebtoken::EncodingKey::from_secret(header["kid"].as_str().unwrap_or_default().as_bytes());
    vec![
        ("no token at all", "abc".to_owned()),
        ("dots", "..".to_owned()),
        ("alg none", format!("{}.{}.", part(&none), part(&as_admin))),
        ("alg none with the signature", format!("{}.{}.{}", part(&none), part(&as_admin), parts[2])),
        ("changed claims", format!("{}.{}.{}", parts[0], part(&as_admin), parts[2])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("a flipped bit", format!("{}.{}.{}", parts[0], parts[1], BASE64.encode(flipped))),
        (
            "another key under our key's id",
            sign(jsonwebtoken::Algorithm::EdDSA, &jsonwebtoken::EncodingKey::from_ed_der(&pkcs8)),
        ),
        ("a key id that nobody has", format!("{}.{}.{}", part(&other_kid), parts[1], parts[2])),
        ("no key id", format!("{}.{}.{}", part(&no_kid), parts[1], parts[2])),
        ("a shared secret", sign(jsonwebtoken::Algorithm::HS256, &hs256)),
        ("a second token behind it", format!("{token}.{token}")),
        ("very long", "x".repeat(20_000)),
    ]
}

async fn large_bodies(company: &Company) -> Vec<String> {
    let shop = &company.shops[0];
    let mut findings = Vec::new();
    let large = vec![b' '; 50 * 1024 * 1024];
    for (method, path) in [("POST", ORDERS), ("POST", "/api/identity/sessions"), ("PATCH", "/api/identity/customers/x")]
    {
        let headers = [("content-type", "application/json"), ("accept-language", "en")];
        let answer = shop.send_bytes(method, path, large.clone(), &headers).await;
        if (answer.status, answer.code()) != (413, "too_large") {
            findings.push(format!("50 MB to {path}: {} {}", answer.status, answer.json));
        }
        findings.extend(unclear(&answer, "en").into_iter().map(|what| format!("50 MB to {path}: {what}")));
    }
    // Without announcing the size.
    let address = shop.url.trim_start_matches("http://").to_owned();
    let head = format!(
        "POST {ORDERS} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        shop.token().unwrap_or_default()
    );
    let answer = raw(&address, head.as_bytes(), 50).await;
    if !answer.starts_with("HTTP/1.1 413 ") || !answer.contains("\"too_large\"") {
        findings.push(format!("50 MB in chunks: {answer}"));
    }
    // A JSON document of many members that is small enough to be read.
    let members: serde_json::Map<String, Value> = (0..40_000).map(|n| (format!("m{n}"), json!(n))).collect();
    let answer = shop.post(ORDERS, &json!(members)).await;
    if answer.status != 422 {
        findings.push(format!("40,000 members: {} {}", answer.status, answer.json));
    }
    findings
}

/// What a server answers to bytes, followed by so many chunks of 1 MiB.
async fn raw(address: &str, head: &[u8], chunks: usize) -> String {
    let stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let (mut reader, mut writer) = stream.into_split();
    let sending = async {
        let _ = writer.write_all(head).await;
        let chunk = [b"100000\r\n".to_vec(), vec![b' '; 0x10_0000], b"\r\n".to_vec()].concat();
        for _ in 0..chunks {
            if writer.write_all(&chunk).await.is_err() {
                break;
            }
        }
        if chunks > 0 {
            let _ = writer.write_all(b"0\r\n\r\n").await;
        }
        // The connection stays open until there is an answer.
        std::future::pending::<()>().await;
    };
    let reading = async {
        let mut answer = Vec::new();
        let mut buffer = [0; 8192];
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        while let Ok(Ok(read)) = tokio::time::timeout_at(deadline, reader.read(&mut buffer)).await {
            answer.extend_from_slice(&buffer[..read]);
            let whole = String::from_utf8_lossy(&answer);
            if read == 0 || whole.contains("\r\n\r\n{") && whole.trim_end().ends_with('}') {
                break;
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::select! {
        answer = reading => answer,
        () = sending => String::new(),
    }
}

async fn no_http(company: &Company) -> Vec<String> {
    let address = company.admin.url.trim_start_matches("http://").to_owned();
    let mut findings = Vec::new();
    let requests: [&[u8]; 7] = [
        b"\0\0\0\0\r\n\r\n",
        b"GET /api/openapi.json HTTP/9.9\r\n\r\n",
        b"GET /api/sales/orders HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/sales/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ",
        b"POST /api/sales/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"G\xc3\x89T / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ];
    for request in requests {
        let answer = raw(&address, request, 0).await;
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        if status.starts_with('5') {
            findings.push(format!("{}: {answer}", String::from_utf8_lossy(request)));
        }
    }
    findings
}

async fn bad_input_is_refused_clearly(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 2, 100, 2).await;
    let guest = Api::new(world.url());
    let supplier = company.admin.get("/api/purchasing/suppliers").await.ok()["items"][0]["id"].clone();
    // An order of another shop, that exists.
    let foreign = new_id();
    let body = order(&foreign, "complete", &[(&company.products[0], 1)]);
    assert_eq!(company.shops[1].post_until_answered(ORDERS, &body).await.status, 202);
    eventually("scheduled", 20, || async {
        company.shops[1].get(&format!("{ORDERS}/{foreign}")).await.json["status"] == "scheduled"
    })
    .await;
    let before = everything(&company.admin).await;

    let mut cases = Cases(Vec::new());
    bad_orders(&mut cases, &company);
    bad_addresses(&mut cases, &company, &guest);
    bad_records(&mut cases, &company, &guest, &supplier);
    let shop = &company.shops[0];
    let another = company.shops[1].get("/api/identity/me").await.ok()["customer_id"].clone();
    cases.get(shop, format!("{ORDERS}/{foreign}"), (404, "not_found", "-"));
    cases.add(shop, ("POST", format!("{ORDERS}/{foreign}/cancel")), Sent::Nothing, (404, "not_found", "-"));
    let for_another = with(&order(&new_id(), "complete", &[(&company.products[0], 1)]), "/customer_id", another);
    cases.post(shop, ORDERS, for_another, (404, "not_found", "-"));
    let taken = order(&foreign, "complete", &[(&company.products[0], 1)]);
    cases.post(shop, ORDERS, taken, (409, "id_taken", "-"));
    let mut findings = Vec::new();
    for case in &cases.0 {
        findings.extend(case.findings().await);
    }
    for (what, token) in forged(shop.token().expect("a token")) {
        let forger = guest.with_token(token);
        for method in ["GET", "POST"] {
            let body = (method == "POST").then(|| order(&new_id(), "complete", &[(&company.products[0], 1)]));
            let answer = forger.send(method, ORDERS, body.as_ref(), &[("accept-language", "en")]).await;
            if (answer.status, answer.code()) != (401, "token_invalid") || !unclear(&answer, "en").is_empty() {
                findings.push(format!("{what}: {} {}", answer.status, answer.json));
            }
        }
    }
    findings.extend(large_bodies(&company).await);
    findings.extend(no_http(&company).await);
    // Odd languages are no reason to refuse anything, and get one of ours.
    let long = "fr-CA;q=0.5,".repeat(500);
    for wish in ["", "*", "fr", "en;q=abc", "en;q=-1, es;q=2", ";;;,,,", "EN-us", "es;q=0", long.as_str()] {
        let answer = shop.send("GET", &format!("{ORDERS}/abc"), None, &[("accept-language", wish)]).await;
        if answer.status != 404 || !["en", "es"].contains(&answer.header("content-language")) {
            findings.push(format!("Accept-Language {wish:?}: {} {}", answer.status, answer.json));
        }
    }
    eprintln!("{set_up:?}: {} cases in two languages", cases.0.len());
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
    for ((path, before), (_, after)) in before.iter().zip(everything(&company.admin).await) {
        assert_eq!(before, &after, "{path}: something was stored");
    }
    // Who signs in wrongly learns nothing, and the same whether the user exists or not.
    let wrong = |login: &str| json!({"login": login, "password": "not-the-password"});
    let known = guest.post("/api/identity/sessions", &wrong(ADMIN)).await;
    let unknown = guest.post("/api/identity/sessions", &wrong("nobody@stories.test")).await;
    assert_eq!((known.status, known.code()), (401, unknown.code()), "{}", known.json);
    assert_eq!(known.json["detail"], unknown.json["detail"]);
}

/// A token that was ours ten minutes ago. The process' clock runs six hundred times as fast.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_token() {
    let data = std::env::temp_dir().join(format!("storeflow-story-{}", uuid::Uuid::new_v4().simple()));
    let port = stories::world::free_port().expect("a port");
    let mut child = tokio::process::Command::new(binary())
        .args(["up", "--host", "127.0.0.1", "--rate-limit", "0", "--port", &port.to_string(), "--data"])
        .arg(&data)
        .env("STOREFLOW_ADMIN_EMAIL", ADMIN)
        .env("STOREFLOW_PASSWORD", PASSWORD)
        .env("STOREFLOW_LOG", "warn")
        .env("STOREFLOW_TEST_CLOCK", "2030-05-17T15:00:00Z,600")
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let guest = Api::new(format!("http://127.0.0.1:{port}"));
    // It is ready a moment before its first administrator is there.
    let login = json!({"login": ADMIN, "password": PASSWORD});
    eventually("somebody can sign in", 60, || async {
        guest.post("/api/identity/sessions", &login).await.status == 201
    })
    .await;
    let admin = guest.sign_in(ADMIN, PASSWORD).await;
    eventually("the token expires", 20, || async {
        let answer = admin.send("GET", "/api/identity/me", None, &[("accept-language", "en")]).await;
        answer.status == 401 && answer.code() == "token_expired" && unclear(&answer, "en").is_empty()
    })
    .await;
    let body = order(&new_id(), "complete", &[(&new_id(), 1)]);
    assert_eq!(admin.post(ORDERS, &body).await.code(), "token_expired");
    child.kill().await.expect("it ends");
    let _ = std::fs::remove_dir_all(&data);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    bad_input_is_refused_clearly(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    bad_input_is_refused_clearly(SetUp::Cluster).await;
}
