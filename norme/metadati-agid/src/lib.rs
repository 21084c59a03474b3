//! The metadata of AgID's *Linee guida sulla formazione, gestione e conservazione dei documenti informatici*
//! (determination 371/2021), annex 5: of the "documento informatico", of the "documento amministrativo informatico" and
//! of the "aggregazione documentale informatica" (fascicolo, serie).
//!
//! # What [`Documento::mancanze`] and [`Fascicolo::mancanze`] promise
//! Every obligation of the annex's tables that can be judged from the metadata alone is checked, and **all** that is
//! missing is told at once, in sentences for the clerk. Where the annex can be read in two ways the stricter one is
//! taken; each such place says so in the code ("strict reading").
//!
//! # What [`Documento::xml`] and [`Fascicolo::xml`] promise
//! XML in the element names and the order of the schemas that AgID prints in the annex (no namespace), only if nothing
//! is missing; [`Documento::come_sta`] writes what there is. [`read`] gives back what was written, and reads what other programs write in that form, by itself or
//! inside a request to a conservatore.
//!
//! # What stands behind the names
//! The folder of standards holds the annex as it was put to consultation, without the schemas, and two profiles of a
//! fascicolo that a conservatore published. The names of the "documento amministrativo informatico" are those of the
//! schema in the final annex, and tests ask it where it lies in that folder. Of the "documento informatico" and of
//! three phases of a proceeding ([`Fase`]) no schema could be asked.
//!
//! # What is absent
//! The making of a digest, the recognition of a format, the look-up of a body's code: what is told is written.

mod documento;
mod fascicolo;
mod leggi;
mod mancanza;
mod obblighi;
mod obblighi_fascicolo;
mod scrivi;
mod scrivi_fascicolo;
mod soggetto;
mod tipi;

pub use documento::{Allegato, Documento, Modifica, Natura, TipoModifica, Verifica};
pub use fascicolo::{Assegnazione, DocumentoIndice, Fascicolo, Fase, Procedimento, TipoFase, TipologiaFascicolo};
pub use leggi::{Error, Metadati, fascicolo_from, read};
pub use mancanza::Mancanza;
pub use soggetto::{CodiceIpa, Estera, Ipa, Organizzazione, Persona, Ruolo, Soggetto, TipoRuolo};
pub use tipi::{
    Classificazione, Conservazione, Flusso, Formato, Formazione, IdAgg, IdDoc, Impronta, Prodotto, Registrazione,
    TipoAggregazione, TipoRegistro,
};
