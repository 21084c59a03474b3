//! Where documents lie: content-addressed stores in a folder or in an S3 bucket.
//!
//! - An object's name is the SHA-256 of its bytes, so the same document is kept once and an altered one no
//!   longer answers to its name ([`Store::check`] finds it).
//! - When [`Store::put_stream`] returns, the object is durable: the row that names it may commit.
//! - An object is visible under its hash only when it is whole. An upload that stops half-way, by an error
//!   or because its future is dropped, leaves no object.
//! - Each ente has its own prefix inside the store ([`EntePrefix`]). A store value is bound to one, so that
//!   knowing the hash of another ente's document opens nothing.
//! - Memory is bounded whatever the size of the document.

mod error;
mod folder;
mod folder_layout;
mod folder_read;
mod folder_write;
mod hash;
mod s3;
mod s3_settings;
mod s3_upload;

use std::fmt;
use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use sha2::{Digest, Sha256};
use tokio::io::AsyncRead;

pub use error::{StoreError, human_size};
pub use folder::FolderStore;
pub use hash::{NotAHash, Sha256Hash};
pub use s3::S3Store;
pub use s3_settings::S3Settings;

/// How much of the beginning of an upload is given back for recognising its format: 64 KiB.
pub const HEAD_BYTES: usize = 64 * 1024;

/// A document's bytes, in order, in pieces of at most a few MiB.
pub type ByteStream = BoxStream<'static, Result<Bytes, StoreError>>;

/// What a finished upload has become.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The object's name.
    pub sha256: Sha256Hash,
    /// Its length in bytes.
    pub size: u64,
    /// True when this ente already had the same bytes: they were not kept twice.
    pub already_there: bool,
    /// The first [`HEAD_BYTES`] bytes (fewer when the document is shorter).
    pub head: Bytes,
}

/// What re-reading an object showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soundness {
    /// The bytes still hash to the object's name.
    Sound {
        /// Length in bytes.
        size: u64,
    },
    /// The bytes are not those that were stored.
    Altered {
        /// What they hash to now.
        found: Sha256Hash,
        /// How many there are now.
        size: u64,
    },
    /// There is no such object.
    Missing,
}

/// A content-addressed store of one ente's documents.
#[async_trait]
pub trait Store: Send + Sync + fmt::Debug {
    /// Stores what `reader` gives, hashing it on the way, and returns when it is durable.
    ///
    /// `size_limit` is in bytes, inclusive. On any error, and when the returned future is dropped, no object
    /// appears.
    async fn put_stream(
        &self,
        reader: &mut (dyn AsyncRead + Send + Unpin),
        size_limit: u64,
    ) -> Result<Stored, StoreError>;

    /// The bytes of `range` (end excluded), in memory: for short pieces. A range that does not lie inside
    /// the object is [`StoreError::OutOfRange`].
    async fn get_range(&self, sha: &Sha256Hash, range: Range<u64>) -> Result<Bytes, StoreError>;

    /// The bytes of `range` (end excluded) as a stream: for answering HTTP range requests.
    async fn open_range(&self, sha: &Sha256Hash, range: Range<u64>) -> Result<ByteStream, StoreError>;

    /// The whole object as a stream.
    async fn open(&self, sha: &Sha256Hash) -> Result<ByteStream, StoreError> {
        let size = self.size(sha).await?.ok_or(StoreError::NotFound { sha: *sha })?;
        self.open_range(sha, 0..size).await
    }

    /// The object's length in bytes, or `None` when it is not there.
    async fn size(&self, sha: &Sha256Hash) -> Result<Option<u64>, StoreError>;

    /// Whether the object is there. A store that cannot be reached is an error, never "no".
    async fn exists(&self, sha: &Sha256Hash) -> Result<bool, StoreError> {
        Ok(self.size(sha).await?.is_some())
    }

    /// Removes an object for good; removing what is not there succeeds. Only for cleaning up what was never
    /// registered, and for what was discarded with an authorisation
    /// ([`Archive::destroy`](crate::Archive::destroy)): nothing else that a record names may be deleted.
    async fn delete(&self, sha: &Sha256Hash) -> Result<(), StoreError>;

    /// The file that holds the object, for stores that keep one on this machine: to be read, never written
    /// (see [`extract_guarded`](crate::text::extract_guarded)). It says nothing about whether the object is there.
    fn local_path(&self, _sha: &Sha256Hash) -> Option<std::path::PathBuf> {
        None
    }

    /// Every object's name, in no promised order. Files that are not objects are skipped.
    fn list(&self) -> BoxStream<'static, Result<Sha256Hash, StoreError>>;

    /// Reads the whole object again and compares it with its name.
    async fn check(&self, sha: &Sha256Hash) -> Result<Soundness, StoreError> {
        let mut stream = match self.open(sha).await {
            Ok(stream) => stream,
            Err(StoreError::NotFound { .. }) => return Ok(Soundness::Missing),
            Err(other) => return Err(other),
        };
        let (mut hasher, mut size) = (Sha256::new(), 0u64);
        while let Some(piece) = stream.next().await {
            let piece = piece?;
            size += piece.len() as u64;
            hasher.update(&piece);
        }
        Ok(Soundness::judge(sha, Sha256Hash(hasher.finalize().into()), size))
    }
}

impl Soundness {
    fn judge(expected: &Sha256Hash, found: Sha256Hash, size: u64) -> Self {
        if *expected == found { Self::Sound { size } } else { Self::Altered { found, size } }
    }
}

/// The name that keeps one ente's objects apart: a subfolder, or the first part of an S3 key.
///
/// 1 to 64 of `a-z 0-9 - _`, so that it can be neither a path nor another ente's prefix.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntePrefix(String);

impl EntePrefix {
    /// Accepts a usable prefix.
    pub fn new(text: &str) -> Result<Self, StoreError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(StoreError::BadPrefix { found: text.chars().take(80).collect() })
        }
    }

    /// The prefix as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_range(range: &Range<u64>, size: u64) -> Result<(), StoreError> {
    if range.start <= range.end && range.end <= size {
        return Ok(());
    }
    Err(StoreError::OutOfRange { start: range.start, end: range.end, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_can_never_be_a_path() {
        assert!(EntePrefix::new("c_m999").is_ok());
        for bad in ["", "..", "a/b", "A", "a b", ".", "c_m999/", &"x".repeat(65)] {
            assert!(EntePrefix::new(bad).is_err(), "{bad}");
        }
    }
}
