//! With what the people of the demonstration company sign in.

use crate::demo::company::Company;
use anyhow::{Context, ensure};
use contracts::identity::Role;
use rand::RngExt;
use serde_json::{Value, json};
use std::fmt;
use std::io::Write;
use std::path::Path;

/// The file in the data folder that keeps the password.
const FILE: &str = "demo-sign-ins.json";

/// Everybody who can sign in, and the password that all share.
#[derive(Clone)]
pub struct SignIns {
    people: Vec<(Role, String)>,
    password: Option<String>,
}

impl SignIns {
    /// For the people of the company; `None` where nobody remembers the password.
    #[must_use]
    pub fn new(company: &Company, password: Option<String>) -> Self {
        let people = company.sign_ins().map(|(role, email)| (role, email.to_owned())).collect();
        Self { people, password }
    }

    /// The password of all; `None` where the company was loaded by somebody else, who was told it then.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The shops, by what they sign in with.
    pub fn shops(&self) -> impl Iterator<Item = &str> {
        self.people.iter().filter(|(role, _)| *role == Role::Customer).map(|(_, email)| email.as_str())
    }

    /// The user whose name stands for the role: those that the interface promises.
    fn promised(&self) -> impl Iterator<Item = (&Role, &str)> {
        let mut seen = std::collections::BTreeSet::new();
        self.people.iter().filter(move |(role, _)| seen.insert(*role)).map(|(role, email)| (role, email.as_str()))
    }
}

/// Passwords do not belong into logs.
impl fmt::Debug for SignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIns").field("people", &self.people.len()).finish_non_exhaustive()
    }
}

impl fmt::Display for SignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = |role: &Role| serde_json::to_value(role).ok().and_then(|role| role.as_str().map(str::to_owned));
        let password = self.password.as_deref().unwrap_or("as when the company was loaded");
        writeln!(f, "  The demonstration company. Sign in as:\n")?;
        writeln!(f, "  {:<15} {:<34} Password", "Role", "E-mail")?;
        for (of, email) in self.promised() {
            writeln!(f, "  {:<15} {email:<34} {password}", role(of).unwrap_or_default())?;
        }
        let (sellers, shops) = (self.count(Role::Seller), self.count(Role::Customer));
        writeln!(f, "\n  All {sellers} sellers and {shops} shops have the same password; their e-mails end alike.")
    }
}

impl SignIns {
    fn count(&self, role: Role) -> usize {
        self.people.iter().filter(|(of, _)| *of == role).count()
    }
}

/// Whether a password can be one.
///
/// # Errors
/// What is wrong with it.
pub fn check(password: &str) -> anyhow::Result<()> {
    let length = password.chars().count();
    ensure!((8..=128).contains(&length), "STOREFLOW_DEMO_PASSWORD has {length} characters; use 8 to 128");
    Ok(())
}

/// A password that can be read aloud: four words and four digits, some 37 bits.
#[must_use]
pub fn readable() -> String {
    const WORDS: [&str; 64] = [
        "abeja", "arena", "arepa", "bahia", "balsa", "barco", "brisa", "bruma", "cacao", "cafe", "campo", "canoa",
        "carta", "cielo", "cobre", "conga", "coral", "cumbre", "dalia", "danta", "duende", "faro", "feria", "flauta",
        "fresa", "gaita", "garza", "granja", "guadua", "guama", "hoja", "humo", "isla", "jardin", "lago", "llano",
        "lluvia", "loro", "lulo", "luna", "maiz", "mango", "mapa", "mar", "molino", "monte", "nube", "orilla", "palma",
        "panela", "piedra", "playa", "pueblo", "puente", "queso", "rio", "roble", "selva", "tambor", "tierra", "tigre",
        "trigo", "vela", "viento",
    ];
    let rng = &mut rand::rng();
    let words: Vec<&str> = (0..4).map(|_| WORDS[rng.random_range(0..WORDS.len())]).collect();
    format!("{}-{:04}", words.join("-"), rng.random_range(0..10_000))
}

/// The password of the company that was loaded into this data folder, if it was.
#[must_use]
pub fn kept_password(data: &Path) -> Option<String> {
    let kept: Value = serde_json::from_slice(&std::fs::read(data.join(FILE)).ok()?).ok()?;
    kept["password"].as_str().map(str::to_owned)
}

/// Keeps the password for later starts; only the owner of the folder can read it.
///
/// # Errors
/// When the file cannot be written.
pub fn keep_password(data: &Path, password: &str) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = data.join(FILE);
    let beside = data.join(format!("{FILE}.new"));
    // Whole or not at all, whenever the machine stops.
    let write = || -> std::io::Result<()> {
        let _ = std::fs::remove_file(&beside);
        let mut file = std::fs::File::options().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(json!({ "password": password }).to_string().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, &path)
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn sign_ins() -> SignIns {
        SignIns::new(&Company::read().expect("readable"), Some("mango-luna-rio-0042".to_owned()))
    }

    #[test]
    fn everybody_is_on_the_table_and_nothing_in_the_log() {
        let text = sign_ins().to_string();
        for name in
            ["admin", "purchasing", "warehouse", "logistics", "sales", "supplier", "driver", "seller", "customer"]
        {
            let line = text.lines().find(|line| line.contains(&format!(" {name}@demo.storeflow.test")));
            assert!(line.expect(name).ends_with("mango-luna-rio-0042"), "{text}");
        }
        assert!(!format!("{:?}", sign_ins()).contains("mango"));
        assert_eq!(sign_ins().shops().count(), 60);
    }

    #[test]
    fn passwords_are_kept_for_their_owner_only() {
        let data = std::env::temp_dir().join(format!("storeflow-signs-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&data).expect("folder");
        assert_eq!(kept_password(&data), None);
        for password in ["first one", "second one"] {
            keep_password(&data, password).expect("written");
            assert_eq!(kept_password(&data).as_deref(), Some(password));
        }
        let mode = std::fs::metadata(data.join(FILE)).expect("file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::remove_dir_all(data).expect("removed");
    }

    #[test]
    fn made_up_passwords_are_readable_and_long_enough() {
        let (one, other) = (readable(), readable());
        assert_ne!(one, other);
        assert!(check(&one).is_ok() && check("short").is_err());
        assert!(one.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
    }
}
