//! What others are told of orders.

use super::Shop;
use chassis::testing::{Setup, both};
use chrono::TimeDelta;
use contracts::sales::{BoughtLine, CancelOrder, OrderStanding, OrderState, OrdersChanged, RejectOrder, TOLD_FOR_DAYS};
use contracts::{OrderId, Quantity, Reason, ReasonCode, Service};

impl Shop {
    /// What has been told so far, each message's items.
    async fn told(&self) -> Vec<OrderState> {
        self.sent::<OrdersChanged>().await.into_iter().flat_map(|message| message.items).collect()
    }

    async fn tell(&self) {
        crate::tell_orders::run(self.system.app(Service::Sales).clone()).await.expect("a run");
    }
}

both!(
    async fn what_is_confirmed_is_told_once_and_what_comes_to_nothing_again(setup: Setup) {
        let shop = Shop::open(setup).await;
        let (kept, cancelled, rejected) =
            (shop.placed(shop.order(3)).await, shop.placed(shop.order(4)).await, shop.placed(shop.order(5)).await);
        let _undecided = shop.placed(shop.order(6)).await;
        // Of 3 milk and 7 rice 2 and 7 are held: what was asked for is told, and nothing of the backorder.
        let mut some = shop.order(3);
        some["fulfilment"] = serde_json::json!("available");
        let partly = shop.placed(some).await;
        for id in [kept, cancelled] {
            shop.confirm(id, 10, 10).await;
        }
        shop.confirm(partly, 2, 7).await;
        let reason = Reason::new(ReasonCode::NothingAvailable);
        shop.system.send(&RejectOrder { order_id: rejected, reason, lines: vec![] }).await;
        shop.tell().await;
        assert_eq!(shop.told().await, [], "what was changed a moment ago may not be all there yet");

        shop.system.advance(TimeDelta::seconds(61));
        shop.tell().await;
        let mut told = shop.told().await;
        told.sort_by_key(|order| order.id);
        let mut ids: Vec<OrderId> = told.iter().map(|order| order.id).collect();
        ids.sort_unstable();
        let mut expected = [kept, cancelled, partly];
        expected.sort_unstable();
        assert_eq!(ids, expected);
        let first = told.iter().find(|order| order.id == partly).expect("told");
        assert_eq!((first.customer_id, first.standing), (shop.mine, OrderStanding::Bought));
        let units = |units| Quantity::new(units).expect("units");
        let lines = [(shop.milk, 3), (shop.rice, 7)];
        let lines = lines.map(|(product_id, count)| BoughtLine { product_id, units: units(count) });
        assert_eq!(first.lines, lines);
        shop.tell().await;
        assert_eq!(shop.told().await.len(), 3, "each once");

        shop.system.send(&CancelOrder { order_id: cancelled }).await;
        shop.system.settle().await;
        shop.system.advance(TimeDelta::seconds(61));
        shop.tell().await;
        let again = shop.told().await.pop().expect("told");
        let before = told.iter().find(|order| order.id == cancelled).expect("told");
        assert_eq!((again.id, again.standing), (cancelled, OrderStanding::Undone));
        assert!(again.version > before.version);
    }
);

both!(
    async fn a_new_consumer_is_told_of_the_last_half_year(setup: Setup) {
        let shop = Shop::open(setup).await;
        let old = shop.placed(shop.order(1)).await;
        shop.confirm(old, 10, 10).await;
        shop.system.advance(TimeDelta::days(TOLD_FOR_DAYS));
        let young = shop.placed(shop.order(2)).await;
        shop.confirm(young, 10, 10).await;
        let app = shop.system.app(Service::Sales).clone();
        let sent = crate::tell_orders::republish(app, Some(Service::Insights)).await.expect("sent");
        let told: Vec<OrderId> = shop.told().await.iter().map(|order| order.id).collect();
        assert_eq!((sent, told), (1, vec![young]));
    }
);
