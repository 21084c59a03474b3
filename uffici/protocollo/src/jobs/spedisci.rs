//! Hands a message to the provider.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Queue};
use ledger::Tx;

use crate::{
    error::Error,
    spedizione::{
        SpedizioneId,
        affida::{Esito, affida},
    },
};

/// The job's name.
pub const KIND: &str = "protocollo.spedisci";
/// Messages that leave wait for other servers, and not for the mailboxes that are read.
pub(super) const QUEUE: Queue = Queue { name: "mail_out", at_once: 4 };
/// Tries in all, over a little more than a day: see [`pausa`].
pub(super) const TRIES: u32 = 30;
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// The longest that one try is waited for: the largest message on the slowest line (`mail::send`) has its time.
const LONGEST_TRY: Duration = Duration::from_secs(4 * 3600);

/// Enqueues it in the transaction that says that it is to leave.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda(tx: &Tx, id: SpedizioneId) -> Result<(), Error> {
    jobs::enqueue(tx, tx.now(), tx.random(), &jobs::NewJob::new(KIND, &id.to_string())).await?;
    Ok(())
}

/// How long to wait after the try with this number: a minute, then twice as much each time, up to an hour.
pub(super) fn pausa(attempt: u32) -> Duration {
    Duration::from_secs(60_u64.saturating_mul(2_u64.saturating_pow(attempt.saturating_sub(1)))).min(LONGEST_WAIT)
}

/// The job.
#[derive(Debug)]
pub struct Spedisci;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Spedisci {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        QUEUE
    }

    fn title(&self) -> &'static str {
        "spedire un messaggio con i documenti di una registrazione"
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
        let id: SpedizioneId =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale spedizione fare."))?;
        match affida(ente, id, attempt >= TRIES).await {
            Ok(Esito::Finito) => Ok(()),
            Ok(Esito::PiuTardi(cause)) => {
                Err(Failure::retry("Il messaggio non è ancora partito: il server della posta non lo prende.", cause))
            }
            Err(error) => Err(Failure::retry("Il messaggio non è ancora partito.", error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_for_more_than_a_day_and_less_than_two() {
        let waits: u64 = (1..TRIES).map(|attempt| pausa(attempt).as_secs()).sum();
        assert!((24 * 3600..30 * 3600).contains(&waits), "{waits}");
        assert_eq!((pausa(1).as_secs(), pausa(2).as_secs(), pausa(u32::MAX)), (60, 120, LONGEST_WAIT));
    }
}
