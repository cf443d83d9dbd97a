//! What commands beside a running `storeflow up` ask of it: a copy of all databases as of one instant.
//!
//! They ask through a socket in the data folder that only the folder's owner can open: whoever can may read the data anyway, so
//! nobody needs a password for a nightly backup, and nothing of it can be reached over the network.

use anyhow::Context;
use chassis::Db;
use chassis::run::start_task;
use chassis::snapshot::snapshot;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;

/// The socket in the data folder.
pub const SOCKET: &str = "storeflow.sock";
/// What the folders of copies are called; those that a killed process left are removed at the next start.
pub const COPIES: &str = "snapshot-";

/// The databases of a data folder.
#[derive(Clone)]
pub struct Databases {
    /// As given to [`Db::open`].
    pub url: String,
    /// All of them.
    pub dbs: Vec<Db>,
    /// The data folder.
    pub data: PathBuf,
}

/// Copies of all databases; the folder is removed when this is dropped.
pub struct Copies {
    /// Where they are.
    pub folder: PathBuf,
    /// What they show.
    pub taken_at: DateTime<Utc>,
}

impl Drop for Copies {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Databases {
    /// Copies them into a folder beside them, which nobody else can read.
    ///
    /// # Errors
    /// When they do not answer, or there is no room for them a second time.
    pub async fn copy(&self) -> anyhow::Result<Copies> {
        let folder = self.data.join(format!("{COPIES}{}", uuid::Uuid::new_v4().simple()));
        std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
        let mut copies = Copies { folder, taken_at: DateTime::UNIX_EPOCH };
        copies.taken_at = snapshot(&self.url, &self.dbs, &copies.folder).await?;
        Ok(copies)
    }
}

/// Removes copies that a killed process left. The caller owns the folder.
pub fn remove_left_copies(data: &Path) {
    for entry in std::fs::read_dir(data).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(COPIES) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// The path of a socket may have 107 bytes only, a data folder's more: then it is named by the open folder.
fn reachable(data: &Path) -> anyhow::Result<(PathBuf, Option<std::fs::File>)> {
    let path = data.join(SOCKET);
    if path.as_os_str().len() < 100 {
        return Ok((path, None));
    }
    let folder = std::fs::File::open(data)?;
    Ok((PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", folder.as_raw_fd())), Some(folder)))
}

/// Opens the socket. The caller owns the folder.
///
/// # Errors
/// When it cannot be made.
pub fn listen(data: &Path) -> anyhow::Result<UnixListener> {
    let (path, _folder) = reachable(data)?;
    let _ = std::fs::remove_file(&path);
    let listener =
        UnixListener::bind(&path).with_context(|| format!("{} cannot be made", data.join(SOCKET).display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers the commands until `stop`.
pub async fn serve(listener: UnixListener, databases: Databases, stop: CancellationToken) {
    loop {
        let asked = tokio::select! {
            asked = listener.accept() => asked,
            () = stop.cancelled() => break,
        };
        if let Ok((stream, _)) = asked {
            let (databases, stop) = (databases.clone(), stop.clone());
            drop(start_task(async move {
                if let Err(error) = answer(stream, &databases, stop).await {
                    tracing::warn!(%error, "a command beside this process was not answered");
                }
            }));
        }
    }
}

/// Removes the socket. The caller still owns the folder.
pub fn close(data: &Path) {
    let _ = std::fs::remove_file(data.join(SOCKET));
}

/// What the command is told.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Told {
    /// The folder's name inside the data folder: the command may see that under another path.
    Copied {
        folder: String,
        taken_at: DateTime<Utc>,
    },
    Failed(String),
}

const COPY: &str = "copy";

async fn answer(stream: UnixStream, databases: &Databases, stop: CancellationToken) -> anyhow::Result<()> {
    let (asks, mut tells) = stream.into_split();
    let mut asks = BufReader::new(asks);
    let mut line = String::new();
    (&mut asks).take(100).read_line(&mut line).await?;
    let copies = if line.trim() == COPY { databases.copy().await } else { Err(anyhow::anyhow!("unknown command")) };
    let told = match &copies {
        Ok(copies) => {
            let name = copies.folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Told::Copied { folder: name, taken_at: copies.taken_at }
        }
        Err(error) => Told::Failed(format!("{error:#}")),
    };
    tells.write_all(format!("{}\n", serde_json::to_string(&told)?).as_bytes()).await?;
    // The copies stay for as long as the command reads them.
    tokio::select! {
        _ = asks.read_line(&mut line) => {}
        () = stop.cancelled() => {}
    }
    Ok(())
}

/// Copies that a running process has made, kept until this is dropped.
pub struct Borrowed {
    /// Where they are.
    pub folder: PathBuf,
    /// What they show.
    pub taken_at: DateTime<Utc>,
    _stream: UnixStream,
}

/// Asks the process that runs on a data folder for copies.
///
/// # Errors
/// When it does not answer, or could not make them.
pub async fn ask_for_copies(data: &Path) -> anyhow::Result<Borrowed> {
    let (path, _folder) = reachable(data)?;
    let advice = || format!("StoreFlow runs on {} and does not answer commands beside it", data.display());
    let mut stream = UnixStream::connect(path).await.with_context(advice)?;
    stream.write_all(format!("{COPY}\n").as_bytes()).await?;
    let mut line = String::new();
    BufReader::new(&mut stream).read_line(&mut line).await?;
    match serde_json::from_str(&line).with_context(advice)? {
        Told::Copied { folder, taken_at } => Ok(Borrowed { folder: data.join(folder), taken_at, _stream: stream }),
        Told::Failed(error) => anyhow::bail!("{error}"),
    }
}
