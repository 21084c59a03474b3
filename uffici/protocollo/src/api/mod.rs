//! The office for programs, under `/api/v1/protocollo`: the same actions as the pages, with the same rules and the same
//! refusals, as problem details (RFC 9457). A program comes with a key (`Authorization: Bearer …`) that carries some of the
//! permissions of the person who made it.

mod azioni;
mod registrazioni;

use web::{Access, Routes};

use crate::permissions::{ANNULLA, ASSEGNA, CONSULTA, PRENDI, REGISTRA};

pub(crate) fn routes() -> Routes {
    const ONE: &str = "/api/v1/protocollo/registrazioni/{anno}/{numero}";
    Routes::new()
        .get("/api/v1/protocollo/registrazioni", Access::With(&CONSULTA), registrazioni::elenca)
        .upload("/api/v1/protocollo/registrazioni", Access::With(&REGISTRA), registrazioni::registra)
        .get(ONE, Access::With(&CONSULTA), registrazioni::leggi)
        .post("/api/v1/protocollo/registrazioni/{anno}/{numero}/assegnazioni", Access::With(&ASSEGNA), azioni::assegna)
        .post(
            "/api/v1/protocollo/registrazioni/{anno}/{numero}/assegnazioni/{id}/risposta",
            Access::With(&PRENDI),
            azioni::rispondi,
        )
        .post("/api/v1/protocollo/registrazioni/{anno}/{numero}/classe", Access::With(&ASSEGNA), azioni::classifica)
        .post("/api/v1/protocollo/registrazioni/{anno}/{numero}/annullamento", Access::With(&ANNULLA), azioni::annulla)
}
