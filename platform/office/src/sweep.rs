//! The hourly sweep of what has ended: sessions, attempts, challenges, forgotten browsers.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, When};

const KIND: &str = "accounts.spazza";

/// Once an hour, whichever node comes first.
pub(crate) const HOURLY: Periodic = Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(3_600)) };

/// Takes away what has ended of the accounts' working tables. Done twice it finds nothing the second time.
pub(crate) struct Sweep;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Sweep {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "togliere le sessioni scadute e i vecchi tentativi di accesso"
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        let swept = accounts::sweep(ente.db(), ente.ledger.now()).await;
        let rows =
            swept.map_err(|error| Failure::retry("Le sessioni scadute non si possono togliere adesso.", error))?;
        let told = webhooks::sweep(ente.db(), ente.ledger.now()).await;
        let told = told.map_err(|error| Failure::retry("I vecchi avvisi non si possono togliere adesso.", error))?;
        tracing::debug!(rows, told, "swept");
        Ok(())
    }
}
