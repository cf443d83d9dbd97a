//! What a product is and which rules it keeps. Pure.

use crate::attach_image::shown_medium;
use crate::status::CatalogueStatus;
use chassis::{Checks, FieldError, Refusal, Text};
use chrono::{DateTime, Utc};
use contracts::purchasing::{PriceFrom, ProductState};
use contracts::{Money, ProductId, SupplierId, TaxRate, fold};
use serde::{Deserialize, Serialize};

/// The largest price: with the largest quantity of a line it still fits into the amounts of an order.
pub const HIGHEST_PRICE: i64 = 1_000_000_000_000;

/// A product as it is at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Product {
    /// Unique for ever.
    pub id: ProductId,
    /// Raised by one with each change; a scheduled price that begins is none.
    pub version: i64,
    /// Whether it can be ordered.
    pub status: CatalogueStatus,
    /// What it is, flat in JSON.
    #[serde(flatten)]
    pub details: ProductDetails,
    /// The legal name of who makes it.
    pub supplier_name: String,
    /// The present price of a base unit, without tax.
    pub price: Money,
    /// Since when that price holds.
    pub price_valid_from: DateTime<Utc>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Product {
    /// What others hear of it. `prices` are those of `Prices::public`.
    #[must_use]
    pub fn state(&self, prices: Vec<PriceFrom>) -> ProductState {
        let details = self.details.clone();
        ProductState {
            id: self.id,
            version: self.version,
            status: self.status.into(),
            sku: details.sku,
            name: details.name,
            supplier_id: details.supplier_id,
            category: details.category,
            unit: details.unit,
            pack_size: details.pack_size,
            prices,
            tax_rate_bp: details.tax_rate_bp,
            weight_grams: details.weight_grams,
            volume_ml: details.volume_ml,
            min_days_left: details.min_days_left,
            barcode: details.barcode,
        }
    }
}

/// Everything about a product that a person decides, apart from its price (`prices.rs`) and status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProductDetails {
    /// The company's own code; unique without case.
    pub sku: String,
    /// As shown.
    pub name: String,
    /// Who makes it.
    pub supplier_id: SupplierId,
    /// Such as `lacteos`; categories that differ only in case and accents are one.
    pub category: Option<String>,
    /// Such as `unit` or `bottle`.
    pub unit: String,
    /// Base units in a pack, a way to type quantities.
    pub pack_size: i64,
    /// Tax on top of the price.
    pub tax_rate_bp: TaxRate,
    /// Weight of a base unit.
    pub weight_grams: i64,
    /// Volume of a base unit.
    pub volume_ml: i64,
    /// Days from production to expiry.
    pub shelf_life_days: Option<i64>,
    /// Days a lot must have left to be sold; inventory's default holds where it is absent.
    pub min_days_left: Option<i64>,
    /// GTIN, or whatever the maker prints.
    pub barcode: Option<String>,
    /// Where a picture is.
    pub image_url: Option<String>,
}

impl ProductDetails {
    /// A product that says only what every product must.
    #[must_use]
    pub fn plain(sku: &str, name: &str, supplier_id: SupplierId) -> Self {
        Self {
            sku: sku.to_owned(),
            name: name.to_owned(),
            supplier_id,
            category: None,
            unit: "unit".to_owned(),
            pack_size: 1,
            tax_rate_bp: TaxRate::ZERO,
            weight_grams: 0,
            volume_ml: 0,
            shelf_life_days: None,
            min_days_left: None,
            barcode: None,
            image_url: None,
        }
    }

    /// The same without blanks around texts; an empty optional text is none.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for text in [&mut self.sku, &mut self.name, &mut self.unit] {
            *text = text.trim().to_owned();
        }
        for text in [&mut self.category, &mut self.barcode, &mut self.image_url] {
            *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        }
        self
    }

    /// Every rule that the product breaks, at the place of its field.
    pub fn check(&self, c: &mut Checks) {
        line(c, "/sku", Some(&self.sku), 64);
        line(c, "/name", Some(&self.name), 200);
        c.check("/name", self.name.is_empty() || !fold::fold(&self.name).is_empty(), "no_letters", no_letters());
        line(c, "/category", self.category.as_deref(), 60);
        let category_found = self.category.as_deref().is_none_or(|category| !fold::fold(category).is_empty());
        c.check("/category", category_found, "no_letters", no_letters());
        line(c, "/unit", Some(&self.unit), 20);
        c.range("/pack_size", self.pack_size, 1..=1_000_000);
        c.range("/weight_grams", self.weight_grams, 0..=10_000_000);
        c.range("/volume_ml", self.volume_ml, 0..=100_000_000);
        for (pointer, days) in [("/shelf_life_days", self.shelf_life_days), ("/min_days_left", self.min_days_left)] {
            if let Some(days) = days {
                c.range(pointer, days, i64::from(pointer == "/shelf_life_days")..=36_500);
            }
        }
        c.check("/min_days_left", self.can_be_fresh_enough(), "longer_than_shelf_life", longer_than_shelf_life());
        line(c, "/barcode", self.barcode.as_deref(), 32);
        c.check("/barcode", self.barcode.as_deref().is_none_or(is_barcode), "not_a_barcode", not_a_barcode());
        line(c, "/image_url", self.image_url.as_deref(), 2_000);
        c.check(
            "/image_url",
            self.image_url.as_deref().is_none_or(|url| is_web_address(url) || shown_medium(url).is_some()),
            "not_a_web_address",
            not_an_address(),
        );
    }

    /// Whether a lot fresh from the factory may be sold at all.
    fn can_be_fresh_enough(&self) -> bool {
        self.min_days_left.zip(self.shelf_life_days).is_none_or(|(left, life)| left <= life)
    }

    /// What a search finds it by.
    #[must_use]
    pub fn search_texts<'a>(&'a self, supplier_name: &'a str) -> Vec<&'a str> {
        let optional = [self.barcode.as_deref(), self.category.as_deref()].into_iter().flatten();
        [self.name.as_str(), self.sku.as_str(), supplier_name].into_iter().chain(optional).collect()
    }
}

/// A text of 1 to `most` characters in one line.
pub(crate) fn line(c: &mut Checks, pointer: &'static str, text: Option<&str>, most: usize) {
    c.text(pointer, text, 1..=most);
    let one_line = text.is_none_or(|text| !text.contains(['\n', '\r', '\t']));
    let advice = Text::new("Remove the control characters.", "Quite los caracteres de control.");
    c.check(pointer, one_line, "control_characters", advice);
}

/// What two SKUs that differ only in case have in common.
#[must_use]
pub fn sku_key(sku: &str) -> String {
    sku.trim().to_lowercase()
}

/// Letters and digits, perhaps with hyphens. Check digits are not insisted on: small makers print codes of their own.
fn is_barcode(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && text.chars().any(|c| c.is_ascii_alphanumeric())
}

/// An absolute `http` or `https` address with a host: it ends up in an `<img>` of three applications.
fn is_web_address(text: &str) -> bool {
    text.parse::<axum::http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    })
}

fn no_letters() -> Text {
    Text::new("It needs at least one letter or digit.", "Debe tener al menos una letra o un número.")
}

fn longer_than_shelf_life() -> Text {
    Text::new(
        "It is longer than the shelf life: no lot could ever be sold.",
        "Es mayor que la vida útil: ningún lote podría venderse.",
    )
}

fn not_a_barcode() -> Text {
    Text::new(
        "A barcode has letters, digits and hyphens only.",
        "Un código de barras solo tiene letras, números y guiones.",
    )
}

fn not_an_address() -> Text {
    Text::new(
        "Give a whole address that begins with https:// (or http://).",
        "Escriba una dirección completa que empiece por https:// (o http://).",
    )
}

/// Why a product is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductRefused {
    /// Another has this SKU.
    SkuTaken,
    /// There is no such supplier.
    UnknownSupplier,
    /// The supplier no longer takes part.
    SupplierArchived,
}

impl Refusal for ProductRefused {
    fn status(&self) -> u16 {
        match self {
            Self::SkuTaken => 409,
            Self::UnknownSupplier | Self::SupplierArchived => 422,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SkuTaken => "sku_taken",
            Self::UnknownSupplier => "unknown_supplier",
            Self::SupplierArchived => "supplier_archived",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::SkuTaken => Text::new("Another product has this SKU.", "Otro producto tiene este código (SKU)."),
            Self::UnknownSupplier => Text::new("There is no such supplier.", "Ese proveedor no existe."),
            Self::SupplierArchived => Text::new(
                "The supplier is archived; make it active first.",
                "El proveedor está archivado; actívelo primero.",
            ),
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let pointer = match self {
            Self::SkuTaken => "/sku",
            Self::UnknownSupplier | Self::SupplierArchived => "/supplier_id",
        };
        vec![FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A product that keeps every rule.
    fn rice() -> ProductDetails {
        ProductDetails {
            sku: "GRA-ARR-0500".into(),
            name: "Arroz blanco Doña Luz 500 g".into(),
            supplier_id: SupplierId::new(),
            category: Some("granos".into()),
            unit: "bag".into(),
            pack_size: 25,
            tax_rate_bp: TaxRate::ZERO,
            weight_grams: 505,
            volume_ml: 620,
            shelf_life_days: Some(365),
            min_days_left: Some(60),
            barcode: Some("7709412001072".into()),
            image_url: Some("https://images.example/arroz.webp".into()),
        }
    }

    /// The fields at which rules are broken.
    fn broken(details: &ProductDetails) -> Vec<String> {
        let mut checks = Checks::default();
        details.check(&mut checks);
        let Err(problem) = checks.into_result() else { return vec![] };
        let shown = format!("{problem:?}");
        shown.split("pointer: \"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    }

    #[test]
    fn a_sound_product_breaks_no_rule() {
        assert!(broken(&rice()).is_empty());
        let bare = ProductDetails {
            category: None,
            shelf_life_days: None,
            min_days_left: None,
            barcode: None,
            image_url: None,
            ..rice()
        };
        assert!(broken(&bare).is_empty());
    }

    #[test]
    fn each_broken_rule_is_told_at_its_field() {
        let fields = |details: ProductDetails| broken(&details);
        assert_eq!(fields(ProductDetails { sku: String::new(), ..rice() }), ["/sku"]);
        assert_eq!(fields(ProductDetails { sku: "x".repeat(65), ..rice() }), ["/sku"]);
        assert_eq!(fields(ProductDetails { name: "a\u{7}b".into(), ..rice() }), ["/name"]);
        assert_eq!(fields(ProductDetails { name: "---".into(), ..rice() }), ["/name"]);
        assert_eq!(fields(ProductDetails { category: Some("!".into()), ..rice() }), ["/category"]);
        assert_eq!(fields(ProductDetails { unit: String::new(), ..rice() }), ["/unit"]);
        assert_eq!(fields(ProductDetails { pack_size: 0, ..rice() }), ["/pack_size"]);
        assert_eq!(fields(ProductDetails { weight_grams: -1, ..rice() }), ["/weight_grams"]);
        assert_eq!(fields(ProductDetails { volume_ml: i64::MAX, ..rice() }), ["/volume_ml"]);
        assert_eq!(
            fields(ProductDetails { shelf_life_days: Some(0), min_days_left: None, ..rice() }),
            ["/shelf_life_days"]
        );
        assert_eq!(fields(ProductDetails { min_days_left: Some(-1), ..rice() }), ["/min_days_left"]);
        assert_eq!(fields(ProductDetails { min_days_left: Some(366), ..rice() }), ["/min_days_left"]);
        assert_eq!(fields(ProductDetails { barcode: Some("77 09".into()), ..rice() }), ["/barcode"]);
        assert_eq!(fields(ProductDetails { image_url: Some("javascript:alert(1)".into()), ..rice() }), ["/image_url"]);
        assert_eq!(fields(ProductDetails { sku: String::new(), pack_size: -5, ..rice() }), ["/sku", "/pack_size"]);
    }

    #[test]
    fn only_whole_web_addresses_are_pictures() {
        for good in ["https://a.example/b.png", "http://localhost:8080/x?y=1", "https://a.example"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "a.example/b.png",
            "/b.png",
            "ftp://a.example/b",
            "https:///b",
            "data:image/png;base64,AAAA",
            "https://a b",
            "",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    #[test]
    fn skus_are_the_same_whatever_their_case() {
        assert_eq!(sku_key(" Ñan-12a "), sku_key("ñAN-12A"));
        assert_ne!(sku_key("A-1"), sku_key("A1"));
    }

    #[test]
    fn a_search_finds_it_by_name_sku_barcode_category_and_supplier() {
        let texts = rice();
        let texts = texts.search_texts("Molinos Altollano S.A.S.").join(" ");
        for word in ["Doña", "GRA-ARR-0500", "7709412001072", "granos", "Altollano"] {
            assert!(texts.contains(word), "{word}");
        }
    }

    proptest! {
        #[test]
        fn tidying_twice_changes_nothing_and_leaves_no_empty_text(
            sku in "\\PC{0,8}", name in "\\PC{0,8}", category in proptest::option::of("[ a-c]{0,4}"),
        ) {
            let once = ProductDetails { sku, name, category, ..rice() }.tidied();
            prop_assert_eq!(once.clone().tidied(), once.clone());
            prop_assert!(once.category.is_none_or(|c| !c.is_empty() && c.trim() == c));
        }

        #[test]
        fn a_product_is_sound_exactly_when_its_numbers_are_in_range(
            pack in -2i64..4, grams in -2i64..4, ml in -2i64..4, life in proptest::option::of(-2i64..6), left in proptest::option::of(-2i64..6),
        ) {
            let details = ProductDetails {
                pack_size: pack, weight_grams: grams, volume_ml: ml, shelf_life_days: life, min_days_left: left, ..rice()
            };
            let sound = pack >= 1 && grams >= 0 && ml >= 0 && life.is_none_or(|d| d >= 1) && left.is_none_or(|d| d >= 0)
                && !matches!((left, life), (Some(left), Some(life)) if left > life);
            prop_assert_eq!(broken(&details).is_empty(), sound);
        }
    }
}
