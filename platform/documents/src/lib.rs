//! Documents: where they lie, what they are, what they say.
//!
//! - [`store`]: content-addressed objects in a folder or in S3, durable before they are acknowledged.
//! - [`mod@format`]: what a file is, by its content and not by its name.
//! - [`text`]: the words inside, for search and for the proposals shown to the clerk.
//! - [`stamp`]: a visible stamp on a copy of a PDF, whose own bytes stay as they are.
//! - [`Archive`]: a store and the table that names its files, for one ente.

mod archive;
mod codes;
pub mod format;
mod guard;
pub mod stamp;
pub mod store;
mod tables;
pub mod text;

pub use archive::{Archive, BadFile, CheckError, clean_name, is_plain};
pub use guard::{Guard, child_main};
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, document};
