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
        Some(day) if riga.vicino => (Some(format!("Scade il {}", day.format("%d/%m/%Y"))), ui::Kind::Warning),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn riga(entro: Option<&str>, vicino: bool) -> DaFare {
        DaFare {
            pratica: kernel::Uuid::nil().into(),
            materia: "atti".into(),
            codice: "determina".into(),
            testo: "Determina: tetto".into(),
            href: "/atti/1".into(),
            dove: "Alla firma".into(),
            dal: kernel::Instant::from_micros(0),
            passi: vec!["Firma".into()],
            entro: entro.map(|day| day.parse().unwrap()),
            vicino,
        }
    }

    #[test]
    fn a_term_is_told_when_it_is_near_on_its_day_and_after_it() {
        let today = "2026-11-05".parse().unwrap();
        let told = |entro, vicino| voce(riga(entro, vicino), today).urgency;
        assert_eq!(told(None, false), None);
        assert_eq!(told(Some("2026-11-09"), false), None, "there is time");
        assert_eq!(told(Some("2026-11-09"), true).as_deref(), Some("Scade il 09/11/2026"));
        assert_eq!(told(Some("2026-11-05"), true).as_deref(), Some("Scade oggi"));
        assert_eq!(told(Some("2026-11-04"), true).as_deref(), Some("Scaduto il 04/11/2026"));
    }
}
