//! The one row of `company`.

use crate::company::CompanyDetails;
use chassis::{Db, DbError, Sql, Tx, sql_values};
use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use uuid::Uuid;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    version: i64,
    legal_name: String,
    tax_id: String,
    address: String,
    phone: String,
    email: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// The only row's id.
const THE_ONE: Uuid = Uuid::from_u128(1);

const SELECT: &str =
    "SELECT id, version, legal_name, tax_id, address, phone, email, created_at, updated_at FROM company";

async fn one(sql: &impl Sql, text: &str) -> Result<CompanyDetails, DbError> {
    let row: Option<Row> = sql.one(text, vec![]).await?;
    let row =
        row.ok_or_else(|| DbError::Other("the company is entered when identity starts; start it again".to_owned()))?;
    Ok(CompanyDetails {
        id: row.id,
        version: row.version,
        legal_name: row.legal_name,
        tax_id: row.tax_id,
        address: row.address,
        phone: row.phone,
        email: row.email,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The company.
///
/// # Errors
/// [`DbError`].
pub async fn read(sql: &impl Sql) -> Result<CompanyDetails, DbError> {
    one(sql, SELECT).await
}

/// The company, locked until the transaction ends.
///
/// # Errors
/// [`DbError`].
pub async fn read_for_change(tx: &Tx) -> Result<CompanyDetails, DbError> {
    one(tx, &format!("{SELECT}{}", tx.lock_rows())).await
}

/// Keeps it as it is now.
///
/// # Errors
/// [`DbError`].
pub async fn update(tx: &Tx, company: &CompanyDetails) -> Result<(), DbError> {
    let sql = "UPDATE company SET version = $1, legal_name = $2, tax_id = $3, address = $4, phone = $5, email = $6, \
               updated_at = $7";
    let values = sql_values![
        company.version,
        company.legal_name.clone(),
        company.tax_id.clone(),
        company.address.clone(),
        company.phone.clone(),
        company.email.clone(),
        company.updated_at,
    ];
    tx.exec(sql, values).await.map(|_| ())
}

/// Enters it, where it is not there yet.
///
/// # Errors
/// [`DbError`].
pub async fn enter(tx: &Tx) -> Result<(), DbError> {
    let sql = "INSERT INTO company (id, version, legal_name, tax_id, address, phone, email, created_at, updated_at) \
               VALUES ($1, 1, '', '', '', '', '', $2, $3) ON CONFLICT (id) DO NOTHING";
    tx.exec(sql, sql_values![THE_ONE, tx.now(), tx.now()]).await.map(|_| ())
}

/// Whether it is there.
///
/// # Errors
/// [`DbError`].
pub async fn is_there(db: &Db) -> Result<bool, DbError> {
    Ok(db.one::<Row>(SELECT, vec![]).await?.is_some())
}
