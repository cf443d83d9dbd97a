use super::*;
use contracts::ReasonCode;
use contracts::inventory::{ReleaseRefused, StockRefused, StockReleased, StockReserved};

chassis::testing::both!(
    async fn stock_is_held_in_the_nearest_warehouse_that_fills_the_order(setup: Setup) {
        let world = World::start(setup).await;
        let (bogota, cali) =
            (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.warehouse("CLO", "Cali", CALI).await);
        let (one, two) = (world.product(None).await, world.product(None).await);
        for (house, quantity) in [(bogota, 5), (cali, 50)] {
            world.found(house, one, quantity).await;
            world.found(house, two, quantity).await;
        }
        let (near, far) = (OrderId::new(), OrderId::new());
        world.reserve(near, Fulfilment::Complete, &[(one, 5), (two, 2)]).await;
        world.reserve(far, Fulfilment::Complete, &[(two, 4), (one, 1)]).await;
        let answers = world.system.sent::<StockReserved>();
        assert_eq!(
            answers.iter().map(|a| (a.order_id, a.warehouse_id)).collect::<Vec<_>>(),
            [(near, bogota), (far, cali)]
        );
        assert_eq!(
            answers[1].lines.iter().map(|l| (l.product_id, l.reserved)).collect::<Vec<_>>(),
            [(two, 4), (one, 1)]
        );
        assert_eq!(world.level(bogota, one).await, (5, 5, 0));
        assert_eq!(world.level(cali, two).await, (50, 4, 46));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn what_expires_first_is_promised_first(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        for (lot, days, quantity) in [("C", 40, 10), ("SHORT", 3, 10), ("A", 20, 4), ("B", 30, 10)] {
            let more = json!({"lot": lot, "expires_on": world.day(days)});
            assert_eq!(world.adjust_lot(house, product, "found", quantity, more).await.status, 201);
        }
        world.reserve(OrderId::new(), Fulfilment::Complete, &[(product, 6)]).await;
        let lots = world.get(&format!("/api/inventory/lots?product_id={product}")).await;
        let mut held: Vec<_> = lots.json["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|lot| (lot["lot"].as_str().unwrap_or_default().to_owned(), lot["reserved"].as_i64().unwrap_or(-1)))
            .collect();
        held.sort();
        let expected = [("A", 4), ("B", 2), ("C", 0), ("SHORT", 0)].map(|(lot, held)| (lot.to_owned(), held));
        assert_eq!(held, expected);
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn a_refusal_says_why_and_holds_nothing(setup: Setup) {
        let world = World::start(setup).await;
        let house = world.warehouse("BOG", "Bogotá", BOGOTA).await;
        let (plenty, few, none) = (world.product(None).await, world.product(None).await, world.product(None).await);
        world.found(house, plenty, 10).await;
        world.found(house, few, 2).await;
        let order = OrderId::new();
        let lines = [(plenty, 1), (few, 3), (none, 1), (ProductId::new(), 1)];
        world.reserve(order, Fulfilment::Complete, &lines).await;
        let answers = world.system.sent::<StockRefused>();
        let codes: Vec<_> = answers[0].lines.iter().map(|line| line.reason.code).collect();
        assert_eq!(
            codes,
            [
                ReasonCode::OtherLinesUnavailable,
                ReasonCode::NotEnoughStock,
                ReasonCode::OutOfStock,
                ReasonCode::UnknownProduct
            ]
        );
        assert_eq!(answers[0].lines[1].reason.params["available"], "2");
        assert_eq!(world.level(house, plenty).await, (10, 0, 10));

        // What there is, for those who take what there is.
        world.reserve(OrderId::new(), Fulfilment::Available, &lines).await;
        let held: Vec<_> = world.system.sent::<StockReserved>()[0].lines.iter().map(|line| line.reserved).collect();
        assert_eq!(held, [1, 2, 0, 0]);
        world.reserve(OrderId::new(), Fulfilment::Available, &lines[2..]).await;
        assert_eq!(world.system.sent::<StockRefused>().len(), 2);
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn asked_again_the_first_answer_is_given_again(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        let (lucky, late) = (OrderId::new(), OrderId::new());
        world.found(house, product, 3).await;
        world.reserve(lucky, Fulfilment::Available, &[(product, 5)]).await;
        world.reserve(late, Fulfilment::Complete, &[(product, 5)]).await;
        world.found(house, product, 100).await;
        world.reserve(lucky, Fulfilment::Available, &[(product, 5)]).await;
        world.reserve(late, Fulfilment::Complete, &[(product, 5)]).await;
        let reserved = world.system.sent::<StockReserved>();
        assert_eq!((reserved.len(), reserved[0].lines[0].reserved), (2, 3));
        assert_eq!(reserved[0], reserved[1]);
        let refused = world.system.sent::<StockRefused>();
        assert_eq!(refused.len(), 2);
        assert_eq!(refused[0], refused[1]);
        assert_eq!(world.level(house, product).await, (103, 3, 100));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn a_release_gives_back_once(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 10).await;
        let order = OrderId::new();
        world.reserve(order, Fulfilment::Complete, &[(product, 4)]).await;
        world.release(order).await;
        world.release(order).await;
        assert_eq!(world.level(house, product).await, (10, 0, 10));
        assert_eq!(world.system.sent::<StockReleased>().len(), 2);
        let movements = world.get(&format!("/api/inventory/movements?product_id={product}")).await;
        let rows: Vec<_> = movements.json["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|row| (row["reason"].clone(), row["delta_reserved"].clone(), row["reference"].clone()))
            .collect();
        assert_eq!(
            rows[..2],
            [(json!("released"), json!(-4), json!(order)), (json!("reserved"), json!(4), json!(order))]
        );
        // A late copy of the reservation holds nothing and says what is true.
        world.reserve(order, Fulfilment::Complete, &[(product, 4)]).await;
        assert_eq!(world.system.sent::<StockReserved>().len(), 1);
        assert_eq!(world.system.sent::<StockReleased>().len(), 3);
        assert_eq!(world.level(house, product).await, (10, 0, 10));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn a_release_that_comes_first_blocks_the_reservation(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 10).await;
        let order = OrderId::new();
        world.release(order).await;
        world.reserve(order, Fulfilment::Complete, &[(product, 4)]).await;
        assert!(world.system.sent::<StockReserved>().is_empty());
        assert_eq!(world.system.sent::<StockReleased>().len(), 2);
        assert_eq!(world.level(house, product).await, (10, 0, 10));
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn once_picking_has_begun_nothing_is_released(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, world.product(None).await);
        world.found(house, product, 10).await;
        let (picked, refused) = (OrderId::new(), OrderId::new());
        world.reserve(picked, Fulfilment::Complete, &[(product, 4)]).await;
        world.sql("UPDATE reservation SET state = 'picking'").await;
        world.release(picked).await;
        let answers = world.system.sent::<ReleaseRefused>();
        assert_eq!((answers[0].order_id, answers[0].reason.code), (picked, ReasonCode::PickingBegun));
        assert_eq!(world.level(house, product).await, (10, 4, 6));
        world.reserve(refused, Fulfilment::Complete, &[(product, 7)]).await;
        world.release(refused).await;
        assert_eq!(world.system.sent::<StockReleased>()[0].order_id, refused, "nothing is held for a refused order");
        world.assert_books_agree().await;
    }
);

chassis::testing::both!(
    async fn goods_of_which_no_message_has_arrived_yet_can_be_promised(setup: Setup) {
        let world = World::start(setup).await;
        let (house, product) = (world.warehouse("BOG", "Bogotá", BOGOTA).await, ProductId::new());
        let receipt = crate::LotReceipt {
            product_id: product,
            warehouse_id: house,
            lot: None,
            expires_on: None,
            quantity: 5,
            at: world.app().now(),
        };
        let received: Result<(), DbError> =
            world.app().db().write(move |tx| async move { crate::receive_lots(&tx, &[receipt]).await }).await;
        received.expect("received");
        world.reserve(OrderId::new(), Fulfilment::Complete, &[(product, 5)]).await;
        assert_eq!(world.system.sent::<StockReserved>().len(), 1);
        assert_eq!(world.level(house, product).await, (5, 5, 0));
        world.assert_books_agree().await;
    }
);
