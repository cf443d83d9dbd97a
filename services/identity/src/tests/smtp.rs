//! A mail server that takes what it is given, or refuses it, for tests.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and parts as they came, dots unstuffed.
    pub data: String,
}

pub struct SmtpServer {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    refusals: Arc<Mutex<Vec<&'static str>>>,
}

impl SmtpServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let (received, refusals) = (Arc::new(Mutex::default()), Arc::new(Mutex::new(Vec::new())));
        let (inbox, answers) = (Arc::clone(&received), Arc::clone(&refusals));
        drop(chassis::run::start_task(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = converse(stream, &inbox, &answers).await;
            }
        }));
        Self { url, received, refusals }
    }

    /// The next mails are answered so, one each.
    pub fn refuse(&self, answers: &[&'static str]) {
        self.refusals.lock().expect("not poisoned").extend(answers.iter().rev());
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("not poisoned").clone()
    }
}

async fn converse(
    stream: TcpStream,
    inbox: &Mutex<Vec<Received>>,
    refusals: &Mutex<Vec<&'static str>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test ESMTP\r\n").await?;
    let mut mail = Received { from: String::new(), to: Vec::new(), data: String::new() };
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let said = line.trim_end().to_owned();
        line.clear();
        let answer = match said.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => "250-test\r\n250 8BITMIME\r\n".to_owned(),
            "MAIL" => {
                mail.from = said;
                "250 ok\r\n".to_owned()
            }
            "RCPT" => match refusals.lock().expect("not poisoned").pop() {
                Some(refusal) => format!("{refusal}\r\n"),
                None => {
                    mail.to.push(said);
                    "250 ok\r\n".to_owned()
                }
            },
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                while stream.read_line(&mut line).await? > 0 && line != ".\r\n" {
                    mail.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    line.clear();
                }
                line.clear();
                inbox.lock().expect("not poisoned").push(mail.clone());
                "250 taken\r\n".to_owned()
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

/// Reads quoted-printable.
pub fn decoded(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        let hex = more.get(..2).filter(|_| first == b'=').and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            None => {
                bytes.push(first);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).expect("text")
}

/// The token in the link of a mail.
pub fn token_in(mail: &str) -> String {
    let text = decoded(mail);
    let (_, after) = text.split_once("/reset-password#token=").expect("a link");
    after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}
