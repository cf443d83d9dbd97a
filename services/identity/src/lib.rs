//! Who people and shops are: users, roles, sessions, shops and their sellers, and the keys that prove it to everybody
//! else.
//!
//! Reading order: `user.rs` and `customer.rs` (what they are), `sign_in.rs` and `refresh_session.rs` (how somebody
//! gets in and stays in; rules in `throttle.rs` and `refresh_token.rs`), `end_sessions.rs` (how somebody is out again),
//! `request_password_reset.rs` and `send_mails.rs` (how a mail leaves), `publish_keys.rs` (why the other services believe it).

mod add_shop_user;
mod api_key;
mod approve_customer;
mod change_customer;
mod change_me;
mod change_password;
mod change_user;
mod check_password;
mod company;
mod cookie;
mod create_user;
mod customer;
mod customer_changes;
mod end_sessions;
mod exchange_api_key;
mod forget_sessions;
mod gate;
mod list_customers;
mod list_sessions;
mod list_users;
mod load_people;
mod login;
mod mail;
mod mailer;
mod manage_api_keys;
mod migrations;
mod password;
mod publish_keys;
mod random;
mod refresh_session;
mod refresh_token;
mod register_customer;
mod republish;
mod request_password_reset;
mod reset_password;
mod reset_token;
mod rotate_keys;
mod sealing;
mod send_mails;
mod show_customer;
mod show_me;
mod show_overview;
mod sign_in;
mod sign_out;
mod signing_key;
mod store;
mod tell_customers;
#[cfg(test)]
mod tests;
mod throttle;
mod user;

use chassis::{History, ServiceDef};
use contracts::Service;
use contracts::identity::SendMail;
use gate::Gate;
use std::sync::Arc;
use std::time::Duration;

pub use customer::Customer;
pub use gate::IdentityConfig;
pub use load_people::{People, find_customer, find_user, has_customers, load_people, set_passwords};
pub use login::phone_number;
pub use mailer::Mailer;
pub use password::hash_password;
pub use user::{User, UserStatus};

const HOUR: Duration = Duration::from_secs(3_600);

/// The service's table of contents.
#[must_use]
pub fn service(config: IdentityConfig) -> ServiceDef {
    with_gate(&Gate::new(&config))
}

fn with_gate(gate: &Arc<Gate>) -> ServiceDef {
    let [at_start, rotating, sending, asked] = std::array::from_fn(|_| Arc::clone(gate));
    ServiceDef::new(Service::Identity)
        .migrations(migrations::all())
        .history(History::OfWhatBeginsWith("customer_"))
        // Signing in
        .routes(sign_in::routes(gate))
        .routes(refresh_session::routes(gate))
        .routes(list_sessions::routes())
        .routes(sign_out::routes())
        .routes(show_me::routes())
        .routes(change_me::routes())
        // Passwords
        .routes(request_password_reset::routes(gate))
        .routes(reset_password::routes(gate))
        .routes(change_password::routes(gate))
        // Shops
        .routes(register_customer::routes(gate))
        .routes(list_customers::routes())
        .routes(show_customer::routes())
        .routes(change_customer::routes())
        .routes(approve_customer::routes())
        .routes(add_shop_user::routes(gate))
        .routes(customer_changes::routes())
        // Users
        .routes(create_user::routes(gate))
        .routes(list_users::routes())
        .routes(change_user::routes(gate))
        // The company
        .routes(company::routes())
        .routes(show_overview::routes())
        // Other systems
        .routes(manage_api_keys::routes())
        .routes(exchange_api_key::routes(gate))
        // Signing keys
        .routes(publish_keys::routes())
        .routes(rotate_keys::routes(gate))
        .at_start(company::enter)
        .at_start(move |app| publish_keys::prepare(app, Arc::clone(&at_start)))
        .every(HOUR, "rotate signing keys", move |app| publish_keys::rotate(app, Arc::clone(&rotating)))
        // identity.send_mail
        .on(move |tx, command: SendMail| send_mails::asked_for(tx, command, Arc::clone(&asked)))
        .every(HOUR / 720, "send mails", move |app| send_mails::run(app, Arc::clone(&sending)))
        .every(24 * HOUR, "forget old sessions", forget_sessions::run)
        .republish(republish::republish)
}
