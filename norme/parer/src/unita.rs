//! A unit of documents: a document with what belongs to it.

use chrono::NaiveDate;

use crate::{Componente, Motivo};

/// Who deposits, as the conservatore knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versatore {
    /// Environment (`PARER`).
    pub ambiente: String,
    /// Body.
    pub ente: String,
    /// Structure of the body.
    pub struttura: String,
    /// The account's name.
    pub user_id: String,
    /// The person on whose behalf.
    pub utente: Option<String>,
}

/// What identifies a unit: number, year, register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chiave {
    /// Number.
    pub numero: String,
    /// Year, up to 9999.
    pub anno: u32,
    /// Register.
    pub registro: String,
}

/// Which deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoConservazione {
    /// Common.
    Sostitutiva,
    /// Of tax documents.
    Fiscale,
    /// From another system.
    Migrazione,
    /// Before the fascicolo is closed: what protocollo and registers do.
    VersamentoAnticipato,
}

impl TipoConservazione {
    pub(crate) const ALL: [Self; 4] = [Self::Sostitutiva, Self::Fiscale, Self::Migrazione, Self::VersamentoAnticipato];

    pub(crate) fn testo(self) -> &'static str {
        match self {
            Self::Sostitutiva => "SOSTITUTIVA",
            Self::Fiscale => "FISCALE",
            Self::Migrazione => "MIGRAZIONE",
            Self::VersamentoAnticipato => "VERSAMENTO_ANTICIPATO",
        }
    }
}

/// What the conservatore is asked to accept although a check fails. `None` leaves what was agreed. Nothing is forced
/// unless somebody chose so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forzature {
    /// Signatures that do not hold.
    pub accettazione: Option<bool>,
    /// Preservation of what is not signed.
    pub conservazione: Option<bool>,
    /// References to units that are not there.
    pub collegamento: Option<bool>,
    /// A digest that does not agree.
    pub hash: Option<bool>,
    /// A number of an unusual form.
    pub formato_numero: Option<bool>,
    /// A format that is not that of the file.
    pub formato_file: Option<bool>,
    /// Only try: nothing is kept, and no receipt comes.
    pub simula: Option<bool>,
}

/// A fascicolo in which the unit lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fascicolazione {
    /// Index of the titolario.
    pub classifica: Option<String>,
    /// Fascicolo.
    pub fascicolo: Option<VoceFascicolo>,
    /// Sottofascicolo.
    pub sottofascicolo: Option<VoceFascicolo>,
}

/// A fascicolo by its identifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoceFascicolo {
    /// Identifier.
    pub identificativo: String,
    /// Subject.
    pub oggetto: Option<String>,
}

/// Metadata agreed with the conservatore.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatiSpecifici {
    /// Their version.
    pub versione: String,
    /// Names and values, in the agreed order. Names are XML names.
    pub campi: Vec<(String, String)>,
}

/// Another unit to which this one is linked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collegato {
    /// Which.
    pub chiave: Chiave,
    /// How.
    pub descrizione: String,
}

/// A document of the unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documento {
    /// Identifier within the unit.
    pub id: String,
    /// Type agreed with the conservatore.
    pub tipo: String,
    /// In words.
    pub descrizione: Option<String>,
    /// Author.
    pub autore: Option<String>,
    /// Metadata agreed with the conservatore.
    pub dati_specifici: Option<DatiSpecifici>,
    /// Agreed type of structure (`DocumentoGenerico`).
    pub struttura: Option<String>,
    /// Its files: at least one.
    pub componenti: Vec<Componente>,
}

/// `UnitaDocumentaria`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitaDocumentaria {
    /// Version of the service: `1.5`.
    pub versione: String,
    /// Who deposits.
    pub versatore: Versatore,
    /// Its key.
    pub chiave: Chiave,
    /// Type agreed with the conservatore.
    pub tipologia: String,
    /// Which deposit.
    pub conservazione: Option<TipoConservazione>,
    /// Which system it was migrated from.
    pub migrazione: Option<String>,
    /// What is forced.
    pub forzature: Forzature,
    /// The fascicolo; others after it.
    pub fascicoli: Vec<Fascicolazione>,
    /// Subject.
    pub oggetto: Option<String>,
    /// Day.
    pub data: Option<NaiveDate>,
    /// Whether its original is on paper.
    pub cartaceo: Option<bool>,
    /// Version and XML of the metadata of AgID's annex 5 (from version 1.5 of the service on).
    pub profilo_normativo: Option<(String, String)>,
    /// Metadata agreed with the conservatore.
    pub dati_specifici: Option<DatiSpecifici>,
    /// Linked units.
    pub collegati: Vec<Collegato>,
    /// The document itself.
    pub principale: Documento,
    /// Attachments.
    pub allegati: Vec<Documento>,
    /// Papers that belong to it without being its part (receipts).
    pub annessi: Vec<Documento>,
    /// What was written on it (the "segnatura").
    pub annotazioni: Vec<Documento>,
}

impl UnitaDocumentaria {
    /// All documents, the main one first.
    pub fn documenti(&self) -> impl Iterator<Item = &Documento> {
        std::iter::once(&self.principale).chain(&self.allegati).chain(&self.annessi).chain(&self.annotazioni)
    }

    /// All components, with those below them.
    pub fn componenti(&self) -> impl Iterator<Item = &Componente> {
        let each = self.documenti().flat_map(|document| &document.componenti);
        each.flat_map(|one| std::iter::once(one).chain(&one.sotto))
    }

    /// All that the service would refuse before looking at the files; empty when it can be sent.
    #[must_use]
    pub fn motivi(&self) -> Vec<Motivo> {
        crate::unita_scrivi::motivi(self)
    }

    /// The XML to send.
    ///
    /// # Errors
    /// All the reasons why not ([`UnitaDocumentaria::motivi`]).
    pub fn xml(&self) -> Result<String, Vec<Motivo>> {
        let reasons = self.motivi();
        if reasons.is_empty() {
            Ok(xml_out::to_string(|xml| crate::unita_scrivi::write(xml, self)))
        } else {
            Err(reasons)
        }
    }
}
