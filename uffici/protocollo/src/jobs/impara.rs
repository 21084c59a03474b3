//! Learns anew, each night, from what clerks chose.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};

use crate::apprendi;

/// The job's name.
pub const KIND: &str = "protocollo.impara";
/// Each night, when nobody registers.
pub(crate) const EVERY_NIGHT: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Daily { hour: 2, minute: 40 } };

/// The job.
#[derive(Debug)]
pub struct Impara;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Impara {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "imparare dal registro le proposte di classe e di ufficio"
    }

    // It comes again the night after; until then what was learned before is in force.
    fn max_attempts(&self) -> u32 {
        3
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(1_800)
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        apprendi::impara(ente).await.map(drop).map_err(|error| {
            Failure::retry("Non è stato possibile imparare dal registro: restano le proposte di prima.", error)
        })
    }
}
