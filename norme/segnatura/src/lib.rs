//! `segnatura.xml`, the protocol data that travel with a document between public bodies: read from bytes, written in the form of today.
//!
//! # The standard
//! DPR 445/2000 art. 55 asks each body to attach to what it sends the data of its own registration. Three
//! forms have been laid down, and all three still arrive:
//!
//! | [`Form`] | where | root element |
//! |---|---|---|
//! | 2021 | AgID, *Linee guida sul documento informatico*, annex 6 (determination 371/2021): XSD, signed XAdES | `SegnaturaInformatica`, namespace `http://www.agid.gov.it/protocollo/` |
//! | 2013 | AgID circular 60 of 23 January 2013: XSD | `Segnatura`, namespace `http://www.digitPa.gov.it/protocollo/` |
//! | 2001 | AIPA circular 28 of 7 May 2001: DTD | `Segnatura`, no namespace |
//!
//! The same documents define the answers: confirmation of reception, its update, exception, annulment
//! ([`Notifica`]).
//!
//! # What [`read`] promises
//! * The three forms give the same [`Segnatura`]; any encoding; namespaces by prefix, by default, or forgotten.
//! * Bounded size, depth and counts; the DTD is never fetched, no entity expanded (see `bounded-xml`).
//! * Without the identifier of the registration there is an [`Error`]; whatever else is missing or odd is an
//!   [`Anomalia`], an Italian sentence: what the file says is a proposal for the clerk, never a command.
//!
//! # What [`write`] promises
//! * The 2021 form, valid by the official schema once the signature stands in it ([`NonSigillata::con_firma`]); what it gives is by
//!   its type no finished "segnatura", because the rules want the body's qualified seal.
//! * All that the schema asks for and is not there is told at once.
//! * [`write_notifica`] writes the answers in the form that each names, today's or an older one: whoever wrote in a form reads it. No
//!   form has a place for a signature in them.
//!
//! # What [`cooperazione`] promises
//! * The messages by which two bodies exchange documents without mail (SOAP, annex 6, appendix B), both ways: read with their files and
//!   answered as the official interface wants it, written, and the answers to ours read.
//! * A message is never found good without being told what came of verifying its seal; its "segnatura" is read from the bytes that the
//!   seal covers, and a file that the "segnatura" does not name is not found good either.
//!
//! # What is absent
//! The XAdES signature, made or verified (it is other crates' work); verification of the digests of the documents;
//! validation against the schemas (a judge's work, done in the tests); writing a "segnatura" in the older forms.

mod anomalia;
mod circolari;
pub mod cooperazione;
mod form;
mod linee_guida;
mod notifica;
mod scrivi;
mod scrivi_notifica;
mod tipi;

pub use anomalia::Anomalia;
pub use form::{Form, read};
pub use notifica::{NOTIFICA_MAX, Notifica, TipoNotifica, read_notifica};
pub use scrivi::{NonSigillata, write};
pub use scrivi_notifica::write_notifica;
pub use tipi::{
    Classifica, Destinatario, Documento, Fascicolo, Identificatore, Impronta, Riferimento, Segnatura, Soggetto,
    TipoSoggetto,
};

/// Why a file was not read as protocol data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The XML itself cannot be read.
    #[error(transparent)]
    Xml(#[from] bounded_xml::Error),
    /// The root is something else.
    #[error("il file è un XML «{radice}», non una segnatura di protocollo")]
    NonSegnatura {
        /// Name of the root element.
        radice: String,
    },
    /// A part without which the file says nothing.
    #[error("nella segnatura di protocollo manca «{elemento}»")]
    Manca {
        /// The element.
        elemento: &'static str,
    },
    /// A file of a message between bodies that is no base64.
    #[error("il file «{nome}» del messaggio non si legge: non è scritto in base64")]
    FileIlleggibile {
        /// Its name.
        nome: String,
    },
    /// A message between bodies in another encoding than UTF-8.
    #[error("il messaggio non è scritto in UTF-8")]
    NonUtf8,
    /// A message between bodies with a document type, which SOAP forbids.
    #[error("il messaggio contiene una dichiarazione DOCTYPE, che SOAP non ammette")]
    ConDoctype,
    /// A header that says that it must be understood, and is not known here.
    #[error("il messaggio ha l'intestazione SOAP «{nome}», che chiede di essere capita e qui non è conosciuta")]
    IntestazioneIgnota {
        /// Its name.
        nome: String,
    },
    /// A part of which there may be one only.
    #[error("nel messaggio «{elemento}» c'è più di una volta")]
    Ripetuto {
        /// The element.
        elemento: &'static str,
    },
    /// More files than any message has.
    #[error("il messaggio ha più di {massimo} file")]
    TroppiFile {
        /// How many are read at most.
        massimo: usize,
    },
}
