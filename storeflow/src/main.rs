//! `storeflow`: one binary, every role. See `storeflow --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    storeflow::cli::main()
}
