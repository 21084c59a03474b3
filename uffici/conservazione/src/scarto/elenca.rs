//! The lists, the last first.

use authz::Who;
use ente::Ente;
use kernel::{Id, Instant, Uuid};

use super::regole::{Passo, Posto};
use crate::{error::Error, permissions::CONSULTA, tables::scarto};

/// A list, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Riga {
    /// Its id.
    pub id: Id<scarto::Entity>,
    /// Its number: "1/2027".
    pub numero: String,
    /// How it stands.
    pub passo: Passo,
    /// Since when.
    pub dal: Instant,
    /// Fascicoli that are, or were, to be discarded.
    pub fascicoli: i64,
    /// Fascicoli left out or stopped.
    pub fuori: i64,
}

/// A page of them, after `dopo`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who, dopo: Option<Uuid>, limit: usize) -> Result<Vec<Riga>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let after = if dopo.is_some() { "WHERE s.id < $3" } else { "" };
    let mut values: Vec<sea_orm::Value> = vec![Posto::Proposta.code().into(), Posto::Scartata.code().into()];
    values.extend(dopo.map(sea_orm::Value::from));
    let sql = format!(
        "SELECT s.id, s.anno, s.numero, s.stato, s.dal, \
         (SELECT COUNT(*) FROM conservazione_scarto_voce v WHERE v.scarto_id = s.id AND v.stato IN ($1, $2)) AS dentro, \
         (SELECT COUNT(*) FROM conservazione_scarto_voce v WHERE v.scarto_id = s.id) AS tutte \
         FROM conservazione_scarto s {after} ORDER BY s.id DESC LIMIT {limit}"
    );
    let rows = db::rows(&read, &sql, values).await?;
    rows.iter()
        .map(|row| {
            let (anno, numero): (i64, i64) = (row.try_get("", "anno")?, row.try_get("", "numero")?);
            let (dentro, tutte): (i64, i64) = (row.try_get("", "dentro")?, row.try_get("", "tutte")?);
            let stato: String = row.try_get("", "stato")?;
            Ok(Riga {
                id: row.try_get("", "id")?,
                numero: format!("{numero}/{anno}"),
                passo: Passo::from_code(&stato).unwrap_or(Passo::Ritirato),
                dal: row.try_get("", "dal")?,
                fascicoli: dentro,
                fuori: tutte - dentro,
            })
        })
        .collect()
}
