//! Capacities that staff set while orders are booked.

use super::*;
use chassis::testing::{Setup, both};
use futures::future::join_all;
use std::collections::{BTreeMap, BTreeSet};

both!(
    async fn what_was_booked_while_a_day_was_unlimited_counts_from_then_on(setup: Setup) {
        let story = Story::begin(setup).await;
        let orders: Vec<_> = (0..3).map(|_| story.order(CustomerId::new(), 200)).collect();
        join_all(orders.iter().map(|order| story.system.send(order))).await;
        story.system.settle().await;
        let day = story.day_of(orders[0].order_id).expect("a day");
        assert!(story.used().await.is_empty(), "an unlimited day needs no row");

        let limit = story.limit(json!({"on": day, "stops": 3})).await;
        assert_eq!(
            (&limit["used_stops"], &limit["used_grams"], &limit["set_by"]),
            (&json!(3), &json!(600), &json!("staff"))
        );
        let next = story.order(CustomerId::new(), 200);
        assert!(story.schedule(&next).await.expect("a day") > day);

        // Less than is used: nobody is thrown out, nobody comes in, and the undo still works.
        story.limit(json!({"on": day, "stops": 1})).await;
        let again = story.order(orders[0].customer_id, 100);
        assert_eq!(story.schedule(&again).await, Some(day), "the truck stops there anyway");
        story.cancel(orders[1].order_id).await;
        story.cancel(orders[2].order_id).await;
        story.cancel(again.order_id).await;
        story.cancel(orders[0].order_id).await;
        assert_eq!(story.used().await[0], (day, 0, 0));
    }
);

both!(
    async fn a_default_reaches_the_days_that_no_person_has_set(setup: Setup) {
        let story = Story::begin(setup).await;
        let order = story.order(CustomerId::new(), 200);
        let day = story.schedule(&order).await.expect("a day");
        let default = story.limit(json!({"stops": 1})).await;
        assert_eq!(default["on"], Value::Null);
        assert_eq!(story.used().await, [(day, 1, 200)]);
        assert!(story.schedule(&story.order(CustomerId::new(), 200)).await.expect("a day") > day);

        // A weekday's goes before; a person's day goes before both.
        let weekday = ["mon", "tue", "wed", "thu", "fri", "sat"][day.weekday().num_days_from_monday() as usize];
        let of_weekday = story.limit(json!({"weekday": weekday, "stops": 2})).await;
        assert_eq!(story.schedule(&story.order(CustomerId::new(), 200)).await, Some(day));
        let set = story.limit(json!({"on": day, "stops": 3, "grams": 10_000})).await;
        assert_eq!(set["used_stops"], 2);
        assert_eq!(story.schedule(&story.order(CustomerId::new(), 200)).await, Some(day));

        let defaults = story.get("/api/logistics/capacity-defaults").await;
        assert_eq!(defaults["items"].as_array().expect("items").len(), 2);
        let remove = async |id: &Value| {
            let path = format!("/api/logistics/capacities/{}", id.as_str().expect("an id"));
            story.system.http("DELETE", &path, Some(&story.token), None).await.status
        };
        assert_eq!(remove(&set["id"]).await, 204);
        let page = story.get("/api/logistics/capacities").await;
        assert_eq!(page["items"][0]["stops"], 2, "the weekday's default holds again");
        assert_eq!(remove(&page["items"][0]["id"]).await, 409);
        assert_eq!(remove(&of_weekday["id"]).await, 204);
        assert_eq!(remove(&default["id"]).await, 204);
        assert_eq!(remove(&default["id"]).await, 404);
        assert!(story.used().await.is_empty());
        assert_eq!(story.schedule(&story.order(CustomerId::new(), 200)).await, Some(day));
    }
);

both!(
    async fn capacities_changed_in_the_middle_of_bookings_stay_true(setup: Setup) {
        let story = Story::begin(setup).await;
        let shops: Vec<_> = (0..25).map(|_| CustomerId::new()).collect();
        let mut orders: Vec<ScheduleDelivery> = Vec::new();
        // Each round begins without limits. Setting one counts the days anew, so what is compared afterwards is what
        // the bookings beside it made of that count.
        for round in 0..8_usize {
            let new: Vec<_> = (0..40).map(|i| story.order(shops[(i + round) % 25], 10)).collect();
            let undone: Vec<_> = orders.iter().rev().take(40).step_by(3).map(|order| order.order_id).collect();
            let book = join_all(new.iter().map(|order| story.system.send(order)));
            let undo = join_all(undone.iter().map(|id| story.system.deliver(undo(&story, *id))));
            let change = async {
                let on = story.today() + TimeDelta::days(1 + round as i64 % 3);
                story.limit(json!({"on": on, "stops": 20})).await;
                story.limit(json!({"stops": 18 + round, "grams": 5_000})).await
            };
            let ((), (), default) = futures::join!(async { drop(book.await) }, async { drop(undo.await) }, change);
            orders.extend(new);
            story.system.settle().await;
            let used: Vec<_> = story.used().await.into_iter().filter(|(_, stops, _)| *stops > 0).collect();
            assert_eq!(used, booked(&story).await, "round {round}");
            let path = format!("/api/logistics/capacities/{}", default["id"].as_str().expect("an id"));
            assert_eq!(story.system.http("DELETE", &path, Some(&story.token), None).await.status, 204);
        }

        // Everything undone, nothing is left.
        story.limit(json!({"stops": 1})).await;
        join_all(orders.iter().map(|order| story.system.deliver(undo(&story, order.order_id)))).await;
        story.system.settle().await;
        assert!(story.used().await.iter().all(|(_, stops, grams)| (*stops, *grams) == (0, 0)));
    }
);

fn undo(story: &Story, order_id: OrderId) -> contracts::Envelope {
    story.system.envelope(&CancelDelivery { order_id })
}

/// What the scheduled deliveries add up to: day, shops, grams.
async fn booked(story: &Story) -> Vec<(NaiveDate, i64, i64)> {
    let mut days: BTreeMap<NaiveDate, (BTreeSet<String>, i64)> = BTreeMap::new();
    let mut path = "/api/logistics/deliveries?status=scheduled&limit=200".to_owned();
    loop {
        let page = story.get(&path).await;
        for item in page["items"].as_array().expect("items") {
            let (shops, grams) = days.entry(day(&item["on"])).or_default();
            shops.insert(item["customer_id"].to_string());
            *grams += item["weight_grams"].as_i64().expect("a number");
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/logistics/deliveries?status=scheduled&limit=200&cursor={cursor}");
    }
    days.into_iter().map(|(day, (shops, grams))| (day, shops.len() as i64, grams)).collect()
}

both!(
    async fn a_capacity_that_makes_no_sense_is_refused_with_the_place(setup: Setup) {
        let story = Story::begin(setup).await;
        let yesterday = story.today() - TimeDelta::days(1);
        let bad = [
            (json!({"warehouse_id": WarehouseId::new(), "stops": 1}), "/warehouse_id"),
            (json!({"warehouse_id": story.warehouse, "on": yesterday, "stops": 1}), "/on"),
            (json!({"warehouse_id": story.warehouse, "on": "+9999-01-01", "stops": 1}), "/on"),
            (json!({"warehouse_id": story.warehouse, "stops": -1}), "/stops"),
            (json!({"warehouse_id": story.warehouse, "grams": 1e30}), "/grams"),
            (json!({"warehouse_id": story.warehouse, "on": story.today(), "weekday": "mon"}), "/weekday"),
            (json!({"warehouse_id": story.warehouse, "weekday": "lunes"}), "/weekday"),
        ];
        for (body, pointer) in bad {
            let answer = story.post("/api/logistics/capacities", body.clone()).await;
            assert_eq!(
                (answer.status, &answer.json["errors"][0]["pointer"]),
                (422, &json!(pointer)),
                "{body}: {}",
                answer.text
            );
        }
        assert_eq!(story.get("/api/logistics/capacities").await["items"], json!([]));
    }
);
