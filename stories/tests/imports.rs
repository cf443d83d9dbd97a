//! A buyer imports a file, looks at its errors, commits it, sends it again and takes it back; broken files are told what is
//! wrong with them; a kill in the middle loses nothing; and while a large file goes in, shops order as always.
//!
//! `STOREFLOW_IMPORT_ROWS=100000` with `STOREFLOW_BIN` of a release build gives the figures of the budgets.

use chassis::run::start_task;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use stories::company::{created, new_id, order};
use stories::world::{ADMIN, PASSWORD, panics};
use stories::{Api, Company, OneMachine, SetUp, World, eventually, invariants};

const IMPORTS: &str = "/api/purchasing/imports";
const TITLES: &str = "Código SKU;Nombre;Fabricante;Precio;IVA;Peso (g);Categoría\n";

/// A table of `rows` products, of which `wrong` have an error, as a spreadsheet in Colombia saves it: semicolons, Latin-1.
fn table(rows: usize, wrong: usize, supplier: &str) -> Vec<u8> {
    let every = rows.checked_div(wrong).unwrap_or(usize::MAX);
    let mut text = TITLES.to_owned();
    for n in 1..=rows {
        let (sku, name, price) = (format!("IMP-{n:06}"), format!("Jabón de baño número {n}"), 1_000 + n % 9_000);
        let price = format!("{}.{:03},50", price / 1_000, price % 1_000);
        text += &match (n % every == 0, n / every % 4) {
            (false, _) => format!("{sku};{name};{supplier};{price};19 %;{};aseo\n", n % 900 + 1),
            (_, 0) => format!("{sku};{name};{supplier};caro;19 %;1;aseo\n"),
            (_, 1) => format!("{sku};{name};Nadie S.A.;{price};19 %;1;aseo\n"),
            (_, 2) => format!("{sku};;{supplier};{price};190 %;1;aseo\n"),
            _ => format!("IMP-000001;{name};{supplier};{price};19 %;1;aseo\n"),
        };
    }
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect()
}

async fn upload(api: &Api, name: &str, file: &[u8]) -> stories::Answer {
    let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nproducts\r\n".to_vec();
    let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    api.send_bytes("POST", IMPORTS, body, &[("content-type", "multipart/form-data; boundary=edge")]).await
}

async fn until(api: &Api, import: &Value, status: &str, seconds: u64) -> Value {
    let path = format!("{IMPORTS}/{}", import["id"].as_str().expect("an id"));
    eventually(&format!("the import is {status}"), seconds, || async {
        let now = api.get(&path).await;
        assert_ne!(now.json["status"], "failed", "{}", now.json);
        now.json["status"] == status
    })
    .await;
    api.get(&path).await.ok()
}

async fn act(api: &Api, import: &Value, action: &str, status: &str, seconds: u64) -> Value {
    let path = format!("{IMPORTS}/{}/{action}", import["id"].as_str().expect("an id"));
    assert_eq!(api.post(&path, &json!({})).await.status, 202);
    until(api, import, status, seconds).await
}

fn counts(import: &Value) -> [i64; 5] {
    ["rows", "valid", "new", "changed", "unchanged"].map(|name| import[name].as_i64().expect("a count"))
}

/// What the whole catalogue is, apart from versions and times.
async fn catalogue(api: &Api) -> Vec<Value> {
    let mut all = api.all("/api/purchasing/products").await;
    for product in &mut all {
        for member in ["version", "updated_at", "price_valid_from"] {
            product.as_object_mut().expect("an object").remove(member);
        }
    }
    all
}

async fn a_file_of_five_thousand_rows(set_up: SetUp) {
    let world = World::start(set_up).await;
    let admin = Company::set_up(&world.url(), 2, 100, 0).await.admin;
    let supplier = json!({"legal_name": "Jabones Ñandú S.A.", "email": "ventas@jabones.example"});
    created(&admin, "/api/purchasing/suppliers", &supplier).await;
    let before = catalogue(&admin).await;

    let file = table(5_000, 40, "jabones ñandú s.a.");
    let begun = Instant::now();
    let answer = upload(&admin, "lista de precios.csv", &file).await;
    assert_eq!((answer.status, &answer.json["status"]), (202, &json!("checking")), "{}", answer.json);
    let checked = until(&admin, &answer.json, "checked", 60).await;
    let check = begun.elapsed();
    assert_eq!(counts(&checked)[..3], [5_000, 4_960, 4_960]);
    let errors = checked["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), 50, "a fourth of the wrong rows has two errors");
    assert!(
        errors
            .iter()
            .all(|error| error["row"].as_i64() > Some(1) && !error["detail"].as_str().unwrap_or("").is_empty())
    );
    assert_eq!(errors[0]["row"], 126, "row 1 has the titles");

    let begun = Instant::now();
    let committed = act(&admin, &checked, "commit", "committed", 120).await;
    let commit = begun.elapsed();
    assert_eq!(counts(&committed), [5_000, 4_960, 4_960, 0, 0]);
    eprintln!("{set_up:?}: 5,000 rows checked in {check:?}, committed in {commit:?}");
    let found = admin.get("/api/purchasing/products?search=imp-000777").await.ok();
    assert_eq!(
        (&found["items"][0]["price"]["amount"], &found["items"][0]["name"]),
        (&json!(177_750), &json!("Jabón de baño número 777"))
    );
    let path = "/api/purchasing/products/changes?limit=5000";
    let synced = admin.get(path).await.ok();
    assert_eq!(
        (synced["items"].as_array().map(Vec::len), &synced["more"]),
        (Some(4_962), &json!(false)),
        "one request"
    );

    let again = until(&admin, &upload(&admin, "otra vez.csv", &file).await.ok(), "checked", 60).await;
    let again = act(&admin, &again, "commit", "committed", 120).await;
    assert_eq!(counts(&again), [5_000, 4_960, 0, 0, 4_960], "the same again changes nothing");

    let undone = act(&admin, &committed, "undo", "undone", 120).await;
    assert_eq!(undone["conflict_count"], 0, "{undone}");
    assert_eq!(catalogue(&admin).await, before, "everything is as it was");
    eventually("nothing waits", 60, || async { admin.get("/api/purchasing/system/health").await.json["waiting"] == 0 })
        .await;
    broken_files_are_told_what_is_wrong(&admin).await;
    assert_eq!(panics(), Vec::<String>::new());
}

async fn broken_files_are_told_what_is_wrong(admin: &Api) {
    let words = "nombre;sku;fabricante;precio\n";
    let cases: [(&str, Vec<u8>, u16, &str); 8] = [
        ("vacío.csv", vec![], 422, "empty_file"),
        ("separador.csv", b"nombre|sku|fabricante|precio\na|b|c|1\n".to_vec(), 422, "one_column"),
        ("columnas.csv", b"nombre;sku;precio\na;b;1\n".to_vec(), 422, "missing_columns"),
        ("fórmulas.csv", format!("{words}=A1;=B1;=C1;=D1\n").into_bytes(), 422, "only_formulas"),
        ("comprimido.csv", b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), 415, "wrong_file_type"),
        ("documento.pdf", b"%PDF-1.7\n%\xe2\xe3".to_vec(), 415, "wrong_file_type"),
        ("muy grande.csv", vec![b'a'; 32 * 1024 * 1024 + 1], 413, "file_too_large"),
        ("enorme.csv", vec![b'a'; 200 * 1024 * 1024], 413, "too_large"),
    ];
    for (name, file, status, code) in cases {
        let answer = upload(admin, name, &file).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{name}: {}", answer.json);
        assert!(answer.json["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{}", answer.json);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine() {
    a_file_of_five_thousand_rows(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster() {
    a_file_of_five_thousand_rows(SetUp::Cluster).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine_killed_in_the_middle_goes_on() {
    let mut one = OneMachine::start(&[]).await.expect("it starts");
    let admin = Company::set_up(&one.url, 1, 100, 0).await.admin;
    let import = upload(&admin, "lista.csv", &table(4_000, 0, "Molinos del Sur S.A.")).await.ok();
    let path = format!("{IMPORTS}/{}", import["id"].as_str().expect("an id"));
    let commit = |action: &'static str| format!("{path}/{action}");
    for (action, busy, end) in
        [("", "checking", "checked"), ("commit", "committing", "committed"), ("undo", "undoing", "undone")]
    {
        if !action.is_empty() {
            assert_eq!(admin.post(&commit(action), &json!({})).await.status, 202);
        }
        eventually("some rows are done", 60, || async {
            let now = admin.get(&path).await.json;
            now["status"] == end || (now["status"] == busy && now["progress"]["done"].as_i64() > Some(0))
        })
        .await;
        one.kill();
        one.again().expect("it starts again");
        let ended = until(&admin, &import, end, 120).await;
        assert_eq!(counts(&ended)[..3], [4_000, 4_000, 4_000], "{action}");
        let expected = if action == "commit" { 4_001 } else { 1 };
        assert_eq!(catalogue(&admin).await.len(), expected, "after {end}");
    }
    invariants::hold(&admin, 60).await;
}

fn rows() -> usize {
    std::env::var("STOREFLOW_IMPORT_ROWS").ok().and_then(|count| count.parse().ok()).unwrap_or(3_000)
}

/// Places orders, so many a second, until it is told to stop; answers how long each took to be accepted.
async fn keep_ordering(shops: Vec<Api>, product: String, stop: tokio_util::sync::CancellationToken) -> Vec<Duration> {
    let mut pace = tokio::time::interval(Duration::from_millis(50));
    let mut orders = Vec::new();
    while !stop.is_cancelled() {
        pace.tick().await;
        let shop = shops[orders.len() % shops.len()].clone();
        let body = order(&new_id(), "complete", &[(&product, 1)]);
        orders.push(start_task(async move {
            let begun = Instant::now();
            let answer = shop.post("/api/sales/orders", &body).await;
            assert_eq!(answer.status, 202, "{}", answer.json);
            begun.elapsed()
        }));
    }
    let mut took = Vec::new();
    for order in orders {
        took.push(order.await.expect("an answer"));
    }
    took.sort_unstable();
    took
}

/// The most memory that the process has held so far, where there is one process.
fn peak(world: &mut World) -> String {
    let World::OneMachine(one) = world else { return "of several processes".to_owned() };
    let status = std::fs::read_to_string(format!("/proc/{}/status", one.process().id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

async fn shops_order_while_a_large_file_goes_in(set_up: SetUp) {
    let mut world = World::start(set_up).await;
    let company = Company::set_up(&world.url(), 1, 1_000_000, 4).await;
    let (rows, admin) = (rows(), &company.admin);
    let file = table(rows, 0, "Molinos del Sur S.A.");
    let begun = Instant::now();
    let import = upload(admin, "grande.csv", &file).await.ok();
    let checked = until(admin, &import, "checked", 600).await;
    let check = begun.elapsed();
    let checking = peak(&mut world);
    let stop = tokio_util::sync::CancellationToken::new();
    let ordering = start_task(keep_ordering(company.shops.clone(), company.products[0].clone(), stop.clone()));
    let begun = Instant::now();
    let committed = act(admin, &checked, "commit", "committed", 600).await;
    let commit = begun.elapsed();
    stop.cancel();
    let took = ordering.await.expect("orders");
    let at = |percent: usize| took[(took.len() * percent).div_ceil(100).max(1) - 1];
    eprintln!(
        "{set_up:?}: {rows} rows checked in {check:?} (peak memory {checking}), committed in {commit:?} ({}); {} orders accepted \
         meanwhile: p50 {:?}, p99 {:?}",
        peak(&mut world),
        took.len(),
        at(50),
        at(99)
    );
    assert_eq!(counts(&committed)[2], i64::try_from(rows).expect("few"));
    // Generous: a debug build on a shared machine. It notices an import that holds what orders need.
    assert!(at(99) < Duration::from_secs(5), "{took:?}");
    // Its token may have ended meanwhile.
    let admin = Api::new(world.url()).sign_in(ADMIN, PASSWORD).await;
    invariants::hold(&admin, 300).await;
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_machine_orders_meanwhile() {
    shops_order_while_a_large_file_goes_in(SetUp::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_orders_meanwhile() {
    shops_order_while_a_large_file_goes_in(SetUp::Cluster).await;
}
