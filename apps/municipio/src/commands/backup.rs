use std::{
    collections::HashSet,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, ensure};
use clap::Args;
use db::Db;
use documents::store::{Sha256Hash, Store, StoreError};
use ente::{Database, Ente, Enti};
use futures::{StreamExt, TryStreamExt};
use kernel::Uuid;
use ledger::Checkpoint;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{bar, open, tell_json, the_ente};
use crate::{
    copy::{
        EnteCopy, MANIFEST, Manifest, Motor, Piece, Sealed, digest, fiducia, file_path, is_empty, list_path, postgres,
        sync,
    },
    settings::At,
};

/// A backup.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// La cartella in cui scrivere la copia: nuova, oppure vuota.
    dest: PathBuf,
    /// Solo l'ente con questo codice.
    #[arg(long)]
    ente: Option<String>,
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// What was copied, as a script reads it.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    cartella: &'a Path,
    /// SHA-256 of the manifest.
    impronta: &'a str,
    enti: Vec<Copiato<'a>>,
}

/// What was copied of an ente.
#[derive(Debug, Serialize)]
struct Copiato<'a> {
    ente: &'a str,
    file: u64,
    byte: u64,
    /// Whether whoever has the copy reads the ente's secrets in it.
    segreti_leggibili: bool,
    problemi: &'a [String],
}

/// What the copied database says of itself.
struct Inside {
    checkpoint: Option<String>,
    /// The files that it names.
    named: Vec<Sha256Hash>,
}

/// Documents read at once.
const PAGE: u64 = 5_000;

impl Backup {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let dest = &self.dest;
        let empty = is_empty(dest).with_context(|| format!("{} non si può usare", dest.display()))?;
        ensure!(
            empty,
            "La cartella {} non è vuota: indica una cartella nuova, così nessuna copia ne copre un'altra.",
            dest.display()
        );
        let enti = open(&self.at).await?;
        let chosen = match &self.ente {
            Some(slug) => vec![the_ente(&enti, Some(slug)).await?.info.slug.clone()],
            None => enti.list().into_iter().map(|info| info.slug).collect(),
        };
        let motor = match enti.place().database {
            Database::Sqlite => Motor::Sqlite,
            Database::Postgres { .. } => Motor::Postgresql,
        };
        fs::create_dir_all(dest).with_context(|| format!("La cartella {} non si può creare", dest.display()))?;
        let mut manifest = Manifest::new(motor, enti.clock().now().rome().to_rfc3339());
        for slug in chosen {
            let ente = the_ente(&enti, Some(&slug)).await?;
            manifest.enti.push(copy_ente(&enti, &ente, motor, dest).await?);
        }
        manifest.fiducia = fiducia::save(&enti.place().trusted_lists(), dest)?;
        manifest.write(dest)?;
        note(&enti, &manifest);
        let (print, _) = digest(&dest.join(MANIFEST))?;
        if self.json {
            let enti = manifest.enti.iter().map(Copiato::from).collect();
            let outcome = Outcome { cartella: dest, impronta: &print, enti };
            tell_json(&outcome)?;
        } else {
            tell_keys(&manifest);
            tell(&manifest, dest, &print);
        }
        let sound = manifest.enti.iter().all(|copy| copy.problemi.is_empty());
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The page about the system tells when the last copy was made. A copy without the note is a copy all the same.
fn note(enti: &Enti, manifest: &Manifest) {
    for copy in manifest.enti.iter().filter(|copy| copy.problemi.is_empty()) {
        if let Err(error) = enti.note_copy(copy.slug(), enti.clock().now()) {
            eprintln!("La copia è fatta, ma non riesco ad annotarlo per la pagina sullo stato del sistema: {error}.");
        }
    }
}

/// What whoever puts the backup back will need besides it.
fn tell_keys(manifest: &Manifest) {
    let (sealed, readable): (Vec<_>, Vec<_>) = manifest.enti.iter().partition(|copy| copy.segreti.is_some());
    for copy in readable {
        println!(
            "{}: ATTENZIONE: nella copia i segreti si leggono (chi la ruba può firmare i sigilli): tienila cifrata, e lancia \
             \"municipio key seal\".",
            copy.slug()
        );
    }
    if !sealed.is_empty() {
        println!(
            "La chiave dei segreti non è nella copia: per rimetterla in piedi altrove serve il suo file o le 24 parole di \
             \"municipio key words\"."
        );
    }
}

impl<'a> From<&'a EnteCopy> for Copiato<'a> {
    fn from(copy: &'a EnteCopy) -> Self {
        let (file, byte, segreti_leggibili) = (copy.file, copy.byte, copy.segreti.is_none());
        Self { ente: copy.slug(), file, byte, segreti_leggibili, problemi: &copy.problemi }
    }
}

fn tell(manifest: &Manifest, dest: &Path, print: &str) {
    for copy in &manifest.enti {
        println!("{}: copiati il database e {} file ({} byte).", copy.slug(), copy.file, copy.byte);
        for problem in &copy.problemi {
            println!("{}: ATTENZIONE: {problem}", copy.slug());
        }
    }
    println!("La copia è in {}. Portala su un'altra macchina. Impronta del manifesto: {print}", dest.display());
}

async fn copy_ente(enti: &Enti, ente: &Ente, motor: Motor, dest: &Path) -> anyhow::Result<EnteCopy> {
    let slug = &ente.info.slug;
    fs::create_dir_all(dest.join("enti").join(slug))?;
    // What is copied is then under a checkpoint that the manifest notes.
    ente.ledger.seal().await?;
    let database_path = motor.database_path(slug);
    let target = dest.join(&database_path);
    // The database first: every file that it names was durable before it was named, so it is still there afterwards.
    let inside = match &enti.place().database {
        Database::Sqlite => copy_sqlite(ente, &target).await?,
        Database::Postgres { url, .. } => dump_postgres(ente, url, &target).await?,
    };
    sync(&target)?;
    let (file, byte, problemi) = copy_files(ente, &inside.named, dest).await?;
    sync(&dest.join("enti").join(slug))?;
    Ok(EnteCopy {
        ente: (&ente.info).into(),
        database: Piece::of(dest, database_path)?,
        elenco: Piece::of(dest, list_path(slug))?,
        file,
        byte,
        chiave: ente.ledger.verifier_key(),
        segreti: sealed_key(ente).await?,
        sigillo: inside.checkpoint,
        problemi,
    })
}

async fn sealed_key(ente: &Ente) -> anyhow::Result<Option<Sealed>> {
    let (Some(impronta), Some(sealed)) =
        (ente.ledger.vault().fingerprint(), vault::sealed_key(&ente.db().read().await?).await?)
    else {
        return Ok(None);
    };
    Ok(Some(Sealed { chiave: hex::encode(sealed), impronta: hex::encode(impronta) }))
}

async fn copy_sqlite(ente: &Ente, target: &Path) -> anyhow::Result<Inside> {
    ente.db().copy_to(target).await.context("Il database non si può copiare")?;
    let copy = Db::sqlite(target).await?;
    let inside = look_inside(&copy.read().await?, &ente.ledger.verifier_key()).await?;
    copy.close().await;
    Ok(inside)
}

/// The dump sees exactly what this transaction sees: the snapshot is handed over.
async fn dump_postgres(ente: &Ente, url: &str, target: &Path) -> anyhow::Result<Inside> {
    let read = ente.db().read().await?;
    let row = db::one(&read, "SELECT pg_export_snapshot() AS snapshot, current_schema()::text AS own", []).await?;
    let row = row.context("Il server PostgreSQL non risponde")?;
    let (snapshot, schema): (String, String) = (row.try_get("", "snapshot")?, row.try_get("", "own")?);
    let inside = look_inside(&read, &ente.ledger.verifier_key()).await?;
    postgres::dump(url, &schema, &snapshot, target).await?;
    Ok(inside)
}

async fn look_inside(read: &db::Read, key: &str) -> anyhow::Result<Inside> {
    let latest = db::one(read, "SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1", []).await?;
    let checkpoint: Option<String> = latest.map(|row| row.try_get("", "note")).transpose()?;
    if let Some(note) = &checkpoint {
        let opened = Checkpoint::open(note, key);
        opened.map_err(|what| {
            anyhow::anyhow!("L'ultimo sigillo non regge: {what}. Lancia \"municipio verify\" prima di copiare.")
        })?;
    }
    let (mut named, mut after) = (Vec::new(), Uuid::nil());
    loop {
        // What was discarded with an authorisation is not missed; while its bytes are there they are copied with all others.
        let sql = format!(
            "SELECT id, sha256 FROM documents_document d WHERE id > $1 AND NOT EXISTS \
             (SELECT 1 FROM documents_disposal x WHERE x.document_id = d.id) ORDER BY id LIMIT {PAGE}"
        );
        let rows = db::rows(read, &sql, [after.into()]).await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get("", "id")?;
        for row in rows {
            let hash: Vec<u8> = row.try_get("", "sha256")?;
            named.push(Sha256Hash(hash.as_slice().try_into().unwrap_or_default()));
        }
    }
    named.sort_unstable_by_key(|hash| hash.0);
    named.dedup();
    Ok(Inside { checkpoint, named })
}

/// Copies every file of the ente (drafts' too, which no document names yet) and writes their list.
async fn copy_files(ente: &Ente, named: &[Sha256Hash], dest: &Path) -> anyhow::Result<(u64, u64, Vec<String>)> {
    let (store, slug) = (ente.archive.store(), ente.info.slug.as_str());
    let mut all: Vec<Sha256Hash> = store.list().try_collect().await?;
    all.extend(named);
    all.sort_unstable_by_key(|hash| hash.0);
    all.dedup();
    let needed: HashSet<[u8; 32]> = named.iter().map(|hash| hash.0).collect();
    let list_path = dest.join(list_path(slug));
    let mut list = BufWriter::new(File::create(&list_path)?);
    let progress = bar(&format!("{slug}: file"), all.len() as u64);
    let (mut count, mut bytes, mut problems) = (0, 0, Vec::new());
    for hash in all {
        match copy_file(&**store, &hash, &file_path(dest, slug, &hash)).await? {
            Copied::Whole(size) => {
                writeln!(list, "{hash} {size}")?;
                count += 1;
                bytes += size;
            }
            Copied::Altered => problems
                .push(format!("il file {hash} è stato alterato e non è nella copia; vedi \"municipio verify\".")),
            Copied::Missing if needed.contains(&hash.0) => {
                problems.push(format!("il file {hash} non c'è più e non è nella copia; vedi \"municipio verify\"."));
            }
            // A draft's, thrown away while we copied.
            Copied::Missing => {}
        }
        progress.inc(1);
    }
    list.flush()?;
    sync(&list_path)?;
    progress.finish_and_clear();
    Ok((count, bytes, problems))
}

enum Copied {
    Whole(u64),
    Altered,
    Missing,
}

async fn copy_file(store: &dyn Store, hash: &Sha256Hash, target: &Path) -> anyhow::Result<Copied> {
    let mut stream = match store.open(hash).await {
        Ok(stream) => stream,
        Err(StoreError::NotFound { .. }) => return Ok(Copied::Missing),
        Err(other) => return Err(other.into()),
    };
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let (mut file, mut hasher, mut size) = (File::create(target)?, Sha256::new(), 0);
    while let Some(piece) = stream.next().await {
        let piece = piece?;
        file.write_all(&piece).with_context(|| format!("Non riesco a scrivere {}", target.display()))?;
        hasher.update(&piece);
        size += piece.len() as u64;
    }
    if hasher.finalize().as_slice() != hash.0 {
        drop(file);
        fs::remove_file(target)?;
        return Ok(Copied::Altered);
    }
    file.sync_all()?;
    Ok(Copied::Whole(size))
}
