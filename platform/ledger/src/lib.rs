//! Registers without holes, the journal of every write, and the transparency log that lets anyone check both.
//!
//! Every write of every office goes through a [`Tx`]: it carries the actor and the clock, and when it commits, the rows
//! and the journal's record of them become durable together. A record (a *leaf*) names the actor, the instant, the
//! action, and for each row a salted SHA-256 of its canonical content; leaves stand in a Merkle tree whose tiles and
//! signed checkpoints follow the C2SP formats (`tlog-tiles`, `tlog-checkpoint`, `signed-note`), so that programs other
//! than ours can check them.
//!
//! *Invariants:* a leaf never changes; a number is given once and in order of time; a checkpoint is never taken back.
//! *Absent on purpose:* personal data in a leaf (it carries ids and hashes), and any way to delete a leaf.

mod attest;
mod canonical;
mod checkpoint;
mod error;
mod export;
mod journal;
mod ledger;
mod packed;
mod proof;
mod raw;
mod register;
mod seal;
mod table;
mod tree;
mod tx;
mod verify;
mod witness;

pub use attest::{Attestation, Attestor, Stamped, last_attested};
pub use canonical::{canonical, row_digest, row_salt};
pub use checkpoint::{Checkpoint, SECRET_TABLE, signing_key_is_readable};
pub use error::Error;
pub use export::{ExportError, export_log};
pub use journal::{Leaf, Mention, Numbered, Op};
pub use ledger::{Ledger, Sealing, Trace};
pub use proof::{Cosignature, Proof, ProofError, Proven};
pub use seal::sealed_leaves;
pub use table::{RecordTable, Table};
pub use tree::tile_path;
pub use tx::{Receipt, Tx};
pub use verify::{Problem, Report, verify};
pub use witness::{Cosigned, WitnessKey, add_checkpoint};

use db::{Migration, Migrations};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// The ledger's own tables.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "ledger",
    steps: &[
        Migration { name: "0001_journal", sql: include_str!("migrations/0001_journal.sql") },
        Migration { name: "0002_attestation", sql: include_str!("migrations/0002_attestation.sql") },
    ],
};
