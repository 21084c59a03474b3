//! Signing: many documents at once, through a door of `signing::sign`.
//!
//! What can be signed is gathered ([`pronte`]), prepared for a certificate ([`forma`]), the values are asked for once, and each document
//! is then finished, judged by our own verifier and written in a commit of its own ([`concludi`]): what succeeded stays, what did not says
//! why. Nothing half signed can be seen: until that commit there is no row, and a document that was prepared is simply prepared again.
//! Papers that another office prepared go the same way ([`carte`]), and are written by that office.

pub(crate) mod carte;
pub mod concludi;
pub(crate) mod durevole;
mod forma;
mod insieme;
pub mod lotto;
pub(crate) mod marche;
pub(crate) mod preso;
mod pronte;
pub mod prova;
pub mod remota;
pub mod riporta;
mod sessione;
pub(crate) mod subito;

use authz::Who;
use ente::Ente;

pub use carte::{EsitoCarta, Tenuta};
pub(crate) use forma::{nome_di, non_firmabile, non_firmabile_xml};
pub(crate) use lotto::via;
pub(crate) use sessione::Scelte;

use crate::{error::Error, rules::RichiestaId, tables::firma};

/// By which door a signature came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Porta {
    /// The authority for trials: no legal value.
    Prova,
    /// A provider of remote signatures.
    Remota,
    /// The document was taken away and brought back.
    Riportata,
}

impl Porta {
    /// As it is kept and sent.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Prova => "prova",
            Self::Remota => "remota",
            Self::Riportata => "riportata",
        }
    }

    /// The doors through which one may sign many at once here, the best first.
    #[must_use]
    pub fn aperte(ente: &Ente) -> Vec<Self> {
        let remote = ente.signing.service.is_some().then_some(Self::Remota);
        let trial = prova::ammessa(ente).then_some(Self::Prova);
        remote.into_iter().chain(trial).collect()
    }
}

/// How one of many went.
#[derive(Clone, Debug)]
pub struct Esito {
    /// Of which request.
    pub id: RichiestaId,
    /// What it is called; empty where the person may not know.
    pub oggetto: String,
    /// The signature that was made.
    pub firma: Option<firma::Model>,
    /// Why there is none: all the reasons.
    pub motivi: Vec<String>,
}

impl Esito {
    pub(crate) fn rifiutato(id: RichiestaId, oggetto: &str, motivi: Vec<String>) -> Self {
        Self { id, oggetto: oggetto.to_owned(), firma: None, motivi }
    }
}

/// The tax code that the certificate of this person must bear, where it is known.
pub(crate) async fn codice_di(ente: &Ente, who: &Who) -> Result<Option<String>, Error> {
    crate::codice::di(&ente.db().read().await?, who.person).await
}
