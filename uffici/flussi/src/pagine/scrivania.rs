//! What waits for somebody among the files of all offices.

use authz::Who;
use ente::Ente;
use pratiche::{DaFare, Vista};
use web::{Desk, Error};

use crate::Materie;

/// The engine's side of the desk.
pub(crate) struct Scrivania {
    pub materie: Materie,
}

/// Counting stops there: the page then says "99+".
const CONTA_MAX: u64 = 100;

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        super::BASE
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        if self.materie.is_empty() {
            return Ok(0);
        }
        let read = ente.db().read().await?;
        let found = pratiche::conta(&Vista::Letta(&read), self.materie, who, ente.ledger.now(), CONTA_MAX).await;
        Ok(found.map_err(crate::Error::from)?)
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        if self.materie.is_empty() {
            return Ok(Vec::new());
        }
        let read = ente.db().read().await?;
        let now = ente.ledger.now();
        let found = pratiche::scrivania(&Vista::Letta(&read), self.materie, who, now, None, limit).await;
        let today = now.date();
        Ok(found.map_err(crate::Error::from)?.righe.into_iter().map(|riga| voce(riga, today)).collect())
    }

    async fn search(&self, _ente: &Ente, _who: &Who, _words: &str, _limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        // Each office finds its own things.
        Ok(Vec::new())
    }
}

fn voce(riga: DaFare, today: kernel::Date) -> ui::Waiting {
    let (urgency, kind) = match riga.entro {
        Some(day) if day < today => (Some(format!("Scaduto il {}", day.format("%d/%m/%Y"))), ui::Kind::Danger),
        Some(day) if day == today => (Some("Scade oggi".to_owned()), ui::Kind::Warning),
        _ => (None, ui::Kind::Neutral),
    };
    ui::Waiting {
        action: riga.passi.join(" o "),
        subject: riga.testo,
        href: riga.href,
        why: format!("Arrivata in «{}»", riga.dove),
        since: riga.dal.micros(),
        due: riga.entro.map(|day| day.to_string()),
        urgency,
        kind,
    }
}
