//! What a fascicolo must have, and what may be done with it: pure rules, without database or clock. Each gives all its reasons
//! at once.
//!
//! The law: DPR 445/2000, art. 64 and 65 (the system that ties documents to the matters they belong to), art. 67 (who answers for
//! the archive); CAD (d.lgs. 82/2005), art. 41 (the file of a proceeding); AgID guidelines 2021, annex 5, chapter 4 (the kinds).

mod nuovo;
mod tipo;

use authz::{PersonId, UnitId};
use kernel::{Date, Refusal};

pub use nuovo::Nuovo;
pub use tipo::Tipo;

use super::Chiave;
use nuovo::{check_object, check_term};

const LONGEST_REASON: usize = 2_000;
/// Pending things that a refusal to close names; of the others it says how many.
const MOST_NAMED: usize = 20;
/// Levels under a fascicolo: sub-fascicolo and inserto.
const MOST_LEVELS: usize = 2;

/// What of a fascicolo counts for whether it may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stato {
    /// Its number.
    pub chiave: Chiave,
    /// Whether it is closed itself.
    pub chiuso: bool,
    /// Of those above it, whether one is closed; with its number where the person may know it.
    pub sopra_chiuso: Option<Option<Chiave>>,
}

impl Stato {
    /// Nothing changes in a closed fascicolo, nor in one that lies under a closed one: what was put away stays as it was
    /// (art. 67 DPR 445/2000).
    fn check_open(&self, refusal: &mut Refusal) {
        if self.chiuso {
            let sentence = format!("Il fascicolo {} è chiuso: per cambiarlo, prima va riaperto.", self.chiave);
            refusal.add_law(Some("fascicolo"), sentence, "art. 67 DPR 445/2000");
        }
        self.check_above(refusal);
    }

    fn check_above(&self, refusal: &mut Refusal) {
        let Some(above) = &self.sopra_chiuso else { return };
        let which =
            above.as_ref().map_or_else(|| "che lo contiene".to_owned(), |above| format!("{above}, che lo contiene,"));
        refusal.add_law(
            Some("fascicolo"),
            format!("Il fascicolo {which} è chiuso: prima va riaperto quello."),
            "art. 67 DPR 445/2000",
        );
    }
}

/// What of an entry counts for whether it may be put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaMettere {
    /// Its number: "12/2026".
    pub numero: String,
    /// Whether it is annulled.
    pub annullata: bool,
    /// Whether it lies there already.
    pub presente: bool,
}

/// Whether an entry may be put in.
///
/// # Errors
/// All the reasons why not.
pub fn check_put(stato: &Stato, voce: &DaMettere) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    stato.check_open(&mut refusal);
    if voce.annullata {
        refusal.add(
            Some("registrazione"),
            format!("La registrazione {} è annullata: non si mette in un fascicolo.", voce.numero),
        );
    }
    if voce.presente {
        refusal.add(
            Some("registrazione"),
            format!("La registrazione {} è già nel fascicolo {}.", voce.numero, stato.chiave),
        );
    }
    refusal.unless_empty(())
}

/// Whether what another office has may be laid in, or taken out to lie elsewhere.
///
/// # Errors
/// All the reasons why not.
pub fn check_deposit(stato: &Stato) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    stato.check_open(&mut refusal);
    refusal.unless_empty(())
}

/// Whether an entry may be taken out, for this reason. It leaves its trace: nothing is erased.
///
/// # Errors
/// All the reasons why not.
pub fn check_take(stato: &Stato, motivo: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    stato.check_open(&mut refusal);
    check_reason(motivo, "Scrivi perché la togli: resta scritto nella storia del fascicolo.", &mut refusal);
    refusal.unless_empty(())
}

fn check_reason(motivo: &str, missing: &str, refusal: &mut Refusal) {
    let length = motivo.trim().chars().count();
    if length < 5 {
        refusal.add(Some("motivo"), missing);
    } else if length > LONGEST_REASON {
        refusal.add(Some("motivo"), format!("Il motivo è troppo lungo: al massimo {LONGEST_REASON} caratteri."));
    }
}

/// Something that keeps a fascicolo from being closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pendenza {
    /// An entry that an office or a person has not answered for.
    Aspetta {
        /// The entry: "12/2026".
        numero: String,
        /// For whom it waits.
        chi: String,
    },
    /// An entry that nobody has.
    DaAssegnare {
        /// The entry.
        numero: String,
    },
    /// A sub-fascicolo that is still open.
    Aperto(Chiave),
}

impl Pendenza {
    /// The reason as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Aspetta { numero, chi } => {
                format!("La registrazione {numero} aspetta che {chi} la prenda in carico.")
            }
            Self::DaAssegnare { numero } => {
                format!("La registrazione {numero} non è assegnata a nessuno.")
            }
            Self::Aperto(chiave) => format!("Il sotto-fascicolo {chiave} è ancora aperto."),
        }
    }
}

/// Whether a fascicolo may be closed: not while something in it waits for someone, nor while what lies under it is open
/// (art. 67 DPR 445/2000: what is closed goes to the archive of deposit).
///
/// # Errors
/// All the reasons why not.
pub fn check_close(stato: &Stato, pendenze: &[Pendenza], nota: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if stato.chiuso {
        refusal.add(None, format!("Il fascicolo {} è già chiuso.", stato.chiave));
    }
    for pendenza in pendenze.iter().take(MOST_NAMED) {
        refusal.add_law(None, pendenza.sentence(), "art. 67 DPR 445/2000");
    }
    match pendenze.len().saturating_sub(MOST_NAMED) {
        0 => {}
        1 => refusal.add(None, "E c'è un'altra cosa in sospeso."),
        more => refusal.add(None, format!("E ci sono altre {more} cose in sospeso.")),
    }
    if nota.trim().chars().count() > LONGEST_REASON {
        refusal.add(Some("motivo"), format!("La nota è troppo lunga: al massimo {LONGEST_REASON} caratteri."));
    }
    refusal.unless_empty(())
}

/// Whether a fascicolo may be reopened: with a reason, and not under a closed one.
///
/// # Errors
/// All the reasons why not.
pub fn check_reopen(stato: &Stato, motivo: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if !stato.chiuso {
        refusal.add(None, format!("Il fascicolo {} è già aperto.", stato.chiave));
    }
    stato.check_above(&mut refusal);
    check_reason(motivo, "Scrivi perché lo riapri: un fascicolo chiuso si riapre solo con un motivo.", &mut refusal);
    refusal.unless_empty(())
}

/// That what was closed for a new titolario goes on elsewhere: two open ones would be two fascicoli of one matter.
pub fn continua_altrove(dove: Option<Chiave>) -> Refusal {
    let which = dove.map_or_else(|| "un altro fascicolo".to_owned(), |key| format!("il fascicolo {key}"));
    Refusal::because(format!(
        "Questo fascicolo è stato chiuso per nuovo titolario e lo continua {which}: lavora in quello."
    ))
}

/// What is written of a fascicolo and may be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dati {
    /// What it is about.
    pub oggetto: String,
    /// Who answers for it.
    pub responsabile: Option<PersonId>,
    /// By when it must be closed.
    pub termine: Option<Date>,
}

/// Whether the data of a fascicolo may become these, for this reason. `prima`: how they are; a term that has passed may stay.
///
/// # Errors
/// All the reasons why not.
pub fn check_correction(
    stato: &Stato,
    tipo: Tipo,
    prima: &Dati,
    dopo: &Dati,
    motivo: &str,
    today: Date,
) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    stato.check_open(&mut refusal);
    if prima == dopo {
        refusal.add(None, "Non è cambiato niente: correggi quello che va corretto.");
    }
    check_object(&dopo.oggetto, &mut refusal);
    if tipo == Tipo::Procedimento && dopo.responsabile.is_none() {
        refusal.add_law(
            Some("responsabile"),
            "Un procedimento ha sempre un responsabile: scegline uno.",
            "art. 5 L. 241/1990",
        );
    }
    if prima.termine != dopo.termine {
        check_term(tipo, dopo.termine, today, &mut refusal);
    }
    check_reason(motivo, "Scrivi perché lo correggi: com'era prima resta scritto nella storia.", &mut refusal);
    refusal.unless_empty(())
}

/// Whether a fascicolo may be given to another unit, for this reason. A closed one may: units come and go, what they have put
/// away stays somebody's.
///
/// # Errors
/// All the reasons why not.
pub fn check_transfer(da: UnitId, a: UnitId, motivo: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if da == a {
        refusal.add(Some("ufficio"), "Il fascicolo è già di questo ufficio: scegline un altro.");
    }
    check_reason(motivo, "Scrivi perché passa a un altro ufficio: chi lo riceve deve saperlo.", &mut refusal);
    refusal.unless_empty(())
}

/// Whether a sub-fascicolo may be opened under this one.
///
/// # Errors
/// All the reasons why not.
pub fn check_under(stato: &Stato, riservato: bool, sotto_riservato: bool) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    stato.check_open(&mut refusal);
    if levels(&stato.chiave) >= MOST_LEVELS {
        refusal.add(
            Some("sopra"),
            "Sotto un inserto non si apre altro: aprilo sotto il fascicolo o sotto un sotto-fascicolo.",
        );
    }
    if riservato && !sotto_riservato {
        refusal.add(Some("riservato"), "Il fascicolo è riservato: lo è anche tutto quello che si apre sotto.");
    }
    refusal.unless_empty(())
}

/// How many levels under the top one it lies.
pub fn levels(chiave: &Chiave) -> usize {
    chiave.sotto.split('.').filter(|step| !step.is_empty()).count()
}

/// What to say where an entry's class and the fascicolo's do not agree; a person's fascicolo holds any class. It is a warning,
/// not a refusal (AgID guidelines, annex 5: documents "generalmente classificati in maniera omogenea").
pub fn class_warning(tipo: Tipo, chiave: &Chiave, classe: Option<&str>) -> Option<String> {
    if tipo.di_persona() {
        return None;
    }
    let of = &chiave.classe;
    match classe {
        None => Some(format!("La registrazione non ha ancora una classe: quella del fascicolo è {of}.")),
        Some(classe) if classe == of || classe.strip_prefix(of.as_str()).is_some_and(|rest| rest.starts_with('.')) => {
            None
        }
        Some(classe) => Some(format!("La classe della registrazione è {classe}, quella del fascicolo {of}.")),
    }
}

/// How the term stands on `today`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scadenza {
    /// Passed, so many days ago.
    Passata(i64),
    /// Within a week: in so many days, 0 being today.
    Vicina(i64),
    /// Further away.
    Lontana,
}

/// How a term stands; of a closed fascicolo it says nothing more.
pub fn scadenza(termine: Option<Date>, chiuso: bool, today: Date) -> Option<Scadenza> {
    let days = termine.filter(|_| !chiuso)?.signed_duration_since(today).num_days();
    Some(match days {
        ..0 => Scadenza::Passata(-days),
        0..=7 => Scadenza::Vicina(days),
        _ => Scadenza::Lontana,
    })
}

#[cfg(test)]
mod tests;
