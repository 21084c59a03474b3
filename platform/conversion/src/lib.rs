//! A PDF made of what arrives in another form, to be looked at and kept: office documents through LibreOffice, scans through OCRmyPDF, pictures
//! on a page of our own where nobody else is there.
//!
//! What is made is kept **beside** the document and never in its place: the document stays the one that is registered, signed and shown as such.
//! The converter runs in a process of its own, in a folder that goes away with it, bound in time, memory and size, without network where the
//! machine allows it; nothing in the document runs, and nothing that it points at is opened (`office.rs`, `fence.rs`, `run.rs`).
//!
//! *Invariants:* one row for each attempt that came to an end, with the hash of what was converted, the program and its version; a PDF is
//! believed only after our own reader has read it in another process; a program that is missing makes no row and is told by name.
//!
//! *Absent on purpose:* conversion of what is signed in an envelope (its content is a document by itself), and any claim that a PDF made here is a
//! copy that conforms (art. 23-bis CAD): that is attested by a person, in the office of copies.

mod error;
mod fence;
mod job;
mod keep;
mod make;
mod office;
mod picture;
mod plan;
mod programs;
mod recognise;
mod run;
mod tables;

pub use error::{Error, Unmade};
pub use fence::Fence;
pub use job::Prepare;
pub use keep::{Derived, State, derived, request, states, want};
pub use make::{Made, OFFICE, SCAN, Workshop};
pub use plan::{Family, Way, is_shown_by_it, way};
pub use programs::{NO_LIBREOFFICE, NO_OCRMYPDF, Programs};
pub use run::Bounds;
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, derivation};

/// Largest document that is converted, bytes.
pub const INPUT: u64 = 100 << 20;
/// Largest PDF that is kept, bytes.
pub const OUTPUT: u64 = 100 << 20;
/// Most pages of a PDF that is kept.
pub const PAGES: u32 = 1_000;
