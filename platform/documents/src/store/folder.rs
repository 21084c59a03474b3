//! Documents in a folder of this machine, the default.
//!
//! Why not `object_store::local::LocalFileSystem`: by default it syncs nothing (its source says so: `fsync:
//! false` unless `with_fsync(true)`), and even with it, a multipart upload is published by a plain rename
//! that overwrites, at a name that must be known before the bytes are. Here the name is the hash, known only
//! at the end; an object is published by a hard link, which never overwrites; and every step that an
//! acknowledgement rests on is written out:
//!
//! 1. the bytes go to a temporary file in the same file system, hashed on the way;
//! 2. the temporary file is synced;
//! 3. it is linked at its hash;
//! 4. the folder that holds the link, and any folder made on the way, is synced;
//! 5. only then does the upload return.
//!
//! All disk work is on blocking threads, one per upload.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::folder_layout::Layout;
use super::folder_read;
use super::folder_write::{self, Piece};
use super::{ByteStream, EntePrefix, Sha256Hash, Soundness, Store, StoreError, Stored, check_range};

/// Size of one piece on its way from the network to the disk.
pub(super) const PIECE_BYTES: usize = 256 * 1024;

/// Pieces that may wait between the network and the disk: the memory of one upload is about 1.5 MiB.
const PIECES_WAITING: usize = 4;

/// Uploads of more than one piece that an ente takes in together.
const STREAMS: usize = 64;

/// One ente's documents in a folder; see the module's page for what it promises.
#[derive(Debug, Clone)]
pub struct FolderStore {
    layout: Arc<Layout>,
    /// Room for uploads of more than one piece: each holds a thread as long as it comes in.
    streams: Arc<Semaphore>,
}

impl FolderStore {
    /// Opens the ente's folder under `root`, making it if it is missing, and removes what interrupted
    /// uploads left there more than a day before `now`.
    ///
    /// `root` itself must exist: were it made here, a disk that is not mounted would be taken for an empty
    /// archive.
    pub async fn open(root: &Path, ente: &EntePrefix, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let (root, ente) = (root.to_owned(), ente.clone());
        let layout = blocking(move || Layout::open(&root, &ente, now.into())).await?;
        Ok(Self { layout: Arc::new(layout), streams: Arc::new(Semaphore::new(STREAMS)) })
    }

    /// The ente's folder.
    pub fn path(&self) -> &Path {
        self.layout.base()
    }
}

#[async_trait]
impl Store for FolderStore {
    async fn put_stream(
        &self,
        reader: &mut (dyn AsyncRead + Send + Unpin),
        size_limit: u64,
    ) -> Result<Stored, StoreError> {
        let first = next_piece(reader).await?;
        let layout = Arc::clone(&self.layout);
        if first.len() < PIECE_BYTES {
            // Most documents are one piece: one trip to the disk's threads, not a conversation with one.
            too_big(first.len() as u64, size_limit)?;
            return blocking(move || folder_write::receive_whole(&layout, first)).await;
        }
        // Slow senders may wait for one another, never keep the disk's threads from everybody else.
        let _room = self.streams.acquire().await.map_err(|_| stopped(self.path()))?;
        let (pieces, inbox) = mpsc::channel(PIECES_WAITING);
        let (answer, outcome) = oneshot::channel();
        // The thread ends on its own when `pieces` is dropped, so dropping this future leaves nothing behind.
        tokio::task::spawn_blocking(move || {
            let _ = answer.send(folder_write::receive(&layout, inbox));
        });
        let read = feed(reader, first, size_limit, &pieces).await;
        drop(pieces);
        // A failure of the disk explains why the feeding stopped, and comes first.
        let written = outcome.await.unwrap_or_else(|_| Err(stopped(self.path())));
        match (written, read) {
            (Ok(Some(stored)), Ok(())) => Ok(stored),
            (Err(disk), _) => Err(disk),
            (Ok(_), Err(reading)) => Err(reading),
            (Ok(None), Ok(())) => Err(stopped(self.path())),
        }
    }

    async fn get_range(&self, sha: &Sha256Hash, range: Range<u64>) -> Result<Bytes, StoreError> {
        let (layout, sha) = (Arc::clone(&self.layout), *sha);
        blocking(move || folder_read::range(&layout, &sha, range)).await
    }

    async fn open_range(&self, sha: &Sha256Hash, range: Range<u64>) -> Result<ByteStream, StoreError> {
        let (layout, asked) = (Arc::clone(&self.layout), *sha);
        let (file, size) = blocking(move || folder_read::open(&layout, &asked)).await?;
        check_range(&range, size)?;
        Ok(folder_read::stream(file, self.layout.object(sha), range))
    }

    async fn size(&self, sha: &Sha256Hash) -> Result<Option<u64>, StoreError> {
        let (layout, sha) = (Arc::clone(&self.layout), *sha);
        blocking(move || match folder_read::open(&layout, &sha) {
            Ok((_, size)) => Ok(Some(size)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(other) => Err(other),
        })
        .await
    }

    async fn delete(&self, sha: &Sha256Hash) -> Result<(), StoreError> {
        let (layout, sha) = (Arc::clone(&self.layout), *sha);
        blocking(move || folder_write::delete(&layout, &sha)).await
    }

    fn local_path(&self, sha: &Sha256Hash) -> Option<PathBuf> {
        Some(self.layout.object(sha))
    }

    fn list(&self) -> BoxStream<'static, Result<Sha256Hash, StoreError>> {
        folder_read::list(Arc::clone(&self.layout))
    }

    async fn check(&self, sha: &Sha256Hash) -> Result<Soundness, StoreError> {
        let (layout, sha) = (Arc::clone(&self.layout), *sha);
        blocking(move || folder_read::check(&layout, &sha)).await
    }
}

/// Passes the first piece and then the reader's bytes on in pieces, then the word that they are all there. A disk thread
/// that has stopped ends the feeding without an error: its own answer says why.
async fn feed(
    reader: &mut (dyn AsyncRead + Send + Unpin),
    first: Bytes,
    size_limit: u64,
    pieces: &mpsc::Sender<Piece>,
) -> Result<(), StoreError> {
    let (mut total, mut piece) = (0u64, first);
    loop {
        let last = piece.len() < PIECE_BYTES;
        total += piece.len() as u64;
        too_big(total, size_limit)?;
        if !piece.is_empty() && pieces.send(Piece::Bytes(piece)).await.is_err() {
            return Ok(());
        }
        if last {
            let _ = pieces.send(Piece::End).await;
            return Ok(());
        }
        piece = next_piece(reader).await?;
    }
}

/// The next bytes: fewer than a piece only where they end.
async fn next_piece(reader: &mut (dyn AsyncRead + Send + Unpin)) -> Result<Bytes, StoreError> {
    let mut buffer = BytesMut::with_capacity(PIECE_BYTES);
    while buffer.len() < PIECE_BYTES {
        let mut room = (&mut *reader).take((PIECE_BYTES - buffer.len()) as u64);
        let count = room.read_buf(&mut buffer).await.map_err(|source| StoreError::Interrupted { source })?;
        if count == 0 {
            break;
        }
    }
    Ok(buffer.freeze())
}

fn too_big(total: u64, limit: u64) -> Result<(), StoreError> {
    if total > limit { Err(StoreError::TooBig { limit }) } else { Ok(()) }
}

/// Runs disk work off the async threads.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(join) => Err(StoreError::Io { path: PathBuf::new(), source: std::io::Error::other(join) }),
    }
}

fn stopped(path: &Path) -> StoreError {
    StoreError::Io {
        path: path.to_owned(),
        source: std::io::Error::other("the writing thread ended without an answer"),
    }
}
