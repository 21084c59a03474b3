//! An act, as it is given.

use chrono::NaiveDate;

/// An act of a comune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atto {
    /// Whose it is.
    pub comune: Comune,
    /// What it is.
    pub genere: Genere,
    /// Its number, without year: letters, digits, `.`, `_`, `-`.
    pub numero: String,
    /// When it was adopted.
    pub data: NaiveDate,
    /// Its subject, as it may be read.
    pub oggetto: String,
    /// Its name by URN:NIR, if it has one.
    pub urn: Option<String>,
    /// Who decides: "Il responsabile del settore lavori pubblici".
    pub organo: Option<String>,
    /// Whether the public reads less than was signed.
    pub omissis: bool,
    /// When it was published.
    pub pubblicazione: Option<Pubblicazione>,
    /// Since when it has effect.
    pub esecutiva: Option<NaiveDate>,
    /// When this file is made.
    pub generato: NaiveDate,
    /// What stands before the decision.
    pub preambolo: Vec<Sezione>,
    /// What is decided, or what the text says.
    pub corpo: Vec<Sezione>,
    /// How one appeals, and other words at the end.
    pub conclusioni: Vec<Blocco>,
    /// Who signed.
    pub firme: Vec<Firma>,
    /// Its annexes.
    pub allegati: Vec<Allegato>,
}

/// An ente.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comune {
    /// Its code in the index of public administrations: `c_m999`.
    pub codice: String,
    /// Its name.
    pub denominazione: String,
}

/// A kind of act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genere {
    /// For addresses: small letters, digits, `-` (`determina`, `delibera-giunta`).
    pub codice: String,
    /// For people: "Determinazione".
    pub denominazione: String,
}

/// Where and when an act was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pubblicazione {
    /// The first day on the albo.
    pub dal: NaiveDate,
    /// Its number in the register of publications.
    pub numero: String,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firma {
    /// Name and surname.
    pub nome: String,
    /// As what: "Il sindaco".
    pub qualifica: String,
}

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parte {
    /// Powers: "visti …".
    Preambolo,
    /// Facts and reasons: "premesso, considerato …".
    Considerato,
    /// What was said and voted.
    Discussione,
    /// What is decided. Its title ("DETERMINA") is the word that decides.
    Dispositivo,
    /// Another text.
    Testo,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sezione {
    /// What it is for.
    pub parte: Parte,
    /// Its title; may be empty.
    pub titolo: Vec<Testo>,
    /// What stands in it.
    pub blocchi: Vec<Blocco>,
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Blocco {
    /// A paragraph.
    Paragrafo(Vec<Testo>),
    /// A heading within a section.
    Titolo(Vec<Testo>),
    /// Words of somebody else.
    Citazione(Vec<Testo>),
    /// Points. In a dispositivo those of the first level are its paragraphs.
    Elenco(Vec<Voce>),
    /// A table.
    Tabella(Tabella),
}

/// A point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voce {
    /// Its mark, as it is read: "1.", "a)", "–".
    pub numero: String,
    /// What it says.
    pub blocchi: Vec<Blocco>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tabella {
    /// What it is about; may be empty.
    pub didascalia: Vec<Testo>,
    /// The rows that say what the columns are.
    pub intestazione: Vec<Vec<Cella>>,
    /// The others.
    pub righe: Vec<Vec<Cella>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cella {
    /// Its words.
    pub testo: Vec<Testo>,
    /// Over how many columns it goes, at least 1.
    pub colonne: u8,
}

/// Words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Testo {
    /// Words of one look.
    Parole {
        /// Them.
        testo: String,
        /// Strong.
        forte: bool,
        /// Emphasised.
        corsivo: bool,
    },
    /// A reference to a law, an act or a page.
    Rinvio {
        /// Its address: `urn:…`, `/akn/…`, `http(s)://…`.
        href: String,
        /// The words that refer to it.
        testo: String,
    },
    /// A line break.
    ACapo,
}

/// An annex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allegato {
    /// Its title.
    pub titolo: String,
    /// What it is.
    pub contenuto: Contenuto,
}

/// What an annex is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contenuto {
    /// A text.
    Testo(Vec<Sezione>),
    /// A file.
    File {
        /// Where it is: `http(s)://…`, or a path beside this file.
        href: String,
        /// Its name.
        nome: String,
    },
}

impl Testo {
    /// Plain words.
    #[must_use]
    pub fn parole(testo: impl Into<String>) -> Self {
        Testo::Parole { testo: testo.into(), forte: false, corsivo: false }
    }
}
