//! The secrets that the program must be able to read back (the ente's signing key, the secrets of apps for codes), sealed
//! where they lie, so that a stolen disk, backup or dump of the database opens nothing.
//!
//! Two keys, one above the other. The **installation's** lies outside the data and outside every backup ([`Source`]); it
//! seals only the **ente's**, which lies in the ente's database (`vault_key`) and so in every backup, and seals all the rest
//! ([`Vault`]). Either can be written down as 24 Italian words with a check in them (BIP-39). The installation's is changed by
//! sealing the enti's anew ([`Source::write_next`]).
//!
//! *Invariant:* a sealed value opens only in the table, column and row for which it was sealed: whoever can write to the
//! database cannot give one person another's secret. *Absent on purpose:* any record. What has legal force is never
//! encrypted: without the keys it is whole, readable and checkable.

mod ente_key;
mod error;
mod key;
mod source;
mod words;

pub use ente_key::{Vault, open_key, put_key, seal_key, sealed_key};
pub use error::Error;
pub use key::{Cell, Key, is_sealed};
pub use source::Source;

use db::{Migration, Migrations};

/// How each column is classified: lines `table<TAB>column<TAB>class`.
pub const CLASSES: &str = include_str!("classes.tsv");

/// The table of the ente's sealed key, in every ente's database.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "vault",
    steps: &[Migration { name: "0001_key", sql: include_str!("migrations/0001_key.sql") }],
};
