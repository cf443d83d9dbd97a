//! A warehouse: a building with stock. Pure.

use chassis::{Checks, Refusal, Text};
use chrono::{DateTime, Utc};
use contracts::inventory::WarehouseState;
use contracts::{Location, WarehouseId};
use serde::{Deserialize, Serialize};

/// A building with stock.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Warehouse {
    /// The warehouse.
    pub id: WarehouseId,
    /// Raised by one with each change.
    pub version: i64,
    /// Unique without case, such as `BOG`.
    #[schema(example = "BOG")]
    pub code: String,
    /// As shown.
    pub name: String,
    /// Street address.
    pub address: String,
    /// City; orders without a pin on the map go to the warehouse of their city.
    pub city: String,
    /// Where it stands; orders go to the nearest.
    pub location: Location,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Warehouse {
    /// What other services are told.
    #[must_use]
    pub fn state(&self) -> WarehouseState {
        WarehouseState {
            id: self.id,
            version: self.version,
            code: self.code.clone(),
            name: self.name.clone(),
            address: self.address.clone(),
            city: self.city.clone(),
            location: self.location,
        }
    }

    /// By what it is found.
    #[must_use]
    pub fn search_texts(&self) -> [&str; 4] {
        [&self.code, &self.name, &self.address, &self.city]
    }

    /// The same warehouse after a change of what the patch names.
    #[must_use]
    pub fn changed(mut self, patch: WarehousePatch, now: DateTime<Utc>) -> Self {
        fn put(field: &mut String, text: Option<String>) {
            if let Some(text) = text {
                text.trim().clone_into(field);
            }
        }
        put(&mut self.code, patch.code);
        put(&mut self.name, patch.name);
        put(&mut self.address, patch.address);
        put(&mut self.city, patch.city);
        self.location = patch.location.unwrap_or(self.location);
        self.version += 1;
        self.updated_at = now;
        self
    }
}

/// What a person says about a new warehouse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NewWarehouse {
    /// Made by the caller; the same id and content again is the same warehouse.
    #[serde(default)]
    pub id: Option<WarehouseId>,
    /// Unique without case, such as `BOG`.
    #[schema(min_length = 1, max_length = 40, example = "BOG")]
    pub code: String,
    /// As shown.
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Street address.
    #[schema(min_length = 1, max_length = 200)]
    pub address: String,
    /// City.
    #[schema(min_length = 1, max_length = 80)]
    pub city: String,
    /// Where it stands.
    pub location: Location,
}

impl NewWarehouse {
    /// The warehouse, first version.
    #[must_use]
    pub fn open(&self, id: WarehouseId, now: DateTime<Utc>) -> Warehouse {
        Warehouse {
            id,
            version: 1,
            code: self.code.trim().to_owned(),
            name: self.name.trim().to_owned(),
            address: self.address.trim().to_owned(),
            city: self.city.trim().to_owned(),
            location: self.location,
            created_at: now,
            updated_at: now,
        }
    }
}

impl chassis::Validate for NewWarehouse {
    fn validate(&self, checks: &mut Checks) {
        let texts = [&self.code, &self.name, &self.address, &self.city];
        check_texts(texts.map(|text| Some(text.as_str())), checks);
        checks.location("/location", Some(&self.location));
    }
}

/// What changes of a warehouse; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WarehousePatch {
    /// Unique without case, such as `BOG`.
    #[serde(default)]
    pub code: Option<String>,
    /// As shown.
    #[serde(default)]
    pub name: Option<String>,
    /// Street address.
    #[serde(default)]
    pub address: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub location: Option<Location>,
}

impl chassis::Validate for WarehousePatch {
    fn validate(&self, checks: &mut Checks) {
        check_texts([&self.code, &self.name, &self.address, &self.city].map(Option::as_deref), checks);
        checks.location("/location", self.location.as_ref());
    }
}

fn check_texts([code, name, address, city]: [Option<&str>; 4], checks: &mut Checks) {
    for (pointer, text, most) in
        [("/code", code, 40), ("/name", name, 120), ("/address", address, 200), ("/city", city, 80)]
    {
        checks.text(pointer, text.map(str::trim), 1..=most);
    }
}

/// Another warehouse has this code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeTaken(pub String);

impl Refusal for CodeTaken {
    fn status(&self) -> u16 {
        409
    }

    fn code(&self) -> &'static str {
        "code_taken"
    }

    fn text(&self) -> Text {
        let Self(code) = self;
        Text::new(
            format!("Another warehouse already has the code {code}."),
            format!("Otra bodega ya tiene el código {code}."),
        )
    }
}
