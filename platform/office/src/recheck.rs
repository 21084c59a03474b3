//! The hourly look at the files that were let in while the antivirus did not answer.

use std::{sync::Arc, time::Duration};

use documents::{RecheckError, Rechecked};
use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};

const KIND: &str = "documents.ricontrolla";

/// Once an hour, whichever node comes first.
pub(crate) const HOURLY: Periodic = Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(3_600)) };

/// Shows them to the antivirus. Done twice it finds only those of which it said nothing.
pub(crate) struct Recheck;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Recheck {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "mostrare all'antivirus i file entrati mentre non rispondeva"
    }

    async fn is_wanted(&self, ente: &Arc<Ente>) -> bool {
        ente.archive.is_guarded()
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(3 * 3_600)
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let (mut after, mut done) = (Vec::new(), Rechecked::default());
        loop {
            match ente.archive.recheck(&after, &mut done).await {
                Ok(Some(last)) => after = last,
                Ok(None) => break,
                // It comes again in an hour; `municipio doctor` and the health of the system tell how many wait.
                Err(RecheckError::Away(error)) => {
                    tracing::warn!(ente = ente.info.slug, %error, "the antivirus is still away");
                    break;
                }
                Err(error) => {
                    return Err(Failure::retry(
                        "I file entrati senza antivirus non si possono guardare adesso.",
                        error,
                    ));
                }
            }
        }
        if done.infected > 0 {
            tracing::error!(
                ente = ente.info.slug,
                done.infected,
                "the antivirus found something in files that were let in"
            );
        }
        Ok(())
    }
}
