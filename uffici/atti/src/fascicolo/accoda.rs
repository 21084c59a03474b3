//! With the number, and in its commit, the work is enqueued that lays the act into its fascicolo.

use iter::Uso;
use jobs::NewJob;
use ledger::Tx;
use pratiche::Caso;

use super::{deposita::KIND, scelta, tabella};
use crate::{Atti, effetti::sotto_chiave, error::Error, parole::parola, tables::AttoId};

/// Enqueues it: into the fascicolo that was chosen, else into that of the year under the class which the definition
/// names beside the number. Where it names none and nobody chose, the act's page asks for it.
pub(crate) async fn accoda(atti: &Atti, tx: &mut Tx, caso: &Caso<'_>, uso: &Uso) -> Result<(), Error> {
    if atti.fascicoli.is_none() {
        return Ok(());
    }
    let id = AttoId::from(caso.oggetto);
    if scelta(&*tx, id).await?.is_none() {
        let Some(classe) = parola(&uso.parametri, "classe") else { return Ok(()) };
        let stato = sotto_chiave(tx, caso.oggetto).await?;
        let row = tabella::Model {
            id: tx.id(),
            atto_id: id,
            fascicolo_id: None,
            classe: Some(classe.to_owned()),
            // Whoever opens a fascicolo sees it for ever: of that of a unit's year this is who wrote the act there, not
            // who signed last.
            persona_id: stato.autore_id,
            at: tx.now(),
        };
        tx.insert(row).await?;
    }
    let work = NewJob::new(KIND, &id.to_string());
    jobs::enqueue(&*tx, tx.now(), tx.random(), &work).await.map_err(web::Error::internal)?;
    Ok(())
}
