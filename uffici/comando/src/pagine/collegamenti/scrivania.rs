use authz::Who;
use ente::Ente;
use ui::{Kind, SearchHit, Waiting};
use web::{Desk, Error};

use super::BASE;

/// What the office puts on people's desks: programs that are told of nothing any more.
pub(crate) struct Scrivania;

async fn falliti(ente: &Ente, who: &Who) -> Result<Vec<webhooks::subscription::Model>, Error> {
    if !who.may(&webhooks::COLLEGA) {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    Ok(webhooks::failed_for(&read, who).await?)
}

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/comando"
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        Ok(falliti(ente, who).await?.len() as u64)
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<Waiting>, Error> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let one = |row: webhooks::subscription::Model| Waiting {
            action: "Guarda perché non riceve gli avvisi".into(),
            subject: format!("Collegamento «{}»", row.label),
            href: format!("{BASE}/{}", row.id),
            why: row.reason.unwrap_or_default(),
            since: row.changed_at.micros(),
            urgency: Some("spento".into()),
            kind: Kind::Danger,
            ..Waiting::default()
        };
        Ok(falliti(ente, who).await?.into_iter().take(limit).map(one).collect())
    }

    async fn search(&self, _ente: &Ente, _who: &Who, _words: &str, _limit: u64) -> Result<Vec<SearchHit>, Error> {
        Ok(Vec::new())
    }
}
