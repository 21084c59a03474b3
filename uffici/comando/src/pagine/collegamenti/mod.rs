//! Programs of others that are told of what happens here.

mod azioni;
mod elenco;
mod nuovo;
mod scheda;
mod scrivania;
mod segreto;

use ui::Kind;
use web::{Access, Routes};
use webhooks::{COLLEGA, State};

pub(crate) use elenco::Collegamenti;
pub(crate) use scheda::Collegamento;
pub(crate) use scrivania::Scrivania;
pub(crate) use segreto::Segreto;

const BASE: &str = "/comando/collegamenti";
/// The way to the page of one.
const CRUMBS: &[(&str, &str)] = &[("Comando", "/comando"), ("Collegamenti", BASE)];

pub(super) fn routes() -> Routes {
    const COLLEGANO: Access = Access::With(&COLLEGA);
    Routes::new()
        .get("/comando/collegamenti", COLLEGANO, elenco::pagina)
        .get("/comando/collegamenti/nuovo", COLLEGANO, nuovo::modulo)
        .post("/comando/collegamenti/nuovo", COLLEGANO, nuovo::crea)
        .get("/comando/collegamenti/{id}", COLLEGANO, scheda::pagina)
        .post("/comando/collegamenti/{id}/accendi", COLLEGANO, azioni::accendi)
        .post("/comando/collegamenti/{id}/spegni", COLLEGANO, azioni::spegni)
        .post("/comando/collegamenti/{id}/prova", COLLEGANO, azioni::prova)
        .get("/comando/collegamenti/{id}/togli", COLLEGANO, azioni::conferma)
        .post("/comando/collegamenti/{id}/togli", COLLEGANO, azioni::togli)
        .get("/comando/collegamenti/{id}/segreto", COLLEGANO, segreto::modulo)
        .post("/comando/collegamenti/{id}/segreto", COLLEGANO, segreto::cambia)
        .post("/comando/collegamenti/{id}/avvisi/{avviso}/rimanda", COLLEGANO, azioni::rimanda)
}

/// How a subscription stands, in words.
const fn in_parole(state: State) -> (&'static str, Kind) {
    match state {
        State::On => ("acceso", Kind::Success),
        State::Off => ("spento", Kind::Neutral),
        State::Failed => ("spento: non risponde", Kind::Danger),
        State::Ended => ("tolto", Kind::Neutral),
    }
}
