//! Uploads whose connections are cut and whose servers are killed at random: each is there in the end, once, byte by byte.

use base64::Engine;
use chassis::blobs::Blobs;
use chassis::run::start_task;
use contracts::Service;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use stories::company::new_id;
use stories::world::{ADMIN, PASSWORD, panics};
use stories::{Answer, Api, Cluster, ClusterOptions, Company, OneMachine, Servers, eventually};
use tokio::io::AsyncWriteExt;

const PIECE: usize = 1024 * 1024;
const AT_ONCE: usize = 6;
/// A PNG of 24 × 16 pixels; whatever follows it is part of the file, and of no picture.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAADOUlEQVR42p3Sg06uAQAA0K/bcsstt2zbtm3btm3btm3btm27Fu47/OcZDg\
AAAAwMDAoKCg4ODgkJCS0tLRsbGz8/v4SEhKKiopaWlrGxsY2Njaurq5+fX3h4eEJCQmZmZlFRUXV1dUtLS29v79jY2Pz8PAABAYGAgICBgUFAQEBJScnE\
xMTNzS0iIiIrK6umpqavr29hYeHo6Ojl5RUcHBwTE5OampqXl1deXt7Q0NDZ2Tk0NDQ9Pb2ysgLAwsKioqLi4uKSkpLS0dGxs7MLCAhISkoqKSlpa2ubmJj\
Y2tq6ubn5+/tHREQkJiZmZWUVFxfX1NS0trb29fWNj48vLCxsbm4CiIiImJiYhISEVFRUzMzMPDw8oqKicnJy6urqBgYGlpaWTk5O3t7eISEhsbGxaWlp+f\
n5FRUVjY2NXV1dw8PDMzMzq6ure3t7ABoaGh4eHhkZGT09PQcHh6CgoJSUlLKyso6OjqmpqZ2dnbu7e0BAQGRkZFJSUnZ2dklJSW1tbVtbW39//8TExOLi4\
tbW1vHxMYCFhUVERERNTc3CwsLLyysmJiYvL6+hoWFoaGhlZeXs7Ozj4xMaGhoXF5eenl5QUFBZWdnU1NTd3T0yMjI7O7u2tra/v39xcQHg4+OTk5MzMDBw\
cnIKCQlJS0urqKjo6uqamZnZ29t7eHgEBgZGRUUlJyfn5OSUlpbW1dW1t7cPDAxMTk4uLS1tb2+fnJzc3t4CxMTENDQ0rKysfHx84uLiCgoKmpqaRkZG1tb\
WLi4uvr6+YWFh8fHxGRkZhYWFVVVVzc3NPT09o6Ojc3Nz6+vrBwcHl5eXT09PAAUFBSMjIxcXl7CwsIyMjKqqqp6enrm5uYODg6enZ1BQUHR0dEpKSm5ubl\
lZWX19fUdHx+Dg4NTU1PLy8s7Ozunp6d3d3fv7OwDywI2NjcPDw6urq+fn5+/vbwDkgbu7u2dnZ/f39x8fH2BgYADIA4+Ojq6vr19eXn5+fiAhIQGQB56fn\
z88PHx+fv779w8ODg4AeeDNzc3r6+vv7y8UFBQSEhIA8sDHx8evry9wcHB4eHh0dHQA5IFvb29/f3/Q0NDIyMjY2Nj/AUvrVp+0dKP4AAAAAElFTkSuQmCC";

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// A file that is to arrive.
struct File {
    id: String,
    product: String,
    content: Vec<u8>,
}

fn files(company: &Company, random: &mut StdRng) -> Vec<File> {
    let picture = base64::engine::general_purpose::STANDARD.decode(PICTURE).expect("base64");
    let count = number("STOREFLOW_UPLOADS", 12);
    (0..count)
        .map(|n| {
            let more = random.random_range(0..3 * PIECE + PIECE / 2);
            let mut content = picture.clone();
            content.extend((0..more).map(|_| random.random::<u8>()));
            let product = company.products[usize::try_from(n).expect("few") % company.products.len()].clone();
            File { id: new_id(), product, content }
        })
        .collect()
}

/// Signs in, however often it takes while processes die.
async fn signed_in(url: &str) -> Api {
    let guest = Api::new(url);
    let session =
        guest.post_until_answered("/api/identity/sessions", &json!({"login": ADMIN, "password": PASSWORD})).await;
    guest.with_token(session.ok()["access_token"].as_str().expect("a token"))
}

/// Asks until there is a definite answer.
async fn ask(api: &Api, method: &str, path: &str) -> Answer {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let answer = api.send(method, path, None, &[]).await;
        if !matches!(answer.status, 0 | 429 | 500..) {
            return answer;
        }
        assert!(Instant::now() < deadline, "no definite answer to {method} {path}: {}", answer.status);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Sends a piece and cuts the connection: in the middle, or when all is sent and before the answer.
async fn cut(api: &Api, path: &str, offset: usize, piece: &[u8], sent: usize) {
    let address = api.url.trim_start_matches("http://");
    let Ok(mut stream) = tokio::net::TcpStream::connect(address).await else { return };
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nUpload-Offset: {offset}\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n\r\n",
        api.token().unwrap_or_default(),
        piece.len()
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&piece[..sent]).await;
    let _ = stream.flush().await;
}

/// Uploads a file as a phone with a bad connection does: after everything that is no clear answer it asks where it is.
async fn upload(url: String, file: &File, mut random: StdRng) {
    let api = signed_in(&url).await;
    let sha256 = Sha256::digest(&file.content).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let announcement = json!({"id": file.id, "kind": "product_image", "content_type": "image/png",
        "size_bytes": file.content.len(), "sha256": sha256, "subject": {"type": "product", "id": file.product}});
    let announced = api.post_until_answered("/api/purchasing/media", &announcement).await;
    assert!(matches!(announced.status, 200 | 201), "{}", announced.json);
    let path = format!("/api/purchasing/media/{}", file.id);
    let whole = file.content.len();
    let deadline = Instant::now() + Duration::from_secs(300);
    let mut offset = 0;
    loop {
        assert!(Instant::now() < deadline, "{path} is still at {offset} of {whole}");
        let end = (offset + random.random_range(1..=PIECE)).min(whole);
        let piece = &file.content[offset..end];
        match random.random_range(0..10) {
            0 | 1 if !piece.is_empty() => cut(&api, &path, offset, piece, random.random_range(0..piece.len())).await,
            2 => cut(&api, &path, offset, piece, piece.len()).await,
            _ => {
                let at = offset.to_string();
                let headers = [("content-type", "application/offset+octet-stream"), ("upload-offset", at.as_str())];
                let answer = api.send_bytes("PATCH", &path, piece.to_vec(), &headers).await;
                match answer.status {
                    // The last piece was joined.
                    204 if end == whole => return,
                    204 => {
                        offset = end;
                        continue;
                    }
                    409 | 0 | 400 | 408 | 429 | 500.. => {}
                    other => panic!("{path} at {offset}: {other} {}", answer.json),
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(random.random_range(0..200))).await;
        let head = ask(&api, "HEAD", &path).await;
        assert_eq!(head.status, 200);
        assert_eq!(head.header("upload-length"), whole.to_string());
        offset = head.header("upload-offset").parse().expect("an offset");
    }
}

/// Uploads all files, some at once; answers how many have arrived so far, and the task.
fn upload_all(url: String, files: &Arc<Vec<File>>, seed: u64) -> (Arc<AtomicUsize>, Vec<tokio::task::JoinHandle<()>>) {
    let (next, arrived): (Arc<AtomicUsize>, Arc<AtomicUsize>) = Default::default();
    let tasks = (0..AT_ONCE)
        .map(|_| {
            let (url, files, next, arrived) = (url.clone(), Arc::clone(files), Arc::clone(&next), Arc::clone(&arrived));
            start_task(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    let Some(file) = files.get(n) else { return };
                    upload(url.clone(), file, StdRng::seed_from_u64(seed * 10_000 + n as u64)).await;
                    arrived.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    (arrived, tasks)
}

async fn all_are_there_once(url: &str, files: &[File], blobs: Blobs) {
    let api = signed_in(url).await;
    let http = reqwest::Client::new();
    for file in files {
        let medium = ask(&api, "GET", &format!("/api/purchasing/media/{}", file.id)).await.ok();
        assert_eq!(medium["status"], "ready", "{medium}");
        let address = medium["url"].as_str().expect("a URL");
        let address = if address.starts_with('/') { format!("{url}{address}") } else { address.to_owned() };
        let read = http.get(&address).send().await.expect("an answer").bytes().await.expect("a body");
        assert!(read == file.content, "{}: {} bytes, not {}", file.id, read.len(), file.content.len());
        let middle = file.content.len() / 2;
        let part =
            http.get(&address).header("range", format!("bytes={middle}-{middle}")).send().await.expect("an answer");
        assert_eq!(part.status(), 206);
        assert_eq!(part.bytes().await.expect("a body")[..], file.content[middle..=middle]);
        assert_eq!(medium["variants"].as_array().map(Vec::len), Some(3), "{medium}");
    }
    // Each became its product's picture once: a version of the product for each.
    let mut uploads: BTreeMap<&str, i64> = BTreeMap::new();
    for file in files {
        *uploads.entry(&file.product).or_default() += 1;
    }
    for (product, count) in uploads {
        let product = ask(&api, "GET", &format!("/api/purchasing/products/{product}")).await.ok();
        assert_eq!(product["version"].as_i64(), Some(1 + count), "{product}");
        let shown = product["image_url"].as_str().expect("a picture");
        let picture = http.get(format!("{url}{shown}")).send().await.expect("an answer");
        assert_eq!(picture.status(), 200);
        assert_eq!(picture.headers()["content-type"], "image/jpeg");
    }
    let wanted: BTreeSet<String> = files
        .iter()
        .flat_map(|file| ["whole", "96.jpg", "320.jpg", "960.jpg"].map(|name| format!("media/{}/{name}", file.id)))
        .collect();
    let kept = || async { blobs.keys("").await.expect("the store answers").into_iter().collect::<BTreeSet<_>>() };
    // Pieces that a killed process left are removed by another in time.
    eventually("nothing is left of the pieces", 60, || async { kept().await == wanted }).await;
    assert_eq!(panics(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cluster_two_replicas_take_pieces_and_are_killed() {
    let container = std::env::var("STOREFLOW_TEST_AZURITE").expect(
        "STOREFLOW_TEST_AZURITE is not set: run `make test`, or `deploy/local/servers.sh run target/servers -- \
         deploy/local/azurite.sh run target/azurite -- cargo test -p stories --test media`",
    );
    let servers = Servers::shared().expect("servers");
    let options = ClusterOptions { replicas: 2, ..ClusterOptions::on(servers) };
    let mut cluster = Cluster::start(options).await.expect("it starts");
    let company = Company::set_up(&cluster.url(), 3, 1, 0).await;
    let seed = number("STOREFLOW_SEED", 1);
    let mut random = StdRng::seed_from_u64(seed);
    let files = Arc::new(files(&company, &mut random));
    let (arrived, tasks) = upload_all(cluster.url(), &files, seed);
    let mut kills = 0;
    while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
        tokio::time::sleep(Duration::from_millis(random.random_range(300..1_500))).await;
        let replica = random.random_range(0..2);
        cluster.kill(Service::Purchasing, replica);
        kills += 1;
        cluster.launch(Service::Purchasing, replica, false).expect("it starts");
        cluster.wait_ready(Service::Purchasing, replica).await.expect("it becomes ready");
    }
    for task in tasks {
        task.await.expect("every upload arrives");
    }
    eprintln!("{} uploads, {kills} kills, seed {seed}", arrived.load(Ordering::SeqCst));
    let blobs =
        Blobs::open(&format!("{container}/{}/{{service}}", cluster.name()), Service::Purchasing).expect("Azurite");
    all_are_there_once(&cluster.url(), &files, blobs).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_machine_the_process_is_killed_again_and_again() {
    let mut one = OneMachine::start(&[]).await.expect("it starts");
    let company = Company::set_up(&one.url, 3, 1, 0).await;
    let seed = number("STOREFLOW_SEED", 1);
    let mut random = StdRng::seed_from_u64(seed);
    let files = Arc::new(files(&company, &mut random));
    let (arrived, tasks) = upload_all(one.url.clone(), &files, seed);
    let mut kills = 0;
    while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
        tokio::time::sleep(Duration::from_millis(random.random_range(300..2_000))).await;
        one.kill();
        kills += 1;
        one.again().expect("it starts again");
    }
    for task in tasks {
        task.await.expect("every upload arrives");
    }
    eprintln!("{} uploads, {kills} kills, seed {seed}", arrived.load(Ordering::SeqCst));
    let blobs = Blobs::open(&format!("file://{}/media/{{service}}", one.data.display()), Service::Purchasing);
    all_are_there_once(&one.url, &files, blobs.expect("the folder")).await;
}

/// A picture of a product through the gateway, as the console and a phone do it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_another_origin_may_upload() {
    let one = OneMachine::start(&["--cors-origins", "https://shop.example"]).await.expect("it starts");
    let preflight = Api::new(&one.url)
        .send(
            "OPTIONS",
            "/api/purchasing/media/x",
            None::<&Value>,
            &[
                ("origin", "https://shop.example"),
                ("access-control-request-method", "PATCH"),
                ("access-control-request-headers", "authorization,content-type,upload-offset"),
            ],
        )
        .await;
    assert!(preflight.header("access-control-allow-headers").contains("upload-offset"), "{:?}", preflight.headers);
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"), "{:?}", preflight.headers);
}
