//! The first user of an empty company.

use anyhow::Context;
use chassis::{Db, DbError, Sql, Tx};
use contracts::UserId;
use contracts::identity::Role;
use identity::{People, User, UserStatus, hash_password, load_people};
use std::collections::BTreeSet;

/// Who the first administrator is on one machine: `STOREFLOW_ADMIN_EMAIL`, or a made-up address.
#[must_use]
pub fn email() -> String {
    std::env::var("STOREFLOW_ADMIN_EMAIL").unwrap_or_else(|_| "admin@storeflow.example".to_owned())
}

/// How to sign in as the first administrator.
pub struct FirstAdmin {
    email: String,
    password: String,
}

impl FirstAdmin {
    /// The password, to be shown once.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.password
    }
}

impl std::fmt::Display for FirstAdmin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sign in as {} with the password {} (shown only once).", self.email, self.password)
    }
}

/// Makes an administrator if there are no users; `STOREFLOW_PASSWORD` sets the password, else one is made.
///
/// # Errors
/// When the database does not answer.
pub async fn make(db: &Db, email: &str) -> anyhow::Result<Option<FirstAdmin>> {
    #[derive(sea_orm::FromQueryResult)]
    struct Count {
        users: i64,
    }
    let sql = "SELECT COUNT(*) AS users FROM (SELECT id FROM users LIMIT 1) AS present";
    let count: Option<Count> = db.one(sql, vec![]).await.context("the users cannot be counted; is it migrated?")?;
    if count.is_some_and(|count| count.users > 0) {
        return Ok(None);
    }
    let password = std::env::var("STOREFLOW_PASSWORD").unwrap_or_else(|_| readable_password());
    let admin = FirstAdmin { email: email.to_owned(), password };
    let typed = admin.password.clone();
    let hash = chassis::blocking(move || hash_password(&typed)).await;
    let now = db.now();
    let user = User {
        id: UserId::new(),
        version: 1,
        status: UserStatus::Active,
        email: Some(email.to_lowercase()),
        phone: None,
        name: "Admin".to_owned(),
        roles: BTreeSet::from([Role::Admin]),
        customer_id: None,
        supplier_id: None,
        warehouse_ids: Vec::new(),
        zone: None,
        start_point: None,
        created_at: now,
        updated_at: now,
    };
    let people = People { customers: Vec::new(), users: vec![(user, hash)] };
    db.write(move |tx: Tx| async move { load_people(&tx, &people).await }).await.map_err(|error: DbError| error)?;
    Ok(Some(admin))
}

/// Four groups of letters and digits that are not mistaken for one another.
fn readable_password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let group = || (0..4).map(|_| char::from(LETTERS[rand::random_range(0..LETTERS.len())])).collect::<String>();
    [group(), group(), group(), group()].join("-")
}
