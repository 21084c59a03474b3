//! What the office puts on the desk of whoever deposits.

use authz::Who;
use ente::Ente;
use web::{Desk, Error};

use super::href;
use crate::{
    elenca::{Filtro, elenca},
    permissions::{CONSULTA, VERSA},
    rules::Stato,
};

/// The office's side of the desk.
pub(crate) struct Scrivania;

/// What asks for somebody, the most urgent first.
const CHIEDONO: [Stato; 4] = [Stato::Rifiutata, Stato::DaChiarire, Stato::DaConsegnare, Stato::Bloccata];

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/conservazione"
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        if !who.may(&VERSA) || !who.may(&CONSULTA) {
            return Ok(0);
        }
        let read = ente.db().read().await?;
        let sql = "SELECT COUNT(*) AS quante FROM (SELECT 1 AS uno FROM conservazione_stato WHERE stato IN ($1, $2, $3, $4) LIMIT 100) q";
        let row = db::one(&read, sql, CHIEDONO.map(|stato| stato.code().into())).await?;
        let found: Option<i64> = row.map(|row| row.try_get("", "quante")).transpose().map_err(crate::Error::from)?;
        Ok(found.unwrap_or_default().unsigned_abs())
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        if !who.may(&VERSA) || !who.may(&CONSULTA) {
            return Ok(Vec::new());
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX).min(100);
        let mut found = Vec::new();
        for stato in CHIEDONO {
            let filtro = Filtro { stato: Some(stato), ..Filtro::default() };
            found.extend(elenca(ente, who, filtro, None, limit).await?);
        }
        found.truncate(limit);
        let waiting = |voce: crate::elenca::Voce| ui::Waiting {
            action: "Sistema".into(),
            subject: voce.nome,
            href: href(voce.id),
            why: voce.causa.unwrap_or_else(|| format!("In conservazione è {}.", voce.stato.label())),
            since: voce.dal.micros(),
            due: Some(voce.termine.to_string()),
            ..ui::Waiting::default()
        };
        Ok(found.into_iter().map(waiting).collect())
    }

    async fn search(&self, _ente: &Ente, _who: &Who, _words: &str, _limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_that_asks_for_somebody_is_on_the_desk_and_no_other() {
        for stato in Stato::ALL {
            assert_eq!(CHIEDONO.contains(&stato), stato.chiede(), "{stato:?}");
        }
    }
}
