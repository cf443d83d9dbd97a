//! What the database may keep but nobody may read there: sealed with the installation's wrapping key (AES-256-GCM) and
//! bound to what it belongs to, so that nothing sealed can be moved elsewhere.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

const NONCE: usize = 12;

/// The wrapping key is not the one that it was sealed with, or it was changed or moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be opened: the wrapping key is not the one that it was sealed with")]
pub struct NotOpened;

fn cipher(wrapping_key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, wrapping_key).expect("the key has the cipher's 32 bytes"))
}

/// Seals a secret that belongs to `of`: nonce and ciphertext, base64url.
///
/// # Panics
/// When the operating system gives no randomness.
#[must_use]
pub fn seal(wrapping_key: &[u8; 32], of: &str, secret: &[u8]) -> String {
    let nonce = crate::random::bytes::<NONCE>();
    let mut sealed = secret.to_vec();
    cipher(wrapping_key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(of.as_bytes()), &mut sealed)
        .expect("a short text can be sealed");
    URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
}

/// Opens what was sealed for `of`.
///
/// # Errors
/// [`NotOpened`].
pub fn open(wrapping_key: &[u8; 32], of: &str, sealed: &str) -> Result<Vec<u8>, NotOpened> {
    let stored = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| NotOpened)?;
    let (nonce, sealed) = stored.split_at_checked(NONCE).ok_or(NotOpened)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| NotOpened)?;
    let mut sealed = sealed.to_vec();
    let opened = cipher(wrapping_key).open_in_place(nonce, Aad::from(of.as_bytes()), &mut sealed);
    Ok(opened.map_err(|_| NotOpened)?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn only_the_same_key_opens_it_and_only_in_its_place(secret: Vec<u8>, of in ".{0,20}") {
            let sealed = seal(&[7; 32], &of, &secret);
            prop_assert_eq!(open(&[7; 32], &of, &sealed), Ok(secret));
            prop_assert_eq!(open(&[8; 32], &of, &sealed), Err(NotOpened));
            prop_assert_eq!(open(&[7; 32], &format!("{of}x"), &sealed), Err(NotOpened));
        }
    }

    #[test]
    fn rubbish_is_not_opened() {
        for rubbish in ["", "AA", "ñ", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(open(&[7; 32], "", rubbish), Err(NotOpened));
        }
    }
}
