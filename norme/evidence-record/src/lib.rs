//! Evidence records: how something that was time-stamped stays proved when the stamp's certificate ends, or its algorithms
//! grow weak.
//!
//! # The standard
//! RFC 4998 (ERS). A record holds chains of *archive time stamps*. One stamp covers the root of a hash tree over many data
//! objects; each record keeps only its own *reduced* tree, the few hashes that lead from its objects to the root. Before a
//! stamp ends, another is put upon it (*time-stamp renewal*, the same chain); before the hash algorithm grows weak, the
//! objects are hashed anew with another, together with the chains so far (*hash-tree renewal*, a new chain).
//!
//! # What is promised
//! * [`Tree`] hashes groups of objects into one root, and gives each group its [`Reduced`] tree: one that is removed leaves
//!   the proofs of all others as they are.
//! * [`EvidenceRecord`] is begun, renewed in both ways, written (DER) and read. A stamp that is of another root is refused.
//! * [`EvidenceRecord::check`] says of every stamp what it covers, whether its mathematics holds, until when it was good, and
//!   whether the next came in time: [`Checked::verdict`].
//! * Bounds on sizes and counts ([`BYTES_MAX`]), no panic on any input, no recursion. Pure: no clock, no network, no file.
//!
//! The hash over the chains before, in a hash-tree renewal, is over the whole `ArchiveTimeStampSequence`, tag and length
//! included; a list of one hash stands for that hash. So do Bouncy Castle and DSS.
//!
//! # What is absent
//! Trust: who the authorities are is for who judges the tokens ([`firma_cms::token()`]). Encrypted objects (`encryptionInfo`,
//! section 6: told as [`Error::Encrypted`]). The XML form (RFC 6283).

mod check;
mod error;
mod read;
mod record;
mod tlv;
mod tree;

pub use check::{Checked, Cover, Objects, StampChecked, Verdict, Wrong};
pub use error::Error;
pub use record::{ArchiveTimeStamp, Chain, EvidenceRecord};
pub use tree::{Reduced, Tree};

/// Largest record that is read, bytes.
pub const BYTES_MAX: usize = 16 << 20;
/// Most chains of a record: one for each change of hash algorithm.
pub const CHAINS_MAX: usize = 32;
/// Most stamps of a chain: one every few years.
pub const STAMPS_MAX: usize = 128;
/// Most lists of a reduced tree: two thousand million million groups.
pub const LISTS_MAX: usize = 64;
/// Most hashes of one list: the objects of one group.
pub const HASHES_MAX: usize = 100_000;
/// Most groups under one root.
pub const GROUPS_MAX: usize = 1 << 20;
