//! An open layout for a whole archive: the Common Specification for Information Packages of E-ARK (CSIP 2.2.0, DILCIS
//! Board), folders with a `METS.xml` that names every file with its size and SHA-256.
//!
//! # The layout
//! ```text
//! PACKAGE/
//!   METS.xml
//!   metadata/descriptive/    what the documents are (AgID annex 5)
//!   metadata/preservation/   how they were kept (the index by UNI SInCRO, receipts, time stamps)
//!   documentation/           what a reader must know
//!   schemas/                 the schemas of the metadata
//!   representations/rep1/data/   the documents
//! ```
//!
//! # What is promised
//! * [`Pacchetto::layout`] gives every path of the package and what stands there; the caller copies bytes.
//! * [`Pacchetto::write_mets`] writes the `METS.xml`, valid by the METS schema and by the MUST rules of CSIP
//!   ([`check`]), file after file, to any [`std::io::Write`]; the same package gives the same bytes.
//! * [`read`] gives the files that a METS names, each path inside the package; [`check`] tells which MUST rules a METS
//!   breaks, by their numbers.
//!
//! # What is absent
//! Representation-level METS files (all files are named by the one at the root, as CSIP allows); PREMIS; reading or
//! writing of the files themselves; the SHOULD rules.

mod check;
mod leggi;
mod pacchetto;
mod scrivi;

pub use check::{Violazione, check};
pub use leggi::{FileMets, Mets, read};
pub use pacchetto::{Area, Motivo, Pacchetto, Rappresentazione, Software, Tipo, Voce};

/// The namespace of METS.
pub const METS: &str = "http://www.loc.gov/METS/";
/// The namespace of CSIP's additions.
pub const CSIP: &str = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS";
/// The profile that a package declares.
pub const PROFILE: &str = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP-v2-2-0.xml";

/// Why a METS was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The XML itself cannot be read.
    #[error(transparent)]
    Xml(#[from] bounded_xml::Error),
    /// It is another document.
    #[error("il file è un XML «{radice}», non un METS")]
    NonMets {
        /// Name of the root element.
        radice: String,
    },
    /// A path that leads out of the package.
    #[error("il METS nomina un file fuori dal pacchetto: «{percorso}»")]
    Fuori {
        /// As written.
        percorso: String,
    },
    /// A file without what is needed to check it.
    #[error("nel METS il file «{percorso}» non ha {cosa}")]
    Manca {
        /// Which file.
        percorso: String,
        /// What, with its article.
        cosa: &'static str,
    },
}
