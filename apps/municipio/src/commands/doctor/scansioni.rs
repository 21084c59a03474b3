//! The folders into which scanners write: that they open, that what is taken can be put aside in them, and that a unit receives it.
//! No scan is touched.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use db::Db;
use ente::Scans;

use super::{Finding, data};
use crate::settings::Settings;

const WHAT: &str = "scansioni";

/// Folders of an ente that is not here.
pub(super) async fn strangers(settings: &Settings) -> Vec<Finding> {
    data::strangers(settings, WHAT, "scansioni", settings.scans.keys()).await
}

/// The folders of one ente.
pub(super) async fn ente(database: &Db, slug: &str, folders: &[Scans]) -> anyhow::Result<Vec<Finding>> {
    if folders.is_empty() {
        return Ok(Vec::new());
    }
    let units = authz::all_units(&database.read().await?).await?;
    let known = |code: &str| units.iter().any(|unit| unit.code == code);
    let one = |scans: &Scans| {
        let section = format!("[scansioni.{slug}.{}]", scans.name);
        let place = scans.folder.display();
        if !known(&scans.unit) {
            let sentence = format!("Le scansioni di {place} non si prendono: l'ufficio {} non c'è.", scans.unit);
            let remedy = format!("Scrivi in unit, sotto {section}, il codice che mostra Comando in Organigramma.");
            return Finding::error(WHAT, sentence, remedy);
        }
        match looked_at(&scans.folder) {
            Ok(0) => Finding::ok(WHAT, format!("In {place} non aspetta nessun file.")),
            Ok(1) => Finding::ok(WHAT, format!("In {place} aspetta un file.")),
            Ok(many) => Finding::ok(WHAT, format!("In {place} aspettano {many} file.")),
            Err(error) => Finding::error(
                WHAT,
                format!("Nella cartella {place} non si può leggere e scrivere: {error}."),
                format!(
                    "Crea la cartella e dalla all'utente del programma (sudo chown municipio: CARTELLA), o cambia folder sotto {section}."
                ),
            ),
        }
    };
    Ok(folders.iter().map(one).collect())
}

/// How many files wait in a folder in which one can write.
fn looked_at(folder: &Path) -> io::Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files += usize::from(entry.file_type()?.is_file() && !entry.file_name().to_string_lossy().starts_with('.'));
    }
    // With a dot in front it is no scan, should somebody look meanwhile.
    let path = folder.join(format!(".prova-{}", std::process::id()));
    File::create_new(&path)?;
    fs::remove_file(&path)?;
    Ok(files)
}
