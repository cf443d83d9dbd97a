//! `storeflow backup`: everything of a company, to begin again from.
//!
//! On one machine it is one file, with all databases as they were at one instant, the media, the mails and the key. In a
//! cluster it is a dump of each database, one after the other; what that means is in ADR 0014.

use crate::archive::{Kept, Manifest, Writing, weigh};
use crate::beside::{self, COPIES, Databases, SOCKET};
use crate::one_machine::{AlreadyRunning, Folder, LOCK};
use crate::{postgres_tools, reconcile};
use anyhow::{Context, ensure};
use chassis::{Clock, Company};
use contracts::Service;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The order in which a cluster's databases are dumped: who repeats its questions before who keeps the answers, who keeps
/// copies before their owner. Whatever a later dump has more than an earlier one is then told or asked again (ADR 0014).
pub const DUMP_ORDER: [Service; 7] = [
    Service::Insights,
    Service::Ordering,
    Service::Logistics,
    Service::Inventory,
    Service::Sales,
    Service::Purchasing,
    Service::Identity,
];

/// The manifest of a cluster's backup.
pub const MANIFEST: &str = "manifest.json";

/// The dump of a service in the folder of a cluster's backup.
#[must_use]
pub fn dump_of(folder: &Path, service: Service) -> PathBuf {
    folder.join(format!("{service}.dump"))
}

/// Backs a data folder up into a file, whether it is in use or not.
///
/// # Errors
/// When there is no company in it, or no room.
pub async fn one_machine(data: &Path, to: &Path, company: Company, clock: Clock) -> anyhow::Result<String> {
    let there = data.join(format!("{}.db", Service::Identity)).exists();
    ensure!(there, "there is no company in {}", data.display());
    ensure!(!to.exists(), "{} is there already; choose another name", to.display());
    let manifest = match Folder::own(data) {
        Ok(mut folder) => {
            folder.say("a backup is being made of it")?;
            let url = format!("sqlite://{}/{{service}}.db", data.display());
            let dbs = reconcile::open(&url, company, clock).await?.into_values().collect();
            let copies = Databases { url, dbs, data: data.to_owned() }.copy().await?;
            archive(data, &copies.folder, copies.taken_at, to).await?
        }
        Err(error) if error.is::<AlreadyRunning>() => {
            let copies = beside::ask_for_copies(data).await?;
            archive(data, &copies.folder, copies.taken_at, to).await?
        }
        Err(error) => return Err(error),
    };
    let (files, megabytes) = (manifest.files.len(), manifest.bytes().div_ceil(1_000_000));
    let taken_at = manifest.taken_at.format("%Y-%m-%d %H:%M:%S");
    Ok(format!(
        "{} holds the company as of {taken_at} UTC: {files} files, {megabytes} MB. It holds its secrets too; keep it safe.",
        to.display()
    ))
}

async fn archive(
    data: &Path,
    copies: &Path,
    taken_at: chrono::DateTime<chrono::Utc>,
    to: &Path,
) -> anyhow::Result<Manifest> {
    let (data, copies, to) = (data.to_owned(), copies.to_owned(), to.to_owned());
    chassis::blocking(move || {
        let mut writing = Writing::begin(&to, taken_at)?;
        for service in Service::ALL {
            let name = format!("{service}.db");
            writing.add(&name, &copies.join(&name))?;
        }
        let mut others = Vec::new();
        find(&data, &data, &to, &mut others)?;
        for (name, path) in others {
            writing.add(&name, &path)?;
        }
        writing.finish()
    })
    .await
}

/// What a data folder holds beside its databases: media, mails, keys.
fn find(root: &Path, folder: &Path, to: &Path, found: &mut Vec<(String, PathBuf)>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
        let own = [".db", ".db-wal", ".db-shm", ".partial"].iter().any(|end| name.ends_with(end)) && folder == root;
        // The lock, the socket, the databases themselves and an older backup that somebody keeps here.
        if own || name == LOCK || name == SOCKET || name.starts_with(COPIES) || path == to {
            continue;
        }
        if kind.is_dir() {
            find(root, &path, to, found)?;
        } else if kind.is_file() {
            found.push((name, path));
        }
    }
    found.sort();
    Ok(())
}

/// Dumps every database of a cluster into a new folder, with `pg_dump`, while the cluster runs.
///
/// # Errors
/// When the folder is there already, `pg_dump` is missing, or a database does not answer.
pub async fn cluster(database_url: &str, folder: &Path, clock: &Clock) -> anyhow::Result<String> {
    ensure!(!folder.exists(), "{} is there already; choose another name", folder.display());
    let new = || std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    new().with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut manifest = Manifest::new(clock.now());
    for service in DUMP_ORDER {
        let dump = dump_of(folder, service);
        postgres_tools::dump(database_url, service, &dump).await?;
        let weighed: Kept = chassis::blocking(move || weigh(&dump)).await?;
        manifest.files.insert(format!("{service}.dump"), weighed);
    }
    let file = std::fs::File::options().write(true).create_new(true).mode(0o600).open(folder.join(MANIFEST))?;
    serde_json::to_writer_pretty(&file, &manifest)?;
    file.sync_all()?;
    let megabytes = manifest.bytes().div_ceil(1_000_000);
    Ok(format!(
        "{} holds a dump of each service ({megabytes} MB). Media and the wrapping key are not in it; they are where you keep them.",
        folder.display()
    ))
}
