//! The order saga: a pure, persisted state machine. [`Saga::on`] takes one event and tells what follows; it reads no
//! clock and does no I/O, so that every race can be tested in microseconds.
//!
//! ```text
//! submitted → reserving → scheduling → done(confirmed)
//!                 │            │              │  cancel requested
//!                 │ refused    │ refused      ▼
//!                 ▼            └────────▶ releasing → unscheduling → done(cancelled)
//!           done(rejected) ◀────────────────┘ (after a refused delivery)
//! ```
//!
//! A backorder begins in `waiting` instead: `waiting → scheduling → done(confirmed)`, or `releasing` when it is cancelled or
//! has waited for too long.
//!
//! # Decisions
//! - A backorder waits in inventory's line and nowhere else: `inventory.await_stock` is answered when it is its turn, perhaps
//!   days later. That is not late; twice a day the command is sent again, should inventory have been restored from a backup.
//! - Its delivery is looked for as if it had been submitted when its stock came.
//! - One that has waited for too long is closed like a cancelled one, but only while it waits: what stock has been found for
//!   in the last moment goes its way.
//! - An undo is idempotent by order and blocks an action that it overtakes, so a cancellation never waits for the
//!   answer to a command that is still on its way; when that answer comes, it is ignored.
//! - A cancellation gives back the delivery even if none was asked for: one way for all, and it blocks stragglers.
//! - `sales.cancel_order` is sent only when inventory has said that nothing is held and nothing will be.
//! - A cancellation may come before its order (nothing relies on order between messages): the saga waits in
//!   `awaiting_order`, and the order ends cancelled the moment it arrives, without asking anybody for anything.
//! - A cancellation while a refused delivery is being undone changes nothing: the rejection stands.
//! - A cancellation while one is under way, or after the end, changes nothing; after a refused one it is asked again.
//! - Inventory refuses to release once picking has begun. That is possible only for a confirmed order; should it happen
//!   earlier, the saga goes on where it was and sends that step's command again: its answer was ignored meanwhile.
//! - Should it happen while a refused delivery is being undone, stock and truth disagree: a person must look (`stuck`).
//! - Commands to sales have no answer: they are part of the end, and count as outstanding until they are superseded.
//! - A dead command matters only while it is outstanding; a dead copy of one that was answered is ignored.
//! - A dead command is not sent again until a person says so; others that are outstanding go on.
//! - A deadline never ends anything. It sends the awaited command again, as a new message, which is answered again.

#[cfg(test)]
mod fixtures;
mod note;
mod order;
#[cfg(test)]
mod properties;
mod stage;
#[cfg(test)]
mod table_tests;
mod traffic;

pub use note::{LogNote, NoteCode};
pub use order::{Delivery, Held, Order};
pub use stage::{Before, Health, Outcome, OutcomeName, Stage, State, Undo};
pub use traffic::{Command, CommandKind, SagaEvent};

use chrono::{DateTime, TimeDelta, Utc};
use contracts::inventory::ReleaseStock;
use contracts::logistics::CancelDelivery;
use contracts::sales::{CancelOrder, ConfirmOrder, OrderSubmitted, RefuseCancellation, RejectOrder};
use contracts::{Message, OrderId, Reason, ReasonCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a command may stay unanswered before it is sent again and the saga is late.
pub const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// How often inventory is reminded of a backorder that waits.
pub const REMIND: TimeDelta = TimeDelta::hours(12);
/// The wait doubles with each repetition, up to this.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);
/// Longest kept text of a receiver's error, in characters.
const ERROR_LENGTH: usize = 1_000;

/// What the saga of one order remembers. It is stored whole as JSON; the columns beside it are copies for queries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saga {
    /// The order.
    pub order_id: OrderId,
    /// Its number, as said over the phone; unknown until the order has arrived.
    pub number: Option<String>,
    /// How far it is, with what is needed to go on from there.
    pub stage: Stage,
    /// The refused cancellation that sales was last told of, until another is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Reason>,
    /// Outstanding commands that their receivers gave up, with the last error. Only a person sends them again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given_up: BTreeMap<CommandKind, String>,
    /// Deadlines that passed since the last progress.
    pub attempts: u32,
    /// When the awaited command is sent again.
    pub deadline_at: Option<DateTime<Utc>>,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It led on, or changed the health.
    Taken,
    /// Nothing was expected of it here. Logged, so that a person can follow.
    Ignored,
    /// There was nothing to do, nor to store or log (a deadline that was met meanwhile, a retry of what is well).
    Nothing,
}

/// What follows from an event. To be stored, logged and sent in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The saga from now on.
    pub saga: Saga,
    /// What is sent.
    pub commands: Vec<Command>,
    /// What the log says.
    pub note: LogNote,
    /// Whether there is anything to store.
    pub verdict: Verdict,
}

impl Saga {
    /// The saga of an order that nothing was heard of.
    #[must_use]
    pub const fn new(order_id: OrderId) -> Self {
        Self {
            order_id,
            number: None,
            stage: Stage::Submitted,
            refusal: None,
            given_up: BTreeMap::new(),
            attempts: 0,
            deadline_at: None,
        }
    }

    /// The name of the stage.
    #[must_use]
    pub const fn state(&self) -> State {
        match self.stage {
            Stage::Submitted => State::Submitted,
            Stage::AwaitingOrder => State::AwaitingOrder,
            Stage::Reserving { .. } => State::Reserving,
            Stage::Waiting { .. } => State::Waiting,
            Stage::Scheduling { .. } => State::Scheduling,
            Stage::Releasing { .. } => State::Releasing,
            Stage::Unscheduling => State::Unscheduling,
            Stage::Done { .. } => State::Done,
        }
    }

    /// Whether it makes progress.
    #[must_use]
    pub fn health(&self) -> Health {
        if !self.given_up.is_empty() {
            Health::Stuck
        } else if self.attempts > 0 {
            Health::Late
        } else {
            Health::OnTime
        }
    }

    /// How it ended, once it has.
    #[must_use]
    pub const fn outcome(&self) -> Option<OutcomeName> {
        match &self.stage {
            Stage::Done { outcome: Outcome::Confirmed { .. } } => Some(OutcomeName::Confirmed),
            Stage::Done { outcome: Outcome::Rejected { .. } } => Some(OutcomeName::Rejected),
            Stage::Done { outcome: Outcome::Cancelled } => Some(OutcomeName::Cancelled),
            _ => None,
        }
    }

    /// The message whose coming, or whose answer, leads on.
    #[must_use]
    pub fn waiting_for(&self) -> Option<&'static str> {
        match self.stage {
            Stage::AwaitingOrder => Some(OrderSubmitted::NAME),
            _ => self.awaited().map(CommandKind::name),
        }
    }

    /// Since when the customer of a backorder that stands in line has waited.
    #[must_use]
    pub const fn waits_since(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Waiting { since, .. } => Some(since),
            _ => None,
        }
    }

    /// What the receivers of given up commands said.
    #[must_use]
    pub fn last_error(&self) -> Option<String> {
        let errors = self.given_up.iter().map(|(kind, error)| format!("{}: {error}", kind.name()));
        Some(errors.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty())
    }

    /// Takes one event. Total: every pair of stage and event has an answer, and most pairs are ignored.
    #[must_use]
    pub fn on(&self, event: &SagaEvent, now: DateTime<Utc>) -> Step {
        use SagaEvent as On;
        match (&self.stage, event) {
            // Forward.
            (Stage::Submitted, On::OrderSubmitted(order)) => {
                let saga = Self { number: Some(order.number.clone()), ..self.clone() };
                let stage = Stage::Reserving { order: Order::from(order.as_ref()) };
                saga.moved(stage, &[CommandKind::ReserveStock], NoteCode::StockAsked, now)
            }
            (Stage::Submitted, On::BackorderCreated(backorder)) => {
                let saga = Self { number: Some(backorder.order.number.clone()), ..self.clone() };
                let stage = Stage::Waiting { order: Order::from(&backorder.order), since: backorder.waits_since };
                saga.moved(stage, &[CommandKind::AwaitStock], NoteCode::StockAwaited, now)
            }
            (Stage::AwaitingOrder, On::BackorderCreated(backorder)) => {
                let saga = Self { number: Some(backorder.order.number.clone()), ..self.clone() };
                saga.moved(cancelled(), &[CommandKind::CancelOrder], NoteCode::CancelledOnArrival, now)
            }
            (Stage::Waiting { order, .. }, On::StockReserved(answer)) => {
                // Whether it can still go today is judged by now, not by when it was ordered.
                let order = Order { submitted_at: now, ..order.clone() };
                let stage = Stage::Scheduling { order, held: Held::from(answer) };
                self.moved(stage, &[CommandKind::ScheduleDelivery], NoteCode::DeliveryAsked, now)
            }
            (Stage::AwaitingOrder, On::OrderSubmitted(order)) => {
                let saga = Self { number: Some(order.number.clone()), ..self.clone() };
                saga.moved(cancelled(), &[CommandKind::CancelOrder], NoteCode::CancelledOnArrival, now)
            }
            (Stage::Reserving { order }, On::StockReserved(answer)) => {
                let stage = Stage::Scheduling { order: order.clone(), held: Held::from(answer) };
                self.moved(stage, &[CommandKind::ScheduleDelivery], NoteCode::DeliveryAsked, now)
            }
            (Stage::Scheduling { held, .. }, On::DeliveryScheduled(answer)) => {
                let outcome = Outcome::Confirmed { held: held.clone(), delivery: Delivery::from(answer) };
                let step = self.moved(done(outcome), &[CommandKind::ConfirmOrder], NoteCode::Confirmed, now);
                step.with("on", answer.on)
            }

            // Refused by the others.
            (Stage::Reserving { .. }, On::StockRefused(answer)) => {
                let reason = Reason::new(ReasonCode::NothingAvailable);
                let outcome = Outcome::Rejected { reason, lines: answer.lines.clone() };
                self.moved(done(outcome), &[CommandKind::RejectOrder], NoteCode::Rejected, now)
            }
            (Stage::Scheduling { .. }, On::DeliveryRefused(answer)) => {
                let undo = Undo::Rejecting { reason: answer.reason.clone() };
                let step = self.releasing(undo, NoteCode::ReleaseAskedToReject, now);
                step.because(&answer.reason)
            }
            (Stage::Releasing { undo: Undo::Rejecting { reason } }, On::StockReleased(_)) => {
                let outcome = Outcome::Rejected { reason: reason.clone(), lines: Vec::new() };
                self.moved(done(outcome), &[CommandKind::RejectOrder], NoteCode::Rejected, now).because(reason)
            }

            // Cancelled by request.
            (Stage::Submitted, On::CancelRequested(_)) => {
                let mut step = self.moved(Stage::AwaitingOrder, &[], NoteCode::CancellationCameFirst, now);
                step.saga.deadline_at = Some(now + FIRST_WAIT);
                step
            }
            (Stage::Reserving { order }, On::CancelRequested(_)) => {
                self.cancelling(Before::Reserving { order: order.clone() }, now)
            }
            (Stage::Waiting { order, since }, On::CancelRequested(_)) => {
                self.cancelling(Before::Waiting { order: order.clone(), since: *since }, now)
            }
            (Stage::Waiting { order, since }, On::BackorderExpired(_)) => {
                let undo = Undo::Cancelling { before: Before::Waiting { order: order.clone(), since: *since } };
                self.releasing(undo, NoteCode::WaitedTooLong, now)
            }
            (_, On::BackorderExpired(_)) => self.ignored(NoteCode::NotWaiting),
            (Stage::Scheduling { order, held }, On::CancelRequested(_)) => {
                self.cancelling(Before::Scheduling { order: order.clone(), held: held.clone() }, now)
            }
            (Stage::Done { outcome: Outcome::Confirmed { held, delivery } }, On::CancelRequested(_)) => {
                self.cancelling(Before::Confirmed { held: held.clone(), delivery: delivery.clone() }, now)
            }
            (Stage::Releasing { undo: Undo::Cancelling { .. } }, On::StockReleased(_)) => {
                let send = [CommandKind::CancelDelivery, CommandKind::CancelOrder];
                self.moved(Stage::Unscheduling, &send, NoteCode::Cancelled, now)
            }
            (Stage::Unscheduling, On::DeliveryCancelled(_)) => {
                self.moved(cancelled(), &[], NoteCode::DeliveryGivenBack, now)
            }
            (Stage::Releasing { undo: Undo::Cancelling { before } }, On::ReleaseRefused(answer)) => {
                self.cancellation_refused(before, &answer.reason, now)
            }
            (Stage::Releasing { undo: Undo::Rejecting { .. } }, On::ReleaseRefused(answer)) => self
                .needs_a_person(CommandKind::ReleaseStock, "stock of an order without delivery is being picked")
                .because(&answer.reason),
            (Stage::Releasing { undo: Undo::Rejecting { .. } }, On::CancelRequested(_)) => {
                self.ignored(NoteCode::RejectionStands)
            }
            (Stage::AwaitingOrder | Stage::Releasing { .. } | Stage::Unscheduling, On::CancelRequested(_)) => {
                self.ignored(NoteCode::AlreadyCancelling)
            }
            (Stage::Done { .. }, On::CancelRequested(_)) => self.ignored(NoteCode::AlreadyEnded),

            // Whatever the stage.
            (_, On::MarkStuck(dead)) => match self.outstanding().find(|kind| kind.name() == dead.command) {
                Some(kind) => self.needs_a_person(kind, &dead.error),
                None => self.ignored(NoteCode::Ignored).with("command", &dead.command),
            },
            (_, On::Deadline) => self.overdue(now),
            (_, On::Retry) => self.retried(now),

            // Answers that were overtaken, doubled, or never asked for.
            (
                _,
                On::OrderSubmitted(_)
                | On::BackorderCreated(_)
                | On::StockReserved(_)
                | On::StockRefused(_)
                | On::StockReleased(_)
                | On::ReleaseRefused(_)
                | On::DeliveryScheduled(_)
                | On::DeliveryRefused(_)
                | On::DeliveryCancelled(_),
            ) => self.ignored(NoteCode::Ignored),
        }
    }

    /// The command whose answer leads on.
    const fn awaited(&self) -> Option<CommandKind> {
        match self.stage {
            Stage::Reserving { .. } => Some(CommandKind::ReserveStock),
            Stage::Waiting { .. } => Some(CommandKind::AwaitStock),
            Stage::Scheduling { .. } => Some(CommandKind::ScheduleDelivery),
            Stage::Releasing { .. } => Some(CommandKind::ReleaseStock),
            Stage::Unscheduling => Some(CommandKind::CancelDelivery),
            Stage::Submitted | Stage::AwaitingOrder | Stage::Done { .. } => None,
        }
    }

    /// The commands that somebody must carry out for the present stage to be true, as they are sent first and again. Whoever
    /// has carried one out answers it again, or ignores it.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        CommandKind::ALL.into_iter().filter_map(|kind| self.command(kind)).collect()
    }

    /// The commands that somebody must carry out for the present stage to be true: the awaited one, and those to sales.
    fn outstanding(&self) -> impl Iterator<Item = CommandKind> {
        CommandKind::ALL.into_iter().filter(|kind| self.command(*kind).is_some())
    }

    /// A command of the present stage, as it is sent first and again; `None` if it is not outstanding.
    fn command(&self, kind: CommandKind) -> Option<Command> {
        let order_id = self.order_id;
        Some(match (kind, &self.stage) {
            (CommandKind::ReserveStock, Stage::Reserving { order }) => {
                Command::ReserveStock(order.reserve_stock(order_id))
            }
            (CommandKind::AwaitStock, Stage::Waiting { order, since }) => {
                Command::AwaitStock(order.await_stock(order_id, *since))
            }
            (CommandKind::ScheduleDelivery, Stage::Scheduling { order, held }) => Command::ScheduleDelivery(
                order.schedule_delivery(order_id, self.number.clone().unwrap_or_default(), held),
            ),
            (CommandKind::ReleaseStock, Stage::Releasing { .. }) => Command::ReleaseStock(ReleaseStock { order_id }),
            (CommandKind::CancelDelivery, Stage::Unscheduling) => Command::CancelDelivery(CancelDelivery { order_id }),
            (
                CommandKind::ConfirmOrder,
                Stage::Done { outcome: Outcome::Confirmed { held, delivery } }
                | Stage::Releasing { undo: Undo::Cancelling { before: Before::Confirmed { held, delivery } } },
            ) => Command::ConfirmOrder(ConfirmOrder {
                order_id,
                warehouse_id: held.warehouse_id,
                reserved: held.lines.clone(),
                delivery_id: delivery.delivery_id,
                on: delivery.on,
            }),
            (CommandKind::RejectOrder, Stage::Done { outcome: Outcome::Rejected { reason, lines } }) => {
                Command::RejectOrder(RejectOrder { order_id, reason: reason.clone(), lines: lines.clone() })
            }
            (CommandKind::CancelOrder, Stage::Unscheduling | Stage::Done { outcome: Outcome::Cancelled }) => {
                Command::CancelOrder(CancelOrder { order_id })
            }
            (CommandKind::RefuseCancellation, _) => {
                Command::RefuseCancellation(RefuseCancellation { order_id, reason: self.refusal.clone()? })
            }
            _ => return None,
        })
    }

    /// Progress: another stage, and the commands that it begins with.
    fn moved(&self, stage: Stage, send: &[CommandKind], code: NoteCode, now: DateTime<Utc>) -> Step {
        let mut saga = Self { stage, attempts: 0, ..self.clone() };
        let still: Vec<CommandKind> = saga.outstanding().filter(|kind| !send.contains(kind)).collect();
        saga.given_up.retain(|kind, _| still.contains(kind));
        saga.deadline_at = saga.awaited().map(|kind| now + first_wait(kind));
        let note = LogNote::new(code);
        saga.sends(send, note)
    }

    /// This saga, having sent these commands.
    fn sends(self, send: &[CommandKind], note: LogNote) -> Step {
        let commands = send.iter().filter_map(|kind| self.command(*kind)).collect();
        let names: Vec<&str> = send.iter().map(|kind| kind.name()).collect();
        let note = if names.is_empty() { note } else { note.with("sent", names.join(", ")) };
        Step { saga: self, commands, note, verdict: Verdict::Taken }
    }

    fn releasing(&self, undo: Undo, code: NoteCode, now: DateTime<Utc>) -> Step {
        self.moved(Stage::Releasing { undo }, &[CommandKind::ReleaseStock], code, now)
    }

    fn cancelling(&self, before: Before, now: DateTime<Utc>) -> Step {
        // The answer to this request replaces the one that an earlier request got.
        let saga = Self { refusal: None, ..self.clone() };
        saga.releasing(Undo::Cancelling { before }, NoteCode::ReleaseAskedToCancel, now)
    }

    fn cancellation_refused(&self, before: &Before, reason: &Reason, now: DateTime<Utc>) -> Step {
        let (stage, again) = match before.clone() {
            Before::Reserving { order } => (Stage::Reserving { order }, Some(CommandKind::ReserveStock)),
            Before::Waiting { order, since } => (Stage::Waiting { order, since }, Some(CommandKind::AwaitStock)),
            Before::Scheduling { order, held } => {
                (Stage::Scheduling { order, held }, Some(CommandKind::ScheduleDelivery))
            }
            Before::Confirmed { held, delivery } => (done(Outcome::Confirmed { held, delivery }), None),
        };
        let send: Vec<CommandKind> = [CommandKind::RefuseCancellation].into_iter().chain(again).collect();
        let saga = Self { refusal: Some(reason.clone()), ..self.clone() };
        saga.moved(stage, &send, NoteCode::CancellationRefused, now).because(reason)
    }

    /// A command that will not be carried out until a person has looked.
    fn needs_a_person(&self, kind: CommandKind, error: &str) -> Step {
        let mut saga = self.clone();
        saga.given_up.insert(kind, error.chars().take(ERROR_LENGTH).collect());
        if saga.awaited() == Some(kind) {
            saga.deadline_at = None;
        }
        saga.sends(&[], LogNote::new(NoteCode::CommandGivenUp).with("command", kind.name()))
    }

    fn overdue(&self, now: DateTime<Utc>) -> Step {
        if self.deadline_at.is_none_or(|deadline| deadline > now) {
            return self.nothing();
        }
        let mut saga = self.clone();
        if let Stage::Waiting { .. } = saga.stage {
            saga.deadline_at = Some(now + REMIND);
            return saga.sends(&[CommandKind::AwaitStock], LogNote::new(NoteCode::StillWaiting));
        }
        saga.attempts = self.attempts.saturating_add(1);
        // An order that does not come cannot be asked for again: it is shown as late, once.
        let (send, code) = match saga.awaited() {
            Some(kind) => (vec![kind], NoteCode::SentAgain),
            None => (vec![], NoteCode::OrderOverdue),
        };
        saga.deadline_at = saga.awaited().map(|_| now + wait_after(saga.attempts));
        let attempts = saga.attempts;
        saga.sends(&send, LogNote::new(code).with("attempt", attempts))
    }

    fn retried(&self, now: DateTime<Utc>) -> Step {
        if self.health() == Health::OnTime {
            return self.nothing();
        }
        let send: Vec<CommandKind> = self
            .outstanding()
            .filter(|kind| Some(*kind) == self.awaited() || self.given_up.contains_key(kind))
            .collect();
        let mut saga = Self { attempts: 0, given_up: BTreeMap::new(), ..self.clone() };
        let wait = saga.awaited().map_or(FIRST_WAIT, first_wait);
        saga.deadline_at = saga.waiting_for().map(|_| now + wait);
        saga.sends(&send, LogNote::new(NoteCode::Retried))
    }

    fn ignored(&self, code: NoteCode) -> Step {
        Step { verdict: Verdict::Ignored, ..self.nothing() }.noted(code)
    }

    fn nothing(&self) -> Step {
        let note = LogNote::new(NoteCode::Ignored);
        Step { saga: self.clone(), commands: Vec::new(), note, verdict: Verdict::Nothing }
    }
}

impl Step {
    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.note = self.note.with(name, value);
        self
    }

    fn because(self, reason: &Reason) -> Self {
        self.with("reason", note::code_name(reason.code))
    }

    fn noted(mut self, code: NoteCode) -> Self {
        self.note.code = code;
        self
    }
}

/// How long the answer to a command may take before anything is done about it.
fn first_wait(kind: CommandKind) -> TimeDelta {
    if kind == CommandKind::AwaitStock { REMIND } else { FIRST_WAIT }
}

/// The wait before a command is sent again that was sent again `attempts` times.
fn wait_after(attempts: u32) -> TimeDelta {
    let doubled = FIRST_WAIT.checked_mul(1_i32.checked_shl(attempts.min(16)).unwrap_or(i32::MAX));
    doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

const fn done(outcome: Outcome) -> Stage {
    Stage::Done { outcome }
}

const fn cancelled() -> Stage {
    done(Outcome::Cancelled)
}
