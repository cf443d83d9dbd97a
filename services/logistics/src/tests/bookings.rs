//! The saga's commands.

use super::*;
use chassis::testing::{Setup, both};
use contracts::ReasonCode;
use futures::future::join_all;
use std::collections::BTreeMap;

both!(
    async fn a_hundred_orders_at_once_fill_ten_stops_a_day_exactly(setup: Setup) {
        let story = Story::begin(setup).await;
        story.limit(json!({"stops": 10})).await;
        let shop = story.shop(Some("Bogotá"), None).await;
        let open = story.options(shop).await;
        let orders: Vec<_> = (0..100).map(|_| story.order(CustomerId::new(), 1_000)).collect();
        join_all(orders.iter().map(|order| story.system.send(order))).await;
        story.system.settle().await;

        let mut by_day: BTreeMap<NaiveDate, usize> = BTreeMap::new();
        for order in &orders {
            *by_day.entry(story.day_of(order.order_id).expect("a day")).or_default() += 1;
        }
        assert_eq!(by_day.len(), 10, "{by_day:?}");
        assert!(by_day.values().all(|orders| *orders == 10), "{by_day:?}");
        assert_eq!(by_day.keys().take(7).copied().collect::<Vec<_>>(), open);
        let used = story.used().await;
        assert_eq!(used, by_day.keys().map(|day| (*day, 10, 10_000)).collect::<Vec<_>>());
        assert_eq!(story.options(shop).await.len(), 4, "fourteen days less the ten that are full");
    }
);

both!(
    async fn several_orders_of_a_shop_on_one_day_are_one_stop(setup: Setup) {
        let story = Story::begin(setup).await;
        story.limit(json!({"stops": 1})).await;
        let (rosa, luis) = (CustomerId::new(), CustomerId::new());
        let orders: Vec<_> = (0..12).map(|i| story.order(if i % 2 == 0 { rosa } else { luis }, 500)).collect();
        join_all(orders.iter().map(|order| story.system.send(order))).await;
        story.system.settle().await;
        let day_for = |shop| -> Vec<NaiveDate> {
            let mine = orders.iter().filter(|order| order.customer_id == shop);
            mine.map(|order| story.day_of(order.order_id).expect("a day")).collect()
        };
        let (rosas, luises) = (day_for(rosa), day_for(luis));
        assert!(rosas.iter().all(|day| *day == rosas[0]) && luises.iter().all(|day| *day == luises[0]));
        assert_ne!(rosas[0], luises[0]);
        assert!(story.used().await.iter().all(|(_, stops, grams)| (*stops, *grams) == (1, 3_000)));
    }
);

both!(
    async fn the_undo_gives_back_the_stop_with_its_last_order(setup: Setup) {
        let story = Story::begin(setup).await;
        story.limit(json!({"stops": 1, "grams": 1_500})).await;
        let (rosa, luis) = (CustomerId::new(), CustomerId::new());
        let (first, second) = (story.order(rosa, 500), story.order(rosa, 600));
        let day = story.schedule(&first).await.expect("a day");
        assert_eq!(story.schedule(&second).await, Some(day));
        assert_eq!(story.used().await, [(day, 1, 1_100)]);

        story.cancel(first.order_id).await;
        assert_eq!(story.used().await, [(day, 1, 600)]);
        // Again, and the command again: nothing more is given back, and it stays cancelled.
        story.cancel(first.order_id).await;
        story.system.send(&first).await;
        story.system.settle().await;
        assert_eq!(story.cancelled(first.order_id), 3);
        assert_eq!(story.used().await, [(day, 1, 600)]);
        let late = story.order(luis, 100);
        assert_ne!(story.schedule(&late).await, Some(day), "the stop is still taken");

        story.cancel(second.order_id).await;
        assert_eq!(story.used().await[0], (day, 0, 0));
        assert_eq!(story.schedule(&story.order(luis, 100)).await, Some(day));
        let page = story.get(&format!("/api/logistics/deliveries?order_id={}", first.order_id)).await;
        assert_eq!(page["items"][0]["status"], "cancelled");
        assert_eq!(page["items"][0]["version"], 2);
    }
);

both!(
    async fn an_undo_before_its_action_blocks_it(setup: Setup) {
        let story = Story::begin(setup).await;
        story.limit(json!({"stops": 1})).await;
        let order = story.order(CustomerId::new(), 500);
        story.cancel(order.order_id).await;
        assert_eq!(story.schedule(&order).await, None);
        assert_eq!(story.cancelled(order.order_id), 2);
        assert!(story.used().await.is_empty());
        let page = story.get(&format!("/api/logistics/deliveries?order_id={}", order.order_id)).await;
        assert_eq!(page["items"], json!([]));
    }
);

both!(
    async fn whatever_the_order_of_arrival_a_cancelled_order_takes_no_room(setup: Setup) {
        let story = Story::begin(setup).await;
        story.limit(json!({"stops": 5})).await;
        let orders: Vec<_> = (0..40).map(|_| story.order(CustomerId::new(), 100)).collect();
        let undo = |order: &ScheduleDelivery| story.system.envelope(&CancelDelivery { order_id: order.order_id });
        let actions = orders.iter().map(|order| story.system.deliver(story.system.envelope(order)));
        let again = orders.iter().map(|order| story.system.deliver(story.system.envelope(order)));
        let undos = orders.iter().step_by(2).map(|order| story.system.deliver(undo(order)));
        futures::join!(join_all(actions), join_all(undos), join_all(again));
        story.system.settle().await;
        for (i, order) in orders.iter().enumerate() {
            let page =
                story.get(&format!("/api/logistics/deliveries?status=scheduled&order_id={}", order.order_id)).await;
            let scheduled = page["items"].as_array().expect("items").len();
            assert_eq!(scheduled, i % 2, "order {i}");
            if i % 2 == 0 {
                assert!(story.cancelled(order.order_id) >= 1);
            }
        }
        let used = story.used().await;
        assert_eq!(used.iter().map(|(_, stops, _)| stops).sum::<i64>(), 20, "{used:?}");
        assert_eq!(used.iter().map(|(_, _, grams)| grams).sum::<i64>(), 2_000, "{used:?}");
        assert!(used.iter().all(|(_, stops, _)| *stops <= 5), "{used:?}");
    }
);

both!(
    async fn asked_again_the_first_answer_is_given_again(setup: Setup) {
        let story = Story::begin(setup).await;
        let order = story.order(CustomerId::new(), 500);
        let day = story.schedule(&order).await.expect("a day");
        story.limit(json!({"on": day, "stops": 0})).await;
        story.schedule(&order).await;
        let answers = story.scheduled(order.order_id);
        assert_eq!(answers.len(), 2);
        assert_eq!(answers[0], answers[1]);

        story.limit(json!({"stops": 0})).await;
        let late = story.order(CustomerId::new(), 500);
        assert_eq!(story.schedule(&late).await, None);
        story.limit(json!({"stops": 100})).await;
        assert_eq!(story.schedule(&late).await, None, "a dead order must not be given a day");
        let answers = story.refused(late.order_id);
        assert_eq!(answers.len(), 2);
        assert_eq!(answers[0], answers[1]);
        story.cancel(late.order_id).await;
        assert_eq!(story.cancelled(late.order_id), 1);
    }
);

both!(
    async fn what_cannot_be_delivered_is_refused_with_the_reason(setup: Setup) {
        let story = Story::begin(setup).await;
        story.limit(json!({"stops": 1, "grams": 1_000})).await;
        let heavy = story.order(CustomerId::new(), 1_001);
        assert_eq!(story.schedule(&heavy).await, None);
        assert_eq!(story.refused(heavy.order_id)[0].reason.code, ReasonCode::TooHeavy);
        assert!(story.used().await.is_empty());

        let orders: Vec<_> = (0..15).map(|_| story.order(CustomerId::new(), 1_000)).collect();
        join_all(orders.iter().map(|order| story.system.send(order))).await;
        story.system.settle().await;
        let refused: Vec<_> = orders.iter().flat_map(|order| story.refused(order.order_id)).collect();
        assert_eq!(refused.len(), 1, "fourteen days, fifteen orders");
        assert_eq!(refused[0].reason.code, ReasonCode::NoDeliveryDate);
        assert_eq!(refused[0].reason.params["days"], "14");
        assert_eq!(story.used().await.len(), 14);
    }
);

both!(
    async fn handled_late_nothing_is_promised_for_the_past(setup: Setup) {
        let mut story = Story::begin(setup).await;
        let order = story.order(CustomerId::new(), 500);
        story.advance(TimeDelta::days(20));
        let day = story.schedule(&order).await.expect("a day");
        assert!(day > story.today(), "{day}");
        assert!(day <= story.today() + TimeDelta::days(6), "{day}: the first day from now on");
    }
);

both!(
    async fn the_cut_off_hour_decides_between_two_days(setup: Setup) {
        let mut story = Story::begin(setup).await;
        let company = chassis::Company::default();
        // Ten minutes before the cut-off of the next weekday in the middle of a week without holidays.
        let quiet = |day: &NaiveDate| {
            (1..=3).contains(&day.weekday().num_days_from_monday())
                && (0..4).all(|n| !crate::holidays::Country::Colombia.is_holiday(*day + TimeDelta::days(n)))
        };
        let day = story.today().iter_days().skip(1).find(quiet).expect("a day");
        story.advance(company.at(day, 16) - TimeDelta::minutes(10) - story.now());
        let before = story.order(CustomerId::new(), 500);
        assert_eq!(story.schedule(&before).await, Some(day + TimeDelta::days(1)));
        // Submitted before the cut-off and handled after it: judged by when it was accepted.
        let slow = story.order(CustomerId::new(), 500);
        story.advance(TimeDelta::minutes(20));
        assert_eq!(story.schedule(&slow).await, Some(day + TimeDelta::days(1)));
        let after = story.order(CustomerId::new(), 500);
        assert_eq!(story.schedule(&after).await, Some(day + TimeDelta::days(2)));
    }
);

both!(
    async fn a_command_that_makes_no_sense_is_dead_and_takes_nothing(setup: Setup) {
        let mut story = Story::begin(setup).await;
        story.system.expect_dead_letters();
        story.limit(json!({"stops": 1})).await;
        assert_eq!(story.schedule(&story.order(CustomerId::new(), -1)).await, None);
        assert_eq!(story.system.dead_letters(contracts::Service::Logistics).await.len(), 1);
        assert!(story.used().await.is_empty());
    }
);

/// Not a gate: prints what the machine does. `cargo test -p logistics --lib -- --ignored --nocapture how_many`
mod how_many_schedules_per_second {
    use super::*;

    async fn measure(setup: Setup, limits: Value) {
        let story = Story::begin(setup).await;
        story.limit(limits.clone()).await;
        let orders: Vec<_> = (0..2_000).map(|_| story.order(CustomerId::new(), 1_000)).collect();
        let started = std::time::Instant::now();
        for batch in orders.chunks(200) {
            join_all(batch.iter().map(|order| story.system.send(order))).await;
        }
        story.system.settle().await;
        let seconds = started.elapsed().as_secs_f64();
        assert_eq!(story.system.sent::<DeliveryScheduled>().len(), orders.len());
        eprintln!("{setup:?}, {limits}: {:.0} schedules/s", orders.len() as f64 / seconds);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "a measurement"]
    async fn one_machine() {
        measure(Setup::OneMachine, json!({})).await;
        measure(Setup::OneMachine, json!({"stops": 100_000})).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "a measurement"]
    async fn cluster() {
        measure(Setup::Cluster, json!({})).await;
        measure(Setup::Cluster, json!({"stops": 100_000})).await;
    }
}
