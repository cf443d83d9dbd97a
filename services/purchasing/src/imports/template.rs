//! Tables to download: titles, and (if asked for) what is in the catalogue now, in the form in which the import reads it. Pure.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A table in text, as Excel opens it with a double click in Spanish and in English: UTF-8 with its mark, semicolons.
#[must_use]
pub fn csv(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in rows {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                text.push(';');
            }
            push_cell(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn push_cell(text: &mut String, cell: &str) {
    let cell = cell.trim();
    let quoted = cell.contains([';', '"', '\n', '\r', ',', '\t']);
    if quoted {
        text.push('"');
    }
    // A spreadsheet would take it for a formula, and run it.
    if cell.starts_with(['=', '+', '-', '@', '\'']) {
        text.push('\'');
    }
    if quoted {
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

/// A workbook with one sheet. All cells are texts, so that no code loses its zeros.
#[must_use]
pub fn xlsx(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut sheet = format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" \
         activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols><col min=\"1\" max=\"40\" width=\"20\" \
         style=\"1\" customWidth=\"1\"/></cols><sheetData>"
    );
    for (number, row) in rows.enumerate() {
        sheet.push_str("<row>");
        for cell in row {
            sheet.push_str(if number == 0 {
                "<c s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            } else {
                "<c s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            });
            push_escaped(&mut sheet, &cell);
            sheet.push_str("</t></is></c>");
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut parts = skeleton();
    parts.push(("xl/worksheets/sheet1.xml".to_owned(), sheet));
    zipped(&parts)
}

fn push_escaped(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            c if c.is_control() => xml.push(' '),
            c => xml.push(c),
        }
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const PART: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Every part of a workbook but its sheet.
pub(super) fn skeleton() -> Vec<(String, String)> {
    let relation = |id: u8, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: &[String]| {
        format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{}</Relationships>", all.concat())
    };
    let overriding =
        |name: &str, kind: &str| format!("<Override PartName=\"/xl/{name}.xml\" ContentType=\"{PART}.{kind}+xml\"/>");
    let types = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/>{}{}{}</Types>",
        overriding("workbook", "sheet.main"),
        overriding("worksheets/sheet1", "worksheet"),
        overriding("styles", "styles"),
    );
    let workbook = format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"StoreFlow\" sheetId=\"1\" r:id=\"rId1\"/>\
         </sheets></workbook>"
    );
    // Format 49 is text; the titles are bold.
    let styles = format!(
        "{XML}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/>\
         <sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill>\
         </fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf/>\
         <xf numFmtId=\"49\" applyNumberFormat=\"1\"/><xf numFmtId=\"49\" fontId=\"1\" applyNumberFormat=\"1\" applyFont=\"1\"/>\
         </cellXfs></styleSheet>"
    );
    [
        ("[Content_Types].xml", types),
        ("_rels/.rels", relations(&[relation(1, "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", workbook),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[relation(1, "worksheet", "worksheets/sheet1.xml"), relation(2, "styles", "styles.xml")]),
        ),
        ("xl/styles.xml", styles),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .to_vec()
}

/// Parts in one archive. Writing into memory cannot fail; if it did, the file would be empty.
pub(crate) fn zipped(parts: &[(String, String)]) -> Vec<u8> {
    let write = || -> Result<Vec<u8>, zip::result::ZipError> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(name.as_str(), SimpleFileOptions::default())?;
            archive.write_all(text.as_bytes())?;
        }
        Ok(archive.finish()?.into_inner())
    };
    write().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::cell::Cell;
    use crate::imports::columns::ImportKind;
    use crate::imports::sheet;
    use proptest::prelude::*;

    fn read(file: Vec<u8>) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        let sheet = sheet::read(file, ImportKind::Products, &mut |_, row| {
            rows.push(row.cells);
            true
        });
        sheet.expect("read");
        rows
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(table in proptest::collection::vec(
            ("[a-zñA-Z0-9 ;,\"'=+@-]{0,8}x", "'?[A-Z0-9-]{1,6}", "[<>&\"']{0,3}[a-z]{1,4}", "[0-9]{1,5}"), 1..20,
        )) {
            let titles = ["nombre", "codigo sku", "fabricante", "precio"].map(str::to_owned).to_vec();
            let rows: Vec<Vec<String>> = table.iter().map(|(a, b, c, d)| vec![a.clone(), b.clone(), c.clone(), d.clone()]).collect();
            let expected: Vec<Vec<Cell>> = rows.iter().map(|row| row.iter().map(|c| Cell::Text(c.trim().to_owned())).collect()).collect();
            let all = || std::iter::once(titles.clone()).chain(rows.clone());
            prop_assert_eq!(read(csv(all())), expected.clone());
            prop_assert_eq!(read(xlsx(all())), expected);
        }
    }
}
