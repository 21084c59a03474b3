//! What the office adds to the shell. What waits for somebody among the acts, the desk of the files of all offices
//! shows (`flussi`): here acts are only found.

use authz::Who;
use ente::Ente;
use web::{Desk, Error};

use crate::elenca::{Filtro, elenca};

/// The office's side of the desk.
pub(crate) struct Scrivania;

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/atti"
    }

    async fn count(&self, _: &Ente, _: &Who) -> Result<u64, Error> {
        Ok(0)
    }

    async fn waiting(&self, _: &Ente, _: &Who, _: u64) -> Result<Vec<ui::Waiting>, Error> {
        Ok(Vec::new())
    }

    async fn search(&self, ente: &Ente, who: &Who, words: &str, limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        if words.trim().is_empty() {
            return Ok(Vec::new());
        }
        let filtro = Filtro { testo: words.to_owned(), ..Filtro::default() };
        let hit = |row: crate::tables::stato::Model| ui::SearchHit {
            value: super::href(row.atto_id),
            label: row.estremi().unwrap_or_else(|| row.nome()),
            hint: Some(row.oggetto),
            group: Some("Atto".to_owned()),
        };
        Ok(elenca(ente, who, &filtro, None, limit).await?.into_iter().map(hit).collect())
    }
}
