//! Tables in text: which separator, and the cells of each row. Pure.
//!
//! Read by hand because rows must have the numbers that a spreadsheet shows: blank lines count there, and a line break
//! inside quotes does not.

use crate::imports::columns::{ImportKind, known_titles};

/// What can stand between two cells.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];
/// Rows that the separator is guessed from.
const SAMPLE: usize = 50;

/// A quote that was opened in this row and never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnclosedQuote(pub u32);

/// The rows of a text.
pub struct Rows<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
    row: u32,
}

impl<'a> Rows<'a> {
    /// Rows of cells with this separator.
    #[must_use]
    pub fn new(text: &'a str, separator: u8) -> Self {
        let mut rows = Self { text, at: 0, separator, row: 0 };
        // Excel's own hint, which it does not show as a row's content but counts as a row.
        if let Some((line, _)) = text.split_once('\n')
            && hinted(line).is_some()
        {
            rows.at = line.len() + 1;
            rows.row = 1;
        }
        rows
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A cell without quotes, up to where it ends.
    fn bare(&mut self) -> &'a str {
        let begin = self.at;
        let ends = |b: &u8| *b == self.separator || *b == b'\n' || *b == b'\r';
        let rest = &self.text.as_bytes()[begin..];
        self.at = begin + rest.iter().position(ends).unwrap_or(rest.len());
        &self.text[begin..self.at]
    }

    /// Whether a quoted cell begins here, perhaps after blanks.
    fn opens_quote(&mut self) -> bool {
        let blanks = self.text.as_bytes()[self.at..].iter().take_while(|b| **b == b' ').count();
        let opens = self.text.as_bytes().get(self.at + blanks) == Some(&b'"');
        if opens {
            self.at += blanks + 1;
        }
        opens
    }

    fn quoted(&mut self) -> Result<String, UnclosedQuote> {
        let mut cell = String::new();
        loop {
            let rest = &self.text[self.at..];
            let end = rest.find('"').ok_or(UnclosedQuote(self.row))?;
            cell.push_str(&rest[..end]);
            self.at += end + 1;
            if self.byte() != Some(b'"') {
                // Whatever follows the closing quote belongs to the cell, as spreadsheets read it.
                cell.push_str(self.bare());
                return Ok(cell);
            }
            cell.push('"');
            self.at += 1;
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(u32, Vec<String>), UnclosedQuote>;

    fn next(&mut self) -> Option<Self::Item> {
        self.byte()?;
        self.row += 1;
        let mut cells = Vec::new();
        loop {
            let cell = if self.opens_quote() { self.quoted() } else { Ok(self.bare().to_owned()) };
            match cell {
                Ok(cell) => cells.push(cell),
                Err(unclosed) => {
                    self.at = self.text.len();
                    return Some(Err(unclosed));
                }
            }
            match self.byte() {
                Some(b) if b == self.separator => self.at += 1,
                Some(b'\r') => {
                    self.at += if self.text.as_bytes().get(self.at + 1) == Some(&b'\n') { 2 } else { 1 };
                    break;
                }
                Some(_) => {
                    self.at += 1;
                    break;
                }
                None => break,
            }
        }
        Some(Ok((self.row, cells)))
    }
}

/// The separator that the first line names: `sep=;`.
fn hinted(line: &str) -> Option<u8> {
    match line.trim_end_matches('\r').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => Some(*separator),
        _ => None,
    }
}

/// The separator of a text: the one that the file names, or that makes the most known titles, or the most even rows.
/// `None` where every row is one cell whatever the separator.
#[must_use]
pub fn separator(text: &str, kind: ImportKind) -> Option<u8> {
    let hint = text.split('\n').next().and_then(hinted);
    if hint.is_some_and(|hint| SEPARATORS.contains(&hint)) {
        return hint;
    }
    let scored = SEPARATORS.into_iter().filter_map(|separator| Some((score(text, separator, kind)?, separator)));
    // Of two that are equal the first in the list.
    scored.rev().max_by_key(|(score, _)| *score).map(|(_, separator)| separator)
}

/// Known titles in the first row, rows in ten that have as many cells as most, and how many cells these have.
fn score(text: &str, separator: u8, kind: ImportKind) -> Option<(usize, usize, usize)> {
    let mut known = None;
    let mut widths: Vec<usize> = Vec::new();
    for row in Rows::new(text, separator).take(SAMPLE) {
        let Ok((_, cells)) = row else { break };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        known.get_or_insert_with(|| known_titles(kind, cells.iter().map(String::as_str)));
        widths.push(cells.len());
    }
    let usual = *widths.iter().max_by_key(|width| (widths.iter().filter(|w| w == width).count(), **width))?;
    let even = widths.iter().filter(|width| **width == usual).count();
    (usual > 1).then(|| (known.unwrap_or(0), 10 * even / widths.len(), usual))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, separator: u8) -> Vec<(u32, Vec<String>)> {
        Rows::new(text, separator).map(|row| row.expect("closed")).collect()
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let text = "a;b\r\n\n\"c\nc\";d\r\"e \"\"f\"\"\" g; \"h\"";
        let numbered = rows(text, b';');
        assert_eq!(numbered[0], (1, vec!["a".into(), "b".into()]));
        assert_eq!(numbered[1], (2, vec![String::new()]));
        assert_eq!(numbered[2], (3, vec!["c\nc".into(), "d".into()]));
        assert_eq!(numbered[3], (4, vec!["e \"f\" g".into(), "h".into()]));
        assert_eq!(rows("sep=,\na,b\n", b','), [(2, vec!["a".to_owned(), "b".to_owned()])]);
        assert_eq!(rows("Tubo 1/2\";x", b';')[0].1, ["Tubo 1/2\"", "x"], "a quote inside a cell is an inch");
        assert_eq!(Rows::new("a;\"b\nc;d\n", b';').last(), Some(Err(UnclosedQuote(1))));
    }

    #[test]
    fn the_separator_is_found() {
        let kind = ImportKind::Products;
        assert_eq!(separator("nombre;codigo sku;fabricante;precio\nA, B y C;1;F;1.234,50\n", kind), Some(b';'));
        assert_eq!(separator("Leche, 1 L;S-1;Lácteos, S.A.;1.234,50;\nPan;S-2;Panes, S.A.;2,5;\n", kind), Some(b';'));
        assert_eq!(separator("sku\tname\tsupplier\tprice\n1\tA; B\tF\t5\n", kind), Some(b'\t'));
        assert_eq!(separator("sep=,\nx;y\n", kind), Some(b','));
        assert_eq!(separator("nombre|sku|precio\nA|1|2\n", kind), None);
    }

    fn csv_of(table: &[Vec<String>], separator: u8) -> String {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(vec![]);
        for row in table {
            writer.write_record(row).expect("written");
        }
        String::from_utf8(writer.into_inner().expect("written")).expect("utf-8")
    }

    fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
        let cell = "[a-zA-Z0-9ñ;,\t\" .\n]{0,8}";
        proptest::collection::vec(proptest::collection::vec(cell, 4..=4), 0..12)
    }

    proptest! {
        #[test]
        fn what_another_program_writes_is_read(table in table(), separator in proptest::sample::select(SEPARATORS.to_vec())) {
            let read: Vec<Vec<String>> = rows(&csv_of(&table, separator), separator).into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, table);
        }

        #[test]
        fn the_separator_of_a_table_with_titles_is_found(table in table(), separator in proptest::sample::select(SEPARATORS.to_vec())) {
            let mut whole = vec![["Código SKU", "Nombre", "Proveedor", "Precio"].map(str::to_owned).to_vec()];
            whole.extend(table);
            prop_assert_eq!(super::separator(&csv_of(&whole, separator), ImportKind::Products), Some(separator));
        }

        #[test]
        fn no_text_is_too_strange(text in "[a;,\"\n\r ñ=sep]{0,40}") {
            let _ = super::separator(&text, ImportKind::Products);
            for separator in SEPARATORS {
                let _ = Rows::new(&text, separator).count();
            }
        }
    }
}
