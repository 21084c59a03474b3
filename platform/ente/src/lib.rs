//! The enti of one installation: each with its own database, files and keys, chosen by host name, opened when first
//! asked for.
//!
//! *Invariant:* whoever holds an [`Ente`] reaches its rows and files and nobody else's. Nothing in an office knows that
//! there are others.

mod address;
mod change_key;
mod copies;
mod ente;
mod enti;
mod error;
mod keys;
mod place;

pub use address::Way;
pub use change_key::KeyStep;
pub use ente::{Ente, EnteInfo};
pub use enti::Enti;
pub use error::Error;
pub use keys::noted_key;
pub use place::{
    Aoo, Conversion, Database, Files, Peer, Place, Scans, Sftp, Signing, SigningService, TimeStamps, Witness,
};

use db::{Migration, Migrations};

/// The table of enti, in a database of its own.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "ente",
    steps: &[
        Migration { name: "0001_enti", sql: include_str!("migrations/0001_enti.sql") },
        Migration { name: "0002_key", sql: include_str!("migrations/0002_key.sql") },
    ],
};
