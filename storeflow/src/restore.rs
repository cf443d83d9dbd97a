//! `storeflow restore`: a company begins again from a backup.

use crate::archive::{self, Manifest, weigh};
use crate::backup::{DUMP_ORDER, MANIFEST, dump_of};
use crate::one_machine::Folder;
use crate::postgres_tools;
use anyhow::{Context, ensure};
use chassis::{Clock, Company, Db, DbError, Sql, Tx};
use contracts::Service;
use serde_json::json;
use std::path::Path;
use uuid::Uuid;

/// Orders that were accepted after the backup are lost, but people know their numbers. So many are never given again.
const NUMBERS_LEFT_OUT: i64 = 10_000;

/// Restores a backup of one machine into an empty folder.
///
/// # Errors
/// When the folder is not empty, or the backup is damaged; the folder is empty again then.
pub async fn one_machine(from: &Path, data: &Path, company: Company, clock: Clock) -> anyhow::Result<String> {
    let advice = || format!("{} is not empty; name a new folder with --data", data.display());
    ensure!(is_empty(data)?, advice());
    let folder = Folder::own(data)?;
    let restored = fill(from, data, company, clock).await;
    if restored.is_err() {
        empty(data);
    }
    drop(folder);
    let manifest = restored.with_context(|| format!("{} cannot be restored", from.display()))?;
    let taken_at = manifest.taken_at.format("%Y-%m-%d %H:%M:%S");
    Ok(format!(
        "{} holds the company as of {taken_at} UTC. Start it with: storeflow up --data {}\n\
         Whatever was done after that instant has to be done again (docs/runbooks/restore.md).",
        data.display(),
        data.display()
    ))
}

fn is_empty(folder: &Path) -> anyhow::Result<bool> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", folder.display())),
    }
}

fn empty(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    }
}

async fn fill(from: &Path, data: &Path, company: Company, clock: Clock) -> anyhow::Result<Manifest> {
    let (source, target) = (from.to_owned(), data.to_owned());
    let manifest = chassis::blocking(move || archive::extract(&source, &target)).await?;
    let url = format!("sqlite://{}/{{service}}.db", data.display());
    for service in Service::ALL {
        let is_there = data.join(format!("{service}.db")).exists();
        if !is_there && may_be_missing(service) {
            continue;
        }
        ensure!(is_there, "the database of {service} is not in it");
        let db = Db::open(&url, service, clock.clone(), company.clone(), 1).await?;
        check(&db).await.with_context(|| format!("the database of {service}"))?;
        note(&db, &manifest).await?;
    }
    Ok(manifest)
}

/// What owns nothing can be missing from a backup that is older than the service: it is told everything again.
fn may_be_missing(service: Service) -> bool {
    service == Service::Insights
}

async fn check(db: &Db) -> anyhow::Result<()> {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        integrity_check: String,
    }
    let rows: Vec<Row> = db.all("PRAGMA integrity_check", vec![]).await?;
    let says: Vec<String> = rows.into_iter().map(|row| row.integrity_check).filter(|says| says != "ok").collect();
    ensure!(says.is_empty(), "it is damaged: {}", says.join("; "));
    Ok(())
}

/// The audit log says where its gap is.
async fn note(db: &Db, manifest: &Manifest) -> Result<(), DbError> {
    let taken_at = manifest.taken_at;
    db.write(move |tx: Tx| async move {
        tx.audit(Uuid::nil(), "restored_from_backup", json!({"taken_at": taken_at}));
        chassis::http::changes::begin_anew(&tx).await?;
        if tx.service() == Service::Sales {
            sales::skip_numbers(&tx, NUMBERS_LEFT_OUT).await?;
        }
        Ok(())
    })
    .await
}

/// Fills the empty databases of a cluster, or of one service of it, from a backup.
///
/// # Errors
/// When a dump is damaged, a database is not empty, or `pg_restore` is missing.
pub async fn cluster(
    database_url: &str,
    folder: &Path,
    only: Option<Service>,
    clock: &Clock,
    company: &Company,
) -> anyhow::Result<String> {
    let text = std::fs::read(folder.join(MANIFEST)).with_context(|| format!("{} is no backup", folder.display()))?;
    let manifest = Manifest::read(&text)?;
    let is_there = |service: &Service| manifest.files.contains_key(&format!("{service}.dump"));
    let services: Vec<Service> = DUMP_ORDER
        .into_iter()
        .filter(|service| only.is_none_or(|one| one == *service))
        .filter(|service| only.is_some() || is_there(service) || !may_be_missing(*service))
        .collect();
    for service in &services {
        let (dump, name) = (dump_of(folder, *service), format!("{service}.dump"));
        let kept = manifest.files.get(&name).with_context(|| format!("{name} is not in the backup"))?;
        let found = chassis::blocking(move || weigh(&dump)).await.with_context(|| format!("{name} cannot be read"))?;
        ensure!(found == *kept, "{name} is damaged: its checksum is not that of the manifest");
        ensure_empty(database_url, *service, clock, company).await?;
    }
    for service in &services {
        postgres_tools::fill(database_url, *service, &dump_of(folder, *service)).await?;
        let db = Db::open(database_url, *service, clock.clone(), company.clone(), 1).await?;
        note(&db, &manifest).await?;
    }
    let names: Vec<&str> = services.iter().map(|service| service.name()).collect();
    Ok(format!(
        "Restored: {}. Before these services start, run: storeflow reconcile --cluster (docs/runbooks/restore.md).",
        names.join(", ")
    ))
}

async fn ensure_empty(database_url: &str, service: Service, clock: &Clock, company: &Company) -> anyhow::Result<()> {
    #[derive(sea_orm::FromQueryResult)]
    struct Tables {
        tables: i64,
    }
    let db = Db::open(database_url, service, clock.clone(), company.clone(), 1).await?;
    let sql = "SELECT COUNT(*) AS tables FROM pg_tables WHERE schemaname = 'public'";
    let found: Option<Tables> = db.one(sql, vec![]).await.with_context(|| format!("the database of {service}"))?;
    let empty = found.is_some_and(|found| found.tables == 0);
    ensure!(empty, "the database of {service} is not empty; make a new one and name it with --database-url");
    Ok(())
}
