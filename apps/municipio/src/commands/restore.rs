use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail, ensure};
use clap::Args;
use db::{Db, PostgresNode};
use documents::store::Sha256Hash;
use ente::{Database, Ente, EnteInfo};
use ledger::Checkpoint;
use serde::Serialize;

use super::{bar, fiducia::importa::fingerprints, key::ask_words, open_place, tell_json, waiting};
use crate::{
    copy::{EnteCopy, Manifest, Motor, digest, fiducia, file_path, is_empty, keys::Reopening, list_path, postgres},
    settings::At,
};

/// A backup put back.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// La cartella della copia.
    src: PathBuf,
    /// Chiede le 24 parole della chiave, se il suo file non c'è più.
    #[arg(long)]
    words: bool,
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// What was put back, as a script reads it.
#[derive(Debug, Serialize)]
struct Outcome {
    cartella: PathBuf,
    enti: Vec<Rimesso>,
    /// What the certificates of the Official Journal are known by: to be compared with it.
    gazzetta: Vec<String>,
}

/// What was put back of an ente.
#[derive(Debug, Serialize)]
struct Rimesso {
    ente: String,
    file: usize,
    /// What was missing in the copy already.
    problemi: Vec<String>,
}

/// The files of an ente as the list names them.
type Files = Vec<(Sha256Hash, u64)>;

impl Restore {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.at.place()?;
        let manifest = Manifest::read(&self.src)?;
        let folder = place.folder.clone();
        let empty = is_empty(&folder).with_context(|| format!("La cartella {} non si può usare", folder.display()))?;
        ensure!(
            empty,
            "La cartella {} non è vuota: niente è stato toccato. Indica una cartella nuova con --data.",
            folder.display()
        );
        let server = match (&place.database, manifest.motore) {
            (Database::Sqlite, Motor::Sqlite) => None,
            (Database::Postgres { url, .. }, Motor::Postgresql) => Some(url.clone()),
            (_, Motor::Sqlite) => {
                bail!("La copia viene dal database incorporato: rimettila in piedi senza --database.")
            }
            (_, Motor::Postgresql) => {
                bail!("La copia viene da PostgreSQL: indica il server con --database (e --data), o con --config.")
            }
        };
        // All of the backup is checked before anything is written.
        let mut enti_files = Vec::new();
        for copy in &manifest.enti {
            let progress = waiting(&format!("{}: controllo il database", copy.slug()));
            copy.check(&self.src, manifest.motore)?;
            progress.finish_and_clear();
            enti_files.push(check_files(&self.src, copy)?);
        }
        fiducia::check(&self.src, &manifest.fiducia)?;
        let words = if self.words { Some(ask_words()?) } else { None };
        let keys = Reopening::plan(&place, &manifest, words.as_ref()).await?;
        if let Some(url) = &server {
            refuse_taken(url, &manifest).await?;
        }
        keys.write_key(&place)?;
        match &server {
            None => place_sqlite(&self.src, &folder, &manifest)?,
            Some(url) => load_postgres(&self.src, url, &manifest).await?,
        }
        let enti = open_place(place).await?;
        keys.reseal(&enti).await?;
        let mut outcome = Outcome { cartella: folder, enti: Vec::new(), gazzetta: Vec::new() };
        for (copy, files) in manifest.enti.iter().zip(enti_files) {
            let ente = enti.add(EnteInfo::from(copy.ente.clone())).await?;
            put_files(&self.src, &ente, &files).await?;
            extends(&ente, copy).await?;
            let (ente, problemi) = (copy.slug().to_owned(), copy.problemi.clone());
            outcome.enti.push(Rimesso { ente, file: files.len(), problemi });
        }
        fiducia::put_back(&self.src, &manifest.fiducia, &enti.place().trusted_lists())?;
        for (name, bytes) in fiducia::journal(&self.src, &manifest.fiducia)? {
            outcome.gazzetta.extend(fingerprints(&name, &bytes)?);
        }
        if self.json {
            tell_json(&outcome)?;
        } else {
            tell(&outcome);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(outcome: &Outcome) {
    for Rimesso { ente, file, problemi } in &outcome.enti {
        println!("{ente}: rimessi il database e {file} file.");
        for problem in problemi {
            println!("{ente}: ATTENZIONE: nella copia mancava già qualcosa: {problem}");
        }
    }
    outcome.gazzetta.iter().for_each(|line| println!("{line}"));
    println!(
        "I dati sono in {}. Prima di accendere il Comune ricontrolla tutto con \"municipio verify\".",
        outcome.cartella.display()
    );
}

/// Reads the list, and every file that it names.
fn check_files(backup: &Path, copy: &EnteCopy) -> anyhow::Result<Files> {
    let list = BufReader::new(File::open(backup.join(list_path(copy.slug())))?);
    let progress = bar(&format!("{}: controllo la copia", copy.slug()), copy.file);
    let mut files = Vec::new();
    for line in list.lines() {
        let line = line?;
        let parts =
            line.split_once(' ').and_then(|(hash, size)| Some((hash.parse::<Sha256Hash>().ok()?, size.parse().ok()?)));
        let (hash, size) = parts.with_context(|| format!("L'elenco dei file di {} non si legge", copy.slug()))?;
        let path = file_path(backup, copy.slug(), &hash);
        let found = digest(&path)
            .with_context(|| format!("La copia è rovinata: manca {}. Usa un'altra copia", path.display()))?;
        ensure!(
            found == (hash.to_string(), size),
            "La copia è rovinata: {} non è più quello che era. Usa un'altra copia.",
            path.display()
        );
        files.push((hash, size));
        progress.inc(1);
    }
    progress.finish_and_clear();
    ensure!(files.len() as u64 == copy.file, "La copia è rovinata: l'elenco dei file di {} è incompleto.", copy.slug());
    Ok(files)
}

/// What whoever watches reads while a database is put back.
fn rimetto(copy: &EnteCopy) -> String {
    format!("{}: rimetto il database", copy.slug())
}

fn place_sqlite(backup: &Path, folder: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    for copy in &manifest.enti {
        let progress = waiting(&rimetto(copy));
        let target = folder.join("enti").join(copy.slug());
        fs::create_dir_all(&target).with_context(|| format!("La cartella {} non si può creare", target.display()))?;
        let target = target.join("ente.db");
        fs::copy(backup.join(manifest.motore.database_path(copy.slug())), &target)?;
        File::open(&target)?.sync_all()?;
        progress.finish_and_clear();
    }
    Ok(())
}

/// What is there already is never covered.
async fn refuse_taken(url: &str, manifest: &Manifest) -> anyhow::Result<()> {
    let node = PostgresNode::connect(url, 2).await?;
    let list = Db::postgres(&node, "municipio").await?;
    for copy in &manifest.enti {
        let schema = format!("ente_{}", copy.slug());
        let sql = "SELECT 1 AS there FROM information_schema.schemata WHERE schema_name = $1";
        let there = db::one(&list.read().await?, sql, [schema.as_str().into()]).await?;
        let slug = copy.slug();
        ensure!(
            there.is_none(),
            "Sul server c'è già l'ente \"{slug}\": niente è stato toccato. Usa un database nuovo e vuoto."
        );
    }
    Ok(())
}

async fn load_postgres(backup: &Path, url: &str, manifest: &Manifest) -> anyhow::Result<()> {
    for copy in &manifest.enti {
        let progress = waiting(&rimetto(copy));
        postgres::load(url, &backup.join(manifest.motore.database_path(copy.slug()))).await?;
        progress.finish_and_clear();
    }
    Ok(())
}

async fn put_files(backup: &Path, ente: &Ente, files: &Files) -> anyhow::Result<()> {
    let slug = &ente.info.slug;
    let progress = bar(&format!("{slug}: rimetto i file"), files.len() as u64);
    for (hash, size) in files {
        let mut file = tokio::fs::File::open(file_path(backup, slug, hash)).await?;
        let stored = ente.archive.receive_own(&mut file, *size).await?;
        ensure!(
            stored.sha256 == *hash,
            "Il file {hash} è cambiato mentre lo rimettevo. Ricomincia in una cartella nuova."
        );
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}

/// What was restored must go on from the checkpoint that the manifest notes, under the same key.
async fn extends(ente: &Ente, copy: &EnteCopy) -> anyhow::Result<()> {
    let slug = copy.slug();
    ensure!(
        ente.ledger.verifier_key() == copy.chiave,
        "{slug}: la chiave dei sigilli non è quella scritta nella copia."
    );
    let Some(note) = &copy.sigillo else { return Ok(()) };
    let noted = Checkpoint::open(note, &copy.chiave)
        .map_err(|what| anyhow::anyhow!("{slug}: il sigillo della copia non regge: {what}."))?;
    let found = ente.ledger.checkpoint().await?;
    ensure!(
        found.as_ref() == Some(&noted),
        "{slug}: il giornale rimesso non finisce con il sigillo scritto nella copia."
    );
    Ok(())
}
