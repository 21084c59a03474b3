//! The register of each day: what was registered and what was done to entries, closed in the night as an archivable PDF
//! with its metadata (art. 53 DPR 445/2000; AgID guidelines on electronic documents, 2021, chapter 3: it goes to
//! preservation within the next working day). It is closed with the ente's seal where there is one, and says why where
//! it is not; once made it never changes.
//!
//! It holds all entries, confidential ones too, for it is what an inspector or a court reads when the program is gone; so it is
//! opened by whoever holds [`GIORNALIERO`](crate::GIORNALIERO) only.

mod carta;
mod elenca;
mod fai;
mod metadati;
pub(crate) mod raccogli;
mod rules;
mod sigilla;

pub use elenca::{Parte, apri, del_giorno, elenca};
pub use fai::fai;
pub(crate) use sigilla::sigilli;
