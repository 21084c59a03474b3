//! A closed fascicolo, whose units lie with the conservatore already.

use chrono::NaiveDate;

use crate::{Motivo, Versatore};

/// What identifies a fascicolo: year and number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChiaveFascicolo {
    /// Year, up to 9999.
    pub anno: u32,
    /// Number.
    pub numero: String,
}

/// Which deposit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TipoConservazioneFascicolo {
    /// Closed, for good.
    #[default]
    InArchivio,
    /// Still open.
    VersamentoAnticipato,
}

impl TipoConservazioneFascicolo {
    pub(crate) const ALL: [Self; 2] = [Self::InArchivio, Self::VersamentoAnticipato];

    pub(crate) fn testo(self) -> &'static str {
        match self {
            Self::InArchivio => "IN_ARCHIVIO",
            Self::VersamentoAnticipato => "VERSAMENTO_ANTICIPATO",
        }
    }
}

/// `SoggettoProduttore`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoggettoProduttore {
    /// Environment.
    pub ambiente: Option<String>,
    /// Code.
    pub codice: Option<String>,
    /// Name.
    pub denominazione: Option<String>,
}

/// A profile: its version and its XML, one element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sezione {
    /// Version agreed with the conservatore.
    pub versione: String,
    /// One element, without declaration.
    pub xml: String,
}

/// Something that lies in the fascicolo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contenuto {
    /// A unit of documents.
    Unita {
        /// Its register.
        registro: String,
        /// Its year.
        anno: u32,
        /// Its number.
        numero: String,
        /// Its place, from 1.
        posizione: Option<u32>,
        /// On which day it came into the fascicolo.
        inserita: Option<NaiveDate>,
    },
    /// A fascicolo within.
    Fascicolo {
        /// Which.
        chiave: ChiaveFascicolo,
        /// Its place, from 1.
        posizione: Option<u32>,
        /// On which day it came into the fascicolo.
        inserito: Option<NaiveDate>,
    },
}

/// `IndiceSIPFascicolo`, version 3.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SipFascicolo {
    /// Version of the service: `3.0`.
    pub versione: String,
    /// Which deposit.
    pub conservazione: TipoConservazioneFascicolo,
    /// Accept a class that is not in the plan.
    pub forza_classificazione: Option<bool>,
    /// Accept a number of an unusual form.
    pub forza_numero: Option<bool>,
    /// Accept links to fascicoli that are not there.
    pub forza_collegamento: Option<bool>,
    /// Only try: nothing is kept.
    pub simula: Option<bool>,
    /// Who deposits.
    pub versatore: Versatore,
    /// Whose archive.
    pub produttore: Option<SoggettoProduttore>,
    /// Its key.
    pub chiave: ChiaveFascicolo,
    /// Type agreed with the conservatore.
    pub tipo: String,
    /// Class, links, time of preservation: [`ProfiloArchivistico`] makes it.
    pub archivistico: Sezione,
    /// The metadata of AgID's annex 5.
    pub normativo: Option<Sezione>,
    /// Days, subject, notes: [`ProfiloGenerale`] makes it.
    pub generale: Sezione,
    /// What was agreed with the conservatore.
    pub specifico: Option<Sezione>,
    /// What lies in it.
    pub contenuto: Vec<Contenuto>,
}

impl SipFascicolo {
    /// All that the service would refuse at once; empty when it can be sent.
    #[must_use]
    pub fn motivi(&self) -> Vec<Motivo> {
        crate::fascicolo_xml::motivi(self)
    }

    /// The XML to send.
    ///
    /// # Errors
    /// All the reasons why not ([`SipFascicolo::motivi`]).
    pub fn xml(&self) -> Result<String, Vec<Motivo>> {
        let reasons = self.motivi();
        if reasons.is_empty() {
            Ok(xml_out::to_string(|xml| crate::fascicolo_xml::write(xml, self)))
        } else {
            Err(reasons)
        }
    }
}

/// A step of the way through the titolario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoceClassificazione {
    /// Its code.
    pub codice: String,
    /// In words.
    pub descrizione: String,
}

/// A linked fascicolo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collegamento {
    /// Which.
    pub chiave: ChiaveFascicolo,
    /// How.
    pub descrizione: String,
}

/// `ProfiloArchivisticoFascicolo`, in the form of the conservatore's published example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfiloArchivistico {
    /// Index of classification.
    pub indice: String,
    /// Its steps.
    pub voci: Vec<VoceClassificazione>,
    /// The fascicolo of which this one is a part.
    pub appartenenza: Option<ChiaveFascicolo>,
    /// Linked fascicoli.
    pub collegamenti: Vec<Collegamento>,
    /// Years; 9999 for ever.
    pub tempo: u16,
    /// About the plan of preservation.
    pub piano: Option<String>,
}

impl ProfiloArchivistico {
    /// As a profile of that version.
    #[must_use]
    pub fn sezione(&self, versione: &str) -> Sezione {
        let xml = xml_out::piece_to_string(|xml| crate::fascicolo_xml::archivistico(xml, self));
        Sezione { versione: versione.to_owned(), xml: xml.trim_end().to_owned() }
    }
}

/// `ProfiloGeneraleFascicolo`, in the form of the conservatore's published example; its parties stand in the metadata
/// of annex 5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfiloGenerale {
    /// Opened on.
    pub apertura: NaiveDate,
    /// Closed on.
    pub chiusura: Option<NaiveDate>,
    /// Subject.
    pub oggetto: String,
    /// How confidential.
    pub riservatezza: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

impl ProfiloGenerale {
    /// As a profile of that version.
    #[must_use]
    pub fn sezione(&self, versione: &str) -> Sezione {
        let xml = xml_out::piece_to_string(|xml| crate::fascicolo_xml::generale(xml, self));
        Sezione { versione: versione.to_owned(), xml: xml.trim_end().to_owned() }
    }
}
