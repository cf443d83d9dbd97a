//! One cell of an uploaded table, as its spreadsheet holds it. Pure.

use serde_json::{Value, json};

/// What a cell holds. A CSV file has texts only; a workbook knows numbers, dates, errors and formulas apart.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, without blanks around it.
    Text(String),
    /// A number of a workbook, whatever it is shown as there.
    Number(f64),
    /// A date: a spreadsheet likes to make one of a code such as `3-4`.
    Date(String),
    /// An error such as `#DIV/0!`.
    Error(String),
    /// A formula whose result is not in the file.
    Formula,
}

impl Cell {
    /// The text of a cell of a CSV file. What a spreadsheet writes for its own errors is one here too.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        match text.as_bytes() {
            [] => Self::Empty,
            // An apostrophe keeps a spreadsheet from taking a text for a formula; `template.rs` writes it too.
            [b'\'', b'=' | b'+' | b'-' | b'@' | b'\'', ..] => Self::Text(text[1..].to_owned()),
            [b'=', _, ..] => Self::Formula,
            [b'#', _, ..] if ERRORS.contains(&text) => Self::Error(text.to_owned()),
            _ => Self::Text(text.to_owned()),
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// As a person would read it, cut to what fits into a list of errors.
    #[must_use]
    pub fn shown(&self) -> String {
        let whole = match self {
            Self::Empty => return String::new(),
            Self::Text(text) | Self::Date(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => plain(*number),
            Self::Formula => "=…".to_owned(),
        };
        match whole.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{}…", &whole[..end]),
            None => whole,
        }
    }

    /// As it is kept between upload and commit.
    #[must_use]
    pub fn stored(&self) -> Value {
        match self {
            Self::Empty => Value::Null,
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Date(text) => json!({"date": text}),
            Self::Error(text) => json!({"error": text}),
            Self::Formula => json!({"formula": true}),
        }
    }

    /// What [`Cell::stored`] made.
    #[must_use]
    pub fn read(stored: &Value) -> Self {
        match stored {
            Value::String(text) => Self::Text(text.clone()),
            Value::Number(number) => number.as_f64().map_or(Self::Empty, Self::Number),
            Value::Object(members) => match (members.get("date"), members.get("error")) {
                (Some(text), _) => Self::Date(text.as_str().unwrap_or_default().to_owned()),
                (_, Some(text)) => Self::Error(text.as_str().unwrap_or_default().to_owned()),
                _ => Self::Formula,
            },
            _ => Self::Empty,
        }
    }
}

/// Characters of a value in a list of errors.
const LONGEST_SHOWN: usize = 100;

/// What spreadsheets write into a CSV file where a formula has failed, in English and Spanish.
const ERRORS: &[&str] = &[
    "#N/A",
    "#N/D",
    "#REF!",
    "#¡REF!",
    "#DIV/0!",
    "#¡DIV/0!",
    "#VALUE!",
    "#¡VALOR!",
    "#NAME?",
    "#¿NOMBRE?",
    "#NUM!",
    "#¡NUM!",
    "#NULL!",
    "#¡NULO!",
];

/// A number without exponent where that is possible: a code that a spreadsheet took for a number keeps its digits.
#[must_use]
pub fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { format!("{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_formulas_and_errors_seen() {
        for (text, cell) in [
            ("  Leche \u{a0}", Cell::Text("Leche".into())),
            ("   ", Cell::Empty),
            ("=A1*2", Cell::Formula),
            ("=", Cell::Text("=".into())),
            ("'=A1", Cell::Text("=A1".into())),
            ("'+57300", Cell::Text("+57300".into())),
            ("'n", Cell::Text("'n".into())),
            ("#¡REF!", Cell::Error("#¡REF!".into())),
            ("#1", Cell::Text("#1".into())),
        ] {
            assert_eq!(Cell::of_text(text), cell, "{text}");
        }
    }

    #[test]
    fn what_is_stored_is_read_again() {
        for cell in [
            Cell::Empty,
            Cell::Text("null".into()),
            Cell::Number(7_709_412_001_072.0),
            Cell::Number(0.19),
            Cell::Date("2026-04-03".into()),
            Cell::Error("#DIV/0!".into()),
            Cell::Formula,
        ] {
            let text = cell.stored().to_string();
            assert_eq!(Cell::read(&serde_json::from_str(&text).expect("json")), cell);
        }
    }

    #[test]
    fn numbers_keep_their_digits_and_long_texts_are_cut() {
        assert_eq!(Cell::Number(7_709_412_001_072.0).shown(), "7709412001072");
        assert_eq!(Cell::Number(1234.5).shown(), "1234.5");
        assert_eq!(Cell::Text("ñ".repeat(300)).shown().chars().count(), 101);
    }
}
