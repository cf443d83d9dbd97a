use super::*;
use contracts::inventory::{StockRefused, StockReleased, StockReserved};
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;

chassis::testing::both!(
    async fn sixty_orders_for_three_of_the_last_hundred_hold_ninety_nine(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        for (lot, quantity) in [("A", 33), ("B", 33), ("C", 34)] {
            let more = json!({"lot": lot, "expires_on": world.day(30)});
            assert_eq!(world.adjust_lot(house, product, "found", quantity, more).await.status, 201);
        }
        let orders: Vec<_> = (0..60).map(|_| reserve(OrderId::new(), Fulfilment::Complete, &[(product, 3)])).collect();
        join_all(orders.iter().map(|order| world.system.send(order))).await;
        world.system.settle().await;
        assert_eq!(world.system.sent::<StockReserved>().len(), 33);
        assert_eq!(world.system.sent::<StockRefused>().len(), 27);
        assert_eq!(world.level(house, product).await, (100, 99, 1));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn corrections_and_orders_race_for_the_same_units(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 60).await;
        let orders: Vec<_> = (0..30).map(|_| reserve(OrderId::new(), Fulfilment::Complete, &[(product, 2)])).collect();
        let losses = join_all((0..30).map(|_| world.adjust(house, product, "lost", -2)));
        let sends = join_all(orders.iter().map(|order| world.system.send(order)));
        let (losses, _) = futures::join!(losses, sends);
        world.system.settle().await;
        let lost = losses.iter().filter(|answer| answer.status == 201).count();
        assert!(losses.iter().all(|answer| answer.status == 201 || answer.json["code"] == "not_enough_stock"));
        let held = world.system.sent::<StockReserved>().len();
        assert_eq!(lost + held, 30, "every pair of units went to exactly one");
        assert_eq!(world.system.sent::<StockRefused>().len(), 30 - held);
        assert_eq!(world.level(house, product).await, (60 - 2 * lost as i64, 2 * held as i64, 0));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn orders_with_the_same_products_in_any_order_do_not_lock_each_other_out(setup: Setup) {
        let world = World::start(setup).await;
        let house = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let mut products = Vec::new();
        for _ in 0..5 {
            let product = world.product(None).await;
            world.found(house, product, 40).await;
            products.push(product);
        }
        let order = |turn: usize| {
            let mut lines: Vec<_> = products.iter().map(|product| (*product, 1)).collect();
            lines.rotate_left(turn % 5);
            reserve(OrderId::new(), Fulfilment::Complete, &lines)
        };
        let orders: Vec<_> = (0..40).map(order).collect();
        join_all(orders.iter().map(|order| world.system.send(order))).await;
        world.system.settle().await;
        assert_eq!(world.system.sent::<StockReserved>().len(), 40);
        for product in products {
            assert_eq!(world.level(house, product).await, (40, 40, 0));
        }
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn one_order_asked_and_released_many_times_at_once_ends_released(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 10).await;
        let order = OrderId::new();
        let (ask, undo) = (reserve(order, Fulfilment::Complete, &[(product, 4)]), ReleaseStock { order_id: order });
        let asks = join_all((0..10).map(|_| world.system.send(&ask)));
        let undos = join_all((0..10).map(|_| world.system.send(&undo)));
        futures::join!(asks, undos);
        world.system.settle().await;
        assert_eq!(world.level(house, product).await, (10, 0, 10));
        assert!(world.system.sent::<StockReleased>().len() >= 10);
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn the_books_agree_after_anything(setup: Setup) {
        let world = World::start(setup).await;
        let houses = [world.warehouse("BOG", "Bogotá", BOGOTA).await, world.warehouse("CLO", "Cali", CALI).await];
        let products = [world.product(None).await, world.product(None).await, world.product(Some(20)).await];
        let mut random = StdRng::seed_from_u64(20_261_124);
        let mut orders: Vec<OrderId> = Vec::new();
        for _ in 0..12 {
            let (mut asks, mut undos, mut corrections) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..16 {
                let product = products[random.random_range(0..3)];
                match random.random_range(0..10) {
                    0..=4 => {
                        let fulfilment = if random.random() { Fulfilment::Complete } else { Fulfilment::Available };
                        let known = orders.get(random.random_range(0..orders.len() + 3)).copied();
                        let order = known.unwrap_or_else(OrderId::new);
                        orders.push(order);
                        let other = products[random.random_range(0..3)];
                        let mut lines = BTreeMap::from([(product, random.random_range(1..9))]);
                        lines.insert(other, random.random_range(1..9));
                        let lines: Vec<_> = lines.into_iter().collect();
                        asks.push(reserve(order, fulfilment, &lines));
                    }
                    5..=6 if !orders.is_empty() => {
                        undos.push(ReleaseStock { order_id: orders[random.random_range(0..orders.len())] });
                    }
                    7 => corrections.push((
                        houses[random.random_range(0..2)],
                        product,
                        "lost",
                        -random.random_range(1..9),
                        None,
                    )),
                    _ => {
                        let days = [None, Some(5), Some(30), Some(60)][random.random_range(0..4)];
                        corrections.push((
                            houses[random.random_range(0..2)],
                            product,
                            "found",
                            random.random_range(1..20),
                            days,
                        ));
                    }
                }
            }
            let corrected = join_all(corrections.iter().map(|(house, product, reason, delta, days)| {
                let more = days.map_or_else(|| json!({}), |days| json!({"expires_on": world.day(days)}));
                world.adjust_lot(*house, *product, reason, *delta, more)
            }));
            let asked = join_all(asks.iter().map(|ask| world.system.send(ask)));
            let undone = join_all(undos.iter().map(|undo| world.system.send(undo)));
            let (answers, ..) = futures::join!(corrected, asked, undone);
            assert!(answers.iter().all(|answer| answer.status == 201 || answer.json["code"] == "not_enough_stock"));
            world.system.settle().await;
            world.assert_books_agree().await;
        }
        // Whatever is released in the end leaves nothing held.
        for order in orders {
            world.system.send(&ReleaseStock { order_id: order }).await;
        }
        world.system.settle().await;
        for house in houses {
            for product in products {
                assert_eq!(world.level(house, product).await.1, 0);
            }
        }
        world.assert_books_agree().await;
    }
);
