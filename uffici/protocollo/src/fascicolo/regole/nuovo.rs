//! What a fascicolo must have to be opened.

use authz::{PersonId, UnitId};
use kernel::{Date, Refusal};

use super::{Chiave, Tipo};

/// What is asked to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nuovo {
    /// Which kind.
    pub tipo: Tipo,
    /// The class; of a sub-fascicolo it is that of the one above.
    pub classe: String,
    /// What it is about.
    pub oggetto: String,
    /// The unit that answers for it.
    pub ufficio: UnitId,
    /// The person who does.
    pub responsabile: Option<PersonId>,
    /// By when it must be closed.
    pub termine: Option<Date>,
    /// Whose it is.
    pub intestatario: Option<String>,
    /// Their tax code or VAT number.
    pub codice_fiscale: Option<String>,
    /// Whether only whom it concerns may know of it.
    pub riservato: bool,
    /// The fascicolo under which it opens.
    pub sopra: Option<Chiave>,
}

const LONGEST_SUBJECT: usize = 500;
const LONGEST_NAME: usize = 300;

const LAW_OBJECT: &str = "art. 41, comma 2-ter, CAD";
const LAW_SYSTEM: &str = "art. 64 DPR 445/2000";

impl Nuovo {
    /// With what none can be without; all the rest is empty.
    pub fn new(tipo: Tipo, classe: &str, oggetto: impl Into<String>, ufficio: UnitId) -> Self {
        Self {
            tipo,
            classe: classe.into(),
            oggetto: oggetto.into(),
            ufficio,
            responsabile: None,
            termine: None,
            intestatario: None,
            codice_fiscale: None,
            riservato: false,
            sopra: None,
        }
    }

    /// Whether it may be opened on `today`.
    ///
    /// # Errors
    /// All the reasons why not.
    pub fn check(&self, today: Date) -> Result<(), Refusal> {
        let mut refusal = Refusal::default();
        check_object(&self.oggetto, &mut refusal);
        if self.sopra.is_none() && self.classe.trim().is_empty() {
            refusal.add_law(
                Some("classe"),
                "Manca la classe del titolario: dà al fascicolo il suo posto e il suo numero.",
                LAW_SYSTEM,
            );
        }
        let named = self.intestatario.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if self.tipo.di_persona() && named.is_none() {
            let sentence = "Manca l'intestatario: scrivi di chi è il fascicolo.";
            refusal.add_law(Some("intestatario"), sentence, "Linee guida AgID sui documenti informatici, allegato 5");
        }
        if named.is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            refusal.add(Some("intestatario"), format!("Il nome è troppo lungo: al massimo {LONGEST_NAME} caratteri."));
        }
        if self.tipo == Tipo::Procedimento && self.responsabile.is_none() {
            let sentence = "Manca il responsabile del procedimento: sceglilo fra le persone dell'ufficio.";
            refusal.add_law(Some("responsabile"), sentence, "art. 5 L. 241/1990; art. 41, comma 2-ter, CAD");
        }
        check_term(self.tipo, self.termine, today, &mut refusal);
        refusal.unless_empty(())
    }
}

pub(super) fn check_object(oggetto: &str, refusal: &mut Refusal) {
    let length = oggetto.trim().chars().count();
    if length == 0 {
        refusal.add_law(
            Some("oggetto"),
            "Manca l'oggetto. Scrivi in una riga di che cosa tratta il fascicolo.",
            LAW_OBJECT,
        );
    } else if length < 5 {
        refusal.add_law(
            Some("oggetto"),
            "L'oggetto è troppo corto: chi cerca il fascicolo deve capire di che cosa tratta.",
            LAW_OBJECT,
        );
    } else if length > LONGEST_SUBJECT {
        refusal.add(Some("oggetto"), format!("L'oggetto è troppo lungo: al massimo {LONGEST_SUBJECT} caratteri."));
    }
}

/// An affare and a proceeding say by when they end (L. 241/1990, art. 2); what is a person's has no end that one could tell.
pub(super) fn check_term(tipo: Tipo, termine: Option<Date>, today: Date, refusal: &mut Refusal) {
    match termine {
        None if tipo == Tipo::Procedimento => {
            let sentence = "Manca il termine: scrivi entro quando il procedimento deve finire.";
            refusal.add_law(Some("termine"), sentence, "art. 2 L. 241/1990");
        }
        None if tipo.con_termine() => {
            refusal.add(
                Some("termine"),
                "Manca il termine: un affare ha una fine, scrivi entro quando conti di chiuderlo.",
            );
        }
        Some(_) if tipo.di_persona() => {
            let sentence = "Il fascicolo di una persona resta aperto finché dura il rapporto: togli il termine.";
            refusal.add(Some("termine"), sentence);
        }
        Some(day) if day < today => {
            let sentence =
                format!("Il termine {} è già passato: scrivi un giorno da oggi in poi.", day.format("%d/%m/%Y"));
            refusal.add(Some("termine"), sentence);
        }
        _ => {}
    }
}
