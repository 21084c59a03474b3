//! From the bytes of a file to the facts of its signatures, by the readers of `norme`, and from there to the report.

mod asic;
mod beside;
mod cms;
mod file;
mod kept;
mod large;
mod pdf;
mod xml;

use super::report::Format;

pub use beside::Stamp;
pub use file::{Beside, certificates, file, mail, time_stamp};
pub use large::{Large, large};

/// Why a file has no report. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// It is none of the forms that are known.
    #[error("il file non è firmato in una forma che il programma conosce (p7m, p7s, PDF, XML, marca temporale)")]
    Unknown,
    /// It is of this form, but cannot be read.
    #[error("la firma {} non si legge: {why}", form.words())]
    Damaged {
        /// Which form.
        form: Format,
        /// Why not.
        why: String,
    },
}
