//! The trusted lists: that they are there, that their signatures hold, that they are of today.

use kernel::{Clock, SystemClock};
use signing::store::Folder;

use super::Finding;
use crate::{commands::fiducia::told, settings::Settings};

const WHAT: &str = "liste di fiducia";

/// What is in the folder of the lists.
pub(super) fn lists(settings: &Settings) -> Vec<Finding> {
    const LOAD: &str =
        "Scarica le liste dal sito della Commissione europea e caricale con \"municipio fiducia importa\".";
    let Ok(place) = settings.place() else { return Vec::new() };
    let lists = Folder::new(place.trusted_lists()).current();
    let mut findings = Vec::new();
    if lists.is_empty() {
        let sentence = "Non ci sono liste di fiducia: nessuna firma può risultare qualificata.";
        findings.push(Finding::warning(WHAT, sentence, LOAD));
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
    findings
}
