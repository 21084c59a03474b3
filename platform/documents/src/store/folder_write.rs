//! The writing half of a [`FolderStore`](super::FolderStore), on a blocking thread.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::folder_layout::{Layout, sync_dir};
use super::folder_read;
use super::{HEAD_BYTES, Sha256Hash, Soundness, StoreError, Stored};

/// What comes from the network to the disk.
pub(super) enum Piece {
    /// The next bytes.
    Bytes(Bytes),
    /// The file is whole. A channel that closes without this word is an upload that was cut off.
    End,
}

/// The temporary file of an upload: gone when dropped, whatever happens.
struct Arrival {
    file: File,
    path: PathBuf,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A file on its way in: written, hashed and measured piece by piece.
struct Receiving {
    arrival: Arrival,
    hasher: Sha256,
    size: u64,
    head: BytesMut,
}

impl Receiving {
    fn new(layout: &Layout) -> Result<Self, StoreError> {
        let (file, path) = layout.new_arrival()?;
        Ok(Self { arrival: Arrival { file, path }, hasher: Sha256::new(), size: 0, head: BytesMut::new() })
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let wanted = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(bytes.get(..wanted.min(bytes.len())).unwrap_or_default());
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        self.arrival.file.write_all(bytes).map_err(|e| StoreError::from_io(&self.arrival.path, e))
    }

    fn publish(self, layout: &Layout) -> Result<Stored, StoreError> {
        let sha256 = Sha256Hash(self.hasher.finalize().into());
        let already_there = publish(layout, &self.arrival, &sha256)?;
        Ok(Stored { sha256, size: self.size, already_there, head: self.head.freeze() })
    }
}

/// Writes the pieces and publishes the object; `None` when the upload was cut off.
pub(super) fn receive(layout: &Layout, mut inbox: mpsc::Receiver<Piece>) -> Result<Option<Stored>, StoreError> {
    let mut receiving = Receiving::new(layout)?;
    loop {
        match inbox.blocking_recv() {
            None => return Ok(None),
            Some(Piece::End) => return receiving.publish(layout).map(Some),
            Some(Piece::Bytes(bytes)) => receiving.take(&bytes)?,
        }
    }
}

/// The same for a file that came in one piece.
pub(super) fn receive_whole(layout: &Layout, bytes: Bytes) -> Result<Stored, StoreError> {
    let mut receiving = Receiving::new(layout)?;
    receiving.take(&bytes)?;
    receiving.publish(layout)
}

/// Makes the arrival durable under its hash; true when the object was there and sound.
fn publish(layout: &Layout, arrival: &Arrival, sha: &Sha256Hash) -> Result<bool, StoreError> {
    let folder = layout.prepare_folder(sha)?;
    make_read_only(&arrival.file, &arrival.path)?;
    arrival.file.sync_all().map_err(|e| StoreError::from_io(&arrival.path, e))?;
    let target = layout.object(sha);
    let already_there = match link(&arrival.path, &target) {
        Ok(()) => false,
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => keep_or_mend(layout, arrival, sha, &target)?,
        Err(e) => return Err(StoreError::from_io(&target, e)),
    };
    // Also when it was already there: the upload that made it may not have got to its own sync yet.
    sync_dir(&folder)?;
    Ok(already_there)
}

/// The object is there. If its bytes still hash to its name, keep it; if not, set it aside and put the good
/// ones in its place: to answer "already there" over a rotten file would lose the document.
fn keep_or_mend(layout: &Layout, arrival: &Arrival, sha: &Sha256Hash, target: &Path) -> Result<bool, StoreError> {
    if let Soundness::Sound { .. } = folder_read::check(layout, sha)? {
        return Ok(true);
    }
    let aside = layout.set_aside(sha)?;
    tracing::error!(%sha, aside = %aside.display(), "stored object was altered: set aside and replaced");
    // A second link, then a rename over the name: at no moment is the name without an object.
    match fs::hard_link(target, &aside) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(StoreError::from_io(&aside, e)),
        _ => {}
    }
    if let Some(folder) = aside.parent() {
        sync_dir(folder)?;
    }
    fs::rename(&arrival.path, target).map_err(|e| StoreError::from_io(target, e))?;
    Ok(false)
}

/// Publishes without overwriting. Some file systems have no hard links (`EPERM`, says link(2)); there, a
/// rename after a look does the same but for a race in which identical bytes replace identical bytes.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    const EPERM: i32 = 1;
    match fs::hard_link(from, to) {
        Err(e) if e.kind() == io::ErrorKind::Unsupported || e.raw_os_error() == Some(EPERM) => {
            if to.try_exists()? {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(from, to)
        }
        other => other,
    }
}

/// An object never changes: taking the write permission away stops an absent-minded editor, not a thief.
fn make_read_only(file: &File, path: &Path) -> Result<(), StoreError> {
    let change = || {
        let mut permissions = file.metadata()?.permissions();
        permissions.set_readonly(true);
        file.set_permissions(permissions)
    };
    match change() {
        // File systems without permissions (FAT, some network shares): nothing to take away.
        Err(e) if e.kind() == io::ErrorKind::Unsupported => Ok(()),
        other => other.map_err(|e| StoreError::from_io(path, e)),
    }
}

pub(super) fn delete(layout: &Layout, sha: &Sha256Hash) -> Result<(), StoreError> {
    let target = layout.object(sha);
    match fs::remove_file(&target) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(StoreError::from_io(&target, e)),
        Ok(()) => target.parent().map_or(Ok(()), sync_dir),
    }
}
