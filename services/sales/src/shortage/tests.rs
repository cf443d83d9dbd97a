//! The rules of reports, case by case and for any report.

use super::*;
use crate::order::{NewOrder, OrderLine, Totals};
use contracts::sales::Fulfilment;
use contracts::{Currency, Money, ShipTo, TaxRate};
use proptest::prelude::*;

fn product(number: u128) -> ProductId {
    ProductId(Uuid::from_u128(number))
}

fn units(units: i64) -> Quantity {
    Quantity::new(units).expect("units")
}

/// A delivered order: product 1, 2, … with units ordered and delivered.
fn delivered(lines: &[(i64, i64)]) -> Order {
    let now = DateTime::UNIX_EPOCH;
    let line = |(number, (ordered, delivered)): (u128, &(i64, i64))| {
        let name = (product(number), format!("SKU-{number}"), "Arroz".to_owned());
        let line = OrderLine::new(name, units(*ordered), Money::new(100, Currency::COP), TaxRate::ZERO);
        OrderLine { reserved: *ordered, delivered: *delivered, ..line.expect("a line") }
    };
    let lines: Vec<OrderLine> = (1..).zip(lines).map(line).collect();
    let mut order = Order::submit(NewOrder {
        id: OrderId::new(),
        number: OrderNumber::of(1),
        customer_id: CustomerId::new(),
        seller_id: None,
        ship_to: ShipTo {
            business_name: "Tienda".into(),
            address: "Calle 1".into(),
            city: None,
            location: None,
            phone: None,
        },
        fulfilment: Fulfilment::Available,
        totals: Totals::of(&lines, Currency::COP).expect("totals"),
        lines,
        note: None,
        captured_at: now,
        submitted_at: now,
    });
    order.status = OrderStatus::Delivered;
    order
}

fn line(number: u128, quantity: i64, kind: ShortageKind) -> ShortageLine {
    ShortageLine { product_id: product(number), quantity: units(quantity), kind }
}

fn report() -> Shortage {
    Shortage {
        id: ShortageId::new(),
        version: 1,
        status: ShortageStatus::Reported,
        order_id: OrderId::new(),
        order_number: OrderNumber::of(1),
        customer_id: CustomerId::new(),
        seller_id: None,
        lines: vec![line(1, 1, ShortageKind::Missing)],
        note: None,
        reported_by: "Ana".into(),
        photos: Vec::new(),
        answer: None,
        settled_at: None,
        captured_at: DateTime::UNIX_EPOCH,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

#[test]
fn only_what_was_delivered_can_be_reported() {
    use ShortageKind::{Damaged, Missing, Wrong};
    let order = delivered(&[(10, 10), (5, 0)]);
    let none = BTreeMap::new();
    assert_eq!(judge(&order, &none, &[line(1, 4, Missing), line(1, 5, Damaged), line(1, 1, Wrong)]), Ok(()));
    let faults = judge(&order, &none, &[line(1, 11, Missing), line(2, 1, Missing), line(3, 1, Missing)]);
    let expected = vec![(0, ReportFault::TooMany(10)), (1, ReportFault::NotDelivered), (2, ReportFault::NotOrdered)];
    assert_eq!(faults, Err(ShortageRefused::Lines(expected)));
    let twice = judge(&order, &none, &[line(1, 6, Missing), line(1, 5, Damaged)]);
    assert_eq!(twice, Err(ShortageRefused::Lines(vec![(1, ReportFault::TooMany(4))])));
    let before = BTreeMap::from([(product(1), 8)]);
    assert_eq!(judge(&order, &before, &[line(1, 2, Missing)]), Ok(()));
    let after = judge(&order, &before, &[line(1, 3, Missing)]);
    assert_eq!(after, Err(ShortageRefused::Lines(vec![(0, ReportFault::TooMany(2))])));
}

#[test]
fn an_order_on_its_way_has_no_shortage_yet() {
    for status in OrderStatus::ALL.into_iter().filter(|status| *status != OrderStatus::Delivered) {
        let order = Order { status, ..delivered(&[(10, 10)]) };
        let refused = judge(&order, &BTreeMap::new(), &[line(1, 1, ShortageKind::Missing)]);
        assert_eq!(refused, Err(ShortageRefused::NotDelivered), "{status:?}");
    }
}

#[test]
fn the_first_answer_counts() {
    let now = DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1);
    let mut report = report();
    assert_eq!(report.settle(Decision::Declined, Some("Llegó completo".into()), now), Ok(Settled::Now));
    assert_eq!((report.status, report.version, report.settled_at), (ShortageStatus::Declined, 2, Some(now)));
    let settled = report.clone();
    assert_eq!(report.settle(Decision::Declined, Some("Otra cosa".into()), now), Ok(Settled::Before));
    assert_eq!(report.settle(Decision::Accepted, None, now), Err(ShortageRefused::SettledOtherwise));
    assert_eq!(report, settled);
}

#[test]
fn photos_come_as_announced_or_not_and_are_not_endless() {
    let now = DateTime::UNIX_EPOCH;
    let mut report = report();
    let announced = Uuid::now_v7();
    report.photos.push(Photo { id: announced, ready_at: None });
    assert!(report.show(announced, now) && report.show(announced, now));
    assert_eq!(report.photos, [Photo { id: announced, ready_at: Some(now) }]);
    for _ in 1..MOST_PHOTOS {
        assert!(report.show(Uuid::now_v7(), now));
    }
    let full = report.clone();
    assert!(!report.show(Uuid::now_v7(), now));
    assert_eq!(report, full);
    assert!(report.show(announced, now), "one that is there is no other");
}

#[test]
fn names_are_read_again() {
    assert!(ShortageKind::ALL.into_iter().all(|kind| ShortageKind::named(kind.name()) == Some(kind)));
    assert!(ShortageStatus::ALL.into_iter().all(|status| ShortageStatus::named(status.name()) == Some(status)));
    assert_eq!((ShortageKind::named("late"), ShortageStatus::named("late")), (None, None));
}

fn kinds() -> impl Strategy<Value = ShortageKind> {
    prop_oneof![Just(ShortageKind::Missing), Just(ShortageKind::Damaged), Just(ShortageKind::Wrong)]
}

proptest! {
    /// However reports come and are declined, those that stand never name more than was ordered, nor what was not delivered; and
    /// what is refused names exactly the lines that are too many.
    #[test]
    fn reports_of_an_order_never_exceed_it(
        ordered in prop::collection::vec((1_i64..30, 0_i64..2), 1..5),
        reports in prop::collection::vec((prop::collection::vec((1_u128..7, 1_i64..20, kinds()), 1..6), any::<bool>()), 1..12),
    ) {
        let lines: Vec<(i64, i64)> = ordered.iter().map(|(units, some)| (*units, units * some)).collect();
        let order = delivered(&lines);
        let mut standing: BTreeMap<ProductId, i64> = BTreeMap::new();
        for (asked, declined) in reports {
            let asked: Vec<ShortageLine> = asked.into_iter().map(|(number, quantity, kind)| line(number, quantity, kind)).collect();
            match judge(&order, &standing, &asked) {
                Ok(()) => {
                    let kept = asked.iter().filter(|_| !declined);
                    kept.for_each(|line| *standing.entry(line.product_id).or_default() += line.quantity.get());
                }
                Err(ShortageRefused::Lines(faults)) => {
                    // Without the lines that are refused, the rest is taken.
                    let faulty: Vec<usize> = faults.iter().map(|(place, _)| *place).collect();
                    prop_assert!(!faulty.is_empty());
                    let rest: Vec<ShortageLine> =
                        asked.iter().enumerate().filter(|(place, _)| !faulty.contains(place)).map(|(_, line)| *line).collect();
                    prop_assert_eq!(judge(&order, &standing, &rest), Ok(()));
                }
                Err(other) => prop_assert!(false, "{other:?}"),
            }
            for (product, units) in &standing {
                let line = order.lines.iter().find(|line| line.product_id == *product);
                prop_assert!(line.is_some_and(|line| line.delivered > 0 && *units <= line.ordered.get()));
            }
        }
    }
}
