//! What the saga hears and what it sends.

use contracts::Message;
use contracts::inventory::{
    AwaitStock, ReleaseRefused, ReleaseStock, ReserveStock, StockRefused, StockReleased, StockReserved,
};
use contracts::logistics::{CancelDelivery, DeliveryCancelled, DeliveryRefused, DeliveryScheduled, ScheduleDelivery};
use contracts::ordering::MarkStuck;
use contracts::sales::{
    BackorderCreated, BackorderExpired, CancelOrder, CancelRequested, ConfirmOrder, OrderSubmitted, RefuseCancellation,
    RejectOrder,
};
use serde::{Deserialize, Serialize};

/// What can happen to a saga.
#[derive(Clone, Debug, PartialEq)]
pub enum SagaEvent {
    /// sales accepted the order.
    OrderSubmitted(Box<OrderSubmitted>),
    /// sales split it off from another order.
    BackorderCreated(Box<BackorderCreated>),
    /// It has waited for too long.
    BackorderExpired(BackorderExpired),
    /// Somebody asks for it to be cancelled.
    CancelRequested(CancelRequested),
    /// Stock is held.
    StockReserved(StockReserved),
    /// No warehouse can fill it.
    StockRefused(StockRefused),
    /// Nothing is held, and nothing will be.
    StockReleased(StockReleased),
    /// Picking has begun.
    ReleaseRefused(ReleaseRefused),
    /// It has a delivery day.
    DeliveryScheduled(DeliveryScheduled),
    /// There is no day with room.
    DeliveryRefused(DeliveryRefused),
    /// It takes no room on any day, and will not.
    DeliveryCancelled(DeliveryCancelled),
    /// A command was given up by its receiver.
    MarkStuck(MarkStuck),
    /// The answer to the awaited command is overdue.
    Deadline,
    /// A person says: try again.
    Retry,
}

impl SagaEvent {
    /// The name kept in the log: the message's, or `deadline`, or `retry`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OrderSubmitted(_) => OrderSubmitted::NAME,
            Self::BackorderCreated(_) => BackorderCreated::NAME,
            Self::BackorderExpired(_) => BackorderExpired::NAME,
            Self::CancelRequested(_) => CancelRequested::NAME,
            Self::StockReserved(_) => StockReserved::NAME,
            Self::StockRefused(_) => StockRefused::NAME,
            Self::StockReleased(_) => StockReleased::NAME,
            Self::ReleaseRefused(_) => ReleaseRefused::NAME,
            Self::DeliveryScheduled(_) => DeliveryScheduled::NAME,
            Self::DeliveryRefused(_) => DeliveryRefused::NAME,
            Self::DeliveryCancelled(_) => DeliveryCancelled::NAME,
            Self::MarkStuck(_) => MarkStuck::NAME,
            Self::Deadline => "deadline",
            Self::Retry => "retry",
        }
    }
}

/// What the saga can send.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each is documented in contracts")]
pub enum Command {
    ReserveStock(ReserveStock),
    AwaitStock(AwaitStock),
    ReleaseStock(ReleaseStock),
    ScheduleDelivery(ScheduleDelivery),
    CancelDelivery(CancelDelivery),
    ConfirmOrder(ConfirmOrder),
    RejectOrder(RejectOrder),
    CancelOrder(CancelOrder),
    RefuseCancellation(RefuseCancellation),
}

/// Which [`Command`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented in contracts")]
pub enum CommandKind {
    ReserveStock,
    AwaitStock,
    ReleaseStock,
    ScheduleDelivery,
    CancelDelivery,
    ConfirmOrder,
    RejectOrder,
    CancelOrder,
    RefuseCancellation,
}

impl Command {
    /// Which it is.
    #[must_use]
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::ReserveStock(_) => CommandKind::ReserveStock,
            Self::AwaitStock(_) => CommandKind::AwaitStock,
            Self::ReleaseStock(_) => CommandKind::ReleaseStock,
            Self::ScheduleDelivery(_) => CommandKind::ScheduleDelivery,
            Self::CancelDelivery(_) => CommandKind::CancelDelivery,
            Self::ConfirmOrder(_) => CommandKind::ConfirmOrder,
            Self::RejectOrder(_) => CommandKind::RejectOrder,
            Self::CancelOrder(_) => CommandKind::CancelOrder,
            Self::RefuseCancellation(_) => CommandKind::RefuseCancellation,
        }
    }
}

impl CommandKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::ReserveStock,
        Self::AwaitStock,
        Self::ReleaseStock,
        Self::ScheduleDelivery,
        Self::CancelDelivery,
        Self::ConfirmOrder,
        Self::RejectOrder,
        Self::CancelOrder,
        Self::RefuseCancellation,
    ];

    /// The name of the message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReserveStock => ReserveStock::NAME,
            Self::AwaitStock => AwaitStock::NAME,
            Self::ReleaseStock => ReleaseStock::NAME,
            Self::ScheduleDelivery => ScheduleDelivery::NAME,
            Self::CancelDelivery => CancelDelivery::NAME,
            Self::ConfirmOrder => ConfirmOrder::NAME,
            Self::RejectOrder => RejectOrder::NAME,
            Self::CancelOrder => CancelOrder::NAME,
            Self::RefuseCancellation => RefuseCancellation::NAME,
        }
    }
}
