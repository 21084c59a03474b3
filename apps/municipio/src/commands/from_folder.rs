//! What the imports of a folder share: its files, how one is taken in, and what is told of those that were not.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::ente::Ente;
use anyhow::Context;
use documents::store::{StoreError, Stored};
use serde::Serialize;

/// A file that is left for a person.
#[derive(Debug, Serialize)]
pub(super) struct Saltato {
    pub(super) file: PathBuf,
    pub(super) motivo: String,
}

/// The files of the folder that end so, by name, so that a second run goes the same way.
pub(super) fn files_in(dir: &Path, ends: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("La cartella {} non si apre", dir.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let wanted = path.extension().is_some_and(|ext| ends.iter().any(|end| ext.eq_ignore_ascii_case(end)));
        if wanted && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Takes a file in, of `largest` bytes at most: its name and what was stored, or why it is left for a person.
pub(super) async fn take(ente: &Ente, path: &Path, largest: u64) -> anyhow::Result<Result<(String, Stored), String>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut file =
        tokio::fs::File::open(path).await.with_context(|| format!("Il file {} non si apre", path.display()))?;
    match ente.archive.receive(&mut file, largest).await {
        Ok(stored) => Ok(Ok((name, stored))),
        Err(error @ StoreError::TooBig { .. }) => Ok(Err(error.to_string())),
        Err(error) if error.keeps_out_one() => Ok(Err(error.to_string())),
        Err(other) => Err(other.into()),
    }
}

/// Says which files are left, and why.
pub(super) fn tell_skipped(saltati: &[Saltato]) {
    for Saltato { file, motivo } in saltati {
        println!("{}: {motivo}", file.display());
    }
}

/// How the command ends: well, where nothing is left for a person.
pub(super) fn ended(saltati: &[Saltato]) -> ExitCode {
    if saltati.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
