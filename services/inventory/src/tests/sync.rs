use super::*;
use crate::store::availability;
use contracts::inventory::WarehousesChanged;
use std::collections::{BTreeMap, BTreeSet};

impl World {
    /// What a phone that keeps availability reads, page by page: items by product, what is gone, and the next token.
    async fn sync(&self, since: Option<&str>, limit: usize) -> (BTreeMap<String, Value>, Vec<Value>, String) {
        let (mut items, mut gone) = (BTreeMap::new(), Vec::new());
        let mut since = since.map(str::to_owned);
        loop {
            let token = since.map_or_else(String::new, |token| format!("&since={token}"));
            let path = format!("/api/inventory/availability/changes?limit={limit}{token}");
            let customer = self.token(&[Role::Customer]);
            let answer = self.system.http("GET", &path, Some(&customer), None).await;
            assert_eq!(answer.status, 200, "{}", answer.json);
            let page = answer.json["items"].as_array().expect("items").clone();
            assert!(page.len() <= limit);
            for item in page {
                let id = item["product_id"].as_str().expect("an id").to_owned();
                assert!(items.insert(id, item).is_none(), "a product comes once in a pass");
            }
            gone.extend(answer.json["gone"].as_array().expect("gone").clone());
            let next = answer.json["next"].as_str().expect("next").to_owned();
            if answer.json["more"] == false {
                return (items, gone, next);
            }
            since = Some(next);
        }
    }
}

chassis::testing::both!(
    async fn a_phone_gets_each_product_whose_availability_changed(setup: Setup) {
        let world = World::start(setup).await;
        let (bogota, cali) =
            (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.warehouse("CLO", "Cali", CALI).await);
        let mut products = Vec::new();
        for units in 1..=7 {
            let product = world.product(None).await;
            world.found(bogota, product, units).await;
            products.push(product);
        }
        world.found(cali, products[0], 10).await;
        let (items, gone, next) = world.sync(None, 3).await;
        assert_eq!((items.len(), gone.len()), (7, 0));
        let of = |items: &BTreeMap<String, Value>, product: ProductId| items[&product.to_string()].clone();
        let first = of(&items, products[0]);
        assert_eq!((&first["available"], &first["in_one_warehouse"]), (&json!(11), &json!(10)));

        // An order, a product that is sold no more, and one that must have more days left.
        world.reserve(OrderId::new(), Fulfilment::Complete, &[(products[1], 2)]).await;
        let archived = ProductState { status: ProductStatus::Archived, ..product(products[2], 2, None) };
        world.system.send(&ProductsChanged { items: vec![archived, product(products[3], 2, Some(9))] }).await;
        world.system.settle().await;
        let (later, gone, next) = world.sync(Some(&next), 3).await;
        let newer = |product| of(&later, product)["version"].as_i64() > of(&items, product)["version"].as_i64();
        assert_eq!(of(&later, products[1])["available"], json!(0));
        assert!(newer(products[1]) && newer(products[3]) && !newer(products[4]));
        assert_eq!(gone, [json!(products[2])]);
        assert!(!later.contains_key(&products[2].to_string()));

        // Whoever has missed too much reads everything.
        let (db, began) = (world.app().db(), chrono::DateTime::UNIX_EPOCH);
        let all = availability::moved(db, began, 1_000).await.expect("rows").expect("not too many");
        assert_eq!(all, products.iter().copied().collect());
        assert_eq!(availability::moved(db, began, 5).await.expect("rows"), None);

        // Somebody else's token is no use, but availability is the same for all.
        assert_eq!(world.get(&format!("/api/inventory/availability/changes?since={next}")).await.status, 200);
        assert_eq!(world.get("/api/inventory/availability/changes?since=nonsense").await.status, 400);
    }
);

chassis::testing::both!(
    async fn at_midnight_what_has_too_few_days_left_is_told_though_nothing_was_written(setup: Setup) {
        let world = World::start(setup).await;
        let house = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let [soon, later, never, sold_out] = [
            world.product(Some(7)).await,
            world.product(None).await,
            world.product(Some(7)).await,
            world.product(Some(0)).await,
        ];
        for (product, days) in [(soon, Some(8)), (later, Some(10)), (never, None), (sold_out, Some(1))] {
            let more = json!({"lot": "L", "expires_on": days.map(|days| world.day(days))});
            assert_eq!(world.adjust_lot(house, product, "found", 5, more).await.status, 201);
        }
        world.reserve(OrderId::new(), Fulfilment::Complete, &[(sold_out, 5)]).await;
        let (items, _, next) = world.sync(None, 100).await;
        let today = world.today();
        let off_sale = async |days: i64| {
            let until = today + TimeDelta::days(days);
            let rows = availability::went_off_sale(world.app().db(), today, until).await.expect("rows");
            rows.into_iter().collect::<BTreeSet<_>>()
        };
        assert_eq!(off_sale(0).await, BTreeSet::new());
        assert_eq!(off_sale(1).await, BTreeSet::new(), "on its last day of sale it is still sold");
        assert_eq!(off_sale(2).await, BTreeSet::from([soon]));
        assert_eq!(off_sale(30).await, BTreeSet::from([soon, later]));

        world.system.advance(TimeDelta::days(2));
        let (after, _, _) = world.sync(Some(&next), 1).await;
        let item = |items: &BTreeMap<String, Value>| items[&soon.to_string()].clone();
        assert_eq!((&item(&items)["available"], &item(&after)["available"]), (&json!(5), &json!(0)));
        assert!(item(&after)["version"].as_i64() > item(&items)["version"].as_i64());
        assert_eq!(after[&later.to_string()]["available"], json!(5));
    }
);

chassis::testing::both!(
    async fn warehouses_are_told_anew_to_whoever_has_lost_them(setup: Setup) {
        let world = World::start(setup).await;
        for n in 0..3 {
            world.warehouse(&format!("W{n}"), "Bogotá", BOGOTA).await;
        }
        world.system.settle().await;
        let before = world.system.sent::<WarehousesChanged>().len();
        let sent = crate::republish::republish(world.app().clone(), Some(contracts::Service::Logistics)).await;
        assert_eq!(sent.expect("sent"), 3);
        world.system.settle().await;
        let told = world.system.sent::<WarehousesChanged>();
        assert_eq!((told.len(), told[before].items.len()), (before + 1, 3));
        let figures = crate::figures::count(world.app().clone()).await.expect("figures");
        assert_eq!(figures.iter().map(|figure| figure.value).collect::<Vec<_>>(), [0.0, 0.0]);
    }
);
