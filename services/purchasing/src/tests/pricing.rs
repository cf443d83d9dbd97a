//! Prices: from now, from later, and what others hear.

use super::*;
use chrono::{DateTime, TimeDelta, Utc};

fn path(product: &Value) -> String {
    format!("/products/{}", product["id"].as_str().expect("id"))
}

async fn price_now(world: &World, product: &Value) -> (i64, i64) {
    let shown = world.get(&path(product), &world.shop).await.json;
    let listed = world.get("/products", &world.shop).await.json["items"][0].clone();
    assert_eq!(shown, listed, "the list and the product say the same");
    (shown["price"]["amount"].as_i64().expect("amount"), shown["version"].as_i64().expect("version"))
}

async fn set(world: &World, product: &Value, amount: i64, from: DateTime<Utc>) -> Answer {
    let body = json!({"price": cop(amount), "valid_from": from});
    world.post(&format!("{}/prices", path(product)), &world.buyer, body).await
}

chassis::testing::both!(
    async fn a_scheduled_price_holds_from_its_time_on_without_any_write(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let product = world.product(&supplier, json!({"price": cop(100)})).await;
        let start = world.system.clock().now();
        let tomorrow = start + TimeDelta::days(1);
        let scheduled = set(&world, &product, 200, tomorrow).await;
        assert_eq!(scheduled.status, 201, "{:?}", scheduled.json);
        assert_eq!(scheduled.json["price"], cop(200));
        assert_eq!(scheduled.headers["location"], api(&format!("{}/prices", path(&product))).as_str());
        assert_eq!(set(&world, &product, 300, start + TimeDelta::days(2)).await.status, 201);
        assert_eq!(price_now(&world, &product).await, (100, 3));
        world.system.advance(TimeDelta::hours(25));
        assert_eq!(price_now(&world, &product).await, (200, 3), "no write, no version");
        world.system.advance(TimeDelta::days(1));
        assert_eq!(price_now(&world, &product).await, (300, 3));

        // A change now holds until the next scheduled one.
        let later = world.system.clock().now() + TimeDelta::hours(5);
        assert_eq!(set(&world, &product, 500, later).await.status, 201);
        let changed = world.patch(&path(&product), &world.buyer, Some(4), json!({"price": cop(400)})).await;
        assert_eq!((changed.status, changed.json["price"]["amount"].as_i64()), (200, Some(400)));
        assert_eq!(price_now(&world, &product).await, (400, 5));
        world.system.advance(TimeDelta::hours(6));
        assert_eq!(price_now(&world, &product).await, (500, 5));

        let history = world.get(&format!("{}/prices", path(&product)), &world.buyer).await;
        let amounts: Vec<Value> =
            history.json["items"].as_array().expect("items").iter().map(|p| p["price"]["amount"].clone()).collect();
        assert_eq!(json!(amounts), json!([500, 400, 300, 200, 100]), "latest first, nothing lost");
        let page = world.get(&format!("{}/prices?limit=2&sort=valid_from", path(&product)), &world.buyer).await;
        let cursor = page.json["next_cursor"].as_str().expect("cursor");
        let next = world
            .get(&format!("{}/prices?limit=2&sort=valid_from&cursor={cursor}", path(&product)), &world.buyer)
            .await;
        assert_eq!(next.json["items"][0]["price"]["amount"], 300);
    }
);

chassis::testing::both!(
    async fn a_price_begins_now_or_later_and_one_for_the_same_instant_replaces(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let product = world.product(&supplier, json!({"price": cop(100)})).await;
        let now = world.system.clock().now();
        let just_passed = set(&world, &product, 110, now - TimeDelta::minutes(4)).await;
        assert_eq!(just_passed.status, 201, "{:?}", just_passed.json);
        let begins: DateTime<Utc> = just_passed.json["valid_from"].as_str().expect("text").parse().expect("instant");
        assert!(begins >= now, "it begins now");
        assert_eq!(price_now(&world, &product).await.0, 110);
        for (from, code) in [
            (now - TimeDelta::minutes(6), "in_the_past"),
            (DateTime::UNIX_EPOCH, "in_the_past"),
            (now + TimeDelta::days(9_999), "too_far_ahead"),
        ] {
            refused(&set(&world, &product, 1, from).await, 422, code, &["/valid_from"]);
        }
        let prices = format!("{}/prices", path(&product));
        for (body, place) in [
            (json!({"price": cop(1)}), ""),
            (json!({"price": cop(1), "valid_from": "tomorrow"}), "/valid_from"),
            (json!({"price": cop(1), "valid_from": 1_790_000_000}), "/valid_from"),
            (json!({"price": cop(1), "valid_from": "+262000-01-01T00:00:00Z"}), "/valid_from"),
            (json!({"price": cop(-1), "valid_from": now}), "/price/amount"),
            (json!({"price": {"amount": 1, "currency": "USD"}, "valid_from": now}), "/price/currency"),
        ] {
            let answer = world.post(&prices, &world.buyer, body.clone()).await;
            assert_eq!((answer.status, pointers(&answer)), (422, vec![place.to_owned()]), "{body} {:?}", answer.json);
        }
        let nothing = world
            .post(&format!("/products/{}/prices", nobody()), &world.buyer, json!({"price": cop(1), "valid_from": now}))
            .await;
        refused(&nothing, 404, "not_found", &[]);
        refused(&world.get(&format!("/products/{}/prices", nobody()), &world.buyer).await, 404, "not_found", &[]);

        let soon = now + TimeDelta::hours(1);
        assert_eq!(set(&world, &product, 120, soon).await.status, 201);
        // The same instant said in another time zone.
        let bogota = soon.with_timezone(&chrono::FixedOffset::west_opt(5 * 3_600).expect("offset"));
        let body = json!({"price": cop(130), "valid_from": bogota.to_rfc3339()});
        assert_eq!(world.post(&prices, &world.buyer, body).await.status, 201);
        assert_eq!(column(&world.get(&prices, &world.buyer).await, "id").len(), 3);
        world.system.advance(TimeDelta::hours(2));
        assert_eq!(price_now(&world, &product).await.0, 130);
    }
);

chassis::testing::both!(
    async fn others_hear_the_whole_state_with_rising_versions(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let product = world
            .product(
                &supplier,
                json!({"price": cop(1), "category": "granos", "tax_rate_bp": 500, "barcode": "77", "min_days_left": 9}),
            )
            .await;
        let amounts = |state: &ProductState| state.prices.iter().map(|p| p.price.amount).collect::<Vec<_>>();
        world.system.advance(TimeDelta::days(10));
        assert_eq!(set(&world, &product, 2, world.system.clock().now()).await.status, 201);
        world.system.advance(TimeDelta::days(10));
        let later = world.system.clock().now() + TimeDelta::days(3);
        assert_eq!(set(&world, &product, 3, later).await.status, 201);
        world.system.advance(TimeDelta::days(10));
        let gone =
            world.patch(&path(&product), &world.buyer, Some(3), json!({"status": "archived", "name": "Último"})).await;
        assert_eq!(gone.status, 200, "{:?}", gone.json);
        let heard = world.heard_of(&product).await;
        assert_eq!(heard.iter().map(|state| state.version).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(heard.iter().map(amounts).collect::<Vec<_>>(), [vec![1], vec![1, 2], vec![1, 2, 3], vec![2, 3]]);
        let last = serde_json::to_value(&heard[3]).expect("json");
        for (member, value) in [
            ("id", product["id"].clone()),
            ("status", json!("archived")),
            ("name", json!("Último")),
            ("category", json!("granos")),
            ("supplier_id", supplier["id"].clone()),
            ("tax_rate_bp", json!(500)),
            ("barcode", json!("77")),
            ("min_days_left", json!(9)),
            ("unit", json!("unit")),
            ("pack_size", json!(1)),
        ] {
            assert_eq!(last[member], value, "{member}");
        }
        let back = world.patch(&path(&product), &world.buyer, Some(4), json!({"status": "active"})).await;
        assert_eq!(back.json["price"], cop(3), "its prices went on while it was archived");
    }
);

chassis::testing::both!(
    async fn a_replica_whose_clock_is_behind_shows_a_new_product_too(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let product = world.product(&supplier, json!({"price": cop(100)})).await;
        world.system.advance(TimeDelta::seconds(-3));
        assert_eq!(price_now(&world, &product).await, (100, 1));
        let changed = world.patch(&path(&product), &world.buyer, Some(1), json!({"price": cop(200)})).await;
        assert_eq!(changed.status, 200, "{:?}", changed.json);
        // What is written is never stamped with an instant before that of the last unit of work.
        world.system.advance(TimeDelta::seconds(5));
        assert_eq!(price_now(&world, &product).await, (200, 2));
    }
);

chassis::testing::both!(
    async fn prices_set_at_once_each_raise_the_version(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = world.supplier("Molinos").await;
        let product = world.product(&supplier, json!({})).await;
        let now = world.system.clock().now();
        let all = futures_all((1..=12).map(|i| set(&world, &product, i, now + TimeDelta::hours(i)))).await;
        assert!(all.iter().all(|answer| answer.status == 201));
        let heard = world.heard_of(&product).await;
        assert_eq!(heard.iter().map(|state| state.version).collect::<Vec<_>>(), (1..=13).collect::<Vec<_>>());
        let counts: Vec<usize> = heard.iter().map(|state| state.prices.len()).collect();
        assert_eq!(counts, (1..=13).collect::<Vec<_>>(), "each hears of all before it");
    }
);

chassis::testing::both!(
    async fn a_product_has_at_most_five_hundred_prices_that_others_hear(setup: Setup) {
        let world = World::start(setup).await;
        let supplier = crate::LoadedSupplier {
            id: SupplierId::new(),
            details: crate::SupplierDetails {
                legal_name: "M".into(),
                tax_id: None,
                email: "m@x.example".into(),
                phone: None,
            },
            created_at: world.system.clock().now(),
        };
        let now = world.system.clock().now();
        let price = |i: i64| contracts::purchasing::PriceFrom {
            price: contracts::Money::new(i, contracts::Currency::COP),
            valid_from: now - TimeDelta::days(1) + TimeDelta::minutes(i),
        };
        let product = crate::LoadedProduct {
            id: contracts::ProductId::new(),
            details: crate::ProductDetails::plain("A", "A", supplier.id),
            prices: (0..499).map(price).collect(),
            created_at: now,
        };
        let at = json!({"id": product.id});
        crate::load_catalogue(world.system.app(contracts::Service::Purchasing).db(), &[supplier], &[product])
            .await
            .expect("loaded");
        assert_eq!(set(&world, &at, 1, world.system.clock().now()).await.status, 201);
        refused(&set(&world, &at, 1, world.system.clock().now()).await, 409, "too_many_prices", &[]);
        let change = world.patch(&path(&at), &world.buyer, Some(2), json!({"price": cop(9)})).await;
        refused(&change, 409, "too_many_prices", &[]);
        world.system.advance(TimeDelta::days(20));
        assert_eq!(set(&world, &at, 2, world.system.clock().now()).await.status, 201, "old ones do not count");
    }
);
