//! Who may do what: every operation of the API description with every role, and objects of others.
//!
//! A new operation is in the matrix as soon as it is described; one without `x-roles` fails.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use stories::company::{created, new_id, order};
use stories::document::{Operation, operations};
use stories::world::PASSWORD;
use stories::{Answer, Api, Company, SetUp, World, eventually};

const STAFF: [&str; 5] = ["admin", "purchasing", "warehouse", "logistics", "sales_manager"];
const OTHERS: [&str; 4] = ["supplier", "driver", "seller", "customer"];
/// Answers that mean something else than a wrong role, by operation.
const EXCEPTIONS: [(&str, u16, &str); 2] = [
    // Whoever comes without a refresh token is not signed in,
    ("POST /api/identity/sessions/refresh", 401, "no_refresh_token"),
    // nor is another system that comes without its key.
    ("POST /api/identity/sessions/api-key", 401, "api_key_invalid"),
];
/// Whoever calls one of these needs a new sign-in.
const SIGN_OUTS: [&str; 2] = ["DELETE /api/identity/sessions", "DELETE /api/identity/sessions/current"];

/// What `api.md` fixes: those who must be let in, and of those who are not staff nobody else.
fn fixed() -> Vec<(&'static str, Vec<&'static str>)> {
    let staff_and = |more: &[&'static str]| [&STAFF[..], more].concat();
    vec![
        ("POST /api/identity/sessions", vec!["anyone"]),
        ("GET /api/identity/me", vec!["signed_in"]),
        ("POST /api/identity/sessions/refresh", vec!["anyone"]),
        ("DELETE /api/identity/sessions/current", vec!["signed_in"]),
        ("POST /api/identity/api-keys", vec!["admin"]),
        ("GET /api/identity/customers/changes", staff_and(&["seller", "customer"])),
        ("POST /api/identity/customers", vec!["anyone"]),
        ("GET /api/identity/customers", staff_and(&["seller"])),
        // A shop sees and mends its own data as well.
        ("GET /api/identity/customers/{id}", staff_and(&["seller", "customer"])),
        ("PATCH /api/identity/customers/{id}", staff_and(&["seller", "customer"])),
        ("POST /api/identity/users", vec!["admin"]),
        ("GET /api/identity/users", vec!["admin"]),
        ("GET /api/identity/users/{id}", vec!["admin"]),
        ("PATCH /api/identity/users/{id}", vec!["admin"]),
        ("POST /api/purchasing/suppliers", vec!["admin", "purchasing"]),
        // A supplier sees itself.
        ("GET /api/purchasing/suppliers", vec!["admin", "purchasing", "supplier"]),
        ("GET /api/purchasing/suppliers/{id}", vec!["admin", "purchasing", "supplier"]),
        ("PATCH /api/purchasing/suppliers/{id}", vec!["admin", "purchasing"]),
        ("POST /api/purchasing/products", vec!["admin", "purchasing"]),
        ("GET /api/purchasing/products", vec!["signed_in"]),
        ("GET /api/purchasing/products/{id}", vec!["signed_in"]),
        ("PATCH /api/purchasing/products/{id}", vec!["admin", "purchasing"]),
        ("GET /api/purchasing/products/{id}/prices", vec!["admin", "purchasing"]),
        ("POST /api/purchasing/products/{id}/prices", vec!["admin", "purchasing"]),
        ("POST /api/purchasing/purchase-orders", vec!["admin", "purchasing"]),
        ("GET /api/purchasing/purchase-orders", vec!["admin", "purchasing", "warehouse", "supplier"]),
        ("GET /api/purchasing/purchase-orders/{id}", vec!["admin", "purchasing", "warehouse", "supplier"]),
        ("PATCH /api/purchasing/purchase-orders/{id}", vec!["admin", "purchasing"]),
        ("POST /api/purchasing/purchase-orders/{id}/send", vec!["admin", "purchasing"]),
        ("POST /api/purchasing/purchase-orders/{id}/confirm", vec!["admin", "purchasing", "supplier"]),
        ("POST /api/purchasing/purchase-orders/{id}/receipts", vec!["admin", "purchasing", "warehouse"]),
        ("POST /api/purchasing/purchase-orders/{id}/cancel", vec!["admin", "purchasing"]),
        ("POST /api/purchasing/purchase-orders/{id}/close", vec!["admin", "purchasing"]),
        ("GET /api/sales/sell-out", vec!["admin", "purchasing", "sales_manager", "supplier"]),
        ("POST /api/inventory/warehouses", vec!["admin", "warehouse", "logistics"]),
        // Suppliers deliver there.
        ("GET /api/inventory/warehouses", vec!["admin", "warehouse", "logistics", "supplier"]),
        ("GET /api/inventory/warehouses/{id}", vec!["admin", "warehouse", "logistics", "supplier"]),
        ("PATCH /api/inventory/warehouses/{id}", vec!["admin", "warehouse", "logistics"]),
        // A supplier sees that of its own products.
        ("GET /api/inventory/stock", staff_and(&["supplier"])),
        ("POST /api/inventory/adjustments", vec!["admin", "warehouse"]),
        ("GET /api/inventory/movements", vec!["admin", "warehouse"]),
        ("GET /api/inventory/availability", vec!["signed_in"]),
        ("POST /api/sales/orders", staff_and(&["seller", "customer"])),
        ("GET /api/sales/orders", staff_and(&["seller", "customer"])),
        ("GET /api/sales/orders/{id}", staff_and(&["seller", "customer"])),
        ("GET /api/sales/orders/{id}/timeline", staff_and(&["seller", "customer"])),
        ("POST /api/sales/orders/{id}/cancel", staff_and(&["seller", "customer"])),
        ("POST /api/sales/shortages", staff_and(&["seller", "customer"])),
        ("GET /api/sales/shortages", staff_and(&["seller", "customer"])),
        ("GET /api/sales/shortages/{id}", staff_and(&["seller", "customer"])),
        ("POST /api/sales/shortages/{id}/settle", STAFF.to_vec()),
        ("GET /api/logistics/delivery-options", staff_and(&["seller", "customer"])),
        // A seller follows the deliveries of its shops.
        ("GET /api/logistics/deliveries", vec!["admin", "logistics", "seller", "customer"]),
        ("GET /api/insights/recommendations", staff_and(&["seller", "customer"])),
        ("GET /api/ordering/sagas", vec!["admin"]),
        ("POST /api/ordering/sagas/{order_id}/retry", vec!["admin"]),
    ]
}

#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn check(&mut self, ok: bool, what: impl FnOnce() -> String) {
        if !ok {
            self.0.push(what());
        }
    }

    #[track_caller]
    fn none(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// One signed-in user per role.
async fn one_of_each(company: &Company, guest: &Api) -> BTreeMap<&'static str, Api> {
    let supplier = company.admin.get("/api/purchasing/suppliers").await.ok()["items"][0]["id"].clone();
    let customer = company.shops[0].get("/api/identity/me").await.ok()["customer_id"].clone();
    let mut people = BTreeMap::new();
    for role in STAFF.into_iter().chain(OTHERS) {
        let mut user =
            json!({"email": format!("{role}@matrix.test"), "password": PASSWORD, "name": role, "roles": [role]});
        match role {
            "supplier" => user["supplier_id"] = supplier.clone(),
            "customer" => user["customer_id"] = customer.clone(),
            _ => {}
        }
        created(&company.admin, "/api/identity/users", &user).await;
        // Another who signs out: that may end all of a user's sessions.
        user["email"] = json!(format!("{role}@signs-out.test"));
        created(&company.admin, "/api/identity/users", &user).await;
        people.insert(role, guest.sign_in(&format!("{role}@matrix.test"), PASSWORD).await);
    }
    people
}

/// Calls an operation with nothing that it could use: ids of nobody, an empty body, no `If-Match`.
async fn call(api: &Api, operation: &Operation) -> Answer {
    let path = operation.path_with(new_id);
    let body = operation.body.as_ref().map(|_| json!({}));
    api.send(&operation.method, &path, body.as_ref(), &[]).await
}

async fn every_operation_knows_its_roles(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 1, 10, 1).await;
    let guest = Api::new(world.url());
    let people = one_of_each(&company, &guest).await;
    let operations = operations(&guest).await;
    let known: BTreeSet<&str> = STAFF.into_iter().chain(OTHERS).chain(["anyone", "signed_in"]).collect();
    let mut findings = Findings::default();
    let mut calls = 0;
    for operation in &operations {
        let (name, roles) = (operation.name(), &operation.roles);
        findings.check(!roles.is_empty(), || format!("{name}: no x-roles"));
        findings.check(roles.iter().all(|role| known.contains(role.as_str())), || format!("{name}: {roles:?}"));
        let words = roles.iter().filter(|role| *role == "anyone" || *role == "signed_in").count();
        findings.check(words == 0 || roles.len() == 1, || format!("{name}: {roles:?} says two things"));
        let has = |role: &str| roles.iter().any(|r| r == role);
        let mut judge = |who: &str, expected: Option<u16>, answer: &Answer| {
            calls += 1;
            let excepted = EXCEPTIONS.contains(&(name.as_str(), answer.status, answer.code()));
            let right = match expected {
                Some(status) => answer.status == status,
                None => !matches!(answer.status, 0 | 401 | 403 | 500..) || excepted,
            };
            let wanted = expected.map_or("to be let in".to_owned(), |status| status.to_string());
            findings.check(right, || format!("{name} as {who}: {} {}, not {wanted}", answer.status, answer.json));
            let refused = matches!(answer.status, 401 | 403);
            let clear = !refused || (answer.json["status"] == answer.status && !answer.code().is_empty());
            findings.check(clear, || format!("{name} as {who}: no problem document: {}", answer.json));
            let says_how = answer.status != 401 || answer.header("www-authenticate").contains("Bearer");
            findings.check(says_how, || format!("{name} as {who}: 401 without WWW-Authenticate"));
        };
        judge("a stranger", (!has("anyone")).then_some(401), &call(&guest, operation).await);
        for (role, person) in &people {
            let let_in = has("anyone") || has("signed_in") || has(role);
            let answer = match SIGN_OUTS.contains(&name.as_str()) {
                true => call(&guest.sign_in(&format!("{role}@signs-out.test"), PASSWORD).await, operation).await,
                false => call(person, operation).await,
            };
            judge(role, (!let_in).then_some(403), &answer);
        }
    }
    for (name, wanted) in fixed() {
        let Some(operation) = operations.iter().find(|operation| operation.name() == name) else {
            findings.check(false, || format!("{name} is not described"));
            continue;
        };
        for role in &wanted {
            findings.check(operation.roles.iter().any(|r| r == role), || format!("{name}: api.md lets {role} in"));
        }
        for role in OTHERS.into_iter().chain(["anyone", "signed_in"]).filter(|role| !wanted.contains(role)) {
            findings
                .check(operation.roles.iter().all(|r| r != role), || format!("{name}: api.md does not let {role} in"));
        }
    }
    eprintln!("{set_up:?}: {} operations, {calls} calls", operations.len());
    findings.none();
}

/// A seller with a shop of its own.
async fn seller_with_shop(company: &Company, name: &str, shop: &Api) -> (Api, String) {
    let email = format!("{name}@sellers.test");
    let user = json!({"email": email, "password": PASSWORD, "name": name, "roles": ["seller"]});
    let seller = created(&company.admin, "/api/identity/users", &user).await;
    let shop = shop.get("/api/identity/me").await.ok()["customer_id"].as_str().expect("a shop").to_owned();
    let path = format!("/api/identity/customers/{shop}");
    let etag = company.admin.get(&path).await.header("etag").to_owned();
    let change = json!({"seller_id": seller});
    let _ = company.admin.send("PATCH", &path, Some(&change), &[("if-match", &etag)]).await.ok();
    (Api::new(&company.admin.url).sign_in(&email, PASSWORD).await, shop)
}

async fn objects_of_others_are_not_there(set_up: SetUp) {
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 2, 1_000, 2).await;
    let (mine, stranger) = (&company.shops[0], &company.shops[1]);
    let (my_seller, my_shop) = seller_with_shop(&company, "mine", mine).await;
    let (other_seller, other_shop) = seller_with_shop(&company, "other", stranger).await;
    let mut findings = Findings::default();

    // An order of a shop: its people and the office see it.
    let id = new_id();
    let body = order(&id, "complete", &[(&company.products[0], 3)]);
    assert_eq!(mine.post_until_answered("/api/sales/orders", &body).await.status, 202);
    let orders = format!("/api/sales/orders/{id}");
    eventually("scheduled", 20, || async { mine.get(&orders).await.json["status"] == "scheduled" }).await;
    // Who looks after a shop comes to sales and logistics by message.
    eventually("the seller sees it", 20, || async { my_seller.get(&orders).await.status == 200 }).await;
    let deliveries = format!("/api/logistics/deliveries?order_id={id}");
    eventually("the seller sees the delivery", 20, || async {
        my_seller.get(&deliveries).await.json["items"].as_array().is_some_and(|items| items.len() == 1)
    })
    .await;
    let delivery = mine.get(&deliveries).await.ok()["items"][0]["id"].as_str().expect("a delivery").to_owned();
    let delivery = format!("/api/logistics/deliveries/{delivery}");
    let shop = format!("/api/identity/customers/{my_shop}");
    let options = format!("/api/logistics/delivery-options?customer_id={my_shop}");
    let timeline = format!("{orders}/timeline");
    for (who, api) in [("its shop", mine), ("its seller", &my_seller), ("the office", &company.admin)] {
        for path in [&orders, &timeline, &delivery, &shop, &options] {
            let answer = api.get(path).await;
            findings.check(answer.status == 200, || format!("{path} for {who}: {} {}", answer.status, answer.json));
        }
    }
    let etag = mine.get(&shop).await.header("etag").to_owned();
    for (who, api) in [("another shop", stranger), ("another seller", &other_seller)] {
        for path in [&orders, &timeline, &delivery, &shop, &options] {
            let answer = api.get(path).await;
            let right = answer.status == 404 && answer.code() == "not_found";
            findings.check(right, || format!("{path} for {who}: {} {}", answer.status, answer.json));
        }
        let cancel = api.send("POST", &format!("{orders}/cancel"), None, &[]).await;
        findings.check(cancel.status == 404, || format!("{who} cancels: {}", cancel.status));
        let change = json!({"city": "Cali"});
        let patched = api.send("PATCH", &shop, Some(&change), &[("if-match", &etag)]).await;
        findings.check(patched.status == 404, || format!("{who} changes the shop: {}", patched.status));
        let mut ordered = order(&new_id(), "complete", &[(&company.products[0], 1)]);
        ordered["customer_id"] = json!(my_shop);
        let ordered = api.post("/api/sales/orders", &ordered).await;
        findings.check(ordered.status == 404, || format!("{who} orders for the shop: {}", ordered.status));
        let lists =
            ["/api/sales/orders".to_owned(), format!("/api/sales/orders?customer_id={my_shop}"), deliveries.clone()];
        for path in lists {
            let list = api.get(&path).await.ok();
            findings.check(list["items"] == json!([]), || format!("{path} for {who}: {list}"));
        }
    }
    let shops = other_seller.get("/api/identity/customers").await.ok();
    let ids: Vec<&Value> = shops["items"].as_array().into_iter().flatten().map(|shop| &shop["id"]).collect();
    findings.check(ids == [&json!(other_shop)], || format!("the other seller's shops: {shops}"));
    // Nobody gives itself what only the office gives.
    for change in [json!({"status": "active"}), json!({"seller_id": null})] {
        let answer = mine.send("PATCH", &shop, Some(&change), &[("if-match", &etag)]).await;
        findings.check(answer.status == 403, || format!("a shop changes itself by {change}: {}", answer.status));
    }

    suppliers_see_their_own(&company, &mut findings).await;

    // The office orders for any shop; a shop that is blocked does not order.
    let mut for_shop = order(&new_id(), "complete", &[(&company.products[0], 1)]);
    for_shop["customer_id"] = json!(my_shop);
    let answer = my_seller.post("/api/sales/orders", &for_shop).await;
    findings.check(answer.status == 202, || format!("its seller orders: {} {}", answer.status, answer.json));
    let blocked = json!({"status": "blocked"});
    let _ = company.admin.send("PATCH", &shop, Some(&blocked), &[("if-match", &etag)]).await.ok();
    eventually("a blocked shop may not order", 20, || async {
        let probe = json!({"fulfilment": "complete", "lines": [{"product_id": company.products[0], "quantity": 1,
            "price_seen": {"amount": 1, "currency": "COP"}}]});
        let answer = mine.post("/api/sales/orders", &probe).await;
        answer.status == 403 && answer.code() == "customer_blocked"
    })
    .await;
    findings.none();
}

async fn suppliers_see_their_own(company: &Company, findings: &mut Findings) {
    let admin = &company.admin;
    let supplier = json!({"legal_name": "Lácteos Andinos S.A.", "email": "ventas@lacteos.example"});
    let supplier = created(admin, "/api/purchasing/suppliers", &supplier).await;
    let product = json!({"sku": "LAC-0001", "name": "Leche 1 l", "supplier_id": supplier,
        "price": {"amount": 420_000, "currency": "COP"}, "weight_grams": 1_030, "volume_ml": 1_000});
    let product = created(admin, "/api/purchasing/products", &product).await;
    let user = json!({"email": "lacteos@suppliers.test", "password": PASSWORD, "name": "Lácteos", "roles": ["supplier"],
                      "supplier_id": supplier});
    created(admin, "/api/identity/users", &user).await;
    let lacteos = Api::new(&admin.url).sign_in("lacteos@suppliers.test", PASSWORD).await;
    let own = [format!("/api/purchasing/products/{product}"), format!("/api/purchasing/suppliers/{supplier}")];
    for path in &own {
        let answer = lacteos.get(path).await;
        findings.check(answer.status == 200, || format!("{path} for its supplier: {} {}", answer.status, answer.json));
    }
    let others = admin.get("/api/purchasing/suppliers?search=molinos").await.ok()["items"][0]["id"].clone();
    let others = [
        format!("/api/purchasing/products/{}", company.products[0]),
        format!("/api/purchasing/suppliers/{}", others.as_str().unwrap_or_default()),
    ];
    for path in &others {
        let answer = lacteos.get(path).await;
        findings.check(answer.status == 404, || format!("{path} for another supplier: {}", answer.status));
    }
    for (path, id) in [("/api/purchasing/products", &product), ("/api/purchasing/suppliers", &supplier)] {
        let list = lacteos.get(path).await.ok();
        let ids: Vec<&Value> = list["items"].as_array().into_iter().flatten().map(|item| &item["id"]).collect();
        findings.check(ids == [&json!(id)], || format!("{path} for a supplier: {list}"));
    }
    let path = format!("/api/purchasing/products?supplier_id={}", others[1].rsplit('/').next().unwrap_or_default());
    let list = lacteos.get(&path).await.ok();
    findings.check(list["items"] == json!([]), || format!("{path} for another supplier: {list}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn matrix_one_machine() {
    every_operation_knows_its_roles(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn matrix_cluster() {
    every_operation_knows_its_roles(SetUp::Cluster).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_one_machine() {
    objects_of_others_are_not_there(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_cluster() {
    objects_of_others_are_not_there(SetUp::Cluster).await;
}
