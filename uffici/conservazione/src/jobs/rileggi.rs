//! Each Sunday night: reads every package again.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, Weekday, When};

use crate::rileggi::rileggi;

/// The job's name.
pub const KIND: &str = "conservazione.rileggi";
/// Each week, whichever node comes first.
pub(crate) const EVERY_WEEK: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Weekly { day: Weekday::Sun, hour: 3, minute: 0 } };

/// The job.
#[derive(Debug)]
pub struct Rileggi;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Rileggi {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        // Days of reading a disk, where there is much: nothing else that is heavy stands behind it.
        Queue { name: "conservazione_rilettura", at_once: 1 }
    }

    fn title(&self) -> &'static str {
        "rileggere i pacchetti di conservazione e controllarne le impronte"
    }

    fn max_attempts(&self) -> u32 {
        3
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(24 * 3600)
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let done = rileggi(ente).await;
        done.map(drop)
            .map_err(|error| Failure::retry("I pacchetti di conservazione non si sono potuti rileggere.", error))
    }
}
