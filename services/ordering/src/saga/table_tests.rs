//! Each row of the table in `messaging.md`, and each decision listed in `saga.rs`.

use super::fixtures::*;
use super::*;
use contracts::inventory::{AwaitStock, ReserveStock};
use contracts::ordering::MarkStuck;

fn kinds(step: &Step) -> Vec<CommandKind> {
    step.commands.iter().map(Command::kind).collect()
}

fn at(saga: &Saga, event: SagaEvent) -> Step {
    saga.on(&event, instant(100))
}

/// Takes the event and checks where it leads, what it sends, and what the log says.
#[track_caller]
fn leads(saga: &Saga, event: SagaEvent, state: State, sends: &[CommandKind], code: NoteCode) -> Step {
    let step = at(saga, event);
    assert_eq!(step.verdict, Verdict::Taken);
    assert_eq!((step.saga.state(), kinds(&step), step.note.code), (state, sends.to_vec(), code));
    step
}

#[track_caller]
fn ignores(saga: &Saga, event: SagaEvent, code: NoteCode) {
    let step = at(saga, event);
    assert_eq!((step.verdict, step.note.code), (Verdict::Ignored, code));
    assert_eq!(&step.saga, saga, "what is ignored changes nothing");
    assert!(step.commands.is_empty());
}

fn reserving() -> Saga {
    after(&[submitted()])
}
fn waiting() -> Saga {
    after(&[backorder_created()])
}
fn scheduling() -> Saga {
    after(&[submitted(), stock_reserved()])
}
fn confirmed() -> Saga {
    after(&[submitted(), stock_reserved(), delivery_scheduled()])
}
fn rejecting() -> Saga {
    after(&[submitted(), stock_reserved(), delivery_refused()])
}
fn rejected() -> Saga {
    after(&[submitted(), stock_refused()])
}
fn awaiting_order() -> Saga {
    after(&[cancel_requested()])
}
fn cancelling() -> Vec<Saga> {
    let sagas = [reserving(), scheduling(), confirmed(), waiting()];
    sagas.iter().map(|saga| at(saga, cancel_requested()).saga).collect()
}
fn unscheduling() -> Saga {
    at(&cancelling()[2], stock_released()).saga
}
fn cancelled_order() -> Saga {
    at(&unscheduling(), delivery_cancelled()).saga
}

/// One saga of every kind there is.
fn everywhere() -> Vec<Saga> {
    let mut all =
        vec![Saga::new(order_id()), awaiting_order(), reserving(), waiting(), scheduling(), confirmed(), rejecting()];
    all.extend([rejected(), unscheduling(), cancelled_order(), at(&cancelling()[2], release_refused()).saga]);
    all.extend(cancelling());
    all
}

#[test]
fn a_submitted_order_asks_for_stock() {
    let step = leads(
        &Saga::new(order_id()),
        submitted(),
        State::Reserving,
        &[CommandKind::ReserveStock],
        NoteCode::StockAsked,
    );
    let order = order();
    let expected =
        ReserveStock { order_id: order_id(), fulfilment: order.fulfilment, ship_to: order.ship_to, lines: order.lines };
    assert_eq!(step.commands, [Command::ReserveStock(expected)]);
    assert_eq!(step.saga.number.as_deref(), Some("10000017"));
    assert_eq!(step.saga.deadline_at, Some(instant(130)));
    assert_eq!(step.saga.waiting_for(), Some("inventory.reserve_stock.v1"));
    assert_eq!(step.note.params["sent"], "inventory.reserve_stock.v1");
}

#[test]
fn reserved_stock_asks_for_a_delivery_of_what_is_held_and_not_of_what_was_ordered() {
    let step = leads(
        &reserving(),
        stock_reserved(),
        State::Scheduling,
        &[CommandKind::ScheduleDelivery],
        NoteCode::DeliveryAsked,
    );
    let [Command::ScheduleDelivery(command)] = step.commands.as_slice() else { panic!("one command") };
    assert_eq!(command.weight_grams, 12 * 500 + 1_000);
    assert_eq!(command.volume_ml, 12 * 750 + 2_000);
    assert_eq!((command.warehouse_id, command.number.as_str()), (warehouse_id(), "10000017"));
    assert_eq!(command.submitted_at, order().submitted_at);
}

#[test]
fn weights_never_overflow_and_never_count_more_than_was_ordered() {
    let mut order = order();
    order.lines[0].weight_grams = i64::MAX;
    order.lines[1].volume_ml = -5;
    let held = Held {
        warehouse_id: warehouse_id(),
        lines: vec![
            contracts::sales::ReservedLine { product_id: product(1), reserved: i64::MAX },
            contracts::sales::ReservedLine { product_id: product(2), reserved: 99 },
            contracts::sales::ReservedLine { product_id: product(3), reserved: 7 },
        ],
    };
    let command = Order::from(&order).schedule_delivery(order_id(), String::new(), &held);
    assert_eq!((command.weight_grams, command.volume_ml), (i64::MAX, 12 * 750));
}

#[test]
fn refused_stock_rejects_the_order_with_the_reason_per_line() {
    let step = leads(&reserving(), stock_refused(), State::Done, &[CommandKind::RejectOrder], NoteCode::Rejected);
    let reason = Reason::new(ReasonCode::NothingAvailable);
    assert_eq!(
        step.commands,
        [Command::RejectOrder(RejectOrder { order_id: order_id(), reason, lines: refused_lines() })]
    );
    assert_eq!(step.saga.outcome(), Some(OutcomeName::Rejected));
    assert_eq!((step.saga.deadline_at, step.saga.waiting_for()), (None, None));
}

#[test]
fn a_scheduled_delivery_confirms_the_order() {
    let step =
        leads(&scheduling(), delivery_scheduled(), State::Done, &[CommandKind::ConfirmOrder], NoteCode::Confirmed);
    let expected = ConfirmOrder {
        order_id: order_id(),
        warehouse_id: warehouse_id(),
        reserved: reserved_lines(),
        delivery_id: delivery_id(),
        on: delivery_day(),
    };
    assert_eq!(step.commands, [Command::ConfirmOrder(expected)]);
    assert_eq!(step.saga.outcome(), Some(OutcomeName::Confirmed));
    assert_eq!(step.note.params["on"], "2026-06-03");
}

#[test]
fn a_refused_delivery_releases_the_stock_and_then_rejects_the_order_with_logistics_reason() {
    let releasing = leads(
        &scheduling(),
        delivery_refused(),
        State::Releasing,
        &[CommandKind::ReleaseStock],
        NoteCode::ReleaseAskedToReject,
    );
    assert_eq!(releasing.note.params["reason"], "no_delivery_date");
    let step = leads(&releasing.saga, stock_released(), State::Done, &[CommandKind::RejectOrder], NoteCode::Rejected);
    let expected = RejectOrder { order_id: order_id(), reason: no_delivery_date(), lines: vec![] };
    assert_eq!(step.commands, [Command::RejectOrder(expected)]);
}

#[test]
fn a_cancellation_releases_the_stock_from_wherever_the_order_is() {
    for saga in [reserving(), waiting(), scheduling(), confirmed()] {
        leads(
            &saga,
            cancel_requested(),
            State::Releasing,
            &[CommandKind::ReleaseStock],
            NoteCode::ReleaseAskedToCancel,
        );
    }
}

#[test]
fn released_stock_cancels_the_order_and_gives_back_the_delivery() {
    for saga in cancelling() {
        let sends = [CommandKind::CancelDelivery, CommandKind::CancelOrder];
        let step = leads(&saga, stock_released(), State::Unscheduling, &sends, NoteCode::Cancelled);
        assert_eq!(step.saga.waiting_for(), Some("logistics.cancel_delivery.v1"));
        let step = leads(&step.saga, delivery_cancelled(), State::Done, &[], NoteCode::DeliveryGivenBack);
        assert_eq!(step.saga.outcome(), Some(OutcomeName::Cancelled));
    }
}

#[test]
fn begun_picking_refuses_the_cancellation_and_the_order_stays_confirmed() {
    let before = confirmed();
    let step = leads(
        &cancelling()[2],
        release_refused(),
        State::Done,
        &[CommandKind::RefuseCancellation],
        NoteCode::CancellationRefused,
    );
    let expected = RefuseCancellation { order_id: order_id(), reason: picking_begun() };
    assert_eq!(step.commands, [Command::RefuseCancellation(expected)]);
    assert_eq!(step.saga.stage, before.stage);
    // It may be asked for again.
    let again = leads(
        &step.saga,
        cancel_requested(),
        State::Releasing,
        &[CommandKind::ReleaseStock],
        NoteCode::ReleaseAskedToCancel,
    );
    assert_eq!(again.saga.refusal, None);
}

#[test]
fn a_cancellation_refused_before_the_confirmation_goes_on_where_it_was() {
    let sends = [CommandKind::RefuseCancellation, CommandKind::ReserveStock];
    let step = leads(&cancelling()[0], release_refused(), State::Reserving, &sends, NoteCode::CancellationRefused);
    assert_eq!(step.saga.stage, reserving().stage);
    let sends = [CommandKind::RefuseCancellation, CommandKind::AwaitStock];
    let step = leads(&cancelling()[3], release_refused(), State::Waiting, &sends, NoteCode::CancellationRefused);
    assert_eq!(step.saga.stage, waiting().stage);
    let sends = [CommandKind::RefuseCancellation, CommandKind::ScheduleDelivery];
    let step = leads(&cancelling()[1], release_refused(), State::Scheduling, &sends, NoteCode::CancellationRefused);
    assert_eq!(step.saga.stage, scheduling().stage);
    leads(&step.saga, delivery_scheduled(), State::Done, &[CommandKind::ConfirmOrder], NoteCode::Confirmed);
}

#[test]
fn a_backorder_stands_in_line_for_as_long_as_it_takes() {
    let step = leads(
        &Saga::new(order_id()),
        backorder_created(),
        State::Waiting,
        &[CommandKind::AwaitStock],
        NoteCode::StockAwaited,
    );
    let order = order();
    let expected =
        AwaitStock { order_id: order_id(), since: waits_since(), ship_to: order.ship_to, lines: order.lines };
    assert_eq!(step.commands, [Command::AwaitStock(expected)]);
    assert_eq!((step.saga.waits_since(), step.saga.number.as_deref()), (Some(waits_since()), Some("10000017")));
    // Twice a day inventory is reminded; that is not late.
    let mut saga = step.saga;
    for _ in 0..28 {
        let due = saga.deadline_at.expect("a deadline");
        assert_eq!(saga.on(&SagaEvent::Deadline, due - TimeDelta::seconds(1)).verdict, Verdict::Nothing);
        let step = saga.on(&SagaEvent::Deadline, due);
        assert_eq!((kinds(&step), step.note.code), (vec![CommandKind::AwaitStock], NoteCode::StillWaiting));
        assert_eq!((step.saga.deadline_at, step.saga.health()), (Some(due + REMIND), Health::OnTime));
        assert_eq!(step.saga.stage, saga.stage);
        saga = step.saga;
    }
}

#[test]
fn the_delivery_of_a_backorder_is_looked_for_from_when_its_stock_came() {
    let sends = [CommandKind::ScheduleDelivery];
    let step = leads(&waiting(), stock_reserved(), State::Scheduling, &sends, NoteCode::DeliveryAsked);
    let [Command::ScheduleDelivery(command)] = step.commands.as_slice() else { panic!("one command") };
    assert_eq!(command.submitted_at, instant(100));
    assert_eq!(step.saga.waits_since(), None);
    leads(&step.saga, delivery_scheduled(), State::Done, &[CommandKind::ConfirmOrder], NoteCode::Confirmed);
}

#[test]
fn a_backorder_that_has_waited_for_too_long_is_closed_and_one_that_does_not_wait_is_not() {
    let sends = [CommandKind::ReleaseStock];
    let step = leads(&waiting(), backorder_expired(), State::Releasing, &sends, NoteCode::WaitedTooLong);
    let sends = [CommandKind::CancelDelivery, CommandKind::CancelOrder];
    leads(&step.saga, stock_released(), State::Unscheduling, &sends, NoteCode::Cancelled);
    ignores(&step.saga, stock_reserved(), NoteCode::Ignored);
    ignores(&step.saga, cancel_requested(), NoteCode::AlreadyCancelling);
    for saga in everywhere().into_iter().filter(|saga| saga.state() != State::Waiting) {
        ignores(&saga, backorder_expired(), NoteCode::NotWaiting);
    }
}

#[test]
fn a_backorder_without_a_delivery_day_is_rejected_like_any_order() {
    let saga = after(&[backorder_created(), stock_reserved(), delivery_refused(), stock_released()]);
    assert_eq!(saga.outcome(), Some(OutcomeName::Rejected));
}

#[test]
fn a_cancellation_that_overtakes_its_order_waits_and_ends_it_at_once() {
    let waiting =
        leads(&Saga::new(order_id()), cancel_requested(), State::AwaitingOrder, &[], NoteCode::CancellationCameFirst);
    assert_eq!(waiting.saga.waiting_for(), Some("sales.order_submitted.v1"));
    let step =
        leads(&waiting.saga, submitted(), State::Done, &[CommandKind::CancelOrder], NoteCode::CancelledOnArrival);
    assert_eq!(step.saga.outcome(), Some(OutcomeName::Cancelled));
    assert_eq!((step.saga.number.as_deref(), step.saga.deadline_at), (Some("10000017"), None));
}

#[test]
fn an_order_that_does_not_come_is_late_once_and_asks_nobody() {
    let waiting = awaiting_order();
    let step = leads(&waiting, SagaEvent::Deadline, State::AwaitingOrder, &[], NoteCode::OrderOverdue);
    assert_eq!((step.saga.health(), step.saga.deadline_at), (Health::Late, None));
    leads(&step.saga, submitted(), State::Done, &[CommandKind::CancelOrder], NoteCode::CancelledOnArrival);
}

#[test]
fn a_cancellation_of_what_is_ending_or_has_ended_changes_nothing() {
    ignores(&rejecting(), cancel_requested(), NoteCode::RejectionStands);
    for saga in cancelling().into_iter().chain([unscheduling(), awaiting_order()]) {
        ignores(&saga, cancel_requested(), NoteCode::AlreadyCancelling);
    }
    ignores(&rejected(), cancel_requested(), NoteCode::AlreadyEnded);
    ignores(&cancelled_order(), cancel_requested(), NoteCode::AlreadyEnded);
}

#[test]
fn answers_to_earlier_commands_are_ignored_while_cancelling() {
    let [reserving, scheduling, confirmed, waiting] = cancelling().try_into().expect("four");
    for answer in [stock_reserved(), stock_refused()] {
        ignores(&reserving, answer.clone(), NoteCode::Ignored);
        ignores(&waiting, answer, NoteCode::Ignored);
    }
    for answer in [stock_reserved(), delivery_scheduled(), delivery_refused()] {
        ignores(&scheduling, answer.clone(), NoteCode::Ignored);
        ignores(&confirmed, answer, NoteCode::Ignored);
    }
}

#[test]
fn only_the_answers_that_are_awaited_lead_on() {
    let answers = [
        submitted(),
        backorder_created(),
        stock_reserved(),
        stock_refused(),
        stock_released(),
        release_refused(),
        delivery_scheduled(),
        delivery_refused(),
        delivery_cancelled(),
    ];
    let awaited = |saga: &Saga| match saga.state() {
        State::Submitted | State::AwaitingOrder => vec![submitted(), backorder_created()],
        State::Waiting => vec![stock_reserved()],
        State::Reserving => vec![stock_reserved(), stock_refused()],
        State::Scheduling => vec![delivery_scheduled(), delivery_refused()],
        State::Releasing => vec![stock_released(), release_refused()],
        State::Unscheduling => vec![delivery_cancelled()],
        State::Done => vec![],
    };
    for saga in everywhere() {
        for answer in &answers {
            if awaited(&saga).contains(answer) {
                assert_eq!(at(&saga, answer.clone()).verdict, Verdict::Taken, "{saga:?} {answer:?}");
            } else {
                ignores(&saga, answer.clone(), NoteCode::Ignored);
            }
        }
    }
}

#[test]
fn an_overdue_answer_sends_the_same_command_again_at_growing_intervals() {
    let not_waiting = |saga: &Saga| saga.state() != State::Waiting;
    for saga in everywhere().into_iter().filter(|saga| saga.awaited().is_some() && not_waiting(saga)) {
        let kind = saga.awaited().expect("awaited");
        let (mut saga, mut waits) = (saga, vec![]);
        for attempt in 1..=6 {
            let due = saga.deadline_at.expect("a deadline");
            let step = saga.on(&SagaEvent::Deadline, due);
            assert_eq!((step.verdict, step.note.code), (Verdict::Taken, NoteCode::SentAgain));
            assert_eq!(step.commands, [saga.command(kind).expect("outstanding")]);
            assert_eq!((step.saga.attempts, step.saga.health()), (attempt, Health::Late));
            assert_eq!(step.saga.stage, saga.stage, "a deadline never ends anything");
            waits.push((step.saga.deadline_at.expect("another") - due).num_seconds());
            saga = step.saga;
        }
        assert_eq!(waits, [60, 120, 240, 300, 300, 300]);
    }
}

#[test]
fn a_deadline_that_is_not_due_any_more_is_nothing() {
    for saga in everywhere() {
        let step = saga.on(&SagaEvent::Deadline, instant(3));
        assert_eq!((step.verdict, &step.saga), (Verdict::Nothing, &saga));
    }
}

#[test]
fn a_late_answer_clears_late() {
    let late = at(&reserving(), SagaEvent::Deadline).saga;
    assert_eq!(late.health(), Health::Late);
    let step = at(&late, stock_reserved());
    assert_eq!((step.saga.health(), step.saga.attempts), (Health::OnTime, 0));
}

#[test]
fn a_dead_command_makes_it_stuck_and_is_not_sent_again_by_a_deadline() {
    for saga in everywhere() {
        for kind in saga.outstanding().collect::<Vec<_>>() {
            let stuck = leads(&saga, dead(kind), saga.state(), &[], NoteCode::CommandGivenUp).saga;
            assert_eq!(stuck.health(), Health::Stuck);
            assert_eq!(stuck.last_error(), Some(format!("{}: the disk is full", kind.name())));
            let overdue = stuck.on(&SagaEvent::Deadline, instant(100_000));
            assert!(!kinds(&overdue).contains(&kind));
            assert_eq!(overdue.saga.health(), Health::Stuck);
            // A person: all that is dead and what is awaited is sent again.
            let step = at(&stuck, SagaEvent::Retry);
            assert!(kinds(&step).contains(&kind), "{kind:?}");
            assert!(saga.awaited().is_none_or(|awaited| kinds(&step).contains(&awaited)));
            assert_eq!((step.saga.health(), &step.saga.stage), (Health::OnTime, &saga.stage));
            assert_eq!(step.saga.deadline_at.is_some(), saga.awaited().is_some());
        }
    }
}

#[test]
fn a_dead_copy_of_what_is_not_outstanding_is_ignored() {
    for saga in everywhere() {
        for kind in CommandKind::ALL.into_iter().filter(|kind| saga.command(*kind).is_none()) {
            ignores(&saga, dead(kind), NoteCode::Ignored);
        }
        let command = "ordering.something_newer.v1".to_owned();
        let newer = MarkStuck { order_id: order_id(), command, error: String::new() };
        ignores(&saga, SagaEvent::MarkStuck(newer), NoteCode::Ignored);
    }
}

#[test]
fn a_late_answer_clears_stuck_but_only_what_it_answers() {
    let stuck = at(&reserving(), dead(CommandKind::ReserveStock)).saga;
    assert_eq!(at(&stuck, stock_reserved()).saga.health(), Health::OnTime);
    // The order was not told that it is cancelled; that the delivery is given back does not mend it.
    let stuck = at(&unscheduling(), dead(CommandKind::CancelOrder)).saga;
    let ended = at(&stuck, delivery_cancelled()).saga;
    assert_eq!((ended.state(), ended.health()), (State::Done, Health::Stuck));
    let step = at(&ended, SagaEvent::Retry);
    assert_eq!((kinds(&step), step.saga.health()), (vec![CommandKind::CancelOrder], Health::OnTime));
}

#[test]
fn a_dead_confirmation_survives_a_refused_cancellation_and_not_a_granted_one() {
    let stuck = at(&confirmed(), dead(CommandKind::ConfirmOrder)).saga;
    let asked = at(&stuck, cancel_requested()).saga;
    assert_eq!((asked.health(), asked.deadline_at), (Health::Stuck, Some(instant(130))), "the release goes on");
    let refused = at(&asked, release_refused()).saga;
    assert_eq!(refused.health(), Health::Stuck);
    assert_eq!(kinds(&at(&refused, SagaEvent::Retry)), [CommandKind::ConfirmOrder]);
    assert_eq!(at(&asked, stock_released()).saga.health(), Health::OnTime);
}

#[test]
fn a_cancellation_frees_an_order_that_is_stuck_on_its_way() {
    let stuck = at(&scheduling(), dead(CommandKind::ScheduleDelivery)).saga;
    let step = leads(
        &stuck,
        cancel_requested(),
        State::Releasing,
        &[CommandKind::ReleaseStock],
        NoteCode::ReleaseAskedToCancel,
    );
    assert_eq!(step.saga.health(), Health::OnTime);
}

#[test]
fn stock_that_is_picked_without_a_delivery_needs_a_person() {
    let step = leads(&rejecting(), release_refused(), State::Releasing, &[], NoteCode::CommandGivenUp);
    assert_eq!((step.saga.health(), step.saga.deadline_at), (Health::Stuck, None));
    let again = leads(&step.saga, SagaEvent::Retry, State::Releasing, &[CommandKind::ReleaseStock], NoteCode::Retried);
    leads(&again.saga, stock_released(), State::Done, &[CommandKind::RejectOrder], NoteCode::Rejected);
}

#[test]
fn a_late_saga_can_be_retried_and_one_that_is_well_cannot() {
    for saga in everywhere() {
        let step = at(&saga, SagaEvent::Retry);
        assert_eq!((step.verdict, &step.saga), (Verdict::Nothing, &saga));
        assert!(step.commands.is_empty());
    }
    let late = at(&scheduling(), SagaEvent::Deadline).saga;
    let step = leads(&late, SagaEvent::Retry, State::Scheduling, &[CommandKind::ScheduleDelivery], NoteCode::Retried);
    assert_eq!((step.saga.health(), step.saga.deadline_at), (Health::OnTime, Some(instant(130))));
}

#[test]
fn a_saga_survives_being_stored() {
    for saga in everywhere() {
        let text = serde_json::to_string(&saga).expect("serialises");
        assert_eq!(serde_json::from_str::<Saga>(&text).expect("reads"), saga);
    }
}
