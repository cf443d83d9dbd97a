//! Identity's tables. The only module that knows the database library.

pub mod api_keys;
pub mod company;
pub mod customers;
pub mod keys;
pub mod mails;
pub mod resets;
pub mod sessions;
pub mod users;

use chassis::db::{MOST_PARAMETERS, Value, placeholders};
use chassis::{DbError, Sql, Tx};
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

/// What a row holds, column by column; the first is the id. Insert and update are made of the same list.
type Columns = Vec<(&'static str, Value)>;

/// Adds rows that all have the same columns.
async fn insert_rows(tx: &Tx, table: &str, rows: Vec<Columns>) -> Result<(), DbError> {
    let names: Vec<&str> = rows.first().map(|row| row.iter().map(|(name, _)| *name).collect()).unwrap_or_default();
    for chunk in rows.chunks(MOST_PARAMETERS / names.len().max(1)) {
        let places = placeholders(chunk.len(), names.len());
        let sql = format!("INSERT INTO {table} ({}) VALUES {places}", names.join(", "));
        tx.exec(&sql, chunk.iter().flatten().map(|(_, value)| value.clone()).collect()).await?;
    }
    Ok(())
}

/// Stores a row that is there already.
async fn update_row(tx: &Tx, table: &str, mut row: Columns) -> Result<(), DbError> {
    let (id, key) = row.remove(0);
    let set: Vec<String> = (1..).zip(&row).map(|(n, (name, _))| format!("{name} = ${n}")).collect();
    let sql = format!("UPDATE {table} SET {} WHERE {id} = ${}", set.join(", "), row.len() + 1);
    let values = row.into_iter().map(|(_, value)| value).chain([key]).collect();
    tx.exec(&sql, values).await.map(|_| ())
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
