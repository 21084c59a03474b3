//! The metadata of a document.

use chrono::{NaiveDate, NaiveTime};

use crate::soggetto::Dove;
use crate::{
    Classificazione, Conservazione, Formato, Formazione, IdAgg, IdDoc, Mancanza, Persona, Registrazione, Ruolo,
};

/// By which of the annex's two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Natura {
    /// Chapter 2, "documento informatico".
    Informatico,
    /// Chapter 3, "documento amministrativo informatico": all that a public body forms, or receives and registers.
    Amministrativo,
}

impl Natura {
    /// The root element.
    #[must_use]
    pub fn radice(self) -> &'static str {
        match self {
            Natura::Informatico => "DocumentoInformatico",
            Natura::Amministrativo => "DocumentoAmministrativoInformatico",
        }
    }

    pub(crate) fn dove(self) -> Dove {
        match self {
            Natura::Informatico => Dove::Informatico,
            Natura::Amministrativo => Dove::Amministrativo,
        }
    }
}

/// `IndiceAllegati`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allegato {
    /// Its identity.
    pub id: IdDoc,
    /// Its title.
    pub descrizione: String,
}

/// `Verifica`: what stands on the document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verifica {
    /// A digital signature.
    pub firmato: bool,
    /// An electronic seal.
    pub sigillato: bool,
    /// A time stamp.
    pub marcato: bool,
    /// An attestation that an image copy is true to its original.
    pub copia_conforme: bool,
}

/// What was done to the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the annex")]
pub enum TipoModifica {
    Annullamento,
    Rettifica,
    Integrazione,
    Annotazione,
}

impl TipoModifica {
    /// The word of the schema.
    #[must_use]
    pub fn testo(self) -> &'static str {
        match self {
            Self::Annullamento => "Annullamento",
            Self::Rettifica => "Rettifica",
            Self::Integrazione => "Integrazione",
            Self::Annotazione => "Annotazione",
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let all = [Self::Annullamento, Self::Rettifica, Self::Integrazione, Self::Annotazione];
        all.into_iter().find(|one| one.testo().eq_ignore_ascii_case(text))
    }
}

/// `TracciatureModificheDocumento`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifica {
    /// What was done.
    pub tipo: TipoModifica,
    /// By whom.
    pub autore: Persona,
    /// On which day.
    pub data: NaiveDate,
    /// At what time.
    pub ora: Option<NaiveTime>,
    /// The version before.
    pub precedente: IdDoc,
}

/// The metadata of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documento {
    /// By which table.
    pub natura: Natura,
    /// Its identity.
    pub id: IdDoc,
    /// How it came to be.
    pub formazione: Formazione,
    /// What it is in the work of the body (`Determinazione`, `Registro giornaliero di protocollo`).
    pub tipologia: String,
    /// Where it is registered.
    pub registrazione: Registrazione,
    /// Who had to do with it.
    pub soggetti: Vec<Ruolo>,
    /// Subject.
    pub oggetto: String,
    /// Up to five.
    pub parole_chiave: Vec<String>,
    /// Up to 9999.
    pub allegati: Vec<Allegato>,
    /// Its place in the titolario.
    pub classificazione: Option<Classificazione>,
    /// Whether access is restricted.
    pub riservato: bool,
    /// Format.
    pub formato: Formato,
    /// What stands on it.
    pub verifica: Verifica,
    /// The fascicoli and serie in which it lies.
    pub aggregazioni: Vec<IdAgg>,
    /// The document to which it belongs, if it is an attachment or completes another.
    pub primario: Option<IdDoc>,
    /// Name of the file.
    pub nome: String,
    /// Its version, from 1.
    pub versione: String,
    /// What was changed against the version before.
    pub modifica: Option<Modifica>,
    /// How long it is kept.
    pub conservazione: Option<Conservazione>,
    /// Anything else.
    pub note: Option<String>,
}

impl Documento {
    /// All that annex 5 asks for and is not there; empty when the metadata can be written.
    #[must_use]
    pub fn mancanze(&self) -> Vec<Mancanza> {
        crate::obblighi::documento(self)
    }

    /// The metadata as an XML document.
    ///
    /// # Errors
    /// All that is missing ([`Documento::mancanze`]).
    pub fn xml(&self) -> Result<String, Vec<Mancanza>> {
        let missing = self.mancanze();
        if missing.is_empty() {
            Ok(xml_out::to_string(|xml| crate::scrivi::documento(xml, self)))
        } else {
            Err(missing)
        }
    }

    /// The metadata as they stand, whatever is missing: for a document that is closed on its day in any case, and whose metadata say
    /// themselves ([`Documento::note`]) that they are to be completed. [`Documento::mancanze`] tells what is missing.
    #[must_use]
    pub fn come_sta(&self) -> String {
        xml_out::to_string(|xml| crate::scrivi::documento(xml, self))
    }

    /// The same as [`Documento::xml`] without XML declaration, to stand inside another document.
    ///
    /// # Errors
    /// As [`Documento::xml`].
    pub fn elemento(&self) -> Result<String, Vec<Mancanza>> {
        let missing = self.mancanze();
        if missing.is_empty() {
            Ok(xml_out::piece_to_string(|xml| crate::scrivi::documento(xml, self)))
        } else {
            Err(missing)
        }
    }
}
