//! The StoreFlow binary: puts services, databases, broker and gateway together, on one machine or as one part of a cluster.
//!
//! Read `parts.rs` (which services there are), `one_machine.rs` (everything in one process) and `one_service.rs` (one part
//! of a cluster).

pub mod apps;
pub mod archive;
pub mod backup;
pub mod beside;
pub mod cli;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod documents;
pub mod first_admin;
pub mod migrate;
pub mod one_machine;
pub mod one_service;
pub mod parts;
pub mod postgres_tools;
pub mod reconcile;
pub mod republish;
pub mod restore;
pub mod settings;
pub mod shutdown;
pub mod simulate;

/// Makes `ring` the TLS provider of this process; to be called before anything connects. Calling it again does nothing.
pub fn use_ring() {
    // The error says that a provider is there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
