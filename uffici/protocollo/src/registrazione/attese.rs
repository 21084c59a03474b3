//! Who waits for whom: what each office has been given and has not answered, since when and from where; what is late. Over what the
//! reader may see: an entry that they may not see waits in no number of theirs.

use authz::{UnitId, Who};
use ente::Ente;
use kernel::Instant;
use sea_orm::QueryResult;

use super::{
    conteggio::conta,
    elenca::{Filtro, Where},
    filtri::{Altro, Assegnazioni},
    sfoglia::Richiesta,
};
use crate::{error::Error, permissions::CONSULTA, visibilita};

/// Offices, and pairs of offices, at most.
const MOST: u32 = 200;
const DAY_SECONDS: i64 = 86_400;
/// After so many days something is late, for who says nothing.
pub const GIORNI: u16 = 7;
/// The most days after which something is counted as late; a filter of the list may ask for more.
pub const MOST_DAYS: u16 = 365;

/// What waits in one office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attesa {
    /// The office that was given it.
    pub ufficio: UnitId,
    /// Its name.
    pub nome: String,
    /// How many assignments wait.
    pub quante: i64,
    /// How many of them wait for longer than the days that were asked for.
    pub in_ritardo: i64,
    /// Since when the oldest waits.
    pub dal: Instant,
    /// Since when half of them wait, or longer.
    pub meta_dal: Instant,
    /// From which offices they come: those that registered them, the most first.
    pub da: Vec<Da>,
}

/// What one office has from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Da {
    /// The office that registered the entries.
    pub ufficio: UnitId,
    /// Its name.
    pub nome: String,
    /// How many wait.
    pub quante: i64,
    /// Since when the oldest waits.
    pub dal: Instant,
}

/// All of it at one instant.
#[derive(Clone, Debug)]
pub struct Quadro {
    /// When.
    pub al: Instant,
    /// Days after which an assignment without an answer is late.
    pub giorni: u16,
    /// The offices in which something waits, the longest list first.
    pub uffici: Vec<Attesa>,
    /// Entries refused that nobody else has for action.
    pub da_riassegnare: search::Total,
    /// Entries with a sending that failed, or that is silent for too long.
    pub spedizioni: search::Total,
}

/// What waits before `al` by more than `giorni` days was given before this instant.
pub fn in_ritardo_da(al: Instant, giorni: u16) -> Instant {
    al.plus_seconds(-i64::from(giorni) * DAY_SECONDS)
}

/// What waits in each office, of what `who` may see. `giorni`: after how many days it is late.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn attese(ente: &Ente, who: &Who, giorni: u16) -> Result<Quadro, Error> {
    who.require(&CONSULTA)?;
    let al = ente.ledger.now();
    let giorni = giorni.min(MOST_DAYS);
    let mut uffici = per_ufficio(ente, who, in_ritardo_da(al, giorni)).await?;
    for (ufficio, da) in coppie(ente, who).await? {
        if let Some(attesa) = uffici.iter_mut().find(|attesa| attesa.ufficio == ufficio) {
            attesa.da.push(da);
        }
    }
    let refused = Altro { assegnazioni: Some(Assegnazioni::DaRifare), ..Altro::default() };
    let failed = Altro { spedizioni_al: Some(al), ..Altro::default() };
    let da_riassegnare = quante(ente, who, refused).await?;
    let spedizioni = quante(ente, who, failed).await?;
    Ok(Quadro { al, giorni, uffici, da_riassegnare, spedizioni })
}

async fn quante(ente: &Ente, who: &Who, altro: Altro) -> Result<search::Total, Error> {
    let filtro = Filtro { altro, ..Filtro::default() };
    conta(ente, who, &Richiesta { filtro, parole: None }).await
}

/// The assignments that wait, as `w`, and what they belong to. It begins from what waits, which is little.
fn in_attesa(who: &Who) -> (String, Where) {
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: Vec::new(), values };
    let no = all.place(false);
    let from = format!(
        "FROM protocollo_assegnazione w JOIN protocollo_registrazione r ON r.id = w.registrazione_id \
         JOIN protocollo_stato s ON s.registrazione_id = r.id \
         WHERE w.stato = 'in_attesa' AND s.annullata = {no} AND {visible}"
    );
    (from, all)
}

/// The middle one is counted in the database: no list of instants comes here.
async fn per_ufficio(ente: &Ente, who: &Who, tardi: Instant) -> Result<Vec<Attesa>, Error> {
    let (from, mut all) = in_attesa(who);
    let tardi = all.place(tardi);
    let sql = format!(
        "SELECT t.ufficio_id, u.name AS nome, COUNT(*) AS n, MIN(t.dal) AS dal, \
         MAX(CASE WHEN t.posto = (t.tutte + 1) / 2 THEN t.dal END) AS meta, \
         COUNT(CASE WHEN t.dal < {tardi} THEN 1 END) AS tardi \
         FROM (SELECT w.ufficio_id, w.assegnata_at AS dal, \
               ROW_NUMBER() OVER (PARTITION BY w.ufficio_id ORDER BY w.assegnata_at, w.id) AS posto, \
               COUNT(*) OVER (PARTITION BY w.ufficio_id) AS tutte {from}) AS t \
         JOIN authz_unit u ON u.id = t.ufficio_id GROUP BY t.ufficio_id, u.name ORDER BY n DESC, u.name LIMIT {MOST}"
    );
    let read = ente.db().read().await?;
    db::rows(&read, &sql, all.values).await?.iter().map(attesa).collect()
}

fn attesa(row: &QueryResult) -> Result<Attesa, Error> {
    let dal: Instant = row.try_get("", "dal")?;
    Ok(Attesa {
        ufficio: row.try_get("", "ufficio_id")?,
        nome: row.try_get("", "nome")?,
        quante: row.try_get("", "n")?,
        in_ritardo: row.try_get("", "tardi")?,
        dal,
        meta_dal: row.try_get::<Option<Instant>>("", "meta")?.unwrap_or(dal),
        da: Vec::new(),
    })
}

async fn coppie(ente: &Ente, who: &Who) -> Result<Vec<(UnitId, Da)>, Error> {
    let (from, all) = in_attesa(who);
    let sql = format!(
        "SELECT t.ufficio_id, t.da_id, u.name AS nome, COUNT(*) AS n, MIN(t.dal) AS dal \
         FROM (SELECT w.ufficio_id, r.ufficio_id AS da_id, w.assegnata_at AS dal {from}) AS t \
         JOIN authz_unit u ON u.id = t.da_id GROUP BY t.ufficio_id, t.da_id, u.name ORDER BY n DESC, u.name LIMIT {MOST}"
    );
    let read = ente.db().read().await?;
    let pair = |row: &QueryResult| {
        let da = Da {
            ufficio: row.try_get("", "da_id")?,
            nome: row.try_get("", "nome")?,
            quante: row.try_get("", "n")?,
            dal: row.try_get("", "dal")?,
        };
        Ok((row.try_get("", "ufficio_id")?, da))
    };
    db::rows(&read, &sql, all.values).await?.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_is_what_was_given_more_than_so_many_days_ago() {
        let al = Instant::from_micros(1_000_000 * DAY_SECONDS * 1_000);
        assert_eq!(in_ritardo_da(al, 0), al);
        assert_eq!(in_ritardo_da(al, 7).plus_seconds(7 * DAY_SECONDS), al);
        assert_eq!(in_ritardo_da(al, 1_000), Instant::from_micros(0), "as many as are asked for, and no fewer");
    }
}
