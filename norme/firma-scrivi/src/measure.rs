use firma_algoritmi::{Digest, Hasher};

use crate::{Error, algorithm};

/// What a signature knows of a document: its hash and its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    digest: Digest,
    hash: Vec<u8>,
    len: u64,
}

impl Measured {
    /// Of a document in memory.
    ///
    /// # Errors
    /// [`Error::WeakDigest`].
    pub fn of(digest: Digest, content: &[u8]) -> Result<Self, Error> {
        let mut measure = Measure::new(digest)?;
        measure.update(content);
        Ok(measure.finish())
    }

    /// With which algorithm.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The hash.
    #[must_use]
    pub fn hash(&self) -> &[u8] {
        &self.hash
    }

    /// The size, bytes.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Measures a document that comes in pieces.
pub struct Measure {
    digest: Digest,
    hasher: Hasher,
    len: u64,
}

impl Measure {
    /// From nothing.
    ///
    /// # Errors
    /// [`Error::WeakDigest`].
    pub fn new(digest: Digest) -> Result<Self, Error> {
        algorithm::strong(digest)?;
        Ok(Self { digest, hasher: digest.hasher(), len: 0 })
    }

    /// The next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.hasher.update(piece);
        self.len += piece.len() as u64;
    }

    /// What it was.
    #[must_use]
    pub fn finish(self) -> Measured {
        Measured { digest: self.digest, hash: self.hasher.finish(), len: self.len }
    }
}
