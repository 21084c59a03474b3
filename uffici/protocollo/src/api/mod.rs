//! The office for programs, under `/api/v1/protocollo`: the same actions as the pages, with the same rules and the same
//! refusals, as problem details (RFC 9457). A program comes with a key (`Authorization: Bearer …`) that carries some of the
//! permissions of the person who made it.

mod annotazioni;
mod azioni;
mod caselle;
mod collegamenti;
mod documenti;
mod elenco;
mod emergenza;
mod fascicoli;
mod fascicoli_azioni;
mod firme;
mod giornalieri;
mod posta;
mod proposte;
mod registrazioni;
mod repertori;
mod ricerche;
mod riscontri;
mod ritorno;
mod spedizioni;
mod sportello;
mod stampe;
mod titolario;
mod versione;

use web::{Access, Routes};

use crate::permissions::{ANNULLA, ASSEGNA, CONSULTA, PRENDI, REGISTRA};

pub(crate) fn routes() -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const ASSEGNANO: Access = Access::With(&ASSEGNA);
    const ALL: &str = "/api/v1/protocollo/registrazioni";
    const ONE: &str = "/api/v1/protocollo/registrazioni/{anno}/{numero}";
    Routes::new()
        .api_get(ALL, CONSULTANO, "Cerca nel registro e lo sfoglia", elenco::elenca)
        .api_post(ALL, Access::With(&REGISTRA), "Registra un documento, con i suoi file", registrazioni::registra)
        .api_get(ONE, CONSULTANO, "Legge una registrazione intera", registrazioni::leggi)
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/assegnazioni",
            ASSEGNANO,
            "Assegna una registrazione a uffici e persone",
            azioni::assegna,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/assegnazioni/{id}/risposta",
            Access::With(&PRENDI),
            "Accetta o rifiuta un'assegnazione",
            azioni::rispondi,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/classe",
            ASSEGNANO,
            "Dà a una registrazione una voce del titolario",
            azioni::classifica,
        )
        .api_post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/annullamento",
            Access::With(&ANNULLA),
            "Annulla una registrazione",
            azioni::annulla,
        )
        .and(annotazioni::routes())
        .and(collegamenti::routes())
        .and(documenti::routes())
        .and(emergenza::routes())
        .and(firme::routes())
        .and(giornalieri::routes())
        .and(posta::routes())
        .and(proposte::routes())
        .and(ricerche::routes())
        .and(riscontri::routes())
        .and(ritorno::routes())
        .and(stampe::routes())
        .and(spedizioni::routes())
        .and(titolario::routes())
        .and(repertori::routes())
        .and(sportello::routes())
        .and(fascicoli::routes())
        .and(caselle::routes())
        .and(versione::routes())
}
