//! The office for programs, under `/api/v1/rubrica`: the same actions as the pages, with the same rules and refusals, as problem
//! details (RFC 9457).

mod doppioni;
mod schede;

use web::Routes;

use crate::pagine::{GUARDANO, MODIFICANO, UNISCONO};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get("/api/v1/rubrica/schede", GUARDANO, "Legge una pagina della rubrica, per nome", schede::elenca)
        .api_post("/api/v1/rubrica/schede", MODIFICANO, "Aggiunge una scheda", schede::aggiungi)
        .api_get(
            "/api/v1/rubrica/schede/{id}",
            GUARDANO,
            "Legge una scheda con i suoi indirizzi; di una unita a un'altra, quella che è rimasta",
            schede::una,
        )
        .api_post("/api/v1/rubrica/schede/{id}", MODIFICANO, "Corregge una scheda, tutta", schede::correggi)
        .api_post("/api/v1/rubrica/schede/{id}/indirizzi", MODIFICANO, "Aggiunge un indirizzo", schede::indirizzo)
        .api_post(
            "/api/v1/rubrica/schede/{id}/indirizzi/ritiro",
            MODIFICANO,
            "Segna un indirizzo come non più in uso",
            schede::ritiro,
        )
        .api_get("/api/v1/rubrica/indice", GUARDANO, "Cerca un ente nella copia dell'Indice PA", schede::indice)
        .api_get("/api/v1/rubrica/doppioni", UNISCONO, "Legge le coppie di schede da decidere", doppioni::elenca)
        .api_post(
            "/api/v1/rubrica/doppioni/diverse",
            UNISCONO,
            "Ricorda che due schede sono diverse",
            doppioni::segna_diverse,
        )
        .api_post("/api/v1/rubrica/unioni", UNISCONO, "Unisce due schede", doppioni::unisci_schede)
        .api_post(
            "/api/v1/rubrica/unioni/{id}/separazione",
            UNISCONO,
            "Separa due schede unite",
            doppioni::separa_schede,
        )
}
