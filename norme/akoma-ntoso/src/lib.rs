//! The act of a comune as Akoma Ntoso 3.0 (OASIS LegalDocML 1.0, 2018): the form in which texts of law are exchanged
//! and searched.
//!
//! # What [`Atto::xml`] promises
//! * XML valid by the schema `akomantoso30.xsd` of the standard, within bounds on blocks, depth and bytes.
//! * Nothing is written that the schema refuses: what is wrong is an [`Error`] in Italian, before a byte goes out.
//! * The same data give the same bytes.
//! * Every word that was given is there; a character that XML cannot carry becomes U+FFFD.
//!
//! # How an act is told
//! An act of a comune is a `doc` whose `name` is its kind (`act` is for what has articles by itself). Its work is
//! `/akn/it/doc/KIND/CODE/DATE/NUMBER`, CODE being the ente's in the index of public administrations; its expression is
//! `ita@DATE`, with `!omissis` where the public reads less than was signed; its manifestation ends with `.akn`.
//! `preface` has kind, number, date and subject; `preamble` the powers and the reasons in `container`s, and the word
//! that decides as `formula`; `mainBody` the points of what is decided as `paragraph`s; `conclusions` who signed;
//! `attachments` the annexes, as texts or as references to their files. Laws and acts that are referred to stand in
//! `references` too (`activeRef`).
//!
//! `FRBRauthoritative` is `false`: what counts is the signed document (CAD, art. 20 and 23-ter), not this.
//!
//! # What is absent
//! Reading; amendments as such (`mod`): the acts of a comune amend one another by replacing.

mod controlli;
mod corpo;
mod meta;
mod tipi;

pub use meta::opera;
pub use tipi::{
    Allegato, Atto, Blocco, Cella, Comune, Contenuto, Firma, Genere, Parte, Pubblicazione, Sezione, Tabella, Testo,
    Voce,
};

/// The namespace of the standard.
pub const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";
/// The type of the file.
pub const MIME: &str = "application/akn+xml";

/// Most blocks, points and cells of one act.
pub const BLOCCHI: usize = 100_000;
/// Deepest nesting of points and tables.
pub const PROFONDITA: usize = 12;
/// Most bytes of words.
pub const BYTE: usize = 8 << 20;

/// Why an act was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something that the standard asks for is not there.
    #[error("nell'atto in formato Akoma Ntoso manca {0}")]
    Manca(&'static str),
    /// A value that the standard does not admit.
    #[error("nell'atto in formato Akoma Ntoso {campo} non è valido: trovato «{trovato}», atteso {atteso}")]
    NonValido {
        /// Which.
        campo: &'static str,
        /// As given, shortened.
        trovato: String,
        /// What is admitted.
        atteso: &'static str,
    },
    /// There is more than is written.
    #[error("l'atto è troppo grande per il formato Akoma Ntoso: {cosa}, il massimo è {massimo}")]
    Troppo {
        /// What there is too much of, in Italian.
        cosa: &'static str,
        /// How much may be.
        massimo: usize,
    },
}
