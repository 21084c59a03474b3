//! Sends an answer to the protocol of another body.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Queue};
use ledger::Tx;

use super::spedisci::{QUEUE, TRIES, pausa};
use crate::{
    error::Error,
    riscontro::{RiscontroId, invia::invia},
    spedizione::affida::Esito,
};

/// The job's name.
pub const KIND: &str = "protocollo.riscontra";
/// The longest that one try is waited for: the message is small.
const LONGEST_TRY: Duration = Duration::from_secs(15 * 60);

/// Enqueues it in the transaction that says that it is to leave.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda(tx: &Tx, id: RiscontroId) -> Result<(), Error> {
    jobs::enqueue(tx, tx.now(), tx.random(), &jobs::NewJob::new(KIND, &id.to_string())).await?;
    Ok(())
}

/// The job.
#[derive(Debug)]
pub struct Riscontra;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Riscontra {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        QUEUE
    }

    fn title(&self) -> &'static str {
        "mandare un riscontro al protocollo di un'altra amministrazione"
    }

    fn max_attempts(&self) -> u32 {
        TRIES
    }

    fn timeout(&self) -> Duration {
        LONGEST_TRY
    }

    fn backoff(&self, attempt: u32) -> Duration {
        pausa(attempt)
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, attempt: u32) -> Result<(), Failure> {
        let id: RiscontroId =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale riscontro mandare."))?;
        match invia(ente, id, attempt >= TRIES).await {
            Ok(Esito::Finito) => Ok(()),
            Ok(Esito::PiuTardi(cause)) => {
                Err(Failure::retry("Il riscontro non è ancora partito: il server della posta non lo prende.", cause))
            }
            Err(error) => Err(Failure::retry("Il riscontro non è ancora partito.", error)),
        }
    }
}
