//! The office for programs, under `/api/v1/albo`: the same actions as the pages, with the same rules and refusals.

mod cura;
mod leggi;
mod scrivi;

use web::{Ctx, Path, Routes, Sent, WithFiles};

use crate::{
    Porte,
    bozza::BozzaId,
    pagine::{ANNULLANO, CONFIGURANO, GUARDANO, PUBBLICANO},
};

pub(crate) fn routes(porte: Porte) -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/albo/pubblicazioni",
            GUARDANO,
            "Legge una pagina del registro dell'albo pretorio",
            leggi::elenco,
        )
        .api_get(
            "/api/v1/albo/pubblicazioni/{id}",
            GUARDANO,
            "Legge una pubblicazione all'albo pretorio",
            leggi::scheda,
        )
        .api_post(
            "/api/v1/albo/bozze",
            PUBBLICANO,
            "Prepara una pubblicazione e cerca i dati personali",
            move |ctx: Ctx, sent: WithFiles<scrivi::Nuova>| scrivi::nuova(ctx, sent, porte),
        )
        .api_post(
            "/api/v1/albo/bozze/{id}/pubblica",
            PUBBLICANO,
            "Pubblica una bozza all'albo pretorio",
            move |ctx: Ctx, id: Path<BozzaId>, sent: Sent<scrivi::Decisioni>| scrivi::pubblica(ctx, id, sent, porte),
        )
        .api_post(
            "/api/v1/albo/pubblicazioni/{id}/vicende",
            ANNULLANO,
            "Annulla, sospende o riprende una pubblicazione",
            cura::vicenda,
        )
        .api_post(
            "/api/v1/albo/pubblicazioni/{id}/annotazioni",
            PUBBLICANO,
            "Annota un'opposizione, o che la referta è restituita",
            cura::vicenda,
        )
        .api_post(
            "/api/v1/albo/pubblicazioni/{id}/ripubblica",
            PUBBLICANO,
            "Pubblica di nuovo ciò che è annullato",
            cura::di_nuovo,
        )
        .api_post(
            "/api/v1/albo/interruzioni",
            CONFIGURANO,
            "Annota un'interruzione del servizio dell'albo pretorio",
            cura::interruzione,
        )
        .api_post(
            "/api/v1/albo/regole",
            CONFIGURANO,
            "Decide come si contano i giorni dell'albo pretorio",
            cura::regole,
        )
        .api_post(
            "/api/v1/albo/termini",
            CONFIGURANO,
            "Fissa i giorni di pubblicazione di un tipo di atto",
            cura::termine,
        )
}
