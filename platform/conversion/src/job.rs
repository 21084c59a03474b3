//! The work: a PDF is made of one document, and kept.

use std::sync::Arc;

use documents::document;
use ente::Ente;
use jobs::{Failure, Job, Queue};
use kernel::Id;

use crate::keep::{derived, keep};
use crate::make::{OFFICE, SCAN, Workshop};
use crate::programs::Programs;
use crate::{Error, way};

/// The job's name, and that of the act in the journal.
pub(crate) const KIND: &str = "conversion.prepara";

/// The job.
#[derive(Debug)]
pub struct Prepare;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Prepare {
    fn kind(&self) -> &'static str {
        KIND
    }

    /// A converter keeps a processor busy.
    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "preparare la versione PDF di un documento"
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let id: Id<document::Entity> =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice di quale documento preparare il PDF."))?;
        prepare(ente, id).await.map_err(|error| {
            let told = "La versione PDF di un documento non si è potuta preparare: il programma riprova da solo. Se non riesce, \
                        controlla con \"municipio doctor\" che i programmi di conversione e lo spazio su disco ci siano.";
            Failure::retry(told, error)
        })
    }
}

/// Makes it unless it is there. Doing it twice changes nothing.
async fn prepare(ente: &Ente, id: Id<document::Entity>) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let found = ente.archive.find(&read, &[id.uuid()]).await?.into_iter().next();
    // Of what was discarded nothing new is made, even where its bytes stay for another document.
    let gone = ente.archive.disposal(&read, id).await?.is_some();
    drop(read);
    let Some(document) = found.filter(|document| !gone && way(document).is_some()) else { return Ok(()) };
    if derived(ente, id).await?.is_some() {
        return Ok(());
    }
    let programs = Programs::here(&ente.conversion);
    let workshop = Workshop {
        programs: &programs,
        fence: programs.fence().await,
        reader: &ente.reader,
        author: &ente.info.name,
        at: ente.ledger.now(),
        bounds: (OFFICE, SCAN),
    };
    let stream = ente.archive.store().open(&document.hash()).await?;
    // Where the program went away meanwhile there is nothing to write down: the page tells what lacks.
    match workshop.make(&document, stream).await? {
        Some(made) => keep(ente, &document, made).await,
        None => Ok(()),
    }
}
