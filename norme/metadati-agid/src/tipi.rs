//! The small types that documents and aggregations share.

use chrono::{NaiveDate, NaiveTime};

/// The digest of a document's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impronta {
    /// The digest itself, not its digits.
    pub valore: Vec<u8>,
    /// `SHA-256`, `SHA-384` or `SHA-512` (annex 6, table 1).
    pub algoritmo: String,
}

impl Impronta {
    /// A SHA-256.
    #[must_use]
    pub fn sha256(valore: [u8; 32]) -> Self {
        Impronta { valore: valore.to_vec(), algoritmo: "SHA-256".into() }
    }

    /// How many bytes a digest of this algorithm has; `None` for one that the guidelines do not admit.
    pub(crate) fn attesi(&self) -> Option<usize> {
        match self.algoritmo.as_str() {
            "SHA-256" => Some(32),
            "SHA-384" => Some(48),
            "SHA-512" => Some(64),
            _ => None,
        }
    }
}

/// `IdDoc`: what identifies a document for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdDoc {
    /// Its digest.
    pub impronta: Impronta,
    /// The identifier that the body gave it.
    pub identificativo: String,
    /// The "segnatura" of a registered document, as it stands on it (for example `c_m999/PG/2026/0001234`).
    pub segnatura: Option<String>,
}

/// `ModalitaDiFormazione`: how the document came to be (guidelines 2.1.1, letters a to d).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formazione {
    /// a) written with a program.
    Creazione,
    /// b) received, or copied from an analog original.
    Acquisizione,
    /// c) recorded from a transaction or an on-line form.
    Memorizzazione,
    /// d) generated from data, in a static form.
    Generazione,
}

impl Formazione {
    /// All, in the order of the letters.
    pub const ALL: [Self; 4] = [Self::Creazione, Self::Acquisizione, Self::Memorizzazione, Self::Generazione];

    /// The letter of the guidelines.
    #[must_use]
    pub fn lettera(self) -> char {
        match self {
            Self::Creazione => 'a',
            Self::Acquisizione => 'b',
            Self::Memorizzazione => 'c',
            Self::Generazione => 'd',
        }
    }

    /// The sentence of the schema. The printed schema breaks these sentences over lines; they are written with single
    /// blanks.
    #[must_use]
    pub fn testo(self) -> &'static str {
        match self {
            Self::Creazione => {
                "creazione tramite utilizzo di strumenti software che assicurino la produzione di documenti nei \
                 formati previsti in allegato 2"
            }
            Self::Acquisizione => {
                "acquisizione di un documento informatico per via telematica o su supporto informatico, \
                 acquisizione della copia per immagine su supporto informatico di un documento analogico, \
                 acquisizione della copia informatica di un documento analogico"
            }
            Self::Memorizzazione => {
                "memorizzazione su supporto informatico in formato digitale delle informazioni risultanti da \
                 transazioni o processi informatici o dalla presentazione telematica di dati attraverso moduli o \
                 formulari resi disponibili ad utente"
            }
            Self::Generazione => {
                "generazione o raggruppamento anche in via automatica di un insieme di dati o registrazioni, \
                 provenienti da una o più banche dati, anche appartenenti a più soggetti interoperanti, secondo una \
                 struttura logica predeterminata e memorizzata in forma statica"
            }
        }
    }

    /// From the sentence, or from its letter; blanks do not matter, and of a sentence its first word decides.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let first = text.split_whitespace().next()?.to_lowercase();
        Self::ALL.into_iter().find(|one| {
            one.testo().split(' ').next() == Some(first.as_str())
                || first.trim_end_matches(')') == one.lettera().to_string()
        })
    }
}

/// `TipologiaDiFlusso`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flusso {
    /// In entrata.
    Entrata,
    /// In uscita.
    Uscita,
    /// Interno.
    Interno,
}

impl Flusso {
    /// The letter of the schema.
    #[must_use]
    pub fn codice(self) -> &'static str {
        match self {
            Flusso::Entrata => "E",
            Flusso::Uscita => "U",
            Flusso::Interno => "I",
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        [Flusso::Entrata, Flusso::Uscita, Flusso::Interno].into_iter().find(|one| one.codice() == text)
    }
}

/// In which register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoRegistro {
    /// In none; only a "documento informatico" can be so.
    Nessuno,
    /// The protocollo, or the emergency register.
    Protocollo,
    /// Any other register (deliberazioni, determinazioni, registro giornaliero …).
    Repertorio,
}

/// `DatiDiRegistrazione`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrazione {
    /// In, out, internal.
    pub flusso: Flusso,
    /// In which register.
    pub tipo: TipoRegistro,
    /// The day of the registration, or of the document if it stands in no register.
    pub data: NaiveDate,
    /// The time, if known. Local time of Italy.
    pub ora: Option<NaiveTime>,
    /// The number. Of the protocollo: digits; they are filled up to seven (art. 57 DPR 445/2000).
    pub numero: String,
    /// The register's code: up to 16 letters, digits, `_`, `.` and `-`.
    pub codice: Option<String>,
}

/// `Classificazione`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classificazione {
    /// The index in the titolario (`VI.3`).
    pub indice: String,
    /// Its words.
    pub descrizione: String,
    /// Where the plan is published.
    pub piano: Option<String>,
}

/// `IdentificativoDelFormato`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formato {
    /// The format, as annex 2 names it; a MIME type serves.
    pub formato: String,
    /// The program that wrote it, when it can be told.
    pub prodotto: Option<Prodotto>,
}

/// `ProdottoSoftware`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prodotto {
    /// Its name.
    pub nome: Option<String>,
    /// Its version.
    pub versione: Option<String>,
    /// Who makes it.
    pub produttore: Option<String>,
}

/// What an aggregation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoAggregazione {
    /// Fascicolo.
    Fascicolo,
    /// Serie of documents.
    SerieDocumentale,
    /// Serie of fascicoli.
    SerieDiFascicoli,
}

impl TipoAggregazione {
    /// The words of the schema.
    #[must_use]
    pub fn testo(self) -> &'static str {
        match self {
            Self::Fascicolo => "Fascicolo",
            Self::SerieDocumentale => "Serie Documentale",
            Self::SerieDiFascicoli => "Serie Di Fascicoli",
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let all = [Self::Fascicolo, Self::SerieDocumentale, Self::SerieDiFascicoli];
        all.into_iter().find(|one| one.testo().eq_ignore_ascii_case(text))
    }
}

/// `IdAgg`: an aggregation by its identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdAgg {
    /// What it is.
    pub tipo: TipoAggregazione,
    /// The identifier that the body gave it.
    pub id: String,
}

/// `TempoDiConservazione`, from the plan of preservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conservazione {
    /// So many years, from 1 to 9998.
    Anni(u16),
    /// For ever: annex 5 writes 9999.
    Permanente,
}

impl Conservazione {
    /// The number of the schema.
    #[must_use]
    pub fn codice(self) -> u16 {
        match self {
            Conservazione::Anni(anni) => anni,
            Conservazione::Permanente => 9999,
        }
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let anni: u16 = text.parse().ok()?;
        match anni {
            9999 => Some(Conservazione::Permanente),
            1..9999 => Some(Conservazione::Anni(anni)),
            _ => None,
        }
    }
}
