//! Pictures of products.

use super::{World, api};
use axum::http::HeaderMap;
use base64::Engine;
use chassis::Principal;
use chassis::testing::{Answer, Setup, both};
use serde_json::{Value, json};
use uuid::Uuid;

/// A PNG of 3 × 2 pixels.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAHElEQVR42mNgYGCIiorasmULg5GRUU9Pz7NnzwA7fggX0RlPcQAAAABJRU5ErkJggg==";
const SHA256: &str = "f245a19a2c4ac07ddcbe24d1edcf30db1f78a97393b8e538cd78b603376257f3";

fn picture() -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(PICTURE).expect("base64")
}

impl World {
    async fn announce_picture(&self, product: &Value, who: &Principal) -> Answer {
        let body = json!({"id": Uuid::now_v7(), "kind": "product_image", "content_type": "image/png",
            "size_bytes": picture().len(), "sha256": SHA256, "subject": {"type": "product", "id": product["id"]}});
        self.post("/media", who, body).await
    }

    /// A picture for a product; answers its medium.
    async fn upload_picture(&self, product: &Value) -> String {
        let announced = self.announce_picture(product, &self.buyer).await;
        assert_eq!(announced.status, 201, "{}", announced.text);
        let id = announced.json["id"].as_str().expect("an id").to_owned();
        let mut headers = HeaderMap::new();
        let token = format!("Bearer {}", self.token(&self.buyer));
        headers.insert("authorization", token.parse().expect("a header"));
        headers.insert("content-type", "application/offset+octet-stream".parse().expect("a header"));
        headers.insert("upload-offset", 0.into());
        let sent = self.system.http_raw("PATCH", &api(&format!("/media/{id}")), headers, picture()).await;
        assert_eq!(sent.status, 204, "{}", sent.text);
        id
    }

    async fn present(&self, product: &Value) -> Value {
        let id = product["id"].as_str().expect("an id");
        self.get(&format!("/products/{id}"), &self.staff).await.json
    }
}

both!(
    async fn a_product_shows_the_picture_that_was_uploaded_last(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos del Sur S.A.").await;
        let product = world.product(&supplier, json!({"image_url": "https://cdn.example/old.jpg"})).await;
        let first = world.upload_picture(&product).await;
        let shown = world.present(&product).await;
        let path = api(&format!("/media/{first}/pictures/320"));
        assert_eq!((&shown["image_url"], &shown["version"]), (&json!(path), &json!(2)));
        let picture = world.system.http("GET", &path, None, None).await;
        assert_eq!((picture.status, &picture.headers["content-type"]), (200, &"image/jpeg".parse().expect("a header")));

        let second = world.upload_picture(&product).await;
        let shown = world.present(&product).await;
        assert_eq!(shown["image_url"], json!(api(&format!("/media/{second}/pictures/320"))));
        assert_eq!(world.system.http("GET", &path, None, None).await.status, 200, "whoever still shows it may");
        // Another change leaves the picture alone, and one of the picture is taken like any other.
        let id = product["id"].as_str().expect("an id");
        let renamed = world.patch(&format!("/products/{id}"), &world.buyer, Some(3), json!({"name": "Otro"})).await;
        assert_eq!((renamed.status, &renamed.json["image_url"]), (200, &shown["image_url"]), "{}", renamed.text);
        let bare = world.patch(&format!("/products/{id}"), &world.buyer, Some(4), json!({"image_url": null})).await;
        assert_eq!((bare.status, &bare.json["image_url"]), (200, &Value::Null), "{}", bare.text);
        let back = json!({"image_url": shown["image_url"]});
        assert_eq!(world.patch(&format!("/products/{id}"), &world.buyer, Some(5), back).await.status, 200);
        assert_eq!(world.heard_of(&product).await.last().map(|state| state.version), Some(6));
    }
);

both!(
    async fn the_catalogue_s_people_upload_and_who_sees_the_product_sees_its_picture(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos del Sur S.A.").await;
        let product = world.product(&supplier, json!({})).await;
        for who in [&world.staff, &world.shop] {
            assert_eq!(world.announce_picture(&product, who).await.status, 403);
        }
        assert_eq!(world.announce_picture(&json!({"id": Uuid::now_v7()}), &world.buyer).await.status, 404);
        let medium = world.upload_picture(&product).await;
        for who in [&world.buyer, &world.staff, &world.shop] {
            assert_eq!(world.get(&format!("/media/{medium}"), who).await.status, 200);
        }
        let id = product["id"].as_str().expect("an id");
        let archived =
            world.patch(&format!("/products/{id}"), &world.buyer, Some(2), json!({"status": "archived"})).await;
        assert_eq!(archived.status, 200, "{}", archived.text);
        assert_eq!(world.get(&format!("/media/{medium}"), &world.shop).await.status, 404, "a shop no longer sees it");
    }
);
