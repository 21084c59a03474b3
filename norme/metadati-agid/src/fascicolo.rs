//! The metadata of an aggregation: a fascicolo or a serie.

use chrono::{NaiveDate, NaiveTime};

use crate::{Classificazione, Conservazione, IdAgg, IdDoc, Mancanza, Persona, Ruolo};

/// What a fascicolo is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the annex")]
pub enum TipologiaFascicolo {
    Affare,
    Attivita,
    PersonaFisica,
    PersonaGiuridica,
    ProcedimentoAmministrativo,
}

impl TipologiaFascicolo {
    /// The words of the schema.
    #[must_use]
    pub fn testo(self) -> &'static str {
        match self {
            Self::Affare => "affare",
            Self::Attivita => "attività",
            Self::PersonaFisica => "persona fisica",
            Self::PersonaGiuridica => "persona giuridica",
            Self::ProcedimentoAmministrativo => "procedimento amministrativo",
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let all = [
            Self::Affare,
            Self::Attivita,
            Self::PersonaFisica,
            Self::PersonaGiuridica,
            Self::ProcedimentoAmministrativo,
        ];
        all.into_iter().find(|one| one.testo() == text.to_lowercase())
    }
}

/// Somebody who had the fascicolo to work on, or to know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assegnazione {
    /// To work on it ("per competenza"); otherwise to know of it ("per conoscenza").
    pub per_competenza: bool,
    /// Who.
    pub assegnatario: Persona,
    /// From which day.
    pub inizio: NaiveDate,
    /// And time.
    pub ora_inizio: Option<NaiveTime>,
    /// Until which day.
    pub fine: Option<NaiveDate>,
    /// And time.
    pub ora_fine: Option<NaiveTime>,
}

/// The phases of an administrative proceeding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the annex")]
pub enum TipoFase {
    Preparatoria,
    Istruttoria,
    Consultiva,
    Decisoria,
    IntegrazioneEfficacia,
}

impl TipoFase {
    pub(crate) const ALL: [Self; 5] =
        [Self::Preparatoria, Self::Istruttoria, Self::Consultiva, Self::Decisoria, Self::IntegrazioneEfficacia];

    /// Element and words. The first comes from a sample that a conservatore accepts; the others follow its pattern and
    /// the words of the annex.
    pub(crate) fn nomi(self) -> (&'static str, &'static str) {
        match self {
            Self::Preparatoria => ("Preparatoria", "Preparatoria"),
            Self::Istruttoria => ("Istruttoria", "Istruttoria"),
            Self::Consultiva => ("Consultiva", "Consultiva"),
            Self::Decisoria => ("DecisoriaODeliberativa", "Decisoria o deliberativa"),
            Self::IntegrazioneEfficacia => ("IntegrazioneDellEfficacia", "Integrazione dell'efficacia"),
        }
    }
}

/// A phase, from when to when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fase {
    /// Which.
    pub tipo: TipoFase,
    /// From.
    pub inizio: NaiveDate,
    /// To.
    pub fine: Option<NaiveDate>,
}

/// `ProcedimentoAmministrativo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedimento {
    /// Matter, subject or unit, as the catalogue names it.
    pub materia: String,
    /// Its name.
    pub denominazione: String,
    /// Where the catalogue of proceedings is published (art. 35 D.Lgs. 33/2013).
    pub catalogo: String,
    /// Its phases.
    pub fasi: Vec<Fase>,
}

/// A document that lies in the aggregation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentoIndice {
    /// Whether it is a "documento amministrativo informatico".
    pub amministrativo: bool,
    /// Its identity.
    pub id: IdDoc,
}

/// The metadata of a fascicolo or a serie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fascicolo {
    /// Its identity.
    pub id: IdAgg,
    /// What it is about; only of a fascicolo.
    pub tipologia: Option<TipologiaFascicolo>,
    /// Who had to do with it.
    pub soggetti: Vec<Ruolo>,
    /// Who had it.
    pub assegnazioni: Vec<Assegnazione>,
    /// Opened on.
    pub apertura: NaiveDate,
    /// Its place in the titolario.
    pub classificazione: Classificazione,
    /// Its number within class and year.
    pub progressivo: u64,
    /// Subject.
    pub oggetto: String,
    /// Up to five.
    pub parole_chiave: Vec<String>,
    /// Closed on; none while it is open.
    pub chiusura: Option<NaiveDate>,
    /// The proceeding.
    pub procedimento: Option<Procedimento>,
    /// What lies in it.
    pub documenti: Vec<DocumentoIndice>,
    /// Where the paper lies, of one that was digitised.
    pub posizione: Option<String>,
    /// The fascicolo of which this one is a part.
    pub primario: Option<IdAgg>,
    /// How long it is kept.
    pub conservazione: Option<Conservazione>,
    /// Anything else.
    pub note: Option<String>,
}

impl Fascicolo {
    /// The root element.
    pub const RADICE: &str = "AggregazioneDocumentaliInformatiche";

    /// All that annex 5 asks for and is not there; empty when the metadata can be written.
    #[must_use]
    pub fn mancanze(&self) -> Vec<Mancanza> {
        crate::obblighi_fascicolo::fascicolo(self)
    }

    /// The metadata as an XML document.
    ///
    /// # Errors
    /// All that is missing ([`Fascicolo::mancanze`]).
    pub fn xml(&self) -> Result<String, Vec<Mancanza>> {
        let missing = self.mancanze();
        if missing.is_empty() {
            Ok(xml_out::to_string(|xml| crate::scrivi_fascicolo::fascicolo(xml, self)))
        } else {
            Err(missing)
        }
    }

    /// The same without XML declaration, to stand inside another document.
    ///
    /// # Errors
    /// As [`Fascicolo::xml`].
    pub fn elemento(&self) -> Result<String, Vec<Mancanza>> {
        let missing = self.mancanze();
        if missing.is_empty() {
            Ok(xml_out::piece_to_string(|xml| crate::scrivi_fascicolo::fascicolo(xml, self)))
        } else {
            Err(missing)
        }
    }
}
