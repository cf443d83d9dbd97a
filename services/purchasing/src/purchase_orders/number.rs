//! Numbers of purchase orders: a `P` and digits to be said over the phone, the last a check digit. The letter keeps them apart
//! from the orders of customers.

use contracts::check_digit;

/// The number of a serial.
#[must_use]
pub fn number(serial: i64) -> String {
    format!("P{}", check_digit::numbered(serial))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_letter_and_checked_digits() {
        let number = number(check_digit::FIRST_SERIAL);
        assert_eq!(number.len(), 9);
        assert!(number.strip_prefix('P').is_some_and(check_digit::is_valid), "{number}");
    }
}
