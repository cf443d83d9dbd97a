//! A phone keeps the catalogue: what the first synchronisation and a day's changes cost, and what each caller gets.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use stories::company::{created, new_id, order};
use stories::world::{ADMIN, PASSWORD, run_fast};
use stories::{Api, Company, SetUp, World, eventually};

const PRODUCTS: usize = 5_000;

/// A collection as a phone keeps it.
#[derive(Default)]
struct Kept {
    items: BTreeMap<String, Value>,
    token: Option<String>,
}

impl Kept {
    fn path(&self, collection: &str) -> String {
        let since = self.token.as_ref().map(|token| format!("&since={token}")).unwrap_or_default();
        format!("/api/{collection}/changes?limit=5000{since}")
    }

    /// Asks until there is nothing more; answers how many requests that took, and which items were new in it.
    async fn sync(&mut self, api: &Api, collection: &str) -> (usize, Vec<String>, Vec<String>) {
        let (mut requests, mut fresh, mut gone) = (0, Vec::new(), Vec::new());
        loop {
            requests += 1;
            let changes = api.get(&self.path(collection)).await.ok();
            for item in changes["items"].as_array().expect("items") {
                let id = item["id"].as_str().expect("an id").to_owned();
                let held = self.items.insert(id.clone(), item.clone());
                if held.is_none_or(|held| held["version"] != item["version"]) {
                    fresh.push(id);
                }
            }
            for id in changes["gone"].as_array().expect("gone") {
                let id = id.as_str().expect("an id").to_owned();
                if self.items.remove(&id).is_some() {
                    gone.push(id);
                }
            }
            self.token = changes["next"].as_str().map(str::to_owned);
            if changes["more"] != true {
                return (requests, fresh, gone);
            }
        }
    }
}

/// A price list of `PRODUCTS` products, imported as a purchasing clerk does.
async fn import_catalogue(admin: &Api) {
    let mut file = "sku;nombre;fabricante;precio\n".to_owned();
    for n in 0..PRODUCTS {
        file.push_str(&format!("CAT-{n:05};Galletas surtidas caja {n};ventas@molinos.example;{}\n", 1_000 + n));
    }
    let mut body = Vec::new();
    body.extend(b"--limit\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nproducts\r\n");
    body.extend(b"--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"lista.csv\"\r\n");
    body.extend(b"Content-Type: text/csv\r\n\r\n");
    body.extend(file.as_bytes());
    body.extend(b"\r\n--limit--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=limit")];
    let import = admin.send_bytes("POST", "/api/purchasing/imports", body, &headers).await.ok();
    let path = format!("/api/purchasing/imports/{}", import["id"].as_str().expect("an id"));
    eventually("the list is checked", 60, || async { admin.get(&path).await.json["status"] == "checked" }).await;
    let checked = admin.get(&path).await.ok();
    assert_eq!(checked["errors"], json!([]), "{checked}");
    assert!((200..300).contains(&admin.post(&format!("{path}/commit"), &json!({})).await.status));
    eventually("the list is committed", 120, || async { admin.get(&path).await.json["status"] == "committed" }).await;
}

async fn a_phone_keeps_the_catalogue(set_up: SetUp) {
    // Sixty seconds, by which answers overlap, pass in three.
    run_fast(20);
    let world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 1, 100, 1).await;
    let guest = Api::new(world.url());
    import_catalogue(&guest.sign_in(ADMIN, PASSWORD).await).await;
    let phone = "+573010000000";
    let mut kept = Kept::default();
    let (requests, fresh, _) = kept.sync(&guest.sign_in(phone, PASSWORD).await, "purchasing/products").await;
    assert!(requests <= 2, "{requests} requests");
    assert_eq!(fresh.len(), PRODUCTS + 1, "the imported ones and the one of the small company");
    // Nothing changes for a while: nothing comes.
    loop {
        let shop = guest.sign_in(phone, PASSWORD).await;
        let bytes = shop.bytes(&kept.path("purchasing/products")).await.len();
        let (_, fresh, gone) = kept.sync(&shop, "purchasing/products").await;
        assert_eq!((fresh.len(), gone.len()), (0, 0));
        if bytes < 1_000 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    // Fifty are changed and one is archived.
    let admin = guest.sign_in(ADMIN, PASSWORD).await;
    let chosen: Vec<String> = kept.items.keys().step_by(PRODUCTS / 51).take(51).cloned().collect();
    for (n, id) in chosen.iter().enumerate() {
        let path = format!("/api/purchasing/products/{id}");
        let change = if n == 50 { json!({"status": "archived"}) } else { json!({"name": format!("Café molido {n}")}) };
        let etag = format!("\"{}\"", kept.items[id]["version"]);
        let changed = admin.send("PATCH", &path, Some(&change), &[("if-match", &etag)]).await;
        assert_eq!(changed.status, 200, "{}", changed.json);
    }
    let shop = guest.sign_in(phone, PASSWORD).await;
    let bytes = shop.bytes(&kept.path("purchasing/products")).await.len();
    let (requests, mut fresh, gone) = kept.sync(&shop, "purchasing/products").await;
    fresh.sort();
    assert_eq!((requests, &fresh[..], &gone[..]), (1, &chosen[..50], &chosen[50..]));
    eprintln!("{set_up:?}: {bytes} bytes for 50 changed products of {PRODUCTS}");
    assert!(bytes <= 30_000, "{bytes} bytes for 50 changed products");

    // Each shop keeps its own orders, and a token is good for whom it was made.
    let id = new_id();
    let placed =
        shop.post_until_answered("/api/sales/orders", &order(&id, "complete", &[(&company.products[0], 1)])).await;
    assert_eq!(placed.status, 202, "{}", placed.json);
    let mut orders = Kept::default();
    let (_, fresh, _) = orders.sync(&shop, "sales/orders").await;
    assert_eq!(fresh, std::slice::from_ref(&id));
    eventually("the phone sees the order move", 20, || async {
        let shop = guest.sign_in(phone, PASSWORD).await;
        let changes = shop.get(&orders.path("sales/orders")).await.ok();
        changes["items"].as_array().is_some_and(|items| items.iter().any(|order| order["status"] == "scheduled"))
    })
    .await;
    let other = company.open_shop(&guest, 7).await;
    let mut of_other = Kept::default();
    assert_eq!(of_other.sync(&other, "sales/orders").await.1, Vec::<String>::new());
    let answer = other.get(&orders.path("sales/orders")).await;
    assert_eq!((answer.status, answer.code()), (410, "sync_restart"), "{}", answer.json);
    assert_eq!(other.get("/api/sales/orders/changes?since=nonsense").await.status, 400);

    // A shop that gets another seller leaves the first one's phone and comes to the second one's.
    let admin = guest.sign_in(ADMIN, PASSWORD).await;
    let mut sellers = Vec::new();
    for n in 0..2 {
        let body = json!({"email": format!("seller{n}@company.example"), "password": PASSWORD, "name": format!("Seller {n}"),
                          "roles": ["seller"]});
        sellers.push(created(&admin, "/api/identity/users", &body).await);
    }
    let customer = other.get("/api/identity/me").await.ok()["customer_id"].as_str().expect("a shop").to_owned();
    let mut phones = [Kept::default(), Kept::default()];
    for (turn, seller) in [0, 1, 0].into_iter().enumerate() {
        let admin = guest.sign_in(ADMIN, PASSWORD).await;
        let path = format!("/api/identity/customers/{customer}");
        let etag = admin.get(&path).await.header("etag").to_owned();
        let change = json!({"seller_id": sellers[seller]});
        assert_eq!(admin.send("PATCH", &path, Some(&change), &[("if-match", &etag)]).await.status, 200);
        for (n, phone) in phones.iter_mut().enumerate() {
            let api = guest.sign_in(&format!("seller{n}@company.example"), PASSWORD).await;
            phone.sync(&api, "identity/customers").await;
            assert_eq!(phone.items.contains_key(&customer), n == seller, "turn {turn}, seller {n}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    a_phone_keeps_the_catalogue(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    a_phone_keeps_the_catalogue(SetUp::Cluster).await;
}
