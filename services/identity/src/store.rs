//! Identity's tables. The only module that knows the database library.

pub mod customers;
pub mod keys;
pub mod sessions;
pub mod users;

use chassis::DbError;
use contracts::Location;

/// What kept a person or shop from being stored.
#[derive(Debug)]
pub enum NotStored {
    /// Another has the phone number.
    PhoneTaken,
    /// Another has the e-mail address.
    EmailTaken,
    /// It refers to a shop that is not there.
    UnknownCustomer,
    /// The database's own trouble.
    Db(DbError),
}

impl From<DbError> for NotStored {
    /// Both databases name the column or the index (named after its column) of a broken unique index.
    fn from(error: DbError) -> Self {
        match &error {
            DbError::Unique(which) if which.contains("phone") => Self::PhoneTaken,
            DbError::Unique(which) if which.contains("email_key") => Self::EmailTaken,
            DbError::Rule(which) if which.to_ascii_lowercase().contains("foreign key") => Self::UnknownCustomer,
            _ => Self::Db(error),
        }
    }
}

impl NotStored {
    /// As the database said it.
    #[must_use]
    pub fn into_db(self) -> DbError {
        match self {
            Self::PhoneTaken => DbError::Unique("phone".to_owned()),
            Self::EmailTaken => DbError::Unique("email_key".to_owned()),
            Self::UnknownCustomer => DbError::Rule("customer_id".to_owned()),
            Self::Db(error) => error,
        }
    }
}

const fn point(lat: Option<f64>, lon: Option<f64>) -> Option<Location> {
    match (lat, lon) {
        (Some(lat), Some(lon)) => Some(Location { lat, lon }),
        _ => None,
    }
}

/// JSON of something that always has one.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads what [`json`] wrote.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Other(format!("a stored value cannot be read: {error}")))
}
