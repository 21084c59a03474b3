use firma_algoritmi::{Digest, Hasher};

use crate::Error;
use crate::asn::hex;

/// An envelope without the document: what is written before it and after it.
///
/// ```text
/// head ‖ document ‖ tail
/// ```
/// A document of any size (up to 4 GiB, which ASN.1 as written here can say) goes through in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub(crate) head: Vec<u8>,
    pub(crate) tail: Vec<u8>,
    pub(crate) digest: Digest,
    pub(crate) hash: Vec<u8>,
    pub(crate) len: u64,
}

impl Frame {
    /// How large the envelope will be, bytes.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.head.len() as u64 + self.len + self.tail.len() as u64
    }

    /// Never: there is always a head.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.head.is_empty()
    }

    /// What to write first, and what takes the document's pieces as they are written.
    #[must_use]
    pub fn begin(self) -> (Vec<u8>, Written) {
        let Self { head, tail, digest, hash, len } = self;
        (head, Written { hasher: digest.hasher(), seen: 0, tail, hash, len })
    }

    /// The whole envelope, of a document in memory.
    ///
    /// # Errors
    /// [`Error::ContentChanged`].
    pub fn around(self, content: &[u8]) -> Result<Vec<u8>, Error> {
        let (mut out, mut written) = self.begin();
        written.update(content);
        out.extend_from_slice(content);
        out.extend_from_slice(&written.finish()?);
        Ok(out)
    }
}

/// An envelope that is being written.
pub struct Written {
    hasher: Hasher,
    seen: u64,
    tail: Vec<u8>,
    hash: Vec<u8>,
    len: u64,
}

impl Written {
    /// A piece of the document, which has been or is about to be written.
    pub fn update(&mut self, piece: &[u8]) {
        self.hasher.update(piece);
        self.seen += piece.len() as u64;
    }

    /// What to write last.
    ///
    /// # Errors
    /// [`Error::ContentChanged`] when what was written is not what was signed: throw away what was written.
    pub fn finish(self) -> Result<Vec<u8>, Error> {
        let found = self.hasher.finish();
        if found != self.hash || self.seen != self.len {
            return Err(Error::ContentChanged { expected: hex(&self.hash), found: hex(&found) });
        }
        Ok(self.tail)
    }
}
