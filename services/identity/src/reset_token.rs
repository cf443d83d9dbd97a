//! The secret in the link of a mail by which a password is reset: single use, thirty minutes, stored as a hash only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

/// How long a link is good for.
pub const GOOD_FOR: TimeDelta = TimeDelta::minutes(30);

/// 256 random bits. Has no `Debug`: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ResetToken(String);

impl ResetToken {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(crate::random::text())
    }

    /// One that was presented.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// As it travels.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_hash_and_by_nothing_else() {
        let token = ResetToken::new();
        assert_eq!(ResetToken::presented(&format!(" {} ", token.text())).hash(), token.hash());
        assert!(ResetToken::new().hash() != token.hash() && !token.hash().contains(token.text()));
    }
}
