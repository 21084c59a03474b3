//! The office for programs, under `/api/v1/trasparenza`: the same actions as the pages, with the same rules and
//! refusals.

mod leggi;
mod personali;
mod proposte;
mod scrivi;

use web::Routes;

use crate::pagine::{CONFIGURANO, GUARDANO, PUBBLICANO, RITIRANO};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/trasparenza/sezioni",
            GUARDANO,
            "Legge come stanno le sezioni di Amministrazione trasparente",
            leggi::sezioni,
        )
        .api_get(
            "/api/v1/trasparenza/sezioni/{codice}/contenuti",
            GUARDANO,
            "Legge una pagina dei contenuti di una sezione, anche archiviati o ritirati",
            leggi::contenuti,
        )
        .api_get(
            "/api/v1/trasparenza/contenuti/{id}",
            GUARDANO,
            "Legge un contenuto di Amministrazione trasparente",
            leggi::contenuto,
        )
        .api_post(
            "/api/v1/trasparenza/contenuti",
            PUBBLICANO,
            "Pubblica un contenuto in Amministrazione trasparente, o una sua versione nuova",
            scrivi::pubblica,
        )
        .api_post(
            "/api/v1/trasparenza/contenuti/controlla",
            PUBBLICANO,
            "Cerca i dati personali in ciò che si vuole pubblicare in Amministrazione trasparente, senza pubblicarlo",
            scrivi::controlla,
        )
        .api_post(
            "/api/v1/trasparenza/contenuti/{id}/ritira",
            RITIRANO,
            "Ritira un contenuto da Amministrazione trasparente",
            scrivi::ritira,
        )
        .api_post(
            "/api/v1/trasparenza/sezioni/{codice}/verifica",
            PUBBLICANO,
            "Dice come sta una sezione di Amministrazione trasparente",
            scrivi::verifica,
        )
        .api_post(
            "/api/v1/trasparenza/sezioni/{codice}/responsabile",
            CONFIGURANO,
            "Decide chi risponde di una sezione di Amministrazione trasparente",
            scrivi::responsabile,
        )
        .api_post(
            "/api/v1/trasparenza/gare/{anno}",
            PUBBLICANO,
            "Scrive un lotto del file annuale della L. 190/2012",
            scrivi::lotto,
        )
        .and(proposte())
}

/// What offices propose, and whether what is complete publishes itself.
fn proposte() -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/trasparenza/proposte",
            PUBBLICANO,
            "Legge una pagina di ciò che gli uffici propongono per Amministrazione trasparente",
            proposte::elenco,
        )
        .api_post(
            "/api/v1/trasparenza/proposte/{id}/pubblica",
            PUBBLICANO,
            "Pubblica una proposta di un ufficio, corretta dove serve",
            proposte::pubblica,
        )
        .api_post(
            "/api/v1/trasparenza/proposte/{id}/controlla",
            PUBBLICANO,
            "Cerca i dati personali in una proposta corretta e nei suoi documenti, senza pubblicarla",
            proposte::controlla,
        )
        .api_post(
            "/api/v1/trasparenza/proposte/{id}/rifiuta",
            PUBBLICANO,
            "Rifiuta una proposta di un ufficio",
            proposte::rifiuta,
        )
        .api_post(
            "/api/v1/trasparenza/regola",
            CONFIGURANO,
            "Decide se le proposte complete si pubblicano da sole",
            proposte::regola,
        )
}
