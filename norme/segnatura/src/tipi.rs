//! What a protocol file says, whatever its form.

use crate::{Anomalia, Form};
use chrono::{NaiveDate, NaiveTime};

/// The protocol data of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segnatura {
    /// Which of the three forms.
    pub form: Form,
    /// The sender's registration.
    pub identificatore: Identificatore,
    /// The first registration, when the document is sent on.
    pub prima_registrazione: Option<Identificatore>,
    /// Subject.
    pub oggetto: String,
    /// The sender's classification.
    pub classifiche: Vec<Classifica>,
    /// The sender's file.
    pub fascicolo: Option<Fascicolo>,
    /// True if the sender asks for confidentiality.
    pub riservato: bool,
    /// The sender's words about it.
    pub riservato_note: Option<String>,
    /// Who sends.
    pub mittente: Soggetto,
    /// To whom.
    pub destinatari: Vec<Destinatario>,
    /// Where to answer, if not to the sender (2001, 2013).
    pub risposta: Option<String>,
    /// The main document; `None` if it is the text of the mail itself.
    pub documento: Option<Documento>,
    /// True if the text of the mail is the main document (2001, 2013).
    pub testo_del_messaggio: bool,
    /// The attachments, those in folders too.
    pub allegati: Vec<Documento>,
    /// What the message answers or is about.
    pub riferimenti: Vec<Riferimento>,
    /// Free notes.
    pub note: Option<String>,
    /// True if there is an XML signature. It is **not** verified here.
    pub firmata: bool,
    /// What is odd.
    pub anomalie: Vec<Anomalia>,
}

/// A registration in a protocol register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identificatore {
    /// IPA code of the body.
    pub codice_amministrazione: String,
    /// Its name, if given (2021).
    pub amministrazione: Option<String>,
    /// IPA code of the AOO.
    pub codice_aoo: String,
    /// Code of the register; absent in files older than the 2013 rules.
    pub codice_registro: Option<String>,
    /// Number, as written (seven digits or more).
    pub numero: String,
    /// Date.
    pub data: Option<NaiveDate>,
    /// Time.
    pub ora: Option<NaiveTime>,
}

/// A place in the sender's classification scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classifica {
    /// Its name.
    pub denominazione: Option<String>,
    /// The levels, outermost first; one alone if the code is given whole.
    pub livelli: Vec<String>,
}

impl Classifica {
    /// The code, levels joined by a point.
    #[must_use]
    pub fn codice(&self) -> String {
        self.livelli.join(".")
    }
}

/// The sender's file (2021).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fascicolo {
    /// Its name.
    pub denominazione: Option<String>,
    /// Its code.
    pub codice: Option<String>,
}

/// Kinds of parties.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TipoSoggetto {
    /// An Italian public body.
    #[default]
    Amministrazione,
    /// A company or another body.
    PersonaGiuridica,
    /// A person.
    PersonaFisica,
    /// A foreign public body.
    AmministrazioneEstera,
}

/// A sender or a recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Soggetto {
    /// What it is.
    pub tipo: TipoSoggetto,
    /// Its name.
    pub denominazione: String,
    /// IPA code of the body.
    pub codice_amministrazione: Option<String>,
    /// IPA code of the AOO.
    pub codice_aoo: Option<String>,
    /// Name of the AOO.
    pub aoo: Option<String>,
    /// Organisational units, outermost first.
    pub unita: Vec<String>,
    /// Persons named, with role or title.
    pub persone: Vec<String>,
    /// Tax code or VAT number.
    pub codice_fiscale: Option<String>,
    /// Mail addresses.
    pub indirizzi_telematici: Vec<String>,
}

/// A recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinatario {
    /// Who; only an address, if the file gives no more.
    pub soggetto: Soggetto,
    /// True if the sender asks for a confirmation of reception.
    pub conferma_ricezione: bool,
    /// True if it is for information only.
    pub per_conoscenza: bool,
}

/// A document of the message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documento {
    /// File name in the message; `None` for paper.
    pub nome: Option<String>,
    /// Media type.
    pub tipo_mime: Option<String>,
    /// Title, description or subject.
    pub descrizione: Option<String>,
    /// Kind, for the administration (circular, note…).
    pub tipo_documento: Option<String>,
    /// Digest.
    pub impronta: Option<Impronta>,
    /// Where it can be fetched, if it is not in the message. **Never** fetch it unasked.
    pub collocazione: Option<String>,
    /// True if it is on paper.
    pub cartaceo: bool,
    /// True if the sender says it is signed, sealed, or time-stamped (2021).
    pub firmato: bool,
    /// Names of detached signature files (2021).
    pub firme_separate: Vec<String>,
    /// Folder it stands in (2001, 2013): code or subject.
    pub fascicolo: Option<String>,
}

/// A digest, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impronta {
    /// Algorithm; SHA-256 if not written.
    pub algoritmo: String,
    /// Base64 of the digest.
    pub valore: String,
}

/// What a message answers or is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Riferimento {
    /// A registered message.
    Registrazione(Box<Identificatore>),
    /// A message that was not registered, in words.
    Descrizione(String),
    /// A procedure or case: identifier and subject (2001, 2013).
    Procedimento {
        /// Its identifier.
        identificativo: String,
        /// Its subject.
        oggetto: Option<String>,
    },
}
