//! Importing products and suppliers from a file, in two steps: check, then commit; and taking an import back.
//!
//! `upload_file.rs` reads the file and keeps its rows; from there on an import goes step by step, each step a short transaction
//! that sends the message for the next one (`continue_import.rs`), so that nobody waits for an import and any replica goes
//! on where another died. `docs/adr/0011` says what "as one" means here.

mod apply_rows;
mod cell;
mod check_rows;
mod commit_import;
mod continue_import;
mod csv;
mod decide_rows;
mod download_template;
mod file_refused;
mod look_after;
mod number;
mod read_imports;
mod sheet;
mod take_back_rows;
mod template;
mod undo_import;
mod upload_file;
mod workbook;
mod write_products;
mod write_suppliers;

pub mod columns;
pub mod decide;
pub mod draft;
pub mod import;

pub(crate) use continue_import::go_on;
pub(crate) use look_after::look_after;
#[cfg(test)]
pub(crate) use template::zipped;

use chassis::Routes;

/// The routes, by use case.
pub(crate) fn routes() -> [Routes; 5] {
    [
        upload_file::routes(),
        read_imports::routes(),
        download_template::routes(),
        commit_import::routes(),
        undo_import::routes(),
    ]
}
