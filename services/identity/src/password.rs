//! Passwords: argon2id, never more at once than there are cores, and as much work for an unknown person as for a
//! known one.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use chassis::{Checks, Text};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The shortest password that is accepted, in characters.
pub const SHORTEST: usize = 8;
/// The longest, in characters; longer ones would only be a way to make us work.
pub const LONGEST: usize = 128;

/// A password on its way to being hashed. Wiped from memory when dropped; its `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

impl Password {
    /// From what was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(SecretString::from(typed.to_owned()))
    }

    /// What was typed.
    #[must_use]
    pub fn exposed(&self) -> &str {
        self.0.expose_secret()
    }

    /// Checks a password that somebody wants to have: long enough, and not so long that it only makes us work.
    pub fn check(&self, pointer: &str, checks: &mut Checks) {
        let length = self.0.expose_secret().chars().count();
        let text = Text::new(
            format!("Choose a password of {SHORTEST} to {LONGEST} characters."),
            format!("Elija una contraseña de {SHORTEST} a {LONGEST} caracteres."),
        );
        checks.check(pointer, (SHORTEST..=LONGEST).contains(&length), "password_length", text);
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(SecretString::from(String::deserialize(deserializer)?)))
    }
}

impl utoipa::PartialSchema for Password {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .min_length(Some(SHORTEST))
            .max_length(Some(LONGEST))
            .into()
    }
}

impl utoipa::ToSchema for Password {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Password")
    }
}

/// A hash of nothing that anybody knows: verified in place of the hash that an unknown person does not have.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password(&crate::random::text()));

fn argon2id() -> Argon2<'static> {
    // 19 MiB, two passes, one lane: OWASP's first choice for argon2id. The arguments are in range, so this cannot fail.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password, as a PHC string with its own random salt. Takes tens of milliseconds and 19 MiB of the
/// thread that calls it: services go through [`Passwords`], only bulk loading calls this itself.
///
/// # Panics
/// When the machine has no randomness or not 19 MiB of memory left.
#[must_use]
pub fn hash_password(password: &str) -> String {
    argon2id().hash_password(password.as_bytes()).expect("randomness and 19 MiB of memory").to_string()
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2id().verify_password(password.as_bytes(), &hash).is_ok())
}

/// The place where passwords are hashed and verified: as many at once as there are cores, the others wait.
pub struct Passwords {
    desks: Semaphore,
    /// How many verifications were done, so that a test can tell that nobody is spared one.
    verified: AtomicU64,
}

/// The right to hash or verify now. Kept while failures are counted, so that a burst of guesses cannot overtake the
/// count by more than there are desks.
pub struct Desk<'a> {
    passwords: &'a Passwords,
    _permit: SemaphorePermit<'a>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { desks: Semaphore::new(cores), verified: AtomicU64::new(0) }
    }
}

impl Passwords {
    /// Waits for a free desk.
    ///
    /// # Panics
    /// Never: the semaphore is not closed.
    pub async fn desk(&self) -> Desk<'_> {
        let permit = self.desks.acquire().await.expect("the semaphore is never closed");
        Desk { passwords: self, _permit: permit }
    }

    /// How many verifications were done.
    #[cfg(test)]
    pub fn verified(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }

    /// Hashes a password for storing.
    pub async fn hash(&self, password: &Password) -> String {
        let desk = self.desk().await;
        let password = password.clone();
        let hash = chassis::blocking(move || hash_password(password.0.expose_secret())).await;
        drop(desk);
        hash
    }
}

impl Desk<'_> {
    /// Whether the password belongs to the hash. Without a hash (nobody of that name) it does the same work and says
    /// no.
    pub async fn verify(&self, password: &Password, hash: Option<String>) -> bool {
        let password = password.clone();
        self.passwords.verified.fetch_add(1, Ordering::Relaxed);
        chassis::blocking(move || {
            let known = hash.is_some();
            let hash: Arc<str> = hash.map_or_else(|| Arc::from(NOBODY.as_str()), Arc::from);
            matches(password.0.expose_secret(), &hash) && known
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_says_its_parameters_and_knows_its_password() {
        let hash = hash_password("correct horse");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(matches("correct horse", &hash) && !matches("Correct horse", &hash));
        assert_ne!(hash, hash_password("correct horse"), "each has its own salt");
        assert!(!matches("anything", "not a hash"));
    }

    #[tokio::test]
    async fn nobody_costs_as_much_as_somebody_and_is_never_let_in() {
        let parameters = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(parameters(&NOBODY), parameters(&hash_password("correct horse")));
        let passwords = Passwords::default();
        let desk = passwords.desk().await;
        assert!(!desk.verify(&Password::new("correct horse"), None).await);
        assert!(desk.verify(&Password::new("correct horse"), Some(hash_password("correct horse"))).await);
        assert_eq!(passwords.verified(), 2);
    }
}
