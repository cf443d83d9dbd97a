//! Which column of a table is which field: by its title in Spanish or English, whatever its case, accents and order. Pure.

use crate::imports::cell::Cell;
use crate::imports::file_refused::FileRefused;
use chassis::Lang;
use contracts::fold;
use serde::{Deserialize, Serialize};

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Products, known by their SKU.
    Products,
    /// Suppliers, known by their e-mail address or legal name.
    Suppliers,
}

impl ImportKind {
    /// As the database and the interface spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Suppliers => "suppliers",
        }
    }

    /// Reads what [`ImportKind::name`] wrote.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Products, Self::Suppliers].into_iter().find(|kind| kind.name() == name)
    }

    /// The fields that its table can have, in the order of the template.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Products => PRODUCT_FIELDS,
            Self::Suppliers => SUPPLIER_FIELDS,
        }
    }
}

/// A field that a column can hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// As the interface spells it.
    pub name: &'static str,
    /// Whether every table must have it.
    pub required: bool,
    /// Its title in the template, in English and Spanish.
    pub titles: (&'static str, &'static str),
    /// What else people call it, folded.
    others: &'static [&'static str],
}

impl Field {
    /// Its title in the template.
    #[must_use]
    pub const fn title(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.titles.0,
            Lang::Es => self.titles.1,
        }
    }

    fn is_called(&self, folded: &str) -> bool {
        let own = [self.titles.0, self.titles.1, self.name];
        own.iter().any(|title| fold::fold(title) == folded) || self.others.contains(&folded)
    }
}

const fn required(name: &'static str, titles: (&'static str, &'static str), others: &'static [&'static str]) -> Field {
    Field { name, required: true, titles, others }
}

const fn optional(name: &'static str, titles: (&'static str, &'static str), others: &'static [&'static str]) -> Field {
    Field { name, required: false, titles, others }
}

/// The first five in the order of a table without titles.
const PRODUCT_FIELDS: &[Field] = &[
    required(
        "name",
        ("name", "nombre"),
        &[
            "producto",
            "product",
            "product name",
            "nombre producto",
            "nombre del producto",
            "descripcion",
            "description",
        ],
    ),
    required(
        "sku",
        ("sku", "codigo sku"),
        &["codigo", "code", "referencia", "ref", "codigo producto", "codigo del producto", "product code", "item code"],
    ),
    required(
        "supplier",
        ("supplier", "fabricante"),
        &[
            "proveedor",
            "manufacturer",
            "maker",
            "vendor",
            "supplier id",
            "supplier name",
            "nombre proveedor",
            "nombre fabricante",
            "correo proveedor",
            "supplier email",
        ],
    ),
    required("price", ("price", "precio"), &["valor", "precio unitario", "valor unitario", "unit price"]),
    optional("image_url", ("image", "imagen"), &["foto", "picture", "url imagen", "imagen url"]),
    optional("category", ("category", "categoria"), &["linea", "familia"]),
    optional("unit", ("unit", "unidad"), &["unidad de medida", "unit of measure", "um", "uom"]),
    optional(
        "pack_size",
        ("pack size", "unidades por paquete"),
        &["pack", "paquete", "empaque", "embalaje", "unidades por empaque", "unidades por caja", "units per pack"],
    ),
    optional(
        "tax_percent",
        ("tax %", "iva %"),
        &[
            "tax",
            "vat",
            "iva",
            "impuesto",
            "tax rate",
            "tax percent",
            "tarifa iva",
            "porcentaje iva",
            "tasa de impuesto",
        ],
    ),
    optional("tax_rate_bp", ("tax rate bp", "impuesto pb"), &["iva pb", "puntos basicos", "basis points", "tax bp"]),
    optional(
        "weight_grams",
        ("weight (g)", "peso (g)"),
        &["peso", "weight", "gramos", "peso gramos", "peso en gramos", "weight in grams"],
    ),
    optional(
        "volume_ml",
        ("volume (ml)", "volumen (ml)"),
        &["volumen", "volume", "mililitros", "volumen en ml", "volume in ml"],
    ),
    optional(
        "shelf_life_days",
        ("shelf life (days)", "vida util (dias)"),
        &["vida util", "shelf life", "dias de vida util", "vida util en dias"],
    ),
    optional(
        "min_days_left",
        ("min days left", "dias minimos"),
        &["minimo de dias", "dias minimos restantes", "minimum days left"],
    ),
    optional("barcode", ("barcode", "codigo de barras"), &["ean", "gtin", "ean13", "codigo barras"]),
];

const SUPPLIER_FIELDS: &[Field] = &[
    required(
        "legal_name",
        ("legal name", "razon social"),
        &["nombre", "name", "proveedor", "supplier", "fabricante", "empresa", "company"],
    ),
    required("email", ("email", "correo"), &["e mail", "mail", "correo electronico"]),
    optional("tax_id", ("tax id", "nit"), &["rut", "vat id", "identificacion", "identificacion tributaria"]),
    optional("phone", ("phone", "telefono"), &["celular", "movil", "tel", "phone number", "numero de telefono"]),
];

/// Columns of a table without titles: nombre, codigo sku, fabricante, precio, imagen.
const UNTITLED: std::ops::RangeInclusive<usize> = 4..=5;

/// A column that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The field that it holds.
    pub field: String,
    /// As the file calls it; errors name it so.
    pub title: String,
}

/// How a table is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The columns that are read.
    pub read: Vec<Column>,
    /// Where each of them is in a row.
    pub places: Vec<usize>,
    /// The titles of the others.
    pub ignored: Vec<String>,
    /// Cells of the first row, empty ones at its end too: a row with more has been cut at the wrong places.
    pub width: usize,
    /// Whether the first row has titles.
    pub titled: bool,
}

/// How many of these are titles that we know.
pub fn known_titles<'a>(kind: ImportKind, titles: impl Iterator<Item = &'a str>) -> usize {
    titles.filter(|title| field_called(kind, title).is_some()).count()
}

fn field_called(kind: ImportKind, title: &str) -> Option<&'static Field> {
    let folded = fold::fold(title);
    kind.fields().iter().find(|field| field.is_called(&folded))
}

impl Columns {
    /// What the first row of a table says about its columns.
    ///
    /// # Errors
    /// [`FileRefused`] when it says too little, or one thing twice.
    pub fn of(kind: ImportKind, first: &[Cell]) -> Result<Self, FileRefused> {
        let width = first.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let titles: Vec<String> = first[..width].iter().map(Cell::shown).collect();
        let known = known_titles(kind, titles.iter().map(String::as_str));
        // One title that is known may be a product of that name.
        if known >= 2 {
            return Self::titled(kind, titles, first.len());
        }
        let price = first.get(3).is_some_and(|cell| match cell {
            Cell::Number(_) => true,
            Cell::Text(text) => text.bytes().any(|b| b.is_ascii_digit()),
            _ => false,
        });
        if kind == ImportKind::Products && UNTITLED.contains(&width) && price {
            let fields = &kind.fields()[..*UNTITLED.end()];
            let column = |field: &Field| Column { field: field.name.to_owned(), title: field.titles.1.to_owned() };
            let (read, places) = (fields.iter().map(column).collect(), (0..fields.len()).collect());
            let width = fields.len().max(first.len());
            return Ok(Self { read, places, ignored: vec![], width, titled: false });
        }
        Err(match width {
            1 if known == 0 => FileRefused::OneColumn,
            _ if first.iter().any(|cell| matches!(cell, Cell::Formula)) => FileRefused::OnlyFormulas,
            _ => FileRefused::NoTitles(kind, titles),
        })
    }

    fn titled(kind: ImportKind, titles: Vec<String>, width: usize) -> Result<Self, FileRefused> {
        let mut columns = Self { read: vec![], places: vec![], ignored: vec![], width, titled: true };
        for (place, title) in titles.into_iter().enumerate() {
            match field_called(kind, &title) {
                Some(field) if columns.place(field.name).is_some() => {
                    let first = columns.read.iter().find(|column| column.field == field.name);
                    let first = first.map(|column| column.title.clone()).unwrap_or_default();
                    return Err(FileRefused::ColumnTwice(first, title));
                }
                Some(field) => {
                    columns.read.push(Column { field: field.name.to_owned(), title });
                    columns.places.push(place);
                }
                None if title.is_empty() => {}
                None => columns.ignored.push(title),
            }
        }
        let missing: Vec<&'static Field> =
            kind.fields().iter().filter(|field| field.required && columns.place(field.name).is_none()).collect();
        if !missing.is_empty() {
            return Err(FileRefused::MissingColumns(missing));
        }
        match (columns.title("tax_percent"), columns.title("tax_rate_bp")) {
            (Some(percent), Some(points)) => Err(FileRefused::ColumnTwice(percent, points)),
            _ => Ok(columns),
        }
    }

    fn place(&self, field: &str) -> Option<usize> {
        self.read.iter().position(|column| column.field == field)
    }

    fn title(&self, field: &str) -> Option<String> {
        self.place(field).map(|place| self.read[place].title.clone())
    }

    /// The cells of a row that are read, in the order of [`Columns::read`].
    #[must_use]
    pub fn pick(&self, row: &[Cell]) -> Vec<Cell> {
        self.places.iter().map(|place| row.get(*place).cloned().unwrap_or(Cell::Empty)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<Cell> {
        cells.iter().map(|cell| Cell::of_text(cell)).collect()
    }

    fn fields(columns: &Columns) -> Vec<&str> {
        columns.read.iter().map(|column| column.field.as_str()).collect()
    }

    #[test]
    fn titles_are_known_in_both_languages_whatever_their_case_and_order() {
        let first = row(&["PRECIO", "Código_SKU", " Nombre del producto ", "Observación", "Fabricante", "IVA (%)", ""]);
        let columns = Columns::of(ImportKind::Products, &first).expect("titles");
        assert_eq!(fields(&columns), ["price", "sku", "name", "supplier", "tax_percent"]);
        assert_eq!((columns.ignored, columns.width, columns.titled), (vec!["Observación".to_owned()], 7, true));
        let english = row(&["SKU", "Name", "Supplier", "Price", "Weight (g)", "min_days_left"]);
        let columns = Columns::of(ImportKind::Products, &english).expect("titles");
        assert_eq!(fields(&columns), ["sku", "name", "supplier", "price", "weight_grams", "min_days_left"]);
        let columns =
            Columns::of(ImportKind::Suppliers, &row(&["Correo electrónico", "Razón Social"])).expect("titles");
        assert_eq!(fields(&columns), ["email", "legal_name"]);
    }

    #[test]
    fn a_table_without_titles_is_read_in_its_order() {
        let columns =
            Columns::of(ImportKind::Products, &row(&["Leche", "S-1", "Lácteos", "$ 1.200", ""])).expect("order");
        assert_eq!(fields(&columns), ["name", "sku", "supplier", "price", "image_url"]);
        assert!(!columns.titled);
    }

    #[test]
    fn what_is_missing_is_named() {
        let refused = |cells: &[&str]| Columns::of(ImportKind::Products, &row(cells)).expect_err("refused");
        let FileRefused::MissingColumns(missing) = refused(&["nombre", "sku", "precio"]) else { panic!("missing") };
        assert_eq!(missing.iter().map(|field| field.name).collect::<Vec<_>>(), ["supplier"]);
        assert!(matches!(refused(&["nombre|sku|precio"]), FileRefused::OneColumn));
        assert!(matches!(refused(&["a", "b", "c", "d"]), FileRefused::NoTitles(..)));
        assert!(matches!(refused(&["nombre", "sku", "codigo", "precio"]), FileRefused::ColumnTwice(..)));
        let both = ["nombre", "sku", "proveedor", "precio", "iva", "impuesto pb"];
        assert!(matches!(refused(&both), FileRefused::ColumnTwice(..)));
        let none = Columns::of(ImportKind::Suppliers, &row(&["Molinos", "S-1", "x", "1"]));
        assert!(matches!(none, Err(FileRefused::NoTitles(..))));
    }

    #[test]
    fn no_title_means_two_fields() {
        for kind in [ImportKind::Products, ImportKind::Suppliers] {
            for field in kind.fields() {
                for title in field.others.iter().chain([&field.titles.0, &field.titles.1, &field.name]) {
                    let called: Vec<&str> =
                        kind.fields().iter().filter(|f| f.is_called(&fold::fold(title))).map(|f| f.name).collect();
                    assert_eq!(called, [field.name], "{title}");
                }
                assert!(field.others.iter().all(|other| fold::fold(other) == *other), "{:?}", field.others);
            }
        }
    }
}
