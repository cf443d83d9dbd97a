use super::*;
use contracts::inventory::{StockAwaited, StockRefused};
use contracts::purchasing::PriceFrom;
use contracts::{Currency, Money};

impl World {
    /// A product of a category at a price.
    async fn priced(&self, category: &str, amount: i64, status: ProductStatus) -> ProductId {
        let id = ProductId::new();
        let price = |amount, valid_from| PriceFrom { price: Money::new(amount, Currency::COP), valid_from };
        let now = self.app().now();
        let state = ProductState {
            category: Some(category.to_owned()),
            status,
            // The price before and the one to come are no prices now.
            prices: vec![
                price(7, now - TimeDelta::days(9)),
                price(amount, now - TimeDelta::days(1)),
                price(9_999_999, now + TimeDelta::days(1)),
            ],
            ..product(id, 1, None)
        };
        self.system.send(&ProductsChanged { items: vec![state] }).await;
        self.system.settle().await;
        id
    }
}

chassis::testing::both!(
    async fn a_refusal_names_what_there_is_instead(setup: Setup) {
        use ProductStatus::{Active, Archived};
        let world = World::start(setup).await;
        let house = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let wanted = world.priced("quesos", 1_000, Active).await;
        let also_wanted = world.priced("quesos", 1_000, Active).await;
        let near = world.priced("quesos", 1_050, Active).await;
        let far = world.priced("quesos", 1_300, Active).await;
        let few = world.priced("quesos", 1_000, Active).await;
        let [too_dear, archived, elsewhere, expired, none] = [
            world.priced("quesos", 1_301, Active).await,
            world.priced("quesos", 1_000, Archived).await,
            world.priced("yogures", 1_000, Active).await,
            world.priced("quesos", 1_000, Active).await,
            world.priced("quesos", 1_000, Active).await,
        ];
        for (product, units) in
            [(also_wanted, 50), (near, 50), (far, 50), (few, 3), (too_dear, 50), (archived, 50), (elsewhere, 50)]
        {
            world.found(house, product, units).await;
        }
        let more = json!({"lot": "SHORT", "expires_on": world.day(3)});
        assert_eq!(world.adjust_lot(house, expired, "found", 10, more).await.status, 201);
        let _ = none;
        world.reserve(OrderId::new(), Fulfilment::Complete, &[(wanted, 10), (also_wanted, 5)]).await;
        let [refused] = world.system.sent::<StockRefused>().try_into().expect("one");
        let offers: Vec<_> =
            refused.lines[0].substitutes.iter().map(|o| (o.product_id, o.price.amount, o.available)).collect();
        assert_eq!(offers, [(near, 1_050, 50), (far, 1_300, 50), (few, 1_000, 3)]);
        assert!(refused.lines[1].substitutes.is_empty(), "it is there");

        // Who waits is told too, and asked again nothing is told again.
        let order = OrderId::new();
        world.stand_in_line(order, 1, &[(wanted, 1)]).await;
        world.stand_in_line(order, 1, &[(wanted, 1)]).await;
        let [told] = world.system.sent::<StockAwaited>().try_into().expect("one");
        let offers: Vec<_> = told.lines[0].substitutes.iter().map(|other| other.product_id).collect();
        assert_eq!((told.order_id, offers[2]), (order, near), "two at the very price before it");
        // Without a category there is nothing to say.
        world.stand_in_line(OrderId::new(), 1, &[(world.product(None).await, 1)]).await;
        assert_eq!(world.system.sent::<StockAwaited>().len(), 1);
    }
);
