//! Closes the days that have ended: shortly after midnight, and each hour in case the program or the store was away then.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};

use crate::giornaliero;

/// The job's name.
pub const KIND: &str = "protocollo.registro_giornaliero";
/// Each hour, whichever node comes first.
pub(crate) const EVERY_HOUR: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(3_600)) };

/// The job.
#[derive(Debug)]
pub struct RegistroGiornaliero;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for RegistroGiornaliero {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "formare il registro giornaliero di protocollo"
    }

    // It comes again in an hour anyway.
    fn max_attempts(&self) -> u32 {
        3
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        giornaliero::fai(ente).await.map(drop).map_err(|error| {
            Failure::retry("Non è stato possibile formare il registro giornaliero di protocollo.", error)
        })
    }
}
