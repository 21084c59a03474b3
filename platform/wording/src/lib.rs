//! The words that an ente gives to the papers of the program: its letterhead, the foot of its sheets, and the sentences that a template
//! leaves open ([`Part`]). Each new text is a row that never changes ([`version`]); a paper is made with the version that was there at its
//! own instant, and names it at its foot and in its metadata.
//!
//! *Invariants:* words are text with names of data in braces, never a program: nothing in them is run, imported or opened. What the law
//! wants on a paper is either in the shipped template, out of reach, or a name that its text cannot leave out ([`Name::wanted`]). Words are
//! taken only after the sample was typeset with them.
//!
//! *Absent on purpose:* templates written by an ente. `ARCHITECTURE.md` says why.

mod dress;
mod error;
mod keep;
mod paper;
mod tables;
mod text;

pub use dress::{Checked, OnPage, Said, check, dressed, headed, on_page};
pub use error::Error;
pub use keep::{NewWords, Now, all_current, current, put_back, save, texts_of, told, versions};
pub use paper::{LETTERHEAD, Name, Paper, Part};
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, version};
pub use text::faults;

use authz::Permission;

/// To write the words of the ente's papers.
pub static TESTI: Permission = Permission {
    code: "wording.testi",
    label: "scrivere la carta intestata e i testi dei documenti dell'ente",
    law: None,
};

/// What may be done here.
pub static PERMISSIONS: &[&Permission] = &[&TESTI];
