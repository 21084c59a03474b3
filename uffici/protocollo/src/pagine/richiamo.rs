//! The answer to an entry: documents are never added to it (art. 53 DPR 445/2000), they are registered on their own and call
//! it back.

use serde::Serialize;

use crate::{
    registrazione::{elenca::scrivi_chiave, scheda::Scheda},
    rules::Verso,
    tables::registrazione,
};

/// Where files dropped on the page of an entry go.
#[derive(Debug, Serialize)]
pub(super) struct Richiamo {
    chiave: String,
    titolo: &'static str,
    testo: &'static str,
    max_bytes: u64,
}

impl Richiamo {
    pub(super) fn sample() -> Self {
        Self { chiave: "2026-1".into(), titolo: "Rispondi", testo: "Si apre una registrazione.", max_bytes: 1 << 30 }
    }

    pub(super) fn of(scheda: &Scheda) -> Self {
        let (titolo, testo) = match verso_della_risposta(&scheda.riga) {
            Verso::Partenza => {
                ("Rispondi", "Si apre una registrazione in partenza, con il destinatario e l'oggetto già scritti.")
            }
            Verso::Arrivo => (
                "Registra la risposta",
                "Si apre una registrazione in arrivo, con il mittente e l'oggetto già scritti.",
            ),
            Verso::Interno => ("Rispondi", "Si apre una registrazione interna, con l'oggetto già scritto."),
        };
        let chiave = scrivi_chiave((scheda.riga.anno, scheda.riga.numero));
        Self { chiave, titolo, testo, max_bytes: web::MAX_UPLOAD }
    }
}

/// Which way the answer to an entry goes.
pub(super) fn verso_della_risposta(riga: &registrazione::Model) -> Verso {
    match Verso::from_code(&riga.verso) {
        Some(Verso::Partenza) => Verso::Arrivo,
        Some(Verso::Interno) => Verso::Interno,
        Some(Verso::Arrivo) | None => Verso::Partenza,
    }
}
