//! Makes the register of a period on paper, one volume at a time; and takes away what has been kept long enough.

use std::{sync::Arc, time::Duration};

use ::jobs::{Failure, Job, NewJob, Periodic, Queue, When};
use db::Later;
use ente::Ente;
use kernel::{Instant, Random};
use ledger::Tx;

use crate::{
    error::Error,
    stampa::{PER_VOLUME, StampaId, fai, fallita, scadute},
};

/// The job's name.
pub const KIND: &str = "protocollo.stampa_registro";
/// The name of the other.
pub const KIND_SCADUTE: &str = "protocollo.stampe_scadute";
/// One at a time, and none of the places of the rest.
const QUEUE: Queue = Queue { name: "stampe", at_once: 1 };
/// Tries of one volume.
const TRIES: u32 = 5;
/// Each hour, whichever node comes first.
pub(crate) const EVERY_HOUR: Periodic =
    Periodic { kind: KIND_SCADUTE, payload: "", when: When::Every(Duration::from_secs(3_600)) };

/// Enqueues the first volume in the transaction that asks for the print.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda(tx: &Tx, id: StampaId) -> Result<(), Error> {
    accoda_in(tx, tx.now(), tx.random(), id).await
}

/// Enqueues the next volume in the transaction that notes the one before.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda_in<C: Later>(
    connection: &C,
    now: Instant,
    random: &dyn Random,
    id: StampaId,
) -> Result<(), Error> {
    ::jobs::enqueue(connection, now, random, &NewJob::new(KIND, &id.to_string()).dedup(id.to_string())).await?;
    Ok(())
}

/// The job that makes a volume.
#[derive(Debug)]
pub struct StampaRegistro;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for StampaRegistro {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        QUEUE
    }

    fn title(&self) -> &'static str {
        "stampare il registro di protocollo di un periodo"
    }

    fn max_attempts(&self) -> u32 {
        TRIES
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, attempt: u32) -> Result<(), Failure> {
        let id: StampaId = payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale stampa fare."))?;
        let Err(error) = fai(ente, id, PER_VOLUME).await else { return Ok(()) };
        if attempt >= TRIES {
            // The page tells it too; what is not noted stays to be seen among the failed works.
            if let Err(error) = fallita(ente, id).await {
                tracing::warn!(ente = ente.info.slug, %error, "a print that failed could not be noted");
            }
        }
        Err(Failure::retry("Non è stato possibile stampare il registro di protocollo.", error))
    }
}

/// The job that takes away what has been kept long enough.
#[derive(Debug)]
pub struct StampeScadute;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for StampeScadute {
    fn kind(&self) -> &'static str {
        KIND_SCADUTE
    }

    fn title(&self) -> &'static str {
        "togliere le stampe del registro che sono scadute"
    }

    // It comes again in an hour anyway.
    fn max_attempts(&self) -> u32 {
        3
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let gone = scadute(ente).await;
        gone.map(drop).map_err(|error| Failure::retry("Non è stato possibile togliere le stampe scadute.", error))
    }
}
