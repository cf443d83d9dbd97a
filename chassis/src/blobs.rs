//! Where large content lies: a folder (one machine) or a container of Azure Blob Storage (cluster). Both behave alike; what
//! knows the difference is here.
//!
//! Keys hold only `[a-z0-9/._-]`: Azure refuses signed addresses of any other (research, storage.md). What people call a
//! file is kept in the database.

use anyhow::Context;
use axum::body::Bytes;
use contracts::Service;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::azure::{MicrosoftAzure, MicrosoftAzureBuilder};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::signer::Signer;
use object_store::{
    Attribute, Attributes, GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutMultipartOptions, RetryConfig,
    WriteMultipart,
};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Parts of a large object on its way; at most two are in memory.
const PART: usize = 4 * 1024 * 1024;
/// A file that a killed process left half-written is removed after this time.
const STALE: Duration = Duration::from_secs(24 * 3_600);

/// Why content could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no such object.
    #[error("there is no such object: {0}")]
    Missing(String),
    /// The store does not answer, or refuses; the same may work later.
    #[error("the store of media does not answer: {0}")]
    Unavailable(String),
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { path, .. } => Self::Missing(path),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<BlobError> for crate::Problem {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Missing(key) => {
                tracing::warn!(key, "an object is missing from the store");
                Self::not_found()
            }
            BlobError::Unavailable(cause) => {
                tracing::warn!(cause, "answered 503");
                Self::unavailable()
            }
        }
    }
}

/// How an object is handed out by a store that hands out itself.
#[derive(Clone, Debug)]
pub struct Handling {
    /// Such as `image/jpeg`.
    pub content_type: String,
    /// `Content-Disposition`.
    pub disposition: String,
}

/// A service's store.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Of the service, with a `/` at its end unless empty.
    prefix: String,
    place: Place,
}

#[derive(Clone)]
enum Place {
    Folder(PathBuf),
    Azure(Arc<MicrosoftAzure>),
}

impl Blobs {
    /// Opens `file:///folder/{service}` or `az://container/folder/{service}`. Azure's account, endpoint and credentials come
    /// from the usual `AZURE_*` variables (account key, or workload identity as AKS injects it); it is not asked until it is
    /// needed.
    ///
    /// # Errors
    /// When the URL or the variables cannot be used, or the folder cannot be made.
    pub fn open(url: &str, service: Service) -> anyhow::Result<Self> {
        let url = url.replace("{service}", service.name());
        if let Some(folder) = url.strip_prefix("file://") {
            std::fs::create_dir_all(folder).with_context(|| format!("the folder {folder} cannot be made"))?;
            // What was answered as received survives a power cut.
            let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true).with_automatic_cleanup(true);
            return Ok(Self {
                store: Arc::new(store),
                prefix: String::new(),
                place: Place::Folder(std::fs::canonicalize(folder)?),
            });
        }
        let place = url.strip_prefix("az://").context("a media URL begins with file:// or az://")?;
        let (container, folder) = place.split_once('/').unwrap_or((place, ""));
        // The HTTP client wants to be told which cryptography is ours; somebody else may have said so already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry = RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(15), ..RetryConfig::default() };
        let azure = MicrosoftAzureBuilder::from_env().with_container_name(container).with_retry(retry).build();
        let azure = Arc::new(azure.context("Azure Blob Storage cannot be used; see AZURE_STORAGE_ACCOUNT_NAME")?);
        let folder = folder.trim_matches('/');
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Ok(Self { store: Arc::clone(&azure) as Arc<dyn ObjectStore>, prefix, place: Place::Azure(azure) })
    }

    /// What is wrong with a media URL, if anything.
    ///
    /// # Errors
    /// Advice.
    pub fn check_url(url: &str) -> Result<(), String> {
        let azure = url.strip_prefix("az://").is_some_and(|place| !place.is_empty() && !place.starts_with('/'));
        if azure || url.starts_with("file:///") {
            Ok(())
        } else {
            Err("write it as file:///var/lib/storeflow/media/{service} or az://container/{service}".to_owned())
        }
    }

    fn path(&self, key: &str) -> Path {
        Path::from(format!("{}{key}", self.prefix))
    }

    /// Stores a small object whole, instead of one that is there.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn put(&self, key: &str, content: Bytes) -> Result<(), BlobError> {
        self.store.put(&self.path(key), content.into()).await?;
        Ok(())
    }

    /// The whole of a small object.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn read(&self, key: &str) -> Result<Bytes, BlobError> {
        Ok(self.store.get(&self.path(key)).await?.bytes().await?)
    }

    /// An object, or a part of it, as it comes.
    ///
    /// # Errors
    /// [`BlobError`].
    pub async fn stream(
        &self,
        key: &str,
        part: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>, BlobError> {
        let options = GetOptions { range: part.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.store.get_opts(&self.path(key), options).await?;
        Ok(found.into_stream().map_err(std::io::Error::other).boxed())
    }

    /// Begins a large object; it is there once [`Writing::finish`] has answered.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn begin(&self, key: &str, handling: &Handling) -> Result<Writing, BlobError> {
        // A folder has no attributes; we hand its content out ourselves.
        let attributes = match &self.place {
            Place::Folder(_) => Attributes::new(),
            Place::Azure(_) => Attributes::from_iter([
                (Attribute::ContentType, handling.content_type.clone()),
                (Attribute::ContentDisposition, handling.disposition.clone()),
                (Attribute::CacheControl, "private, max-age=600".to_owned()),
            ]),
        };
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let upload = self.store.put_multipart_opts(&self.path(key), options).await?;
        Ok(Writing(WriteMultipart::new_with_chunk_size(upload, PART)))
    }

    /// The keys of everything under a key; all of it with `""`. For tests and repairs: it asks for each object.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn keys(&self, under: &str) -> Result<Vec<String>, BlobError> {
        let found: Vec<Path> =
            self.store.list(Some(&self.path(under))).map_ok(|object| object.location).try_collect().await?;
        Ok(found.iter().map(|path| path.as_ref().trim_start_matches(self.prefix.as_str()).to_owned()).collect())
    }

    /// Removes everything under a key, such as `media/<id>/pieces`. Nothing there is fine.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn remove_under(&self, key: &str) -> Result<(), BlobError> {
        let found = self.store.list(Some(&self.path(key))).map_ok(|object| object.location).boxed();
        let mut removed = self.store.delete_stream(found);
        while let Some(outcome) = removed.next().await {
            match outcome.map_err(BlobError::from) {
                Ok(_) | Err(BlobError::Missing(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Removes one object. Nothing there is fine.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn remove(&self, key: &str) -> Result<(), BlobError> {
        match self.store.delete(&self.path(key)).await.map_err(BlobError::from) {
            Ok(()) | Err(BlobError::Missing(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Addresses at which the store itself hands objects out for a while; none if it cannot (a folder).
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn signed(&self, keys: &[String], lasting: Duration) -> Result<Option<Vec<String>>, BlobError> {
        let Place::Azure(azure) = &self.place else { return Ok(None) };
        let paths: Vec<Path> = keys.iter().map(|key| self.path(key)).collect();
        let urls = azure.signed_urls(axum::http::Method::GET, &paths, lasting).await?;
        Ok(Some(urls.into_iter().map(|url| url.to_string()).collect()))
    }

    /// Removes what killed processes left half-written. Azure does that by itself.
    pub(crate) async fn tidy(&self) {
        if let Place::Folder(folder) = self.place.clone() {
            crate::blocking(move || remove_stale(&folder)).await;
        }
    }
}

/// A large object that is being written.
pub struct Writing(WriteMultipart);

impl Writing {
    /// More of it. Waits while much of it is still on its way.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn write(&mut self, content: Bytes) -> Result<(), BlobError> {
        self.0.wait_for_capacity(2).await?;
        self.0.put(content);
        Ok(())
    }

    /// All of it was written: it appears under its key.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`].
    pub async fn finish(self) -> Result<(), BlobError> {
        self.0.finish().await?;
        Ok(())
    }

    /// It is not wanted after all.
    pub async fn give_up(self) {
        if let Err(error) = self.0.abort().await {
            tracing::debug!(%error, "a half-written object is left; it is removed later");
        }
    }
}

/// The library writes a file beside its place, as `name#1`, and renames it.
#[expect(clippy::disallowed_methods, reason = "the age of a file is by the machine's clock")]
fn remove_stale(folder: &std::path::Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            remove_stale(&path);
        } else if path.file_name().is_some_and(|name| name.to_string_lossy().contains('#')) {
            let changed = path.metadata().and_then(|about| about.modified());
            let age = changed.ok().and_then(|at| SystemTime::now().duration_since(at).ok());
            if age.is_some_and(|age| age > STALE) {
                let _ = std::fs::remove_file(&path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_url_is_told_with_advice() {
        for good in ["file:///var/lib/x/{service}", "az://media", "az://media/company/{service}"] {
            assert_eq!(Blobs::check_url(good), Ok(()), "{good}");
        }
        for bad in ["", "file://relative", "az://", "az:///x", "s3://bucket", "/var/lib"] {
            assert!(Blobs::check_url(bad).is_err(), "{bad}");
        }
    }
}
