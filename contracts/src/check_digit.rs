//! Numbers to be said over the phone: digits of which the last is a check digit (Damm).
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

/// The number of a serial: its seven digits and the check digit. A serial beyond 9,999,999 makes a longer number rather
/// than none.
#[must_use]
pub fn numbered(serial: i64) -> String {
    let digits = format!("{serial:07}");
    let check = damm(&digits);
    format!("{digits}{check}")
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
        assert_eq!(numbered(FIRST_SERIAL).len(), 8);
        assert!(numbered(FIRST_SERIAL).starts_with('1'));
        assert_eq!(numbered(9_999_999).len(), 8);
        assert!(is_valid(&numbered(10_000_000)), "a longer number, but still a number");
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
            prop_assert!(is_valid(&numbered(serial)));
        }

        #[test]
        fn every_wrong_digit_is_found(serial in FIRST_SERIAL..10_000_000) {
            let number = numbered(serial).into_bytes();
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
            let number = numbered(serial).into_bytes();
            for place in (1..number.len()).filter(|place| number[place - 1] != number[*place]) {
                let mut swapped = number.clone();
                swapped.swap(place - 1, place);
                prop_assert!(!is_valid(std::str::from_utf8(&swapped).expect("digits")));
            }
        }

        #[test]
        fn different_serials_have_different_numbers(a in FIRST_SERIAL..10_000_000, b in FIRST_SERIAL..10_000_000) {
            prop_assert_eq!(a == b, numbered(a) == numbered(b));
        }
    }
}
