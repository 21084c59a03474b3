//! Each night: puts packages under a time stamp of the archive, and renews those that will end.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};

use crate::evidenza::{IMPRONTA, rinnova};

/// The job's name.
pub const KIND: &str = "conservazione.rinnova";
/// Each night, whichever node comes first.
pub(crate) const EVERY_NIGHT: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Daily { hour: 1, minute: 30 } };

/// The job.
#[derive(Debug)]
pub struct Rinnova;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Rinnova {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        // Hours of reading a disk, where all is hashed anew: nothing else stands behind it.
        Queue { name: "conservazione_rinnovo", at_once: 1 }
    }

    fn title(&self) -> &'static str {
        "mettere i pacchetti di conservazione sotto una marca temporale e rinnovare quelle che scadono"
    }

    // It comes again in a night anyway, and stamps are renewed a year before they end.
    fn max_attempts(&self) -> u32 {
        5
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(5 * 3600)
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let done = rinnova(ente, IMPRONTA).await;
        done.map(drop).map_err(|error| {
            Failure::retry("I pacchetti di conservazione non sono sotto una marca temporale nuova.", error)
        })
    }
}
