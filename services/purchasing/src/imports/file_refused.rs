//! Why an uploaded file is not taken as a whole. (What is wrong with single rows is found by the check.)

use crate::imports::columns::{Field, ImportKind};
use chassis::{FieldError, Lang, Refusal, Text};

/// Largest file.
pub const LARGEST_FILE: usize = 32 * 1024 * 1024;
/// Most rows of one file.
pub const MOST_ROWS: usize = 200_000;
/// Most cells of one row.
pub const MOST_CELLS: usize = 256;

/// What a file is that is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTable {
    /// A PDF document.
    Pdf,
    /// A picture.
    Picture,
    /// A workbook of another format: `.xls`, `.xlsb`, `.ods`, `.numbers`.
    OtherWorkbook,
    /// A ZIP that is no workbook.
    Zip,
    /// A workbook with a password.
    Locked,
    /// Anything else that is not text.
    Binary,
}

/// Why an uploaded file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRefused {
    /// The request is no form.
    NoForm,
    /// The form cannot be read to its end.
    BrokenForm,
    /// The form has no `file`.
    NoFile,
    /// `kind` is neither `products` nor `suppliers`.
    NoKind,
    /// `id` is no UUID.
    BadId,
    /// More than [`LARGEST_FILE`].
    TooLarge,
    /// Unpacked, the workbook is enormous.
    TooLargeUnpacked,
    /// Nothing in it.
    Empty,
    /// It is something else than a table.
    NoTable(NoTable),
    /// A workbook that cannot be read.
    Broken,
    /// Whatever the separator, all rows have one cell.
    OneColumn,
    /// The first row neither has titles nor is it a row without them.
    NoTitles(ImportKind, Vec<String>),
    /// Columns that every table must have.
    MissingColumns(Vec<&'static Field>),
    /// Two columns hold the same field.
    ColumnTwice(String, String),
    /// Titles and nothing below.
    NoRows,
    /// A workbook whose cells are formulas without their results.
    OnlyFormulas,
    /// More than [`MOST_ROWS`].
    TooManyRows,
    /// More than [`MOST_CELLS`] in this row.
    TooManyCells(u32),
    /// A quote that begins in this row and never ends.
    UnclosedQuote(u32),
}

impl Refusal for FileRefused {
    fn status(&self) -> u16 {
        match self {
            Self::BrokenForm => 400,
            Self::TooLarge | Self::TooLargeUnpacked | Self::TooManyRows => 413,
            Self::NoForm | Self::NoTable(_) => 415,
            _ => 422,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoForm => "not_a_form",
            Self::BrokenForm => "malformed",
            Self::NoFile => "no_file",
            Self::NoKind => "no_kind",
            Self::BadId => "bad_id",
            Self::TooLarge => "file_too_large",
            Self::TooLargeUnpacked => "file_too_large_unpacked",
            Self::Empty => "empty_file",
            Self::NoTable(_) => "wrong_file_type",
            Self::Broken => "broken_workbook",
            Self::OneColumn => "one_column",
            Self::NoTitles(..) => "no_titles",
            Self::MissingColumns(_) => "missing_columns",
            Self::ColumnTwice(..) => "column_twice",
            Self::NoRows => "no_rows",
            Self::OnlyFormulas => "only_formulas",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyCells(_) => "too_many_cells",
            Self::UnclosedQuote(_) => "unclosed_quote",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::NoForm => Text::new(
                "Send a form (`multipart/form-data`) with `kind` and `file`.",
                "Envíe un formulario (`multipart/form-data`) con `kind` y `file`.",
            ),
            Self::BrokenForm => Text::new(
                "The form did not arrive whole; send it again.",
                "El formulario no llegó completo; envíelo de nuevo.",
            ),
            Self::NoFile => Text::new("Choose a file: `file` is missing.", "Elija un archivo: falta `file`."),
            Self::NoKind => Text::new(
                "Say what the file lists: `kind` is `products` or `suppliers`.",
                "Diga qué contiene el archivo: `kind` es `products` o `suppliers`.",
            ),
            Self::BadId => Text::new("`id` must be a UUID.", "`id` debe ser un UUID."),
            Self::TooLarge => Text::new(
                "The file is larger than 32 MB; split it into several.",
                "El archivo pesa más de 32 MB; divídalo en varios.",
            ),
            Self::TooLargeUnpacked => Text::new(
                "Unpacked, this workbook is far too large. Copy the rows into a new workbook and save that.",
                "Descomprimido, este libro es demasiado grande. Copie las filas a un libro nuevo y guárdelo.",
            ),
            Self::Empty => Text::new("The file is empty.", "El archivo está vacío."),
            Self::NoTable(what) => no_table(*what),
            Self::Broken => Text::new(
                "This workbook is damaged: open it in Excel, save it again as .xlsx and send that.",
                "Este libro está dañado: ábralo en Excel, guárdelo de nuevo como .xlsx y envíelo.",
            ),
            Self::OneColumn => Text::new(
                "Only one column was found. Separate the columns with semicolons, commas or tabs.",
                "Solo se encontró una columna. Separe las columnas con punto y coma, comas o tabuladores.",
            ),
            Self::NoTitles(kind, found) => no_titles(*kind, found),
            Self::MissingColumns(missing) => Text::new(
                format!("These columns are missing: {}. Add them to the first row.", titles(missing, Lang::En)),
                format!("Faltan estas columnas: {}. Agréguelas en la primera fila.", titles(missing, Lang::Es)),
            ),
            Self::ColumnTwice(one, other) => Text::new(
                format!("The columns «{one}» and «{other}» mean the same; keep one of them."),
                format!("Las columnas «{one}» y «{other}» significan lo mismo; deje solo una."),
            ),
            Self::NoRows => Text::new("There are no rows below the titles.", "No hay filas debajo de los títulos."),
            Self::OnlyFormulas => Text::new(
                "The cells are formulas without results. Copy them, paste them as values and save the file again.",
                "Las celdas son fórmulas sin resultado. Cópielas, péguelas como valores y guarde el archivo de nuevo.",
            ),
            Self::TooManyRows => Text::new(
                format!("The file has more than {MOST_ROWS} rows; split it into several."),
                format!("El archivo tiene más de {MOST_ROWS} filas; divídalo en varios."),
            ),
            Self::TooManyCells(row) => Text::new(
                format!("Row {row} has more than {MOST_CELLS} cells; is this the right separator?"),
                format!("La fila {row} tiene más de {MOST_CELLS} celdas; ¿es el separador correcto?"),
            ),
            Self::UnclosedQuote(row) => Text::new(
                format!("In row {row} a quotation mark (\") opens and never closes; remove or double it."),
                format!("En la fila {row} se abre una comilla (\") que nunca se cierra; quítela o duplíquela."),
            ),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let pointer = match self {
            Self::NoForm | Self::BrokenForm => return vec![],
            Self::NoKind => "/kind",
            Self::BadId => "/id",
            _ => "/file",
        };
        vec![FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() }]
    }
}

fn no_table(what: NoTable) -> Text {
    let (en, es) = match what {
        NoTable::Pdf => ("This is a PDF document.", "Esto es un documento PDF."),
        NoTable::Picture => ("This is a picture.", "Esto es una imagen."),
        NoTable::OtherWorkbook => ("This is a workbook of another format.", "Esto es un libro de otro formato."),
        NoTable::Zip => ("This is a ZIP file, not a table.", "Esto es un archivo ZIP, no una tabla."),
        NoTable::Locked => ("This workbook is protected by a password.", "Este libro está protegido con contraseña."),
        NoTable::Binary => ("This is not a table.", "Esto no es una tabla."),
    };
    Text::new(
        format!("{en} Save the table as .xlsx or .csv and send that."),
        format!("{es} Guarde la tabla como .xlsx o .csv y envíela."),
    )
}

fn titles(fields: &[&Field], lang: Lang) -> String {
    fields.iter().map(|field| field.title(lang)).collect::<Vec<_>>().join(", ")
}

fn no_titles(kind: ImportKind, found: &[String]) -> Text {
    let required: Vec<&Field> = kind.fields().iter().filter(|field| field.required).collect();
    let found = found.iter().take(6).map(String::as_str).collect::<Vec<_>>().join(" | ");
    Text::new(
        format!(
            "The first row ({found}) has no titles that are known. It needs at least: {}. There is a template to download.",
            titles(&required, Lang::En)
        ),
        format!(
            "La primera fila ({found}) no tiene títulos conocidos. Necesita al menos: {}. Hay una plantilla para descargar.",
            titles(&required, Lang::Es)
        ),
    )
}
