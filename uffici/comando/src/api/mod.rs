//! The office for programs, under `/api/v1/comando`: the same actions as the pages, with the same rules and refusals, as problem
//! details (RFC 9457).

mod organigramma;
mod persone;
mod ruoli;

use accounts::GESTISCI_PERSONE;
use axum::extract::rejection::JsonRejection;
use serde::{Serialize, de::DeserializeOwned};
use web::{Access, Error, IntoResponse, Json, Response, Routes, StatusCode};

use crate::permissions::{CONSULTA, GESTISCI, SISTEMA};

pub(crate) fn routes() -> Routes {
    const GESTISCONO: Access = Access::With(&GESTISCI);
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const PERSONALE: Access = Access::With(&GESTISCI_PERSONE);
    const CURANO: Access = Access::With(&SISTEMA);
    Routes::new()
        .get("/api/v1/comando/persone", PERSONALE, persone::elenca)
        .post("/api/v1/comando/persone", PERSONALE, persone::aggiungi)
        .post("/api/v1/comando/persone/{id}/dati", PERSONALE, persone::correggi)
        .post("/api/v1/comando/persone/{id}/accesso", PERSONALE, persone::accesso)
        .post("/api/v1/comando/persone/{id}/password", PERSONALE, persone::password)
        .post("/api/v1/comando/persone/{id}/secondo-fattore", PERSONALE, persone::secondo_fattore)
        .post("/api/v1/comando/persone/{id}/sessioni", PERSONALE, persone::sessioni)
        .post("/api/v1/comando/persone/{id}/assenze", GESTISCONO, persone::assenza)
        .post("/api/v1/comando/assenze/{id}/fine", GESTISCONO, persone::rientro)
        .post("/api/v1/comando/persone/{id}/incarichi", GESTISCONO, persone::incarico)
        .post("/api/v1/comando/incarichi/{id}/fine", GESTISCONO, persone::fine)
        .get("/api/v1/comando/unita", CONSULTANO, organigramma::elenca)
        .post("/api/v1/comando/unita", GESTISCONO, organigramma::apri)
        .post("/api/v1/comando/unita/{id}", GESTISCONO, organigramma::cambia)
        .post("/api/v1/comando/unita/{id}/chiusura", GESTISCONO, organigramma::chiudi)
        .get("/api/v1/comando/ruoli", CONSULTANO, ruoli::elenca)
        .post("/api/v1/comando/ruoli", GESTISCONO, ruoli::crea)
        .post("/api/v1/comando/ruoli/{id}", GESTISCONO, ruoli::cambia)
        .post("/api/v1/comando/lavori/{id}/ripresa", CURANO, ruoli::riprendi)
        .post("/api/v1/comando/lavori/{id}/rinuncia", CURANO, ruoli::scarta)
}

type Letto<T> = Result<Json<T>, JsonRejection>;

fn read<T: DeserializeOwned>(sent: Letto<T>) -> Result<T, Error> {
    sent.map(|Json(sent)| sent)
        .map_err(|error| Error::BadRequest(format!("Il JSON non si legge: {}.", error.body_text())))
}

fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// The id of what was made.
#[derive(Debug, Serialize)]
struct Fatto {
    id: String,
}

fn made(id: impl std::fmt::Display) -> Response {
    (StatusCode::CREATED, Json(Fatto { id: id.to_string() })).into_response()
}
