//! Carries out a list of what is to be discarded.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Queue};
use kernel::Id;

use crate::{Porte, scarto::porta_avanti, tables::scarto};

/// The job's name.
pub const KIND: &str = "conservazione.scarta";

/// The job.
#[derive(Debug)]
pub struct Scarta {
    pub(crate) porte: Porte,
}

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Scarta {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "scartare i documenti di un elenco autorizzato e distruggerne il contenuto"
    }

    fn max_attempts(&self) -> u32 {
        14
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(3_600)
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let id: Id<scarto::Entity> =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale elenco di scarto eseguire."))?;
        let told = "Lo scarto si è fermato a metà: quello che è scartato resta scartato, e il programma va avanti da solo. Se si ferma ancora, \
                    apri la pagina dello scarto e premi «Ripeti la distruzione».";
        porta_avanti(ente, self.porte, id).await.map_err(|error| Failure::retry(told, error))
    }
}
