//! The folders of a [`FolderStore`](super::FolderStore), and what is known to be durable about them.
//!
//! ```text
//! ROOT/ENTE/ab/abcd…       the objects
//! ROOT/ENTE/arrivi/        uploads in progress
//! ROOT/ENTE/guasti/        objects found altered when the right bytes came again: kept as evidence
//! ```
//!
//! One level of 256 folders: a million documents are four thousand to a folder, which file systems look up at once. With a
//! second level almost every one of the first sixty thousand documents would make a folder of its own, and sync it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::{EntePrefix, Sha256Hash, StoreError};

/// How old an upload in progress must be to be taken for abandoned.
const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug)]
pub(super) struct Layout {
    base: PathBuf,
    arrivals: PathBuf,
    next: AtomicU64,
    /// Folders whose own entry in their parent is known to be on the disk. That a folder exists does not
    /// say so: another upload may have made it a moment ago and not have synced it yet.
    durable: Mutex<HashSet<u8>>,
}

impl Layout {
    pub(super) fn open(root: &Path, ente: &EntePrefix, now: SystemTime) -> Result<Self, StoreError> {
        let root_data = fs::metadata(root).map_err(|e| StoreError::from_io(root, e))?;
        if !root_data.is_dir() {
            return Err(StoreError::FolderGone { path: root.to_owned() });
        }
        let base = root.join(ente.as_str());
        let arrivals = base.join("arrivi");
        make_dir(&base)?;
        make_dir(&arrivals)?;
        sync_dir(root)?;
        sync_dir(&base)?;
        remove_abandoned(&arrivals, now)?;
        Ok(Self { base, arrivals, next: AtomicU64::new(0), durable: Mutex::default() })
    }

    pub(super) fn base(&self) -> &Path {
        &self.base
    }

    pub(super) fn object(&self, sha: &Sha256Hash) -> PathBuf {
        self.base.join(sha.key())
    }

    /// A new, empty file among the arrivals. The name needs no chance: `create_new` refuses one that is
    /// taken (by another process on the same folder), and the next number is tried.
    pub(super) fn new_arrival(&self) -> Result<(File, PathBuf), StoreError> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let path = self.arrivals.join(format!("{}-{number}", std::process::id()));
            match File::options().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((file, path)),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(StoreError::from_io(&path, e)),
            }
        }
    }

    /// Makes the object's folder and sees to it that its own entry is on the disk. Call before syncing the file: on
    /// journalling file systems the file's own sync then carries the folder too.
    pub(super) fn prepare_folder(&self, sha: &Sha256Hash) -> Result<PathBuf, StoreError> {
        let shard = sha.0[0];
        let folder = self.base.join(hex::encode([shard]));
        if !lock(&self.durable).contains(&shard) {
            make_dir(&folder)?;
            sync_dir(&self.base)?;
            lock(&self.durable).insert(shard);
        }
        Ok(folder)
    }

    /// Where an object that no longer answers to its name is set aside.
    pub(super) fn set_aside(&self, sha: &Sha256Hash) -> Result<PathBuf, StoreError> {
        let folder = self.base.join("guasti");
        make_dir(&folder)?;
        sync_dir(&self.base)?;
        for number in 0..10_000u32 {
            let path = folder.join(format!("{sha}-{number}"));
            match path.symlink_metadata() {
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(path),
                Err(e) => return Err(StoreError::from_io(&path, e)),
                Ok(_) => {}
            }
        }
        Err(StoreError::Io {
            path: folder,
            source: io::Error::other("10,000 altered copies of one object are already set aside"),
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // The set only grows, by whole entries: a panic elsewhere cannot have left it half-changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn make_dir(path: &Path) -> Result<(), StoreError> {
    match fs::create_dir(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map_err(|e| StoreError::from_io(path, e)),
    }
}

/// Writes a folder's entries to the disk.
pub(super) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|e| StoreError::from_io(path, e))
}

/// The two-digit folders inside `path`; other names are skipped.
pub(super) fn read_shards(path: &Path) -> Result<Vec<u8>, StoreError> {
    let mut shards = Vec::new();
    for entry in fs::read_dir(path).map_err(|e| StoreError::from_io(path, e))? {
        let name = entry.map_err(|e| StoreError::from_io(path, e))?.file_name();
        let mut byte = [0u8; 1];
        let Some(name) = name.to_str() else { continue };
        if hex::decode_to_slice(name, &mut byte).is_ok() && hex::encode(byte) == name {
            shards.push(byte[0]);
        }
    }
    shards.sort_unstable();
    Ok(shards)
}

fn remove_abandoned(arrivals: &Path, now: SystemTime) -> Result<(), StoreError> {
    for entry in fs::read_dir(arrivals).map_err(|e| StoreError::from_io(arrivals, e))? {
        let path = entry.map_err(|e| StoreError::from_io(arrivals, e))?.path();
        // Another process may be tidying at the same time: what has gone meanwhile is no fault.
        let Ok(data) = path.symlink_metadata() else { continue };
        let age = data.modified().ok().and_then(|at| now.duration_since(at).ok());
        if data.is_file() && age.is_some_and(|age| age > ABANDONED_AFTER) {
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => {
                    return Err(StoreError::from_io(&path, e));
                }
                _ => tracing::info!(path = %path.display(), "removed an abandoned upload"),
            }
        }
    }
    Ok(())
}
