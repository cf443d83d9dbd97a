//! Many people and shops at once, for demonstration and reference data: no HTTP, no hashing, few statements.

use crate::customer::Customer;
use crate::republish::PER_MESSAGE;
use crate::store::{NotStored, customers, users};
use crate::tell_customers::COLLECTION;
use crate::user::User;
use chassis::{Audience, DbError, Sql, Tx};
use contracts::identity::{CustomersChanged, Role};
use contracts::{CustomerId, UserId};
use uuid::Uuid;

/// What is loaded.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// New shops.
    pub customers: Vec<Customer>,
    /// New users, each with the hash of a password made by [`crate::hash_password`]. Many may share one hash.
    pub users: Vec<(User, String)>,
}

/// Stores people and shops in the caller's transaction, ready to sign in and to be found, and tells the other
/// services of the shops. The ids are the caller's and new; e-mail addresses and phone numbers are unique and in
/// their stored form. The whole of the reference data fits one call.
///
/// # Errors
/// [`DbError`]; a phone number or e-mail address that is taken is [`DbError::Unique`].
pub async fn load_people(tx: &Tx, people: &People) -> Result<(), DbError> {
    customers::insert(tx, &people.customers).await.map_err(NotStored::into_db)?;
    users::insert(tx, &people.users).await.map_err(NotStored::into_db)?;
    for shops in people.customers.chunks(PER_MESSAGE) {
        tx.publish(&CustomersChanged { items: shops.iter().map(Customer::state).collect() });
    }
    if !people.customers.is_empty() {
        tx.hint(COLLECTION, Uuid::nil(), 0, &[Audience::Staff, Audience::Role(Role::Seller)]);
    }
    Ok(())
}

/// A shop, so that a loader finds out what it has loaded before.
///
/// # Errors
/// [`DbError`].
pub async fn find_customer(sql: &impl Sql, id: CustomerId) -> Result<Option<Customer>, DbError> {
    customers::find(sql, id).await
}

/// A user, so that a loader finds out what it has loaded before.
///
/// # Errors
/// [`DbError`].
pub async fn find_user(sql: &impl Sql, id: UserId) -> Result<Option<User>, DbError> {
    users::find(sql, id).await
}

/// Whether there are shops: a company that sells already is no place for a demonstration.
///
/// # Errors
/// [`DbError`].
pub async fn has_customers(sql: &impl Sql) -> Result<bool, DbError> {
    customers::any(sql).await
}

/// Gives loaded users another password, whose hash [`crate::hash_password`] made. Users who are not there stay away;
/// nobody is signed out.
///
/// # Errors
/// [`DbError`].
pub async fn set_passwords(tx: &Tx, ids: &[UserId], hash: &str) -> Result<(), DbError> {
    for id in ids {
        if let Some(user) = users::find_for_change(tx, *id).await? {
            let changed = User { version: user.version + 1, updated_at: tx.now(), ..user };
            users::update(tx, &changed, Some(hash.to_owned())).await.map_err(NotStored::into_db)?;
        }
    }
    Ok(())
}
