//! Tells others what shops have bought: some minutes after the fact and in batches of hundreds, so that no order waits for it and
//! nothing is written for each one (ADR 0018). A cursor remembers up to where it has told; what is told twice changes nothing.

use crate::order::{Order, OrderStatus};
use crate::store::{self, told};
use chassis::{App, DbError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::sales::{BoughtLine, OrderStanding, OrderState, OrdersChanged, TOLD_FOR_DAYS};
use contracts::{OrderId, Service};
use std::time::Duration;

/// How often it is told.
pub const EVERY: Duration = Duration::from_secs(15);
/// What was changed this long ago has been committed: no transaction lasts longer than half of it.
const SETTLED: TimeDelta = TimeDelta::seconds(60);
/// Orders of one message.
const MOST: usize = 500;
/// Messages of one run: a long past is told little by little.
const AT_ONCE: usize = 10;

/// Tells of the orders that have changed since the last time.
///
/// # Errors
/// When the database does not answer; the next run goes on.
pub async fn run(app: App) -> anyhow::Result<()> {
    let until = app.now() - SETTLED;
    for _ in 0..AT_ONCE {
        let cursor = match told::cursor(app.db()).await? {
            Some(cursor) => cursor,
            None => told::first(app.db(), since(&app)).await?,
        };
        let changed = told::changed_after(app.db(), cursor, until, MOST).await?;
        let Some(last) = changed.last() else { break };
        let (end, is_last) = ((last.changed_at, last.id), changed.len() < MOST);
        let ids: Vec<OrderId> = changed.iter().filter(|it| it.matters(since(&app))).map(|it| OrderId(it.id)).collect();
        app.db()
            .write(move |tx: Tx| async move {
                tell(&tx, &ids, None).await?;
                told::move_cursor(&tx, end).await
            })
            .await?;
        if is_last {
            break;
        }
    }
    Ok(())
}

fn since(app: &App) -> DateTime<Utc> {
    app.now() - TimeDelta::days(TOLD_FOR_DAYS)
}

/// Tells of all orders of the last half year again, to all or to one; answers how many.
///
/// # Errors
/// [`DbError`]; what was sent until then is sent, and doing it again is harmless.
pub async fn republish(app: App, to: Option<Service>) -> Result<u64, DbError> {
    let (mut sent, mut after) = (0, (since(&app), uuid::Uuid::nil()));
    loop {
        let some = told::created_after(app.db(), after, MOST).await?;
        let Some(last) = some.last() else { return Ok(sent) };
        after = (last.created_at, last.id);
        let ids: Vec<OrderId> = some.iter().filter(|it| it.matters(since(&app))).map(|it| OrderId(it.id)).collect();
        sent += ids.len() as u64;
        let told: Result<(), DbError> = app.db().write(move |tx: Tx| async move { tell(&tx, &ids, to).await }).await;
        told?;
    }
}

async fn tell(tx: &Tx, ids: &[OrderId], to: Option<Service>) -> Result<(), DbError> {
    let items: Vec<OrderState> = store::orders(tx, ids).await?.iter().map(state).collect();
    if !items.is_empty() {
        tx.publish_to(&OrdersChanged { items }, to);
    }
    Ok(())
}

/// An order as others see it.
fn state(order: &Order) -> OrderState {
    let standing = match order.status {
        OrderStatus::Confirmed
        | OrderStatus::Scheduled
        | OrderStatus::Picking
        | OrderStatus::InTransit
        | OrderStatus::Delivered => OrderStanding::Bought,
        OrderStatus::Submitted
        | OrderStatus::Backordered
        | OrderStatus::Rejected
        | OrderStatus::Cancelled
        | OrderStatus::DeliveryFailed => OrderStanding::Undone,
    };
    let lines = order.lines.iter().map(|line| BoughtLine { product_id: line.product_id, units: line.ordered });
    OrderState {
        id: order.id,
        version: order.version,
        customer_id: order.customer_id,
        submitted_at: order.submitted_at,
        standing,
        lines: lines.collect(),
    }
}
