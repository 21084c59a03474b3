//! What an answer means: pure.

use parer::{Error, Stato as StatoParer, UnitaDocumentaria, read_esito};

use crate::rules::{Stato, frase};

/// What became of a deposit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giudizio {
    /// How the thing stands now; none where it is simply sent again.
    pub stato: Option<Stato>,
    /// In a word, for the row: `accettato`, `rifiutato`, `consegnato`, `da_chiarire`, `non_riuscito`.
    pub esito: &'static str,
    /// Why, for people.
    pub causa: Option<String>,
    /// The receipt's URN.
    pub urn: Option<String>,
}

impl Giudizio {
    /// One that may be sent again.
    pub fn ancora(causa: impl Into<String>) -> Self {
        Self { stato: None, esito: "non_riuscito", causa: Some(causa.into()), urn: None }
    }

    /// One that arrived and of which no receipt comes back the same way: until a person brings it, nothing is kept.
    pub fn consegnato(causa: String) -> Self {
        Self { stato: Some(Stato::DaChiarire), esito: "consegnato", causa: Some(causa), urn: None }
    }

    /// One of which nobody knows whether the conservatore has it.
    pub fn dubbio(causa: String) -> Self {
        Self { stato: Some(Stato::DaChiarire), esito: "da_chiarire", causa: Some(causa), urn: None }
    }
}

/// Judges the body of an answer to the deposit of `unita`.
pub fn giudica(risposta: &[u8], unita: &UnitaDocumentaria) -> Giudizio {
    let esito = match read_esito(risposta) {
        Ok(esito) => esito,
        Err(error @ Error::SenzaRapporto) => return Giudizio::dubbio(frase(&error.to_string())),
        Err(error) => {
            return Giudizio::ancora(format!("Il conservatore ha risposto in un modo che non si capisce: {error}."));
        }
    };
    match &esito.stato {
        StatoParer::Accettato(rapporto) | StatoParer::AccettatoConAvvisi(rapporto) => {
            let differences = esito.differenze(unita);
            if differences.is_empty() {
                let warnings: Vec<&str> = esito.avvisi.iter().map(|one| one.messaggio.as_str()).collect();
                let causa = (!warnings.is_empty()).then(|| format!("Accettato con avvisi: {}.", warnings.join("; ")));
                return Giudizio {
                    stato: Some(Stato::Conservata),
                    esito: "accettato",
                    causa,
                    urn: Some(rapporto.urn.clone()),
                };
            }
            let told: Vec<String> = differences.iter().map(ToString::to_string).collect();
            Giudizio::dubbio(format!("La ricevuta non corrisponde a quello che è partito: {}.", told.join("; ")))
        }
        StatoParer::Rifiutato if esito.gia_presente() => Giudizio::dubbio(
            "Il conservatore ha già questa unità: forse un invio di prima era arrivato e la risposta si è persa. Chiedigli il \
             rapporto di versamento e caricalo qui."
                .into(),
        ),
        StatoParer::Rifiutato if esito.ritentabile() => {
            Giudizio::ancora(esito.causa().unwrap_or_else(|| "Il sistema del conservatore ha un guasto.".into()))
        }
        StatoParer::Rifiutato => Giudizio {
            stato: Some(Stato::Rifiutata),
            esito: "rifiutato",
            causa: Some(esito.causa().unwrap_or_else(|| "Il conservatore ha rifiutato il versamento senza dire perché.".into())),
            urn: None,
        },
    }
}
