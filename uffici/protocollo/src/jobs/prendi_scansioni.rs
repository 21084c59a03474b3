//! Takes what scanners have written in the folders of the settings, every minute.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};

use crate::scansione::prendi::{KIND, prendi_tutte};

/// Every minute, whichever node comes first.
pub(crate) const EVERY_MINUTE: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(60)) };

/// The job.
#[derive(Debug)]
pub struct PrendiScansioni;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for PrendiScansioni {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "prendere le scansioni dalle cartelle"
    }

    async fn is_wanted(&self, ente: &Arc<Ente>) -> bool {
        !ente.scans.is_empty()
    }

    // It comes again in a minute anyway.
    fn max_attempts(&self) -> u32 {
        2
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let done = prendi_tutte(ente).await;
        done.map(drop)
            .map_err(|error| Failure::retry("Non è stato possibile prendere le scansioni dalle cartelle.", error))
    }
}
