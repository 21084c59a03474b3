//! What came to be kept since the last time.

use chrono::Months;
use db::Read;
use kernel::{Date, Instant, Uuid};
use porte::conservazione::Offerta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    error::Error,
    fascicolo::chiave_di,
    originali::numeri,
    tables::giornaliero,
    termine::calendario::{festivo, scadenza},
};

/// Documents and closed fascicoli are handed over at least once a year (art. 67 DPR 445/2000; AgID guidelines 2021, 4.1).
const MESI: Months = Months::new(12);
/// Fascicoli closed so long before the last one seen are looked at again by the next asking that begins: who closes notes the instant
/// before the commit. Seconds.
const ADDIETRO: i64 = 3_600;

/// The registers of the day after that of `segno`, a day. Each goes to preservation by the next working day (AgID guidelines 2021, 3.1.6
/// and its reference to art. 7 DPCM 3/12/2013; a Saturday counts as a working day: the stricter reading).
pub(super) async fn giornalieri(read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Error> {
    let mut select = giornaliero::Entity::find().order_by_asc(giornaliero::Column::Giorno).limit(most);
    if let Some(day) = segno.and_then(|text| text.parse::<Date>().ok()) {
        select = select.filter(giornaliero::Column::Giorno.gt(day));
    }
    let offer = |row: giornaliero::Model| Offerta {
        id: row.id.uuid(),
        versione: 0,
        nome: format!("Registro giornaliero del {}", row.giorno.format("%d/%m/%Y")),
        nata_at: row.fatto_at,
        termine: scadenza(row.giorno, 1, &[]),
        segno: row.giorno.to_string(),
    };
    Ok(select.all(read).await?.into_iter().map(offer).collect())
}

/// The entries after that of `segno`, year and number, that have a document.
pub(super) async fn documenti(read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Error> {
    let (anno, numero) = segno.and_then(numeri).unwrap_or_default();
    let sql = format!(
        "SELECT r.id, r.anno, r.numero, r.registrata_at FROM protocollo_registrazione r \
         WHERE (r.anno > $1 OR (r.anno = $2 AND r.numero > $3)) \
         AND EXISTS (SELECT 1 FROM protocollo_allegato a WHERE a.registrazione_id = r.id) \
         ORDER BY r.anno, r.numero LIMIT {most}"
    );
    let rows = db::rows(read, &sql, [anno.into(), anno.into(), numero.into()]).await?;
    let offer = |row: &sea_orm::QueryResult| {
        let (anno, numero): (i64, i64) = (row.try_get("", "anno")?, row.try_get("", "numero")?);
        let nata_at: Instant = row.try_get("", "registrata_at")?;
        Ok(Offerta {
            id: row.try_get("", "id")?,
            versione: 0,
            nome: format!("Protocollo {numero}/{anno}"),
            nata_at,
            termine: tra_un_anno(nata_at.date()),
            segno: format!("{anno}/{numero}"),
        })
    };
    rows.iter().map(offer).collect()
}

/// The fascicoli closed after `segno`: in the middle of many the microseconds of a closing and the fascicolo, else the microseconds
/// alone, and then [`ADDIETRO`] is looked at again.
pub(super) async fn fascicoli(read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Error> {
    let (after, id) = segno.and_then(da_dove).unwrap_or_default();
    let sql = format!(
        "SELECT f.id, f.anno, f.classe, f.numero, f.sotto, s.chiuso_at FROM protocollo_fascicolo f \
         JOIN protocollo_fascicolo_stato s ON s.fascicolo_id = f.id \
         WHERE s.chiuso = $1 AND (s.chiuso_at > $2 OR (s.chiuso_at = $3 AND f.id > $4)) ORDER BY s.chiuso_at, f.id LIMIT {}",
        most.saturating_add(1)
    );
    let rows = db::rows(read, &sql, [true.into(), after.into(), after.into(), id.into()]).await?;
    let page = usize::try_from(most).unwrap_or(usize::MAX).min(rows.len());
    let last_of_all = (page == rows.len()).then(|| page.saturating_sub(1));
    let offer = |(place, row): (usize, &sea_orm::QueryResult)| {
        let (id, nata_at): (Uuid, Instant) = (row.try_get("", "id")?, row.try_get("", "chiuso_at")?);
        let at = nata_at.micros();
        Ok(Offerta {
            id,
            versione: at,
            nome: format!("Fascicolo {}", chiave_di(row)?),
            nata_at,
            termine: tra_un_anno(nata_at.date()),
            segno: if last_of_all == Some(place) { at.to_string() } else { format!("{at}/{id}") },
        })
    };
    rows.iter().take(page).enumerate().map(offer).collect()
}

pub(super) fn da_dove(text: &str) -> Option<(i64, Uuid)> {
    match text.split_once('/') {
        Some((at, id)) => Some((at.parse().ok()?, id.parse().ok()?)),
        None => Some((text.parse::<i64>().ok()?.saturating_sub(ADDIETRO * 1_000_000), Uuid::nil())),
    }
}

/// A year later; on a holiday the day after it.
pub(super) fn tra_un_anno(day: Date) -> Date {
    let last = day.checked_add_months(MESI).unwrap_or(day);
    last.iter_days().take(15).find(|day| !festivo(*day)).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_that_ends_on_a_holiday_ends_the_day_after() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(tra_un_anno(day("2026-11-26")), day("2027-11-26"));
        assert_eq!(tra_un_anno(day("2026-12-25")), day("2027-12-27"), "Christmas, Saint Stephen on a Sunday");
    }

    #[test]
    fn a_marker_that_is_none_begins_at_the_beginning() {
        assert_eq!((numeri("2026/12"), numeri("boh"), numeri("2026/x")), (Some((2026, 12)), None, None));
        let id = Uuid::from_u128(7);
        assert_eq!(da_dove(&format!("5/{id}")), Some((5, id)));
        assert_eq!(da_dove("3600000005"), Some((5, Uuid::nil())), "an hour again");
        assert_eq!((da_dove("boh"), da_dove("5/boh")), (None, None));
    }
}
