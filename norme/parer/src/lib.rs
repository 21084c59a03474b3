//! The deposit service of the regional archive of Emilia-Romagna (ParER, program "Sacer"), which other conservatori run
//! too: what is sent, and what comes back. The transport is not here.
//!
//! # The service
//! A deposit is one HTTP POST of `multipart/form-data` ([`Richiesta`]): the parts `VERSIONE`, `LOGINNAME`, `PASSWORD`
//! and `XMLSIP`, then each file under the identifier that its component has in the XML. The answer is XML.
//!
//! | what | service | XML sent | XML answered |
//! |---|---|---|---|
//! | a document with its attachments | `VersamentoSync` | [`UnitaDocumentaria`] (version 1.5) | `EsitoVersamento` |
//! | a closed fascicolo | `VersamentoFascicoloSync` | [`SipFascicolo`] (version 3.0) | `EsitoVersamentoFascicolo` |
//!
//! # What is promised
//! * [`UnitaDocumentaria::xml`], [`SipFascicolo::xml`]: XML valid by the official schemas, or all the reasons why not.
//! * [`read_unita`], [`read_fascicolo`]: what was written is read back.
//! * [`read_esito`]: an answer is **accepted only with its receipt** ("rapporto di versamento") and its URN; a
//!   rejection has its code and cause. What says neither is an error, and nothing counts as deposited.
//!   [`Esito::differenze`] tells where the receipt speaks of another unit, or has no digest or another of a file.
//!
//! # What is absent
//! HTTP; adding documents to a unit that is already there, changing metadata, annulling; "dati specifici" are carried
//! as XML, since each conservatore agrees on its own. The receipt's own signature is not checked here.

mod componente;
mod controlli;
mod differenze;
mod esito;
mod fascicolo;
mod fascicolo_xml;
mod multipart;
mod unita;
mod unita_leggi;
mod unita_scrivi;

pub use componente::{Componente, Supporto};
pub use controlli::Motivo;
pub use differenze::Differenza;
pub use esito::{Conservato, Esito, EsitoComponente, Rapporto, Segnalazione, Stato, read_esito};
pub use fascicolo::{
    ChiaveFascicolo, Collegamento, Contenuto, ProfiloArchivistico, ProfiloGenerale, Sezione, SipFascicolo,
    SoggettoProduttore, TipoConservazioneFascicolo, VoceClassificazione,
};
pub use fascicolo_xml::read_fascicolo;
pub use multipart::{Corpo, Parte, Richiesta};
pub use unita::{
    Chiave, Collegato, DatiSpecifici, Documento, Fascicolazione, Forzature, TipoConservazione, UnitaDocumentaria,
    Versatore, VoceFascicolo,
};
pub use unita_leggi::read_unita;

/// Why something of this service was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The XML itself cannot be read.
    #[error(transparent)]
    Xml(#[from] bounded_xml::Error),
    /// It is another document.
    #[error("il file è un XML «{radice}», atteso {atteso}")]
    Altro {
        /// Name of the root element.
        radice: String,
        /// What should stand there.
        atteso: &'static str,
    },
    /// A part without which nothing is said.
    #[error("nell'XML del servizio di conservazione manca «{elemento}»")]
    Manca {
        /// The element.
        elemento: &'static str,
    },
    /// A value that cannot be understood.
    #[error("nell'XML del servizio di conservazione «{elemento}» non si legge: «{valore}»")]
    NonValido {
        /// The element.
        elemento: &'static str,
        /// As written, shortened.
        valore: String,
    },
    /// Accepted, but without the receipt that proves it.
    #[error(
        "il conservatore ha risposto di aver accettato il versamento ma non ha mandato il rapporto di versamento: non \
         vale come conservato. Chiedi al conservatore lo stato dell'unità prima di versarla di nuovo"
    )]
    SenzaRapporto,
}
