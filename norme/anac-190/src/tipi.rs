//! What the files tell.

use chrono::NaiveDate;

/// What stands before the data of either file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadati {
    /// Its title.
    pub titolo: String,
    /// What it is about.
    pub sommario: String,
    /// When it was published first.
    pub pubblicato: NaiveDate,
    /// The name of the ente.
    pub ente: String,
    /// When it was brought up to date.
    pub aggiornato: NaiveDate,
    /// The year it is about.
    pub anno: i32,
    /// Its own address, `https://` or `http://`.
    pub url: String,
    /// The licence of the data, in words.
    pub licenza: String,
}

/// The contracts of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// What stands before them.
    pub metadati: Metadati,
    /// The lots.
    pub lotti: Vec<Lotto>,
}

/// The index of the files of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indice {
    /// What stands before them.
    pub metadati: Metadati,
    /// The files, at least one.
    pub dataset: Vec<VoceIndice>,
}

/// A file of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoceIndice {
    /// Its address.
    pub link: String,
    /// When it was brought up to date.
    pub aggiornato: NaiveDate,
}

/// A lot, with its code (CIG).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lotto {
    /// The code: ten letters and digits; ten zeros where none was due.
    pub cig: String,
    /// Which body proposes it.
    pub struttura: Struttura,
    /// What it is about, at most 250 letters.
    pub oggetto: String,
    /// How the contractor was chosen.
    pub scelta: &'static Scelta,
    /// Who was invited or bid.
    pub partecipanti: Vec<Offerente>,
    /// Who won; several for a framework agreement.
    pub aggiudicatari: Vec<Offerente>,
    /// Awarded, in cents without VAT.
    pub aggiudicato: u64,
    /// When the work began.
    pub inizio: Option<NaiveDate>,
    /// When it was done.
    pub ultimazione: Option<NaiveDate>,
    /// Paid so far, in cents without VAT.
    pub liquidato: u64,
}

/// The body that proposes a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Struttura {
    /// Its tax code.
    pub codice_fiscale: String,
    /// Its name, at most 250 letters.
    pub denominazione: String,
}

/// One that bids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offerente {
    /// Alone.
    Singolo(Soggetto),
    /// Together: at least two, each with what it is in the group.
    Raggruppamento(Vec<(Soggetto, Ruolo)>),
}

/// A firm or a person that bids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soggetto {
    /// The Italian tax code, or the identifier of another country.
    pub codice: Result<String, String>,
    /// Its name, at most 250 letters.
    pub ragione_sociale: String,
}

/// What a member is in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruolo {
    /// 01.
    Mandante,
    /// 02.
    Mandataria,
    /// 03.
    Associata,
    /// 04.
    Capogruppo,
    /// 05.
    Consorziata,
}

impl Ruolo {
    /// All of them.
    pub const TUTTI: [Self; 5] =
        [Self::Mandante, Self::Mandataria, Self::Associata, Self::Capogruppo, Self::Consorziata];

    /// As the schema writes it.
    #[must_use]
    pub const fn valore(self) -> &'static str {
        match self {
            Self::Mandante => "01-MANDANTE",
            Self::Mandataria => "02-MANDATARIA",
            Self::Associata => "03-ASSOCIATA",
            Self::Capogruppo => "04-CAPOGRUPPO",
            Self::Consorziata => "05-CONSORZIATA",
        }
    }
}

/// A way of choosing the contractor.
#[derive(Debug, PartialEq, Eq)]
pub struct Scelta {
    /// Its two digits.
    pub codice: &'static str,
    /// As the schema writes it, digits and words.
    pub valore: &'static str,
}

const fn voce(codice: &'static str, valore: &'static str) -> Scelta {
    Scelta { codice, valore }
}

/// The closed list of version 1.3.
pub static SCELTE: [Scelta; 29] = [
    voce("01", "01-PROCEDURA APERTA"),
    voce("02", "02-PROCEDURA RISTRETTA"),
    voce("03", "03-PROCEDURA NEGOZIATA PREVIA PUBBLICAZIONE"),
    voce("04", "04-PROCEDURA NEGOZIATA SENZA PREVIA PUBBLICAZIONE"),
    voce("05", "05-DIALOGO COMPETITIVO"),
    voce("06", "06-PROCEDURA NEGOZIATA SENZA PREVIA INDIZIONE DI GARA (SETTORI SPECIALI)"),
    voce("07", "07-SISTEMA DINAMICO DI ACQUISIZIONE"),
    voce("08", "08-AFFIDAMENTO IN ECONOMIA - COTTIMO FIDUCIARIO"),
    voce("14", "14-PROCEDURA SELETTIVA EX ART 238 C.7, D.LGS. 163/2006"),
    voce("17", "17-AFFIDAMENTO DIRETTO EX ART. 5 DELLA LEGGE 381/91"),
    voce("21", "21-PROCEDURA RISTRETTA DERIVANTE DA AVVISI CON CUI SI INDICE LA GARA"),
    voce("22", "22-PROCEDURA NEGOZIATA CON PREVIA INDIZIONE DI GARA (SETTORI SPECIALI)"),
    voce("23", "23-AFFIDAMENTO DIRETTO"),
    voce("24", "24-AFFIDAMENTO DIRETTO A SOCIETA' IN HOUSE"),
    voce(
        "25",
        "25-AFFIDAMENTO DIRETTO A SOCIETA' RAGGRUPPATE/CONSORZIATE O CONTROLLATE NELLE CONCESSIONI E NEI PARTENARIATI",
    ),
    voce("26", "26-AFFIDAMENTO DIRETTO IN ADESIONE AD ACCORDO QUADRO/CONVENZIONE"),
    voce("27", "27-CONFRONTO COMPETITIVO IN ADESIONE AD ACCORDO QUADRO/CONVENZIONE"),
    voce("28", "28-PROCEDURA AI SENSI DEI REGOLAMENTI DEGLI ORGANI COSTITUZIONALI"),
    voce("29", "29-PROCEDURA RISTRETTA SEMPLIFICATA"),
    voce("30", "30-PROCEDURA DERIVANTE DA LEGGE REGIONALE"),
    voce("31", "31-AFFIDAMENTO DIRETTO PER VARIANTE SUPERIORE AL 20% DELL'IMPORTO CONTRATTUALE"),
    voce("32", "32-AFFIDAMENTO RISERVATO"),
    voce("33", "33-PROCEDURA NEGOZIATA PER AFFIDAMENTI SOTTO SOGLIA"),
    voce(
        "34",
        "34-PROCEDURA ART.16 COMMA 2-BIS DPR 380/2001 PER OPERE URBANIZZAZIONE A SCOMPUTO PRIMARIE SOTTO SOGLIA COMUNITARIA",
    ),
    voce("35", "35-PARTERNARIATO PER L’INNOVAZIONE"),
    voce("36", "36-AFFIDAMENTO DIRETTO PER LAVORI, SERVIZI O FORNITURE SUPPLEMENTARI"),
    voce("37", "37-PROCEDURA COMPETITIVA CON NEGOZIAZIONE"),
    voce("38", "38-PROCEDURA DISCIPLINATA DA REGOLAMENTO INTERNO PER SETTORI SPECIALI"),
    voce(
        "39",
        "39-AFFIDAMENTO DIRETTO PER MODIFICHE CONTRATTUALI O VARIANTI PER LE QUALI È NECESSARIA UNA NUOVA PROCEDURA DI AFFIDAMENTO",
    ),
];

/// A way of choosing by its two digits.
#[must_use]
pub fn scelta(codice: &str) -> Option<&'static Scelta> {
    SCELTE.iter().find(|one| one.codice == codice)
}
