//! Randomness that nobody can guess, from the operating system.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};

/// So many random bytes.
///
/// # Panics
/// When the operating system gives no randomness: nothing safe can be done without it.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the operating system's randomness");
    bytes
}

/// 256 random bits as text.
#[must_use]
pub fn text() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}
