//! The office for programs, under `/api/v1/atti`: the same actions as the pages, with the same rules and refusals.

mod allegati;
mod comunicazioni;
mod emendamenti;
mod firme;
mod foglio;
mod leggi;
mod passati;
mod passi;
mod personali;
mod recapiti;
mod registri;
mod scrivi;
mod testo;
mod versione;

use web::{Ctx, Path, Routes, Sent};

use crate::{
    Atti,
    pagine::{CONSULTANO, REDIGONO},
    tables::AttoId,
};

pub(crate) fn routes(atti: Atti) -> Routes {
    degli_atti(atti)
        .and(registri::routes())
        .and(versione::routes(atti))
        .and(comunicazioni::routes(atti))
        .and(recapiti::routes())
        .and(passati::routes())
        .and(emendamenti::routes(atti))
        .and(personali::routes())
        .and(firme::routes())
        .and(allegati::routes())
        .and(foglio::routes(atti))
        .and(testo::routes())
}

/// An act: what it is, how it begins, what moves it.
fn degli_atti(atti: Atti) -> Routes {
    Routes::new()
        .api_get("/api/v1/atti", CONSULTANO, "Legge una pagina degli atti", leggi::pagina)
        .api_post("/api/v1/atti", REDIGONO, "Comincia un atto", move |ctx: Ctx, sent: Sent<scrivi::Inizio>| {
            scrivi::comincia(ctx, sent, atti)
        })
        .api_get("/api/v1/atti/{id}", CONSULTANO, "Legge un atto", leggi::una)
        .api_post("/api/v1/atti/{id}/testo", REDIGONO, "Cambia il testo di una bozza, parte per parte", scrivi::testo)
        .api_post(
            "/api/v1/atti/{id}/dati",
            REDIGONO,
            "Scrive i dati di una bozza, con le righe contabili",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<scrivi::Scritti>| scrivi::scrive_dati(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/passi",
            CONSULTANO,
            "Compie un passo dell'iter, firmando dove il passo firma",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<passi::Richiesta>| passi::passo(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/voto",
            CONSULTANO,
            "Annota il voto su una proposta",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<passi::Votazione>| passi::voto(ctx, id, sent, atti),
        )
        .api_post(
            "/api/v1/atti/{id}/fascicolo",
            CONSULTANO,
            "Sceglie il fascicolo di un atto",
            move |ctx: Ctx, id: Path<AttoId>, sent: Sent<passi::NelFascicolo>| passi::fascicolo(ctx, id, sent, atti),
        )
}
