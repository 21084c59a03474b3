//! Connections, transactions and migrations of one ente's database, on either engine.
//!
//! **SQLite** is the embedded default: one file per ente, WAL, one writer that begins with `BEGIN IMMEDIATE`, several
//! readers that cannot write. **PostgreSQL** is for scale: one schema per ente, one pool per node, the search path set
//! inside each transaction, so that no connection can carry one ente's path into another's work. On both, a commit returns
//! when it is on disk; on SQLite those who wait for the writer's turn share one commit (`writer`) and one sync of the log
//! (`durable`). Rows that nobody reads back reach the engine together ([`Later`]).
//!
//! Everything that differs between the engines and does not belong to search or jobs is in this crate.
//!
//! *Absent on purpose:* a pool that an office can reach. An office gets a [`Read`] (which cannot write) or, through the
//! ledger's transaction, a [`Write`].

mod connection;
mod durable;
mod engine;
mod error;
mod later;
mod line;
mod link;
mod migration;
mod open;
mod query;
#[cfg(test)]
mod sample;
mod writer;

pub use connection::{Read, Write};
pub use engine::{Engine, PostgresNode};
pub use error::Error;
pub use later::Later;
pub use migration::{Migration, Migrations};
pub use open::{Connections, Db};
pub use query::{alone, execute, later, one, one_apart, rows, statement};
