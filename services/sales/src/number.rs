//! Order numbers: eight digits to be said over the phone, the last a check digit (Damm).
//!
//! Damm's digit finds every wrong digit and every swap of two neighbours, the two mistakes that people make when they
//! read a number aloud, and unlike ISBN's it needs no letter.

/// The first seven-digit serial: numbers begin without a zero, which people tend to leave out.
pub const FIRST_SERIAL: i64 = 1_000_000;

/// Damm's quasigroup of order 10: totally anti-symmetric, zeros on the diagonal.
const QUASIGROUP: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The number of an order, unique in an installation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[0-9]{8,}$", example = "10000004")]
pub struct OrderNumber(String);

impl OrderNumber {
    /// The number of a serial: its seven digits and the check digit. A serial beyond 9,999,999 makes a longer number
    /// rather than refusing an order.
    #[must_use]
    pub fn of(serial: i64) -> Self {
        let digits = format!("{serial:07}");
        Self(format!("{digits}{}", damm(&digits)))
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

/// Whether somebody read or typed the number without a mistake.
#[must_use]
pub fn is_valid(number: &str) -> bool {
    number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_digit()) && damm(number) == 0
}

/// Damm's interim digit of a row of ASCII digits: the check digit of digits without one, 0 for digits that end with
/// it.
fn damm(digits: &str) -> u8 {
    digits.bytes().fold(0, |interim, byte| QUASIGROUP[usize::from(interim)][usize::from((byte - b'0') % 10)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_example_of_damm_holds() {
        assert_eq!(damm("572"), 4);
        assert_eq!(damm("5724"), 0);
    }

    #[test]
    fn numbers_have_eight_digits_and_never_begin_with_zero() {
        assert_eq!(OrderNumber::of(FIRST_SERIAL).as_str().len(), 8);
        assert!(OrderNumber::of(FIRST_SERIAL).as_str().starts_with('1'));
        assert_eq!(OrderNumber::of(9_999_999).as_str().len(), 8);
        assert!(is_valid(OrderNumber::of(10_000_000).as_str()), "a longer number, but still a number");
    }

    #[test]
    fn what_is_not_a_number_is_not_valid() {
        for text in ["", "1", "1000000", "1000000a", "１０００００００", "10000005 "] {
            assert!(!is_valid(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_number_is_valid(serial in FIRST_SERIAL..10_000_000) {
            let number = OrderNumber::of(serial);
            prop_assert!(is_valid(number.as_str()));
            prop_assert_eq!(number.serial(), Some(serial));
        }

        #[test]
        fn every_wrong_digit_is_found(serial in FIRST_SERIAL..10_000_000) {
            let number = OrderNumber::of(serial).as_str().as_bytes().to_vec();
            for place in 0..number.len() {
                for digit in (b'0'..=b'9').filter(|digit| *digit != number[place]) {
                    let mut wrong = number.clone();
                    wrong[place] = digit;
                    prop_assert!(!is_valid(std::str::from_utf8(&wrong).expect("digits")));
                }
            }
        }

        #[test]
        fn every_swap_of_neighbours_is_found(serial in FIRST_SERIAL..10_000_000) {
            let number = OrderNumber::of(serial).as_str().as_bytes().to_vec();
            for place in (1..number.len()).filter(|place| number[place - 1] != number[*place]) {
                let mut swapped = number.clone();
                swapped.swap(place - 1, place);
                prop_assert!(!is_valid(std::str::from_utf8(&swapped).expect("digits")));
            }
        }

        #[test]
        fn different_serials_have_different_numbers(a in FIRST_SERIAL..10_000_000, b in FIRST_SERIAL..10_000_000) {
            prop_assert_eq!(a == b, OrderNumber::of(a) == OrderNumber::of(b));
        }
    }
}
