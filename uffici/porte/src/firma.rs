//! The documents that an office has signed by others: it offers one, is told in the transaction that puts it up, and is told how that ended.

use std::fmt;

use authz::{Permission, PersonId, UnitId, Who};
use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::{Id, Instant, Uuid};
use ledger::Tx;

/// To put documents up for signature. It stands here because the pages of other offices show the way to it.
pub static CHIEDI_FIRMA: Permission =
    Permission { code: "librofirma.chiedi", label: "mettere documenti alla firma", law: None };

/// The page on which a document is put up for signature, for who may. `cosa` and `documento`: as the office calls them.
pub fn alla_firma(who: &Who, ufficio: &str, cosa: &str, documento: &str) -> Option<String> {
    who.may(&CHIEDI_FIRMA).then(|| {
        format!("/librofirma/nuova?ufficio={ufficio}&cosa={}&documento={}", web::encode(cosa), web::encode(documento))
    })
}

/// The page of a request for signatures.
pub fn richiesta(id: Uuid) -> String {
    format!("/librofirma/{id}")
}

/// A document that can be put up, as the office that has it tells it.
#[derive(Clone, Debug)]
pub struct DaFirmare {
    /// The name of the file.
    pub nome: String,
    /// The file.
    pub contenuto: Sha256Hash,
    /// The document, where it is one already; a draft has only the file.
    pub documento: Option<document::Model>,
    /// What it is of, in words: "protocollo n. 1/2026 del 25/11/2026".
    pub segnatura: String,
    /// What it is about, if that is known.
    pub oggetto: String,
    /// Whether it is confidential: who signs reads it.
    pub riservato: bool,
    /// The page of what it is of.
    pub href: String,
    /// Why it cannot be put up now. Italian.
    pub impedito: Option<String>,
}

/// A document that is being put up.
#[derive(Clone, Copy, Debug)]
pub struct Messo<'a> {
    /// The request.
    pub richiesta: Uuid,
    /// What it is of, as the office calls it.
    pub cosa: &'a str,
    /// The document, as the office calls it.
    pub documento: &'a str,
    /// The document, as it is kept from now on.
    pub file: Id<document::Entity>,
    /// The unit for which the signatures are asked.
    pub unita: UnitId,
}

/// How a request ended.
#[derive(Clone, Debug)]
pub enum Fine {
    /// All have signed: the document with their signatures.
    Firmato(document::Model),
    /// What it takes to verify the signatures over the years was added: the document with it. Comes after [`Fine::Firmato`].
    Durevole(document::Model),
    /// A signer refused.
    Rifiutato {
        /// Who.
        da: PersonId,
        /// Why.
        motivo: String,
    },
    /// Who asked took it back.
    Ritirato {
        /// Who.
        da: PersonId,
        /// Why.
        motivo: String,
    },
}

/// An office whose documents may be put up for signature.
#[async_trait::async_trait]
pub trait Firmabili: Send + Sync + fmt::Debug {
    /// The office's id.
    fn ufficio(&self) -> &'static str;

    /// A document, both as the office calls them.
    ///
    /// # Errors
    /// [`web::Error::NotFound`] where there is none *or* `who` may not see it; those of the database.
    async fn leggi(&self, ente: &Ente, who: &Who, cosa: &str, documento: &str) -> Result<DaFirmare, web::Error>;

    /// Notes in the caller's transaction that it is put up, after [`Firmabili::leggi`] gave it to `who`.
    ///
    /// # Errors
    /// Another request of it that came meanwhile; those of the database.
    async fn messo(&self, tx: &mut Tx, who: &Who, messo: &Messo<'_>) -> Result<(), web::Error>;

    /// Notes how a request ended, and when. It may be told twice: the second time changes nothing.
    ///
    /// # Errors
    /// Those of the database.
    async fn finito(&self, ente: &Ente, richiesta: Uuid, fine: &Fine, at: Instant) -> Result<(), web::Error>;
}
