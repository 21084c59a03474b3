//! Documents: where they lie, what they are, what they say.
//!
//! - [`store`]: content-addressed objects in a folder or in S3, durable before they are acknowledged.
//! - [`mod@format`]: what a file is, by its content and not by its name.
//! - [`text`]: the words inside, for search and for the proposals shown to the clerk.
//! - [`Archive`]: a store and the table that names its files, for one ente.

mod archive;
mod codes;
pub mod format;
pub mod store;
mod tables;
pub mod text;

pub use archive::{Archive, BadFile, CheckError};
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, document};
