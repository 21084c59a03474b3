//! PostgreSQL's own programs: a dump of one schema, and its way back.

use std::{io::ErrorKind, path::Path, process::Stdio};

use anyhow::{Context, bail, ensure};
use tokio::process::Command;
use url::Url;

/// Writes the schema as SQL, exactly as the open transaction that exported `snapshot` sees it.
///
/// # Errors
/// When the program is missing or fails.
pub(crate) async fn dump(url: &str, schema: &str, snapshot: &str, target: &Path) -> anyhow::Result<()> {
    let mut command = program("pg_dump", url)?;
    command.args([
        "--format=plain",
        "--no-owner",
        "--no-privileges",
        "--schema",
        schema,
        "--snapshot",
        snapshot,
        "--file",
    ]);
    run("pg_dump", command.arg(target)).await
}

/// Runs a dump, all of it or nothing.
///
/// # Errors
/// When the program is missing or fails.
pub(crate) async fn load(url: &str, dump: &Path) -> anyhow::Result<()> {
    let mut command = program("psql", url)?;
    command.args([
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set",
        "ON_ERROR_STOP=1",
        "--output",
        "/dev/null",
        "--file",
    ]);
    run("psql", command.arg(dump)).await
}

/// The program, told where the server is. The password goes by the environment: arguments can be seen by others.
fn program(name: &str, url: &str) -> anyhow::Result<Command> {
    let mut address = Url::parse(url).context("L'indirizzo del database non si legge")?;
    let mut command = Command::new(name);
    if let Some(password) = address.password().map(unescape) {
        command.env("PGPASSWORD", password);
        // Only an address without a host refuses, and such a one has no password.
        let _ = address.set_password(None);
    }
    command.arg("--dbname").arg(address.as_str()).arg("--no-password").stdin(Stdio::null());
    Ok(command)
}

async fn run(name: &str, command: &mut Command) -> anyhow::Result<()> {
    let output = match command.output().await {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("Manca il programma {name}, che serve con PostgreSQL. Installalo con: apt install postgresql-client")
        }
        Err(error) => bail!("Il programma {name} non parte: {error}."),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "Il programma {name} non ce l'ha fatta: {}", said.trim());
    Ok(())
}

/// Undoes the `%40` of an address.
fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|two| hex::decode(two).ok()).filter(|_| *first == b'%');
        match code.as_deref() {
            Some([byte]) => {
                bytes.push(*byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_with_signs_in_it_reaches_the_program_and_never_its_arguments() {
        assert_eq!(unescape("a%40b%2"), "a@b%2");
        let command = program("psql", "postgres://u:se%40gre@localhost:5/x").unwrap();
        let shown = format!("{:?}", command.as_std().get_args().collect::<Vec<_>>());
        assert!(!shown.contains("gre@") && !shown.contains("se%40"), "{shown}");
        assert!(command.as_std().get_envs().any(|(_, value)| value.is_some_and(|value| value == "se@gre")));
    }
}
