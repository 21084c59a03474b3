//! What the office brings to everyone's pages: the subjects among what is found everywhere.

use authz::Who;
use directory::{CONSULTA, subject};
use ente::Ente;
use web::{Desk, Error};

use super::href;

/// The office's side of the desk. Nothing waits for anyone here: doubles are looked for when there is time.
pub(crate) struct Scrivania;

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/rubrica"
    }

    async fn count(&self, _ente: &Ente, _who: &Who) -> Result<u64, Error> {
        Ok(0)
    }

    async fn waiting(&self, _ente: &Ente, _who: &Who, _limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        Ok(Vec::new())
    }

    async fn search(&self, ente: &Ente, who: &Who, words: &str, limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        if !who.may(&CONSULTA) {
            return Ok(Vec::new());
        }
        let read = ente.db().read().await?;
        let words: String = words.chars().take(100).collect();
        // A few: whoever looks for a document types names too.
        let found = directory::suggest(who, &read, &words, limit.min(3)).await.map_err(crate::Error::from)?;
        let hit = |subject: subject::Model| ui::SearchHit {
            value: href(subject.id),
            label: subject.name,
            hint: subject.tax_code.or(subject.vat_number).or(subject.pec),
            group: Some("Rubrica".into()),
        };
        Ok(found.into_iter().map(hit).collect())
    }
}
