//! Bounds on the document and on the work, and the files beside it.

use crate::Problem;
use std::cell::Cell;

/// Bounds that a document must keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest document, bytes.
    pub bytes: usize,
    /// Deepest nesting of elements.
    pub depth: usize,
    /// Most nodes (elements, texts, comments, instructions).
    pub nodes: usize,
    /// Most attributes on one element, namespace declarations included.
    pub attributes: usize,
    /// Most signatures, counter-signatures included.
    pub signatures: usize,
    /// Most references of one signature, those of its manifests included.
    pub references: usize,
    /// Most work on canonicalization and digests for the whole document, in bytes written.
    pub work: usize,
}

impl Default for Limits {
    /// 64 MiB, depth 128, 2,000,000 nodes, 64 attributes, 100 signatures of 500 references, 256 MiB of work: a few
    /// seconds at most.
    fn default() -> Self {
        Limits {
            bytes: 64 << 20,
            depth: 128,
            nodes: 2_000_000,
            attributes: 64,
            signatures: 100,
            references: 500,
            work: 256 << 20,
        }
    }
}

/// A file beside the signature, for references that point out of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct External<'e> {
    /// The name by which a reference may call it. Empty: the one file that any outside reference means, whatever its
    /// name; only looked at if it is the only one.
    pub name: &'e str,
    /// What is in it.
    pub bytes: &'e [u8],
}

/// The work that may still be done.
#[derive(Debug)]
pub(crate) struct Budget(Cell<usize>);

impl Budget {
    pub(crate) fn new(work: usize) -> Budget {
        Budget(Cell::new(work))
    }

    pub(crate) fn spend(&self, work: usize) -> Result<(), Problem> {
        let left = self.0.get().checked_sub(work).ok_or(Problem::TooMuchWork);
        self.0.set(*left.as_ref().unwrap_or(&0));
        left.map(|_| ())
    }
}
