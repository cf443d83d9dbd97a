//! `storeflow migrate`: brings a service's database and the broker's topology to what this build needs.

use crate::parts::{PartsConfig, part};
use chassis::Db;
use chassis::run::Surroundings;
use contracts::Service;

/// Migrates one service. Safe to run from several machines at once, and while the build before this one serves.
///
/// # Errors
/// When the database or the broker does not answer.
pub async fn migrate(service: Service, around: &Surroundings) -> anyhow::Result<()> {
    let def = part(service, &PartsConfig::default());
    let db = Db::open(&around.database_url, service, around.clock.clone(), around.company.clone(), 2).await?;
    chassis::migrations::migrate(&db, &around.database_url, def.own_migrations()).await?;
    around.transport.prepare().await?;
    tracing::info!(%service, "migrated");
    Ok(())
}
