//! Loading a catalogue in bulk, and sending everything again.

use super::*;
use crate::{LoadError, LoadedProduct, LoadedSupplier, ProductDetails, SupplierDetails, load_catalogue, republish};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::purchasing::PriceFrom;
use contracts::{Currency, Money, ProductId, Service};

fn supplier(name: &str, at: DateTime<Utc>) -> LoadedSupplier {
    let email = format!("{}@x.example", contracts::fold::fold(name).replace(' ', "."));
    let details = SupplierDetails { legal_name: name.into(), tax_id: None, email, phone: None };
    LoadedSupplier { id: SupplierId::new(), details, created_at: at }
}

fn product(i: usize, supplier: &LoadedSupplier, at: DateTime<Utc>) -> LoadedProduct {
    let details = ProductDetails {
        category: Some(format!("categoría {}", i % 7)),
        ..ProductDetails::plain(&format!("CARGA-{i:05}"), &format!("Producto número {i}"), supplier.id)
    };
    let price = |amount, valid_from| PriceFrom { price: Money::new(amount, Currency::COP), valid_from };
    let prices = vec![price(200, at + TimeDelta::days(80)), price(100, at), price(300, at + TimeDelta::days(100))];
    LoadedProduct { id: ProductId::new(), details, prices, created_at: at }
}

chassis::testing::both!(
    async fn a_catalogue_is_loaded_and_announced_in_messages_of_five_hundred(setup: Setup) {
        let world = World::start(setup).await;
        let db = world.system.app(Service::Purchasing).db();
        let start = world.system.clock().now() - TimeDelta::days(90);
        let suppliers = [supplier("Molinos Altollano", start), supplier("Lácteos Nevados", start)];
        let products: Vec<LoadedProduct> = (0..1_100).map(|i| product(i, &suppliers[i % 2], start)).collect();
        load_catalogue(db, &suppliers, &products).await.expect("loaded");
        world.system.settle().await;
        let sizes = |messages: &[ProductsChanged]| messages.iter().map(|m| m.items.len()).collect::<Vec<_>>();
        let messages: Vec<ProductsChanged> = world.system.sent();
        assert_eq!(sizes(&messages), [500, 500, 100]);
        let state = &messages[0].items[0];
        assert_eq!(state.prices.iter().map(|p| p.price.amount).collect::<Vec<_>>(), [100, 200, 300]);

        let found = world.get("/products?search=nevados+numero+1&sort=name&limit=200", &world.shop).await;
        assert!(column(&found, "name").len() > 100);
        let one = world.get("/products?search=carga-00042", &world.shop).await;
        assert_eq!(one.json["items"][0]["price"], cop(200));
        assert_eq!(column(&world.get("/categories", &world.shop).await, "category").len(), 7);

        load_catalogue(db, &suppliers, &products).await.expect("loaded again");
        world.system.settle().await;
        let messages: Vec<ProductsChanged> = world.system.sent();
        assert_eq!(messages.len(), 3, "the same again changes nothing");

        let changed =
            world.patch(&format!("/products/{}", products[3].id), &world.buyer, Some(1), json!({"name": "Otro"})).await;
        assert_eq!(changed.status, 200, "{:?}", changed.json);
        assert_eq!(republish(world.system.app(Service::Purchasing).clone(), None).await.expect("sent"), 1_100);
        world.system.settle().await;
        let messages: Vec<ProductsChanged> = world.system.sent();
        let sizes = sizes(&messages);
        assert_eq!(sizes.iter().sum::<usize>(), 2 * 1_100 + 1);
        assert!(sizes.iter().all(|size| *size <= 500));
        let states: Vec<_> = messages.iter().flat_map(|m| &m.items).filter(|s| s.id == products[3].id).collect();
        assert_eq!(states.iter().filter(|s| s.version == 2 && s.name == "Otro").count(), 2, "changed and sent again");
    }
);

chassis::testing::both!(
    async fn a_catalogue_that_cannot_be_is_refused(setup: Setup) {
        let world = World::start(setup).await;
        let db = world.system.app(Service::Purchasing).db();
        let now = world.system.clock().now();
        let known = supplier("Molinos", now);
        load_catalogue(db, std::slice::from_ref(&known), &[]).await.expect("loaded");
        let twin = supplier("MOLINOS", now);
        assert!(matches!(load_catalogue(db, &[twin], &[]).await, Err(LoadError::SupplierTaken(_))));
        let broken = |prices: Vec<PriceFrom>| LoadedProduct { prices, ..product(1, &known, now) };
        let price = |amount, currency: &str, valid_from| PriceFrom {
            price: Money::new(amount, currency.parse().expect("currency")),
            valid_from,
        };
        for prices in [
            vec![],
            vec![price(1, "COP", now + TimeDelta::days(1))],
            vec![price(1, "USD", now)],
            vec![price(-1, "COP", now)],
        ] {
            assert!(matches!(load_catalogue(db, &[], &[broken(prices)]).await, Err(LoadError::Price(..))));
        }
        let orphan = product(1, &supplier("Nadie", now), now);
        assert!(matches!(load_catalogue(db, &[], &[orphan]).await, Err(LoadError::Database(_))));
        let (one, mut two) = (product(1, &known, now), product(2, &known, now));
        two.details.sku = "carga-00001".to_owned();
        assert!(matches!(load_catalogue(db, &[], &[one, two]).await, Err(LoadError::Database(_))));
        assert_eq!(
            column(&world.get("/products?status=all", &world.staff).await, "id").len(),
            0,
            "as one or not at all"
        );
    }
);
