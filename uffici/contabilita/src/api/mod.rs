//! The office for programs, under `/api/v1/contabilita`: the same actions as the pages, with the same rules and refusals. Bookings and
//! commitments are read here and never written: they are born with their act, through the door.

mod bilancio;
mod capitoli;

use web::Routes;

use crate::pagine::{GUARDANO, IMPEGNANO, VARIANO};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/contabilita/capitoli",
            GUARDANO,
            "Legge i capitoli di spesa di un esercizio con quanto resta",
            capitoli::leggi_capitoli,
        )
        .api_post(
            "/api/v1/contabilita/capitoli",
            VARIANO,
            "Importa i capitoli di un esercizio da un file CSV",
            capitoli::importa_capitoli,
        )
        .api_get(
            "/api/v1/contabilita/capitoli/{id}",
            GUARDANO,
            "Legge un capitolo con le sue prenotazioni e i suoi impegni",
            capitoli::leggi_capitolo,
        )
        .api_post(
            "/api/v1/contabilita/movimenti/{id}/svincolo",
            IMPEGNANO,
            "Svincola una prenotazione o un impegno",
            capitoli::svincola,
        )
        .api_get(
            "/api/v1/contabilita/variazioni",
            GUARDANO,
            "Legge gli atti che stanziano in un esercizio",
            bilancio::leggi_variazioni,
        )
        .api_post(
            "/api/v1/contabilita/variazioni",
            VARIANO,
            "Registra una variazione di bilancio",
            bilancio::scrivi_variazione,
        )
        .api_get("/api/v1/contabilita/esercizi", GUARDANO, "Legge i bilanci approvati", bilancio::leggi_esercizi)
        .api_post(
            "/api/v1/contabilita/esercizi",
            VARIANO,
            "Segna l'approvazione del bilancio di un esercizio",
            bilancio::segna_esercizio,
        )
        .api_post(
            "/api/v1/contabilita/esercizi/conteggio",
            VARIANO,
            "Sceglie come si contano i dodicesimi dell'esercizio provvisorio",
            bilancio::scegli,
        )
}
