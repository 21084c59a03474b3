//! Documents: where they lie, what they are, what they say.
//!
//! - [`store`]: content-addressed objects in a folder or in S3, durable before they are acknowledged.
//! - [`mod@format`]: what a file is, by its content and not by its name.
//! - [`text`]: the words inside, for search and for the proposals shown to the clerk.
//! - [`compose`]: a new PDF made of pages of another, each with a mark, and pages of ours.
//! - [`stamp`]: a visible stamp on a copy of a PDF, whose own bytes stay as they are.
//! - [`Archive`]: a store and the table that names its files, for one ente; and which of them were discarded with an authorisation.
//! - [`Archive::guarded`]: an antivirus at its door, and what was let in without it.
//! - [`named_in`]: which documents the rows of an office name, so that they are not discarded.
//! - [`SeekReader`]: one of them read as a file, back and forth.

mod archive;
mod codes;
pub mod compose;
mod discard;
pub mod format;
mod guard;
mod named;
mod scan;
mod seek;
pub mod stamp;
pub mod store;
mod tables;
pub mod text;

pub use archive::{Archive, BadFile, CheckError, Checked, clean_name, is_plain};
pub use discard::{DestroyError, QUIET_SECONDS};
pub use guard::{Guard, child_main};
pub use named::{named_by, named_in};
pub use scan::{RecheckError, Rechecked, unscanned_among, unscanned_count};
pub use seek::SeekReader;
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, disposal, document};
