//! FatturaPA, the Italian electronic invoice, and the messages of the exchange system (SdI): bytes in, values out.
//!
//! # The standard
//! * Law 244/2007 (art. 1, 209–214) and DM 55/2013: public administrations receive invoices only in this
//!   format, through SdI, at an office named by its `CodiceDestinatario`.
//! * Format: Agenzia delle Entrate, *Specifiche tecniche* of the ordinary invoice (`FatturaElettronica`, versions
//!   `FPA12` to public bodies and `FPR12` to others, schema 1.2.x) and of the simplified one
//!   (`FatturaElettronicaSemplificata`, `FSM10`, DPR 633/1972 art. 21-bis).
//! * SdI messages: *Specifiche tecniche SdI*, `MessaggiTypes` ([`Messaggio`]). A public body has 15 days to
//!   answer (`EC`); after that comes the notice of elapsed terms (`DT`).
//!
//! # What [`read`] promises
//! * Every encoding, with or without declaration, any namespace prefix; bounded size and depth; no entity is
//!   expanded (see `bounded-xml`).
//! * An invoice without its pillars (transmission data, supplier, customer, a body with its document data) is refused with an
//!   [`Error`] that names what is missing. Anything less is read, and each flaw is an [`Anomalia`]: an
//!   Italian sentence for whoever registers the invoice. The document is never corrected.
//! * Money is compared: the total that the supplier declares with the one that its summary gives
//!   ([`Corpo::totale_calcolato`]), the summary with the lines, the tax with the rate, as SdI does (checks
//!   00421 and 00422).
//!
//! # What is absent
//! Validation against the XSD (a judge's work), verification of an embedded XML signature ([`Fattura::firmata`] only says that
//! there is one), unwrapping of `.p7m` (crate `firma-cms`), writing.

mod allegato;
mod anomalia;
pub mod codici;
mod corpo;
mod decimal;
mod fattura;
mod messaggio;
mod reader;
mod semplificata;
mod soggetto;
mod totali;

pub use allegato::Allegato;
pub use anomalia::Anomalia;
pub use corpo::{
    Bollo, Cassa, Corpo, Ddt, Linea, Pagamento, Riepilogo, Riferimento, Ritenuta, Sconto, TipoRiferimento,
};
pub use decimal::Decimal;
pub use fattura::{Fattura, Formato, Trasmissione, read};
pub use messaggio::{ErroreSdi, Istante, Messaggio, RiferimentoFattura, TipoMessaggio, read_message};
pub use soggetto::{Sede, Soggetto};

/// A document that passes through SdI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Documento {
    /// An invoice, or a batch of invoices of one supplier.
    Fattura(Box<Fattura>),
    /// A message of SdI about an invoice.
    Messaggio(Box<Messaggio>),
}

/// Reads an invoice or an SdI message, whichever the bytes are.
///
/// # Errors
/// [`Error`]; [`Error::NonFattura`] if the XML is something else.
pub fn read_any(bytes: &[u8]) -> Result<Documento, Error> {
    let document = bounded_xml::read(bytes, reader::LIMITS)?;
    if TipoMessaggio::from_root(&document.root.name).is_some() {
        return Ok(Documento::Messaggio(Box::new(messaggio::from_document(&document)?)));
    }
    Ok(Documento::Fattura(Box::new(fattura::from_document(&document)?)))
}

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The XML itself cannot be read.
    #[error(transparent)]
    Xml(#[from] bounded_xml::Error),
    /// The root is not one of an invoice or of an SdI message.
    #[error("il file è un XML «{radice}», non una fattura elettronica né un messaggio del Sistema di Interscambio")]
    NonFattura {
        /// Name of the root element.
        radice: String,
    },
    /// A part without which the document is no invoice.
    #[error("nella fattura elettronica manca «{elemento}»")]
    Manca {
        /// Path of the element.
        elemento: &'static str,
    },
    /// More bodies than a file may hold.
    #[error("il file contiene più di {massimo} fatture")]
    TroppiCorpi {
        /// Number allowed.
        massimo: usize,
    },
}
