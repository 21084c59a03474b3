//! Checks of signatures, kept: what was found of each document, when, for which instant, with which lists.
//!
//! [`signing::verify`] judges; here its question is asked with the lists of the installation and the authorities of the ente, away
//! from the threads that serve pages and within bounds of size and time, and the answer is kept as a row of record.
//!
//! *Invariants:* a document that is plainly not signed makes no row; the same answer twice makes one row; a check is of one document
//! of one entry, and nothing of it is told with another document of the same bytes; a list that is out of date makes no verdict green.
//!
//! *Absent:* pages for the authorities that an ente adds, and taking one away; fetching what a signature wants (revocation lists, OCSP answers, issuers).

mod anchors;
mod check;
mod error;
mod history;
mod judge;
mod own;
mod scan;
mod tables;

pub use anchors::{NewAnchor, add_anchor};
pub use check::{Asked, Checked, check};
pub use error::Error;
pub use history::{Told, history, latest_of, report};
pub use judge::{BYTES_MAX, judge_bytes};
pub use own::judge_own;
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, anchor, check as row};
