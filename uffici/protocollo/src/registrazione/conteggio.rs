//! How many entries a request finds, counted when someone asks: over what they may see, and not without end.

use authz::Who;
use ente::Ente;
use search::{Keyset, Total};

use super::{cerca::cerca, elenca::conditions, sfoglia::Richiesta};
use crate::{error::Error, permissions::CONSULTA};

/// Beyond so many nobody counts.
const MOST: usize = 10_000;
/// Beyond so many pages of what the words find nobody looks for those that pass the other filters.
const MOST_PAGES: usize = 10;
const A_PAGE: usize = 200;

/// How many entries `who` finds with a request.
///
/// # Errors
/// A missing permission; those of the index and of the database.
pub async fn conta(ente: &Ente, who: &Who, richiesta: &Richiesta) -> Result<Total, Error> {
    who.require(&CONSULTA)?;
    let filtro = &richiesta.filtro;
    let Some(parole) = &richiesta.parole else { return nelle_righe(ente, who, richiesta).await };
    let (mut counted, mut dopo): (usize, Option<Keyset>) = (0, None);
    for _ in 0..MOST_PAGES {
        let page = cerca(ente, who, parole, filtro, dopo, A_PAGE).await?;
        if let Some(total) = page.totale {
            return Ok(total);
        }
        counted += page.voci.len();
        match page.prossima {
            Some(next) => dopo = Some(next),
            None => return Ok(Total::Exactly(counted)),
        }
    }
    Ok(Total::MoreThan(counted))
}

async fn nelle_righe(ente: &Ente, who: &Who, richiesta: &Richiesta) -> Result<Total, Error> {
    let (condition, values) = conditions(who, &richiesta.filtro, None);
    let sql = format!(
        "SELECT COUNT(*) AS n FROM (SELECT r.id FROM protocollo_registrazione r JOIN protocollo_stato s ON s.registrazione_id = r.id \
         WHERE {condition} LIMIT {}) AS w",
        MOST + 1
    );
    let read = ente.db().read().await?;
    let row = db::one(&read, &sql, values).await?;
    let counted = row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?;
    let counted = usize::try_from(counted).unwrap_or_default();
    Ok(if counted > MOST { Total::MoreThan(MOST) } else { Total::Exactly(counted) })
}
