//! Each night: what was booked on years that are over lapses.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};

use crate::decadi::decadi;

/// The job's name.
pub(crate) const KIND: &str = "contabilita.decadi";
/// Each night, whichever node comes first.
pub(crate) const EVERY_NIGHT: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Daily { hour: 0, minute: 20 } };

/// The job.
#[derive(Debug)]
pub(crate) struct Decadi;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Decadi {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::GENERAL
    }

    fn title(&self) -> &'static str {
        "far decadere le prenotazioni di spesa degli esercizi finiti"
    }

    // It comes again in a night anyway.
    fn max_attempts(&self) -> u32 {
        5
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(600)
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let done = decadi(ente).await;
        done.map(drop).map_err(|error| {
            Failure::retry("Le prenotazioni di spesa degli esercizi finiti non sono ancora decadute.", error)
        })
    }
}
