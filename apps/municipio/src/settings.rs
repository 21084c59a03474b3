//! The settings: one TOML file, with environment variables that override it.

use std::path::PathBuf;

use ente::{Database, Files, Place};

/// The place of a demo or of a test: a folder, and a server for the database if there is one.
pub(crate) fn place(folder: PathBuf, database: Option<String>) -> anyhow::Result<Place> {
    let database = match database {
        Some(url) => Database::Postgres { url, connections: 20 },
        None => Database::Sqlite,
    };
    Ok(Place { folder, database, files: Files::Folder, reader: std::env::current_exe()? })
}
