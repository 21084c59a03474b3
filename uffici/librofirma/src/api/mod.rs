//! The office for programs, under `/api/v1/librofirma`: the same actions as the pages, with the same rules and refusals, as problem details
//! (RFC 9457). A remote signature is not among them: its consent is given by a person on the service's own page.

mod azioni;
mod richieste;
mod verifica;

use web::{Ctx, Routes, WithFiles};

use crate::{
    Porte,
    pagine::{CHIEDONO, FIRMANO, GESTISCONO},
};

pub(crate) fn routes(porte: Porte) -> Routes {
    Routes::new()
        .api_get("/api/v1/librofirma/da_firmare", FIRMANO, "Legge che cosa aspetta la tua firma", richieste::da_firmare)
        .api_get("/api/v1/librofirma/richieste", CHIEDONO, "Legge che cosa hai messo alla firma", richieste::messe)
        .api_post(
            "/api/v1/librofirma/richieste",
            CHIEDONO,
            "Mette un documento alla firma",
            move |ctx: Ctx, form: WithFiles<richieste::Dati>| richieste::metti(ctx, form, porte),
        )
        .api_get("/api/v1/librofirma/firmatari", CHIEDONO, "Legge chi può firmare", richieste::firmatari)
        .api_get("/api/v1/librofirma/richieste/{id}", CHIEDONO, "Legge un documento messo alla firma", richieste::una)
        .api_post(
            "/api/v1/librofirma/richieste/{id}/ritiro",
            CHIEDONO,
            "Ritira un documento dalla firma",
            azioni::ritiro,
        )
        .api_get(
            "/api/v1/librofirma/da_firmare/{id}",
            FIRMANO,
            "Legge un documento che ti chiedono di firmare",
            richieste::una,
        )
        .api_get(
            "/api/v1/librofirma/da_firmare/{id}/documento",
            FIRMANO,
            "Apre il documento da firmare: resta scritto che l'hai aperto",
            azioni::documento,
        )
        .api_post("/api/v1/librofirma/da_firmare/{id}/rifiuto", FIRMANO, "Rifiuta di firmare", azioni::rifiuto)
        .api_post(
            "/api/v1/librofirma/da_firmare/{id}/riportata",
            FIRMANO,
            "Riporta il documento firmato con i propri strumenti",
            azioni::riportata,
        )
        .api_post(
            "/api/v1/librofirma/firme",
            FIRMANO,
            "Firma più documenti con l'autorità di prova, senza valore legale",
            azioni::firma,
        )
        .api_post(
            "/api/v1/librofirma/codici",
            GESTISCONO,
            "Scrive il codice fiscale di una persona che firma",
            azioni::codice,
        )
        .and(verifica::routes())
}
