//! Members of a merge patch that can be left out but not be `null`.

use serde::{Deserialize, Deserializer};

/// Reads a member that is there: with `#[serde(default)]` one that is left out stays `None`, and `null`, which would remove
/// what every product or supplier must have, is an error at its place.
pub(crate) fn given<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
