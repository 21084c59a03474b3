//! Lists fetched by hand, each put in its place only if it holds.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;
use signing::store::{BYTES_MAX, Folder, JOURNAL, Trial, pem};
use signing::verify::certificate::Certificate;

use super::told;
use crate::settings::At;

/// The files.
#[derive(Debug, Args)]
pub(crate) struct Importa {
    /// I file: eu-lotl.xml, i suoi pivot, le liste dei Paesi (IT.xml).
    #[arg(required = true)]
    file: Vec<PathBuf>,
    /// I file sono certificati della Gazzetta ufficiale dell'Unione (PEM): controllane prima le impronte sulla Gazzetta.
    #[arg(long)]
    gazzetta: bool,
    /// Accetta una lista con un numero o una data più bassi di quella che c'è.
    #[arg(long = "anche-se-vecchia")]
    older: bool,
    #[command(flatten)]
    at: At,
}

impl Importa {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let folder = self.at.place()?.trusted_lists();
        let all = if self.gazzetta { self.journal(&folder)? } else { self.lists(&folder)? };
        Folder::new(&folder).current().states.iter().for_each(|state| println!("{}", told(state)));
        Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Whether all of them took their place.
    fn lists(&self, folder: &Path) -> anyhow::Result<bool> {
        let mut trial = Trial::begin(&Folder::new(folder)).context("Nella cartella delle liste non si può scrivere")?;
        for path in &self.file {
            let (name, bytes) = read(path, ".xml")?;
            trial.put(&name, None, &bytes)?;
        }
        let mut all = true;
        for settled in trial.settle(self.older)? {
            match settled.refused {
                None => println!("{}: importata.", settled.file),
                Some(why) => {
                    all = false;
                    println!("{}: non importata, {why}.", settled.file);
                }
            }
        }
        if !all {
            println!("Se una lista più vecchia è quella giusta, aggiungi --anche-se-vecchia.");
        }
        Ok(all)
    }

    fn journal(&self, folder: &Path) -> anyhow::Result<bool> {
        let place = folder.join(JOURNAL);
        fs::create_dir_all(&place).with_context(|| format!("La cartella {} non si può creare", place.display()))?;
        for path in &self.file {
            let (name, bytes) = read(path, ".pem")?;
            for line in fingerprints(&name, &bytes)? {
                println!("{line}");
            }
            // Whoever imports may be another user than the program.
            let readable = fs::Permissions::from_mode(0o644);
            let partial = tempfile::Builder::new().permissions(readable).tempfile_in(folder)?;
            fs::write(partial.path(), &bytes)?;
            partial.as_file().sync_all()?;
            partial
                .persist(place.join(&name))
                .with_context(|| format!("Il file {name} non si può mettere al suo posto"))?;
            println!("{name}: importata.");
        }
        fs::File::open(&place)?.sync_all()?;
        Ok(true)
    }
}

/// Whose the certificates of a file of the Official Journal are, and what is to be compared with it.
///
/// # Errors
/// When one cannot be read, or there is none.
pub(in crate::commands) fn fingerprints(name: &str, bytes: &[u8]) -> anyhow::Result<Vec<String>> {
    let found = std::str::from_utf8(bytes).ok().and_then(pem::certificates).unwrap_or_default();
    anyhow::ensure!(!found.is_empty(), "Nel file {name} non ci sono certificati in formato PEM.");
    let mut lines = Vec::new();
    for der in &found {
        let certificate = Certificate::read(der)
            .map_err(|error| anyhow::anyhow!("Nel file {name} c'è un certificato che non si legge: {error}."))?;
        let whose = certificate.subject().shown().unwrap_or_else(|| "senza nome".into());
        lines.push(format!("{name}: {whose}, impronta SHA-256 {}", certificate.fingerprint()));
        lines.push("  Confrontala con quella pubblicata nella Gazzetta: se è un'altra, togli il file.".into());
    }
    Ok(lines)
}

/// The name and the bytes of a file whose name ends so.
fn read(path: &Path, end: &str) -> anyhow::Result<(String, Vec<u8>)> {
    let shown = path.display();
    let size = fs::metadata(path).with_context(|| format!("Il file {shown} non si apre"))?.len();
    anyhow::ensure!(size <= BYTES_MAX, "Il file {shown} è troppo grande per essere una lista di fiducia.");
    let bytes = fs::read(path).with_context(|| format!("Il file {shown} non si legge"))?;
    let name = path.file_name().and_then(|name| name.to_str()).context("Il file non ha un nome leggibile")?;
    anyhow::ensure!(name.ends_with(end), "Il nome del file {shown} deve finire con {end}.");
    Ok((name.to_owned(), bytes))
}
