//! A definition tried on an imaginary file: before it is put in force, nothing is written.

use calendar::Calendario;
use iter::{
    Agente, Avvio, Disegno, Mondo, Organigramma, PassoPossibile, Persona, Pratica, Richiesta, Scadenza, Uso, Valida,
    disegna,
};
use kernel::{Instant, Refusal, Uuid};

/// The imaginary file's answers: every check holds, and of the conditions those that were chosen; nobody is
/// designated but whom the trial names.
struct Immaginaria<'a> {
    valgono: &'a [String],
    designato: Uuid,
}

impl Mondo for Immaginaria<'_> {
    fn verifica(&self, _: &Uso, _: Instant, _: &mut Refusal) {}

    fn vale(&self, uso: &Uso) -> bool {
        self.valgono.contains(&uso.codice)
    }

    fn designati(&self, _: &str) -> Vec<Uuid> {
        vec![self.designato]
    }
}

/// What is tried: the beginning, then one step after the other.
#[derive(Clone, Debug)]
pub struct Prova<'a> {
    /// The unit that would propose it, by its code.
    pub ufficio: &'a str,
    /// Who would begin it.
    pub autore: Uuid,
    /// The steps, each with who would take it; nobody ([`Uuid::nil`]), where the program does when a term has passed.
    pub passi: &'a [(String, Uuid)],
    /// The codes of the conditions that hold.
    pub valgono: &'a [String],
    /// From when.
    pub quando: Instant,
}

/// How far an imaginary file came.
pub struct Giro {
    /// The file, where it could begin at all.
    pub pratica: Option<Pratica>,
    /// Why a step was refused: its place among the steps (the beginning is none), with all the reasons.
    pub fermo: Option<(Option<usize>, Refusal)>,
    /// What could be done next: the step and who may take it.
    pub prossimi: Vec<(String, Uuid)>,
    /// The definition drawn.
    pub disegno: Disegno,
}

/// Sends an imaginary file through a definition, each step a minute after the one before.
pub fn prova(definizione: &Valida, organigramma: &Organigramma, calendario: &Calendario, prova: &Prova<'_>) -> Giro {
    let mondo = Immaginaria { valgono: prova.valgono, designato: prova.autore };
    let mut giro = Giro { pratica: None, fermo: None, prossimi: Vec::new(), disegno: disegna(definizione) };
    let nobody = Persona { id: prova.autore, incarichi: Vec::new() };
    let person = |id: Uuid| organigramma.persone.iter().find(|one| one.id == id);
    let author = person(prova.autore).unwrap_or(&nobody);
    let avvio = Avvio { chi: Agente::Persona(author), ufficio: prova.ufficio, quando: prova.quando, chiave: "avvio" };
    let begun = Pratica::nuova(definizione, &mondo, avvio);
    let mut pratica = match begun.map(|fatti| Pratica::da(&fatti)) {
        Ok(Ok(pratica)) => pratica,
        Ok(Err(guasto)) => {
            giro.fermo = Some((None, Refusal::because(format!("{guasto}."))));
            return giro;
        }
        Err(no) => {
            giro.fermo = Some((None, no));
            return giro;
        }
    };
    let mut quando = prova.quando;
    for (place, (passo, chi)) in prova.passi.iter().enumerate() {
        quando = quando.plus_seconds(60);
        let chiave = format!("passo-{place}");
        let taker = person(*chi).map_or(Agente::Sistema, Agente::Persona);
        if matches!(taker, Agente::Sistema) {
            // The program's turn comes when the term has passed: the trial waits for it.
            quando = scaduto(&pratica, definizione, calendario, passo).map_or(quando, |then| then.max(quando));
        }
        let motivo = definizione.passo(passo).filter(|one| one.vuole_motivo()).map(|_| "Prova");
        let richiesta = Richiesta { passo, chi: taker, quando, motivo, chiave: &chiave };
        let done = pratica.compi(definizione, calendario, &mondo, richiesta);
        let applied = done.and_then(|fatti| {
            fatti.iter().try_for_each(|fatto| pratica.applica(fatto)).map_err(|no| Refusal::because(format!("{no}.")))
        });
        if let Err(no) = applied {
            giro.fermo = Some((Some(place), no));
            break;
        }
    }
    giro.prossimi = prossimi(&pratica, definizione, organigramma, calendario, &mondo, quando);
    giro.pratica = Some(pratica);
    giro
}

/// When the term that fires a step has passed.
fn scaduto(pratica: &Pratica, definizione: &Valida, calendario: &Calendario, passo: &str) -> Option<Instant> {
    let corso = pratica.termini().get(definizione.passo(passo)?.alla_scadenza()?)?;
    match corso.scadenza(calendario) {
        Scadenza::Il(end) => Some(Instant::start_of(calendar::dopo(end, 1))),
        Scadenza::Sospesa(_) => None,
    }
}

/// The steps that somebody could take next; of several people the first, since any will do.
fn prossimi(
    pratica: &Pratica,
    definizione: &Valida,
    organigramma: &Organigramma,
    calendario: &Calendario,
    mondo: &dyn Mondo,
    quando: Instant,
) -> Vec<(String, Uuid)> {
    let mut found: Vec<(String, Uuid)> = Vec::new();
    for persona in &organigramma.persone {
        let theirs: Vec<PassoPossibile<'_>> = pratica.passi_possibili(definizione, calendario, mondo, persona, quando);
        for one in theirs {
            if !found.iter().any(|(passo, _)| *passo == one.passo.codice) {
                found.push((one.passo.codice.clone(), persona.id));
            }
        }
    }
    for passo in definizione.passi.iter().filter(|passo| passo.alla_scadenza().is_some()) {
        if pratica.conclusa().is_none() && pratica.pronto(mondo, passo) {
            found.push((passo.codice.clone(), Uuid::nil()));
        }
    }
    found
}
