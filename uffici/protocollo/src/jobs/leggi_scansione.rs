//! Recognises the words of scans before they are registered: of one that a scanner wrote, as soon as it is taken, and of those in a draft.

use std::{sync::Arc, time::Duration};

use ::jobs::{Failure, Job, NewJob, Queue, enqueue};
use db::Later;
use ente::Ente;
use kernel::{Id, Instant, Random};
use serde::{Deserialize, Serialize};

use super::estrai_testo::{da_leggere, leggi_uno};
use crate::{
    bozza::{Bozza, leggi_scansioni},
    error::Error,
    posta::MessaggioId,
};

/// The job's name.
pub const KIND: &str = "protocollo.leggi_scansione";
/// Five documents of a draft, each with its own limits of time.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// What is read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Che {
    /// The scans of a draft.
    Bozza(Id<Bozza>),
    /// What came from a scanner.
    Messaggio(MessaggioId),
}

/// Enqueues the reading in the transaction in which the scan comes.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda<C: Later>(
    connection: &C,
    now: Instant,
    random: &dyn Random,
    che: &Che,
) -> Result<(), Error> {
    enqueue(connection, now, random, &NewJob::json(KIND, che)?).await?;
    Ok(())
}

/// The job.
#[derive(Debug)]
pub struct LeggiScansione;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for LeggiScansione {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "riconoscere le parole di una scansione da registrare"
    }

    // Whoever registers does not wait for it; afterwards it is read with the entry.
    fn max_attempts(&self) -> u32 {
        3
    }

    fn timeout(&self) -> Duration {
        LONGEST
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let che: Che = serde_json::from_str(payload)
            .map_err(|_| Failure::give_up("Il lavoro non dice quale scansione leggere."))?;
        let told = "Non è stato possibile riconoscere le parole di una scansione: si registra lo stesso, scrivendo i dati a mano.";
        leggi(ente, &che).await.map_err(|error| Failure::retry(told, error))
    }
}

async fn leggi(ente: &Ente, che: &Che) -> Result<(), Error> {
    match che {
        Che::Bozza(id) => leggi_scansioni(ente, *id).await,
        Che::Messaggio(id) => {
            let of = "protocollo_messaggio x JOIN documents_document d ON d.id = x.documento_id WHERE x.id = $1";
            for documento in da_leggere(ente, of, id.uuid()).await? {
                leggi_uno(ente, &documento).await?;
            }
            Ok(())
        }
    }
}
