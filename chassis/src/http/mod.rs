//! HTTP manners that every service shares: `api.md` of the design, in code.

pub mod audit;
pub mod auth;
pub mod body;
pub mod caller;
pub mod changes;
pub mod command;
pub mod listing;
pub mod problem;
pub mod reply;
pub mod routes;
pub mod server;
mod strict;
pub mod system;
pub mod text;
