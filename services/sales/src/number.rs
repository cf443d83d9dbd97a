//! Order numbers: eight digits to be said over the phone, the last a check digit (`contracts::check_digit`).

use contracts::check_digit;

/// The number of an order, unique in an installation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[0-9]{8,}$", example = "10000004")]
pub struct OrderNumber(String);

impl OrderNumber {
    /// The number of a serial.
    #[must_use]
    pub fn of(serial: i64) -> Self {
        Self(check_digit::numbered(serial))
    }

    /// A number that the database gave back.
    #[must_use]
    pub fn stored(number: String) -> Self {
        Self(number)
    }

    /// The serial that it was made of.
    #[must_use]
    pub fn serial(&self) -> Option<i64> {
        self.0.get(..self.0.len().checked_sub(1)?)?.parse().ok()
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_tells_its_serial(serial in check_digit::FIRST_SERIAL..10_000_000) {
            let number = OrderNumber::of(serial);
            prop_assert!(check_digit::is_valid(number.as_str()));
            prop_assert_eq!(number.serial(), Some(serial));
        }
    }
}
