//! A document read as a file in which one may go back and forth: what readers of archives and of envelopes need.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::Handle;

use crate::document;
use crate::store::{Sha256Hash, Store, StoreError};

/// Bytes asked of the store at once, and held.
const PIECE: u64 = 4 << 20;

/// A document of a store, of which one piece (4 MiB) is in memory. **It blocks**, and so is never used on a thread of
/// the runtime.
///
/// Readers of archives and of envelopes tell a failure of the store as if the file were damaged: whoever uses them asks
/// [`away`](Self::away) before concluding anything about the file.
#[derive(Debug)]
pub struct SeekReader {
    store: Arc<dyn Store>,
    runtime: Handle,
    sha256: Sha256Hash,
    size: u64,
    at: u64,
    /// Where the piece begins, and it.
    held: (u64, Bytes),
    failed: Option<StoreError>,
}

impl SeekReader {
    /// From its first byte.
    #[must_use]
    pub fn new(store: &Arc<dyn Store>, runtime: &Handle, document: &document::Model) -> Self {
        Self {
            store: Arc::clone(store),
            runtime: runtime.clone(),
            sha256: document.hash(),
            size: document.size.unsigned_abs(),
            at: 0,
            held: (0, Bytes::new()),
            failed: None,
        }
    }

    /// What the store said when it last gave nothing; told once.
    pub const fn failure(&mut self) -> Option<StoreError> {
        self.failed.take()
    }

    /// As [`failure`](Self::failure), where that says nothing of the document: the store is away. That it has no such
    /// document, or less of it, is the document's own damage.
    pub fn away(&mut self) -> Option<StoreError> {
        self.failure().filter(|error| !matches!(error, StoreError::NotFound { .. } | StoreError::OutOfRange { .. }))
    }

    /// The rest of the piece at hand, from where we are.
    fn rest(&self) -> &[u8] {
        let (begin, bytes) = &self.held;
        let from = self.at.checked_sub(*begin).and_then(|from| usize::try_from(from).ok());
        from.and_then(|from| bytes.get(from..)).unwrap_or_default()
    }
}

impl Read for SeekReader {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || to.is_empty() {
            return Ok(0);
        }
        if self.rest().is_empty() {
            let end = self.at.saturating_add(PIECE).min(self.size);
            let asked = self.store.get_range(&self.sha256, self.at..end);
            match self.runtime.block_on(asked) {
                Ok(piece) => self.held = (self.at, piece),
                Err(error) => {
                    let told = io::Error::other(error.to_string());
                    self.failed = Some(error);
                    return Err(told);
                }
            }
        }
        let many = self.rest().read(to)?;
        if many == 0 {
            // Less than the document is long: no end of it.
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += many as u64;
        Ok(many)
    }
}

impl Seek for SeekReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let wanted = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = wanted.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
