//! What operators chart of stock: who waits for it.

use chassis::telemetry::Figure;
use chassis::{App, DbError};

use crate::store;

/// How many orders stand in line, and for how long the first of them.
pub(crate) async fn count(app: App) -> Result<Vec<Figure>, DbError> {
    let (orders, oldest) = store::waiting::length(app.db()).await?;
    let seconds = oldest.map_or(0, |since| (app.now() - since).num_seconds().max(0));
    let figure = |name, unit, value| Figure { name, unit, value, labels: vec![] };
    #[expect(clippy::cast_precision_loss, reason = "charts need no more digits")]
    Ok(vec![
        figure("storeflow.stock.waiting_orders", "{order}", orders as f64),
        figure("storeflow.stock.longest_wait", "s", seconds as f64),
    ])
}
