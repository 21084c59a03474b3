//! Sends one package to the conservatore.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, NewJob, Queue};
use kernel::Id;
use ledger::Tx;

use crate::{
    error::Error,
    tables::pacchetto,
    versa::{Seguito, TENTATIVI, invia},
};

/// The job's name.
pub const KIND: &str = "conservazione.invia";
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// Enqueues it, once for each package.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda(tx: &Tx, id: Id<pacchetto::Entity>) -> Result<(), Error> {
    jobs::enqueue(tx, tx.now(), tx.random(), &lavoro(id)).await?;
    Ok(())
}

/// The work of sending one package.
pub(super) fn lavoro(id: Id<pacchetto::Entity>) -> NewJob {
    NewJob::new(KIND, &id.to_string()).dedup(id.to_string())
}

/// How long to wait after the try with this number: a minute, then twice as much each time, up to six hours.
fn pausa(attempt: u32) -> Duration {
    Duration::from_secs(60_u64.saturating_mul(2_u64.saturating_pow(attempt.saturating_sub(1)))).min(LONGEST_WAIT)
}

/// The job.
#[derive(Debug)]
pub struct Invia;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Invia {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue { name: "conservazione", at_once: 2 }
    }

    fn title(&self) -> &'static str {
        "mandare un pacchetto al conservatore"
    }

    fn max_attempts(&self) -> u32 {
        TENTATIVI
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(2 * 3600)
    }

    fn backoff(&self, attempt: u32) -> Duration {
        pausa(attempt)
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, attempt: u32) -> Result<(), Failure> {
        let id = payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale pacchetto mandare."))?;
        match invia(ente, id, attempt >= TENTATIVI).await {
            Ok(Seguito::Finito) => Ok(()),
            Ok(Seguito::Ancora(cause)) => {
                Err(Failure::retry("Il pacchetto non è ancora arrivato al conservatore.", cause))
            }
            Err(error) => Err(Failure::retry("Il pacchetto non è ancora partito.", error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conservatore_that_is_away_for_a_day_is_still_found_again() {
        let waits: u64 = (1..TENTATIVI).map(|attempt| pausa(attempt).as_secs()).sum();
        assert!((24 * 3600..72 * 3600).contains(&waits), "{waits}");
        assert_eq!((pausa(1).as_secs(), pausa(2).as_secs(), pausa(u32::MAX)), (60, 120, LONGEST_WAIT));
    }
}
