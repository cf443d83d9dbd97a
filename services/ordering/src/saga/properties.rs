//! The saga together with small models of inventory, logistics and sales, connected by a bag of messages that delays,
//! reorders, doubles and fails. The four properties of omicron's saga tests, and the invariants of `quality.md`.

use super::fixtures::*;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What inventory has decided about the order. The first decision stands, except that what is held can go on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stock {
    Unasked,
    /// A backorder stands in line.
    Waiting,
    Held,
    Refused,
    Released,
    Picking,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Slot {
    Unasked,
    Taken,
    Refused,
    GivenBack,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Status {
    /// Or backordered: not confirmed yet.
    Submitted,
    Confirmed,
    Rejected,
    Cancelled,
}

#[derive(Clone, Debug)]
enum Mail {
    ToSaga(SagaEvent),
    ToOthers(Command),
}

/// How willing the participants are.
#[derive(Clone, Copy, Debug)]
struct Willing {
    stock: bool,
    delivery: bool,
    /// Whether picking may begin before sales has confirmed, which the real services do not do.
    early_picking: bool,
}

const WILLING: Willing = Willing { stock: true, delivery: true, early_picking: false };

/// What happens next. Indices are taken modulo the number of messages in the bag.
#[derive(Clone, Debug)]
enum Move {
    Deliver(usize),
    DeliverAndKeep(usize),
    FailAndKeep(usize),
    Wait(i64),
    AskToCancel,
    BeginPicking,
    /// Stock comes: a waiting order is served.
    StockComes,
    /// A waiting order has waited for too long, as far as sales knows.
    Expire,
    Break(CommandKind),
    Mend(CommandKind),
    Retry,
}

struct World {
    now: DateTime<Utc>,
    saga: Saga,
    stock: Stock,
    slot: Slot,
    status: Status,
    willing: Willing,
    bag: Vec<Mail>,
    /// Receivers of these fail until mended; each message to them goes dead.
    broken: BTreeSet<CommandKind>,
    ever_broken: BTreeSet<CommandKind>,
    cancel_asked: bool,
    expired: bool,
    backorder: bool,
    refusals_told: usize,
    sent: Vec<Command>,
}

impl World {
    fn new(willing: Willing) -> Self {
        Self::of(willing, false)
    }

    fn of(willing: Willing, backorder: bool) -> Self {
        Self {
            now: instant(0),
            saga: Saga::new(order_id()),
            stock: Stock::Unasked,
            slot: Slot::Unasked,
            status: Status::Submitted,
            willing,
            bag: vec![Mail::ToSaga(if backorder { backorder_created() } else { submitted() })],
            broken: BTreeSet::new(),
            ever_broken: BTreeSet::new(),
            cancel_asked: false,
            expired: false,
            backorder,
            refusals_told: 0,
            sent: vec![],
        }
    }

    fn tell_saga(&mut self, event: &SagaEvent) {
        let before = self.saga.clone();
        let step = self.saga.on(event, self.now);
        match step.verdict {
            Verdict::Taken => {}
            Verdict::Ignored | Verdict::Nothing => {
                assert_eq!(step.saga, before, "what is not taken changes nothing");
                assert!(step.commands.is_empty());
            }
        }
        if before.outcome() == Some(OutcomeName::Confirmed) {
            assert_ne!(step.saga.outcome(), Some(OutcomeName::Rejected), "what was confirmed is not taken back");
        }
        // As it is stored and read again between any two events.
        let text = serde_json::to_string(&step.saga).expect("serialises");
        self.saga = serde_json::from_str(&text).expect("reads");
        assert_eq!(self.saga, step.saga);
        self.sent.extend(step.commands.iter().cloned());
        self.bag.extend(step.commands.into_iter().map(Mail::ToOthers));
        self.check();
    }

    fn answer(&mut self, event: SagaEvent) {
        self.bag.push(Mail::ToSaga(event));
    }

    fn handle(&mut self, mail: Mail) {
        match mail {
            Mail::ToSaga(event) => self.tell_saga(&event),
            Mail::ToOthers(command) if self.broken.contains(&command.kind()) => self.answer(dead(command.kind())),
            Mail::ToOthers(command) => {
                self.carry_out(&command);
                self.check();
            }
        }
    }

    fn carry_out(&mut self, command: &Command) {
        match command {
            Command::ReserveStock(_) => {
                if self.stock == Stock::Unasked {
                    self.stock = if self.willing.stock { Stock::Held } else { Stock::Refused };
                }
                self.answer(match self.stock {
                    Stock::Held | Stock::Picking | Stock::Unasked | Stock::Waiting => stock_reserved(),
                    Stock::Refused => stock_refused(),
                    Stock::Released => stock_released(),
                });
            }
            Command::AwaitStock(_) => match self.stock {
                Stock::Unasked => self.stock = Stock::Waiting,
                Stock::Waiting => {}
                Stock::Held | Stock::Picking => self.answer(stock_reserved()),
                Stock::Released => self.answer(stock_released()),
                Stock::Refused => panic!("a backorder is not refused"),
            },
            Command::ReleaseStock(_) => {
                if self.stock == Stock::Picking {
                    return self.answer(release_refused());
                }
                self.stock = Stock::Released;
                self.answer(stock_released());
            }
            Command::ScheduleDelivery(_) => {
                if self.slot == Slot::Unasked {
                    self.slot = if self.willing.delivery { Slot::Taken } else { Slot::Refused };
                }
                self.answer(match self.slot {
                    Slot::Taken | Slot::Unasked => delivery_scheduled(),
                    Slot::Refused => delivery_refused(),
                    Slot::GivenBack => delivery_cancelled(),
                });
            }
            Command::CancelDelivery(_) => {
                self.slot = Slot::GivenBack;
                self.answer(delivery_cancelled());
            }
            Command::ConfirmOrder(_) => match self.status {
                Status::Submitted => self.status = Status::Confirmed,
                Status::Confirmed | Status::Cancelled => {}
                Status::Rejected => panic!("a rejected order was confirmed"),
            },
            Command::RejectOrder(_) => match self.status {
                Status::Submitted | Status::Rejected => self.status = Status::Rejected,
                Status::Confirmed | Status::Cancelled => panic!("an order was rejected that is {:?}", self.status),
            },
            Command::CancelOrder(_) => match self.status {
                Status::Submitted | Status::Confirmed | Status::Cancelled => self.status = Status::Cancelled,
                Status::Rejected => panic!("a rejected order was cancelled"),
            },
            Command::RefuseCancellation(_) => self.refusals_told += 1,
        }
    }

    /// What holds at every moment.
    fn check(&self) {
        let holds = matches!(self.stock, Stock::Held | Stock::Picking);
        if matches!(self.status, Status::Rejected | Status::Cancelled) {
            assert!(!holds, "a dead order holds stock");
        }
        for kind in self.saga.given_up.keys() {
            assert!(self.ever_broken.contains(kind), "stuck although nothing failed for ever");
            assert!(self.saga.command(*kind).is_some(), "stuck on what is not outstanding");
        }
        if let Some(awaited) = self.saga.awaited() {
            let sent_again = self.saga.deadline_at.is_some() || self.saga.given_up.contains_key(&awaited);
            assert!(sent_again, "waits for ever in silence");
        }
    }

    /// As inventory's schedule does.
    fn serve(&mut self) {
        if self.stock == Stock::Waiting {
            self.stock = Stock::Held;
            self.answer(stock_reserved());
        }
    }

    fn take(&mut self, index: usize) -> Option<Mail> {
        if self.bag.is_empty() { None } else { Some(self.bag.swap_remove(index % self.bag.len())) }
    }

    fn wait(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
        self.tell_saga(&SagaEvent::Deadline);
    }

    fn do_next(&mut self, next: Move) {
        match next {
            Move::Deliver(index) => {
                if let Some(mail) = self.take(index) {
                    self.handle(mail);
                }
            }
            // Handled, but the acknowledgement was lost; or the sender doubled it.
            Move::DeliverAndKeep(index) => {
                if let Some(mail) = self.take(index) {
                    self.bag.push(mail.clone());
                    self.handle(mail);
                }
            }
            // Dropped or rolled back: it comes again, after others.
            Move::FailAndKeep(index) => {
                if let Some(mail) = self.take(index) {
                    self.bag.push(mail);
                }
            }
            Move::Wait(seconds) => self.wait(seconds),
            Move::AskToCancel => {
                // sales answers `too_late_to_cancel` itself once the order has ended.
                if matches!(self.status, Status::Submitted | Status::Confirmed) {
                    self.cancel_asked = true;
                    self.answer(cancel_requested());
                }
            }
            Move::BeginPicking => {
                let may = self.willing.early_picking || self.status == Status::Confirmed;
                if self.stock == Stock::Held && may {
                    self.stock = Stock::Picking;
                }
            }
            Move::StockComes => {
                self.willing.stock |= self.stock == Stock::Waiting;
                self.serve();
            }
            Move::Expire => {
                if self.backorder && self.status == Status::Submitted {
                    self.expired = true;
                    self.answer(backorder_expired());
                }
            }
            Move::Break(kind) => {
                self.broken.insert(kind);
                self.ever_broken.insert(kind);
            }
            Move::Mend(kind) => {
                self.broken.remove(&kind);
            }
            Move::Retry => self.tell_saga(&SagaEvent::Retry),
        }
    }

    /// Faults stop: whatever is on its way arrives in some order, overdue answers are asked for again, and a person
    /// retries what is stuck and can be mended. Nothing may go on for ever.
    fn finish(&mut self, unmended: Option<CommandKind>, order: &[usize]) {
        self.broken.retain(|kind| Some(*kind) == unmended);
        for round in 0..2_000 {
            let index = order.get(round % order.len().max(1)).copied().unwrap_or(0);
            if let Some(mail) = self.take(index) {
                self.handle(mail);
            } else if self.saga.given_up.keys().any(|kind| Some(*kind) != unmended) {
                self.tell_saga(&SagaEvent::Retry);
            } else if self.stock == Stock::Waiting && self.willing.stock {
                self.serve();
            } else if self.stock == Stock::Waiting && !self.saga.given_up.contains_key(&CommandKind::ReleaseStock) {
                // Nothing ever comes: sales closes it, and says so again until it is closed.
                self.do_next(Move::Expire);
            } else if let Some(deadline) = self.saga.deadline_at {
                self.now = self.now.max(deadline);
                self.tell_saga(&SagaEvent::Deadline);
            } else {
                return;
            }
        }
        panic!("it never comes to rest: {:?}", self.saga);
    }

    fn run(&mut self, moves: Vec<Move>, order: &[usize]) {
        for next in moves {
            self.do_next(next);
        }
        self.finish(None, order);
    }

    /// What holds once nothing is in flight.
    fn check_ended(&self) {
        let (holds, takes) = (matches!(self.stock, Stock::Held | Stock::Picking), self.slot == Slot::Taken);
        assert_eq!(self.saga.health(), Health::OnTime, "{:?}", self.saga);
        let outcome = self.saga.outcome().unwrap_or_else(|| panic!("it has not ended: {:?}", self.saga));
        let (status, keeps) = match outcome {
            OutcomeName::Confirmed => (Status::Confirmed, true),
            OutcomeName::Rejected => (Status::Rejected, false),
            OutcomeName::Cancelled => (Status::Cancelled, false),
        };
        assert_eq!(self.status, status, "sales and the saga disagree");
        assert_eq!((holds, takes), (keeps, keeps), "{outcome:?} with {:?} and {:?}", self.stock, self.slot);
        if outcome == OutcomeName::Confirmed && self.cancel_asked {
            assert_eq!(self.stock, Stock::Picking, "a cancellation was forgotten");
            assert!(self.refusals_told > 0, "nobody was told that the cancellation came too late");
        }
        if outcome == OutcomeName::Cancelled {
            assert!(self.cancel_asked || self.expired, "nobody asked for it");
        }
        if !self.cancel_asked && !self.expired {
            let fulfilled = self.willing.stock && self.willing.delivery;
            assert_eq!(
                outcome == OutcomeName::Confirmed,
                fulfilled,
                "only a business answer or a person ends an order"
            );
        }
    }
}

fn a_command() -> impl Strategy<Value = CommandKind> {
    proptest::sample::select(CommandKind::ALL.to_vec())
}

fn willing() -> impl Strategy<Value = Willing> {
    let yes = || proptest::bool::weighted(0.75);
    (yes(), yes()).prop_map(|(stock, delivery)| Willing { stock, delivery, early_picking: false })
}

fn transport() -> BoxedStrategy<Move> {
    prop_oneof![
        8 => any::<usize>().prop_map(Move::Deliver),
        3 => any::<usize>().prop_map(Move::DeliverAndKeep),
        2 => any::<usize>().prop_map(Move::FailAndKeep),
        2 => (1_i64..400).prop_map(Move::Wait),
    ]
    .boxed()
}

fn people() -> BoxedStrategy<Move> {
    prop_oneof![2 => Just(Move::AskToCancel), 2 => Just(Move::BeginPicking), 1 => Just(Move::Retry)].boxed()
}

fn arrivals() -> BoxedStrategy<Move> {
    prop_oneof![3 => Just(Move::StockComes), 1 => Just(Move::Expire)].boxed()
}

fn breakage() -> BoxedStrategy<Move> {
    prop_oneof![a_command().prop_map(Move::Break), a_command().prop_map(Move::Mend)].boxed()
}

fn moves(kinds: Vec<(u32, BoxedStrategy<Move>)>) -> impl Strategy<Value = Vec<Move>> {
    proptest::collection::vec(proptest::strategy::Union::new_weighted(kinds), 0..60)
}

fn order_of_delivery() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(any::<usize>(), 1..40)
}

// 256 cases each (proptest's default); `make soak` raises it with PROPTEST_CASES.
proptest! {
    /// The transport doubles, delays and reorders as it likes; people cancel, pick and retry whenever they like.
    #[test]
    fn every_order_ends_and_everybody_agrees_how(
        willing in willing(),
        moves in moves(vec![(9, transport()), (1, people())]),
        order in order_of_delivery(),
    ) {
        let mut world = World::new(willing);
        world.run(moves, &order);
        world.check_ended();
        prop_assert!(world.ever_broken.is_empty());
    }

    /// The same while receivers give commands up, until they are mended and a person retries.
    #[test]
    fn every_order_ends_once_dead_commands_are_mended_and_retried(
        willing in willing(),
        moves in moves(vec![(9, transport()), (1, people()), (2, breakage())]),
        order in order_of_delivery(),
    ) {
        let mut world = World::new(willing);
        world.run(moves, &order);
        world.check_ended();
    }

    /// A backorder waits for as long as it takes, while stock comes, people cancel and sales gives up, in any order; it ends
    /// like any other, and what was confirmed is not closed for having waited.
    #[test]
    fn every_backorder_ends_and_everybody_agrees_how(
        willing in willing(),
        moves in moves(vec![(9, transport()), (1, people()), (2, arrivals()), (1, breakage())]),
        order in order_of_delivery(),
    ) {
        let mut world = World::of(willing, true);
        let mut confirmed = false;
        for next in moves {
            let asked = world.cancel_asked;
            world.do_next(next);
            confirmed |= world.saga.outcome() == Some(OutcomeName::Confirmed);
            if confirmed && !asked && !world.cancel_asked {
                prop_assert_eq!(world.saga.outcome(), Some(OutcomeName::Confirmed), "taken back by the system");
            }
        }
        world.finish(None, &order);
        world.check_ended();
    }

    /// Picking that begins before the confirmation is a fault elsewhere; the saga still ends, and agrees with sales.
    #[test]
    fn picking_that_begins_too_early_cannot_lose_an_order(
        moves in moves(vec![(9, transport()), (2, people()), (1, breakage())]),
        order in order_of_delivery(),
    ) {
        let mut world = World::new(Willing { early_picking: true, ..WILLING });
        world.run(moves, &order);
        world.check_ended();
    }

    /// Omicron 1: whatever step is refused, under any transport, the order ends rejected and nothing is held.
    #[test]
    fn failing_at_every_step_ends_rejected_with_nothing_held(
        at_stock in any::<bool>(),
        moves in moves(vec![(1, transport())]),
        order in order_of_delivery(),
    ) {
        let mut world = World::new(Willing { stock: !at_stock, delivery: false, early_picking: false });
        world.run(moves, &order);
        world.check_ended();
        prop_assert_eq!(world.saga.outcome(), Some(OutcomeName::Rejected));
    }

    /// Omicron 2: everything delivered twice ends as if it had been delivered once.
    #[test]
    fn delivering_everything_twice_changes_nothing(
        willing in willing(),
        cancel_after in proptest::option::of(0_usize..12),
        order in order_of_delivery(),
    ) {
        let ends = |twice: bool| {
            let mut world = World::new(willing);
            let mut copies: Vec<Mail> = vec![];
            for (round, index) in order.iter().enumerate() {
                if cancel_after == Some(round) {
                    world.do_next(Move::AskToCancel);
                }
                if let Some(mail) = world.take(*index) {
                    if twice {
                        copies.push(mail.clone());
                        world.handle(mail.clone());
                    }
                    world.handle(mail);
                }
            }
            world.finish(None, &order);
            // And once more, when all is over.
            let before = (world.saga.clone(), world.stock, world.slot, world.status);
            for mail in copies {
                world.handle(mail);
            }
            world.finish(None, &order);
            world.check_ended();
            // A doubled cancellation is one more request; it changes no end but that of a confirmed order.
            if !world.cancel_asked {
                assert_eq!((world.saga.clone(), world.stock, world.slot, world.status), before);
            }
            world.saga.outcome()
        };
        let (once, twice) = (ends(false), ends(true));
        if cancel_after.is_none() {
            prop_assert_eq!(once, twice);
        }
    }

    /// Omicron 3: undos that are repeated, also long after, change nothing.
    #[test]
    fn repeating_every_undo_changes_nothing(
        willing in willing(),
        moves in moves(vec![(9, transport()), (2, people())]),
        order in order_of_delivery(),
        times in 1_usize..4,
    ) {
        let mut world = World::new(willing);
        world.run(moves, &order);
        let before = (world.saga.clone(), world.stock, world.slot, world.status);
        let is_undo = |command: &Command| {
            matches!(command.kind(), CommandKind::ReleaseStock | CommandKind::CancelDelivery | CommandKind::CancelOrder)
        };
        let undos: Vec<Command> = world.sent.iter().filter(|command| is_undo(command)).cloned().collect();
        for _ in 0..times {
            world.bag.extend(undos.iter().cloned().map(Mail::ToOthers));
            world.finish(None, &order);
        }
        world.check_ended();
        prop_assert_eq!((world.saga.clone(), world.stock, world.slot, world.status), before);
    }

    /// Omicron 4: stuck exactly when a command fails for ever; and then on that command and no other.
    #[test]
    fn it_is_stuck_only_on_what_fails_for_ever(
        willing in willing(),
        forever in a_command(),
        moves in moves(vec![(9, transport()), (1, people())]),
        order in order_of_delivery(),
    ) {
        let mut world = World::new(willing);
        world.do_next(Move::Break(forever));
        for next in moves {
            world.do_next(next);
        }
        world.finish(Some(forever), &order);
        match world.saga.health() {
            Health::Stuck => prop_assert!(world.saga.given_up.keys().eq([&forever])),
            _ => prop_assert!(world.saga.outcome().is_some()),
        }
        // Mended after all, and retried by a person: it ends as any other.
        world.finish(None, &order);
        world.check_ended();
    }
}

/// Every command in turn is dead at first: a person retries, or the customer cancels, and either way it ends well.
#[test]
fn whichever_command_dies_a_person_can_end_it() {
    for kind in CommandKind::ALL {
        for willing in [WILLING, Willing { stock: false, ..WILLING }, Willing { delivery: false, ..WILLING }] {
            for cancel in [false, true] {
                let mut world = World::new(willing);
                world.do_next(Move::Break(kind));
                world.finish(Some(kind), &[0]);
                if cancel {
                    world.do_next(Move::AskToCancel);
                }
                world.finish(None, &[0]);
                world.check_ended();
            }
        }
    }
}
