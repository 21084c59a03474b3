//! What the counter of the demo comune adds to some entries: terms that run, a correction, a note, an act of deferral.

use office::Furnish;

use super::vicende::{VICENDE, Vicenda};
use crate::{
    correzione::correggi::{Campo, Richiesta, correggi},
    differita::autorizza::{Nuovo, autorizza},
    error::Error,
    registrazione::{annota::annota, scheda::leggi},
    rules::{RIFIUTATA, Verso},
    termine::{
        poni::{Nuovo as NuovoTermine, poni},
        rules::USUALE,
    },
};

/// The entry of which the note is corrected, by its place.
const CORRETTA: usize = 10;
/// The entry after which the act is made.
const DIFFERIMENTO: usize = 30;

/// What is done after the entry with this place was registered and answered.
pub(super) async fn dopo(demo: &Furnish<'_>, vicenda: &Vicenda, numero: (i64, i64), place: usize) -> Result<(), Error> {
    let (Some(anna), Some(carla)) = (demo.who("anna.neri"), demo.who("carla.bianchi")) else { return Ok(()) };
    // In the second half the terms have time left: nobody is late in the demo.
    if vicenda.verso == Verso::Arrivo
        && !vicenda.riservata
        && !vicenda.annullata
        && place > VICENDE.len() / 2
        && place % 5 == 1
    {
        let scheda = leggi(demo.ente, carla, numero.0, numero.1).await?;
        let mut given = scheda.assegnazioni.iter();
        if let Some(given) = given.find(|given| given.tipo == "competenza" && given.stato != RIFIUTATA) {
            poni(demo.ente, carla, numero, given.id, NuovoTermine { giorni: USUALE, dal: None }).await?;
        }
    }
    if place == CORRETTA && !vicenda.annullata && vicenda.chi == "anna.neri" {
        let richiesta = Richiesta {
            campo: Campo::Note,
            di: None,
            valore: "Il documento di carta è nell'armadio 3.".into(),
            motivo: "Mancava dove si trova l'originale di carta.".into(),
            provvedimento: String::new(),
        };
        correggi(demo.ente, anna, numero, &richiesta).await?;
        annota(demo.ente, anna, numero, "Ha telefonato: passa lunedì a ritirare la copia.").await?;
    }
    if place == DIFFERIMENTO {
        let today = demo.ente.ledger.now().date();
        let nuovo = Nuovo {
            motivo: "Ultimo giorno del bando per i contributi affitto: oltre duecento domande allo sportello.".into(),
            provvedimento: format!(
                "Disposizione del responsabile del protocollo n. 2 del {}",
                today.format("%d/%m/%Y")
            ),
            documenti: "domande per il bando contributi affitto".into(),
            dal: today,
            al: today,
            giorni: 3,
        };
        autorizza(demo.ente, carla, &nuovo).await?;
    }
    Ok(())
}
