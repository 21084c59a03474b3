//! The trusted lists: that they are there, that their signatures hold, that they are of today; whether revocation is asked for.

use kernel::{Clock, SystemClock};
use signing::store::{Folder, Note};

use super::Finding;
use crate::{commands::fiducia::told, settings::Settings};

const WHAT: &str = "liste di fiducia";

/// What is in the folder of the lists.
pub(super) fn lists(settings: &Settings) -> Vec<Finding> {
    const LOAD: &str = "Lancia \"municipio fiducia aggiorna\"; senza rete scaricale altrove e caricale con \"municipio fiducia importa\".";
    let Ok(place) = settings.place() else { return Vec::new() };
    let lists = Folder::new(place.trusted_lists()).current();
    let mut findings = Vec::new();
    if settings.reach.is_none() {
        let sentence = "Il collegamento in rete per le firme è spento: nessuno chiede se i certificati sono revocati e le liste si \
                        caricano a mano.";
        findings.push(Finding::warning(
            WHAT,
            sentence,
            "Se il server può uscire in rete, scrivi online = true sotto [firme].",
        ));
    }
    if lists.is_empty() {
        let sentence = "Non ci sono liste di fiducia: nessuna firma può risultare qualificata.";
        findings.push(Finding::warning(WHAT, sentence, LOAD));
    }
    if lists.journal == 0 {
        let sentence =
            "Mancano i certificati della Gazzetta ufficiale dell'Unione: senza, nessuna lista viene accettata.";
        let remedy = "Scaricali dalla Gazzetta, controllane le impronte e caricali con \"municipio fiducia importa --gazzetta\".";
        findings.push(Finding::warning(WHAT, sentence, remedy));
    }
    let now = SystemClock.now().utc();
    for state in &lists.states {
        let line = format!("{}.", told(state));
        findings.push(if state.refused.is_some() || state.is_stale(now) {
            Finding::warning(WHAT, line, LOAD)
        } else {
            Finding::ok(WHAT, line)
        });
    }
    let note = Note::read(&place.trusted_lists()).filter(|_| settings.reach.is_some());
    for problem in note.iter().flat_map(|note| &note.problems) {
        let line = format!("L'ultimo aggiornamento non è riuscito del tutto: {problem}.");
        findings.push(Finding::warning(
            WHAT,
            line,
            "Il programma riprova da solo entro un'ora o due; per farlo subito: \"municipio fiducia aggiorna\".",
        ));
    }
    findings
}
