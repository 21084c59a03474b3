use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use db::Read;
use serde::Serialize;
use tlog_tiles::{Hash, TileHashReader, prove_record, prove_tree};

use crate::{
    Checkpoint, Error, Ledger, tile_path,
    tree::{Shelf, WIDTH, load_tile},
};

/// Why the log was not written out.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// What the ledger says.
    #[error(transparent)]
    Ledger(#[from] Error),
    /// A file that cannot be written.
    #[error("Non posso scrivere {path}: {source}. Controlla lo spazio e i permessi della cartella.")]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
}

/// An inclusion proof, in the words of the judges' file `proofs.json`.
#[derive(Serialize)]
struct Inclusion {
    size: u64,
    index: u64,
    leaf: String,
    proof: Vec<String>,
}

/// A consistency proof, in the words of the judges' file `consistency.json`.
#[derive(Serialize)]
struct Consistency {
    old_size: u64,
    new_size: u64,
    old_root: String,
    new_root: String,
    proof: Vec<String>,
}

/// Writes the log into the folder `dir` as an outside program reads it: `vkey`, `checkpoint`, an earlier one as
/// `checkpoint.old`, `tile/…` in the layout of C2SP `tlog-tiles`, and samples of both kinds of proofs in `proofs.json` and
/// `consistency.json`. The leaves themselves are not written, but for the few of the samples: they say who did what.
///
/// Seals first; the journal must not be empty.
///
/// # Errors
/// [`Error::Absent`] when the journal is empty, those of the database, and files that cannot be written.
pub async fn export_log(ledger: &Ledger, dir: &Path) -> Result<(), ExportError> {
    let now = ledger.seal().await?.ok_or_else(|| Error::Absent("nessuna voce".into()))?;
    let read = ledger.db().read().await.map_err(Error::from)?;
    let key = ledger.verifier_key();
    let old_note = earlier_note(&read, now.size).await?;
    let old = Checkpoint::open(&old_note, &key).map_err(|what| Error::Damaged { index: now.size, what })?;
    write(dir, "vkey", format!("{key}\n").as_bytes()).await?;
    write(dir, "checkpoint", ledger.checkpoint_note_at(now.size).await?.as_bytes()).await?;
    write(dir, "checkpoint.old", old_note.as_bytes()).await?;
    write(dir, "consistency.json", &json(&consistency(&read, &old, &now).await?)).await?;
    let mut proofs = Vec::new();
    for checkpoint in [&now, &old] {
        for index in telling_places(checkpoint.size) {
            proofs.push(inclusion(&read, checkpoint, index).await?);
        }
    }
    write(dir, "proofs.json", &json(&proofs)).await?;
    tiles(&read, now.size, dir).await
}

/// The first and the last leaf, and those around the edges of tiles.
fn telling_places(size: u64) -> BTreeSet<u64> {
    let places = [0, 1, WIDTH - 1, WIDTH, WIDTH + 1, 65_535, 65_536, 65_537, size / 2, size / 3];
    places.into_iter().chain(size.checked_sub(1)).filter(|place| *place < size).collect()
}

/// The newest checkpoint of no more than half the tree, or else the oldest.
async fn earlier_note(read: &Read, size: u64) -> Result<String, Error> {
    let sql = "SELECT note FROM ledger_checkpoint \
               ORDER BY CASE WHEN size * 2 <= $1 THEN 0 ELSE 1 END, CASE WHEN size * 2 <= $1 THEN -size ELSE size END LIMIT 1";
    let row = db::one(read, sql, [i64::try_from(size).unwrap_or(i64::MAX).into()]).await?;
    let row = row.ok_or_else(|| Error::Absent("nessun sigillo".into()))?;
    Ok(row.try_get("", "note")?)
}

async fn consistency(read: &Read, old: &Checkpoint, now: &Checkpoint) -> Result<Consistency, Error> {
    let path =
        Shelf::run(read, |shelf| prove_tree(now.size, old.size, &TileHashReader::new(now.size, Hash(now.root), shelf)))
            .await?;
    Ok(Consistency {
        old_size: old.size,
        new_size: now.size,
        old_root: BASE64_STANDARD.encode(old.root),
        new_root: BASE64_STANDARD.encode(now.root),
        proof: path.iter().map(|hash| BASE64_STANDARD.encode(hash.0)).collect(),
    })
}

async fn inclusion(read: &Read, checkpoint: &Checkpoint, index: u64) -> Result<Inclusion, Error> {
    let Checkpoint { size, root, .. } = checkpoint;
    let path =
        Shelf::run(read, |shelf| prove_record(*size, index, &TileHashReader::new(*size, Hash(*root), shelf))).await?;
    let place = i64::try_from(index).unwrap_or(i64::MAX);
    let row = db::one(read, "SELECT leaf FROM ledger_journal WHERE idx = $1", [place.into()]).await?;
    let row = row.ok_or_else(|| Error::Damaged { index, what: "manca la voce".into() })?;
    let leaf: Vec<u8> = row.try_get("", "leaf")?;
    Ok(Inclusion {
        size: *size,
        index,
        leaf: BASE64_STANDARD.encode(leaf),
        proof: path.iter().map(|hash| BASE64_STANDARD.encode(hash.0)).collect(),
    })
}

async fn tiles(read: &Read, size: u64, dir: &Path) -> Result<(), ExportError> {
    let (mut level, mut count) = (0_u8, size);
    while count > 0 {
        for n in 0..count.div_ceil(WIDTH) {
            let width = (count - n * WIDTH).min(WIDTH);
            let data = load_tile(read, level, n, width).await?;
            write(dir, &tile_path(level, n, u32::try_from(width).unwrap_or(u32::MAX)), &data).await?;
        }
        level += 1;
        count /= WIDTH;
    }
    Ok(())
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Structs of strings and numbers always serialise.
    serde_json::to_vec_pretty(value).unwrap_or_default()
}

async fn write(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
    let path = dir.join(name);
    let written = async {
        if let Some(folder) = path.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        tokio::fs::write(&path, bytes).await
    };
    written.await.map_err(|source| ExportError::File { path: path.clone(), source })
}
