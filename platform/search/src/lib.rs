//! Italian full-text search: one analysis and one ranking, on whichever index the engine has.
//!
//! [`analyse()`] folds accents and case, undoes elisions, drops stop words, stems, and keeps codes, numbers and addresses
//! whole besides their parts. [`index()`] writes a document in the caller's transaction; [`query()`] finds. SQLite keeps
//! the stems in an FTS5 table, PostgreSQL in a `tsvector` with a GIN index; neither engine's own language support is used,
//! so that both find the same things in the same order.
//!
//! *Order of results:* of the matches, the most recent [`WINDOW`] are ranked against each other; older ones follow in
//! further windows. So a word that everything contains costs no more than a rare one.
//!
//! *Confidentiality:* each document carries the scopes that may find it, each query those of who asks, and the match is
//! made inside the index; or, on SQLite where few documents have the words, in the statement that looks at their rows. *Absent on purpose:* a filter on results after they were counted or paged; a function that finds
//! without scopes; the text of documents (only stems are kept, so a snippet is made by [`highlight()`] from the source).

mod analyse;
mod doc;
mod error;
mod explain;
mod expression;
mod fold;
mod highlight;
mod index;
mod keys;
mod keyset;
mod query;
mod rank;
mod scopes;
mod stop;
mod vocabulary;
mod window;
mod words;

pub use analyse::{Token, analyse};
pub use doc::Doc;
pub use error::Error;
pub use highlight::{Piece, highlight};
pub use index::{Place, clear, index, index_at, place, remove};
pub use keyset::Keyset;
pub use query::{Hit, Page, Query, Total, WINDOW, query};
pub use words::Words;

use db::{Migration, Migrations};

/// The index's own tables. They can be made again from the sources.
pub const MIGRATIONS: Migrations = Migrations {
    owner: "search",
    steps: &[
        Migration { name: "0001_index", sql: include_str!("migrations/0001_index.sql") },
        Migration { name: "0002_scopes", sql: include_str!("migrations/0002_scopes.sql") },
    ],
};

/// How personal each column is: `table<TAB>column<TAB>class` lines.
pub const CLASSES: &str = include_str!("../classes.tsv");
