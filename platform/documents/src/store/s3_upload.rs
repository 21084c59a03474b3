//! One upload to S3. The key is the hash, known only at the end, so:
//!
//! - what fits in one part is read first, then put straight at its key;
//! - what does not goes as a multipart upload to a key under `arrivi/`, hashed on the way, is copied by the
//!   service itself to its key, and the arrival is deleted.
//!
//! An upload that stops half-way, also by dropping its future, aborts the multipart upload in the background.
//! When the whole process dies, `S3Store::open` removes day-old arrivals; the parts of unfinished multipart
//! uploads are invisible but cost money: give the bucket a lifecycle rule that drops them after a day.

use std::{sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::JoinSet;

use super::{HEAD_BYTES, Sha256Hash, StoreError};

/// Size of one part. S3 wants at least 5 MiB, some services want all parts alike.
pub(super) const PART_BYTES: usize = 8 * 1024 * 1024;

/// Parts on their way at the same time; with the one being read, the memory of an upload is 24 MiB.
const PARTS_IN_FLIGHT: usize = 2;

/// How long the parts on their way are given to end when their upload is given up.
const PARTS_END: Duration = Duration::from_secs(60);

/// What S3 copies in one request: 5 GiB (Amazon S3 API reference, CopyObject).
pub(super) const LARGEST_OBJECT: u64 = 5 * 1024 * 1024 * 1024;

/// The reader, with the count, hash and head of what has passed through it.
pub(super) struct Intake<'r> {
    reader: &'r mut (dyn AsyncRead + Send + Unpin),
    limit: u64,
    hasher: Sha256,
    pub(super) size: u64,
    head: BytesMut,
}

impl<'r> Intake<'r> {
    pub(super) fn new(reader: &'r mut (dyn AsyncRead + Send + Unpin), limit: u64) -> Self {
        Self { reader, limit, hasher: Sha256::new(), size: 0, head: BytesMut::new() }
    }

    /// The next part; shorter than [`PART_BYTES`] only at the end.
    pub(super) async fn part(&mut self) -> Result<Bytes, StoreError> {
        let mut buffer = BytesMut::with_capacity(HEAD_BYTES);
        while buffer.len() < PART_BYTES {
            let before = buffer.len();
            let count = (&mut self.reader)
                .take((PART_BYTES - before) as u64)
                .read_buf(&mut buffer)
                .await
                .map_err(|source| StoreError::Interrupted { source })?;
            if count == 0 {
                break;
            }
            self.size += count as u64;
            if self.size > self.limit {
                return Err(StoreError::TooBig { limit: self.limit });
            }
            self.hasher.update(buffer.get(before..).unwrap_or_default());
        }
        let wanted = HEAD_BYTES.saturating_sub(self.head.len()).min(buffer.len());
        self.head.extend_from_slice(buffer.get(..wanted).unwrap_or_default());
        Ok(buffer.freeze())
    }

    pub(super) fn finish(self) -> (Sha256Hash, u64, Bytes) {
        (Sha256Hash(self.hasher.finalize().into()), self.size, self.head.freeze())
    }
}

/// A multipart upload in progress; dropping it takes back what was sent.
pub(super) struct Arrival {
    store: Arc<dyn ObjectStore>,
    key: Path,
    upload: Option<Box<dyn MultipartUpload>>,
    parts: JoinSet<object_store::Result<()>>,
}

impl Arrival {
    pub(super) async fn begin(store: &Arc<dyn ObjectStore>, key: Path) -> Result<Self, object_store::Error> {
        let upload = store.put_multipart(&key).await?;
        let store = Arc::clone(store);
        Ok(Self { store, key, upload: Some(upload), parts: JoinSet::new() })
    }

    /// Sends a part, waiting while enough are on their way.
    pub(super) async fn send(&mut self, part: Bytes) -> Result<(), object_store::Error> {
        self.wait_for(PARTS_IN_FLIGHT - 1).await?;
        if let Some(upload) = &mut self.upload {
            self.parts.spawn(upload.put_part(part.into()));
        }
        Ok(())
    }

    async fn wait_for(&mut self, left: usize) -> Result<(), object_store::Error> {
        while self.parts.len() > left {
            match self.parts.join_next().await {
                Some(Ok(sent)) => sent?,
                Some(Err(source)) => return Err(object_store::Error::JoinError { source }),
                None => break,
            }
        }
        Ok(())
    }

    /// Makes the arrival one object and has the service copy it to `target`.
    pub(super) async fn publish(mut self, target: &Path) -> Result<(), object_store::Error> {
        self.complete().await?;
        self.store.copy(&self.key, target).await
    }

    /// Makes the arrival one object, which dropping `self` then deletes.
    pub(super) async fn complete(&mut self) -> Result<(), object_store::Error> {
        self.wait_for(0).await?;
        if let Some(upload) = &mut self.upload {
            upload.complete().await?;
            self.upload = None;
        }
        Ok(())
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        // Without a runtime the process is ending: the day-old arrivals are removed at the next start.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (store, key, upload) = (Arc::clone(&self.store), self.key.clone(), self.upload.take());
        let mut parts = std::mem::take(&mut self.parts);
        runtime.spawn(async move {
            // A part that is cut off may still arrive after the end, and would stay: those on their way end first.
            let on_their_way = async { while parts.join_next().await.is_some() {} };
            if tokio::time::timeout(PARTS_END, on_their_way).await.is_err() {
                parts.shutdown().await;
            }
            let removed = match upload {
                Some(mut upload) => upload.abort().await,
                None => store.delete(&key).await,
            };
            if let Err(error) = removed {
                tracing::warn!(%key, %error, "an arrival could not be removed");
            }
        });
    }
}
