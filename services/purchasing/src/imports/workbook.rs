//! Excel workbooks (`.xlsx`), read cell by cell. Pure.
//!
//! A workbook is a ZIP of XML: before anything is parsed, all of it is unpacked once into nothing, so that neither a bomb nor
//! a false count inside it can take more memory than is allowed.

use crate::imports::cell::{Cell, plain};
use crate::imports::file_refused::{FileRefused, MOST_CELLS, NoTable};
use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::ZipArchive;

/// Unpacked, all parts together take at most this …
const MOST_UNPACKED: u64 = 384 * 1024 * 1024;
/// … and the texts that cells share at most this; they are held in memory.
const MOST_SHARED: u64 = 96 * 1024 * 1024;
/// Parts of a workbook.
const MOST_PARTS: usize = 5_000;
/// Texts that cells share.
const MOST_TEXTS: u64 = 4_000_000;

type Row<'a> = &'a mut dyn FnMut(u32, Vec<Cell>) -> Result<(), FileRefused>;

/// Whether a ZIP is a workbook that can be read.
///
/// # Errors
/// [`FileRefused`].
pub fn recognise(file: &[u8]) -> Result<(), FileRefused> {
    let Ok(archive) = ZipArchive::new(Cursor::new(file)) else { return Err(FileRefused::NoTable(NoTable::Zip)) };
    let has = |wanted: &str| archive.file_names().flatten().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("xl/workbook.xml") {
        Ok(())
    } else if has("xl/workbook.bin") || has("content.xml") || has("Index/Document.iwa") {
        Err(FileRefused::NoTable(NoTable::OtherWorkbook))
    } else {
        Err(FileRefused::NoTable(NoTable::Zip))
    }
}

/// The rows of the first visible sheet that has any.
///
/// # Errors
/// [`FileRefused`].
pub fn rows(file: &[u8], row: Row<'_>) -> Result<(), FileRefused> {
    unpack_into_nothing(file)?;
    // The library is careful, but a crafted file must not become an error of ours.
    catch_unwind(AssertUnwindSafe(|| read(file, row))).unwrap_or(Err(FileRefused::Broken))
}

fn unpack_into_nothing(file: &[u8]) -> Result<(), FileRefused> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| FileRefused::Broken)?;
    if archive.len() > MOST_PARTS {
        return Err(FileRefused::TooLargeUnpacked);
    }
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| FileRefused::Broken)?;
        let name = part.name().map_err(|_| FileRefused::Broken)?.to_ascii_lowercase();
        let shared = name.ends_with("sharedstrings.xml");
        let mut head = Vec::new();
        part.by_ref().take(4_096).read_to_end(&mut head).map_err(|_| FileRefused::Broken)?;
        if shared && announced(&head).is_some_and(|count| count > MOST_TEXTS) {
            return Err(FileRefused::TooLargeUnpacked);
        }
        let most = if shared { left.min(MOST_SHARED) } else { left };
        let rest = std::io::copy(&mut part.take(most + 1), &mut std::io::sink()).map_err(|_| FileRefused::Broken)?;
        let size = rest + head.len() as u64;
        if size > most {
            return Err(FileRefused::TooLargeUnpacked);
        }
        left -= size;
    }
    Ok(())
}

/// How many texts the table of shared ones says that it has; memory is taken by that.
fn announced(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let (_, after) = head.split_once("uniqueCount")?;
    let digits: String =
        after.chars().skip_while(|c| !c.is_ascii_digit() && *c != '>').take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { None } else { Some(digits.parse().unwrap_or(u64::MAX)) }
}

fn read(file: &[u8], row: Row<'_>) -> Result<(), FileRefused> {
    let mut workbook = Xlsx::new(Cursor::new(file)).map_err(refused)?;
    let sheets = workbook.sheets_metadata().to_vec();
    let seen = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    for sheet in sheets.iter().filter(seen) {
        if read_sheet(&mut workbook, &sheet.name, row)? {
            break;
        }
    }
    Ok(())
}

/// Whether the sheet has anything.
fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, row: Row<'_>) -> Result<bool, FileRefused> {
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(false),
        Err(error) => return Err(refused(error)),
    };
    let mut found = false;
    let mut present: (u32, Vec<Cell>) = (0, Vec::new());
    while let Some(next) = cells.next_cell_with_formula_metadata().map_err(refused)? {
        let (number, place) = next.pos;
        let place = usize::try_from(place).unwrap_or(MOST_CELLS);
        if number != present.0 && !present.1.is_empty() {
            row(present.0 + 1, std::mem::take(&mut present.1))?;
        }
        present.0 = number;
        let cell = cell(&next.value, next.formula.is_some());
        if cell.is_empty() || place >= MOST_CELLS {
            continue;
        }
        found = true;
        if present.1.len() <= place {
            present.1.resize(place + 1, Cell::Empty);
        }
        present.1[place] = cell;
    }
    if !present.1.is_empty() {
        row(present.0 + 1, present.1)?;
    }
    Ok(found)
}

fn cell(value: &DataRef<'_>, formula: bool) -> Cell {
    // A text that a workbook holds is a text, even if it begins with `=`.
    let text = |text: &str| match text.trim() {
        "" => Cell::Empty,
        text => Cell::Text(text.to_owned()),
    };
    match value {
        DataRef::Empty if formula => Cell::Formula,
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(string) => text(string),
        DataRef::SharedString(string) => text(string),
        DataRef::Bool(yes) => Cell::Text(yes.to_string()),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Cell::Date(if date.is_datetime() { format!("{year:04}-{month:02}-{day:02}") } else { plain(date.as_f64()) })
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Date(text.clone()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

fn refused(error: XlsxError) -> FileRefused {
    match error {
        XlsxError::Password => FileRefused::NoTable(NoTable::Locked),
        _ => FileRefused::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::template::zipped;

    fn sheet(data: &str) -> Vec<u8> {
        book(&[("xl/worksheets/sheet1.xml", &worksheet(data))])
    }

    fn worksheet(data: &str) -> String {
        format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{data}</sheetData></worksheet>"#
        )
    }

    fn book(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut all = crate::imports::template::skeleton();
        all.extend(parts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        zipped(&all)
    }

    fn read_all(file: &[u8]) -> Result<Vec<(u32, Vec<Cell>)>, FileRefused> {
        recognise(file)?;
        let mut all = Vec::new();
        rows(file, &mut |number, cells| {
            all.push((number, cells));
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn numbers_texts_formulas_errors_and_dates_are_told_apart() {
        let file = sheet(
            r#"<row r="2"><c r="A2" t="inlineStr"><is><t>Piñón &amp; más</t></is></c><c r="C2"><v>1234.5</v></c>
               <c r="D2"><f>1+1</f><v>2</v></c><c r="E2"><f>NOW()</f></c><c r="F2" t="e"><v>#DIV/0!</v></c>
               <c r="G2" t="b"><v>1</v></c><c r="H2" t="d"><v>2026-04-03</v></c></row>
               <row r="5"><c r="B5"><v>7</v></c></row>"#,
        );
        let rows = read_all(&file).expect("read");
        assert_eq!(rows[0].0, 2);
        assert_eq!(
            rows[0].1,
            [
                Cell::Text("Piñón & más".into()),
                Cell::Empty,
                Cell::Number(1234.5),
                Cell::Number(2.0),
                Cell::Formula,
                Cell::Error("#DIV/0!".into()),
                Cell::Text("true".into()),
                Cell::Date("2026-04-03".into()),
            ]
        );
        assert_eq!(rows[1], (5, vec![Cell::Empty, Cell::Number(7.0)]));
    }

    #[test]
    fn bombs_and_false_counts_are_refused_before_they_are_parsed() {
        let table =
            r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999">"#;
        let file = book(&[("xl/sharedStrings.xml", table), ("xl/worksheets/sheet1.xml", &worksheet(""))]);
        assert_eq!(read_all(&file), Err(FileRefused::TooLargeUnpacked));
        let bomb = " ".repeat(100 * 1024 * 1024);
        let file = book(&[("xl/sharedStrings.xml", &bomb), ("xl/worksheets/sheet1.xml", &worksheet(""))]);
        assert!(file.len() < 1_000_000, "packed it is small");
        assert_eq!(read_all(&file), Err(FileRefused::TooLargeUnpacked));
    }

    #[test]
    fn what_is_damaged_or_no_workbook_is_told() {
        assert_eq!(read_all(&sheet("<row><c><v>1</row>")), Err(FileRefused::Broken));
        assert_eq!(read_all(&zipped(&[("a.txt".into(), "a".into())])), Err(FileRefused::NoTable(NoTable::Zip)));
        assert_eq!(
            read_all(&zipped(&[("content.xml".into(), "a".into())])),
            Err(FileRefused::NoTable(NoTable::OtherWorkbook))
        );
        let whole = sheet("<row><c><v>1</v></c></row>");
        for cut in [10, whole.len() / 2, whole.len() - 1] {
            assert!(read_all(&whole[..cut]).is_err());
        }
    }
}
