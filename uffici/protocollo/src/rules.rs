//! What a registration must have: pure rules, without database or clock.

use authz::{PersonId, UnitId};
use kernel::{Date, Id, Refusal};

use crate::tables::{assegnazione, registrazione};

/// Which way a document goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verso {
    /// Received.
    Arrivo,
    /// Sent.
    Partenza,
    /// Between offices of the ente.
    Interno,
}

impl Verso {
    /// All, in the order of the forms.
    pub const ALL: [Self; 3] = [Self::Arrivo, Self::Partenza, Self::Interno];

    /// The word kept in a row and in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Arrivo => "arrivo",
            Self::Partenza => "partenza",
            Self::Interno => "interno",
        }
    }

    /// The way back from [`Verso::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verso| verso.code() == code)
    }

    /// As a page says it: "in arrivo".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Arrivo => "in arrivo",
            Self::Partenza => "in partenza",
            Self::Interno => "interno",
        }
    }
}

/// For programs: one of its words.
impl schemars::JsonSchema for Verso {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Verso".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::code) })
    }
}

/// How a document travels.
pub const MEZZI: [(&str, &str); 9] = [
    ("pec", "PEC"),
    ("email", "Posta elettronica"),
    ("mano", "Consegna a mano"),
    ("posta", "Posta ordinaria"),
    ("raccomandata", "Raccomandata"),
    ("portale", "Portale o servizio in rete"),
    ("cooperazione", "Cooperazione applicativa"),
    ("interno", "Trasmissione interna"),
    ("altro", "Altro"),
];

/// The codes of [`MEZZI`].
pub(crate) fn mezzi() -> Vec<&'static str> {
    MEZZI.iter().map(|(code, _)| *code).collect()
}

/// Adds to `refusal` why `mezzo` is not one of [`MEZZI`].
pub(crate) fn check_mezzo(mezzo: &str, refusal: &mut Refusal) {
    if !mezzi().contains(&mezzo) {
        refusal.add(Some("mezzo"), "Scegli dall'elenco come è arrivato o come parte il documento.");
    }
}

/// What a mezzo is called on a page.
pub fn mezzo_label(code: &str) -> &str {
    MEZZI.iter().find(|(known, _)| *known == code).map_or(code, |(_, label)| label)
}

/// A sender or an addressee as written in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parte {
    /// Name or denomination.
    pub nome: String,
    /// Tax code or VAT number.
    pub codice_fiscale: Option<String>,
    /// PEC or mail address.
    pub indirizzo: Option<String>,
}

impl Parte {
    /// Whether something can be read of its name.
    pub(crate) fn ha_un_nome(&self) -> bool {
        !in_una_riga(&self.nome).is_empty()
    }
}

/// What is asked to be registered, besides the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nuova {
    /// Which way it goes.
    pub verso: Verso,
    /// What it is about.
    pub oggetto: String,
    /// Senders of what arrives, addressees of what leaves; none for what stays inside.
    pub parti: Vec<Parte>,
    /// How it travelled: a code of `MEZZI`.
    pub mezzo: String,
    /// When it arrived.
    pub arrivata_il: Option<Date>,
    /// The sender's own protocol number.
    pub protocollo_mittente: Option<String>,
    /// The date of the document.
    pub data_mittente: Option<Date>,
    /// Whether only whom it concerns may know of it.
    pub riservata: bool,
    /// The class of the titolario.
    pub classe: Option<String>,
    /// A note of the clerk.
    pub note: Option<String>,
    /// To whom it is given at once.
    pub assegnazioni: Vec<Assegnatario>,
}

/// To whom an entry is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assegnatario {
    /// The unit.
    pub ufficio: UnitId,
    /// One person of it, or the whole unit.
    pub persona: Option<PersonId>,
    /// For action, or only for knowledge.
    pub tipo: Tipo,
}

/// Why an entry is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tipo {
    /// They must act: "per competenza".
    Competenza,
    /// They must know: "per conoscenza".
    Conoscenza,
}

impl Tipo {
    /// The word kept in a row.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Competenza => "competenza",
            Self::Conoscenza => "conoscenza",
        }
    }

    /// The way back from [`Tipo::code`]; what is unknown asks for action, the stricter of the two.
    pub fn from_code(code: &str) -> Self {
        if code == "conoscenza" { Self::Conoscenza } else { Self::Competenza }
    }
}

/// Words that say nothing about a document when they stand alone (AgID guidelines on the subject of entries).
const EMPTY_SUBJECTS: [&str; 10] = [
    "documento",
    "documenti",
    "lettera",
    "comunicazione",
    "comunicazioni",
    "richiesta",
    "pec",
    "mail",
    "varie",
    "trasmissione",
];
const LONGEST_SUBJECT: usize = 2_000;
pub(crate) const LONGEST_NOTE: usize = 10_000;
const LONGEST_NAME: usize = 500;
const MOST_PARTIES: usize = 200;
const MOST_ASSIGNEES: usize = 50;

impl Nuova {
    /// With what none can be without; all the rest is empty.
    pub fn new(verso: Verso, oggetto: impl Into<String>, mezzo: &str) -> Self {
        Self {
            verso,
            oggetto: oggetto.into(),
            parti: Vec::new(),
            mezzo: mezzo.into(),
            arrivata_il: None,
            protocollo_mittente: None,
            data_mittente: None,
            riservata: false,
            classe: None,
            note: None,
            assegnazioni: Vec::new(),
        }
    }

    /// Whether it may be registered on `today`.
    ///
    /// # Errors
    /// All the reasons why not.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        let mut refusal = Refusal::default();
        self.check_subject(&mut refusal);
        self.check_parties(&mut refusal);
        self.check_dates(today, &mut refusal);
        check_mezzo(&self.mezzo, &mut refusal);
        if self.note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
            refusal.add(Some("note"), format!("La nota è troppo lunga: al massimo {LONGEST_NOTE} caratteri."));
        }
        check_assignees(&self.assegnazioni, &mut refusal);
        refusal.unless_empty(())
    }

    fn check_subject(&self, refusal: &mut Refusal) {
        const LAW: &str = "art. 53, comma 1, lettera d, DPR 445/2000";
        let written = in_una_riga(&self.oggetto);
        let subject = written.as_str();
        if subject.is_empty() {
            refusal.add_law(
                Some("oggetto"),
                "Manca l'oggetto. Scrivi in una riga di che cosa tratta il documento.",
                LAW,
            );
        } else if subject.chars().count() < 5
            || EMPTY_SUBJECTS.contains(&subject.trim_end_matches('.').to_lowercase().as_str())
        {
            let sentence = format!(
                "L'oggetto \"{subject}\" non dice di che cosa tratta il documento. Aggiungi di che cosa e per chi."
            );
            refusal.add_law(Some("oggetto"), sentence, LAW);
        } else if subject.chars().count() > LONGEST_SUBJECT {
            refusal.add(Some("oggetto"), format!("L'oggetto è troppo lungo: al massimo {LONGEST_SUBJECT} caratteri."));
        }
    }

    fn check_parties(&self, refusal: &mut Refusal) {
        const LAW: &str = "art. 53, comma 1, lettera c, DPR 445/2000";
        let named = self.parti.iter().filter(|parte| parte.ha_un_nome()).count();
        match self.verso {
            Verso::Arrivo if named == 0 => {
                let sentence =
                    "Manca il mittente. Scrivi chi ha mandato il documento, oppure \"Anonimo\" se non è firmato.";
                refusal.add_law(Some("parti"), sentence, LAW);
            }
            Verso::Partenza if named == 0 => {
                refusal.add_law(Some("parti"), "Manca il destinatario. Scrivi a chi va il documento.", LAW);
            }
            Verso::Interno if self.assegnazioni.is_empty() => {
                let sentence = "Un documento interno va a un ufficio: scegli a chi assegnarlo.";
                refusal.add_law(Some("assegna"), sentence, LAW);
            }
            _ => {}
        }
        if self.parti.len() > MOST_PARTIES {
            refusal.add(Some("parti"), format!("Ci sono troppi nomi: al massimo {MOST_PARTIES} per registrazione."));
        }
        if self.parti.iter().any(|parte| parte.nome.chars().count() > LONGEST_NAME) {
            refusal.add(Some("parti"), format!("Un nome è troppo lungo: al massimo {LONGEST_NAME} caratteri."));
        }
    }

    fn check_dates(&self, today: Date, refusal: &mut Refusal) {
        let written = |day: Date| day.format("%d/%m/%Y");
        if let Some(day) = self.arrivata_il.filter(|day| *day > today) {
            let sentence = format!(
                "La data di arrivo {} è nel futuro. Scrivi il giorno in cui il documento è arrivato.",
                written(day)
            );
            refusal.add(Some("arrivata_il"), sentence);
        }
        if let Some(day) = self.data_mittente.filter(|day| *day > today) {
            let sentence =
                format!("La data del documento {} è nel futuro. Controlla il giorno e l'anno.", written(day));
            refusal.add(Some("data_mittente"), sentence);
        }
    }
}

/// Whether an entry may be annulled, and for that reason (art. 54 DPR 445/2000: with reason, day and who; the entry
/// remains legible).
///
/// # Errors
/// All the reasons why not.
pub fn check_annulment(already: bool, reason: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if already {
        refusal.add(None, "Questa registrazione è già annullata.");
    }
    let length = reason.trim().chars().count();
    if length < 10 {
        let sentence =
            "Scrivi il motivo dell'annullamento in una frase: resterà nel registro accanto alla registrazione.";
        refusal.add_law(Some("motivo"), sentence, "art. 54 DPR 445/2000");
    } else if length > LONGEST_SUBJECT {
        refusal.add(Some("motivo"), format!("Il motivo è troppo lungo: al massimo {LONGEST_SUBJECT} caratteri."));
    }
    refusal.unless_empty(())
}

/// Whether an assignment may be answered now.
///
/// # Errors
/// When it was answered already, or a refusal has no reason.
pub fn check_answer(assegnazione: &assegnazione::Model, accept: bool, reason: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if assegnazione.stato != IN_ATTESA {
        refusal.add(
            None,
            format!("A questa assegnazione qualcuno ha già risposto: ora è {}.", stato_label(&assegnazione.stato)),
        );
    }
    if !accept && reason.trim().chars().count() < 5 {
        refusal.add(Some("motivo"), "Scrivi perché la rifiuti: chi assegna deve sapere a chi darla.");
    }
    refusal.unless_empty(())
}

/// The states of an assignment.
pub const IN_ATTESA: &str = "in_attesa";
/// Accepted.
pub const ACCETTATA: &str = "accettata";
/// Refused.
pub const RIFIUTATA: &str = "rifiutata";

/// Passed on to another office.
pub const INOLTRATA: &str = "inoltrata";

/// What a state is called on a page.
pub fn stato_label(stato: &str) -> &'static str {
    match stato {
        ACCETTATA => "presa in carico",
        RIFIUTATA => "rifiutata",
        INOLTRATA => "inoltrata",
        _ => "in attesa",
    }
}

/// What was written or pasted, on one line and without what cannot be seen: marks that turn the direction of writing would show a
/// subject that is not the one registered.
pub(crate) fn in_una_riga(text: &str) -> String {
    let shown = |c: char| if c.is_whitespace() || documents::is_plain(c) { Some(c) } else { None };
    let line = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    text.chars().filter_map(shown).map(line).collect::<String>().trim().to_owned()
}

/// Notes in a refusal that an entry would be given to too many at once.
pub(crate) fn check_assignees(a: &[Assegnatario], refusal: &mut Refusal) {
    if a.len() > MOST_ASSIGNEES {
        refusal.add(Some("assegna"), format!("Assegna al massimo a {MOST_ASSIGNEES} destinatari interni alla volta."));
    }
}

/// "1234/2026".
pub fn segnatura(registrazione: &registrazione::Model) -> String {
    format!("{}/{}", registrazione.numero, registrazione.anno)
}

/// "protocollo n. 1234/2026 del 27/11/2026": as other offices call it.
pub fn segnatura_detta(registrazione: &registrazione::Model) -> String {
    let day = registrazione.registrata_at.rome().format("%d/%m/%Y");
    format!("protocollo n. {} del {day}", segnatura(registrazione))
}

/// Of ids that point at an entry.
pub type RegistrazioneId = Id<registrazione::Entity>;

#[cfg(test)]
mod tests;
