//! PostgreSQL's own programs, which know how to write a whole database into a file and back.

use anyhow::{Context, ensure};
use contracts::Service;
use reqwest::Url;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;

/// A program, told where a service's database is. The password goes through the environment: arguments can be seen by others.
fn program(name: &str, database_url: &str, service: Service) -> anyhow::Result<Command> {
    let url = database_url.replace("{service}", service.name());
    let mut url: Url = url.parse().context("--database-url cannot be read")?;
    let mut command = Command::new(name);
    if let Some(password) = url.password() {
        let decoded = percent_decoded(password);
        command.env("PGPASSWORD", decoded);
        url.set_password(None).ok().context("--database-url cannot be read")?;
    }
    command.arg("--no-owner").arg("--no-privileges").arg(format!("--dbname={url}")).stdin(Stdio::null());
    Ok(command)
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok()).filter(|_| *first == b'%');
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn run(mut command: Command, name: &str, service: Service) -> anyhow::Result<()> {
    let missing = || format!("{name} cannot be started; install PostgreSQL's client programs of the server's version");
    let out = command.output().await.with_context(missing)?;
    let says = String::from_utf8_lossy(&out.stderr);
    ensure!(out.status.success(), "{name} failed for {service}: {}", says.trim());
    Ok(())
}

/// Writes a service's database into a file that only its owner reads.
///
/// # Errors
/// When the program is missing or the database does not answer.
pub async fn dump(database_url: &str, service: Service, to: &Path) -> anyhow::Result<()> {
    // Made first, so that nobody else could read it even for a moment.
    std::fs::File::options().write(true).create_new(true).mode(0o600).open(to)?;
    let mut command = program("pg_dump", database_url, service)?;
    command.arg("--format=custom").arg("--file").arg(to);
    run(command, "pg_dump", service).await
}

/// Fills an empty database from a dump: all of it, or nothing.
///
/// # Errors
/// When the program is missing or the database does not answer.
pub async fn fill(database_url: &str, service: Service, from: &Path) -> anyhow::Result<()> {
    let mut command = program("pg_restore", database_url, service)?;
    command.arg("--single-transaction").arg("--exit-on-error").arg(from);
    run(command, "pg_restore", service).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_among_the_arguments() {
        let url = "postgres://{service}:p%40ss%25@db.example:5433/storeflow_{service}?sslmode=require";
        let command = program("pg_dump", url, Service::Sales).expect("a command");
        let command = command.as_std();
        let arguments: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        assert!(
            arguments.contains(&"--dbname=postgres://sales@db.example:5433/storeflow_sales?sslmode=require".to_owned())
        );
        let password = command.get_envs().find(|(name, _)| *name == "PGPASSWORD").and_then(|(_, value)| value);
        assert_eq!(password, Some(std::ffi::OsStr::new("p@ss%")));
    }
}
