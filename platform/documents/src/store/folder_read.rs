//! The reading half of a [`FolderStore`](super::FolderStore).

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::folder::{PIECE_BYTES, blocking};
use super::folder_layout::{Layout, read_shards};
use super::{ByteStream, Sha256Hash, Soundness, StoreError, check_range};

/// Opens an object. A missing file is "not found" only while the ente's folder is there: with the disk
/// unplugged, the honest answer is that nothing can be known.
pub(super) fn open(layout: &Layout, sha: &Sha256Hash) -> Result<(File, u64), StoreError> {
    let path = layout.object(sha);
    let opened = File::open(&path).and_then(|file| {
        let size = file.metadata()?.len();
        Ok((file, size))
    });
    opened.map_err(|e| match e.kind() {
        io::ErrorKind::NotFound if layout.base().is_dir() => StoreError::NotFound { sha: *sha },
        io::ErrorKind::NotFound => StoreError::FolderGone { path: layout.base().to_owned() },
        _ => StoreError::from_io(&path, e),
    })
}

pub(super) fn range(layout: &Layout, sha: &Sha256Hash, range: Range<u64>) -> Result<Bytes, StoreError> {
    let (mut file, size) = open(layout, sha)?;
    check_range(&range, size)?;
    let path = layout.object(sha);
    let wanted = range.end - range.start;
    file.seek(SeekFrom::Start(range.start)).map_err(|e| StoreError::from_io(&path, e))?;
    let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
    file.take(wanted).read_to_end(&mut bytes).map_err(|e| StoreError::from_io(&path, e))?;
    Ok(bytes.into())
}

/// The bytes of `range`, one piece per blocking task, read only as fast as the taker takes them.
pub(super) fn stream(file: File, path: PathBuf, range: Range<u64>) -> ByteStream {
    stream::try_unfold((file, path, range), |(mut file, path, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        blocking(move || {
            let wanted = (range.end - range.start).min(PIECE_BYTES as u64);
            let mut bytes = Vec::with_capacity(PIECE_BYTES);
            let read =
                file.seek(SeekFrom::Start(range.start)).and_then(|_| (&mut file).take(wanted).read_to_end(&mut bytes));
            let count = read.map_err(|e| StoreError::from_io(&path, e))? as u64;
            if count < wanted {
                let source = io::ErrorKind::UnexpectedEof.into();
                return Err(StoreError::Io { path, source });
            }
            let rest = range.start + count..range.end;
            Ok(Some((Bytes::from(bytes), (file, path, rest))))
        })
        .await
    })
    .boxed()
}

pub(super) fn check(layout: &Layout, sha: &Sha256Hash) -> Result<Soundness, StoreError> {
    let (mut file, _) = match open(layout, sha) {
        Ok(opened) => opened,
        Err(StoreError::NotFound { .. }) => return Ok(Soundness::Missing),
        Err(other) => return Err(other),
    };
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; PIECE_BYTES];
    let mut size = 0u64;
    loop {
        let count = match file.read(&mut buffer) {
            Ok(count) => count,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(StoreError::from_io(&layout.object(sha), e)),
        };
        if count == 0 {
            break;
        }
        size += count as u64;
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
    Ok(Soundness::judge(sha, Sha256Hash(hasher.finalize().into()), size))
}

pub(super) fn list(layout: Arc<Layout>) -> BoxStream<'static, Result<Sha256Hash, StoreError>> {
    let (sender, mut receiver) = mpsc::channel(1024);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = walk(layout.base(), &sender) {
            let _ = sender.blocking_send(Err(error));
        }
    });
    stream::poll_fn(move |context| receiver.poll_recv(context)).boxed()
}

type Found = mpsc::Sender<Result<Sha256Hash, StoreError>>;

fn walk(base: &Path, found: &Found) -> Result<(), StoreError> {
    for shard in read_shards(base)? {
        let folder = base.join(hex::encode([shard]));
        for entry in fs::read_dir(&folder).map_err(|e| StoreError::from_io(&folder, e))? {
            let name = entry.map_err(|e| StoreError::from_io(&folder, e))?.file_name();
            let sha = name.to_str().and_then(|name| name.parse::<Sha256Hash>().ok());
            let Some(sha) = sha.filter(|sha| sha.0[0] == shard) else { continue };
            if found.blocking_send(Ok(sha)).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}
