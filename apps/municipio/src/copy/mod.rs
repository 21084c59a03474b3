//! What a backup is made of, for whoever writes one and for whoever reads it back.
//!
//! ```text
//! manifesto.json           what there is, with the SHA-256 of each part; written last
//! enti/SLUG/ente.db        the database of an ente (ente.sql from PostgreSQL)
//! enti/SLUG/file.elenco    one line per file: SHA-256, bytes
//! documenti/SLUG/ab/…      the files, each named by its SHA-256
//! fiducia/…                the trusted lists, and in gazzetta/ the certificates of the Official Journal
//! ```

pub(crate) mod fiducia;
pub(crate) mod keys;
mod manifest;
pub(crate) mod postgres;

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use documents::store::Sha256Hash;
use sha2::{Digest, Sha256};

pub(crate) use manifest::{EnteCopy, Manifest, Motor, Piece, Sealed, list_path};

/// The manifest's name.
pub(crate) const MANIFEST: &str = "manifesto.json";

/// Where a file lies in a backup.
pub(crate) fn file_path(backup: &Path, slug: &str, hash: &Sha256Hash) -> PathBuf {
    backup.join("documenti").join(slug).join(hash.key())
}

/// Whether there is nothing there yet.
///
/// # Errors
/// When it cannot be read, or is no folder.
pub(crate) fn is_empty(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// SHA-256 and length of a file, read a piece at a time.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn digest(path: &Path) -> io::Result<(String, u64)> {
    let (mut file, mut hasher, mut size) = (File::open(path)?, Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { break };
        hasher.update(piece);
        size += piece.len() as u64;
    }
    Ok((hex::encode(hasher.finalize()), size))
}

/// Makes what was written in a file or a folder last.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
