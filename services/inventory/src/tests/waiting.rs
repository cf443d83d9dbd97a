use super::*;
use contracts::inventory::{StockRefused, StockReleased, StockReserved};
use futures::future::join_all;
use std::collections::BTreeMap;

/// What each order got, in the order in which they got it. Answers that were given again count once.
fn got(world: &World) -> Vec<(OrderId, i64)> {
    let mut got: Vec<(OrderId, i64)> = Vec::new();
    for answer in world.system.sent::<StockReserved>() {
        let units = answer.lines.iter().map(|line| line.reserved).sum();
        if !got.contains(&(answer.order_id, units)) {
            got.push((answer.order_id, units));
        }
    }
    got
}

chassis::testing::both!(
    async fn whoever_has_waited_longest_is_served_first(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let [young, old, oldest] = [OrderId::new(), OrderId::new(), OrderId::new()];
        world.stand_in_line(young, 10, &[(product, 5)]).await;
        world.stand_in_line(oldest, 900, &[(product, 5)]).await;
        world.stand_in_line(old, 90, &[(product, 5)]).await;
        world.serve().await;
        assert!(got(&world).is_empty() && world.system.sent::<StockRefused>().is_empty());

        world.found(house, product, 7).await;
        world.serve().await;
        world.serve().await;
        assert_eq!(got(&world), [(oldest, 5), (old, 2)], "what is missing comes back as a new order");
        assert_eq!(world.level(house, product).await, (7, 7, 0));
        // Asked again: who was served gets the same answer, who waits keeps its place.
        world.stand_in_line(oldest, 1, &[(product, 5)]).await;
        world.stand_in_line(young, 1_000, &[(product, 5)]).await;
        assert_eq!(got(&world).len(), 2);
        world.found(house, product, 100).await;
        world.serve().await;
        assert_eq!(got(&world)[2..], [(young, 5)]);
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn stock_that_an_order_lets_go_serves_who_waits(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 4).await;
        let (first, waiting) = (OrderId::new(), OrderId::new());
        world.reserve(first, Fulfilment::Complete, &[(product, 4)]).await;
        world.stand_in_line(waiting, 1, &[(product, 3)]).await;
        world.serve().await;
        world.release(first).await;
        // By its schedule, without anybody's help.
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while world.level(house, product).await != (4, 3, 1) {
            assert!(std::time::Instant::now() < deadline, "nobody was served");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        world.system.settle().await;
        assert_eq!(got(&world)[1..], [(waiting, 3)]);
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn who_leaves_the_line_gets_nothing_and_never_will(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let (gone, never_came) = (OrderId::new(), OrderId::new());
        world.stand_in_line(gone, 10, &[(product, 5)]).await;
        world.release(gone).await;
        world.release(gone).await;
        world.release(never_came).await;
        world.stand_in_line(never_came, 10, &[(product, 5)]).await;
        world.stand_in_line(gone, 10, &[(product, 5)]).await;
        world.found(house, product, 50).await;
        world.serve().await;
        assert!(got(&world).is_empty());
        let released = world.system.sent::<StockReleased>();
        assert!(released.iter().any(|answer| answer.order_id == gone));
        assert!(released.iter().any(|answer| answer.order_id == never_came));
        assert_eq!(world.level(house, product).await, (50, 0, 50));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn who_waits_for_several_products_gets_what_one_warehouse_has(setup: Setup) {
        let world = World::start(setup).await;
        let (bogota, cali) =
            (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.warehouse("CLO", "Cali", CALI).await);
        let (one, two) = (world.product(None).await, world.product(None).await);
        let (both, other) = (OrderId::new(), OrderId::new());
        world.stand_in_line(both, 90, &[(one, 5), (two, 5)]).await;
        world.stand_in_line(other, 10, &[(one, 2)]).await;
        world.found(bogota, one, 1).await;
        world.found(cali, one, 3).await;
        world.found(cali, two, 9).await;
        world.serve().await;
        // The second gets what the first cannot: its order comes from one warehouse.
        assert_eq!(got(&world), [(both, 8), (other, 1)]);
        assert_eq!(world.level(cali, one).await, (3, 3, 0));
        assert_eq!(world.level(bogota, one).await, (1, 1, 0));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn goods_that_may_not_be_sold_serve_nobody_until_they_may(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let order = OrderId::new();
        world.stand_in_line(order, 10, &[(product, 5)]).await;
        let more = json!({"lot": "SHORT", "expires_on": world.day(3)});
        assert_eq!(world.adjust_lot(house, product, "found", 10, more).await.status, 201);
        world.serve().await;
        assert!(got(&world).is_empty());
        // Purchasing allows it to be sold nearer to its last day.
        world.system.send(&ProductsChanged { items: vec![super::product(product, 2, Some(2))] }).await;
        world.system.settle().await;
        world.serve().await;
        assert_eq!(got(&world), [(order, 5)]);
    }
);

chassis::testing::both!(
    async fn few_units_for_many_who_wait_are_little_work_and_none_is_given_twice(setup: Setup) {
        const WAITING: i64 = 300;
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let orders: Vec<OrderId> = (0..WAITING).map(|_| OrderId::new()).collect();
        let since = world.app().now();
        let command = |(order, n): (&OrderId, i64)| {
            let ReserveStock { order_id, ship_to, lines, .. } = reserve(*order, Fulfilment::Available, &[(product, 2)]);
            AwaitStock { order_id, since: since + TimeDelta::seconds(n - WAITING), ship_to, lines }
        };
        let commands: Vec<AwaitStock> = orders.iter().zip(0..).map(command).collect();
        // Sent together, so that they come in any order.
        join_all(commands.iter().map(|command| world.system.send(command))).await;
        world.system.settle().await;

        world.found(house, product, 5).await;
        let before = world.app().db().writes();
        // Two replicas at once, and the schedule.
        let runs = (0..2).map(|_| crate::serve_waiting::run(world.app().clone()));
        assert!(join_all(runs).await.iter().all(Result::is_ok));
        world.system.settle().await;
        let served = got(&world);
        let units: BTreeMap<OrderId, i64> = served.iter().copied().collect();
        assert_eq!((served.len(), units.values().sum::<i64>()), (3, 5));
        assert!(orders[..3].iter().all(|order| units.contains_key(order)), "the oldest three");
        assert!(world.app().db().writes() - before < 40, "{} writes", world.app().db().writes() - before);

        // Half leave while all others are served.
        world.found(house, product, 2 * WAITING).await;
        let leaving = orders.iter().skip(3).step_by(2).map(|order| ReleaseStock { order_id: *order });
        let leaving: Vec<ReleaseStock> = leaving.collect();
        let (run, _) = futures::future::join(
            crate::serve_waiting::run(world.app().clone()),
            join_all(leaving.iter().map(|command| world.system.send(command))),
        )
        .await;
        run.expect("a run");
        world.serve().await;
        let units: BTreeMap<OrderId, i64> = got(&world).into_iter().collect();
        let released: Vec<OrderId> = leaving.iter().map(|command| command.order_id).collect();
        assert!(orders.iter().filter(|order| !released.contains(order)).all(|order| units.contains_key(order)));
        let held: i64 = units.iter().filter(|(order, _)| !released.contains(order)).map(|(_, units)| units).sum();
        let (on_hand, reserved, _) = world.level(house, product).await;
        assert_eq!((on_hand, reserved), (2 * WAITING + 5, held), "who left holds nothing");
        world.assert_books_agree().await;
    }
);
