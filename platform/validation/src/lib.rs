//! Checks of signatures, kept: what was found of each document, when, for which instant, with which lists.
//!
//! [`signing::verify`] judges; here its question is asked with the lists of the installation and the authorities of the ente, away
//! from the threads that serve pages and within bounds of size and time, and the answer is kept as a row of record. What the
//! certificates lack is looked for among what was kept, then asked outside ([`signing::fetch`]); what a verdict rests upon is kept with
//! it, so that it can be given again; who could not be asked is asked again later.
//!
//! *Invariants:* a document that is plainly not signed makes no row; the same answer twice makes one row; a check is of one document
//! of one entry, and nothing of it is told with another document of the same bytes; a list that is out of date makes no verdict green.

pub mod anchors;
mod beside;
mod check;
mod court;
mod disk;
mod error;
mod evidence;
mod history;
mod judge;
mod lasting;
mod own;
mod retry;
mod scan;
mod tables;

pub use anchors::{AUTORITA, NewAnchor, PERMISSIONS, add_anchor, all_anchors, remove_anchor};
pub use beside::is_time_stamp;
pub use check::{Asked, Checked, Within, check, check_within};
pub use error::Error;
pub use history::{Told, history, latest_of, report};
pub use judge::{BYTES_MAX, File, judge_file};
pub use lasting::{Lasting, lasting};
pub use own::{judge_apart, judge_own};
pub use retry::{Retry, check_soon};
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, anchor, check as row};
