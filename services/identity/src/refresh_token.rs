//! The form of a refresh token, and what a presented one means.
//!
//! A token is the session's id, 256 random bits, and a tag made with a key of the session. Only the SHA-256 of the
//! token is stored, and only of those that are still good for something: the one used last, and its successors
//! (several, if answers were lost). An older one is recognised by its tag alone, so a session kept up for years does
//! not grow, and nobody can end another's session by inventing "old" tokens.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::SessionId;
use ring::hmac;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const RANDOM: usize = 32;
const TAG: usize = 16;
const LENGTH: usize = 16 + RANDOM + TAG;

/// The key that a session's tags are made with, as stored with the session.
#[derive(Clone)]
pub struct TagKey(String);

impl TagKey {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        Self(crate::random::text())
    }

    /// One that was stored.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn tag(&self, of: &[u8]) -> [u8; TAG] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_bytes());
        let mut tag = [0; TAG];
        tag.copy_from_slice(&hmac::sign(&key, of).as_ref()[..TAG]);
        tag
    }
}

/// A refresh token as its owner holds it. Has no `Debug`: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; LENGTH]);

impl RefreshToken {
    /// A new token of a session.
    #[must_use]
    pub fn new(session: SessionId, key: &TagKey) -> Self {
        let mut bytes = [0; LENGTH];
        bytes[..16].copy_from_slice(session.0.as_bytes());
        bytes[16..16 + RANDOM].copy_from_slice(&crate::random::bytes::<RANDOM>());
        let tag = key.tag(&bytes[..16 + RANDOM]);
        bytes[16 + RANDOM..].copy_from_slice(&tag);
        Self(bytes)
    }

    /// Reads a token that was presented; `None` if it does not even look like one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// As it travels.
    #[must_use]
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The session it speaks of. Proves nothing.
    #[must_use]
    pub fn session(&self) -> SessionId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.0[..16]);
        SessionId(Uuid::from_bytes(id))
    }

    /// Whether we made it, ever, for the session with this key.
    #[must_use]
    pub fn was_made_with(&self, key: &TagKey) -> bool {
        let ours = key.tag(&self.0[..16 + RANDOM]);
        // Compared without stopping at the first difference: its timing would tell a forger how far they got.
        ours.iter().zip(&self.0[16 + RANDOM..]).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0))
    }
}

/// What is stored of a token that is still good for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// A successor that has not been used.
    Fresh,
    /// The one used last: none of its successors has been used.
    Used,
}

/// What to do with a presented token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is used now: forget all others of its session, remember it as used, give it a successor.
    Advance,
    /// The answer to its last use was lost: give it one more successor.
    Repeat,
    /// An older one, used by somebody who should not have it (or whose successor was taken by somebody who should not):
    /// end the session.
    Reuse,
    /// Not ours.
    Unknown,
}

/// Judges a token by what is stored of it and by whether its tag is right.
#[must_use]
pub const fn judge(stored: Option<TokenState>, ours: bool) -> Decision {
    match (stored, ours) {
        (_, false) => Decision::Unknown,
        (Some(TokenState::Fresh), true) => Decision::Advance,
        (Some(TokenState::Used), true) => Decision::Repeat,
        (None, true) => Decision::Reuse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn a_token_survives_travelling_and_a_forged_one_is_not_ours() {
        let (session, key) = (SessionId::new(), TagKey::new());
        let token = RefreshToken::new(session, &key);
        let back = RefreshToken::read(&token.text()).expect("a token");
        assert!(back == token && back.session() == session && back.was_made_with(&key));
        assert!(!back.was_made_with(&TagKey::new()));
        let mut forged = token.clone();
        forged.0[20] ^= 1;
        assert!(!forged.was_made_with(&key) && forged.hash() != token.hash());
        assert!(RefreshToken::read("short").is_none() && RefreshToken::read("ñ!").is_none());
    }

    /// The rows of one session, and the rule applied to them as the use case does it.
    #[derive(Default)]
    struct Session {
        rows: HashMap<u32, TokenState>,
        made: u32,
        ended: bool,
    }

    impl Session {
        fn make(&mut self) -> u32 {
            self.made += 1;
            self.rows.insert(self.made, TokenState::Fresh);
            self.made
        }

        fn present(&mut self, token: u32) -> Option<u32> {
            if self.ended {
                return None;
            }
            match judge(self.rows.get(&token).copied(), token <= self.made) {
                Decision::Advance => {
                    self.rows = HashMap::from([(token, TokenState::Used)]);
                    Some(self.make())
                }
                Decision::Repeat => Some(self.make()),
                Decision::Reuse => {
                    self.ended = true;
                    None
                }
                Decision::Unknown => None,
            }
        }
    }

    proptest! {
        /// Answers are lost in any pattern: whoever presents the last token that reached them is never signed out.
        #[test]
        fn lost_answers_sign_nobody_out(arrives in proptest::collection::vec(any::<bool>(), 1..60)) {
            let mut session = Session::default();
            let mut held = session.make();
            for arrives in arrives {
                let answer = session.present(held);
                prop_assert!(answer.is_some());
                if arrives { held = answer.expect("checked"); }
            }
        }

        /// Two tabs that share the token present it at once, and either answer may be the one that is kept.
        #[test]
        fn parallel_refreshes_sign_nobody_out(keeps_first in proptest::collection::vec(any::<bool>(), 1..40)) {
            let mut session = Session::default();
            let mut held = session.make();
            for keeps_first in keeps_first {
                let (first, second) = (session.present(held), session.present(held));
                prop_assert!(first.is_some() && second.is_some());
                held = if keeps_first { first } else { second }.expect("checked");
            }
        }

        /// A thief who copied a token and its owner cannot both go on: by the time that each has used what they got,
        /// the session is over.
        #[test]
        fn a_stolen_token_is_noticed(before in 0_usize..5, thief_first in any::<bool>()) {
            let mut session = Session::default();
            let mut held = session.make();
            for _ in 0..before { held = session.present(held).expect("owner"); }
            let (mut owner, mut thief) = (Some(held), Some(held));
            for _ in 0..2 {
                if thief_first {
                    thief = thief.and_then(|token| session.present(token));
                    owner = owner.and_then(|token| session.present(token));
                } else {
                    owner = owner.and_then(|token| session.present(token));
                    thief = thief.and_then(|token| session.present(token));
                }
            }
            prop_assert!(session.ended);
        }
    }
}
