//! Checks a document that was signed here, asking outside for what the verdict lacks, and keeps the report with the document.

use std::sync::Arc;

use ::jobs::{Failure, Job, Queue};
use documents::document;
use ente::Ente;
use kernel::{Actor, Id};
use ledger::Tx;
use validation::Asked;

use crate::error::Error;

/// The job's name.
pub const KIND: &str = "librofirma.controlla";

/// Enqueues the check in the transaction that writes the signature.
pub(crate) async fn accoda(tx: &Tx, id: Id<document::Entity>) -> Result<(), Error> {
    let new = ::jobs::NewJob::new(KIND, &id.to_string());
    ::jobs::enqueue(tx, tx.now(), tx.random(), &new).await?;
    Ok(())
}

/// The job.
#[derive(Debug)]
pub struct Controlla;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Controlla {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "controllare le firme di un documento firmato dal libro firma"
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let id: Id<document::Entity> =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale documento controllare."))?;
        controlla(ente, id).await.map_err(|error| {
            let told =
                "Il documento è firmato, ma il rapporto sulle sue firme non si è potuto scrivere: si riprova da soli.";
            Failure::retry(told, error)
        })
    }
}

/// Doing it twice changes nothing: the same verdict makes one row.
async fn controlla(ente: &Ente, id: Id<document::Entity>) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let Some(document) = ente.archive.find(&read, &[id.uuid()]).await?.pop() else { return Ok(()) };
    drop(read);
    let asked = Asked { document: &document, signed: None, at: None, stamps: Vec::new(), existence: Vec::new() };
    validation::check(ente, Actor::System(KIND), asked).await?;
    Ok(())
}
