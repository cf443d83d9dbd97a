//! What every StoreFlow service needs and none is about: database, outbox, inbox, transports, HTTP manners, telemetry,
//! lifecycle, and the test harness.
//!
//! Read `service.rs` (what a service is made of), then `db.rs` (the one way to write), `outbox.rs` and `inbox.rs` (how a
//! message travels), `http/routes.rs` and `http/command.rs` (how a request is answered).

pub mod app;
pub mod blobs;
pub mod clock;
pub mod company;
pub mod db;
pub mod http;
pub mod inbox;
pub mod media;
pub mod migrations;
#[cfg(debug_assertions)]
mod next_build;
mod outbox;
pub mod run;
pub mod search;
pub mod service;
pub mod snapshot;
pub mod telemetry;
pub mod testing;
pub mod transport;

pub use app::App;
pub use clock::Clock;
pub use company::Company;
pub use contracts::broadcast::{Audience, Revoked};
pub use db::{Db, DbError, Sql, Tx};
pub use http::audit::History;
pub use http::auth::{self, Access, Principal};
pub use http::body::{Body, Checks, Nullable, RequestHash, Validate};
pub use http::caller::{Caller, PathOf, QueryOf, Visitor, local_day};
pub use http::changes::{ChangedRow, Changes, Pass, Seen, Since, SinceParams};
pub use http::command::Claim;
pub use http::listing::{Equal, Listing, ListingParams, Page, Paging, Select, Sort};
pub use http::problem::{FieldError, Problem, Refusal};
pub use http::reply::Reply;
pub use http::routes::Routes;
pub use http::text::{Lang, Text};
pub use migrations::Migration;
pub use run::blocking;
pub use service::{Failure, ServiceDef};
