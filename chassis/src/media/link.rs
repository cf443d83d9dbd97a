//! Addresses whose signature is the right to read, for a short time. Pure, apart from the key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ring::hmac;
use uuid::Uuid;

/// An address is good for at most so many seconds …
pub(crate) const LONGEST: i64 = 15 * 60;
/// … and the same one is given for so many, so that a browser finds a picture that it has just seen in its cache.
const SAME: i64 = 5 * 60;

/// The key that signs, shared by the replicas of a service.
#[derive(Clone)]
pub(crate) struct LinkKey(hmac::Key);

/// Why an address gives no right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadLink {
    /// Made up or changed.
    Forged,
    /// It was good once.
    Expired,
}

impl LinkKey {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// When an address that is made now ends.
    pub(crate) fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
        let now = now.timestamp();
        let ends = now - now.rem_euclid(SAME) + LONGEST;
        DateTime::from_timestamp(ends, 0).unwrap_or_default()
    }

    fn words(id: Uuid, variant: &str, expires: i64) -> String {
        // No part can hold the separator.
        format!("{id}|{variant}|{expires}")
    }

    pub(crate) fn sign(&self, id: Uuid, variant: &str, expires: i64) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, Self::words(id, variant, expires).as_bytes()))
    }

    pub(crate) fn check(
        &self,
        id: Uuid,
        variant: &str,
        expires: i64,
        signature: &str,
        now: DateTime<Utc>,
    ) -> Result<(), BadLink> {
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| BadLink::Forged)?;
        hmac::verify(&self.0, Self::words(id, variant, expires).as_bytes(), &signature).map_err(|_| BadLink::Forged)?;
        if now.timestamp() < expires { Ok(()) } else { Err(BadLink::Expired) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_link_is_good_for_ten_to_fifteen_minutes_and_for_nothing_else(
            at in 0_i64..4_000_000_000, id: u128, other: u128, later in 0_i64..2_000,
        ) {
            let (id, other) = (Uuid::from_u128(id), Uuid::from_u128(other));
            let time = |seconds| DateTime::from_timestamp(seconds, 0).expect("an instant");
            let key = LinkKey::new(b"one");
            let expires = LinkKey::expiry(time(at)).timestamp();
            prop_assert!(expires - at > LONGEST - SAME && expires - at <= LONGEST);
            let signature = key.sign(id, "320", expires);
            let expected = if at + later < expires { Ok(()) } else { Err(BadLink::Expired) };
            prop_assert_eq!(key.check(id, "320", expires, &signature, time(at + later)), expected);
            prop_assert_eq!(key.check(id, "960", expires, &signature, time(at)), Err(BadLink::Forged));
            prop_assert_eq!(key.check(id, "320", expires + 1, &signature, time(at)), Err(BadLink::Forged));
            prop_assert_eq!(LinkKey::new(b"two").check(id, "320", expires, &signature, time(at)), Err(BadLink::Forged));
            if other != id {
                prop_assert_eq!(key.check(other, "320", expires, &signature, time(at)), Err(BadLink::Forged));
            }
        }

        #[test]
        fn any_signature_can_be_checked(signature: String) {
            let checked = LinkKey::new(b"one").check(Uuid::nil(), "", i64::MAX, &signature, DateTime::UNIX_EPOCH);
            prop_assert_eq!(checked, Err(BadLink::Forged));
        }
    }
}
