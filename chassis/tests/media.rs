//! Media, on a folder and on Azurite.

use axum::http::HeaderMap;
use chassis::media::{MediaKind, MediaRules, Medium, attach};
use chassis::testing::{Answer, Setup, TestSystem, azurite, both, principal};
use chassis::{Db, Principal, Problem, ServiceDef, Sql, Tx, sql_values};
use chrono::TimeDelta;
use contracts::Service;
use contracts::identity::Role;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

const MIB: usize = 1024 * 1024;

/// A service with media. Everybody sees what is its own; the office sees all. Photos are kept, films are not.
fn service(failures: &Arc<AtomicI64>) -> ServiceDef {
    let photo = MediaKind::images("photo", "visit").by(&[Role::Seller]).sizes(&[96, 320]).public_pictures();
    let film = MediaKind::videos("film", "visit").by(&[Role::Seller]);
    let paper = MediaKind::documents("paper", "visit").by(&[Role::Admin]);
    let failures = Arc::clone(failures);
    let rules =
        MediaRules::new(
            |_app, who: Principal, subject| async move { Ok(who.is_staff() || who.user_id.0 == subject.id) },
        );
    let rules = rules.kind(photo).kind(film).kind(paper).ready(move |tx: Tx, medium: Medium| {
        let failures = Arc::clone(&failures);
        async move {
            if failures.fetch_sub(1, Ordering::SeqCst) > 0 {
                return Err(Problem::unavailable());
            }
            if medium.kind == "photo" {
                attach(&tx, medium.subject.id, &[medium.id]).await?;
            }
            Ok(())
        }
    });
    ServiceDef::new(Service::Sales).media(rules)
}

struct Desk {
    system: TestSystem,
    seller: Principal,
    failures: Arc<AtomicI64>,
}

impl Desk {
    async fn start(setup: Setup) -> Self {
        azurite(setup);
        let failures = Arc::new(AtomicI64::new(0));
        let system = TestSystem::start(setup, vec![service(&failures)]).await;
        Self { system, seller: principal(Role::Seller), failures }
    }

    fn db(&self) -> &Db {
        self.system.app(Service::Sales).db()
    }

    fn announcement(&self, kind: &str, content_type: &str, content: &[u8]) -> Value {
        let sha256 = Sha256::digest(content).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        json!({"id": Uuid::now_v7(), "kind": kind, "content_type": content_type, "size_bytes": content.len(),
               "sha256": sha256, "subject": {"type": "visit", "id": self.seller.user_id}})
    }

    async fn announce(&self, body: &Value) -> Answer {
        let token = self.system.token(self.seller.clone());
        self.system.http("POST", "/api/sales/media", Some(&token), Some(body.clone())).await
    }

    async fn get(&self, path: &str, who: &Principal) -> Answer {
        self.system.http("GET", path, Some(&self.system.token(who.clone())), None).await
    }

    async fn offset(&self, path: &str) -> (u16, Option<usize>) {
        let answer = self.system.http("HEAD", path, Some(&self.system.token(self.seller.clone())), None).await;
        assert!(answer.bytes.is_empty());
        (answer.status, offset_of(&answer))
    }

    async fn piece(&self, path: &str, offset: usize, content: &[u8]) -> Answer {
        self.piece_by(path, offset, content, &self.seller).await
    }

    async fn piece_by(&self, path: &str, offset: usize, content: &[u8], who: &Principal) -> Answer {
        let mut headers = HeaderMap::new();
        let token = format!("Bearer {}", self.system.token(who.clone()));
        headers.insert("authorization", token.parse().expect("a header"));
        headers.insert("content-type", "application/offset+octet-stream".parse().expect("a header"));
        headers.insert("upload-offset", offset.into());
        self.system.http_raw("PATCH", path, headers, content).await
    }

    /// Announces and sends everything; answers where it is and what the last piece was answered.
    async fn upload(&self, kind: &str, content_type: &str, content: &[u8]) -> (String, Answer) {
        let announced = self.announce(&self.announcement(kind, content_type, content)).await;
        assert_eq!(announced.status, 201, "{}", announced.text);
        let path = announced.headers["location"].to_str().expect("a path").to_owned();
        let mut last = announced;
        let pieces: Vec<&[u8]> = content.chunks(MIB).collect();
        for (n, piece) in pieces.iter().enumerate() {
            last = self.piece(&path, n * MIB, piece).await;
            assert!(last.status == 204 || n + 1 == pieces.len(), "{}", last.text);
        }
        (path, last)
    }

    /// Reads an address as a browser would.
    async fn read(&self, url: &str, headers: &[(&'static str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
        if url.starts_with("http") {
            let mut request = reqwest::Client::new().get(url);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = request.send().await.expect("an answer");
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            return (status, headers, answer.bytes().await.expect("a body").to_vec());
        }
        let answer = self.system.http_with("GET", url, None, None, headers).await;
        (answer.status, answer.headers, answer.bytes.to_vec())
    }
}

fn offset_of(answer: &Answer) -> Option<usize> {
    answer.headers.get("upload-offset").and_then(|value| value.to_str().ok()?.parse().ok())
}

fn code(answer: &Answer) -> &str {
    answer.json["code"].as_str().unwrap_or_default()
}

fn film(size: usize, seed: u8) -> Vec<u8> {
    let mut content = b"\0\0\0\x18ftypmp42\0\0\0\0".to_vec();
    let mut state = u32::from(seed) + 1;
    while content.len() < size {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        content.extend(state.to_be_bytes());
    }
    content.truncate(size);
    content
}

fn photo(width: u32, height: u32) -> Vec<u8> {
    let image = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([u8::try_from(x % 256).unwrap_or(0), u8::try_from(y % 256).unwrap_or(0), 90])
    });
    let mut content = Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(image).write_to(&mut content, image::ImageFormat::Jpeg).expect("a JPEG");
    content.into_inner()
}

async fn eventually<F: Future<Output = bool>>(what: &str, mut check: impl FnMut() -> F) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !check().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

both!(
    async fn an_upload_comes_in_pieces_and_is_read_in_ranges(setup: Setup) {
        let desk = Desk::start(setup).await;
        let content = film(2 * MIB + 77, 1);
        let announcement = desk.announcement("film", "video/mp4", &content);
        let announced = desk.announce(&announcement).await;
        assert_eq!((announced.status, &announced.json["status"]), (201, &json!("uploading")), "{}", announced.text);
        let path = announced.headers["location"].to_str().expect("a path").to_owned();
        assert_eq!(desk.announce(&announcement).await.status, 200, "the same again is the same");
        let mut other = announcement.clone();
        other["size_bytes"] = json!(5);
        assert_eq!(code(&desk.announce(&other).await), "id_taken");

        assert_eq!(desk.offset(&path).await, (200, Some(0)));
        let wrong = desk.piece(&path, MIB, &content[MIB..2 * MIB]).await;
        assert_eq!((wrong.status, code(&wrong), offset_of(&wrong)), (409, "wrong_offset", Some(0)), "{}", wrong.text);
        assert_eq!(wrong.json["upload_offset"], 0);
        assert_eq!(desk.piece(&path, 0, &content[..2 * MIB]).await.status, 413, "larger than a piece");
        let first = desk.piece(&path, 0, &content[..MIB]).await;
        assert_eq!((first.status, offset_of(&first)), (204, Some(MIB)));
        let repeated = desk.piece(&path, 0, &content[..MIB]).await;
        assert_eq!((repeated.status, offset_of(&repeated)), (409, Some(MIB)), "its answer was lost: go on from there");
        let second = desk.piece(&path, MIB, &content[MIB..MIB + 100]).await;
        assert_eq!((second.status, offset_of(&second)), (204, Some(MIB + 100)), "a piece may be small");
        let early = desk.get(&path, &desk.seller).await;
        assert_eq!((&early.json["status"], &early.json["url"]), (&json!("uploading"), &Value::Null));
        assert_eq!(desk.offset(&path).await, (200, Some(MIB + 100)));
        let longer = desk.piece(&path, MIB + 100, &film(MIB, 3)).await;
        assert_eq!((longer.status, code(&longer)), (422, "longer_than_announced"), "{}", longer.text);
        assert_eq!(offset_of(&longer), Some(MIB + 100));
        let last = desk.piece(&path, MIB + 100, &content[MIB + 100..2 * MIB]).await;
        assert_eq!((last.status, offset_of(&last)), (204, Some(2 * MIB)));
    }
);

both!(
    async fn what_is_ready_is_equal_byte_by_byte(setup: Setup) {
        let desk = Desk::start(setup).await;
        let content = film(9 * MIB + 77, 2);
        let (path, last) = desk.upload("film", "video/mp4", &content).await;
        assert_eq!((last.status, offset_of(&last)), (204, Some(content.len())), "{}", last.text);
        let again = desk.piece(&path, content.len(), &[]).await;
        assert_eq!(again.status, 204, "the answer to the last piece was lost: an empty one asks again");
        let medium = desk.get(&path, &desk.seller).await;
        assert_eq!((medium.status, &medium.json["status"]), (200, &json!("ready")));
        let url = medium.json["url"].as_str().expect("a URL").to_owned();
        let (status, headers, read) = desk.read(&url, &[]).await;
        assert!(status == 200 && read == content, "{status}, {} bytes", read.len());
        assert_eq!(headers["content-type"], "video/mp4");
        assert!(headers["content-disposition"].to_str().expect("text").starts_with("inline; filename=\"film-"));
        let (status, headers, part) = desk.read(&url, &[("range", "bytes=1000000-2999999")]).await;
        assert!(status == 206 && part == content[1_000_000..3_000_000], "{status}, {} bytes", part.len());
        assert_eq!(headers["content-range"], format!("bytes 1000000-2999999/{}", content.len()));
        let (status, _, _) = desk.read(&url, &[("range", "bytes=999999999-")]).await;
        assert_eq!(status, 416);
        if setup == Setup::OneMachine {
            let (status, _, end) = desk.read(&url, &[("range", "bytes=-10")]).await;
            assert!(status == 206 && end == content[content.len() - 10..]);
            let tag = headers["etag"].to_str().expect("a tag").to_owned();
            let (status, _, _) = desk.read(&url, &[("range", "bytes=0-9"), ("if-range", &tag)]).await;
            assert_eq!(status, 206);
            let (status, _, whole) = desk.read(&url, &[("range", "bytes=0-9"), ("if-range", "\"other\"")]).await;
            assert!(status == 200 && whole.len() == content.len(), "of another content only the whole is right");
            let (status, _, nothing) = desk.read(&url, &[("if-none-match", &tag)]).await;
            assert!(status == 304 && nothing.is_empty());
            let forged = url.replace("signature=", "signature=A");
            assert_eq!(desk.read(&forged, &[]).await.0, 404);
            assert_eq!(desk.read(&url.replace("expires=", "expires=1"), &[]).await.0, 404);
            desk.system.advance(TimeDelta::minutes(16));
            let late = desk.system.http("GET", &url, None, None).await;
            assert_eq!((late.status, code(&late)), (404, "link_expired"));
        }
    }
);

both!(
    async fn content_that_is_not_what_was_announced_is_refused_and_may_come_again(setup: Setup) {
        let desk = Desk::start(setup).await;
        // By its first bytes, at the first piece.
        let page = b"<!doctype html><script>alert(1)</script>".repeat(10);
        let (path, refused) = desk.upload("film", "video/mp4", &page).await;
        assert_eq!((refused.status, code(&refused)), (422, "content_mismatch"), "{}", refused.text);
        assert_eq!(desk.offset(&path).await, (200, Some(0)));
        // By its first bytes at the end, where the first piece was too short to tell.
        let announcement = desk.announcement("film", "video/mp4", &page);
        let announced = desk.announce(&announcement).await;
        let path = announced.headers["location"].to_str().expect("a path").to_owned();
        assert_eq!(desk.piece(&path, 0, &page[..5]).await.status, 204);
        let refused = desk.piece(&path, 5, &page[5..]).await;
        assert_eq!((refused.status, code(&refused), offset_of(&refused)), (422, "content_mismatch", Some(0)));
        // By its hash.
        let content = film(3_000, 4);
        let announcement = desk.announcement("film", "video/mp4", &content);
        let announced = desk.announce(&announcement).await;
        let path = announced.headers["location"].to_str().expect("a path").to_owned();
        let mut damaged = content.clone();
        damaged[2_000] ^= 1;
        assert_eq!(desk.piece(&path, 0, &damaged[..1_000]).await.status, 204);
        let refused = desk.piece(&path, 1_000, &damaged[1_000..]).await;
        assert_eq!((refused.status, code(&refused), offset_of(&refused)), (422, "hash_mismatch", Some(0)));
        assert_eq!(desk.offset(&path).await, (200, Some(0)));
        assert_eq!(desk.piece(&path, 0, &content).await.status, 204);
        assert_eq!(desk.get(&path, &desk.seller).await.json["status"], "ready");
    }
);

both!(
    async fn an_announcement_that_breaks_a_rule_is_refused_with_its_place(setup: Setup) {
        let desk = Desk::start(setup).await;
        let sound = desk.announcement("film", "video/mp4", b"x");
        for (member, value, status, place) in [
            ("kind", json!("song"), 422, "unknown_kind"),
            ("content_type", json!("text/html"), 422, "wrong_content_type"),
            ("content_type", json!("image/jpeg"), 422, "wrong_content_type"),
            ("size_bytes", json!(201 * MIB), 422, "too_large"),
            ("size_bytes", json!(0), 422, "empty"),
            ("sha256", json!("zz"), 422, "sha256"),
            ("subject", json!({"type": "order", "id": desk.seller.user_id}), 422, "wrong_subject"),
            ("subject", json!({"type": "visit", "id": Uuid::now_v7()}), 404, ""),
            ("kind", json!("paper"), 403, ""),
        ] {
            let mut body = sound.clone();
            body[member] = value;
            let answer = desk.announce(&body).await;
            assert_eq!(answer.status, status, "{member}: {}", answer.text);
            assert_eq!(answer.json["errors"][0]["code"].as_str().unwrap_or_default(), place, "{}", answer.text);
        }
        let customer = desk.system.token_for(Role::Customer);
        let answer = desk.system.http("POST", "/api/sales/media", Some(&customer), Some(sound)).await;
        assert_eq!(answer.status, 403);
    }
);

both!(
    async fn only_who_may_see_the_subject_sees_it_and_only_who_began_it_goes_on(setup: Setup) {
        let desk = Desk::start(setup).await;
        let content = film(100, 5);
        let announced = desk.announce(&desk.announcement("film", "video/mp4", &content)).await;
        let path = announced.headers["location"].to_str().expect("a path").to_owned();
        let stranger = principal(Role::Seller);
        assert_eq!(desk.get(&path, &stranger).await.status, 404);
        assert_eq!(desk.get(&path, &principal(Role::Warehouse)).await.status, 200);
        assert_eq!(desk.piece_by(&path, 0, &content, &stranger).await.status, 404);
        let head = desk.system.http("HEAD", &path, Some(&desk.system.token(stranger)), None).await;
        assert_eq!(head.status, 404);
        assert_eq!(desk.piece(&path, 0, &content).await.status, 204);
        assert_eq!(desk.get(&path, &principal(Role::Customer)).await.status, 404);
        assert_eq!(desk.get(&format!("/api/sales/media/{}", Uuid::now_v7()), &desk.seller).await.status, 404);
    }
);

both!(
    async fn an_image_gets_smaller_pictures_for_everybody(setup: Setup) {
        let desk = Desk::start(setup).await;
        let (path, last) = desk.upload("photo", "image/jpeg", &photo(1_200, 600)).await;
        assert_eq!(last.status, 204, "{}", last.text);
        let medium = desk.get(&path, &desk.seller).await.json;
        let sizes: Vec<_> = medium["variants"]
            .as_array()
            .expect("variants")
            .iter()
            .map(|variant| (variant["size"].as_u64(), variant["width"].as_u64(), variant["height"].as_u64()))
            .collect();
        assert_eq!(sizes, [(Some(320), Some(320), Some(160)), (Some(96), Some(96), Some(48))]);
        let (status, headers, small) = desk.read(medium["variants"][1]["url"].as_str().expect("a URL"), &[]).await;
        assert_eq!((status, &headers["content-type"]), (200, &"image/jpeg".parse().expect("a header")));
        let read = image::load_from_memory(&small).expect("a JPEG");
        assert_eq!((read.width(), read.height()), (96, 48));
        let public = desk.system.http("GET", &format!("{path}/pictures/96"), None, None).await;
        assert_eq!(public.status, 200, "{}", public.text);
        assert_eq!(public.headers["cache-control"], "public, max-age=31536000, immutable");
        assert!(public.bytes == small);
        assert_eq!(desk.system.http("GET", &format!("{path}/pictures/97"), None, None).await.status, 404);
        let (film, _) = desk.upload("film", "video/mp4", &film(100, 6)).await;
        assert_eq!(desk.system.http("GET", &format!("{film}/pictures/96"), None, None).await.status, 404);

        let (path, refused) = desk.upload("photo", "image/jpeg", &photo(500, 500)[..400]).await;
        assert_eq!((refused.status, code(&refused), offset_of(&refused)), (422, "damaged_image", Some(0)));
        assert_eq!(desk.get(&path, &desk.seller).await.json["status"], "uploading");
    }
);

both!(
    async fn of_two_tabs_that_send_the_same_piece_one_wins(setup: Setup) {
        let desk = Desk::start(setup).await;
        let content = film(300_000, 7);
        let announced = desk.announce(&desk.announcement("film", "video/mp4", &content)).await;
        let path = announced.headers["location"].to_str().expect("a path").to_owned();
        let mut at = 0;
        for step in [100_000, 60_000, 140_000] {
            // Each tab cuts its piece differently.
            let tabs = (0..4).map(|tab| desk.piece(&path, at, &content[at..(at + step - tab * 10_000).min(300_000)]));
            let answers = futures::future::join_all(tabs).await;
            let won: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 204).collect();
            assert_eq!(won.len(), 1, "{answers:?}");
            at = offset_of(won[0]).expect("an offset");
            assert!(answers.iter().all(|answer| answer.status == 204 || offset_of(answer) == Some(at)), "{answers:?}");
        }
        let last = desk.piece(&path, at, &content[at..]).await;
        assert_eq!(last.status, 204, "{}", last.text);
        let url = desk.get(&path, &desk.seller).await.json["url"].as_str().expect("a URL").to_owned();
        assert!(desk.read(&url, &[]).await.2 == content);
    }
);

both!(
    async fn a_join_that_did_not_end_is_ended_later(setup: Setup) {
        let desk = Desk::start(setup).await;
        let content = film(2 * MIB, 8);
        // The transaction that would make it ready fails once; another request asks again.
        desk.failures.store(1, Ordering::SeqCst);
        let (path, last) = desk.upload("film", "video/mp4", &content).await;
        assert_eq!(last.status, 503, "{}", last.text);
        assert_eq!(desk.offset(&path).await, (200, Some(content.len())));
        eventually("asked again", || async { desk.piece(&path, content.len(), &[]).await.status == 204 }).await;

        // The process that joins dies: its lease ends, and the schedule goes on.
        desk.failures.store(1, Ordering::SeqCst);
        let (path, _) = desk.upload("film", "video/mp4", &film(MIB, 9)).await;
        let id: Uuid = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
        let until = (desk.system.clock().now() + TimeDelta::seconds(15)).timestamp_micros();
        let taken: Result<u64, chassis::DbError> = desk
            .db()
            .write(move |tx: Tx| async move {
                let sql = "UPDATE media SET joiner = $1, joiner_until = $2 WHERE id = $3 AND status = 'checking'";
                tx.exec(sql, sql_values![Uuid::new_v4(), until, id]).await
            })
            .await;
        if taken.expect("it answers") == 1 {
            let answer = desk.piece(&path, MIB, &[]).await;
            assert_eq!((answer.status, code(&answer)), (503, "checking"), "{}", answer.text);
        }
        desk.system.advance(TimeDelta::seconds(20));
        eventually("the schedule joins it", || async { desk.get(&path, &desk.seller).await.json["status"] == "ready" })
            .await;
    }
);

both!(
    async fn what_nobody_keeps_is_removed_after_seven_days(setup: Setup) {
        let desk = Desk::start(setup).await;
        let (kept, _) = desk.upload("photo", "image/jpeg", &photo(50, 50)).await;
        let (loose, _) = desk.upload("film", "video/mp4", &film(100, 10)).await;
        let announcement = desk.announcement("film", "video/mp4", &film(200, 11));
        let begun = desk.announce(&announcement).await;
        let begun = begun.headers["location"].to_str().expect("a path").to_owned();
        assert_eq!(desk.piece(&begun, 0, &film(200, 11)[..70]).await.status, 204);
        let url = desk.get(&loose, &desk.seller).await.json["url"].as_str().expect("a URL").to_owned();
        desk.system.advance(TimeDelta::days(6));
        // Once a schedule has run, and nothing has gone.
        tokio::time::sleep(Duration::from_secs(3)).await;
        for path in [&kept, &loose, &begun] {
            assert_eq!(desk.get(path, &desk.seller).await.status, 200);
        }
        desk.system.advance(TimeDelta::days(2));
        eventually("they are gone", || async {
            desk.get(&loose, &desk.seller).await.status == 404 && desk.get(&begun, &desk.seller).await.status == 404
        })
        .await;
        assert_eq!(desk.get(&kept, &desk.seller).await.json["status"], "ready");
        eventually("their content too", || async { desk.read(&url, &[]).await.0 == 404 }).await;
        eventually("their rows too", || async {
            #[derive(sea_orm::FromQueryResult)]
            struct Count {
                n: i64,
            }
            let sql = "SELECT COUNT(*) AS n FROM media";
            desk.db().one::<Count>(sql, vec![]).await.expect("it answers").map(|count| count.n) == Some(1)
        })
        .await;
        // Somebody comes back with it after all.
        assert_eq!(desk.announce(&announcement).await.status, 201);
    }
);

both!(
    async fn a_service_without_media_has_no_such_routes(setup: Setup) {
        let system = TestSystem::start(setup, vec![ServiceDef::new(Service::Sales)]).await;
        let token = system.token_for(Role::Admin);
        let answer = system.http("GET", &format!("/api/sales/media/{}", Uuid::now_v7()), Some(&token), None).await;
        assert_eq!(answer.status, 404);
    }
);
