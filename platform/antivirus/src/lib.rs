//! The antivirus at the door: a clamd (ClamAV's service) that is asked what it finds in a file while that streams by.
//!
//! [`Clamd::begin`] opens a look, [`Scan::give`] hands it the bytes as they come, [`Scan::end`] hears the verdict. Nothing is held in
//! memory; each step has its time, an answer its length. What is no clear answer is an [`Error`], never a clean file.
//!
//! *Why our own:* the protocol is four lines (clamd(8), *INSTREAM*), and the clients that there are (`clamav-client` 2.2,
//! `mailrs-clamav` 1.0, `clamd-client` 0.1) read the file alone, so that it could not go on to the store meanwhile, or wait and read
//! without end. *Absent on purpose:* paths handed to clamd (it would have to read our folder), and commands that change it.

mod address;
mod clamd;
mod error;

pub use address::{Address, NoAddress};
pub use clamd::{Clamd, Scan, Verdict};
pub use error::Error;

/// What stands at the door of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Antivirus {
    /// Who is asked.
    pub clamd: Clamd,
    /// What becomes of a file of which it says nothing.
    pub unanswered: Unanswered,
}

/// What becomes of a file of which the antivirus says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unanswered {
    /// It is refused.
    #[default]
    Refuse,
    /// It is let in with a mark, and looked at later.
    Mark,
}
