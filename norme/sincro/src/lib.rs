//! The index of a preservation package: UNI 11386:2020 "SInCRO", `PIndex` (AgID guidelines 2021, 4.2: the package of
//! preservation is described by an index of this standard).
//!
//! # What [`Writer`] promises
//! * An index valid by the schema `http://www.uni.com/U3011/sincro-v2/PIndex.xsd`, written to any [`std::io::Write`]
//!   file after file: ten thousand files are never in memory at once, save their identifiers, which may not repeat.
//! * Nothing is written that the schema refuses: what is wrong is an [`Error`] in Italian before a byte of it goes out.
//! * The same data give the same bytes.
//!
//! # What [`read`] promises
//! The index as data, within bounds on size, depth and number of elements. An index by the standard of 2010 (`IdC`) is
//! told as such: [`read_idc`] gives its files with their digests, for packages that others made.
//!
//! # Seal and time stamp
//! The schema has **no place for a signature** inside the index. It is therefore signed as a file: CAdES around it
//! (`.p7m`) or detached, or XAdES beside it; and it refers to its time in `Process`, by the time stamp that stands on
//! the signed file ([`Tempo::Info`] with `marca_allegata`) or by a token kept beside it ([`Tempo::Marca`]).
//!
//! # What is absent
//! Signatures, time stamps and digests: they are made and checked elsewhere. Metadata inside `EmbeddedMetadata` are
//! carried as XML, not understood.

mod controlli;
mod idc;
mod leggi;
mod scrivi;
mod tipi;

pub use idc::{Idc, IdcFile, read_idc};
pub use leggi::{Limiti, read};
pub use scrivi::Writer;
pub use tipi::{
    Agente, AgenteId, Applicazione, Codifica, Derivazione, Descrizione, DocumentoRilevante, Esterni, File, Firmatario,
    Fonte, Gruppo, Id, Impronta, Metadati, Nome, PIndex, Precedente, Processo, Relazione, RuoloTitolare, Tempo,
    Titolare, Volume, VolumeFonte, VolumeGruppo,
};

/// The namespace of the standard.
pub const NAMESPACE: &str = "http://www.uni.com/U3011/sincro-v2/";
/// The namespace of the standard of 2010.
pub const NAMESPACE_2010: &str = "http://www.uni.com/U3011/sincro/";

/// Why an index was not written or not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The XML itself cannot be read.
    #[error(transparent)]
    Xml(#[from] bounded_xml::Error),
    /// It is another document.
    #[error("il file è un XML «{radice}», non un indice di conservazione UNI SInCRO 2020 (PIndex)")]
    NonIndice {
        /// Name of the root element.
        radice: String,
    },
    /// It is an index of the older standard.
    #[error("il file è un indice di conservazione UNI SInCRO 2010 (IdC), non 2020 (PIndex)")]
    Del2010,
    /// Something that the standard asks for is not there.
    #[error("nell'indice di conservazione manca {cosa}{dove}")]
    Manca {
        /// What, with its article.
        cosa: &'static str,
        /// Where: empty, or beginning with a blank.
        dove: String,
    },
    /// A value that the standard does not admit.
    #[error("nell'indice di conservazione {campo} non è valido: trovato «{trovato}», atteso {atteso}")]
    NonValido {
        /// Which, with its article.
        campo: &'static str,
        /// As given, shortened.
        trovato: String,
        /// What is admitted.
        atteso: &'static str,
    },
    /// Two things with the same identifier.
    #[error("nell'indice di conservazione l'identificativo «{id}» è usato due volte")]
    Ripetuto {
        /// The identifier.
        id: String,
    },
    /// The parts of an index were given in another order than groups, each with its files, and the process last.
    #[error("le parti dell'indice di conservazione vanno date in ordine: un gruppo, i suoi file, infine il processo")]
    Ordine,
    /// The writer underneath failed.
    #[error("l'indice di conservazione non si è potuto scrivere: {0}")]
    Scrittura(#[from] std::io::Error),
}
