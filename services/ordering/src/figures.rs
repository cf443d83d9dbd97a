//! What operators chart of sagas. Backorders that stand in line are no sagas that do not get on; inventory charts them.

use crate::store;
use chassis::telemetry::Figure;
use chassis::{App, DbError};

/// How many are under way, late and stuck, and how old the oldest is that is under way.
pub async fn count(app: App) -> Result<Vec<Figure>, DbError> {
    let store::Open { sagas, oldest, late, stuck } = store::open(app.db()).await?;
    let seconds = oldest.map_or(0, |since| (app.now() - since).num_seconds().max(0));
    #[expect(clippy::cast_precision_loss, reason = "charts need no more digits")]
    let figure = |name, unit, value: i64| Figure { name, unit, value: value as f64, labels: vec![] };
    Ok(vec![
        figure("storeflow.sagas.open", "{saga}", sagas),
        figure("storeflow.sagas.oldest", "s", seconds),
        figure("storeflow.sagas.late", "{saga}", late),
        figure("storeflow.sagas.stuck", "{saga}", stuck),
    ])
}
