//! Suppliers and products are never deleted: they are archived, and can come back. Pure.

use contracts::purchasing::ProductStatus;
use serde::{Deserialize, Serialize};

/// Whether a supplier or product takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueStatus {
    /// In the catalogue.
    Active,
    /// Gone from lists, kept in old orders.
    Archived,
}

impl CatalogueStatus {
    /// As the database and the interface spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    /// Whether it takes part.
    #[must_use]
    pub fn is_active(self) -> bool {
        self == Self::Active
    }

    /// Reads what the database holds; its `CHECK` allows nothing else than these two.
    #[must_use]
    pub fn stored(name: &str) -> Self {
        if name == Self::Active.name() { Self::Active } else { Self::Archived }
    }
}

impl From<CatalogueStatus> for ProductStatus {
    fn from(status: CatalogueStatus) -> Self {
        match status {
            CatalogueStatus::Active => Self::Active,
            CatalogueStatus::Archived => Self::Archived,
        }
    }
}

/// Which ones a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListedStatus {
    /// Those in the catalogue (the default).
    #[default]
    Active,
    /// Those that are archived.
    Archived,
    /// Both.
    All,
}

impl ListedStatus {
    /// The one status that is shown, unless it is all of them.
    #[must_use]
    pub const fn only(self) -> Option<CatalogueStatus> {
        match self {
            Self::Active => Some(CatalogueStatus::Active),
            Self::Archived => Some(CatalogueStatus::Archived),
            Self::All => None,
        }
    }
}
