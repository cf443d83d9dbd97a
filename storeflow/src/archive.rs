//! A backup of one machine: a ZIP file with everything that the data folder holds, and a manifest with a checksum of each file.

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What the manifest is called in the archive.
const MANIFEST: &str = "manifest.json";
/// Raised when an older build could not restore what a newer one writes.
const FORMAT: u32 = 1;
/// Backups hold secrets: only their owner reads them.
const SECRET: u32 = 0o600;

/// What is in a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// How to read it.
    format: u32,
    /// The build that made it.
    storeflow: String,
    /// The instant that its databases show.
    pub taken_at: DateTime<Utc>,
    /// Every file, by its path.
    pub files: BTreeMap<String, Kept>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its size.
    pub bytes: u64,
    /// Its checksum, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Of nothing yet.
    #[must_use]
    pub fn new(taken_at: DateTime<Utc>) -> Self {
        let storeflow = env!("CARGO_PKG_VERSION").to_owned();
        Self { format: FORMAT, storeflow, taken_at, files: BTreeMap::new() }
    }

    /// How much all files are together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|kept| kept.bytes).sum()
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it is none, or one of a newer build.
    pub fn read(text: &[u8]) -> anyhow::Result<Self> {
        let manifest: Self = serde_json::from_slice(text).context("its manifest cannot be read")?;
        let (format, build) = (manifest.format, &manifest.storeflow);
        ensure!(format <= FORMAT, "it was made by StoreFlow {build}, which is newer than this one; use that");
        Ok(manifest)
    }
}

/// Copies what there is to read, with its size and checksum.
fn pass_on(from: &mut impl Read, to: &mut impl Write) -> std::io::Result<Kept> {
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 256 * 1024]);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        bytes += read as u64;
    }
    let sha256 = hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Ok(Kept { bytes, sha256 })
}

/// Size and checksum of a file.
///
/// # Errors
/// When it cannot be read.
pub fn weigh(file: &Path) -> std::io::Result<Kept> {
    pass_on(&mut BufReader::new(File::open(file)?), &mut std::io::sink())
}

/// A backup that is being written. It appears under its name when it is whole.
pub struct Writing {
    zip: Option<ZipWriter<BufWriter<File>>>,
    manifest: Manifest,
    partial: PathBuf,
    to: PathBuf,
}

impl Drop for Writing {
    fn drop(&mut self) {
        // Gone if it was finished.
        let _ = std::fs::remove_file(&self.partial);
    }
}

impl Writing {
    /// Begins one.
    ///
    /// # Errors
    /// When there is a file of that name, or none can be made there.
    pub fn begin(to: &Path, taken_at: DateTime<Utc>) -> anyhow::Result<Self> {
        ensure!(!to.exists(), "{} is there already; choose another name", to.display());
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let file = File::options().write(true).create(true).truncate(true).mode(SECRET).open(&partial);
        let file = file.with_context(|| format!("{} cannot be made", partial.display()))?;
        let zip = Some(ZipWriter::new(BufWriter::with_capacity(256 * 1024, file)));
        Ok(Self { zip, manifest: Manifest::new(taken_at), partial, to: to.to_owned() })
    }

    /// Adds a file. One that is gone meanwhile is left out.
    ///
    /// # Errors
    /// When it cannot be read or there is no room.
    pub fn add(&mut self, name: &str, source: &Path) -> anyhow::Result<()> {
        let file = match File::open(source) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            opened => opened.with_context(|| format!("{} cannot be read", source.display()))?,
        };
        let about = file.metadata()?;
        // Pictures and videos are compressed already.
        let method = if name.ends_with(".db") { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((method == CompressionMethod::Deflated).then_some(1))
            .large_file(about.len() >= 1 << 31)
            .unix_permissions(if name.ends_with(".db") { SECRET } else { about.permissions().mode() & 0o777 });
        let zip = self.zip.as_mut().context("the backup is finished")?;
        zip.start_file(name, options)?;
        // Not more than it had: whatever grows in a data folder beside its databases is not ours to keep whole.
        let kept = pass_on(&mut file.take(about.len()), zip)?;
        self.manifest.files.insert(name.to_owned(), kept);
        Ok(())
    }

    /// The last step: from now on it has its name, and survives a power cut.
    ///
    /// # Errors
    /// When there is no room.
    pub fn finish(mut self) -> anyhow::Result<Manifest> {
        let mut zip = self.zip.take().context("the backup is finished")?;
        zip.start_file(MANIFEST, SimpleFileOptions::default().unix_permissions(SECRET))?;
        zip.write_all(&serde_json::to_vec_pretty(&self.manifest)?)?;
        let file = zip.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        std::fs::rename(&self.partial, &self.to)?;
        let folder = self.to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
        Ok(self.manifest.clone())
    }
}

/// Writes everything of a backup into an empty folder, and compares each file with its checksum.
///
/// # Errors
/// When the file is no backup, is damaged, or was not written to its end; something may be in the folder then.
pub fn extract(from: &Path, folder: &Path) -> anyhow::Result<Manifest> {
    let file = File::open(from).with_context(|| format!("{} cannot be read", from.display()))?;
    let mut zip = ZipArchive::new(BufReader::new(file)).context("it is no backup, or not all of one")?;
    let mut text = Vec::new();
    zip.by_name(MANIFEST).context("it is no backup: there is no manifest in it")?.read_to_end(&mut text)?;
    let manifest = Manifest::read(&text)?;
    let mut expected = manifest.files.clone();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index)?;
        let name = entry.name()?.into_owned();
        if name == MANIFEST {
            continue;
        }
        let Some(kept) = expected.remove(&name) else { bail!("{name} is not in its manifest; it was changed") };
        let inside = entry.enclosed_name().with_context(|| format!("{name} is no path inside a data folder"))?;
        let target = folder.join(inside);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mode = entry.unix_mode().unwrap_or(SECRET) & 0o777;
        let mut file = File::options().write(true).create_new(true).mode(mode).open(&target)?;
        let found = pass_on(&mut entry, &mut file).with_context(|| format!("{name} is damaged"))?;
        ensure!(found == kept, "{name} is damaged: its checksum is not that of the manifest");
        file.sync_all()?;
    }
    let missing: Vec<String> = expected.into_keys().collect();
    ensure!(missing.is_empty(), "files are missing: {}", missing.join(", "));
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        let folder = std::env::temp_dir().join(format!("storeflow-archive-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(folder.join("from/media/sales")).expect("a folder");
        folder
    }

    fn backup(here: &Path) -> PathBuf {
        let from = here.join("from");
        std::fs::write(from.join("sales.db"), vec![7; 1_000_000]).expect("written");
        std::fs::write(from.join("media/sales/a"), b"a picture").expect("written");
        let key = from.join("wrapping.key");
        std::fs::write(&key, [1; 32]).expect("written");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("set");
        let to = here.join("backup.zip");
        let mut writing = Writing::begin(&to, DateTime::UNIX_EPOCH).expect("begun");
        for name in ["sales.db", "media/sales/a", "wrapping.key", "gone"] {
            writing.add(name, &from.join(name)).expect("added");
        }
        assert!(!to.exists(), "not before it is whole");
        assert_eq!(writing.finish().expect("finished").files.len(), 3);
        to
    }

    #[test]
    fn what_was_kept_comes_back_with_its_permissions_and_the_backup_is_secret() {
        let here = folder();
        let to = backup(&here);
        assert_eq!(std::fs::metadata(&to).expect("there").permissions().mode() & 0o777, 0o600);
        assert!(!here.join("backup.zip.partial").exists());
        let manifest = extract(&to, &here.join("to")).expect("extracted");
        assert_eq!((manifest.taken_at, manifest.bytes()), (DateTime::UNIX_EPOCH, 1_000_041));
        for name in ["sales.db", "media/sales/a", "wrapping.key"] {
            let read = |of: &str| std::fs::read(here.join(of).join(name)).expect("read");
            assert_eq!(read("from"), read("to"), "{name}");
        }
        let key = std::fs::metadata(here.join("to/wrapping.key")).expect("there");
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
        assert!(Writing::begin(&to, DateTime::UNIX_EPOCH).is_err(), "a backup is never written over");
        std::fs::remove_dir_all(here).expect("removed");
    }

    #[test]
    fn what_is_cut_changed_or_something_else_is_refused() {
        let here = folder();
        let to = backup(&here);
        let whole = std::fs::read(&to).expect("read");
        let refused = |bytes: &[u8], n: usize| {
            std::fs::write(&to, bytes).expect("written");
            extract(&to, &here.join(format!("to-{n}"))).err().map(|error| format!("{error:#}"))
        };
        assert!(refused(b"something else", 0).is_some_and(|why| why.contains("no backup")));
        assert!(refused(&whole[..whole.len() / 2], 1).is_some());
        // A flipped bit anywhere in the content is found.
        let at = whole.windows(9).position(|w| w == b"a picture").expect("stored as it is");
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert!(refused(&changed, 2).is_some_and(|why| why.contains("damaged")), "a changed byte");
        assert_eq!(refused(&whole, 3), None);
        std::fs::remove_dir_all(here).expect("removed");
    }
}
