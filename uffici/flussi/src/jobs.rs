//! Background work: the night on terms, and the working rows after the calendar changed.

use std::sync::Arc;

use ente::Ente;
use jobs::{Failure, Job, Periodic, When};
use pratiche::{Materia, PraticaId, Vista};

use crate::{Materie, error::Error};

const SCADENZE: &str = "flussi.scadenze";
/// The job's name: working rows are made again.
pub(crate) const RIFAI: &str = "flussi.rifai";

/// After midnight, when the day of a term is over.
pub(crate) const OGNI_NOTTE: Periodic =
    Periodic { kind: SCADENZE, payload: "", when: When::Daily { hour: 1, minute: 15 } };

/// Takes the steps at the end of terms and tells what is to be told: see [`pratiche::lavora`].
pub(crate) struct Scadenze {
    pub materie: Materie,
}

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Scadenze {
    fn kind(&self) -> &'static str {
        SCADENZE
    }

    fn title(&self) -> &'static str {
        "compiere i passi dei termini scaduti e avvisare di quelli che scadono"
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let night = pratiche::lavora(&ente.ledger, self.materie).await;
        let night = night.map_err(|error| Failure::retry("I termini delle pratiche non si possono leggere.", error))?;
        esito("il lavoro della notte", &night.non_riusciti)
    }
}

/// What is said of work upon many files, where it did not go on some: the others went on, and it is tried again.
fn esito(cosa: &str, non_riusciti: &[(PraticaId, String)]) -> Result<(), Failure> {
    let [(id, why), rest @ ..] = non_riusciti else { return Ok(()) };
    let others = if rest.is_empty() { String::new() } else { format!(" (e altre {})", rest.len()) };
    let told = format!("Su una pratica {cosa} non è riuscito{others}; le altre sono andate.");
    Err(Failure::retry(told, format!("pratica {id}: {why}")))
}

/// Makes the working rows of every open file again: what the days of the ente move.
pub(crate) struct Rifai {
    pub materie: Materie,
}

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Rifai {
    fn kind(&self) -> &'static str {
        RIFAI
    }

    fn title(&self) -> &'static str {
        "ricontare i termini delle pratiche dopo che è cambiato il calendario"
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let left = tutte(ente, self.materie).await;
        let left = left.map_err(|error| Failure::retry("I termini non si possono ricontare.", error))?;
        esito("il nuovo conto dei termini", &left)
    }
}

/// So many files at once.
const ALLA_VOLTA: u64 = 100;

/// Gives those on which it did not go, each with the reason.
async fn tutte(ente: &Ente, materie: Materie) -> Result<Vec<(PraticaId, String)>, Error> {
    let mut non_riusciti = Vec::new();
    for materia in materie {
        let mut after: Option<PraticaId> = None;
        loop {
            let read = ente.db().read().await?;
            let ids = pratiche::aperte(&Vista::Letta(&read), *materia, after, ALLA_VOLTA).await?;
            drop(read);
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            for id in ids {
                if let Err(error) = una(ente, *materia, id).await {
                    non_riusciti.push((id, error.to_string()));
                }
            }
        }
    }
    Ok(non_riusciti)
}

async fn una(ente: &Ente, materia: &dyn Materia, id: PraticaId) -> Result<(), Error> {
    let tx = ente.ledger.begin(kernel::Actor::System(RIFAI), RIFAI).await?;
    pratiche::rinfresca(&tx, materia, id).await?;
    tx.commit().await?;
    Ok(())
}
