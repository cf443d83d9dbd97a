//! What a supplier is and which rules it keeps. Pure.

use crate::product::line;
use crate::status::CatalogueStatus;
use chassis::{Checks, FieldError, Refusal, Text};
use chrono::{DateTime, Utc};
use contracts::{SupplierId, fold};
use serde::{Deserialize, Serialize};

/// Who makes products.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Supplier {
    /// Unique for ever.
    pub id: SupplierId,
    /// Raised by one with each change.
    pub version: i64,
    /// Whether it takes part.
    pub status: CatalogueStatus,
    /// What it is, flat in JSON.
    #[serde(flatten)]
    pub details: SupplierDetails,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a person decides about a supplier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SupplierDetails {
    /// Unique without case and accents.
    #[schema(min_length = 1, max_length = 200, example = "Lácteos Fuentenieve S.A.")]
    pub legal_name: String,
    /// As the tax office writes it, such as a NIT.
    pub tax_id: Option<String>,
    /// Unique without case.
    pub email: String,
    /// E.164.
    pub phone: Option<String>,
}

impl SupplierDetails {
    /// The same without blanks around texts; an empty optional text is none.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for text in [&mut self.legal_name, &mut self.email] {
            *text = text.trim().to_owned();
        }
        for text in [&mut self.tax_id, &mut self.phone] {
            *text = text.take().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        }
        self
    }

    /// Every rule that it breaks, at the place of its field.
    pub fn check(&self, c: &mut Checks) {
        line(c, "/legal_name", Some(&self.legal_name), 200);
        let found = self.legal_name.is_empty() || !self.name_key().is_empty();
        let text = Text::new("It needs at least one letter or digit.", "Debe tener al menos una letra o un número.");
        c.check("/legal_name", found, "no_letters", text);
        line(c, "/tax_id", self.tax_id.as_deref(), 40);
        c.email("/email", Some(&self.email));
        c.phone("/phone", self.phone.as_deref());
    }

    /// What a search finds it by.
    #[must_use]
    pub fn search_texts(&self) -> Vec<&str> {
        [Some(self.legal_name.as_str()), Some(&self.email), self.tax_id.as_deref()].into_iter().flatten().collect()
    }

    /// What two legal names that are the same to a person have in common.
    #[must_use]
    pub fn name_key(&self) -> String {
        fold::fold(&self.legal_name)
    }

    /// What two addresses that differ only in case have in common.
    #[must_use]
    pub fn email_key(&self) -> String {
        self.email.to_lowercase()
    }
}

/// Why a supplier is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplierRefused {
    /// Another has this legal name.
    LegalNameTaken,
    /// Another has this e-mail address.
    EmailTaken,
}

impl Refusal for SupplierRefused {
    fn status(&self) -> u16 {
        409
    }

    fn code(&self) -> &'static str {
        match self {
            Self::LegalNameTaken => "legal_name_taken",
            Self::EmailTaken => "email_taken",
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::LegalNameTaken => {
                Text::new("Another supplier has this legal name.", "Otro proveedor tiene esta razón social.")
            }
            Self::EmailTaken => {
                Text::new("Another supplier has this e-mail address.", "Otro proveedor tiene este correo electrónico.")
            }
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let pointer = match self {
            Self::LegalNameTaken => "/legal_name",
            Self::EmailTaken => "/email",
        };
        vec![FieldError { pointer: pointer.to_owned(), code: self.code(), text: self.text() }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(legal_name: &str, email: &str) -> SupplierDetails {
        SupplierDetails { legal_name: legal_name.into(), tax_id: Some("  ".into()), email: email.into(), phone: None }
    }

    #[test]
    fn names_that_a_person_takes_for_the_same_are_the_same() {
        let one = details("Lácteos  Fuentenieve S.A.", "Ventas@Fuentenieve.example");
        let other = details("LACTEOS FUENTENIEVE S A", "ventas@fuentenieve.EXAMPLE");
        assert_eq!((one.name_key(), one.email_key()), (other.name_key(), other.email_key()));
    }

    #[test]
    fn blanks_are_nothing() {
        let tidied = details("  Molinos  ", " a@b.example ").tidied();
        assert_eq!(
            (tidied.legal_name.as_str(), tidied.email.as_str(), tidied.tax_id),
            ("Molinos", "a@b.example", None)
        );
    }
}
