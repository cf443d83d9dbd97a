//! What phones and screens hear of the catalogue.

use super::*;
use chrono::TimeDelta;

impl World {
    async fn changes(&self, who: &Principal, since: Option<&Value>) -> Value {
        let since = since.and_then(Value::as_str).map(|next| format!("?since={next}")).unwrap_or_default();
        let answer = self.get(&format!("/products/changes{since}"), who).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    }
}

fn names(changes: &Value) -> Vec<&str> {
    changes["items"].as_array().expect("items").iter().filter_map(|item| item["name"].as_str()).collect()
}

chassis::testing::both!(
    async fn changes_tell_what_is_new_and_what_is_gone(setup: Setup) {
        let world = World::start(setup).await;
        let (supplier, other) = (world.supplier("Molinos").await, world.supplier("Lácteos").await);
        let own = person(&[Role::Supplier], Some(supplier_id(&supplier)));
        let milk = world.product(&supplier, json!({"name": "Leche"})).await;
        let bread = world.product(&supplier, json!({"name": "Pan"})).await;
        let path = |product: &Value| format!("/products/{}", product["id"].as_str().expect("id"));
        let later = world.system.clock().now() + TimeDelta::days(2);
        let price = json!({"price": cop(99_900), "valid_from": later});
        world.post(&format!("{}/prices", path(&milk)), &world.buyer, price).await;

        let first = world.changes(&world.shop, None).await;
        assert_eq!((names(&first).len(), &first["gone"], &first["more"]), (2, &json!([]), &json!(false)));
        let item = first["items"].as_array().expect("items").iter().find(|item| item["name"] == "Leche").expect("milk");
        assert_eq!((&item["price"], &item["coming_prices"][0]["price"]), (&cop(125_000), &cop(99_900)));
        let theirs = world.changes(&own, None).await;

        world.patch(&path(&bread), &world.buyer, Some(1), json!({"status": "archived"})).await;
        world.patch(&path(&milk), &world.buyer, Some(2), json!({"supplier_id": other["id"]})).await;
        let delta = world.changes(&world.shop, Some(&first["next"])).await;
        assert_eq!((names(&delta), &delta["gone"]), (vec!["Leche"], &json!([bread["id"]])));
        assert_eq!(delta["items"][0]["supplier_name"], "Lácteos");
        let delta = world.changes(&own, Some(&theirs["next"])).await;
        assert!(delta["gone"].as_array().expect("gone").contains(&milk["id"]), "it is another's now: {delta}");
        assert!(names(&delta).contains(&"Pan"), "its own archived ones are seen");
        let staff = world.changes(&world.staff, None).await;
        assert_eq!(names(&staff).len(), 2);
        assert_eq!(
            world
                .get(&format!("/products/changes?since={}", first["next"].as_str().expect("next")), &world.staff)
                .await
                .status,
            410
        );
        let untied = person(&[Role::Supplier], None);
        assert_eq!(names(&world.changes(&untied, None).await).len(), 0);

        let version = |changes: &Value| changes["items"][0]["version"].as_i64().expect("version");
        let rename = json!({"legal_name": "Lácteos Nuevos"});
        world.patch(&format!("/suppliers/{}", other["id"].as_str().expect("id")), &world.buyer, Some(1), rename).await;
        world.system.advance(TimeDelta::minutes(5));
        let renamed = world.changes(&world.shop, Some(&first["next"])).await;
        assert_eq!(renamed["items"][0]["supplier_name"], "Lácteos Nuevos");
        assert_eq!(version(&renamed), 4, "it shows another name, so it has another version");
    }
);
