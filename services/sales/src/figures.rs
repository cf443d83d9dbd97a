//! What operators chart of orders.

use crate::store;
use chassis::telemetry::Figure;
use chassis::{App, DbError};

/// How many orders are under way, by state; and how much of what was ordered last could be had at once.
///
/// # Errors
/// [`DbError`].
pub async fn count(app: App) -> Result<Vec<Figure>, DbError> {
    #[expect(clippy::cast_precision_loss, reason = "charts need no more digits")]
    let number = |count: i64| count as f64;
    let mut figures = Vec::new();
    for (status, orders) in store::under_way(app.db()).await? {
        let labels = vec![("order.status", status.name().to_owned())];
        figures.push(Figure { name: "storeflow.orders", unit: "{order}", value: number(orders), labels });
    }
    if let Some((had, ordered)) = store::had_at_once(app.db()).await? {
        let value = number(had) / number(ordered.max(1));
        figures.push(Figure { name: "storeflow.orders.fill_rate", unit: "1", value, labels: vec![] });
    }
    Ok(figures)
}
