//! The office for programs, under `/api/v1/comando`: the same actions as the pages, with the same rules and refusals, as problem
//! details (RFC 9457).

mod collegamenti;
mod fiducia;
mod modelli;
mod organigramma;
mod persone;
mod ruoli;

use accounts::GESTISCI_PERSONE;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Access, Created, Routes};

use crate::permissions::{CONSULTA, GESTISCI, SISTEMA};

pub(crate) fn routes() -> Routes {
    persone_routes().and(ente_routes()).and(collegamenti::routes()).and(fiducia::routes()).and(modelli::routes())
}

const GESTISCONO: Access = Access::With(&GESTISCI);
const CONSULTANO: Access = Access::With(&CONSULTA);
const PERSONALE: Access = Access::With(&GESTISCI_PERSONE);
const CURANO: Access = Access::With(&SISTEMA);

/// People, what they are given and when they are away.
fn persone_routes() -> Routes {
    Routes::new()
        .api_get("/api/v1/comando/persone", PERSONALE, "Legge una pagina di persone, per cognome", persone::elenca)
        .api_post(
            "/api/v1/comando/persone",
            PERSONALE,
            "Aggiunge una persona; la password si legge solo in questa risposta",
            persone::aggiungi,
        )
        .api_post(
            "/api/v1/comando/persone/{id}/dati",
            PERSONALE,
            "Corregge nome, cognome e indirizzo di posta di una persona",
            persone::correggi,
        )
        .api_post(
            "/api/v1/comando/persone/{id}/accesso",
            PERSONALE,
            "Chiude o riapre l'accesso di una persona",
            persone::accesso,
        )
        .api_post(
            "/api/v1/comando/persone/{id}/password",
            PERSONALE,
            "Dà una password provvisoria, che si legge solo in questa risposta",
            persone::password,
        )
        .api_post(
            "/api/v1/comando/persone/{id}/secondo-fattore",
            PERSONALE,
            "Toglie i secondi fattori di una persona",
            persone::secondo_fattore,
        )
        .api_post(
            "/api/v1/comando/persone/{id}/sessioni",
            PERSONALE,
            "Chiude una sessione di una persona, o tutte",
            persone::sessioni,
        )
        .api_post(
            "/api/v1/comando/persone/{id}/assenze",
            GESTISCONO,
            "Scrive un'assenza, con chi sostituisce",
            persone::assenza,
        )
        .api_post("/api/v1/comando/assenze/{id}/fine", GESTISCONO, "Scrive il rientro da un'assenza", persone::rientro)
        .api_post(
            "/api/v1/comando/persone/{id}/incarichi",
            GESTISCONO,
            "Dà un incarico a una persona",
            persone::incarico,
        )
        .api_post("/api/v1/comando/incarichi/{id}/fine", GESTISCONO, "Termina un incarico", persone::fine)
}

/// Units, roles and background work.
fn ente_routes() -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/comando/unita",
            CONSULTANO,
            "Legge tutte le unità che ci sono e che ci sono state",
            organigramma::elenca,
        )
        .api_post("/api/v1/comando/unita", GESTISCONO, "Apre un'unità", organigramma::apri)
        .api_post("/api/v1/comando/unita/{id}", GESTISCONO, "Cambia nome e posto di un'unità", organigramma::cambia)
        .api_post("/api/v1/comando/unita/{id}/chiusura", GESTISCONO, "Chiude un'unità", organigramma::chiudi)
        .api_get("/api/v1/comando/ruoli", CONSULTANO, "Legge i ruoli, con i loro permessi", ruoli::elenca)
        .api_post("/api/v1/comando/ruoli", GESTISCONO, "Crea un ruolo", ruoli::crea)
        .api_post("/api/v1/comando/ruoli/{id}", GESTISCONO, "Cambia un ruolo", ruoli::cambia)
        .api_post(
            "/api/v1/comando/lavori/{id}/ripresa",
            CURANO,
            "Rimette in coda un lavoro non riuscito",
            ruoli::riprendi,
        )
        .api_post("/api/v1/comando/lavori/{id}/rinuncia", CURANO, "Rinuncia a un lavoro non riuscito", ruoli::scarta)
}

/// The id of what was made.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "L'identificativo di ciò che è nato.")]
struct Fatto {
    id: String,
}

fn made(id: impl std::fmt::Display) -> Created<Fatto> {
    Created { location: None, body: Fatto { id: id.to_string() } }
}
