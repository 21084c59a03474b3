//! Continues under the titolario in force what its coming has moved: shortly after midnight of its first day, and until nothing is
//! left.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};

use crate::{error::Error, titolario::passa::passa};

/// The job's name.
pub const KIND: &str = "protocollo.nuovo_titolario";
/// Often enough that whoever comes in the morning finds it done; where no version came into force it asks one thing and ends.
pub(crate) const OFTEN: Periodic = Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(900)) };
/// Fascicoli of one run; the next goes on.
const MOST: usize = 2_000;

/// The job.
#[derive(Debug)]
pub struct NuovoTitolario;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for NuovoTitolario {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "continuare i fascicoli aperti nel nuovo titolario"
    }

    // It comes again in a quarter of an hour anyway.
    fn max_attempts(&self) -> u32 {
        3
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        passa(ente, MOST).await.map(drop).map_err(|error| match error {
            Error::NonPassati(_) => Failure::retry(error.to_string(), error),
            _ => Failure::retry("Non è stato possibile continuare i fascicoli aperti nel nuovo titolario.", error),
        })
    }
}
