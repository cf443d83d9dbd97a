//! Ids of the demonstration company, the same wherever it is loaded: a load that was interrupted finds what it had stored.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// FNV-1a with 128 bits. Nothing here is a secret, so it only has to spread well.
fn hash(words: &[&str]) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0xff])) {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    hash
}

/// The id of what a file of the demonstration company calls `key`.
#[must_use]
pub fn of<Id: From<Uuid>>(kind: &str, key: &str) -> Id {
    let bytes = hash(&["storeflow demo", kind, key]).to_be_bytes();
    Builder::from_custom_bytes(bytes).into_uuid().into()
}

/// The id of what came about at an instant: it sorts by it, as all ids of orders do.
#[must_use]
pub fn at<Id: From<Uuid>>(kind: &str, key: &str, at: DateTime<Utc>) -> Id {
    let mut rest = [0; 10];
    rest.copy_from_slice(&hash(&["storeflow demo", kind, key]).to_be_bytes()[6..]);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &rest).into_uuid().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::{OrderId, ProductId};
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_stable_and_their_own() {
        let id: ProductId = of("product", "GRA-ARR-0500");
        assert_eq!(id, of("product", "GRA-ARR-0500"));
        assert_eq!(id.0.get_version_num(), 8);
        let many: BTreeSet<Uuid> = (0..5_000).map(|i| of("product", &i.to_string())).collect();
        assert_eq!(many.len(), 5_000);
        assert_ne!(of::<Uuid>("a", "bc"), of::<Uuid>("ab", "c"));
    }

    #[test]
    fn ids_of_what_happened_sort_by_time() {
        let early = DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
        let late = early + chrono::TimeDelta::milliseconds(1);
        assert!(at::<OrderId>("order", "9", early) < at::<OrderId>("order", "1", late));
        assert_ne!(at::<OrderId>("order", "9", early), at::<OrderId>("order", "8", early));
    }
}
