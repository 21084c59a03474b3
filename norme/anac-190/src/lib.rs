//! The yearly file of L. 190/2012, art. 1, c. 32, as ANAC asked for it: the contracts of a year, and the index of such
//! files.
//!
//! # What [`Dataset::xml`] and [`Indice::xml`] promise
//! * XML valid by `datasetAppaltiL190.xsd` and `datasetIndiceAppaltiL190.xsd` with the types of version 1.3.
//! * Nothing is written that the schema refuses: what is wrong is an [`Error`] in Italian, before a byte goes out.
//! * The same data give the same bytes.
//!
//! # Whom it still serves
//! For procedures begun from 1 January 2024 the data go to ANAC's national database (D.Lgs. 36/2023, art. 28; ANAC,
//! resolutions 261 and 264 of 2023): this file remains for those before, which stay published for their term. *To be
//! checked by the ente.*
//!
//! # What is absent
//! Reading; sending to ANAC, which fetched the file from the address of the ente.

mod controlli;
mod scrivi;
mod tipi;

pub use controlli::codice_fiscale_valido;
pub use tipi::{
    Dataset, Indice, Lotto, Metadati, Offerente, Ruolo, SCELTE, Scelta, Soggetto, Struttura, VoceIndice, scelta,
};

/// The namespace of the dataset: only its root has it.
pub const NAMESPACE: &str = "legge190_1_0";
/// Most lots of one file.
pub const LOTTI: usize = 50_000;
/// Most bidders of one lot, and members of one group.
pub const OFFERENTI: usize = 2_000;
/// Most datasets of one index.
pub const VOCI: usize = 10_000;

/// Why a file was not written.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A value that the schema does not admit.
    #[error("nel file della L. 190 {campo} non è valido: trovato «{trovato}», atteso {atteso}")]
    NonValido {
        /// Which.
        campo: &'static str,
        /// As given, shortened.
        trovato: String,
        /// What is admitted.
        atteso: &'static str,
    },
    /// There is more than is written.
    #[error("il file della L. 190 è troppo grande: {cosa}, il massimo è {massimo}")]
    Troppo {
        /// What there is too much of, in Italian.
        cosa: &'static str,
        /// How much may be.
        massimo: usize,
    },
}
