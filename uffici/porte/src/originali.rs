//! The documents of which certified copies are made.

use std::fmt;

use authz::{Permission, Who};
use documents::{document, format::FormatId};
use ente::Ente;
use kernel::{Date, Id, Instant, Uuid};

/// To release certified copies. It stands here because the pages of other offices show the way to it.
pub static RILASCIA_COPIE: Permission = Permission {
    code: "copie.rilascia",
    label: "rilasciare copie conformi",
    law: Some("art. 23 d.lgs. 82/2005 e art. 18 DPR 445/2000"),
};

/// Whether a document has pages of which a copy can be made, or may have them inside an envelope.
pub fn si_copia(documento: &document::Model) -> bool {
    matches!(documento.format().id, FormatId::Pdf | FormatId::Jpeg | FormatId::Png | FormatId::P7m | FormatId::Tsd)
}

/// Whether a document is one of office programs or of plain text: a copy of it is made of a PDF into which who attests has converted it.
pub fn si_converte(documento: &document::Model) -> bool {
    use FormatId::{Csv, Doc, Docx, Odp, Ods, Odt, Ppt, Pptx, Rtf, Txt, Xls, Xlsx};
    matches!(documento.format().id, Csv | Doc | Docx | Odp | Ods | Odt | Ppt | Pptx | Rtf | Txt | Xls | Xlsx)
}

/// The page on which a certified copy of a document is released, for who may release it and where it can be.
pub fn copia_conforme(who: &Who, ufficio: &str, cosa: &str, documento: &document::Model) -> Option<String> {
    (who.may(&RILASCIA_COPIE) && (si_copia(documento) || si_converte(documento))).then(|| {
        format!("/copie/registro/nuova?ufficio={ufficio}&cosa={}&documento={}", web::encode(cosa), documento.id)
    })
}

/// A document of which a copy can be made, as the office that keeps it tells it.
#[derive(Clone, Debug)]
pub struct Originale {
    /// The record that it belongs to.
    pub id: Uuid,
    /// The document.
    pub documento: document::Model,
    /// The file with its signature alone (`.p7s`), where that stands beside it in the same record.
    pub firma: Option<document::Model>,
    /// The PDF that a program made of it here, of a document that has no pages of its own.
    pub preparata: Option<Preparata>,
    /// The record in words: "protocollo n. 1/2026 del 25/11/2026".
    pub segnatura: String,
    /// When it was recorded.
    pub at: Instant,
    /// What it is about.
    pub oggetto: String,
    /// Whether it is confidential: then its public page tells nothing of it but number, day and fingerprint.
    pub riservato: bool,
    /// The page of the record.
    pub href: String,
    /// Why no copy can be made of it now. Italian.
    pub impedito: Option<String>,
}

/// A PDF that a program made of an original. It never changes: a later one does not take its place.
#[derive(Clone, Debug)]
pub struct Preparata {
    /// The PDF.
    pub documento: document::Model,
    /// The program with its version, as it tells it: "LibreOffice 7.4.7.2".
    pub programma: String,
    /// Where it is opened, to be held against the original.
    pub href: String,
}

/// How the record of an original stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stato {
    /// In force.
    Vale,
    /// Annulled, on this day.
    Annullato(Date),
    /// The office does not have it.
    Assente,
}

/// An office whose documents may be copied with an attestation.
#[async_trait::async_trait]
pub trait Originali: Send + Sync + fmt::Debug {
    /// The office's id.
    fn ufficio(&self) -> &'static str;

    /// A document of a record, which the office knows by `cosa`; its signatures have been checked when this returns.
    ///
    /// # Errors
    /// [`web::Error::NotFound`] where there is none *or* `who` may not see it; those of store and database.
    async fn leggi(
        &self,
        ente: &Ente,
        who: &Who,
        cosa: &str,
        documento: Id<document::Entity>,
    ) -> Result<Originale, web::Error>;

    /// The documents of a record, the main one first.
    ///
    /// # Errors
    /// [`web::Error::NotFound`] where there is none *or* `who` may not see it; those of the database.
    async fn documenti(&self, ente: &Ente, who: &Who, cosa: &str) -> Result<Vec<document::Model>, web::Error>;

    /// How a record stands today, for whoever holds a copy: it tells nothing else of it.
    ///
    /// # Errors
    /// Those of the database.
    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Stato, web::Error>;

    /// What a record is about today, corrections included, for a public page that was allowed to tell it; `None` where it is confidential
    /// or not there.
    ///
    /// # Errors
    /// Those of the database.
    async fn oggetto(&self, ente: &Ente, id: Uuid) -> Result<Option<String>, web::Error>;
}
