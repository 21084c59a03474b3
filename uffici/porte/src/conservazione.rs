//! What an office has that must be kept for as long as the law wants, offered to whoever deposits it (AgID guidelines 2021,
//! chapter 4).

use std::fmt;

use db::Read;
use documents::document;
use ente::Ente;
use kernel::{Date, Instant, Uuid};

/// A kind of thing that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tipo {
    /// The register of a day.
    Giornaliero,
    /// A registered document with its attachments.
    Documento,
    /// A closed fascicolo.
    Fascicolo,
}

impl Tipo {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 3] = [Self::Giornaliero, Self::Documento, Self::Fascicolo];

    /// As it is written in a row or an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Giornaliero => "giornaliero",
            Self::Documento => "documento",
            Self::Fascicolo => "fascicolo",
        }
    }

    /// From what [`Tipo::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Something that is to be kept, told without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offerta {
    /// Its id in the office that has it.
    pub id: Uuid,
    /// Which time it is offered: a fascicolo that was reopened is offered again when it is closed again.
    pub versione: i64,
    /// What people call it: "Protocollo 12/2026". Never what it is about, which may be confidential.
    pub nome: String,
    /// From when on it is to be kept.
    pub nata_at: Instant,
    /// Until which day the law leaves for its deposit, that day included.
    pub termine: Date,
    /// Where the next asking goes on.
    pub segno: String,
}

/// Somebody who had to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parte {
    /// As it was written.
    pub nome: String,
    /// Tax code or VAT number, where one was written.
    pub codice_fiscale: Option<String>,
    /// Digital address, where one was written.
    pub indirizzo: Option<String>,
}

/// Which way a document went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flusso {
    /// It came in.
    Entrata,
    /// It went out.
    Uscita,
    /// It stayed.
    Interno,
}

/// A class of the titolario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classe {
    /// `VI.3`.
    pub codice: String,
    /// In words.
    pub nome: String,
}

/// A fascicolo by its identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DentroFascicolo {
    /// `2026-VI.3-17`.
    pub identificativo: String,
    /// What it is about.
    pub oggetto: String,
}

/// A file, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDaTenere {
    /// The document.
    pub documento: document::Model,
    /// Whether it is the thing itself; otherwise an attachment.
    pub principale: bool,
    /// What was found on it.
    pub segni: Segni,
}

/// What a file bears, as it was found when it was made or checked. One for trials counts as none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Segni {
    /// A signature.
    pub firmato: bool,
    /// The ente's own seal.
    pub sigillato: bool,
    /// A time stamp in that seal.
    pub marcato: bool,
}

/// What is told only of a document that stands in a register of its own, and not in that of protocollo (art. 53, c. 5, DPR 445/2000).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiRepertorio {
    /// What sort of document it is: "Determinazione".
    pub tipologia: String,
    /// Who signed it, the first first. None where their signatures are for trials alone.
    pub firmatari: Vec<Firmatario>,
}

/// Who signed a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Firmatario {
    /// Surname.
    pub cognome: String,
    /// First name.
    pub nome: String,
    /// The tax code in their certificate, of sixteen characters.
    pub codice_fiscale: Option<String>,
}

/// What is told only of a fascicolo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chiuso {
    /// `affare`, `attivita`, `persona`, `procedimento` …, as the office writes it.
    pub tipo: String,
    /// Its number within class and year.
    pub progressivo: i64,
    /// Opened on.
    pub aperto_il: Date,
    /// Closed on.
    pub chiuso_il: Date,
    /// The office that looked after it: code in the chart, and name.
    pub ufficio: (String, String),
    /// Its entries, in order.
    pub registrazioni: Vec<Contenuta>,
    /// What other offices have laid in it, in order: the office, by which it is offered ([`Conservabili::fonte`]), and its id there.
    pub altrui: Vec<(String, Uuid)>,
}

/// An entry that lies in a fascicolo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contenuta {
    /// Its id, under which its documents are offered.
    pub id: Uuid,
    /// Year and number.
    pub numero: (i64, i64),
    /// Whether it has documents. One that has none has nothing to be kept but its line in the register of the day.
    pub documenti: bool,
}

/// What may change of a thing that was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cambiamento {
    /// It was corrected.
    Corretta,
    /// A version of one of its documents with more signatures came to stand beside it.
    Firmata,
    /// It was annulled.
    Annullata,
}

/// The last change of a thing since it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cambio {
    /// What was changed.
    pub cosa: Cambiamento,
    /// When. Its microseconds are the version under which the thing is offered again.
    pub at: Instant,
    /// By whom: surname and first name.
    pub autore: (String, String),
}

/// All that is to be kept of one thing, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosa {
    /// Its kind.
    pub tipo: Tipo,
    /// The register's code.
    pub registro: String,
    /// Its number in that register, or the identifier of a fascicolo.
    pub numero: String,
    /// The year of the number.
    pub anno: i64,
    /// When it was registered, or the fascicolo closed.
    pub at: Instant,
    /// What it is about.
    pub oggetto: String,
    /// Whether access to it is restricted.
    pub riservata: bool,
    /// Which way it went.
    pub flusso: Flusso,
    /// Where it stands in the titolario.
    pub classe: Option<Classe>,
    /// Senders or addressees.
    pub parti: Vec<Parte>,
    /// Its files, the main one first; signed versions that stand beside are attachments. None for a fascicolo, whose documents are kept each by itself.
    pub file: Vec<FileDaTenere>,
    /// In which fascicoli it lies.
    pub fascicoli: Vec<DentroFascicolo>,
    /// The digital address of the body that has it.
    pub domicilio: Option<String>,
    /// Of a document in a register of its own alone.
    pub repertorio: Option<DiRepertorio>,
    /// Of a fascicolo alone.
    pub chiuso: Option<Chiuso>,
    /// The last change, of those that what is told here shows.
    pub cambio: Option<Cambio>,
}

/// Why an office could not answer.
#[derive(Debug)]
pub struct Silenzio(pub Box<dyn std::error::Error + Send + Sync>);

impl fmt::Display for Silenzio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "L'ufficio che tiene i documenti non ha risposto: {}", self.0)
    }
}

impl std::error::Error for Silenzio {}

/// The door of an office that has things to be kept. For the background alone: no person asks through it, and it hides nothing.
#[async_trait::async_trait]
pub trait Conservabili: Send + Sync + fmt::Debug {
    /// The office's id.
    fn fonte(&self) -> &'static str;

    /// What of this kind came to be kept after the `segno` of an earlier answer, oldest first, `most` at most. Without a `segno`, from
    /// the beginning. The same thing may come twice: its id and version tell it.
    async fn nuove(&self, read: &Read, tipo: Tipo, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Silenzio>;

    /// Which documents were corrected, signed or annulled after the `segno` of an earlier answer, told as by [`Conservabili::nuove`]: the thing's own
    /// id, with the microseconds of the change as `versione` ([`Cambio::at`]). An office in which nothing is ever changed has none.
    async fn cambiate(&self, _read: &Read, _segno: Option<&str>, _most: u64) -> Result<Vec<Offerta>, Silenzio> {
        Ok(Vec::new())
    }

    /// All of one thing, as it stands now; none where there is none.
    async fn leggi(&self, ente: &Ente, tipo: Tipo, id: Uuid) -> Result<Option<Cosa>, Silenzio>;
}
