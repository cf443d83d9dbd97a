//! Properties of purchase orders: whatever people do in whatever order, an order never tells a lie.

use super::amendment::differences;
use super::order::{Arrival, Confirmation, OrderLine, OrderStatus, PurchaseOrder, Step};
use super::order_refused::OrderRefused;
use chrono::{DateTime, Days, NaiveDate, Utc};
use contracts::{Currency, Money, ProductId, PurchaseOrderId, SupplierId, UserId, WarehouseId};
use proptest::prelude::*;
use uuid::Uuid;

fn product(n: u8) -> ProductId {
    ProductId(Uuid::from_u128(u128::from(n) + 1))
}

fn line(n: u8, quantity: i64) -> OrderLine {
    OrderLine {
        product_id: product(n),
        sku: format!("SKU-{n}"),
        name: format!("Product {n}"),
        unit: "unit".to_owned(),
        quantity,
        unit_cost: Money::new(1_000, Currency::COP),
        promise: None,
        received: 0,
        damaged: 0,
    }
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::default() + Days::new(20_000 + n)
}

fn at(n: usize) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(i64::try_from(n).expect("few"))
}

fn draft(lines: Vec<OrderLine>) -> PurchaseOrder {
    PurchaseOrder {
        id: PurchaseOrderId::new(),
        number: "P10000004".to_owned(),
        version: 1,
        status: OrderStatus::Draft,
        supplier_id: SupplierId::new(),
        warehouse_id: WarehouseId::new(),
        expected_on: day(10),
        lines,
        note: None,
        created_by: UserId::new(),
        created_by_name: "Carmen".to_owned(),
        created_at: at(0),
        updated_at: at(0),
        sent_at: None,
        confirmed_at: None,
        closed_at: None,
    }
}

fn sent(lines: Vec<OrderLine>) -> PurchaseOrder {
    let mut order = draft(lines);
    assert_eq!(order.send(at(1)), Ok(Step::Done));
    order
}

fn comes(n: u8, quantity: i64, damaged: i64) -> Arrival {
    Arrival { product_id: product(n), quantity, damaged }
}

#[test]
fn an_order_goes_its_usual_way() {
    let mut order = draft(vec![line(0, 10), line(1, 5)]);
    assert_eq!(order.confirm(&Confirmation::default(), at(1)), Err(OrderRefused::NotSent));
    assert_eq!(order.receive(&[comes(0, 1, 0)], at(1)), Err(OrderRefused::NotSent));
    assert_eq!(order.send(at(1)), Ok(Step::Done));
    assert_eq!(order.send(at(2)), Ok(Step::AsItWas));
    let says = Confirmation { on: Some(day(12)), lines: vec![(product(1), 4, Some(day(15)))] };
    assert_eq!(order.confirm(&says, at(3)), Ok(Step::Done));
    assert_eq!(order.confirm(&says, at(4)), Ok(Step::AsItWas));
    assert_eq!((order.status, order.is_short(), order.promised_on()), (OrderStatus::Confirmed, true, Some(day(15))));
    let late = |order: &PurchaseOrder, today| order.status.is_late(order.expected_on, today);
    assert!(late(&order, day(11)) && !late(&order, day(10)));
    assert_eq!(order.receive(&[comes(0, 6, 1)], at(5)), Ok(Step::Done));
    assert_eq!(
        (order.status, order.lines[0].open()),
        (OrderStatus::PartiallyReceived, 5),
        "the damaged one is missing"
    );
    assert_eq!(order.cancel(at(6)), Err(OrderRefused::GoodsHaveCome));
    assert_eq!(order.receive(&[comes(0, 6, 0), comes(1, 4, 0)], at(6)), Ok(Step::Done));
    assert_eq!(order.status, OrderStatus::Received, "all that was confirmed has come");
    assert_eq!((order.lines[0].over(), order.missing(&order.lines[1]), order.is_short()), (1, 1, true));
    assert_eq!(order.receive(&[comes(0, 1, 0)], at(7)), Err(OrderRefused::Received));
    assert_eq!(order.close(at(7)), Ok(Step::AsItWas));
    assert_eq!(order.version, 5);
}

#[test]
fn goods_may_come_before_they_are_confirmed_and_the_rest_never() {
    let mut order = sent(vec![line(0, 10)]);
    assert_eq!(order.close(at(2)), Err(OrderRefused::NothingHasCome));
    assert_eq!(order.receive(&[comes(0, 4, 4)], at(2)), Ok(Step::Done));
    assert_eq!((order.status, order.lines[0].received), (OrderStatus::PartiallyReceived, 0));
    assert!(!order.is_short(), "the rest may still come");
    assert_eq!(order.close(at(3)), Ok(Step::Done));
    assert_eq!((order.status, order.missing(&order.lines[0])), (OrderStatus::Received, 10));
    let mut other = sent(vec![line(0, 10)]);
    assert_eq!(other.cancel(at(2)), Ok(Step::Done));
    assert_eq!(other.cancel(at(3)), Ok(Step::AsItWas));
    assert_eq!(other.send(at(3)), Err(OrderRefused::Cancelled));
    assert_eq!(other.close(at(3)), Err(OrderRefused::Cancelled));
}

#[test]
fn what_is_changed_is_confirmed_again_and_what_is_not_stays() {
    let mut order = sent(vec![line(0, 10), line(1, 5)]);
    assert_eq!(order.confirm(&Confirmation::default(), at(2)), Ok(Step::Done));
    let before = order.clone();
    let mut terms = order.terms();
    terms.lines[1].quantity = 7;
    terms.lines.push(line(2, 3));
    assert_eq!(order.change(terms.clone(), at(3)), Ok(Step::Done));
    assert_eq!(order.status, OrderStatus::Sent);
    assert!(order.lines[0].promise.is_some() && order.lines[1].promise.is_none());
    assert_eq!(order.change(terms, at(4)), Ok(Step::AsItWas));
    let fields = |order: &PurchaseOrder| {
        differences(&before, order).into_iter().map(|it| (it.field, it.product_id)).collect::<Vec<_>>()
    };
    let changed = |field: &str, n: u8| (field.to_owned(), Some(product(n)));
    let expected = [
        changed("quantity", 1),
        changed("confirmed", 1),
        changed("confirmed_on", 1),
        changed("quantity", 2),
        changed("unit_cost", 2),
    ];
    assert_eq!(fields(&order), expected);
    // Another day concerns everything; another supplier is another order.
    let terms = super::order::Terms { expected_on: day(11), ..order.terms() };
    assert_eq!(order.change(terms, at(5)), Ok(Step::Done));
    assert!(order.lines.iter().all(|line| line.promise.is_none()));
    let terms = super::order::Terms { supplier_id: SupplierId::new(), ..order.terms() };
    assert_eq!(order.change(terms, at(6)), Err(OrderRefused::SentToSupplier));
    // What has come in part cannot be taken out, but lowered: then all has come.
    assert_eq!(order.receive(&[comes(0, 6, 0)], at(7)), Ok(Step::Done));
    let mut terms = order.terms();
    terms.lines.remove(0);
    let whole = order.clone();
    assert_eq!(order.change(terms, at(8)), Err(OrderRefused::LineHasCome));
    assert_eq!(order, whole, "nothing is lost by a refusal");
    let mut terms = order.terms();
    terms.lines.truncate(1);
    terms.lines[0].quantity = 6;
    assert_eq!(order.change(terms, at(9)), Ok(Step::Done));
    assert_eq!(order.status, OrderStatus::Received);
}

/// What somebody does.
#[derive(Clone, Debug)]
enum Deed {
    Send,
    Confirm(Vec<(u8, i64, u64)>),
    Receive(Vec<(u8, i64, i64)>),
    Cancel,
    Close,
    Change(u64, Vec<(u8, i64)>),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => Just(Deed::Send),
        2 => proptest::collection::vec((0u8..4, 0i64..12, 0u64..30), 0..3).prop_map(Deed::Confirm),
        4 => proptest::collection::vec((0u8..4, 1i64..8, 0i64..8), 1..4).prop_map(Deed::Receive),
        1 => Just(Deed::Cancel),
        1 => Just(Deed::Close),
        2 => (8u64..12, proptest::collection::vec((0u8..4, 1i64..12), 1..4)).prop_map(|(on, lines)| Deed::Change(on, lines)),
    ]
}

fn unique<T: Copy>(lines: &[T], key: impl Fn(T) -> u8) -> Vec<T> {
    let mut seen = std::collections::BTreeSet::new();
    lines.iter().copied().filter(|line| seen.insert(key(*line))).collect()
}

fn act(order: &mut PurchaseOrder, deed: &Deed, now: DateTime<Utc>) -> Result<Step, OrderRefused> {
    match deed {
        Deed::Send => order.send(now),
        Deed::Confirm(lines) => {
            let lines = unique(lines, |line| line.0).into_iter();
            let lines = lines.map(|(n, quantity, on)| (product(n), quantity, Some(day(on)))).collect();
            order.confirm(&Confirmation { on: None, lines }, now)
        }
        Deed::Receive(lines) => {
            let lines: Vec<Arrival> =
                lines.iter().map(|(n, quantity, damaged)| comes(*n, *quantity, *damaged.min(quantity))).collect();
            order.receive(&lines, now)
        }
        Deed::Cancel => order.cancel(now),
        Deed::Close => order.close(now),
        Deed::Change(on, lines) => {
            let lines = unique(lines, |line| line.0).into_iter().map(|(n, quantity)| line(n, quantity)).collect();
            let terms = super::order::Terms { expected_on: day(*on), lines, ..order.terms() };
            order.change(terms, now)
        }
    }
}

fn came(order: &PurchaseOrder) -> i64 {
    order.lines.iter().map(|line| line.received + line.damaged).sum()
}

fn is_sound(order: &PurchaseOrder) -> bool {
    let has_come = came(order) > 0;
    let open = order.lines.iter().any(|line| line.open() > 0);
    let confirmed = order.lines.iter().all(|line| line.promise.is_some());
    let lines = !order.lines.is_empty() && order.lines.iter().all(|line| line.received >= 0 && line.damaged >= 0);
    lines
        && match order.status {
            OrderStatus::Draft => {
                !has_come && order.sent_at.is_none() && order.lines.iter().all(|line| line.promise.is_none())
            }
            OrderStatus::Sent => !has_come && order.sent_at.is_some() && !confirmed,
            OrderStatus::Confirmed => !has_come && confirmed,
            OrderStatus::PartiallyReceived => has_come && open,
            OrderStatus::Received => has_come && (!open || order.closed_at.is_some()),
            OrderStatus::Cancelled => !has_come,
        }
}

proptest! {
    #[test]
    fn whatever_people_do_the_order_stays_sound(deeds in proptest::collection::vec(deed(), 1..40)) {
        let mut order = draft(vec![line(0, 10), line(1, 5)]);
        let mut counted = 0;
        for (number, deed) in deeds.iter().enumerate() {
            let before = order.clone();
            let outcome = act(&mut order, deed, at(number + 1));
            match outcome {
                Ok(Step::Done) => {
                    prop_assert_eq!(order.version, before.version + 1);
                    prop_assert_eq!(order.updated_at, at(number + 1));
                    prop_assert!(!matches!(before.status, OrderStatus::Received | OrderStatus::Cancelled), "an end is an end");
                }
                Ok(Step::AsItWas) | Err(_) => prop_assert_eq!(&order, &before, "nothing happened"),
            }
            if let (Deed::Receive(lines), Ok(_)) = (deed, outcome) {
                counted += lines.iter().map(|(_, quantity, _)| quantity).sum::<i64>();
            }
            prop_assert_eq!(came(&order), counted, "what was counted is what came");
            prop_assert!(is_sound(&order), "{:?} made {:?}", deed, order);
            for line in &order.lines {
                prop_assert!((0..=line.quantity).contains(&order.missing(line)));
                prop_assert!(line.open() == 0 || line.over() == 0 || line.due() > line.quantity);
            }
        }
    }

    #[test]
    fn done_again_it_changes_nothing(deeds in proptest::collection::vec(deed(), 1..20)) {
        let mut order = draft(vec![line(0, 10), line(1, 5)]);
        for (number, deed) in deeds.iter().enumerate() {
            let first = act(&mut order, deed, at(number));
            if matches!(deed, Deed::Receive(_)) || first.is_err() {
                continue;
            }
            let before = order.clone();
            // A change that completes what has come ends the order: it cannot be said again, but nothing changes either.
            let _ = act(&mut order, deed, at(number));
            prop_assert_eq!(&order, &before);
        }
    }
}
