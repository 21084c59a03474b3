//! A package of deposit: the documents of one thing, their metadata by AgID's annex 5, and an index by UNI 11386:2020, plain and
//! inside the ente's seal, in one ZIP.
//!
//! It is made once and never changes: its bytes are a document of the archive under their hash, its number comes from a register, and
//! each file is read back from the store and held against the hash under which it was registered.

mod campione;
mod contenuto;
mod fai;
pub mod indice;
mod involucro;
pub mod metadati;
mod sigillo;
mod versione;

pub use campione::campione;
pub use fai::fai;
pub(crate) use fai::{nome_semplice, stato_di};
pub(crate) use involucro::provvisorio;
pub(crate) use sigillo::impedimento;
pub(crate) use versione::aggiorna;

/// The register of packages: each year from 1, without gaps.
const REGISTRO: &str = "conservazione_pacchetto";
/// Largest file of metadata, bytes.
pub(crate) const MOST_METADATA: u64 = 8_000_000;
/// Largest package, bytes.
const MOST_BYTES: u64 = 4 << 30;
