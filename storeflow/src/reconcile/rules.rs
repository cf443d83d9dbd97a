//! What has to be done for one order when its databases remember different times. Pure.
//!
//! The saga is what an order *is*; only sales, which accepts orders and sees them end, knows it better. Whoever remembers less is
//! told again; messages that were answered once are answered again or ignored, so telling somebody twice does no harm. Two things
//! no message repairs, because they are the sender's memory of an answer: stock that was promised, and a delivery day.

use inventory::ReservationState;
use inventory::reconcile::{Holding, promise};
use logistics::reconcile::Booking;
use ordering::saga::{Held, Outcome, Saga, Stage};
use sales::order::OrderStatus;
use sales::reconcile::Standing;

/// What is done for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mend {
    /// Sales has lost the order: it is made again from what its saga was told.
    MakeOrder,
    /// Sales tells the saga of the order again.
    TellSaga,
    /// Sales asks the saga again to cancel.
    Cancel,
    /// Inventory holds what the order was promised.
    Hold,
    /// Logistics keeps the day that the order was promised.
    KeepDay,
    /// The saga sends again what is outstanding.
    AskAgain,
    /// Inventory lets go of what a dead order holds.
    Release,
    /// Logistics gives back the day of a dead order.
    GiveDayBack,
}

/// What the four services know of an order that has a saga.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Ordering.
    pub saga: &'a Saga,
    /// Sales.
    pub sales: Option<&'a Standing>,
    /// Inventory.
    pub holding: Option<&'a Holding>,
    /// Logistics.
    pub booking: Option<&'a Booking>,
    /// The stock with which sales has seen the order confirmed.
    pub told: Option<&'a Held>,
}

/// The stock that a saga counts on.
#[must_use]
pub const fn promised(saga: &Saga) -> Option<&Held> {
    match &saga.stage {
        Stage::Scheduling { held, .. } | Stage::Done { outcome: Outcome::Confirmed { held, .. } } => Some(held),
        _ => None,
    }
}

/// The stock that an order counts on: what its saga says, or, where that remembers a time before it was held, what sales does. Who
/// reserved, was given a day and was confirmed between two dumps is scheduled in sales, and a stranger to inventory.
#[must_use]
pub const fn counted_on<'a>(saga: &'a Saga, told: Option<&'a Held>) -> Option<&'a Held> {
    match &saga.stage {
        Stage::Submitted | Stage::AwaitingOrder | Stage::Reserving { .. } | Stage::Waiting { .. } => told,
        _ => promised(saga),
    }
}

/// What is done, in this order. Nothing where everybody remembers the same.
#[must_use]
pub fn mends(known: Known<'_>) -> Vec<Mend> {
    match known.sales.map(|standing| standing.status) {
        None => {
            let mut all = vec![Mend::MakeOrder];
            all.extend(of_living(known, Lost::Yes));
            all
        }
        Some(OrderStatus::Cancelled | OrderStatus::Rejected) => of_ended(known),
        // It has left the warehouse; what is left to do there is the warehouse's.
        Some(OrderStatus::Picking | OrderStatus::InTransit | OrderStatus::Delivered | OrderStatus::DeliveryFailed) => {
            Vec::new()
        }
        Some(OrderStatus::Submitted | OrderStatus::Confirmed | OrderStatus::Scheduled | OrderStatus::Backordered) => {
            of_living(known, Lost::No)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lost {
    Yes,
    No,
}

/// Sales has seen it end: if its saga has not, ordering remembers less.
fn of_ended(known: Known<'_>) -> Vec<Mend> {
    let cancelled = known.sales.is_some_and(|standing| standing.status == OrderStatus::Cancelled);
    match &known.saga.stage {
        Stage::Done { outcome: Outcome::Rejected { .. } | Outcome::Cancelled } => left_over(known),
        Stage::Submitted | Stage::AwaitingOrder => vec![Mend::TellSaga],
        Stage::Releasing { .. } | Stage::Unscheduling => vec![Mend::AskAgain],
        _ if cancelled => vec![Mend::Cancel],
        _ => vec![Mend::AskAgain],
    }
}

fn of_living(known: Known<'_>, lost: Lost) -> Vec<Mend> {
    let mut all = Vec::new();
    if !holds_what_was_promised(known) {
        all.push(Mend::Hold);
    }
    match &known.saga.stage {
        Stage::Submitted | Stage::AwaitingOrder if lost == Lost::No => all.push(Mend::TellSaga),
        Stage::Submitted | Stage::AwaitingOrder => {}
        // Inventory answers when it is its turn.
        Stage::Waiting { .. } if known.holding.is_some_and(|holding| holding.waits) => {}
        Stage::Reserving { .. }
        | Stage::Waiting { .. }
        | Stage::Scheduling { .. }
        | Stage::Releasing { .. }
        | Stage::Unscheduling => all.push(Mend::AskAgain),
        Stage::Done { outcome: Outcome::Confirmed { .. } } => {
            if known.booking.is_none() {
                all.push(Mend::KeepDay);
            }
            all.extend(of_confirmed(known, lost));
        }
        Stage::Done { outcome: Outcome::Rejected { .. } | Outcome::Cancelled } => {
            all.push(Mend::AskAgain);
            all.extend(left_over(known));
        }
    }
    all
}

fn of_confirmed(known: Known<'_>, lost: Lost) -> Option<Mend> {
    let standing = known.sales.filter(|_| lost == Lost::No);
    match standing {
        None => Some(Mend::AskAgain),
        Some(Standing { status: OrderStatus::Submitted | OrderStatus::Backordered, .. }) => Some(Mend::AskAgain),
        // The refusal has not arrived, or the request has not.
        Some(standing) if standing.cancel_requested && known.saga.refusal.is_some() => Some(Mend::AskAgain),
        Some(standing) if standing.cancel_requested => Some(Mend::Cancel),
        Some(_) => None,
    }
}

fn holds_what_was_promised(known: Known<'_>) -> bool {
    counted_on(known.saga, known.told).is_none_or(|held| holds(known.holding, held))
}

/// Whether inventory holds this.
#[must_use]
pub fn holds(holding: Option<&Holding>, held: &Held) -> bool {
    holding.is_some_and(|holding| match holding.state {
        // On its way out: nothing is to be held any more.
        ReservationState::Picking | ReservationState::Issued => true,
        ReservationState::Held => {
            holding.warehouse_id == Some(held.warehouse_id) && holding.lines == promise(&held.lines)
        }
        ReservationState::Released | ReservationState::Refused => false,
    })
}

/// What somebody still keeps for an order that has ended, or of which nobody else has heard.
fn left_over(known: Known<'_>) -> Vec<Mend> {
    let mut all = Vec::new();
    if known.holding.is_some_and(lives) {
        all.push(Mend::Release);
    }
    if known.booking.is_some_and(|booking| booking.scheduled) {
        all.push(Mend::GiveDayBack);
    }
    all
}

/// Whether inventory keeps something for an order, or a place in the line.
#[must_use]
pub fn lives(holding: &Holding) -> bool {
    holding.waits || holding.state == ReservationState::Held
}

/// Whether sales counts on an order that has no saga: then the saga is told again, and nothing is taken from the order.
#[must_use]
pub fn counts_on_it(sales: Option<&Standing>) -> bool {
    sales.is_some_and(|standing| !matches!(standing.status, OrderStatus::Cancelled | OrderStatus::Rejected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, NaiveDate};
    use contracts::sales::{Fulfilment, ReservedLine};
    use contracts::{CustomerId, DeliveryId, OrderId, ProductId, Reason, ReasonCode, ShipTo, WarehouseId};
    use ordering::saga::{Before, Delivery, Order, Undo};
    use std::collections::BTreeMap;
    use uuid::Uuid;

    const HOUSE: WarehouseId = WarehouseId(Uuid::from_u128(1));
    const PRODUCT: ProductId = ProductId(Uuid::from_u128(2));
    const ORDER: OrderId = OrderId(Uuid::from_u128(3));

    fn held(units: i64) -> Held {
        let none = ReservedLine { product_id: ProductId(Uuid::from_u128(9)), reserved: 0 };
        Held { warehouse_id: HOUSE, lines: vec![ReservedLine { product_id: PRODUCT, reserved: units }, none] }
    }

    fn order() -> Order {
        let ship_to = ShipTo {
            business_name: "Tienda".into(),
            address: "Calle 1".into(),
            city: None,
            location: None,
            phone: None,
        };
        Order {
            customer_id: CustomerId(Uuid::from_u128(4)),
            ship_to,
            fulfilment: Fulfilment::Complete,
            lines: Vec::new(),
            submitted_at: DateTime::UNIX_EPOCH,
        }
    }

    fn saga(stage: Stage) -> Saga {
        Saga { stage, ..Saga::new(ORDER) }
    }

    fn delivery() -> Delivery {
        Delivery { delivery_id: DeliveryId(Uuid::from_u128(5)), on: NaiveDate::MIN }
    }

    fn confirmed() -> Saga {
        saga(Stage::Done { outcome: Outcome::Confirmed { held: held(7), delivery: delivery() } })
    }

    fn cancelled() -> Saga {
        saga(Stage::Done { outcome: Outcome::Cancelled })
    }

    fn standing(status: OrderStatus) -> Standing {
        Standing { id: ORDER, status, cancel_requested: false, untold: false }
    }

    fn holding(state: ReservationState, units: i64) -> Holding {
        let lines = BTreeMap::from([(PRODUCT, units)]);
        Holding { order_id: ORDER, state, waits: false, warehouse_id: Some(HOUSE), lines }
    }

    fn booking(scheduled: bool) -> Booking {
        Booking { order_id: ORDER, delivery_id: delivery().delivery_id, on: Some(NaiveDate::MIN), scheduled }
    }

    fn of(saga: &Saga, sales: Option<OrderStatus>, holding: Option<Holding>, booking: Option<Booking>) -> Vec<Mend> {
        let sales = sales.map(standing);
        mends(Known { saga, sales: sales.as_ref(), holding: holding.as_ref(), booking: booking.as_ref(), told: None })
    }

    #[test]
    fn nothing_is_done_where_everybody_remembers_the_same() {
        use OrderStatus::{Cancelled, Delivered, Scheduled};
        let held = || Some(holding(ReservationState::Held, 7));
        assert_eq!(of(&confirmed(), Some(Scheduled), held(), Some(booking(true))), []);
        assert_eq!(
            of(&confirmed(), Some(Scheduled), Some(holding(ReservationState::Picking, 7)), Some(booking(true))),
            []
        );
        assert_eq!(of(&confirmed(), Some(Delivered), Some(holding(ReservationState::Issued, 7)), None), []);
        let released = Some(holding(ReservationState::Released, 7));
        assert_eq!(of(&cancelled(), Some(Cancelled), released, Some(booking(false))), []);
        let waits = Holding { waits: true, ..holding(ReservationState::Refused, 0) };
        let waiting = saga(Stage::Waiting { order: order(), since: DateTime::UNIX_EPOCH });
        assert_eq!(of(&waiting, Some(OrderStatus::Backordered), Some(waits), None), []);
    }

    #[test]
    fn what_sales_was_told_counts_where_the_saga_remembers_a_time_before() {
        let (told, sales) = (held(7), standing(OrderStatus::Scheduled));
        let of = |saga: &Saga, holding: Option<Holding>| {
            mends(Known { saga, sales: Some(&sales), holding: holding.as_ref(), booking: None, told: Some(&told) })
        };
        for saga in [saga(Stage::Submitted), saga(Stage::AwaitingOrder)] {
            assert_eq!(of(&saga, None), [Mend::Hold, Mend::TellSaga]);
            assert_eq!(of(&saga, Some(holding(ReservationState::Held, 7))), [Mend::TellSaga]);
        }
        let undoing = saga(Stage::Unscheduling);
        assert_eq!(of(&undoing, Some(holding(ReservationState::Released, 7))), [Mend::AskAgain], "it is being let go");
    }

    #[test]
    fn an_inventory_that_has_forgotten_holds_again_what_was_promised_and_only_that() {
        use OrderStatus::{Scheduled, Submitted};
        for forgotten in [
            None,
            Some(holding(ReservationState::Held, 3)),
            Some(holding(ReservationState::Refused, 0)),
            Some(Holding { warehouse_id: None, ..holding(ReservationState::Held, 7) }),
        ] {
            assert_eq!(of(&confirmed(), Some(Scheduled), forgotten, Some(booking(true))), [Mend::Hold]);
        }
        let scheduling = saga(Stage::Scheduling { order: order(), held: held(7) });
        assert_eq!(of(&scheduling, Some(Submitted), None, None), [Mend::Hold, Mend::AskAgain]);
        // What it does not know is asked for again, and what it should have let go of is released.
        assert_eq!(of(&saga(Stage::Reserving { order: order() }), Some(Submitted), None, None), [Mend::AskAgain]);
        let waiting = saga(Stage::Waiting { order: order(), since: DateTime::UNIX_EPOCH });
        assert_eq!(of(&waiting, Some(OrderStatus::Backordered), None, None), [Mend::AskAgain]);
        let held = holding(ReservationState::Held, 7);
        assert_eq!(of(&cancelled(), Some(OrderStatus::Cancelled), Some(held), None), [Mend::Release]);
        let waits = Holding { waits: true, ..holding(ReservationState::Refused, 0) };
        assert_eq!(of(&cancelled(), Some(OrderStatus::Cancelled), Some(waits), None), [Mend::Release]);
    }

    #[test]
    fn a_logistics_that_has_forgotten_keeps_the_promised_day() {
        let held = || Some(holding(ReservationState::Held, 7));
        assert_eq!(of(&confirmed(), Some(OrderStatus::Scheduled), held(), None), [Mend::KeepDay]);
        assert_eq!(of(&cancelled(), Some(OrderStatus::Cancelled), None, Some(booking(true))), [Mend::GiveDayBack]);
    }

    #[test]
    fn sales_gets_back_what_it_has_lost_and_is_told_what_it_has_missed() {
        use OrderStatus::{Backordered, Scheduled, Submitted};
        let held = || Some(holding(ReservationState::Held, 7));
        let booked = || Some(booking(true));
        assert_eq!(of(&confirmed(), None, held(), booked()), [Mend::MakeOrder, Mend::AskAgain]);
        assert_eq!(of(&cancelled(), None, None, None), [Mend::MakeOrder, Mend::AskAgain]);
        assert_eq!(of(&saga(Stage::Reserving { order: order() }), None, None, None), [Mend::MakeOrder, Mend::AskAgain]);
        for status in [Submitted, Backordered] {
            assert_eq!(of(&confirmed(), Some(status), held(), booked()), [Mend::AskAgain]);
        }
        assert_eq!(of(&cancelled(), Some(Scheduled), None, None), [Mend::AskAgain]);
        let rejected = saga(Stage::Done {
            outcome: Outcome::Rejected { reason: Reason::new(ReasonCode::NothingAvailable), lines: vec![] },
        });
        assert_eq!(of(&rejected, Some(Submitted), None, None), [Mend::AskAgain]);
    }

    #[test]
    fn an_ordering_that_has_forgotten_is_led_to_where_sales_is() {
        use OrderStatus::{Cancelled, Rejected, Scheduled};
        let released = || Some(holding(ReservationState::Released, 0));
        let scheduling = saga(Stage::Scheduling { order: order(), held: held(7) });
        // Nothing is held again for an order that has ended.
        assert_eq!(of(&confirmed(), Some(Cancelled), released(), Some(booking(false))), [Mend::Cancel]);
        assert_eq!(of(&scheduling, Some(Cancelled), released(), None), [Mend::Cancel]);
        assert_eq!(of(&scheduling, Some(Rejected), released(), None), [Mend::AskAgain]);
        let undo = Undo::Cancelling { before: Before::Confirmed { held: held(7), delivery: delivery() } };
        assert_eq!(of(&saga(Stage::Releasing { undo }), Some(Cancelled), None, None), [Mend::AskAgain]);
        assert_eq!(of(&saga(Stage::AwaitingOrder), Some(Scheduled), None, None), [Mend::TellSaga]);
        // A request to cancel whose answer sales waits for.
        let asked = Standing { cancel_requested: true, ..standing(Scheduled) };
        let (held, booked) = (holding(ReservationState::Held, 7), booking(true));
        let with = |saga: &Saga| {
            mends(Known { saga, sales: Some(&asked), holding: Some(&held), booking: Some(&booked), told: None })
        };
        assert_eq!(with(&confirmed()), [Mend::Cancel]);
        let refused = Saga { refusal: Some(Reason::new(ReasonCode::PickingBegun)), ..confirmed() };
        assert_eq!(with(&refused), [Mend::AskAgain]);
    }

    #[test]
    fn what_is_kept_for_an_order_without_a_saga_is_let_go_only_if_sales_does_not_count_on_it() {
        use OrderStatus::{Cancelled, Rejected, Scheduled, Submitted};
        assert!(!counts_on_it(None));
        assert!([Cancelled, Rejected].iter().all(|status| !counts_on_it(Some(&standing(*status)))));
        assert!([Submitted, Scheduled].iter().all(|status| counts_on_it(Some(&standing(*status)))));
    }
}
