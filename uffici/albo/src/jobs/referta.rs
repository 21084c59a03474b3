//! Makes the certificate that something was posted, as soon as it is.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, NewJob, Queue};
use kernel::Id;
use ledger::Tx;

use crate::{
    error::Error,
    firme,
    referta::{Quale, fai, impedimento},
    tables::pubblicazione,
};

/// The job's name.
pub(crate) const KIND: &str = "albo.referta";

/// Enqueues it, once for each publication.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda(tx: &Tx, id: Id<pubblicazione::Entity>) -> Result<(), Error> {
    let job = NewJob::new(KIND, &id.to_string()).dedup(id.to_string());
    jobs::enqueue(tx, tx.now(), tx.random(), &job).await?;
    Ok(())
}

/// The job.
#[derive(Debug)]
pub(crate) struct Affissione;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Affissione {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue { name: "albo", at_once: 2 }
    }

    fn title(&self) -> &'static str {
        "controllare le firme di un atto affisso all'albo pretorio e certificare l'affissione"
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(300)
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let id =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale pubblicazione certificare."))?;
        let away = |error: Error| Failure::retry("Il certificato di affissione non è ancora fatto.", error);
        firme::controlla(ente, id, KIND).await.map_err(away)?;
        // Without a seal there is no certificate: the page of the publication says so, and the night tries again.
        if impedimento(ente).await.map_err(away)?.is_some() {
            return Ok(());
        }
        fai(ente, id, Quale::Affissione).await.map(drop).map_err(away)
    }
}
