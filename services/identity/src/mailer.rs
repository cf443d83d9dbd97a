//! How mails leave: into a folder of `.eml` files on one machine, by SMTP where a server is configured.

use crate::mail::Mail;
use chrono::{DateTime, Utc};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

/// For one step of the conversation with a mail server.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends mails, and knows where people reach the company.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    public_url: String,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Folder(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Nowhere,
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// It may leave later.
    #[error("{0}")]
    Later(String),
    /// It never will: the server does not take it.
    #[error("{0}")]
    Never(String),
}

impl Default for Mailer {
    /// Nowhere: mails wait, are tried and given up.
    fn default() -> Self {
        Self {
            from: Mailbox::new(None, lettre::Address::new_dangerous("no-reply", "storeflow.example")),
            public_url: "http://localhost:8080".to_owned(),
            way: Way::Nowhere,
        }
    }
}

impl std::fmt::Debug for Mailer {
    /// Without the server's password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let way = match &self.way {
            Way::Folder(folder) => folder.display().to_string(),
            Way::Smtp(_) => "smtp".to_owned(),
            Way::Nowhere => "nowhere".to_owned(),
        };
        write!(f, "Mailer {{ from: {}, public_url: {}, way: {way} }}", self.from, self.public_url)
    }
}

impl Mailer {
    /// From `url` (`smtp://user:password@host:587?tls=starttls`, `smtps://…`, `file:///folder`, or empty for nowhere), the
    /// sender's address, and the URL at which people reach the company.
    ///
    /// # Errors
    /// What is wrong with which of them, without repeating a password.
    pub fn new(url: &str, from: &str, public_url: &str) -> Result<Self, String> {
        let from =
            from.parse().map_err(|_| "the sender is no e-mail address such as StoreFlow <no-reply@tienda.co>")?;
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            return Err("the public URL is written as https://tienda.co".to_owned());
        }
        let way = match url.split_once("://") {
            _ if url.is_empty() => Way::Nowhere,
            Some(("file", path)) if Path::new(path).is_absolute() => Way::Folder(PathBuf::from(path)),
            Some(("file", _)) => return Err("a mail folder is written as file:///absolute/folder".to_owned()),
            Some(("smtp" | "smtps", _)) => {
                let url = url.replace("tls=starttls", "tls=required");
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url);
                let server =
                    server.map_err(|_| "a mail server is written as smtp://user:password@host:587?tls=starttls")?;
                Way::Smtp(server.timeout(Some(PATIENCE)).build())
            }
            _ => return Err("mails leave by smtp://, smtps:// or file://".to_owned()),
        };
        Ok(Self { from, public_url: public_url.trim_end_matches('/').to_owned(), way })
    }

    /// Into a folder, which is made when the first mail comes.
    ///
    /// # Errors
    /// As [`Mailer::new`].
    pub fn into_folder(folder: &Path, from: &str, public_url: &str) -> Result<Self, String> {
        Ok(Self { way: Way::Folder(folder.to_owned()), ..Self::new("", from, public_url)? })
    }

    /// The same for a company that people reach at another URL.
    #[must_use]
    pub fn reached_at(self, public_url: &str) -> Self {
        Self { public_url: public_url.trim_end_matches('/').to_owned(), ..self }
    }

    /// Whether mails go anywhere.
    #[must_use]
    pub const fn is_configured(&self) -> bool {
        !matches!(self.way, Way::Nowhere)
    }

    /// A page of the company. What follows `#` stays in the reader's browser: it is in no log of a server.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// Hands a mail over. Sent again, it carries the same id, by which its receiver can tell.
    pub(crate) async fn send(&self, id: Uuid, at: DateTime<Utc>, mail: &Mail) -> Result<(), NotSent> {
        let message = self.message(id, at, mail).map_err(NotSent::Never)?;
        match &self.way {
            Way::Nowhere => Err(NotSent::Later("no mail server is configured; set --mail-url".to_owned())),
            Way::Smtp(server) => server.send(message).await.map(|_| ()).map_err(|error| {
                let says = error.to_string();
                if error.is_permanent() { NotSent::Never(says) } else { NotSent::Later(says) }
            }),
            Way::Folder(folder) => {
                let file = folder.join(format!("{}-{}.eml", at.format("%Y%m%dT%H%M%SZ"), id.simple()));
                let written = chassis::blocking(move || write(&file, &message.formatted())).await;
                written.map_err(|error| NotSent::Later(format!("the mail folder: {error}")))
            }
        }
    }

    fn message(&self, id: Uuid, at: DateTime<Utc>, mail: &Mail) -> Result<Message, String> {
        let to: Mailbox = mail.to.parse().map_err(|_| "the address cannot be used".to_owned())?;
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            .date(at.into())
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| error.to_string())
    }
}

/// Writes a file that only its owner can read (it may hold the link to a new password), whole or not at all.
fn write(file: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let half = file.with_extension("part");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut out = std::fs::File::options().write(true).create(true).truncate(true).mode(0o600).open(&half)?;
    out.write_all(content)?;
    out.sync_all()?;
    std::fs::rename(&half, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_setting_is_named_without_its_password() {
        let ok = |url: &str| Mailer::new(url, "StoreFlow <no-reply@tienda.co>", "https://tienda.co/");
        for url in ["", "smtp://localhost:2525", "smtp://u:s3cret@mail.tienda.co?tls=starttls", "smtps://mail.co"] {
            let mailer = ok(url).unwrap_or_else(|error| panic!("{url}: {error}"));
            assert!(!format!("{mailer:?}").contains("s3cret"));
            assert_eq!(mailer.is_configured(), !url.is_empty());
        }
        for url in ["http://mail", "file://relative", "mail.tienda.co", "smtp://u:s3cret@mail.co?tls=maybe"] {
            assert!(!ok(url).expect_err(url).contains("s3cret"));
        }
        assert!(Mailer::new("", "nobody", "https://tienda.co").is_err());
        assert!(Mailer::new("", "a@b.co", "tienda.co").is_err());
        assert_eq!(ok("").map(|mailer| mailer.link("/x#y")), Ok("https://tienda.co/x#y".to_owned()));
    }
}
