//! Numbers as people and spreadsheets write them: `1.234,50`, `1,234.50`, `$ 12.345`, `1 234`. Pure.

/// Why a text or number is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Letters, two signs, groups that are not of three digits.
    NotANumber,
    /// More decimals than the field has.
    TooManyDecimals,
    /// More than fits.
    TooLarge,
}

/// How a single point or comma before three digits is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// `1.234` is one thousand two hundred and thirty-four, as prices are written.
    Thousands,
    /// `1.234` is a bit more than one, as percentages are written.
    Never,
}

/// Reads a number as whole units of `decimals` decimals: `12,5` with two is 1250. A currency sign or `code` may stand at
/// either end. Of a point and a comma the later one begins the decimals.
///
/// # Errors
/// [`NumberError`].
pub fn parse(text: &str, decimals: usize, grouping: Grouping, code: &str) -> Result<i64, NumberError> {
    let (negative, text) = unsigned(&without_currency(text, code));
    let text = without_currency(&text, code);
    let text: String = text.chars().map(|c| if is_gap(c) { '\'' } else { c }).collect();
    let separator = decimal_separator(&text, grouping)?;
    let (whole, fraction) = separator.and_then(|at| text.split_at_checked(at)).unwrap_or((&text, ""));
    let fraction = fraction.get(1..).unwrap_or_default();
    if separator.is_some() && (fraction.is_empty() || fraction.bytes().any(|b| !b.is_ascii_digit())) {
        return Err(NumberError::NotANumber);
    }
    let whole = ungrouped(whole, separator.is_some())?;
    let kept = fraction.trim_end_matches('0');
    if kept.len() > decimals {
        return Err(NumberError::TooManyDecimals);
    }
    let digits = format!("{whole}{kept}{}", "0".repeat(decimals - kept.len()));
    let digits = digits.trim_start_matches('0');
    if digits.len() > 18 {
        return Err(NumberError::TooLarge);
    }
    let units: i64 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| NumberError::NotANumber)? };
    Ok(if negative { -units } else { units })
}

/// The same for a number of a workbook, which is binary: what is less than a millionth of a unit away is meant.
///
/// # Errors
/// [`NumberError`].
pub fn from_float(number: f64, decimals: i32) -> Result<i64, NumberError> {
    let scaled = number * 10_f64.powi(decimals);
    if !scaled.is_finite() || scaled.abs() > 1e15 {
        return Err(NumberError::TooLarge);
    }
    let rounded = scaled.round();
    if (scaled - rounded).abs() > 1e-6_f64.max(rounded.abs() * 1e-12) {
        return Err(NumberError::TooManyDecimals);
    }
    // Below 10^15 every whole number is exact.
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    Ok(rounded as i64)
}

fn without_currency(text: &str, code: &str) -> String {
    let mut text = text.trim();
    for sign in ["$", code] {
        for _ in 0..2 {
            let begins = text.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign));
            let ends = text.len() > sign.len()
                && text.get(text.len() - sign.len()..).is_some_and(|end| end.eq_ignore_ascii_case(sign));
            text = match (begins, ends) {
                (true, _) => text[sign.len()..].trim(),
                (_, true) => text[..text.len() - sign.len()].trim(),
                _ => text,
            };
        }
    }
    text.to_owned()
}

/// The sign, and what is left: `-5`, `5-` and `(5)` are all less than nothing.
fn unsigned(text: &str) -> (bool, String) {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let signed = inner.or_else(|| text.strip_prefix(['-', '−'])).or_else(|| text.strip_suffix('-'));
    match signed {
        Some(rest) => (true, rest.trim().to_owned()),
        None => (false, text.strip_prefix('+').unwrap_or(text).to_owned()),
    }
}

/// What people put between groups of three digits, apart from a point or comma.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

/// Where the decimals begin.
fn decimal_separator(text: &str, grouping: Grouping) -> Result<Option<usize>, NumberError> {
    let count = |c: char| text.matches(c).count();
    let (last, other) = match (text.rfind('.'), text.rfind(',')) {
        (None, None) => return Ok(None),
        (Some(dot), Some(comma)) if dot > comma => ('.', true),
        (Some(_), Some(_)) => (',', true),
        (Some(_), None) => ('.', count('\'') > 0),
        (None, Some(_)) => (',', count('\'') > 0),
    };
    let at = text.rfind(last);
    match (count(last), other) {
        (1, true) => Ok(at),
        (1, false) => {
            let (before, after) = text.split_once(last).unwrap_or((text, ""));
            let group = after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
            Ok(if group && grouping == Grouping::Thousands { None } else { at })
        }
        // `1.234.567`
        (_, false) if grouping == Grouping::Thousands => Ok(None),
        _ => Err(NumberError::NotANumber),
    }
}

/// The digits of `1.234.567`; groups are of three digits and all have the same sign between them.
fn ungrouped(text: &str, may_be_empty: bool) -> Result<String, NumberError> {
    if text.is_empty() && may_be_empty {
        return Ok(String::new());
    }
    let sign = text.chars().find(|c| !c.is_ascii_digit());
    let groups: Vec<&str> = sign.map_or_else(|| vec![text], |sign| text.split(sign).collect());
    let digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    let known = sign.is_none_or(|sign| matches!(sign, '.' | ',' | '\''));
    let sized = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    if digits && known && sized { Ok(groups.concat()) } else { Err(NumberError::NotANumber) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(text: &str) -> Result<i64, NumberError> {
        parse(text, 2, Grouping::Thousands, "COP")
    }

    #[test]
    fn both_conventions_are_read() {
        for (text, amount) in [
            ("1.234,50", 123_450),
            ("1,234.50", 123_450),
            ("$ 12.345", 1_234_500),
            ("12,345", 1_234_500),
            ("COP 1.234.567", 123_456_700),
            ("1.234.567,8 cop", 123_456_780),
            ("1 234 567,89", 123_456_789),
            ("1'234.5", 123_450),
            ("12345", 1_234_500),
            ("12345,6", 1_234_560),
            ("1234.500", 123_450),
            ("0,125000", 0),
            ("0.5", 50),
            (".5", 50),
            ("0", 0),
            ("-3,5", -350),
            ("(1.000)", -100_000),
            ("$-2", -200),
            ("+7", 700),
        ] {
            if text == "0,125000" {
                assert_eq!(cents(text), Err(NumberError::TooManyDecimals));
            } else {
                assert_eq!(cents(text), Ok(amount), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_told() {
        for text in [
            "",
            "abc",
            "1.23.45",
            "1,23,456",
            "12.34.567,8",
            "1.2,3.4",
            "5 USD",
            "1e5",
            "12,",
            "1..2",
            "$",
            "--5",
            "1,2.3,4",
        ] {
            assert_eq!(cents(text), Err(NumberError::NotANumber), "{text}");
        }
        assert_eq!(cents("1,2345"), Err(NumberError::TooManyDecimals));
        assert_eq!(cents("99999999999999999999"), Err(NumberError::TooLarge));
    }

    #[test]
    fn a_percentage_is_never_grouped() {
        let percent = |text| parse(text, 2, Grouping::Never, "COP");
        assert_eq!((percent("19"), percent("19,5"), percent("5.25")), (Ok(1_900), Ok(1_950), Ok(525)));
        assert_eq!(percent("19,125"), Err(NumberError::TooManyDecimals));
    }

    #[test]
    fn binary_numbers_are_rounded_to_what_was_meant() {
        assert_eq!(from_float(0.1 + 0.2, 2), Ok(30));
        assert_eq!(from_float(1_234.5, 2), Ok(123_450));
        assert_eq!(from_float(19.99 * 3.0, 2), Ok(5_997));
        assert_eq!(from_float(1.005, 2), Err(NumberError::TooManyDecimals));
        assert_eq!(from_float(f64::NAN, 2), Err(NumberError::TooLarge));
        assert_eq!(from_float(1e40, 2), Err(NumberError::TooLarge));
    }

    fn grouped(whole: i64, sign: &str) -> String {
        let digits = whole.to_string();
        let mut groups: Vec<&str> =
            digits.as_bytes().rchunks(3).map(|g| std::str::from_utf8(g).expect("digits")).collect();
        groups.reverse();
        groups.join(sign)
    }

    proptest! {
        #[test]
        fn every_amount_is_read_in_every_convention(amount in 0i64..100_000_000_000_000, dollar in any::<bool>()) {
            let (whole, rest) = (amount / 100, amount % 100);
            for (group, point) in [(".", ","), (",", "."), ("", ","), ("", "."), (" ", ","), ("'", ".")] {
                let text = format!("{}{}{point}{rest:02}", if dollar { "$ " } else { "" }, grouped(whole, group));
                prop_assert_eq!(cents(&text), Ok(amount), "{}", text);
            }
            for group in [".", ",", " ", ""] {
                let text = grouped(whole, group);
                prop_assert_eq!(cents(&text), Ok(whole * 100), "{}", text);
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "[-0-9.,' $()a-zA-Z%\u{a0}ñ+]{0,24}") {
            let _ = cents(&text);
            let _ = parse(&text, 0, Grouping::Never, "COP");
        }

        #[test]
        fn binary_and_decimal_agree(amount in 0i64..1_000_000_000_000) {
            #[expect(clippy::cast_precision_loss, reason = "a test")]
            let float = amount as f64 / 100.0;
            prop_assert_eq!(from_float(float, 2), Ok(amount));
        }
    }
}
