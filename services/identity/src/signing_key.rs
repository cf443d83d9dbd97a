//! The key pairs that access tokens are signed with (Ed25519), and their life: published 24 hours before the first use,
//! replaced every 30 days. A private key is stored only sealed with the installation's wrapping key (AES-256-GCM).

use crate::sealing;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chassis::auth::Claims;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::signature::{Ed25519KeyPair, KeyPair};

/// How long a key is known to everybody before it is used.
pub const PUBLISHED_AHEAD: TimeDelta = TimeDelta::hours(24);
/// How long a key is the newest.
pub const REPLACED_AFTER: TimeDelta = TimeDelta::days(30);
/// How long a replaced key is still believed: longer than any token lives.
const SHOWN_AFTER: TimeDelta = TimeDelta::hours(1);
/// What precedes the 32 bytes of an Ed25519 private key in PKCS #8 version 1 (RFC 8410).
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Why a stored key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The wrapping key is not the one that it was sealed with, or the row was changed.
    #[error("signing key {kid} cannot be opened: the wrapping key is not the one that it was sealed with")]
    WrongWrappingKey {
        /// The key.
        kid: String,
    },
    /// The token could not be made.
    #[error("the token could not be signed: {0}")]
    Signing(#[from] jsonwebtoken::errors::Error),
}

/// A signing key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id, in the header of each token.
    pub kid: String,
    /// 1, 2, 3 …: unique, so that several replicas make one key each time.
    pub sequence: i64,
    /// The raw public key, base64url.
    pub public_key: String,
    /// Nonce and sealed private key, base64url; bound to `kid`.
    pub sealed: String,
    /// From when it signs.
    pub signs_from: DateTime<Utc>,
}

impl SigningKey {
    /// A new key pair, sealed.
    ///
    /// # Panics
    /// When the operating system gives no randomness.
    #[must_use]
    pub fn make(sequence: i64, signs_from: DateTime<Utc>, wrapping_key: &[u8; 32]) -> Self {
        let seed = crate::random::bytes::<32>();
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("every 32 bytes are an Ed25519 private key");
        let public_key = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let kid = uuid::Uuid::now_v7().simple().to_string();
        let sealed = sealing::seal(wrapping_key, &kid, &seed);
        Self { kid, sequence, public_key, sealed, signs_from }
    }

    /// Opens the private key.
    ///
    /// # Errors
    /// [`KeyError::WrongWrappingKey`].
    pub fn open(&self, wrapping_key: &[u8; 32]) -> Result<OpenKey, KeyError> {
        let seed = sealing::open(wrapping_key, &self.kid, &self.sealed)
            .map_err(|_| KeyError::WrongWrappingKey { kid: self.kid.clone() })?;
        let key = EncodingKey::from_ed_der(&[&PKCS8[..], &seed].concat());
        Ok(OpenKey { kid: self.kid.clone(), key })
    }
}

/// A key that can sign. Has no `Debug`: it is a secret.
#[derive(Clone)]
pub struct OpenKey {
    kid: String,
    key: EncodingKey,
}

impl OpenKey {
    /// Signs an access token.
    ///
    /// # Errors
    /// [`KeyError::Signing`].
    pub fn sign(&self, claims: &Claims) -> Result<String, KeyError> {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        Ok(jsonwebtoken::encode(&header, claims, &self.key)?)
    }
}

/// The key to sign with now: the newest that may sign. `keys` are in order of `sequence`.
#[must_use]
pub fn to_sign_with(keys: &[SigningKey], now: DateTime<Utc>) -> Option<&SigningKey> {
    keys.iter().rev().find(|key| key.signs_from <= now)
}

/// The next key to make, if one is due: `(sequence, signs_from)`. The first signs at once; there is no time in which
/// nothing could be signed.
#[must_use]
pub fn due(newest: Option<(i64, DateTime<Utc>)>, now: DateTime<Utc>) -> Option<(i64, DateTime<Utc>)> {
    match newest {
        None => Some((1, now)),
        Some((sequence, signs_from)) if signs_from + REPLACED_AFTER <= now + PUBLISHED_AHEAD => {
            Some((sequence + 1, now + PUBLISHED_AHEAD))
        }
        Some(_) => None,
    }
}

/// Until when the key at `i` is believed: a while after the first of those that replace it has taken over.
#[must_use]
pub fn believed_until(keys: &[SigningKey], i: usize) -> Option<DateTime<Utc>> {
    keys.iter().skip(i + 1).map(|later| later.signs_from + SHOWN_AFTER).min()
}

/// The keys of the public key set: those that sign now or will, and those whose last tokens may still be on their way.
pub fn shown(keys: &[SigningKey], now: DateTime<Utc>) -> impl Iterator<Item = &SigningKey> {
    keys.iter().enumerate().filter_map(move |(i, key)| {
        let over = believed_until(keys, i).is_some_and(|until| until <= now);
        (!over).then_some(key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn only_the_wrapping_key_opens_it_and_only_under_its_own_id() {
        let key = SigningKey::make(1, at(0), &[7; 32]);
        assert!(key.open(&[7; 32]).is_ok_and(|open| open.kid == key.kid));
        assert!(key.open(&[8; 32]).is_err());
        assert!(SigningKey { kid: "another".to_owned(), ..key.clone() }.open(&[7; 32]).is_err());
        assert!(SigningKey { sealed: "AA".to_owned(), ..key }.open(&[7; 32]).is_err());
    }

    #[test]
    fn a_key_is_replaced_after_thirty_days_and_known_a_day_before() {
        assert_eq!(due(None, at(5)), Some((1, at(5))));
        assert_eq!(due(Some((1, at(0))), at(28 * 24)), None);
        assert_eq!(due(Some((1, at(0))), at(29 * 24)), Some((2, at(30 * 24))));
        assert_eq!(due(Some((2, at(30 * 24))), at(30 * 24)), None);
        // Nobody was there to make it in time: it still signs only a day after it is published.
        assert_eq!(due(Some((1, at(0))), at(90 * 24)), Some((2, at(91 * 24))));
    }

    #[test]
    fn the_newest_that_may_sign_signs_and_the_replaced_one_is_shown_a_little_longer() {
        let keys = [SigningKey::make(1, at(0), &[1; 32]), SigningKey::make(2, at(100), &[1; 32])];
        let signer = |now| to_sign_with(&keys, now).map(|key| key.sequence);
        assert_eq!((signer(at(-1)), signer(at(99)), signer(at(100))), (None, Some(1), Some(2)));
        let seen = |now| shown(&keys, now).map(|key| key.sequence).collect::<Vec<_>>();
        assert_eq!((seen(at(99)), seen(at(100)), seen(at(101))), (vec![1, 2], vec![1, 2], vec![2]));
        // In a hurry: a third takes over before the second has signed anything.
        let hurry = [&keys[..], &[SigningKey::make(3, at(50), &[1; 32])]].concat();
        assert_eq!(to_sign_with(&hurry, at(60)).map(|key| key.sequence), Some(3));
        assert_eq!(believed_until(&hurry, 0), Some(at(51)));
        assert_eq!(shown(&hurry, at(52)).map(|key| key.sequence).collect::<Vec<_>>(), [3]);
    }
}
