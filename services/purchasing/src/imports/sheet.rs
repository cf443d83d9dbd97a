//! The rows of an uploaded file, whatever its format: recognised by its content, never by its name. Pure (it keeps a core
//! busy: call it through `chassis::blocking`).

use crate::imports::cell::Cell;
use crate::imports::columns::{Columns, ImportKind};
use crate::imports::csv;
use crate::imports::file_refused::{FileRefused, MOST_CELLS, MOST_ROWS, NoTable};
use crate::imports::workbook;
use std::borrow::Cow;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with separators.
    Csv,
    /// An Excel workbook.
    Xlsx,
}

impl Format {
    /// As the interface spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A row below the titles that is not blank.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// As the spreadsheet shows it, from 1.
    pub number: u32,
    /// The cells that are read, in the order of [`Columns::read`].
    pub cells: Vec<Cell>,
    /// Cells that the row has beyond those of the first row.
    pub extra: usize,
}

/// What a whole file is like.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What it is.
    pub format: Format,
    /// How it is read.
    pub columns: Columns,
    /// Rows that were given away.
    pub rows: usize,
}

/// Reads a file and gives each row away. `take` answers whether it wants more.
///
/// # Errors
/// [`FileRefused`].
pub fn read(
    file: Vec<u8>,
    kind: ImportKind,
    take: &mut dyn FnMut(&Columns, SheetRow) -> bool,
) -> Result<Sheet, FileRefused> {
    let mut reader = Reader { kind, columns: None, rows: 0, formulas: 0, stopped: false, take };
    let format = recognise(&file)?;
    match format {
        Format::Xlsx => workbook::rows(&file, &mut |number, cells| reader.row(number, cells))?,
        Format::Csv => {
            let text = decode(file)?;
            let separator = csv::separator(&text, kind).unwrap_or(b';');
            for row in csv::Rows::new(&text, separator) {
                let (number, cells) = row.map_err(|unclosed| FileRefused::UnclosedQuote(unclosed.0))?;
                if cells.len() > MOST_CELLS {
                    return Err(FileRefused::TooManyCells(number));
                }
                reader.row(number, cells.iter().map(|cell| Cell::of_text(cell)).collect())?;
                if reader.stopped {
                    break;
                }
            }
        }
    }
    match reader.columns {
        None => Err(FileRefused::Empty),
        Some(_) if reader.rows == 0 => Err(FileRefused::NoRows),
        Some(_) if reader.rows == reader.formulas => Err(FileRefused::OnlyFormulas),
        Some(columns) => Ok(Sheet { format, columns, rows: reader.rows }),
    }
}

struct Reader<'a> {
    kind: ImportKind,
    columns: Option<Columns>,
    rows: usize,
    /// Rows with nothing but formulas where something must be.
    formulas: usize,
    stopped: bool,
    take: &'a mut dyn FnMut(&Columns, SheetRow) -> bool,
}

impl Reader<'_> {
    fn row(&mut self, number: u32, cells: Vec<Cell>) -> Result<(), FileRefused> {
        if self.stopped || cells.iter().all(Cell::is_empty) {
            return Ok(());
        }
        let columns = match &mut self.columns {
            Some(columns) => columns,
            none => {
                let columns = none.insert(Columns::of(self.kind, &cells)?);
                if columns.titled {
                    return Ok(());
                }
                columns
            }
        };
        if self.rows == MOST_ROWS {
            return Err(FileRefused::TooManyRows);
        }
        self.rows += 1;
        let picked = columns.pick(&cells);
        self.formulas += usize::from(picked.iter().all(|cell| matches!(cell, Cell::Empty | Cell::Formula)));
        let extra = cells.len().saturating_sub(columns.width);
        self.stopped = !(self.take)(columns, SheetRow { number, cells: picked, extra });
        Ok(())
    }
}

/// What a file is, by its first bytes.
fn recognise(file: &[u8]) -> Result<Format, FileRefused> {
    const PICTURES: &[&[u8]] = &[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*"];
    let begins = |start: &[u8]| file.starts_with(start);
    if file.iter().all(u8::is_ascii_whitespace) {
        return Err(FileRefused::Empty);
    }
    if begins(b"PK") {
        return workbook::recognise(file).map(|()| Format::Xlsx);
    }
    let what = if begins(b"%PDF") {
        NoTable::Pdf
    } else if begins(b"\xd0\xcf\x11\xe0") {
        // Also the wrapping of a workbook with a password.
        if holds(file, "EncryptedPackage") { NoTable::Locked } else { NoTable::OtherWorkbook }
    } else if PICTURES.iter().any(|start| begins(start)) && file[..file.len().min(512)].contains(&0) {
        NoTable::Picture
    } else {
        return Ok(Format::Csv);
    };
    Err(FileRefused::NoTable(what))
}

/// Whether a name in UTF-16 (as in the directory of an old compound file) is among the bytes.
fn holds(file: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    file.windows(name.len()).any(|window| window == name)
}

/// Text of UTF-8, UTF-16 with its mark, or else of Windows (which Latin-1 is a part of). What is UTF-8 is not copied.
fn decode(file: Vec<u8>) -> Result<String, FileRefused> {
    let text = match encoding_rs::Encoding::for_bom(&file) {
        Some((encoding, mark)) if encoding != encoding_rs::UTF_8 => {
            let (text, broken) = encoding.decode_without_bom_handling(&file[mark..]);
            if broken {
                return Err(FileRefused::NoTable(NoTable::Binary));
            }
            text.into_owned()
        }
        _ => match String::from_utf8(file) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.drain(..'\u{feff}'.len_utf8());
                }
                text
            }
            Err(error) => match encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes()).0 {
                Cow::Owned(text) => text,
                Cow::Borrowed(text) => text.to_owned(),
            },
        },
    };
    let strange = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{80}'..='\u{9f}');
    if text.chars().any(strange) { Err(FileRefused::NoTable(NoTable::Binary)) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(file: impl Into<Vec<u8>>) -> Result<Vec<(u32, Vec<String>, usize)>, FileRefused> {
        let mut rows = Vec::new();
        read(file.into(), ImportKind::Products, &mut |_, row| {
            rows.push((row.number, row.cells.iter().map(Cell::shown).collect(), row.extra));
            true
        })
        .map(|_| rows)
    }

    const TABLE: &str = "nombre;codigo sku;fabricante;precio\n\nPiñón añejo;S-1;Lácteos;1.234,50\n";

    #[test]
    fn every_encoding_is_read() {
        let expected = vec![(3, ["Piñón añejo", "S-1", "Lácteos", "1.234,50"].map(str::to_owned).to_vec(), 0)];
        let utf16 = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            mark.into_iter().chain(TABLE.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
        };
        let latin: Vec<u8> = TABLE.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
        for file in [
            TABLE.as_bytes().to_vec(),
            format!("\u{feff}{TABLE}").into_bytes(),
            latin,
            utf16(u16::to_le_bytes, [0xff, 0xfe]),
            utf16(u16::to_be_bytes, [0xfe, 0xff]),
            TABLE.replace('\n', "\r\n").into_bytes(),
            TABLE.replace('\n', "\r").into_bytes(),
            TABLE.replace(';', "\t").into_bytes(),
        ] {
            assert_eq!(texts(file.clone()).expect("read"), expected, "{file:?}");
        }
    }

    #[test]
    fn what_is_no_table_is_named() {
        let what = |file: &[u8]| match texts(file) {
            Err(FileRefused::NoTable(what)) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(what(b"%PDF-1.7\n..."), NoTable::Pdf);
        assert_eq!(what(b"\x89PNG\r\n\x1a\n\0\0\0"), NoTable::Picture);
        assert_eq!(what(b"\xff\xd8\xff\xe0\0\x10JFIF"), NoTable::Picture);
        assert_eq!(what(b"\xd0\xcf\x11\xe0 old"), NoTable::OtherWorkbook);
        assert_eq!(what(b"PK\x03\x04 something"), NoTable::Zip);
        assert_eq!(what(b"\x1f\x8b\x08\0\0\0"), NoTable::Binary);
        assert_eq!(what(b"a\0b\0"), NoTable::Binary);
    }

    #[test]
    fn what_holds_no_rows_is_told() {
        let refused = |file: &str| texts(file).expect_err("refused");
        assert_eq!(refused(""), FileRefused::Empty);
        assert_eq!(refused(" \r\n\n"), FileRefused::Empty);
        assert_eq!(refused(";;\n;\n"), FileRefused::Empty);
        assert_eq!(refused("nombre;sku;proveedor;precio\n;;;\n"), FileRefused::NoRows);
        assert_eq!(refused("nombre|sku|proveedor|precio\na|b|c|1\n"), FileRefused::OneColumn);
        assert_eq!(refused("nombre;sku;proveedor;precio\n=A1;=B1;=C1;=D1\n"), FileRefused::OnlyFormulas);
        assert_eq!(refused("nombre;sku;proveedor;precio\na;\"b;c;1\nd;e;f;2\n"), FileRefused::UnclosedQuote(2));
        let wide = format!("nombre;sku;proveedor;precio\n{}\n", ";".repeat(300));
        assert_eq!(refused(&wide), FileRefused::TooManyCells(2));
    }

    #[test]
    fn cells_beyond_the_titles_are_counted() {
        let rows = texts("nombre,sku,proveedor,precio\nLeche,S-1,Nieve,1.234,50,,\n").expect("read");
        assert_eq!(rows[0].2, 3, "a number cut in two");
        let rows = texts("nombre,sku,proveedor,precio,\nLeche,S-1,Nieve,1,\n").expect("read");
        assert_eq!(rows[0].2, 0, "the titles end so too");
    }
}
