//! What the cells of one row say, field by field, with everything that is wrong with them. Pure.

use crate::imports::cell::{Cell, plain};
use crate::imports::columns::{Column, ImportKind};
use crate::imports::number::{self, Grouping, NumberError};
use chassis::Text;
use contracts::Currency;
use serde_json::{Map, Value, json};

/// Fields of a product or supplier by name, as the interface spells them; the price is `price`, in minor units.
pub type Fields = Map<String, Value>;

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CellError {
    /// The field; empty where it is about the whole row.
    pub field: String,
    /// Stable, snake_case.
    pub code: &'static str,
    /// What to do.
    pub text: Text,
}

impl CellError {
    /// An error at a field.
    #[must_use]
    pub fn new(field: &str, code: &'static str, en: impl Into<String>, es: impl Into<String>) -> Self {
        Self { field: field.to_owned(), code, text: Text::new(en, es) }
    }
}

/// What a row says.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// As the spreadsheet shows it.
    pub row: u32,
    /// The fields that it gives; empty cells give none.
    pub fields: Fields,
    /// How it names the supplier of a product.
    pub supplier: Option<String>,
    /// What is wrong with it.
    pub errors: Vec<CellError>,
}

/// Decimals of the company's currency.
const PRICE_DECIMALS: usize = 2;

/// Reads a row.
#[must_use]
pub fn read(kind: ImportKind, columns: &[Column], row: u32, cells: &[Cell], currency: Currency) -> Draft {
    let mut draft = Draft { row, fields: Fields::new(), supplier: None, errors: vec![] };
    for (column, cell) in columns.iter().zip(cells) {
        let field = column.field.as_str();
        match value(field, cell, currency) {
            Ok(Some(Value::String(name))) if field == "supplier" => draft.supplier = Some(name),
            Ok(Some(value)) => {
                let name = if field == "tax_percent" { "tax_rate_bp" } else { field };
                draft.fields.insert(name.to_owned(), value);
            }
            Ok(None) if kind.fields().iter().any(|known| known.required && known.name == field) => {
                draft.errors.push(CellError::new(field, "required", "Fill this cell.", "Llene esta celda."));
            }
            Ok(None) => {}
            Err(error) => draft.errors.push(error),
        }
    }
    draft
}

/// The error of a row that has more cells than there are titles.
#[must_use]
pub fn extra_cells(extra: usize) -> CellError {
    CellError::new(
        "",
        "extra_cells",
        format!(
            "This row has {extra} cells more than there are titles: put texts and numbers that hold the separator in quotation \
             marks, or delete the cells."
        ),
        format!(
            "Esta fila tiene {extra} celdas más que los títulos: ponga entre comillas los textos y números que contienen el \
             separador, o borre las celdas."
        ),
    )
}

fn value(field: &str, cell: &Cell, currency: Currency) -> Result<Option<Value>, CellError> {
    match cell {
        Cell::Empty => return Ok(None),
        Cell::Error(_) => {
            let (en, es) = ("Correct the formula in the spreadsheet.", "Corrija la fórmula en la hoja de cálculo.");
            return Err(CellError::new(field, "cell_error", en, es));
        }
        Cell::Formula => {
            return Err(CellError::new(
                field,
                "formula_without_result",
                "This is a formula without its result: copy the cells and paste them as values.",
                "Es una fórmula sin su resultado: copie las celdas y péguelas como valores.",
            ));
        }
        Cell::Date(_) => {
            return Err(CellError::new(
                field,
                "date",
                "The spreadsheet made a date of it: format the column as text and write it again.",
                "La hoja de cálculo lo convirtió en fecha: dé formato de texto a la columna y escríbalo de nuevo.",
            ));
        }
        Cell::Text(_) | Cell::Number(_) => {}
    }
    Ok(Some(match field {
        "price" => json!(amount(field, cell, PRICE_DECIMALS, Grouping::Thousands, currency)?),
        "tax_percent" => json!(percent(cell, currency)?),
        "tax_rate_bp" | "pack_size" | "weight_grams" | "volume_ml" | "shelf_life_days" | "min_days_left" => {
            json!(amount(field, cell, 0, Grouping::Thousands, currency)?)
        }
        "phone" => json!(phone(&text(cell))),
        "sku" | "barcode" => json!(code(field, cell)?),
        _ => json!(text(cell)),
    }))
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => plain(*number),
        _ => String::new(),
    }
}

/// A code that a spreadsheet may have shortened: `7,70941E+12`.
fn code(field: &str, cell: &Cell) -> Result<String, CellError> {
    let shortened = match cell {
        Cell::Number(number) => number.abs() >= 1e15,
        Cell::Text(text) => {
            let (mantissa, exponent) = text.split_once(['E', 'e']).unwrap_or((text, ""));
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            exponent.strip_prefix('+').is_some_and(digits)
                && mantissa
                    .split_once([',', '.'])
                    .is_some_and(|(whole, rest)| whole.len() == 1 && digits(whole) && digits(rest))
        }
        _ => false,
    };
    if shortened {
        let en = "The spreadsheet shortened this number: format the column as text and write it again.";
        let es = "La hoja de cálculo acortó este número: dé formato de texto a la columna y escríbalo de nuevo.";
        return Err(CellError::new(field, "shortened_number", en, es));
    }
    Ok(text(cell))
}

fn amount(field: &str, cell: &Cell, decimals: usize, grouping: Grouping, currency: Currency) -> Result<i64, CellError> {
    let read = match cell {
        Cell::Number(number) => number::from_float(*number, i32::try_from(decimals).unwrap_or(0)),
        other => number::parse(&text(other), decimals, grouping, currency.as_str()),
    };
    read.map_err(|error| match (error, decimals) {
        (NumberError::NotANumber, _) => CellError::new(
            field,
            "not_a_number",
            "Write a number such as 1234.50 or 1.234,50.",
            "Escriba un número como 1234,50 o 1.234,50.",
        ),
        (NumberError::TooManyDecimals, 0) => {
            CellError::new(field, "not_whole", "Write a whole number.", "Escriba un número entero.")
        }
        (NumberError::TooManyDecimals, most) => CellError::new(
            field,
            "too_many_decimals",
            format!("Write at most {most} decimals."),
            format!("Escriba como máximo {most} decimales."),
        ),
        (NumberError::TooLarge, _) => {
            CellError::new(field, "too_large", "This number is too large.", "Este número es demasiado grande.")
        }
    })
}

/// Percent as basis points. A workbook keeps 19 % as 0.19; in a text `0.19` could mean either, so it is asked about.
fn percent(cell: &Cell, currency: Currency) -> Result<i64, CellError> {
    let field = "tax_percent";
    match cell {
        Cell::Number(number) if *number > 0.0 && *number < 1.0 => {
            amount(field, &Cell::Number(number * 100.0), 2, Grouping::Never, currency)
        }
        Cell::Number(_) => amount(field, cell, 2, Grouping::Never, currency),
        other => {
            let text = text(other);
            let (number, sign) = text.strip_suffix('%').map_or((text.as_str(), false), |rest| (rest.trim(), true));
            let points = amount(field, &Cell::Text(number.to_owned()), 2, Grouping::Never, currency)?;
            if !sign && (1..100).contains(&points) {
                let en = "Write 19 or 19 % for nineteen percent; with less than one percent add the % sign.";
                let es =
                    "Escriba 19 o 19 % para diecinueve por ciento; si es menos de uno por ciento agregue el signo %.";
                return Err(CellError::new(field, "unclear_percent", en, es));
            }
            Ok(points)
        }
    }
}

/// Digits with their `+`; what people put between them is dropped. A spreadsheet drops the `+` of a number.
fn phone(text: &str) -> String {
    let dialled: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '\u{a0}')).collect();
    let digits = dialled.bytes().all(|b| b.is_ascii_digit());
    match dialled.strip_prefix("00") {
        Some(rest) if digits => format!("+{rest}"),
        _ if digits && dialled.len() > 10 => format!("+{dialled}"),
        _ => dialled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(field: &str, cell: &Cell) -> Result<Option<Value>, &'static str> {
        value(field, cell, Currency::COP).map_err(|error| error.code)
    }

    fn of(field: &str, text: &str) -> Result<Option<Value>, &'static str> {
        one(field, &Cell::of_text(text))
    }

    #[test]
    fn each_field_is_read_as_what_it_is() {
        assert_eq!(of("price", "$ 1.234,50"), Ok(Some(json!(123_450))));
        assert_eq!(one("price", &Cell::Number(1234.5)), Ok(Some(json!(123_450))));
        assert_eq!(of("weight_grams", "1.500"), Ok(Some(json!(1_500))));
        assert_eq!(of("tax_percent", "19 %"), Ok(Some(json!(1_900))));
        assert_eq!(of("tax_percent", "19"), Ok(Some(json!(1_900))));
        assert_eq!(of("tax_percent", "0,5%"), Ok(Some(json!(50))));
        assert_eq!(of("tax_percent", "0"), Ok(Some(json!(0))));
        assert_eq!(one("tax_percent", &Cell::Number(0.19)), Ok(Some(json!(1_900))));
        assert_eq!(one("tax_percent", &Cell::Number(19.0)), Ok(Some(json!(1_900))));
        assert_eq!(of("tax_rate_bp", "1900"), Ok(Some(json!(1_900))));
        assert_eq!(one("barcode", &Cell::Number(7_709_412_001_072.0)), Ok(Some(json!("7709412001072"))));
        assert_eq!(of("sku", "007"), Ok(Some(json!("007"))));
        assert_eq!(of("phone", "(57) 300-123 4567"), Ok(Some(json!("+573001234567"))));
        assert_eq!(of("phone", "'+57 300 1234567"), Ok(Some(json!("+573001234567"))));
        assert_eq!(of("category", ""), Ok(None));
    }

    #[test]
    fn each_error_has_its_code() {
        for (field, text, code) in [
            ("price", "caro", "not_a_number"),
            ("price", "1,2345", "too_many_decimals"),
            ("price", "99999999999999999999", "too_large"),
            ("weight_grams", "1,5", "not_whole"),
            ("tax_percent", "0.19", "unclear_percent"),
            ("barcode", "7,70941E+12", "shortened_number"),
            ("name", "=A1", "formula_without_result"),
            ("name", "#N/D", "cell_error"),
        ] {
            assert_eq!(of(field, text), Err(code), "{field}: {text}");
        }
        assert_eq!(one("sku", &Cell::Date("2026-04-03".into())), Err("date"));
        assert_eq!(one("sku", &Cell::Number(1e20)), Err("shortened_number"));
        assert_eq!(of("sku", "1E5"), Ok(Some(json!("1E5"))), "a code may look like this");
    }

    #[test]
    fn a_row_tells_all_its_errors() {
        let column = |field: &str| Column { field: field.into(), title: field.into() };
        let columns = ["sku", "name", "supplier", "price", "iva"].map(column);
        let cells = ["S-1", "", "Lácteos", "x"].map(Cell::of_text);
        let draft = read(ImportKind::Products, &columns, 7, &cells, Currency::COP);
        let told: Vec<_> = draft.errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(told, [("name", "required"), ("price", "not_a_number")]);
        assert_eq!((draft.row, draft.supplier.as_deref()), (7, Some("Lácteos")));
    }
}
