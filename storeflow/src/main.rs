//! `storeflow`: one binary, every role. See `storeflow --help`.

use std::process::ExitCode;

/// glibc keeps an arena per thread: after some sign-ins (19 MiB of argon2 each, on whichever thread is free) the process
/// held 440 MB. This allocator gives large blocks back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    storeflow::cli::main()
}
