//! The titolario and the repertories of the demo comune: a new version under preparation, and two repertories still empty.

use office::Furnish;

use crate::{
    error::Error,
    repertorio::apri::apri,
    titolario::{
        bozza::{Da, Visto, prepara, scrivi_classe},
        regole::Classe,
    },
};

/// Carla prepares what the Giunta will adopt, and opens the repertories.
pub(super) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let Some(carla) = demo.who("carla.bianchi") else { return Ok(()) };
    let anno = i64::from(demo.ente.ledger.now().year());
    for (codice, nome) in [("CONTRATTI", "Contratti in forma pubblica amministrativa"), ("ORDINANZE", "Ordinanze")] {
        apri(demo.ente, carla, codice, nome, anno).await?;
    }
    prepara(demo.ente, carla, "Titolario, proposta per la Giunta", Da::Copia).await?;
    for (codice, nome, descrizione) in [
        ("VI.10", "Comunità energetiche e transizione energetica", "Impianti di tutti, adesioni, incentivi"),
        ("VI.5", "Opere e lavori pubblici", ""),
    ] {
        scrivi_classe(demo.ente, carla, Visto::default(), Classe::new(codice, nome, descrizione)).await?;
    }
    Ok(())
}
