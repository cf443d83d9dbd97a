//! The service on both set-ups: messages in and out, the deadlines, and the desk.

use crate::saga::{Health, NoteCode, OutcomeName, State};
use crate::{SagaView, SagaWithLog, service};
use chassis::sql_values;
use chassis::testing::{Answer, Setup, TestSystem, both};
use chassis::{DbError, Sql, Tx};
use chrono::{NaiveDate, TimeDelta};
use contracts::identity::Role;
use contracts::inventory::{
    AwaitStock, ReleaseRefused, ReleaseStock, ReserveStock, StockRefused, StockReleased, StockReserved,
};
use contracts::logistics::{CancelDelivery, DeliveryCancelled, DeliveryRefused, DeliveryScheduled, ScheduleDelivery};
use contracts::ordering::MarkStuck;
use contracts::sales::{
    BackorderCreated, BackorderExpired, CancelOrder, CancelRequested, ConfirmOrder, Fulfilment, OrderSubmitted,
    OrderedLine, RefuseCancellation, RejectOrder, ReservedLine,
};
use contracts::{
    CustomerId, DeliveryId, Message, OrderId, ProductId, Quantity, Reason, ReasonCode, Service, ShipTo, WarehouseId,
};
use std::time::{Duration, Instant};

const LONGER_THAN_THE_FIRST_WAIT: TimeDelta = TimeDelta::seconds(31);

fn an_order() -> OrderSubmitted {
    OrderSubmitted {
        order_id: OrderId::new(),
        number: "10000017".to_owned(),
        customer_id: CustomerId::new(),
        seller_id: None,
        ship_to: ShipTo {
            business_name: "Tienda La Esquina".to_owned(),
            address: "Calle 45 # 13-20".to_owned(),
            city: None,
            location: None,
            phone: None,
        },
        fulfilment: Fulfilment::Complete,
        lines: vec![OrderedLine {
            product_id: ProductId::new(),
            quantity: Quantity::new(12).expect("a quantity"),
            weight_grams: 500,
            volume_ml: 750,
        }],
        submitted_at: chrono::DateTime::from_timestamp(1_780_000_000, 0).expect("an instant"),
    }
}

fn reserved(order: &OrderSubmitted) -> StockReserved {
    let line = ReservedLine { product_id: order.lines[0].product_id, reserved: 10 };
    StockReserved { order_id: order.order_id, warehouse_id: WarehouseId::new(), lines: vec![line] }
}

fn scheduled(order: &OrderSubmitted) -> DeliveryScheduled {
    let on = NaiveDate::from_ymd_opt(2026, 6, 3).expect("a day");
    DeliveryScheduled { order_id: order.order_id, delivery_id: DeliveryId::new(), on }
}

async fn start(setup: Setup) -> TestSystem {
    TestSystem::start(setup, vec![service()]).await
}

/// Sends a message and waits until it and what follows from it is handled.
async fn tell<M: Message>(system: &TestSystem, message: &M) {
    system.send(message).await;
    system.settle().await;
}

async fn get(system: &TestSystem, path: &str) -> Answer {
    system.http("GET", path, Some(&system.token_for(Role::Admin)), None).await
}

async fn show(system: &TestSystem, order_id: OrderId) -> SagaWithLog {
    let answer = get(system, &format!("/api/ordering/sagas/{order_id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let saga: SagaWithLog = serde_json::from_value(answer.json).expect("a saga");
    assert_eq!(answer.headers["etag"], format!("\"{}\"", saga.saga.version));
    saga
}

fn codes(saga: &SagaWithLog) -> Vec<NoteCode> {
    saga.log.iter().map(|entry| entry.note.code).collect()
}

async fn listed(system: &TestSystem, query: &str) -> Vec<SagaView> {
    let answer = get(system, &format!("/api/ordering/sagas?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    serde_json::from_value(answer.json["items"].clone()).expect("sagas")
}

async fn retry(system: &TestSystem, order_id: OrderId) -> Answer {
    let token = system.token_for(Role::Admin);
    system.http("POST", &format!("/api/ordering/sagas/{order_id}/retry"), Some(&token), None).await
}

/// Waits until so many messages of a type were sent.
async fn wait_for<M: Message>(system: &TestSystem, count: usize) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while system.sent::<M>().len() < count {
        assert!(Instant::now() < deadline, "{} of {count} {} were sent", system.sent::<M>().len(), M::NAME);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    system.settle().await;
    assert_eq!(system.sent::<M>().len(), count, "{}", M::NAME);
}

/// Everything that the API description refers to is in it, and each operation says who may call it.
#[test]
fn the_api_description_is_complete() {
    let document = serde_json::to_value(service().full_openapi()).expect("a document");
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap_or_default();
        assert!(document.pointer(pointer).is_some(), "{pointer} is missing");
    }
    let list = ("/api/ordering/sagas", "get");
    for (path, method) in
        [list, ("/api/ordering/sagas/{order_id}", "get"), ("/api/ordering/sagas/{order_id}/retry", "post")]
    {
        assert_eq!(document["paths"][path][method]["x-roles"], serde_json::json!(["admin"]), "{path}");
    }
}

both!(
    async fn an_order_goes_from_submitted_to_confirmed(setup: Setup) {
        let system = start(setup).await;
        let order = an_order();
        tell(&system, &order).await;
        let [command] = system.sent::<ReserveStock>().try_into().expect("one command");
        assert_eq!((command.order_id, &command.lines), (order.order_id, &order.lines));
        let stock = reserved(&order);
        tell(&system, &stock).await;
        let [command] = system.sent::<ScheduleDelivery>().try_into().expect("one command");
        assert_eq!((command.weight_grams, command.volume_ml, command.warehouse_id), (5_000, 7_500, stock.warehouse_id));
        let delivery = scheduled(&order);
        tell(&system, &delivery).await;
        let [command] = system.sent::<ConfirmOrder>().try_into().expect("one command");
        let expected = ConfirmOrder {
            order_id: order.order_id,
            warehouse_id: stock.warehouse_id,
            reserved: stock.lines,
            delivery_id: delivery.delivery_id,
            on: delivery.on,
        };
        assert_eq!(command, expected);

        let shown = show(&system, order.order_id).await;
        assert_eq!((shown.saga.state.as_str(), shown.saga.outcome), (State::Done.name(), Some(OutcomeName::Confirmed)));
        assert_eq!((shown.saga.health.as_str(), shown.saga.version), (Health::OnTime.name(), 3));
        assert_eq!((shown.saga.waiting_for, shown.saga.deadline_at), (None, None));
        assert_eq!(shown.saga.number.as_deref(), Some("10000017"));
        let path: Vec<(&str, &str, i64)> =
            shown.log.iter().map(|entry| (entry.from_state.as_str(), entry.to_state.as_str(), entry.seq)).collect();
        assert_eq!(path, [("submitted", "reserving", 1), ("reserving", "scheduling", 2), ("scheduling", "done", 3)]);
        assert!(shown.log[2].text.contains("2026-06-03"), "{}", shown.log[2].text);
    }
);

both!(
    async fn refused_stock_and_refused_deliveries_reject_the_order(setup: Setup) {
        let system = start(setup).await;
        let [no_stock, no_day] = [an_order(), an_order()];
        for order in [&no_stock, &no_day] {
            system.send(order).await;
        }
        system.settle().await;
        tell(&system, &StockRefused { order_id: no_stock.order_id, lines: vec![] }).await;
        let [rejected] = system.sent::<RejectOrder>().try_into().expect("one rejection");
        assert_eq!((rejected.order_id, rejected.reason.code), (no_stock.order_id, ReasonCode::NothingAvailable));

        tell(&system, &reserved(&no_day)).await;
        let reason = Reason::new(ReasonCode::NoDeliveryDate).with("days", 14);
        tell(&system, &DeliveryRefused { order_id: no_day.order_id, reason: reason.clone() }).await;
        assert_eq!(system.sent::<ReleaseStock>().len(), 1);
        assert_eq!(system.sent::<RejectOrder>().len(), 1, "not before the stock is released");
        tell(&system, &StockReleased { order_id: no_day.order_id }).await;
        let [_, rejected] = system.sent::<RejectOrder>().try_into().expect("two rejections");
        assert_eq!((rejected.order_id, rejected.reason), (no_day.order_id, reason));
        assert_eq!(show(&system, no_day.order_id).await.saga.outcome, Some(OutcomeName::Rejected));
    }
);

both!(
    async fn a_confirmed_order_can_be_cancelled_until_picking_begins(setup: Setup) {
        let system = start(setup).await;
        let order = an_order();
        let id = order.order_id;
        tell(&system, &order).await;
        tell(&system, &reserved(&order)).await;
        tell(&system, &scheduled(&order)).await;
        tell(&system, &CancelRequested { order_id: id }).await;
        let reason = Reason::new(ReasonCode::PickingBegun);
        tell(&system, &ReleaseRefused { order_id: id, reason: reason.clone() }).await;
        assert_eq!(system.sent::<RefuseCancellation>(), [RefuseCancellation { order_id: id, reason }]);
        assert_eq!(show(&system, id).await.saga.outcome, Some(OutcomeName::Confirmed));

        tell(&system, &CancelRequested { order_id: id }).await;
        assert!(system.sent::<CancelOrder>().is_empty());
        tell(&system, &StockReleased { order_id: id }).await;
        assert_eq!(system.sent::<CancelOrder>().len(), 1);
        assert_eq!(system.sent::<CancelDelivery>().len(), 1);
        assert_eq!(show(&system, id).await.saga.state, State::Unscheduling.name());
        tell(&system, &DeliveryCancelled { order_id: id }).await;
        assert_eq!(show(&system, id).await.saga.outcome, Some(OutcomeName::Cancelled));
    }
);

both!(
    async fn what_comes_twice_or_too_late_is_logged_and_ignored(setup: Setup) {
        let system = start(setup).await;
        let order = an_order();
        let envelope = system.envelope(&order);
        system.deliver(envelope.clone()).await;
        system.deliver(envelope).await;
        system.settle().await;
        // The same event in another message, and an answer that nobody asked for.
        tell(&system, &order).await;
        tell(&system, &scheduled(&order)).await;
        assert_eq!(system.sent::<ReserveStock>().len(), 1);
        let shown = show(&system, order.order_id).await;
        assert_eq!(codes(&shown), [NoteCode::StockAsked, NoteCode::Ignored, NoteCode::Ignored]);
        assert_eq!((shown.saga.state.as_str(), shown.saga.version), (State::Reserving.name(), 3));

        // Of an order that nobody submitted there is nothing to keep.
        let unknown = an_order();
        tell(&system, &reserved(&unknown)).await;
        assert_eq!(get(&system, &format!("/api/ordering/sagas/{}", unknown.order_id)).await.status, 404);
    }
);

both!(
    async fn a_cancellation_that_overtakes_its_order_ends_it_at_once(setup: Setup) {
        let system = start(setup).await;
        let order = an_order();
        tell(&system, &CancelRequested { order_id: order.order_id }).await;
        let waiting = show(&system, order.order_id).await.saga;
        assert_eq!((waiting.state.as_str(), waiting.number), (State::AwaitingOrder.name(), None));
        assert_eq!(waiting.waiting_for.as_deref(), Some("sales.order_submitted.v1"));
        tell(&system, &order).await;
        assert_eq!(system.sent::<CancelOrder>(), [CancelOrder { order_id: order.order_id }]);
        assert!(system.sent::<ReserveStock>().is_empty());
        let ended = show(&system, order.order_id).await.saga;
        assert_eq!((ended.outcome, ended.number.as_deref()), (Some(OutcomeName::Cancelled), Some("10000017")));
    }
);

both!(
    async fn messages_of_one_order_at_the_same_moment_are_all_taken(setup: Setup) {
        let system = start(setup).await;
        let orders: Vec<OrderSubmitted> = (0..20).map(|_| an_order()).collect();
        for order in &orders {
            let cancel = CancelRequested { order_id: order.order_id };
            let released = StockReleased { order_id: order.order_id };
            tokio::join!(system.send(order), system.send(&cancel), system.send(&released));
        }
        system.settle().await;
        for order in &orders {
            let shown = show(&system, order.order_id).await;
            // Whichever came first, the cancellation was taken, and the log has no gap.
            let taken = [NoteCode::CancelledOnArrival, NoteCode::ReleaseAskedToCancel];
            assert!(codes(&shown).iter().any(|code| taken.contains(code)), "{shown:?}");
            assert!(shown.log.iter().map(|entry| entry.seq).eq(1..=shown.saga.version));
        }
    }
);

both!(
    async fn an_overdue_command_is_sent_again_until_its_answer_comes(setup: Setup) {
        let system = start(setup).await;
        let order = an_order();
        tell(&system, &order).await;
        system.advance(LONGER_THAN_THE_FIRST_WAIT);
        wait_for::<ReserveStock>(&system, 2).await;
        let [late] = listed(&system, "health=late").await.try_into().expect("one late saga");
        assert_eq!((late.order_id, late.attempts, late.state.as_str()), (order.order_id, 1, State::Reserving.name()));
        assert_eq!(late.waiting_for.as_deref(), Some("inventory.reserve_stock.v1"));
        system.advance(TimeDelta::seconds(61));
        wait_for::<ReserveStock>(&system, 3).await;
        tell(&system, &reserved(&order)).await;
        let shown = show(&system, order.order_id).await;
        assert_eq!((shown.saga.health.as_str(), shown.saga.attempts), (Health::OnTime.name(), 0));
        let expected = [NoteCode::StockAsked, NoteCode::SentAgain, NoteCode::SentAgain, NoteCode::DeliveryAsked];
        assert_eq!(codes(&shown), expected);
        assert!(listed(&system, "health=late").await.is_empty());
    }
);

both!(
    async fn more_overdue_sagas_than_a_batch_are_all_sent_again_and_an_unreadable_one_is_not_in_the_way(setup: Setup) {
        let system = start(setup).await;
        let orders: Vec<OrderSubmitted> = (0..crate::store::BATCH + 20).map(|_| an_order()).collect();
        for order in &orders {
            system.send(order).await;
        }
        system.settle().await;
        let unreadable = orders[0].order_id;
        let broken: Result<u64, DbError> = system
            .app(Service::Ordering)
            .db()
            .write(move |tx: Tx| async move {
                tx.exec("UPDATE saga SET data = '{}' WHERE order_id = $1", sql_values![unreadable.0]).await
            })
            .await;
        assert_eq!(broken.expect("written"), 1);
        system.advance(LONGER_THAN_THE_FIRST_WAIT);
        wait_for::<ReserveStock>(&system, 2 * orders.len() - 1).await;
        // It is shown as far as its row tells; only a build that can read it lets it try again.
        let all = listed(&system, "limit=200").await;
        assert_eq!(all.len(), orders.len());
        assert_eq!(all.iter().filter(|saga| saga.waiting_for.is_none()).count(), 1);
        let shown = show(&system, unreadable).await;
        assert_eq!((shown.saga.state.as_str(), shown.saga.waiting_for), (State::Reserving.name(), None));
        assert_eq!(retry(&system, unreadable).await.status, 503);
    }
);

both!(
    async fn a_dead_command_is_shown_and_retried_by_an_administrator(setup: Setup) {
        let system = start(setup).await;
        let order = an_order();
        let id = order.order_id;
        tell(&system, &order).await;
        let command = ReserveStock::NAME.to_owned();
        tell(&system, &MarkStuck { order_id: id, command, error: "the disk is full".to_owned() }).await;
        let [stuck] = listed(&system, "state=reserving&health=stuck").await.try_into().expect("one stuck saga");
        assert_eq!((stuck.id, stuck.deadline_at), (id, None));
        assert_eq!(stuck.last_error.as_deref(), Some("inventory.reserve_stock.v1: the disk is full"));

        let answer = retry(&system, id).await;
        assert_eq!((answer.status, &answer.json["health"]), (202, &serde_json::json!("on_time")));
        wait_for::<ReserveStock>(&system, 2).await;
        let again = retry(&system, id).await;
        assert_eq!((again.status, &again.json["version"]), (200, &answer.json["version"]));
        system.settle().await;
        assert_eq!(system.sent::<ReserveStock>().len(), 2, "a saga that is well is not sent again");
        assert_eq!(
            codes(&show(&system, id).await),
            [NoteCode::StockAsked, NoteCode::CommandGivenUp, NoteCode::Retried]
        );

        let audit = get(&system, "/api/ordering/system/audit").await;
        let entries = audit.json["items"].as_array().cloned().unwrap_or_default();
        let retries = entries.iter().filter(|entry| entry["what"] == "saga_retried");
        assert_eq!(retries.clone().count(), 1, "{}", audit.text);
        assert!(retries.clone().all(|entry| entry["subject"] == id.to_string() && entry["detail"]["was"] == "stuck"));
    }
);

both!(
    async fn only_administrators_come_to_the_desk(setup: Setup) {
        let system = start(setup).await;
        let order = an_order();
        tell(&system, &order).await;
        let one = format!("/api/ordering/sagas/{}", order.order_id);
        let retry = format!("{one}/retry");
        for (method, path) in [("GET", "/api/ordering/sagas"), ("GET", one.as_str()), ("POST", retry.as_str())] {
            assert_eq!(system.http(method, path, None, None).await.status, 401);
            for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
                let answer = system.http(method, path, Some(&system.token_for(role)), None).await;
                assert_eq!(answer.status, 403, "{method} {path} as {role:?}");
            }
        }
    }
);

both!(
    async fn what_is_not_there_or_cannot_be_read_is_a_problem(setup: Setup) {
        let system = start(setup).await;
        for id in [OrderId::new().to_string(), "nonsense".to_owned(), "%00".to_owned()] {
            let answer = get(&system, &format!("/api/ordering/sagas/{id}")).await;
            assert_eq!((answer.status, &answer.json["code"]), (404, &serde_json::json!("not_found")), "{id}");
            let token = system.token_for(Role::Admin);
            let answer = system.http("POST", &format!("/api/ordering/sagas/{id}/retry"), Some(&token), None).await;
            assert_eq!(answer.status, 404, "{id}");
        }
        for query in ["state=sleeping", "health=fine", "limit=0", "limit=201", "sort=number", "cursor=x"] {
            assert_eq!(get(&system, &format!("/api/ordering/sagas?{query}")).await.status, 400, "{query}");
        }
        assert!(listed(&system, "state=&health=").await.is_empty(), "an empty filter is none");
    }
);

both!(
    async fn the_list_is_paged_newest_first(setup: Setup) {
        let system = start(setup).await;
        let mut orders = Vec::new();
        for _ in 0..5 {
            let order = an_order();
            tell(&system, &order).await;
            orders.insert(0, order.order_id);
        }
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = get(&system, &format!("/api/ordering/sagas?state=reserving&limit=2{cursor}")).await;
            let items: Vec<SagaView> = serde_json::from_value(page.json["items"].clone()).expect("sagas");
            assert!(items.len() <= 2);
            assert!(items.iter().all(|saga| saga.id == saga.order_id && saga.created_at == saga.started_at));
            seen.extend(items.iter().map(|saga| saga.order_id));
            match page.json["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, orders);
        let oldest_first: Vec<OrderId> =
            listed(&system, "sort=created_at").await.iter().map(|saga| saga.order_id).collect();
        orders.reverse();
        assert_eq!(oldest_first, orders);
    }
);

fn a_backorder() -> BackorderCreated {
    let order = OrderSubmitted { fulfilment: Fulfilment::Available, ..an_order() };
    BackorderCreated { order, waits_since: chrono::DateTime::from_timestamp(1_780_000_000, 0).expect("an instant") }
}

both!(
    async fn a_backorder_waits_and_is_listed_apart_from_what_does_not_get_on(setup: Setup) {
        let system = start(setup).await;
        let backorder = a_backorder();
        let id = backorder.order.order_id;
        tell(&system, &backorder).await;
        tell(&system, &an_order()).await;
        let [command] = system.sent::<AwaitStock>().try_into().expect("one command");
        assert_eq!(
            (command.order_id, command.since, &command.lines),
            (id, backorder.waits_since, &backorder.order.lines)
        );
        let ids = |sagas: Vec<SagaView>| sagas.into_iter().map(|saga| saga.order_id).collect::<Vec<_>>();
        let waiting = listed(&system, "state=waiting").await;
        assert_eq!((waiting[0].state.as_str(), waiting[0].waiting_for.as_deref()), ("waiting", Some(AwaitStock::NAME)));
        assert_eq!(ids(waiting), [id]);
        let reserving = ids(listed(&system, "state=reserving").await);
        assert!(reserving.len() == 1 && !reserving.contains(&id));
        let figures = crate::figures::count(system.app(Service::Ordering).clone()).await.expect("figures");
        assert_eq!(
            figures.iter().map(|f| (f.name, f.value)).filter(|(name, _)| name.ends_with("open")).collect::<Vec<_>>(),
            [("storeflow.sagas.open", 1.0)]
        );

        // Days later.
        tell(&system, &reserved(&backorder.order)).await;
        tell(&system, &scheduled(&backorder.order)).await;
        assert_eq!(system.sent::<ConfirmOrder>().len(), 1);
        assert!(listed(&system, "state=waiting").await.is_empty());
        let saga = show(&system, id).await;
        assert_eq!(codes(&saga), [NoteCode::StockAwaited, NoteCode::DeliveryAsked, NoteCode::Confirmed]);
        assert_eq!(saga.log[1].from_state, "waiting");
        // Too late to be closed.
        tell(&system, &BackorderExpired { order_id: id }).await;
        assert!(system.sent::<ReleaseStock>().is_empty());
        assert_eq!(codes(&show(&system, id).await).last(), Some(&NoteCode::NotWaiting));
    }
);

both!(
    async fn a_backorder_that_has_waited_too_long_leaves_the_line(setup: Setup) {
        let system = start(setup).await;
        let backorder = a_backorder();
        let order_id = backorder.order.order_id;
        tell(&system, &BackorderExpired { order_id }).await;
        tell(&system, &backorder).await;
        tell(&system, &BackorderExpired { order_id }).await;
        tell(&system, &BackorderExpired { order_id }).await;
        assert_eq!(system.sent::<ReleaseStock>(), [ReleaseStock { order_id }]);
        tell(&system, &StockReleased { order_id }).await;
        tell(&system, &DeliveryCancelled { order_id }).await;
        assert_eq!(system.sent::<CancelOrder>(), [CancelOrder { order_id }]);
        assert_eq!(show(&system, order_id).await.saga.outcome, Some(OutcomeName::Cancelled));
    }
);

both!(
    async fn first_messages_of_an_order_that_come_together_are_all_taken_at_once(setup: Setup) {
        let system = start(setup).await;
        let began = Instant::now();
        for _ in 0..10 {
            let order = an_order();
            let cancel = CancelRequested { order_id: order.order_id };
            tokio::join!(system.send(&order), system.send(&cancel));
        }
        system.settle().await;
        // Whoever came second would have waited for a second.
        assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
        assert_eq!(system.sent::<CancelOrder>().len() + system.sent::<ReleaseStock>().len(), 10);
    }
);
