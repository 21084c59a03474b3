//! What looks like personal data in what a program is about to publish, and why it may be read.

use kernel::Refusal;
use privacy::MOTIVI;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::guarda::{Guardato, Perche};

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Trovati {
    #[schemars(
        description = "Ciò che sembra un dato personale: di ognuno, pubblicando, va detto in `perche` perché si può leggere."
    )]
    trovati: Vec<Trovato>,
    #[schemars(description = "Vero se ce n'è più di quanto si dice qui: allora non si pubblica.")]
    troppi: bool,
    #[schemars(description = "I file che il programma non ha potuto leggere tutti: li legge una persona.")]
    illeggibili: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Trovato {
    #[schemars(description = "Quale dato e dove: si rimanda pubblicando.")]
    chiave: String,
    genere: String,
    testo: String,
    #[schemars(description = "Il nome del file; «il modulo» per ciò che è scritto.")]
    file: String,
    quante: u32,
}

impl Trovati {
    /// What was found.
    pub fn di(guardato: &Guardato) -> Self {
        let tell = |one: &privacy::Trovato| Trovato {
            chiave: one.chiave(),
            genere: one.genere.clone(),
            testo: one.testo.clone(),
            file: one.file.clone(),
            quante: one.quante,
        };
        Self {
            trovati: guardato.trovati().iter().map(tell).collect(),
            troppi: guardato.troppi(),
            illeggibili: guardato.illeggibili().iter().map(|(nome, _)| nome.clone()).collect(),
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Motivo {
    #[schemars(description = "La `chiave` del dato trovato.")]
    chiave: String,
    #[schemars(
        description = "falso (non è il dato di una persona), ente (di chi agisce per un ente o per lavoro) o norma."
    )]
    motivo: String,
}

/// The reasons that a program gives.
///
/// # Errors
/// Where one is none of the reasons that there are.
pub(super) fn perche(given: Vec<Motivo>) -> Result<Perche, Refusal> {
    if !given.iter().all(|one| MOTIVI.iter().any(|(code, _)| *code == one.motivo)) {
        return Err(Refusal::because("In `perche` il `motivo` può essere falso, ente o norma."));
    }
    Ok(given.into_iter().map(|one| (one.chiave, one.motivo)).collect())
}
